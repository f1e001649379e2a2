"""Rain: drops that fall through a box carried along with the eye, and rings where they meet the ground.

Each drop has its own place in a block of air that repeats; where it is at t is that place plus the fall, taken
modulo the block around the eye. So nothing is remembered, and what one walks towards comes nearer.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hud.footage.street.space import Shot

# (block m: east, north, up; drops; shutter s; strength): near drops are few, wide and faint
_BLOCKS = (((7.0, 7.0, 5.0), 1100, 0.016, 92), ((18.0, 18.0, 9.0), 5200, 0.022, 60))
_FALL_M_S = 8.2
_WIND_M_S = (0.7, -0.35)
_NEAR_M = 0.7
_RINGS = 900
_RING_FIELD_M = 15.0
_RING_S = 0.42


@cache
def _places(count: int, seed: int) -> NDArray[np.float64]:
    return np.random.default_rng([seed, count]).random((count, 4))


def draw_rain(
    out: NDArray[np.uint8],
    shot: Shot,
    t_s: float,
    *,
    dry: Callable[[NDArray[np.float64]], NDArray[np.bool_]],
    nearest: NDArray[np.float64],
) -> None:
    """Draw the rain at t into a picture.

    Args:
        out: (columns, rows, 4) uint8, written to.
        shot: The camera.
        t_s: Seconds; any time.
        dry: Which of places (N, 3) lie below a roof.
        nearest: (columns,) float64, one over the depth of the nearest wall.
    """
    t_s = t_s % 3600.0
    mask = np.zeros(out.shape[:2], np.uint8)
    eye = np.array(shot.eye)
    speed = np.array([*_WIND_M_S, -_FALL_M_S])
    scale = out.shape[1] / 720
    for n, (block, count, shutter, strength) in enumerate(_BLOCKS):
        size = np.array(block)
        place = _places(count, 11 + n)
        pace = (0.85 + 0.3 * place[:, 3])[:, None]
        at = eye + (place[:, :3] * size + speed * pace * t_s - eye) % size - size / 2
        # half of them fall behind the eye: by a depth that is generous to rounding, those go first
        ahead = shot.axes()[2]
        away = (at[:, 0] - eye[0]) * ahead[0] + (at[:, 1] - eye[1]) * ahead[1] + (at[:, 2] - eye[2]) * ahead[2]
        ahead_of = np.flatnonzero((away > _NEAR_M - 0.01) & (at[:, 2] > 0.05))
        at = at[ahead_of]
        ends = at + speed * pace[ahead_of] * shutter
        a, b = shot.project(at), shot.project(ends)
        column = np.clip(a[:, 0], 0, len(nearest) - 1)
        column = np.where(np.isfinite(column), column, 0).astype(np.int64)
        seen = (a[:, 2] > _NEAR_M) & (b[:, 2] > _NEAR_M)
        seen &= (a[:, 0] > -40) & (a[:, 0] < shot.size[0] + 40) & (b[:, 1] > 0) & (a[:, 1] < shot.size[1])
        seen &= nearest[column] * a[:, 2] < 1
        chosen = np.flatnonzero(seen)
        chosen = chosen[~dry(at[chosen])]
        a, b = a[chosen], b[chosen]
        depth = a[:, 2]
        fade = np.minimum((depth - _NEAR_M) / 1.2, 1.0) * np.minimum(2.2 / depth + 0.35, 1.0)
        # drawn in eight strengths, faint ones first, so that all of one strength are one call
        step = np.clip(np.ceil(fade * 8), 1, 8).astype(np.int64)
        lines = np.stack([a[:, [1, 0]], b[:, [1, 0]]], axis=1)
        fixed = np.round(lines * 16).astype(np.int32)
        for value in range(1, 9):
            for wide in (1, 2):
                these = (step == value) & ((depth < 1.6 * scale) == (wide == 2))
                if these.any():
                    colour = float(round(strength * value / 8))
                    cv2.polylines(mask, list(fixed[these]), False, colour, wide, cv2.LINE_AA, 4)
    _rings(mask, shot, t_s, dry, nearest)
    # a drop shows the light of what is around it
    rows, columns = out.shape[1], out.shape[0]
    quarter = cv2.resize(out, (max(rows // 4, 1), max(columns // 4, 1)), interpolation=cv2.INTER_AREA)
    small = cv2.resize(quarter, (max(rows // 24, 1), max(columns // 24, 1)), interpolation=cv2.INTER_AREA)
    small = cv2.blur(small, (7, 7), borderType=cv2.BORDER_REPLICATE)
    small = cv2.add(small, np.full_like(small, 26))
    light = cv2.resize(small, (rows, columns), interpolation=cv2.INTER_LINEAR)
    share = (mask * np.uint32(0x00010101)).view(np.uint8).reshape(out.shape)
    cv2.add(out, cv2.multiply(light, share, dst=light, scale=1 / 255), dst=out)


def _rings(
    mask: NDArray[np.uint8],
    shot: Shot,
    t_s: float,
    dry: Callable[[NDArray[np.float64]], NDArray[np.bool_]],
    nearest: NDArray[np.float64],
) -> None:
    place = _places(_RINGS, 29)
    cycle = t_s / _RING_S + place[:, 2]
    turn = np.floor(cycle)
    age = cycle - turn
    # another place each time, by steps that no eye can follow
    spot = (place[:, :2] + turn[:, None] * np.array([0.754878, 0.569840])) % 1.0 * _RING_FIELD_M
    eye = np.array(shot.eye[:2])
    xy = eye + (spot - eye) % _RING_FIELD_M - _RING_FIELD_M / 2
    at = np.column_stack([xy, np.zeros(len(xy))])
    seen = shot.project(at)
    inside = (seen[:, 2] > 1.5) & (seen[:, 0] > 0) & (seen[:, 0] < shot.size[0] - 1) & (seen[:, 1] < shot.size[1])
    inside &= ~dry(at)
    for k in np.flatnonzero(inside):
        column, row, depth = (float(c) for c in seen[k])
        if nearest[int(column)] * depth > 1:
            continue
        radius = (0.015 + 0.075 * float(age[k])) * shot.focal / depth
        flat = radius * min(shot.eye[2] / depth, 1.0)
        value = round(100 * (1 - float(age[k])))
        if radius > 1.0 and value > 4:
            axes = (max(round(flat * 16), 1), max(round(radius * 16), 1))
            centre = (round(row * 16), round(column * 16))
            cv2.ellipse(mask, centre, axes, 0, 0, 360, float(value), 1, cv2.LINE_AA, 4)
