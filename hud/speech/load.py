"""One caption file, WebVTT or SubRip, as cues in the order they are spoken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hud.errors import FileError
from hud.files import display_path, read_text
from hud.speech.cues import Cue, Faults, lacks_arrow
from hud.speech.subrip import parse_subrip
from hud.speech.webvtt import parse_webvtt

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 2 * 2**20  # a feature film has about 0.1 MB
MAX_CUE_CHARACTERS = 1000


def load_cues(path: Path) -> tuple[Cue, ...]:
    """Read a caption file. What it is, WebVTT or SubRip, is told from its content.

    Args:
        path: The file: UTF-8, or UTF-16 with a byte order mark.

    Returns:
        At least one cue, by start, then end, then place in the file. Cues may overlap. A cue without text is
        left out.

    Raises:
        FileError: Missing, unreadable, empty, not captions, without cues, or one faulty cue.
        Problems: Several faulty cues.
    """
    shown = display_path(path)
    text = read_text(path, limit=MAX_BYTES)
    if not text.strip():
        raise FileError(shown, "is an empty caption file", hint="write WEBVTT, a blank line and the cues")
    lines = text.split("\n")
    faults = Faults(path, lines)
    if re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        parse = parse_webvtt
    elif path.suffix.lower() == ".vtt":
        hint = "write WEBVTT on the first line"
        raise FileError(shown, "a WebVTT file begins with the word WEBVTT", line=1, hint=hint, snippet=lines[0])
    elif "-->" in text or any(map(lacks_arrow, lines)):
        parse = parse_subrip
    else:
        raise FileError(shown, "is neither WebVTT nor SubRip", hint="convert it to WebVTT", line=1)
    cues = [cue for cue in parse(lines, faults) if cue.text]
    for cue in cues:
        if (size := len(cue.text) + len(cue.speaker)) > MAX_CUE_CHARACTERS:
            hint = f"split it into cues of at most {MAX_CUE_CHARACTERS}"
            faults.add(cue.line, f"this cue has {size} characters", hint=hint)
    faults.errors.sort(key=lambda error: error.line or 0)
    faults.check()
    if not cues:
        raise FileError(shown, "has no cues", hint="add one: 00:00.000 --> 00:02.000, and its text below")
    return tuple(sorted(cues, key=lambda cue: (cue.start_s, cue.end_s, cue.line)))
