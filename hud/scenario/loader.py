"""Reading a scenario: its file, then the data it names, with every error of both at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hud.device import load_device
from hud.errors import FileError, Problems, UsageError
from hud.files import files_noted
from hud.footage import FootageSpec, check_footage
from hud.footage.limits import EVERY_OPTION, OPTIONS, SIGN_LANGUAGES, SLIDE_LANGUAGES
from hud.footage.opening import check_hfov, check_option
from hud.scenario.composing import compose
from hud.scenario.finding import ScenarioEntry, scenario_file, shipped
from hud.scenario.fitting import fitted
from hud.scenario.gps import reported_travel
from hud.scenario.head import HeadTrack
from hud.scenario.inputs import Inputs
from hud.scenario.keyframes import Keyframe, Keyframes
from hud.scenario.link import IDEAL, LINKS, Link
from hud.scenario.outages import Outages
from hud.scenario.reader import Reader
from hud.scenario.rules import check_expectation
from hud.scenario.scenario import Expected, Scenario
from hud.scenario.schema import GESTURES, ScenarioFile
from hud.scenario.timeline import INPUT_SHOWN_S
from hud.scenario.tracks import MAX_DRIFTS, Tracks, read_keyframes
from hud.spans import Span, Spans
from hud.yamldoc import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.footage.opening import Kind
    from hud.guidance.route import Route
    from hud.scenario import schema
    from hud.scenario.fields import ShareKeyframe
    from hud.yamldoc import Document, Draft
    from hud.yamltree import Loc


def load_scenario(named: Path | str) -> Scenario:
    """Read a scenario and everything it names.

    Args:
        named: Its folder, its ``scenario.yaml``, or the name of a shipped one: ``"navigation/morning-walk"``,
            or the part behind the slash.

    Returns:
        The scenario, ready for `state_at`.

    Raises:
        UsageError: Not a path and not a shipped name.
        FileError: One thing wrong, in the scenario or in a file it names, that is no misfit.
        Problems: Several, or something that does not fit the format.
    """
    with files_noted() as stamps:
        path, name = scenario_file(named)
        return replace(_read(compose(path), name), stamps=stamps)


@dataclass(frozen=True)
class Gathered:
    """All that there is of a scenario, and all that is wrong with it."""

    scenario: Scenario | None
    """Of use only without errors, but for what of it was read; None where too much is wrong."""
    document: Document[ScenarioFile] | None
    """Its file, which knows where everything stands."""
    errors: tuple[FileError, ...]
    """Of every file, in order: those of the scenario's own first."""
    misfits: bool = False
    """Whether the file itself does not fit the format."""


def gather(draft: Draft, name: str) -> Gathered:
    """Read a file that has been composed, and everything it names.

    Args:
        draft: By `compose`.
        name: What the scenario is called.
    """
    path, found = draft.path, fitted(draft)
    if found.document is None:
        return Gathered(None, None, tuple(in_order(found.errors, path)), misfits=True)
    reader = Reader(found.document, stand_ins=found.stand_ins, opened=found.opened)
    scenario = _scenario(reader, path, name)
    errors = in_order([*found.errors, *reader.errors], path)
    scenario = replace(scenario, warnings=tuple(in_order(reader.warnings, path)))
    return Gathered(scenario, found.document, tuple(errors), misfits=bool(found.errors))


def _read(draft: Draft, name: str) -> Scenario:
    found = gather(draft, name)
    if len(found.errors) == 1 and not (found.misfits and found.errors[0] not in draft.faults):
        raise found.errors[0]
    if found.errors or found.scenario is None:
        raise Problems(found.errors)
    return found.scenario


def find_scenarios() -> list[ScenarioEntry]:
    """The shipped scenarios, by name.

    Raises:
        HudError: The installation is damaged.
    """
    return [ScenarioEntry(name, compose(path).fit(ScenarioFile).value.title, path) for name, path in shipped().items()]


def _scenario(reader: Reader, path: Path, name: str) -> Scenario:
    """The scenario; of use only if the reader has no errors then."""
    file = reader.file
    lux = [(frame.at, frame.lux, frame.ease) for frame in file.world.illuminance]
    brightness, battery = Keyframes.constant(1.0), None
    if file.display is not None:
        brightness = _shares(reader, ("display", "brightness"), file.display.brightness, by_ratio=True)
    if file.status is not None:
        battery = _shares(reader, ("status", "battery"), file.status.battery)
    tracks = Tracks.read(reader)
    lost, late, gps = Spans.of(tracks.lost), Spans.of(tracks.late), Spans.of(tracks.gps)
    turns = [t for span in tracks.lost for t in (span.start_s, span.end_s)]
    turns += [t for span in tracks.late for t in (span.start_s, span.end_s)]
    reported, reroutes = None, tuple(tracks.reroutes)
    if tracks.gps and tracks.travel is not None and tracks.route is not None and len(tracks.gps) <= MAX_DRIFTS:
        reported = reported_travel(tracks.route, tracks.travel, gps, end_s=file.duration)
        reroutes = tuple(
            replace(new, reported=reported_travel(new.route, new.travel, gps, end_s=file.duration)) for new in reroutes
        )
    for index, at_s in enumerate(file.stills):
        reader.within(("stills", index), at_s)
    return Scenario(
        path=path,
        name=name,
        title=file.title,
        description=file.description.strip(),
        device=_device(reader),
        duration_s=file.duration,
        footage=_footage(reader, tracks.route),
        illuminance_lx=read_keyframes(reader, ("world", "illuminance"), lux, by_ratio=True),
        white_reflectance=file.world.white_reflectance,
        world_distance_m=file.world.distance,
        pupil_offset_m=(file.wearer.pupil[0], file.wearer.pupil[1]),
        head_rate_deg_s=(file.wearer.head_rate[0], file.wearer.head_rate[1]),
        brightness=brightness,
        battery=battery,
        language=file.language or "",
        clock_s=_clock_s(file.clock),
        stills_s=tuple(file.stills),
        screen=_screen(reader),
        route=tracks.route,
        travel=tracks.travel,
        reroutes=reroutes,
        captions=tracks.captions,
        values=tracks.values,
        notices=Spans.of(tracks.notices),
        inputs=Spans.of(Span(at_s, at_s + INPUT_SHOWN_S, gesture) for at_s, gesture in tracks.inputs),
        gestures=Inputs.of(tracks.inputs, GESTURES),
        link=_link(file.link),
        late=late,
        lost=lost,
        outages=Outages.of(lost, late, turns),
        gps=gps,
        reported=reported,
        battery_faults=Spans.of(tracks.battery),
        removed=Spans.of(tracks.removed),
        head=_head(reader),
        expect=_expected(reader),
    )


def _link(wanted: str | schema.LinkTiming | None) -> Link:
    if wanted is None:
        return IDEAL
    if isinstance(wanted, str):
        return LINKS[wanted]
    rate_hz = wanted.rate or 0.0
    return Link("own", wanted.text, wanted.page, wanted.image, wanted.per_kb, wanted.image_size, rate_hz)


def _head(reader: Reader) -> HeadTrack:
    frames = reader.file.world.head
    if frames is None:
        return HeadTrack()
    loc: Loc = ("world", "head")
    read_keyframes(reader, loc, [(frame.at, 0.0, frame.ease) for frame in frames])
    angles: dict[str, Keyframes[float]] = {}
    for name in ("yaw", "pitch", "roll"):
        found = [(frame.at, value, frame.ease) for frame in frames if (value := getattr(frame, name)) is not None]
        if found:
            angles[name] = Keyframes(tuple(Keyframe(*one) for one in found))
    for index, frame in enumerate(frames):
        turns = any(reader.says((*loc, index, name)) for name in ("yaw", "pitch", "roll"))
        if not turns and not reader.lost((*loc, index)) and (frame.yaw, frame.pitch, frame.roll) == (None, None, None):
            reader.error((*loc, index), "this turns nothing", hint="add yaw, pitch or roll")
    return HeadTrack(**angles)


def _expected(reader: Reader) -> tuple[Expected, ...]:
    found: list[Expected] = []
    names: set[str] = set()
    for index, wanted in enumerate(reader.file.expect):
        loc: Loc = ("expect", index)
        check_expectation(reader, loc, wanted)
        for number, at_s in enumerate(wanted.at):
            reader.within((*loc, "at", number) if reader.says((*loc, "at", number)) else (*loc, "at"), at_s)
        if wanted.screenshot is not None:
            if wanted.screenshot in names:
                message = f"a second screenshot '{wanted.screenshot}'"
                reader.error((*loc, "screenshot"), message, hint="give each its own name")
            names.add(wanted.screenshot)
        contrast = None
        if wanted.contrast is not None:
            sign, ratio = wanted.contrast.split()
            contrast = sign, float(ratio)
        found.append(
            Expected(
                index=index,
                times_s=tuple(wanted.at),
                shows=tuple(wanted.shows or ()),
                visible=tuple(wanted.visible or ()),
                absent=tuple(wanted.absent or ()),
                not_clipped=tuple(wanted.not_clipped or ()),
                contrast=contrast,
                of=tuple(wanted.of or ("*",)),
                screenshot=wanted.screenshot or "",
            )
        )
    return tuple(found)


def _shares(reader: Reader, loc: Loc, frames: Sequence[ShareKeyframe], *, by_ratio: bool = False) -> Keyframes[float]:
    return read_keyframes(reader, loc, [(frame.at, frame.value, frame.ease) for frame in frames], by_ratio=by_ratio)


def _device(reader: Reader) -> str:
    """What `load_device` takes, after a try."""
    device = reader.file.device
    if "\\" in device:
        # elsewhere it parts folders, so that a path could leave the scenario's unseen
        reader.error(("device",), f"'{device}' has a backslash in it", hint="part folders with /")
        return ""
    if Path(device).suffix in (".yaml", ".yml") or "/" in device:
        path = reader.data_path(("device",), device)
        device = str(path) if path is not None else ""
    if device:
        reader.attempt(("device",), lambda: load_device(device))
    return device


def _screen(reader: Reader) -> Path | None:
    screen = reader.file.screen
    if screen is None:
        return None
    if Path(screen).suffix.lower() != ".qml":
        reader.error(("screen",), f"'{screen}' is not a screen", hint="name a .qml file beside the scenario")
        return None
    return reader.data_path(("screen",), screen)


def _footage(reader: Reader, route: Route | None) -> FootageSpec:
    wanted = reader.file.world.footage
    loc: Loc = ("world", "footage")
    options = {key: value for key in EVERY_OPTION if (value := getattr(wanted, key)) is not None}
    spec = FootageSpec(wanted.source.strip(), folder=reader.folder, fps=wanted.fps, options=options)
    kind = reader.attempt((*loc, "source"), lambda: _footage_kind(replace(spec, options={})))
    for key, value in options.items():
        reader.attempt((*loc, key), partial(check_option, key, value))
    if kind is not None:
        reader.attempt((*loc, "hfov"), lambda: check_hfov(wanted.hfov, kind))
        for key in options:
            if key not in OPTIONS.get(spec.source, ()):
                owners = " or ".join(place for place, names in OPTIONS.items() if key in names)
                reader.error((*loc, key), f"'{key}' does nothing to a {kind}", hint=f"it is for source: {owners}")
        if wanted.fps is not None and kind not in ("folder", "camera"):
            reader.error((*loc, "fps"), f"'fps' does nothing to a {kind}", hint="it is for folders and cameras")
    if kind == "place" and spec.source == "hall":
        # whoever lectures writes as they speak
        spec = replace(spec, options={"slides_in": _spoken(reader, SLIDE_LANGUAGES) or "none", **options})
    if kind == "street":
        # and a town names its shops as it speaks
        guided = "" if route is None else route.language.split("-")[0].lower()
        usual = _spoken(reader, SIGN_LANGUAGES) or (guided if guided in SIGN_LANGUAGES else "en")
        known: dict[str, object] = {"signs": usual}
        if route is not None and route.drives_left:
            known["traffic"] = "left"
        spec = replace(spec, options={**known, **options})
    return replace(spec, hfov_deg=wanted.hfov)


def _spoken(reader: Reader, had: tuple[str, ...]) -> str:
    """The language of the captions where it is one of those that can be had, else empty."""
    captions = next((track.captions for track in reader.file.tracks or () if track.captions is not None), None)
    spoken = "" if captions is None else captions.from_.split("-")[0].lower()
    return spoken if spoken in had else ""


def _footage_kind(spec: FootageSpec) -> Kind:
    try:
        return check_footage(spec)
    except FileError as error:
        # the place to mend is the name: a picture or a film has no lines
        raise UsageError(f"'{Path(error.file).name}': {error.message}", hint=error.hint) from None


def _clock_s(clock: str | None) -> int | None:
    if clock is None:
        return None
    hours, minutes, *seconds = map(int, clock.split(":"))
    return (hours * 60 + minutes) * 60 + sum(seconds)
