"""The scale of the light control: logarithmic, as the eye judges light, with names for what one knows. No Qt."""

from __future__ import annotations

import math

from hud import environment

LOWEST_LX, HIGHEST_LX = 1.0, 100_000.0
STEPS_PER_DECADE = 100
STEPS = round(math.log10(HIGHEST_LX / LOWEST_LX)) * STEPS_PER_DECADE
KEY_STEP = STEPS_PER_DECADE // 10
"""A third of a photographic stop is a tenth of a decade to 0.3 %."""
SNAP_STEPS = 3

PRESETS: dict[float, str] = {lux: name.replace("-", " ") for name, lux in environment.PRESETS.items()}
"""Names by lux, for the scale's marks and words."""


def to_lux(step: int) -> float:
    """Illuminance of a step of the scale, to two digits; near a preset, the preset's own."""
    for preset in PRESETS:
        if abs(to_step(preset) - step) < SNAP_STEPS:
            return preset
    return float(f"{LOWEST_LX * 10 ** (step / STEPS_PER_DECADE):.2g}")


def to_step(lux: float) -> int:
    """The nearest step, 0 to `STEPS`; what lies off the scale goes to its end."""
    if lux <= LOWEST_LX:
        return 0
    return min(STEPS, round(math.log10(lux / LOWEST_LX) * STEPS_PER_DECADE))


def name_of(lux: float) -> str:
    """The preset nearest by ratio."""
    lux = max(lux, 1e-3)
    return PRESETS[min(PRESETS, key=lambda preset: abs(math.log(lux / preset)))]


def say(lux: float) -> str:
    """``10,000 lx``; at most three digits that count."""
    return f"{float(f'{lux:.3g}'):,.0f} lx" if lux >= 10 else f"{lux:.3g} lx"


def presets_told() -> str:
    """Every preset with its light, a line each."""
    return "\n".join(f"{say(lux)}  {name}" for lux, name in PRESETS.items())
