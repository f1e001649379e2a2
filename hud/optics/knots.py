"""A panel's picture in a view whose pixels are a little finer than its own: four samples for the price of one.

The light of a view's pixel is the mean of bilinear samples to both sides of its centre (`geometry.resample`). Where it
takes two of them along each axis, a distance d from the centre, that mean is itself linear in the centre's place,
between knots that lie d before and behind the middle of each of the panel's pixels. So the panel is brought to its
knots, once for both eyes, and then one bilinear sample for each pixel of the view is the mean of all four.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.cv import cv2
from hud.optics.geometry import POSITION_LIMIT_PX, Placement, sample_distance, sample_positions
from hud.optics.rects import together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.optics.rects import Rect, Sheet

RIM_PX = 2  # beyond a part of the panel: as far out as the pixels of a view that its light can reach
KNOT_STEPS = 1024  # between two knots: in float32 exact wherever on a sheet it lies


def fits(placement: Placement) -> bool:
    """Whether each pixel is the mean of two samples along each axis."""
    return placement.times == 2


def sampled(source: Sheet, fine: NDArray[np.uint16], placement: Placement, seen: Sheet) -> NDArray[np.uint16]:
    """The light of a panel in a view.

    Args:
        source: Where its lit parts are on a sheet, from `at_knots` for the placement's `sample_distance`.
        fine: The sheet at its knots, from there too.
        placement: Of the panel; it `fits`.
        seen: For each part the pixels of the view it reaches.

    Returns:
        (sheet height, sheet width, 3) uint16.
    """
    across, down = (_on_knots(placement, axis) for axis in (0, 1))
    u, v = (np.full((seen.height, seen.width), -POSITION_LIMIT_PX, np.float32) for _ in range(2))
    for (of, on), (part, place) in zip(seen.tiles, source.tiles, strict=True):
        u[on.rows, on.cols] = across[of.cols] + 2 * (place.x0 - part.x0)
        v[on.rows, on.cols] = (down[of.rows] + 2 * (place.y0 - part.y0))[:, None]
    found: Any = cv2.remap(fine, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(cv2.cvtColor(found, cv2.COLOR_RGBA2RGB), np.uint16)


def at_knots(parts: Sequence[tuple[Rect, NDArray[np.uint16]]], distance: float) -> tuple[Sheet, NDArray[np.uint16]]:
    """The lit parts of a panel, each with a dark rim, a distance before and behind the middle of each pixel.

    Args:
        parts: Where they are, and their light, (h, w, 3) uint16; at least one.
        distance: In pixels, at most half of one.

    Returns:
        Where the parts are on a sheet of pixels, and the sheet at its knots, (2h, 2w, 4); the fourth is to ignore.
    """
    sheet = together([band.grown(RIM_PX) for band, _ in parts])
    light = np.zeros((sheet.height, sheet.width, 3), np.uint16)
    for (_, on), (_, part) in zip(sheet.tiles, parts, strict=True):
        inner = on.grown(-RIM_PX)
        light[inner.rows, inner.cols] = part
    # four channels are sampled in half the time of three
    whole: Any = cv2.cvtColor(light, cv2.COLOR_RGB2RGBA)
    wide = np.zeros((sheet.height, 2 * sheet.width), np.uint64)
    wide[:, 2::2] = _between(whole[:, 1:], whole[:, :-1], distance).view(np.uint64)[..., 0]
    wide[:, 1:-1:2] = _between(whole[:, :-1], whole[:, 1:], distance).view(np.uint64)[..., 0]
    rows: NDArray[np.uint16] = wide.view(np.uint16).reshape(sheet.height, 2 * sheet.width, 4)
    fine = np.empty((2 * sheet.height, 2 * sheet.width, 4), np.uint16)
    fine[0] = fine[-1] = 0
    _between(rows[1:], rows[:-1], distance, fine[2::2])
    _between(rows[:-1], rows[1:], distance, fine[1:-1:2])
    return sheet, fine


def _between(
    near: NDArray[np.uint16], far: NDArray[np.uint16], share: float, out: NDArray[np.uint16] | None = None
) -> NDArray[np.uint16]:
    return np.asarray(cv2.addWeighted(near, 1 - share, far, share, 0, dst=out), np.uint16)


@lru_cache(maxsize=16)
def _on_knots(placement: Placement, axis: int) -> NDArray[np.float32]:
    """Where the centres of a view's pixels lie on the knots of the panel: 2n and 2n + 1 are those of its pixel n."""
    distance = sample_distance(placement)
    centres = sample_positions(placement, 1, axis)
    pixel = np.floor(centres + 0.5)
    beside = centres - pixel  # from -1/2 up to 1/2
    within = (beside + distance) / (2 * distance)
    behind = 1 + (beside - distance) / (1 - 2 * distance)
    before = (beside + distance) / (1 - 2 * distance)
    knots = np.where(beside > distance, behind, np.where(beside < -distance, before, within))
    found = 2 * pixel + np.rint(knots * KNOT_STEPS) / KNOT_STEPS
    limited: NDArray[np.float64] = np.clip(found, -POSITION_LIMIT_PX, POSITION_LIMIT_PX)
    return limited.astype(np.float32)
