"""Quantities, and the sRGB curve."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.units import UNITS, parse_quantity, srgb_decode_table, srgb_encode_table, srgb_eotf, srgb_oetf


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("60 s", "time", 60),
        ("600ms", "time", 0.6),
        (" 1.5  min ", "time", 90),
        ("\n 2 s" + " " * 4000, "time", 2),
        ("10 klx", "illuminance", 10_000),
        ("1.4 m/s", "speed", 1.4),
        ("36 km/h", "speed", 10),
        ("0.5 mi", "length", 804.672),
        ("30 arcmin", "angle", 0.5),
        ("70°", "angle", 70),
        ("15 %", "ratio", 0.15),
        ("0.15", "ratio", 0.15),
        (0.15, "ratio", 0.15),
        (3, "number", 3),
        ("0", "time", 0),
        (0, "illuminance", 0),
        ("-2e3 m", "length", -2000),
        (".5 s", "time", 0.5),
    ],
)
def test_quantities(text, dimension, value):
    assert parse_quantity(text, dimension) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "dimension", "message"),
    [
        ("60", "time", "'60' has no unit; write for example 60 s"),
        (60, "time", "'60' has no unit; write for example 60 s"),
        ("60 m", "time", "'m' is a unit of length, not of time; use s, ms, min, h"),
        ("60 sec", "time", "unknown unit 'sec' for a time"),
        ("60 lxx", "illuminance", "did you mean 'lx'?"),
        ("soon", "time", "write a number and a unit, such as 5 s"),
        ("", "time", "'' is not a time"),
        ("1e999 s", "time", "is not a finite number; write for example 5 s"),
        (math.nan, "ratio", "is not a finite number"),
        (math.inf, "time", "is not a finite number"),
        (10**400, "ratio", "more than 308 digits"),
        (True, "ratio", "expected a ratio, not true"),
        ("1,5 s", "time", "write 1.5 s"),
        ("1" + " " * 4000 + "x\nx", "time", "'1                   ...' is too long for a time"),
        ("9" * 5000 + " s", "time", "is too long for a time; write for example 5 s"),
        ("5\ns\n5", "time", "is not a time"),
    ],
)
def test_what_is_no_quantity_is_refused(text, dimension, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_quantity(text, dimension)


@given(st.text(max_size=40) | st.floats() | st.integers(), st.sampled_from(sorted(UNITS)))
def test_anything_gives_a_finite_number_or_a_value_error(text, dimension):
    try:
        value = parse_quantity(text, dimension)
    except ValueError:
        return
    assert math.isfinite(value)


def test_srgb_is_the_standards():
    # IEC 61966-2-1: the linear toe ends at 0.04045; code 188 is very nearly half the light
    assert srgb_eotf(0.04045) == pytest.approx(0.0031308, abs=1e-6)
    assert srgb_eotf(188 / 255) == pytest.approx(0.5, abs=0.005)
    assert (srgb_eotf(0.0), srgb_eotf(1.0)) == (0.0, 1.0)


@given(st.floats(0, 1))
def test_srgb_goes_there_and_back(value):
    assert srgb_oetf(srgb_eotf(value)) == pytest.approx(value, abs=2e-5)


def test_tables_agree_with_the_curve_and_cannot_be_written():
    decode, encode = srgb_decode_table(), srgb_encode_table()
    assert (decode.shape, decode.dtype, encode.shape, encode.dtype) == ((256,), np.float32, (65536,), np.uint8)
    codes = np.arange(256)
    assert (encode[np.rint(decode * 65535).astype(int)] == codes).all()
    assert (np.diff(decode) > 0).all()
    for table in (decode, encode):
        with pytest.raises(ValueError, match="read-only"):
            table[0] = 1
