"""What the wearer is told, moment by moment."""

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import UsageError
from hud.guidance import Travel, guidance_at, load_route
from hud.resources import scenarios_path
from tests.helpers.routes import osrm, write

CORNERS = [(0, 0), (0, 100), (60, 100), (60, 150), (160, 150)]


@pytest.fixture(scope="module")
def route(tmp_path_factory):
    return load_route(write(tmp_path_factory.mktemp("route") / "route.json", osrm(CORNERS)))


@pytest.fixture(scope="module")
def travel(route):
    return Travel.at_speed(route, 2.0)


def test_before_one_sets_off_the_departure_is_shown(route, travel):
    state = guidance_at(route, travel, 0)
    assert (state.phase, state.manoeuvre.type, state.distance) == ("guiding", "depart", "Now")
    assert (state.following.type, state.following_distance) == ("turn", "100 m")
    assert state.since_s == 0
    assert guidance_at(route, travel, 2.99).manoeuvre.type == "depart"
    assert guidance_at(route, travel, 3.01).manoeuvre.type == "turn"
    assert guidance_at(route, travel, -3) == state


@pytest.mark.parametrize(("speed", "until_s"), [(1, 5), (5, 3), (20, 2.5)])
def test_the_departure_can_be_read_unless_the_first_turn_is_near(route, speed, until_s):
    travel = Travel.at_speed(route, speed)
    assert guidance_at(route, travel, until_s - 0.01).manoeuvre.type == "depart"
    assert guidance_at(route, travel, until_s + 0.01).manoeuvre.type == "turn"


def test_on_the_way_the_next_turn_is_shown(route, travel):
    state = guidance_at(route, travel, 20)  # 40 m on
    assert (state.manoeuvre.type, state.manoeuvre.modifier) == ("turn", "right")
    assert (state.distance_m, state.distance) == (pytest.approx(60), "60 m")
    assert (state.following.modifier, state.following_distance) == ("left", "60 m")
    assert state.street == "Street 0"
    assert (state.remaining_m, state.remaining) == (pytest.approx(270), "250 m")
    assert (state.remaining_s, state.remaining_time) == (pytest.approx(135), "2 min")
    assert state.progress == pytest.approx(40 / 310)
    assert state.since_s == pytest.approx(17)
    assert (state.off_route_m, state.speed_m_s) == (0, pytest.approx(2))


def test_past_a_turn_the_one_after_it_is_next(route, travel):
    assert guidance_at(route, travel, 49.999).manoeuvre.modifier == "right"
    state = guidance_at(route, travel, 50.001)
    assert (state.manoeuvre.modifier, state.distance, state.street) == ("left", "60 m", "Street 1")
    assert state.since_s == pytest.approx(0.001, abs=1e-6)


def test_the_last_has_none_after_it(route, travel):
    state = guidance_at(route, travel, 110)
    assert (state.manoeuvre.type, state.following, state.following_distance) == ("arrive", None, "")


def test_one_arrives_five_metres_before_the_end_and_for_ever(route, travel):
    assert guidance_at(route, travel, 152.4).phase == "guiding"
    for t in (152.6, 155, 1e9):
        state = guidance_at(route, travel, t)
        assert (state.phase, state.manoeuvre.type, state.following) == ("arrived", "arrive", None)
        assert (state.remaining, state.remaining_time, state.progress) == ("0 m", "0 min", 1)
        assert state.since_s == pytest.approx(t - 152.5)
    assert guidance_at(route, travel, 160).speed_m_s == 0


def test_one_does_not_arrive_before_the_last_turn(tmp_path):
    document = osrm([(0, 0), (0, 100), (3, 100)])
    route = load_route(write(tmp_path / "route.json", document))
    travel = Travel.at_speed(route, 1)
    assert guidance_at(route, travel, 99.9).manoeuvre.type == "turn"
    assert guidance_at(route, travel, 100.1).phase == "arrived"


def test_a_ferry_takes_its_time_in_the_reckoning_of_the_route(tmp_path):
    document = osrm(CORNERS)
    document["routes"][0]["legs"][0]["steps"][1]["duration"] = 600
    route = load_route(write(tmp_path / "route.json", document))
    assert [route.seconds_to_go(s) for s in (0, 130, 210)] == pytest.approx([850, 450, 100])


@pytest.mark.parametrize("speed", [0, -1.4, 1e-310, 101, math.nan, math.inf])
def test_a_speed_has_to_be_one(route, speed):
    with pytest.raises(UsageError, match="cannot travel at"):
        Travel.at_speed(route, speed)


@given(
    st.lists(st.floats(-10, 400), min_size=2, max_size=30).flatmap(
        lambda ts: st.tuples(st.just(ts), st.permutations(ts))
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_order_of_asking_does_not_matter(route, travel, orders):
    in_order, shuffled = orders
    states = {t: guidance_at(route, travel, t) for t in in_order}
    assert all(guidance_at(route, travel, t) == states[t] for t in shuffled)


@given(st.floats(0.3, 40), st.floats(0, 1), st.floats(0, 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_walking_on_nothing_counts_up(route, speed, a, b):
    travel = Travel.at_speed(route, speed)
    early, late = (guidance_at(route, travel, share * travel.walk.duration_s) for share in sorted((a, b)))
    assert late.remaining_m <= early.remaining_m
    assert late.remaining_s <= early.remaining_s
    assert late.progress >= early.progress
    if late.manoeuvre is early.manoeuvre:
        assert late.distance_m <= early.distance_m


def test_the_shipped_walk_says_each_turn_in_turn():
    route = load_route(scenarios_path("navigation/morning-walk/route.osrm.json"))
    travel = Travel.at_speed(route, 1.4)
    seen = []
    for tenth in range(1200):
        state = guidance_at(route, travel, tenth / 10)
        told = (state.phase, state.manoeuvre.instruction)
        if not seen or seen[-1] != told:
            assert state.since_s < 0.101
            seen.append(told)
    assert seen == [
        *(("guiding", m.instruction) for m in route.manoeuvres[:-1]),
        ("guiding", "You will arrive at your destination, on the right"),
        ("arrived", "You have arrived at your destination, on the right"),
    ]


def test_a_stop_ahead_is_told_as_one_that_lies_ahead(tmp_path):
    document, rest = osrm([(0, 0), (0, 100)]), osrm([(0, 100), (50, 100)])
    document["routes"][0]["legs"] += rest["routes"][0]["legs"]
    route = load_route(write(tmp_path / "r.json", document))
    travel = Travel.at_speed(route, 1.0)
    assert guidance_at(route, travel, 50).manoeuvre.instruction == "You will arrive at your 1st destination"
