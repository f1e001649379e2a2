"""Reading a scenario: its file, then the data it names, with every error of both at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hud.device import load_device
from hud.errors import FileError, Problems, UsageError
from hud.files import display_path
from hud.footage import FootageSpec, check_footage
from hud.footage.opening import check_hfov
from hud.scenario.finding import ScenarioEntry, scenario_file, shipped
from hud.scenario.keyframes import Keyframes
from hud.scenario.reader import Reader
from hud.scenario.salvage import salvaged
from hud.scenario.scenario import Scenario
from hud.scenario.schema import ScenarioFile
from hud.scenario.tracks import Tracks, read_keyframes
from hud.spans import Spans
from hud.yamldoc import Draft, read_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.footage.opening import Kind
    from hud.scenario import schema
    from hud.yamldoc import Document
    from hud.yamltree import Loc

MAX_ERRORS = 100
_STREET_KEYS = ("time_of_day", "seed", "standing")


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
    path, name = scenario_file(named)
    draft = Draft.read(path)
    misfits: tuple[FileError, ...] = ()
    document: Document[ScenarioFile] | None
    try:
        document = draft.fit(ScenarioFile)
    except Problems as problems:
        misfits = problems.errors
        document = salvaged(draft)
        if document is None:
            raise
    reader = Reader(document)
    scenario = _scenario(reader, path, name)
    # what stands in for a misfit may be wrong in its place; one fault of a place is told
    told = {error.place for error in misfits}
    errors = [*misfits, *(error for error in reader.errors if error.place not in told)]
    if len(errors) == 1 and not misfits:
        raise errors[0]
    if errors:
        # those of the scenario file first and in its order; the data files' own after them
        own = display_path(path)
        ordered = sorted(errors, key=lambda e: (e.file != own, e.file, e.line or 0, e.column or 0))
        raise Problems(ordered[:MAX_ERRORS])
    return scenario


def find_scenarios() -> list[ScenarioEntry]:
    """The shipped scenarios, by name.

    Raises:
        HudError: The installation is damaged.
    """
    return [
        ScenarioEntry(name, read_document(path, ScenarioFile).value.title, path) for name, path in shipped().items()
    ]


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
    for index, at_s in enumerate(file.stills):
        reader.within(("stills", index), at_s)
    return Scenario(
        path=path,
        name=name,
        title=file.title,
        description=file.description.strip(),
        device=_device(reader),
        duration_s=file.duration,
        footage=_footage(reader),
        illuminance_lx=read_keyframes(reader, ("world", "illuminance"), lux, by_ratio=True),
        white_reflectance=file.world.white_reflectance,
        world_distance_m=file.world.distance,
        pupil_offset_m=(file.wearer.pupil[0], file.wearer.pupil[1]),
        head_rate_deg_s=(file.wearer.head_rate[0], file.wearer.head_rate[1]),
        brightness=brightness,
        battery=battery,
        clock_s=_clock_s(file.clock),
        stills_s=tuple(file.stills),
        screen=_screen(reader),
        route=tracks.route,
        travel=tracks.travel,
        captions=tracks.captions,
        values=tracks.values,
        notices=Spans.of(tracks.notices),
        inputs=Spans.of(tracks.inputs),
        late=Spans.of(tracks.faults["late"]),
        lost=Spans.of(tracks.faults["lost"]),
    )


def _shares(
    reader: Reader, loc: Loc, frames: Sequence[schema.ShareKeyframe], *, by_ratio: bool = False
) -> Keyframes[float]:
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


def _footage(reader: Reader) -> FootageSpec:
    wanted = reader.file.world.footage
    loc: Loc = ("world", "footage")
    options = {key: value for key in _STREET_KEYS if (value := getattr(wanted, key)) is not None}
    spec = FootageSpec(wanted.source.strip(), folder=reader.folder, fps=wanted.fps, options=options)
    kind = reader.attempt((*loc, "source"), lambda: _footage_kind(spec))
    if kind is not None:
        reader.attempt((*loc, "hfov"), lambda: check_hfov(wanted.hfov, kind))
        if kind != "street":
            for key in options:
                reader.error((*loc, key), f"'{key}' does nothing to a {kind}", hint="it is for source: street")
        if wanted.fps is not None and kind not in ("folder", "camera"):
            reader.error((*loc, "fps"), f"'fps' does nothing to a {kind}", hint="it is for folders and cameras")
    return replace(spec, hfov_deg=wanted.hfov)


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
