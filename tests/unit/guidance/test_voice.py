"""What is said aloud on the way, and when."""

import math

import pytest

from hud.guidance import Travel, load_route, load_travel, prompts
from hud.guidance.text import in_distance
from hud.guidance.voice import lead_distances_m
from tests.helpers.routes import gpx, osrm, write

# 200 m north, 100 m east, 80 m north
CORNERS = [(0, 0), (0, 200), (100, 200), (100, 280)]


def announced(document, voices):
    """A document with voice instructions: (step, metres before its end, words)."""
    steps = document["routes"][0]["legs"][0]["steps"]
    for index, before_m, words in voices:
        steps[index].setdefault("voiceInstructions", []).append(
            {"distanceAlongGeometry": before_m, "announcement": words, "ssmlAnnouncement": f"<speak>{words}</speak>"}
        )
    return document


def journey(tmp_path, document, speed=2.0):
    route = load_route(write(tmp_path / "r.json", document))
    return route, Travel.at_speed(route, speed)


def test_the_route_s_own_words_come_at_their_places(tmp_path):
    voices = [(0, 150, "In 150 m, turn right"), (0, 10, "Turn  right"), (1, 20, "Turn left"), (2, 0, "You are there")]
    said = prompts(*journey(tmp_path, announced(osrm(CORNERS), voices)))
    assert [(round(p.at_s, 3), p.text) for p in said] == [
        (25, "In 150 m, turn right"),
        (95, "Turn right"),
        (140, "Turn left"),
        (190, "You are there"),
    ]
    # until the turn and a little longer it is of use
    assert [round(p.until_s, 3) for p in said[:2]] == [103, 103]


def test_words_before_the_step_begins_wait_for_it(tmp_path):
    said = prompts(*journey(tmp_path, announced(osrm(CORNERS), [(1, 5000, "Far ahead")])))
    assert [(round(p.at_s, 3), p.text) for p in said] == [(100, "Far ahead")]


def test_without_any_they_are_made(tmp_path):
    route, travel = journey(tmp_path, osrm(CORNERS, voiceLocale="en"))
    said = [(round(p.at_s, 3), p.text) for p in prompts(route, travel)]
    assert said == [
        (0, "Head north on Street 0"),
        # 35 s at 2 m/s, then 40 m, then at the turn
        (65, "In 70 m, turn right onto Street 1"),
        (80, "In 40 m, turn right onto Street 1"),
        (95, "Turn right onto Street 1"),
        (115, "In 70 m, turn left onto Street 2"),
        (130, "In 40 m, turn left onto Street 2"),
        (145, "Turn left onto Street 2"),
        (155, "In 70 m, you will arrive at your destination"),
        (170, "In 40 m, you will arrive at your destination"),
        (pytest.approx(travel.arrived_s, abs=0.01), "You have arrived at your destination"),
    ]


def test_a_car_is_told_in_good_time(tmp_path):
    route, travel = journey(
        tmp_path, osrm([(0, 0), (0, 2000), (500, 2000)], mode="driving", voiceLocale="en"), speed=20
    )
    said = [(round(2000 - 20 * p.at_s), p.text) for p in prompts(route, travel)][1:]
    assert said == [
        (700, "In 700 m, turn right onto Street 1"),
        # ten metres are half a second: nothing is said there
        (200, "In 200 m, turn right onto Street 1"),
        (-300, "In 200 m, you will arrive at your destination"),
        (-495, "You have arrived at your destination"),
    ]


def test_what_follows_hard_upon_a_turn_is_told_with_it_and_at_once_after_it(tmp_path):
    # at 50 km/h the 60 m to the second turn take 4 s, where 10 s are due
    corners = [(0, 0), (0, 1500), (60, 1500), (60, 3000)]
    route, travel = journey(tmp_path, osrm(corners, mode="driving", voiceLocale="en"), speed=13.9)
    said = [(round(travel.along_at(p.at_s)), p.text) for p in prompts(route, travel)][1:4]
    assert said == [
        (1014, "In 500 m, turn right onto Street 1"),
        (1361, "In 140 m, turn right onto Street 1, then, in 60 m, turn left onto Street 2"),
        (1500, "In 60 m, turn left onto Street 2"),
    ]


def test_a_stop_on_the_way_is_told_ahead_as_what_will_be(tmp_path):
    first, second = (osrm(CORNERS, voiceLocale="en", mode="driving")["routes"][0]["legs"][0] for _ in range(2))
    document = osrm(CORNERS, voiceLocale="en")
    for step in second["steps"]:
        places = [step["maneuver"]["location"], *step["geometry"]["coordinates"]]
        for place in places:
            place[0] += 100 / (111_194.93 * math.cos(math.radians(54)))
            place[1] += 280 / 111_194.93
    document["routes"][0] |= {"legs": [first, second], "distance": 760}
    said = [p.text for p in prompts(*journey(tmp_path, document))]
    stops = [text for text in said if "destination" in text]
    assert stops[:3] == [
        "In 70 m, you will arrive at your 1st destination",
        "In 40 m, you will arrive at your 1st destination",
        "You have arrived at your 1st destination",
    ]


@pytest.mark.parametrize(
    ("km_h", "leads", "near"),
    [
        # 35 s and 10 s ahead, never nearer than 40 m, and at the place: 48.6 m would come hard upon 40 m
        (5, (40.0, 10.0), (40.0, 10.0)),
        (18, (175.0, 50.0, 10.0), (45.0, 10.0)),
        (50, (486.1, 138.9), (45.0,)),
        (100, (972.2, 277.8), (45.0,)),
    ],
)
def test_how_far_ahead_a_manoeuvre_is_told(tmp_path, km_h, leads, near):
    _, travel = journey(tmp_path, osrm([(0, 0), (0, 2000), (500, 2000)]), speed=km_h / 3.6)
    assert lead_distances_m(travel, 2000.0, 2000.0) == pytest.approx(leads, abs=0.05)
    # where there is less way between two manoeuvres than that, it is told as soon as the first is passed
    assert lead_distances_m(travel, 2000.0, 45.0) == pytest.approx(near, abs=0.05)


def test_leads_reckon_with_the_speeds_of_the_way(tmp_path):
    # Valhalla's worked example: the last 50 m at 30 km/h, 50 m at 50 km/h before, the rest at 80 km/h
    route = load_route(write(tmp_path / "r.json", osrm([(0, 0), (0, 1000), (300, 1000)])))
    fixes = [(0.0, 0.0, 0.0), (900 / 80 * 3.6, 0.0, 900.0)]
    fixes += [(fixes[-1][0] + 50 / 50 * 3.6, 0.0, 950.0)]
    fixes += [(fixes[-1][0] + 50 / 30 * 3.6, 0.0, 1000.0)]
    travel = load_travel(write(tmp_path / "t.gpx", gpx([*fixes, (fixes[-1][0] + 60, 300.0, 1000.0)])), route)
    assert lead_distances_m(travel, 1000.0, 1000.0) == pytest.approx((664.4, 108.9), abs=1.5)


@pytest.mark.parametrize(
    ("sentence", "language", "said"),
    [
        ("Turn left", "en", "In 200 m, turn left"),
        ("Waypoint 1", "en", "In 200 m, Waypoint 1"),
        ("Sie haben Ihr Ziel erreicht", "de", "In 200 m, Sie haben Ihr Ziel erreicht"),
        ("Ausfahrt nehmen", "de", "In 200 m, Ausfahrt nehmen"),
        ("Links abbiegen", "de-AT", "In 200 m, links abbiegen"),
        ("Mill Lane üzerinde sola dön", "tr", "200 m sonra, Mill Lane üzerinde sola dön"),
        ("Mill Laneを直進です", "ja", "200 m先、Mill Laneを直進です"),
    ],
)
def test_an_instruction_inside_a_sentence(sentence, language, said):
    assert in_distance("200 m", sentence, language) == said


def test_it_speaks_the_route_s_language(tmp_path):
    route, travel = journey(tmp_path, osrm(CORNERS, voiceLocale="zh-CN"))
    texts = [p.text for p in prompts(route, travel)]
    assert any(text.startswith("40 米后") for text in texts)


def test_nothing_is_said_off_the_route(tmp_path):
    voices = [(0, before, f"{before} m") for before in (190, 100, 10)]
    route = load_route(write(tmp_path / "r.json", announced(osrm(CORNERS), voices)))
    fixes = [(t, 0, 2 * t) for t in range(0, 20)] + [(t, 90, 2 * t) for t in range(20, 60)]
    fixes += [(t, 0, 2 * t) for t in range(60, 101)]
    travel = load_travel(write(tmp_path / "t.gpx", gpx(fixes)), route)
    assert travel.off_route_s
    assert [p.text for p in prompts(route, travel)] == ["190 m", "10 m"]


def test_a_journey_that_ends_early_is_told_no_more(tmp_path):
    route = load_route(write(tmp_path / "r.json", osrm(CORNERS, voiceLocale="en")))
    travel = load_travel(write(tmp_path / "t.gpx", gpx([(t, 0, t) for t in range(0, 150)])), route)
    assert math.isinf(travel.arrived_s)
    texts = [p.text for p in prompts(route, travel)]
    assert texts[0] == "Head north on Street 0"
    assert all("arrive" not in text for text in texts)
    assert all("Street 2" not in text for text in texts)
