"""Screens that came with somebody's scenario, drawn in a process of their own that may end without harm.

Qt computes in C++ where nothing can interrupt it: a Repeater of a hundred million items, a picture of a hundred
gigapixels, an item that holds itself. So a screen that is not shipped is drawn by `hud.panel.worker` in a second
process, under limits that the system enforces; when it is ended, the fault is told and the program goes on. One such
process serves all screens; it is started once and stays warm, so that an edited screen is there at once.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.errors import FileError, HudError, Problems, as_one
from hud.files import stamp
from hud.panel.errors import RunawayError
from hud.panel.process.asking import Asker
from hud.panel.process.foresight import shipped
from hud.panel.process.inspection import inspect_screen
from hud.panel.process.keeper import KEEPER
from hud.panel.process.wire import from_plain
from hud.panel.source.names import in_order, unknown_names, with_names
from hud.panel.spec import Element, PanelFrame

if TYPE_CHECKING:
    from pathlib import Path

    from hud.panel.renderer import PanelRenderer
    from hud.panel.spec import PanelSpec
    from hud.scenario.state import HudState


def open_screen(
    panel: PanelSpec,
    *,
    screen: Path | None = None,
    folder: Path | None = None,
    state: HudState | None = None,
    given: str = "{}",
) -> PanelRenderer | ConfinedScreen:
    """A screen to be drawn: here if it is shipped, in a process of its own if not.

    Args:
        panel: The micro-display.
        screen: A QML file whose root is an Item; the shipped one by default.
        folder: Where the screen's own files may lie; the screen's folder by default.
        state: What is to be drawn first, so that what is wrong then is told with what keeps the screen from being
            compiled.
        given: As for `PanelRenderer`.

    Raises:
        FileError, Problems: As `PanelRenderer` and `ConfinedScreen`.
    """
    if screen is None or shipped(screen):
        from hud.panel.renderer import PanelRenderer  # Qt, which a confined screen's program can do without

        return PanelRenderer(panel, screen=screen, folder=folder, given=given)
    return ConfinedScreen(panel, screen=screen, folder=folder, state=state, given=given)


def prepare_screen(screen: Path | None) -> None:
    """Start the process that will draw a screen, without waiting for it; nothing for a shipped one."""
    if screen is not None and not shipped(screen):
        KEEPER.start()


class ConfinedScreen(Asker):
    """As `PanelRenderer`, elsewhere."""

    def __init__(
        self,
        panel: PanelSpec,
        *,
        screen: Path,
        folder: Path | None = None,
        state: HudState | None = None,
        given: str = "{}",
    ) -> None:
        """Load a screen; the arguments are those of `open_screen`.

        Raises:
            FileError: The screen cannot be read, is not QML, or takes too much; with line and column where known.
            Problems: Several such errors.
            FacilityError: No process can be started.
        """
        super().__init__(panel, screen=screen, folder=folder, given=given)
        self._last: tuple[tuple[HudState, str], PanelFrame] | None = None
        self._runaway: tuple[tuple[HudState, str], RunawayError] | None = None
        self._asked = True
        try:
            self._make()
        except RunawayError:
            raise
        except (FileError, Problems) as error:
            raise self._with_all(error, *([] if state is None else [(state, "left")])) from None

    def render(self, state: HudState, eye: str = "left") -> PanelFrame:
        """Draw one moment; as `PanelRenderer.render`.

        Raises:
            RunawayError: It took too much. The same moment is not tried twice.
            FacilityError: The process was ended from outside, and the next one too.
        """
        if self._last is not None and self._last[0] == (state, eye if self._asked else ""):
            return self._last[1]
        if self._runaway is not None and self._runaway[0] == (state, eye):
            raise self._runaway[1]
        try:
            if not KEEPER.lives(self._life):
                self._make()
            answer = self._ask("render", state, eye)
        except RunawayError as error:
            self._runaway = ((state, eye), error)
            raise
        except (FileError, Problems) as error:
            raise self._with_all(error, (state, eye)) from None
        shape = self.panel.height_px, self.panel.width_px, 3
        codes = np.frombuffer(KEEPER.pixels(math.prod(shape)), np.uint8).reshape(shape)
        elements = tuple(map(_element, answer["elements"]))
        frame = PanelFrame(codes, lambda: elements)
        self._asked = bool(answer["asked"])
        self._last = ((state, eye if self._asked else ""), frame)
        return frame

    @property
    def stale(self) -> bool:
        """Whether a file that the screen was made of is not the one that was read."""
        return any(stamp(path) != read for path, read in self._stamps.items())

    def take_impurities(self) -> list[FileError]:
        """As `PanelRenderer.take_impurities`."""
        if not KEEPER.lives(self._life):
            return []
        found = map(from_plain, self._ask("impurities")["impure"])
        return [error for error in found if isinstance(error, FileError)]

    def _with_all(self, error: HudError, *moments: tuple[HudState, str]) -> HudError:
        """What has kept a moment from being drawn, with everything else that is wrong with the screen then."""
        found, files = inspect_screen(
            self.panel, screen=self.screen, folder=self._folder, moments=moments, given=self._given
        )
        wrong = unknown_names(files, moments[0][0].values if moments else None)
        told = in_order(with_names(found, wrong))
        return error if not told else as_one(told)

    def _make(self) -> None:
        self._ask("make", self.panel, self.screen, self._folder, self._given)
        self._life = KEEPER.life


def _element(plain: list[Any]) -> Element:
    name, kind, text, box, room, *rest = plain
    return Element(name, kind, text, tuple(box), tuple(room), *rest)
