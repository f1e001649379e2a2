"""Routes from GPX and GeoJSON, and the turns that the shape of a line has."""

import contextlib
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import FileError, HudError
from hud.guidance import Route, load_travel, read_route
from hud.guidance.shape import Shape, modifier_of
from tests.helpers.routes import gpx, place, write
from tests.unit.guidance.test_load import CHANGES, mutated, places_in
from tests.unit.test_geo import encode

CORNERS = [(0, 0), (0, 100), (60, 100), (60, 150)]
TURNS = [("depart", ""), ("turn", "right"), ("turn", "left"), ("arrive", "")]


def read(tmp_path, document, **wishes):
    return read_route(write(tmp_path / "line.txt", document), **wishes)


def line(points, kind="LineString"):
    return {"type": kind, "coordinates": [place(*point) for point in points]}


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties or None, "geometry": geometry}


def collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


POINT = {"type": "Point", "coordinates": [0, 0]}


PARTS = {"type": "MultiLineString", "coordinates": [line(part)["coordinates"] for part in (CORNERS[:2], CORNERS[1:])]}
OTHER = feature(line([(0, 500), (9, 500)]))


@pytest.mark.parametrize(
    ("document", "dropped"),
    [
        (line(CORNERS), []),
        (feature(line(CORNERS)), []),
        (collection(feature(POINT), feature(line(CORNERS), name="Home")), ["1 point"]),
        ({"type": "GeometryCollection", "geometries": [line(CORNERS), POINT]}, ["1 point"]),
        (
            {
                "type": "MultiLineString",
                "coordinates": [line(CORNERS[:2])["coordinates"], line(CORNERS[1:])["coordinates"]],
            },
            [],
        ),
        (collection(feature(line(CORNERS[:3])), feature(line(CORNERS[2:]))), []),
        (
            collection(feature(line([(0, 500), (9, 500)])), feature(line(CORNERS))),
            ["1 other line (the longest is taken)"],
        ),
        ({"type": "LineString", "coordinates": [[*place(*p), 300] for p in CORNERS]}, ["heights"]),
    ],
)
def test_a_geojson_line_is_a_route_with_the_turns_of_its_shape(tmp_path, document, dropped):
    route, reading = read(tmp_path, document)
    assert [(m.type, m.modifier) for m in route.manoeuvres] == TURNS
    assert [m.at_m for m in route.manoeuvres] == pytest.approx([0, 100, 160, 210], abs=0.1)
    assert [m.angle_deg for m in route.manoeuvres] == pytest.approx([0, 90, -90, 0], abs=0.1)
    assert [m.instruction for m in route.manoeuvres[:2]] == ["Head north", "Turn right"]
    assert (reading.format, reading.derived, reading.dropped) == ("GeoJSON", True, dropped)


def test_a_line_in_a_wished_language_and_by_wished_means(tmp_path):
    route, _ = read(tmp_path, line(CORNERS), language="en-GB", mode="driving")
    assert (route.language, route.units, route.mode_at(0)) == ("en-GB", "british", "driving")


@pytest.mark.parametrize("lon", [179.9995, 180.0])
def test_the_date_line_is_crossed_the_short_way(tmp_path, lon):
    there = [[lon, 0], [lon + 0.001, 0], [lon + 0.001, 0.001]]
    wrapped = [[x - 360 if x > 180 else x, y] for x, y in there]
    for points in (there, wrapped):
        route, _ = read(tmp_path, {"type": "LineString", "coordinates": points})
        assert route.line.length_m == pytest.approx(222.4, abs=0.5)
    parts = {"type": "MultiLineString", "coordinates": [[[179.999, 0], [180, 0]], [[-180, 0], [-179.999, 0]]]}
    assert read(tmp_path, parts)[0].line.length_m == pytest.approx(222.4, abs=0.5)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (collection(), "GeoJSON without a line"),
        (collection(feature(POINT), feature(None)), "without a line, only point"),
        ({"type": "Polygon", "coordinates": []}, "without a line, only polygon"),
        ({"type": "LineString", "coordinates": []}, "without a line"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "two different points"),
        ({"type": "LineString", "coordinates": [[1, 2], [1, 2]]}, "two different points"),
        (
            {"type": "LineString", "coordinates": [[47.1, 120], [47.2, 120]]},
            "the wrong way round; GeoJSON has the longitude",
        ),
        ({"type": "LineString", "coordinates": [[400, 1], [400, 2]]}, "not on the Earth"),
        ({"type": "LineString", "coordinates": [["a", 2], [1, 2]]}, r"coordinates\[0\]\[0\] is text, not a number"),
        ({"type": "LineString", "coordinates": [[1], [1, 2]]}, r"coordinates\[0\] is not a longitude"),
        ({"type": "LineString", "coordinates": 5}, "is a number, not a list"),
        ({"type": "Feature", "geometry": {"type": "Circle"}}, "'Circle', which GeoJSON does not have"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(tmp_path, document, said):
    with pytest.raises(FileError, match=said) as caught:
        read(tmp_path, document)
    assert "\n" not in str(caught.value)


def rte(points, *, trk=""):
    """A planned route of (x, y, inner XML)."""
    inner = "".join(
        f'<rtept lon="{place(x, y)[0]:.9f}" lat="{place(x, y)[1]:.9f}">{xml}</rtept>' for x, y, xml in points
    )
    return f'<gpx xmlns:gh="u"><metadata><name>To the quay</name></metadata><rte>{inner}</rte>{trk}</gpx>'


def extended(desc, **more):
    inner = "".join(f"<gh:{key.replace('_', '-')}>{value}</gh:{key.replace('_', '-')}>" for key, value in more.items())
    return f"<desc>{desc}</desc><extensions>{inner}</extensions>"


def test_a_planned_route_in_graphhoppers_words(tmp_path):
    words = [
        extended("Continue onto Mill Lane", distance=100, time=50000, sign=0),
        extended("Turn right onto Quay Street", distance=60, time=30000, sign=2),
        extended("Keep left", distance=50, time=25000, sign=-7),
        extended("Arrive at destination", sign=4),
    ]
    points = [(x, y, xml) for (x, y), xml in zip(CORNERS, words, strict=True)]
    route, reading = read(tmp_path, rte(points))
    assert (reading.format, reading.title, reading.derived) == ("GPX route", "To the quay", False)
    assert [(m.type, m.modifier) for m in route.manoeuvres] == [
        ("depart", ""),
        ("turn", "right"),
        ("fork", "slight left"),
        ("arrive", ""),
    ]
    assert [m.instruction for m in route.manoeuvres] == [
        "Continue onto Mill Lane",
        "Turn right onto Quay Street",
        "Keep left",
        "Arrive at destination",
    ]
    assert route.duration_s == 105


def test_a_route_of_named_places_turns_as_it_lies(tmp_path):
    route, _ = read(tmp_path, rte([(*corner, f"<name>Place {k}</name>") for k, corner in enumerate(CORNERS)]))
    assert [(m.type, m.modifier, m.instruction) for m in route.manoeuvres[1:3]] == [
        ("turn", "right", "Place 1"),
        ("turn", "left", "Place 2"),
    ]


def test_openrouteservice_repeats_a_step_at_each_of_its_points(tmp_path):
    step = ["<name>A</name>" + extended("Head north", step=0, type=11, duration=50)] * 2
    step += ["<name>B</name>" + extended("Turn right onto B", step=1, type=1, duration=20)] * 2
    points = [(*at, xml) for at, xml in zip([(0, 0), (0, 50), (0, 100), (60, 100)], step, strict=True)]
    points.append((90, 100, "<name>-</name>" + extended("Arrive", step=2, type=10, duration=0)))
    route, _ = read(tmp_path, rte(points))
    assert [(m.type, m.modifier, m.street, round(m.at_m)) for m in route.manoeuvres] == [
        ("depart", "", "A", 0),
        ("turn", "right", "B", 100),
        ("arrive", "", "", 190),
    ]
    assert route.duration_s == 70


@pytest.mark.parametrize(
    ("turn", "expected"), [("RNDB3", ("roundabout", 3)), ("TSHL", ("turn", None)), ("KR", ("fork", None))]
)
def test_osmands_codes(tmp_path, turn, expected):
    words = ["<desc>go</desc>", extended("do it", turn=turn), "", "<desc>there</desc>"]
    route, _ = read(tmp_path, rte([(*at, xml) for at, xml in zip(CORNERS, words, strict=True)]))
    assert (route.manoeuvres[1].type, route.manoeuvres[1].exit) == expected


def test_the_track_of_the_same_file_is_the_routes_line(tmp_path):
    track = gpx([(t, 0, t) for t in range(0, 101, 10)] + [(100 + t, t, 100) for t in range(10, 61, 10)])
    words = [(0, 0, "<desc>North</desc>"), (0, 100, "<desc>Right</desc>"), (60, 100, "<desc>There</desc>")]
    trk = track[track.index("<trk>") : track.index("</gpx>")]
    path = write(tmp_path / "both.gpx", rte(words, trk=trk))
    route, reading = read_route(path)
    assert "its line is the track of the same file" in reading.remarks
    assert len(route.line.xy_m) > 10
    assert [round(m.at_m) for m in route.manoeuvres] == [0, 100, 160]
    assert load_travel(path, route).arrived_s == pytest.approx(155, abs=6)


def test_a_recorded_track_is_a_route_of_its_own(tmp_path):
    rng = np.random.default_rng(1)
    way = [(0, y) for y in range(0, 101, 2)] + [(x, 100) for x in range(2, 101, 2)]
    noisy = [(t, x + rng.normal(0, 1.5), y + rng.normal(0, 1.5)) for t, (x, y) in enumerate(way)]
    path = write(tmp_path / "t.gpx", gpx(noisy))
    route, reading = read_route(path)
    assert reading.derived
    assert [(m.type, m.modifier) for m in route.manoeuvres] == [("depart", ""), ("turn", "right"), ("arrive", "")]
    assert route.mode_at(0) == "walking"
    assert load_travel(path, route).off_m.max() < 1


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("<gpx><wpt lat='1' lon='2'/></gpx>", "no track and no route"),
        ("<gpx><rte><rtept lat='120' lon='47'/></rte></gpx>", "lat and lon are the wrong way round"),
        ("<gpx><rte>\n<rtept lat='1'/></rte></gpx>", "2:1: route point 1 has no lon"),
        (
            "<gpx><trk><trkseg><trkpt lat='1' lon='1'><time>noon</time></trkpt></trkseg></trk></gpx>",
            "'noon' is not a time",
        ),
        ("<!DOCTYPE g [<!ENTITY a 'b'>]><gpx>&a;</gpx>", "has a document type of its own"),
        ("<gpx>" + "<a>" * 500, "nested too deeply"),
        ("<kml/>", "is KML, which is not"),
        ("<gpx><trk>\n", "2:1: cannot be read as GPX: no element found"),
        ("$GPGGA,1,2*33\n", "NMEA"),
        ("PK\x03\x04\x00\x00", "binary file"),
    ],
)
def test_what_is_wrong_with_an_xml_file_is_said(tmp_path, document, said):
    with pytest.raises(FileError, match=said) as caught:
        read(tmp_path, document)
    assert "\n" not in str(caught.value)


def test_a_file_beyond_all_journeys_is_refused_unread(tmp_path):
    path = tmp_path / "giant.json"
    with path.open("wb") as file:
        file.truncate(100 * 2**20)
    with pytest.raises(FileError, match="is 100 MB, more than 8 MB"):
        read_route(path)


@pytest.mark.parametrize(
    ("angle", "modifier"),
    [(5, "straight"), (-30, "slight left"), (90, "right"), (-130, "sharp left"), (175, "uturn"), (-180, "uturn")],
)
def test_an_angle_has_a_word(angle, modifier):
    assert modifier_of(angle) == modifier


def test_a_bend_is_no_turn_and_two_kerbs_are_one():
    lon_lat = np.array([place(*p) for p in [(0, 0), (0, 100), (4, 104), (100, 104), (200, 110), (300, 104)]])
    turns = Shape(lon_lat).turns(3.0)
    assert [round(turn.angle_deg, -1) for turn in turns] == [90]


SOUND = collection(feature(line(CORNERS), name="Home"), feature(POINT))
PLACES = [path for path in places_in(SOUND) if path]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(st.lists(st.tuples(st.sampled_from(PLACES), CHANGES), min_size=1, max_size=3))
def test_any_change_to_geojson_leads_to_a_route_or_a_clear_error(tmp_path, changes):
    document = SOUND
    for path, change in changes:
        with contextlib.suppress(KeyError, IndexError, TypeError):
            document = mutated(document, path, change)
    with contextlib.suppress(HudError):
        assert isinstance(read(tmp_path, json.dumps(document))[0], Route)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(st.data())
def test_any_change_to_gpx_leads_to_a_route_or_a_clear_error(tmp_path, data):
    text = rte([(*corner, extended("Turn right", sign=2, time=1000, exit_number=2)) for corner in CORNERS])
    position = data.draw(st.integers(0, len(text) - 1))
    junk = data.draw(
        st.sampled_from(["", "<", ">", "9", "-", "nan", "&", "Z", '"', "é", "<!--", "]]>", "\x01", "1e999"])
    )
    text = text[:position] + junk + text[position + data.draw(st.integers(0, 9)) :]
    with contextlib.suppress(HudError):
        assert isinstance(read(tmp_path, text)[0], Route)


def stepless(precision=None, **more):
    points = [place(*corner) for corner in CORNERS]
    line_ = {"type": "LineString", "coordinates": points} if precision is None else encode(points, precision)
    return {
        "code": "Ok",
        "routes": [{"legs": [{"steps": []}], "geometry": line_, "distance": 210, "duration": 150}],
        **more,
    }


@pytest.mark.parametrize("precision", [None, 5, 6])
@pytest.mark.parametrize("waypoints", [[], [{"location": place(0, 0)}, {"location": place(60, 150)}]])
def test_a_lone_line_of_osrm_tells_its_precision_and_its_turns(tmp_path, precision, waypoints):
    route, reading = read(tmp_path, stepless(precision, waypoints=waypoints))
    assert reading.geometry == ("GeoJSON" if precision is None else f"polyline{precision}")
    assert [(m.type, m.modifier) for m in route.manoeuvres] == TURNS
    assert route.line.length_m == pytest.approx(210, abs=2)


def test_coordinates_the_wrong_way_round_are_told_by_the_length(tmp_path):
    """At 50 N a degree east is much shorter than one north."""
    ways = [[10.0, 50.0], [10.01, 50.0], [10.01, 50.001]]
    for order, wrong in ((ways, False), ([[b, a] for a, b in ways], True)):
        document = stepless()
        document["routes"][0] |= {"geometry": {"type": "LineString", "coordinates": order}, "distance": 826}
        if wrong:
            with pytest.raises(FileError, match="they are the wrong way round"):
                read(tmp_path, document)
        else:
            assert read(tmp_path, document)[0].line.length_m == pytest.approx(826, abs=2)
