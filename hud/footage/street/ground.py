"""The ground in perspective, from tiles of four sharpnesses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import cv2
import numpy as np

from hud.footage.street.paving import TILE, Paving

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.camera import Eye
    from hud.footage.street.raycast import Hits, View
    from hud.footage.street.scene import Scene

# (from distance m, to distance m, texel m, samples per row): towards the horizon a row spans ever more ground,
# so it is sampled several times and averaged, or kerbs and crossings would flicker.
_BANDS = ((0.0, 10.8, 0.02, 2), (10.8, 22.5, 0.04, 4), (22.5, 50.0, 0.1, 4), (50.0, 170.0, 0.4, 4))


class Ground:
    """Draws the ground of a scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._paving = Paving(scene)

    def draw(self, out: NDArray[np.uint8], eye: Eye, view: View, hits: Hits) -> None:
        """Fill in the picture below the walls' feet.

        Args:
            out: (columns, rows, 4) uint8, written to.
            eye: The camera.
            view: Its columns.
            hits: What the walls hide.
        """
        scale = eye.height_m * view.focal
        foot = view.centre + scale * np.where(hits.inverse[0] > 0, hits.inverse[0], 0.0)
        first = max(math.floor(float(foot.min()) - 0.5), 0)
        if first >= view.rows:
            return
        middle = float(view.centre[view.columns // 2])
        previous = view.rows
        for near, far, texel, fine in _BANDS:
            start = max(math.ceil(middle + scale / far), first) if far < 160 else first
            start = min(max(start, first), previous)
            # walls hide most of the far ground: only the columns between them are drawn
            open_to = np.flatnonzero(foot < previous)
            if previous > start and len(open_to):
                a, b = int(open_to[0]), int(open_to[-1]) + 1
                part = view.part(a, b)
                ground = self._band(eye, part, start, previous, texel, fine, far)
                ground = self._haze(ground, start, middle, scale)
                mask = (np.arange(start, previous)[None, :] >= np.ceil(foot[a:b] - 0.5)[:, None]).astype(np.uint8)
                cv2.copyTo(ground, mask, out[a:b, start:previous])
            del near
            previous = start

    def _band(
        self, eye: Eye, view: View, start: int, stop: int, texel: float, fine: int, far: float
    ) -> NDArray[np.uint8]:
        count = (stop - start) * fine
        rows = ((np.arange(count) + 0.5) / fine + start).astype(np.float32)
        below = rows[None, :] - view.centre.astype(np.float32)[:, None]
        # rows at or above the horizon read the far end of the band; the haze hides it
        scale = np.float32(eye.height_m * view.focal)
        z = scale / np.maximum(below, scale / np.float32(far * 1.2))
        angle = math.radians(eye.bearing_deg)
        sin, cos = math.sin(angle), math.cos(angle)
        east = sin + cos * view.slope
        north = cos - sin * view.slope
        z0, z1 = float(z.min()), float(z.max())
        xs = [eye.x_m + k * e for k in (z0, z1) for e in (east[0], east[-1])]
        ys = [eye.y_m + k * e for k in (z0, z1) for e in (north[0], north[-1])]
        side = TILE * texel
        i0, i1 = math.floor((min(xs) - texel) / side), math.floor((max(xs) + texel) / side)
        j0, j1 = math.floor((min(ys) - texel) / side), math.floor((max(ys) + texel) / side)
        # only the part that is looked at is copied together
        left = max(math.floor((min(xs) - 2 * texel) / texel), i0 * TILE)
        right = min(math.ceil((max(xs) + 2 * texel) / texel), (i1 + 1) * TILE)
        low = max(math.floor((min(ys) - 2 * texel) / texel), j0 * TILE)
        high = min(math.ceil((max(ys) + 2 * texel) / texel), (j1 + 1) * TILE)
        sheet = np.empty((high - low, right - left, 4), np.uint8)
        for j in range(j0, j1 + 1):
            for i in range(i0, i1 + 1):
                a, b = max(left, i * TILE), min(right, (i + 1) * TILE)
                c, d = max(low, j * TILE), min(high, (j + 1) * TILE)
                if a < b and c < d:
                    tile = self._paving.tile(texel, i, j)
                    sheet[c - low : d - low, a - left : b - left] = tile[
                        c - j * TILE : d - j * TILE, a - i * TILE : b - i * TILE
                    ]
        x = z * (east / texel).astype(np.float32)[:, None]
        x += np.float32(eye.x_m / texel - left - 0.5)
        z *= (north / texel).astype(np.float32)[:, None]
        z += np.float32(eye.y_m / texel - low - 0.5)
        seen = cv2.remap(sheet, x, z, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        while fine > 1:
            # halving by linear look-up is the mean of two neighbours, and four times as quick as INTER_AREA
            fine //= 2
            seen = cv2.resize(seen, ((stop - start) * fine, view.columns), interpolation=cv2.INTER_LINEAR)
        return np.asarray(seen, np.uint8)

    def _haze(self, ground: NDArray[np.uint8], first: int, middle: float, scale: float) -> NDArray[np.uint8]:
        light = self._scene.light
        rows = np.arange(first, first + ground.shape[1]) + 0.5
        z = scale / np.maximum(rows - middle, 1e-3)
        air = np.maximum(z - 8.0, 0.0)
        share = np.minimum(air / (air + light.haze_m), 0.86)
        if not share.any():
            return ground
        keep = np.zeros((1, len(rows), 4), np.uint8)
        keep[0] = np.rint((1 - share) * 255)[:, None]
        add = np.zeros_like(keep)
        add[0, :, :3] = np.rint(np.array(light.horizon)[None, :] * share[:, None])
        ground = np.asarray(cv2.multiply(ground, np.repeat(keep, len(ground), axis=0), scale=1 / 255), np.uint8)
        return np.asarray(cv2.add(ground, np.repeat(add, len(ground), axis=0)), np.uint8)
