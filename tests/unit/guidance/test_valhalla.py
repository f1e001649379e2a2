"""Valhalla's own route files."""

import contextlib
import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import FileError, HudError
from hud.guidance import Route, load_route
from tests.helpers.routes import place, write
from tests.unit.guidance.test_load import CHANGES, mutated, places_in
from tests.unit.test_geo import encode

CORNERS = [(0, 0), (0, 100), (60, 100), (60, 150)]


def manoeuvre(number, begin, end, km, **more):
    return {
        "type": number,
        "begin_shape_index": begin,
        "end_shape_index": end,
        "length": km,
        "time": km * 1000,
        "travel_mode": "pedestrian",
        **more,
    }


def valhalla(*, units="kilometers", scale=1.0):
    shape = encode([place(*corner) for corner in CORNERS], 6)
    ends = [dict(zip(("lon", "lat"), place(*corner), strict=True)) for corner in (CORNERS[0], CORNERS[-1])]
    steps = [
        manoeuvre(1, 0, 1, 0.1 * scale, instruction="Walk north on Mill Lane.", street_names=["Mill Lane", "B 1"]),
        manoeuvre(10, 1, 2, 0.06 * scale, street_names=["Quay Street"], bearing_before=0, bearing_after=90),
        manoeuvre(40, 2, 3, 0.05 * scale, instruction="Take the stairs."),
        manoeuvre(5, 3, 3, 0),
    ]
    summary = {"length": 0.21 * scale, "time": 210}
    leg = {"maneuvers": steps, "shape": shape, "summary": summary}
    return {
        "trip": {
            "locations": ends,
            "legs": [leg],
            "summary": summary,
            "status": 0,
            "status_message": "Found route between points",
            "units": units,
            "language": "en-GB",
        }
    }


def load(tmp_path, document):
    return load_route(write(tmp_path / "route.json", document))


def test_numbers_become_manoeuvres(tmp_path):
    route = load(tmp_path, valhalla())
    assert [(m.type, m.modifier, m.mode, m.street) for m in route.manoeuvres] == [
        ("depart", "", "walking", "Mill Lane"),
        ("turn", "right", "walking", "Quay Street"),
        ("turn", "straight", "stairs", ""),
        ("arrive", "right", "walking", ""),
    ]
    assert [m.at_m for m in route.manoeuvres] == pytest.approx([0, 100, 160, 210], abs=0.2)
    # the last turn has no bearings: the shape's own
    assert [m.angle_deg for m in route.manoeuvres] == pytest.approx([0, 90, -90, 0], abs=0.5)
    assert [m.instruction for m in route.manoeuvres] == [
        "Walk north on Mill Lane.",
        "Turn right onto Quay Street",
        "Take the stairs.",
        "You have arrived at your destination, on the right",
    ]
    assert (route.distance_m, route.duration_s, route.units, route.language) == (210, 210, "metric", "en-GB")


def test_miles_are_miles(tmp_path):
    route = load(tmp_path, valhalla(units="miles", scale=1 / 1.609344))
    assert route.units == "imperial"
    assert route.distance_m == pytest.approx(210)


def test_between_boarding_and_landing_lies_the_ferry(tmp_path):
    document = valhalla()
    steps = document["trip"]["legs"][0]["maneuvers"]
    steps[1]["type"], steps[2]["type"] = 28, 8
    assert [m.mode for m in load(tmp_path, document).manoeuvres[:3]] == ["walking", "ferry", "ferry"]
    steps[2]["type"] = 29
    assert [m.mode for m in load(tmp_path, document).manoeuvres[:3]] == ["walking", "ferry", "walking"]


def test_a_roundabout_turns_from_its_entry_to_its_exit(tmp_path):
    document = valhalla()
    steps = document["trip"]["legs"][0]["maneuvers"]
    steps[1] |= {"type": 26, "roundabout_exit_count": 2, "bearing_before": 0, "bearing_after": 45}
    steps[2] |= {"type": 27, "bearing_before": 315, "bearing_after": 10}
    entry = load(tmp_path, document).manoeuvres[1]
    assert (entry.type, entry.exit, entry.angle_deg) == ("roundabout", 2, 10)


def test_a_way_that_begins_with_stairs_begins(tmp_path):
    document = valhalla()
    document["trip"]["legs"][0]["maneuvers"][0]["type"] = 40
    first = load(tmp_path, document).manoeuvres[0]
    assert (first.type, first.mode) == ("depart", "stairs")


@pytest.mark.parametrize(
    ("path", "change", "said"),
    [
        (("trip", "legs", 0, "shape"), "\x7f", "cannot be decoded"),
        (("trip", "legs", 0, "maneuvers"), [], "has no manoeuvres"),
        (("trip", "legs"), [], "holds no route"),
        (("trip", "legs", 0, "maneuvers", 1, "end_shape_index"), 9, "within the shape of 4 points"),
        (("trip", "legs", 0, "maneuvers", 1, "begin_shape_index"), 3, "ends before it begins"),
        (("trip", "status"), 442, "Found route between points"),
        (("trip", "locations", 0, "lat"), "north", "text, not a number"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, path, change, said):
    with pytest.raises(FileError, match=said):
        load(tmp_path, mutated(valhalla(), path, change))


SOUND = valhalla()
PLACES = [path for path in places_in(SOUND) if path]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(PLACES), CHANGES), min_size=1, max_size=3))
def test_any_change_leads_to_a_route_or_a_clear_error(tmp_path, changes):
    document = copy.deepcopy(SOUND)
    for path, change in changes:
        try:
            document = mutated(document, path, change)
        except (KeyError, IndexError, TypeError):
            continue
    with contextlib.suppress(HudError):
        assert isinstance(load(tmp_path, document), Route)


def test_what_it_has_said_aloud_is_said_at_its_places(tmp_path):
    document = valhalla()
    first, turn, _, last = document["trip"]["legs"][0]["maneuvers"]
    first |= {
        "verbal_pre_transition_instruction": "Walk north on Mill Lane.",
        "verbal_post_transition_instruction": "Continue for 100 meters.",
    }
    turn |= {
        "verbal_transition_alert_instruction": "Turn right onto Quay Street.",
        "verbal_pre_transition_instruction": "Turn right onto Quay Street. Then Take the stairs.",
    }
    last["verbal_pre_transition_instruction"] = "You are there."
    first["time"] = 50  # 2 m/s
    route = load(tmp_path, document)
    assert [(round(at), text) for at, _, text in route.voice] == [
        (0, "Walk north on Mill Lane."),
        (30, "In 70 m, turn right onto Quay Street."),
        (60, "Turn right onto Quay Street. Then Take the stairs."),
        (205, "You are there."),
    ]
    # a reader of another language gets our sentences
    assert load_route(write(tmp_path / "route.json", document), language="sv").voice == ()
    first["time"] = 100  # at 1 m/s 35 s come hard upon the last 40 m
    assert [(round(at), text) for at, _, text in load(tmp_path, document).voice][1:3] == [
        (15, "Continue for 100 meters."),
        (60, "Turn right onto Quay Street. Then Take the stairs."),
    ]
