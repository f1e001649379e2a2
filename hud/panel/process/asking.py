"""Asking the process that draws strangers' screens, and what is said where it ends over it."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hud.errors import FacilityError, FileError, HudError
from hud.files import display_path, require_file, stamp
from hud.panel.errors import RunawayError
from hud.panel.faults.suspects import ENDLESS, calls_itself, suspect
from hud.panel.process.keeper import KEEPER, EndedError
from hud.panel.process.wire import from_plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hud.panel.spec import PanelSpec

_TOO_MUCH = "look for what there is too much of: a Repeater's model, a list, a text, a picture"


class Asker(ABC):
    """One screen in the other process, whatever is done with it there."""

    def __init__(self, panel: PanelSpec, *, screen: Path, folder: Path | None = None, given: str = "{}") -> None:
        """Nothing is asked yet.

        Args:
            panel: The micro-display.
            screen: A QML file.
            folder: Where its own files may lie; its own by default.
            given: As for `PanelRenderer`.

        Raises:
            FileError: There is no such file.
        """
        self.panel = panel
        self.screen = require_file(screen).resolve()
        self._shown = screen
        self._folder = (folder if folder is not None else screen.parent).resolve()
        self._number = next(_NUMBERS)
        self._given = given
        self._life = -1
        self._stamps: dict[str, tuple[int, ...]] = {str(self.screen): stamp(str(self.screen))}

    @property
    def stamps(self) -> dict[str, tuple[int, ...]]:
        """Every file that the screen was made of, and what told its content when it was read."""
        return self._stamps

    def close(self) -> None:
        """Let go of it."""
        if KEEPER.lives(self._life):
            with suppress(EndedError):
                KEEPER.ask("close", self._number, ())
        self._life = -1

    @abstractmethod
    def _make(self) -> None:
        """Have it made in the other process, and note which life of it that is."""

    def _ask(self, operation: str, *arguments: object) -> dict[str, Any]:
        try:
            answer = self._ask_again(operation, arguments)
        except EndedError as ended:
            if ended.outside:
                raise FacilityError(f"{display_path(self._shown)} {ended.message}", hint="try again") from None
            raise likely_placed(RunawayError(display_path(self._shown), ended.message), self._stamps) from None
        self._stamps = {**self._stamps, **{path: tuple(read) for path, read in answer.get("stamps", {}).items()}}
        if "error" in answer:
            error = from_plain(answer["error"])
            raise likely_placed(error, self._stamps) if isinstance(error, FileError) else error
        if "fault" in answer:
            raise HudError(
                f"{display_path(self._shown)}: drawing failed: {answer['fault']}", hint="change what is new in it"
            )
        return answer

    def _ask_again(self, operation: str, arguments: tuple[object, ...]) -> dict[str, Any]:
        """Once more, in the next process, where something else than the screen has ended this one."""
        try:
            return KEEPER.ask(operation, self._number, arguments)
        except EndedError as ended:
            if not ended.outside:
                raise
        if operation not in ("make", "examine"):
            self._make()
        return KEEPER.ask(operation, self._number, arguments)


def likely_placed(error: FileError, files: Iterable[str]) -> FileError:
    """The same with the likeliest place, where the engine could not tell one of what was too much."""
    if error.line is not None:
        return error
    if error.message == ENDLESS and (place := calls_itself(files)) is not None:
        return FileError(
            place.file, error.message, line=place.line, column=place.column, snippet=place.snippet, hint=error.hint
        )
    if not isinstance(error, RunawayError):
        return error
    place = suspect(files)
    if place is None:
        return RunawayError(error.file, error.message, hint=_TOO_MUCH)
    hint = f"make {place.message} less, if that is what it is"
    return RunawayError(
        place.file, error.message, line=place.line, column=place.column, snippet=place.snippet, hint=hint
    )


_NUMBERS = itertools.count(1)
