"""A picture of what differs, for eyes that may not tell red from green."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.regression.comparing import Comparison

# Orange and blue of Okabe and Ito, darker than the paper by unlike amounts: told apart in every kind of colour
# vision and in grey. Yellow, nearly as light as the paper, is for what does not count.
CAME = (0, 90, 181)
"""Brighter than expected, or more opaque: light that came."""
GONE = (230, 120, 0)
"""Darker than expected: light that went."""
ANTIALIASED = (240, 220, 60)
LEGEND = "blue: light that came; orange: light that went; yellow: anti-aliasing, not counted; frames: where to look"

_FRAME = (20, 20, 20)
_PAPER = 255
_INK = 0.25
_MARGIN_PX = 4


def draw_diff(comparison: Comparison) -> NDArray[np.uint8]:
    """The expected picture, faded, with every differing pixel in full colour and a frame around each region.

    Returns:
        (H, W, 3) uint8 sRGB, of the size of the pictures.
    """
    height, width = comparison.height, comparison.width
    grey = _grey(comparison.expected.reshape(-1, 4)).reshape(height, width)
    # a HUD is mostly black: as ink on paper, so that what it shows stands beside the marks and not over them
    faded = _PAPER - _INK * (_PAPER - grey if grey.mean() > _PAPER / 2 else grey)
    out = np.repeat(np.rint(faded).astype(np.uint8)[..., None], 3, axis=2)
    flat = out.reshape(-1, 3)
    flat[comparison.found.antialiased] = ANTIALIASED
    at = comparison.found.different
    before = _grey(comparison.expected.reshape(-1, 4)[at])
    after = _grey(comparison.actual.reshape(-1, 4)[at])
    flat[at] = np.where((after >= before)[:, None], np.array(CAME, np.uint8), np.array(GONE, np.uint8))
    marked = np.zeros((height, width), np.bool_)
    marked.reshape(-1)[at] = True
    for x, y, w, h in comparison.boxes:
        _frame(out, marked, x - _MARGIN_PX, y - _MARGIN_PX, x + w + _MARGIN_PX - 1, y + h + _MARGIN_PX - 1)
    return out


def _grey(rgba: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Codes of grey over black, 0 to 255: where a display shows nothing it adds nothing."""
    return np.asarray(rgba[..., :3] @ np.array([0.299, 0.587, 0.114]) * (rgba[..., 3] / 255.0), np.float64)


def _frame(out: NDArray[np.uint8], marked: NDArray[np.bool_], x0: int, y0: int, x1: int, y1: int) -> None:
    height, width = out.shape[:2]
    x0, x1 = max(x0, 0), min(x1, width - 1)
    y0, y1 = max(y0, 0), min(y1, height - 1)
    for side in (np.s_[y0, x0 : x1 + 1], np.s_[y1, x0 : x1 + 1], np.s_[y0 : y1 + 1, x0], np.s_[y0 : y1 + 1, x1]):
        # never over what it frames
        out[side][~marked[side]] = _FRAME
