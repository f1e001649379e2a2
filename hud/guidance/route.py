"""A route: a line on the ground, and what there is to do and to know along it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hud.guidance.arriving import on_arrival
from hud.guidance.rings import roundabouts_of
from hud.guidance.text import before_arrival

if TYPE_CHECKING:
    from hud.geo import Line, Roundabout
    from hud.guidance.state import ManoeuvreState


@dataclass(frozen=True, eq=False)
class Route:
    """A way from here to there. All distances along it are metres of `line`."""

    line: Line
    """The way on the plane that touches the Earth at `origin`."""
    origin: tuple[float, float]
    """Longitude and latitude of the line's first point, degrees."""
    manoeuvres: tuple[ManoeuvreState, ...]
    """All of them, also those not worth announcing; `at_m` never falls; the last is the arrival."""
    streets: tuple[tuple[float, str], ...]
    """From which distance one is on which street, rising; a name may be empty."""
    modes: tuple[tuple[float, str], ...]
    """From which distance one goes how (walking, ferry, ...), rising."""
    pace: tuple[tuple[float, float], ...]
    """Distance, and the seconds from there to the destination by the route's own reckoning; the last is 0 s.
    All zero where the file has no durations."""
    distance_m: float
    """What the file says; `line.length_m` differs from it by the rounding of both."""
    duration_s: float
    """What the file says; 0 where it says nothing."""
    language: str
    """Of the instructions, BCP 47; empty where the file does not say."""
    units: str
    """``metric``, ``imperial`` or ``british``: what distances are said in."""
    voice: tuple[tuple[float, float, str], ...] = ()
    """What the file wants said aloud: from which distance, of the manoeuvre at which distance, and the sentence; the
    first never falls. Empty where the file leaves it to others."""

    @cached_property
    def announced(self) -> tuple[ManoeuvreState, ...]:
        """The manoeuvres a wearer is told about, in order; the last is the arrival.

        Left out are departures, notifications, and a street that merely changes its name; but a change of
        how one goes (ferry, pushing the bicycle, stairs) is always told.
        """
        told = []
        mode = self.manoeuvres[0].mode
        for manoeuvre in self.manoeuvres:
            silent = manoeuvre.type == "notification" or (
                manoeuvre.type == "new name" and manoeuvre.modifier in ("", "straight")
            )
            if manoeuvre.type != "depart" and (not silent or manoeuvre.mode != mode):
                told.append(manoeuvre)
            mode = manoeuvre.mode
        return tuple(told)

    @cached_property
    def roundabouts(self) -> tuple[Roundabout, ...]:
        """The roundabouts it goes through, on the line's plane."""
        return roundabouts_of(self.line, self.manoeuvres)

    @cached_property
    def drives_left(self) -> bool:
        """Whether one drives on the left along most of it, by what the file says of its steps."""
        return sum(1 if told.driving_side == "left" else -1 for told in self.manoeuvres) > 0

    @property
    def departure(self) -> ManoeuvreState | None:
        """The first manoeuvre where it is a departure, else None."""
        return self.manoeuvres[0] if self.manoeuvres[0].type == "depart" else None

    @cached_property
    def told_ahead(self) -> tuple[ManoeuvreState, ...]:
        """`announced`, with each arrival as it is told before one is there."""
        return tuple(
            replace(told, instruction=before_arrival(told.instruction, self.language))
            if told.type == "arrive"
            else told
            for told in self.announced
        )

    @cached_property
    def arrival(self) -> ManoeuvreState:
        """The last of `announced`, as it is told once one is there."""
        last = self.announced[-1]
        return replace(last, instruction=on_arrival(last.instruction, self.language))

    def street_at(self, along_m: float) -> str:
        """The street at a distance along the route."""
        return _value_at(self._street_starts, self.streets, along_m)

    def mode_at(self, along_m: float) -> str:
        """How one goes at a distance along the route."""
        return _value_at(self._mode_starts, self.modes, along_m)

    def seconds_to_go(self, along_m: float) -> float:
        """Seconds from a distance along the route to its end, by the route's own reckoning."""
        return float(np.interp(along_m, *self._pace_table))

    @cached_property
    def _street_starts(self) -> list[float]:
        return [at for at, _ in self.streets]

    @cached_property
    def _mode_starts(self) -> list[float]:
        return [at for at, _ in self.modes]

    @cached_property
    def _pace_table(self) -> tuple[list[float], list[float]]:
        return [at for at, _ in self.pace], [seconds for _, seconds in self.pace]


def _value_at(starts: list[float], values: tuple[tuple[float, str], ...], along_m: float) -> str:
    return values[max(int(np.searchsorted(starts, along_m, "right")) - 1, 0)][1]
