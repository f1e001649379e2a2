"""How closely different pixels lie together: a clump is a change, the same number far apart is noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW_PX = 16
"""Side of the window: about a letter of a HUD."""
MAX_IN_WINDOW = 4
"""So many may lie in one window, where pixels may differ at all.

One wrong digit, 5 for 6 or 0 for 8, makes 5 at least in text of 12 px and more: measured on IBM Plex Sans, by the
metric with its anti-aliasing rule.
"""


def densest(indices: NDArray[np.intp], width: int) -> int:
    """The most pixels in any window of `WINDOW_PX` by `WINDOW_PX`, 0 to 256.

    Args:
        indices: Of the pixels, row by row.
        width: Of the picture.
    """
    if not len(indices):
        return 0
    y, x = np.divmod(indices, width)
    y, x = y - y.min(), x - x.min()
    # sums over everything above and to the left; a window is the difference of four, beyond the edges there is nothing
    sums = np.zeros((int(y.max()) + 2, int(x.max()) + 2), np.int32)
    sums[y + 1, x + 1] = 1
    np.cumsum(np.cumsum(sums, axis=0, out=sums), axis=1, out=sums)
    rows, columns = (np.minimum(np.arange(length) + WINDOW_PX, length - 1) for length in sums.shape)
    below = sums[rows] - sums
    return int((below[:, columns] - below).max())
