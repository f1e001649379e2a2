"""From the tracks of a scenario file to what they make happen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from hud.guidance import Route, Travel, load_route, load_travel
from hud.scenario.gps import Drift
from hud.scenario.keyframes import Keyframe, Keyframes, is_colour
from hud.scenario.scenario import Message, Reroute
from hud.spans import Span
from hud.speech import CaptionTrack, Cue, Revision, load_cues, occurs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hud.scenario import schema
    from hud.scenario.fields import ValueKeyframe
    from hud.scenario.reader import Reader
    from hud.yamltree import Loc

RECOGNITION_S = 0.3
MISHEARD = 0.15

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
        tracks = cls()
        seen: set[str] = set()
        for index, track in enumerate(reader.file.tracks):
            loc: Loc = ("tracks", index)
            for kind in ("navigation", "captions"):
                if getattr(track, kind) is not None:
                    if kind in seen:
                        reader.error((*loc, kind), f"a second {kind} track", hint="a scenario has one of each")
                    seen.add(kind)
            if track.navigation is not None:
                tracks._navigation(reader, (*loc, "navigation"), track.navigation)
            if track.captions is not None:
                tracks._captions(reader, (*loc, "captions"), track.captions)
            for name, frames in (track.values or {}).items():
                tracks._value(reader, (*loc, "values", name), name, frames)
            for number, event in enumerate(track.events or ()):
                tracks._event(reader, (*loc, "events", number), event)
        return tracks

    def _navigation(self, reader: Reader, loc: Loc, wanted: schema.Navigation) -> None:
        route_file = reader.data_path((*loc, "route"), wanted.route)
        travel_file = None
        if wanted.travel.file is not None:
            travel_file = reader.data_path((*loc, "travel"), wanted.travel.file)
        if route_file is None:
            return
        self.route = route = _route(reader, (*loc, "route"), wanted, route_file)
        if route is None:
            return
        speed = wanted.travel.speed
        if speed is not None:
            self.travel = reader.attempt((*loc, "travel"), lambda: Travel.at_speed(route, speed))
        elif travel_file is not None:
            self.travel = reader.attempt((*loc, "travel"), lambda: load_travel(travel_file, route))
        self._reroutes(reader, (*loc, "reroutes"), wanted, travel_file)

    def _reroutes(self, reader: Reader, loc: Loc, wanted: schema.Navigation, travel_file: Path | None) -> None:
        if wanted.reroutes and wanted.travel.file is None:
            hint = "give travel: a GPX track that leaves the route"
            reader.error(loc, "at one speed the route is never left, so there is no new one", hint=hint)
            return
        before = 0.0
        for index, one in enumerate(wanted.reroutes or ()):
            place = (*loc, index)
            reader.within((*place, "at"), one.at)
            if one.at <= before:
                hint = "order them by time, each time once and after 0 s"
                reader.error((*place, "at"), f"{one.at:g} s does not come after {before:g} s", hint=hint)
            before = one.at
            route_file = reader.data_path((*place, "route"), one.route)
            route = None if route_file is None else _route(reader, (*place, "route"), wanted, route_file)
            if route is None or travel_file is None:
                continue
            travel = reader.attempt((*place, "route"), partial(load_travel, travel_file, route))
            if travel is not None:
                self.reroutes.append(Reroute(one.at, route, travel))

    def _captions(self, reader: Reader, loc: Loc, wanted: schema.Captions) -> None:
        # not in the model, so that it is told together with what is wrong with the files
        if wanted.translations is not None and not reader.says((*loc, "to")):
            hint = "add to: en"
            reader.error((*loc, "translations"), "translations are given without their language", hint=hint)
        if wanted.to is not None and not reader.says((*loc, "translations")):
            reader.error((*loc, "to"), "'to' is given without a file", hint="add translations: talk.en.vtt")
        live_only = [name for name in ("recognition", "misheard", "revisions") if name in wanted.model_fields_set]
        if live_only and wanted.partial == "none":
            message = f"'{live_only[0]}' has no meaning where captions come whole"
            reader.error((*loc, live_only[0]), message, hint="add partial: words")
        source = _cues(reader, (*loc, "file"), wanted.file)
        target = None
        if wanted.translations is not None:
            target = _cues(reader, (*loc, "translations"), wanted.translations)
        if source is not None:
            if min(cue.start_s for cue in source) >= reader.file.duration:
                first = min(cue.start_s for cue in source)
                hint = f"the scenario ends at {reader.file.duration:g} s; make it longer, or cut the captions"
                reader.error((*loc, "file"), f"'{wanted.file}' begins at {first:g} s, after the end", hint=hint)
            cues = (*source, *(target or ()))
            for index, one in enumerate(wanted.revisions):
                there = [cue for cue in cues if occurs(cue.text, one.said)]
                place = (*loc, "revisions", index)
                if not there:
                    hint = "write the words as the caption file has them"
                    reader.error((*place, "said"), f"'{one.said}' is in no caption", hint=hint)
                elif one.at is not None and not any(cue.start_s <= one.at < cue.end_s for cue in there):
                    times = f"{there[0].start_s:g} s to {there[0].end_s:g} s"
                    hint = f"they are said from {times}"
                    reader.error((*place, "at"), f"'{one.said}' is not in a caption at {one.at:g} s", hint=hint)
            live = wanted.partial != "none"
            self.captions = CaptionTrack(
                source,
                wanted.from_,
                target,
                wanted.to or "",
                wanted.delay,
                wanted.partial,
                (RECOGNITION_S if wanted.recognition is None else wanted.recognition) if live else 0.0,
                (MISHEARD if wanted.misheard is None else wanted.misheard) if live else 0.0,
                tuple(Revision(one.said, one.heard, one.for_, one.at) for one in wanted.revisions),
            )

    def _value(self, reader: Reader, loc: Loc, name: str, frames: Sequence[ValueKeyframe]) -> None:
        if name in self.values:
            reader.error(loc, f"a second value '{name}'", hint="put its keyframes into one list")
        kinds = {type(frame.value) for frame in frames}
        if len(kinds) > 1:
            reader.error(loc, "the keyframes mix numbers, texts and switches", hint="use one kind")
        colours = all(isinstance(frame.value, str) and is_colour(frame.value) for frame in frames)
        for index, frame in enumerate(frames):
            if frame.ease != "step" and not isinstance(frame.value, float) and not colours:
                hint = "remove it, or write colours as #rrggbb"
                reader.error((*loc, index, "ease"), "only numbers and colours can be eased", hint=hint)
        self.values[name] = read_keyframes(reader, loc, [(f.at, f.value, f.ease) for f in frames])

    def _event(self, reader: Reader, loc: Loc, event: schema.Event) -> None:
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


def _route(reader: Reader, loc: Loc, wanted: schema.Navigation, path: Path) -> Route | None:
    route = reader.attempt(
        loc,
        lambda: load_route(path, language=wanted.language or "", mode=wanted.mode or "", choose=wanted.choose or 0),
    )
    return route if route is None or wanted.units is None else replace(route, units=wanted.units)


def _cues(reader: Reader, loc: Loc, name: str) -> tuple[Cue, ...] | None:
    path = reader.data_path(loc, name)
    return reader.attempt(loc, lambda: load_cues(path)) if path is not None else None


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
        reader.within(place, at_s)
        if at_s <= before:
            hint = "order the keyframes by time, each time once"
            reader.error(place, f"{at_s:g} s does not come after {before:g} s", hint=hint)
        before = at_s
    return Keyframes(tuple(Keyframe(*frame) for frame in frames), by_ratio=by_ratio)
