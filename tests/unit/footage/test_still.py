import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

import hud
from hud.cv import cv2
from hud.errors import FileError
from hud.footage.picture import fitted, picture_kind, picture_size
from hud.footage.still import StillSource


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, colour_type, rows, *extra):
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(extra) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def pixels_of(folder, data, name="picture.png"):
    path = folder / name
    path.write_bytes(data)
    return StillSource(path).frame_at(0.0).rgb


def scene(width=200, height=100):
    rgb = np.zeros((height, width, 3), np.uint8)
    rgb[: height // 2, : width // 2] = (250, 10, 20)
    rgb[height // 2 :, width // 2 :] = (20, 30, 240)
    return rgb


def encoded(rgb, suffix):
    return cv2.imencode(suffix, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))[1].tobytes()


PALETTE = chunk(b"PLTE", bytes([255, 0, 0, 0, 255, 0, 0, 0, 255]))


@pytest.mark.parametrize(
    ("data", "first_row"),
    [
        (png(3, 1, 8, 3, [bytes([0, 1, 2])], PALETTE), [(255, 0, 0), (0, 255, 0), (0, 0, 255)]),
        (png(8, 1, 1, 0, [b"\xa0"]), [(255, 255, 255), (0, 0, 0), (255, 255, 255), (0, 0, 0)]),
        (png(2, 1, 8, 0, [bytes([7, 200])]), [(7, 7, 7), (200, 200, 200)]),
        (png(2, 1, 16, 0, [struct.pack(">2H", 0xFFFF, 0x8010)]), [(255, 255, 255), (128, 128, 128)]),
        (png(1, 1, 16, 2, [struct.pack(">3H", 0xFFFF, 0x8010, 0x0110)]), [(255, 128, 1)]),
    ],
    ids=["palette", "one bit", "grey", "grey of 16 bits", "colour of 16 bits"],
)
def test_a_png_of_any_kind(tmp_path, data, first_row):
    rgb = pixels_of(tmp_path, data)
    assert [tuple(pixel) for pixel in rgb[0][: len(first_row)].tolist()] == first_row


@pytest.mark.parametrize(
    ("data", "first_row"),
    [
        # half of the light of code 255 is code 188, not 128
        (
            png(3, 1, 8, 6, [bytes([255, 90, 3, 255, 255, 255, 255, 128, 9, 9, 9, 0])]),
            [(255, 90, 3), (188,) * 3, (0,) * 3],
        ),
        (png(2, 1, 8, 4, [bytes([255, 128, 77, 255])]), [(188,) * 3, (77,) * 3]),
        (png(1, 1, 16, 6, [struct.pack(">4H", 0xFFFF, 0, 0xFFFF, 0x8000)]), [(188, 0, 188)]),
        (
            png(3, 1, 8, 3, [bytes([0, 1, 2])], PALETTE, chunk(b"tRNS", bytes([0, 128]))),
            [(0, 0, 0), (0, 188, 0), (0, 0, 255)],
        ),
        (
            png(2, 1, 8, 2, [bytes([1, 2, 3, 4, 5, 6])], chunk(b"tRNS", struct.pack(">3H", 1, 2, 3))),
            [(0, 0, 0), (4, 5, 6)],
        ),
        (png(2, 1, 8, 0, [bytes([9, 8])], chunk(b"tRNS", struct.pack(">H", 300))), [(9, 9, 9), (8, 8, 8)]),
    ],
    ids=["colour", "grey", "16 bits", "palette", "key colour", "grey with a key it never has"],
)
def test_transparency_is_light_over_black(tmp_path, data, first_row):
    rgb = pixels_of(tmp_path, data)
    assert [tuple(pixel) for pixel in rgb[0].tolist()] == first_row


def test_a_transparent_webp(tmp_path):
    bgra = np.zeros((4, 4, 4), np.uint8)
    bgra[:] = (10, 20, 30, 255)
    bgra[0, 0, 3] = 0
    data = cv2.imencode(".webp", bgra, [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()
    rgb = pixels_of(tmp_path, data, "a.webp")
    assert rgb[1, 1].tolist() == [30, 20, 10]
    assert rgb[0, 0].tolist() == [0, 0, 0]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_colours_and_size_of_each_format(tmp_path, suffix):
    path = tmp_path / f"scene{suffix}"
    path.write_bytes(encoded(scene(), suffix))
    assert picture_kind(path) == {".jpg": "jpeg"}.get(suffix, suffix[1:])
    assert picture_size(path) == (200, 100)
    rgb = StillSource(path).frame_at(0.0).rgb
    assert np.abs(rgb[20, 30].astype(int) - (250, 10, 20)).max() <= 4
    assert np.abs(rgb[80, 150].astype(int) - (20, 30, 240)).max() <= 4


@pytest.mark.parametrize(("quality", "width", "height"), [(90, 33, 17), (101, 33, 17)])
def test_the_size_in_a_webp_header(tmp_path, quality, width, height):
    data = cv2.imencode(".webp", scene(width, height), [cv2.IMWRITE_WEBP_QUALITY, quality])[1].tobytes()
    (tmp_path / "a.webp").write_bytes(data)
    assert picture_size(tmp_path / "a.webp") == (width, height)


def test_the_kind_is_read_from_the_bytes_not_from_the_name(tmp_path):
    rgb = pixels_of(tmp_path, encoded(scene(), ".jpg"), "really-a-jpeg.png")
    assert rgb.shape == (100, 200, 3)


# orientation -> where the red quarter, stored top left, is shown
CORNERS = {1: (0, 0), 2: (0, 1), 3: (1, 1), 4: (1, 0), 5: (0, 0), 6: (0, 1), 7: (1, 1), 8: (1, 0)}


def with_orientation(jpeg, orientation):
    entry = struct.pack("<HHIHH", 0x112, 3, 1, orientation, 0)
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry + struct.pack("<I", 0)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


@pytest.mark.parametrize("orientation", CORNERS)
@pytest.mark.parametrize("width", [200, 8000])
def test_a_camera_held_sideways_is_turned_upright(tmp_path, orientation, width):
    rgb = scene(width, width // 2)
    rgb[rgb.shape[0] // 2 :] = 0
    path = tmp_path / "a.jpg"
    path.write_bytes(with_orientation(encoded(rgb, ".jpg"), orientation))
    source = StillSource(path)
    stored = (width, width // 2)
    assert source.size == fitted(*(stored[::-1] if orientation > 4 else stored))
    shown = source.frame_at(0.0).rgb
    down, right = CORNERS[orientation]
    y = (1 + 2 * down) * shown.shape[0] // 4
    x = (1 + 2 * right) * shown.shape[1] // 4
    assert shown[y, x, 0] > 200
    assert int((shown[..., 0] > 128).mean() * 100) in range(22, 28)


def test_reducing_keeps_the_proportions(tmp_path):
    path = tmp_path / "wide.png"
    path.write_bytes(encoded(scene(4000, 1000), ".png"))
    assert StillSource(path).size == (1920, 480)
    assert fitted(3000, 30000) == (384, 3840)
    assert fitted(100000, 1) == (1920, 1)


MEASURE = """
import resource, sys
from pathlib import Path
from hud.footage.still import StillSource
import hud.footage.picture
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
source = StillSource(Path(sys.argv[1]))
print(*source.size, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_hundred_megapixels_fit_into_little_memory(tmp_path):
    path = tmp_path / "large.jpg"
    path.write_bytes(cv2.imencode(".jpg", np.full((8736, 11648), 90, np.uint8))[1].tobytes())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, path],
        cwd=Path(hud.__path__[0]).parent,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    width, height, grown_mb = map(int, done.stdout.split())
    assert (width, height) == (1920, 1440)
    assert grown_mb < 120


def test_a_picture_too_large_to_hold_is_refused_by_its_header(tmp_path):
    with pytest.raises(FileError, match=r"60000 x 60000, too large for a PNG; save it as JPEG"):
        pixels_of(tmp_path, png(60000, 60000, 8, 2, []))


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_file_cut_off(tmp_path, suffix, share):
    noise = np.random.default_rng(1).integers(0, 255, (90, 120, 3), dtype=np.uint8)
    data = encoded(noise, suffix)
    with pytest.raises(FileError, match="is broken or cut off"):
        pixels_of(tmp_path, data[: max(16, int(len(data) * share))], f"cut{suffix}")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty; the copy or the download was cut off"),
        (b"\x89PNG\r\n\x1a\n", "is broken or cut off: its PNG header"),
        (b"\xff\xd8\xff\xd8", "is broken or cut off: its JPEG header"),
        (b"RIFF\0\0\0\0WEBP", "is broken or cut off: its WEBP header"),
        (b"GIF89a and more than that", "is not a PNG, JPEG or WebP picture; save it as one of these"),
        (png(0, 5, 8, 2, []), "is broken or cut off: its PNG header"),
    ],
)
def test_what_is_no_picture(tmp_path, data, message):
    with pytest.raises(FileError, match=message):
        pixels_of(tmp_path, data)
