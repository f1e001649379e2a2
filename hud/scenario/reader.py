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
    """A scenario's document, and what has been found wrong so far."""

    def __init__(self, document: Document[ScenarioFile]) -> None:
        self.file = document.value
        self.folder = document.path.parent
        self.errors: list[FileError] = []
        self._document = document

    def error(self, loc: Loc, message: str, *, hint: str = "") -> None:
        """Note an error at a place of the scenario file."""
        self.errors.append(self._document.error(loc, message, hint=hint))

    def says(self, loc: Loc) -> bool:
        """Whether the file has something there, fitting or not."""
        return loc in self._document.draft.places

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

    def within(self, loc: Loc, at_s: float) -> None:
        """A moment must lie within the scenario."""
        if at_s > self.file.duration:
            hint = f"use a time up to {self.file.duration:g} s, or a longer duration"
            self.error(loc, f"{at_s:g} s is after the end", hint=hint)
