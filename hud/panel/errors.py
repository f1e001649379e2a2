"""What can be wrong with a screen besides what is wrong in its text."""

from __future__ import annotations

import unicodedata

from hud.errors import FileError, HudError


class RunawayError(FileError):
    """A screen took more time or memory than one frame may."""


class MissingGlyphError(FileError):
    """A text has a character that no bundled font can draw. It has a place where a screen's file shows it.

    Attributes:
        character: The character.
        element: Id of the element that shows it.
        text: The whole of it.
    """

    exit_code = 1

    def __init__(self, character: str, element: str, text: str, *, at: FileError | None = None) -> None:
        name = unicodedata.name(character, "unnamed")
        excerpt = text if len(text) <= 40 else text[:39] + "…"
        super().__init__(
            at.file if at else "",
            f"no bundled font can draw U+{ord(character):04X} '{character}' ({name}) in {element}: \"{excerpt}\"",
            line=at.line if at else None,
            column=at.column if at else None,
            snippet=at.snippet if at else "",
            hint="replace the character" if at else "replace the character where the scenario has it",
        )
        self.character = character
        self.element = element
        self.text = text

    def __str__(self) -> str:
        return super().__str__() if self.file else HudError.__str__(self)
