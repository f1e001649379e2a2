"""Routes in openrouteservice's JSON and GeoJSON: segments of steps by type, and the numbers of their points.

Fields as in openrouteservice's API reference, section "Directions"; types as in its table "Instruction Types".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.geo import angle_between
from hud.guidance.assemble import MAX_QUANTITY, assemble
from hud.guidance.geometry import has_heights, numbers_of, on_earth, points_of, stretch
from hud.guidance.indexed import MAX_STEPS, Told, derived, steps_of, without_tags
from hud.guidance.jsonread import MalformedError, RefusalError
from hud.guidance.reading import units_of
from hud.guidance.shape import Shape

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hud.guidance.jsonread import Node
    from hud.guidance.reading import Reading
    from hud.guidance.route import Route

# type -> OSRM type and modifier; the modifier of a roundabout is the shape's
OPENROUTE_TYPES = {
    0: ("turn", "left"),
    1: ("turn", "right"),
    2: ("turn", "sharp left"),
    3: ("turn", "sharp right"),
    4: ("turn", "slight left"),
    5: ("turn", "slight right"),
    6: ("continue", "straight"),
    7: ("roundabout", ""),
    8: ("exit roundabout", "straight"),
    9: ("turn", "uturn"),
    10: ("arrive", ""),
    11: ("depart", ""),
    12: ("fork", "slight left"),
    13: ("fork", "slight right"),
}
_STRAIGHT, _ROUNDABOUT = 6, 7
_UNITS_M = {"m": 1.0, "km": 1000.0, "mi": 1609.344}
_PROFILES = {"driving": "driving", "cycling": "cycling", "foot": "walking", "wheelchair": "walking"}


def is_openroute(document: Node) -> bool:
    """Whether a document is an answer in this format, be it a refusal."""
    keys = document.mapping()
    if "error" in keys and "error_code" not in keys:
        return True
    listed = keys.get("routes") if "routes" in keys else keys.get("features")
    first = listed[0] if isinstance(listed, list) and listed else None
    if not isinstance(first, dict):
        return False
    if "routes" in keys:
        return "segments" in first or ("summary" in first and "legs" not in first and "sections" not in first)
    properties = first.get("properties")
    return isinstance(properties, dict) and ("segments" in properties or {"summary", "way_points"} <= set(properties))


def read_openroute(document: Node, reading: Reading) -> Route:
    """The first route of an answer.

    Raises:
        RefusalError: The service found no route.
        MalformedError: No line, or a value that is not what the format says.
    """
    geojson = document.get("features") is not None
    reading.format = f"openrouteservice {'GeoJSON' if geojson else 'JSON'}"
    if document.get("error") is not None:
        raise RefusalError(_refusal(document.need("error")))
    found = list(document.each("features" if geojson else "routes"))
    feature = found[reading.pick("alternative route", [_length_m(one, document) for one in found])]
    route = feature.need("properties") if geojson else feature
    line = feature.get("geometry")
    if line is None or line.value in ("", {}):
        feature.lacks("geometry", "ask the routing service for it with geometry=true")
    metadata = document.get("metadata") or document.get("info")
    query = metadata.get("query") if metadata else None
    segments = list(route.each("segments"))
    nodes = [list(segment.each("steps")) for segment in segments]
    if sum(map(len, nodes)) > MAX_STEPS:
        route.fail(f"has {sum(map(len, nodes))} steps, more than {MAX_STEPS}")
    summary = route.get("summary")
    stated = (summary.number("distance", low=0, high=MAX_QUANTITY) if summary else None) or 0.0
    duration = (summary.number("duration", low=0, high=MAX_QUANTITY) if summary else None) or 0.0
    points = _points(route, line, nodes, reading)
    unit = _unit(query.text("units") if query else "", stated, Shape(points).length_m)
    profile = query.text("profile") if query else ""
    mode = reading.goes(_PROFILES.get(profile.split("-")[0], ""), stated * _UNITS_M[unit], duration)
    own = query.text("language") if query else ""
    language = reading.tongue(own)
    if route.get("extras") is not None:
        reading.dropped.append("extras (surface, steepness, ...)")
    if any(nodes):
        told = _told(nodes, mode, _UNITS_M[unit], len(points), keep=reading.own_words(own))
        steps = steps_of(points, told, language)
    else:
        reading.derived = True
        steps = derived(points, tolerance_m=6.0, mode=mode, language=language, duration_s=duration)
    return assemble(
        steps,
        None,
        distance_m=stated * _UNITS_M[unit] or None,
        duration_s=duration or None,
        language=language,
        units="imperial" if unit == "mi" else units_of(language, mode),
    )


def _length_m(route: Node, document: Node) -> float:
    """What an alternative says of its length; 0 where it does not."""
    summary = (route.get("properties") or route).get("summary")
    metadata = document.get("metadata") or document.get("info")
    query = metadata.get("query") if metadata else None
    stated = (summary.number("distance", low=0, high=MAX_QUANTITY) if summary else None) or 0.0
    return stated * _UNITS_M.get(query.text("units") if query else "", 1.0)


def _refusal(error: Node) -> str:
    if not isinstance(error.value, dict):
        return f"'{error.value}'" if isinstance(error.value, str) else "an error without words"
    code = error.integer("code")
    said = error.text("message") or "an error without words"
    return f"'{said}'" if code is None else f"error {code}, '{said}'"


def _told(legs: list[list[Node]], mode: str, unit_m: float, count: int, *, keep: bool) -> list[Told]:
    told: list[Told] = []
    for nodes in legs:
        for node in nodes:
            number = node.integer("type")
            kind, modifier = OPENROUTE_TYPES.get(-1 if number is None else number, ("notification", "straight"))
            street = node.text("name")
            street = "" if street == "-" else street
            fresh = not told or told[-1].type == "arrive"
            if fresh and kind != "arrive":
                kind, modifier = "depart", ""
            elif number == _STRAIGHT and street != told[-1].street:
                kind = "new name"
            one = Told(
                node,
                _first(node, count),
                kind,
                modifier,
                without_tags(node.text("instruction")) if keep else "",
                street,
                mode=mode,
                distance_m=(node.number("distance", low=0, high=MAX_QUANTITY) or 0.0) * unit_m,
                duration_s=node.number("duration", low=0, high=MAX_QUANTITY) or 0.0,
            )
            manoeuvre = node.get("maneuver")
            if number == _ROUNDABOUT:
                exit_number = node.integer("exit_number")
                one.exit = exit_number if exit_number and exit_number > 0 else None
            elif manoeuvre is not None and not fresh and kind != "arrive":
                before, after = manoeuvre.number("bearing_before"), manoeuvre.number("bearing_after")
                if before is not None and after is not None and kind != "notification" and modifier != "uturn":
                    one.angle_deg = angle_between(before, after)
            if kind == "arrive" and told:
                one.street = one.street or told[-1].street
            told.append(one)
    if told[-1].type != "arrive":
        raise MalformedError("the last step is not an arrival; is the file complete?")
    return told


def _first(node: Node, count: int) -> int:
    numbers = node.need("way_points").items()
    if not numbers:
        node.fail("has empty 'way_points'")
    first = int(numbers[0].as_number(low=0, high=MAX_QUANTITY))
    # a round trip's last points are counted one too far by the service itself
    if first > count:
        node.fail(f"begins at point {first} of a line of {count}")
    return min(first, count - 1)


def _points(route: Node, line: Node, legs: list[list[Node]], reading: Reading) -> NDArray[np.float64]:
    if not isinstance(line.value, str):
        reading.geometry = "GeoJSON"
        positions = line.value if isinstance(line.value, list) else line.need("coordinates").value
        if has_heights(positions):
            reading.dropped.append("heights")
        return points_of(line, 5)
    ends = [int(number.as_number(low=0, high=MAX_QUANTITY)) for number in route.each("way_points")]
    ends += [_first(node, 10**9) for nodes in legs for node in nodes]
    candidates = []
    for width in (2, 3):
        numbers = numbers_of(line, width)
        if numbers is None or not len(numbers):
            continue
        points = numbers[:, 1::-1] / 1e5
        if on_earth(points):
            wrong = abs(len(points) - 1 - max(ends)) if ends else 0
            leaps = Shape(points).length_m
            candidates.append((wrong, leaps, width, points))
    if not candidates:
        line.fail("is not an encoded line on the Earth")
    _, _, width, points = min(candidates, key=lambda one: one[:3])
    reading.geometry = "polyline5"
    if width == 3:
        reading.dropped.append("heights")
    return points


def _unit(stated: str, distance: float, length_m: float) -> str:
    """What distances are in: as the answer repeats the question, else as the line's own length tells."""
    if stated in _UNITS_M or distance <= 0 or length_m <= 0:
        return stated if stated in _UNITS_M else "m"
    return min(_UNITS_M, key=lambda unit: stretch(length_m, distance * _UNITS_M[unit]))
