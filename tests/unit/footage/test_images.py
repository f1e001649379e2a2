import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.cv import cv2
from hud.errors import FileError
from hud.footage.images import ImagesSource, natural_key
from tests.helpers.clips import number_in, numbered


def folder_of(folder, names, size=(64, 48)):
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(names):
        cv2.imwrite(str(folder / name), numbered(number, size))
    return folder


def test_pictures_come_in_natural_order_at_their_rate(tmp_path):
    names = ["Frame-1.png", "frame-2.jpg", "frame-10.PNG", "frame-010b.webp", "frame-11.jpeg"]
    source = ImagesSource(folder_of(tmp_path / "film", names), fps=10.0)
    assert source.duration_s == 0.5
    assert source.name == "film"
    assert [number_in(source.frame_at(t_s).rgb) for t_s in (0, 0.0999, 0.1, 0.2, 0.3, 0.4, 0.5)] == [
        0,
        0,
        1,
        2,
        3,
        4,
        0,
    ]


@pytest.mark.parametrize("fps", [24.0, 30000 / 1001, 30.0, 60.0])
def test_the_time_of_a_frame_shows_that_frame(tmp_path, fps):
    source = ImagesSource(folder_of(tmp_path / "film", [f"{k}.png" for k in range(100)]), fps=fps)
    assert [number_in(source.frame_at(k / fps).rgb) for k in range(100)] == list(range(100))


def test_other_files_and_folders_are_left_aside(tmp_path):
    folder = folder_of(tmp_path / "film", ["1.png", "2.png"])
    (folder / "notes.txt").write_text("no picture")
    (folder / "._1.png").write_bytes(b"what a Mac leaves behind")
    (folder / "old.png").mkdir()
    assert ImagesSource(folder, fps=1.0).duration_s == 2


def test_a_picture_of_another_size_is_named(tmp_path):
    folder = folder_of(tmp_path / "film", ["1.png", "2.png"])
    cv2.imwrite(str(folder / "3.png"), numbered(3, (64, 50)))
    with pytest.raises(FileError, match=r"3\.png: is 64 x 50, but 1\.png is 64 x 48; all pictures"):
        ImagesSource(folder)


def test_a_folder_without_pictures(tmp_path):
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(FileError, match=r"has no pictures in it; a folder of \.png"):
        ImagesSource(tmp_path)


def test_a_picture_that_goes_missing_or_breaks_while_playing(tmp_path):
    folder = folder_of(tmp_path / "film", ["1.png", "2.png", "3.png", "4.png"])
    source = ImagesSource(folder, fps=1.0)
    (folder / "2.png").unlink()
    (folder / "3.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    cv2.imwrite(str(folder / "4.png"), numbered(3, (32, 32)))
    for t_s, message in ((1, r"2\.png: no such file"), (2, r"3\.png: is broken"), (3, r"4\.png: is 32 x 32")):
        with pytest.raises(FileError, match=message):
            source.frame_at(t_s)
    assert number_in(source.frame_at(4).rgb) == 0


@given(st.lists(st.text(st.characters(exclude_characters="/\0"), max_size=12), unique=True))
def test_any_names_have_an_order(names):
    backwards = sorted(names, key=natural_key, reverse=True)
    assert sorted(names, key=natural_key) == backwards[::-1]


def test_superscript_digits_are_letters():
    assert sorted(["²", "10", "9"], key=natural_key) == ["9", "10", "²"]
