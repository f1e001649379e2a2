"""What a screen may reach: its own folder, the bundled screens, a short list of Qt's modules. No network.

A screen is a file that came with a scenario from somewhere else. It is drawn, not trusted.
"""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkRequest
from PySide6.QtQml import QQmlAbstractUrlInterceptor, QQmlNetworkAccessManagerFactory

from hud.errors import FacilityError, FileError, HudError
from hud.files import display_path, read_text, stamp
from hud.panel.limits import IN_PROCESS, WATCH_S, Limits, resident_bytes
from hud.panel.source.words import forbidden_words, impurities, quoted_imports, too_deep
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QIODevice
    from PySide6.QtNetwork import QNetworkReply
    from PySide6.QtQml import QJSValue, QQmlEngine, QQmlError

MAX_SOURCE_BYTES = 2**20


SCHEMES = (
    *(
        "",
        "about",
        "data",
        "file",
        "ftp",
        "ftps",
        "gopher",
        "http",
        "https",
        "javascript",
        "ldap",
        "news",
        "nfs",
        "qrc",
    ),
    *("rsync", "sftp", "smb", "ssh", "telnet", "view-source", "webdav", "ws", "wss", "dav", "davs", "apt", "snap"),
    *("bitcoin", "callto", "facetime", "geo", "im", "irc", "ircs", "magnet", "mailto", "maps", "matrix", "mms", "rtsp"),
    *("sip", "sips", "skype", "slack", "sms", "spotify", "steam", "tel", "tg", "vnc", "webcal", "xmpp", "zoommtg"),
    *("calculator", "code", "cursor", "git", "jetbrains", "ms-msdt", "ms-settings", "rdp", "search-ms", "vscode"),
    *("itms", "itms-apps", "msteams", "ms-excel", "ms-officecmd", "ms-powerpoint", "ms-word", "shell", "zed"),
)
"""What a desktop is known to have a program for. Qt takes refusals by the scheme, one by one."""

QT_MODULES = ("QtQml", "QtQuick", "QtQuick/Layouts", "QtQuick/Shapes", "QtQuick/Timeline")
"""Folders of Qt's own QML modules that a screen may import, with `QtQml`'s below."""

# A qrc address cannot lead out of the process, and nothing is there.
_NOWHERE = QUrl("qrc:/outside-the-screens-folder")


_CODE = (
    QQmlAbstractUrlInterceptor.DataType.QmlFile,
    QQmlAbstractUrlInterceptor.DataType.JavaScriptFile,
    QQmlAbstractUrlInterceptor.DataType.QmldirFile,
)


class FileFence(QQmlAbstractUrlInterceptor):
    """Turns every address outside the allowed folders into one that cannot be opened, and remembers it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._bundled = asset_path("screens").resolve()
        self._folders = (folder.resolve(), self._bundled)
        self._qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.QmlImportsPath)).resolve()
        self.refused: list[str] = []
        self.faults: list[FileError] = []
        self.impure: list[FileError] = []
        """What in the screen's own files depends on more than the moment."""
        self._own: dict[str, tuple[int, ...]] = {}
        self.stamps: dict[str, tuple[int, ...]] = {}
        """Every file that was let through, and what `stamp` said of it just before it was read. Qt's own are absent."""
        self._looked_at: set[Path] = set()
        self.latest: Path | None = None
        """The folder of `mirror` that is shown to whoever asks for a file itself, as a Loader does."""
        self.mirror: Path | None = None
        """In each folder of it the screen's files lie as they do in /, some mended (`hud.panel.examining.mirror`)."""

    @property
    def folder(self) -> Path:
        """Where the screen's own files may lie."""
        return self._folders[0]

    def origin(self, path: str) -> str:
        """The file of the screen's own that one of the mirror stands for; the path itself of others."""
        if self.mirror is None or not path.startswith(f"{self.mirror}/"):
            return path
        _, slash, rest = path[len(str(self.mirror)) + 1 :].partition("/")
        return slash + rest

    def at_origin(self, error: QQmlError) -> QQmlError:
        """What Qt says of a copy as it holds for the file it stands for; the same error."""
        if error.url().isLocalFile():
            error.setUrl(QUrl.fromLocalFile(self.origin(error.url().toLocalFile())))
        return error

    def own_stamps(self) -> list[tuple[str, tuple[int, ...]]]:
        """`stamps` of the files that are not shipped."""
        return list(self._own.items())

    def own_files(self) -> list[str]:
        """Those that were let through and are not shipped."""
        return [path for path, _ in self.own_stamps()]

    def intercept(self, url: QUrl | str, kind: QQmlAbstractUrlInterceptor.DataType) -> QUrl:
        """Let a local file below the allowed folders through; called by the engine, from its loader thread too."""
        url = QUrl(url)
        if url.scheme() == "qrc" or url.isEmpty():
            return url
        asked = url
        if self.mirror is not None and url.isLocalFile():
            url = QUrl.fromLocalFile(self.origin(url.toLocalFile()))
        if url.isLocalFile() and self._allowed(path := Path(url.toLocalFile())):
            if not path.is_relative_to(self._qt):
                read = self.stamps.setdefault(str(path), stamp(str(path)))
                if not path.resolve().is_relative_to(self._bundled):
                    self._own[str(path)] = read
            if self.latest is not None and kind in _CODE[:2] and asked == url and path.is_relative_to(self.folder):
                asked = QUrl.fromLocalFile(str(self.latest / path.relative_to(path.anchor)))
            if not self._harmless(path, kind, Path(asked.toLocalFile())):
                return _NOWHERE
            # What is read as code is the mirror's, so that each type is one; a picture is where it always was.
            return asked if kind in _CODE else url
        if kind != QQmlAbstractUrlInterceptor.DataType.QmldirFile:
            self.refused.append(url.toString())
        return _NOWHERE

    def _harmless(self, path: Path, kind: QQmlAbstractUrlInterceptor.DataType, source: Path) -> bool:
        if kind not in _CODE[:2] or not path.is_file() or path.resolve().is_relative_to(self._bundled):
            return True
        try:
            text = read_text(source, limit=MAX_SOURCE_BYTES)
            faults = [*forbidden_words(path, text), *self._wrong_imports(path, text), *too_deep(path, text)]
            # The engine may ask for a file more than once; what is mended in it is only taken out.
            if self.mirror is None or path not in self._looked_at:
                known = set(map(str, self.impure))
                self.impure += [fault for fault in impurities(path, text) if str(fault) not in known]
                self._looked_at.add(path)
        except HudError as error:
            if isinstance(error, FileError):
                error.file = display_path(path)
            faults = [error if isinstance(error, FileError) else FileError(display_path(path), str(error))]
        self.faults.extend(faults)
        return not faults

    def _wrong_imports(self, path: Path, text: str) -> Iterator[FileError]:
        # The engine passes over a folder that it may not open without a word.
        for name, line, column in quoted_imports(text):
            if "://" in name or not self._allowed(path.parent / name):
                hint = "screens use files of their own folder only"
            elif not (path.parent / name).exists():
                hint = "correct its name"
            else:
                continue
            said = f"a screen may not import '{name}'" if hint.startswith("screens") else f"there is no '{name}'"
            snippet = text.split("\n")[line - 1]
            yield FileError(display_path(path), said, line=line, column=column, hint=hint, snippet=snippet)

    def _allowed(self, path: Path) -> bool:
        try:
            real = path.resolve()
        except (OSError, ValueError, RuntimeError):
            return False
        if any(real.is_relative_to(folder) for folder in self._folders):
            # A pipe or a device would be waited for.
            return real.is_file() or real.is_dir() or not real.exists()
        if not real.is_relative_to(self._qt):
            return False
        module = real.relative_to(self._qt).parent.as_posix()
        return module in QT_MODULES or module.startswith("QtQml/")


class Links(QObject):
    """Where Qt sends every link that the process would open outside of it: nowhere.

    The program opens none itself. Code that has no QML context (made from text, or called by a signal) passes the
    `FileFence` by with them, so this is where they end.
    """

    def __init__(self) -> None:
        super().__init__()
        self._opened: list[str] = []
        for scheme in SCHEMES:
            # The stub has C++ type; what is taken is a str.
            QDesktopServices.setUrlHandler(scheme, self, "refuse")  # type: ignore[arg-type]

    @Slot(QUrl)
    def refuse(self, url: QUrl) -> None:
        """Remember a link instead of opening it; called by Qt."""
        # What the fence has turned away already.
        if url != _NOWHERE:
            self._opened.append(url.toString())

    @property
    def any(self) -> bool:
        """Whether there are links since the last `take`."""
        return bool(self._opened)

    def take(self) -> list[str]:
        """The links since the last call."""
        opened, self._opened = self._opened, []
        return opened


@cache
def refused_links() -> Links:
    """The process's one `Links`, set up at the first call."""
    return Links()


_NO_CODE_FROM_TEXT = """
(function () {
    const refuse = function () { throw new Error("a screen may not make code from text"); };
    for (const made of [function () {}, function* () {}])
        Object.defineProperty(Object.getPrototypeOf(made), "constructor",
                              { value: refuse, writable: false, configurable: false });
})()
"""


def disarm(engine: QQmlEngine) -> None:
    """Take the makers of functions away from an engine, as far as Qt lets them go.

    It locks the names `Function` and `eval` themselves before anyone has a hand on the engine: those are refused by
    `hud.panel.source.words`, and what would get past that ends at `Links` and the network of this module.

    Args:
        engine: Before it has loaded anything.

    Raises:
        FacilityError: This build of Qt keeps them.
    """
    done: QJSValue = engine.evaluate(_NO_CODE_FROM_TEXT)  # type: ignore[assignment]  # the stub adds a C++ out value
    if done.isError():
        raise FacilityError("Qt's engine cannot be closed for screens", hint="install hud-emulator again")


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
    """Interrupts a QML engine that computes for too long in one go, or takes too much memory.

    One thread for the engine's life. It looks at the deadline when the last one it saw is over, not whenever one
    is set, so that guarding a frame costs two locks and no change of thread; only a limit of memory has it look again
    and again.
    """

    def __init__(self, engine: QQmlEngine, limits: Limits = IN_PROCESS) -> None:
        self._engine = engine
        self._limit_s = limits.engine_s
        self._memory_bytes = limits.memory_bytes
        self._most_bytes = sys.maxsize
        self._changed = threading.Condition()
        self._deadline_s: float | None = None
        self._begun_s = 0.0
        self._asleep = False
        self._over = False
        self.barked = ""
        """What was too much, after `watch` cut it short; else empty."""
        threading.Thread(target=self._guard, name="hud-screen-watchdog", daemon=True).start()

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Guard what runs inside; afterwards `barked` says whether it was cut short."""
        with self._changed:
            self.barked = ""
            # The real time here bounds a computation and decides nothing that is drawn.
            self._deadline_s = time.monotonic() + self._limit_s
            self._begun_s = time.process_time()
            if self._memory_bytes < sys.maxsize:
                self._most_bytes = resident_bytes() + self._memory_bytes
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
                # On a machine that is busy with others the time goes by without a screen computing.
                unused_s = self._limit_s - (time.process_time() - self._begun_s)
                if left_s <= 0 < unused_s:
                    self._deadline_s += unused_s
                elif left_s <= 0:
                    self._bark(f"computes for more than {self._limit_s:g} s")
                elif self._most_bytes < sys.maxsize and resident_bytes() > self._most_bytes:
                    self._bark(f"takes more than {self._memory_bytes // 2**20} MB of memory")
                else:
                    self._changed.wait(left_s if self._most_bytes == sys.maxsize else min(left_s, WATCH_S))

    def _bark(self, why: str) -> None:
        self.barked = why
        self._deadline_s = None
        self._engine.setInterrupted(True)
