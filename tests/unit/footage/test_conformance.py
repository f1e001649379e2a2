"""Every source against `hud.footage.base.FootageSource`, member by member and byte by byte."""

import inspect
import random
import time

import numpy as np
import pytest

from hud.cv import cv2
from hud.footage import Backdrop, FootageSource, FootageSpec, SourceStatus, open_footage
from hud.footage.webcam import WebcamSource
from tests.helpers.clips import numbered, write_film


def still(folder):
    cv2.imwrite(str(folder / "still.png"), numbered(5))
    return open_footage(folder / "still.png")


def images(folder):
    (folder / "film").mkdir()
    for number in range(7):
        cv2.imwrite(str(folder / "film" / f"{number}.png"), numbered(number))
    return open_footage(FootageSpec("film", folder=folder, fps=10.0))


def lossless_video(folder):
    return open_footage(write_film(folder / "film.mkv", [0, 40, 70, 200, 210, 350, 360, 500]))


def video(folder):
    write_film(folder / "film.mp4", range(0, 2000, 40), codec="libx264", pix_fmt="yuv420p", options={"bf": "3"}, gop=10)
    return open_footage(FootageSpec("film.mp4", folder=folder, hfov_deg=90.0))


def flat(folder):
    return open_footage(FootageSpec("grey", size=(96, 54)))


class Camera:
    """A camera that shows one picture for ever."""

    def isOpened(self):  # noqa: N802
        return True

    def read(self):
        time.sleep(0.002)
        return True, numbered(3)

    def release(self):
        pass


def webcam(folder):
    return WebcamSource(0, capture=lambda *_: Camera(), hfov_deg=60.0)


def street(folder):
    return open_footage(FootageSpec("street", size=(96, 54)))


def hall(folder):
    return open_footage(FootageSpec("hall", size=(96, 54)))


def table(folder):
    return open_footage(FootageSpec("table", size=(96, 54)))


def station(folder):
    return open_footage(FootageSpec("station", size=(96, 54)))


def room(folder):
    return open_footage(FootageSpec("room", size=(96, 54)))


SOURCES = [still, images, lossless_video, video, flat, webcam, street, room, hall, station, table]
MEMBERS = sorted(name for name in vars(FootageSource) if not name.startswith("_"))


each_source = pytest.mark.parametrize("factory", SOURCES, ids=lambda factory: factory.__name__)


@pytest.fixture(scope="module", params=SOURCES, ids=lambda factory: factory.__name__)
def source(request, tmp_path_factory):
    """One for all tests: what one asked for must not change what the next one gets."""
    made = request.param(tmp_path_factory.mktemp(request.param.__name__))
    yield made
    made.close()


def moments(source):
    """Times within, at the ends of, and beyond the recording."""
    length = source.duration_s or 3.0
    return [0.0, length * 0.13, length * 0.5, length * 0.77, length * 0.999, length, length * 2.4]


def test_the_interface_has_the_members_that_are_tested_here():
    assert MEMBERS == ["close", "duration_s", "frame_at", "hfov_deg", "live", "name", "size", "status"]


def test_it_has_every_member_with_the_signature_of_the_interface(source):
    for name in MEMBERS:
        wanted, found = getattr(FootageSource, name), getattr(type(source), name, None)
        assert found is not None, f"{type(source).__name__} lacks {name}"
        assert isinstance(found, property) == isinstance(wanted, property), name
        if not isinstance(wanted, property):
            assert list(inspect.signature(found).parameters) == list(inspect.signature(wanted).parameters), name


def test_it_says_what_it_is(source):
    assert source.name
    assert source.name == source.name.strip()
    width, height = source.size
    assert 0 < width <= 1920
    assert height > 0
    assert 1 <= source.hfov_deg <= 170
    assert source.duration_s is None or source.duration_s > 0
    assert source.live is isinstance(source, WebcamSource)


def test_a_frame_is_a_picture_of_that_size_nobody_can_write_into(source):
    for t_s in moments(source):
        backdrop = source.frame_at(t_s)
        assert isinstance(backdrop, Backdrop)
        assert backdrop.rgb.dtype == np.uint8
        assert backdrop.rgb.shape == (source.size[1], source.size[0], 3)
        assert backdrop.rgb.flags.c_contiguous
        assert not backdrop.rgb.flags.writeable
        assert backdrop.hfov_deg == source.hfov_deg
    assert type(source.frame_at(0.0).rgb) is np.ndarray


def test_the_order_of_asking_changes_no_byte(source):
    if source.live:
        return
    length = source.duration_s or 3.0
    times = [length * k / 16 for k in range(24)]
    in_order = [source.frame_at(t_s).rgb.tobytes() for t_s in times]
    shuffled = list(enumerate(times))
    random.Random(7).shuffle(shuffled)
    for index, t_s in shuffled:
        assert source.frame_at(t_s).rgb.tobytes() == in_order[index], f"t = {t_s}"


def test_a_frame_handed_out_stays_as_it_is(source):
    first = source.frame_at(0.0).rgb
    before = first.tobytes()
    for t_s in moments(source):
        source.frame_at(t_s)
    assert first.tobytes() == before


@pytest.mark.parametrize("t_s", [-1e-9, -1.0, -1e12, float("nan"), float("-inf")])
def test_a_time_before_the_start_counts_as_the_start(source, t_s):
    assert source.frame_at(t_s).rgb.tobytes() == source.frame_at(0.0).rgb.tobytes()


@pytest.mark.parametrize("t_s", [1e9, float("inf")])
def test_a_time_far_away_gives_a_picture(source, t_s):
    assert source.frame_at(t_s).rgb.shape[2] == 3


def test_a_recording_begins_again(source):
    if source.duration_s is None:
        return
    for t_s in moments(source)[:5]:
        once = source.frame_at(t_s).rgb.tobytes()
        assert source.frame_at(t_s + source.duration_s).rgb.tobytes() == once, f"t = {t_s}"
        assert source.frame_at(t_s + 3 * source.duration_s).rgb.tobytes() == once, f"t = {t_s}"


def test_it_is_well(source):
    assert source.status() == SourceStatus(ok=True)


@each_source
def test_it_may_be_closed_twice(factory, tmp_path):
    source = factory(tmp_path)
    source.frame_at(0.0)
    source.close()
    source.close()
