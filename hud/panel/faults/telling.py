"""What Qt says of a screen as faults of the screen's own files: at their lines, with what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.errors import FileError, Problems
from hud.files import display_path
from hud.panel.faults.messages import address_written_at, in_plain_words
from hud.panel.faults.suspects import said_of, suspect
from hud.panel.source.names import unknown_names
from hud.panel.source.places import bundled, missing, moved_to, short, use_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hud.errors import HudError
    from hud.panel.faults.messages import Message


def mendable(found: list[FileError], screen: Path, paths: Iterable[str]) -> list[FileError]:
    """Errors where the user can mend them: those of a piece where the screen uses it, unless the piece itself is drawn.

    Args:
        found: As Qt places them.
        screen: What is drawn.
        paths: The files it is made of.

    Returns:
        In the order given, each once.
    """
    if bundled(screen):
        return found
    paths = list(paths)
    moved = []
    asks = any(one.message.startswith("asks for") for one in found)
    wrong = {(one.file, one.line): one for one in (unknown_names(paths) if asks else [])}
    for one in found:
        if one.message.startswith("asks for") and (one.file, one.line) in wrong:
            moved.append(wrong[one.file, one.line])
        elif one.line is not None and bundled(one.file):
            moved.append(use_of(one, paths))
        elif one.line is None and one.message.startswith("No such file"):
            moved.append(missing(one, paths))
        elif one.line is None and (at := said_of(one.message, paths)) is not None:
            moved.append(moved_to(at, one))
        else:
            moved.append(one)
    return list({str(one): one for one in moved}.values())


def placed(remark: Message, screen: Path, paths: Iterable[str]) -> FileError:
    """What Qt says without a place, at the likeliest one: such a remark is mostly of something too large."""
    message, hint = in_plain_words(remark.text)
    at = None if bundled(screen) else suspect(paths)
    if at is None:
        return FileError(display_path(screen), message, hint=hint)
    hint = hint or f"make {at.message} less, if that is what it is"
    return FileError(at.file, message, line=at.line, column=at.column, snippet=at.snippet, hint=hint)


def outside(address: str, screen: Path, paths: Iterable[str], near: FileError | None) -> list[FileError]:
    """The uses of an address that a screen may not reach, where they are written; else where Qt says that it failed."""
    return [
        FileError(
            at.file,
            f"a screen may not use {short(address)}",
            line=at.line,
            column=at.column,
            snippet=at.snippet,
            hint="screens use files of their own folder only",
        )
        for at in address_written_at(paths, address) or [near or FileError(display_path(screen), "")]
    ]


def with_what_is_read(error: HudError, impure: Iterable[FileError], paths: Iterable[str]) -> HudError:
    """What keeps a screen from being compiled, with all that is told of its files by reading their text alone.

    Args:
        error: As Qt tells it.
        impure: What in the files depends on more than the moment.
        paths: The files that were opened.
    """
    found = error.errors if isinstance(error, Problems) else [error] if isinstance(error, FileError) else []
    told = {one.place: one for one in found}
    for one in (*impure, *unknown_names(paths)):
        told.setdefault(one.place, one)
    if len(told) == 1 or not found:
        return error
    return Problems(sorted(told.values(), key=lambda one: (one.file, one.line or 0, one.column or 0)))
