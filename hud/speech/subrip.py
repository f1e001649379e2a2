"""SubRip, by pysubs2, with the line of every fault (which pysubs2 passes over in silence)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hud.speech.cues import Cue, cue_times, lacks_arrow, tidy, unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.speech.cues import Faults


_FAULTY = -1.0


def parse_subrip(lines: list[str], faults: Faults) -> Iterator[Cue]:
    """The cues of a SubRip file.

    Args:
        lines: All lines of the file, without their ends.
        faults: Receives what is wrong; the faulty cue is left out.
    """
    import pysubs2

    marks: list[tuple[int, float, float]] = []
    source = list(lines)

    def fault(index: int) -> None:
        # still a cue, or what it says would be part of the one before
        source[index] = f"{_clock(0)} --> {_clock(0)}"
        marks.append((index + 1, _FAULTY, _FAULTY))

    for index, line in enumerate(lines):
        if lacks_arrow(line):
            faults.add(index + 1, "two times without an arrow", hint="write --> between them")
            fault(index)
        elif "-->" in line:
            times = cue_times(line, index + 1, faults)
            if times is None:
                fault(index)
            else:
                start_s, end_s = times
                # what pysubs2 counts as a cue is a line with two padded times: give it exactly these
                source[index] = f"{_clock(start_s)} --> {_clock(end_s)}"
                marks.append((index + 1, start_s, end_s))
        elif len(pysubs2.formats.subrip.SubripFormat.TIMESTAMP.findall(line)) == 2:
            # speech that mentions two times is not a cue
            source[index] = line.replace(":", "\N{RATIO}")
    marks = _short_enough(marks, source, faults)
    events = pysubs2.SSAFile.from_string("\n".join(source) + "\n", format_="srt").events
    for (number, start_s, end_s), event in zip(marks, events, strict=True):
        if start_s != _FAULTY:
            yield Cue(start_s, end_s, tidy(unescape(event.plaintext)), "", number)


def _short_enough(
    marks: list[tuple[int, float, float]], source: list[str], faults: Faults
) -> list[tuple[int, float, float]]:
    """The marks of cues short enough to be looked into; the others are blanked in ``source``."""
    kept = []
    for mark, (after, *_) in pairwise([*marks, (len(source) + 1, 0.0, 0.0)]):
        number = mark[0]
        if faults.fits(number, "\n".join(source[number : after - 1])):
            kept.append(mark)
        else:
            source[number - 1 : after - 1] = [""] * (after - number)
    return kept


def _clock(t_s: float) -> str:
    # the hour is only a mark for pysubs2, which knows two digits of it; the times themselves are kept beside
    total_ms = round(t_s * 1000) % (100 * 3_600_000)
    seconds, ms = divmod(total_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d},{ms:03d}"
