"""The ground as square tiles seen from above: setts, flags, kerbs, crossings, shadows and pools of lamp light."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.brush import Brush
from hud.footage.street.island import lay_ring, ring_quads
from hud.footage.street.surfaces import TILE, even, lay, surface, unevenness_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.scene import Scene

_KEPT = 400
_LIGHT_TEXEL_M = 0.08
_LIGHT_RIM_M = 1.9
_FLAG = (196, 188, 176)
_KERB = (212, 206, 196)
_EARTH = (150, 148, 128)
_PAINT = (232, 228, 216)
_SOAKED = 150
_BEND = 0.8
"""Cosine of a turn that is a corner and no bend."""
_BEFORE_RING_M = 10.4


class Tiles:
    """The latest tiles of all the pavings of a walk."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Paving, float, int, int], NDArray[np.uint8]] = OrderedDict()

    def get(self, key: tuple[Paving, float, int, int]) -> NDArray[np.uint8] | None:
        """A tile, if it is still there; it counts as used."""
        tile = self._kept.get(key)
        if tile is not None:
            self._kept.move_to_end(key)
        return tile

    def put(self, key: tuple[Paving, float, int, int], tile: NDArray[np.uint8]) -> None:
        """Keep a tile in place of the one not used for longest."""
        self._kept[key] = tile
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


class Paving:
    """Draws tiles on demand."""

    def __init__(self, scene: Scene, tiles: Tiles) -> None:
        self._scene = scene
        self._tiles = tiles
        self.drawn = 0

    def tile(self, texel_m: float, i: int, j: int) -> NDArray[np.uint8]:
        """(TILE, TILE, 4) uint8; row 0 lies south, column 0 west, at (i, j) times TILE texels."""
        kept = self._tiles.get((self, texel_m, i, j))
        if kept is not None:
            return kept
        self.drawn += 1
        tile = self._tile(texel_m, i, j)
        self._tiles.put((self, texel_m, i, j), tile)
        return tile

    def prepare(self, texel_m: float, i: int, j: int) -> bool:
        """Draw a tile ahead of its use. False where it was there already."""
        drawn = self.drawn
        self.tile(texel_m, i, j)
        return self.drawn > drawn

    def _tile(self, texel_m: float, i: int, j: int) -> NDArray[np.uint8]:
        scene = self._scene
        net = scene.network
        dress = net.dress
        side = TILE * texel_m
        low = np.array([i * side, j * side])
        brush = Brush(low, texel_m, TILE)
        near = net.near(low, low + side, 2.0)

        lane_mask, kerb_mask, pave_mask = brush.blank(), brush.blank(), brush.blank()
        for k in near:
            ends, kerb = net.ends_m[k], float(net.kerb_m[k])
            brush.capsule(pave_mask, ends, float(net.half_m[k]) + 0.6)
            brush.capsule(kerb_mask, ends, kerb + 0.16)
            brush.capsule(lane_mask, ends, kerb)
        ground = np.empty((TILE, TILE, 3), np.uint8)
        ground[:] = _EARTH
        if len(near):
            fine = texel_m < 0.08 and bool((pave_mask > kerb_mask).any())
            lay(ground, pave_mask, self._flags(brush, near) if fine else even(_FLAG))
        lay(ground, kerb_mask, even(_KERB))
        period = max(1024 // round(texel_m / 0.02), 1)
        matter = "asphalt" if dress.drive else "setts"
        lay(ground, lane_mask, surface(matter, texel_m, i * TILE % period, j * TILE % period))
        lay(ground, self._gutter(brush, near), even((118, 114, 110)))
        lay(ground, self._marks(brush, near), even(_PAINT))
        lay(ground, self._lids(brush, near), even((86, 84, 82)))
        for _, ring in net.rings:
            if brush.meets(ring.centre_m, ring.open_m + 12.0):
                lay_ring(ground, lane_mask, ring, [m for m in net.mouths if m.ring is ring], brush)
        factor = self._light(low, texel_m)
        cv2.multiply(factor, cv2.merge([unevenness_of(texel_m, i, j)] * 3), dst=factor, scale=1 / 255)
        cv2.multiply(ground, factor, dst=ground, scale=1 / 255)
        if scene.light.rain:
            # water fills the pores that would scatter the light back
            cv2.multiply(ground, np.full_like(ground, _SOAKED), dst=ground, scale=1 / 255)
        out = np.zeros((TILE, TILE, 4), np.uint8)
        out[..., :3] = ground
        if scene.light.wet:
            # the fourth byte says how wet: puddles lie where the ground dips
            dip = (np.int16(255) - unevenness_of(texel_m, i, j)).astype(np.int16) * 7 - 20
            wet = np.clip(dip, 110 if scene.light.rain else 70, 255).astype(np.uint8)
            out[..., 3] = cv2.multiply(
                wet, cv2.LUT(lane_mask, (140 + np.arange(256) * 115 // 255).astype(np.uint8)), scale=1 / 255
            )
        out.setflags(write=False)
        return out

    def _flags(self, brush: Brush, near: NDArray[np.int64]) -> NDArray[np.uint8]:
        """Paving flags laid along each street."""
        net = self._scene.network
        out = np.empty((TILE, TILE, 3), np.uint8)
        out[:] = [c * 0.88 for c in _FLAG]
        for k in near:
            x0, y0, x1, y1 = net.ends_m[k]
            length = math.hypot(x1 - x0, y1 - y0)
            if not length:
                continue
            start = np.array([x0, y0])
            along = np.array([(x1 - x0) / length, (y1 - y0) / length])
            across = np.array([-along[1], along[0]])
            half = float(net.half_m[k])
            wide = half - float(net.kerb_m[k])
            span = brush.span(start, along, 1.0)
            for row in range(8):
                sign, band = (-1.0, 1.0)[row // 4], row % 4
                a, b = half - wide * (band + 1) / 4 + 0.02, half - wide * band / 4
                step = 0.62 + 0.12 * ((band * 7) % 3)
                n = np.arange(math.floor(max(span[0], -half) / step), math.ceil(min(span[1], length + half) / step))
                if not len(n):
                    continue
                s0, s1 = (n * step + 0.02)[:, None], ((n + 1) * step)[:, None]
                near_edge, far_edge = start + across * (sign * a), start + across * (sign * b)
                quads = np.stack(
                    [near_edge + along * s0, near_edge + along * s1, far_edge + along * s1, far_edge + along * s0],
                    axis=1,
                )
                _lay_flags(out, brush, quads, n * 7919 + row * 40503 + int(k) * 97)
        for k, ring in net.rings:
            if k in near:
                wide = (ring.open_m - ring.outer_m) / 4
                for row in range(4):
                    a, b = ring.outer_m + wide * row, ring.outer_m + wide * (row + 1) - 0.02
                    count = math.ceil(math.tau * b / (0.62 + 0.12 * (row * 7 % 3)))
                    n = np.arange(count)
                    _lay_flags(out, brush, ring_quads(ring, a, b, count), n * 7919 + row * 40503)
        return out

    def _gutter(self, brush: Brush, near: NDArray[np.int64]) -> NDArray[np.uint8]:
        """A thin dark line at the foot of the kerb, left out where streets meet."""
        net = self._scene.network
        mask = brush.blank()
        for k in near:
            brush.capsule(mask, net.ends_m[k], float(net.kerb_m[k]))
        for k in near:
            brush.capsule(mask, net.ends_m[k], float(net.kerb_m[k]) - 0.07, value=0)
        return mask

    def _marks(self, brush: Brush, near: NDArray[np.int64]) -> NDArray[np.uint8]:
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
            if not length:
                continue
            along = np.array([(x1 - x0) / length, (y1 - y0) / length])
            across = np.array([-along[1], along[0]])
            start = np.array([x0, y0])
            span = brush.span(start, along, 1.0)
            # a side street's lines begin outside the road it leaves
            first = 0.0 if k < net.route_count else net.dress.half_m + 1.0
            # the wearer drives in the inner one of two lanes, beside a double line, beyond which traffic comes the
            # other way
            middle = 2.1 * net.dress.side
            lanes = (-middle,) if k < net.route_count + 2 else (0.0,)
            doubled = (middle - 0.14, middle + 0.14) if k < net.route_count + 2 else ()
            last = length
            if k and k < net.route_count and _turns(net.ends_m[k - 1], net.ends_m[k]):
                first = net.dress.half_m
            if k + 1 < net.route_count and _turns(net.ends_m[k], net.ends_m[k + 1]):
                last = length - net.dress.half_m
            for mouth in net.mouths:
                # they end before the crossing of a roundabout
                if mouth.route and math.hypot(*(mouth.at_m - start)) < 0.1:
                    first = _BEFORE_RING_M
                elif mouth.route and math.hypot(*(mouth.at_m - net.ends_m[k, 2:])) < 0.1:
                    last = length - _BEFORE_RING_M
            n = math.floor(max(span[0], first) / 6.0) + (1 if first else 0)
            while n * 6.0 < min(span[1], last):
                s0 = n * 6.0
                for lane in (*lanes, *doubled):
                    s1 = min(s0 + (6.0 if lane in doubled else 3.0), last)
                    sides = ((s0, lane - 0.07), (s1, lane - 0.07), (s1, lane + 0.07), (s0, lane + 0.07))
                    brush.fill(mask, [start + along * s + across * e for s, e in sides], 255)
                n += 1
        return mask

    def _lids(self, brush: Brush, near: NDArray[np.int64]) -> NDArray[np.uint8]:
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

    def _light(self, low: NDArray[np.float64], texel_m: float) -> NDArray[np.uint8]:
        """(TILE, TILE, 3) uint8, multiplier in 1/255: sun or shade, darkness near the walls, lamps.

        Light is soft, so it is drawn coarser than the ground, with a rim beyond the tile for the blurring.
        """
        coarse = max(round(_LIGHT_TEXEL_M / texel_m), 1)
        count = TILE // coarse
        rim = max(math.ceil(_LIGHT_RIM_M / (texel_m * coarse)), 2)
        brush = Brush(low - rim * texel_m * coarse, texel_m * coarse, count + 2 * rim)
        field = self._light_field(brush)
        if coarse > 1:
            size = (count + 2 * rim) * coarse
            field = np.asarray(cv2.resize(field, (size, size), interpolation=cv2.INTER_LINEAR), np.uint8)
        at = rim * coarse
        return np.ascontiguousarray(field[at : at + TILE, at : at + TILE])

    def _light_field(self, brush: Brush) -> NDArray[np.uint8]:
        scene = self._scene
        light = scene.light
        low, side = brush.low, brush.side
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
            dark = brush.soft(dark, 0.24)
        else:
            dark[:] = 255
        if light.lamps:
            ambient = np.array(light.ambient, np.float32) / np.float32(255)
            sun, shade = sun * ambient, shade * ambient
        ramp = (np.arange(256, dtype=np.float32) / np.float32(255))[:, None]
        table = np.clip(np.rint((sun + (shade - sun) * ramp) * 255), 0, 255).astype(np.uint8)
        factor = np.asarray(cv2.LUT(cv2.merge([dark] * 3), table[None]), np.uint8)
        # the foot of a wall, and whatever stands on the ground, sees less of the sky
        near_wall = brush.blank()
        for k in np.flatnonzero(inside):
            brush.fill(near_wall, list(prints[k]), 255)
        near_wall = brush.soft(brush.soft(near_wall, 0.9), 0.9)
        feet = brush.blank()
        for k in props:
            foot = scene.props[int(k)].shadow_m[2]
            if foot:
                brush.disc(feet, scene.props_xy[k], foot, 200)
        feet = brush.soft(feet, 0.3)
        closed = cv2.LUT(cv2.max(near_wall, feet), (255 - np.arange(256) // 2).astype(np.uint8))
        cv2.multiply(factor, cv2.merge([closed] * 3), dst=factor, scale=1 / 255)
        if light.lamps:
            self._lamps(brush, low, side, props, inside, factor)
        for roof in scene.roofs:
            roof.darken(brush, factor)
        return factor

    def _lamps(
        self,
        brush: Brush,
        low: NDArray[np.float64],
        side: float,
        props: NDArray[np.int64],
        inside: NDArray[np.bool_],
        factor: NDArray[np.uint8],
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
            field += fall * fall * np.float32(165)
        size = (brush.count, brush.count)
        pool = cv2.resize(np.clip(field, 0, 255).astype(np.uint8), size, interpolation=cv2.INTER_LINEAR)
        spill = brush.blank()
        for k in np.flatnonzero(inside):
            if scene.shop[k]:
                left, right, _, back = scene.houses.prints_m[k]
                out = left - back
                out = out / max(math.hypot(*out), 1e-9) * 2.4
                brush.fill(spill, [left, right, right + out, left + out], 100)
        pool = cv2.add(pool, brush.soft(brush.soft(spill, 1.5), 1.5))
        warm = np.arange(256)[:, None] * np.array((1.0, 0.75, 0.45))
        cv2.add(factor, cv2.LUT(cv2.merge([pool] * 3), np.rint(warm).astype(np.uint8)[None]), dst=factor)


def _lay_flags(out: NDArray[np.uint8], brush: Brush, quads: NDArray[np.float64], lots: NDArray[np.int64]) -> None:
    """Paving flags (N, 4, 2), each of one of eight tones."""
    tone = lots // 3 % 8
    inside = brush.touched(quads)
    for value in range(8):
        chosen = inside & (tone == value)
        if chosen.any():
            colour = [float(min(c * (0.94 + 0.018 * value), 255)) for c in _FLAG]
            cv2.fillPoly(out, list(brush.fixed(quads[chosen])), colour, cv2.LINE_AA, 4)


def _turns(a: NDArray[np.float64], b: NDArray[np.float64]) -> bool:
    """Whether two stretches of road meet at a corner, where lanes are not marked."""
    (ax, ay), (bx, by) = a[2:] - a[:2], b[2:] - b[:2]
    return bool(ax * bx + ay * by < _BEND * math.hypot(ax, ay) * math.hypot(bx, by))
