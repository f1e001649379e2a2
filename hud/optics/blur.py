"""Gaussians on light: stage 4 on the world, stage 9 on the display."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from hud.cv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

Light = TypeVar("Light", np.uint16, np.float32)

BLUR_REACH = 3.5  # sigmas that a Gaussian is drawn to
LEAST_WEIGHT = 1e-4  # of it that is left out where that ends it sooner: a third of a code beside full white
MIDDLE = np.uint16(1 << 15)
"""What turns the first of 16 bits: read as signed, the middle of the range is then 0."""


@lru_cache(maxsize=64)
def reach_of(sigma: float) -> int:
    """How many samples to each side a Gaussian of a sigma (samples) is drawn to.

    `BLUR_REACH` sigmas, or as far as its samples beyond weigh more than `LEAST_WEIGHT` of all: a narrow one has no
    need of the third pixel.
    """
    most = math.ceil(BLUR_REACH * sigma)
    weights = [math.exp(-0.5 * (n / sigma) ** 2) for n in range(most + 2)] if sigma else [1.0, 0.0]
    total = weights[0] + 2 * math.fsum(weights[1:])
    return next((n for n in range(most) if 2 * math.fsum(weights[n + 1 :]) <= LEAST_WEIGHT * total), most)


def gaussian(
    light: NDArray[Light], sigma: float, reach: int | None = None, *, in_place: bool = False
) -> NDArray[Light]:
    """Light blurred by a Gaussian; beyond the edges it goes on as it ends.

    OpenCV blurs signed 16-bit numbers with vector instructions and unsigned ones without, two to six times as slow.
    So the middle of the range becomes 0 on the way: the kernel's weights sum to 1, and the middle comes back as it
    was. A sum is one of float32 and differs from the exact one by less than 0.51 of 65,535.

    Args:
        light: (h, w) or (h, w, c), uint16 or float32.
        sigma: Its standard deviation, samples; 0 for no blur.
        reach: How far it is drawn; `reach_of` sigma when left out.
        in_place: Whether ``light``'s memory may be used on the way.

    Returns:
        An array of its own, or ``light`` where nothing is blurred.
    """
    side = 2 * (reach_of(sigma) if reach is None else reach) + 1
    if not sigma or side == 1:
        return light
    if light.dtype != np.uint16:
        # a sum in float64 is the same float32 on every processor; one in float32 differs in its last bit
        whole = cv2.GaussianBlur(light.astype(np.float64), (side, side), sigma, borderType=cv2.BORDER_REPLICATE)
        return whole.astype(light.dtype)
    out = signed_gaussian(np.bitwise_xor(light, MIDDLE, out=light if in_place else None), sigma, reach)
    return np.bitwise_xor(out, MIDDLE, out=out)


def signed_gaussian(light: NDArray[np.uint16], sigma: float, reach: int | None = None) -> NDArray[np.uint16]:
    """`gaussian` of light that has its first bit turned (`MIDDLE`) already; so has what is returned."""
    side = 2 * (reach_of(sigma) if reach is None else reach) + 1
    blurred: NDArray[Any] = cv2.GaussianBlur(light.view(np.int16), (side, side), sigma, borderType=cv2.BORDER_REPLICATE)
    return blurred.view(np.uint16)
