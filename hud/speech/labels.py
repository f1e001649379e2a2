"""Who speaks, where a file says it in its text: ``JOHN: Where are you?``, throughout."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hud.speech.cues import Cue

_LABEL = re.compile(r"(?:[-\u2010-\u2015]\s*)?([^\W\d_a-z][^\W_]*(?:[ .'’&-]{1,2}[^\W_]+){0,3}):[ \n]+(?=\S)")
_LABELS, _SHARE = 2, 0.2
"""So many cues begin with one, and such a share of all, before they are names and not emphasis."""


def with_speakers(found: list[tuple[Cue, str]]) -> tuple[list[tuple[Cue, str]], int]:
    """Cues whose names in capitals have become their speakers, and how many there are.

    Nothing changes in a file with voices of its own, or with fewer names than somebody shouting has. A cue in which
    several speak stays as it is written.
    """
    labels = [_label(cue.text) for cue, _ in found]
    count = sum(label is not None for label in labels)
    if any(cue.speaker for cue, _ in found) or count < _LABELS or count < _SHARE * len(found):
        return found, 0
    out = []
    for (cue, language), label in zip(found, labels, strict=True):
        if label is None:
            out.append((cue, language))
            continue
        gone = sum(not char.isspace() for char in label[0])
        marks = tuple((n - gone, at_s) for n, at_s in cue.marks if n > gone)
        out.append((replace(cue, text=cue.text[label.end() :], speaker=label[1], marks=marks), language))
    return out, count


def _label(text: str) -> re.Match[str] | None:
    """The one name a cue begins with."""
    match = _LABEL.match(text)
    if match is None or not match[1].isupper() or len(match[1]) > 30:
        return None
    later = (_LABEL.match(line) for line in text[match.end() :].split("\n"))
    return None if any(one is not None and one[1].isupper() for one in later) else match
