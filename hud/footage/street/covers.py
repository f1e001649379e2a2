"""Where in a picture a panel shows: within its outline, and not where others are painted over it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SOFT_PX = 3
"""How far the soft edge of a panel can reach beyond its outline."""
_WASTE_PX = 16_000
"""So many pixels beside a panel are sooner painted than left out."""
CELL = 16
"""Pixels on a side of the squares in which panels hide one another."""
Box = tuple[int, int, int, int]
"""A part of a picture: first column, beyond the last, first row, beyond the last."""


@dataclass(frozen=True, slots=True, eq=False)
class Cover:
    """Where a panel shows."""

    behind: NDArray[np.float64] | None
    """As `draw_panel` is told; so is the next."""
    hidden: NDArray[np.bool_] | None
    outline: list[tuple[float, float]]
    """Columns and rows of its corners."""

    def open(self, box: Box) -> Box | None:
        """What is left of a part of the picture where others hide the panel, None for nothing."""
        if self.hidden is None:
            return box
        c0, c1, r0, r1 = box
        a, b = c0 // CELL, r0 // CELL
        shown = ~self.hidden[a : -(-c1 // CELL), b : -(-r1 // CELL)]
        columns = np.flatnonzero(shown.any(axis=1))
        if not len(columns):
            return None
        rows = np.flatnonzero(shown.any(axis=0))
        return (
            max(c0, (a + int(columns[0])) * CELL),
            min(c1, (a + int(columns[-1]) + 1) * CELL),
            max(r0, (b + int(rows[0])) * CELL),
            min(r1, (b + int(rows[-1]) + 1) * CELL),
        )

    def within(self, box: Box) -> list[Box]:
        """The parts of a part of the picture that the panel fills, as nearly as is worth the trouble."""
        left = self.open(box)
        part = [] if left is None else _clipped(self.outline, left)
        if left is None or not part:
            return []
        xs, ys = [x for x, _ in part], [y for _, y in part]
        c0, c1 = max(left[0], math.floor(min(xs)) - _SOFT_PX), min(left[1], math.ceil(max(xs)) + _SOFT_PX)
        r0, r1 = max(left[2], math.floor(min(ys)) - _SOFT_PX), min(left[3], math.ceil(max(ys)) + _SOFT_PX)
        if c1 <= c0 or r1 <= r0:
            return []
        wide, tall = c1 - c0, r1 - r0
        following = [*part[1:], part[0]]
        filled = abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(part, following, strict=True))) / 2
        if wide * tall - filled < _WASTE_PX or filled > 0.8 * wide * tall:
            return [(c0, c1, r0, r1)]
        if wide > tall:
            half = (c0 + c1) // 2
            return self.within((c0, half, r0, r1)) + self.within((half, c1, r0, r1))
        half = (r0 + r1) // 2
        return self.within((c0, c1, r0, half)) + self.within((c0, c1, half, r1))


def _clipped(corners: list[tuple[float, float]], box: Box) -> list[tuple[float, float]]:
    """What of a polygon lies in a part of the picture and its soft edge (Sutherland and Hodgman)."""
    for axis, limit, sign in (
        (0, box[0] - _SOFT_PX, 1.0),
        (0, box[1] + _SOFT_PX, -1.0),
        (1, box[2] - _SOFT_PX, 1.0),
        (1, box[3] + _SOFT_PX, -1.0),
    ):
        out: list[tuple[float, float]] = []
        for k, b in enumerate(corners):
            a = corners[k - 1]
            low, high = (a[axis] - limit) * sign, (b[axis] - limit) * sign
            if (low > 0) != (high > 0):
                share = low / (low - high)
                out.append((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share))
            if high > 0:
                out.append(b)
        corners = out
    return corners
