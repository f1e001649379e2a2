"""What a driver sees of the car: its bonnet with the sky in the paint, and the edge of the dashboard."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.light import LIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

EYE_M = 1.25
"""Height of a driver's eye."""
_PAINT = (52, 68, 84)
_DASH = (40, 40, 42)


@lru_cache(maxsize=4)
def _cabin(hour: str, columns: int, rows: int) -> tuple[int, NDArray[np.uint8]]:
    """The first row it reaches, and from there (columns, rows, 4) uint8, RGB times coverage, and coverage."""
    light = LIGHTS[hour]
    first = int(rows * 0.84)
    solid = np.zeros((rows - first, columns, 3), np.uint8)
    cover = np.zeros((rows - first, columns), np.uint8)

    def dome(x: float, y: float, wide: float, tall: float, colour: tuple[float, ...]) -> None:
        centre = (round(x * columns * 16), round((y * rows - first) * 16))
        axes = (round(wide * columns * 16), round(tall * rows * 16))
        cv2.ellipse(solid, centre, axes, 0, 0, 360, colour, -1, cv2.LINE_AA, 4)
        cv2.ellipse(cover, centre, axes, 0, 0, 360, 255.0, -1, cv2.LINE_AA, 4)

    share = [light.ambient[c] / 255 * light.shade[c] / 255 for c in range(3)]
    paint = [c * s for c, s in zip(_PAINT, share, strict=True)]
    # the flatter the gaze meets the paint, the more of the sky is in it
    for k in range(24):
        sky = 0.62 * (1 - k / 23) ** 2
        tone = tuple(p + (h * 0.8 - p) * sky for p, h in zip(paint, light.horizon, strict=True))
        dome(0.57, 1.32 + 0.004 * k, 0.66 - 0.002 * k, 0.445, tone)
    for side in (-1, 1):
        # a crease along either side of the bonnet
        at = [(0.57 + side * 0.2, 0.92), (0.57 + side * 0.3, 1.05)]
        points = np.array([[round(x * columns * 16), round((y * rows - first) * 16)] for x, y in at], np.int32)
        cv2.polylines(solid, [points], False, [p * 0.7 for p in paint], max(rows // 240, 1), cv2.LINE_AA, 4)
    dome(0.5, 1.3, 0.95, 0.335, tuple(c * s * 0.9 for c, s in zip(_DASH, share, strict=True)))
    dome(0.5, 1.306, 0.95, 0.335, tuple(c * s * 0.6 for c, s in zip(_DASH, share, strict=True)))
    solid = np.asarray(cv2.multiply(solid, cv2.merge([cover] * 3), scale=1 / 255), np.uint8)
    image = np.concatenate([solid, cover[..., None]], axis=2).transpose(1, 0, 2)
    return first, np.ascontiguousarray(image)


def draw_cabin(out: NDArray[np.uint8], hour: str) -> None:
    """Lay the car over the lower edge of a picture.

    Args:
        out: (columns, rows, 4) uint8, written to.
        hour: A key of `LIGHTS`.
    """
    first, image = _cabin(hour, out.shape[0], out.shape[1])
    target = out[:, first:]
    veil = ((image.view(np.uint32)[..., 0] >> 24) * np.uint32(0x01010101)).view(np.uint8).reshape(image.shape)
    kept = cv2.multiply(np.ascontiguousarray(target), cv2.bitwise_not(veil), scale=1 / 255)
    target[:] = cv2.add(kept, image)
