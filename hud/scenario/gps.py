"""What guidance makes of a place that is reported wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.guidance.travel import Travel, along_route
from hud.scenario.keyframes import eased

if TYPE_CHECKING:
    from hud.guidance import Route
    from hud.spans import Span, Spans

RAMP_S = 10.0
MAX_STEPS = 400
"""Places looked at in one fault, evenly spread."""
_AFTER_S = 1.0


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the reported place gets from the true one, and where to."""

    metres: float
    bearing_deg: float


def drift_share(span: Span[Drift], t_s: float) -> float:
    """How much of a drift there is at t, 0..1: it grows over a third of its time, `RAMP_S` at most, and goes so."""
    if not span.start_s <= t_s < span.end_s:
        return 0.0
    ramp = min(RAMP_S, (span.end_s - span.start_s) / 3)
    return eased(min((t_s - span.start_s) / ramp, (span.end_s - t_s) / ramp, 1.0), "smooth")


def drift_at(faults: Spans[Drift], t_s: float) -> tuple[float, float]:
    """How far off the reported place is at t, metres, and where to, radians from north to the east."""
    span = faults.at(t_s)
    if span is None:
        return 0.0, 0.0
    return span.item.metres * drift_share(span, t_s), math.radians(span.item.bearing_deg)


def reported_travel(route: Route, travel: Travel, faults: Spans[Drift], *, end_s: float) -> Travel:
    """The journey that the glasses are told of, along the route, where the place drifts.

    The body goes where it goes; each reported place, the true one and what it is off by, counts for the nearest one of
    the route about there. Guidance takes no step back.

    Args:
        route: The way.
        travel: The true journey.
        faults: When the place drifts, and how.
        end_s: The end of the scenario.

    Returns:
        A journey whose ``walk`` is the true one's.
    """
    times = [float(t) for t in travel.times_s]
    for span in faults:
        stop = min(span.end_s, end_s) + _AFTER_S
        count = max(2, min(MAX_STEPS, math.ceil((stop - span.start_s) / 0.5) + 1))
        times += [float(t) for t in np.linspace(span.start_s, stop, count)]
    times_s = np.array(sorted({t for t in times if t >= 0}), np.float64)
    along = np.interp(times_s, travel.times_s, travel.along_m)
    off = np.interp(times_s, travel.times_s, travel.off_m)
    drift = np.zeros((len(times_s), 2))
    for index, t_s in enumerate(times_s):
        metres, bearing = drift_at(faults, float(t_s))
        if metres:
            drift[index] = metres * math.sin(bearing), metres * math.cos(bearing)
            x, y = np.add(travel.walk.line.point_at(travel.walk.along_at(float(t_s))), drift[index])
            near = float(along[index])
            along[index], off[index] = route.line.nearest_between(x, y, near - metres, near + metres)
    pace = travel.to_go_m, travel.to_go_s
    return along_route(route, travel.walk, times_s, np.maximum.accumulate(along), off, pace=pace, drift_m=drift)
