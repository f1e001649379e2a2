"""All that is wrong with a screen at some moments, asked where it is drawn: here or in the process for strangers'."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import TYPE_CHECKING, Any

from hud.errors import FileError, HudError, Problems
from hud.files import display_path
from hud.panel.errors import RunawayError
from hud.panel.process.asking import Asker, likely_placed
from hud.panel.process.foresight import shipped
from hud.panel.process.keeper import KEEPER
from hud.panel.process.wire import from_plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hud.panel.spec import PanelSpec
    from hud.scenario.state import HudState


class _ConfinedExaminer(Asker):
    """As `hud.panel.examining.examiner.Examiner`, in the other process."""

    def __init__(self, panel: PanelSpec, *, screen: Path, folder: Path | None, copies: Path, given: str) -> None:
        self._copies = copies
        self.compiling: list[FileError] = []
        super().__init__(panel, screen=screen, folder=folder, given=given)
        self._make()

    def faults(self, state: HudState, eye: str) -> list[FileError]:
        if not KEEPER.lives(self._life):
            self._make()
        return [likely_placed(one, self.stamps) for one in _errors(self._ask("faults", state, eye))]

    def numbers(self, state: HudState, eye: str) -> list[FileError]:
        try:
            return _errors(self._ask("numbers", state, eye)) if KEEPER.lives(self._life) else []
        except RunawayError:
            # drawn a second time it takes too much: it has been told of without
            return []

    def _make(self) -> None:
        # another for each life of the process
        copies = Path(mkdtemp(dir=self._copies))
        self.compiling = _errors(self._ask("examine", self.panel, self.screen, self._folder, copies, self._given))
        self._life = KEEPER.life


def inspect_screen(
    panel: PanelSpec,
    *,
    screen: Path,
    folder: Path | None,
    moments: Iterable[tuple[HudState, str]],
    given: str = "{}",
) -> tuple[list[FileError], list[str]]:
    """Every fault of a screen, those that keep it from being compiled and those of the moments.

    Args:
        panel: What it is drawn on.
        screen: A QML file.
        folder: Where its own files may lie; its own by default.
        moments: States and eyes, drawn in turn.
        given: As for `PanelRenderer`.

    Returns:
        The faults in the order found, one that took too much the last; and the files that the screen is made of.

    Raises:
        FacilityError: There is no process to draw it in.
    """
    found: list[FileError] = []
    with TemporaryDirectory(prefix="hud-") as folder_of_copies:
        copies = Path(folder_of_copies)
        examiner: Any = None
        try:
            if shipped(screen):
                # Qt, which a confined screen's program can do without
                from hud.panel.examining.examiner import Examiner

                examiner = Examiner(panel, screen=screen, folder=folder, copies=copies, given=given)
            else:
                examiner = _ConfinedExaminer(panel, screen=screen, folder=folder, copies=copies, given=given)
            found += examiner.compiling
            for state, eye in moments:
                found += examiner.faults(state, eye)
                found += examiner.numbers(state, eye)
                if any(isinstance(one, RunawayError) for one in found):
                    break
        except Problems as problems:
            found += problems.errors
        except FileError as error:
            found.append(error)
        except HudError as error:
            if error.exit_code == 3:
                raise
            found.append(FileError(display_path(screen), error.message, hint=error.hint))
        finally:
            paths = [str(screen)]
            if examiner is not None:
                paths = list(examiner.stamps)
                examiner.close()
    return found, paths


def _errors(answer: dict[str, Any]) -> list[FileError]:
    return [error for error in map(from_plain, answer["faults"]) if isinstance(error, FileError)]
