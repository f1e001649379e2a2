"""Advanced SubStation Alpha and its elder, SubStation Alpha, event by event.

pysubs2 reads them too, but passes over a faulty event without a word and does not know its line, and it leaves the
coordinates of drawings in the text. Fields as in the "ASS File Format Specification" and Aegisub's manual.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hud.speech.cues import MARK, Cue, marked, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.speech.cues import Faults

_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_TIME = re.compile(r"([0-9]{1,3}):([0-9]{1,2}):([0-9]{1,2})[.:,]([0-9]{1,3})")
_BLOCK = re.compile(r"\{([^{}]*)\}")
# how long a syllable lasts, in hundredths of a second
_SYLLABLE = re.compile(r"\\(?:k[fo]?|K)([0-9]{1,6})(?![0-9])")
_DRAWING = re.compile(r"\\p([0-9])(?![0-9a-z])")
# lines that a script makes of others, a letter at a time
_MADE = ("fx", "karaoke", "code", "template")
_NO_NAMES = ("", "NTP")


def is_ass(text: str) -> bool:
    """Whether a text is in this format, by its sections."""
    return re.match(r"\s*\[(?:Script Info|V4\+? Styles|Events)\]", text, re.IGNORECASE) is not None


def language_of(lines: list[str]) -> str:
    """The language that Aegisub writes into the header: ``en_US``; empty without it."""
    for line in lines:
        if line.strip().lower() == "[events]":
            break
        key, _, value = line.partition(":")
        if key.strip().lower() == "language":
            return value.strip()
    return ""


def parse_ass(lines: list[str], faults: Faults) -> Iterator[Cue]:
    """The cues of a file: its dialogue, without tags, drawings, comments and the copies that make outlines.

    Args:
        lines: All lines of the file, without their ends.
        faults: Receives what is wrong; the faulty event is left out.
    """
    fields: tuple[str, ...] = _FIELDS
    section = ""
    seen: set[tuple[float, float, str]] = set()
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            section = stripped.lower()
            continue
        key, colon, rest = line.partition(":")
        kind = key.strip().lower()
        if section != "[events]" or not colon:
            continue
        if kind == "format":
            fields = tuple(name.strip().lower() for name in rest.split(","))
            if "text" not in fields or not {"start", "end"} <= set(fields):
                faults.add(number, "the format of the events lacks Start, End or Text", hint="export the file again")
                return
        elif kind == "dialogue" and faults.fits(number, rest):
            cue = _event(fields, rest, number, faults)
            if cue is not None and (mark := (cue.start_s, cue.end_s, cue.text)) not in seen:
                seen.add(mark)
                yield cue


def _event(fields: tuple[str, ...], rest: str, number: int, faults: Faults) -> Cue | None:
    values = rest.split(",", len(fields) - 1)
    if len(values) < len(fields):
        faults.add(number, f"this event has {len(values)} fields of {len(fields)}", hint="export the file again")
        return None
    event = dict(zip(fields, values, strict=True))
    times = [_seconds(event[key]) for key in ("start", "end")]
    if times[0] is None or times[1] is None:
        wrong = event["start" if times[0] is None else "end"].strip()
        faults.add(number, f"'{wrong[:30]}' is not a time", hint="write 0:01:02.50")
        return None
    start_s, end_s = times[0], times[1]
    if end_s < start_s:
        faults.add(number, "this event ends before it begins", hint="swap or correct its times")
        return None
    text, marks = marked(*_with_marks(event["text"], start_s), start_s, end_s)
    if end_s == start_s or not text or event.get("effect", "").split(" ")[0].lower() in _MADE:
        return None
    name = tidy(event.get("name", event.get("actor", "")).strip())
    return Cue(start_s, end_s, text, "" if name in _NO_NAMES else name, number, marks)


def plain_text(text: str) -> str:
    """What of an event's text is read: without tags and drawings, on the lines its author broke it into."""
    return tidy(_with_marks(text, 0.0)[0].replace(MARK, ""))


def _with_marks(text: str, start_s: float) -> tuple[str, list[float]]:
    """As `plain_text`, not tidied, with a `MARK` at each syllable of karaoke, and when it begins."""
    text = text.replace(MARK, "")
    at_s, times_s = start_s, list[float]()
    parts = _BLOCK.split(text)
    drawing, kept = False, []
    for index, part in enumerate(parts):
        if index % 2:
            for match in _DRAWING.finditer(part):
                drawing = match[1] != "0"
            for match in _SYLLABLE.finditer(part):
                kept.append(MARK)
                times_s.append(round(at_s, 3))
                at_s += int(match[1]) / 100
        elif not drawing:
            kept.append(part)
    plain = "".join(kept).replace("\\N", "\n").replace("\\n", " ").replace("\\h", "\N{NO-BREAK SPACE}")
    return plain, times_s


def _seconds(text: str) -> float | None:
    match = _TIME.fullmatch(text.strip())
    if not match or int(match[2]) > 59 or int(match[3]) > 59:
        return None
    whole = (int(match[1]) * 60 + int(match[2])) * 60 + int(match[3])
    return (whole * 1000 + int(match[4].ljust(3, "0"))) / 1000
