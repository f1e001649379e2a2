"""Roundabouts as the street has them: how wide, which arms, how near the traveller comes to the middle."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.footage.street.dress import Dress
    from hud.geo import Line, Roundabout

_NEAR_M = 4.0
"""A walk that comes no nearer to the way round than this does not take the roundabout."""
_SMOOTHED_M = 4.5
"""Half the length over which the eye rounds its corners."""
_DOME_M = 1.1
"""Of the painted middle that one drives over."""
_KERB_FROM_M = 1.6
"""A smaller island is painted, not kerbed."""


@dataclass(frozen=True, eq=False)
class Ring:
    """One roundabout."""

    centre_m: NDArray[np.float64]
    """(2,) float64."""
    island_m: float
    """Radius of the island."""
    kerbed: bool
    """Whether it has a kerb; else it is paint."""
    outer_m: float
    """Radius of the outer kerb."""
    open_m: float
    """Radius at which the houses stand."""
    clockwise: bool
    entry_deg: float
    """Compass bearing from the middle to where the traveller comes in."""
    sides_deg: tuple[float, ...]
    """The same to the arms that are not the route's."""

    @property
    def side(self) -> float:
        """Where one drives, of the way one drives: 1 on the right, -1 on the left."""
        return -1.0 if self.clockwise else 1.0

    def point(self, bearing_deg: float, radius_m: float) -> NDArray[np.float64]:
        """(2,) float64, a place at a compass bearing from the middle."""
        angle = math.radians(bearing_deg)
        return np.asarray(self.centre_m + np.array([math.sin(angle), math.cos(angle)]) * radius_m, np.float64)

    def outside(self, a: NDArray[np.float64], b: NDArray[np.float64]) -> list[tuple[float, float]]:
        """Which parts of a straight way lie beyond the kerb, as shares of it from 0 to 1."""
        step, rel = b - a, a - self.centre_m
        square = float((step * step).sum())
        half = float((rel * step).sum()) / square
        under = half * half - (float((rel * rel).sum()) - (self.outer_m - 0.4) ** 2) / square
        if under <= 0:
            return [(0.0, 1.0)]
        first, last = -half - math.sqrt(under), -half + math.sqrt(under)
        parts = [(0.0, min(first, 1.0)), (max(last, 0.0), 1.0)]
        return [(low, high) for low, high in parts if (high - low) * math.sqrt(square) > 0.5]


def rings_for(roundabouts: Sequence[Roundabout], line: Line, dress: Dress) -> tuple[Ring, ...]:
    """The roundabouts that a walk really takes.

    Args:
        roundabouts: What the route tells of.
        line: The walked line, on the same plane.
        dress: Widths of the streets.
    """
    out: list[Ring] = []
    for one in roundabouts:
        middle = np.array(one.centre_m)
        if any(float(np.hypot(*(ring.centre_m - middle))) < ring.open_m for ring in out):
            continue  # taken twice
        nearest_m = _nearest(line, middle, one.radius_m + 30.0)
        if nearest_m is None or abs(nearest_m - one.radius_m) > max(_NEAR_M, one.radius_m * 0.3):
            continue
        out.append(_ring(one, middle, nearest_m, dress))
    return tuple(out)


def _nearest(line: Line, middle: NDArray[np.float64], reach_m: float) -> float | None:
    """How near the eye comes to a place; None where it stays far away."""
    a, b = line.xy_m[:-1], line.xy_m[1:]
    step = b - a
    share = np.clip(((middle - a) * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-9), 0.0, 1.0)
    far = np.hypot(*(a + step * share[:, None] - middle).T)
    close = np.flatnonzero(far < reach_m)
    if not len(close):
        return None
    # the eye's place is a mean over some metres of the way, so it cuts into the ring a little
    first, last = (float(line.along_m[k]) for k in (close[0], close[-1] + 1))
    if last - first > 20 * reach_m:
        best = int(far.argmin())
        at = float(line.along_m[best] + share[best] * (line.along_m[best + 1] - line.along_m[best]))
        first, last = at - reach_m, at + reach_m
    places = np.arange(first - _SMOOTHED_M, last + _SMOOTHED_M, 0.5)
    inside = np.array([line.point_at(float(s)) for s in places])
    count = round(2 * _SMOOTHED_M / 0.5)
    mean = np.column_stack([np.convolve(inside[:, k], np.ones(count) / count, "valid") for k in (0, 1)])
    return float(np.hypot(*(mean - middle).T).min())


def _ring(one: Roundabout, middle: NDArray[np.float64], nearest_m: float, dress: Dress) -> Ring:
    lane = dress.half_m - dress.pavement_m
    aside, clear = (4.2, 2.6) if dress.drive else (3.0, 1.5)
    outer = max(one.radius_m + aside, lane + 1.2)
    opened = max(outer + dress.pavement_m, dress.half_m + 1.5)
    island = min(one.radius_m - aside * 0.8, nearest_m - clear)
    kerbed = island >= _KERB_FROM_M
    route, side = (math.degrees(math.asin(min(half / opened, 1.0))) for half in (dress.half_m, dress.side_half_m))
    return Ring(
        middle,
        island if kerbed else _DOME_M,
        kerbed,
        outer,
        opened,
        one.clockwise,
        one.entry_deg,
        _arms(one, route + side - 4.0, 2 * side),
    )


def _arms(one: Roundabout, from_route_deg: float, apart_deg: float) -> tuple[float, ...]:
    """Bearings of the other arms: those passed where they are known to lead or evenly, and one beyond the exit."""
    way = 1.0 if one.clockwise else -1.0
    whole = ((one.exit_deg - one.entry_deg) * way) % 360
    if whole < from_route_deg:
        whole += 360.0  # all the way round, and back

    def fits(gone: Sequence[float]) -> bool:
        stops = [0.0, *gone, whole]
        gaps = [b - a for a, b in pairwise(stops)]
        least = [from_route_deg, *[apart_deg] * (len(gone) - 1), from_route_deg]
        return all(gap >= low for gap, low in zip(gaps, least, strict=True))

    known = sorted(((bearing - one.entry_deg) * way) % 360 for bearing in one.ways_deg)
    gone: list[float] = known if known and len(known) == one.passed and fits(known) else []
    if not gone:
        for count in range(one.passed, 0, -1):
            even = [whole * (k + 1) / (count + 1) for k in range(count)]
            if fits(even):
                gone = even
                break
    rest = 360.0 - whole
    if rest > 2 * from_route_deg:
        gone = [*gone, whole + rest / 2]
    return tuple((one.entry_deg + way * angle) % 360 for angle in gone)
