"""The metric ``yiq-1``: which pixels of two pictures an observer would call different.

Colour difference in YIQ after Y. Kotsarenko and F. Ramos, "Measuring perceived color difference using YIQ NTSC
transmission color space in mobile applications" (2010); anti-aliasing after V. Vysniauskas, "Anti-aliased pixel and
intensity slope detector" (2009). Both exactly as in pixelmatch 7.2 (https://github.com/mapbox/pixelmatch, ISC), whose
counts are reproduced: the same float64 operations in the same order, only for many pixels at a time.

Translucent pixels are blended with a background that differs from pixel to pixel, so that a change of transparency
shows whatever the colour is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

METRIC = "yiq"
METRIC_VERSION = 1
"""Counts of different versions do not compare."""

MAX_DELTA = 35215.0
"""The greatest squared distance there is, black to white."""

_DENSE = 32
"""Where one pixel of so many differs, all are looked up at once."""
_AT_ONCE = 1 << 15
"""Pixels looked at together: what they need stays in the processor's cache, and a 4K picture needs no gigabytes."""

_Y = (0.29889531, 0.58662247, 0.11448223)
_I = (0.59597799, 0.27417610, 0.32180189)
_Q = (0.21147017, 0.52261711, 0.31114694)

# columns first, as the detector goes: of two neighbours equally dark the first counts
_AROUND = [(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
_DX = np.array([dx for dx, _ in _AROUND])
_DY = np.array([dy for _, dy in _AROUND])


@dataclass(frozen=True, slots=True, eq=False)
class Differences:
    """What the metric says of the pixels that are not equal. Indices count pixels row by row, ascending."""

    different: NDArray[np.intp]
    antialiased: NDArray[np.intp]
    """Over the threshold, but explained by anti-aliasing; empty where that was not asked."""
    tolerated: NDArray[np.intp]
    """Not equal, but within the threshold."""
    largest: float
    """The largest colour difference of any pixel, as the threshold that would just tolerate it: 0 to 1."""


def differences(
    a: NDArray[np.uint8],
    b: NDArray[np.uint8],
    unequal: NDArray[np.intp],
    *,
    threshold: float,
    include_aa: bool,
    checkerboard: bool,
) -> Differences:
    """Sort unequal pixels into different, anti-aliased and tolerated.

    Args:
        a: (H, W, 4) uint8 RGBA, C-contiguous.
        b: The same size.
        unequal: Indices of the pixels to look at, ascending.
        threshold: 0 to 1; a squared distance of more than `MAX_DELTA` · threshold² is over it.
        include_aa: Count anti-aliased pixels as different.
        checkerboard: Blend translucent pixels with a pattern (pixelmatch's default) instead of white.
    """
    height, width = a.shape[:2]
    a32, b32 = a.reshape(-1, 4).view(np.uint32).ravel(), b.reshape(-1, 4).view(np.uint32).ravel()
    # in this order, as JavaScript multiplies
    limit = MAX_DELTA * threshold * threshold
    different, antialiased, tolerated = [], [], []
    largest = 0.0
    flat, beside = None, np.empty(0, np.bool_)
    if not include_aa and len(unequal) * _DENSE > a32.size:
        flat = _flat(a32.reshape(height, width)) & _flat(b32.reshape(height, width))
        beside = _beside(flat)
    for start in range(0, len(unequal), _AT_ONCE):
        points = unequal[start : start + _AT_ONCE]
        delta = _colour_deltas(a32[points], b32[points], points, checkerboard)
        largest = max(largest, float(delta.max()))
        over = delta > limit
        tolerated.append(points[~over])
        points = points[over]
        if not include_aa:
            excused = np.zeros(len(points), np.bool_)
            # no pixel without a neighbour that lies flat in both pictures is anti-aliasing: in a photo nearly none has
            rest = np.arange(len(points)) if flat is None else np.flatnonzero(beside[points])
            for one, two in ((a32, b32), (b32, a32)):
                excused[rest] = _antialiased(one, two, points[rest], width, height, checkerboard, flat)
                rest = rest[~excused[rest]]
            antialiased.append(points[excused])
            points = points[~excused]
        different.append(points)
    return Differences(
        different=_joined(different),
        antialiased=_joined(antialiased),
        tolerated=_joined(tolerated),
        largest=float(np.sqrt(largest / MAX_DELTA)),
    )


def _joined(parts: list[NDArray[np.intp]]) -> NDArray[np.intp]:
    return np.concatenate(parts) if parts else np.empty(0, np.intp)


def _blended(
    first: NDArray[np.uint32], second: NDArray[np.uint32], points: NDArray[np.intp], checkerboard: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Red, green and blue of the first colours less those of the second, over the background at ``points``.

    ``second`` may have an axis more than ``first`` and ``points``, in front.
    """
    one = first.view(np.uint8).reshape(*first.shape, 4).astype(np.int32)
    two = second.view(np.uint8).reshape(*second.shape, 4).astype(np.int32)
    apart = one - two
    red, green, blue = (apart[..., channel].astype(np.float64) for channel in range(3))
    translucent = (one[..., 3] < 255) | (two[..., 3] < 255)
    if translucent.any():
        background: tuple[int | NDArray[np.int64], ...] = (255, 255, 255)
        if checkerboard:
            # pixelmatch counts bytes, of which a pixel has four: its first channel's pattern is always even
            at = points * 4
            background = (
                48,
                48 + 159 * ((at / 1.618033988749895).astype(np.int64) % 2),
                48 + 159 * ((at / 2.618033988749895).astype(np.int64) % 2),
            )
        for channel, out in enumerate((red, green, blue)):
            mixed = one[..., channel] * one[..., 3] - two[..., channel] * two[..., 3]
            mixed = mixed - background[channel] * apart[..., 3]
            np.copyto(out, mixed / 255, where=translucent)
    return red, green, blue


def _colour_deltas(
    first: NDArray[np.uint32], second: NDArray[np.uint32], points: NDArray[np.intp], checkerboard: bool
) -> NDArray[np.float64]:
    """Squared distance of each pair of colours, 0 to `MAX_DELTA`."""
    red, green, blue = _blended(first, second, points, checkerboard)
    y = red * _Y[0] + green * _Y[1] + blue * _Y[2]
    i = red * _I[0] - green * _I[1] - blue * _I[2]
    q = red * _Q[0] - green * _Q[1] + blue * _Q[2]
    return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q


def _antialiased(
    a32: NDArray[np.uint32],
    b32: NDArray[np.uint32],
    points: NDArray[np.intp],
    width: int,
    height: int,
    checkerboard: bool,
    siblings: NDArray[np.uint8] | None,
) -> NDArray[np.bool_]:
    """Whether each point is likely a part of anti-aliasing in the first picture.

    ``siblings``: where a pixel has many of its colour around it in both, (H, W), if that was looked up for all of them.
    """
    found = np.zeros(len(points), np.bool_)
    if not len(points):
        return found
    neighbours, there, at_edge = _around(points, width, height)
    red, green, blue = _blended(a32[points], a32[neighbours], points, checkerboard)
    delta = red * _Y[0] + green * _Y[1] + blue * _Y[2]
    delta[~there] = 0
    zeroes = np.count_nonzero((delta == 0) & there, axis=0) + at_edge
    darkest, brightest = delta.argmin(axis=0), delta.argmax(axis=0)
    each = np.arange(len(points))
    # more than two equal neighbours, or none darker or none brighter: no slope
    slope = (zeroes <= 2) & (delta[darkest, each] < 0) & (delta[brightest, each] > 0)
    left = np.flatnonzero(slope)
    for chosen in (darkest, brightest):
        sibling = neighbours[chosen[left], left]
        if siblings is not None:
            flat = siblings.ravel()[sibling] > 0
        else:
            flat = _has_many_siblings(a32, sibling, width, height)
            flat[flat] = _has_many_siblings(b32, sibling[flat], width, height)
        found[left[flat]] = True
        left = left[~flat]
    return found


def _has_many_siblings(
    pixels: NDArray[np.uint32], points: NDArray[np.intp], width: int, height: int
) -> NDArray[np.bool_]:
    """Whether three or more of the pixels around each point have its colour; the picture's edge counts as one."""
    neighbours, there, at_edge = _around(points, width, height)
    equal = np.count_nonzero((pixels[neighbours] == pixels[points]) & there, axis=0)
    return np.asarray(equal + at_edge > 2)


def _flat(pixels: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """`_has_many_siblings` of every pixel of a picture, (H, W) uint8, 1 for yes."""
    count = np.zeros(pixels.shape, np.uint8)
    for edge in (count[0], count[-1], count[:, 0], count[:, -1]):
        edge[...] = 1
    for dx, dy in ((1, 0), (0, 1), (1, 1), (-1, 1)):
        height, width = pixels.shape
        here = slice(0, height - dy), slice(max(0, -dx), width - max(0, dx))
        there = slice(dy, height), slice(max(0, dx), width + min(0, dx))
        equal = (pixels[here] == pixels[there]).view(np.uint8)
        count[here] += equal
        count[there] += equal
    return np.asarray(count > 2).view(np.uint8)


def _beside(flat: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where a pixel or one around it is flat, (H * W,)."""
    return np.asarray(cv2.dilate(flat, np.ones((3, 3), np.uint8))).ravel() > 0


def _around(
    points: NDArray[np.intp], width: int, height: int
) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.bool_]]:
    """The eight neighbours of each point (8, N), which of them are in the picture, and which points lie on its edge."""
    y, x = np.divmod(points, width)
    at_edge = (x == 0) | (x == width - 1) | (y == 0) | (y == height - 1)
    neighbours = points + (_DY * width + _DX)[:, None]
    there = np.ones(neighbours.shape, np.bool_)
    edge = np.flatnonzero(at_edge)
    if len(edge):
        nx, ny = x[edge] + _DX[:, None], y[edge] + _DY[:, None]
        there[:, edge] = (nx >= 0) & (nx < width) & (ny >= 0) & (ny < height)
        neighbours[:, edge] = np.where(there[:, edge], neighbours[:, edge], points[edge])
    return neighbours, there, at_edge
