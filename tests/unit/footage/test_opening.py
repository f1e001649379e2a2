import contextlib
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hud
from hud.cv import cv2
from hud.errors import FileError, HudError, UsageError
from hud.footage import FootageSpec, check_footage, open_footage
from hud.footage.images import ImagesSource
from hud.footage.still import StillSource
from hud.footage.video import VideoSource
from hud.geo import Line, Walk
from tests.helpers.clips import numbered, write_film, write_sound


@pytest.fixture
def folder(tmp_path):
    cv2.imwrite(str(tmp_path / "still.png"), numbered(1))
    write_film(tmp_path / "street.mkv", [0, 40, 80])
    (tmp_path / "frames").mkdir()
    cv2.imwrite(str(tmp_path / "frames" / "1.png"), numbered(1))
    cv2.imwrite(str(tmp_path / "frames" / "2.png"), numbered(2))
    return tmp_path


@pytest.mark.parametrize(
    ("source", "kind"), [("still.png", StillSource), ("street.mkv", VideoSource), ("frames", ImagesSource)]
)
def test_a_path_is_what_lies_there(folder, source, kind):
    by_name = open_footage(FootageSpec(source, folder=folder))
    assert type(by_name) is kind
    assert by_name.hfov_deg == 70
    assert by_name.name == source
    by_path = open_footage(folder / source)
    assert type(by_path) is kind
    assert open_footage(FootageSpec(source, folder=folder, hfov_deg=33.5)).frame_at(0).hfov_deg == 33.5


def test_a_film_is_known_by_its_bytes(folder):
    (folder / "street.mkv").rename(folder / "street.png")
    assert type(open_footage(folder / "street.png")) is VideoSource


def test_the_rate_of_a_folder(folder):
    assert open_footage(FootageSpec("frames", folder=folder)).duration_s == pytest.approx(2 / 30)
    assert open_footage(FootageSpec("frames", folder=folder, fps=0.5)).duration_s == 4


@pytest.mark.parametrize(
    ("source", "colour"),
    [
        ("black", (0, 0, 0)),
        ("none", (0, 0, 0)),
        ("white", (255, 255, 255)),
        ("grey", (118, 118, 118)),
        ("flat:#1020fF", (16, 32, 255)),
        ("flat:#000000", (0, 0, 0)),
        ("flat:grey", (118, 118, 118)),
    ],
)
def test_an_even_field(source, colour):
    flat = open_footage(FootageSpec(source, size=(32, 16)))
    assert (flat.frame_at(3).rgb == np.array(colour, np.uint8)).all()
    assert flat.size == (32, 16)
    assert open_footage(source).size == (1280, 720)


def straight(metres=100.0):
    return Walk.at_speed(Line.through(np.array([[0.0, 0.0], [metres, 0.0]])), 1.4)


def test_the_street_moves_unless_the_wearer_stands():
    spec = FootageSpec("street", size=(96, 54))
    walking = open_footage(spec, walk=straight())
    standing = open_footage(FootageSpec("street", size=(96, 54), options={"standing": True}), walk=straight())
    assert walking.hfov_deg == 46

    def change(street):
        return np.abs(street.frame_at(6).rgb.astype(int) - street.frame_at(0).rgb).mean()

    assert change(standing) < change(walking) / 4


def test_the_street_needs_no_route():
    street = open_footage(FootageSpec("street", size=(96, 54), hfov_deg=60.0, options={"seed": 3}))
    assert street.frame_at(10).rgb.shape == (54, 96, 3)
    assert street.hfov_deg == 60


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("stret", "no footage 'stret'; did you mean 'street'?"),
        ("balck", "no footage 'balck'; did you mean 'black'?"),
        ("", "the footage has no name"),
        ("a\0b", "the footage has no name"),
        ("flat:#12345", "'flat:#12345' is not a colour; write for example flat:#767676"),
        ("flat:whte", "'flat:whte' is not a colour; did you mean 'white'?"),
        ("webcam:one", "'webcam:one' is not a camera"),
        ("webcams", "no footage 'webcams'; did you mean 'webcam:0'?"),
        (FootageSpec("grey", hfov_deg=0), "a field of view of 0 deg is not possible; use 1 to 170 deg"),
        (FootageSpec("grey", hfov_deg=180), "a field of view of 180 deg is not possible"),
        (FootageSpec("grey", hfov_deg=float("nan")), "a field of view of nan deg is not possible"),
        (FootageSpec("grey", fps=0), "0 pictures per second are not possible"),
        (FootageSpec("grey", fps=float("inf")), "inf pictures per second are not possible"),
        (FootageSpec("grey", size=(0, 100)), "footage of 0 x 100 is not possible; use 16 to 4096"),
        (FootageSpec("grey", size=(100000, 100)), "footage of 100000 x 100 is not possible"),
        (
            FootageSpec("street", hfov_deg=150),
            "of the street of 150 deg is not possible; use 5 to 120 deg; 46 is usual",
        ),
        (FootageSpec("street", options={"time_of_day": "noo"}), "no time of day 'noo'; did you mean 'noon'?"),
        (FootageSpec("street", options={"sed": 1}), "unknown option 'sed' of footage; did you mean 'seed'?"),
        (FootageSpec("street", options={"seed": -1}), "seed -1 is not possible"),
        (FootageSpec("street", options={"seed": True}), "seed True is not possible"),
        (FootageSpec("street", options={"standing": "yes"}), "standing 'yes' is not possible; use true or false"),
    ],
)
def test_what_cannot_be_asked_for(spec, message):
    with pytest.raises(UsageError) as caught:
        open_footage(spec)
    assert message in str(caught.value)
    with pytest.raises(UsageError, match=re.escape(str(caught.value))):
        check_footage(spec)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("street", "street"),
        ("webcam", "camera"),
        ("webcam:987", "camera"),
        ("webcam:/dev/video987", "camera"),
        ("none", "colour"),
        ("flat:#123456", "colour"),
        ("frames", "folder"),
        ("still.png", "picture"),
        ("street.mkv", "video"),
    ],
)
def test_the_kind_is_told_without_opening(folder, source, kind):
    assert check_footage(FootageSpec(source, folder=folder)) == kind


def test_what_cannot_be_shown_is_refused_without_opening(folder):
    (folder / "empty.mp4").touch()
    (folder / "notes.mp4").write_text("no film" * 100)
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "bare").mkdir()
    write_sound(folder / "sound.wav")
    cv2.imwrite(str(folder / "frames" / "3.png"), numbered(3, (80, 48)))
    for source, message in (
        ("empty.mp4", "is empty"),
        ("notes.mp4", "is not a video"),
        ("broken.png", "header cannot be read"),
        ("bare", "has no pictures in it"),
        ("sound.wav", "has sound but no picture"),
        ("frames", "is 80 x 48, but 1.png is 64 x 48"),
    ):
        with pytest.raises(FileError, match=message):
            check_footage(FootageSpec(source, folder=folder))


@pytest.mark.parametrize("source", ["../secret.png", "link.png", "linked", "frames"])
def test_nothing_leaves_the_folder_of_a_scenario(tmp_path, source):
    home = tmp_path / "home"
    (home / "frames").mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    for path in (tmp_path / "secret.png", outside / "1.png", home / "frames" / "1.png"):
        cv2.imwrite(str(path), numbered(1))
    (home / "link.png").symlink_to(tmp_path / "secret.png")
    (home / "linked").symlink_to(outside)
    (home / "frames" / "2.png").symlink_to(tmp_path / "secret.png")
    for use in (check_footage, open_footage):
        with pytest.raises(HudError, match=r"outside the folder|2\.png: is a link out of the scenario's folder"):
            use(FootageSpec(source, folder=home))
    # of one's own accord one may
    assert check_footage(home / source) in ("picture", "folder")


def test_a_link_that_stays_in_the_folder_is_a_picture_like_any(folder):
    (folder / "frames" / "3.png").symlink_to("../still.png")
    assert open_footage(FootageSpec("frames", folder=folder)).duration_s == pytest.approx(3 / 30)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("stret.mkv", "stret.mkv: no such file; did you mean 'street.mkv'?"),
        ("missing/street.mkv", "no such file; check the path"),
        ("x" * 5000 + ".mkv", "is not a path that can be reached"),
    ],
)
def test_a_file_that_is_not_there(folder, source, message):
    with pytest.raises(FileError) as caught:
        open_footage(FootageSpec(source, folder=folder))
    assert message in str(caught.value)


@given(st.text(max_size=30).filter(lambda text: not text.strip().startswith(("webcam", "street"))))
def test_any_text_is_footage_or_an_error_in_words(text):
    with contextlib.suppress(HudError):
        open_footage(FootageSpec(text, folder=Path(__file__).parent, size=(16, 16))).close()


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, hud.footage; print([name for name in ('cv2', 'av', 'numpy') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(hud.__path__[0]).parent,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert done.stdout.strip() == "[]"
