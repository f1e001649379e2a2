"""What the readers of a scenario's parts share: where errors go, and which files may be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from hud.errors import FileError, HudError, Problems
from hud.files import inside, require_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hud.scenario.schema import ScenarioFile
    from hud.yamldoc import Document
    from hud.yamltree import Loc

T = TypeVar("T")


class Reader:
    """A scenario's document, and what has been found wrong so far: the one place where faults of all files go."""

    def __init__(
        self,
        document: Document[ScenarioFile],
        *,
        stand_ins: frozenset[Loc] = frozenset(),
        opened: frozenset[Loc] = frozenset(),
    ) -> None:
        """Begin.

        Args:
            document: The file.
            stand_ins: As `hud.scenario.fitting.Fitted`; so is the next.
            opened: Whose lack of keys is nobody's fault.
        """
        self.file = document.value
        self.folder = document.path.parent
        self.errors: list[FileError] = []
        self.warnings: list[FileError] = []
        """What is worth a word and stops nothing."""
        self._document = document
        self._stand_ins, self._opened = stand_ins, opened

    def error(self, loc: Loc, message: str, *, hint: str = "") -> None:
        """Note an error at a place of the scenario file, unless what stands there is not its author's."""
        if not self.stands_in(loc):
            self.errors.append(self._document.error(loc, message, hint=hint))

    def warn(self, warning: FileError) -> None:
        """Note what may well be a mistake and need not be one."""
        self.warnings.append(warning)

    def says(self, loc: Loc) -> bool:
        """Whether the file has something there, fitting or not."""
        return loc in self._document.draft.places

    def stands_in(self, loc: Loc) -> bool:
        """Whether what stands there, or is missing, stands in for something that did not fit, which has been told."""
        return bool(self._stand_ins) and any(loc[:k] in self._stand_ins for k in range(1, len(loc) + 1))

    def lost(self, loc: Loc) -> bool:
        """Whether the keys there lost one that nobody knows, and so may lack what was meant by it."""
        return loc in self._opened

    def attempt(self, loc: Loc, make: Callable[[], T]) -> T | None:
        """What ``make`` makes; None, with what it raises noted: at this place, or where the error knows a file."""
        try:
            return make()
        except FileError as error:
            self.errors.append(error)
        except Problems as problems:
            self.errors += problems.errors
        except HudError as error:
            self.error(loc, error.message, hint=error.hint)
        except (ValueError, OSError) as error:
            message, _, hint = str(error).partition("; ")
            self.error(loc, message, hint=hint)
        return None

    def data_path(self, loc: Loc, name: str) -> Path | None:
        """The file that is named there; None, with the error noted, where it cannot be used."""
        path = self.attempt(loc, lambda: inside(self.folder, name))
        if path is not None:
            try:
                return require_file(path)
            except FileError as error:
                # the place to mend is the name, not the file that is not there
                self.error(loc, f"'{name}': {error.message}", hint=error.hint)
        return None

    def within(self, loc: Loc, at_s: float) -> bool:
        """Whether a moment lies within the scenario, as it must."""
        if at_s > self.file.duration:
            hint = f"use a time up to {self.file.duration:g} s, or a longer duration"
            self.error(loc, f"{at_s:g} s is after the end", hint=hint)
        return at_s <= self.file.duration
