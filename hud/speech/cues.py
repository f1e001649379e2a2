"""Cues, and what both kinds of caption file have in common: times, plain text, faults."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
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
    marks: tuple[tuple[int, float], ...] = ()
    """Words' own times where the file has them: after so many characters of the text, spaces not counted, the rest
    begins at that time in seconds. Both rise, within the cue's times."""


class Faults:
    """Collects what is wrong with one caption file."""

    def __init__(self, path: Path, lines: list[str], *, forgiving: bool = False) -> None:
        self.path = path
        self.lines = lines
        self.forgiving = forgiving
        """Whether what can be read all the same is, and a cue that cannot does not spoil the others."""
        self.errors: list[FileError] = []
        self.mended: dict[str, list[int]] = {}
        """What was read otherwise than it is written: a remark, and at which lines."""

    def mend(self, number: int, remark: str) -> bool:
        """Whether to read something that is not as the format has it; noted at its 1-based line if so."""
        if self.forgiving:
            self.mended.setdefault(remark, []).append(number)
        return self.forgiving

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


_TIME = r"(?:([0-9]{1,4}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,3}))?"
WHOLE_SECONDS = "times without thousandths of a second"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:[ \t].*)?")
_SETTINGS = r"(?:[ \t]+(?:align|line|position|region|size|vertical):\S+)*"
_ARROWLESS = re.compile(rf"\s*{_TIME}[\s,;>–—→-]+{_TIME}{_SETTINGS}\s*")


def cue_times(line: str, number: int, faults: Faults) -> tuple[float, float] | None:
    """As `read_times`, of a 1-based line of a file; None where they are none, which is noted."""
    try:
        start_s, end_s, whole = _read_times(line)
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        faults.add(number, message, hint=hint)
        return None
    if whole and not faults.mend(number, WHOLE_SECONDS):
        message, _, hint = _NO_TIMES.partition("; ")
        faults.add(number, message, hint=hint)
        return None
    return start_s, end_s


_NO_TIMES = "these are not two times; write 00:01:02.500 --> 00:01:05.000"


def read_times(line: str) -> tuple[float, float]:
    """Start and end of a line such as ``00:01.000 --> 00:04.500 align:start``, seconds.

    Hours may be left out, digits unpadded, and the decimal sign a dot or a comma: real files have them all.

    Raises:
        ValueError: The line is not of this form; the message has the remedy after ``; ``.
    """
    start, end, whole = _read_times(line)
    if whole:
        raise ValueError(_NO_TIMES)
    return start, end


def _read_times(line: str) -> tuple[float, float, bool]:
    """Start and end, and whether one is without a fraction."""
    match = _TIMES.fullmatch(line)
    if not match:
        raise ValueError(_NO_TIMES)
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end < start:
        raise ValueError("the cue ends before it begins; swap or correct its times")
    if end == start:
        raise ValueError("the cue ends when it begins; give it a length")
    return start, end, match[4] is None or match[8] is None


def lacks_arrow(line: str) -> bool:
    """Whether the line has two times, and settings at most: a cue whose ``-->`` was mistyped."""
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


MARK = "\ue000"
"""Stands where a word's own time is written, until the text is plain."""


def marked(text: str, times_s: list[float], start_s: float, end_s: float) -> tuple[str, tuple[tuple[int, float], ...]]:
    """A text without its marks, and what they say; nothing where they do not rise within the cue."""
    parts = text.split(MARK)
    plain = tidy("".join(parts))
    if len(parts) != len(times_s) + 1 or len(parts) == 1:
        return plain, ()
    found: dict[int, float] = {}
    counts = accumulate(
        sum(char not in "\x7f" and char > " " and not char.isspace() for char in part) for part in parts[:-1]
    )
    for count, at_s in zip(counts, times_s, strict=True):
        found[count] = at_s
    times = [start_s, *found.values(), end_s]
    if any(after < before for before, after in pairwise(times)) or not any(found):
        return plain, ()
    return plain, tuple(found.items())


def _printed(char: str) -> bool:
    return char > " " and char != "\x7f" and not char.isspace()


def tidy(text: str) -> str:
    """The text without control characters, blank lines and repeated spaces; no-break spaces stay."""
    lines = (re.sub(r"[\x00-\x20\x7f]+", " ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
