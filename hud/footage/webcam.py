"""A camera: the newest picture, whatever becomes of the cable."""

from __future__ import annotations

import re
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from hud.cv import cv2
from hud.errors import FacilityError, UsageError
from hud.footage.base import Backdrop, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

OPEN_TIMEOUT_S = 8.0
STALE_S = 1.5
"""A camera from which nothing has come for so long counts as gone, though its driver may still be waiting."""
BACKOFF_S = (0.5, 1.0, 2.0, 4.0)
"""Pauses between attempts to open it again; the last one is kept up."""

_JOIN_S = 2.0


class Capture(Protocol):
    """What is used of ``cv2.VideoCapture``."""

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        """Whether there is a camera."""

    def read(self) -> tuple[bool, NDArray[np.uint8] | None]:
        """Wait for the next picture, BGR."""

    def release(self) -> None:
        """Give the camera back."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a camera; it may deliver something else."""

    size: tuple[int, int]
    fps: float


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of a camera at one moment."""

    backdrop: Backdrop
    """Its newest picture."""
    at_s: float
    """When that came, by the monotonic clock."""
    connected: bool = True


def parse_device(source: str) -> int | str:
    """``webcam:0`` to 0, ``webcam:/dev/video2`` to that path; ``webcam`` alone is the first camera.

    Any other path is refused: a scenario comes from anybody, and what it names must be a camera and not a file.

    Raises:
        UsageError: Neither.
    """
    _, _, device = source.partition(":")
    device = device.strip()
    if source == "webcam":
        return 0
    if source.startswith("webcam:") and device.isascii() and device.isdigit() and len(device) < 4:
        return int(device)
    if source.startswith("webcam:") and re.fullmatch(r"/dev/video[0-9]{1,3}", device):
        return device
    raise UsageError(f"'{source}' is not a camera", hint="use webcam:0, webcam:1 or webcam:/dev/video2")


def open_capture(device: int | str, wish: Wish) -> Capture:
    """OpenCV's capture of a camera."""
    backend = cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY
    capture = cv2.VideoCapture(device, backend)
    if capture.isOpened():
        # Most cameras reach 720p at 30 frames/s only compressed; a short queue keeps the picture young.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, wish.size[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, wish.size[1])
        capture.set(cv2.CAP_PROP_FPS, wish.fps)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    return capture  # type: ignore[return-value] # its stub allows every array type that read() never gives


class WebcamSource:
    """A camera, or what was last seen of it. Implements `hud.footage.base.FootageSource`.

    A daemon thread reads; nobody who asks for a picture waits for the camera.
    """

    def __init__(
        self,
        device: int | str = 0,
        *,
        size: tuple[int, int] = (1280, 720),
        fps: float = 30.0,
        hfov_deg: float = 70.0,
        capture: Callable[[int | str, Wish], Capture] = open_capture,
        backoff_s: Sequence[float] = BACKOFF_S,
        stale_s: float = STALE_S,
        open_timeout_s: float = OPEN_TIMEOUT_S,
    ) -> None:
        """Open the camera and wait for its first picture.

        Args:
            device: Its number, or the path of its device.
            size: (width, height) to ask for; what comes first is kept as `size`.
            fps: Pictures per second to ask for.
            hfov_deg: Horizontal field of view.
            capture: Opens the device; a test plays something else in its place.
            backoff_s: Pauses between attempts to open a lost camera again.
            stale_s: Without a new picture for so long, the camera counts as lost.
            open_timeout_s: How long the first picture may take.

        Raises:
            FacilityError: No such camera, or no picture from it in time.
        """
        self._device = device
        self._wish = Wish(size, fps)
        self._hfov_deg = hfov_deg
        self._capture = capture
        self._backoff_s = tuple(backoff_s)
        self._stale_s = stale_s
        self._stop = threading.Event()
        self._settled = threading.Event()
        # One reference, replaced whole, is all that crosses between the threads.
        self._seen: _Seen | None = None
        self._dimmed: tuple[Backdrop, Backdrop] | None = None
        self._thread = threading.Thread(target=self._watch, name=f"camera {device}", daemon=True)
        self._thread.start()
        in_time = self._settled.wait(open_timeout_s)
        if self._seen is None:
            self.close()
            raise self._absent(in_time)

    @property
    def name(self) -> str:
        """``webcam:0``."""
        return f"webcam:{self._device}"

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the first picture; later ones are brought to it."""
        assert self._seen is not None
        height, width = self._seen.backdrop.rgb.shape[:2]
        return width, height

    @property
    def hfov_deg(self) -> float:
        """Horizontal field of view."""
        return self._hfov_deg

    @property
    def duration_s(self) -> float | None:
        """None."""
        return None

    @property
    def live(self) -> bool:
        """True."""
        return True

    def frame_at(self, t_s: float) -> Backdrop:  # noqa: ARG002 - the interface's name
        """The newest picture, at once; the last one, dimmed, while the camera is gone."""
        # read once, so that the picture and what is said of it are of one moment
        seen = self._seen
        assert seen is not None
        newest = seen.backdrop
        if self._status_of(seen).ok:
            return newest
        if self._dimmed is None or self._dimmed[0] is not newest:
            rgb = newest.rgb // 3
            rgb.setflags(write=False)
            self._dimmed = newest, Backdrop(rgb, self._hfov_deg)
        return self._dimmed[1]

    def status(self) -> SourceStatus:
        """Not ok while the camera is gone."""
        assert self._seen is not None
        return self._status_of(self._seen)

    def _status_of(self, seen: _Seen) -> SourceStatus:
        if self._stop.is_set():
            return SourceStatus(ok=False, title="Camera closed", detail="Choose the camera again.")
        if not seen.connected:
            return SourceStatus(
                ok=False,
                title="Camera disconnected",
                detail=f"Plug {self.name} in again; it comes back by itself.",
            )
        if time.monotonic() - seen.at_s > self._stale_s:
            return SourceStatus(
                ok=False,
                title="Camera not answering",
                detail=f"Nothing comes from {self.name}; unplug it and plug it in again.",
            )
        return SourceStatus(ok=True)

    def close(self) -> None:
        """Stop the thread and give the camera back; a driver that hangs is left behind after two seconds."""
        self._stop.set()
        if self._thread is not threading.current_thread():
            self._thread.join(_JOIN_S)

    # -- the camera's own thread

    def _watch(self) -> None:
        attempt = 0
        while not self._stop.is_set():
            if self._read_until_it_fails():
                attempt = 0
            if self._seen is None:
                self._settled.set()
                return
            self._seen = replace(self._seen, connected=False)
            self._stop.wait(self._backoff_s[min(attempt, len(self._backoff_s) - 1)])
            attempt += 1

    def _read_until_it_fails(self) -> bool:
        """Whether at least one picture came."""
        capture: Capture | None = None
        came = False
        try:
            capture = self._capture(self._device, self._wish)
            if not capture.isOpened():
                return False
            while not self._stop.is_set():
                ok, bgr = capture.read()
                if not ok or bgr is None or bgr.ndim != 3 or not bgr.size:
                    break
                self._seen = _Seen(self._backdrop(bgr), time.monotonic())
                came = True
                self._settled.set()
        except Exception:
            # Whatever a driver throws is its way to say that the camera is gone. Were the thread to end with
            # it, the picture would freeze for good.
            return came
        finally:
            if capture is not None:
                capture.release()
        return came

    def _backdrop(self, bgr: NDArray[np.uint8]) -> Backdrop:
        picture = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
        if self._seen is not None and picture.shape != self._seen.backdrop.rgb.shape:
            picture = cv2.resize(picture, self.size, interpolation=cv2.INTER_AREA)
        rgb = np.ascontiguousarray(picture, np.uint8)
        rgb.setflags(write=False)
        return Backdrop(rgb, self._hfov_deg)

    def _absent(self, in_time: bool) -> FacilityError:
        present = cameras()
        if not in_time:
            return FacilityError(
                f"{self.name} does not answer", hint="close other programs that use it, or plug it in again"
            )
        if present:
            hint = "there is " + ", ".join(present) + "; it may be in use by another program"
        else:
            hint = "this machine shows no camera: plug one in, or use --footage street"
        return FacilityError(f"no picture from {self.name}", hint=hint)


def cameras(folder: Path = Path("/dev")) -> list[str]:
    """The cameras that Linux shows, as this program names them: ``webcam:0``; empty elsewhere."""
    if sys.platform != "linux":
        return []
    numbers = [path.name.removeprefix("video") for path in folder.glob("video*")]
    return [f"webcam:{number}" for number in sorted(int(n) for n in numbers if n.isascii() and n.isdigit())]
