"""Quantities with units, and the sRGB transfer curve.

Scenario and device files say ``60 s``, ``10000 lx``, ``0.6 deg``; inside the program every number is in one
unit per dimension, which its name carries (``_s``, ``_m``, ``_deg``, ``_lx``, ``_cd_m2``).
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from hud.errors import did_you_mean

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# dimension -> unit -> factor to the program's unit (the one whose factor is 1, named first)
UNITS: dict[str, dict[str, float]] = {
    "time": {"s": 1.0, "ms": 1e-3, "min": 60.0, "h": 3600.0},
    "length": {"m": 1.0, "mm": 1e-3, "cm": 1e-2, "km": 1e3, "ft": 0.3048, "mi": 1609.344},
    "speed": {"m/s": 1.0, "km/h": 1 / 3.6, "mph": 0.44704},
    "turn rate": {"deg/s": 1.0, "°/s": 1.0, "rad/s": 180 / math.pi},
    "angle": {"deg": 1.0, "°": 1.0, "arcmin": 1 / 60, "rad": 180 / math.pi, "mrad": 0.18 / math.pi},
    "illuminance": {"lx": 1.0, "lux": 1.0, "klx": 1e3},
    "luminance": {"cd/m2": 1.0, "cd/m²": 1.0, "nit": 1.0, "nits": 1.0},
    "frequency": {"Hz": 1.0},
    "spatial frequency": {"cpd": 1.0},
    "ratio": {"": 1.0, "%": 1e-2},
    "mass": {"g": 1.0, "kg": 1e3},
    "size": {"KB": 1.0, "kB": 1.0, "B": 1e-3, "MB": 1e3},
    "number": {"": 1.0},
}

MAX_QUANTITY_CHARACTERS = 60
MANY_S = 90

_QUANTITY = re.compile(r"([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)")


def parse_quantity(text: str | float, dimension: str, *, usual: str = "") -> float:
    """Read one quantity.

    Args:
        text: ``"60 s"``, ``"1.4 m/s"``; a bare number is taken in the dimension's own unit only where that
            unit is none (``ratio``, ``number``) or the number is zero.
        dimension: A key of `UNITS`.
        usual: The unit that messages write in their examples; the dimension's first one when left out.

    Returns:
        The value in the dimension's first unit (s, m, m/s, deg, deg/s, lx, cd/m2, Hz, cycles per degree, 1, g).

    Raises:
        ValueError: Not a finite number, no unit, or a unit of another dimension; the message says which
            units fit.
    """
    units = UNITS[dimension]
    article = "an" if dimension[0] in "aeiou" else "a"
    example = usual or next(filter(None, units), "")
    sample = f"5 {example}".strip()
    if isinstance(text, bool):
        raise ValueError(f"expected {article} {dimension}, not {str(text).lower()}")
    if isinstance(text, int | float):
        try:
            number, unit = float(text), ""
        except OverflowError:
            raise ValueError("a number of more than 308 digits is not usable") from None
    else:
        text = text.strip()
        if len(text) > MAX_QUANTITY_CHARACTERS:
            raise ValueError(f"'{text[:20]}...' is too long for {article} {dimension}; write for example {sample}")
        match = _QUANTITY.fullmatch(text)
        if not match:
            wanted = "a number and a unit" if example else "a number"
            raise ValueError(f"'{text}' is not {article} {dimension}; write {wanted}, such as {sample}")
        number, unit = float(match[1]), match[2]
    if not math.isfinite(number):
        raise ValueError(f"'{text}' is not a finite number; write for example {sample}")
    if unit in units:
        return number * units[unit]
    if not unit and number == 0:
        return 0.0
    if not unit:
        # nobody writes minutes as seconds, and many write milliseconds without saying so
        near = "ms" if dimension == "time" and not usual and number > MANY_S else example
        raise ValueError(f"'{text}' has no unit; write for example {text} {near}")
    for other, table in UNITS.items():
        if unit in table:
            raise ValueError(
                f"'{unit}' is a unit of {other}, not of {dimension}; use " + ", ".join(u for u in units if u)
            )
    if isinstance(text, str) and (meant := _meant(text, dimension)):
        raise ValueError(f"'{text}' is not {article} {dimension}; write {meant}")
    hint = did_you_mean(unit, [u for u in units if u])
    raise ValueError(f"unknown unit '{unit}' for {article} {dimension}; {hint}")


def _meant(text: str, dimension: str) -> str:
    """What was meant by a decimal comma, by 1,000 or by a time as clocks have it; empty for anything else."""
    if match := re.fullmatch(r"([-+]?\d+),(\d+)(\s*\D*)", text):
        joint = "" if len(match[2]) == 3 and not match[1].startswith("0") else "."
        return f"{match[1]}{joint}{match[2]}{match[3]}".strip()
    if dimension == "time" and (match := re.fullmatch(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)", text)):
        return f"{int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3]):g} s"
    return ""


def written(value: float, unit: str) -> str:
    """A quantity in the program's unit of its dimension as people write it: ``86400 s`` is ``24 h``."""
    if unit == "s" and value >= 7200 and value % 3600 == 0:
        value, unit = value / 3600, "h"
    value = float(f"{value:.12g}")  # 1e-3 is no exact factor
    number = f"{value:,.0f}" if abs(value) >= 1e5 and value == int(value) else f"{value:g}"
    return f"{number} {unit}".strip()


def srgb_eotf(value: float) -> float:
    """Relative luminance of an sRGB signal (IEC 61966-2-1), both 0..1. Stage 1 of `hud.optics.stages`."""
    return value / 12.92 if value <= 0.04045 else math.pow((value + 0.055) / 1.055, 2.4)


def srgb_oetf(linear: float) -> float:
    """SRGB signal of a relative luminance (IEC 61966-2-1), both 0..1; the inverse of `srgb_eotf`."""
    return linear * 12.92 if linear <= 0.0031308 else 1.055 * math.pow(linear, 1 / 2.4) - 0.055


@cache
def srgb_decode_table() -> NDArray[np.float32]:
    """Linear value of each 8-bit sRGB code, (256,) float32, 0..1.

    A table made with the C library's ``pow`` one value at a time: NumPy's own varies with the processor's
    vector width, and a frame must not.
    """
    import numpy as np  # no light, no tables: most commands read units only

    table = np.array([srgb_eotf(code / 255) for code in range(256)], np.float32)
    table.setflags(write=False)
    return table


WHITE16 = 65535
"""The monitor's white where light is held in 16 bits; its black is 0."""


@cache
def srgb_encode_table() -> NDArray[np.uint8]:
    """Nearest 8-bit sRGB code of each 16-bit linear value, (65536,) uint8.

    16 bits resolve the steepest part of the curve: code 1 begins at 10 of 65535.
    """
    import numpy as np

    # the curve rises, so it is enough to find where each code begins: in 4,000 steps, not in 65,536
    begins = []
    for code in range(1, 256):
        value = bisect_left(range(65536), code, key=lambda value: round(255 * srgb_oetf(value / 65535)))
        begins.append(value)
    table = np.searchsorted(np.array(begins), np.arange(65536), side="right").astype(np.uint8)
    table.setflags(write=False)
    return table
