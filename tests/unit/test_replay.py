"""A scenario with its footage open: what is asked of the footage, and by whom."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from hud.footage.base import Backdrop, SourceStatus
from hud.optics import View
from hud.pipeline import Replay
from hud.scenario import load_scenario


class Alone:
    """A source that two threads must not ask at once, as a decoder is."""

    name = "alone"
    status = SourceStatus(ok=True)

    def __init__(self):
        self.busy, self.overlaps = threading.Lock(), 0
        self.met = threading.Event()

    def frame_at(self, t_s):
        if not self.busy.acquire(blocking=False):
            self.overlaps += 1
            self.met.set()
            return Backdrop(np.zeros((9, 16, 3), np.uint8), 46.0)
        try:
            self.met.wait(0.05)  # long enough to be met, were anybody let in
            return Backdrop(np.full((9, 16, 3), int(t_s), np.uint8), 46.0)
        finally:
            self.busy.release()

    def close(self):
        """Nothing is open."""


def test_footage_is_asked_by_one_thread_at_a_time():
    source = Alone()
    with Replay(load_scenario("tea-house"), footage=source, view=View(size_px=(32, 18))) as replay:
        with ThreadPoolExecutor(3) as pool:
            asked = [pool.submit(replay.backdrop_at, t) for t in range(6)]
            assert [one.result().rgb[0, 0, 0] for one in asked] == list(range(6))
        for frame in replay.frames([1.0, 2.0, 3.0, 4.0, 5.0]):
            assert replay.backdrop_at(frame.t_s).rgb[0, 0, 0] == int(frame.t_s)
    assert source.overlaps == 0
