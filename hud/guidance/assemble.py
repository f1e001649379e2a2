"""From the steps of a routing service's answer, in whatever format, to a `Route`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.geo import Line, angle_between, ground_lengths, project, segment_lengths
from hud.guidance.jsonread import MalformedError
from hud.guidance.route import Route
from hud.guidance.state import ManoeuvreState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MAX_QUANTITY = 1e9
"""Metres or seconds beyond which a figure of a file is no journey on Earth."""

# a stated length tells the order of coordinates where it is long enough, far off as written and near the other way
_TELLING_M, _FAR_OFF, _NEAR_BY = 200.0, 0.12, 0.02

# middle of each modifier's range, positive to the right
MODIFIER_DEG = {
    "straight": 0.0,
    "slight right": 45.0,
    "right": 90.0,
    "sharp right": 135.0,
    "slight left": -45.0,
    "left": -90.0,
    "sharp left": -135.0,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One manoeuvre and the way to the next, in OSRM's terms."""

    points: NDArray[np.float64] | None
    """(N, 2) float64, longitude and latitude from this manoeuvre to the next, N >= 1; None where not given."""
    location: tuple[float, float]
    """Longitude and latitude of the manoeuvre."""
    type: str
    modifier: str
    instruction: str
    street: str
    """The street the step runs on."""
    mode: str
    exit: int | None
    angle_deg: float
    ways_deg: tuple[float, ...]
    driving_side: str
    distance_m: float
    duration_s: float
    voice: tuple[tuple[float, str], ...] = ()
    """What the file has said aloud on the step: metres before its end, and the sentence."""


def turn_angle(modifier: str, before_deg: float | None, after_deg: float | None, side: str) -> float:
    """Change of bearing through a turn.

    Args:
        modifier: OSRM's.
        before_deg: Bearing on arriving at the junction, None where unknown.
        after_deg: Bearing on leaving it, None where unknown.
        side: On which side one drives; a U-turn goes the other way round.

    Returns:
        Degrees, positive to the right. Where the bearings contradict the modifier by more than 60 degrees (maps
        are simplified, and one metre of kerb has a bearing too) the middle of the modifier's range: a card
        must not point elsewhere than its words.
    """
    u_turn = 180.0 if side == "left" else -180.0
    usual = u_turn if modifier == "uturn" else MODIFIER_DEG.get(modifier)
    if before_deg is None or after_deg is None:
        return usual or 0.0
    angle = angle_between(before_deg, after_deg)
    if usual is not None and abs(angle_between(usual, angle)) > 60:
        return usual
    # 180 either way: keep to the side a U-turn goes on
    return u_turn if modifier == "uturn" and abs(angle) > 179 else angle


def assemble(
    steps: Sequence[Step],
    overview: NDArray[np.float64] | None,
    *,
    distance_m: float | None,
    duration_s: float | None,
    language: str,
    units: str,
) -> Route:
    """Put a route together.

    Args:
        steps: In order; the last is the arrival.
        overview: (N, 2) float64, longitude and latitude of the whole way, used where a step lacks its points.
        distance_m: What the file says of the whole.
        duration_s: What the file says of the whole.
        language: BCP 47, or empty.
        units: ``metric``, ``imperial`` or ``british``.

    Raises:
        MalformedError: No arrival, no geometry, or one of no length.
    """
    if not steps or steps[-1].type != "arrive":
        raise MalformedError("the last step is not an arrival; is the file complete?")
    whole = [step.points for step in steps if step.points is not None]
    by_step = len(whole) == len(steps)
    lon_lat = np.concatenate(whole) if by_step else overview
    if lon_lat is None or not len(lon_lat):
        raise MalformedError("the route has no geometry")
    origin = (float(lon_lat[0, 0]), float(lon_lat[0, 1]))
    try:
        line = Line.on_earth(lon_lat, origin)
    except ValueError as error:
        raise MalformedError(f"the route's geometry cannot be followed: {error}") from None
    _check_order(lon_lat, line.length_m, distance_m)
    at_m = _starts(lon_lat, [len(points) for points in whole]) if by_step else _found(line, steps, origin)
    at_m = np.minimum(at_m, line.length_m)
    at_m[-1] = line.length_m
    to_go = np.concatenate([np.cumsum([step.duration_s for step in steps[:-1]][::-1])[::-1], [0.0]])
    return Route(
        line,
        origin,
        _manoeuvres(steps, at_m),
        _changes(at_m, [step.street for step in steps]),
        _changes(at_m, [step.mode for step in steps]),
        # of several steps at one place the last counts: the others take no way
        tuple({float(at): float(seconds) for at, seconds in zip(at_m, to_go, strict=True)}.items()),
        line.length_m if distance_m is None else distance_m,
        float(to_go[0]) if duration_s is None else duration_s,
        language,
        units,
        _voice(steps, at_m),
    )


def _check_order(lon_lat: NDArray[np.float64], length_m: float, stated_m: float | None) -> None:
    """Latitude and longitude in each other's place make a line of another length, save on the equator.

    Raises:
        MalformedError: The line is as long as the file says only the other way round.
    """
    if stated_m is None or stated_m < _TELLING_M or abs(np.log(length_m / stated_m)) < _FAR_OFF:
        return
    turned = lon_lat[:, ::-1]
    if (np.abs(turned[:, 1]) > 90).any():
        return
    turned_m = float(ground_lengths(turned).sum())
    if turned_m > 0 and abs(np.log(turned_m / stated_m)) < _NEAR_BY:
        raise MalformedError(
            f"the line is {length_m:.0f} m long as it is written, and {turned_m:.0f} m with longitude and latitude "
            f"changed about, which is what the file says: they are the wrong way round"
        )


def _starts(lon_lat: NDArray[np.float64], counts: list[int]) -> NDArray[np.float64]:
    """Metres along the points to the first of each step."""
    lengths = segment_lengths(lon_lat, project(lon_lat, (float(lon_lat[0, 0]), float(lon_lat[0, 1]))))
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    starts: NDArray[np.float64] = along[np.cumsum([0, *counts[:-1]])]
    return starts


def _found(line: Line, steps: Sequence[Step], origin: tuple[float, float]) -> NDArray[np.float64]:
    """Metres along the line to each step's manoeuvre, looked for where the distances before it lead one to."""
    stated = np.concatenate([[0.0], np.cumsum([step.distance_m for step in steps[:-1]])])
    if stated[-1] > 0:
        stated *= line.length_m / stated[-1]
    places = project(np.array([step.location for step in steps], np.float64), origin)
    at, found = 0.0, []
    for expected, (x, y) in zip(stated, places, strict=True):
        slack = 30 + 0.1 * float(expected)
        at = line.nearest_between(float(x), float(y), max(at, float(expected) - slack), float(expected) + slack)[0]
        found.append(at)
    return np.array(found)


def _manoeuvres(steps: Sequence[Step], at_m: NDArray[np.float64]) -> tuple[ManoeuvreState, ...]:
    return tuple(
        ManoeuvreState(
            step.type,
            step.modifier,
            step.instruction,
            step.street,
            step.mode,
            step.exit,
            step.angle_deg,
            step.ways_deg,
            step.driving_side,
            float(at),
        )
        for step, at in zip(steps, at_m, strict=True)
    )


def _voice(steps: Sequence[Step], at_m: NDArray[np.float64]) -> tuple[tuple[float, float, str], ...]:
    """What is said aloud where, and the end of its step; by place."""
    ends = [*at_m[1:], at_m[-1]]
    said = [
        (min(max(float(end) - before_m, float(start)), float(end)), float(end), text)
        for step, start, end in zip(steps, at_m, ends, strict=True)
        for before_m, text in step.voice
    ]
    return tuple(sorted(said, key=lambda one: one[0]))


def _changes(at_m: NDArray[np.float64], values: Sequence[str]) -> tuple[tuple[float, str], ...]:
    """Where a value begins; of several at one place the last, except that an arrival changes nothing."""
    by_place: dict[float, str] = {}
    for at, value in zip(at_m[:-1], values[:-1], strict=True):
        by_place[float(at)] = value
    changes: list[tuple[float, str]] = []
    for at, value in by_place.items():
        if not changes or changes[-1][1] != value:
            changes.append((at, value))
    return tuple(changes) or ((0.0, values[-1]),)
