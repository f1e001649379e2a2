"""What a screen may reach: its own folder, the bundled screens and icons, a short list of Qt's modules. No network.

A screen is a file that came with a scenario from somewhere else. It is drawn, not trusted.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkRequest
from PySide6.QtQml import QQmlAbstractUrlInterceptor, QQmlNetworkAccessManagerFactory

from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QIODevice
    from PySide6.QtNetwork import QNetworkReply
    from PySide6.QtQml import QQmlEngine

TIME_LIMIT_S = 2.0
"""How long a screen may compute in one go before it is interrupted."""

QT_MODULES = ("QtQml", "QtQuick", "QtQuick/Layouts", "QtQuick/Shapes", "QtQuick/Timeline", "QtQuick/Effects")
"""Folders of Qt's own QML modules that a screen may import, with `QtQml`'s below."""

_NOWHERE = QUrl("file:///outside-the-screens-folder")
_SCHEMES = ("http", "https", "file", "mailto", "ftp")


class FileFence(QQmlAbstractUrlInterceptor):
    """Turns every address outside the allowed folders into one that cannot be opened, and remembers it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folders = (folder.resolve(), asset_path("screens").resolve(), asset_path("icons").resolve())
        self._qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.QmlImportsPath)).resolve()
        self.refused: list[str] = []

    def intercept(self, url: QUrl, kind: QQmlAbstractUrlInterceptor.DataType) -> QUrl:
        """Let a local file below the allowed folders through; called by the engine, from its loader thread too."""
        if url.scheme() == "qrc" or url.isEmpty():
            return url
        if url.isLocalFile() and self._allowed(Path(url.toLocalFile())):
            return url
        if kind != QQmlAbstractUrlInterceptor.DataType.QmldirFile:
            self.refused.append(url.toString())
        return _NOWHERE

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


class RefusingNetwork(QNetworkAccessManager):
    """Refuses every request before a socket is opened."""

    def createRequest(  # noqa: N802  # Qt's name
        self,
        operation: QNetworkAccessManager.Operation,
        request: QNetworkRequest,
        outgoing: QIODevice | None = None,
    ) -> QNetworkReply:
        """Answer with a request for nothing, which fails at once."""
        return super().createRequest(operation, QNetworkRequest(_NOWHERE), outgoing)


class RefusingNetworkFactory(QQmlNetworkAccessManagerFactory):
    """Gives the QML engine `RefusingNetwork`."""

    def create(self, parent: QObject) -> QNetworkAccessManager:
        """Make one; called by the engine."""
        return RefusingNetwork(parent)


class _Doorman(QObject):
    """Takes the addresses a screen asks the desktop to open, and opens none."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    @Slot(QUrl)
    def refuse(self, url: QUrl) -> None:
        self.asked.append(url.toString())


@contextmanager
def closed_doors() -> Iterator[list[str]]:
    """While open, ``Qt.openUrlExternally`` opens nothing.

    Yields:
        The addresses that were asked for.
    """
    doorman = _Doorman()
    for scheme in _SCHEMES:
        QDesktopServices.setUrlHandler(scheme, doorman, "refuse")
    try:
        yield doorman.asked
    finally:
        for scheme in _SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)


class Watchdog:
    """Interrupts a QML engine that computes for too long in one go.

    One thread waits on a condition; arming it costs microseconds, so it can guard every frame.
    """

    def __init__(self, engine: QQmlEngine, *, limit_s: float = TIME_LIMIT_S) -> None:
        self._engine = engine
        self._limit_s = limit_s
        self.barked = False

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Guard what runs inside; afterwards `barked` says whether it was cut short."""
        self.barked = False
        timer = threading.Timer(self._limit_s, self._bark)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            self._engine.setInterrupted(False)

    def _bark(self) -> None:
        self.barked = True
        self._engine.setInterrupted(True)
