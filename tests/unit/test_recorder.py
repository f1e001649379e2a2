import json
import struct
import subprocess
import sys
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hud
import hud.files
from hud.cv import cv2
from hud.errors import FileError, UsageError
from hud.files import write_atomically
from hud.recorder import encode_png, notes_of, record, save_luminance, save_picture
from hud.recorder.film import as_yuv420
from tests.helpers.clips import number_in, numbered

SIZE = (160, 96)
FILMS = ["film.mp4", "film.webm", "film.gif"]


def frames(count, size=SIZE):
    return (numbered(number, size) for number in range(count))


def decoded(path):
    with av.open(str(path)) as container:
        film = [(float(frame.time), frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)]
        return film, container.duration / av.time_base


@pytest.mark.parametrize("name", FILMS)
@pytest.mark.parametrize("fps", [25, Fraction(30000, 1001), 50.0])
def test_a_film_plays_as_it_was_recorded(tmp_path, name, fps):
    seen = []
    assert record(frames(20), tmp_path / name, fps=fps, on_frame=lambda: seen.append(1)) == 20
    film, duration_s = decoded(tmp_path / name)
    assert len(seen) == len(film) == 20
    assert duration_s == pytest.approx(20 / fps, abs=0.011)
    assert [number_in(rgb) for _, rgb in film] == list(range(20))
    tolerance_s = 0.0051 if name.endswith("gif") else 0.0006
    assert [t_s for t_s, _ in film] == pytest.approx([k / fps for k in range(20)], abs=tolerance_s)
    for number, (_, rgb) in enumerate(film):
        assert rgb.shape == (SIZE[1], SIZE[0], 3)
        assert np.abs(rgb.astype(int) - numbered(number, SIZE)).mean() < 3


@pytest.mark.parametrize("name", FILMS[:2])
@pytest.mark.parametrize("colour", [(255, 255, 255), (0, 0, 0), (200, 30, 30), (30, 200, 40), (30, 40, 200)])
def test_colours_come_back(tmp_path, name, colour):
    """Read by the formulas of BT.709, not by the library that wrote them."""
    record((np.full((64, 64, 3), colour, np.uint8) for _ in range(3)), tmp_path / name, fps=30)
    with av.open(str(tmp_path / name)) as container:
        frame = next(container.decode(video=0))
        assert (frame.colorspace, frame.color_range, frame.color_primaries, frame.color_trc) == (1, 1, 1, 1)
        y, cb, cr = (np.frombuffer(plane, np.uint8)[plane.line_size * 5 + 5] for plane in frame.planes)
    luma, blue, red = (y - 16) / 219, (cb - 128.0) / 224, (cr - 128.0) / 224
    back_red, back_blue = luma + 1.5748 * red, luma + 1.8556 * blue
    back_green = (luma - 0.2126 * back_red - 0.0722 * back_blue) / 0.7152
    back = np.array([back_red, back_green, back_blue]) * 255
    assert np.abs(back - colour).max() < 4


@pytest.mark.parametrize("name", [*FILMS, "folder"])
def test_the_same_frames_give_the_same_bytes(tmp_path, name):
    def bytes_of(place):
        place.mkdir()
        record(frames(12), place / name, fps=30)
        return {path.name: path.read_bytes() for path in place.rglob("*") if path.is_file()}

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_an_odd_size_loses_nothing(tmp_path):
    record(frames(3, (161, 97)), tmp_path / "odd.mp4", fps=30)
    film, _ = decoded(tmp_path / "odd.mp4")
    assert film[0][1].shape == (98, 162, 3)
    assert np.abs(film[2][1][:97, :161].astype(int) - numbered(2, (161, 97))).mean() < 3


def test_an_mp4_can_be_watched_while_it_loads(tmp_path):
    record(frames(3), tmp_path / "a.mp4", fps=30)
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_a_folder_of_pictures_is_exact(tmp_path):
    record(frames(11), tmp_path / "frames", fps=30)
    names = sorted(path.name for path in (tmp_path / "frames").iterdir())
    assert names == [f"frame-{k:06}.png" for k in range(1, 12)]
    assert np.array_equal(cv2.imread(str(tmp_path / "frames" / names[7]), cv2.IMREAD_COLOR_RGB), numbered(7, SIZE))


def test_a_folder_of_its_own_making_is_replaced_whole(tmp_path):
    record(frames(11), tmp_path / "frames", fps=30)
    record(frames(2), tmp_path / "frames", fps=30)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["frame-000001.png", "frame-000002.png", "frames"]


def test_an_empty_folder_is_used(tmp_path):
    (tmp_path / "frames").mkdir()
    record(frames(1), tmp_path / "frames", fps=30)
    assert [path.name for path in (tmp_path / "frames").iterdir()] == ["frame-000001.png"]


def never():
    raise AssertionError("no frame is asked for before the place is known to be good")
    yield


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("film.avi", UsageError, r"film\.avi: cannot record '\.avi'; use one of \.mp4, \.webm, \.gif, or a name"),
        ("film.webmm", UsageError, r"cannot record '\.webmm'; did you mean '\.webm'\?"),
        ("missing/film.mp4", FileError, r"the folder .*missing does not exist; make it first"),
        ("missing/frames", FileError, r"the folder .*missing does not exist; make it first"),
        ("holiday", FileError, r"is a folder with other things in it, such as beach\.png; choose a new folder"),
        ("holiday.mp4", FileError, r"is a folder where a file is to be written"),
        ("note", FileError, r"is a file, and a recording without a suffix is a folder"),
    ],
)
def test_a_place_where_nothing_can_be_recorded(tmp_path, name, error, message):
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "beach.png").write_bytes(b"mine")
    (tmp_path / "holiday" / "frame-000001.png").write_bytes(b"mine")
    (tmp_path / "holiday.mp4").mkdir()
    (tmp_path / "note").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error, match=message):
        record(never(), tmp_path / name, fps=30)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("fps", "name", "message"),
    [
        (0, "a.mp4", "0 frames per second"),
        (-5, "a.mp4", "-5 frames per second"),
        (float("nan"), "a.mp4", "nan frames per second"),
        (float("inf"), "a", "inf frames per second"),
        (60, "a.gif", "a GIF cannot show 60 frames per second; use at most 50"),
    ],
)
def test_an_impossible_rate(tmp_path, fps, name, message):
    with pytest.raises(UsageError, match=message):
        record(never(), tmp_path / name, fps=fps)


def broken_off(error):
    yield from frames(5)
    raise error


@pytest.mark.parametrize("name", [*FILMS, "frames"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), FileError("street.mp4", "is broken"), OSError(5, "camera")])
def test_what_breaks_off_leaves_nothing_and_spoils_nothing(tmp_path, name, error):
    with pytest.raises(type(error)):
        record(broken_off(error), tmp_path / name, fps=30)
    assert list(tmp_path.iterdir()) == []
    record(frames(2), tmp_path / name, fps=30)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(type(error)):
        record(broken_off(error), tmp_path / name, fps=30)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", [*FILMS, "frames"])
def test_frames_have_to_fit(tmp_path, name):
    with pytest.raises(ValueError, match=r"frame 2 is \(48, 64, 3\) uint8, not \(96, 160, 3\) uint8"):
        record(iter([numbered(0, SIZE), numbered(1)]), tmp_path / name, fps=30)
    with pytest.raises(FileError, match="there are no frames to record"):
        record(iter([]), tmp_path / name, fps=30)
    assert list(tmp_path.iterdir()) == []


def noise(count):
    rng = np.random.default_rng(1)
    return (rng.integers(0, 255, (480, 640, 3), dtype=np.uint8) for _ in range(count))


@pytest.mark.parametrize("name", FILMS)
def test_a_full_disk_during_a_film(tmp_path, monkeypatch, name):
    """/dev/full takes every write with ENOSPC, as a full disk does."""

    def token(count):
        (tmp_path / f".{name}.{bytes(count).hex()}.part").symlink_to("/dev/full")
        return bytes(count)

    monkeypatch.setattr(hud.files.os, "urandom", token)
    with pytest.raises(FileError, match=rf"{name}: the disk is full; free some space"):
        record(noise(30), tmp_path / name, fps=30)
    assert list(tmp_path.iterdir()) == []


LIMITED = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from hud.errors import FileError
from hud.recorder import record
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
rng = np.random.default_rng(1)
try:
    record((rng.integers(0, 255, (96, 160, 3), dtype=np.uint8) for _ in range(40)), Path(sys.argv[1]), fps=30)
except FileError as error:
    print(error)
"""


@pytest.mark.parametrize("name", ["film.mp4", "frames"])
def test_a_disk_that_takes_no_more_half_way(tmp_path, name):
    """A limit on the file's size stops real writes half way through."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, tmp_path / name],
        cwd=Path(hud.__path__[0]).parent,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "is larger than this disk or user may have" in done.stdout
    assert list(tmp_path.iterdir()) == []


# -- pictures


def chunks(data):
    at, found = 8, []
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length) == (zlib.crc32(kind + body),)
        found.append((kind, body))
        at += 12 + length
    return found


def test_a_picture_and_its_notes(tmp_path):
    notes = {"t": "12.5 s", "Gerät": "quark-s1 ²", "place": "公园"}
    save_picture(numbered(9), tmp_path / "a.png", metadata=notes)
    data = (tmp_path / "a.png").read_bytes()
    found = chunks(data)
    assert [kind for kind, _ in found] == [b"IHDR", b"sRGB", b"tEXt", b"tEXt", b"iTXt", b"IDAT", b"IEND"]
    assert found[2][1] == b"t\0" + b"12.5 s"
    assert found[3][1] == "Gerät\0quark-s1 ²".encode("latin-1")
    assert found[4][1] == b"place\0\0\0\0\0" + "公园".encode()
    assert np.array_equal(cv2.imread(str(tmp_path / "a.png"), cv2.IMREAD_COLOR_RGB), numbered(9))
    save_picture(numbered(9), tmp_path / "b.png", metadata=notes)
    assert (tmp_path / "b.png").read_bytes() == data
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.png"]


def test_a_jpeg_and_its_notes(tmp_path):
    save_picture(numbered(9, (256, 128)), tmp_path / "a.jpg", metadata={"place": "公园"})
    data = (tmp_path / "a.jpg").read_bytes()
    assert b"\xff\xfe\x00\x0fplace: " + "公园".encode() in data
    back = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert np.abs(back.astype(int) - numbered(9, (256, 128))).mean() < 2


@given(st.dictionaries(st.text(st.characters(max_codepoint=0x17F), max_size=12), st.text(max_size=20), max_size=3))
def test_notes_are_kept_or_refused(notes):
    try:
        data = encode_png(numbered(0), metadata=notes)
    except ValueError as error:
        assert "cannot be the keyword" in str(error)  # noqa: PT017 - most keywords are fine
        return
    assert len([kind for kind, _ in chunks(data) if kind in (b"tEXt", b"iTXt")]) == len(notes)


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("a.pgn", UsageError, r"cannot write a picture as '\.pgn'; did you mean '\.png'\?"),
        ("a", UsageError, r"cannot write a picture as 'a'; use one of \.png, \.jpg"),
        ("missing/a.png", FileError, "the folder .*missing does not exist"),
        ("folder.png", FileError, "is a folder where a file is to be written"),
    ],
)
def test_a_picture_that_cannot_be_written(tmp_path, name, error, message):
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(error, match=message):
        save_picture(numbered(0), tmp_path / name)


def test_luminance_comes_back_exactly(tmp_path):
    luminance = np.linspace(0, 1e4, 60, dtype=np.float32).reshape(4, 5, 3)
    save_luminance(luminance, tmp_path / "a.npy")
    back = np.load(tmp_path / "a.npy")
    assert back.dtype == np.float32
    assert np.array_equal(back, luminance)
    assert not (tmp_path / "a.npy.json").exists()


def test_luminance_has_its_assumptions_beside_it(tmp_path):
    said = {"illuminance_lx": 500.0, "transmittance": [0.8, 0.7, 0.6], "scenario": "散步"}
    save_luminance(np.zeros((2, 2, 3), np.float32), tmp_path / "a.npy", metadata=said)
    assert json.loads((tmp_path / "a.npy.json").read_text(encoding="utf-8")) == said


def test_a_file_is_the_old_one_until_it_is_the_new_one(tmp_path, monkeypatch):
    path = tmp_path / "baseline.json"
    write_atomically(path, b"old")

    def no_space(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(hud.files.os, "fsync", no_space)
    with pytest.raises(FileError, match=r"baseline\.json: the disk is full"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    monkeypatch.undo()
    write_atomically(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_device_is_never_replaced_by_a_file():
    with pytest.raises(FileError, match="is not a regular file"):
        write_atomically(Path("/dev/null"), b"new")
    assert Path("/dev/null").is_char_device()


def test_the_notes_of_a_frame_are_texts():
    notes = notes_of({"device": "quark-s1", "t_s": 2.5, "view_px": [640, 360]})
    assert notes == {"device": "quark-s1", "t_s": "2.5", "view_px": "[640, 360]"}


NOTES = {"illuminance_lx": "500", "device": "quark-s1", "spoken": "天"}


def noted():
    return ((frame, {**NOTES, "t_s": str(k)}) for k, frame in enumerate(frames(3)))


def test_every_picture_of_a_folder_has_its_notes(tmp_path):
    record(noted(), tmp_path / "walk", fps=10)
    pictures = [path.read_bytes() for path in sorted((tmp_path / "walk").iterdir())]
    assert pictures == [encode_png(rgb, metadata=notes, compression=1) for rgb, notes in noted()]
    assert b"illuminance_lx\x00500" in pictures[2]


@pytest.mark.parametrize("name", ["a.mp4", "a.webm", "a.gif"])
def test_a_film_has_those_of_its_first_picture(tmp_path, name):
    record(noted(), tmp_path / name, fps=10)
    if name.endswith("gif"):
        content = (tmp_path / name).read_bytes()
        blocks, comment = content[content.index(b"!\xfe") + 2 :], b""
        while blocks[0]:
            comment, blocks = comment + blocks[1 : 1 + blocks[0]], blocks[1 + blocks[0] :]
        assert blocks == b"\0;"
    else:
        with av.open(str(tmp_path / name)) as film:
            (comment,) = [text for key, text in film.metadata.items() if key.lower() == "comment"]
    assert json.loads(comment) == {**NOTES, "t_s": "0"}
    with av.open(str(tmp_path / name)) as film:
        assert sum(1 for _ in film.decode(video=0)) == 3


def test_greys_stay_grey_and_colours_are_what_the_standard_says():
    """Every grey without a tint, black 16 and white 235; of chance colours no plane is off by more than a code."""
    rng = np.random.default_rng(7)
    greys = np.repeat(np.arange(256, dtype=np.uint8), 2)[None, :, None].repeat(2, 0).repeat(3, 2)
    for rgb in (greys, rng.integers(0, 256, (34, 58, 3)).astype(np.uint8)):
        height, width = rgb.shape[:2]
        planes = as_yuv420(rgb)
        luma = planes[:height].astype(float)
        colour = planes[height:].reshape(2, height // 2, width // 2).astype(float)
        if rgb is greys:
            assert (colour == 128).all()
            assert (luma[0, 0], luma[0, -1]) == (16, 235)
        share = rgb / 255
        y = 0.2126 * share[..., 0] + 0.7152 * share[..., 1] + 0.0722 * share[..., 2]
        assert np.abs(luma - (16 + 219 * y)).max() < 1.01
        for plane, channel, span in zip(colour, (2, 0), (1.8556, 1.5748), strict=True):
            whole = 128 + 224 * (share[..., channel] - y) / span
            mean = whole.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
            assert np.abs(plane - mean).max() < 1.5
