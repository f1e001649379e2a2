"""From a time to a frame: footage from its thread, then the one path. The window only says when, and shows."""

from __future__ import annotations

import sys
import time
import traceback
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hud.app.fetch import Fetcher, Sample
from hud.app.speed import Speed
from hud.errors import HudError

if TYPE_CHECKING:
    from hud.footage.base import Backdrop, FootageSource
    from hud.optics.base import Zoom
    from hud.pipeline import Replay, StereoFrame


class Projector(QObject):
    """Holds a replay and makes its frames, one wish at a time, the newest wish alone.

    It lives on the GUI thread: the panel's Qt Quick window wants that, and so `Replay.frame` runs there.
    """

    sampled = Signal(object)
    """A `Sample` came, broken or not; a frame of it may follow."""
    projected = Signal(object)
    """A `StereoFrame`."""
    failed = Signal(str, object)
    """A frame could not be made: a title, and the `HudError`."""

    def __init__(self, replay: Replay, parent: QObject) -> None:
        """Idle.

        Args:
            replay: What frames are made of. It and its footage are the projector's from here on.
            parent: Qt's owner.
        """
        super().__init__(parent)
        self.replay = replay
        self.frame: StereoFrame | None = None
        """The last one made."""
        self.awaited = True
        """Nothing has come of this replay's footage yet."""
        self.speed = Speed()
        self._sample: Sample | None = None
        self._broken = False
        self._retired: list[Fetcher] = []
        self._fetcher = self._fetch(replay.footage)

    @property
    def backdrop(self) -> Backdrop | None:
        """What the footage showed last."""
        return self._sample.backdrop if self._sample is not None else None

    @property
    def live(self) -> bool:
        """Whether pictures come by themselves."""
        return self.replay.footage.live

    @property
    def waiting_s(self) -> float:
        """How long the footage has been at its present picture."""
        return self._fetcher.waiting_s

    def load(self, replay: Replay) -> None:
        """Take another replay; the old footage is closed by its own thread, however long that takes."""
        if replay.footage is not self._fetcher.source:
            self._retired.append(self._fetcher)
            self._fetcher.stop()
            self._fetcher = self._fetch(replay.footage)
        replay.view = self.replay.view
        replay.renderer = self.replay.renderer
        self.replay = replay
        self.awaited = True
        self._sample = None
        self._broken = False

    def request(self, t_s: float) -> None:
        """Make the frame of a moment, soon."""
        self._fetcher.request(t_s)

    def retry(self) -> None:
        """Something has changed: what failed may go well now."""
        self._broken = False

    def refresh(self, t_s: float) -> None:
        """Make the present frame anew, with what has changed about it."""
        self.retry()
        if self._sample is not None and (self._sample.t_s == t_s or self.live):
            self._project(self._sample)
        else:
            self.request(t_s)

    def set_size(self, width: int, height: int) -> None:
        """How large each eye's picture is to be, pixels."""
        self.replay.view = replace(self.replay.view, size_px=(width, height))

    def set_zoom(self, zoom: Zoom) -> None:
        """How much of the world a picture shows."""
        self.replay.view = replace(self.replay.view, zoom=zoom)

    def close(self) -> None:
        """End the threads, which close their footage; one that hangs is left behind after two seconds."""
        fetchers = (self._fetcher, *self._retired)
        for fetcher in fetchers:
            fetcher.stop()
        for fetcher in fetchers:
            fetcher.close()
        self.replay.renderer.close()

    def _fetch(self, source: FootageSource) -> Fetcher:
        fetcher = Fetcher(source)
        fetcher.ready.connect(self._take)
        fetcher.ended.connect(self._forget)
        return fetcher

    def _forget(self, fetcher: Fetcher) -> None:
        # Its thread is at its last step: waited for, so that this thread, which Qt wants, is the one to delete it.
        fetcher.close()
        self._retired = [one for one in self._retired if one is not fetcher]

    def _take(self) -> None:
        sample = self._fetcher.take()
        if sample is None:
            return
        self.awaited = False
        if sample.backdrop is not None:
            self._sample = sample
        self.sampled.emit(sample)
        if not self._broken:
            self._project(sample)

    def _project(self, sample: Sample) -> None:
        if sample.backdrop is None:
            return
        begun, frame = time.perf_counter(), None
        try:
            frame = self.replay.frame(sample.t_s, sample.backdrop)
            fault = self.replay.fault_of_names()
        except HudError as error:
            fault = self.replay.fault_of_names(error)
        except Exception as error:
            # A fault of the program: said in the window, told in full in the terminal, and the window lives on.
            traceback.print_exception(error, file=sys.stderr)
            said = HudError(f"{type(error).__name__}: {error}", hint="the terminal has more")
            self._fail("A fault of the program", said)
            return
        # a name that nothing answers to lets the last good frame stay; the first one is better than none
        if frame is not None and (fault is None or self.frame is None):
            self.frame = frame
            self.speed.add(time.perf_counter() - begun)
            self.projected.emit(frame)
        if fault is not None:
            self._fail("The screen cannot be drawn", fault)

    def _fail(self, title: str, error: HudError) -> None:
        # Not tried again until something changes: a screen that computes for ever takes two seconds to fail.
        self._broken = True
        self.failed.emit(title, error)
