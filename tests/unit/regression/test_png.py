"""PNG files: every kind read exactly, everything else refused in one line."""

import contextlib
import random
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from hud.cv import cv2
from hud.errors import FileError
from hud.regression import compare, encode_png, read_png
from hud.regression.png import _PASSES, SIGNATURE, chunk, decode_png
from tests.helpers.command import ROOT


def png(width, height, depth, colour, rows, *, interlace=0, before=(), after=(), level=6):
    """A PNG of unfiltered rows of samples, or of every pass's rows."""
    raw = b"".join(b"\0" + _packed(row, depth) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    parts = [(b"IHDR", header), *before, (b"IDAT", zlib.compress(raw, level)), *after, (b"IEND", b"")]
    return SIGNATURE + b"".join(chunk(kind, content) for kind, content in parts)


def _packed(samples, depth):
    if depth == 16:
        return np.asarray(samples, ">u2").tobytes()
    bits = "".join(format(int(sample), f"0{depth}b") for sample in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[n : n + 8], 2) for n in range(0, len(bits), 8))


def _rows(samples, interlace):
    if not interlace:
        return [row.ravel() for row in samples]
    parts = [samples[y::dy, x::dx] for x, y, dx, dy in _PASSES]
    return [row.ravel() for part in parts if part.shape[1] for row in part]


CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


@pytest.mark.parametrize("interlace", [0, 1])
@pytest.mark.parametrize(
    ("colour", "depth"),
    [(0, 1), (0, 2), (0, 4), (0, 8), (2, 8), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (6, 8)],
)
@pytest.mark.parametrize("keyed", [False, True])
def test_every_colour_type_depth_and_transparency_is_read_exactly(colour, depth, interlace, keyed):
    rng = np.random.default_rng([colour, depth])
    top = (1 << depth) - 1
    for width, height in ((13, 9), (1, 1), (3, 2)):
        samples = rng.integers(0, top + 1, (height, width, CHANNELS[colour]))
        wanted = np.full((height, width, 4), 255, np.uint8)
        before = []
        if colour == 3:
            palette = rng.integers(0, 256, (top + 1, 3), np.uint8)
            before.append((b"PLTE", palette.tobytes()))
            wanted[..., :3] = palette[samples[..., 0]]
            if keyed:
                alphas = np.full(top + 1, 255, np.uint8)
                alphas[: top // 2 + 1] = rng.integers(0, 255, top // 2 + 1)
                before.append((b"tRNS", alphas[: top // 2 + 1].tobytes()))
                wanted[..., 3] = alphas[samples[..., 0]]
        else:
            codes = samples * 255 // top
            wanted[..., :3] = codes[..., :3] if colour in (2, 6) else codes[..., :1]
            if colour in (4, 6):
                wanted[..., 3] = codes[..., -1]
            elif keyed:
                key = samples[0, 0]
                before.append((b"tRNS", struct.pack(f">{len(key)}H", *key)))
                wanted[..., 3][(samples == key).all(axis=2)] = 0
        data = png(width, height, depth, colour, _rows(samples, interlace), interlace=interlace, before=before)
        assert (decode_png(data, shown="a.png") == wanted).all()


@pytest.mark.parametrize("colour", [0, 2, 4, 6])
def test_sixteen_bits_are_read_where_eight_hold_the_same_and_refused_where_not(colour):
    codes = np.random.default_rng(colour).integers(0, 256, (4, 5, CHANNELS[colour]))
    picture = decode_png(png(5, 4, 16, colour, _rows(codes * 257, 0)), shown="a.png")
    assert (picture[..., 0] == codes[..., 0]).all()
    codes[2, 2, 0] = 7
    with pytest.raises(FileError, match=r"^deep\.png: has 16 bits a channel, .*; save it with 8 bits a channel$"):
        decode_png(png(5, 4, 16, colour, _rows(codes * 257 + (codes == 7), 0)), shown="deep.png")


def test_what_says_how_to_show_a_picture_changes_no_pixel():
    row = [[10, 20, 30, 200, 100, 0]]
    plain = decode_png(png(2, 1, 8, 2, row), shown="a.png")
    notes = [(b"gAMA", struct.pack(">I", 100000)), (b"sBIT", b"\5\5\5"), (b"bKGD", b"\0\1" * 3), (b"tEXt", b"a\0b")]
    assert (decode_png(png(2, 1, 8, 2, row, before=notes), shown="a.png") == plain).all()
    # what comes after the end is no part of the picture
    assert (decode_png(png(2, 1, 8, 2, row) + b"more", shown="a.png") == plain).all()


ROW = [[1, 2, 3]]
GOOD = png(1, 1, 8, 2, ROW)
ZEROS = zlib.compress(bytes(50_000_000), 9)


def _with_data(data, width=1, height=1):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", data), (b"IEND", b"")]
    return SIGNATURE + b"".join(chunk(*part) for part in parts)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty; the copy or the download was cut off"),
        (GOOD[:5], "ends in the middle"),
        (GOOD[:-1], "ends in the middle"),
        (GOOD[:-12], "ends in the middle"),
        (GOOD[:45], "ends in the middle"),
        (GOOD[:42] + b"\x77" + GOOD[43:], "checksum of its IDAT chunk"),
        (GOOD.replace(b"\r\n", b"\n", 1), "line ends were converted"),
        (b"\xff\xd8\xff\xe0 JFIF", "is a JPEG, .*; only PNG"),
        (b"GIF89a", "is a GIF"),
        (b"hello", "is no PNG picture"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n", "Git LFS pointer.*git lfs pull"),
        (png(1, 1, 8, 2, ROW, before=[(b"acTL", struct.pack(">II", 4, 0))]), "animated PNG of 4 frames"),
        (_with_data(ZEROS, 200_000, 200_000), "is 200000 x 200000 by its header, more than 34 megapixels"),
        (_with_data(ZEROS), "holds more pixels than 1 x 1"),
        (_with_data(zlib.compress(b"\0\1\2")), "ends in the middle of its pixels"),
        (_with_data(zlib.compress(b"\0\1\2\3")[:-1]), "ends in the middle of its pixels"),
        (_with_data(zlib.compress(b"\5\1\2\3")), "filter that no PNG has"),
        (_with_data(b"nonsense"), "cannot be unpacked"),
        (_with_data(zlib.compress(b""), 0, 5), "says that it is 0 x 5"),
        (png(1, 1, 3, 2, ROW), "header describes no PNG"),
        (png(1, 1, 8, 3, [[0]]), "palette is missing"),
        (png(1, 1, 8, 3, [[2]], before=[(b"PLTE", bytes(6))]), "uses colour 2 of a palette of 2"),
        (png(1, 1, 8, 3, [[0]], before=[(b"PLTE", bytes(7))]), "palette has 7 bytes"),
        (png(1, 1, 8, 2, ROW, before=[(b"tRNS", bytes(5))]), "tRNS chunk has 5 bytes"),
        (png(1, 1, 8, 6, [[1, 2, 3, 4]], before=[(b"tRNS", bytes(6))]), "tRNS chunk where none belongs"),
        (png(1, 1, 8, 2, ROW, before=[(b"ABCD", b"")]), "needs a chunk 'ABCD'"),
        (png(1, 1, 8, 2, ROW, after=[(b"tEXt", b""), (b"IDAT", b"")]), "pixels are in two places"),
        (SIGNATURE + chunk(b"IEND", b""), "does not begin with its header"),
    ],
)
def test_everything_else_is_refused_in_one_line_that_names_the_file(tmp_path, data, said):
    path = tmp_path / "b.png"
    path.write_bytes(data)
    with pytest.raises(FileError, match=rf"b\.png: .*{said}") as caught:
        read_png(path)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_a_broken_file_is_not_identical_to_itself(tmp_path):
    path = tmp_path / "b.png"
    path.write_bytes(GOOD[:-5])
    with pytest.raises(FileError):
        compare(path, path)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.booleans(), st.integers(0, 70))
def test_any_bytes_are_read_or_refused(data, signed, kept):
    with contextlib.suppress(FileError):
        decode_png(GOOD[:kept] + data if signed else data, shown="a.png")


def test_mutated_files_are_read_or_refused():
    rng = random.Random(4)
    seeds = [path.read_bytes() for path in sorted((ROOT / "tests/data/pixelmatch").glob("[1258]a.png"))]
    seeds += [GOOD, png(3, 3, 8, 3, [[0, 1, 0]] * 3, before=[(b"PLTE", bytes(6)), (b"tRNS", b"\7")])]
    outcomes = set()
    for _ in range(400):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.choice([1, 1, 3])):
            at = rng.randrange(min(len(data), 200)) if rng.random() < 0.7 else rng.randrange(len(data))
            if rng.random() < 0.7:
                data[at] = rng.randrange(256)
            else:
                del data[at : at + rng.randrange(1, 50)]
        if rng.random() < 0.7:
            data = _mended(data)
        try:
            decode_png(bytes(data), shown="a.png")
            outcomes.add("read")
        except FileError as error:
            outcomes.add(error.message.split(":")[0])
    assert {"read", "is broken", "ends in the middle"} <= outcomes


def _mended(data):
    """The checksums made right again, so that the faults lie deeper."""
    at = 8
    while at + 12 <= len(data):
        length = struct.unpack_from(">I", data, at)[0]
        if at + 12 + length > len(data):
            break
        crc = zlib.crc32(data[at + 4 : at + 8 + length])
        struct.pack_into(">I", data, at + 8 + length, crc)
        at += 12 + length
    return data


_pictures = st_numpy.array_shapes(min_dims=2, max_dims=2, max_side=20).flatmap(
    lambda shape: (
        st_numpy.arrays(np.uint8, (*shape, 3), elements=st.integers(0, 255))
        | st_numpy.arrays(np.uint8, (*shape, 4), elements=st.sampled_from([0, 7, 255]))
        | st_numpy.arrays(np.uint8, (*shape, 1), elements=st.integers(0, 255)).map(lambda grey: grey.repeat(3, axis=2))
    )
)


@settings(max_examples=150, deadline=None)
@given(_pictures)
def test_what_is_written_is_read_again(pixels):
    data = encode_png(pixels)
    back = decode_png(data, shown="a.png")
    assert (back[..., : pixels.shape[2]] == pixels).all()
    assert pixels.shape[2] == 4 or (back[..., 3] == 255).all()
    assert encode_png(pixels.copy()) == data
    # and by a reader that is not ours
    theirs = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert pixels.shape[2] == 4 or (theirs[..., ::-1] == pixels).all()


def test_layers_are_smaller_than_as_opencv_writes_them():
    ours = theirs = 0
    for path in sorted(Path(ROOT, "tests/golden/panels").glob("*-33s-*.png")):
        layer = read_png(path)[..., :3]
        ours += len(encode_png(layer))
        theirs += len(cv2.imencode(".png", layer, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1])
    assert ours < 0.9 * theirs
