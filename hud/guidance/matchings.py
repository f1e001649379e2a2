"""Matchings: OSRM parts a trace where its points are far apart; what follows on is one way all the same."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hud.geo import ground_lengths
from hud.guidance.geometry import lon_lat, points_of
from hud.guidance.jsonread import MalformedError
from hud.guidance.stepless import best_precision, length_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.guidance.jsonread import Node
    from hud.guidance.reading import Reading

JOINED_M = 50.0
"""No farther apart than this the end of one matching and the start of the next are one way: about the width of a large
crossing, and what a walker goes within the minute after which OSRM parts a trace."""
MAX_JOINED = 100


def one_way(matchings: Sequence[Node], reading: Reading) -> list[Node]:
    """The matchings to read as one way, in order: those that follow on and are the longest together.

    Args:
        matchings: At least one.
        reading: Whose choice counts where there is one; told what was joined and what is left out.

    Raises:
        WishError: There is none of the number that is wanted.
        MalformedError: A length that is none.
    """
    lengths = [length_of(matching) or 0.0 for matching in matchings]
    chains: list[list[int]] = [[0]]
    gaps_m: dict[int, float] = {}
    if not reading.choose and len(matchings) <= MAX_JOINED:
        ends = [_ends(matching) for matching in matchings]
        for number, (before, after) in enumerate(pairwise(ends), start=1):
            gap_m = None
            if before is not None and after is not None:
                gap_m = float(ground_lengths(np.array([before[1], after[0]], np.float64)).sum())
            if (
                gap_m is not None
                and gap_m <= JOINED_M
                and _has_steps(matchings[number]) == _has_steps(matchings[number - 1])
            ):
                gaps_m[number] = gap_m
                chains[-1].append(number)
            else:
                chains.append([number])
        longest = max(chains, key=lambda chain: sum(lengths[k] for k in chain))
        if len(longest) > 1:
            reading.chose = True
            _tell(reading, longest, gaps_m, lengths)
            return [matchings[k] for k in longest]
    return [matchings[reading.pick("other matching", lengths, longest=True)]]


def _tell(reading: Reading, chain: list[int], gaps_m: dict[int, float], lengths: list[float]) -> None:
    apart = ", ".join(f"{gaps_m[k]:.0f} m" for k in chain[1:6]) + (", ..." if len(chain) > 6 else "")
    first, last = chain[0] + 1, chain[-1] + 1
    which = f"{first} and {last}" if len(chain) == 2 else f"{first} to {last}"
    reading.remarks.append(f"its matchings {which} of {len(lengths)} are joined; between them are {apart}")
    others = len(lengths) - len(chain)
    if others:
        reading.dropped.append(f"{others} other matching{'s'[: others > 1]}, farther than {JOINED_M:.0f} m from these")


def _has_steps(matching: Node) -> bool:
    try:
        return any(leg.get("steps") is not None and leg.value["steps"] for leg in matching.each("legs"))
    except MalformedError:
        return False


def _ends(matching: Node) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Longitude and latitude where a matching begins and ends; None where that cannot be read, which is told later."""
    try:
        steps = [step for leg in matching.each("legs") for step in leg.each("steps")]
        if steps:
            first, last = (lon_lat(step.need("maneuver").need("location")) for step in (steps[0], steps[-1]))
            return first, last
        geometry = matching.get("geometry")
        if geometry is None or geometry.value is False:
            return None
        points = points_of(geometry, best_precision(geometry, length_of(matching) or 0.0))
    except MalformedError:
        return None
    (x0, y0), (x1, y1) = points[0].tolist(), points[-1].tolist()
    return (x0, y0), (x1, y1)
