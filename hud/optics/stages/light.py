"""What all stages share: how luminance is carried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BT709_LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Weights of linear R, G and B in luminance Y (ITU-R BT.709)."""


def luminance(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Y in cd/m², (...) float32, of linear BT.709 light (..., 3)."""
    red, green, blue = (np.float32(weight) for weight in BT709_LUMINANCE)
    y: NDArray[np.float32] = red * rgb[..., 0] + green * rgb[..., 1] + blue * rgb[..., 2]
    return y
