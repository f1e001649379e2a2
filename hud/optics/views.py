"""Both eyes in one picture, in linear light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Light = NDArray[np.float32]

DUBOIS_LEFT = ((0.437, 0.449, 0.164), (-0.062, -0.062, -0.024), (-0.048, -0.050, -0.017))
DUBOIS_RIGHT = ((-0.011, -0.032, -0.007), (0.377, 0.761, 0.009), (-0.026, -0.093, 1.234))


def cyclopean(left: Light, right: Light) -> Light:
    """The mean of both eyes, (L + R) / 2: what fuses stands single, what does not stands double.

    Args:
        left: (H, W, 3) float32, linear BT.709, cd/m².
        right: The same of the other eye.
    """
    return (left + right) * np.float32(0.5)


def difference(left: Light, right: Light) -> Light:
    """What one eye sees more of than the other, |L − R|, channel by channel, in cd/m². As `cyclopean`."""
    apart: Light = np.abs(left - right)
    return apart


def anaglyph(left: Light, right: Light) -> Light:
    """Both eyes for red-cyan glasses, red before the left eye, after Dubois. As `cyclopean`.

    The least-squares projection of E. Dubois, "A projection method to generate anaglyph stereo images" (ICASSP 2001),
    with his coefficients for an LCD monitor. Plain red and cyan would hide a green display from the left eye.
    """
    out = np.zeros_like(left)
    for light, matrix in ((left, DUBOIS_LEFT), (right, DUBOIS_RIGHT)):
        for n, row in enumerate(matrix):
            for k, weight in enumerate(row):
                out[..., n] += light[..., k] * np.float32(weight)
    return np.maximum(out, np.float32(0))
