"""Catch what Qt and QML say while a screen is loaded or drawn, instead of letting them print it."""

from __future__ import annotations

import linecache
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QtMsgType, QUrl, qInstallMessageHandler

from hud.errors import FileError
from hud.files import display_path
from hud.panel.places import short, unended_text
from hud.panel.suspects import ENDLESS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from PySide6.QtQml import QQmlError

# Fallback fonts are the plan, not a fault: Qt remarks on it once per script.
_QUIET_CATEGORIES = ("qt.text.font.db",)


MOST_LINES = 1_000_000
"""A screen's file is smaller than that."""


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


# What Qt says, what that means, and what to do; the first that fits. An empty message keeps Qt's own words.
_PLAIN: tuple[tuple[str, str, str], ...] = (
    (
        r'Binding loop detected for property "(.+?)"',
        "a binding loop: the property {0} depends on itself or on what it changes",
        "bind it to hud, or to what does not follow from it",
    ),
    (
        r"Expected token `numeric literal'",
        "there is no item here",
        "begin a screen with: import QtQuick, and Item { } around what it shows",
    ),
    (r"Expected token `(.+)'", "expected {0} here", "look for a bracket, brace or quote that is not closed"),
    (r"Unexpected token `(.+)'", "{0} does not belong here", "look for what is missing before it"),
    (r"Unterminated string literal.*", "a text without its closing quote", "end it in the line it begins in"),
    (r"Cannot open: (.+)", "cannot open {0}", "put the file beside the screen, or correct its name"),
    (r"Error decoding: (.+?): .*", "cannot read {0} as a picture", "save it as PNG, JPEG or SVG"),
    (r"(.+ is not a type)", "{0}", "correct its name, or import what it comes from"),
    (
        r'module "(.+)" (?:plugin ".+" not found|is not installed|version .+ is not installed)',
        "a screen may not import {0}, or there is no such module",
        "QtQuick, QtQuick.Layouts, QtQuick.Shapes, QtQuick.Timeline and Hud are there",
    ),
    (r'Cannot assign to non-existent property "(.+)"', "there is no property {0} here", "correct its name"),
    (
        r"TypeError: Cannot (?:read|call) (?:property|method) '(.+)' of (null|undefined)",
        "asks for {0} of what is {1} at this moment",
        'test it first, such as: hud.nav ? hud.nav.distance : ""',
    ),
    (r"TypeError: Property '(.+?)' of object .+ is not a function", "there is no function {0}", "correct its name"),
    (
        r"Unable to assign \[undefined\] to (.+)",
        "undefined at this moment",
        "correct the name in it that nothing answers to, or say what stands for it: hud.values.level ?? 0",
    ),
    (
        r"QPen::setWidthF: Setting a pen width that is out of range",
        "a line is wider than can be drawn",
        "make its width less, such as border.width: Theme.stroke",
    ),
    (
        r"Glyph with bounding box .* is too large for rasterizer\b.*",
        "letters larger than can be drawn",
        "make font.pixelSize less; hud.deg(0.8) is a usual size",
    ),
    (
        r"QQuickItem::setParentItem: Parent .+ is already part of the subtree of .+",
        "an item is put into what it contains itself",
        "look for what sets parent",
    ),
    (
        r"RangeError: Maximum call stack size exceeded",
        ENDLESS,
        "give it a case in which it does not",
    ),
    (
        r"QPainter::begin: Paint device returned engine == 0, type: \d+",
        "a layer is too large to be drawn",
        "give the item with layer.enabled a size within the panel",
    ),
    (
        r"Model size of (\d+) is bigger than the upper limit (\d+)",
        "a model of {0} items is more than can be shown",
        "make the model smaller",
    ),
    (
        r"ReferenceError: (.+) is not defined",
        "{0} is not defined",
        "correct its name, or give it as a property or an id",
    ),
    (
        r"Signal QQmlEngine::(?:quit|exit)\(\) emitted.*",
        "a screen may not end the program",
        "remove Qt.quit() and Qt.exit()",
    ),
)
_GRAMMAR = re.compile(r"Expected token|Unexpected token|Unterminated|Unclosed|Syntax error|Stray newline")
_NAMED = re.compile(
    r"Property '(\w+)' of object|(?:property|call method) '(\w+)' of (?:null|undefined)"
    r"|ReferenceError: (\w+) is not defined"
)
_OF_WHAT = re.compile(r"QML [\w.]+(?: \(parent or ancestor of [\w.]+\))?: ")
# A binding loop is told with the binding's own place below it.
_BINDING_PLACE = re.compile(r"^file://\S+?:(\d+):(\d+)\s*$", re.MULTILINE)


def in_plain_words(said: str) -> tuple[str, str]:
    """A remark of Qt as one line that a designer of screens understands.

    Args:
        said: Qt's words.

    Returns:
        The message, without a full stop, and a hint, which may be empty.
    """
    line = said.strip().split("\n", 1)[0].strip()
    words = _OF_WHAT.sub("", line, count=1)
    for pattern, message, hint in _PLAIN:
        if match := re.fullmatch(pattern + r"[.:]?", words):
            return message.format(*map(_short, match.groups())), hint
    # an address in memory is another in each run
    return short(re.sub(r"\(0x[0-9a-f]+[^()]*\)", "", line).rstrip(".:"), 300), ""


def _short(name: str) -> str:
    return short(name.rsplit("/", 1)[-1] if name.startswith(("file:", "qrc:")) else name)


def written_at(paths: Iterable[str], wanted: Callable[[str, str], bool]) -> FileError | None:
    """Where a quoted text stands in the files of a screen.

    Args:
        paths: The files, looked through in order of their names.
        wanted: Told a file and a quoted text in it, whether this is the one.

    Returns:
        An error without a message at the first place that is wanted; None where there is none.
    """
    for path in sorted(paths):
        if not path.endswith((".qml", ".js", ".mjs")):
            continue
        linecache.checkcache(path)
        for number, line in enumerate(linecache.getlines(path), start=1):
            if len(line) > _LONGEST_LINE:
                continue
            for match in _QUOTED.finditer(line):
                if wanted(path, match[0][1:-1]):
                    place, snippet = display_path(Path(path)), line.rstrip("\n")
                    return FileError(place, "", line=number, column=match.start() + 1, snippet=snippet)
    return None


# A longer one was written by a program, and quotes that never end take the square of its length.
_LONGEST_LINE = 1000
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*+\"|'(?:\\.|[^'\\])*+'|`(?:\\.|[^`\\])*+`")


def address_written_at(paths: Iterable[str], address: str) -> FileError | None:
    """Where the address of a file or a page stands in the files of a screen, as `written_at`; relative or whole."""
    target = QUrl(address)

    def wanted(path: str, text: str) -> bool:
        return bool(text) and QUrl.fromLocalFile(path).resolved(QUrl(text)) == target

    return written_at(paths, wanted)


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
        # Nor where the engine had no room left to count: a stack that is full gives any number.
        line = error.line() if 0 < error.line() <= MOST_LINES and url.isLocalFile() else None
        column = error.column() if error.column() > 0 and line is not None else None
        said = error.description()
        if line is not None and "Binding loop" in said and (place := _BINDING_PLACE.search(said)):
            line, column = int(place[1]), int(place[2])
        message, hint = in_plain_words(said)
        if line is not None and column is None and (named := _NAMED.search(said)):
            # A binding that fails is told with its line alone; the name in it is mostly there once.
            found_at = re.search(rf"\b{next(filter(None, named.groups()))}\b", source_line(path, line))
            column = found_at.start() + 1 if found_at else None
        fault = FileError(
            display_path(path), message, line=line, column=column, hint=hint, snippet=source_line(path, line)
        )
        if line is not None and _GRAMMAR.search(said):
            fault = unended_text(fault, path)
        found.setdefault(str(fault), fault)
    return list(found.values())
