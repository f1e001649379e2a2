"""Flat pictures somewhere in space, and the camera that looks at them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.canvas import Canvas

NEAR_M = 0.06
"""What is nearer is not seen."""
Vector = tuple[float, float, float]


@lru_cache(maxsize=8)
def _axes(bearing_deg: float, pitch_deg: float) -> tuple[Vector, Vector, Vector]:
    turn, tilt = math.radians(bearing_deg), math.radians(pitch_deg)
    east, north = math.sin(turn), math.cos(turn)
    low, high = math.cos(tilt), math.sin(tilt)
    return (north, -east, 0.0), (-east * high, -north * high, low), (east * low, north * low, high)


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

    def axes(self) -> tuple[Vector, Vector, Vector]:
        """Unit vectors to the right, upwards in the picture, and ahead."""
        return _axes(self.bearing_deg, self.pitch_deg)

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


def outline(panel: Panel, shot: Shot) -> list[tuple[float, float]]:
    """Columns and rows of the corners of the part before the eye; empty where there is none."""
    right, up, ahead = shot.axes()
    ex, ey, ez = shot.eye
    (cx, cy, cz), texture = panel.corner, panel.texture
    ux, uy, uz = (k * texture.wide_m for k in panel.across)
    vx, vy, vz = (k * texture.tall_m for k in panel.down)
    corners = []
    for u, v in ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)):
        x, y, z = cx + u * ux + v * vx - ex, cy + u * uy + v * vy - ey, cz + u * uz + v * vz - ez
        corners.append(
            (
                x * right[0] + y * right[1] + z * right[2],
                x * up[0] + y * up[1] + z * up[2],
                x * ahead[0] + y * ahead[1] + z * ahead[2],
            )
        )
    out = []
    column, row = shot.centre
    for k, b in enumerate(corners):
        a = corners[k - 1]
        if (a[2] > NEAR_M) != (b[2] > NEAR_M):
            share = (NEAR_M - a[2]) / (b[2] - a[2])
            x, y = a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
            out.append((column + shot.focal * x / NEAR_M, row - shot.focal * y / NEAR_M))
        if b[2] > NEAR_M:
            out.append((column + shot.focal * b[0] / b[2], row - shot.focal * b[1] / b[2]))
    return out
