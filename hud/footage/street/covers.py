"""Where in a picture a panel shows: within its outline, and not where others are painted over it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SOFT_PX = 3
"""How far the soft edge of a panel can reach beyond its outline."""
_WASTE_PX = 30_000
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
    sums: NDArray[np.int32] | None
    """How many hidden cells lie left of and above each corner of a cell; beside `hidden`."""

    @classmethod
    def of(
        cls, behind: NDArray[np.float64] | None, hidden: NDArray[np.bool_] | None, outline: list[tuple[float, float]]
    ) -> Cover:
        """With its sums."""
        sums = None if hidden is None else np.asarray(cv2.integral(hidden.view(np.uint8)), np.int32)
        return cls(behind, hidden, outline, sums)

    def open(self, box: Box) -> Box | None:
        """What is left of a part of the picture where others hide the panel, None for nothing."""
        if self.hidden is None:
            return box
        c0, c1, r0, r1 = box
        a, b, c, d = c0 // CELL, r0 // CELL, -(-c1 // CELL), -(-r1 // CELL)
        # most parts lie wholly on one side
        count = self._hidden_cells(a, b, c, d)
        if not count:
            return box
        if count == (c - a) * (d - b):
            return None
        shown = ~self.hidden[a:c, b:d]
        columns = np.flatnonzero(shown.any(axis=1))
        rows = np.flatnonzero(shown.any(axis=0))
        return (
            max(c0, (a + int(columns[0])) * CELL),
            min(c1, (a + int(columns[-1]) + 1) * CELL),
            max(r0, (b + int(rows[0])) * CELL),
            min(r1, (b + int(rows[-1]) + 1) * CELL),
        )

    def _hidden_cells(self, a: int, b: int, c: int, d: int) -> int:
        """How many of the cells from column a and row b to before column c and row d are hidden."""
        sums = self.sums
        return 0 if sums is None else int(sums[c, d]) - int(sums[a, d]) - int(sums[c, b]) + int(sums[a, b])

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
        hidden = self._hidden_cells(c0 // CELL, r0 // CELL, -(-c1 // CELL), -(-r1 // CELL)) * CELL * CELL
        waste = max(wide * tall - filled, hidden)
        if waste < _WASTE_PX or waste < 0.2 * wide * tall:
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
