"""What of a stack of panels nobody sees, because a later one is painted over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.covers import CELL
from hud.footage.street.space import outline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.footage.street.space import Panel, Shot

_RIM_PX = 3.0
"""The edge of a panel is soft; within it hides all."""
_WORTH = 0.01
"""Panels of less of the picture are not reckoned with."""


def hidden_by_later(panels: Sequence[Panel], shot: Shot) -> list[NDArray[np.bool_] | None]:
    """For each panel the cells of the picture in which a later one hides it entirely.

    Args:
        panels: In the order in which they are painted.
        shot: The camera.

    Returns:
        (columns / CELL, rows / CELL) bool, rounded up; None where nothing is hidden.
    """
    count = tuple(-(-length // CELL) for length in shot.size)
    across, down = (np.arange(n + 1, dtype=np.float64) * CELL for n in count)
    hidden: NDArray[np.bool_] | None = None
    out: list[NDArray[np.bool_] | None] = []
    for panel in reversed(panels):
        out.append(hidden)
        if not panel.texture.opaque:
            continue
        found = outline(panel, shot)
        if not found:
            continue
        corners = np.array(found)
        low = np.clip(corners.min(axis=0), 0, shot.size)
        high = np.clip(corners.max(axis=0), 0, shot.size)
        if (high - low).prod() < _WORTH * shot.size[0] * shot.size[1]:
            continue
        inside = np.ones((len(across), len(down)), bool)
        following = np.roll(corners, -1, axis=0)
        turn = float((corners[:, 0] * following[:, 1] - corners[:, 1] * following[:, 0]).sum())
        for (x0, y0), (x1, y1) in zip(corners.tolist(), following.tolist(), strict=True):
            long = float(np.hypot(x1 - x0, y1 - y0))
            if long < 1e-6:
                continue
            sign = (1.0 if turn > 0 else -1.0) / long
            inside &= np.add.outer((y0 - y1) * sign * (across - x0), (x1 - x0) * sign * (down - y0)) > _RIM_PX
        cells = inside[:-1, :-1] & inside[1:, :-1] & inside[:-1, 1:] & inside[1:, 1:]
        if cells.any():
            hidden = cells if hidden is None else hidden | cells
    out.reverse()
    return out
