"""Steps of services that give one line and, for each instruction, the numbers of its points on it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hud.guidance.assemble import Step, turn_angle
from hud.guidance.jsonread import MalformedError
from hud.guidance.shape import Shape, modifier_of
from hud.guidance.text import step_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from hud.guidance.jsonread import Node

MAX_STEPS = 5000
"""More are no journey, and would take their time to read."""

_ROUND = "roundabout"


@dataclass(slots=True)
class Told:
    """One instruction, in OSRM's terms."""

    node: Node | None
    begin: int
    """Index of its first point."""
    type: str
    modifier: str = ""
    text: str = ""
    """The file's own sentence; may be empty."""
    street: str = ""
    exit: int | None = None
    angle_deg: float | None = None
    """Stated; None where the shape must tell."""
    side: str = ""
    mode: str = "walking"
    distance_m: float = 0.0
    duration_s: float = 0.0


def steps_of(points: NDArray[np.float64], told: Sequence[Told], language: str) -> list[Step]:
    """Steps with what the shape of the way adds: angles, and sentences where there are none.

    Args:
        points: (N, 2) float64, longitude and latitude, N >= 1.
        told: In order; the last is the arrival.
        language: Of sentences to be made.

    Raises:
        MalformedError: An instruction that begins before the one before it.
    """
    shape = Shape(points)
    last = len(points) - 1
    steps: list[Step] = []
    legs = sum(one.type == "arrive" for one in told)
    leg = 0
    for number, one in enumerate(told):
        begin = min(one.begin, last)
        end = min(told[number + 1].begin, last) if number + 1 < len(told) else last
        if end < begin:
            after = told[number + 1].node
            if after is not None:
                after.fail("begins before the step that it follows")
            end = begin
        angle, side = _angle(shape, one, begin, end)
        modifier = one.modifier
        if not modifier and one.type not in ("depart", "arrive"):
            modifier = modifier_of(angle)
        steps.append(
            Step(
                points=points[begin : end + 1],
                location=(float(points[begin, 0]), float(points[begin, 1])),
                type=one.type,
                modifier=modifier,
                instruction=one.text or _sentence(shape, one, modifier, begin, language, leg, legs),
                street=one.street,
                mode=one.mode,
                exit=one.exit,
                angle_deg=angle,
                ways_deg=(),
                driving_side=side,
                distance_m=one.distance_m,
                duration_s=one.duration_s,
            )
        )
        leg += one.type == "arrive"
    return steps


def derived(
    points: NDArray[np.float64], *, tolerance_m: float, mode: str, language: str, duration_s: float
) -> list[Step]:
    """Steps of a line of which nobody said anything: its turns.

    Args:
        points: (N, 2) float64, longitude and latitude, N >= 2.
        tolerance_m: How far off a straight line is noise.
        mode: How one goes.
        language: Of the sentences.
        duration_s: For the whole, 0 where unknown.

    Raises:
        MalformedError: More turns than any journey has.
    """
    shape = Shape(points)
    told = [Told(None, 0, "depart", mode=mode)]
    turns = shape.turns(tolerance_m)
    if len(turns) > MAX_STEPS:
        raise MalformedError(f"the line has {len(turns)} turns, more than {MAX_STEPS}")
    for turn in turns:
        modifier = modifier_of(turn.angle_deg)
        told.append(Told(None, turn.index, "turn", modifier, angle_deg=turn.angle_deg, mode=mode))
    told.append(Told(None, len(points) - 1, "arrive", mode=mode))
    for one, after in pairwise(told):
        one.distance_m = float(shape.along[after.begin] - shape.along[one.begin])
        if shape.length_m > 0:
            one.duration_s = duration_s * one.distance_m / shape.length_m
    return steps_of(points, told, language)


def _angle(shape: Shape, one: Told, begin: int, end: int) -> tuple[float, str]:
    """Change of bearing and the side one drives on."""
    side = one.side or "right"
    if one.type in ("depart", "arrive", "notification"):
        return 0.0, side
    if one.angle_deg is not None:
        return one.angle_deg, side
    before, after = shape.bearing(begin, ahead=False), shape.bearing(begin, ahead=True)
    if one.type == _ROUND:
        angle, seen = shape.round(begin, end)
        return angle or 0.0, one.side or seen
    return turn_angle(one.modifier, before, after, side), side


def _sentence(shape: Shape, one: Told, modifier: str, begin: int, language: str, leg: int, legs: int) -> str:
    bearing = shape.bearing(begin, ahead=True)
    manoeuvre = {"type": one.type, "modifier": modifier or None, "exit": one.exit, "bearing_after": bearing}
    step = {"maneuver": manoeuvre, "name": one.street, "mode": one.mode}
    return step_text(step, language or "en", options={"legIndex": leg, "legCount": legs})


_TAG = re.compile(r"</?[A-Za-z][^<>]{0,100}>")


def without_tags(text: str) -> str:
    """A sentence as it is read: services also write it as HTML."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())
