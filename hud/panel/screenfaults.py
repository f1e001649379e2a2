"""What is wrong with one screen, as its engine, its fence and its watchdog have it, raised where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.errors import FileError, HudError, as_one
from hud.files import display_path
from hud.panel.elements import MisplacedError
from hud.panel.errors import RunawayError
from hud.panel.faults.messages import file_errors, letter_written_at
from hud.panel.faults.suspects import loop_in
from hud.panel.faults.telling import mendable, outside
from hud.panel.source.places import bundled, property_at
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from PySide6.QtQml import QQmlError

    from hud.panel.sandbox import FileFence, Links, Watchdog


class ScreenFaults:
    """Of one screen. What was raised is forgotten, so that it is told again only where it persists."""

    def __init__(
        self, screen: Path, warnings: list[QQmlError], fence: FileFence, links: Links, watchdog: Watchdog
    ) -> None:
        """Nothing is wrong yet.

        Args:
            screen: Its file.
            warnings: What the engine says, as it comes.
            fence: Of its files.
            links: That it wanted to open.
            watchdog: Of what it computes.
        """
        self._screen = screen
        self._warnings = warnings
        self._fence = fence
        self._links = links
        self._watchdog = watchdog

    def misplaced(self, error: HudError, before: int) -> FileError:
        """What reading the elements has failed with, at its place in the file.

        Args:
            error: That.
            before: How many warnings there were; the stage has made Qt say where the item stands.
        """
        # and then where what it is in does
        own = [one for one in self._warnings[before:] if not bundled(one.url().toLocalFile())]
        said = file_errors(own[:1], screen=self._screen)
        at = said[0] if said else FileError(display_path(self._screen), "")
        if isinstance(error, MisplacedError) and error.name:
            at = property_at(at, error.name)
        return FileError(at.file, error.message, line=at.line, column=at.column, snippet=at.snippet, hint=error.hint)

    def raise_barked(self) -> None:
        """Raise what the watchdog has cut short, if it has.

        Raises:
            RunawayError: With the loop that is most likely its cause.
        """
        if not self._watchdog.barked:
            return
        # What was interrupted is often a piece of the program's own that waited for the screen's.
        own = [one for one in self._warnings if not bundled(one.url().toLocalFile())]
        self._warnings.clear()
        at = loop_in(self._fence.stamps)
        hint = "look for a loop that does not end, first of all this one"
        if at is None:
            at = next(iter(file_errors(own[:1], screen=self._screen)), None)
            hint = "look for what does not end, or for what there is too much of: a model, a list, a text"
        raise RunawayError(
            at.file if at else display_path(self._screen),
            f"a binding {self._watchdog.barked}",
            line=at.line if at else None,
            column=at.column if at else None,
            snippet=at.snippet if at else "",
            hint=hint,
        )

    def raise_warnings(self) -> None:
        """Raise what the engine has said so far, and all that `raise_impure` and `raise_errors` do.

        Raises:
            FileError, Problems: That.
        """
        errors = list(self._warnings)
        self._warnings.clear()
        self.raise_impure()
        self.raise_errors(errors)

    def raise_impure(self) -> None:
        """Raise what in its files depends on more than the moment.

        Raises:
            FileError, Problems: That.
        """
        if impure := self._fence.impure:
            raise as_one(impure)

    def raise_errors(self, errors: list[QQmlError]) -> None:
        """Raise what its files have done wrong, and some errors of the engine.

        Args:
            errors: Those.

        Raises:
            FileError, Problems: What the fence has found in the files first, then what it kept out, then the engine's.
        """
        if not (errors or self._fence.faults or self._fence.refused or self._links.any):
            return
        found = mendable(file_errors(errors, screen=self._screen), self._screen, self._fence.stamps)
        faults, self._fence.faults = self._fence.faults, []
        refused, self._fence.refused = self._fence.refused, []
        opened = self._links.take()
        if faults:
            raise as_one(faults)
        if refused:
            near = found[0] if found else None
            strangers = [
                fault
                for address in dict.fromkeys(refused)
                for fault in outside(address, self._screen, self._fence.stamps, near)
            ]
            raise as_one(strangers)
        if opened:
            raise FileError(display_path(self._screen), f"a screen may not open anything outside: {opened[0]}")
        if found:
            raise as_one(found)

    def written_at(self, character: str, *, shown: str, others: Collection[str]) -> list[FileError]:
        """Where in its files a character of a text may be written; nowhere in the program's own.

        Args:
            character: One that no font can draw.
            shown: The text.
            others: All that are shown.
        """
        if self._screen.resolve().is_relative_to(asset_path("screens").resolve()):
            # What the shipped screen shows is a scenario's.
            return []
        found = letter_written_at(self._fence.stamps, character, shown, others)
        return found or [FileError(display_path(self._screen), "")]
