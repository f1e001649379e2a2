"""One caption file, in any of the formats there are, as cues in the order they are spoken."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from hud.errors import FileError
from hud.files import display_path, read_text
from hud.speech.ass import is_ass, language_of, parse_ass
from hud.speech.cues import Cue, Faults, lacks_arrow
from hud.speech.labels import with_speakers
from hud.speech.rollup import unrolled
from hud.speech.subrip import parse_subrip
from hud.speech.ttml import TtmlReader
from hud.speech.webvtt import header_language, parse_webvtt
from hud.xmltext import XmlError, read_xml

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 2 * 2**20  # a feature film has about 0.1 MB
MAX_CUE_CHARACTERS = 1000
ENDLESS_S = 7.0
"""The longest a caption stands in Netflix's guideline: what never ends stands at least as long."""
MAX_TTML_CUES = 20_000  # ten films

# SubRip under another name: its times have hours, always
_OTHERS = (
    ("MicroDVD (frames, not times)", re.compile(r"\{\d+\}\{\d*\}")),
    ("LRC (lyrics with times)", re.compile(r"(?:\[[a-z]+:[^\]\n]*\]\s*)*\[\d+:\d\d(?:[.:]\d+)?\]")),
    ("MPL2 (tenths of seconds)", re.compile(r"\[\d+\]\[\d*\]")),
)
"""What is often met and has no arrows, by how it begins."""
_WITH_HOURS = re.compile(
    r"\A(?!\W*WEBVTT).*?^[ \t]*\d{1,3}:\d\d?:\d\d?(?:[.,]\d{1,3})?[ \t]*-->", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class CaptionFile:
    """What a caption file holds."""

    format: str
    """WebVTT, SubRip, ASS or TTML."""
    cues: tuple[Cue, ...]
    """At least one, by start, then end, then place in the file. They may overlap."""
    languages: tuple[str, ...]
    """Of each cue, as the file says it; empty where it does not."""
    dropped: tuple[str, ...]
    """What of the file is not used."""
    skipped: tuple[FileError, ...] = ()
    """Faulty cues that were left out, by line; only where a file is read forgivingly."""
    remarks: tuple[str, ...] = ()
    """What was understood otherwise than it is written."""
    mended: bool = False
    """Whether something was that only a forgiving reader reads."""


def load_cues(path: Path) -> tuple[Cue, ...]:
    """Read a caption file. What it is, WebVTT, SubRip, ASS or TTML, is told from its content.

    Args:
        path: The file: UTF-8, or UTF-16 with a byte order mark.

    Returns:
        At least one cue, by start, then end, then place in the file. Cues may overlap. A cue without text is
        left out.

    Raises:
        FileError: Missing, unreadable, empty, not captions, without cues, or one faulty cue.
        Problems: Several faulty cues.
    """
    return parse_captions(read_text(path, limit=MAX_BYTES), path).cues


def parse_captions(text: str, path: Path, *, forgiving: bool = False) -> CaptionFile:
    """As `load_cues`, of a text that is decoded already, with all that is known of the file.

    Args:
        text: Lines ended by a newline alone.
        path: Where it is from, for errors.
        forgiving: Leave out faulty cues as long as one is understood, and read times without a fraction.

    Raises:
        FileError: As `load_cues`.
        Problems: As `load_cues`.
    """
    shown = display_path(path)
    if not text.strip():
        raise FileError(shown, "is an empty caption file", hint="write WEBVTT, a blank line and the cues")
    lines = text.split("\n")
    faults = Faults(path, lines, forgiving=forgiving)
    dropped: list[str] = []
    if re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        kind = "WebVTT"
        found = [(cue, header_language(lines)) for cue in parse_webvtt(lines, faults)]
        if re.search(r"^(?:STYLE|REGION)[ \t]*$", text, re.MULTILINE):
            dropped.append("styles and regions")
    elif text.lstrip().startswith("<"):
        kind, found = "TTML", _ttml(text, shown, faults, dropped)
    elif is_ass(text):
        kind, found = "ASS", [(cue, language_of(lines)) for cue in parse_ass(lines, faults)]
        dropped.append("styles and positions")
    elif path.suffix.lower() == ".vtt" and not (_WITH_HOURS.search(text) or text.startswith(("{", "["))):
        hint = "write WEBVTT on the first line"
        raise FileError(
            shown, "a WebVTT file begins with the word WEBVTT", line=1, column=1, hint=hint, snippet=lines[0]
        )
    elif "-->" in text or any(map(lacks_arrow, lines)):
        kind, found = "SubRip", [(cue, "") for cue in parse_subrip(lines, faults)]
    elif other := next((name for name, begins in _OTHERS if begins.match(text.lstrip())), ""):
        what = f"is {other}, which is not read"
        raise FileError(shown, what, hint="convert it to SubRip or WebVTT", line=1, column=1, snippet=lines[0])
    elif text.startswith(("{", "[")):
        hint = "a route is named by navigation: {route: ...}"
        raise FileError(shown, "is JSON, and no captions", hint=hint, line=1, column=1, snippet=lines[0])
    else:
        what = "is neither WebVTT, SubRip, ASS nor TTML"
        raise FileError(shown, what, hint="convert it to WebVTT", line=1, column=1, snippet=lines[0])
    found = [(cue, language) for cue, language in found if cue.text]
    for cue, _ in found:
        if (size := len(cue.text) + len(cue.speaker)) > MAX_CUE_CHARACTERS:
            hint = f"split it into cues of at most {MAX_CUE_CHARACTERS}"
            faults.add(cue.line, f"this cue has {size} characters", hint=hint)
    faults.errors.sort(key=lambda error: error.line or 0)
    found = [one for one in found if len(one[0].text) + len(one[0].speaker) <= MAX_CUE_CHARACTERS]
    if not forgiving or not found:
        faults.check()
    if not found:
        raise FileError(shown, "has no cues", hint="add one: 00:00.000 --> 00:02.000, and its text below")
    found.sort(key=lambda one: (one[0].start_s, one[0].end_s, one[0].line))
    remarks = [f"{_times(len(at), 'cue')} with {remark}, line {at[0]}" for remark, at in faults.mended.items()]
    found, endless = _ended(found)
    if endless:
        remarks.append(f"{_times(endless, 'cue')} without an end, which the last one or {ENDLESS_S:g} s give")
    found, repeated = unrolled(found)
    if repeated:
        remarks.append(f"roll-up captions: {_times(repeated, 'repeated line')} read once")
    found, named = with_speakers(found)
    if named:
        remarks.append(f"{_times(named, 'name')} before what is said, in capitals: who speaks")
    cues, languages = zip(*found, strict=True)
    return CaptionFile(kind, cues, languages, tuple(dropped), tuple(faults.errors), tuple(remarks), bool(faults.mended))


def _ended(found: list[tuple[Cue, str]]) -> tuple[list[tuple[Cue, str]], int]:
    """Cues that never end, which TTML allows, end with the last one that does, but are there for a while."""
    last_s = max((cue.end_s for cue, _ in found if math.isfinite(cue.end_s)), default=0.0)
    out = [
        (cue if math.isfinite(cue.end_s) else replace(cue, end_s=max(last_s, cue.start_s + ENDLESS_S)), language)
        for cue, language in found
    ]
    return out, sum(math.isinf(cue.end_s) for cue, _ in found)


def _times(count: int, what: str) -> str:
    return f"{count} {what}{'s'[: count != 1]}"


def _ttml(text: str, shown: str, faults: Faults, dropped: list[str]) -> list[tuple[Cue, str]]:
    try:
        root = read_xml(text)
    except XmlError as error:
        raise FileError(
            shown, f"cannot be read as TTML: {error}", line=error.line, column=error.column, hint="export it again"
        ) from None
    if root.name != "tt":
        what = f"is XML that begins with <{root.name[:40]}>, not TTML"
        raise FileError(shown, what, line=root.line, column=root.column, hint="export TTML")
    reader = TtmlReader(root, faults)
    cues = list(islice(reader.cues(), MAX_TTML_CUES + 1))
    if len(cues) > MAX_TTML_CUES:
        raise FileError(shown, f"has more than {MAX_TTML_CUES} cues", hint="cut it")
    if not cues and reader.pictures and not faults.errors:
        raise FileError(shown, "its captions are pictures, not text", hint="export them as text")
    if reader.regions:
        dropped.append(f"{reader.regions} region{'s'[: reader.regions > 1]} and all styles")
    if reader.pictures:
        dropped.append(f"{reader.pictures} picture{'s'[: reader.pictures > 1]}")
    return list(zip(cues, reader.languages, strict=True))
