"""Which cues of what is said and of its translation belong together."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hud.speech.cues import Cue

MAX_OVERLAPS = 256  # cues looked at for a partner: no conversation has more at once, a hostile file may


def segments(source: list[Cue], target: list[Cue]) -> list[tuple[list[Cue], list[Cue]]]:
    """Cues of the two files that belong together.

    Each cue is tied to the one of the other file it shares most time with (overlap over union); what is tied,
    directly or not, is one segment: one cue to one mostly, but a translator may also split and join.
    """
    ties = list(range(len(source) + len(target)))

    def root(k: int) -> int:
        while ties[k] != k:
            ties[k] = ties[ties[k]]
            k = ties[k]
        return k

    for here, there, offset, base in ((target, source, len(source), 0), (source, target, 0, len(source))):
        for k, best in enumerate(_best(here, there)):
            if best is not None:
                ties[root(offset + k)] = root(base + best)
    groups: dict[int, tuple[list[Cue], list[Cue]]] = {}
    for k, cue in enumerate([*source, *target]):
        groups.setdefault(root(k), ([], []))[k >= len(source)].append(cue)
    return list(groups.values())


def _best(here: list[Cue], there: list[Cue]) -> list[int | None]:
    """For each cue, the cue of the other file it shares most time with; None where it shares none."""
    starts = [cue.start_s for cue in there]
    longest = max((cue.end_s - cue.start_s for cue in there), default=0.0)
    found: list[int | None] = []
    for cue in here:
        best: tuple[float, int] | None = None
        # no cue that began longer ago than the longest one lasts can reach this far
        low, high = bisect_right(starts, cue.start_s - longest - 1e-9), bisect_right(starts, cue.end_s)
        low = max(low, high - MAX_OVERLAPS)
        for k in range(low, high):
            shared = min(cue.end_s, there[k].end_s) - max(cue.start_s, there[k].start_s)
            if shared > 0:
                share = shared / (max(cue.end_s, there[k].end_s) - min(cue.start_s, there[k].start_s))
                best = max(best or (0.0, 0), (share, -k))
        found.append(-best[1] if best else None)
    return found
