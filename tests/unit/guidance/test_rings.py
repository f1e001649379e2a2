"""Where a route's roundabouts lie, from what its line does there."""

import itertools
import json
import math

import numpy as np
import pytest

from hud.guidance import load_route
from tests.helpers.routes import place


def ring(centre, radius, from_deg, gone_deg, clockwise, count):
    """Places on a circle, from one compass bearing on."""
    way = 1 if clockwise else -1
    bearings = [math.radians(from_deg + way * gone_deg * k / count) for k in range(count + 1)]
    return [(centre[0] + radius * math.sin(b), centre[1] + radius * math.cos(b)) for b in bearings]


def route(tmp_path, before, points, after, kind="roundabout", leaves=None, side="right", **manoeuvre):
    """An OSRM answer: a way in, the way round, a way out; a step of its own for leaving where ``leaves`` says so."""

    def step(line, **manoeuvre):
        return {
            "name": "",
            "mode": "driving",
            "distance": sum(math.dist(a, b) for a, b in itertools.pairwise(line)),
            "duration": 10,
            "driving_side": side,
            "geometry": {"type": "LineString", "coordinates": [place(*p) for p in line]},
            "maneuver": {"location": place(*line[0]), "bearing_before": 0, "bearing_after": 0} | manoeuvre,
            "intersections": [],
        }

    steps = [step([*before, points[0]], type="depart")] if before else []
    if leaves:
        steps.append(step(points, type=kind if before else "depart", **manoeuvre))
        steps.append(step([points[-1], *after], type=leaves))
    else:
        steps.append(step([*points, *after], type=kind, **manoeuvre))
    steps.append(step([after[-1], after[-1]], type="arrive"))
    lines = [place(*p) for p in [*before, *points, *after]]
    answer = {"code": "Ok", "routes": [{"legs": [{"steps": steps, "distance": 1, "duration": 1}]}]}
    answer["routes"][0] |= {"distance": 1, "duration": 1, "geometry": {"type": "LineString", "coordinates": lines}}
    path = tmp_path / "route.json"
    path.write_text(json.dumps(answer))
    return load_route(path)


CASES = {
    "straight on, on the right": (False, 180, 14, 8),
    "the first exit": (False, 80, 14, 5),
    "three quarters": (False, 270, 25, 12),
    "on the left": (True, 180, 14, 8),
    "back the way one came": (True, 330, 9, 16),
}


@pytest.mark.parametrize("leaves", [None, "exit roundabout"])
@pytest.mark.parametrize(("clockwise", "gone", "radius", "count"), CASES.values(), ids=CASES)
def test_the_circle_is_found_in_the_line(tmp_path, clockwise, gone, radius, count, leaves):
    centre = (0.0, 100.0 + radius)
    points = ring(centre, radius, 180, gone, clockwise, count)
    out = points[-1][0] - centre[0], points[-1][1] - centre[1]
    after = [(points[-1][0] + out[0] / radius * far, points[-1][1] + out[1] / radius * far) for far in (30, 90)]
    # the file says on which side one drives; the line knows better
    found = route(tmp_path, [(0, 0), (0, 60)], points, after, leaves=leaves, exit=2, modifier="straight").roundabouts
    (one,) = found
    # the line's first point is the plane's own
    assert one.centre_m == pytest.approx(centre, abs=0.3)
    assert one.radius_m == pytest.approx(radius, abs=0.3)
    assert one.clockwise is clockwise
    assert one.entry_deg == pytest.approx(180, abs=2)
    assert (one.exit_deg - (180 + (gone if clockwise else -gone)) + 180) % 360 - 180 == pytest.approx(0, abs=3)
    assert one.passed == 1


def test_a_route_may_begin_on_one_and_one_may_be_driven_over(tmp_path):
    points = ring((0, 0), 20, 180, 150, False, 9)
    (one,) = route(tmp_path, [], points, [(60, 20), (120, 20)], leaves="exit roundabout").roundabouts
    assert one.radius_m == pytest.approx(20, abs=0.3)
    (two,) = route(tmp_path, [(0, 0), (0, 50)], [(0, 80)], [(40, 80), (90, 80)], modifier="right", exit=1).roundabouts
    assert two.radius_m == 0.0
    assert two.centre_m == pytest.approx((0, 80), abs=0.1)


def test_other_routes_have_none(tmp_path):
    line = route(tmp_path, [(0, 0)], [(0, 50)], [(40, 50), (90, 50)], kind="turn", modifier="right")
    assert line.roundabouts == ()
    assert np.isfinite(line.line.xy_m).all()
