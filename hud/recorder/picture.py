"""One frame to a file: the same pixels and notes always give the same bytes."""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.errors import UsageError, did_you_mean
from hud.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg")

_JPEG_QUALITY = 95
_COM_LIMIT = 65533


def save_picture(rgb: NDArray[np.uint8], path: Path, *, metadata: Mapping[str, str] | None = None) -> None:
    """Write a picture.

    Args:
        rgb: (H, W, 3) uint8, sRGB.
        path: ``.png`` or ``.jpg``.
        metadata: Notes kept in the file, in this order: text chunks of a PNG, comments of a JPEG.

    Raises:
        UsageError: A suffix that is not known.
        FileError: It cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in PICTURE_SUFFIXES:
        known = did_you_mean(suffix, PICTURE_SUFFIXES)
        raise UsageError(f"{path}: cannot write a picture as '{suffix or path.name}'", hint=known)
    encode = encode_png if suffix == ".png" else _encode_jpeg
    write_atomically(path, encode(rgb, metadata=metadata))


def notes_of(metadata: Mapping[str, str | float | list[float]]) -> dict[str, str]:
    """A frame's metadata as the notes of its picture: lists as JSON, everything else as Python says it."""
    return {key: json.dumps(value) if isinstance(value, list) else str(value) for key, value in metadata.items()}


def save_luminance(
    luminance: NDArray[np.float32],
    path: Path,
    *,
    metadata: Mapping[str, str | float | int | list[float]] | None = None,
) -> None:
    """Write luminances as NumPy's ``.npy``, which every numerical program reads.

    Args:
        luminance: (H, W, 3) float32, linear BT.709, cd/m².
        path: The file.
        metadata: Notes, which a ``.npy`` has no room for: a JSON object in a file beside it, ``light.npy.json``.

    Raises:
        FileError: It cannot be written.
    """
    if metadata is not None:
        notes = json.dumps(dict(metadata), ensure_ascii=False, indent=2) + "\n"
        write_atomically(path.with_name(path.name + ".json"), notes.encode())
    file = io.BytesIO()
    np.save(file, np.ascontiguousarray(luminance, np.dtype("<f4")), allow_pickle=False)
    write_atomically(path, file.getvalue())


def encode_png(rgb: NDArray[np.uint8], *, metadata: Mapping[str, str] | None = None, compression: int = 3) -> bytes:
    """The bytes of a PNG that says it is sRGB. No time stamps.

    Args:
        rgb: (H, W, 3) uint8, sRGB.
        metadata: Keyword (1 to 79 Latin-1 characters) to text, kept as tEXt, or as iTXt where Latin-1 does not
            suffice (ISO/IEC 15948, 11.3.4).
        compression: zlib's level, 0 to 9.

    Raises:
        ValueError: An impossible keyword, or not such an array.
    """
    data = _encoded(".png", rgb, [cv2.IMWRITE_PNG_COMPRESSION, compression])
    notes = b"".join(_text_chunk(keyword, text) for keyword, text in (metadata or {}).items())
    # after the signature of 8 bytes and IHDR of 25; perceptual rendering intent
    return data[:33] + _chunk(b"sRGB", b"\0") + notes + data[33:]


def _encode_jpeg(rgb: NDArray[np.uint8], *, metadata: Mapping[str, str] | None = None) -> bytes:
    data = _encoded(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    notes = [f"{keyword}: {text}".encode()[:_COM_LIMIT] for keyword, text in (metadata or {}).items()]
    segments = b"".join(b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note for note in notes)
    # behind SOI and the JFIF segment, which has to be the first
    (length,) = struct.unpack_from(">H", data, 4)
    return data[: 4 + length] + segments + data[4 + length :]


def _encoded(suffix: str, rgb: NDArray[np.uint8], options: list[int]) -> bytes:
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3 or not rgb.size:
        raise ValueError(f"a picture is (H, W, 3) uint8, not {rgb.shape} {rgb.dtype}")
    return cv2.imencode(suffix, cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), options)[1].tobytes()


def _text_chunk(keyword: str, text: str) -> bytes:
    name = keyword.encode("latin-1", "replace")
    if not 1 <= len(name) <= 79 or keyword != " ".join(keyword.split()) or not re.fullmatch(rb"[ -~\xa1-\xff]+", name):
        raise ValueError(f"{keyword!r} cannot be the keyword of a note in a PNG")
    text = text.replace("\0", "\ufffd")
    try:
        return _chunk(b"tEXt", name + b"\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        return _chunk(b"iTXt", name + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
