"""What footage may be asked for: the one place of every limit, for the scenario's schema and for the sources."""

from __future__ import annotations

from typing import Literal, get_args

TimeOfDay = Literal["morning", "noon", "dusk", "night"]
TIMES_OF_DAY: tuple[str, ...] = get_args(TimeOfDay)

Weather = Literal["clear", "rain"]
WEATHERS: tuple[str, ...] = get_args(Weather)
Vehicle = Literal["none", "car"]
VEHICLES: tuple[str, ...] = get_args(Vehicle)
Traffic = Literal["right", "left"]
TRAFFIC: tuple[str, ...] = get_args(Traffic)
"""On which side of the road one drives."""
SignLanguage = Literal["de", "en", "es", "fr", "it", "ja", "nl", "zh"]
SIGN_LANGUAGES: tuple[str, ...] = get_args(SignLanguage)
"""What the names of a street's shops are written in."""
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

TableGame = Literal["tea", "chess"]
TABLES: tuple[str, ...] = get_args(TableGame)
"""What the table of the room is laid for."""
Menu = Literal["ja", "fr"]
MENUS: tuple[str, ...] = get_args(Menu)
SlideLanguage = Literal["de", "en", "es", "fr", "ja", "zh", "none"]
SLIDE_LANGUAGES: tuple[str, ...] = get_args(SlideLanguage)
"""What a lecture's slides are written in; none has pictures alone."""
MOMENT_S = (0.5, 86_400.0)
"""When something happens in a place: a train comes, a slide is turned over."""

PEOPLE = (1, 2)
"""How many may sit across the table."""

OPTIONS: dict[str, tuple[str, ...]] = {
    "street": ("time_of_day", "seed", "standing", "weather", "underpass", "vehicle", "traffic", "signs"),
    "room": ("time_of_day", "seed", "people", "table"),
    "hall": ("seed", "slides", "slides_in"),
    "station": ("seed", "arrival"),
    "table": ("seed", "menu"),
}
"""What each synthetic place can be told."""
PLACES: tuple[str, ...] = tuple(name for name in OPTIONS if name != "street")
"""Where one sits or stands."""
EVERY_OPTION: tuple[str, ...] = tuple(dict.fromkeys(name for names in OPTIONS.values() for name in names))
