"""OSRM routes that were asked for without steps, which is what the service does unless told otherwise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.guidance.assemble import MAX_QUANTITY, assemble
from hud.guidance.geometry import lon_lat, points_of, stretch
from hud.guidance.indexed import derived
from hud.guidance.jsonread import MalformedError
from hud.guidance.reading import units_of
from hud.guidance.shape import Shape

if TYPE_CHECKING:
    from hud.guidance.jsonread import Node
    from hud.guidance.reading import Reading
    from hud.guidance.route import Route


def length_of(route: Node) -> float | None:
    """What a route says that it is long, metres; None where it says nothing."""
    return route.number("distance", low=0, high=MAX_QUANTITY)


def total_of(routes: list[Node], key: str) -> float | None:
    """A quantity of routes that are one; None where one of them does not say it."""
    found = [route.number(key, low=0, high=MAX_QUANTITY) for route in routes]
    return None if None in found else sum(one for one in found if one is not None)


def read_stepless(document: Node, routes: list[Node], wholes: list[Node], reading: Reading) -> Route:
    """A route that was asked for without steps: its turns are those of its line."""
    distance, duration = total_of(routes, "distance") or 0.0, total_of(routes, "duration") or 0.0
    whole = wholes[0]
    places = [
        lon_lat(place.need("location"))
        for key in ("waypoints", "tracepoints")
        for place in document.each(key)
        if isinstance(place.value, dict) and place.get("location") is not None
    ]
    best = 5
    if isinstance(whole.value, str):
        first_m = distance if len(routes) == 1 else length_of(routes[0]) or 0.0
        best = min((5, 6), key=lambda digits: _misfit(whole, digits, places if len(routes) == 1 else [], first_m))
        reading.geometry = f"polyline{best}"
    else:
        reading.geometry = "GeoJSON"
    points = np.concatenate([points_of(one, best) for one in wholes])
    language = reading.tongue(routes[0].text("voiceLocale") or document.text("voiceLocale"))
    mode = reading.goes("", distance, duration)
    reading.derived = True
    return assemble(
        derived(points, tolerance_m=6.0, mode=mode, language=language, duration_s=duration),
        None,
        distance_m=distance or None,
        duration_s=duration or None,
        language=language,
        units=units_of(language, mode),
    )


def _misfit(whole: Node, digits: int, places: list[tuple[float, float]], distance_m: float) -> float:
    """How badly a lone polyline at so many digits fits what else is known: the places it leads by, and its length."""
    try:
        points = points_of(whole, digits)
    except MalformedError:
        return math.inf
    away = [float(np.abs(points - place).max(axis=1).min()) for place in places[:20]]
    return (float(np.median(away)) * 100 if away else 0.0) + stretch(Shape(points).length_m, distance_m)


def best_precision(geometry: Node, distance_m: float) -> int:
    """The precision at which a lone polyline is as long as it is said to be; 5 where that does not tell."""
    if not isinstance(geometry.value, str):
        return 5
    found = {}
    for digits in (5, 6):
        try:
            found[digits] = stretch(Shape(points_of(geometry, digits)).length_m, distance_m)
        except MalformedError:
            continue
    return min(found, key=lambda digits: found[digits], default=5)
