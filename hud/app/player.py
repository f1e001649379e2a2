"""The only owner of t: a virtual clock that plays, stops, seeks, steps and loops."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

FRAME_S = 1 / 30
"""One step of the keys ``,`` and ``.``."""
MAX_TICK_S = 1.0
"""A longer pause between two ticks counts as this: the machine slept, or a dialogue stopped the window."""


def _stopwatch() -> Callable[[], float]:
    timer = QElapsedTimer()
    timer.start()
    return lambda: timer.nsecsElapsed() * 1e-9


class Player(QObject):
    """A clock one can hold.

    It does not run by itself: somebody calls `tick` as often as pictures are wanted. The end belongs to the
    scenario, so that stopping there shows its last moment; with a loop on, t goes on from 0.
    """

    moved = Signal(float)
    """t in seconds, whenever it changed."""
    playing_changed = Signal(bool)
    loop_changed = Signal(bool)

    def __init__(
        self, duration_s: float, *, clock: Callable[[], float] | None = None, parent: QObject | None = None
    ) -> None:
        """Stand at 0, not playing.

        Args:
            duration_s: Length of what is played, more than 0.
            clock: Seconds from any origin, never falling; the machine's own when left out.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self._clock = clock or _stopwatch()
        self._duration_s = duration_s
        self._t_s = 0.0
        self._playing = False
        self._held = False
        self._loop = False
        self._seen = self._clock()

    @property
    def t_s(self) -> float:
        """Seconds from the start, 0 to `duration_s`."""
        return self._t_s

    @property
    def duration_s(self) -> float:
        """Where the end is, seconds."""
        return self._duration_s

    @property
    def playing(self) -> bool:
        """Whether `tick` moves t (unless it is held)."""
        return self._playing

    @property
    def loop(self) -> bool:
        """Whether it begins again at the end."""
        return self._loop

    def restart(self, duration_s: float) -> None:
        """Take another length and stand at 0; playing goes on."""
        self._duration_s = duration_s
        self._seen = self._clock()
        self._move(0.0, always=True)

    def set_duration(self, duration_s: float) -> None:
        """Take another length and stay at this moment, or at the end where that is earlier."""
        self._duration_s = duration_s
        self._seen = self._clock()
        self._move(min(self._t_s, duration_s), always=True)

    def play(self) -> None:
        """Play; from the start when it stands at the end."""
        if self._playing:
            return
        if self._t_s >= self._duration_s:
            self._move(0.0)
        self._seen = self._clock()
        self._playing = True
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Stop where it is."""
        if self._playing:
            self._playing = False
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play or pause."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def hold(self, held: bool) -> None:
        """Keep t still while somebody drags it; playing goes on after."""
        self._held = held
        self._seen = self._clock()

    def set_loop(self, loop: bool) -> None:
        """Begin again at the end, or stop there."""
        if loop != self._loop:
            self._loop = loop
            self.loop_changed.emit(loop)

    def seek(self, t_s: float) -> None:
        """Go to a moment; one outside goes to the nearer end."""
        if not math.isfinite(t_s):
            return
        self._seen = self._clock()
        self._move(min(max(t_s, 0.0), self._duration_s))

    def skip(self, seconds: float) -> None:
        """Go forwards or back."""
        self.seek(self._t_s + seconds)

    def step(self, frames: int) -> None:
        """Pause and go to a frame of the 1/30 s grid, counted from the one that is shown.

        From between two frames one step reaches the next one in that direction.
        """
        self.pause()
        position = self._t_s / FRAME_S
        nearest = round(position)
        if abs(position - nearest) > 1e-6:
            nearest = math.floor(position) if frames > 0 else math.ceil(position)
        self.seek((nearest + frames) * FRAME_S)

    def tick(self) -> None:
        """Move t by the time since the last tick."""
        now = self._clock()
        passed_s, self._seen = now - self._seen, now
        passed_s = min(passed_s, MAX_TICK_S)
        if not self._playing or self._held or passed_s <= 0:
            return
        t_s = self._t_s + passed_s
        if t_s < self._duration_s:
            self._move(t_s)
        elif self._loop:
            self._move(t_s % self._duration_s)
        else:
            self._move(self._duration_s)
            self.pause()

    def _move(self, t_s: float, *, always: bool = False) -> None:
        if always or t_s != self._t_s:
            self._t_s = t_s
            self.moved.emit(t_s)
