"""A video file, exact by time stamp, in any order of asking."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING, cast

import av
import av.error
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from hud.cv import cv2
from hud.errors import FileError
from hud.files import display_path, require_file
from hud.footage.base import Backdrop
from hud.footage.film import Film
from hud.footage.picture import fitted
from hud.footage.steady import SteadySource

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

_OPEN_OPTIONS = {
    # A scenario comes from anybody: a playlist must not make us read other files or the network.
    "protocol_whitelist": "file",
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,ogg,flv,asf,gif,ivf,"
    "mxf,nut,dv,m4v,h264,hevc,av1,mjpeg,yuv4mpegpipe,wav,mp3,flac,aac",
}
# Without the first two, what swscale makes of the same YUV differs with the processor.
_EXACT = Interpolation.ACCURATE_RND | Interpolation.BITEXACT | Interpolation.FULL_CHR_H_INT
_TURNS = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}
# of FFmpeg's enumerations AVColorSpace and AV_DISPOSITION
_SPC_UNSPECIFIED = 2
_ATTACHED_PIC = 0x400

_KEPT_PICTURES = 4


class VideoSource(SteadySource):
    """Any video that FFmpeg reads. Implements `hud.footage.base.FootageSource`.

    The frame at t is the last one whose time stamp is not after t (to half a millisecond or half a tick of
    the file's clock, whichever is less), with t = 0 at the first. A frame that cannot be decoded is passed
    over: the one before it stays. In a damaged file, what the decoder mends by itself (H.264 does) may differ
    with the order of asking; in a sound one nothing does.
    """

    def __init__(self, path: Path, *, hfov_deg: float = 70.0) -> None:
        """Open the file, read its time stamps and decode its first frame.

        Args:
            path: The file.
            hfov_deg: Horizontal field of view of the picture as shown, turned upright.

        Raises:
            FileError: Missing, empty, not a video, only sound, cut off, or without time stamps.
        """
        shown = _require_content(path)
        self._pictures: OrderedDict[int, Backdrop] = OrderedDict()
        self._reformatter = VideoReformatter()
        self._container: InputContainer | None = _open(path, shown)
        try:
            stream = _choose_stream(self._container, shown)
            self._film = Film(self._container, stream, shown)
        except BaseException:
            self.close()
            raise
        first = self._film.first
        width, height = first.width, first.height
        aspect = stream.sample_aspect_ratio
        if aspect and 0.1 < aspect < 10:
            width = max(1, round(width * aspect))
        self._turn = round(first.rotation / 90) * 90 % 360
        sideways = self._turn in (90, 270)
        super().__init__(path.name, fitted(height, width) if sideways else fitted(width, height), hfov_deg)
        self._scaled = self._size[::-1] if sideways else self._size

    @property
    def duration_s(self) -> float | None:
        """From the first frame's time stamp to the end of the last frame."""
        return self._film.stamps.duration_s

    def frame_at(self, t_s: float) -> Backdrop:
        """The frame at t; after the end the film begins again.

        Raises:
            FileError: Nothing can be decoded up to there.
            ValueError: The source is closed.
        """
        if self._container is None:
            raise ValueError(f"{self._name} is closed")
        stamp = self._film.stamps.at(t_s if 0 < t_s < math.inf else 0.0)
        backdrop = self._pictures.get(stamp)
        if backdrop is None:
            backdrop = Backdrop(self._to_rgb(self._film.frame(stamp)), self._hfov_deg)
            self._pictures[stamp] = backdrop
            if len(self._pictures) > _KEPT_PICTURES:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(stamp)
        return backdrop

    def close(self) -> None:
        """Close the file."""
        if self._container is not None:
            self._container.close()
            self._container = None
            self._pictures.clear()

    def _to_rgb(self, frame: VideoFrame) -> NDArray[np.uint8]:
        width, height = self._scaled
        resized = (frame.width, frame.height) != (width, height)
        guess = None
        if frame.colorspace == _SPC_UNSPECIFIED:
            # what players assume: high definition is BT.709, everything smaller BT.601
            guess = Colorspace.ITU709 if frame.width >= 1280 or frame.height >= 720 else Colorspace.ITU601
        # To planes first: swscale's way from 4:2:0 to packed RGB darkens by two codes, and full accuracy there
        # takes four times as long.
        planar = self._reformatter.reformat(
            frame,
            width,
            height,
            "gbrp",
            src_colorspace=guess,
            dst_color_range=ColorRange.JPEG,
            interpolation=(Interpolation.AREA if resized else Interpolation.BILINEAR) | _EXACT,
            threads=2,
        )
        green, blue, red = (
            np.frombuffer(cast("memoryview[int]", plane), np.uint8).reshape(-1, plane.line_size)[:height, :width]
            for plane in planar.planes
        )
        merged = cv2.merge([red, green, blue])
        turned = cv2.rotate(merged, _TURNS[self._turn]) if self._turn else merged
        rgb = np.ascontiguousarray(turned, np.uint8)
        rgb.setflags(write=False)
        return rgb


def check_video(path: Path) -> None:
    """Refuse a file whose header says that it cannot be shown; what comes behind the header is not looked at.

    Raises:
        FileError: Missing, empty, not a video, only sound, or of a kind that cannot be decoded.
    """
    shown = _require_content(path)
    container = _open(path, shown)
    try:
        _choose_stream(container, shown)
    finally:
        container.close()


def _require_content(path: Path) -> str:
    """The path as errors show it, after a check that something is there."""
    shown = display_path(require_file(path))
    if not path.stat().st_size:
        raise FileError(shown, "is empty", hint="the copy or the download was cut off")
    return shown


def _open(path: Path, shown: str) -> InputContainer:
    try:
        return av.open(str(path.resolve()), options=_OPEN_OPTIONS, metadata_errors="ignore")
    except (av.error.FFmpegError, ValueError) as error:
        raise FileError(
            shown, "is not a video or a picture that can be read", hint="it may be cut off or of another kind"
        ) from error


def _choose_stream(container: InputContainer, shown: str) -> VideoStream:
    # the cover picture of a sound file is a video stream to FFmpeg
    films = [stream for stream in container.streams.video if not int(stream.disposition) & _ATTACHED_PIC]
    if not films:
        what = "has sound but no picture" if container.streams.audio else "has no picture in it"
        raise FileError(shown, what, hint="choose a video or a picture")
    stream = films[0]
    try:
        width, height = stream.codec_context.width, stream.codec_context.height
        stream.thread_type = "AUTO"
    except (AttributeError, av.error.FFmpegError) as error:  # a stream without a decoder has no context
        raise FileError(shown, "is of a kind that cannot be decoded here", hint="save it as H.264") from error
    if not stream.time_base or not width or not height:
        raise FileError(shown, "is broken: its header names no picture size")
    return stream
