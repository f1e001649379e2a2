"""From the tracks of a scenario file to what they make happen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from hud.errors import FileError, Problems
from hud.guidance import Route, Travel, WishError, check_track_file, gpx_kept, load_route, load_travel
from hud.scenario.captions import read_captions
from hud.scenario.gps import Drift
from hud.scenario.keyframes import Keyframe, Keyframes, is_colour
from hud.scenario.rules import check_event, check_track, check_travel
from hud.scenario.scenario import Message, Reroute
from hud.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hud.scenario import schema
    from hud.scenario.fields import ValueKeyframe
    from hud.scenario.reader import Reader
    from hud.speech import CaptionTrack
    from hud.yamltree import Loc

V = TypeVar("V", float, float | str | bool)
LATE_S = 1.5
"""How late a late link is that does not say: assumed, late enough to be seen."""
FOR_EVER_S = 24 * 3600.0
MAX_DRIFTS = 100


@dataclass
class Tracks:
    """All tracks of a scenario, read one by one."""

    route: Route | None = None
    travel: Travel | None = None
    reroutes: list[Reroute] = field(default_factory=list)
    captions: CaptionTrack | None = None
    values: dict[str, Keyframes[float | str | bool]] = field(default_factory=dict)
    notices: list[Span[Message]] = field(default_factory=list)
    inputs: list[tuple[float, str]] = field(default_factory=list)
    """(when, gesture)."""
    lost: list[Span[str]] = field(default_factory=list)
    late: list[Span[float]] = field(default_factory=list)
    gps: list[Span[Drift]] = field(default_factory=list)
    battery: list[Span[float]] = field(default_factory=list)
    removed: list[Span[str]] = field(default_factory=list)

    @classmethod
    def read(cls, reader: Reader) -> Tracks:
        """Read them all; what is wrong is left with the reader."""
        with gpx_kept():
            return cls._read(reader)

    @classmethod
    def _read(cls, reader: Reader) -> Tracks:
        tracks = cls()
        seen: set[str] = set()
        for index, track in enumerate(reader.file.tracks):
            loc: Loc = ("tracks", index)
            check_track(reader, loc, track)
            for kind in ("navigation", "captions"):
                if getattr(track, kind) is not None:
                    if kind in seen:
                        reader.error((*loc, kind), f"a second {kind} track", hint="a scenario has one of each")
                    seen.add(kind)
            if track.navigation is not None:
                tracks._navigation(reader, (*loc, "navigation"), track.navigation)
            if track.captions is not None:
                tracks.captions = read_captions(reader, (*loc, "captions"), track.captions)
            for name, frames in (track.values or {}).items():
                tracks._value(reader, (*loc, "values", name), name, frames)
            for number, event in enumerate(track.events or ()):
                tracks._event(reader, (*loc, "events", number), event)
        return tracks

    def _navigation(self, reader: Reader, loc: Loc, wanted: schema.Navigation) -> None:
        check_travel(reader, (*loc, "travel"), wanted.travel)
        speed, travel_file = wanted.travel.speed, None
        if wanted.travel.file is not None:
            travel_file = reader.data_path((*loc, "travel"), wanted.travel.file)
        self.route = route = _route(reader, loc, ("route",), wanted, wanted.route)
        if travel_file is not None:
            # what is wrong with a recording is told without a route too
            self.travel = reader.attempt(
                (*loc, "travel"),
                partial(check_track_file, travel_file) if route is None else partial(load_travel, travel_file, route),
            )
        elif speed is not None and route is not None:
            self.travel = reader.attempt((*loc, "travel"), lambda: Travel.at_speed(route, speed))
        self._reroutes(reader, loc, wanted, None if self.travel is None else travel_file)

    def _reroutes(self, reader: Reader, loc: Loc, wanted: schema.Navigation, travel_file: Path | None) -> None:
        if wanted.reroutes and wanted.travel.file is None and not reader.stands_in((*loc, "travel")):
            hint = "give travel: a GPX track that leaves the route"
            reader.error((*loc, "reroutes"), "at one speed the route is never left, so there is no new one", hint=hint)
            return
        before = 0.0
        for index, one in enumerate(wanted.reroutes or ()):
            place = (*loc, "reroutes", index)
            if not reader.stands_in((*place, "at")) and reader.within((*place, "at"), one.at):
                if one.at <= before:
                    hint = "order them by time, each time once and after 0 s"
                    reader.error((*place, "at"), f"{one.at:g} s does not come after {before:g} s", hint=hint)
                before = one.at
            route = _route(reader, loc, ("reroutes", index, "route"), wanted, one.route)
            if route is None or travel_file is None:
                continue
            travel = reader.attempt((*place, "route"), partial(load_travel, travel_file, route))
            if travel is not None:
                self.reroutes.append(Reroute(one.at, route, travel))

    def _value(self, reader: Reader, loc: Loc, name: str, frames: Sequence[ValueKeyframe]) -> None:
        if name in self.values:
            reader.error(loc, f"a second value '{name}'", hint="put its keyframes into one list")
        own = [not reader.stands_in((*loc, index, "is")) for index in range(len(frames))]
        kinds = {type(frame.value) for frame, is_own in zip(frames, own, strict=True) if is_own}
        if len(kinds) > 1:
            reader.error(loc, "the keyframes mix numbers, texts and switches", hint="use one kind")
        plain = [frame.value for frame, is_own in zip(frames, own, strict=True) if is_own]
        numbers = all(isinstance(value, float) for value in plain)
        colours = all(isinstance(value, str) and is_colour(value) for value in plain)
        for index, (frame, is_own) in enumerate(zip(frames, own, strict=True)):
            # where kinds are mixed, the one that is wrong may be another
            if len(kinds) == 1 and not numbers and not colours and is_own and frame.ease != "step":
                hint = "remove it, or write colours as #rrggbb"
                reader.error((*loc, index, "ease"), "only numbers and colours can be eased", hint=hint)
        self.values[name] = read_keyframes(reader, loc, [(f.at, f.value, f.ease) for f in frames])

    def _event(self, reader: Reader, loc: Loc, event: schema.Event) -> None:
        check_event(reader, loc, event)
        if event.at >= reader.file.duration:
            reader.error(
                (*loc, "at"),
                f"{event.at:g} s is not before the end",
                hint=f"use a time below {reader.file.duration:g} s, or a longer duration",
            )
        if event.notice is not None:
            message = Message(event.notice.title, event.notice.body)
            self.notices.append(Span(event.at, event.at + event.notice.for_, message))
        if event.input is not None:
            self.inputs.append((event.at, str(event.input)))
        if event.fault is not None:
            self._fault(reader, (*loc, "fault"), event.at, event.fault)

    def _fault(self, reader: Reader, loc: Loc, at_s: float, fault: schema.Fault) -> None:
        # as good as for ever: the state beyond the end is asked for too
        end_s = at_s + fault.for_ if fault.for_ is not None else max(reader.file.duration, at_s) + FOR_EVER_S
        if fault.link == "lost":
            self.lost.append(Span(at_s, end_s, "lost"))
        elif fault.link == "late":
            self.late.append(Span(at_s, end_s, LATE_S if fault.by is None else fault.by))
        if fault.gps is not None:
            self.gps.append(Span(at_s, end_s, Drift(fault.gps.drift, fault.gps.bearing)))
            if len(self.gps) == MAX_DRIFTS + 1:
                reader.error(loc, f"more than {MAX_DRIFTS} times that the place drifts", hint="use fewer")
        if fault.battery is not None:
            self.battery.append(Span(at_s, end_s, fault.battery))
        if fault.glasses is not None:
            self.removed.append(Span(at_s, end_s, fault.glasses))


def _route(reader: Reader, loc: Loc, place: Loc, wanted: schema.Navigation, name: str) -> Route | None:
    """The route that is named at a place of the guidance."""
    path = reader.data_path((*loc, *place), name)
    if path is None:
        return None
    wishes: dict[str, Any] = {
        "language": wanted.language or "",
        "mode": wanted.mode or "",
        "choose": wanted.choose or 0,
    }
    refused: set[str] = set()

    def tell(error: WishError) -> None:
        refused.add(error.wish)
        wishes[error.wish] = type(wishes[error.wish])()
        reader.error((*loc, error.wish), error.message.replace("the file", f"'{name}'", 1), hint=error.hint)

    def read() -> Route:
        try:
            return load_route(path, **wishes)
        except WishError as error:
            tell(error)
            for other in error.besides:
                if isinstance(other, WishError):
                    tell(other)
            if found := [other for other in error.besides if isinstance(other, FileError)]:
                raise Problems(found) from None
            # what is wrong with the file itself is told besides
            return read()

    route = reader.attempt((*loc, *place), read)
    if "choose" in refused:
        return None
    return route if route is None or wanted.units is None else replace(route, units=wanted.units)


def read_keyframes(
    reader: Reader, loc: Loc, frames: Sequence[tuple[float, V, str]], *, by_ratio: bool = False
) -> Keyframes[V]:
    """Keyframes, after a check that their times rise and lie within the scenario.

    Args:
        reader: Receives what is wrong.
        loc: Where the list stands.
        frames: (time in s, value, ease) of each.
        by_ratio: See `Keyframes`.
    """
    before = -1.0
    for index, (at_s, _, _) in enumerate(frames):
        place = (*loc, index, "at")
        if reader.stands_in(place) or not reader.within(place, at_s):
            continue
        if at_s <= before:
            hint = "order the keyframes by time, each time once"
            reader.error(place, f"{at_s:g} s does not come after {before:g} s", hint=hint)
        before = at_s
    return Keyframes(tuple(Keyframe(*frame) for frame in frames), by_ratio=by_ratio)
