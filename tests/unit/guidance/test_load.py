"""Route files."""

import contextlib
import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import FileError, HudError, UsageError
from hud.guidance import Route, load_route, read_route
from hud.resources import scenarios_path
from tests.helpers.routes import osrm, place, write
from tests.unit.test_geo import encode

CORNERS = [(0, 0), (0, 100), (60, 100), (60, 150)]


def load(tmp_path, document):
    return load_route(write(tmp_path / "route.json", document))


def only_route(document):
    return document["routes"][0]


def steps_of(document):
    return only_route(document)["legs"][0]["steps"]


def test_a_route_is_read_with_what_there_is_to_do(tmp_path):
    route = load(tmp_path, osrm(CORNERS))
    assert [(m.type, m.modifier, m.street) for m in route.manoeuvres] == [
        ("depart", "", "Street 0"),
        ("turn", "right", "Street 1"),
        ("turn", "left", "Street 2"),
        ("arrive", "", "Street 2"),
    ]
    assert [m.at_m for m in route.manoeuvres] == pytest.approx([0, 100, 160, 210])
    assert [m.angle_deg for m in route.manoeuvres] == [0, 90, -90, 0]
    assert route.line.length_m == pytest.approx(210)
    assert (route.distance_m, route.duration_s) == (210, 210)
    assert [m.type for m in route.announced] == ["turn", "turn", "arrive"]
    assert (route.street_at(50), route.street_at(130), route.street_at(999)) == ("Street 0", "Street 1", "Street 2")
    assert route.seconds_to_go(110) == pytest.approx(100)
    assert (route.language, route.units) == ("", "metric")


@pytest.mark.parametrize("precision", [5, 6])
@pytest.mark.parametrize("where", ["steps", "route"])
def test_encoded_geometry_tells_its_own_precision(tmp_path, precision, where):
    document = osrm(CORNERS)
    for step in steps_of(document):
        points = step.pop("geometry")["coordinates"]
        if where == "steps":
            step["geometry"] = encode(points, precision)
    only_route(document)["geometry"] = encode([place(*corner) for corner in CORNERS], precision)
    route = load(tmp_path, document)
    assert [m.at_m for m in route.manoeuvres] == pytest.approx([0, 100, 160, 210], abs=1.5)


def test_geometry_of_the_whole_route_places_turns_of_a_way_there_and_back(tmp_path):
    """The last turn lies beside the first: only the distances tell which is which."""
    corners = [(0, 0), (0, 100), (200, 100), (200, 101), (0, 101), (-50, 101)]
    document = osrm(corners)
    for step in steps_of(document):
        del step["geometry"]
    only_route(document)["geometry"] = {
        "type": "LineString",
        "coordinates": [place(*corner) for corner in corners],
    }
    assert [m.at_m for m in load(tmp_path, document).manoeuvres] == pytest.approx([0, 100, 300, 301, 501, 551], abs=1)


@pytest.mark.parametrize("key", ["trips", "matchings"])
def test_trips_and_matchings_are_routes(tmp_path, key):
    document = osrm(CORNERS)
    document[key] = document.pop("routes")
    assert len(load(tmp_path, document).manoeuvres) == 4


@pytest.mark.parametrize(
    ("key", "choose", "length_m", "left_out"),
    [
        ("routes", 0, 20, "2 alternative routes (210 m, 1.5 km)"),
        ("matchings", 0, 1500, "2 other matchings (20 m, 210 m)"),
        ("matchings", 2, 210, "2 other matchings (20 m, 1.5 km)"),
        ("routes", 3, 1500, "2 alternative routes (20 m, 210 m)"),
    ],
)
def test_of_several_pieces_the_longest_is_read_or_the_one_that_is_chosen(tmp_path, key, choose, length_m, left_out):
    lines = [(0, 0), (0, 20)], CORNERS, [(0, 0), (0, 1500)]
    document = {"code": "Ok", key: [only_route(osrm(line)) for line in lines]}
    route, reading = read_route(write(tmp_path / "r.json", document), choose=choose)
    assert route.line.length_m == pytest.approx(length_m, rel=0.01)
    assert left_out in reading.dropped


@pytest.mark.parametrize(
    "document", [osrm(CORNERS), {"type": "LineString", "coordinates": [place(0, 0), place(0, 90)]}]
)
def test_a_route_that_is_not_there_cannot_be_chosen(tmp_path, document):
    with pytest.raises(UsageError, match="none of number 2"):
        load_route(write(tmp_path / "r.json", document), choose=2)


@pytest.mark.parametrize(
    ("sport", "mode", "pace_m_s"),
    [
        ("cycling", "cycling", 0),
        ("Ride", "cycling", 0),
        ("VirtualRide", "cycling", 0),
        ("9", "walking", 2.8),
        ("trail_running", "walking", 2.8),
        ("Hiking", "walking", 0),
        ("driving", "driving", 0),
        ("kayaking", "walking", 0),
        ("", "walking", 0),
    ],
)
@pytest.mark.parametrize("kind", ["trk", "rte"])
def test_a_gpx_file_says_what_sport_it_is(tmp_path, kind, sport, mode, pace_m_s):
    names = {"trk": ("<trk>", "<trkseg>", "trkpt", "</trkseg></trk>"), "rte": ("<rte>", "", "rtept", "</rte>")}[kind]
    places = "".join(f'<{names[2]} lat="{lat}" lon="10"/>' for lat in (54, 54.003))
    text = f"<gpx>{names[0]}<type>{sport}</type>{names[1]}{places}{names[3]}</gpx>"
    route, reading = read_route(write(tmp_path / "r.gpx", text))
    assert (route.modes[0][1], reading.pace_m_s) == (mode, pace_m_s)


def test_a_stop_on_the_way_is_announced_and_its_departure_is_not(tmp_path):
    document, rest = osrm([(0, 0), (0, 100)]), osrm([(0, 100), (50, 100), (50, 150)])
    only_route(document)["legs"] += only_route(rest)["legs"]
    route = load(tmp_path, document)
    assert [(m.type, round(m.at_m)) for m in route.announced] == [("arrive", 100), ("turn", 150), ("arrive", 200)]
    assert route.announced[0].instruction == "You have arrived at your 1st destination"
    assert route.announced[-1].instruction == "You have arrived at your destination"
    assert [at for at, _ in route.pace] == pytest.approx([0, 100, 150, 200])


def test_the_files_own_words_win_then_the_banners_then_a_sentence_in_its_language(tmp_path):
    document = osrm(CORNERS, voiceLocale="de-CH")
    steps = steps_of(document)
    steps[1]["maneuver"]["instruction"] = " Jetzt rechts! "
    steps[1]["bannerInstructions"] = [{"primary": {"type": "turn", "text": "Links in Straße 2"}}]
    route = load(tmp_path, document)
    assert [m.instruction for m in route.manoeuvres] == [
        "Fahren Sie Richtung Norden auf Street 0",
        "Jetzt rechts!",
        "Links in Straße 2",
        "Sie haben Ihr Ziel erreicht",
    ]
    assert route.language == "de-CH"


@pytest.mark.parametrize(
    ("locale", "said", "units"),
    [
        ("", "", "metric"),
        ("en-US", "", "imperial"),
        ("en-GB", "", "metric"),
        ("en-US", "In 50 meters, turn left", "metric"),
        ("en-GB", "In half a mile, turn left", "british"),
        ("", "In 300 yards, turn left", "british"),
        ("en-LR", "", "imperial"),
        ("my-MM", "", "imperial"),
        ("", "In 800 feet, turn left", "imperial"),
        ("", "In 200 Metern links abbiegen", "metric"),
        ("", "Turn left onto Mile End Road", "metric"),
    ],
)
def test_units_are_those_the_voice_speaks_in(tmp_path, locale, said, units):
    document = osrm(CORNERS, voiceLocale=locale)
    steps_of(document)[0]["voiceInstructions"] = [{"announcement": said}]
    assert load(tmp_path, document).units == units


def test_a_driver_in_britain_has_the_units_of_the_road_signs(tmp_path):
    assert load(tmp_path, osrm(CORNERS, voiceLocale="en-GB", mode="driving")).units == "british"
    assert load(tmp_path, osrm(CORNERS, voiceLocale="en-GB", mode="cycling")).units == "metric"


def test_ways_at_a_junction_leave_out_where_one_comes_from_and_goes(tmp_path):
    document = osrm(CORNERS)
    steps_of(document)[1]["intersections"] = [{"bearings": [0, 90, 180, 270], "in": 2, "out": 1}]
    assert load(tmp_path, document).manoeuvres[1].ways_deg == (0, -90)


def test_a_card_never_points_elsewhere_than_its_words(tmp_path):
    document = osrm(CORNERS)
    steps_of(document)[1]["maneuver"] |= {"bearing_before": 90, "bearing_after": 90}
    assert load(tmp_path, document).manoeuvres[1].angle_deg == 90
    steps_of(document)[1]["maneuver"] |= {"modifier": "uturn", "bearing_before": 90, "bearing_after": 270}
    assert load(tmp_path, document).manoeuvres[1].angle_deg == -180
    steps_of(document)[1]["driving_side"] = "left"
    assert load(tmp_path, document).manoeuvres[1].angle_deg == 180


@pytest.mark.parametrize(("side", "degrees", "angle"), [("right", 90, 90), ("left", 90, -90), ("left", 180, 0)])
def test_degrees_gone_round_a_roundabout_become_a_turn(tmp_path, side, degrees, angle):
    document = osrm(CORNERS)
    steps = steps_of(document)
    steps[1]["maneuver"] |= {"type": "roundabout", "exit": 2}
    steps[1]["driving_side"] = side
    steps[0]["bannerInstructions"] = [{"primary": {"type": "roundabout", "text": "x", "degrees": degrees}}]
    manoeuvre = load(tmp_path, document).manoeuvres[1]
    assert (manoeuvre.angle_deg, manoeuvre.exit, manoeuvre.driving_side) == (angle, 2, side)


def test_a_roundabout_turns_to_the_exit_taken_and_shows_those_passed(tmp_path):
    document = osrm(CORNERS)
    step = steps_of(document)[1]
    step["maneuver"] |= {"type": "roundabout", "exit": 2, "bearing_before": 0, "bearing_after": 45}
    step["intersections"] = [
        {"bearings": [45, 180, 315], "in": 1, "out": 0, "entry": [True, False, False]},
        {"bearings": [20, 90, 200], "in": 2, "out": 0, "entry": [True, True, False]},
        {"bearings": [150, 250, 310], "in": 0, "out": 1, "entry": [False, True, False]},  # a way in only
        {"bearings": [0, 140, 270], "in": 1, "out": 0, "entry": [True, False, True]},
        {"bearings": [0, 90, 180], "in": 2, "out": 0, "entry": [True, True, False]},
    ]
    manoeuvre = load(tmp_path, document).manoeuvres[1]
    assert manoeuvre.angle_deg == 0
    assert manoeuvre.ways_deg == (90,)


def test_a_change_of_mode_is_announced_whatever_its_type(tmp_path):
    document = osrm([(0, 0), (0, 100), (0, 200), (0, 300), (0, 400)])
    steps = steps_of(document)
    for step, kind in zip(steps[1:4], ("notification", "notification", "new name"), strict=True):
        step["maneuver"] |= {"type": kind, "modifier": "straight"}
    steps[2]["mode"] = "pushing bike"
    route = load(tmp_path, document)
    assert [(m.type, m.mode) for m in route.announced] == [
        ("notification", "pushing bike"),
        ("new name", "walking"),
        ("arrive", "walking"),
    ]
    assert [route.mode_at(s) for s in (150, 250, 350)] == ["walking", "pushing bike", "walking"]


def test_the_shipped_walk():
    route = load_route(scenarios_path("navigation/morning-walk/route.osrm.json"))
    assert [(m.type, m.modifier, round(m.angle_deg)) for m in route.announced] == [
        ("turn", "left", -84),
        ("turn", "slight right", 38),
        ("turn", "right", 92),
        ("roundabout", "straight", 14),
        ("arrive", "right", 0),
    ]
    assert route.announced[3].exit == 2
    assert (route.language, route.units) == ("en-GB", "metric")
    assert route.line.length_m == pytest.approx(route.distance_m, abs=0.5)
    assert max(abs(lon) + abs(lat) for lon, lat in [route.origin]) < 0.1


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path):
    path = tmp_path / "route.json"
    path.write_text(json.dumps(osrm(CORNERS)), encoding="utf-8-sig")
    assert len(load_route(path).manoeuvres) == 4


def without_steps():
    document = osrm(CORNERS)
    only_route(document)["legs"][0]["steps"] = []
    return document


def second_leg_without_steps():
    document = osrm(CORNERS)
    only_route(document)["legs"].append({"distance": 5.0})
    return document


def wrong(key, value, *, step=1):
    document = osrm(CORNERS)
    steps_of(document)[step][key] = value
    return document


def wrong_manoeuvre(key, value):
    document = osrm(CORNERS)
    steps_of(document)[1]["maneuver"][key] = value
    return document


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("NMEA $GPGGA", "1:1: looks like plain text; a route is OSRM"),
        ("<html>404</html>", "is a web page"),
        ("<?xml version='1.0'?><gpx/>", "no track and no route"),
        ('{"routes": [\n  {"legs": [', "2:13: ends in the middle"),
        ('{"routes": "abc', "ends in the middle"),
        ('{"code": "Ok",\n "routes": [1, x]}', "2:16: is not JSON here"),
        ('{"a": "NaN",\n "routes": [NaN]}', "2:13: NaN is not a number"),
        ('{"routes": [-Infinity]}', "1:13: -Infinity is not a number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"routes": [' + "9" * 5000 + "]}", "thousands of digits"),
        ("[]", "not a route"),
        ("3", "not a route"),
        ("{}", "not a route"),
        ('{"type": "FeatureCollection", "features": []}', "GeoJSON"),
        ('{"paths": []}', "empty list of paths"),
        ('{"code": "NoRoute", "message": "No route found", "routes": []}', "NoRoute, 'No route found'"),
        ('{"message": "Not Authorized -\\nInvalid Token"}', "Not Authorized - Invalid Token"),
        ('{"error_code": 442, "error": "No path could be found for input"}', "No path could be found"),
        ('{"code": "Ok", "routes": []}', "holds no route"),
        ('{"code": "Ok", "routes": 7}', "routes is a number, not a list"),
        ('{"code": "Ok", "routes": [{"legs": [{"steps": null}]}]}', "a route without steps"),
        (without_steps(), "a route without steps"),
        (second_leg_without_steps(), r"legs\[1\] has no steps"),
        (wrong("distance", "far"), r"steps\[1\].distance is text, not a number"),
        (wrong("distance", -1), "less than 0"),
        (wrong("duration", True), "is true or false, not a number"),
        (wrong("duration", 10**400), "too large"),
        (wrong("duration", 1e300), "more than 1e[+]09"),
        (wrong("geometry", "\x7f\x7f"), "cannot be decoded"),
        (wrong("geometry", {"type": "LineString", "coordinates": [[0, 91]]}), "wrong way round"),
        (wrong("geometry", {"type": "LineString", "coordinates": []}), "is empty"),
        (wrong("geometry", 5), "number, not an object"),
        (wrong("maneuver", None), "has no 'maneuver'"),
        (wrong_manoeuvre("location", None), "has no 'location'"),
        (wrong_manoeuvre("location", [1]), "not a longitude and a latitude"),
        (wrong_manoeuvre("type", None), "has no 'type'"),
        (wrong_manoeuvre("exit", 1.5), "1.5, not a whole number"),
        (wrong("maneuver", {"type": "turn", "modifier": "left", "location": [0, 0]}, step=3), "not an arrival"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, document, said):
    with pytest.raises(FileError, match=said) as caught:
        load(tmp_path, document)
    assert "\n" not in str(caught.value)


def test_geometry_far_from_its_manoeuvres_is_refused(tmp_path):
    document = osrm(CORNERS)
    for step in steps_of(document):
        step["geometry"] = encode([(20, 40), (21, 41)], 5)
    with pytest.raises(FileError, match="neither as polyline5 nor as polyline6"):
        load(tmp_path, document)


def test_a_missing_file_is_named(tmp_path):
    write(tmp_path / "route.json", "{}")
    with pytest.raises(FileError, match=r"no such file; did you mean 'route.json'"):
        load_route(tmp_path / "rout.json")


def places_in(value, path=()):
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places_in(child, (*path, key))


def mutated(document, path, change):
    document = copy.deepcopy(document)
    inside = document
    for key in path[:-1]:
        inside = inside[key]
    if change is DROP:
        del inside[path[-1]]
    else:
        inside[path[-1]] = change
    return document


DROP = object()
SOUND = json.loads(scenarios_path("navigation/morning-walk/route.osrm.json").read_text(encoding="utf-8"))
PLACES = [path for path in places_in(SOUND) if path]
CHANGES = st.one_of(
    st.just(DROP),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(["use lane", "roundabout", "arrive", "depart", "uturn", "ferry", "NoRoute", 1e308, 10**400]),
    st.just([]),
    st.just({}),
    st.lists(st.floats(-200, 200), max_size=3),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(PLACES), CHANGES), min_size=1, max_size=3))
def test_any_change_to_a_file_leads_to_a_route_or_a_clear_error(tmp_path, changes):
    document = SOUND
    for path, change in changes:
        try:
            document = mutated(document, path, change)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    with contextlib.suppress(HudError):
        route = load(tmp_path, document)
        assert isinstance(route, Route)
        at = [m.at_m for m in route.manoeuvres]
        assert at == sorted(at)
        assert at[-1] == route.line.length_m


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_any_cut_or_flipped_text_leads_to_a_route_or_a_clear_error(tmp_path, data):
    text = json.dumps(SOUND)
    position = data.draw(st.integers(0, len(text) - 1))
    text = text[:position] + data.draw(st.sampled_from(["", text[position + 1 :], "\x00" + text[position:], "]"]))
    with contextlib.suppress(HudError):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("name", "refs", "street"),
    [
        ("Oak Road", "", "Oak Road"),
        ("Oak Road", "A 1; B 2", "Oak Road"),
        ("Oak Road (A 1; B 2)", "A 1; B 2", "Oak Road"),
        ("A 1; B 2", "A 1; B 2", "A 1"),
        ("", " A 1 ; B 2", "A 1"),
        ("", "", ""),
    ],
)
def test_a_street_and_its_references(tmp_path, name, refs, street):
    """Mapbox writes the references into the name; card and sentence take them out alike."""
    document = osrm(CORNERS)
    steps_of(document)[1] |= {"name": name, "ref": refs}
    turn = load(tmp_path, document).manoeuvres[1]
    assert turn.street == street
    assert turn.instruction.count("A 1") == bool(refs)
    assert turn.instruction.count("B 2") == 0


def test_a_turn_that_does_not_say_where_to_goes_as_its_arrow_does(tmp_path):
    document = osrm(CORNERS, voiceLocale="en")
    del steps_of(document)[1]["maneuver"]["modifier"]
    turn = load(tmp_path, document).manoeuvres[1]
    assert (turn.modifier, turn.angle_deg, turn.instruction) == ("right", 90, "Turn right onto Street 1")


@pytest.mark.parametrize(
    ("sentences", "language"),
    [
        (["Turn right onto Street 1", "Turn left onto Street 2."], "en"),
        (["Sväng höger på Street 1", "Sväng vänster på Street 2"], "sv"),
        (["Rechts abbiegen auf Street 1", "Links abbiegen auf Street 2"], "de"),
        (["Right here!", "And left!"], ""),
    ],
)
def test_sentences_tell_the_language_that_a_file_does_not_say(tmp_path, sentences, language):
    document = osrm(CORNERS)
    for step, sentence in zip(steps_of(document)[1:3], sentences, strict=True):
        step["maneuver"]["instruction"] = sentence
    assert load(tmp_path, document).language == language


def test_a_corner_that_nobody_named_is_told_and_a_name_that_is_an_instruction_is_no_street(tmp_path):
    said = ["<name>Start</name>", "<name>Turn left</name><desc>Turn left onto Ostring</desc>", "", "<name>End</name>"]
    lines = zip([(54, 10), (54, 10.003), (54.002, 10.003), (54.002, 10.006)], said, strict=True)
    points = "".join(f'<rtept lat="{lat}" lon="{lon}">{words}</rtept>' for (lat, lon), words in lines)
    route = load_route(write(tmp_path / "r.gpx", f"<gpx><rte>{points}</rte></gpx>"))
    assert [(m.type, m.modifier, m.instruction, m.street) for m in route.announced] == [
        ("turn", "left", "Turn left onto Ostring", ""),
        ("turn", "right", "Turn right", ""),
        ("arrive", "", "End", ""),
    ]
