"""What ``hud check`` looks at beyond reading a scenario: whether all of it can be drawn and shown."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from hud.errors import FileError, HudError, Problems
from hud.files import display_path, inside, read_text
from hud.scenario.composing import compose
from hud.scenario.schema import ScenarioFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from hud.device import DeviceProfile
    from hud.scenario import HudState, Scenario
    from hud.scenario.loader import Gathered
    from hud.speech import Cue
    from hud.yamldoc import Document, Draft
    from hud.yamltree import Loc

MAX_ERRORS = 100
_HINT = "replace the character"
_SEEN = ("folder", "picture", "video")
"""Kinds of footage that are opened: a street cannot be broken, and a camera is not woken for a check."""


def check_playable(
    scenario: Scenario, devices: Sequence[str] = (), *, document: Document[ScenarioFile] | None = None
) -> None:
    """Check what a scenario that has been read would meet only while it is played.

    Args:
        scenario: As it was read.
        devices: Instead of its own glasses; then also whether every text is whole on their displays.
        document: The file that it was read from; read again where left out.

    Raises:
        Problems: A text with a character that no bundled font has, footage without a picture, a screen that fails, a
            text that does not fit.
        HudError: No such device.
    """
    from hud.device import load_device

    if document is None:
        document = compose(scenario.path).fit(ScenarioFile)
    profiles = {load_device(device).id: load_device(device) for device in devices or (scenario.device,)}
    errors = [*_footage_errors(scenario, document)]
    if any(device.eyes for device in profiles.values()):
        errors += sorted(_text_errors(scenario, document), key=lambda e: (e.file, e.line or 0))[:MAX_ERRORS]
    found: dict[str, FileError] = {}
    for device in profiles.values():
        wrong = _noted(partial(_check_screen, scenario, device), document)
        if devices and device.eyes and not wrong:
            wrong = _noted(partial(_fit, scenario, device, document), document)
        found |= {str(error): error for error in wrong}
    errors += found.values()
    if errors:
        raise Problems(errors)


def check_drawable(screen: Path, devices: Sequence[str] = ()) -> None:
    """Check a screen by itself.

    Args:
        screen: A QML file.
        devices: Whose displays it is drawn on, and has to fit.

    Raises:
        FileError, Problems: What is wrong with it.
        HudError: No such device.
    """
    from hud.device import load_device
    from hud.panel import check_fit, check_screen, panel_spec
    from hud.panel.check import empty_state, sample_state
    from hud.panel.source.required import stand_ins

    if not devices:
        check_screen(screen)
    errors: list[FileError] = []
    for device in map(load_device, devices):
        if device.eyes:
            panel, states = panel_spec(device), (sample_state(), empty_state())
            check_screen(screen, panel=panel)
            at = FileError(display_path(screen), "")
            errors += check_fit(
                screen,
                folder=None,
                panel=panel,
                eyes=device.eyes,
                states=states,
                on=device.id,
                at=at,
                given=stand_ins(screen),
            )
    if errors:
        raise Problems(errors)


def unmet(device: DeviceProfile, path: Path) -> list[FileError]:
    """What a device file says and its picture cannot show: an MTF above that of its joined pixels."""
    from hud.optics import stages
    from hud.yamldoc import Draft

    draft = Draft.read(path)
    if ("optics", "mtf") not in draft.places or not stages.is_sharper_than_joined(device):
        return []
    hint = "name a pixel_aperture under display, such as 100 %"
    return [draft.error(("optics", "mtf"), "this is sharper than pixels without a pixel_aperture are drawn", hint=hint)]


def data_errors_beside(found: Gathered) -> list[FileError]:
    """What `check_playable` would say of the footage and the texts of a scenario that is wrong, as far as it was read.

    Args:
        found: The scenario.
    """
    if found.scenario is None or found.document is None:
        return []
    told = {error.place for error in found.errors}
    errors = [error for error in _footage_errors(found.scenario, found.document) if error.place not in told]
    return [*errors, *islice(_text_errors(found.scenario, found.document), MAX_ERRORS)]


def screen_errors_beside(draft: Draft) -> list[FileError]:
    """What is wrong with the screen of a scenario that is wrong itself, as far as the screen alone tells.

    Args:
        draft: The scenario's file, as it was composed.

    Returns:
        In the order of the screen; nothing where no screen of the scenario's own can be found. What a binding does
        without the scenario's values is left out, but not the name of a value that is near one of them.
    """
    from hud.panel import check_screen
    from hud.panel.check import empty_state, sample_state

    plain, folder = draft.plain, draft.path.parent
    screen = plain.get("screen") if isinstance(plain, dict) else None
    try:
        own = inside(folder, screen) if isinstance(screen, str) and screen.endswith(".qml") else None
    except (ValueError, OSError):
        return []  # has been told
    if own is None or not own.is_file():
        return []  # has been told
    values = _values_named(plain)
    try:
        check_screen(
            own, folder=folder, states=[replace(one, values=values) for one in (sample_state(), empty_state())]
        )
    except Problems as problems:
        found = list(problems.errors)
    except FileError as error:
        found = [error]
    except (HudError, OSError):
        return []
    else:
        return []
    return [error for error in found if not _unsure(error)]


def _unsure(error: FileError) -> bool:
    """Whether a fault may be none where not all values of the scenario are known."""
    from hud.panel.errors import MissingGlyphError

    if "has no value" in error.message:
        return not error.hint.startswith("did you mean")
    # a letter without a line is of the scenario's texts, which are told by themselves
    if error.line is None and isinstance(error, MissingGlyphError):
        return True
    return "undefined" in error.message or "is a number; it has" in error.message


def _values_named(plain: dict[str, Any]) -> dict[str, float | str | bool]:
    """The values that a scenario keyframes as far as it says so, each with one that it has."""
    tracks = plain.get("tracks")
    given = [track.get("values") for track in tracks if isinstance(track, dict)] if isinstance(tracks, list) else []
    found: dict[str, float | str | bool] = {}
    for values in given:
        for name, keys in values.items() if isinstance(values, dict) else ():
            first = keys[0].get("is") if isinstance(keys, list) and keys and isinstance(keys[0], dict) else keys
            found[str(name)] = first if isinstance(first, int | float | str) else 0
    return found


def _noted(check: Callable[[], object], document: Document[ScenarioFile]) -> list[FileError]:
    try:
        check()
    except Problems as problems:
        return list(problems.errors)
    except FileError as error:
        return [error]
    except HudError as error:
        return [document.error((), error.message, hint=error.hint)]
    return []


def _check_screen(scenario: Scenario, device: DeviceProfile) -> None:
    if scenario.screen is None or not device.eyes:
        return
    from hud.panel import check_screen, panel_spec

    check_screen(scenario.screen, folder=scenario.folder, panel=panel_spec(device), states=_moments(scenario))


def _fit(scenario: Scenario, device: DeviceProfile, document: Document[ScenarioFile]) -> None:
    from hud.panel import check_fit, panel_spec

    errors = check_fit(
        scenario.screen,
        folder=None if scenario.screen is None else scenario.folder,
        panel=panel_spec(device),
        eyes=device.eyes,
        states=_moments(scenario),
        on=device.id,
        at=document.error(("device",), ""),
    )
    if errors:
        raise Problems(errors)


def _moments(scenario: Scenario) -> list[HudState]:
    from hud.scenario import state_at

    end_s = scenario.duration_s
    asked = [t_s for wanted in scenario.expect for t_s in wanted.times_s]
    return [state_at(scenario, t_s) for t_s in sorted({0.0, *scenario.stills_s, *asked, end_s / 2, end_s})]


def _footage_errors(scenario: Scenario, document: Document[ScenarioFile]) -> Iterator[FileError]:
    """What opening the footage and showing its first picture meets, told where it is named."""
    from hud.footage import check_footage, open_footage

    loc: Loc = ("world", "footage", "source")
    try:
        if check_footage(scenario.footage) not in _SEEN:
            return
        footage = open_footage(scenario.footage)
        try:
            footage.frame_at(0.0)
        finally:
            footage.close()
    except HudError as error:
        yield document.error(loc, f"'{scenario.footage.source}': {error.message}", hint=error.hint)


def _text_errors(scenario: Scenario, document: Document[ScenarioFile]) -> Iterator[FileError]:
    """Every caption, notice and instruction that has a character no bundled font can draw."""
    for index, track in enumerate(document.value.tracks):
        loc: Loc = ("tracks", index)
        if track.captions is not None:
            for name in filter(None, (track.captions.file, track.captions.translations)):
                yield from _cue_errors(scenario.folder, name)
            for number, one in enumerate(track.captions.revisions):
                if fault := _fault(one.heard, "a caption"):
                    place = (*loc, "captions", "revisions", number, "heard")
                    yield document.error(place, fault[1], hint=_HINT)
        for number, event in enumerate(track.events or ()):
            if event.notice is not None:
                for part in ("title", "body"):
                    if fault := _fault(getattr(event.notice, part), "a notice"):
                        place = (*loc, "events", number, "notice", part)
                        yield document.error(place, fault[1], hint=_HINT)
        if track.navigation is not None:
            reroutes = track.navigation.reroutes or ()
            names = [track.navigation.route, *(one.route for one in reroutes)]
            places: list[Loc] = [("route",), *(("reroutes", number, "route") for number in range(len(reroutes)))]
            # of a scenario that is wrong there may be fewer, and no telling which
            legs = scenario.legs if len(scenario.legs) == len(names) else ()
            for name, place, (_, _, route, _) in zip(names, places, legs, strict=False):
                for text in dict.fromkeys(said for step in route.announced for said in (step.instruction, step.street)):
                    if fault := _fault(text, "an instruction"):
                        message = f"'{name}': {fault[1]}, '{_short(text)}'"
                        yield document.error((*loc, "navigation", *place), message, hint=_HINT)


def _cue_errors(folder: Path, name: str) -> Iterator[FileError]:
    from hud.speech import load_cues

    lines: list[str] = []
    try:
        path = inside(folder, name)
        cues = load_cues(path)
    except (HudError, ValueError):
        return  # has been told
    for cue in cues:
        if fault := _fault(f"{cue.speaker}\n{cue.text}" if cue.speaker else cue.text, "a caption"):
            lines = lines or read_text(path).split("\n")
            line, column = _place(lines, cue, fault[0])
            shown, snippet = display_path(path), lines[line - 1]
            yield FileError(shown, fault[1], line=line, column=column, hint=_HINT, snippet=snippet)


def _place(lines: list[str], cue: Cue, character: str) -> tuple[int, int]:
    """Where in a cue a character is, 1-based line and column; the cue's times where it is written as an entity."""
    for number in range(cue.line, len(lines)):
        if not lines[number].strip():
            break
        if character in lines[number]:
            return number + 1, lines[number].index(character) + 1
    return cue.line, 1


def _fault(text: str, what: str) -> tuple[str, str] | None:
    """The first character that cannot be drawn, and what to say of it."""
    if text.isascii():
        return None
    from hud.panel import ensure_application
    from hud.panel.glyphs import drawable

    ensure_application()
    character = next((char for char in text if not drawable(char)), None)
    if character is None:
        return None
    name = unicodedata.name(character, "unnamed")
    return character, f"no bundled font can draw U+{ord(character):04X} '{character}' ({name}) in {what}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
