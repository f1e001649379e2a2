"""What is wrong with a screen, found before a scenario meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hud.errors import FacilityError, FileError, HudError, Problems
from hud.files import display_path, require_file
from hud.guidance.state import ManoeuvreState, NavState
from hud.panel.errors import RunawayError
from hud.panel.faults.suspects import keeper
from hud.panel.process.confined import open_screen
from hud.panel.process.inspection import inspect_screen
from hud.panel.source.names import in_order, unknown_names, with_names
from hud.panel.source.places import moved_to
from hud.panel.source.required import stand_ins
from hud.panel.spec import EYES, PanelSpec
from hud.scenario.state import HudState, NoticeState, StatusState
from hud.speech.state import CaptionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hud.panel.spec import PanelFrame

_STAND_IN = PanelSpec(640, 480, 26.0, parallax_px_m=94.0)


def check_screen(
    path: Path,
    *,
    folder: Path | None = None,
    panel: PanelSpec = _STAND_IN,
    states: Sequence[HudState] = (),
) -> None:
    """Check a screen: that it compiles, keeps to the rules, draws without a fault, and twice the same.

    Args:
        path: A QML file.
        folder: Where its own files may lie; its own by default.
        panel: What it is drawn on.
        states: The moments drawn; by default a full and an empty state that no scenario made, and a component that
            has required properties is given values of their types.

    Raises:
        FileError: The screen's one fault, with line and column where they are known.
        Problems: Every fault of the screen.
        FacilityError: There is no process to draw it in.
    """
    require_file(path)
    # Every moment of a scenario has all its values.
    values = {name: value for state in states for name, value in state.values.items()} if states else None
    # A scenario's screen is given nothing; a component by itself, what its screen would.
    given = "{}" if states else stand_ins(path)
    states = states or (sample_state(), empty_state())
    moments = [(state, eye) for state in states for eye in EYES]
    found, paths = inspect_screen(panel, screen=path, folder=folder, moments=moments, given=given)
    faults: dict[str, FileError] = {}
    _keep(Problems(found), path, faults)
    if wrong := unknown_names(paths, values):
        faults = {str(one): one for one in with_names(faults.values(), wrong)}
    if not faults:
        first = _draw(path, folder, panel, states, faults, given)
    if not faults:
        # Anew and backwards: what a clock, chance or a frame before decides is different now.
        again = _draw(path, folder, panel, states[::-1], faults, given)[::-1]
    if not faults:
        for state, before, after in zip(states, first, again, strict=True):
            if not all(map(_same, before, after)):
                fault = FileError(
                    display_path(path),
                    f"is not pure: at {state.t_s:g} s it looks different when it is drawn again",
                    hint="bind everything to hud; keep nothing from one frame to the next, use no clock and no chance",
                )
                if at := keeper(paths):
                    fault = moved_to(at, fault)
                faults.setdefault(fault.message, fault)
                break
    told = in_order(faults.values())
    if len(told) == 1:
        raise told[0]
    if told:
        raise Problems(told)


def _draw(
    path: Path,
    folder: Path | None,
    panel: PanelSpec,
    states: Sequence[HudState],
    faults: dict[str, FileError],
    given: str,
) -> list[list[PanelFrame]]:
    frames: list[list[PanelFrame]] = []
    renderer = None
    try:
        renderer = open_screen(panel, screen=path, folder=folder, given=given)
        for state in states:
            _keep(Problems(renderer.take_impurities()), path, faults)
            try:
                frames.append([renderer.render(state, eye) for eye in EYES])
            except (RunawayError, FacilityError):
                # Every other moment may take as long, and have no process either.
                raise
            except HudError as error:
                _keep(error, path, faults)
    except FacilityError:
        # No fault of the screen's.
        raise
    except HudError as error:
        _keep(error, path, faults)
    finally:
        if renderer is not None:
            _keep(Problems(renderer.take_impurities()), path, faults)
            renderer.close()
    return frames


def _keep(error: HudError, path: Path, faults: dict[str, FileError]) -> None:
    if isinstance(error, Problems):
        found = list(error.errors)
    else:
        found = [
            error if isinstance(error, FileError) else FileError(display_path(path), error.message, hint=error.hint)
        ]
    for fault in found:
        # A binding may fail in its own way at every moment: once for its line.
        at = fault.place if fault.line is not None else str(fault)
        faults.setdefault(at.rpartition(":")[0] if fault.message.startswith("asks for") and fault.column else at, fault)


def _same(one: PanelFrame, other: PanelFrame) -> bool:
    return one.elements == other.elements and np.array_equal(one.codes, other.codes)


def empty_state() -> HudState:
    """A moment in which nothing is there that may be missing."""
    return HudState(t_s=0.0, status=StatusState(clock="", battery=None, link="ok"))


def sample_state() -> HudState:
    """A moment in which everything there can be is there."""
    turn = ManoeuvreState(
        type="turn",
        modifier="left",
        instruction="Turn left onto Mill Lane",
        street="Mill Lane",
        mode="walking",
        exit=None,
        angle_deg=-88.0,
        ways_deg=(0.0, 90.0),
        driving_side="right",
        at_m=180.0,
    )
    return HudState(
        t_s=3.0,
        status=StatusState(clock="08:12", battery=0.7, link="ok"),
        nav=NavState(
            phase="guiding",
            manoeuvre=turn,
            distance_m=180.0,
            distance="180 m",
            following=turn,
            following_distance="80 m",
            street="High Street",
            remaining_m=900.0,
            remaining="900 m",
            remaining_s=640.0,
            remaining_time="11 min",
            progress=0.2,
            off_route_m=0.0,
            off_route="10 m",
            back_deg=0.0,
            since_s=3.0,
            speed_m_s=1.4,
        ),
        captions=CaptionState(
            speaker="Lin",
            source_language="zh",
            language="en",
            source_lines=("请问，去火车站怎么走？",),
            lines=("Excuse me, how do I get to the station?",),
            since_s=1.0,
        ),
        notice=NoticeState(title="Lin", body="On my way", since_s=1.0, left_s=4.0),
    )
