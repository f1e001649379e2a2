"""What a screen may reach: its own folder, the bundled screens, a short list of Qt's modules. No network.

A screen is a file that came with a scenario from somewhere else. It is drawn, not trusted.
"""

from __future__ import annotations

import os
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QUrl
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkRequest
from PySide6.QtQml import QQmlAbstractUrlInterceptor, QQmlNetworkAccessManagerFactory

from hud.errors import FileError, HudError
from hud.files import display_path, read_text
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QIODevice, QObject
    from PySide6.QtNetwork import QNetworkReply
    from PySide6.QtQml import QQmlEngine

TIME_LIMIT_S = 2.0
"""How long a screen may compute in one go before it is interrupted."""

MAX_SOURCE_BYTES = 2**20

QT_MODULES = ("QtQml", "QtQuick", "QtQuick/Layouts", "QtQuick/Shapes", "QtQuick/Timeline")
"""Folders of Qt's own QML modules that a screen may import, with `QtQml`'s below."""

# A qrc address cannot lead out of the process, and nothing is there.
_NOWHERE = QUrl("qrc:/outside-the-screens-folder")


class FileFence(QQmlAbstractUrlInterceptor):
    """Turns every address outside the allowed folders into one that cannot be opened, and remembers it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._bundled = asset_path("screens").resolve()
        self._folders = (folder.resolve(), self._bundled)
        self._qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.QmlImportsPath)).resolve()
        self.refused: list[str] = []
        self.faults: list[FileError] = []
        self.reads_eye = False
        """Whether a file of the screen's own speaks of the eye, so that the two may differ."""
        self.stamps: dict[str, tuple[int, ...]] = {}
        """Every file that was let through, and what `stamp` said of it just before it was read. Qt's own are absent."""

    def intercept(self, url: QUrl | str, kind: QQmlAbstractUrlInterceptor.DataType) -> QUrl:
        """Let a local file below the allowed folders through; called by the engine, from its loader thread too."""
        url = QUrl(url)
        if url.scheme() == "qrc" or url.isEmpty():
            return url
        if url.isLocalFile() and self._allowed(path := Path(url.toLocalFile())):
            if not path.is_relative_to(self._qt):
                self.stamps.setdefault(str(path), stamp(str(path)))
            return url if self._harmless(path, kind) else _NOWHERE
        if kind != QQmlAbstractUrlInterceptor.DataType.QmldirFile:
            self.refused.append(url.toString())
        return _NOWHERE

    def _harmless(self, path: Path, kind: QQmlAbstractUrlInterceptor.DataType) -> bool:
        source = (
            QQmlAbstractUrlInterceptor.DataType.QmlFile,
            QQmlAbstractUrlInterceptor.DataType.JavaScriptFile,
        )
        if kind not in source or not path.is_file() or path.resolve().is_relative_to(self._bundled):
            return True
        try:
            text = read_text(path, limit=MAX_SOURCE_BYTES)
            self.reads_eye |= re.search(r"\beye\b", text) is not None
            faults = forbidden_words(path, text)
        except HudError as error:
            faults = [error if isinstance(error, FileError) else FileError(display_path(path), str(error))]
        self.faults.extend(faults)
        return not faults

    def _allowed(self, path: Path) -> bool:
        try:
            real = path.resolve()
        except (OSError, ValueError, RuntimeError):
            return False
        if any(real.is_relative_to(folder) for folder in self._folders):
            return True
        if not real.is_relative_to(self._qt):
            return False
        module = real.relative_to(self._qt).parent.as_posix()
        return module in QT_MODULES or module.startswith("QtQml/")


def stamp(path: str) -> tuple[int, ...]:
    """What tells one content of a file from the next: file, size and times; empty where there is no file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked of some thirty files each frame, at half the cost of a Path's
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class RefusingNetwork(QNetworkAccessManager):
    """Refuses every request before a socket is opened."""

    def createRequest(  # noqa: N802  # Qt's name
        self,
        operation: QNetworkAccessManager.Operation,
        request: QNetworkRequest,  # noqa: ARG002  # what was asked for is exactly what is not passed on
        outgoing: QIODevice | None = None,
    ) -> QNetworkReply:
        """Answer with a request for nothing, which fails at once."""
        return super().createRequest(operation, QNetworkRequest(_NOWHERE), outgoing)


class RefusingNetworkFactory(QQmlNetworkAccessManagerFactory):
    """Gives the QML engine `RefusingNetwork`."""

    def create(self, parent: QObject) -> QNetworkAccessManager:
        """Make one; called by the engine."""
        return RefusingNetwork(parent)


class Watchdog:
    """Interrupts a QML engine that computes for too long in one go.

    One thread for the engine's life. It looks at the deadline when the last one it saw is over, not whenever one
    is set, so that guarding a frame costs two locks and no change of thread.
    """

    def __init__(self, engine: QQmlEngine, *, limit_s: float = TIME_LIMIT_S) -> None:
        self._engine = engine
        self._limit_s = limit_s
        self._changed = threading.Condition()
        self._deadline_s: float | None = None
        self._asleep = False
        self._over = False
        self.barked = False
        threading.Thread(target=self._guard, name="hud-screen-watchdog", daemon=True).start()

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Guard what runs inside; afterwards `barked` says whether it was cut short."""
        with self._changed:
            self.barked = False
            # The real time here bounds a computation and decides nothing that is drawn.
            self._deadline_s = time.monotonic() + self._limit_s
            if self._asleep:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._deadline_s = None
                if self.barked:
                    self._engine.setInterrupted(False)

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._over = True
            self._changed.notify()

    def _guard(self) -> None:
        with self._changed:
            while not self._over:
                if self._deadline_s is None:
                    self._asleep = True
                    self._changed.wait()
                    self._asleep = False
                    continue
                left_s = self._deadline_s - time.monotonic()
                if left_s > 0:
                    self._changed.wait(left_s)
                    continue
                self.barked = True
                self._deadline_s = None
                self._engine.setInterrupted(True)


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A word a screen may not use."""

    pattern: re.Pattern[str]
    reason: str


# What could reach out of the engine without opening a file, and the ways to say it in disguise.
FORBIDDEN = (
    Forbidden(re.compile(r"\bopenUrlExternally\b"), "a screen may not open anything outside"),
    Forbidden(re.compile(r"\bcreateQmlObject\b"), "a screen may not make code from text"),
    Forbidden(re.compile(r"\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\("), "a screen may not make code from text"),
    Forbidden(re.compile(r"\bQt\s*(?:\?\.)?\["), "a screen names what it uses of Qt with a dot"),
    Forbidden(re.compile(r"[=(,:\[]\s*Qt\s*(?=[;,)\]\n}])"), "a screen may not pass Qt itself around"),
    Forbidden(re.compile(r"\bXMLHttpRequest\b|\bWorkerScript\b"), "a screen may not load anything by itself"),
)


def forbidden_words(path: Path, text: str) -> list[FileError]:
    """What a file of a screen may not say, with line and column; comments and strings do not count.

    Args:
        path: The file, for the message.
        text: Its text.

    Returns:
        In the order of `FORBIDDEN`.
    """
    code = blanked(text)
    lines = text.split("\n")
    faults = []
    for word in FORBIDDEN:
        for match in word.pattern.finditer(code):
            line = code.count("\n", 0, match.start()) + 1
            column = match.start() - (code.rfind("\n", 0, match.start()) + 1) + 1
            snippet = lines[line - 1]
            faults.append(FileError(display_path(path), word.reason, line=line, column=column, snippet=snippet))
    return faults


_QUIET = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)


def blanked(text: str) -> str:
    """QML or JavaScript with comments and quoted strings turned to spaces, every character in its place.

    Template literals stay: they may hold code.
    """
    return _QUIET.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
