"""A stretch of the way that leads below a railway: tiled walls, lamps in a concrete ceiling, a bridge's face."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.canvas import Canvas
from hud.footage.street.panels import draw_panel
from hud.footage.street.space import Panel, Texture
from hud.footage.street.tunnel import BAY_M, HEIGHT_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.brush import Brush
    from hud.footage.street.light import Light
    from hud.footage.street.network import Network
    from hud.footage.street.space import Shot

_FACE_M = 2.5
_REST_M = 0.3
_INSET_M = 0.12
_GLOOM = 74
_LAMP = (255, 228, 178)


@dataclass(frozen=True, eq=False)
class Roof:
    """One straight piece of an underpass."""

    start: NDArray[np.float64]
    """(2,) float64, middle of the way where it begins."""
    along: NDArray[np.float64]
    """(2,) float64, unit vector of the way."""
    length_m: float
    half_m: float
    """Half the distance between its walls."""
    open_ends: tuple[bool, bool]
    """Where the day looks in: at its start, at its end."""

    @property
    def _right(self) -> NDArray[np.float64]:
        return np.array([self.along[1], -self.along[0]])

    def _corner(self, s: float, e: float) -> NDArray[np.float64]:
        return self.start + self.along * s + self._right * e

    def covers(self, x_m: float, y_m: float, margin_m: float = 1.2) -> bool:
        """Whether a place lies below it or within a margin of it along the way."""
        rel = np.array([x_m, y_m]) - self.start
        s = float(rel[0] * self.along[0] + rel[1] * self.along[1])
        e = float(rel[0] * self._right[0] + rel[1] * self._right[1])
        return -margin_m < s < self.length_m + margin_m and abs(e) < self.half_m + 1.5

    def below(self, places: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which places (N, 3) it keeps dry."""
        rel = places[:, :2] - self.start
        s = rel[:, 0] * self.along[0] + rel[:, 1] * self.along[1]
        e = rel[:, 0] * self._right[0] + rel[:, 1] * self._right[1]
        inside = (s > 0) & (s < self.length_m) & (np.abs(e) < self.half_m + 0.2)
        return np.asarray(inside & (places[:, 2] < HEIGHT_M + 2), bool)

    def walls(self) -> tuple[tuple[float, float, float, float], ...]:
        """x0 y0 x1 y1 of its two walls, the first end on the left seen from within."""
        half = self.half_m
        left = (self._corner(0.0, -half), self._corner(self.length_m, -half))
        right = (self._corner(self.length_m, half), self._corner(0.0, half))
        return tuple((float(a[0]), float(a[1]), float(b[0]), float(b[1])) for a, b in (left, right))

    def darken(self, brush: Brush, factor: NDArray[np.uint8]) -> None:
        """Take the daylight off the ground below it, and lay its lamps' light there.

        Args:
            brush: For a mask of the ground.
            factor: (N, N, 3) uint8, multiplier in 1/255, written to.
        """
        mask = brush.blank()
        a, b = (1.6 if k else 0.0 for k in self.open_ends)
        half = self.half_m + 1.0
        brush.fill(
            mask,
            [
                self._corner(a, -half),
                self._corner(self.length_m - b, -half),
                self._corner(self.length_m - b, half),
                self._corner(a, half),
            ],
            255,
        )
        if not mask.any():
            return
        mask = brush.soft(brush.soft(mask, 1.8), 1.8)
        lit = np.full((*mask.shape, 3), (_GLOOM, _GLOOM, _GLOOM + 4), np.uint8)
        axis = (np.arange(brush.count) + 0.5) * brush.texel_m
        pool = np.zeros(mask.shape, np.float32)
        for s in self._lamps():
            rel = self._corner(s, 0.0) - brush.low
            square = (axis[None, :] - rel[0]) ** 2 + (axis[:, None] - rel[1]) ** 2
            fall = np.clip(1 - square / 5.2**2, 0, 1).astype(np.float32)
            pool += fall * fall
        add = np.clip(pool[..., None] * np.array((84, 74, 54), np.float32), 0, 120).astype(np.uint8)
        lit = cv2.add(lit, add)
        share = cv2.merge([mask] * 3)
        kept = cv2.multiply(factor, cv2.bitwise_not(share), scale=1 / 255)
        cv2.add(kept, cv2.multiply(lit, share, scale=1 / 255), dst=factor)

    def _lamps(self) -> list[float]:
        count = max(round(self.length_m / BAY_M), 1)
        return [(k + 0.5) * self.length_m / count for k in range(count)]

    def draw(self, out: NDArray[np.uint8], shot: Shot, nearest: NDArray[np.float64], light: Light) -> None:
        """Paint its ceiling and its faces over the walls and the sky.

        Args:
            out: (columns, rows, 4) uint8, written to.
            shot: The camera.
            nearest: (columns,) float64, one over the depth of the nearest wall.
            light: What falls on the faces.
        """
        # it rests on its own walls: a little behind their surface it must still be there, or the day shines through
        behind = nearest * 0.88
        right = (float(self._right[0]), float(self._right[1]), 0.0)
        count = max(round(self.length_m / BAY_M), 1)
        step = self.length_m / count
        half = self.half_m + _REST_M
        ceiling = _ceiling(round(half * 100), round(step * 100))
        eye = np.array(shot.eye[:2]) - self.start
        at = float(eye[0] * self.along[0] + eye[1] * self.along[1])
        # seen from below, with the way upwards in the picture
        for k in sorted(range(count), key=lambda k: -abs((k + 0.5) * step - at)):
            far = self._corner((k + 1) * step, -half)
            down = (-float(self.along[0]), -float(self.along[1]), 0.0)
            draw_panel(out, Panel(ceiling, (far[0], far[1], HEIGHT_M), right, down), shot, behind=behind)
        tone = tuple(light.shade[c] * light.ambient[c] / 255 / 255 for c in range(3))
        face = _face(round(half * 100))
        for there, sign in ((0.0, 1.0), (self.length_m, -1.0)):
            if not self.open_ends[0 if sign > 0 else 1] or (at - there) * sign > 0:
                continue
            corner = self._corner(there - 0.02 * sign, -half * sign)
            panel = Panel(
                face,
                (float(corner[0]), float(corner[1]), HEIGHT_M + _FACE_M - 0.35),
                (right[0] * sign, right[1] * sign, 0.0),
                (0.0, 0.0, -1.0),
                (tone[0], tone[1], tone[2]),
            )
            draw_panel(out, panel, shot, behind=behind)


def build_roofs(line_xy: NDArray[np.float64], network: Network, under_m: tuple[float, float]) -> tuple[Roof, ...]:
    """The pieces of an underpass, one for each straight street that it leads along.

    Args:
        line_xy: (N, 2) float64, the walked line, metres.
        network: Its streets.
        under_m: From where to where along the line.
    """
    step = np.hypot(*np.diff(line_xy, axis=0).T)
    reached = np.concatenate([[0.0], np.cumsum(step)])
    s = np.linspace(*under_m, max(int((under_m[1] - under_m[0]) / 0.5), 2))
    points = np.column_stack([np.interp(s, reached, line_xy[:, k]) for k in (0, 1)])
    count = network.route_count
    ends = network.ends_m[:count]
    delta = ends[:, 2:] - ends[:, :2]
    length = np.maximum(np.hypot(delta[:, 0], delta[:, 1]), 1e-9)
    rel = points[:, None, :] - ends[None, :, :2]
    share = np.clip((rel * delta).sum(axis=2) / length**2, 0.0, 1.0)
    foot = rel - share[..., None] * delta
    street = np.argmin((foot**2).sum(axis=2), axis=1)
    used = sorted(set(street.tolist()))
    out = []
    for k in used:
        at = share[street == k, k] * length[k]
        first, last = float(at.min()), float(at.max())
        # where the way turns below the roof its pieces overlap, so that the outer corner is covered
        opens = (k == used[0], k == used[-1])
        half = float(network.half_m[k]) - _INSET_M
        first, last = first - (0 if opens[0] else half), last + (0 if opens[1] else half)
        if last - first < 0.5:
            continue
        unit = delta[k] / length[k]
        out.append(Roof(ends[k, :2] + unit * first, unit, last - first, half, opens))
    return tuple(out)


@cache
def _ceiling(half_cm: int, bay_cm: int) -> Texture:
    half, bay = half_cm / 100, bay_cm / 100
    canvas = Canvas(2 * half, bay, 40, (92, 90, 88))
    canvas.grain(0, 0, 2 * half, bay, 5.0, 0.5, 17)
    for k in range(1, max(round(2 * half / 1.2), 2)):
        x = k * 2 * half / max(round(2 * half / 1.2), 2)
        canvas.rect(x - 0.01, 0, x + 0.01, bay, (70, 69, 68))
    canvas.rect(0, 0, 2 * half, 0.45, (66, 66, 66))
    canvas.rect(0, 0.45, 2 * half, 0.55, (46, 46, 47))
    across = (np.arange(canvas.width, dtype=np.float32) + np.float32(0.5)) / np.float32(40) - np.float32(half)
    up = (np.arange(canvas.height, dtype=np.float32) + np.float32(0.5)) / np.float32(40) - np.float32(bay / 2)
    glow = np.clip(1 - (across[None, :] / 2.6) ** 2 - (up[:, None] / 2.6) ** 2, 0, 1)
    canvas.rgb[:] = np.minimum(
        canvas.rgb * np.float32(0.5) + (glow * glow)[..., None] * np.array((78, 68, 50), np.float32), 255
    ).astype(np.uint8)
    canvas.rect(half - 0.14, bay / 2 - 0.75, half + 0.14, bay / 2 + 0.75, (60, 60, 58))
    canvas.rect(half - 0.1, bay / 2 - 0.7, half + 0.1, bay / 2 + 0.7, _LAMP)
    return Texture.of(canvas)


@cache
def _face(half_cm: int) -> Texture:
    """The bridge seen from the street: a riveted girder below a stone parapet."""
    wide = 2 * half_cm / 100
    canvas = Canvas(wide, _FACE_M, 48, (112, 132, 126))
    canvas.grain(0, 0, wide, _FACE_M, 5.0, 0.5, 23)
    canvas.rect(0, 0, wide, 0.12, (84, 100, 96))
    canvas.rect(0, 1.12, wide, 1.28, (136, 154, 146))
    canvas.shade(0, 0.95, wide, 1.12, 1.0, 0.7)
    count = max(round(wide / 1.4), 2)
    for k in range(count + 1):
        x = wide * k / count
        canvas.rect(x - 0.05, 0.12, x + 0.05, 1.12, (128, 148, 140))
        canvas.rect(x + 0.05, 0.12, x + 0.08, 1.12, (80, 96, 92))
    for n in range(round(wide / 0.16)):
        for y in (0.06, 1.2):
            canvas.ellipse(0.08 + n * 0.16, y, 0.016, 0.016, (158, 174, 166))
    canvas.rect(0, 1.28, wide, _FACE_M - 0.2, (188, 178, 160))
    for row in range(3):
        y = 1.28 + 0.34 * row
        canvas.rect(0, y, wide, y + 0.015, (150, 142, 128))
        for k in range(round(wide / 0.9) + 1):
            x = k * 0.9 + (0.45 if row % 2 else 0)
            canvas.rect(x, y, x + 0.015, min(y + 0.34, _FACE_M - 0.2), (154, 146, 132))
    canvas.rect(0, _FACE_M - 0.22, wide, _FACE_M, (206, 198, 182))
    canvas.rect(0, _FACE_M - 0.25, wide, _FACE_M - 0.22, (140, 132, 120))
    # how high a lorry may be
    canvas.ellipse(wide / 2, 0.62, 0.36, 0.36, (186, 52, 44))
    canvas.ellipse(wide / 2, 0.62, 0.28, 0.28, (238, 234, 226))
    at = (round((wide / 2 - 0.235) * canvas.ppm), canvas.height - round(0.55 * canvas.ppm))
    cv2.putText(canvas.rgb, "4.0", at, cv2.FONT_HERSHEY_SIMPLEX, 0.42, (44, 44, 46), 1, cv2.LINE_AA)
    return Texture.of(canvas)
