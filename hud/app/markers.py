"""Moments of a scenario worth finding on the seek bar. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from hud.scenario import Scenario

MAX_MARKERS = 400
"""More than a bar has room for say nothing any more."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A moment."""

    t_s: float
    kind: Literal["manoeuvre", "notice", "caption"]
    label: str


def markers(scenario: Scenario) -> tuple[Marker, ...]:
    """Where manoeuvres happen and where notices and captions begin, in order of time."""
    found = [*_manoeuvres(scenario), *_notices(scenario), *_captions(scenario)]
    found = sorted((m for m in found if 0 <= m.t_s <= scenario.duration_s), key=lambda m: m.t_s)
    every = -(-len(found) // MAX_MARKERS) or 1
    return tuple(found[::every])


def _manoeuvres(scenario: Scenario) -> list[Marker]:
    return [
        Marker(float(passed_s), "manoeuvre", m.instruction)
        for start_s, end_s, route, travel in scenario.legs
        for m, passed_s in zip(route.announced, travel.passed_s, strict=True)
        if start_s <= passed_s < end_s
    ]


def _notices(scenario: Scenario) -> list[Marker]:
    return [
        Marker(span.start_s, "notice", f"{span.item.title}: {span.item.body}".rstrip(": ")) for span in scenario.notices
    ]


def _captions(scenario: Scenario) -> list[Marker]:
    track = scenario.captions
    if track is None:
        return []
    return [Marker(cue.start_s, "caption", " ".join(cue.text.split())) for cue in track.source]
