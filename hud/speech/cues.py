"""Cues, and what both kinds of caption file have in common: times, plain text, faults."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hud.errors import FileError, Problems
from hud.files import display_path

if TYPE_CHECKING:
    from pathlib import Path

MAX_ERRORS = 20
MAX_PAYLOAD_CHARACTERS = 20_000  # with its tags, of which karaoke has one for each syllable


@dataclass(frozen=True, slots=True)
class Cue:
    """Something said, and when."""

    start_s: float
    end_s: float
    """After `start_s`."""
    text: str
    """Without tags; the author's line breaks as ``\\n``."""
    speaker: str = ""
    """From a WebVTT voice tag; may be empty."""
    line: int = 0
    """1-based line of its times in the file; 0 where it comes from no file."""


class Faults:
    """Collects what is wrong with one caption file."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        self.errors: list[FileError] = []

    def add(self, number: int, message: str, *, hint: str, column: int = 1) -> None:
        """Note an error at a 1-based line."""
        shown = display_path(self.path)
        snippet = self.lines[number - 1]
        self.errors.append(FileError(shown, message, line=number, column=column, hint=hint, snippet=snippet))

    def fits(self, number: int, payload: str) -> bool:
        """Whether a cue is short enough to be looked into; else that is noted at the 1-based line of its times."""
        if len(payload) <= MAX_PAYLOAD_CHARACTERS:
            return True
        hint = f"split it into cues of at most {MAX_PAYLOAD_CHARACTERS}, tags included"
        self.add(number, f"this cue has {len(payload)} characters", hint=hint)
        return False

    def check(self) -> None:
        """Raise what was collected, if anything was.

        Raises:
            FileError: One error.
            Problems: Several, at most `MAX_ERRORS`.
        """
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise Problems(self.errors[:MAX_ERRORS])


_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})[.,]([0-9]{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:[ \t].*)?")
_ARROWLESS = re.compile(rf"\s*{_TIME}[\s,;>–—→-]+{_TIME}\s*")


def read_times(line: str) -> tuple[float, float]:
    """Start and end of a line such as ``00:01.000 --> 00:04.500 align:start``, seconds.

    Hours may be left out, digits unpadded, and the decimal sign a dot or a comma: real files have them all.

    Raises:
        ValueError: The line is not of this form; the message has the remedy after ``; ``.
    """
    match = _TIMES.fullmatch(line)
    if not match:
        raise ValueError("these are not two times; write 00:01:02.500 --> 00:01:05.000")
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end < start:
        raise ValueError("the cue ends before it begins; swap or correct its times")
    if end == start:
        raise ValueError("the cue ends when it begins; give it a length")
    return start, end


def lacks_arrow(line: str) -> bool:
    """Whether the line has two times and nothing else, which is a cue whose ``-->`` was mistyped."""
    return "-->" not in line and _ARROWLESS.fullmatch(line) is not None


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds = (int(part or 0) for part in parts[:3])
    if minutes > 59 or seconds > 59:
        raise ValueError(f"a time has {max(minutes, seconds)} where at most 59 can stand; carry over")
    # whole milliseconds, so that equal times are equal floats
    return (((hours * 60 + minutes) * 60 + seconds) * 1000 + int((parts[3] or "").ljust(3, "0"))) / 1000


# Python refuses to read a number of thousands of digits
_ENDLESS_REFERENCE = re.compile(r"&#[0-9]{1000,}+;?")


def unescape(text: str) -> str:
    """The text with ``&amp;``, ``&#39;`` and the like as the characters they stand for."""
    return html.unescape(_ENDLESS_REFERENCE.sub("\N{REPLACEMENT CHARACTER}", text))


def tidy(text: str) -> str:
    """The text without control characters, blank lines and repeated spaces; no-break spaces stay."""
    lines = (re.sub(r"[\x00-\x20\x7f]+", " ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
