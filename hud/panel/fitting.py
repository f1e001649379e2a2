"""Whether what a screen says can be read on a panel: no text leaves it, none loses its end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hud.errors import FileError
from hud.panel.process.confined import open_screen
from hud.panel.source.places import own_texts, place, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from hud.device import Eye
    from hud.panel.spec import Element, PanelSpec
    from hud.scenario.state import HudState

SEEN_OPACITY = 0.3
"""What is fainter is on its way in or out."""
MAX_FAULTS = 20


def misfits(elements: Iterable[Element]) -> Iterator[tuple[Element, str]]:
    """The texts that are not whole on their panel, and what becomes of them."""
    for element in elements:
        if element.kind == "text" and element.opacity > SEEN_OPACITY:
            if element.clipped:
                yield element, "leaves the panel"
            elif element.truncated:
                yield element, "is cut short"


def check_fit(
    screen: Path | None,
    *,
    folder: Path | None,
    panel: PanelSpec,
    eyes: Sequence[Eye],
    states: Sequence[HudState],
    on: str,
    at: FileError,
    given: str = "{}",
) -> list[FileError]:
    """Check that every text of some moments is whole on a panel.

    Args:
        screen: A QML file; the shipped one where there is none.
        folder: Where its own files may lie.
        panel: What it is drawn on.
        eyes: Those that have such a panel.
        states: The moments.
        on: What the panel is called in messages.
        at: The place of a fault that has none in the screen's own files.
        given: As for `PanelRenderer`.

    Returns:
        Each text that does not fit, once, at the first moment at which it does not; at most `MAX_FAULTS`.

    Raises:
        FileError, Problems: The screen cannot be drawn.
    """
    found: dict[tuple[str, str], FileError] = {}
    renderer = open_screen(panel, screen=screen, folder=folder, given=given)
    try:
        for state in states:
            for eye in eyes:
                for element, how in misfits(renderer.render(state, eye).elements):
                    if (element.id, how) not in found and len(found) < MAX_FAULTS:
                        where = _written(renderer.stamps, element.id) or at
                        found[element.id, how] = _fault(where, element, how, panel, f"on {on} at {state.t_s:g} s")
    finally:
        renderer.close()
    return list(found.values())


def _fault(at: FileError, element: Element, how: str, panel: PanelSpec, when: str) -> FileError:
    x, y, width, height = element.box
    box = f"it takes {width:.0f} x {height:.0f} px at {x:.0f}, {y:.0f} of {panel.width_px} x {panel.height_px}"
    return FileError(
        at.file,
        f"{when} {element.id} '{short(element.text)}' {how}",
        line=at.line,
        column=at.column,
        snippet=at.snippet,
        hint=box,
    )


def _written(paths: Iterable[str], name: str) -> FileError | None:
    """Where the innermost item of an element's name that a screen's own files have is called so."""
    texts = list(own_texts(paths))
    for part in reversed(re.sub(r"#\d+$", "", name).split(".")):
        called = re.compile(rf"\bobjectName\s*:\s*([\"']){re.escape(part)}\1|\bid\s*:\s*{re.escape(part)}\b")
        for path, text, _ in texts:
            if match := called.search(text):
                return place(path, text, match.start())
    return None
