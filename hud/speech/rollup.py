"""Roll-up captions, in which every cue repeats the line before: each line once."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hud.speech.cues import Cue

_GAP_S = 0.25
_REPEATS, _SHARE = 2, 0.5
"""So many cues repeat, and such a share of those that follow another at once, before it is a roll-up file."""


def unrolled(found: list[tuple[Cue, str]]) -> tuple[list[tuple[Cue, str]], int]:
    """Cues without the lines that the one before them ended in, where a file is written so throughout.

    Args:
        found: Cues by start, each with its language.

    Returns:
        Them, less those that say nothing new, and how many lines were repeated; all as they were and 0 where a file
        is not written so (somebody may well say a thing twice).
    """
    heads = [0, *(_repeated(before, cue) for (before, _), (cue, _) in pairwise(found))]
    following = sum(abs(cue.start_s - before.end_s) <= _GAP_S for (before, _), (cue, _) in pairwise(found))
    repeating = sum(head > 0 for head in heads)
    if repeating < _REPEATS or repeating < _SHARE * following:
        return found, 0
    out: list[tuple[Cue, str]] = []
    for (cue, language), head in zip(found, heads, strict=True):
        lines = cue.text.split("\n")
        if head < len(lines):
            gone = sum(not char.isspace() for line in lines[:head] for char in line)
            marks = tuple((count - gone, at_s) for count, at_s in cue.marks if count >= gone)
            out.append((replace(cue, text="\n".join(lines[head:]), marks=marks), language))
    return out, sum(heads)


def _repeated(before: Cue, cue: Cue) -> int:
    """How many of a cue's first lines are the last of the one before it, which it follows at once."""
    if abs(cue.start_s - before.end_s) > _GAP_S or cue.speaker != before.speaker:
        return 0
    last, lines = before.text.split("\n"), cue.text.split("\n")
    return next((k for k in range(min(len(last), len(lines)), 0, -1) if last[-k:] == lines[:k]), 0)
