"""Routes in Valhalla's own JSON: manoeuvres by number, lengths in kilometres or miles, polyline6.

Numbers and fields as in Valhalla's "Turn-by-turn routing API reference", section "Maneuvers".
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hud.guidance.assemble import MAX_QUANTITY, Step, assemble, turn_angle
from hud.guidance.geometry import points_of, precision_of, stretch
from hud.guidance.indexed import MAX_STEPS
from hud.guidance.jsonread import MalformedError, RefusalError
from hud.guidance.shape import Shape
from hud.guidance.spoken import MILE_M, say_distance
from hud.guidance.text import in_distance, step_text
from hud.guidance.travel import ARRIVAL_M
from hud.guidance.voice import APART, EARLY_S, LAST_M, LAST_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.guidance.jsonread import Node
    from hud.guidance.reading import Reading
    from hud.guidance.route import Route

# number -> OSRM type and modifier, as Valhalla's own OSRM serialiser translates them where it does
_TYPES = {
    1: ("depart", ""),
    2: ("depart", "right"),
    3: ("depart", "left"),
    4: ("arrive", ""),
    5: ("arrive", "right"),
    6: ("arrive", "left"),
    7: ("new name", "straight"),
    8: ("continue", "straight"),
    9: ("turn", "slight right"),
    10: ("turn", "right"),
    11: ("turn", "sharp right"),
    12: ("turn", "uturn"),
    13: ("turn", "uturn"),
    14: ("turn", "sharp left"),
    15: ("turn", "left"),
    16: ("turn", "slight left"),
    17: ("on ramp", "straight"),
    18: ("on ramp", "slight right"),
    19: ("on ramp", "slight left"),
    20: ("off ramp", "slight right"),
    21: ("off ramp", "slight left"),
    22: ("fork", "straight"),
    23: ("fork", "slight right"),
    24: ("fork", "slight left"),
    25: ("merge", "straight"),
    26: ("roundabout", "straight"),
    27: ("exit roundabout", "straight"),
    28: ("notification", "straight"),
    29: ("notification", "straight"),
    37: ("merge", "slight right"),
    38: ("merge", "slight left"),
    39: ("turn", "straight"),
    40: ("turn", "straight"),
    41: ("turn", "straight"),
}
_MODES = {"drive": "driving", "pedestrian": "walking", "bicycle": "cycling", "transit": "transit"}
_SPECIAL_MODES = {28: "ferry", 39: "lift", 40: "stairs", 41: "escalator"}
_AFTER_M = 15.0
_MILES = ("miles", "mi")
_ROUNDABOUT, _ROUNDABOUT_EXIT, _U_TURN_RIGHT, _STAIRS = 26, 27, 12, 40


def is_valhalla(document: Node) -> bool:
    """Whether a document is an answer in this format, be it a refusal."""
    keys = document.mapping()
    return "trip" in keys or "error_code" in keys


def read_valhalla(document: Node, reading: Reading) -> Route:
    """The route of an answer (or one of its alternates).

    Raises:
        RefusalError: The service found no route.
        MalformedError: No manoeuvres, or a value that is not what the format says.
    """
    reading.format = "Valhalla JSON"
    if document.get("trip") is None:
        raise RefusalError(f"'{document.text('error')}'")
    trips = [document.need("trip"), *(other.need("trip") for other in document.each("alternates"))]
    trip = trips[reading.pick("alternative route", [_length_m(one) for one in trips])]
    if trip.integer("status"):
        raise RefusalError(f"'{trip.text('status_message')}'")
    imperial = (trip.text("units") or document.text("units")) in _MILES
    unit_m = MILE_M if imperial else 1000.0
    own = trip.text("language")
    language, keep = reading.tongue(own), reading.own_words(own)
    legs = trip.need("legs").items()
    places = [_place(place) for place in trip.need("locations").items()]
    if not legs or not places:
        trip.fail("holds no route")
    shapes = [leg.need("shape") for leg in legs]
    # places one passes without stopping end no leg
    ends = zip(shapes, places, places[1:], strict=False) if len(places) == len(legs) + 1 else ()
    samples = list(ends)
    precision = precision_of(samples) if samples else _precision(legs, unit_m)
    reading.geometry = f"polyline{precision}" if isinstance(shapes[0].value, str) else "GeoJSON"
    steps: list[Step] = []
    for number, leg in enumerate(legs):
        manoeuvres = leg.need("maneuvers").items()
        if len(steps) + len(manoeuvres) > MAX_STEPS:
            trip.fail(f"has more than {MAX_STEPS} manoeuvres")
        if not manoeuvres:
            leg.fail("has no manoeuvres; ask the routing service for them")
        points = points_of(shapes[number], precision)
        options = {"legIndex": number, "legCount": len(legs)}
        before: Step | None = None
        for i, node in enumerate(manoeuvres):
            after = manoeuvres[i + 1] if i + 1 < len(manoeuvres) else None
            before = _step(node, before, after, points, unit_m, language or "en", options, keep=keep)
            steps.append(before)
    summary = trip.get("summary")
    length = summary.number("length", low=0, high=MAX_QUANTITY) if summary else None
    if keep:
        nodes = [node for leg in legs for node in leg.need("maneuvers").items()]
        steps = _spoken(steps, nodes, language, "imperial" if imperial else "metric")
    if any(leg.get("elevation") is not None for leg in legs):
        reading.dropped.append("heights")
    return assemble(
        [_going(step, reading.mode) for step in steps],
        None,
        distance_m=None if length is None else length * unit_m,
        duration_s=summary.number("time", low=0, high=MAX_QUANTITY) if summary else None,
        language=language,
        units="imperial" if imperial else "metric",
    )


def _length_m(trip: Node) -> float:
    summary = trip.get("summary")
    length = (summary.number("length", low=0, high=MAX_QUANTITY) if summary else None) or 0.0
    return length * (MILE_M if trip.text("units") in _MILES else 1000.0)


def _spoken(steps: list[Step], nodes: list[Node], language: str, units: str) -> list[Step]:
    """The steps with what Valhalla has said aloud on them, at the places of its own OSRM answers.

    The instruction before a manoeuvre is due 10 s and no less than 40 m ahead at the step's own pace, the alert 35 s
    ahead with its distance, and the one after a manoeuvre a few metres behind it, where the alert leaves the time.
    """
    out: list[Step] = []
    for index, (step, node) in enumerate(zip(steps, nodes, strict=True)):
        said: list[tuple[float, str]] = []
        way_m = step.distance_m
        pace = way_m / step.duration_s if step.duration_s > 0 else 0.0
        before = _words(node, "verbal_pre_transition_instruction")
        after = _words(node, "verbal_post_transition_instruction")
        if step.type == "depart" and before:
            said.append((way_m, before))
        if index + 1 < len(steps) and step.type != "arrive":
            coming = nodes[index + 1]
            alert = _words(coming, "verbal_transition_alert_instruction")
            due = _words(coming, "verbal_pre_transition_instruction")
            arrives = steps[index + 1].type == "arrive"
            # arrived is who is there
            due_m = ARRIVAL_M if arrives else min(max(LAST_S * pace, LAST_M), way_m)
            alert_m = max(EARLY_S * pace, LAST_M if arrives else 0.0)
            alerts = bool(alert) and APART * due_m <= alert_m < way_m
            if after and way_m - _AFTER_M > APART * max(alert_m if alerts else 0.0, due_m):
                said.append((way_m - _AFTER_M, after))
            if alerts:
                said.append((alert_m, in_distance(say_distance(alert_m, units, language), alert, language)))
            if due:
                said.append((min(due_m, way_m), due))
        out.append(replace(step, voice=tuple(said)))
    return out


def _words(node: Node, key: str) -> str:
    return " ".join(node.text(key).split())


def _precision(legs: list[Node], unit_m: float) -> int:
    """Where no places tell it: the one at which a leg is as long as it says."""
    leg, shape = legs[0], legs[0].need("shape")
    summary = leg.get("summary")
    stated_m = (summary.number("length", low=0, high=MAX_QUANTITY) if summary else None) or 0.0
    if not isinstance(shape.value, str) or stated_m <= 0:
        return 6
    lengths = {}
    for digits in (6, 5):
        try:
            lengths[digits] = stretch(Shape(points_of(shape, digits)).length_m, stated_m * unit_m)
        except MalformedError:
            continue
    return min(lengths, key=lambda digits: lengths[digits]) if lengths else 6


def _going(step: Step, mode: str) -> Step:
    return replace(step, mode=mode) if mode and step.mode in ("walking", "cycling", "driving") else step


def _place(node: Node) -> tuple[float, float]:
    return node.need("lon").as_number(low=-180, high=180), node.need("lat").as_number(low=-90, high=90)


def _step(
    node: Node,
    before: Step | None,
    after: Node | None,
    points: NDArray[np.float64],
    unit_m: float,
    language: str,
    options: dict[str, int],
    *,
    keep: bool,
) -> Step:
    number = node.integer("type")
    kind, modifier = _TYPES.get(number or 0, ("notification", "straight"))
    if before is None and kind != "arrive":
        kind, modifier = "depart", ""  # a way that begins with stairs begins with their number
    begin = _index(node, "begin_shape_index", len(points))
    end = _index(node, "end_shape_index", len(points))
    if end < begin:
        node.fail("ends before it begins")
    name = _names(node, "street_names") or _names(node, "begin_street_names")
    mode = _SPECIAL_MODES.get(number or 0) or _MODES.get(node.text("travel_mode"), "walking")
    if before is not None and before.mode == "ferry" and number != 29:
        mode = "ferry"  # boarding and landing are marked; what lies between is the ferry
    if kind == "arrive" and before is not None:
        name = name or before.street
    # Valhalla does not say the side; a U-turn to the right is made where one drives on the left
    side = "left" if number == _U_TURN_RIGHT else "right"
    before_deg, after_deg = _bearings(node, points, begin)
    exit_number = node.integer("roundabout_exit_count") if number == _ROUNDABOUT else None
    if number == _ROUNDABOUT and after is not None and after.integer("type") == _ROUNDABOUT_EXIT:
        after_deg = _bearings(after, points, _index(after, "begin_shape_index", len(points)))[1]
    if kind in ("depart", "arrive"):
        angle = 0.0
    elif number in (_ROUNDABOUT, _ROUNDABOUT_EXIT) or (number or 0) not in range(1, _STAIRS - 1):
        angle = turn_angle("", before_deg, after_deg, side)  # the modifier says nothing
    else:
        angle = turn_angle(modifier, before_deg, after_deg, side)
    sentence = node.text("instruction") if keep else ""
    if not sentence:
        step = {"maneuver": {"type": kind, "modifier": modifier, "exit": exit_number}, "name": name, "mode": mode}
        sentence = step_text(step, language, options=options)
    return Step(
        points=points[begin : end + 1],
        location=(float(points[begin, 0]), float(points[begin, 1])),
        type=kind,
        modifier=modifier,
        instruction=sentence,
        street=name,
        mode=mode,
        exit=exit_number if exit_number and exit_number > 0 else None,
        angle_deg=angle,
        ways_deg=(),
        driving_side=side,
        distance_m=(node.number("length", low=0, high=MAX_QUANTITY) or 0.0) * unit_m,
        duration_s=node.number("time", low=0, high=MAX_QUANTITY) or 0.0,
    )


def _index(node: Node, key: str, count: int) -> int:
    index = node.integer(key)
    if index is None or not 0 <= index < count:
        node.fail(f"has no '{key}' within the shape of {count} points")
    return index


def _names(node: Node, key: str) -> str:
    names = [name.value for name in node.each(key) if isinstance(name.value, str)]
    return names[0].encode("utf-8", "replace").decode("utf-8").strip() if names else ""


def _bearings(node: Node, points: NDArray[np.float64], at: int) -> tuple[float | None, float | None]:
    """Bearings before and after a manoeuvre: stated by newer servers, else of the shape's segments."""
    stated = node.number("bearing_before"), node.number("bearing_after")
    shape = _segment(points[max(at - 1, 0) : at + 1]), _segment(points[at : at + 2])
    return (shape[0] if stated[0] is None else stated[0]), (shape[1] if stated[1] is None else stated[1])


def _segment(points: NDArray[np.float64]) -> float | None:
    if len(points) < 2 or (points[0] == points[1]).all():
        return None
    lon, lat = points[1] - points[0]
    return float(np.degrees(np.arctan2(lon * np.cos(np.radians(points[0, 1])), lat))) % 360
