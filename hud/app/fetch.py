"""Footage on a thread of its own: the newest wish is served, the window never waits."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hud.errors import HudError
from hud.footage.base import SourceStatus

if TYPE_CHECKING:
    from hud.footage.base import Backdrop, FootageSource

JOIN_S = 2.0
"""How long closing waits for a source; one that hangs is left to die with the process."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """What came of one wish."""

    t_s: float
    backdrop: Backdrop | None
    """None where the footage broke."""
    status: SourceStatus
    error: HudError | None = None
    fetch_s: float = 0.0
    """How long the source took."""


class Fetcher(QObject):
    """Asks one source for one moment after another.

    Of several wishes made while the source is busy only the last is served; of several samples made while the
    window is busy only the last is there to be taken. So neither side ever queues.
    """

    ready = Signal()
    """A sample can be taken. Arrives on the thread that this object lives on."""
    ended = Signal(object)
    """This fetcher: its thread has closed the source and is over."""

    def __init__(self, source: FootageSource) -> None:
        """Start the thread; the source is closed by it at the end.

        No Qt owner: it would keep every fetcher of a window, and its footage, for as long as the window lives.
        """
        super().__init__()
        self.source = source
        self._wish: float | None = None
        self._sample: Sample | None = None
        self._busy_since: float | None = None
        self._stop = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="hud-footage", daemon=True)
        self._thread.start()

    def request(self, t_s: float) -> None:
        """Wish for a moment; an older wish not yet begun is forgotten."""
        with self._changed:
            self._wish = t_s
            self._changed.notify()

    def take(self) -> Sample | None:
        """The newest sample that nobody has taken."""
        with self._changed:
            sample, self._sample = self._sample, None
            return sample

    @property
    def waiting_s(self) -> float:
        """How long the source has been at its present task; 0 when idle."""
        since = self._busy_since
        return 0.0 if since is None else time.monotonic() - since

    @property
    def alive(self) -> bool:
        """Whether the thread still runs."""
        return self._thread.is_alive()

    def close(self) -> bool:
        """Stop the thread, which closes the source.

        Returns:
            Whether it ended; a source that hangs is left behind after two seconds.
        """
        self.stop()
        self._thread.join(JOIN_S)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Ask the thread to end, without waiting for it."""
        with self._changed:
            self._stop = True
            self._changed.notify()

    # -- the thread

    def _work(self) -> None:
        try:
            while True:
                with self._changed:
                    self._changed.wait_for(lambda: self._stop or self._wish is not None)
                    if self._stop:
                        return
                    t_s, self._wish = self._wish, None
                if t_s is not None:
                    self._serve(t_s)
        finally:
            self.source.close()
            self.ended.emit(self)

    def _serve(self, t_s: float) -> None:
        begun = self._busy_since = time.monotonic()
        backdrop, error = None, None
        status = SourceStatus(ok=True)
        try:
            backdrop = self.source.frame_at(t_s)
            status = self.source.status()
        except HudError as caught:
            error = caught
        except Exception as caught:
            # A fault of the program must not end the thread: the window would stand still without a word.
            traceback.print_exception(caught, file=sys.stderr)
            error = HudError(f"the footage failed: {type(caught).__name__}: {caught}")
        self._busy_since = None
        with self._changed:
            if self._stop:
                return
            self._sample = Sample(t_s, backdrop, status, error, time.monotonic() - begun)
        self.ready.emit()
