"""What all stages share: how luminance is carried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BT709_LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Weights of linear R, G and B in luminance Y (ITU-R BT.709)."""


def at_eye(world: NDArray[np.float32], display: NDArray[np.float32]) -> NDArray[np.float32]:
    """Stage 11: the light that reaches one eye, L_eye = T ∘ L_w ⊗ D + L_stray + L_2. AR-DAVID (2024).

    Args:
        world: T ∘ L_w ⊗ D + L_stray, the world behind the glasses and the stray light with it, which
            `seen_through_table` and the blur of stage 4 make; linear BT.709 in cd/m². The sum is written into it.
        display: L_2, the display's light after stage 12, of the same shape.

    Returns:
        ``world``.
    """
    return np.add(world, display, out=world)


def luminance(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Y = 0.2126 R + 0.7152 G + 0.0722 B in cd/m², (...) float32, of linear light (..., 3). ITU-R BT.709."""
    red, green, blue = (np.float32(weight) for weight in BT709_LUMINANCE)
    y: NDArray[np.float32] = red * rgb[..., 0] + green * rgb[..., 1] + blue * rgb[..., 2]
    return y
