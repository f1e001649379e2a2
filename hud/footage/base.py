"""The one interface of everything that can stand behind the glasses.

Write a new source by copying `FootageSource` and filling it in; `tests/unit/footage/test_conformance.py`
reads every source against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What a camera at the wearer's brow saw at one moment."""

    rgb: NDArray[np.uint8]
    """(H, W, 3) uint8, sRGB, C-contiguous, not written to after it is handed out. Taken as reflectance: code
    255 is matte white."""
    hfov_deg: float
    """Horizontal field of view of the whole picture, pinhole geometry."""
    yaw_deg: float = 0.0
    """How far the camera itself has turned to the right with the wearer's head; recorded footage has not."""


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """Whether a source delivers, in words a person can act on."""

    ok: bool
    title: str = ""
    """What happened, three words: "Camera disconnected"."""
    detail: str = ""
    """What to do, one sentence."""


class FootageSource(Protocol):
    """A picture for every time t. Not live, it is a pure function of t: any order, same bytes."""

    @property
    def name(self) -> str:
        """As a person would say it: ``street.mp4``, ``webcam:0``, ``synthetic street``."""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels of every picture."""

    @property
    def hfov_deg(self) -> float:
        """Horizontal field of view of every picture."""

    @property
    def duration_s(self) -> float | None:
        """Length of the recording; None where there is none (a still, a camera, a scene)."""

    @property
    def live(self) -> bool:
        """True for a camera: t is ignored and the newest picture comes back."""

    def frame_at(self, t_s: float) -> Backdrop:
        """The picture at t_s seconds.

        A recording shorter than t begins again (t modulo its duration); t below 0 counts as 0. A live source
        never blocks for longer than one frame and never raises: after a failure it hands out its last picture
        (or a dark one) and says so in `status`.

        Raises:
            hud.errors.FileError: A recording that turns out to be broken at this place.
        """

    def status(self) -> SourceStatus:
        """How the source is now. Always ``ok`` for a source that is not live."""

    def close(self) -> None:
        """Give back files, threads and devices. May be called twice."""
