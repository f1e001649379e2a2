"""Figures as they are said."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.guidance.spoken import say_approach, say_distance, say_now, say_time


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0, "0 m"),
        (0.1, "5 m"),
        (8, "10 m"),
        (14, "10 m"),
        (25, "30 m"),
        (182, "180 m"),
        (248, "250 m"),
        (276, "300 m"),
        (974, "950 m"),
        (980, "1 km"),
        (1240, "1.2 km"),
        (9949, "9.9 km"),
        (9960, "10 km"),
        (66_366, "66 km"),
    ],
)
def test_metric_distances(metres, said):
    assert say_distance(metres, "metric") == said


@pytest.mark.parametrize(
    ("feet", "said"),
    [
        (0, "0 ft"),
        (1, "10 ft"),
        (62, "60 ft"),
        (120, "100 ft"),
        (824, "800 ft"),
        (990, "0.2 mi"),
        (0.3 * 5280, "0.3 mi"),
        (5280, "1 mi"),
        (12.4 * 5280, "12 mi"),
    ],
)
def test_imperial_distances(feet, said):
    assert say_distance(feet * 0.3048, "imperial") == said


@pytest.mark.parametrize(
    ("yards", "said"),
    [(0, "0 yd"), (1, "5 yd"), (62, "60 yd"), (130, "150 yd"), (439, "450 yd"), (441, "0.3 mi"), (1760, "1 mi")],
)
def test_british_distances(yards, said):
    assert say_distance(yards * 0.9144, "british") == said


def test_a_manoeuvre_is_near_before_it_is_there():
    assert [say_approach(m, "metric") for m in (10, 9.9, 0)] == ["10 m", "Now", "Now"]
    assert say_approach(3, "imperial", "de-CH") == "Jetzt"
    assert say_now("zh-Hans") == "现在"
    assert say_now("xx") == "Now"


def test_decimals_are_parted_as_the_language_does():
    assert say_distance(1240, "metric", "de") == "1,2 km"
    assert say_distance(1240, "metric", "en-GB") == "1.2 km"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 min"), (1, "1 min"), (89, "1 min"), (91, "2 min"), (3600, "1 h"), (3900, "1 h 5 min"), (3599, "1 h")],
)
def test_times(seconds, said):
    assert say_time(seconds) == said


def metres_said(text):
    number, unit = re.fullmatch(r"([\d.]+) (m|km|ft|yd|mi)", text).groups()
    return float(number) * {"m": 1, "km": 1000, "ft": 0.3048, "yd": 0.9144, "mi": 1609.344}[unit]


@given(st.floats(0, 50_000), st.floats(0, 50_000), st.sampled_from(["metric", "imperial", "british"]))
def test_figures_never_fall_while_the_distance_rises_and_stay_near_it(a, b, units):
    low, high = sorted((a, b))
    assert metres_said(say_distance(low, units)) <= metres_said(say_distance(high, units))
    # half a step, and a step is never more than a quarter of what it measures from 20 m up
    assert metres_said(say_distance(low, units)) == pytest.approx(low, rel=0.25, abs=5)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", "1 h 5 min"),
        ("de-AT", "1 h 5 min"),
        ("sv", "1 tim 5 min"),
        ("nb-NO", "1 t 5 min"),
        ("zh-CN", "1 小时 5 分钟"),
    ],
)
def test_hours_and_minutes_have_the_language_s_signs(language, said):
    assert say_time(3900, language) == said


@pytest.mark.parametrize(
    ("language", "near", "far"),
    [
        ("zh-Hans", "180 米", "1.2 公里"),
        ("ru", "180 м", "1,2 км"),
        ("iw", "180 מ׳", "1.2 ק״מ"),
        ("ja", "180 m", "1.2 km"),
    ],
)
def test_metres_are_signed_as_the_language_does(language, near, far):
    assert [say_distance(m, "metric", language) for m in (180, 1240)] == [near, far]
