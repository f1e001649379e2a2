"""Opening a scenario without the window waiting: reading files and starting footage on a thread."""

from __future__ import annotations

import sys
import threading
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hud.errors import HudError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hud.pipeline import Replay


class Opener(QObject):
    """Makes replays, the newest wish alone."""

    opened = Signal(object)
    """A `Replay`, on the thread that this object lives on."""
    failed = Signal(object)
    """A `HudError`."""
    _ready = Signal()

    def __init__(self, parent: QObject | None = None, *, discard: Callable[[Replay], None]) -> None:
        """Idle.

        Args:
            parent: Qt's owner.
            discard: Closes a replay that nobody waits for any more; after `close` on the thread that made it.
        """
        super().__init__(parent)
        self._discard = discard
        self._number = 0
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._made: list[tuple[int, Replay | HudError]] = []
        self._closed = False
        self._ready.connect(self._settle)

    def open(self, make: Callable[[], Replay]) -> None:
        """Call ``make`` elsewhere and tell what came of it."""
        self._number += 1
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=self._work, args=(self._number, make), name="hud-open", daemon=True)
        self._threads.append(thread)
        thread.start()

    def cancel(self) -> None:
        """Forget what is under way; it is discarded when it comes."""
        self._number += 1

    def close(self, timeout_s: float) -> None:
        """Forget what is under way, and wait a while for it. For good: no event loop may run any more."""
        self._number += 1
        with self._lock:
            self._closed = True
        for thread in self._threads:
            thread.join(timeout_s)
        self._settle()

    def _work(self, number: int, make: Callable[[], Replay]) -> None:
        made: Replay | HudError
        try:
            made = make()
        except HudError as error:
            made = error
        except Exception as error:
            # A fault of the program must not end the thread without a word.
            traceback.print_exception(error, file=sys.stderr)
            made = HudError(f"opening failed: {type(error).__name__}: {error}")
        with self._lock:
            if not self._closed:
                self._made.append((number, made))
                self._ready.emit()
                return
        if not isinstance(made, HudError):
            self._discard(made)

    def _settle(self) -> None:
        with self._lock:
            waiting, self._made = self._made, []
        for number, made in waiting:
            current = number == self._number
            if isinstance(made, HudError):
                if current:
                    self.failed.emit(made)
            elif current:
                self.opened.emit(made)
            else:
                self._discard(made)
