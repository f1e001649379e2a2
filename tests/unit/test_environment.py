"""The light by number and by name."""

import math

import pytest

from hud.cli.options import parse_lux
from hud.environment import PRESETS, Environment, parse_illuminance
from hud.errors import UsageError

# presets: lux, and luminance of white and of an 18 % scene
PRESET_LUMINANCES = {
    "night-street": (10, 2.5, 0.57),
    "living-room": (100, 25, 5.7),
    "office": (500, 127, 28.6),
    "overcast": (10_000, 2546, 573),
    "full-sun": (100_000, 25465, 5730),
}


@pytest.mark.parametrize("name", PRESET_LUMINANCES)
def test_presets_are_the_published_ones(name):
    lux, white, grey = PRESET_LUMINANCES[name]
    assert PRESETS[name] == lux
    environment = Environment(lux)
    assert environment.preset == name
    assert environment.white_cd_m2 == pytest.approx(white, rel=0.02)
    assert environment.white_cd_m2 / 0.8 * 0.18 == pytest.approx(grey, rel=0.01)


def test_there_are_no_others():
    assert PRESETS.keys() == PRESET_LUMINANCES.keys()


@pytest.mark.parametrize("text", ["full-sun", "Full sun", "full_sun", "  FULL   SUN "])
def test_a_name_may_be_written_as_it_comes(text):
    assert parse_illuminance(text) == 100_000
    assert parse_lux(text) == 100_000


def test_a_number_is_a_number():
    assert parse_illuminance("2 klx") == 2000
    assert (parse_lux("500"), parse_lux("500 lx")) == (500, 500)
    assert Environment(499.9).preset == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("overcst", "did you mean 'overcast'?"),
        ("dark", "use one of night-street, living-room, office, overcast, full-sun, or a number with lx"),
        ("5 m", "'m' is a unit of length"),
        ("nan", "finite"),
        ("-3 lx", "below 0 lx"),
        ("", "not an illuminance"),
    ],
)
def test_what_is_neither_is_refused(text, said):
    with pytest.raises(UsageError, match=f"--lux {text}: ") as caught:
        parse_lux(text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"illuminance_lx": math.nan},
        {"illuminance_lx": -1},
        {"illuminance_lx": 1e9},
        {"white_reflectance": 1.1},
        {"brightness": -0.1},
        {"world_distance_m": 0.0},
        {"world_distance_m": math.inf},
        {"pupil_offset_m": (math.nan, 0.0)},
        {"head_rate_deg_s": (0.0, math.inf)},
    ],
)
def test_impossible_surroundings_are_refused(wrong):
    with pytest.raises(UsageError):
        Environment(**{"illuminance_lx": 100.0, **wrong})
