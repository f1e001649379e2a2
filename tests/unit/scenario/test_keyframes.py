"""Values over time."""

import pytest

from hud.scenario.keyframes import Keyframe, Keyframes


def frames(*rows, by_ratio=False):
    return Keyframes(tuple(Keyframe(*row) for row in rows), by_ratio=by_ratio)


@pytest.mark.parametrize(
    ("ease", "values"),
    [
        ("step", [10, 10, 10, 10, 30, 30]),
        ("linear", [10, 10, 15, 20, 30, 30]),
        ("smooth", [10, 10, 13.125, 20, 30, 30]),
    ],
)
def test_a_value_arrives_as_it_is_eased(ease, values):
    value = frames((2.0, 10.0), (6.0, 30.0, ease))
    assert [value.at(t) for t in (-1.0, 2.0, 3.0, 4.0, 6.0, 99.0)] == values


def test_light_falls_by_equal_ratios():
    light = frames((0.0, 10_000.0), (10.0, 100.0, "linear"), by_ratio=True)
    assert light.at(5.0) == 1000.0


def test_light_from_nothing_rises_by_steps():
    assert frames((0.0, 0.0), (10.0, 100.0, "linear"), by_ratio=True).at(5.0) == 50.0


def test_texts_and_switches_jump():
    assert frames((0.0, "a"), (10.0, "b")).at(9.9) == "a"
    assert frames((0.0, False), (10.0, True)).at(10.0) is True
