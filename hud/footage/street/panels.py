"""Flat pictures anywhere in space, in perspective: roofs over a street, the walls of a room, a page on a table.

Of a plane, one over the depth is linear over the picture, and so is a place on it times that: a patch is a few sums,
one division and one look-up. Pictures have the column as their first axis, as everywhere in this package.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.canvas import Canvas

_NEAR_M = 0.06
_LEVELS = 7
_SMALL = 56
_AWAY = -9.0


@dataclass(frozen=True, slots=True)
class Shot:
    """A pinhole camera. East is x, north y, up z, in metres."""

    eye: tuple[float, float, float]
    bearing_deg: float
    """Compass bearing of the gaze: 0 along y, 90 along x."""
    pitch_deg: float
    """How far it looks up."""
    focal: float
    """Pixels per unit of slope."""
    centre: tuple[float, float]
    """(column, row) of the optical axis, pixels."""
    size: tuple[int, int]
    """(columns, rows)."""

    def axes(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Unit vectors to the right, upwards in the picture, and ahead, (3,) float64 each."""
        turn, tilt = math.radians(self.bearing_deg), math.radians(self.pitch_deg)
        level = np.array([math.sin(turn), math.cos(turn), 0.0])
        right = np.array([math.cos(turn), -math.sin(turn), 0.0])
        up = np.array([0.0, 0.0, math.cos(tilt)]) - level * math.sin(tilt)
        return right, up, level * math.cos(tilt) + np.array([0.0, 0.0, math.sin(tilt)])

    def project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Column, row and depth of points.

        Args:
            points: (N, 3) float64, metres.

        Returns:
            (N, 3) float64; column and row mean nothing where the depth is not above 0.
        """
        right, up, ahead = self.axes()
        rel = points - np.array(self.eye)
        # written out: the last bits of a matrix product depend on the library that does it
        x, y, z = (rel[:, 0] * a[0] + rel[:, 1] * a[1] + rel[:, 2] * a[2] for a in (right, up, ahead))
        depth = np.where(np.abs(z) < 1e-9, 1e-9, z)
        return np.column_stack([self.centre[0] + self.focal * x / depth, self.centre[1] - self.focal * y / depth, z])


@dataclass(eq=False)
class Texture:
    """A picture with coverage, at all the sizes it is seen at; each is made when first wanted."""

    image: NDArray[np.uint8]
    """(U, V, 4) uint8, RGB times coverage, and coverage: first axis to the right, second axis downwards. Colour
    without coverage only adds light."""
    wide_m: float
    tall_m: float
    _made: dict[tuple[int, int], NDArray[np.uint8]] = field(default_factory=dict)

    @cached_property
    def opaque(self) -> bool:
        """Whether nothing shows through it."""
        return bool((self.image[..., 3] == 255).all())

    @classmethod
    def of(cls, canvas: Canvas, alpha: NDArray[np.uint8] | None = None) -> Texture:
        """What was drawn on a canvas, or a figure with its coverage; what shines is added."""
        rgb = cv2.add(canvas.rgb, canvas.emit)
        cover = np.full(rgb.shape[:2], 255, np.uint8) if alpha is None else alpha
        solid = rgb if alpha is None else cv2.multiply(rgb, cv2.merge([cover] * 3), scale=1 / 255)
        image = np.concatenate([np.asarray(solid, np.uint8), cover[..., None]], axis=2).transpose(1, 0, 2)
        return cls(np.ascontiguousarray(image), canvas.width / canvas.ppm, canvas.height / canvas.ppm)

    def level(self, i: int, j: int) -> NDArray[np.uint8]:
        """Halved i times to the right and j times downwards, with an empty rim of a texel for soft edges."""
        if (i, j) not in self._made:
            u, v = self.image.shape[:2]
            size = (max(v >> j, 1), max(u >> i, 1))
            small = self.image if not i | j else cv2.resize(self.image, size, interpolation=cv2.INTER_AREA)
            self._made[i, j] = cv2.copyMakeBorder(
                np.asarray(small, np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)
            ).astype(np.uint8)
        return self._made[i, j]


@dataclass(frozen=True, eq=False)
class Panel:
    """A texture somewhere in space."""

    texture: Texture
    corner: tuple[float, float, float]
    """Its upper left corner, metres."""
    across: tuple[float, float, float]
    """Unit vector from there to the right."""
    down: tuple[float, float, float]
    """Unit vector from there downwards, at a right angle."""
    gain: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """What its colours are multiplied by, 0..1."""

    def corners(self) -> NDArray[np.float64]:
        """(4, 3) float64: upper left, upper right, lower right, lower left."""
        return self.places(np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]))

    def places(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N, 3) metres of places given as (N, 2) shares of its width and height."""
        u = np.array(self.across) * self.texture.wide_m
        v = np.array(self.down) * self.texture.tall_m
        return np.asarray(np.array(self.corner) + shares[:, :1] * u + shares[:, 1:] * v, np.float64)


def upright(texture: Texture, x: float, y: float, z: float, bearing_deg: float = 0.0) -> Panel:
    """A panel that stands with the middle of its lower edge at (x, y, z), seen by who looks along the bearing."""
    turn = math.radians(bearing_deg)
    right = (math.cos(turn), -math.sin(turn), 0.0)
    half = texture.wide_m / 2
    corner = (x - right[0] * half, y - right[1] * half, z + texture.tall_m)
    return Panel(texture, corner, right, (0.0, 0.0, -1.0))


class _Plane:
    """Where the rays of a picture meet a panel, as linear functions of column and row."""

    def __init__(self, panel: Panel, shot: Shot) -> None:
        right, up, ahead = shot.axes()
        u, v = np.array(panel.across), np.array(panel.down)
        normal = np.array([u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]])
        rel = np.array(panel.corner) - np.array(shot.eye)
        away = _dot(normal, rel)
        self.edge_on = abs(away) < 1e-6
        f = shot.focal
        column, row = shot.centre

        def linear(vector: NDArray[np.float64]) -> tuple[float, float, float]:
            a, b = _dot(vector, right) / f, -_dot(vector, up) / f
            return a, b, _dot(vector, ahead) - a * column - b * row

        self.inverse = tuple(k / away for k in linear(normal)) if not self.edge_on else (0.0, 0.0, 0.0)
        self.u, self.v = linear(u), linear(v)
        self.u0, self.v0 = -_dot(u, rel), -_dot(v, rel)

    def at(self, column: float, row: float) -> tuple[float, float, float]:
        """Place in metres to the right and down, and one over the depth."""
        inverse = self.inverse[0] * column + self.inverse[1] * row + self.inverse[2]
        safe = inverse if abs(inverse) > 1e-9 else 1e-9
        u, v = (k[0] * column + k[1] * row + k[2] for k in (self.u, self.v))
        return u / safe + self.u0, v / safe + self.v0, inverse


def draw_panel(out: NDArray[np.uint8], panel: Panel, shot: Shot, *, behind: NDArray[np.float64] | None = None) -> None:
    """Paint a panel over a picture.

    Args:
        out: (columns, rows, 4) uint8, written to.
        panel: What to paint.
        shot: The camera.
        behind: (columns,) float64, one over the depth of what hides the panel in each column, 0 for nothing.
    """
    box = _box(panel, shot)
    if box is None:
        return
    plane = _Plane(panel, shot)
    if not plane.edge_on:
        _part(out, panel, plane, box, behind)


def _box(panel: Panel, shot: Shot) -> tuple[int, int, int, int] | None:
    """Columns and rows that the part before the eye can touch."""
    _, _, ahead = shot.axes()
    points = panel.corners()
    rel = points - np.array(shot.eye)
    z = rel[:, 0] * ahead[0] + rel[:, 1] * ahead[1] + rel[:, 2] * ahead[2]
    kept = []
    for k in range(4):
        a, b = points[k], points[(k + 1) % 4]
        za, zb = float(z[k]), float(z[(k + 1) % 4])
        if za > _NEAR_M:
            kept.append(a)
        if (za > _NEAR_M) != (zb > _NEAR_M):
            kept.append(a + (b - a) * ((_NEAR_M - za) / (zb - za)))
    if not kept:
        return None
    seen = shot.project(np.array(kept))
    low, high = seen[:, :2].min(axis=0), seen[:, :2].max(axis=0)
    c0, c1 = max(math.floor(max(low[0], -1e6)) - 1, 0), min(math.ceil(min(high[0], 1e6)) + 1, shot.size[0])
    r0, r1 = max(math.floor(max(low[1], -1e6)) - 1, 0), min(math.ceil(min(high[1], 1e6)) + 1, shot.size[1])
    return (c0, c1, r0, r1) if c1 > c0 and r1 > r0 else None


def _part(
    out: NDArray[np.uint8],
    panel: Panel,
    plane: _Plane,
    box: tuple[int, int, int, int],
    behind: NDArray[np.float64] | None,
) -> None:
    """One part of the picture; parted where the texture is seen far smaller at one end than at the other."""
    c0, c1, r0, r1 = box
    texture = panel.texture
    per_u, per_v = texture.image.shape[0] / texture.wide_m, texture.image.shape[1] / texture.tall_m
    # a little inside the corners: the plane goes on beyond the panel, but not for ever
    spots = [(c, r) for c in (c0 + 0.5, c1 - 0.5) for r in (r0 + 0.5, r1 - 0.5)]
    sizes = [_footprint(plane, c, r) for c, r in spots if plane.at(c, r)[2] > 1e-6]
    middle = ((c0 + c1) / 2, (r0 + r1) / 2)
    if len(sizes) < len(spots) or max(s[2] for s in sizes) > 3.0 * min(s[2] for s in sizes):
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
                    _part(out, panel, plane, one, behind)
            return
    sizes.append(_footprint(plane, *middle))
    i = _octave(min(s[0] for s in sizes) * per_u)
    j = _octave(min(s[1] for s in sizes) * per_v)
    _paint(out, panel, plane, box, (i, j), behind)


def _touched(plane: _Plane, texture: Texture, box: tuple[int, int, int, int]) -> bool:
    """Whether any of a part lies on the panel: false only where all its corners lie beyond one and the same edge."""
    c0, c1, r0, r1 = box
    beyond = [True] * 5
    for c in (c0, c1):
        for r in (r0, r1):
            inverse = plane.inverse[0] * c + plane.inverse[1] * r + plane.inverse[2]
            # u and v times the inverse depth stay linear where the plane passes the eye
            u = plane.u[0] * c + plane.u[1] * r + plane.u[2] + plane.u0 * inverse
            v = plane.v[0] * c + plane.v[1] * r + plane.v[2] + plane.v0 * inverse
            rim = 0.05 * texture.wide_m * abs(inverse), 0.05 * texture.tall_m * abs(inverse)
            tests = (
                u < -rim[0],
                u > texture.wide_m * inverse + rim[0],
                v < -rim[1],
                v > texture.tall_m * inverse + rim[1],
                inverse <= 0,
            )
            beyond = [a and b for a, b in zip(beyond, tests, strict=True)]
    return not any(beyond)


def _footprint(plane: _Plane, column: float, row: float) -> tuple[float, float, float]:
    """Metres to the right and down that a pixel spans, and their geometric mean's square."""
    u, v, inverse = plane.at(column, row)
    depth = 1 / max(inverse, 1e-6)
    du = [abs(plane.u[k] - (u - plane.u0) * plane.inverse[k]) * depth for k in (0, 1)]
    dv = [abs(plane.v[k] - (v - plane.v0) * plane.inverse[k]) * depth for k in (0, 1)]
    across, down = max(du), max(dv)
    return across, down, max(across, down)


def _octave(footprint: float) -> int:
    return min(max(math.frexp(footprint * 0.9)[1], 0), _LEVELS - 1)


def _paint(
    out: NDArray[np.uint8],
    panel: Panel,
    plane: _Plane,
    box: tuple[int, int, int, int],
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
    if not inner:
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
    for k, start, count, long in (
        (plane.u, plane.u0, image.shape[0], texture.wide_m),
        (plane.v, plane.v0, image.shape[1], texture.tall_m),
    ):
        per = 32 * (count - 2) / long
        place = field_of(k, per)
        place *= depth
        place += np.float32(start * per + 16)
        if not inner:
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


def _inner(plane: _Plane, texture: Texture, box: tuple[int, int, int, int], octaves: tuple[int, int]) -> bool:
    """Whether a part of the picture lies so far within the panel that no look-up meets its rim."""
    wide, tall = (3 << octaves[k] for k in (0, 1))
    rim = wide * texture.wide_m / texture.image.shape[0], tall * texture.tall_m / texture.image.shape[1]
    for c in (box[0], box[1]):
        for r in (box[2], box[3]):
            u, v, inverse = plane.at(c, r)
            if inverse <= 1e-4 or not (rim[0] < u < texture.wide_m - rim[0] and rim[1] < v < texture.tall_m - rim[1]):
                return False
    return True


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(a[0] * b[0] + a[1] * b[1] + a[2] * b[2])
