"""What footage may be asked for: the one place of every limit, for the scenario's schema and for the sources."""

from __future__ import annotations

from typing import Literal, get_args

TimeOfDay = Literal["morning", "noon", "dusk", "night"]
TIMES_OF_DAY: tuple[str, ...] = get_args(TimeOfDay)

Weather = Literal["clear", "rain"]
WEATHERS: tuple[str, ...] = get_args(Weather)
UNDERPASS_M = (6.0, 300.0)
"""How long an underpass may be."""

HFOV_DEG = (1.0, 170.0)
"""Of a recording or a camera, from a long telephoto lens to what a pinhole can still be said to see."""
STREET_HFOV_DEG = (5.0, 120.0)
"""What the street can be drawn for."""
FPS = (0.01, 1000.0)
SIZE_PX = (16, 4096)
"""Each way, of what has no size of its own."""
SEEDS = 2**32
"""Seeds are below this."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "street": ("time_of_day", "seed", "standing", "weather", "underpass"),
}
"""What each synthetic place can be told."""
EVERY_OPTION: tuple[str, ...] = tuple(dict.fromkeys(name for names in OPTIONS.values() for name in names))
