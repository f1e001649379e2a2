"""Shapes on the ground, drawn into square masks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Brush:
    """Draws shapes given in metres into a square mask.

    Args:
        low: (2,) float64, south-western corner, metres.
        texel_m: Metres per texel.
        count: Texels on a side.
    """

    def __init__(self, low: NDArray[np.float64], texel_m: float, count: int) -> None:
        self.low = low
        self.texel_m = texel_m
        self.count = count
        self.side = count * texel_m

    def soft(self, mask: NDArray[np.uint8], wide_m: float) -> NDArray[np.uint8]:
        """A mask blurred over a width."""
        size = max(round(wide_m / self.texel_m), 1) | 1
        return np.asarray(cv2.blur(mask, (size, size)), np.uint8)

    def blank(self) -> NDArray[np.uint8]:
        """An empty mask."""
        return np.zeros((self.count, self.count), np.uint8)

    def _fixed(self, points: NDArray[np.float64]) -> NDArray[np.int32]:
        texels = np.clip((points - self.low) / self.texel_m - 0.5, -60000, 60000)
        return np.round(texels * 16).astype(np.int32)

    def fixed(self, points: NDArray[np.float64]) -> NDArray[np.int32]:
        """Texels in sixteenths, as OpenCV wants them."""
        return self._fixed(points)

    def touched(self, shapes: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which polygons (N, corners, 2) come near the tile."""
        low, high = shapes.min(axis=1), shapes.max(axis=1)
        return np.asarray(((high > self.low - 1) & (low < self.low + self.side + 1)).all(axis=1), bool)

    def meets(self, centre: NDArray[np.float64], reach_m: float) -> bool:
        """Whether something round comes near the mask."""
        rel = centre - self.low
        return bool((rel > -reach_m).all() and (rel < self.side + reach_m).all())

    def span(self, start: NDArray[np.float64], along: NDArray[np.float64], margin: float) -> tuple[float, float]:
        """Between which distances along a line the tile can lie."""
        rel = self.low + np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) * self.side - start
        at = rel[:, 0] * along[0] + rel[:, 1] * along[1]
        return float(at.min()) - margin, float(at.max()) + margin

    def fill(self, mask: NDArray[np.uint8], corners: Sequence[NDArray[np.float64]], value: int) -> None:
        """A polygon without dents."""
        points = np.array(corners)
        if (points.max(axis=0) < self.low - 1).any() or (points.min(axis=0) > self.low + self.side + 1).any():
            return
        cv2.fillConvexPoly(mask, self._fixed(points), float(value), cv2.LINE_AA, 4)

    def disc(self, mask: NDArray[np.uint8], centre: NDArray[np.float64], radius_m: float, value: int) -> None:
        """A round spot."""
        at = self._fixed(centre[None])[0]
        radius = max(round(radius_m / self.texel_m * 16), 1)
        cv2.circle(mask, (int(at[0]), int(at[1])), radius, float(value), -1, cv2.LINE_AA, 4)

    def oval(
        self,
        mask: NDArray[np.uint8],
        centre: NDArray[np.float64],
        way: NDArray[np.float64],
        long_m: float,
        wide_m: float,
    ) -> None:
        """An ellipse, its long axis along a way."""
        if long_m <= 0 or not self.meets(centre, long_m):
            return
        across = np.array([-way[1], way[0]])
        turn = [math.tau * k / 20 for k in range(20)]
        self.fill(mask, [centre + way * (long_m * math.cos(a)) + across * (wide_m * math.sin(a)) for a in turn], 255)

    def stroke(self, mask: NDArray[np.uint8], a: NDArray[np.float64], b: NDArray[np.float64], wide_m: float) -> None:
        """A straight band between two points."""
        step = b - a
        size = math.hypot(*step)
        if size > 1e-6:
            across = np.array([-step[1], step[0]]) / size * (wide_m / 2)
            self.fill(mask, [a + across, b + across, b - across, a - across], 255)

    def capsule(self, mask: NDArray[np.uint8], ends: NDArray[np.float64], half_m: float, *, value: int = 255) -> None:
        """A strip with round ends."""
        if half_m <= 0:
            return
        a, b = ends[:2], ends[2:]
        size = math.hypot(*(b - a))
        across = np.array([-(b - a)[1], (b - a)[0]]) / max(size, 1e-9) * half_m
        self.fill(mask, [a + across, b + across, b - across, a - across], value)
        for end in (a, b):
            if self.meets(end, half_m):
                self.disc(mask, end, half_m, value)
