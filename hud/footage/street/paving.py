"""The ground as square tiles seen from above: setts, flags, kerbs, crossings, shadows and pools of lamp light."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

from hud.footage.street.canvas import soft_noise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.footage.street.scene import Scene

TILE = 512
"""Texels on a side of every tile."""
_PERIOD_M = 20.48
_SETT = (172, 164, 154)
_FLAG = (196, 188, 176)
_KERB = (212, 206, 196)
_ASPHALT = (112, 112, 116)
_EARTH = (150, 148, 128)
_PAINT = (232, 228, 216)


@cache
def _setts() -> NDArray[np.float32]:
    """Setts in arcs, a factor of brightness per 2 cm texel, periodic over 1024 texels."""
    size = 1024
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) * np.float32(0.02)
    rng = np.random.default_rng(41)
    swing = (x / np.float32(1.28)) % 1 * 2 - 1
    lifted = (y + np.float32(0.3) * (1 - swing * swing)) / np.float32(_PERIOD_M / 184)
    row = np.floor(lifted).astype(np.int64)
    along = x / np.float32(_PERIOD_M / 192) + np.float32(0.5) * (row % 2)
    col = np.floor(along).astype(np.int64)
    tone = rng.random((184, 192), dtype=np.float32)
    out = np.float32(0.88) + np.float32(0.2) * tone[row % 184, col % 192]
    fy, fx = lifted - row, along - col
    edge = np.minimum(np.minimum(fx, 1 - fx), np.minimum(fy, 1 - fy))
    out *= np.float32(0.72) + np.float32(0.28) * np.clip(edge * 6, 0, 1)
    return np.asarray(out, np.float32)


@cache
def _setts_at(texel_m: float) -> NDArray[np.float32]:
    factor = round(texel_m / 0.02)
    size = max(1024 // factor, 1)
    return np.asarray(cv2.resize(_setts(), (size, size), interpolation=cv2.INTER_AREA), np.float32)


@cache
def _speckle(texel_m: float) -> NDArray[np.float32]:
    rng = np.random.default_rng(43)
    fine = rng.random((1024, 1024), dtype=np.float32)
    factor = round(texel_m / 0.02)
    size = max(1024 // factor, 1)
    small = cv2.resize(fine, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(np.float32(1.0) + (small - np.float32(0.5)) * np.float32(0.14), np.float32)


def _patch(texture: NDArray[np.float32], i: int, j: int) -> NDArray[np.float32]:
    """The part of a periodic texture that falls on tile (i, j)."""
    size = texture.shape[0]
    cols = (np.arange(TILE) + i * TILE) % size
    rows = (np.arange(TILE) + j * TILE) % size
    return np.asarray(texture[rows[:, None], cols[None, :]], np.float32)


class Paving:
    """Draws tiles on demand and keeps the latest ones."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._draw = lru_cache(maxsize=96)(self._tile)

    def tile(self, texel_m: float, i: int, j: int) -> NDArray[np.uint8]:
        """(TILE, TILE, 4) uint8; row 0 lies south, column 0 west, at (i, j) times TILE texels."""
        return self._draw(texel_m, i, j)

    def _tile(self, texel_m: float, i: int, j: int) -> NDArray[np.uint8]:
        scene = self._scene
        net = scene.network
        dress = net.dress
        side = TILE * texel_m
        low = np.array([i * side, j * side])
        brush = _Brush(low, texel_m)
        near = net.near(low, low + side, 2.0)
        large = _large_noise(texel_m, i, j)

        lane_mask, kerb_mask, pave_mask = brush.blank(), brush.blank(), brush.blank()
        for k in near:
            ends, half = net.ends_m[k], float(net.half_m[k])
            wide = dress.pavement_m * half / dress.half_m
            brush.capsule(pave_mask, ends, half + 0.6)
            brush.capsule(kerb_mask, ends, half - wide + 0.16)
            brush.capsule(lane_mask, ends, half - wide)
        ground = np.empty((TILE, TILE, 3), np.float32)
        ground[:] = _EARTH
        flags = self._flags(brush, near) if texel_m < 0.08 else np.full((TILE, TILE), 1.0, np.float32)
        _lay(ground, pave_mask, np.array(_FLAG, np.float32) * flags[..., None])
        _lay(ground, kerb_mask, np.array(_KERB, np.float32))
        if dress.drive:
            matter = np.array(_ASPHALT, np.float32) * _patch(_speckle(texel_m), i, j)[..., None]
        else:
            matter = np.array(_SETT, np.float32) * _patch(_setts_at(texel_m), i, j)[..., None]
        _lay(ground, lane_mask, matter)
        _lay(ground, self._gutter(brush, near), np.array((118, 114, 110), np.float32))
        _lay(ground, self._marks(brush, near), np.array(_PAINT, np.float32) * np.float32(0.97))
        _lay(ground, self._lids(brush, near), np.array((86, 84, 82), np.float32))
        ground *= (1 + large * np.float32(0.06))[..., None]
        ground *= self._light(brush, low, side)
        out = np.zeros((TILE, TILE, 4), np.uint8)
        out[..., :3] = np.clip(ground, 0, 255).astype(np.uint8)
        out.setflags(write=False)
        return out

    def _flags(self, brush: _Brush, near: NDArray[np.int64]) -> NDArray[np.float32]:
        """Paving flags laid along each street: a factor of brightness."""
        net = self._scene.network
        dress = net.dress
        tone = np.full((TILE, TILE), 128, np.uint8)
        for k in near:
            x0, y0, x1, y1 = net.ends_m[k]
            length = math.hypot(x1 - x0, y1 - y0)
            along = np.array([(x1 - x0) / length, (y1 - y0) / length])
            across = np.array([-along[1], along[0]])
            half = float(net.half_m[k])
            wide = dress.pavement_m * half / dress.half_m
            span = brush.span(np.array([x0, y0]), along, half)
            for sign in (-1.0, 1.0):
                for row in range(4):
                    a, b = half - wide * (row + 1) / 4 + 0.02, half - wide * row / 4
                    step = 0.62 + 0.12 * ((row * 7) % 3)
                    first = math.floor(max(span[0], -half) / step)
                    last = math.ceil(min(span[1], length + half) / step)
                    for n in range(first, last):
                        value = 112 + (n * 2654435761 + row * 40503 + int(k) * 97) % 64 // 2
                        s0, s1 = n * step + 0.02, (n + 1) * step
                        start = np.array([x0, y0])
                        corners = [
                            start + along * s + across * (sign * d) for s, d in ((s0, a), (s1, a), (s1, b), (s0, b))
                        ]
                        brush.fill(tone, corners, value)
        joint = tone == 128
        factor = np.float32(1.0) + (tone.astype(np.float32) - np.float32(128)) / np.float32(300)
        factor[joint] = np.float32(0.86)
        return np.asarray(factor, np.float32)

    def _gutter(self, brush: _Brush, near: NDArray[np.int64]) -> NDArray[np.uint8]:
        """A thin dark line at the foot of the kerb, left out where streets meet."""
        net = self._scene.network
        mask = brush.blank()
        for k in near:
            half = float(net.half_m[k])
            edge = half - net.dress.pavement_m * half / net.dress.half_m
            brush.capsule(mask, net.ends_m[k], edge)
        for k in near:
            half = float(net.half_m[k])
            edge = half - net.dress.pavement_m * half / net.dress.half_m
            brush.capsule(mask, net.ends_m[k], edge - 0.07, value=0)
        return mask

    def _marks(self, brush: _Brush, near: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Zebra crossings before junctions, and on roads the broken centre line."""
        scene = self._scene
        net = scene.network
        mask = brush.blank()
        for centre, along, half in net.crossings:
            if not brush.meets(centre, half + 3):
                continue
            across = np.array([-along[1], along[0]])
            d = -half + 0.35
            while d < half - 0.3:
                corners = [
                    centre + along * s + across * e for s, e in ((-1.4, d), (1.4, d), (1.4, d + 0.45), (-1.4, d + 0.45))
                ]
                brush.fill(mask, corners, 255)
                d += 0.95
        if not net.dress.drive:
            return mask
        for k in near:
            x0, y0, x1, y1 = net.ends_m[k]
            length = math.hypot(x1 - x0, y1 - y0)
            along = np.array([(x1 - x0) / length, (y1 - y0) / length])
            across = np.array([-along[1], along[0]])
            start = np.array([x0, y0])
            span = brush.span(start, along, 1.0)
            n = math.floor(max(span[0], 0.0) / 6.0)
            while n * 6.0 < min(span[1], length):
                s0, s1 = n * 6.0, min(n * 6.0 + 3.0, length)
                corners = [
                    start + along * s + across * e for s, e in ((s0, -0.07), (s1, -0.07), (s1, 0.07), (s0, 0.07))
                ]
                brush.fill(mask, corners, 255)
                n += 1
        return mask

    def _lids(self, brush: _Brush, near: NDArray[np.int64]) -> NDArray[np.uint8]:
        net = self._scene.network
        mask = brush.blank()
        for k in near:
            x0, y0, x1, y1 = net.ends_m[k]
            length = math.hypot(x1 - x0, y1 - y0)
            for n in range(int(length // 17)):
                share = (n * 17 + 9 + (k * 5 + n * 7) % 6) / length
                off = 0.9 if n % 2 else -0.8
                across = np.array([-(y1 - y0), x1 - x0]) / length * off
                centre = np.array([x0 + (x1 - x0) * share, y0 + (y1 - y0) * share]) + across
                if brush.meets(centre, 1.0):
                    brush.disc(mask, centre, 0.31, 255)
                    brush.disc(mask, centre, 0.26, 150)
        return mask

    def _light(self, brush: _Brush, low: NDArray[np.float64], side: float) -> NDArray[np.float32]:
        """(TILE, TILE, 3) float32 factor: sun or shade, darkness near the walls, lamps."""
        scene = self._scene
        light = scene.light
        shade = np.array(light.shade, np.float32) / np.float32(255)
        sun = np.array(light.sun, np.float32) / np.float32(255)
        prints = scene.houses.prints_m
        reach = (14.0 / light.sun_tan if light.sun_tan else 0.0) + 3.0
        middle = prints.mean(axis=1)
        inside = (middle > low - reach - 12).all(axis=1) & (middle < low + side + reach + 12).all(axis=1)
        dark = brush.blank()
        beside = scene.props_xy - low
        props = np.flatnonzero((beside > -9).all(axis=1) & (beside < side + 9).all(axis=1))
        if light.sun_tan:
            for k in np.flatnonzero(inside):
                shift = -scene.to_sun * (scene.houses.height_m[k] / light.sun_tan)
                corners = np.concatenate([prints[k], prints[k] + shift])
                hull = cv2.convexHull(corners.astype(np.float32))[:, 0].astype(np.float64)
                brush.fill(dark, list(hull), 255)
            for k in props:
                prop = scene.props[int(k)]
                high, wide, _ = prop.shadow_m
                shift = -scene.to_sun * ((high + prop.base_m) / light.sun_tan)
                brush.oval(dark, scene.props_xy[k] + shift, -scene.to_sun, wide * (1 + 0.5 / light.sun_tan), wide)
                if wide:
                    brush.stroke(dark, scene.props_xy[k], scene.props_xy[k] + shift, 0.09 if high > 2 else wide)
            soft = max(round(0.24 / brush.texel_m), 1) | 1
            dark = cv2.blur(dark, (soft, soft))
        else:
            dark[:] = 255
        share = dark.astype(np.float32)[..., None] / np.float32(255)
        factor = sun + (shade - sun) * share
        if light.lamps:
            factor = factor * (np.array(light.ambient, np.float32) / np.float32(255))
        # the foot of a wall sees less of the sky
        near_wall = brush.blank()
        for k in np.flatnonzero(inside):
            brush.fill(near_wall, list(prints[k]), 255)
        wide = max(round(0.9 / brush.texel_m), 1) | 1
        near_wall = cv2.blur(cv2.blur(near_wall, (wide, wide)), (wide, wide))
        factor *= np.float32(1) - near_wall.astype(np.float32)[..., None] * np.float32(0.5 / 255)
        feet = brush.blank()
        for k in props:
            foot = scene.props[int(k)].shadow_m[2]
            if foot:
                brush.disc(feet, scene.props_xy[k], foot, 200)
        wide = max(round(0.3 / brush.texel_m), 1) | 1
        feet = cv2.blur(feet, (wide, wide))
        factor *= np.float32(1) - feet.astype(np.float32)[..., None] * np.float32(0.5 / 255)
        if light.lamps:
            self._lamps(brush, low, side, props, inside, factor)
        return np.asarray(factor, np.float32)

    def _lamps(
        self,
        brush: _Brush,
        low: NDArray[np.float64],
        side: float,
        props: NDArray[np.int64],
        inside: NDArray[np.bool_],
        factor: NDArray[np.float32],
    ) -> None:
        """Pools of light below the lamps, and what falls out of the shops."""
        scene = self._scene
        small = 64
        axis = (np.arange(small) + 0.5) * (side / small)
        field = np.zeros((small, small), np.float32)
        for k in props:
            if scene.props[int(k)].sprite != "lamp":
                continue
            rel = scene.props_xy[k] - low
            square = (axis[None, :] - rel[0]) ** 2 + (axis[:, None] - rel[1]) ** 2
            fall = np.clip(1 - square / 7.5**2, 0, 1).astype(np.float32)
            field += fall * fall * np.float32(0.62)
        wide = cv2.resize(field, (TILE, TILE), interpolation=cv2.INTER_LINEAR)
        factor += wide[..., None] * np.array((1.0, 0.74, 0.44), np.float32)
        spill = brush.blank()
        for k in np.flatnonzero(inside):
            if scene.shop[k]:
                left, right, _, back = scene.houses.prints_m[k]
                out = left - back
                out = out / max(math.hypot(*out), 1e-9) * 2.4
                brush.fill(spill, [left, right, right + out, left + out], 150)
        soft = max(round(1.5 / brush.texel_m), 1) | 1
        spill = cv2.blur(cv2.blur(spill, (soft, soft)), (soft, soft))
        factor += spill.astype(np.float32)[..., None] * (
            np.array((1.0, 0.76, 0.46), np.float32) * np.float32(0.6 / 255)
        )


class _Brush:
    """Draws shapes given in metres into one tile."""

    def __init__(self, low: NDArray[np.float64], texel_m: float) -> None:
        self.low = low
        self.texel_m = texel_m
        self.side = TILE * texel_m

    def blank(self) -> NDArray[np.uint8]:
        return np.zeros((TILE, TILE), np.uint8)

    def _fixed(self, points: NDArray[np.float64]) -> NDArray[np.int32]:
        texels = np.clip((points - self.low) / self.texel_m - 0.5, -60000, 60000)
        return np.round(texels * 16).astype(np.int32)

    def meets(self, centre: NDArray[np.float64], reach_m: float) -> bool:
        rel = centre - self.low
        return bool((rel > -reach_m).all() and (rel < self.side + reach_m).all())

    def span(self, start: NDArray[np.float64], along: NDArray[np.float64], margin: float) -> tuple[float, float]:
        """Between which distances along a line the tile can lie."""
        rel = self.low + np.array([[0, 0], [0, 1], [1, 0], [1, 1]]) * self.side - start
        at = rel[:, 0] * along[0] + rel[:, 1] * along[1]
        return float(at.min()) - margin, float(at.max()) + margin

    def fill(self, mask: NDArray[np.uint8], corners: Sequence[NDArray[np.float64]], value: int) -> None:
        points = np.array(corners)
        if (points.max(axis=0) < self.low - 1).any() or (points.min(axis=0) > self.low + self.side + 1).any():
            return
        cv2.fillConvexPoly(mask, self._fixed(points), float(value), cv2.LINE_AA, 4)

    def disc(self, mask: NDArray[np.uint8], centre: NDArray[np.float64], radius_m: float, value: int) -> None:
        at = self._fixed(centre[None])[0]
        radius = max(round(radius_m / self.texel_m * 16), 1)
        cv2.circle(mask, (int(at[0]), int(at[1])), radius, float(value), -1, cv2.LINE_AA, 4)

    def oval(
        self,
        mask: NDArray[np.uint8],
        centre: NDArray[np.float64],
        way: NDArray[np.float64],
        long_m: float,
        wide_m: float,
    ) -> None:
        """An ellipse, its long axis along a way."""
        if long_m <= 0 or not self.meets(centre, long_m):
            return
        across = np.array([-way[1], way[0]])
        turn = [math.tau * k / 20 for k in range(20)]
        self.fill(mask, [centre + way * (long_m * math.cos(a)) + across * (wide_m * math.sin(a)) for a in turn], 255)

    def stroke(self, mask: NDArray[np.uint8], a: NDArray[np.float64], b: NDArray[np.float64], wide_m: float) -> None:
        """A straight band between two points."""
        step = b - a
        size = math.hypot(*step)
        if size > 1e-6:
            across = np.array([-step[1], step[0]]) / size * (wide_m / 2)
            self.fill(mask, [a + across, b + across, b - across, a - across], 255)

    def capsule(self, mask: NDArray[np.uint8], ends: NDArray[np.float64], half_m: float, *, value: int = 255) -> None:
        if half_m <= 0:
            return
        a, b = ends[:2], ends[2:]
        size = math.hypot(*(b - a))
        across = np.array([-(b - a)[1], (b - a)[0]]) / max(size, 1e-9) * half_m
        self.fill(mask, [a + across, b + across, b - across, a - across], value)
        for end in (a, b):
            if self.meets(end, half_m):
                self.disc(mask, end, half_m, value)


def _lay(ground: NDArray[np.float32], mask: NDArray[np.uint8], colour: NDArray[np.float32]) -> None:
    share = mask.astype(np.float32)[..., None] / np.float32(255)
    ground += (colour - ground) * share


def _large_noise(texel_m: float, i: int, j: int) -> NDArray[np.float32]:
    """Unevenness over metres, the same in tiles of every sharpness."""
    noise = soft_noise(512, 22, 3)
    texels = (np.arange(TILE) + 0.5) * texel_m / 0.12
    start = TILE * texel_m / 0.12
    cols = ((texels + i * start) % 512).astype(np.int64)
    rows = ((texels + j * start) % 512).astype(np.int64)
    return np.asarray(noise[rows[:, None], cols[None, :]], np.float32)
