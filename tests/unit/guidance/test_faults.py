"""Everything that is wrong with a route file is told at once, each at its place."""

import json
from itertools import combinations, product

import pytest

from hud.errors import FileError, Problems
from hud.guidance import check_track_file, load_route, read_route
from tests.helpers.routes import gpx, osrm, place, write
from tests.unit.test_geo import encode

CORNERS = [(0, 0), (0, 100), (60, 100), (60, 150), (200, 150), (200, 300)]
ROUTE = "routes[0]"


def without(key):
    return lambda holder: holder.pop(key)


def wrong(key, value):
    return lambda holder: holder.__setitem__(key, value)


# where in the route, what is done there, where it is told, what is said
FAULTS = [
    ((), wrong("distance", "x"), ".distance", "is text, not a number"),
    ((), wrong("duration", -1), ".duration", "is -1, less than 0"),
    *(
        (("legs", 0, "steps", k, *path), slip, f".legs[0].steps[{k}]{told}", said)
        for k, (path, slip, told, said) in product(
            (1, 2, 4),
            (
                ((), wrong("distance", []), ".distance", "is a list, not a number"),
                ((), wrong("geometry", "abc"), ".geometry", "cannot be decoded"),
                ((), wrong("name", 3), ".name", "is a number, not text"),
                ((), without("maneuver"), "", "has no 'maneuver'"),
                (("maneuver",), without("type"), ".maneuver", "has no 'type'"),
                (("maneuver",), wrong("location", [500, 0]), ".maneuver.location[0]", "is 500, more than 180"),
                (("maneuver",), wrong("bearing_after", True), ".maneuver.bearing_after", "is true or false, not"),
            ),
        )
    ),
]


def at(value, path):
    for part in path:
        value = value[part]
    return value


def told(tmp_path, document):
    with pytest.raises((FileError, Problems)) as caught:
        load_route(write(tmp_path / "r.json", json.dumps(document, indent=1)))
    return caught.value.errors if isinstance(caught.value, Problems) else (caught.value,)


def made():
    document = osrm(CORNERS)
    for step in document["routes"][0]["legs"][0]["steps"]:
        step["geometry"] = encode(step["geometry"]["coordinates"], 5)
    return document


def seeded(faults):
    document = made()
    # what is deepest first: what is around it may be taken out
    for path, slip, _, _ in sorted(faults, key=lambda fault: -len(fault[0])):
        slip(at(document["routes"][0], path))
    return document


@pytest.mark.parametrize("count", [1, 2])
def test_all_are_told_and_nothing_else(tmp_path, count):
    for faults in combinations(FAULTS, count):
        places = [told_at for _, _, told_at, _ in faults]
        if any(
            "maneuver'" in fault[3] and other is not fault and other[0][:4] == fault[0]
            for fault in faults
            for other in faults
        ):
            continue  # what is not there has no faults
        errors = told(tmp_path, seeded(faults))
        assert len(errors) == count, (places, [str(error) for error in errors])
        assert [error.line for error in errors] == sorted(error.line for error in errors)
        for _, _, told_at, said in faults:
            assert any(f"{ROUTE}{told_at} {said}" in error.message for error in errors), (told_at, errors)
        assert all(error.line and error.column and error.snippet for error in errors)


def test_all_of_many_are_told(tmp_path):
    faults = [fault for fault in FAULTS if "has no" not in fault[3]]
    assert len(told(tmp_path, seeded(faults))) == len(faults)


def test_every_point_of_a_gpx_file_that_is_wrong_is_told(tmp_path):
    text = gpx([(t, 0.0, 2.0 * t) for t in range(5)]).replace("<trkpt", "\n<trkpt")
    text = "\n\n" + text.replace('lat="0.0', 'lat="x', 1).replace("Z</time>", "Q</time>", 2)
    with pytest.raises(Problems) as caught:
        check_track_file(write(tmp_path / "walk.gpx", text))
    assert [(error.line, error.column) for error in caught.value.errors] == [(4, 1), (4, 1), (5, 1)]
    assert all(error.snippet.startswith("<trkpt") for error in caught.value.errors)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("notes.md", "# Notes\n\nTurn: left\n", "1:1: looks like Markdown; a route is OSRM"),
        ("r.json", "\n  turn left\n", "2:3: looks like plain text"),
        ("r.csv", "lat,lon\n47,9\n", "looks like a table (CSV)"),
        ("r.yaml", "# a way\nroute:\n  - 1\n", "looks like YAML"),
        ("r.txt", "_p~iF~ps|U_ulLnnqC_mqNvxq`@\n", "looks like an encoded polyline by itself; save the whole answer"),
        ("r.url", "https://router.project-osrm.org/\n", "is an address"),
        ("r.json", "\n" + "[" * 200_000, "2:101: is nested too deeply"),
        ("r.json", '{"routes":\n [{"distance": ' + "9" * 5000 + "}]}", "2:16: holds a number of thousands of digits"),
        ("r.json", '{"routes": [{"distance": 1' + "0" * 300 + "}]}", "is 1e+300, more than 1e+09"),
    ],
)
def test_what_is_no_route_is_told_by_its_looks_and_place(tmp_path, name, text, said):
    with pytest.raises((FileError, Problems)) as caught:
        load_route(write(tmp_path / name, text))
    assert said in str(caught.value)


MATCHED = [[(0, 0), (0, 100), (60, 100)], [(60, 112), (60, 300), (200, 300)], [(2000, 0), (2000, 150)]]


@pytest.mark.parametrize("precision", [5, 6])
@pytest.mark.parametrize("geometry", ["steps", "whole", "stepless"])
def test_matchings_that_follow_on_are_one_way(tmp_path, geometry, precision):
    matchings = []
    for corners in MATCHED:
        (matching,) = osrm(corners)["routes"]
        if geometry != "steps":
            matching["geometry"] = encode([place(*corner) for corner in corners], precision)
        for step in matching["legs"][0]["steps"]:
            line = step.pop("geometry")["coordinates"]
            if geometry == "steps":
                step["geometry"] = encode(line, precision)
        if geometry == "stepless":
            matching["legs"][0]["steps"] = []
        matchings.append(matching)
    path = write(tmp_path / "r.json", {"code": "Ok", "matchings": matchings})
    route, reading = read_route(path)
    assert route.line.length_m == pytest.approx(500, abs=2)
    assert [m.type for m in route.announced] == ["turn", "turn", "turn", "arrive"]
    assert "its matchings 1 and 2 of 3 are joined; between them are 12 m" in reading.remarks
    assert reading.dropped[0].startswith("1 other matching")
    chosen, _ = read_route(path, choose=1)
    assert chosen.line.length_m == pytest.approx(160, abs=1)
