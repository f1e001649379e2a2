"""The wall of an underpass, as a texture."""

from __future__ import annotations

import numpy as np

from hud.footage.street.canvas import Canvas, scaled

HEIGHT_M = 4.2
"""Of the ceiling above the ground."""
BAY_M = 6.0
"""From lamp to lamp."""


def tunnel_wall(ppm: int) -> Canvas:
    """A bay of its wall with one lamp's light in the middle."""
    canvas = Canvas(BAY_M, HEIGHT_M, ppm, (176, 176, 166))
    rng = np.random.default_rng(515)
    tile, y, row = 0.3, 0.5, 0
    while y < 3.3:
        for n in range(-1, round(BAY_M / tile) + 1):
            x = n * tile + (0.15 if row % 2 else 0.0)
            tone = 0.95 + 0.1 * rng.random()
            colour = (74, 116, 122) if row in (4, 5) else (206, 204, 192)
            canvas.rect(max(x, 0), y, x + tile - 0.015, y + 0.285, scaled(colour, tone))
        y, row = y + 0.3, row + 1
    canvas.rect(0, 0, BAY_M, 0.5, (104, 104, 102))
    canvas.rect(0, 0.47, BAY_M, 0.5, (140, 140, 134))
    canvas.rect(0, 3.2, BAY_M, HEIGHT_M, (150, 148, 142))
    canvas.grain(0, 0, BAY_M, HEIGHT_M, 4.0, 0.6, 91)
    for x in (0.0, BAY_M - 0.34):
        canvas.rect(x, 0, x + 0.34, HEIGHT_M, (128, 128, 124))
        canvas.shade(x + (0.28 if x else 0.0), 0, x + 0.34, HEIGHT_M, 0.8, 0.8)
    across = (np.arange(canvas.width, dtype=np.float32) + np.float32(0.5)) / np.float32(ppm)
    up = (canvas.height - np.arange(canvas.height, dtype=np.float32)) / np.float32(ppm)
    fall = np.clip(1 - ((across[None, :] - BAY_M / 2) / 3.4) ** 2, 0, 1) * np.clip(
        1 - ((up[:, None] - 3.1) / 3.6) ** 2, 0, 1
    )
    light = np.float32(78) + (fall * fall)[..., None] * np.array((126, 112, 86), np.float32)
    canvas.rgb[:] = np.minimum(canvas.rgb * (light / np.float32(255)), 255).astype(np.uint8)
    return canvas
