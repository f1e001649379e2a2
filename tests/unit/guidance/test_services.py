"""Routes of GraphHopper and openrouteservice."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import FileError, HudError
from hud.guidance import Route, read_route
from tests.helpers.routes import write
from tests.helpers.services import ENTRY, POINTS, TURN, graphhopper, length, openroute
from tests.unit.guidance.test_load import CHANGES, mutated, places_in


def read(tmp_path, document, **wishes):
    return read_route(write(tmp_path / "answer.txt", document), **wishes)


@pytest.mark.parametrize(
    ("options", "geometry", "heights"),
    [
        ({}, "polyline5", False),
        ({"heights": True}, "polyline5", True),
        ({"multiplier": 1e6}, "polyline6", False),
        ({"multiplier": 1e6, "heights": True}, "polyline6", True),
        ({"encode_points": False}, "GeoJSON", False),
        ({"encode_points": False, "heights": True}, "GeoJSON", True),
    ],
)
def test_a_graphhopper_path_in_every_encoding(tmp_path, options, geometry, heights):
    route, reading = read(tmp_path, graphhopper(**options))
    assert (reading.format, reading.geometry, "heights" in reading.dropped) == ("GraphHopper JSON", geometry, heights)
    assert route.line.length_m == pytest.approx(length(0, len(POINTS) - 1), abs=3)
    assert [(m.type, m.modifier, m.street, m.exit) for m in route.manoeuvres] == [
        ("depart", "", "Mill Lane", None),
        ("turn", "right", "Quay Street", None),
        ("arrive", "", "Quay Street", None),
        ("depart", "", "Quay Street", None),
        ("roundabout", "straight", "Harbor Road", 2),
        ("turn", "left", "B 7", None),
        ("arrive", "", "B 7", None),
    ]
    at = [length(0, k) for k in (0, 2, 3, 3, ENTRY, TURN, len(POINTS) - 1)]
    assert [m.at_m for m in route.manoeuvres] == pytest.approx(at, abs=3)
    assert route.manoeuvres[1].instruction == "Turn right onto Quay Street"
    assert [m.angle_deg for m in route.manoeuvres] == pytest.approx([0, 90, 0, 0, 2.4, -90, 0], abs=2)
    assert [mode for _, mode in route.modes] == ["cycling"]
    assert (route.language, route.units) == ("en", "metric")
    assert route.seconds_to_go(0) == pytest.approx(length(0, len(POINTS) - 1) / 5, abs=0.1)


def test_an_old_answer_does_not_say_its_encoding_and_is_told_by_its_data(tmp_path):
    document = graphhopper(heights=True)
    for key in ("points_encoded", "bbox"):
        del document["paths"][0][key]
    route, reading = read(tmp_path, document)
    assert "heights" in reading.dropped
    assert route.line.length_m == pytest.approx(length(0, len(POINTS) - 1), abs=3)


@pytest.mark.parametrize(
    ("sign", "kind", "modifier"),
    [
        (-98, "turn", "uturn"),
        (-8, "turn", "uturn"),
        (8, "turn", "uturn"),
        (-7, "fork", "slight left"),
        (7, "fork", "slight right"),
        (-3, "turn", "sharp left"),
        (-1, "turn", "slight left"),
        (1, "turn", "slight right"),
        (3, "turn", "sharp right"),
        (0, "new name", "straight"),
        (-6, "exit roundabout", "straight"),
        (4711, "notification", "straight"),
    ],
)
def test_graphhoppers_signs(tmp_path, sign, kind, modifier):
    document = graphhopper()
    document["paths"][0]["instructions"][1]["sign"] = sign
    turn = read(tmp_path, document)[0].manoeuvres[1]
    assert (turn.type, turn.modifier) == (kind, modifier)
    assert turn.driving_side == ("left" if sign == 8 else "right")


@pytest.mark.parametrize(
    ("angle", "degrees", "side"), [(-1.571, 90, "right"), (1.571, -90, "left"), (-4.7, -89, "right")]
)
def test_a_roundabouts_angle_is_counted_round_the_ring(tmp_path, angle, degrees, side):
    document = graphhopper()
    document["paths"][0]["instructions"][4]["turn_angle"] = angle
    entry = read(tmp_path, document)[0].manoeuvres[4]
    assert (round(entry.angle_deg), entry.driving_side) == (degrees, side)


@pytest.mark.parametrize("angle", [None, "NaN"])
def test_a_roundabout_without_an_angle_goes_as_its_line_does(tmp_path, angle):
    document = graphhopper()
    document["paths"][0]["instructions"][4]["turn_angle"] = angle
    entry = read(tmp_path, document)[0].manoeuvres[4]
    assert abs(entry.angle_deg) < 25
    assert entry.driving_side == "right"


def test_words_in_another_language_make_way_for_ours(tmp_path):
    route, _ = read(tmp_path, graphhopper(), language="de-AT")
    assert [m.instruction for m in route.manoeuvres[1:5]] == [
        "Rechts abbiegen auf Quay Street",
        "Sie haben Ihr erste Ziel erreicht",
        "Fahren Sie Richtung Osten auf Quay Street",
        "Im Kreisverkehr die zweite Ausfahrt nehmen auf Harbor Road",
    ]
    assert read(tmp_path, graphhopper(), language="en-GB")[0].manoeuvres[1].instruction == "Turn right onto Quay Street"


def test_an_answer_without_instructions_has_the_turns_of_its_line(tmp_path):
    document = graphhopper()
    del document["paths"][0]["instructions"]
    route, reading = read(tmp_path, document, mode="walking")
    assert reading.derived
    told = [(m.type, m.modifier) for m in route.announced]
    assert (told[0], told[-2:]) == (("turn", "right"), [("turn", "left"), ("arrive", "")])
    assert {mode for _, mode in route.modes} == {"walking"}


@pytest.mark.parametrize("heights", [False, True])
@pytest.mark.parametrize("geojson", [False, True])
@pytest.mark.parametrize("units", ["m", "km", "mi"])
def test_an_openrouteservice_answer_in_every_form(tmp_path, geojson, heights, units):
    route, reading = read(tmp_path, openroute(geojson=geojson, heights=heights, units=units))
    assert reading.format == f"openrouteservice {'GeoJSON' if geojson else 'JSON'}"
    assert ("heights" in reading.dropped) == heights
    assert route.distance_m == pytest.approx(length(0, len(POINTS) - 1))
    assert route.units == ("imperial" if units == "mi" else "metric")
    assert route.language == "en"
    assert [(m.type, m.modifier, m.street, m.exit) for m in route.manoeuvres] == [
        ("depart", "", "Mill Lane", None),
        ("turn", "right", "Quay Street", None),
        ("arrive", "", "Quay Street", None),
        ("depart", "", "Quay Street", None),
        ("roundabout", "straight", "Harbor Road", 2),
        ("turn", "left", "", None),
        ("arrive", "", "", None),
    ]
    assert route.manoeuvres[1].instruction == "Turn right onto Quay Street"
    assert [m.angle_deg for m in route.manoeuvres] == pytest.approx([0, 90, 0, 0, 0, -90, 0], abs=20)
    assert [mode for _, mode in route.modes] == ["cycling"]


def test_miles_are_told_by_the_line_where_the_question_is_not_repeated(tmp_path):
    route, _ = read(tmp_path, openroute(units="mi", query=False))
    assert route.distance_m == pytest.approx(length(0, len(POINTS) - 1))


@pytest.mark.parametrize(
    ("profile", "mode"),
    [
        ("driving-car", "driving"),
        ("driving-hgv", "driving"),
        ("cycling-electric", "cycling"),
        ("foot-hiking", "walking"),
    ],
)
def test_the_profile_says_how_one_goes(tmp_path, profile, mode):
    assert read(tmp_path, openroute(profile=profile))[0].mode_at(0) == mode


def test_a_round_trip_may_count_one_point_too_many(tmp_path):
    document = openroute()
    document["routes"][0]["segments"][1]["steps"][-1]["way_points"] = [len(POINTS), len(POINTS)]
    route, _ = read(tmp_path, document)
    assert route.manoeuvres[-1].at_m == route.line.length_m


@pytest.mark.parametrize(
    ("number", "kind", "modifier"),
    [
        (2, "turn", "sharp left"),
        (4, "turn", "slight left"),
        (6, "new name", "straight"),
        (9, "turn", "uturn"),
        (12, "fork", "slight left"),
        (13, "fork", "slight right"),
        (99, "notification", "straight"),
    ],
)
def test_openrouteservices_types(tmp_path, number, kind, modifier):
    document = openroute()
    document["routes"][0]["segments"][0]["steps"][1]["type"] = number
    turn = read(tmp_path, document)[0].manoeuvres[1]
    assert (turn.type, turn.modifier) == (kind, modifier)


STEPS = ("paths", 0, "instructions")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"message": "Cannot find point 0: 1,2", "hints": []}, "answered 'Cannot find point 0: 1,2'"),
        ({"paths": [], "hints": []}, "empty list of paths"),
        (
            {"error": {"code": 2010, "message": "Could not find routable point"}, "info": {}},
            "answered error 2010, 'Could not find routable point'",
        ),
        ({"error": "Access to this API has been disallowed"}, "answered 'Access to this API has been disallowed'"),
        (mutated(graphhopper(), ("paths", 0, "points"), None), "has no 'points'"),
        (mutated(graphhopper(), ("paths", 0, "points"), "\x7f"), "cannot be decoded"),
        (
            mutated(graphhopper(), ("paths", 0, "instructions", 1, "interval"), [99, 100]),
            "begins at point 99 of a line of",
        ),
        (mutated(graphhopper(), (*STEPS, 2, "interval"), [1, 1]), "begins before the step"),
        (
            mutated(graphhopper(), ("paths", 0, "instructions", 6, "sign"), 2),
            "is the last instruction and not the finish",
        ),
        (mutated(openroute(), ("routes", 0, "geometry"), ""), "has no 'geometry'"),
        (mutated(openroute(), ("routes", 0, "segments", 1, "steps", 3, "type"), 1), "not an arrival"),
        ({"routes": [{"overview_polyline": {}}], "status": "OK"}, "Google's answer"),
        ({"routes": [{"sections": []}]}, "HERE's answer"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, document, said):
    with pytest.raises(FileError, match=said) as caught:
        read(tmp_path, document)
    assert "\n" not in str(caught.value)


SOUND = [
    graphhopper(heights=True),
    graphhopper(encode_points=False),
    openroute(),
    openroute(geojson=True, heights=True),
]
PLACES = [[path for path in places_in(document) if path] for document in SOUND]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.data())
def test_any_change_leads_to_a_route_or_a_clear_error(tmp_path, data):
    which = data.draw(st.integers(0, len(SOUND) - 1))
    document = SOUND[which]
    for path, change in data.draw(st.lists(st.tuples(st.sampled_from(PLACES[which]), CHANGES), min_size=1, max_size=3)):
        with contextlib.suppress(KeyError, IndexError, TypeError):
            document = mutated(document, path, change)
    with contextlib.suppress(HudError):
        route, _ = read(tmp_path, document)
        assert isinstance(route, Route)
        at = [m.at_m for m in route.manoeuvres]
        assert at == sorted(at)


def test_the_ring_is_where_it_is_drawn():
    """The fixtures' own figures."""
    assert length(0, ENTRY) == 280
    assert POINTS[TURN] == (280, 126)
