"""Pictures to compare, read from PNG files: exactly, or not at all.

A picture decoder forgives: it fills what is cut off with grey, reduces 16 bits to 8, shows the first frame of an
animation. A comparison must not. So the file's structure, checksums and sizes are checked here (PNG, third edition,
https://www.w3.org/TR/png-3/), before anything is decoded, and a file that could be read in more than one way is refused
with one line that names it. The pixels themselves are decoded by OpenCV from the chunks that hold them and nothing
else: codes as they are stored, no gamma and no colour profile applied.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from hud.cv import cv2
from hud.errors import FileError
from hud.files import display_path, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

MAX_PIXELS = 1 << 25
"""34 megapixels: 8K, or two eyes of 4K side by side. A file of a few kilobytes can ask for as much work as this."""
MAX_FILE_BYTES = 1 << 28

SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = b"\0\0\0\0IEND\xaeB`\x82"
"""The last chunk of every PNG (PNG specification, 11.2.5)."""
LFS_POINTER = b"version https://git-lfs.github.com/spec/"

_CUT = "the copy or the download was cut off"
_AGAIN = "save or render it again"
_BROKEN = "is broken"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_OTHERS = (
    (b"\xff\xd8\xff", "a JPEG, which has lost detail already"),
    (b"GIF8", "a GIF"),
    (b"RIFF", "a WebP or another RIFF file"),
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
    (b"\x8aMNG", "an MNG film"),
    (b"<svg", "an SVG drawing"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"v/1\x01", "an OpenEXR file"),
)
# first column, first row, step right, step down of each pass (PNG, section 8.1)
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


@dataclass(slots=True)
class _Png:
    """The parts of a file that its pixels depend on."""

    shown: str
    width: int = 0
    height: int = 0
    depth: int = 0
    colour: int = 0
    interlaced: bool = False
    palette: bytes = b""
    transparency: bytes | None = None
    data: list[bytes] = field(default_factory=list)

    def fail(self, what: str, hint: str = _AGAIN) -> NoReturn:
        raise FileError(self.shown, what, hint=hint)

    def rows(self) -> Iterator[tuple[int, int]]:
        """(number of rows, bytes of a row without its filter) of the picture, or of each pass of an interlaced one."""
        bits = self.depth * _CHANNELS[self.colour]
        for x, y, dx, dy in _PASSES if self.interlaced else ((0, 0, 1, 1),):
            columns, count = -(-(self.width - x) // dx), -(-(self.height - y) // dy)
            if columns > 0 and count > 0:
                yield count, -(-columns * bits // 8)


def read_png(path: Path) -> NDArray[np.uint8]:
    """The pixels of a PNG file, every one as stored.

    Read are all colour types and depths, transparency by a key colour or by palette, and interlaced files. 16 bits a
    channel are read where 8 hold the same (each value is 257 times a code).

    Returns:
        (H, W, 4) uint8 RGBA, C-contiguous, read-only.

    Raises:
        FileError: Missing, empty, cut off, broken, not a PNG, a Git LFS pointer, animated, of 16 bits that 8 do not
            hold, or larger than `MAX_PIXELS` (refused before anything of it is decoded).
    """
    return decode_png(read_bytes(path, limit=MAX_FILE_BYTES), shown=display_path(path))


def decode_png(data: bytes, *, shown: str) -> NDArray[np.uint8]:
    """As `read_png`, of bytes in memory.

    Args:
        data: The file's bytes.
        shown: What to call the file in an error.
    """
    _require_png(data, shown)
    png = _parse(data, shown)
    _check_data(png)
    try:
        decoded = cv2.imdecode(np.frombuffer(_plain(png), np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        decoded = None
    if decoded is None or decoded.shape[:2] != (png.height, png.width):
        png.fail(f"{_BROKEN}: its pixels cannot be decoded")
    rgba = np.ascontiguousarray(_as_rgba(png, decoded))
    rgba.setflags(write=False)
    return rgba


def is_lfs_pointer(data: bytes) -> bool:
    """Whether these are the bytes that Git LFS leaves in the place of a file it has not fetched."""
    return data.startswith(LFS_POINTER)


def _require_png(data: bytes, shown: str) -> None:
    if data.startswith(SIGNATURE):
        return
    if not data:
        raise FileError(shown, "is empty", hint=_CUT)
    if is_lfs_pointer(data):
        raise FileError(shown, "is a Git LFS pointer, not the picture itself", hint="fetch it with: git lfs pull")
    if SIGNATURE.startswith(data):
        raise FileError(shown, "ends in the middle", hint=_CUT)
    if data[:4] == SIGNATURE[:4] or data.startswith(b"\x09PNG"):
        raise FileError(
            shown, "is a PNG whose line ends were converted", hint="copy it as binary; in Git: *.png binary"
        )
    what = next((name for start, name in _OTHERS if data.startswith(start)), "no PNG picture")
    raise FileError(shown, f"is {what}", hint="only PNG files are compared; save it as PNG")


def _chunks(png: _Png, data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while True:
        if at + 12 > len(data):
            png.fail("ends in the middle", _CUT)
        length, kind = struct.unpack_from(">I4s", data, at)
        if not (kind.isalpha() and kind.isascii()) or length >= 1 << 31:
            png.fail(f"{_BROKEN}: there is no chunk where one belongs, at byte {at}")
        end = at + 12 + length
        if end > len(data):
            png.fail("ends in the middle", _CUT)
        content = data[at + 8 : end - 4]
        if zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            png.fail(f"{_BROKEN}: the checksum of its {kind.decode()} chunk at byte {at} is wrong")
        yield kind, content
        if kind == b"IEND":
            return
        at = end


def _parse(data: bytes, shown: str) -> _Png:
    png = _Png(shown)
    before = b""
    for kind, content in _chunks(png, data):
        if not before and kind != b"IHDR":
            png.fail(f"{_BROKEN}: it does not begin with its header")
        if kind == b"IHDR":
            if before:
                png.fail(f"{_BROKEN}: it has two headers")
            _read_header(png, content)
        elif kind == b"PLTE":
            _read_palette(png, content)
        elif kind == b"tRNS":
            _read_transparency(png, content)
        elif kind == b"IDAT":
            if png.data and before != b"IDAT":
                png.fail(f"{_BROKEN}: its pixels are in two places")
            png.data.append(content)
        elif kind == b"acTL":
            frames = struct.unpack_from(">I", content)[0] if len(content) >= 4 else 0
            png.fail(
                f"is an animated PNG of {frames} frames, and which of them is meant cannot be told",
                "save the frame to compare as a PNG of its own",
            )
        elif kind != b"IEND" and not kind[0] & 0x20:
            png.fail(f"{_BROKEN}: it needs a chunk '{kind.decode()}', which no PNG has")
        before = kind
    if not png.data:
        png.fail(f"{_BROKEN}: it has no pixels")
    if png.colour == 3 and not png.palette:
        png.fail(f"{_BROKEN}: its palette is missing")
    return png


def _read_header(png: _Png, content: bytes) -> None:
    if len(content) != 13:
        png.fail(f"{_BROKEN}: its header has {len(content)} bytes, not 13")
    png.width, png.height, png.depth, png.colour, method, filters, interlace = struct.unpack(">IIBBBBB", content)
    if not (0 < png.width < 1 << 31 and 0 < png.height < 1 << 31):
        png.fail(f"{_BROKEN}: it says that it is {png.width} x {png.height}")
    if png.depth not in _DEPTHS.get(png.colour, ()) or method or filters or interlace > 1:
        png.fail(f"{_BROKEN}: its header describes no PNG")
    if png.width * png.height > MAX_PIXELS:
        png.fail(
            f"is {png.width} x {png.height} by its header, more than {MAX_PIXELS / 1e6:.0f} megapixels",
            "compare a part of it",
        )
    png.interlaced = interlace == 1


def _read_palette(png: _Png, content: bytes) -> None:
    if png.palette or png.data or png.transparency is not None or png.colour in (0, 4):
        png.fail(f"{_BROKEN}: it has a palette where none belongs")
    if not content or len(content) % 3 or len(content) > 3 * 256:
        png.fail(f"{_BROKEN}: its palette has {len(content)} bytes")
    png.palette = content


def _read_transparency(png: _Png, content: bytes) -> None:
    if png.transparency is not None or png.data or png.colour in (4, 6):
        png.fail(f"{_BROKEN}: it has a tRNS chunk where none belongs")
    wanted = {0: 2, 2: 6}.get(png.colour)
    if len(content) != wanted if wanted else not 0 < len(content) <= len(png.palette) // 3:
        png.fail(f"{_BROKEN}: its tRNS chunk has {len(content)} bytes")
    png.transparency = content


def _check_data(png: _Png) -> None:
    """Unpack the pixels' bytes once to see that all are there, none too many, and the rows' filters known.

    Never more than the header's size is unpacked, however much a bomb holds.
    """
    passes = list(png.rows())
    wanted = sum(count * (1 + stride) for count, stride in passes)
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(b"".join(png.data), wanted)
        # one byte more, so that the stream's own checksum is read and a surplus is seen
        beyond = unpacker.decompress(unpacker.unconsumed_tail, 1)
    except zlib.error:
        png.fail(f"{_BROKEN}: its pixels cannot be unpacked")
    if beyond:
        png.fail(f"{_BROKEN}: it holds more pixels than {png.width} x {png.height}")
    if len(raw) < wanted or not unpacker.eof:
        png.fail("ends in the middle of its pixels", _CUT)
    bytes_ = np.frombuffer(raw, np.uint8)
    at = 0
    for count, stride in passes:
        if (bytes_[at : at + count * (1 + stride) : 1 + stride] > 4).any():
            png.fail(f"{_BROKEN}: a row has a filter that no PNG has")
        at += count * (1 + stride)


def _plain(png: _Png) -> bytes:
    """The picture without what a decoder could read into it; of a palette, the indices as grey."""
    colour = 0 if png.colour == 3 else png.colour
    header = struct.pack(">IIBBBBB", png.width, png.height, png.depth, colour, 0, 0, png.interlaced)
    parts = [(b"IHDR", header), (b"IDAT", b"".join(png.data)), (b"IEND", b"")]
    return SIGNATURE + b"".join(chunk(kind, content) for kind, content in parts)


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _as_rgba(png: _Png, decoded: NDArray[Any]) -> NDArray[np.uint8]:
    if png.colour == 3:
        return _looked_up(png, decoded)
    opaque = np.iinfo(decoded.dtype).max
    if decoded.ndim == 3 and decoded.shape[2] in (3, 4):
        code = cv2.COLOR_BGR2RGBA if decoded.shape[2] == 3 else cv2.COLOR_BGRA2RGBA
        rgba: NDArray[Any] = np.asarray(cv2.cvtColor(decoded, code))
    else:
        rgba = np.empty((png.height, png.width, 4), decoded.dtype)
    if png.colour == 0:
        grey = decoded.reshape(png.height, png.width)
        rgba[..., :3] = grey[..., None]
        rgba[..., 3] = opaque
        if png.transparency is not None:
            # a decoder has spread the codes of fewer than 8 bits over the whole range
            key = struct.unpack(">H", png.transparency)[0] & ((1 << png.depth) - 1)
            rgba[..., 3][grey == key * (opaque // ((1 << png.depth) - 1))] = 0
    elif decoded.shape != (*rgba.shape[:2], 4 if png.colour in (4, 6) else 3):
        png.fail(f"{_BROKEN}: its pixels cannot be decoded")
    elif png.transparency is not None:
        key_rgb = np.array(struct.unpack(">3H", png.transparency)) & ((1 << png.depth) - 1)
        rgba[..., 3][(rgba[..., :3] == key_rgb).all(axis=2)] = 0
    return rgba if rgba.dtype == np.uint8 else _in_eight_bits(png, rgba)


def _looked_up(png: _Png, decoded: NDArray[Any]) -> NDArray[np.uint8]:
    index = decoded.reshape(png.height, png.width) // (255 // ((1 << png.depth) - 1))
    colours = len(png.palette) // 3
    if index.max() >= colours:
        png.fail(f"{_BROKEN}: it uses colour {int(index.max())} of a palette of {colours}")
    table = np.full((256, 4), 255, np.uint8)
    table[:colours, :3] = np.frombuffer(png.palette, np.uint8).reshape(-1, 3)
    alphas = np.frombuffer(png.transparency or b"", np.uint8)
    table[: len(alphas), 3] = alphas
    return np.asarray(table[index], np.uint8)


def _in_eight_bits(png: _Png, rgba: NDArray[Any]) -> NDArray[np.uint8]:
    if ((rgba >> 8) != (rgba & 255)).any():
        png.fail("has 16 bits a channel, which 8 do not hold without loss", "save it with 8 bits a channel")
    return rgba.astype(np.uint8)


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """The bytes of a small PNG of a HUD layer: the same pixels and zlib give the same bytes. No time, no notes.

    Grey where all of it is grey, a palette where 256 colours suffice, alpha only where something is translucent; of
    the row filters the one that packs best. What is read back is exactly what was given.

    Args:
        pixels: (H, W, 3) or (H, W, 4) uint8, RGB or RGBA.
    """
    height, width = pixels.shape[:2]
    rgb, alpha = pixels[..., :3], pixels[..., 3:]
    palette = b""
    if alpha.size and (alpha < 255).any():
        colour, samples = 6, pixels
    elif (rgb[..., 0] == rgb[..., 1]).all() and (rgb[..., 1] == rgb[..., 2]).all():
        colour, samples = 0, rgb[..., :1]
    else:
        packed = (rgb[..., 0].astype(np.uint32) << 16) | (rgb[..., 1].astype(np.uint32) << 8) | rgb[..., 2]
        # a table of all colours there are: sorting the pixels takes four times as long
        there = np.zeros(1 << 24, np.bool_)
        there[packed] = True
        colours = np.flatnonzero(there)
        if len(colours) <= 256:
            index = np.zeros(1 << 24, np.uint8)
            index[colours] = np.arange(len(colours), dtype=np.uint8)
            colour, samples = 3, index[packed][..., None]
            palette = b"".join(int(value).to_bytes(3, "big") for value in colours)
        else:
            colour, samples = 2, rgb
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = [(b"IHDR", header)]
    if palette:
        parts.append((b"PLTE", palette))
    parts += [(b"IDAT", _packed(np.ascontiguousarray(samples))), (b"IEND", b"")]
    return SIGNATURE + b"".join(chunk(kind, content) for kind, content in parts)


def _packed(samples: NDArray[np.uint8]) -> bytes:
    height, _, channels = samples.shape
    rows = samples.reshape(height, -1)
    left = np.zeros_like(rows)
    left[:, channels:] = rows[:, :-channels]
    above = np.zeros_like(rows)
    above[1:] = rows[:-1]
    tried = []
    for kind, predicted in enumerate((None, left, above)):
        filtered = np.empty((height, 1 + rows.shape[1]), np.uint8)
        filtered[:, 0] = kind
        filtered[:, 1:] = rows if predicted is None else rows - predicted
        tried.append(filtered.tobytes())
    # which packs best is seen from packing quickly, which takes a sixth of packing well
    return zlib.compress(min(tried, key=lambda data: len(zlib.compress(data, 1))), 9)
