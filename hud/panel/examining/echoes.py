"""Of the faults of a screen those that only follow from others of it, and are gone when those are mended."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hud.errors import FileError, HudError
from hud.files import read_text
from hud.panel.source.statements import masked, offset, statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Set

_LACKS = re.compile(r"\bundefined\b|\bnull\b|is not defined|there is no|is NaN$|no function")

_UNDEFINED = re.compile(r"(\w+) is not defined$")


def without_echoes(found: Iterable[FileError], told: Sequence[FileError], lost: Set[str]) -> list[FileError]:
    """What is left of the faults of a moment beside those that keep a screen from being compiled.

    Args:
        found: What drawing it without those has brought up.
        told: What keeps it from being compiled.
        lost: Names that are missing because of that.

    Returns:
        Each once, in the order given.
    """
    places = {one.place for one in told}
    kept: dict[str, FileError] = {}
    for one in found:
        if one.place in places or same_statement(one, told):
            continue
        if _LACKS.search(one.message) and lost & _names(one):
            continue
        kept.setdefault(str(one), one)
    return list(kept.values())


def _names(fault: FileError) -> set[str]:
    """What a fault may be because of: the name that is not defined, or any in its line."""
    alone = _UNDEFINED.match(fault.message)
    return {alone[1]} if alone else set(re.findall(r"\w+", f"{fault.snippet} {fault.message}"))


def same_statement(one: FileError, others: Iterable[FileError]) -> bool:
    """Whether one of the others stands in the same binding of the same file."""
    near = [other for other in others if other.file == one.file and other.line is not None]
    if one.line is None or not near:
        return False
    try:
        code = masked(read_text(Path(one.file)))
    except HudError:
        return False
    begin, end = statement(code, _start(code, one))
    if re.match(r"[\w.]*\b[A-Z]\w*\s*\{", code[begin:end]):
        return False
    return any(begin <= _start(code, other) < end for other in near)


def _start(code: str, fault: FileError) -> int:
    column = fault.column or len(fault.snippet) - len(fault.snippet.lstrip()) + 1
    return offset(code, fault.line or 1, column)
