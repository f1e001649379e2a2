"""The sky as a picture all round: gradient, glow, soft clouds, and hills where the streets end."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.light import LIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 2048
"""Texels for the full circle."""
HEIGHT = 512
SLOPE = 1.6
"""Tangent of the elevation at the top row; the bottom row lies at the horizon."""


def _wrapped_noise(cells_u: int, cells_v: int, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng([seed, cells_u])
    base = rng.integers(0, 256, (cells_u, cells_v), dtype=np.uint8)
    wide = np.concatenate([base[-2:], base, base[:2]])
    step = WIDTH // cells_u
    big = cv2.resize(wide, (HEIGHT, WIDTH + 4 * step), interpolation=cv2.INTER_LINEAR)
    big = cv2.blur(big, (max(HEIGHT // cells_v // 2, 1) | 1, max(step // 2, 1) | 1))
    return np.asarray(big[2 * step : 2 * step + WIDTH].astype(np.float32) / np.float32(255), np.float32)


@lru_cache(maxsize=2)
def build_sky(time_of_day: str, seed: int) -> NDArray[np.uint8]:
    """(WIDTH, HEIGHT, 3) uint8 sRGB: first axis bearing clockwise from the sun, second axis upwards.

    Args:
        time_of_day: A key of `LIGHTS`.
        seed: Which clouds.
    """
    light = LIGHTS[time_of_day]
    up = (np.arange(HEIGHT, dtype=np.float32) + np.float32(0.5)) * np.float32(SLOPE / HEIGHT)
    low = np.clip(up / np.float32(0.16), 0, 1)
    low = low * (2 - low)
    high = np.clip((up - np.float32(0.1)) / np.float32(0.62), 0, 1)
    high = high * (2 - high)
    colour = [np.array(c, np.float32) for c in (light.horizon, light.middle, light.zenith, light.glow, light.cloud)]
    column = colour[0] + (colour[1] - colour[0]) * low[:, None]
    column = column + (colour[2] - column) * high[:, None]
    sky = np.broadcast_to(column, (WIDTH, HEIGHT, 3)).copy()

    bearing = (np.arange(WIDTH, dtype=np.float64) + 0.5) * (360.0 / WIDTH)
    off = np.abs((bearing + 180) % 360 - 180).astype(np.float32)
    centre = np.float32(min(light.sun_tan, 1.2) if light.sun_tan else 0.02)
    reach = (off[:, None] / np.float32(70)) ** 2 + ((up[None, :] - centre) / np.float32(0.75)) ** 2
    near = np.clip(1 - reach, 0, 1)
    near = near * near * np.float32(0.8)
    sky += (colour[3] - sky) * near[..., None]

    cover = np.zeros((WIDTH, HEIGHT), np.float32)
    for cells, share in ((16, 0.5), (32, 0.27), (64, 0.15), (128, 0.08)):
        cover += _wrapped_noise(cells, max(int(cells * 0.8), 2), seed % 9973 + cells) * np.float32(share)
    start = np.float32(0.62 - 0.3 * light.cloud_share)
    cloud = np.clip((cover - start) / np.float32(0.2), 0, 1)
    cloud = cloud * cloud * (3 - 2 * cloud)
    # lit from above: where the cover grows downwards the underside shows
    under = np.clip((cover - np.roll(cover, 14, axis=1)) * np.float32(3.0), -0.5, 0.5)
    body = colour[4] * (np.float32(0.93) + np.float32(0.14) * under[..., None])
    band = np.clip(up / np.float32(0.1), 0.15, 1)[None, :, None]
    sky += (body - sky) * (cloud[..., None] * band * np.float32(0.82))

    _hills(sky, up, bearing, colour[0], colour[1], light.lamps, seed)
    if time_of_day == "night":
        _stars(sky, cloud, seed)
    # a breath of grain keeps the gradient from banding
    rng = np.random.default_rng([seed & 0xFFFF, 5])
    sky += rng.random(sky.shape[:2], dtype=np.float32)[..., None] - np.float32(0.5)
    return np.asarray(np.clip(sky, 0, 255).astype(np.uint8))


def _hills(
    sky: NDArray[np.float32],
    up: NDArray[np.float32],
    bearing: NDArray[np.float64],
    horizon: NDArray[np.float32],
    middle: NDArray[np.float32],
    dark: bool,
    seed: int,
) -> None:
    for layer, (height, share) in enumerate(((0.075, 0.22), (0.045, 0.42))):
        ridge = np.full(WIDTH, height)
        for wave in (2, 3, 5, 9, 17, 31):
            phase = (seed * 37 + wave * 71 + layer * 131) % 360
            swing = [math.sin(math.radians(wave * b + phase)) for b in bearing]
            ridge += np.array(swing) * height * 0.5 / wave**0.7
        base = middle * np.float32(0.62 if not dark else 0.5) + np.array((2, 10, 12), np.float32)
        colour = horizon + (base - horizon) * np.float32(share)
        cover = np.clip((ridge.astype(np.float32)[:, None] - up[None, :]) / np.float32(SLOPE / HEIGHT), 0, 1)
        fade = np.float32(0.55) + np.float32(0.45) * np.clip(up / np.float32(0.05), 0, 1)
        sky += (colour - sky) * (cover * fade[None, :])[..., None]


def _stars(sky: NDArray[np.float32], cloud: NDArray[np.float32], seed: int) -> None:
    rng = np.random.default_rng([seed & 0xFFFF, 8])
    u, v = rng.integers(0, WIDTH, 900), rng.integers(HEIGHT // 10, HEIGHT, 900)
    size = rng.random(900).astype(np.float32)
    sky[u, v] += (size * size * 150 * (1 - cloud[u, v]))[:, None]
