"""Where a route's roundabouts lie: the circle that its line goes round, and where their exits are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.geo import Roundabout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.geo import Line
    from hud.guidance.state import ManoeuvreState

TYPES = frozenset({"roundabout", "rotary", "roundabout turn"})
_EXITS = frozenset({"exit roundabout", "exit rotary"})
_LEAVES_DEG = 12.0
_ROUND_M = 400.0
_BEFORE_M = 20.0
_WIDE_M = (3.0, 70.0)
"""Radius of the way round: less is driven over, more is a town of its own."""
_NOISE_M, _NOISE = 0.8, 0.1
"""How far a point may lie off the circle: metres, and share of the radius."""


def roundabouts_of(line: Line, told: Sequence[ManoeuvreState]) -> tuple[Roundabout, ...]:
    """The roundabouts that a route goes through, in its order.

    Args:
        line: The route's.
        told: Its manoeuvres.
    """
    found = []
    for index, manoeuvre in enumerate(told):
        if manoeuvre.type in TYPES:
            after = told[index + 1] if index + 1 < len(told) else None
            found.append(_roundabout(line, manoeuvre, after))
        elif manoeuvre.type in _EXITS and index and told[index - 1].type not in TYPES:
            # one that the route begins on
            found.append(_roundabout(line, told[index - 1], manoeuvre))
    return tuple(found)


def _roundabout(line: Line, manoeuvre: ManoeuvreState, after: ManoeuvreState | None) -> Roundabout:
    entry_m = manoeuvre.at_m
    end_m = min(after.at_m if after else line.length_m, entry_m + _ROUND_M)
    inner = (line.along_m > entry_m + 0.3) & (line.along_m < end_m - 0.3)
    points = np.vstack([line.point_at(entry_m), line.xy_m[inner], line.point_at(end_m)])
    clockwise = manoeuvre.driving_side == "left"
    if after is None or after.type not in _EXITS:
        points, clockwise = _ring(points, clockwise)
    elif len(points) > 2:
        clockwise = float(_bends(points).sum()) > 0
    before = line.bearing_at(max(entry_m - _BEFORE_M / 2, 0.0), window_m=_BEFORE_M)
    centre, radius = _circle(points, clockwise, manoeuvre.angle_deg)
    # to the millimetre: the last digits of a fit depend on the library that makes it
    centre, radius = np.round(centre, 3), round(radius, 3)
    rel_in, rel_out = points[0] - centre, points[-1] - centre
    if radius:
        entry_deg, exit_deg = (math.degrees(math.atan2(r[0], r[1])) % 360 for r in (rel_in, rel_out))
    else:
        entry_deg, exit_deg = (before + 180) % 360, (before + manoeuvre.angle_deg) % 360
    passed = manoeuvre.exit - 1 if manoeuvre.exit else len(manoeuvre.ways_deg)
    ways = tuple((before + way) % 360 for way in manoeuvre.ways_deg)
    return Roundabout(
        (float(centre[0]), float(centre[1])), radius, clockwise, entry_deg, exit_deg, max(passed, 0), ways
    )


def _bends(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Change of bearing at each inner point, degrees, positive to the right."""
    step = np.diff(points, axis=0)
    headings = np.degrees(np.arctan2(step[:, 0], step[:, 1]))
    return np.asarray((np.diff(headings) + 180) % 360 - 180, np.float64)


def _ring(points: NDArray[np.float64], clockwise: bool) -> tuple[NDArray[np.float64], bool]:
    """The points from the entry to where the line leaves the ring, and which way round it went."""
    if len(points) < 4:
        return points[:2], clockwise
    bends = _bends(points)
    turned = float(bends[: max(len(bends) // 2, 2)].sum())
    if abs(turned) > _LEAVES_DEG:
        clockwise = turned > 0
    against = -bends if clockwise else bends
    leaving = np.flatnonzero(against[1:] > _LEAVES_DEG) + 1
    # what lies behind the last point that still bends the ring's way is the road one leaves by
    last = int(leaving[0]) if len(leaving) else int(np.flatnonzero(against < -1.0)[-1:].sum())
    return points[: last + 2], clockwise


def _circle(points: NDArray[np.float64], clockwise: bool, angle_deg: float) -> tuple[NDArray[np.float64], float]:
    """Centre and radius of the way round; radius 0 where there is none and the middle is driven over."""
    if len(points) >= 3:
        # Kasa's fit: least squares of x^2 + y^2 = 2 a x + 2 b y + c
        origin = points.mean(axis=0)
        rel = points - origin
        table = np.column_stack([2 * rel, np.ones(len(rel))])
        (a, b, c), *_ = np.linalg.lstsq(table, (rel**2).sum(axis=1), rcond=None)
        square = float(c + a * a + b * b)
        radius = math.sqrt(square) if square > 0 else 0.0
        off = np.abs(np.hypot(rel[:, 0] - a, rel[:, 1] - b) - radius)
        if _WIDE_M[0] <= radius <= _WIDE_M[1] and off.max() <= max(_NOISE_M, _NOISE * radius):
            middle = origin + np.array([a, b])
            return middle, radius
    chord = points[-1] - points[0]
    long = float(np.hypot(*chord))
    # straight on is half the way round; a turn towards the side one drives on is less
    round_deg = min(max(180.0 + (angle_deg if clockwise else -angle_deg), 40.0), 300.0)
    radius = long / (2 * math.sin(math.radians(round_deg) / 2))
    if not _WIDE_M[0] <= radius <= _WIDE_M[1] or len(points) < 3:
        return points[0], 0.0
    aside = np.array([chord[1], -chord[0]]) / long * (1.0 if clockwise else -1.0)
    centre = (points[0] + points[-1]) / 2 + aside * (radius * math.cos(math.radians(round_deg) / 2))
    return centre, radius
