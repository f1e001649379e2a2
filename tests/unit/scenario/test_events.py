"""Gestures, faults and the head: what a screen is told of them, and what they do to the light."""

import math
import shutil

import numpy as np
import pytest

from hud.errors import HudError
from hud.footage.base import Backdrop
from hud.optics.turning import turn_matrix, turned
from hud.pipeline import Replay
from hud.resources import scenarios_path
from hud.scenario import environment_at, load_scenario, state_at
from hud.scenario.keyframes import Keyframe, Keyframes, eased, eased_rate
from hud.scenario.schema import GESTURES

HEAD = "hud: 1\ntitle: T\ndevice: quark-s1\nduration: 60 s\nworld: {{illuminance: 500 lx{world}}}\n"


@pytest.fixture
def scenario(tmp_path):
    def make(events=(), *, world="", route=False, rest=""):
        text = HEAD.format(world=world) + rest + "tracks:\n"
        if route:
            source = scenarios_path() / "navigation/morning-walk/route.osrm.json"
            (tmp_path / "route.json").write_bytes(source.read_bytes())
            text += "  - navigation: {route: route.json, travel: {speed: 1.5 m/s}}\n"
        text += "  - values: {a: 1}\n" + "".join(f"  - events: [{event}]\n" for event in events)
        (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
        return load_scenario(tmp_path)

    return make


def test_every_gesture_is_told_with_its_time_and_number(scenario):
    made = scenario([f"{{at: {k + 1} s, input: {gesture}}}" for k, gesture in enumerate(GESTURES)])
    nothing = state_at(made, 0.5).inputs
    assert (nothing.last, nothing.since_s, nothing.count) == ("", None, 0)
    assert set(nothing.counts) == set(GESTURES)
    for k, gesture in enumerate(GESTURES):
        state = state_at(made, k + 1.3)
        assert (state.input, state.inputs.last, state.inputs.count) == (gesture, gesture, k + 1)
        assert state.inputs.since_s == pytest.approx(0.3)
        assert sum(state.inputs.counts.values()) == k + 1
    assert state_at(made, 40.0).input == ""
    assert {"tap", "double-tap", "long-press", "swipe-left", "swipe-up", "head-nod"} <= set(GESTURES)


def test_a_low_battery(scenario):
    made = scenario(["{at: 10 s, fault: {battery: 7 %, for: 5 s}}"], rest="status: {battery: 60 %}\n")
    assert [state_at(made, t).status.battery for t in (9.9, 10, 14.9, 15)] == [0.6, 0.07, 0.07, 0.6]


def test_glasses_that_are_taken_off_are_dark(scenario):
    made = scenario(["{at: 10 s, fault: {glasses: removed, for: 5 s}}"])
    assert [state_at(made, t).status.worn for t in (9.9, 10, 14.9, 15)] == [True, False, False, True]
    assert [environment_at(made, t).brightness for t in (9.9, 10, 15)] == [1.0, 0.0, 1.0]
    with Replay(made, footage="black") as replay:
        assert not any(panel.codes.any() for panel in replay.frame(12.0).panels.values())
        assert replay.frame(12.0).left.luminance.max() == 0


def test_a_place_that_drifts(scenario):
    true = scenario(route=True)
    made = scenario(["{at: 10 s, fault: {gps: {drift: 80 m, bearing: 90 deg}, for: 30 s}}"], route=True)
    for t_s, off in ((9.9, 0.0), (15.0, 40.0), (20.0, 80.0), (30.0, 80.0), (35.0, 40.0), (40.0, 0.0)):
        status = state_at(made, t_s).status
        assert status.gps_error_m == pytest.approx(off, abs=0.5)
        assert status.gps == ("weak" if off >= 10 else "ok")
    # guidance is told a wrong place; the body goes where it goes
    before, truly = state_at(made, 5.0).nav, state_at(true, 5.0).nav
    assert (before.manoeuvre, before.distance_m) == (truly.manoeuvre, pytest.approx(truly.distance_m))
    drifted = state_at(made, 25.0).nav
    assert drifted.off_route_m > 20
    # the place is told too far in the east: back is in the west
    west = (made.walk.pose_at(25.0).bearing_deg + drifted.back_deg) % 360
    assert 225 < west < 315
    assert {state_at(made, t / 2).nav.phase for t in range(80)} == {"guiding", "off-route"}
    assert made.walk.pose_at(25.0) == true.walk.pose_at(25.0)
    late = state_at(made, 59.0).nav
    assert late.phase == "guiding"
    assert late.off_route_m == pytest.approx(0.0, abs=0.5)


def test_the_status_line_tells_of_each(scenario):
    events = ["{at: 10 s, fault: {gps: {drift: 40 m}}}", "{at: 30 s, fault: {link: late, for: 5 s}}"]
    with Replay(scenario([*events, "{at: 40 s, fault: {battery: 4 %}}"]), footage="black") as replay:
        shown = {t: [e.text for e in replay.frame(float(t)).elements if e.kind == "text"] for t in (5, 25, 32, 45)}
    assert "Weak GPS" not in shown[5]
    assert "Weak GPS" in shown[25]
    assert "Slow link" in shown[32]
    assert "4%" in shown[45]


@pytest.mark.parametrize(
    ("world", "t_s", "pose", "rate"),
    [
        (", head: [{at: 0 s, yaw: 0 deg}, {at: 4 s, yaw: 20 deg, ease: linear}]", 1.0, (5, 0, 0), (5, 0)),
        (", head: [{at: 0 s, yaw: 0 deg}, {at: 4 s, yaw: 20 deg, ease: smooth}]", 2.0, (10, 0, 0), (7.5, 0)),
        (", head: [{at: 0 s, pitch: 0 deg}, {at: 2 s, pitch: -8 deg, ease: ease-in}]", 1.0, (0, -2, 0), (0, -4)),
        (", head: [{at: 0 s, pitch: 0 deg}, {at: 2 s, pitch: 8 deg, ease: ease-out}]", 1.0, (0, 6, 0), (0, 4)),
        (", head: [{at: 0 s, roll: 5 deg}]", 9.0, (0, 0, 5), (0, 0)),
        (", head: [{at: 0 s, yaw: 0 deg}, {at: 1 s, pitch: 5 deg}, {at: 2 s, yaw: 4 deg}]", 2.0, (4, 5, 0), (0, 0)),
    ],
)
def test_the_head_and_how_fast_it_turns(scenario, world, t_s, pose, rate):
    made = scenario(world=world)
    assert made.head.pose_at(t_s) == pytest.approx(pose)
    assert environment_at(made, t_s).pose_rate_deg_s == pytest.approx(rate)
    head = state_at(made, t_s).head
    assert (head.yaw_deg, head.pitch_deg, head.roll_deg) == pytest.approx(pose)


def test_the_rate_is_the_derivative_of_the_easing():
    for ease in ("linear", "smooth", "ease-in", "ease-out"):
        assert (eased(0.0, ease), eased(1.0, ease)) == (0.0, 1.0)
        for share in (0.1, 0.5, 0.9):
            slope = (eased(share + 1e-6, ease) - eased(share - 1e-6, ease)) / 2e-6
            assert eased_rate(share, ease) == pytest.approx(slope, abs=1e-5)


def _dots():
    """A picture of 70 degrees with a bright dot at the middle."""
    rgb = np.zeros((201, 361, 3), np.uint8)
    rgb[99:102, 179:182] = 255
    return Backdrop(rgb, 70.0)


@pytest.mark.parametrize(
    ("pose", "where"),
    [
        # what is ahead of the camera is x = -f tan(yaw), y = f tan(pitch) for the turned head
        ((10.0, 0.0, 0.0), lambda f: (180 - f * np.tan(np.radians(10)), 100)),
        ((-10.0, 0.0, 0.0), lambda f: (180 + f * np.tan(np.radians(10)), 100)),
        ((0.0, 8.0, 0.0), lambda f: (180, 100 + f * np.tan(np.radians(8)))),
        ((0.0, 0.0, 30.0), lambda _: (180, 100)),
    ],
)
def test_the_world_moves_against_the_head(pose, where):
    moved = turned(_dots(), pose).rgb[..., 0].astype(float)
    rows, columns = np.nonzero(moved > 60)
    focal = 361 / 2 / np.tan(np.radians(35))
    x, y = where(focal)
    assert (columns.mean(), rows.mean()) == pytest.approx((x, y), abs=0.6)


def test_a_roll_to_the_right_turns_the_world_to_the_left():
    rgb = np.zeros((201, 361, 3), np.uint8)
    rgb[:100, 180] = 255  # an upright line above the middle
    moved = turned(Backdrop(rgb, 70.0), (0.0, 0.0, 20.0)).rgb[..., 0]
    _, columns = np.nonzero(moved[:60] > 60)
    assert columns.mean() < 170
    assert turn_matrix(0, 0, 0) == pytest.approx(np.eye(3))


def test_a_camera_that_turned_along_is_not_turned_again():
    backdrop = Backdrop(_dots().rgb, 70.0, yaw_deg=10.0)
    assert turned(backdrop, (10.0, 0.0, 0.0)) is backdrop


def test_a_flat_field_stays_as_it_is():
    flat = Backdrop(np.full((90, 160, 3), 137, np.uint8), 70.0)
    assert (turned(flat, (25.0, -10.0, 15.0)).rgb == 137).all()


def test_colours_are_mixed_as_light():
    frames = Keyframes((Keyframe(0.0, "#ff0000"), Keyframe(10.0, "#0000ff", "linear")))
    assert frames.at(0.0) == "#ff0000"
    assert frames.at(10.0) == "#0000ff"
    # half the light of each is code 188 (optics.md B1)
    assert frames.at(5.0) == "#bc00bc"
    assert Keyframes((Keyframe(0.0, "a"), Keyframe(9.0, "b"))).at(5.0) == "a"


def test_a_new_route_counts_from_its_time_on(tmp_path):
    shutil.copytree(scenarios_path("navigation/missed-turn"), tmp_path / "ride")
    made = load_scenario(tmp_path / "ride")
    old, new = made.legs
    assert (old[1], new[:2]) == (43.5, (43.5, math.inf))
    before, after = state_at(made, 43.4).nav, state_at(made, 43.6).nav
    assert (before.phase, after.phase) == ("off-route", "guiding")
    assert (after.manoeuvre.street, after.off_route_m < 1) == ("Fourth Street", True)
    assert state_at(made, 78.0).nav.phase == "arrived"
    # where the phone believes to be elsewhere, it does so on either route
    path = tmp_path / "ride/scenario.yaml"
    text = path.read_text("utf-8")
    path.write_text(text + "include: drift.yaml\n", encoding="utf-8")
    drift = "tracks: [{events: [{at: 50 s, fault: {gps: {drift: 30 m}, for: 12 s}}]}]\n"
    (tmp_path / "ride/drift.yaml").write_text(drift, encoding="utf-8")
    assert state_at(load_scenario(tmp_path / "ride"), 56.0).nav.distance_m > state_at(made, 56.0).nav.distance_m + 10


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (("at: 43.5 s, route", "at: 99 s, route"), r"reroutes: \[\{at|99 s is after the end"),
        (("at: 43.5 s, route", "at: 0 s, route"), "0 s does not come after 0 s"),
        (("new.gpx", "old.gpx"), "'old.gpx': no such file"),
        (("travel: ridden.gpx", "travel: {speed: 4 m/s}"), "at one speed the route is never left"),
    ],
)
def test_a_new_route_that_cannot_be_is_told(tmp_path, slip, said):
    shutil.copytree(scenarios_path("navigation/missed-turn"), tmp_path / "ride")
    path = tmp_path / "ride/scenario.yaml"
    path.write_text(path.read_text("utf-8").replace(*slip), encoding="utf-8")
    with pytest.raises(HudError, match=said):
        load_scenario(tmp_path / "ride")
