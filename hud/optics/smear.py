"""Stage 12 in a view: light drawn out along a straight way, from where it stands at the refresh."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.cv import cv2
from hud.optics import stages
from hud.units import WHITE16

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.optics.emission import Light

SHORT_PX = 24  # a way up or to the side: longer ones take a running mean less than as many products
MOST_BOX = 50  # weights, from which on OpenCV's filter2D may take a Fourier transform


def way_of(right: float, down: float) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The pixels that light is drawn out over, and the share of each.

    Along the longer axis `stages.smear_weights`, along the other one linear between two pixels, so that the centroid
    lies in the middle of the way on both.

    Args:
        right: Length of the way, pixels.
        down: The same.

    Returns:
        Pixels to the right and down, (n, 2) int32, and shares, (n,), which sum to 1.
    """
    if abs(down) > abs(right):
        places, shares = way_of(down, right)
        return np.ascontiguousarray(places[:, ::-1]), shares
    weights = stages.smear_weights(abs(right))
    found = []
    for n, weight in enumerate(weights):
        across = n * down / abs(right) if right else 0.0
        first = math.floor(across)
        step = n if right >= 0 else -n
        found += [(step, first, weight * (1 - (across - first))), (step, first + 1, weight * (across - first))]
    kept = [tap for tap in found if tap[2] > 0]
    return np.array([tap[:2] for tap in kept], np.int32), np.array([tap[2] for tap in kept])


def drawn_out(light: Light, right: float, down: float, rows: slice, cols: slice) -> Light:
    """Light drawn out; beyond the edges it is dark.

    Args:
        light: (h, w, 3), uint16 or float32.
        right: Length of the way, pixels.
        down: The same.
        rows: Those that are wanted; what stays outside need not be added up.
        cols: The same.

    Returns:
        (h, w, 3), of the same type; outside the wanted rows and columns it may hold anything. 16 bits are rounded once,
        those of a way longer than `SHORT_PX` up or to the side twice.
    """
    if light.dtype == np.uint16 and ((right and down) or max(abs(right), abs(down)) <= SHORT_PX):
        return _filtered16(light, right, down, rows, cols)
    if right and down:
        return _slanting(light, right, down, rows, cols)
    weights = stages.smear_weights(abs(right or down))
    sign = 1 if right + down > 0 else -1
    inner = len(weights) - 3  # but the first and the last two all are the same: a running mean
    total = np.zeros(light.shape, np.float32)
    parts = [(light, n, weight) for n, weight in enumerate(weights)]
    if inner > 1:
        behind = inner - 1 if sign > 0 else 0
        size, anchor = ((inner, 1), (behind, 0)) if right else ((1, inner), (0, behind))
        mean = cv2.blur(light, size, anchor=anchor, borderType=cv2.BORDER_CONSTANT)
        parts = [parts[0], (mean, 1, math.fsum(weights[1:-2])), *parts[-2:]]
    for source, n, weight in parts:
        to, of = _moved(light.shape, (sign * n, 0) if right else (0, sign * n))
        total[to] += source[of] * np.float32(weight)
    return _rounded(total) if light.dtype == np.uint16 else total


def _slanting(light: Light, right: float, down: float, rows: slice, cols: slice) -> Light:
    places, shares = way_of(right, down)
    total = np.zeros(light.shape, np.float32)
    share_of = np.empty(light.shape, np.float32)
    for (x, y), share in zip(places.tolist(), shares.astype(np.float32), strict=True):
        to, of = _moved(light.shape, (x, y), rows, cols)
        total[to] += np.multiply(light[of], share, out=share_of[to])
    return total


def _filtered16(light: Light, right: float, down: float, rows: slice, cols: slice) -> Light:
    """Any way, of 16 bits, added up in float32 and rounded once; each sum is right to a 256th of a step of light."""
    if rows.stop <= rows.start or cols.stop <= cols.start:
        return light
    # from float32 OpenCV adds up twice as fast as from 16 bits
    bright = light.astype(np.float32)
    total: NDArray[np.float32] | None = None
    for x, y, weights in _pieces(right, down):
        tall, broad = weights.shape
        (at_x, by_x), (at_y, by_y) = _anchored(x, broad), _anchored(y, tall)
        drawn: Any = cv2.filter2D(bright, cv2.CV_32F, weights, anchor=(at_x, at_y), borderType=cv2.BORDER_CONSTANT)
        if total is None:
            total = drawn  # every way begins where light stands
        else:
            to, of = _moved(light.shape, (by_x, by_y), rows, cols)
            total[to] += drawn[of]
    return light if total is None else _rounded(total)


def _anchored(least: int, length: int) -> tuple[int, int]:
    """Where in a box that draws light from `least` pixels on its pixel stands, and how far what is drawn has to go.

    OpenCV takes no place outside the box.
    """
    most = least + length - 1
    return (length - 1, least) if least > 0 else (0, most) if most < 0 else (most, 0)


def _rounded(total: NDArray[np.float32]) -> NDArray[np.uint16]:
    """In 16 bits; what the rounding of many sums has brought above white is white. Its memory is used on the way."""
    total += np.float32(0.5)
    return np.minimum(total, np.float32(WHITE16), out=total).astype(np.uint16)


@lru_cache(maxsize=8)
def _pieces(right: float, down: float) -> list[tuple[int, int, NDArray[np.float32]]]:
    """A way in boxes of few weights, a larger one of which OpenCV would transform (Fourier) and not add up.

    Returns:
        Of each box the least move to the right and down, and the weights, turned by half a turn as a correlation
        needs them.
    """
    places, weights = way_of(right, down)
    pieces = []
    first = 0
    while first < len(places):
        end = first + 1
        while end < len(places) and int(np.prod(np.ptp(places[first : end + 1], axis=0) + 1)) < MOST_BOX:
            end += 1
        part = places[first:end]
        x, y = part.min(axis=0)
        broad, tall = np.ptp(part, axis=0) + 1
        box = np.zeros((tall, broad), np.float32)
        box[tall - 1 - (part[:, 1] - y), broad - 1 - (part[:, 0] - x)] = weights[first:end]
        pieces.append((int(x), int(y), box))
        first = end
    return pieces


def _moved(
    shape: tuple[int, ...], by: tuple[int, int], rows: slice | None = None, cols: slice | None = None
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Where light lands that is moved, and where it comes from; none where nothing does."""
    to, of = [], []
    for length, way, wanted in zip(shape, by[::-1], (rows, cols), strict=False):
        first, end = (0, length) if wanted is None else (wanted.start, wanted.stop)
        low = max(first, way, 0)
        high = max(low, min(end, length + way, length))
        to.append(slice(low, high))
        of.append(slice(low - way, high - way))
    return (to[0], to[1]), (of[0], of[1])
