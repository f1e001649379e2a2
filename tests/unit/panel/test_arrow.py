"""Every manoeuvre there is has a drawing, and left is not right."""

import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pytest

from hud.panel.renderer import PanelRenderer
from hud.panel.spec import PanelSpec

TYPES = [
    "turn",
    "new name",
    "depart",
    "arrive",
    "merge",
    "on ramp",
    "off ramp",
    "fork",
    "end of road",
    "use lane",
    "continue",
    "roundabout",
    "rotary",
    "roundabout turn",
    "exit roundabout",
    "exit rotary",
    "notification",
    "something new",
]
MODIFIERS = ["uturn", "sharp right", "right", "slight right", "straight", "slight left", "left", "sharp left", ""]
ROUND = {"roundabout", "rotary", "roundabout turn", "exit roundabout", "exit rotary"}

SCREEN = """
import QtQuick
import Hud
Item {
    Arrow {
        anchors.fill: parent
        type: hud.values.type
        modifier: hud.values.modifier
        angleDeg: hud.values.angle
        waysDeg: hud.values.ways
        drivingSide: hud.values.side
        mode: hud.values.mode
        exit: hud.values.exit
    }
}"""


@pytest.fixture(scope="module")
def draw(tmp_path_factory):
    from hud.panel.check import sample_state

    path = Path(tmp_path_factory.mktemp("arrow"), "screen.qml")
    path.write_text(SCREEN)
    renderer = PanelRenderer(PanelSpec(70, 70, 26.0), screen=path)
    plain = {"type": "turn", "modifier": "left", "angle": 0.0, "ways": "", "side": "right", "mode": "", "exit": 0}

    def render(**values):
        return renderer.render(dataclasses.replace(sample_state(), values=plain | values))

    yield render
    renderer.close()


def mirrored(modifier):
    return modifier.replace("left", "L").replace("right", "left").replace("L", "right")


def light(frame):
    return frame.codes.max(axis=2).astype(int)


def other(side):
    return "left" if side == "right" else "right"


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("modifier", MODIFIERS)
def test_every_manoeuvre_is_drawn_inside_its_field(draw, kind, modifier):
    frame = draw(type=kind, modifier=modifier)
    assert (light(frame) > 100).sum() > 100
    assert not any(element.clipped for element in frame.elements)
    edge = np.concatenate([light(frame)[0], light(frame)[:, 0], light(frame)[:, -1]])
    assert edge.max() < 100


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("modifier", ["sharp right", "right", "slight right"])
def test_left_and_right_are_mirrored_and_not_the_same(draw, kind, modifier):
    right = light(draw(type=kind, modifier=modifier, ways="-20"))
    left = light(draw(type=kind, modifier=mirrored(modifier), ways="20", side="left"))
    assert np.abs(right - left).mean() > 3
    assert np.abs(right - left[:, ::-1]).mean() < 1


def test_a_uturn_turns_to_the_side_of_the_traffic(draw):
    right, left = light(draw(modifier="uturn")), light(draw(modifier="uturn", side="left"))
    assert np.abs(right - left).mean() > 3
    assert np.abs(right - left[:, ::-1]).mean() < 1


@pytest.mark.parametrize("kind", sorted(ROUND))
def test_a_roundabout_goes_round_as_the_traffic_does(draw, kind):
    straight = light(draw(type=kind, modifier="straight"))
    from_left = light(draw(type=kind, modifier="straight", side="left"))
    assert np.abs(straight - from_left[:, ::-1]).mean() < 1
    half = straight.shape[1] // 2
    # Driving on the right one goes round by the right half of the ring.
    assert straight[:, half:].sum() > 1.1 * straight[:, :half].sum()


def test_a_roundabout_says_which_exit(draw):
    assert draw(type="roundabout", exit=3).element("exit").text == "3"
    assert draw(type="roundabout", exit=0).element("exit") is None


def test_a_roundabouts_exit_follows_its_true_angle(draw):
    frames = [draw(type="roundabout", modifier="right", angle=angle) for angle in (40.0, 90.0, 130.0)]
    for a, b in itertools.pairwise(frames):
        assert np.abs(light(a) - light(b)).mean() > 2


def test_the_other_ways_are_there_and_dimmer(draw):
    alone, among = draw(modifier="left"), draw(modifier="left", ways="0,90")
    assert alone.element("ways") is None
    assert among.element("ways") is not None
    added = light(among)[light(alone) == 0]
    assert 60 < added.max() < 0.6 * light(among).max()


@pytest.mark.parametrize("ways", ["-90", "180", "-80,-100"])
def test_the_way_taken_and_the_way_back_are_not_other_ways(draw, ways):
    assert draw(modifier="left", ways=ways).element("ways") is None


def test_a_turn_leans_towards_its_true_angle_but_stays_what_it_is_called(draw):
    nominal, leaning = light(draw(modifier="right")), light(draw(modifier="right", angle=75.0))
    absurd = light(draw(modifier="right", angle=-90.0))
    assert np.abs(nominal - leaning).mean() > 1
    assert np.array_equal(nominal, absurd)


def test_ferry_stairs_and_lift_have_their_own_drawing(draw):
    drawings = [light(draw(mode=mode)) for mode in ("", "ferry", "stairs", "lift")]
    for i, a in enumerate(drawings):
        for b in drawings[i + 1 :]:
            assert np.abs(a - b).mean() > 5


def test_an_unknown_type_is_drawn_as_a_turn(draw):
    assert np.array_equal(light(draw(type="something new")), light(draw(type="turn")))


def test_an_arrival_has_its_destination_on_its_side(draw):
    frame = draw(type="arrive", modifier="right").codes.astype(int)
    green = frame[..., 1] - frame[..., 2] > 60
    assert green[:, 35:].sum() > 10 * max(1, green[:, :30].sum())
