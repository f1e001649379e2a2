"""Captions written as WebVTT."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.speech import Cue


def webvtt(cues: Sequence[Cue], language: str) -> str:
    """A WebVTT file.

    Args:
        cues: By start.
        language: Written into the header.
    """
    blocks = [f"WEBVTT\nLanguage: {language}"]
    for cue in cues:
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        blocks.append(f"{_clock(cue.start_s)} --> {_clock(cue.end_s)}\n{voice}{_timed(cue)}")
    return "\n\n".join(blocks) + "\n"


def _timed(cue: Cue) -> str:
    """The text with its words' own times."""
    marks, out, count = dict(cue.marks), "", 0
    for char in cue.text:
        if not char.isspace():
            if count in marks and cue.start_s < marks[count] < cue.end_s:
                out += f"<{_clock(marks[count])}>"
            count += 1
        out += _escaped(char)
    return out


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(t_s: float) -> str:
    total_s, ms = divmod(round(t_s * 1000), 1000)
    return f"{total_s // 3600:02d}:{total_s // 60 % 60:02d}:{total_s % 60:02d}.{ms:03d}"
