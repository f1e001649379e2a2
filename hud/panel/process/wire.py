"""What `hud.panel.process.confined` and `hud.panel.worker` say to each other."""

from __future__ import annotations

import struct
from typing import Any

from hud.errors import FacilityError, FileError, HudError, Problems, UsageError
from hud.panel.errors import MissingGlyphError, RunawayError
from hud.panel.spec import MAX_PX

LENGTH = struct.Struct("<I")
SHEET_BYTES = MAX_PX * MAX_PX * 3
_KINDS: tuple[type[HudError], ...] = (RunawayError, FileError, FacilityError, UsageError, HudError)


def as_plain(error: HudError) -> dict[str, Any]:
    """An error as JSON has it, for `from_plain`."""
    if isinstance(error, Problems):
        return {"kind": "Problems", "errors": [as_plain(one) for one in error.errors]}
    kind = next(kind.__name__ for kind in _KINDS if isinstance(error, kind))
    plain: dict[str, Any] = {"kind": kind, "message": error.message, "hint": error.hint}
    if isinstance(error, FileError):
        plain |= {"file": error.file, "line": error.line, "column": error.column, "snippet": error.snippet}
    if isinstance(error, MissingGlyphError):
        plain |= {
            "kind": "MissingGlyphError",
            "character": error.character,
            "element": error.element,
            "text": error.text,
        }
    return plain


def from_plain(plain: dict[str, Any]) -> HudError:
    """The error that `as_plain` was given.

    Raises:
        KeyError, TypeError: It is not one.
    """
    kind = plain["kind"]
    if kind == "Problems":
        errors = [from_plain(one) for one in plain["errors"]]
        return Problems(error for error in errors if isinstance(error, FileError))
    if "file" not in plain:
        return next(known for known in _KINDS if known.__name__ == kind)(str(plain["message"]), hint=str(plain["hint"]))
    place = {name: plain[name] for name in ("line", "column", "snippet")}
    if kind == "MissingGlyphError":
        at = FileError(plain["file"], "", **place) if plain["file"] else None
        return MissingGlyphError(plain["character"], plain["element"], plain["text"], at=at)
    made = RunawayError if kind == "RunawayError" else FileError
    return made(plain["file"], plain["message"], hint=plain["hint"], **place)
