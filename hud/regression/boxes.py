"""Where differing pixels are: a few rectangles, in the order one reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels, from the top left."""

MAX_BOXES = 32
"""More are not looked at one by one: regions farther and farther apart are joined until so few are left."""

_GAP_PX = 8
"""Pixels no farther apart than this belong together: the letters of a word, the strokes of an icon."""


def boxes_of(pixels: NDArray[np.intp], width: int, height: int) -> tuple[Box, ...]:
    """The regions of the picture that these pixels lie in.

    Args:
        pixels: Indices, row by row.
        width: Of the picture.
        height: Of the picture.

    Returns:
        At most `MAX_BOXES` boxes that do not overlap, in reading order: line by line, from the left.
    """
    if not len(pixels):
        return ()
    y, x = np.divmod(pixels, width)
    # nothing outside of the region around all of them is looked at
    left, top = int(x.min()), int(y.min())
    x, y = x - left, y - top
    mask = np.zeros((int(y.max()) + 1, int(x.max()) + 1), np.uint8)
    mask[y, x] = 255
    gap = _GAP_PX
    while True:
        found = _merged(_regions(mask, x, y, gap))
        if len(found) <= MAX_BOXES or gap > max(width, height):
            break
        gap *= 2
    return tuple((left + bx, top + by, w, h) for bx, by, w, h in _reading_order(found))


def _regions(mask: NDArray[np.uint8], x: NDArray[np.intp], y: NDArray[np.intp], gap: int) -> list[Box]:
    grown = cv2.dilate(mask, np.ones((gap + 1, gap + 1), np.uint8))
    count, labels = cv2.connectedComponents(grown, connectivity=8)
    at = np.asarray(labels, np.intp)[y, x]
    low = np.full((count, 2), max(mask.shape), np.intp)
    high = np.full((count, 2), -1, np.intp)
    for axis, values in enumerate((x, y)):
        np.minimum.at(low[:, axis], at, values)
        np.maximum.at(high[:, axis], at, values)
    return [
        (int(x0), int(y0), int(x1 - x0 + 1), int(y1 - y0 + 1))
        for (x0, y0), (x1, y1) in zip(low, high, strict=True)
        if x1 >= x0
    ]


def _merged(boxes: list[Box]) -> list[Box]:
    """Overlapping boxes made one, until none overlap."""
    left = list(boxes)
    done: list[Box] = []
    while left:
        box = left.pop()
        other = next((other for other in done if _overlap(box, other)), None)
        if other is None:
            done.append(box)
        else:
            done.remove(other)
            x, y = min(box[0], other[0]), min(box[1], other[1])
            right = max(box[0] + box[2], other[0] + other[2])
            bottom = max(box[1] + box[3], other[1] + other[3])
            left.append((x, y, right - x, bottom - y))
    return done


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _reading_order(boxes: list[Box]) -> list[Box]:
    """Line by line: boxes are of one line where the middle of one lies within the height of the other."""
    left = sorted(boxes, key=lambda box: (box[1], box[0]))
    ordered: list[Box] = []
    while left:
        _, top, _, height = left[0]
        line = [b for b in left if b[1] + b[3] / 2 <= top + height or b[1] <= top + height / 2]
        ordered += sorted(line, key=lambda box: (box[0], box[1]))
        left = [box for box in left if box not in line]
    return ordered
