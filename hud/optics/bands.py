"""Where a panel is lit: rectangles that hold all its light and little else."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.optics.rects import Rect

if TYPE_CHECKING:
    from numpy.typing import NDArray

GAP_PX = (8, 16)
"""Dark rows and columns that do not part two bands, each of which costs some calls; between words there are fewer."""
WIDE_GAP_PX = (12, 48)
"""The same of bands that are blurred: with its rim a small one costs as much as what lies between."""


def lit_bands(codes: NDArray[np.uint8], *, wide: bool = False) -> list[Rect]:
    """The rectangles of a panel that hold all its light, with dark between any two.

    It is parted at dark rows, each part at dark columns, and once more each of these.

    Args:
        codes: (h, w, c) uint8.
        wide: With `WIDE_GAP_PX`, and parted once.

    Returns:
        They do not overlap. Dark edges of up to two pixels to the left and right may belong to them.
    """
    height, width, channels = codes.shape
    flat = np.ascontiguousarray(codes).reshape(height, width * channels)
    # eight codes at a time where the row's length allows
    words = flat.view(np.uint64) if flat.shape[1] % 8 == 0 else flat
    per_px = channels / words.itemsize
    rows, columns = WIDE_GAP_PX if wide else GAP_PX
    gaps = rows, math.ceil(columns * per_px)
    whole = Rect(0, 0, words.shape[1], height)
    parted = _parted(words, whole, gaps)
    if wide:
        bands = [_without_dark_ends(words, band) for band in parted]
    else:
        bands = [band for part in parted for band in _parted_again(words, part, gaps)]
    return [Rect(math.floor(b.x0 / per_px), b.y0, math.ceil(b.x1 / per_px), b.y1) for b in bands]


def _parted(words: NDArray[Any], whole: Rect, gaps: tuple[int, int]) -> list[Rect]:
    """The lit parts of a part: bands of rows, each parted where its columns are dark."""
    inside = words[whole.rows, whole.cols]
    return [
        Rect(whole.x0 + left, whole.y0 + first, whole.x0 + right, whole.y0 + last)
        for first, last in _runs(np.bitwise_or.reduce(inside, axis=1), gaps[0])
        for left, right in _runs(np.bitwise_or.reduce(inside[first:last], axis=0), gaps[1])
    ]


def _parted_again(words: NDArray[Any], part: Rect, gaps: tuple[int, int]) -> list[Rect]:
    """What a part is parted into by itself, without dark rows above and below."""
    rows = _runs(np.bitwise_or.reduce(words[part.rows, part.cols], axis=1), gaps[0])
    if len(rows) == 1:
        # its columns are those that it was found by
        ((first, last),) = rows
        return [Rect(part.x0, part.y0 + first, part.x1, part.y0 + last)]
    return [_without_dark_ends(words, band) for band in _parted(words, part, gaps)]


def _without_dark_ends(words: NDArray[Any], band: Rect) -> Rect:
    """A part without the dark rows above and below."""
    rows = np.bitwise_or.reduce(words[band.rows, band.cols], axis=1).nonzero()[0]
    return Rect(band.x0, band.y0 + int(rows[0]), band.x1, band.y0 + int(rows[-1]) + 1)


def _runs(line: NDArray[Any], gap: int) -> list[tuple[int, int]]:
    """Where a line is not zero: first and one after the last place of each run, shorter gaps than ``gap`` bridged."""
    return [run.span() for run in _run_of(gap).finditer((line != 0).tobytes())]


@cache
def _run_of(gap: int) -> re.Pattern[bytes]:
    return re.compile(rb"\x01(?:\x00{0,%d}\x01)*" % gap)
