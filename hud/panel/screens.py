"""The screens a thread drew last, kept for speed alone: what is drawn does not depend on what was drawn before."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hud.panel.process.confined import ConfinedScreen, open_screen
from hud.panel.spec import PanelFrame
from hud.panel.turns import in_turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hud.device import Eye
    from hud.panel.renderer import PanelRenderer
    from hud.panel.spec import Element, PanelSpec
    from hud.scenario.state import HudState

SCREENS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen on a panel."""

    panel: PanelSpec
    """The micro-display."""
    file: Path | None
    """None for the shipped one."""
    folder: Path
    """Where its own files may lie."""

    def drawn(self, state: HudState, eyes: Iterable[Eye]) -> dict[Eye, PanelFrame]:
        """What each display is driven with at one moment. On any thread.

        Of the shipped screen the elements are read when somebody asks for them. Of another they are read before it is
        drawn, for they say what is wrong with it.

        Raises:
            HudError: The screen fails; says where.
        """
        return in_turn(partial(self._drawn, state, eyes))

    def files(self) -> Mapping[str, tuple[int, ...]]:
        """Every file that it was made of when it was drawn last, with its `hud.files.stamp` then. On any thread."""
        return in_turn(partial(_KEPT.files, self))

    def _drawn(self, state: HudState, eyes: Iterable[Eye]) -> dict[Eye, PanelFrame]:
        screen = _KEPT.get(self, state)
        if isinstance(screen, ConfinedScreen) or self.file is not None:
            return {eye: screen.render(state, eye) for eye in eyes}
        return {eye: PanelFrame(screen.draw(state, eye), partial(self._elements, state, eye)) for eye in eyes}

    def _elements(self, state: HudState, eye: Eye) -> tuple[Element, ...]:
        return in_turn(lambda: _KEPT.get(self, state).render(state, eye).elements)


class _Kept(threading.local):
    """One whose files have changed since is made anew."""

    def __init__(self) -> None:
        self._screens: dict[Screen, PanelRenderer | ConfinedScreen] = {}

    def get(self, screen: Screen, state: HudState) -> PanelRenderer | ConfinedScreen:
        renderer = self._screens.pop(screen, None)
        if renderer is not None and renderer.stale:
            renderer.close()
            renderer = None
            # With it the others: they share what Qt has read of the same files.
            for other in [other for other, kept in self._screens.items() if kept.stale]:
                self._screens.pop(other).close()
        if renderer is None:
            folder = None if screen.file is None else screen.folder
            renderer = open_screen(screen.panel, screen=screen.file, folder=folder, state=state)
        while len(self._screens) >= SCREENS_KEPT:
            self._screens.pop(next(iter(self._screens))).close()
        self._screens[screen] = renderer
        return renderer

    def files(self, screen: Screen) -> Mapping[str, tuple[int, ...]]:
        kept = self._screens.get(screen)
        return {} if kept is None else kept.stamps


_KEPT = _Kept()
