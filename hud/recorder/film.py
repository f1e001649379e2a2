"""Frames to H.264, VP9 and GIF through PyAV, byte for byte repeatable."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import av
import av.error
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from hud.cv import cv2
from hud.errors import FacilityError
from hud.files import write_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from av.container import OutputContainer
    from av.filter import Graph
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

# The number of threads decides how a frame is cut up, and so the bytes: fixed, whatever the machine has.
_THREADS = 4
_GIF_TICK = Fraction(1, 100)

# R'G'B' of 0..255 to Y'CbCr of narrow range (ITU-R BT.709-6, items 3 and 4), with the means of what the product with
# whole 1/1024 rounds off; greys have no colour, black is 16 and white 235
_KR, _KG, _KB = 0.2126, 0.7152, 0.0722
_TO_YUV = np.array(
    [
        [_KR * 219, _KG * 219, _KB * 219, 16.05 * 255],
        [-_KR / (1 - _KB) * 112, -_KG / (1 - _KB) * 112, 112, 128 * 255],
        [112, -_KG / (1 - _KR) * 112, -_KB / (1 - _KR) * 112, 128 * 255],
    ]
) / np.float64(255)


@dataclass(frozen=True, slots=True)
class _Encoding:
    """How one kind of file is encoded."""

    container: str
    """FFmpeg's name of the container."""
    codec: str
    """FFmpeg's name of the encoder."""
    options: dict[str, str]
    """Of the encoder."""
    container_options: dict[str, str]
    """Of the container; ``bitexact`` leaves out version strings and random identifiers."""


_ENCODINGS = {
    "mp4": _Encoding(
        "mp4",
        "libx264",
        {
            "preset": "superfast",
            "crf": "22",
            "profile": "high",
            # Without looking ahead: at the same size and quality of walks and talks for two thirds of the time. Each
            # further B-frame costs 20 MB for nothing that can be seen.
            "x264-params": "bframes=1:b-adapt=0:weightp=0:weightb=0:scenecut=0",
        },
        {"fflags": "+bitexact", "movflags": "+faststart"},
    ),
    "webm": _Encoding(
        "webm",
        "libvpx-vp9",
        {"deadline": "realtime", "cpu-used": "8", "crf": "24", "b": "0", "tile-columns": "2", "row-mt": "0"},
        {"fflags": "+bitexact"},
    ),
    "gif": _Encoding("gif", "gif", {}, {"fflags": "+bitexact"}),
}


class _Muxer:
    """What all kinds share: the open file, and errors in words."""

    def __init__(self, part: Path, path: Path, kind: str) -> None:
        self._path = path
        self.encoding = _ENCODINGS[kind]
        if self.encoding.codec not in av.codec.codecs_available:
            raise FacilityError(
                f"{path}: this PyAV has no encoder {self.encoding.codec}",
                hint="pip install --force-reinstall av, or record a folder of PNGs: a name without a suffix",
            )
        with self.errors():
            self.container: OutputContainer = av.open(
                str(part), "w", format=self.encoding.container, options=self.encoding.container_options
            )

    def add_stream(self, rate: Fraction, width: int, height: int, pix_fmt: str) -> VideoStream:
        codec, options = self.encoding.codec, self.encoding.options
        stream = cast("VideoStream", self.container.add_stream(codec, rate=rate, options=options))
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        stream.codec_context.thread_count = _THREADS
        return stream

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        try:
            yield
        except (av.error.FFmpegError, OSError) as error:
            raise write_error(self._path, error) from error

    def abandon(self) -> None:
        with contextlib.suppress(av.error.FFmpegError, OSError, ValueError):
            self.container.close()


class FilmWriter:
    """H.264 in MP4 or VP9 in WebM, BT.709 and tagged so. An odd side gets its last row or column twice."""

    def __init__(self, part: Path, path: Path, *, kind: str, rate: Fraction, size: tuple[int, int]) -> None:
        """Open the file.

        Args:
            part: Where it is written.
            path: Its name in errors.
            kind: ``mp4`` or ``webm``.
            rate: Frames per second.
            size: (width, height) of the frames.

        Raises:
            FileError: It cannot be opened.
            FacilityError: The encoder is missing.
        """
        self._muxer = _Muxer(part, path, kind)
        self._odd = size[0] % 2, size[1] % 2
        with self._muxer.errors():
            self._stream = self._muxer.add_stream(rate, size[0] + self._odd[0], size[1] + self._odd[1], "yuv420p")
        context = self._stream.codec_context
        # a key frame every two seconds lets players, and our own timeline, jump about in it
        context.gop_size = max(1, round(2 * rate))
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.colorspace = Colorspace.ITU709
        context.color_range = ColorRange.MPEG
        self._count = 0

    def write(self, rgb: NDArray[np.uint8], notes: Mapping[str, str]) -> None:
        """Add a frame; the notes of the first are the film's comment."""
        if notes and self._count == 0:
            self._muxer.container.metadata["comment"] = json.dumps(dict(notes), ensure_ascii=False)
        if any(self._odd):
            rgb = np.pad(rgb, ((0, self._odd[1]), (0, self._odd[0]), (0, 0)), mode="edge")
        frame = av.VideoFrame.from_ndarray(as_yuv420(rgb), "yuv420p")
        frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
        frame.pts = self._count
        self._count += 1
        with self._muxer.errors():
            self._muxer.container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Write what the encoder holds back, and the index."""
        with self._muxer.errors():
            self._muxer.container.mux(self._stream.encode(None))
            self._muxer.container.close()

    def abandon(self) -> None:
        """Close; what was written is of no use."""
        self._muxer.abandon()


def as_yuv420(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture as encoders take it: Y', and of four pixels' mean Cb and Cr.

    OpenCV's product of whole numbers, in a third of the time that FFmpeg's swscale takes and nearer to the formula.

    Args:
        rgb: (H, W, 3) uint8, both sides even.

    Returns:
        (H * 3 / 2, W) uint8: the plane of Y', then that of Cb, then that of Cr, row after row.
    """
    height, width = rgb.shape[:2]
    out = np.empty((height * 3 // 2, width), np.uint8)
    cv2.extractChannel(cv2.transform(rgb, _TO_YUV), 0, dst=out[:height])
    colour = cv2.transform(cv2.resize(rgb, (width // 2, height // 2), interpolation=cv2.INTER_AREA), _TO_YUV)
    planes = out[height:].reshape(2, height // 2, width // 2)
    for k in (0, 1):
        planes[k] = cv2.extractChannel(colour, k + 1)
    return out


class GifWriter:
    """A GIF that plays for ever, with a palette of its own for each frame, so that nothing waits for the end."""

    def __init__(self, part: Path, path: Path, *, rate: Fraction, size: tuple[int, int]) -> None:
        """Open the file.

        Args:
            part: Where it is written.
            path: Its name in errors.
            rate: Frames per second, at most 50; times are rounded to hundredths of a second.
            size: (width, height) of the frames.

        Raises:
            FileError: It cannot be opened.
        """
        self._muxer = _Muxer(part, path, "gif")
        self._part = part
        self._notes: dict[str, str] = {}
        self._rate = rate
        self._graph = _palette_graph(size)
        with self._muxer.errors():
            self._stream = self._muxer.add_stream(rate, *size, "pal8")
            self._stream.codec_context.time_base = _GIF_TICK
        self._count = 0

    def write(self, rgb: NDArray[np.uint8], notes: Mapping[str, str]) -> None:
        """Add a frame; the notes of the first are the GIF's comment."""
        if self._count == 0:
            self._notes = dict(notes)
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(rgb), "rgb24")
        frame.pts, frame.time_base = self._tick(self._count), _GIF_TICK
        frame.duration = self._tick(self._count + 1) - self._tick(self._count)
        self._count += 1
        self._graph.push(frame)
        self._encode()

    def finish(self) -> None:
        """Write the last frame."""
        self._graph.push(None)
        self._encode()
        with self._muxer.errors():
            self._muxer.container.mux(self._stream.encode(None))
            self._muxer.container.close()
            if self._notes:
                _add_comment(self._part, json.dumps(self._notes, ensure_ascii=False).encode())

    def abandon(self) -> None:
        """Close; what was written is of no use."""
        self._muxer.abandon()

    def _tick(self, count: int) -> int:
        return round(Fraction(count) / self._rate / _GIF_TICK)

    def _encode(self) -> None:
        while True:
            try:
                frame = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            with self._muxer.errors():
                self._muxer.container.mux(self._stream.encode(frame))  # type: ignore[arg-type] # a video graph


def _add_comment(part: Path, text: bytes) -> None:
    """Put a comment extension before a GIF's trailer (GIF89a, 24), which FFmpeg does not write."""
    with part.open("r+b") as file:
        file.seek(-1, 2)
        if file.read(1) != b";":
            return
        file.seek(-1, 2)
        blocks = (text[start : start + 255] for start in range(0, len(text), 255))
        file.write(b"!\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0;")


def _palette_graph(size: tuple[int, int]) -> Graph:
    graph = av.filter.Graph()
    source = graph.add_buffer(width=size[0], height=size[1], format=av.VideoFormat("rgb24"), time_base=_GIF_TICK)
    split = graph.add("split")
    # every second or fourth pixel finds the same colours in a fraction of the time
    step = -(-size[0] // 960)
    thinned = graph.add("scale", f"{-(-size[0] // step)}:{-(-size[1] // step)}:flags=neighbor")
    palette = graph.add("palettegen", "stats_mode=single")
    # ordered dither: the pattern stays where it is from frame to frame
    use = graph.add("paletteuse", "new=1:dither=bayer:bayer_scale=4")
    sink = graph.add("buffersink")
    source.link_to(split)
    split.link_to(thinned, 1, 0)
    split.link_to(use, 0, 0)
    thinned.link_to(palette)
    palette.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    return graph
