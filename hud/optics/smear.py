"""Stage 12 in a view: light drawn out along a straight way, from where it stands at the refresh."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.optics import stages

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.optics.emission import Light

_WHOLE = 1 << 16  # what the weights of a slanting way sum to: times 16 bits it fits into 32


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
        (h, w, 3), of the same type; outside the wanted rows and columns it may hold anything.
    """
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
    return (total + np.float32(0.5)).astype(np.uint16) if light.dtype == np.uint16 else total


def _slanting(light: Light, right: float, down: float, rows: slice, cols: slice) -> Light:
    places, shares = way_of(right, down)
    sixteen = light.dtype == np.uint16
    if sixteen:
        # whole numbers: sums are the same in any order and on every processor
        ends = np.rint(np.cumsum(shares) * _WHOLE).astype(np.uint32)
        shares = np.diff(ends, prepend=np.uint32(0))
    kind = np.uint32 if sixteen else np.float32
    light = light.astype(kind)
    total = np.zeros(light.shape, kind)
    share_of = np.empty(light.shape, kind)
    for (x, y), share in zip(places.tolist(), shares.astype(kind), strict=True):
        to, of = _moved(light.shape, (x, y), rows, cols)
        total[to] += np.multiply(light[of], share, out=share_of[to])
    return ((total + _WHOLE // 2) // _WHOLE).astype(np.uint16) if sixteen else total


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
