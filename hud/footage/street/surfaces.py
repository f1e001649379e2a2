"""What the ground is made of: periodic patterns in metres, and how they are laid over one another."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.canvas import soft_noise

if TYPE_CHECKING:
    from numpy.typing import NDArray

TILE = 256
"""Texels on a side of every tile."""
SETT = (202, 190, 172)
ASPHALT = (132, 131, 131)
_PERIOD_M = 20.48


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


def lay(ground: NDArray[np.uint8], mask: NDArray[np.uint8], matter: NDArray[np.uint8]) -> None:
    """Cover the ground where a mask says so; its soft edge is blended."""
    cv2.copyTo(matter, np.asarray(cv2.compare(mask, np.full_like(mask, 254), cv2.CMP_GT)), ground)
    edge = np.flatnonzero((mask > 0) & (mask < 255))
    if len(edge):
        flat, other = ground.reshape(-1, 3), matter.reshape(-1, 3)
        share = mask.reshape(-1)[edge].astype(np.int32)[:, None]
        below = flat[edge].astype(np.int32)
        flat[edge] = (below + (other[edge] - below) * share // 255).astype(np.uint8)


@lru_cache(maxsize=16)
def even(colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """A tile of one colour."""
    out = np.empty((TILE, TILE, 3), np.uint8)
    out[:] = colour
    return out


@lru_cache(maxsize=96)
def surface(kind: str, texel_m: float, left: int, low: int) -> NDArray[np.uint8]:
    """Setts or asphalt for a tile whose corner falls at (left, low) in the pattern."""
    texture = _setts_at(texel_m) if kind == "setts" else _speckle(texel_m)
    colour = SETT if kind == "setts" else ASPHALT
    size = texture.shape[0]
    cols, rows = (np.arange(TILE) + left) % size, (np.arange(TILE) + low) % size
    field = texture[rows[:, None], cols[None, :], None] * np.array(colour, np.float32)
    return np.asarray(np.clip(field, 0, 255).astype(np.uint8))


def unevenness_of(texel_m: float, i: int, j: int) -> NDArray[np.uint8]:
    """Unevenness over metres, the same in tiles of every sharpness; a multiplier in 1/255."""
    noise = _unevenness()
    texels = (np.arange(TILE) + 0.5) * texel_m / 0.12
    start = TILE * texel_m / 0.12
    cols = ((texels + i * start) % 512).astype(np.int64)
    rows = ((texels + j * start) % 512).astype(np.int64)
    return np.asarray(noise[rows[:, None], cols[None, :]], np.uint8)


@cache
def _unevenness() -> NDArray[np.uint8]:
    return np.asarray(np.clip(240 + soft_noise(512, 22, 3) * 13, 0, 255).astype(np.uint8))
