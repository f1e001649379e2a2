"""What is wrong with a screen, found before a scenario meets it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hud.errors import FileError, Problems
from hud.files import display_path, read_text, require_file
from hud.guidance.state import ManoeuvreState, NavState
from hud.panel.renderer import PanelRenderer
from hud.panel.sandbox import MAX_SOURCE_BYTES, blanked
from hud.panel.spec import PanelSpec
from hud.scenario.state import HudState, NoticeState, StatusState
from hud.speech.state import CaptionState

if TYPE_CHECKING:
    from pathlib import Path

_EASE = "make it a function of hud.t or of a value's sinceS, such as hud.ease(hud.nav.sinceS, 0.2)"
_IMPURE: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"\b(?:[A-Z]\w*Animation|Behavior|Transition|AnimatedImage|AnimatedSprite)\b(?=\s*(?:on\b|\{))"),
        "moves by the wall clock",
        _EASE,
    ),
    (re.compile(r"\bTimer\b(?=\s*\{)"), "waits by the wall clock", _EASE),
    (re.compile(r"\bnew\s+Date\b|\bDate\s*\.\s*now\b"), "is the wall clock", "use hud.t or hud.status.clock"),
    (re.compile(r"\bMath\s*\.\s*random\b"), "differs in every frame", "make it a function of hud.t"),
    (
        re.compile(r"\bpointSize\b(?=\s*:)"),
        "depends on the desktop's resolution",
        "give degrees of visual angle, font.pixelSize: hud.deg(0.8)",
    ),
    (re.compile(r"\bCanvas\b(?=\s*\{)"), "is painted later than its frame", "draw with Shape and PathSvg"),
)


def check_screen(path: Path) -> None:
    """Check a screen: that it compiles, keeps to the rules and draws a full and an empty state without a fault.

    Args:
        path: A QML file.

    Raises:
        FileError: The file's one fault, with line and column where they are known.
        Problems: Every fault of the file.
    """
    require_file(path)
    faults = impurities(path)
    renderer = None
    try:
        renderer = PanelRenderer(PanelSpec(640, 480, 26.0), screen=path)
        renderer.render(sample_state())
    except FileError as error:
        faults.append(error)
    except Problems as problems:
        faults.extend(problems.errors)
    finally:
        if renderer is not None:
            renderer.close()
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Problems(faults)


def impurities(path: Path) -> list[FileError]:
    """What in a screen's own file depends on more than the moment, with what to write instead.

    Args:
        path: A QML file.

    Returns:
        In the order of the file.

    Raises:
        FileError: The file cannot be read.
    """
    text = read_text(path, limit=MAX_SOURCE_BYTES)
    code = blanked(text)
    lines = text.split("\n")
    found = []
    for pattern, fault, remedy in _IMPURE:
        for match in pattern.finditer(code):
            line = code.count("\n", 0, match.start()) + 1
            column = match.start() - (code.rfind("\n", 0, match.start()) + 1) + 1
            message = f"'{match[0]}' {fault}"
            found.append(
                FileError(display_path(path), message, line=line, column=column, hint=remedy, snippet=lines[line - 1])
            )
    return sorted(found, key=lambda error: (error.line or 0, error.column or 0))


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
