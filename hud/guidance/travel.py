"""A journey along a route: at one speed, or as somebody was recorded. Everything is a table made beforehand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.errors import UsageError
from hud.geo import Walk

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.guidance.route import Route

OFF_ROUTE_M = 35.0
"""Farther from the route than this one has left it: the width of a large street and the error of GPS in a city."""
BACK_M = 25.0
"""Nearer than this one is back on it."""
ARRIVAL_M = 5.0
"""With less than this to go one has arrived."""
DEPARTURE_M = 5.0
"""The departure is shown until one has gone this far,"""
DEPARTURE_S = 3.0
"""and for as long as it takes to read it, but not beyond half the way to the first manoeuvre."""
MIN_SPEED_M_S, MAX_SPEED_M_S = 0.01, 100.0
"""Of a journey at one speed: up to a fast train's."""
# how long one may be away before it is said; a car is on another road sooner than a walker across a square
_PATIENCE_S = {"driving": 3.0, "cycling": 4.0}
_PATIENCE_WALKING_S = 6.0
_SPEED_WINDOW_S = 2.0
_USUAL_WALK_M_S = 1.4


@dataclass(frozen=True, eq=False)
class Travel:
    """A journey along a route, pure in t."""

    walk: Walk
    """Where the body is; for a track the track's own line, on the route's plane."""
    times_s: NDArray[np.float64]
    """(K,) float64, K >= 2, rising, the first 0."""
    along_m: NDArray[np.float64]
    """(K,) float64, metres along the route at each time, never falling."""
    off_m: NDArray[np.float64]
    """(K,) float64, metres off the route at each time."""
    to_go_m: NDArray[np.float64]
    """(P,) float64, metres along the route, rising."""
    to_go_s: NDArray[np.float64]
    """(P,) float64, seconds from there to the end at the pace of this journey."""
    passed_s: NDArray[np.float64]
    """(M,) float64, when each of the route's announced manoeuvres is passed, rising; infinite if never."""
    departed_s: float
    """Until when the departure is shown."""
    arrived_s: float
    """When the destination is reached; infinite if never."""
    off_route_s: tuple[tuple[float, float], ...]
    """From when to when one has left the route; the last may be infinite."""
    drift_m: NDArray[np.float64] | None = None
    """(K, 2) float64, metres east and north: how far the reported place was off at each time; None where never."""

    @classmethod
    def at_speed(cls, route: Route, speed_m_s: float) -> Travel:
        """The whole route at one speed, from t = 0.

        Raises:
            UsageError: A speed below `MIN_SPEED_M_S` or above `MAX_SPEED_M_S`.
        """
        if not MIN_SPEED_M_S <= speed_m_s <= MAX_SPEED_M_S:
            hint = f"give a speed from {MIN_SPEED_M_S:g} to {MAX_SPEED_M_S:g} m/s, such as 1.4 m/s"
            raise UsageError(f"cannot travel at {speed_m_s:g} m/s", hint=hint)
        walk = Walk.at_speed(route.line, speed_m_s)
        length = route.line.length_m
        pace = np.array([0.0, length]), np.array([length / speed_m_s, 0.0])
        return along_route(route, walk, walk.times_s, walk.reached_m, np.zeros(2), pace=pace)

    def along_at(self, t_s: float) -> float:
        """Metres along the route at t."""
        return float(np.interp(t_s, self.times_s, self.along_m))

    def reached_s(self, at_m: float) -> float:
        """When a distance along the route is first reached; infinite if never."""
        return _reached(self.times_s, self.along_m, at_m)

    def off_at(self, t_s: float) -> float:
        """Metres off the route at t."""
        return float(np.interp(t_s, self.times_s, self.off_m))

    def place_at(self, t_s: float) -> tuple[float, float]:
        """Where one is taken to be at t, metres east and north on the route's plane."""
        x, y = self.walk.line.point_at(self.walk.along_at(t_s))
        if self.drift_m is None:
            return x, y
        east, north = (float(np.interp(t_s, self.times_s, self.drift_m[:, k])) for k in (0, 1))
        return x + east, y + north

    def speed_at(self, t_s: float) -> float:
        """Speed along the route, the mean of the four seconds about t, m/s; 0 from the end on."""
        end = float(self.times_s[-1])
        low, high = max(t_s - _SPEED_WINDOW_S, 0.0), min(t_s + _SPEED_WINDOW_S, end)
        if t_s >= end or high <= low:
            return 0.0
        return (self.along_at(high) - self.along_at(low)) / (high - low)

    def seconds_to_go(self, along_m: float) -> float:
        """Seconds from a distance along the route to its end at the pace of this journey."""
        return float(np.interp(along_m, self.to_go_m, self.to_go_s))


def along_route(
    route: Route,
    walk: Walk,
    times_s: NDArray[np.float64],
    along_m: NDArray[np.float64],
    off_m: NDArray[np.float64],
    *,
    pace: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    drift_m: NDArray[np.float64] | None = None,
) -> Travel:
    """A journey from its matched places.

    Args:
        route: What is travelled.
        walk: Where the body is.
        times_s: (K,) float64, rising, the first 0.
        along_m: (K,) float64, metres along the route, never falling.
        off_m: (K,) float64, metres off it.
        pace: Metres along the route and seconds to go from there; without it the route's own reckoning is
            stretched to what this journey took.
        drift_m: (K, 2) float64, as `Travel.drift_m`.

    Returns:
        The journey, with its tables.
    """
    length = route.line.length_m
    told = route.announced
    passed = np.array([_reached(times_s, along_m, manoeuvre.at_m) for manoeuvre in told])
    # one has not arrived before the last turn, be the rest ever so short
    near = max(length - ARRIVAL_M, 0.9 * length, told[-2].at_m if len(told) > 1 else 0.0)
    arrived = _reached(times_s, along_m, near)
    if math.isinf(arrived) and length - along_m[-1] <= OFF_ROUTE_M and off_m[-1] <= OFF_ROUTE_M:
        # a recording is stopped at the door, not at the point in the road
        arrived = float(times_s[-1])
    departed = 0.0
    if route.departure is not None:
        half_way_m = told[0].at_m / 2
        read_s = min(DEPARTURE_S, _reached(times_s, along_m, half_way_m))
        departed = max(_left(times_s, along_m, min(DEPARTURE_M, half_way_m)), read_s)
    return Travel(
        walk,
        times_s,
        along_m,
        off_m,
        *(pace or _stretched(route, times_s, along_m)),
        passed,
        departed,
        arrived,
        _away(route, times_s, along_m, off_m),
        drift_m,
    )


def _reached(times_s: NDArray[np.float64], along_m: NDArray[np.float64], at_m: float) -> float:
    """When a distance is first reached; infinite if never."""
    i = int(np.searchsorted(along_m, at_m, "left"))
    if i == 0:
        return float(times_s[0])
    if i == len(along_m):
        return math.inf
    share = (at_m - along_m[i - 1]) / (along_m[i] - along_m[i - 1])
    return float(times_s[i - 1] + share * (times_s[i] - times_s[i - 1]))


def _left(times_s: NDArray[np.float64], along_m: NDArray[np.float64], at_m: float) -> float:
    """When a distance is left behind: as `_reached`, but the end of a rest there."""
    i = int(np.searchsorted(along_m, at_m, "right"))
    if i == 0:
        return float(times_s[0])
    if i == len(along_m):
        return math.inf
    share = (at_m - along_m[i - 1]) / (along_m[i] - along_m[i - 1])
    return float(times_s[i - 1] + share * (times_s[i] - times_s[i - 1]))


def _stretched(
    route: Route, times_s: NDArray[np.float64], along_m: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The route's reckoning of the time to go, stretched to the time that this journey took for its part."""
    first, last = float(along_m[0]), float(along_m[-1])
    took = _reached(times_s, along_m, last) - _left(times_s, along_m, first) if last > first else 0.0
    reckoned = route.seconds_to_go(first) - route.seconds_to_go(last)
    if route.seconds_to_go(0.0) > 0:
        stretch = took / reckoned if took > 0 and reckoned >= 1 else 1.0
        return np.array([at for at, _ in route.pace]), np.array([s * stretch for _, s in route.pace])
    speed = (last - first) / took if took > 0 else _USUAL_WALK_M_S
    length = route.line.length_m
    return np.array([0.0, length]), np.array([length / speed, 0.0])


def _away(
    route: Route, times_s: NDArray[np.float64], along_m: NDArray[np.float64], off_m: NDArray[np.float64]
) -> tuple[tuple[float, float], ...]:
    """From when to when one has left the route: beyond `OFF_ROUTE_M` for a while, until within `BACK_M`."""
    spells = []
    since: float | None = 0.0 if off_m[0] > OFF_ROUTE_M else None
    for i in range(1, len(times_s)):
        if since is None and off_m[i] > OFF_ROUTE_M:
            since = _crossing(times_s, off_m, i, OFF_ROUTE_M)
        if since is None:
            continue
        said = since + _PATIENCE_S.get(route.mode_at(float(along_m[i])), _PATIENCE_WALKING_S)
        within = OFF_ROUTE_M if times_s[i] < said else BACK_M
        if off_m[i] <= within:
            back = _crossing(times_s, off_m, i, within)
            if back > said:
                spells.append((said, back))
            since = None
    if since is not None:
        said = since + _PATIENCE_S.get(route.mode_at(float(along_m[-1])), _PATIENCE_WALKING_S)
        spells.append((said, math.inf))
    return tuple(spells)


def _crossing(times_s: NDArray[np.float64], values: NDArray[np.float64], i: int, level: float) -> float:
    """When the straight line from value i - 1 to value i passes a level."""
    before, after = float(values[i - 1]), float(values[i])
    share = min(max((level - before) / (after - before), 0.0), 1.0) if after != before else 1.0
    return float(times_s[i - 1] + share * (times_s[i] - times_s[i - 1]))
