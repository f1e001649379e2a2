"""Which keys of a scenario file may stand together.

Not in the models: pydantic asks such questions only where every single key fits, and a fault would hide another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hud.scenario import schema
    from hud.scenario.reader import Reader
    from hud.scenario.schema_expect import Expectation
    from hud.yamldoc import Model
    from hud.yamltree import Loc

_TRACKS = ("navigation", "captions", "values", "events")
_EVENTS = ("notice", "input", "fault")
_FAULTS = ("link", "gps", "battery", "glasses")
_EXPECTED = ("shows", "visible", "absent", "not_clipped", "contrast", "screenshot")


def check_track(reader: Reader, loc: Loc, track: schema.Track) -> None:
    """A track is of one kind."""
    named = [key for key in _TRACKS if reader.says((*loc, key)) or getattr(track, key) is not None]
    if (len(named) != 1 or named != _given(reader, loc, track, _TRACKS)) and not reader.lost(loc):
        hint = "start navigation, captions, values and events each with a dash of its own"
        reader.error(loc, "a track is one thing", hint=hint)


def check_travel(reader: Reader, loc: Loc, travel: schema.Travel) -> None:
    """One travels at a speed, or as somebody was recorded."""
    if len(_given(reader, loc, travel, ("file", "speed"))) != 1 and not reader.lost(loc):
        reader.error(loc, "travel needs one of a file and a speed", hint="write walk.gpx or {speed: 1.4 m/s}")


def check_event(reader: Reader, loc: Loc, event: schema.Event) -> None:
    """One thing happens in an event, and one thing goes wrong in a fault."""
    if len(_given(reader, loc, event, _EVENTS)) != 1 and not reader.lost(loc):
        reader.error(loc, "an event is one thing", hint="give one of notice, input and fault")
    fault = event.fault
    if fault is None:
        return
    loc = (*loc, "fault")
    if len(_given(reader, loc, fault, _FAULTS)) != 1 and not reader.lost(loc):
        reader.error(loc, "a fault is one thing", hint="give one of link, gps, battery and glasses")
    elif (
        fault.by is not None and fault.link != "late" and not reader.stands_in((*loc, "link")) and not reader.lost(loc)
    ):
        reader.error((*loc, "by"), "'by' says how late a late link is", hint="write link: late, or remove it")


def check_expectation(reader: Reader, loc: Loc, wanted: Expectation) -> None:
    """Something is expected, and a picture is of one moment."""
    if not _given(reader, loc, wanted, _EXPECTED) and not reader.lost(loc):
        hint = "add shows, visible, absent, not_clipped, contrast or screenshot"
        reader.error(loc, "this expects nothing", hint=hint)
    elif wanted.of is not None and not _given(reader, loc, wanted, ("contrast",)) and not reader.lost(loc):
        reader.error((*loc, "of"), "'of' says which texts a contrast is about", hint='add contrast: ">= 3"')
    if wanted.screenshot is not None and len(wanted.at) > 1:
        reader.error((*loc, "screenshot"), "one screenshot is of one moment", hint="give it one time")


def _given(reader: Reader, loc: Loc, model: Model, keys: tuple[str, ...]) -> list[str]:
    """Which of some keys have a value there, be it a wrong one."""
    return [key for key in keys if getattr(model, key) is not None or reader.stands_in((*loc, key))]
