"""Which characters the bundled fonts can draw."""

from __future__ import annotations

import unicodedata
from functools import cache

from PySide6.QtGui import QFont, QRawFont

from hud.errors import HudError
from hud.resources import asset_path


class MissingGlyphError(HudError):
    """A text has a character that no bundled font can draw.

    Attributes:
        character: The character.
        element: Id of the element that shows it.
    """

    exit_code = 1

    def __init__(self, character: str, element: str, text: str) -> None:
        name = unicodedata.name(character, "unnamed")
        excerpt = text if len(text) <= 40 else text[:39] + "…"
        super().__init__(
            f"no bundled font can draw U+{ord(character):04X} '{character}' ({name}) in {element}: \"{excerpt}\"",
            hint="replace the character",
        )
        self.character = character
        self.element = element


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


def require_glyphs(text: str, element: str) -> None:
    """Check a text.

    Raises:
        MissingGlyphError: Names the first character without a glyph and the element.
    """
    if text.isascii():
        return
    for character in text:
        if not drawable(character):
            raise MissingGlyphError(character, element, text)
