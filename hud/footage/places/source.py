"""A place as a footage source: panels in a fixed order before a camera that hardly moves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from hud.cv import cv2
from hud.footage.base import Backdrop
from hud.footage.places.hiding import hidden_by_later
from hud.footage.steady import SteadySource, check_drawn
from hud.footage.street.panels import draw_panel
from hud.footage.street.space import Shot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from hud.footage.places.sheets import Printed
    from hud.footage.street.space import Panel

_LONG_S = 86_400.0
_ROWS = 128
"""Worked on at once: in floats a whole picture takes four times its own room, and more."""


@dataclass(frozen=True, slots=True)
class Gaze:
    """Where the wearer's eye is and looks, before the head is turned."""

    eye: tuple[float, float, float]
    bearing_deg: float
    pitch_deg: float


class Place(Protocol):
    """What there is to see. Everything is a pure function of t."""

    name: str
    """As a person would say it."""
    behind: tuple[int, int, int]
    """Colour where no panel lies, sRGB codes."""

    def gaze_at(self, t_s: float) -> Gaze:
        """The camera."""

    def panels_at(self, t_s: float) -> Sequence[Panel]:
        """What to paint, in this order."""

    def printed_at(self, t_s: float) -> Sequence[tuple[Panel, Printed]]:
        """The texts that can be read, and what each is printed on."""


@dataclass(frozen=True, slots=True)
class SeenText:
    """A line of print as the camera sees it."""

    name: str
    """As the place calls it: ``dish-1-2``."""
    text: str
    quad_deg: tuple[tuple[float, float], ...]
    """Its corners, upper left, upper right, lower right, lower left: degrees to the right of the middle of the
    picture and up from it, each the arc tangent of its own slope."""


class PlaceSource(SteadySource):
    """A place before a pinhole camera. Pure in t. Implements `hud.footage.base.FootageSource`.

    Args:
        place: What there is to see.
        size: Width and height in pixels.
        hfov_deg: Horizontal field of view.
        yaw_at: How far the head is turned to the right at each time, degrees; pure in t.

    Raises:
        UsageError: A size or a field of view that makes no picture.
    """

    def __init__(
        self,
        place: Place,
        *,
        size: tuple[int, int] = (1280, 720),
        hfov_deg: float = 46.0,
        yaw_at: Callable[[float], float] | None = None,
    ) -> None:
        check_drawn("picture", size, hfov_deg)
        super().__init__(place.name, (int(size[0]), int(size[1])), float(hfov_deg))
        self._place = place
        self._yaw_at = yaw_at

    def frame_at(self, t_s: float) -> Backdrop:
        """The place at t_s seconds."""
        t_s, yaw_deg, shot = self._shot(t_s)
        out = np.empty((*self._size, 4), np.uint8)
        red, green, blue = self._place.behind
        out.view(np.uint32)[...] = red | green << 8 | blue << 16
        panels = self._place.panels_at(t_s)
        for panel, hidden in zip(panels, hidden_by_later(panels, shot), strict=True):
            draw_panel(out, panel, shot, hidden=hidden)
        rgb = np.ascontiguousarray(cv2.transpose(cv2.cvtColor(out, cv2.COLOR_RGBA2RGB)), np.uint8)
        rgb.setflags(write=False)
        return Backdrop(rgb, self._hfov_deg, yaw_deg)

    def texts_at(self, t_s: float) -> list[SeenText]:
        """The lines of print before the camera at t_s: for boxes that a scenario lays over them.

        What leaves the picture keeps its angles; what lies behind the camera is left out.
        """
        t_s, _, shot = self._shot(t_s)
        out = []
        for panel, printed in self._place.printed_at(t_s):
            x0, y0, x1, y1 = printed.box
            seen = shot.project(panel.places(np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])))
            if (seen[:, 2] <= 0).any():
                continue
            quad = tuple((self._degrees(c - shot.centre[0]), self._degrees(shot.centre[1] - r)) for c, r, _ in seen)
            out.append(SeenText(printed.name, printed.text, quad))
        return out

    def _degrees(self, pixels: float) -> float:
        return math.degrees(math.atan(float(pixels) / self._focal))

    @property
    def _focal(self) -> float:
        return self._size[0] / 2 / math.tan(math.radians(self._hfov_deg) / 2)

    def _shot(self, t_s: float) -> tuple[float, float, Shot]:
        t_s = min(t_s, _LONG_S) if t_s > 0 else 0.0
        yaw_deg = 0.0 if self._yaw_at is None else self._yaw_at(t_s)
        gaze = self._place.gaze_at(t_s)
        width, height = self._size
        shot = Shot(
            gaze.eye, gaze.bearing_deg + yaw_deg, gaze.pitch_deg, self._focal, (width / 2, height / 2), self._size
        )
        return t_s, yaw_deg, shot


def sway(t_s: float, seed: float = 0.0) -> tuple[float, float, float]:
    """A head that is held still and is not quite: three slow movements, each within -1..1."""
    return (
        0.6 * math.sin(0.43 * t_s + seed) + 0.4 * math.sin(0.97 * t_s + 1.7 * seed + 1.0),
        0.6 * math.sin(0.37 * t_s + 2.3 * seed + 2.0) + 0.4 * math.sin(1.13 * t_s + seed),
        0.6 * math.sin(0.29 * t_s + 3.1 * seed + 0.5) + 0.4 * math.sin(0.83 * t_s + 2.0 * seed),
    )


def smooth(share: float) -> float:
    """0 below 0, 1 above 1, and without a jerk between."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def darkened(image: NDArray[np.uint8], amount: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A picture (H, W, 3) times a field (H, W), clipped."""
    out = np.empty_like(image)
    for k in range(0, len(image), _ROWS):
        out[k : k + _ROWS] = np.minimum(image[k : k + _ROWS] * amount[k : k + _ROWS, :, None], 255).astype(np.uint8)
    return out
