"""Everything the program can say went wrong, and the exit code each one means.

A message is one line that names the place, the fault and the remedy. Nothing here prints: the command
line does, once, at its outermost edge.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


class HudError(Exception):
    """Base of every error that is the user's to see.

    Attributes:
        message: What is wrong, in one sentence without a full stop.
        hint: What to do about it; may be empty.
        exit_code: 1 what was checked falls short, 2 wrong usage or unreadable input, 3 a facility is missing.
    """

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = one_line(message)
        self.hint = one_line(hint)

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class UsageError(HudError):
    """The call itself is wrong: an option out of range, an unknown device."""


class FacilityError(HudError):
    """Something this machine lacks: a display, a camera, a codec. The hint says how to get it."""

    exit_code = 3


class FileError(HudError):
    """A file that cannot be used, with the place in it.

    Attributes:
        file: The path as the user would type it.
        line: 1-based, or None where the whole file is meant.
        column: 1-based, or None.
        snippet: The source line, drawn under the message with a caret; may be empty.
    """

    def __init__(
        self,
        file: Path | str,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        hint: str = "",
        snippet: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.file = str(file)
        self.line = line
        self.column = column
        self.snippet = snippet

    @property
    def place(self) -> str:
        """``file:line:column``, as far as it is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    def __str__(self) -> str:
        return f"{self.place}: {super().__str__()}"

    def as_warning(self) -> str:
        """What to say where it stops nothing."""
        return f"{self.place}: warning: {super().__str__()}"

    def drawing(self) -> str:
        """The source line with a caret under the column, two lines, or an empty string."""
        if not self.snippet or self.line is None:
            return ""
        number = f"{self.line:>5} | "
        # what a terminal would act upon, or not show at all, keeps its place
        source = "".join(char if char.isprintable() else " " if char in "\t\xa0" else "·" for char in self.snippet)
        start, limit = 0, 110
        column = self.column or 1
        if len(source) > limit:
            start = max(0, min(column - limit // 2, len(source) - limit))
            source = source[start : start + limit]
        before = sum(_columns(char) for char in source[: column - 1 - start])
        return f"{number}{source}\n{' ' * (len(number) + before)}^"


class Problems(HudError):
    """Every error of one file, or of several, at once.

    Attributes:
        errors: The single errors, in the order of the file.
    """

    def __init__(self, errors: Iterable[FileError]) -> None:
        self.errors: tuple[FileError, ...] = tuple(errors)
        super().__init__("")
        # the one error that is several lines, each of them one
        self.message = "\n".join(str(error) for error in self.errors)
        self.args = (self.message,)


def as_one(errors: Sequence[FileError]) -> FileError | Problems:
    """Some errors as what can be raised: one alone as it is, several together.

    Args:
        errors: At least one.
    """
    return errors[0] if len(errors) == 1 else Problems(errors)


_LONGEST = 120
_ENDLESS = re.compile(rf"[^\s/\\]{{{_LONGEST},}}")


def one_line(text: str) -> str:
    """A text as one line that a terminal shows and does not act upon: what it could not print is spelt out."""
    # a word that long is no word: what a file holds is quoted as far as it helps to find it
    text = _ENDLESS.sub(lambda word: f"{word[0][:57]}...", text) if len(text) > _LONGEST else text
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char == "\xa0" else char.encode("unicode_escape").decode() for char in text
    )


def _columns(char: str) -> int:
    """How many columns of a terminal a character takes."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


_SHORT = 4
"""Of so few letters two that have changed places leave little alike: ``si``."""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """``did you mean 'x'?`` for the nearest known word, or the whole list when it is short.

    Args:
        word: What was written.
        known: What could have been meant.

    Returns:
        A hint without a full stop; empty when there is nothing useful to say.
    """
    near = nearest(word, known)
    if near:
        return f"did you mean '{near}'?"
    if known and len(known) <= 16:
        return "use one of " + ", ".join(known)
    return ""


def nearest(word: str, known: Sequence[str], *, likeness: float = 0.6) -> str:
    """The known word that a misspelt one is near to; empty where there is none as much alike, from 0 to 1."""
    short = word.lower()
    near = difflib.get_close_matches(short, [k.lower() for k in known], n=1, cutoff=likeness)
    if not near and len(word) <= _SHORT:
        near = [short[:k] + short[k + 1] + short[k] + short[k + 2 :] for k in range(len(short) - 1)]
    return next((k for k in known if k.lower() in near), "")
