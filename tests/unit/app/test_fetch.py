import threading

import numpy as np
import pytest

from hud.app.fetch import Fetcher
from hud.errors import FileError
from hud.footage.base import Backdrop, SourceStatus


class Source:
    """Waits at a gate before each picture."""

    name, size, hfov_deg, duration_s, live = "fake", (16, 16), 46.0, None, False

    def __init__(self):
        self.gate = threading.Event()
        self.entered = threading.Semaphore(0)
        self.asked = []
        self.closed_by = ""
        self.error = None

    def frame_at(self, t_s):
        self.asked.append(t_s)
        self.entered.release()
        assert self.gate.wait(5)
        if self.error is not None:
            raise self.error
        return Backdrop(np.full((16, 16, 3), int(t_s), np.uint8), 46.0)

    def status(self):
        return SourceStatus(ok=True)

    def close(self):
        self.closed_by = threading.current_thread().name


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def fetcher(qtbot, source):
    made = Fetcher(source)
    yield made
    source.gate.set()
    assert made.close()


def test_serves_a_wish(qtbot, fetcher, source):
    source.gate.set()
    with qtbot.waitSignal(fetcher.ready):
        fetcher.request(3.0)
    sample = fetcher.take()
    assert sample.t_s == 3.0
    assert sample.backdrop.rgb[0, 0, 0] == 3
    assert fetcher.take() is None


def test_only_the_newest_wish_is_served(qtbot, fetcher, source):
    fetcher.request(1.0)
    assert source.entered.acquire(timeout=5)
    for t_s in (2.0, 3.0, 4.0):
        fetcher.request(t_s)
    source.gate.set()
    qtbot.waitUntil(lambda: source.asked == [1.0, 4.0])
    qtbot.waitUntil(lambda: (s := fetcher.take()) is not None and s.t_s == 4.0)
    assert source.asked == [1.0, 4.0]


def test_asking_never_waits_for_the_source(fetcher, source):
    fetcher.request(1.0)
    assert source.entered.acquire(timeout=5)
    fetcher.request(2.0)
    assert fetcher.waiting_s > 0
    assert fetcher.take() is None


def test_an_error_comes_as_a_sample_and_the_thread_lives_on(qtbot, fetcher, source):
    source.gate.set()
    source.error = FileError("clip.mp4", "ends in the middle")
    with qtbot.waitSignal(fetcher.ready):
        fetcher.request(1.0)
    sample = fetcher.take()
    assert sample.backdrop is None
    assert str(sample.error) == "clip.mp4: ends in the middle"
    source.error = None
    with qtbot.waitSignal(fetcher.ready):
        fetcher.request(2.0)
    assert fetcher.take().error is None


def test_a_fault_of_the_program_comes_as_an_error_too(qtbot, fetcher, source, capsys):
    source.gate.set()
    source.error = ZeroDivisionError("oh")
    with qtbot.waitSignal(fetcher.ready):
        fetcher.request(1.0)
    assert "ZeroDivisionError: oh" in str(fetcher.take().error)
    assert "Traceback" in capsys.readouterr().err


def test_its_thread_closes_the_source(qtbot, source):
    made = Fetcher(source)
    assert made.close()
    assert source.closed_by == "hud-footage"
    assert not made.alive


def test_a_source_that_hangs_does_not_keep_the_window(qtbot, source, monkeypatch):
    monkeypatch.setattr("hud.app.fetch.JOIN_S", 0.05)
    made = Fetcher(source)
    made.request(1.0)
    assert source.entered.acquire(timeout=5)
    assert not made.close()
    source.gate.set()
    assert made.close()
