"""Flat pictures anywhere in space, in perspective: roofs over a street, the walls of a room, a page on a table.

Of a plane, one over the depth is linear over the picture, and so is a place on it times that: a patch is a few sums,
one division and one look-up. Pictures have the column as their first axis, as everywhere in this package.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.covers import Cover
from hud.footage.street.space import outline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.covers import Box
    from hud.footage.street.space import Panel, Shot, Texture, Vector

_LEVELS = 7
_SMALL = 56
_AWAY = -9.0
_FAR = 30_000.0
"""Texels; farther than this a look-up cannot count."""


class _Plane:
    """Where the rays of a picture meet a panel, as linear functions of column and row."""

    def __init__(self, panel: Panel, shot: Shot) -> None:
        right, up, ahead = shot.axes()
        u, v = panel.across, panel.down
        normal = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
        rel = (panel.corner[0] - shot.eye[0], panel.corner[1] - shot.eye[1], panel.corner[2] - shot.eye[2])
        away = _dot(normal, rel)
        self.edge_on = abs(away) < 1e-6
        f = shot.focal
        column, row = shot.centre

        def linear(vector: Vector) -> tuple[float, float, float]:
            a, b = _dot(vector, right) / f, -_dot(vector, up) / f
            return a, b, _dot(vector, ahead) - a * column - b * row

        self.inverse = tuple(k / away for k in linear(normal)) if not self.edge_on else (0.0, 0.0, 0.0)
        self.u, self.v = linear(u), linear(v)
        self.u0, self.v0 = -_dot(u, rel), -_dot(v, rel)

    def at(self, column: float, row: float) -> tuple[float, float, float]:
        """Place in metres to the right and down, and one over the depth."""
        a, b, c = self.inverse
        inverse = a * column + b * row + c
        safe = inverse if inverse > 1e-9 or inverse < -1e-9 else 1e-9
        (u0, u1, u2), (v0, v1, v2) = self.u, self.v
        u, v = u0 * column + u1 * row + u2, v0 * column + v1 * row + v2
        return u / safe + self.u0, v / safe + self.v0, inverse

    def spans(self, column: float, row: float) -> tuple[float, float, float, float]:
        """Metres to the right and down that a pixel spans, the greater of them, and one over the depth."""
        u, v, inverse = self.at(column, row)
        u, v = u - self.u0, v - self.v0
        (a, b, _), (u0, u1, _), (v0, v1, _) = self.inverse, self.u, self.v
        depth = 1 / (inverse if inverse > 1e-6 else 1e-6)
        across, across_too = abs(u0 - u * a) * depth, abs(u1 - u * b) * depth
        down, down_too = abs(v0 - v * a) * depth, abs(v1 - v * b) * depth
        if across_too > across:
            across = across_too
        if down_too > down:
            down = down_too
        return across, down, (across if across > down else down), inverse


def draw_panel(
    out: NDArray[np.uint8],
    panel: Panel,
    shot: Shot,
    *,
    behind: NDArray[np.float64] | None = None,
    hidden: NDArray[np.bool_] | None = None,
) -> None:
    """Paint a panel over a picture.

    Args:
        out: (columns, rows, 4) uint8, written to.
        panel: What to paint.
        shot: The camera.
        behind: (columns,) float64, one over the depth of what hides the panel in each column, 0 for nothing.
        hidden: (columns / CELL, rows / CELL) bool, where it need not be painted.
    """
    corners = outline(panel, shot)
    box = _box(corners, shot) if corners else None
    if box is None:
        return
    plane = _Plane(panel, shot)
    if not plane.edge_on:
        _part(out, panel, plane, box, Cover.of(behind, hidden, corners))


def _box(corners: list[tuple[float, float]], shot: Shot) -> Box | None:
    """The part of the picture about an outline."""
    (x0, *_, x1), (y0, *_, y1) = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    c0, c1 = max(math.floor(max(x0, -1e6)) - 1, 0), min(math.ceil(min(x1, 1e6)) + 1, shot.size[0])
    r0, r1 = max(math.floor(max(y0, -1e6)) - 1, 0), min(math.ceil(min(y1, 1e6)) + 1, shot.size[1])
    return (c0, c1, r0, r1) if c1 > c0 and r1 > r0 else None


def _part(
    out: NDArray[np.uint8],
    panel: Panel,
    plane: _Plane,
    box: Box,
    cover: Cover,
) -> None:
    """One part of the picture; parted where the texture is seen far smaller at one end than at the other."""
    if cover.open(box) is None:
        return
    c0, c1, r0, r1 = box
    texture = panel.texture
    per_u, per_v = texture.image.shape[0] / texture.wide_m, texture.image.shape[1] / texture.tall_m
    # a little inside the corners: the plane goes on beyond the panel, but not for ever
    left, right, top, low = c0 + 0.5, c1 - 0.5, r0 + 0.5, r1 - 0.5
    spots = (plane.spans(left, top), plane.spans(left, low), plane.spans(right, top), plane.spans(right, low))
    sizes = [spot for spot in spots if spot[3] > 1e-6]
    if len(sizes) < 4 or max(s[2] for s in sizes) > 3.0 * min(s[2] for s in sizes):
        wide, tall = c1 - c0, r1 - r0
        if max(wide, tall) > _SMALL * 2:
            # across the way in which the depth changes
            slope = (abs(plane.inverse[0]) * wide, abs(plane.inverse[1]) * tall)
            if (slope[0] > slope[1] and wide > _SMALL) or tall <= _SMALL:
                half = (c0 + c1) // 2
                boxes = ((c0, half, r0, r1), (half, c1, r0, r1))
            else:
                half = (r0 + r1) // 2
                boxes = ((c0, c1, r0, half), (c0, c1, half, r1))
            # whole rows and columns that see nothing of it are left out at once
            for one in boxes:
                if _touched(plane, texture, one):
                    _part(out, panel, plane, one, cover)
            return
    sizes.append(plane.spans((c0 + c1) / 2, (r0 + r1) / 2))
    i = _octave(min(s[0] for s in sizes) * per_u)
    j = _octave(min(s[1] for s in sizes) * per_v)
    for one in cover.within(box):
        _paint(out, panel, plane, one, (i, j), cover.behind)


def _touched(plane: _Plane, texture: Texture, box: Box) -> bool:
    """Whether any of a part lies on the panel: false only where all its corners lie beyond one and the same edge."""
    c0, c1, r0, r1 = box
    (a, b, c), (u0, u1, u2), (v0, v1, v2) = plane.inverse, plane.u, plane.v
    wide, tall = texture.wide_m, texture.tall_m
    left = right = above = below = behind = True
    for column in (c0, c1):
        for row in (r0, r1):
            inverse = a * column + b * row + c
            # u and v times the inverse depth stay linear where the plane passes the eye
            u = u0 * column + u1 * row + u2 + plane.u0 * inverse
            v = v0 * column + v1 * row + v2 + plane.v0 * inverse
            rim = 0.05 * abs(inverse)
            left = left and u < -rim * wide
            right = right and u > wide * inverse + rim * wide
            above = above and v < -rim * tall
            below = below and v > tall * inverse + rim * tall
            behind = behind and inverse <= 0
    return not (left or right or above or below or behind)


def _octave(footprint: float) -> int:
    return min(max(math.frexp(footprint * 0.9)[1], 0), _LEVELS - 1)


def _paint(
    out: NDArray[np.uint8],
    panel: Panel,
    plane: _Plane,
    box: Box,
    octaves: tuple[int, int],
    behind: NDArray[np.float64] | None,
) -> None:
    c0, c1, r0, r1 = box
    texture = panel.texture
    image = texture.level(*octaves)
    columns, rows = np.arange(c0, c1) + 0.5, np.arange(r0, r1) + 0.5

    def field_of(k: tuple[float, ...], scale: float) -> NDArray[np.float32]:
        return np.add.outer(
            (columns * (k[0] * scale)).astype(np.float32), (rows * (k[1] * scale) + k[2] * scale).astype(np.float32)
        )

    inner = behind is None and _inner(plane, texture, box, octaves)
    inverse = field_of(plane.inverse, 1.0)
    away = None
    # over a part of the picture both are least and greatest in its corners
    corners = ((c0 + 0.5, r0 + 0.5), (c0 + 0.5, r1 - 0.5), (c1 - 0.5, r0 + 0.5), (c1 - 0.5, r1 - 0.5))
    spots = [] if inner else [plane.at(*corner) for corner in corners]
    if not inner and (behind is not None or min(spot[2] for spot in spots) < 2e-6):
        away = inverse <= np.float32(1e-6)
        if behind is not None:
            away |= inverse < behind[c0:c1].astype(np.float32)[:, None]
        if not away.any():
            away = None
        elif away.all():
            return
        else:
            inverse[away] = 1.0
    depth = np.divide(np.float32(1), inverse, out=inverse)
    # in steps of 1/32 texel, for the reason that `stepped` gives
    places = []
    for axis, k, start, count, long in (
        (0, plane.u, plane.u0, image.shape[0], texture.wide_m),
        (1, plane.v, plane.v0, image.shape[1], texture.tall_m),
    ):
        per = 32 * (count - 2) / long
        place = field_of(k, per)
        place *= depth
        place += np.float32(start * per + 16)
        # within the panel a look-up counts its texels, which are not so many
        if away is not None or (not inner and max(abs(spot[axis]) for spot in spots) * (count - 2) > _FAR * long):
            np.clip(place, 32 * _AWAY, 32 * (count + 9), out=place)
        if away is not None:
            place[away] = 32 * _AWAY
        np.rint(place, out=place)
        place *= np.float32(1 / 32)
        places.append(place)
    patch = cv2.remap(
        image, places[1], places[0], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0, 0)
    )
    patch = np.asarray(patch, np.uint8)
    if min(panel.gain) < 1:
        red, green, blue = (min(max(round(g * 255), 0), 255) for g in panel.gain)
        flat = np.full(patch.shape[:2], red | green << 8 | blue << 16 | 255 << 24, np.uint32)
        patch = np.asarray(cv2.multiply(patch, flat.view(np.uint8).reshape(patch.shape), scale=1 / 255), np.uint8)
    target = out[c0:c1, r0:r1]
    if inner and texture.opaque:
        patch.view(np.uint32)[...] &= np.uint32(0x00FFFFFF)
        target[:] = patch
        return
    veil = ((patch.view(np.uint32)[..., 0] >> 24) * np.uint32(0x01010101)).view(np.uint8).reshape(patch.shape)
    cv2.multiply(target, cv2.bitwise_not(veil), dst=target, scale=1 / 255)
    patch.view(np.uint32)[...] &= np.uint32(0x00FFFFFF)
    cv2.add(target, patch, dst=target)


def _inner(plane: _Plane, texture: Texture, box: Box, octaves: tuple[int, int]) -> bool:
    """Whether a part of the picture lies so far within the panel that no look-up meets its rim."""
    wide, tall = (3 << octaves[k] for k in (0, 1))
    rim = wide * texture.wide_m / texture.image.shape[0], tall * texture.tall_m / texture.image.shape[1]
    for c in (box[0], box[1]):
        for r in (box[2], box[3]):
            u, v, inverse = plane.at(c, r)
            if inverse <= 1e-4 or not (rim[0] < u < texture.wide_m - rim[0] and rim[1] < v < texture.tall_m - rim[1]):
                return False
    return True


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
