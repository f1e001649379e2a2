"""The ground in perspective, from tiles of four sharpnesses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.paving import Paving
from hud.footage.street.surfaces import TILE
from hud.footage.street.texels import stepped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.camera import Eye
    from hud.footage.street.paving import Tiles
    from hud.footage.street.raycast import Hits, View
    from hud.footage.street.scene import Scene

# (from distance m, to distance m, texel m, samples per row): towards the horizon a row spans ever more ground,
# so it is sampled several times and averaged, or kerbs and crossings would flicker.
_WALK_BANDS = (
    (0.0, 10.8, 0.02, 2),
    (10.8, 16.0, 0.02, 2),
    (16.0, 30.0, 0.04, 4),
    (30.0, 60.0, 0.1, 4),
    (60.0, 170.0, 0.4, 2),
)
# asphalt has no joints to show, and tiles pass ten times as fast
_DRIVE_BANDS = ((0.0, 16.0, 0.04, 2), (16.0, 40.0, 0.08, 4), (40.0, 170.0, 0.4, 4))


class _Patch:
    """The part of the ground that a band of rows looks at."""

    def __init__(self, eye: Eye, view: View, texel: float, near_m: float, far_m: float) -> None:
        angle = math.radians(eye.bearing_deg)
        sin, cos = math.sin(angle), math.cos(angle)
        self.east = sin + cos * view.slope
        self.north = cos - sin * view.slope
        rays = [(float(self.east[k]), float(self.north[k])) for k in (0, -1)]
        # corners in texels, in order round the patch
        self._corners = [
            ((eye.x_m + z * rays[k][0]) / texel, (eye.y_m + z * rays[k][1]) / texel)
            for z, k in ((near_m, 0), (near_m, 1), (far_m, 1), (far_m, 0))
        ]
        xs, ys = [c[0] for c in self._corners], [c[1] for c in self._corners]
        self.left, self.right = math.floor(min(xs)) - 2, math.ceil(max(xs)) + 2
        self.low, self.high = math.floor(min(ys)) - 2, math.ceil(max(ys)) + 2

    def tiles(self) -> list[tuple[int, int]]:
        """Tiles that the patch touches; those beside the slanting view are left out."""
        out = []
        for j in range(self.low // TILE, (self.high - 1) // TILE + 1):
            for i in range(self.left // TILE, (self.right - 1) // TILE + 1):
                if self._touches(i * TILE - 2, j * TILE - 2, (i + 1) * TILE + 2, (j + 1) * TILE + 2):
                    out.append((i, j))
        return out

    def _touches(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        for k, (ax, ay) in enumerate(self._corners):
            bx, by = self._corners[(k + 1) % 4]
            nx, ny = by - ay, ax - bx  # outwards: the corners run anticlockwise seen from above
            if all((x - ax) * nx + (y - ay) * ny > 0 for x in (x0, x1) for y in (y0, y1)):
                return False
        return True


class Ground:
    """Draws the ground of a scene."""

    def __init__(self, scene: Scene, tiles: Tiles) -> None:
        self._scene = scene
        self._paving = Paving(scene, tiles)
        self._bands = _DRIVE_BANDS if scene.network.dress.drive else _WALK_BANDS

    @property
    def drawn(self) -> int:
        """How many tiles have been drawn so far."""
        return self._paving.drawn

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
        for near, far, texel, fine in self._bands:
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

    def mirror(self, out: NDArray[np.uint8], eye: Eye, view: View, hits: Hits) -> None:
        """Let wet ground show the walls and the sky upside down, blurred."""
        light = self._scene.light
        scale = eye.height_m * view.focal
        foot = view.centre + scale * np.where(hits.inverse[0] > 0, hits.inverse[0], 0.0)
        first = max(math.floor(float(foot.min())), 0)
        if not light.wet or view.rows - first < 4:
            return
        # half as fine in both ways: it is blurred anyway
        rows = np.arange(first, view.rows, 2, dtype=np.float32) + np.float32(0.5)
        columns = np.arange(0, view.columns, 2, dtype=np.float32)
        up = 2 * foot[::2].astype(np.float32)[:, None] - rows[None, :]
        across = np.broadcast_to(columns[:, None], up.shape).copy()
        seen = cv2.remap(out, stepped(up), across, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        seen = cv2.blur(cv2.blur(seen, (15, 3)), (9, 3))
        # the flatter the gaze, the more the ground mirrors
        distance = scale / np.maximum(rows - float(view.centre[view.columns // 2]), 1.0)
        share = np.clip(light.wet * (0.45 + distance / 22.0), 0, 1.0)
        gain = np.zeros((1, len(rows), 4), np.uint8)
        gain[0, :, :3] = np.rint(share * 255)[:, None]
        seen = cv2.multiply(seen, np.repeat(gain, len(seen), axis=0), scale=1 / 255)
        seen = cv2.resize(seen, (view.rows - first, view.columns), interpolation=cv2.INTER_LINEAR)
        target = out[:, first:]
        wet = np.ascontiguousarray(target).view(np.uint32)[..., 0] >> 24
        spread = (wet * np.uint32(0x00010101)).view(np.uint8).reshape(target.shape)
        cv2.add(target, cv2.multiply(seen, spread, scale=1 / 255), dst=target)

    def prepare(self, eye: Eye, view: View) -> bool:
        """Draw one tile that this view will need; spreads the work while one walks on. False where none is missing."""
        for near, far, texel, _ in self._bands:
            close = max(near, eye.height_m * view.focal / view.rows * 1.6)
            for i, j in _Patch(eye, view, texel, min(close, far), far * 1.1).tiles():
                if self._paving.prepare(texel, i, j):
                    return True
        return False

    def _band(
        self, eye: Eye, view: View, start: int, stop: int, texel: float, fine: int, far: float
    ) -> NDArray[np.uint8]:
        count = (stop - start) * fine
        below = (np.arange(count) + 0.5) / fine + start - float(view.centre[0])
        # rows at or above the horizon read the far end of the band; the haze hides it
        scale = eye.height_m * view.focal
        z = scale / np.maximum(below, scale / (far * 1.2))
        patch = _Patch(eye, view, texel, float(z.min()), float(z.max()))
        sheet = np.zeros((patch.high - patch.low, patch.right - patch.left, 4), np.uint8)
        for i, j in patch.tiles():
            a, b = max(patch.left, i * TILE), min(patch.right, (i + 1) * TILE)
            c, d = max(patch.low, j * TILE), min(patch.high, (j + 1) * TILE)
            tile = self._paving.tile(texel, i, j)
            sheet[c - patch.low : d - patch.low, a - patch.left : b - patch.left] = tile[
                c - j * TILE : d - j * TILE, a - i * TILE : b - i * TILE
            ]
        left, low, east, north = patch.left, patch.low, patch.east, patch.north
        distance = z.astype(np.float32)[None, :]
        x = (east / texel).astype(np.float32)[:, None] * distance
        x += np.float32(eye.x_m / texel - left - 0.5)
        y = (north / texel).astype(np.float32)[:, None] * distance
        y += np.float32(eye.y_m / texel - low - 0.5)
        seen = cv2.remap(sheet, stepped(x), stepped(y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
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
