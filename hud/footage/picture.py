"""One picture file as pixels: PNG, JPEG and WebP of any depth, met without eating memory."""

from __future__ import annotations

import mmap
import struct
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.cv import cv2
from hud.errors import FileError
from hud.files import display_path, require_file
from hud.units import srgb_decode_table, srgb_encode_table

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

MAX_WIDTH = 1920
"""Wider footage is reduced: behind glasses of 30 or 40 degrees nothing finer is ever seen."""
MAX_HEIGHT = 2 * MAX_WIDTH
MAX_DECODED_BYTES = 512 * 2**20

_BAND_ROWS = 256


def picture_kind(path: Path) -> str | None:
    """``"png"``, ``"jpeg"``, ``"webp"`` by the first bytes, whatever the name says; None for anything else.

    Raises:
        FileError: Missing, unreadable or empty.
    """
    require_file(path)
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise FileError(display_path(path), f"cannot be read: {(error.strerror or '').lower()}") from error
    if not start:
        raise FileError(display_path(path), "is empty", hint="the copy or the download was cut off")
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if start.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    return None


def picture_size(path: Path) -> tuple[int, int]:
    """(width, height) as stored, before any turn that the camera noted; only the header is read.

    Raises:
        FileError: Not a picture, or its header is broken.
    """
    return _header(path)[1]


def fitted(width: int, height: int) -> tuple[int, int]:
    """The size at which a picture is used: its own, or reduced to `MAX_WIDTH` and `MAX_HEIGHT`."""
    scale = min(1.0, MAX_WIDTH / width, MAX_HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def read_picture(path: Path) -> NDArray[np.uint8]:
    """The picture, upright, reduced to `MAX_WIDTH` where it is wider.

    Transparent parts are blended with black in linear light: where nothing is, nothing reflects. A large
    JPEG is decoded at a half, a quarter or an eighth and never held in full.

    Returns:
        (H, W, 3) uint8, sRGB, C-contiguous, read-only.

    Raises:
        FileError: Not a PNG, JPEG or WebP, broken, cut off, or too large to hold in memory.
    """
    kind, (width, height), has_alpha = _header(path)
    shown = display_path(path)
    flags, divisor = cv2.IMREAD_COLOR, 1
    if has_alpha:
        flags = cv2.IMREAD_UNCHANGED
    elif kind == "jpeg":
        divisor = _divisor(width, height)
        flags = _REDUCED[divisor]
    decoded = (width // divisor) * (height // divisor) * (8 if has_alpha else 3)
    if decoded > MAX_DECODED_BYTES:
        raise FileError(
            shown,
            f"is {width} x {height}, too large for a {kind.upper()}",
            hint="save it as JPEG, which is read reduced, or make it smaller",
        )
    pixels = _decode(path, flags)
    if pixels is not None and has_alpha:
        pixels = _over_black(pixels) if pixels.shape[2:] == (4,) else _decode(path, cv2.IMREAD_COLOR)
    if pixels is None:
        raise FileError(shown, f"is broken or cut off: its {kind.upper()} data cannot be decoded")
    size = fitted(pixels.shape[1], pixels.shape[0])
    if size != (pixels.shape[1], pixels.shape[0]):
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    rgb = np.ascontiguousarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)
    rgb.setflags(write=False)
    return rgb


_REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


def _decode(path: Path, flags: int) -> NDArray[Any] | None:
    try:
        # Mapped, not read: the compressed bytes of a large file need no memory of their own.
        return cv2.imdecode(np.memmap(path, np.uint8, "r"), flags)
    except (cv2.error, OSError, ValueError):
        return None


def _divisor(width: int, height: int) -> int:
    """By how much a JPEG may be reduced while it is decoded, whichever way up it turns out to be."""
    scale = max(fitted(width, height)[0] / width, fitted(height, width)[0] / height)
    return max(divisor for divisor in _REDUCED if divisor * scale <= 1)


@cache
def _linear_codes() -> NDArray[np.uint32]:
    return np.rint(srgb_decode_table() * 65535).astype(np.uint32)


def _over_black(bgra: NDArray[Any]) -> NDArray[np.uint8]:
    """(H, W, 4) of 8 or 16 bits to (H, W, 3) uint8, light scaled by the alpha."""
    out = np.empty((*bgra.shape[:2], 3), np.uint8)
    encode = srgb_encode_table()
    for top in range(0, len(bgra), _BAND_ROWS):
        band = bgra[top : top + _BAND_ROWS]
        if band.dtype == np.uint16:
            band = band >> 8
        light = _linear_codes()[band[..., :3]] * band[..., 3:].astype(np.uint32)
        blended = encode[(light + 127) // 255]
        # opaque pixels keep their code: the tables may round it
        out[top : top + _BAND_ROWS] = np.where(band[..., 3:] == 255, band[..., :3], blended)
    return out


def _header(path: Path) -> tuple[str, tuple[int, int], bool]:
    """Kind, (width, height) and whether there is transparency."""
    kind = picture_kind(path)
    shown = display_path(path)
    if kind is None:
        raise FileError(shown, "is not a PNG, JPEG or WebP picture", hint="save it as one of these")
    reader = {"png": _png_header, "jpeg": _jpeg_header, "webp": _webp_header}[kind]
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            width, height, has_alpha = reader(data)
    except (OSError, ValueError, IndexError, struct.error):
        width = height = 0
    if not (width and height):
        raise FileError(shown, f"is broken or cut off: its {kind.upper()} header cannot be read")
    return kind, (width, height), has_alpha


def _png_header(data: mmap.mmap) -> tuple[int, int, bool]:
    width, height, _depth, colour_type = struct.unpack_from(">IIBB", data, 16)
    if colour_type in (4, 6):
        return width, height, True
    # a palette or a key colour may still be transparent; its chunk comes before the pixels
    pixels = data.find(b"IDAT")
    return width, height, data.find(b"tRNS", 0, max(pixels, 0)) >= 0


def _jpeg_header(data: mmap.mmap) -> tuple[int, int, bool]:
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no marker where one belongs")
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        # SOF0 to SOF15 without DHT, JPG and DAC, which lie in the same range (ITU T.81, table B.1)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height, False
        at += 2 + length


def _webp_header(data: mmap.mmap) -> tuple[int, int, bool]:
    # RFC 9649, sections 2.5 to 2.7
    chunk = data[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        return width, height, bool(data[20] & 0x10)
    if chunk == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, bool(bits >> 28 & 1)
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF, False
