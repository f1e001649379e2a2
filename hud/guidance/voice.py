"""What is said aloud of the way: the route's own voice instructions at their places, or ours where it has none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hud.guidance.spoken import NOW_M, say_distance
from hud.guidance.text import in_distance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.guidance.route import Route
    from hud.guidance.state import ManoeuvreState
    from hud.guidance.travel import Travel

# Valhalla's constants (midgard/constants.h): an early prompt 35 s ahead, the last 10 s ahead and never nearer than 40 m
EARLY_S, LAST_S, LAST_M = 35.0, 10.0, 40.0
APART = 1.5
"""A prompt nearer to the next one than this ratio of their distances says nothing new."""
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
        said.append(Prompt(travel.arrived_s, travel.arrived_s + 60.0, route.announced[-1].instruction))
    return tuple(sorted(said, key=lambda prompt: prompt.at_s))


def _own(route: Route, travel: Travel) -> Iterator[tuple[float, float, str]]:
    """As `Route.voice`, for a route that says nothing: early, in good time, and to a walker at the place itself."""
    told = list(route.announced[:-1])
    if route.departure is not None:
        yield 0.0, told[0].at_m if told else route.line.length_m, route.departure.instruction
        told.insert(0, route.departure)
    elif told:
        yield from _leads(route, travel, 0.0, told[0])
    for before, manoeuvre in pairwise(told):
        yield from _leads(route, travel, before.at_m, manoeuvre)


def lead_distances_m(travel: Travel, at_m: float, most_m: float) -> tuple[float, ...]:
    """How far before a manoeuvre it is told, metres, the farthest first.

    Valhalla's rule: 35 s ahead, and 10 s ahead but no nearer than 40 m, each as the way that the journey takes in
    that time, be its speed as it may; and at the place itself. The early prompt is left out where it would come
    hard upon the next one, as at a walk (35 s are 49 m), and any that would come before `most_m`.

    Args:
        travel: The journey.
        at_m: Where the manoeuvre is, metres along the route.
        most_m: The way there is, metres: from the manoeuvre before.
    """
    passed_s = travel.reached_s(at_m)
    leads = [NOW_M]
    for ahead_s, least_m in ((LAST_S, LAST_M), (EARLY_S, 0.0)):
        way_m = at_m - travel.along_at(passed_s - ahead_s) if math.isfinite(passed_s) else 0.0
        lead_m = max(way_m, least_m)
        if lead_m >= APART * leads[-1] and lead_m < most_m:
            leads.append(lead_m)
    return tuple(reversed(leads))


def _leads(
    route: Route, travel: Travel, from_m: float, manoeuvre: ManoeuvreState
) -> Iterator[tuple[float, float, str]]:
    at_m = manoeuvre.at_m
    for lead_m in lead_distances_m(travel, at_m, at_m - from_m):
        words = manoeuvre.instruction
        if lead_m > NOW_M:
            words = in_distance(say_distance(lead_m, route.units, route.language), words, route.language)
        yield max(at_m - lead_m, from_m), at_m, words
