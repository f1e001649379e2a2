import threading
import time

import numpy as np
import pytest

from hud.cv import cv2
from hud.errors import FacilityError, UsageError
from hud.footage import open_footage
from hud.footage.webcam import WebcamSource, Wish, cameras, parse_device
from tests.helpers.clips import HEIGHT, WIDTH, number_in, numbered, write_film

QUICK = {"backoff_s": (0.01, 0.02), "stale_s": 0.3, "open_timeout_s": 1.0}


class Plug:
    """A cable that a test pulls and puts back, and a camera at the end of it."""

    def __init__(self):
        self.plugged = True
        self.hanging = threading.Event()
        self.size = (WIDTH, HEIGHT)
        self.number = 1
        self.opened = 0
        self.released = 0
        self.failure = None
        self.asked = None

    def __call__(self, device, wish):
        self.asked = (device, wish)
        self.opened += 1
        if self.failure:
            raise self.failure
        return _Camera(self, self.plugged)

    def source(self, **options):
        return WebcamSource(0, capture=self, **(QUICK | options))


class _Camera:
    def __init__(self, plug, there):
        self.plug = plug
        self.there = there

    def isOpened(self):  # noqa: N802 - OpenCV's name
        return self.there

    def read(self):
        while self.plug.hanging.is_set():
            time.sleep(0.005)
        time.sleep(0.002)
        if not self.plug.plugged:
            return False, None
        return True, cv2.cvtColor(numbered(self.plug.number, self.plug.size), cv2.COLOR_RGB2BGR)

    def release(self):
        self.plug.released += 1


@pytest.fixture
def plug():
    return Plug()


def wait_for(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in 5 s"
        time.sleep(0.002)


def test_the_newest_picture_comes_back_in_rgb(plug):
    source = plug.source(size=(320, 240), fps=25.0)
    assert plug.asked == (0, Wish((320, 240), 25.0))
    assert source.name == "webcam:0"
    assert source.size == (WIDTH, HEIGHT)
    assert number_in(source.frame_at(0.0).rgb) == 1
    assert source.frame_at(0.0).rgb[-1, 0].tolist() == [200, 40, 40]
    plug.number = 42
    wait_for(lambda: number_in(source.frame_at(0.0).rgb) == 42)
    source.close()
    assert plug.released == 1


def test_a_cable_pulled_leaves_the_last_picture_dimmed_and_plugged_in_it_recovers(plug):
    source = plug.source()
    last = source.frame_at(0.0).rgb
    plug.plugged = False
    wait_for(lambda: not source.status().ok)
    assert source.status().title == "Camera disconnected"
    assert source.status().detail == "Plug webcam:0 in again; it comes back by itself."
    dimmed = source.frame_at(0.0).rgb
    assert np.array_equal(dimmed, last // 3)
    assert not dimmed.flags.writeable
    assert source.frame_at(1.0).rgb is dimmed
    wait_for(lambda: plug.opened > 4)
    assert plug.released == plug.opened or plug.released == plug.opened - 1
    plug.number = 7
    plug.plugged = True
    wait_for(lambda: source.status().ok)
    assert number_in(source.frame_at(0.0).rgb) == 7
    source.close()


@pytest.mark.parametrize("failure", [OSError("gone"), cv2.error("gone"), SystemError("gone")])
def test_a_driver_that_throws_is_a_cable_pulled(plug, failure):
    source = plug.source()
    plug.failure = failure
    plug.plugged = False
    wait_for(lambda: plug.opened > 2)
    assert not source.status().ok
    plug.failure, plug.plugged = None, True
    wait_for(lambda: source.status().ok)
    source.close()


def test_a_driver_that_hangs_is_noticed_and_nobody_waits_for_it(plug):
    source = plug.source()
    plug.hanging.set()
    wait_for(lambda: not source.status().ok)
    assert source.status().title == "Camera not answering"
    start = time.monotonic()
    source.frame_at(0.0)
    assert time.monotonic() - start < 0.1
    plug.hanging.clear()
    wait_for(lambda: source.status().ok)
    source.close()


def test_attempts_come_less_and_less_often(plug):
    source = plug.source(backoff_s=(0.01, 0.05, 30.0))
    plug.plugged = False
    wait_for(lambda: plug.opened == 3)
    time.sleep(0.2)
    assert plug.opened == 3
    start = time.monotonic()
    source.close()
    assert time.monotonic() - start < 1, "closing does not wait for the next attempt"
    assert source.status().title == "Camera closed"


def test_a_camera_that_comes_back_with_another_size_keeps_the_first(plug):
    source = plug.source()
    plug.size = (128, 96)
    plug.number = 5
    wait_for(lambda: number_in(source.frame_at(0.0).rgb) == 5)
    assert source.frame_at(0.0).rgb.shape == (HEIGHT, WIDTH, 3)
    source.close()


def test_closing_ends_the_thread(plug):
    before = threading.active_count()
    source = plug.source()
    assert threading.active_count() == before + 1
    source.close()
    assert threading.active_count() == before


def test_no_camera_says_what_there_is(plug, monkeypatch):
    plug.plugged = False
    monkeypatch.setattr("hud.footage.webcam.cameras", list)
    with pytest.raises(
        FacilityError, match=r"no picture from webcam:0; this machine shows no camera: plug one in"
    ) as e:
        plug.source()
    assert e.value.exit_code == 3
    monkeypatch.setattr("hud.footage.webcam.cameras", lambda: ["webcam:2", "webcam:4"])
    with pytest.raises(FacilityError, match="there is webcam:2, webcam:4; it may be in use"):
        plug.source()


def test_a_camera_that_does_not_answer(plug):
    plug.hanging.set()
    threading.Timer(0.15, plug.hanging.clear).start()
    with pytest.raises(FacilityError, match="webcam:0 does not answer; close other programs"):
        plug.source(open_timeout_s=0.05)


def test_the_real_driver_without_a_camera():
    with pytest.raises(FacilityError, match="no picture from webcam:987"):
        open_footage("webcam:987")


class Recording:
    """A video file through OpenCV's own capture, at its own pace; its end is a cable pulled."""

    def __init__(self, path, wish):
        self.capture = cv2.VideoCapture(path, cv2.CAP_FFMPEG)

    def isOpened(self):  # noqa: N802 - OpenCV's name
        return self.capture.isOpened()

    def read(self):
        time.sleep(0.02)
        return self.capture.read()

    def release(self):
        self.capture.release()


def test_pictures_of_opencvs_own_capture(tmp_path):
    """Pictures arrive, the file ends as a cable is pulled, and it comes back."""
    film = write_film(tmp_path / "camera.avi", range(12), codec="mjpeg", pix_fmt="yuvj420p", gop=1)
    source = WebcamSource(str(film), capture=Recording, **QUICK)
    assert source.size == (WIDTH, HEIGHT)
    seen = set()

    def another_round():
        status = source.status()
        seen.add(status.title)
        seen.add(number_in(source.frame_at(0.0).rgb) if status.ok else "dimmed")
        return {"", "Camera disconnected", "dimmed", 3, 9} <= seen and status.ok

    wait_for(another_round)
    source.close()


def test_a_picture_that_comes_in_between_does_not_pass_an_old_one_off_as_new(plug, monkeypatch):
    source = plug.source()
    old = source.frame_at(0.0).rgb
    plug.hanging.set()
    wait_for(lambda: not source.status().ok)
    clock, asker = time.monotonic, threading.current_thread()

    def clock_behind_which_the_camera_comes_back():
        if threading.current_thread() is asker and plug.hanging.is_set():
            plug.hanging.clear()
            wait_for(lambda: source.status().ok)
        return clock()

    monkeypatch.setattr("hud.footage.webcam.time.monotonic", clock_behind_which_the_camera_comes_back)
    shown = source.frame_at(0.0).rgb
    monkeypatch.undo()
    assert np.array_equal(shown, old // 3)
    source.close()


@pytest.mark.parametrize(
    "path", ["{}/film.mp4", "/dev/null", "/dev/video", "/dev/video2/../../{}/film.mp4", "/etc/passwd"]
)
def test_a_file_is_not_a_camera(tmp_path, path):
    write_film(tmp_path / "film.mp4", range(3), codec="mjpeg", pix_fmt="yuvj420p")
    with pytest.raises(UsageError, match="is not a camera"):
        open_footage("webcam:" + path.format(tmp_path))


@pytest.mark.parametrize(
    ("source", "device"), [("webcam", 0), ("webcam:0", 0), ("webcam: 12", 12), ("webcam:/dev/video2", "/dev/video2")]
)
def test_names_of_cameras(source, device):
    assert parse_device(source) == device


@pytest.mark.parametrize(
    "source", ["webcam:", "webcam:x", "webcam:-1", "webcam:²", "webcam:12345", "webcamera", "webcam:a/b"]
)
def test_what_is_no_name_of_a_camera(source):
    with pytest.raises(UsageError, match="is not a camera; use webcam:0"):
        parse_device(source)


def test_the_cameras_of_this_machine_are_listed_in_order(tmp_path):
    for name in ("video10", "video2", "video0", "video", "videoX", "null"):
        (tmp_path / name).touch()
    assert cameras(tmp_path) == ["webcam:0", "webcam:2", "webcam:10"]
    assert cameras(tmp_path / "missing") == []
