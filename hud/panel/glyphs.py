"""Which characters the bundled fonts can draw."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QRawFont

from hud.panel.errors import MissingGlyphError
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from hud.errors import FileError


@cache
def _faces() -> tuple[QRawFont, ...]:
    paths = sorted(path for path in asset_path("fonts").iterdir() if path.suffix in {".ttf", ".otf"})
    preference = QFont.HintingPreference.PreferNoHinting
    return tuple(QRawFont(str(path), 16.0, preference) for path in paths)


@cache
def drawable(character: str) -> bool:
    """Whether a bundled font has a glyph for the character, or it needs none (spaces, joiners, marks of order)."""
    if character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Zl", "Zp"}:
        return True
    if 0xFE00 <= ord(character) <= 0xFE0F:
        return True
    return any(face.supportsCharacter(ord(character)) for face in _faces())


def all_drawable(text: str) -> bool:
    """Whether a text has no character that `require_glyphs` would refuse."""
    return text.isascii() or all(map(drawable, set(text)))


def require_glyphs(text: str, element: str, *, written_at: Callable[[str], FileError | None]) -> None:
    """Check a text.

    Args:
        text: What is shown.
        element: Id of what shows it.
        written_at: Asked where a character stands, and only where it is missing.

    Raises:
        MissingGlyphError: Names the first character without a glyph and the element.
    """
    if text.isascii():
        return
    for character in text:
        if not drawable(character):
            raise MissingGlyphError(character, element, text, at=written_at(character))
