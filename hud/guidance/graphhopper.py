"""Routes in GraphHopper's JSON: instructions by sign, one line for the whole path, with or without heights.

Fields as in GraphHopper's "Routing Web API Docs"; signs as in its ``Instruction``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.geo import angle_between
from hud.guidance.assemble import MAX_QUANTITY, assemble
from hud.guidance.geometry import has_heights, numbers_of, on_earth, points_of, stretch
from hud.guidance.indexed import MAX_STEPS, Told, derived, steps_of, without_tags
from hud.guidance.jsonread import RefusalError
from hud.guidance.reading import units_of
from hud.guidance.shape import Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.guidance.jsonread import Node
    from hud.guidance.reading import Reading
    from hud.guidance.route import Route

# sign -> OSRM type and modifier; the modifier of a roundabout and of what is unknown is the shape's
_SIGNS = {
    -98: ("turn", "uturn"),
    -8: ("turn", "uturn"),
    -7: ("fork", "slight left"),
    -6: ("exit roundabout", "straight"),
    -3: ("turn", "sharp left"),
    -2: ("turn", "left"),
    -1: ("turn", "slight left"),
    0: ("continue", "straight"),
    1: ("turn", "slight right"),
    2: ("turn", "right"),
    3: ("turn", "sharp right"),
    4: ("arrive", ""),
    5: ("arrive", ""),
    6: ("roundabout", ""),
    7: ("fork", "slight right"),
    8: ("turn", "uturn"),
    9: ("continue", "straight"),
    101: ("notification", "straight"),
    102: ("notification", "straight"),
    103: ("notification", "straight"),
}
# GraphHopper does not repeat the locale of the question; its last sentence tells the usual two
_FINISHES = {"Arrive at destination": "en", "Ziel erreicht": "de"}
_CONTINUE, _FERRY, _U_TURN_RIGHT = 0, 9, 8
_TRANSIT = (101, 102, 103)


def is_graphhopper(document: Node) -> bool:
    """Whether a document is an answer in this format, be it a refusal."""
    keys = document.mapping()
    return "paths" in keys or ("message" in keys and "hints" in keys)


def read_graphhopper(document: Node, reading: Reading) -> Route:
    """The first path of an answer.

    Raises:
        RefusalError: The service found no route.
        MalformedError: No line, or a value that is not what the format says.
    """
    reading.format = "GraphHopper JSON"
    paths = list(document.each("paths"))
    if not paths:
        if document.text("message"):
            raise RefusalError(f"'{document.text('message')}'")
        raise RefusalError("an empty list of paths")
    lengths = [path.number("distance", low=0, high=MAX_QUANTITY) or 0.0 for path in paths]
    path = paths[reading.pick("alternative path", lengths)]
    distance = path.number("distance", low=0, high=MAX_QUANTITY) or 0.0
    duration = (path.number("time", low=0, high=MAX_QUANTITY * 1000) or 0.0) / 1000
    nodes = list(path.each("instructions"))
    if len(nodes) > MAX_STEPS:
        path.fail(f"has {len(nodes)} instructions, more than {MAX_STEPS}")
    points = _points(path, nodes, distance, reading)
    own = _FINISHES.get(nodes[-1].text("text"), "") if nodes else ""
    if own and not reading.language:
        reading.remarks.append(f"its language is {own}, by its last sentence")
    language = reading.tongue(own)
    mode = reading.goes("", distance, duration)
    if path.get("details") is not None:
        reading.dropped.append("path details (surface, speed limits, ...)")
    if nodes:
        told = _told(nodes, mode, len(points), keep=reading.own_words(own))
        steps = steps_of(points, told, language)
    else:
        reading.derived = True
        steps = derived(points, tolerance_m=6.0, mode=mode, language=language, duration_s=duration)
    return assemble(
        steps,
        None,
        distance_m=distance or None,
        duration_s=duration or None,
        language=language,
        units=units_of(language, mode),
    )


def _told(nodes: list[Node], mode: str, count: int, *, keep: bool) -> list[Told]:
    told: list[Told] = []
    side, sailing = "", False
    for node in nodes:
        sign = node.integer("sign")
        kind, modifier = _SIGNS.get(0 if sign is None else sign, ("notification", "straight"))
        street = node.text("street_name") or node.text("street_ref").split(";")[0].strip()
        fresh = not told or told[-1].type == "arrive"
        if fresh and kind != "arrive":
            kind, modifier = "depart", ""
        elif sign == _CONTINUE and street != told[-1].street:
            kind = "new name"
        if node.text("ferry"):
            sailing = node.text("ferry") == "board_ferry"
        one = Told(
            node,
            _first(node, count),
            kind,
            modifier,
            without_tags(node.text("text")) if keep else "",
            street,
            mode="ferry" if sailing or sign == _FERRY else "transit" if sign in _TRANSIT else mode,
            distance_m=node.number("distance", low=0, high=MAX_QUANTITY) or 0.0,
            duration_s=(node.number("time", low=0, high=MAX_QUANTITY * 1000) or 0.0) / 1000,
        )
        if kind == "roundabout":
            exit_number = node.integer("exit_number")
            one.exit = exit_number if exit_number and exit_number > 0 else None
            around = node.get("turn_angle")
            # GraphHopper writes "NaN" where it does not know
            if around is not None and not isinstance(around.value, str):
                radians = around.as_number(low=-10, high=10)
                # counted round the ring: -pi is straight on where one drives on the right
                one.angle_deg = angle_between(0.0, math.degrees(radians + math.copysign(math.pi, -radians)))
                side = "right" if radians < 0 else "left"
        if sign == _U_TURN_RIGHT:
            one.side = "left"
        if kind == "arrive" and told:
            one.street = one.street or told[-1].street
        told.append(one)
    if told[-1].type != "arrive":
        nodes[-1].fail("is the last instruction and not the finish; is the file complete?")
    for one in told:
        one.side = one.side or side
    return told


def _first(node: Node, count: int) -> int:
    interval = node.need("interval").items()
    if len(interval) != 2:
        node.fail("has an 'interval' that is not two numbers")
    first = int(interval[0].as_number(low=0, high=MAX_QUANTITY))
    if first >= count:
        node.fail(f"begins at point {first} of a line of {count}")
    return first


def _points(path: Node, nodes: list[Node], distance_m: float, reading: Reading) -> NDArray[np.float64]:
    """The line of a path; whether it is encoded, at how many digits and with heights, its data tell."""
    line = path.get("points")
    if line is None:
        path.lacks("points", "ask the routing service for them with calc_points=true")
    if not isinstance(line.value, str):
        points = points_of(line, 5)
        positions = line.value if isinstance(line.value, list) else line.need("coordinates").value
        reading.geometry = "GeoJSON"
        if has_heights(positions):
            reading.dropped.append("heights")
        return points
    multiplier = path.number("points_encoded_multiplier", low=1, high=1e9)
    last = max((_last(node) for node in nodes), default=None)
    box = [one.as_number() for one in path.each("bbox")]
    candidates = []
    for factor in (1e5, 1e6) if multiplier is None else (multiplier,):
        for width in (2, 3):
            numbers = numbers_of(line, width)
            if numbers is None:
                continue
            points = numbers[:, 1::-1] / factor
            if not len(points) or not on_earth(points):
                continue
            wrong = 0.0 if last is None else float(abs(len(points) - 1 - last))
            wrong += _outside(points, box) + stretch(Shape(points).length_m, distance_m)
            candidates.append((wrong, width, factor, points))
    if not candidates:
        line.fail("is not an encoded line on the Earth")
    _, width, factor, points = min(candidates, key=lambda one: one[:3])
    reading.geometry = f"polyline{round(math.log10(factor))}"
    if width == 3:
        reading.dropped.append("heights")
    return points


def _last(node: Node) -> int:
    interval = node.need("interval").items()
    return int(interval[-1].as_number(low=0, high=MAX_QUANTITY)) if interval else 0


def _outside(points: NDArray[np.float64], box: list[float]) -> float:
    """How far, in degrees, a line's own box is from the stated one; 0 where none is stated."""
    if len(box) not in (4, 6):
        return 0.0
    half = len(box) // 2
    stated = np.array([*box[:2], *box[half : half + 2]])
    return float(np.abs(np.concatenate([points.min(axis=0), points.max(axis=0)]) - stated).max())
