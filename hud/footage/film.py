"""The frames of an open video file by their time stamps, decoded in any order.

All time stamps are read once, without decoding; after that a frame is found by seeking to the key frame
before it and decoding on. So a variable rate, B-frames and a start other than zero need no special case.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

import av
import av.error
import numpy as np

from hud.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_KEPT_BYTES = 48 * 2**20
# Going on decoding is cheaper than a seek over at least this many frames.
_STEP_FRAMES = 12
# A time t = k / fps is meant to hit frame k even where the file's clock ticks in whole milliseconds and the
# writer rounded half of one up.
_SLACK_S = 0.000501
# After so many damaged places in a row a file counts as ended.
_DAMAGED_PLACES = 64


@dataclass(frozen=True, slots=True)
class TimeStamps:
    """When each frame of a film is shown. All in ticks of the file's own clock."""

    tick_s: Fraction
    """Length of a tick."""
    frames: list[int]
    """Time stamp of each frame, rising."""
    keys: list[int]
    """Time stamps at which decoding can begin, rising, at least one."""
    key_order: dict[int, int]
    """Decoding time stamp of each key frame, by which some containers seek."""
    duration: int
    """From the first frame to the end of the last."""

    @classmethod
    def read(cls, container: InputContainer, stream: VideoStream, shown: str) -> TimeStamps:
        """Read them without decoding.

        Args:
            container: The open file, at its start; it is left at its end.
            stream: The film in it.
            shown: The file as errors name it.

        Raises:
            FileError: No time stamps, or the file ends long before its header says.
        """
        lengths: dict[int, int] = {}
        keys: dict[int, int] = {}
        without = 0
        reached_s = 0.0
        for packet in _packets(container):
            if packet.pts is not None and packet.time_base:
                end = packet.pts + (packet.duration or 0)
                reached_s = max(reached_s, float(end * packet.time_base))
            if packet.stream is not stream:
                continue
            if packet.pts is None:
                without += 1
                continue
            if packet.is_keyframe:
                keys[packet.pts] = packet.pts if packet.dts is None else packet.dts
            if not packet.is_discard:
                lengths[packet.pts] = packet.duration or 0
        if not lengths or without > len(lengths):
            hint = "put it into a container: ffmpeg -i IN -c copy OUT.mkv" if without else "it may be cut off"
            raise FileError(shown, "has no frames with time stamps", hint=hint)
        promised_s = ((container.duration or 0) + max(container.start_time or 0, 0)) / av.time_base
        if reached_s < promised_s - max(0.25, promised_s / 20):
            raise FileError(
                shown,
                f"is cut off: it promises {promised_s:.1f} s and ends after {reached_s:.1f} s",
                hint="copy or download it again",
            )
        frames = sorted(lengths)
        tick_s = stream.time_base or Fraction(1, 1000)
        last = lengths[frames[-1]] or _usual_step(frames) or math.ceil(1 / tick_s)
        if not keys or container.format.name == "mpeg":
            # An MPEG program stream stamps only some of its frames; after a seek the others are guesses.
            first = min([*keys, frames[0]])
            keys = {first: keys.get(first, first)}
        return cls(tick_s, frames, sorted(keys), keys, frames[-1] - frames[0] + last)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return float(self.duration * self.tick_s)

    def starting_at(self, first: int) -> TimeStamps:
        """Without the frames before ``first``, which becomes the beginning of time."""
        kept = self.frames[bisect_right(self.frames, first) :]
        end = self.frames[0] + self.duration
        return replace(self, frames=[first, *kept], duration=max(end - first, 1))

    def at(self, t_s: float) -> int:
        """The time stamp of the frame shown at t_s >= 0 seconds after the first, the film going round."""
        tick_s = float(self.tick_s)
        tick = math.floor(t_s / tick_s + min(0.501, _SLACK_S / tick_s)) % self.duration
        return self.frames[bisect_right(self.frames, self.frames[0] + tick) - 1]


class Film:
    """Decoded frames by time stamp. What comes out depends on the time stamp alone."""

    def __init__(self, container: InputContainer, stream: VideoStream, shown: str) -> None:
        """Read the time stamps and decode the first frame.

        Args:
            container: The open file; closing it stays with the caller.
            stream: The film in it.
            shown: The file as errors name it.

        Raises:
            FileError: Cut off, without time stamps, or not decodable.
        """
        self._container = container
        self._stream = stream
        self._shown = shown
        self._recent: OrderedDict[int, VideoFrame] = OrderedDict()
        self._run: Iterator[VideoFrame] | None = None
        self._last: int | None = None
        self._keep = 2
        self.stamps = TimeStamps.read(container, stream, shown)
        start = self.stamps.keys[0]
        if not self._begin(start, start):
            self._begin(start, self.stamps.key_order[start])
        first = self._step()
        if first is None or first.pts is None:
            raise FileError(shown, "cannot be decoded", hint="it may be cut off or encrypted")
        self.first: VideoFrame = first
        """The first frame; its size and format are the film's."""
        # a film cut out of a stream may begin with frames whose key frame is missing
        self.stamps = self.stamps.starting_at(first.pts)
        frame_bytes = max(1, sum(plane.buffer_size for plane in self.first.planes))
        self._keep = min(32, max(2, _KEPT_BYTES // frame_bytes))

    def frame(self, stamp: int) -> VideoFrame:
        """The frame with this time stamp, or the last one before it that can be decoded.

        Raises:
            FileError: Nothing up to there can be decoded.
        """
        frame = self._in_run(stamp)
        if frame is not None:
            return frame
        key = max(0, bisect_right(self.stamps.keys, stamp) - 1)
        if self._may_go_on(stamp, self.stamps.keys[key]):
            frame = self._advance(stamp)
        # A seek may land too late (by the wrong one of two time stamps, for want of an index, at a damaged key
        # frame): then again from farther back, at last from the start.
        back = 1
        while frame is None:
            start = self.stamps.keys[key]
            if self._begin(start, start) or self._begin(start, self.stamps.key_order[start]) or key == 0:
                frame = self._advance(stamp)
            if frame is None and key == 0:
                at_s = float((stamp - self.stamps.frames[0]) * self.stamps.tick_s)
                raise FileError(self._shown, f"is broken at {at_s:.2f} s", hint="copy or download it again")
            key = max(0, key - back)
            back *= 2
        return frame

    def _in_run(self, stamp: int) -> VideoFrame | None:
        """The frame shown at ``stamp`` if it is among those decoded last, between which none is missing."""
        if self._last is None or (self._last < stamp and self._run is not None):
            return None
        before = max((decoded for decoded in self._recent if decoded <= stamp), default=None)
        return None if before is None else self._recent[before]

    def _may_go_on(self, stamp: int, key_stamp: int) -> bool:
        """Whether decoding on from where it stands leads there, and sooner than a seek."""
        if self._last is None or self._last >= stamp:
            return False
        frames = self.stamps.frames
        return key_stamp <= self._last or bisect_left(frames, stamp) - bisect_left(frames, self._last) <= _STEP_FRAMES

    def _advance(self, stamp: int) -> VideoFrame | None:
        while self._run is not None and (self._last is None or self._last < stamp):
            self._step()
        return self._in_run(stamp)

    def _step(self) -> VideoFrame | None:
        """Decode one frame more; at the end of the file there is none and the run becomes None."""
        frame = next(self._run, None) if self._run is not None else None
        if frame is None or frame.pts is None:
            self._run = None
            return None
        self._last = frame.pts
        self._recent[frame.pts] = frame
        if len(self._recent) > self._keep:
            self._recent.popitem(last=False)
        return frame

    def _begin(self, key_stamp: int, at: int) -> bool:
        """Begin a new run at a key frame.

        Args:
            key_stamp: Its time stamp.
            at: Where to seek to.

        Returns:
            Whether decoding began there or before, so that what follows is complete.
        """
        self._recent.clear()
        self._last = None
        try:
            self._container.seek(at, stream=self._stream)
        except av.error.FFmpegError:
            self._container.seek(self._container.start_time or 0)
        frames = self._decode_on()
        first = next(frames, None)
        if first is None or first.pts is None:
            self._run = None
            return False
        # Frames shown before the key frame but stored behind it need the pictures before it: a seek spoils
        # them, so they belong to the run of the key frame before.
        keep_from = first.pts if key_stamp == self.stamps.keys[0] else key_stamp
        self._run = (frame for frame in chain([first], frames) if (frame.pts or 0) >= keep_from)
        return first.pts <= key_stamp

    def _decode_on(self) -> Iterator[VideoFrame]:
        for packet in chain(_packets(self._container, self._stream), [None]):
            try:
                # None draws the last frames out of the decoder
                frames = self._stream.codec_context.decode(packet)
            except av.error.FFmpegError:
                continue  # one damaged packet; the next may be sound
            yield from (frame for frame in frames if frame.pts is not None)


def _packets(container: InputContainer, *streams: VideoStream) -> Iterator[Packet[Any]]:
    """The packets from here to the end, over damaged places."""
    failures = 0
    while failures < _DAMAGED_PLACES:
        try:
            for packet in container.demux(*streams):
                if packet.size:
                    failures = 0
                    yield packet
        except av.error.FFmpegError:
            failures += 1
        else:
            return


def _usual_step(frames: list[int]) -> int:
    return int(np.median(np.diff(frames))) if len(frames) > 1 else 0
