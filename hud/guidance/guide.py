"""What the wearer is told at one moment of a journey."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from hud.geo import angle_between
from hud.guidance.spoken import NOW_M, say_approach, say_distance, say_now, say_time
from hud.guidance.state import NavState

if TYPE_CHECKING:
    from hud.guidance.route import Route
    from hud.guidance.travel import Travel


ON_IT_M = 3.0


def guidance_at(route: Route, travel: Travel, t_s: float) -> NavState:
    """What the wearer is told at t, in closed form.

    For some seconds, and until one has gone a few metres, the departure is shown; then always the next manoeuvre
    worth announcing, which changes at the very place where the one before happens; within 5 m of the end, and not
    before the last turn, one has arrived, for ever. Away from the route for some seconds one is off it, and the
    figures go on from the nearest likely place along it.

    Args:
        route: The way.
        travel: The journey along it.
        t_s: Seconds since the journey began; before that counts as its beginning.

    Returns:
        The state. Takes O(log n) of the number of manoeuvres and recorded places.
    """
    t = max(t_s, 0.0)
    if t >= travel.arrived_s:
        return _arrived(route, travel, t)
    along = travel.along_at(t)
    told = route.announced
    index = min(int(np.searchsorted(travel.passed_s, t, "right")), len(told) - 1)
    since = max(travel.departed_s, float(travel.passed_s[index - 1]) if index else 0.0)
    following = told[index + 1] if index + 1 < len(told) else None
    manoeuvre = route.told_ahead[index]
    if t < travel.departed_s and route.departure is not None:
        manoeuvre, following, since = route.departure, told[0], 0.0
    left_s, back_s = _spell(travel, t)
    away = left_s <= t < back_s
    # what ended an absence is as new to the wearer as a new manoeuvre
    since = left_s if away else max(since, back_s)
    distance = max(manoeuvre.at_m - along, 0.0)
    remaining = route.line.length_m - along
    remaining_s = travel.seconds_to_go(along)
    units, language = route.units, route.language
    return NavState(
        phase="off-route" if away else "guiding",
        manoeuvre=manoeuvre,
        distance_m=distance,
        distance=say_approach(distance, units, language),
        following=following,
        following_distance=say_distance(following.at_m - manoeuvre.at_m, units, language) if following else "",
        street=route.street_at(along),
        remaining_m=remaining,
        remaining=say_distance(remaining, units, language),
        remaining_s=remaining_s,
        remaining_time=say_time(max(remaining_s, 1.0), language),
        progress=min(along / route.line.length_m, 1.0),
        off_route_m=travel.off_at(t),
        off_route=say_distance(max(travel.off_at(t), NOW_M), units, language),
        back_deg=_back_deg(route, travel, t),
        since_s=t - since,
        speed_m_s=travel.speed_at(t),
    )


def _arrived(route: Route, travel: Travel, t: float) -> NavState:
    return NavState(
        phase="arrived",
        manoeuvre=route.arrival,
        distance_m=0.0,
        distance=say_now(route.language),
        following=None,
        following_distance="",
        street=route.street_at(route.line.length_m),
        remaining_m=0.0,
        remaining=say_distance(0.0, route.units, route.language),
        remaining_s=0.0,
        remaining_time=say_time(0.0, route.language),
        progress=1.0,
        off_route_m=travel.off_at(t),
        off_route=say_distance(max(travel.off_at(t), NOW_M), route.units, route.language),
        back_deg=_back_deg(route, travel, t),
        since_s=t - travel.arrived_s,
        speed_m_s=travel.speed_at(t),
    )


def _back_deg(route: Route, travel: Travel, t: float) -> float:
    """Where the route is, seen from where one goes; 0 within `ON_IT_M` of it, where that says nothing."""
    if travel.off_at(t) < ON_IT_M:
        return 0.0
    x, y = travel.place_at(t)
    to_x, to_y = route.line.point_at(travel.along_at(t))
    bearing = math.degrees(math.atan2(to_x - x, to_y - y))
    return angle_between(travel.walk.pose_at(t).bearing_deg, bearing)


def _spell(travel: Travel, t: float) -> tuple[float, float]:
    """The last absence from the route that began by t; from infinity to the beginning where there was none."""
    spells = travel.off_route_s
    index = bisect_right(spells, t, key=lambda spell: spell[0])
    return spells[index - 1] if index else (math.inf, 0.0)
