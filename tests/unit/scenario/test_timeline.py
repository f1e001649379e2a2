"""The state of the glasses at any moment, of a scenario made here and of every shipped one."""

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.device import load_device
from hud.errors import Problems
from hud.scenario import HudState, environment_at, find_scenarios, load_scenario, state_at

SHIPPED = {entry.name: load_scenario(entry.path) for entry in find_scenarios()}

TEXT = """hud: 1
title: T
device: quark-s1
duration: 100 s
clock: "23:59:30"
world: {illuminance: [{at: 0 s, lux: 10000}, {at: 10 s, lux: 100, ease: linear}], white_reflectance: 90 %}
display: {brightness: [{at: 0 s, is: 100 %}, {at: 10 s, is: 1 %, ease: linear}]}
status: {battery: [{at: 0 s, is: 80 %}, {at: 100 s, is: 60 %, ease: linear}]}
tracks:
  - values: {heart: [{at: 0 s, is: 70}, {at: 10 s, is: 90, ease: linear}], lap: one}
  - events:
      - {at: 12 s, notice: {title: Lin, body: "On my way", for: 5 s}}
      - {at: 14 s, notice: {title: Bo, for: 1 s}}
      - {at: 20 s, input: tap}
      - {at: 33 s, fault: {link: lost, for: 4 s}}
      - {at: 30 s, fault: {link: late, for: 10 s}}
"""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("s") / "scenario.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return load_scenario(path)


def test_the_clock_goes_on_past_midnight(scenario):
    assert [state_at(scenario, t).status.clock for t in (0.0, 29.9, 30.0, 90.0)] == ["23:59", "23:59", "00:00", "00:01"]


def test_light_by_name_is_light_by_number(tmp_path):
    path = tmp_path / "scenario.yaml"
    named = TEXT.replace("lux: 10000}", "lux: overcast}").replace("lux: 100, ease", "lux: living-room, ease")
    path.write_text(named, encoding="utf-8")
    named, numbered = load_scenario(path), load_scenario(_written(tmp_path, "other.yaml", TEXT))
    for t_s in (0.0, 5.0, 10.0):
        assert environment_at(named, t_s) == environment_at(numbered, t_s)
    constant = "illuminance: night-street, white"
    path.write_text(re.sub(r"illuminance: \[.*\], white", constant, TEXT), encoding="utf-8")
    assert environment_at(load_scenario(path), 50.0).illuminance_lx == 10
    assert environment_at(load_scenario(path), 50.0).preset == "night-street"


@pytest.mark.parametrize("light", ["overcst", "[{at: 0 s, lux: overcst}]"])
def test_a_light_nobody_knows_is_refused(tmp_path, light):
    text = re.sub(r"illuminance: \[.*\], white", f"illuminance: {light}, white", TEXT)
    with pytest.raises(
        Problems, match=r"scenario.yaml:6:\d+: \w+: no light is known as 'overcst'; did you mean 'overcast'"
    ):
        load_scenario(_written(tmp_path, "scenario.yaml", text))


def test_the_wearer_and_the_world_s_distance(tmp_path):
    text = TEXT.replace("white_reflectance", "distance: 6 m, white_reflectance")
    text += "wearer: {pupil: [2 mm, -1 mm], head_rate: [100 deg/s, 0]}\n"
    environment = environment_at(load_scenario(_written(tmp_path, "scenario.yaml", text)), 3.0)
    assert environment.world_distance_m == 6
    assert environment.pupil_offset_m == (0.002, -0.001)
    assert environment.head_rate_deg_s == (100, 0)


@pytest.mark.parametrize(
    ("wearer", "said"),
    [
        ("pupil: [2 mm]", "2 items"),
        ("pupil: [2, 0]", "'2' has no unit"),
        ("head_rate: [100 deg, 0]", "'deg' is a unit of angle, not of turn rate; use deg/s"),
        ("head_rate: [.inf, 0]", "finite"),
        ("pupli: [2 mm, 0]", "did you mean 'pupil'"),
    ],
)
def test_a_wearer_who_cannot_be_is_refused(tmp_path, wearer, said):
    with pytest.raises(Problems) as caught:
        load_scenario(_written(tmp_path, "scenario.yaml", TEXT + f"wearer: {{{wearer}}}\n"))
    assert said in str(caught.value)
    assert caught.value.errors[0].line == TEXT.count("\n") + 1


def _written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_battery_runs_down(scenario):
    assert state_at(scenario, 50.0).status.battery == pytest.approx(0.7)


def test_a_notice_comes_counts_and_goes(scenario):
    assert state_at(scenario, 11.9).notice is None
    notice = state_at(scenario, 13.0).notice
    assert (notice.title, notice.body, notice.since_s, notice.left_s) == ("Lin", "On my way", 1.0, 4.0)
    assert [state_at(scenario, t).notice.title for t in (14.5, 15.5)] == ["Bo", "Lin"]
    assert state_at(scenario, 17.0).notice is None


def test_a_gesture_lasts_a_moment(scenario):
    assert [state_at(scenario, t).input for t in (19.9, 20.0, 20.39, 20.4)] == ["", "tap", "tap", ""]


def test_a_lost_link_counts_for_more_than_a_late_one(scenario):
    links = [state_at(scenario, t).status.link for t in (29.0, 31.0, 34.0, 38.0, 41.0)]
    assert links == ["ok", "late", "lost", "late", "ok"]


def test_values_are_eased(scenario):
    assert state_at(scenario, 5.0).values == {"heart": 80.0, "lap": "one"}


def test_the_light_and_the_display_follow_their_keyframes(scenario):
    environment = environment_at(scenario, 5.0)
    assert environment.illuminance_lx == 1000.0
    assert environment.brightness == 0.1
    assert environment.white_reflectance == 0.9


def test_a_bare_scenario_has_a_bare_state(tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_text("hud: 1\ntitle: T\ndevice: quark-s1\nduration: 5 s\nworld: {illuminance: 0 lx}\n")
    state = state_at(load_scenario(path), 2.0)
    assert (state.nav, state.captions, state.notice, state.input, state.values) == (None, None, None, "", {})
    assert (state.status.clock, state.status.battery, state.status.link) == ("", None, "ok")
    assert environment_at(load_scenario(path), 2.0).brightness == 1.0


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_give_the_same_state_in_any_order(name):
    scenario = SHIPPED[name]
    times = [scenario.duration_s * k / 400 for k in range(401)]
    in_order = {t: (state_at(scenario, t), environment_at(scenario, t)) for t in times}
    random.Random(4).shuffle(times)
    again = load_scenario(scenario.path)
    assert {t: (state_at(again, t), environment_at(again, t)) for t in times} == in_order
    assert all(isinstance(state, HudState) and state.t_s == t for t, (state, _) in in_order.items())


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_show_something_at_their_stills(name):
    scenario = SHIPPED[name]
    assert 4 <= len(scenario.stills_s) <= 6
    for t_s in scenario.stills_s:
        state = state_at(scenario, t_s)
        assert state.nav or state.captions or state.notice or state.values
        if state.captions:
            assert state.captions.lines


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_leave_the_world_visible(name):
    """In the linear monitor view, whose white is the world's white and the display's peak together."""
    scenario = SHIPPED[name]
    device = load_device(scenario.device)
    for k in range(101):
        environment = environment_at(scenario, scenario.duration_s * k / 100)
        world = min(device.transmittance) * environment.white_cd_m2
        display = device.peak_cd_m2 * environment.brightness
        # glasses that are taken off are dark
        assert not display or 0.3 <= world / (world + display) <= 0.7


def test_the_shipped_walk_arrives_before_its_end():
    scenario = SHIPPED["navigation/morning-walk"]
    assert 100 <= scenario.duration_s <= 110
    assert state_at(scenario, scenario.duration_s).nav.phase == "arrived"
    assert scenario.walk.duration_s < scenario.duration_s


def test_the_shipped_ride_is_told_in_feet():
    state = state_at(SHIPPED["navigation/night-ride"], 12.0)
    assert state.nav.distance.endswith("ft")
    assert state.nav.manoeuvre.mode == "cycling"


def test_the_shipped_talk_translates_every_sentence():
    scenario = SHIPPED["translation/tea-house"]
    assert len(scenario.captions.source) == len(scenario.captions.target) == 13
    speakers = {state_at(scenario, t / 2).captions.speaker for t in range(4, 100) if state_at(scenario, t / 2).captions}
    assert speakers == {"Master Zhou", "Xiaolan"}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SHIPPED)), st.lists(st.floats(0, 200), min_size=2, max_size=6))
def test_what_was_asked_before_changes_nothing(name, times):
    scenario = SHIPPED[name]
    alone = [state_at(scenario, t) for t in times]
    assert [state_at(scenario, t) for t in reversed(times)] == alone[::-1]


def test_a_state_is_cheap():
    scenario = SHIPPED["translation/tea-house"]
    times = [scenario.duration_s * k / 500 for k in range(500)]
    for t_s in times:
        state_at(scenario, t_s)
    begin = time.perf_counter()
    for t_s in times:
        state_at(scenario, t_s)
        environment_at(scenario, t_s)
    # measured at 0.02 ms; a frame has 16 ms
    assert (time.perf_counter() - begin) / len(times) < 0.0005
