"""Files that may change while they are shown: told once each change has come to rest."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hud.files import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hud.files import Stamp

POLL_MS = 60
"""Files are asked for their stamps, some forty of them: an editor that saves by renaming, deleting and making anew, or
over a network looks the same to this, where a file system's own notes differ in each case."""
RETURN_S = 0.6
"""A file that is gone may be on its way back."""
FOLDER_POLLS = 8
MAX_ENTRIES = 2000
_SCREEN_FILES = (".qml", ".js", ".mjs", ".svg")


class FileWatch(QObject):
    """Asks a set of files, again and again, whether they are what was read."""

    changed = Signal(object)
    """Paths, as a frozenset of str, that differ from what they were and have stayed so for a while."""

    def __init__(self, parent: QObject) -> None:
        """Watching nothing."""
        super().__init__(parent)
        self._stamps: dict[str, Stamp] = {}
        self._folder: Path | None = None
        self._seen: dict[str, Stamp] = {}
        self._since_s = 0.0
        self._polls = 0
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    @property
    def files(self) -> frozenset[str]:
        """What is watched."""
        return frozenset(self._stamps)

    def watch(self, stamps: Mapping[str, Stamp], folder: Path) -> None:
        """Watch these files, and what screens could use of a folder, instead of what was watched before.

        Args:
            stamps: Absolute paths, with the `hud.files.stamp` of each just before it was read.
            folder: Where new files of screens may appear.
        """
        self._folder = folder.absolute()
        self._stamps = {path: stamp(path) for path in _screen_files(self._folder)} | dict(stamps)
        self._seen = {}

    def add(self, stamps: Mapping[str, Stamp]) -> None:
        """Watch these too; what is watched already keeps its stamp."""
        self._stamps = dict(stamps) | self._stamps

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def _poll(self) -> None:
        self._polls += 1
        if self._polls % FOLDER_POLLS == 0 and self._folder is not None:
            for path in _screen_files(self._folder):
                # What was not there before differs from nothing.
                self._stamps.setdefault(path, ())
        now = {path: read for path, was in self._stamps.items() if (read := stamp(path)) != was}
        if now != self._seen:
            self._seen, self._since_s = now, time.monotonic()
            return
        if not now or (() in now.values() and time.monotonic() - self._since_s < RETURN_S):
            return
        self._stamps |= now
        self._seen = {}
        self.changed.emit(frozenset(now))


def _screen_files(folder: Path) -> list[str]:
    """Below a folder, hidden ones and links apart; a folder of a thousand pictures is not looked through for ever."""
    found: list[str] = []
    count = 0
    for home, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [os.path.join(home, name) for name in names if name.endswith(_SCREEN_FILES) or name == "qmldir"]  # noqa: PTH118 - os.walk's own
        count += len(names) + len(folders)
        if count > MAX_ENTRIES:
            break
    return found
