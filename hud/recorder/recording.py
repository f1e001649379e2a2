"""Many frames to one file or folder, whole or not at all."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

import numpy as np

from hud.errors import FileError, UsageError, did_you_mean
from hud.files import display_path, replacing, require_writable, require_writable_folder, write_error
from hud.recorder.picture import encode_png

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

RECORDING_SUFFIXES = (".mp4", ".webm", ".gif")

MAX_SIDE_PX = 16384
_FRAME_NAME = re.compile(r"frame-[0-9]{6,}\.png")


class _Writer(Protocol):
    def write(self, rgb: NDArray[np.uint8], notes: Mapping[str, str]) -> None:
        """Add a frame."""

    def finish(self) -> None:
        """Write what is still held back and close."""

    def abandon(self) -> None:
        """Close as fast as possible; the file is thrown away. Never raises."""


def record(
    frames: Iterable[NDArray[np.uint8] | tuple[NDArray[np.uint8], Mapping[str, str]]],
    path: Path,
    *,
    fps: Fraction | float,
    size: tuple[int, int] | None = None,
    on_frame: Callable[[], object] | None = None,
) -> int:
    """Write frames as a film or as a folder of pictures. The same frames give the same bytes.

    It is written beside its place under another name and put there when it is complete; an error, Ctrl-C or a
    full disk leaves nothing behind, and what had the name before stays.

    Args:
        frames: Each (H, W, 3) uint8, sRGB, all of one size; with the notes of the picture, or without. A folder keeps
            the notes of each picture in it, a film those of its first frame, as JSON in its comment.
        path: ``.mp4`` (H.264), ``.webm`` (VP9), ``.gif``, or without a suffix a folder of
            ``frame-000001.png`` and so on.
        fps: Frames per second.
        size: (width, height) of the frames; None takes it from the first.
        on_frame: Called after each frame.

    Returns:
        How many frames were written.

    Raises:
        UsageError: A suffix that is not known, or a rate or a size out of range.
        FileError: It cannot be written there, or the disk is full; or there are no frames.
        FacilityError: The encoder is missing.
        ValueError: A frame of another size or type.
    """
    suffix = path.suffix.lower()
    rate = _checked_rate(fps, suffix)
    if suffix:
        _require_suffix(path, suffix)
        require_writable(path)
    else:
        _require_own_folder(path)
    iterator = (frame if isinstance(frame, tuple) else (frame, {}) for frame in frames)
    first = next(iterator, None)
    if first is None:
        raise FileError(display_path(path), "there are no frames to record")
    height, width = first[0].shape[:2]
    width, height = size or (width, height)
    if not (1 <= width <= MAX_SIDE_PX and 1 <= height <= MAX_SIDE_PX):
        raise UsageError(f"a recording of {width} x {height} is not possible", hint=f"use at most {MAX_SIDE_PX}")
    count = 0
    with replacing(path) as part:
        writer = _writer(part, path, suffix, rate, (width, height))
        try:
            for rgb, notes in itertools.chain([first], iterator):
                if rgb.shape != (height, width, 3) or rgb.dtype != np.uint8:
                    raise ValueError(f"frame {count + 1} is {rgb.shape} {rgb.dtype}, not ({height}, {width}, 3) uint8")
                writer.write(rgb, notes)
                count += 1
                if on_frame is not None:
                    on_frame()
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
    return count


def _checked_rate(fps: Fraction | float, suffix: str) -> Fraction:
    if not 0.01 <= fps <= 1000:
        raise UsageError(f"{float(fps):g} frames per second are not possible", hint="use 0.01 to 1000")
    if suffix == ".gif" and fps > 50:
        raise UsageError(
            f"a GIF cannot show {float(fps):g} frames per second", hint="use at most 50, or record .mp4 or .webm"
        )
    return Fraction(fps).limit_denominator(1001)


def _require_suffix(path: Path, suffix: str) -> None:
    if suffix not in RECORDING_SUFFIXES:
        near = did_you_mean(suffix, RECORDING_SUFFIXES)
        hint = near if near.startswith("did") else f"{near}, or a name without a suffix for a folder of PNGs"
        raise UsageError(f"{path}: cannot record '{suffix}'", hint=hint)


def _require_own_folder(path: Path) -> None:
    shown = display_path(path)
    if not path.name:
        raise FileError(shown, "needs a name for the folder")
    try:
        require_writable_folder(path.parent, wanted=shown)
    except (OSError, ValueError) as error:
        raise write_error(path, error) from error
    if path.is_dir():
        strangers = sorted(entry.name for entry in path.iterdir() if not _FRAME_NAME.fullmatch(entry.name))
        if strangers:
            raise FileError(
                shown, f"is a folder with other things in it, such as {strangers[0]}", hint="choose a new folder"
            )
    elif path.exists():
        raise FileError(shown, "is a file, and a recording without a suffix is a folder", hint="choose another name")


def _writer(part: Path, path: Path, suffix: str, rate: Fraction, size: tuple[int, int]) -> _Writer:
    if not suffix:
        return _Folder(part, path)
    from hud.recorder.film import FilmWriter, GifWriter

    if suffix == ".gif":
        return GifWriter(part, path, rate=rate, size=size)
    return FilmWriter(part, path, kind=suffix[1:], rate=rate, size=size)


class _Folder:
    def __init__(self, part: Path, path: Path) -> None:
        self._part, self._path = part, path
        self._count = 0
        try:
            part.mkdir()
        except OSError as error:
            raise write_error(path, error) from error

    def write(self, rgb: NDArray[np.uint8], notes: Mapping[str, str]) -> None:
        self._count += 1
        try:
            (self._part / f"frame-{self._count:06}.png").write_bytes(encode_png(rgb, metadata=notes, compression=1))
        except OSError as error:
            raise write_error(self._path, error) from error

    def finish(self) -> None:
        pass

    def abandon(self) -> None:
        pass
