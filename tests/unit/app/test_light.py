import pytest

from hud.app import light


@pytest.mark.parametrize("lux", [1, 10, 100, 500, 10_000, 100_000])
def test_there_and_back(lux):
    assert light.to_lux(light.to_step(lux)) == lux


def test_every_step_is_at_least_as_bright_as_the_one_below():
    values = [light.to_lux(step) for step in range(light.STEPS + 1)]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (1.0, 100_000.0)


def test_ten_keys_are_a_decade():
    assert light.to_lux(light.to_step(20) + 10 * light.KEY_STEP) == 200


@pytest.mark.parametrize("lux", [0, -3, 0.2])
def test_darkness_is_the_end_of_the_scale(lux):
    assert light.to_step(lux) == 0


def test_too_bright_is_the_other_end():
    assert light.to_step(130_000) == light.STEPS


@pytest.mark.parametrize(
    ("lux", "name"),
    [
        (0, "night street"),
        (8, "night street"),
        (150, "living room"),
        (420, "office"),
        (20_000, "overcast"),
        (80_000, "full sun"),
    ],
)
def test_nearest_name(lux, name):
    assert light.name_of(lux) == name


@pytest.mark.parametrize(
    ("lux", "text"), [(10_000, "10,000 lx"), (9876.5, "9,880 lx"), (2.5, "2.5 lx"), (0, "0 lx"), (40, "40 lx")]
)
def test_is_said_with_its_unit(lux, text):
    assert light.say(lux) == text
