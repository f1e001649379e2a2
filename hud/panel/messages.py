"""Catch what Qt and QML say while a screen is loaded or drawn, instead of letting them print it."""

from __future__ import annotations

import linecache
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QtMsgType, QUrl, qInstallMessageHandler

from hud.errors import FileError
from hud.files import display_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PySide6.QtQml import QQmlError

# Fallback fonts are the plan, not a fault: Qt remarks on it once per script.
_QUIET_CATEGORIES = ("qt.text.font.db",)


@dataclass(frozen=True, slots=True)
class Message:
    """One remark of Qt outside QML."""

    text: str
    category: str


@contextmanager
def caught_messages() -> Iterator[list[Message]]:
    """Collect Qt's warnings and worse while inside; debug output of screens is dropped.

    Yields:
        The messages, in order.
    """
    caught: list[Message] = []

    def keep(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        category = context.category or ""
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and category not in _QUIET_CATEGORIES:
            caught.append(Message(text or "", category))

    before = qInstallMessageHandler(keep)
    try:
        yield caught
    finally:
        qInstallMessageHandler(before)


def source_line(path: Path | str, line: int | None) -> str:
    """One line of a file as it is now, without its end; empty where there is none."""
    if line is None:
        return ""
    linecache.checkcache(str(path))
    return linecache.getline(str(path), line).rstrip("\n")


def file_errors(errors: Iterable[QQmlError], *, screen: Path) -> list[FileError]:
    """QML's errors as ours, each once, with the source line.

    Args:
        errors: From a component or the engine's ``warnings`` signal.
        screen: The file to name where an error has none.

    Returns:
        In the order given.
    """
    found: dict[str, FileError] = {}
    for error in errors:
        url: QUrl = error.url()
        path = Path(url.toLocalFile()) if url.isLocalFile() else screen
        # A line counts in the file it is of: none where that is not the screen's but code of our own.
        line = error.line() if error.line() > 0 and url.isLocalFile() else None
        column = error.column() if error.column() > 0 and line is not None else None
        fault = FileError(
            display_path(path),
            error.description().strip().rstrip("."),
            line=line,
            column=column,
            snippet=source_line(path, line),
        )
        found.setdefault(str(fault), fault)
    return list(found.values())
