"""Routes in GPX files: a planned route with its own words, or the line of a track and the turns of its shape."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hud.geo import Line, project
from hud.guidance.assemble import MAX_QUANTITY, Step, assemble
from hud.guidance.indexed import MAX_STEPS, Told, derived, steps_of, without_tags
from hud.guidance.jsonread import MalformedError
from hud.guidance.openroute import OPENROUTE_TYPES
from hud.guidance.reading import units_of
from hud.guidance.shape import Shape, modifier_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.guidance.gpx import Gpx, GpxPoint
    from hud.guidance.reading import Reading
    from hud.guidance.route import Route

_PLANNED_TOLERANCE_M, _RECORDED_TOLERANCE_M = 6.0, 14.0
_BESIDE_M = 30.0
"""A track this near to all points of the planned route is its line."""

_CORNER_DEG, _APART_M = 60.0, 25.0
"""A corner is told though nobody named it where it is this sharp, and this far from all that is told."""
_ROUTERS = ("step", "sign", "turn", "turn-angle", "exit-number", "distance", "time", "duration")

# GraphHopper's signs, and the codes that BRouter and OsmAnd write, by OSRM's words
_SIGNS = {
    "-98": "uturn", "-8": "uturn", "-7": "slight left", "-3": "sharp left", "-2": "left", "-1": "slight left",
    "0": "straight", "1": "slight right", "2": "right", "3": "sharp right", "7": "slight right", "8": "uturn",
}  # fmt: skip
_CODES = {
    "TL": "left", "TSLL": "slight left", "TSHL": "sharp left", "TR": "right", "TSLR": "slight right",
    "TSHR": "sharp right", "KL": "slight left", "KR": "slight right", "C": "straight", "TU": "uturn",
    "TLU": "uturn", "TRU": "uturn",
}  # fmt: skip
_ROUNDABOUT = re.compile(r"RN[DL]B(\d{1,2})", re.ASCII)


# what apps call how one goes, and its usual pace, m/s, where that is not the mode's own
_SPORTS = (
    (re.compile(r"run|jog|^9$", re.IGNORECASE), "walking", 2.8),
    (re.compile(r"cycl|bik|ride|mtb|velo|fahrrad|^1$", re.IGNORECASE), "cycling", 0.0),
    (re.compile(r"hik|walk|foot|pedestrian|trek|^10$", re.IGNORECASE), "walking", 0.0),
    (re.compile(r"driv|^car$|\bcar\b|motor|^auto", re.IGNORECASE), "driving", 0.0),
)


def _sport(gpx: Gpx, reading: Reading) -> str:
    """How one goes, by the file's word for it; empty where it has none that is known."""
    sport = gpx.sport.strip()
    for pattern, mode, pace_m_s in _SPORTS:
        if pattern.search(sport):
            if not reading.mode:
                reading.pace_m_s = pace_m_s
                if sport.lower() != mode:
                    reading.remarks.append(f"its '{sport[:30]}' is {mode}")
            return mode
    return ""


def read_gpx_route(gpx: Gpx, reading: Reading) -> Route:
    """The way in a GPX file: its planned route where it has one, else the line of its track.

    Raises:
        MalformedError: Nothing to follow.
    """
    reading.title = gpx.title
    reading.geometry = "GPX points"
    if gpx.waypoints:
        reading.dropped.append(f"{gpx.waypoints} waypoint{'s'[: gpx.waypoints > 1]}")
    if gpx.heights:
        reading.dropped.append("heights")
    if len(gpx.route) > 1:
        return _planned(gpx, reading)
    if len(gpx.track) < 2:
        raise MalformedError("the GPX file has no track and no route of two points or more")
    return _recorded(gpx, reading)


def _recorded(gpx: Gpx, reading: Reading) -> Route:
    reading.format = "GPX track"
    if gpx.tracks > 1:
        reading.remarks.append(f"{gpx.tracks} tracks are one way, in their order")
    points = _places(gpx.track)
    times = [point.time_s for point in gpx.track if point.time_s is not None]
    took = max(times[-1] - times[0], 0.0) if len(times) > 1 else 0.0
    language = reading.tongue("")
    reading.derived = True
    tolerance = _RECORDED_TOLERANCE_M if took else _PLANNED_TOLERANCE_M
    length = Shape(points).plain_length_m(tolerance)
    mode = reading.goes(_sport(gpx, reading), length, took)
    return assemble(
        derived(points, tolerance_m=tolerance, mode=mode, language=language, duration_s=took),
        None,
        distance_m=None,
        duration_s=took or None,
        language=language,
        units=units_of(language, mode),
    )


def _planned(gpx: Gpx, reading: Reading) -> Route:
    reading.format = "GPX route"
    if gpx.routes > 1:
        reading.dropped.append(f"{gpx.routes - 1} other route{'s'[: gpx.routes > 2]}")
    told_at = _told_at(gpx.route)
    if len(told_at) > MAX_STEPS:
        raise MalformedError(f"the route has {len(told_at)} instructions, more than {MAX_STEPS}")
    points = _places(gpx.route)
    length = Shape(points).length_m
    language = reading.tongue("")
    took = sum(_seconds(gpx.route[k]) for k in told_at)
    mode = reading.goes(_sport(gpx, reading), length, took)
    if not any(_words(gpx.route[k]) for k in told_at):
        reading.derived = True
        steps = derived(points, tolerance_m=_PLANNED_TOLERANCE_M, mode=mode, language=language, duration_s=took)
        overview = None
    else:
        steps = steps_of(points, _told(gpx.route, told_at, mode, points), language)
        overview = _finer(gpx, points, reading)
        if overview is not None:
            steps = [_without_points(step) for step in steps]
    return assemble(
        steps,
        overview,
        distance_m=None,
        duration_s=took or None,
        language=language,
        units=units_of(language, mode),
    )


def _told_at(route: list[GpxPoint]) -> list[int]:
    """Indices of the points at which something is to be done: those with words, or where a step begins."""
    found = []
    step = None
    for index, point in enumerate(route):
        number = point.extension("step")
        if number:
            # openrouteservice repeats a step's words at each of its points
            if number != step:
                found.append(index)
            step = number
        elif _words(point):
            found.append(index)
    return found


def _words(point: GpxPoint) -> str:
    return without_tags(point.said("desc", "cmt", "name"))


def _told(route: list[GpxPoint], told_at: list[int], mode: str, points: NDArray[np.float64]) -> list[Told]:
    last = len(route) - 1
    told: list[Told] = []
    if not told_at or told_at[0] > 0:
        told.append(Told(None, 0, "depart", mode=mode))
    for index in told_at:
        point = route[index]
        kind, modifier, exit_number = _kind(point)
        if index == 0:
            kind, modifier = "depart", ""
        elif index == last:
            kind, modifier = "arrive", ""
        street = point.extension("street") or _street(point)
        told.append(
            Told(None, index, kind, modifier, _words(point), "" if street == "-" else street, exit_number, mode=mode)
        )
    if told[-1].type != "arrive":
        told.append(Told(None, last, "arrive", mode=mode))
    shape = Shape(points)
    told = _bends(route, told, mode, shape)
    for one, after in pairwise(told):
        one.distance_m = float(shape.along[after.begin] - shape.along[one.begin])
        one.duration_s = _seconds(route[one.begin])
    return told


def _street(point: GpxPoint) -> str:
    """The name of a point that is described besides, unless it is the description's own beginning: "Turn left"."""
    words, name = without_tags(point.said("desc", "cmt")), point.said("name")
    return name if words and not words.casefold().startswith(name.casefold()) else ""


def _bends(route: list[GpxPoint], told: list[Told], mode: str, shape: Shape) -> list[Told]:
    """What is told, and the corners between that nobody named; not in a router's file, which knows what is a turn."""
    if any(point.extension(key) for point in route for key in _ROUTERS):
        return told
    named = shape.along[[one.begin for one in told]]
    for turn in shape.turns(_PLANNED_TOLERANCE_M):
        apart = float(np.abs(named - shape.along[turn.index]).min())
        if abs(turn.angle_deg) >= _CORNER_DEG and apart > _APART_M and len(told) < MAX_STEPS:
            told.append(
                Told(None, turn.index, "turn", modifier_of(turn.angle_deg), angle_deg=turn.angle_deg, mode=mode)
            )
    return sorted(told, key=lambda one: one.begin)


def _kind(point: GpxPoint) -> tuple[str, str, int | None]:
    """OSRM type, modifier (empty: the shape tells) and exit, by whatever code the writer used."""
    sign, code = point.extension("sign"), point.extension("turn").upper()
    if sign == "5":
        return "arrive", "", None
    exit_text = point.extension("exit-number") or point.extension("exit_number")
    if match := _ROUNDABOUT.fullmatch(code):
        return "roundabout", "", int(match[1]) or None
    if sign == "6":
        return "roundabout", "", int(exit_text) if exit_text.isdecimal() and len(exit_text) < 3 else None
    number = point.extension("type")
    if point.extension("step") and number.isdecimal() and int(number[:4]) in OPENROUTE_TYPES:
        kind, modifier = OPENROUTE_TYPES[int(number[:4])]
        return kind, modifier, None
    modifier = _SIGNS.get(sign) or _CODES.get(code, "")
    if sign == "0" or code == "C":
        return "continue", "straight", None
    return ("fork" if sign in ("-7", "7") or code in ("KL", "KR") else "turn"), modifier, None


def _finer(gpx: Gpx, points: NDArray[np.float64], reading: Reading) -> NDArray[np.float64] | None:
    """The track of the same file, if it is the planned route drawn more finely."""
    if len(gpx.track) <= len(gpx.route):
        return None
    track = _places(gpx.track)
    origin = (float(track[0, 0]), float(track[0, 1]))
    try:
        line = Line.through(project(track, origin))
    except ValueError:
        return None
    chosen = project(points, origin)[:: max(len(points) // 200, 1)]
    if all(line.nearest_between(float(x), float(y), 0.0, line.length_m)[1] <= _BESIDE_M for x, y in chosen):
        reading.remarks.append("its line is the track of the same file")
        return track
    if not gpx.timed:
        reading.dropped.append("a track that is another way")
    return None


def _without_points(step: Step) -> Step:
    return replace(step, points=None)


def _seconds(point: GpxPoint) -> float:
    """What the step from a point takes: openrouteservice says it in seconds, GraphHopper in milliseconds."""
    return _number(point.extension("duration")) or _number(point.extension("time")) / 1000


def _places(points: list[GpxPoint]) -> NDArray[np.float64]:
    return np.array([(point.lon, point.lat) for point in points], np.float64).reshape(-1, 2)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0 <= number <= MAX_QUANTITY else 0.0
