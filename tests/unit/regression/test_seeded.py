"""Regressions put into a real screen on purpose, and changes that harm nothing: what is caught, and in which words."""

import pytest

from hud.pipeline import Replay
from hud.regression import BaselineStore, Fingerprint, Shot, current_fingerprint, judge
from hud.regression.light import light_changes
from hud.scenario import load_scenario

SCENARIO = """\
hud: 1
title: Seeded
device: generic-microoled
duration: 5 s
world: {footage: {source: "flat:#303030"}, illuminance: 500 lx}
screen: screen.qml
"""
SCREEN = """\
import QtQuick
Item {
    width: 640; height: 400
    Item {
        objectName: "nav"
        Rectangle { objectName: "arrow"; x: 20; y: 20; width: 40; height: 40; radius: 8; color: "#f4f6f8" }
        Text { objectName: "distance"; x: 80; y: 20; text: "180 m"; color: "#f4f6f8"; font.pixelSize: 32 }
        Text { objectName: "street"; x: 80; y: 70; text: "Café Straße"; color: "#f4f6f8"; font.pixelSize: 20 }
    }
    Rectangle { objectName: "divider"; x: 20; y: 120; width: 300; height: 1; color: "#8090a0" }
    Item {
        width: 200; height: 60; y: 140; clip: true
        Text { objectName: "label"; x: 20; text: "Platform 2"; color: "#e0e7ef"; font.pixelSize: 24 }
    }
}
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A screen as a screenshot: the QML with one thing replaced by another."""

    def draw(before="", after="", *, scenario=("", "")):
        folder = tmp_path_factory.mktemp("seeded")
        assert before in SCREEN
        assert scenario[0] in SCENARIO
        (folder / "screen.qml").write_text(SCREEN.replace(before, after) if before else SCREEN, "utf-8")
        (folder / "scenario.yaml").write_text(SCENARIO.replace(*scenario) if scenario[0] else SCENARIO, "utf-8")
        with Replay(load_scenario(folder)) as replay:
            return Shot.of(replay.frame(1.0), name="seeded")

    return draw


@pytest.fixture(scope="module")
def baseline(drawn, tmp_path_factory):
    store = BaselineStore(tmp_path_factory.mktemp("baselines"))
    store.approve([drawn()], current_fingerprint())
    return store.load()["seeded-generic-microoled"]


@pytest.fixture
def elsewhere():
    here = current_fingerprint()
    return Fingerprint({**here.values, "freetype": "0.0.1"}, hud=here.hud)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("180 m", "18 m", "nav.distance: '180 m' -> '18 m'"),
        ("180 m", "190 m", "nav.distance: '180 m' -> '190 m'"),
        ("x: 20; y: 20; width: 40", "x: 23; y: 20; width: 40", "nav.arrow moved 3 px right"),
        ("x: 20; y: 120", "x: 20; y: 121", "divider moved 1 px down"),
        ("height: 1; color", "visible: false; height: 1; color", "divider is missing"),
        ("width: 200; height: 60", "width: 90; height: 60", "label is clipped at an edge"),
        ('text: "Platform 2"', 'clip: true; width: 60; text: "Platform 2"', "label is clipped at an edge"),
        ('"#e0e7ef"; font', '"#e0e7ee"; font', "label: colour #e0e7ef -> #e0e7ee"),
        ("Café", "Cafe", "nav.street: 'Café Straße' -> 'Cafe Straße'"),
        ("font.pixelSize: 20", "font.pixelSize: 21", "nav.street: font 20 -> 21 px"),
        ("font.pixelSize: 20", "font.pixelSize: 20; font.weight: Font.Bold", "on nav.street"),
        ("radius: 8", "radius: 9", "on nav.arrow"),
    ],
)
def test_what_went_wrong_is_caught_and_named_on_any_machine(drawn, baseline, elsewhere, before, after, words):
    shot = drawn(before, after)
    here = judge(baseline, shot, current_fingerprint())
    assert here.verdict == "different"
    assert any(words in line for line in here.words), here.words
    there = judge(baseline, shot, elsewhere)
    # in another environment a corner's curve may pass, and is told
    assert there.verdict == ("tolerated" if before == "radius: 8" else "different")


def test_light_that_changed_is_caught_and_named(drawn, baseline):
    judgement = judge(baseline, drawn(scenario=("500 lx", "400 lx")), current_fingerprint())
    assert judgement.verdict == "different"
    assert "illuminance 500 -> 400 lx" in judgement.words[0]
    turned = judge(
        baseline, drawn(scenario=("screen:", "wearer: {head_rate: [30 deg/s, 0]}\nscreen:")), current_fingerprint()
    )
    assert "turning of the head [0, 0] -> [30, 0] degrees per second" in turned.words[0]
    footage = judge(baseline, drawn(scenario=("#303030", "#313131")), current_fingerprint())
    assert footage.verdict == "different"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("import QtQuick", "import QtQuick\n// a remark"),
        ('color: "#8090a0"', "color: Qt.rgba(0x80 / 255, 0x90 / 255, 0xa0 / 255, 1)"),
        ("x: 20; y: 20; width: 40", "y: 40 / 2; width: 40; x: y"),
        ("width: 200; height: 60", "width: 190; height: 60"),
    ],
)
def test_what_harms_nothing_alarms_nobody(drawn, baseline, elsewhere, before, after):
    for fingerprint in (current_fingerprint(), elsewhere):
        judgement = judge(baseline, drawn(before, after), fingerprint)
        assert judgement.passed
        if before != "width: 200; height: 60":
            assert judgement.verdict == "identical", judgement.words


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ({}, {"pose_rate_deg_s": [30.0, 0.0]}, ("turning of the pose [0, 0] -> [30, 0] degrees per second",)),
        ({"pupil_offset_m": [0.002, 0.0]}, {}, ("pupil's offset [0.002, 0] -> [0, 0] m",)),
        ({}, {"world_distance_m": 8.0}, ()),
    ],
)
def test_what_is_told_only_where_it_is_not_zero_is_compared_with_zero(before, now, words):
    lit = {"illuminance_lx": 500.0}
    assert light_changes({**lit, **before}, {**lit, **now}, same_pictures=True) == words
    # a baseline without any conditions was not measured
    assert light_changes({}, {**lit, **now}, same_pictures=True) == ()
