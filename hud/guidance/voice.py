"""What is said aloud of the way: the route's own voice instructions at their places, or ours where it has none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hud.guidance.spoken import NOW_M, say_distance
from hud.guidance.text import in_distance, linked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.guidance.route import Route
    from hud.guidance.travel import Travel

# Valhalla's constants (midgard/constants.h): an early prompt 35 s ahead, the last 10 s ahead and never nearer than 40 m
EARLY_S, LAST_S, LAST_M = 35.0, 10.0, 40.0
APART = 1.5
"""A prompt nearer to the next one than this ratio of their distances says nothing new."""
SPOT_S = 2.0
"""At the place itself a manoeuvre is told where the last 10 m take this long: to walkers and slow riders."""
GRACE_S = 3.0
"""How long after the manoeuvre a prompt may still begin."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Something to be said aloud."""

    at_s: float
    """When it is due."""
    until_s: float
    """From when on it would come too late."""
    text: str


def prompts(route: Route, travel: Travel) -> tuple[Prompt, ...]:
    """Everything that is said aloud on a journey, by time. Nothing is said to one who has left the route.

    Args:
        route: The way.
        travel: The journey along it.
    """
    places = route.voice or tuple(_own(route, travel))
    said = []
    for from_m, manoeuvre_m, text in places:
        at_s = travel.reached_s(from_m)
        if math.isinf(at_s) or any(left <= at_s < back for left, back in travel.off_route_s):
            continue
        passed_s = travel.reached_s(manoeuvre_m)
        said.append(Prompt(at_s, max(passed_s, at_s) + GRACE_S, text))
    if not route.voice and math.isfinite(travel.arrived_s):
        said.append(Prompt(travel.arrived_s, travel.arrived_s + 60.0, route.arrival.instruction))
    return tuple(sorted(said, key=lambda prompt: prompt.at_s))


def _own(route: Route, travel: Travel) -> Iterator[tuple[float, float, str]]:
    """As `Route.voice`, for a route that says nothing: early, in good time, and to a walker at the place itself.

    What follows so soon after a manoeuvre that it cannot be told in good time is told together with it, and again
    as soon as it is passed.
    """
    told = route.told_ahead
    starts = [0.0, *(manoeuvre.at_m for manoeuvre in told)]
    leads = [lead_distances_m(travel, one.at_m, one.at_m - start) for start, one in zip(starts, told, strict=False)]
    if route.departure is not None:
        words = _with_next(route, travel, -1, route.departure.instruction)
        yield 0.0, told[0].at_m, words
        if words != route.departure.instruction:
            leads[0] = tuple(lead_m for lead_m in leads[0] if lead_m < told[0].at_m)
    for index, manoeuvre in enumerate(told):
        on_the_spot = route.announced[index].instruction
        ahead = [lead_m for lead_m in leads[index] if lead_m > APART * NOW_M]
        for lead_m in ahead:
            words = manoeuvre.instruction
            if lead_m == ahead[-1]:
                words = _with_next(route, travel, index, words)
            words = in_distance(say_distance(lead_m, route.units, route.language), words, route.language)
            yield manoeuvre.at_m - lead_m, manoeuvre.at_m, words
        if index == len(told) - 1:
            return  # that one is there is said on arrival
        near = min(leads[index], default=NOW_M)
        if near > APART * NOW_M:
            if manoeuvre.type != "arrive":
                continue
            near = NOW_M
        words = on_the_spot if ahead else _with_next(route, travel, index, on_the_spot)
        yield max(manoeuvre.at_m - near, starts[index]), manoeuvre.at_m, words


def _with_next(route: Route, travel: Travel, index: int, words: str) -> str:
    """Words for a manoeuvre, and for the one after it where that comes too soon to be told in good time."""
    told = route.told_ahead
    if index + 1 >= len(told):
        return words
    at_m, after = told[index].at_m if index >= 0 else 0.0, told[index + 1]
    way_m = after.at_m - at_m
    if way_m >= _good_time_m(travel, after.at_m):
        return words
    distance = say_distance(way_m, route.units, route.language) if way_m > APART * NOW_M else ""
    return linked(words, after.instruction, route.language, distance)


def _ahead_m(travel: Travel, at_m: float, seconds: float) -> float:
    """The way that the journey takes in the seconds before a place."""
    passed_s = travel.reached_s(at_m)
    return at_m - travel.along_at(passed_s - seconds) if math.isfinite(passed_s) else 0.0


def _good_time_m(travel: Travel, at_m: float) -> float:
    return max(_ahead_m(travel, at_m, LAST_S), LAST_M)


def lead_distances_m(travel: Travel, at_m: float, most_m: float) -> tuple[float, ...]:
    """How far before a manoeuvre it is told, metres, the farthest first.

    Valhalla's rule: 35 s ahead, and 10 s ahead but no nearer than 40 m, each as the way that the journey takes in
    that time, be its speed as it may; and at the place itself, where one is not past it before it is said. The
    early prompt is left out where it would come hard upon the next one, as at a walk (35 s are 49 m), or before
    `most_m`; the one in good time comes there at the latest, which is as soon as the manoeuvre before is passed.

    Args:
        travel: The journey.
        at_m: Where the manoeuvre is, metres along the route.
        most_m: The way there is, metres: from the manoeuvre before.
    """
    slow = _ahead_m(travel, at_m, SPOT_S) <= NOW_M + 1e-6
    leads = [NOW_M] if slow and most_m >= NOW_M else []
    in_time_m = min(_good_time_m(travel, at_m), most_m)
    if in_time_m > 0 and in_time_m >= APART * (leads[-1] if leads else 0.0):
        leads.append(in_time_m)
    early_m = _ahead_m(travel, at_m, EARLY_S)
    if leads and APART * leads[-1] <= early_m < most_m:
        leads.append(early_m)
    return tuple(reversed(leads))
