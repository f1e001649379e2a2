"""What ``hud check`` looks at beyond reading a scenario: whether all of it can be drawn and shown."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from hud.errors import FileError, HudError, Problems
from hud.files import display_path, inside, read_text
from hud.scenario.composing import compose
from hud.scenario.schema import ScenarioFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hud.device import DeviceProfile
    from hud.scenario import Scenario
    from hud.speech import Cue
    from hud.yamldoc import Document
    from hud.yamltree import Loc

MAX_ERRORS = 100
_HINT = "replace the character"
_SEEN = ("folder", "picture", "video")
"""Kinds of footage that are opened: a street cannot be broken, and a camera is not woken for a check."""


def check_playable(scenario: Scenario) -> None:
    """Check what a scenario that has been read would meet only while it is played.

    Raises:
        Problems: A text with a character that no bundled font has, footage without a picture, a screen that fails.
    """
    from hud.device import load_device

    document = compose(scenario.path).fit(ScenarioFile)
    device = load_device(scenario.device)
    errors = [*_footage_errors(scenario, document)]
    if device.eyes:
        errors += sorted(_text_errors(scenario, document), key=lambda e: (e.file, e.line or 0))[:MAX_ERRORS]
    errors += _noted(lambda: _check_screen(scenario, device), document)
    if errors:
        raise Problems(errors)


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
    if scenario.screen is None:
        return
    from hud.panel import check_screen, panel_spec
    from hud.scenario import state_at

    end_s = scenario.duration_s
    times_s = sorted({0.0, *scenario.stills_s, end_s / 2, end_s})
    check_screen(
        scenario.screen,
        folder=scenario.folder,
        panel=panel_spec(device),
        states=[state_at(scenario, t_s) for t_s in times_s],
    )


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
                yield from _cue_errors(inside(scenario.folder, name))
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
            for name, place, (_, _, route, _) in zip(names, places, scenario.legs, strict=True):
                for text in dict.fromkeys(said for step in route.announced for said in (step.instruction, step.street)):
                    if fault := _fault(text, "an instruction"):
                        message = f"'{name}': {fault[1]}, '{_short(text)}'"
                        yield document.error((*loc, "navigation", *place), message, hint=_HINT)


def _cue_errors(path: Path) -> Iterator[FileError]:
    from hud.speech import load_cues

    lines: list[str] = []
    for cue in load_cues(path):
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
