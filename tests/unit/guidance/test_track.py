"""Journeys recorded as GPX."""

import contextlib
import math
import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import FileError, HudError
from hud.geo import Line
from hud.guidance import guidance_at, load_route, load_travel
from hud.guidance.matching import match
from tests.helpers.routes import gpx, osrm, write

CORNERS = [(0, 0), (0, 100), (60, 100), (60, 150), (160, 150)]


@pytest.fixture(scope="module")
def route(tmp_path_factory):
    return load_route(write(tmp_path_factory.mktemp("route") / "route.json", osrm(CORNERS)))


def along(line, speed, *, noise=0.0, seed=1):
    """Fixes once a second along a line."""
    chance = random.Random(seed)
    seconds = range(math.floor(line.length_m / speed) + 1)
    return [
        (t, *(value + chance.gauss(0, noise) for value in line.point_at(min(t * speed, line.length_m))))
        for t in seconds
    ]


def travelled(tmp_path, route, fixes):
    return load_travel(write(tmp_path / "walk.gpx", fixes if isinstance(fixes, str) else gpx(fixes)), route)


@pytest.mark.parametrize("noise", [0, 4])
def test_a_track_along_the_route_is_followed(tmp_path, route, noise):
    travel = travelled(tmp_path, route, along(route.line, 1.4, noise=noise))
    for t in range(0, 200, 7):
        assert travel.along_at(t) == pytest.approx(1.4 * t, abs=0.01 + 3 * noise)
        assert guidance_at(route, travel, t).phase == "guiding"
    assert guidance_at(route, travel, 60).speed_m_s == pytest.approx(1.4, abs=0.01 + 0.5 * noise)
    assert guidance_at(route, travel, 999).phase == "arrived"
    if not noise:
        assert guidance_at(route, travel, 100).remaining_s == pytest.approx(310 / 1.4 - 100, abs=1)


def test_the_body_goes_where_the_track_goes(tmp_path, route):
    travel = travelled(tmp_path, route, [(0, 5, 0), (10, 5, 20), (20, 5, 20), (30, 5, 50)])
    assert [round(travel.walk.pose_at(t).y_m, 3) for t in (5, 15, 25)] == [10, 20, 35]
    assert travel.walk.pose_at(5).x_m == pytest.approx(5)
    assert travel.off_at(5) == pytest.approx(5)


def test_there_and_back_does_not_jump():
    line = Line.through(np.array([[0.0, 0], [0, 200], [1, 200], [1, 0]]))
    fixes = np.array([(x, y) for _, x, y in along(line, 1.5, noise=3)])
    found, off = match(line, fixes)
    truth = 1.5 * np.arange(len(fixes))
    assert np.abs(found - truth).max() < 15
    assert off.max() < 15
    half = len(fixes) // 2 - 20
    assert match(line, fixes[:half])[0].max() < 200


def test_a_round_walk_is_begun_at_its_beginning():
    line = Line.through(np.array([[0.0, 0], [0, 100], [100, 100], [100, 0], [0, 0.0]]))
    found, _ = match(line, np.array([(0.0, 0), (0, 1), (1, 0), (0, 2), (0, 20)]))
    assert found[0] == pytest.approx(0)
    assert found[-1] == pytest.approx(20)


def test_a_short_cut_is_followed_to_where_it_joins_again():
    line = Line.through(np.array([[0.0, 0], [0, 300], [50, 300], [50, 0]]))
    fixes = [(0, y) for y in range(0, 31, 2)] + [(x, 30) for x in range(2, 50, 2)] + [(50, y) for y in range(30, 0, -2)]
    found, off = match(line, np.array(fixes, float))
    assert found[10] == pytest.approx(20, abs=0.1)
    assert found[-1] == pytest.approx(648, abs=0.1)
    assert off.max() < 30


def test_only_the_part_asked_for_is_searched():
    line = Line.through(np.array([[0.0, 0], [0, 100], [10, 100], [10, 0]]))
    assert line.nearest_between(9, 50, 0, 90) == pytest.approx((50, 9))
    assert line.nearest_between(9, 50, 0, 210) == pytest.approx((160, 1))
    assert line.nearest_between(9, 50, 20, 30) == pytest.approx((30, math.hypot(9, 20)))
    assert line.nearest_between(9, 50, 500, 400) == pytest.approx((210, math.hypot(1, 50)))


def detour(seconds_away):
    """50 m along the route, off to the left and back to it farther on, at 2 m/s."""
    fixes = [(t, 0, 2 * t) for t in range(26)]
    out = seconds_away // 2
    fixes += [(25 + t, -2.0 * t, 50 + 0.5 * t) for t in range(1, out + 1)]
    fixes += [(25 + out + t, -2.0 * (out - t), 50 + 0.5 * (out + t)) for t in range(1, out + 1)]
    end = fixes[-1]
    return fixes + [(end[0] + t, 0, end[2] + 2 * t) for t in range(1, 8)]


def test_alongside_the_route_one_is_followed_and_as_far_as_one_is(tmp_path, route):
    fixes = [(t, 0, 2 * t) for t in range(11)] + [(10 + t, -5 * t, 20) for t in range(1, 11)]
    fixes += [(20 + t, -50, 20 + 2 * t) for t in range(1, 31)]
    travel = travelled(tmp_path, route, fixes)
    assert travel.off_at(48) == pytest.approx(50, abs=1)
    assert travel.along_at(48) == pytest.approx(76, abs=3)
    state = guidance_at(route, travel, 48)
    assert (state.phase, state.off_route) == ("off-route", "50 m")
    # one goes north, the route is in the east
    assert state.back_deg == pytest.approx(90, abs=5)
    assert guidance_at(route, travel, 5).back_deg == 0
    # on the way there one goes west
    assert abs(guidance_at(route, travel, 16).back_deg) == pytest.approx(180, abs=15)


def test_far_from_the_route_for_a_while_one_has_left_it_until_near_again(tmp_path, route):
    travel = travelled(tmp_path, route, detour(52))  # as far as 52 m
    # 35 m away after 17.5 s of leaving at 2 m/s, said six seconds later; back within 25 m
    assert travel.off_route_s == (pytest.approx((25 + 17.5 + 6, 25 + 52 - 12.5), abs=0.5),)
    left, back = travel.off_route_s[0]
    assert guidance_at(route, travel, left - 0.1).phase == "guiding"
    state = guidance_at(route, travel, left + 1)
    assert (state.phase, state.since_s) == ("off-route", pytest.approx(1))
    assert state.off_route_m > 35
    state = guidance_at(route, travel, back + 1)
    assert (state.phase, state.since_s) == ("guiding", pytest.approx(1))


def test_a_short_absence_is_not_worth_a_word(tmp_path, route):
    assert travelled(tmp_path, route, detour(38)).off_route_s == ()


def test_one_who_never_comes_back_stays_off(tmp_path, route):
    fixes = [(t, 0, 2 * t) for t in range(26)] + [(26 + t, -2 * t, 50) for t in range(60)]
    travel = travelled(tmp_path, route, fixes)
    assert travel.off_route_s[0][1] == math.inf
    assert guidance_at(route, travel, 1e6).phase == "off-route"


def test_a_recording_stopped_at_the_door_has_arrived(tmp_path, route):
    fixes = along(route.line, 2)[:-7]  # 14 m short of the end
    travel = travelled(tmp_path, route, fixes)
    assert guidance_at(route, travel, fixes[-1][0] - 0.1).phase == "guiding"
    assert guidance_at(route, travel, fixes[-1][0]).phase == "arrived"


def test_a_rest_before_setting_off_keeps_the_departure(tmp_path, route):
    fixes = [(t, 0, 0.01 * t) for t in range(20)] + [(20 + t, 0, 2 * t) for t in range(1, 40)]
    travel = travelled(tmp_path, route, fixes)
    assert guidance_at(route, travel, 19).manoeuvre.type == "depart"
    assert guidance_at(route, travel, 25).manoeuvre.type == "turn"


def test_repeated_and_backward_times_are_left_out(tmp_path, route):
    travel = travelled(tmp_path, route, [(0, 0, 0), (0, 0, 90), (10, 0, 20), (5, 0, 95), (20, 0, 40)])
    assert travel.times_s.tolist() == [0, 10, 20]
    assert travel.along_m == pytest.approx([0, 20, 40])


@pytest.mark.parametrize(
    ("track", "said"),
    [
        ("", "is empty"),
        ("$GPGGA", "is not GPX"),
        ("<gpx", "cannot be read as GPX"),
        ("<kml/>", "no track points"),
        ("<gpx><trk><trkseg/></trk></gpx>", "no track points"),
        ("<gpx><rte><rtept lat='1' lon='1'/></rte></gpx>", "only a planned route"),
        ([(0, 0, 0)], "one track point"),
        ([(None, 0, 0), (None, 0, 9)], r"without times; write travel: \{speed: 1.4 m/s\} instead"),
        ([(7, 0, 0), (7, 0, 9)], "times do not advance"),
        ([(0, 3, 3), (9, 3, 3)], "never moves"),
        ([(0, 0, 0), (5, "nan", 9)], "track point 2 lies at"),
        ([(0, 0, 0), (5, 0, "91")], "track point 2 lies at 91 N"),
        ([(0, 0, 0), (5, "x", 9)], "track point 2 has the lon .x., which is not a number"),
        ([(0, 0, 500), (9, 0, 600)], "never comes nearer than 355 m"),
        ([(0, 9000, 0), (9, 9100, 0)], "never comes nearer than 8.8 km"),
    ],
)
def test_what_is_wrong_with_a_track_is_said(tmp_path, route, track, said):
    with pytest.raises(FileError, match=said) as caught:
        travelled(tmp_path, route, track)
    assert "\n" not in str(caught.value)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_any_broken_track_leads_to_a_journey_or_a_clear_error(tmp_path, route, data):
    text = gpx([(t, 0, 2 * t) for t in range(4)])
    position = data.draw(st.integers(0, len(text) - 1))
    junk = data.draw(st.sampled_from(["", "<", ">", "9", "-", "nan", "&", "Z", '"', "é"]))
    text = text[:position] + junk + text[position + data.draw(st.integers(0, 9)) :]
    with contextlib.suppress(HudError):
        travel = travelled(tmp_path, route, text)
        assert (np.diff(travel.along_m) >= 0).all()
        assert guidance_at(route, travel, 3).phase in ("guiding", "off-route", "arrived")
