"""Catch what Qt and QML say while a screen is loaded or drawn, instead of letting them print it."""

from __future__ import annotations

import linecache
import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QImageReader

from hud.errors import FileError
from hud.files import display_path
from hud.panel.faults.sayings import PLAIN
from hud.panel.source.places import at_the_end, bundled, closes_nothing, short, unended_text
from hud.panel.source.quotes import holds, unescaped
from hud.panel.source.words import blanked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

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


_GRAMMAR = re.compile(r"Expected token|Unexpected token|Unterminated|Unclosed|Syntax error|Stray newline")
_NAMED = re.compile(
    r"Property '(\w+)' of object|(?:property|call method) '(\w+)' of (?:null|undefined)"
    r"|ReferenceError: (\w+) is not defined"
)
_OF_WHAT = re.compile(r"QML [\w.*]+(?: \(parent or ancestor of [\w.]+\))?: ")
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
    for pattern, message, hint in PLAIN:
        if match := re.fullmatch(pattern + r"[.:]?", words):
            return message.format(*map(_named, match.groups(""))), hint
    # an address in memory is another in each run
    return short(re.sub(r"\(0x[0-9a-f]+[^()]*\)", "", line).rstrip(".:"), 300), ""


def _too_large(said: str) -> tuple[str, str] | None:
    """A picture that is one, but larger than Qt decodes; None where something else is said."""
    named = re.match(r"(?:QML \w+: )?Error decoding: (file:\S+?): ", said)
    if named is None:
        return None
    reader = QImageReader(QUrl(named[1]).toLocalFile())
    size = reader.size()
    if size.width() * size.height() * 4 <= QImageReader.allocationLimit() * 2**20:
        return None
    name = _short(named[1])
    return f"{name} is {size.width()} x {size.height()} px, more than can be shown", "save it as large as it is seen"


_KINDS = {
    **dict.fromkeys(("QString", "string"), "a text"),
    **dict.fromkeys(("int", "double", "float", "real", "number"), "a number"),
    **dict.fromkeys(("bool", "boolean"), "true or false"),
    **dict.fromkeys(("QQuickItem*", "QQuickItem", "QObject*", "QQmlComponent*", "Item"), "an item"),
    **dict.fromkeys(("QFont", "font"), "a font"),
    **dict.fromkeys(("QColor", "color"), "a colour"),
    **dict.fromkeys(("QUrl", "url"), "an address"),
    **{"QQuickAnchorLine": "a line, such as parent.left,"},
    **{"QJSValue": "something else", "QDateTime": "a date", "": "a value of the wrong kind"},
}


def _named(name: str) -> str:
    """A name of Qt's as a designer knows it."""
    return _KINDS.get(name) or _short(re.sub(r"\w+_QMLTYPE_\d+\*?", "an object", name))


def _short(name: str) -> str:
    return short(name.rsplit("/", 1)[-1] if name.startswith(("file:", "qrc:")) else name)


def all_written_at(paths: Iterable[str], wanted: Callable[[str, str], bool]) -> Iterator[FileError]:
    """Where a quoted text stands in the files of a screen.

    Args:
        paths: The files, looked through in order of their names.
        wanted: Told a file and a quoted text in it, whether this is the one.

    Yields:
        An error without a message at each place that is wanted.
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
                    yield FileError(place, "", line=number, column=match.start() + 1, snippet=snippet)


# A longer one was written by a program, and quotes that never end take the square of its length.
_LONGEST_LINE = 1000
_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*+\"|'(?:\\.|[^'\\])*+'|`(?:\\.|[^`\\])*+`")


def address_written_at(paths: Iterable[str], address: str) -> list[FileError]:
    """Where the address of a file or a page stands in the files of a screen, relative or whole: each place."""
    target = QUrl(address)

    def wanted(path: str, text: str) -> bool:
        return bool(text) and QUrl.fromLocalFile(path).resolved(QUrl(text)) == target

    return list(all_written_at(paths, wanted))


def letter_written_at(paths: Iterable[str], character: str, shown: str, others: Collection[str]) -> list[FileError]:
    """Where the files of a screen write a character of a text that is shown, itself or as an escape: each place.

    Args:
        paths: The files.
        character: Of the text.
        shown: The text.
        others: All the texts that are shown: what is written just like one of them belongs to that one.
    """
    found = list(all_written_at(paths, lambda _, text: unescaped(text) == shown))
    if found or not shown:
        return found
    return list(all_written_at(paths, lambda _, text: holds(text, shown, character) and unescaped(text) not in others))


def grammatical(said: str) -> bool:
    """Whether what Qt says of a file is that it cannot be read as QML or JavaScript at all."""
    return bool(_GRAMMAR.search(said))


_THROW = re.compile(r"\bthrow\b")


def _thrown(said: str, source: str) -> tuple[str, str] | None:
    """What a line of a screen throws by itself; None where the engine does."""
    if not _THROW.search(blanked(source)) or "a screen may not" in said:
        return None
    said = re.sub(r"^(?:[A-Z]\w*)?Error(?:: |$)", "", said.strip().split("\n", 1)[0])
    return f"an error is thrown: {short(said, 200)}" if said else "an error is thrown", _MEND


_MEND = "mend what it complains of, or take away what throws it"
_FAILING = (
    (re.compile(r"Invalid count value"), re.compile(r"\b(?:repeat|padStart|padEnd)\b")),
    (re.compile(r"ArrayBuffer|Index out of range"), re.compile(r"\b(?:ArrayBuffer|\w+Array)\b")),
    (re.compile(r"out of range|out of memory|Invalid array length"), re.compile(r"\b(?:Array|to[A-Z]\w+|length)\b")),
    (re.compile(r"JSON"), re.compile(r"\bJSON\b")),
    (re.compile(r"URI"), re.compile(r"\b(?:de|en)codeURI")),
    (re.compile(r"regular expression"), re.compile(r"\bRegExp\b|/")),
    (re.compile(r"Maximum call stack"), re.compile(r"(?!)")),
)
_VALUE = re.compile(
    r"^\s*(?:[\w.]+\s*\{\s*)*(?:(?:(?:readonly|required|default)\s+)*property\s+[\w.<>]+\s+)?[\w.]+\s*:\s*"
)


def _column(said: str, source: str) -> int | None:
    """Where in its line a binding fails, which Qt tells by the line alone: at a name, at a call, or at its value."""
    code = blanked(source)
    ways = [_THROW]
    if named := _NAMED.search(said):
        # mostly it is there once
        ways = [re.compile(rf"\b{next(filter(None, named.groups()))}\b")]
    elif quoted := re.search(r"\bprototype\.(\w+)|property \"(\w+)\"", said):
        ways.append(re.compile(rf"\b{quoted[1] or quoted[2]}\b"))
    ways += [where for what, where in _FAILING if what.search(said)]
    for way in ways:
        if found := way.search(code):
            return found.start() + 1
    if "Maximum call stack" in said or not source.strip():
        return None
    value = _VALUE.match(code)
    return (value.end() if value else len(source) - len(source.lstrip())) + 1


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
        message, hint = _too_large(said) or in_plain_words(said)
        if said.startswith("Error: ") and bundled(path):
            # the words of a piece
            message, hint = short(said.removeprefix("Error: "), 300), ""
        if line is not None and column is not None and (named := _NAMED.search(said)):
            # at the name, not at what it is bound to
            word = re.escape(next(filter(None, named.groups())))
            at = re.compile(rf"\b{word}\b").search(blanked(source_line(path, line)), column - 1)
            column = at.start() + 1 if at else column
        if line is not None and column is None:
            source = source_line(path, line)
            if (thrown := _thrown(said, source)) and not bundled(path):
                message, hint = thrown
            column = _column(said, source)
        fault = FileError(
            display_path(path), message, line=line, column=column, hint=hint, snippet=source_line(path, line)
        )
        if line is not None and _GRAMMAR.search(said):
            fault = unended_text(closes_nothing(at_the_end(fault, path), path), path)
        found.setdefault(str(fault), fault)
    return list(found.values())
