"""A device file that does not fit, as if it did: what is wrong with several values together is told all the same."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hud.device.schema import DeviceFile
from hud.yamldoc import Document

if TYPE_CHECKING:
    from hud.errors import FileError
    from hud.yamldoc import Draft
    from hud.yamltree import Loc

_SECTIONS = ("display", "optics")
_ROUNDS = 4


@dataclass(frozen=True)
class Mended(Document[DeviceFile]):
    """A document in which sound values stand in for those that do not fit."""

    touched: frozenset[str] = frozenset()
    """Sections, and keys of the file, where something does."""
    echoes: list[FileError] = field(default_factory=list)
    """Errors that may follow from that."""

    def error(self, loc: Loc, message: str, *, hint: str = "") -> FileError:
        """As `Document.error`; and among `echoes` where it is about what stands in."""
        error = super().error(loc, message, hint=hint)
        own = loc[0] if loc else None
        # a lens is tried over the field of the display
        about = {own, "display"} if loc[:2] == ("optics", "distortion") else {own}
        if (own is None and self.touched) or about & self.touched:
            self.echoes.append(error)
        return error


def mended(draft: Draft, values: object, sound: dict[str, Any]) -> Mended | None:
    """A file with sound values in place of what does not fit.

    Args:
        draft: The file.
        values: Its values, with those of what it extends.
        sound: Those of a device that fits.

    Returns:
        The document; None where too much is wrong with it.
    """
    if not isinstance(values, dict):
        return None
    plain, touched = deepcopy(values), set[str]()
    for _ in range(_ROUNDS):
        try:
            return Mended(draft, DeviceFile.model_validate(plain), frozenset(touched))
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False, include_context=False)
        for detail in details:
            section = str(detail["loc"][0]) if detail["loc"] else ""
            touched.add(section)
            holder, source = plain, sound
            if section in _SECTIONS and len(detail["loc"]) > 1 and isinstance(plain.get(section), dict):
                holder, source, key = plain[section], sound[section], str(detail["loc"][1])
            else:
                key = section
            holder.pop(key, None)
            if key in source:
                holder[key] = deepcopy(source[key])
    return None
