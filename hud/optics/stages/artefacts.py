"""Stage 10: haze, ghosts, uniformity and the eyebox.

L_2 = U(x, y, c) · V_eb · [(1 − h − Σg) · L + h · mean(L) + Σ g_k · shift_k(L) + L_black], with L the display's light
above its black level L_black. Black leaks through the same optics, so that U and V_eb dim it too; haze and ghosts take
nothing from it: it is as even as what they would spread. The forms are general knowledge of optical engineering
(assumed); 1.7 : 1 as the limit of uniformity is ISO 9241-303's, read at second hand.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.optics.stages.panel import channel_luminance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye, Ghost
    from hud.environment import Environment

WAVES = 4  # across the field, at most WAVES - 1 half waves
GRID = (33, 25)  # nodes of the smooth pattern, across and down


def direct_share(device: DeviceProfile) -> float:
    """Stage 10: max(0, 1 − h − Σg), the share of the display's light that stays in its image: none is lost or made."""
    return max(0.0, 1 - device.haze - math.fsum(ghost.gain for ghost in device.ghosts))


def ghost_offset(ghost: Ghost, focal: float) -> tuple[float, float]:
    """Stage 10: where a second image stands from the first, pixels to the right and down, f · tan of its angles.

    The angles are those at the axis (stage 6's pinhole); the whole image is shifted in tangents, so that it keeps its
    shape, as a reflection between parallel faces does not quite: assumed.
    """
    return focal * math.tan(math.radians(ghost.right_deg)), -focal * math.tan(math.radians(ghost.up_deg))


def eyebox_share(environment: Environment, device: DeviceProfile) -> float:
    """Stage 10: V_eb, the share of the light that meets the pupil, 0..1.

    1 while the pupil is inside the eyebox; outside it falls off as 1 − s² (3 − 2 s), s being the distance from the box
    over `falloff_m`. One number for the whole field. The box is IEC 63145-1-2's eyebox; the smooth step is assumed.
    """
    box = device.eyebox
    if box is None:
        return 1.0
    right, up = environment.pupil_offset_m
    beyond = math.hypot(max(0.0, abs(right) - box.width_m / 2), max(0.0, abs(up) - box.height_m / 2))
    if beyond <= 0:
        return 1.0
    s = min(1.0, beyond / box.falloff_m) if box.falloff_m > 0 else 1.0
    return 1 - s * s * (3 - 2 * s)


def uniformity_field(device: DeviceProfile, eye: Eye, size_px: tuple[int, int]) -> NDArray[np.float32]:
    """Stage 10: U, the smooth pattern of a white field, per channel of the panel.

    Its luminance runs from `uniformity` at the dimmest of these samples to 1 at the brightest, exactly; a rolled or
    distorted display takes the nearest of them for each pixel of the view. The chromatic part leaves the luminance of
    white as it is and vanishes where the field is brightest. A sum of low cosines, weight / (1 + i² + j²) for i and j
    half waves, with weights from an integer hash of the seed: the same on every machine, another for each eye. The form
    is assumed; 1.7:1 (0.59) is the limit of ISO 9241-303 as a design report quotes it.

    Args:
        device: For `uniformity` and its seed.
        eye: Whose display.
        size_px: Width and height of the samples, which lie evenly over the panel.

    Returns:
        (height, width, 3) float32, 0..1.
    """
    width, height = size_px
    seed = 2 * device.uniformity_seed + (eye == "right")
    pattern, warm, cold = (
        cv2.resize(_waves(seed, n), (width, height), interpolation=cv2.INTER_LINEAR) for n in range(3)
    )
    low, high = float(pattern.min()), float(pattern.max())
    span = max(high - low, 1e-12)
    # computed as distance from the brightest place, so that both ends are met to the last bit
    dark = ((np.float32(high) - pattern) / np.float32(span)).astype(np.float32)
    deficit = np.float32(1 - device.uniformity)
    bright = np.float32(1) - deficit * dark
    weights = channel_luminance(device)
    tint = np.float32(0.5) * deficit * dark
    field = np.empty((height, width, 3), np.float32)
    field[..., 0] = warm * tint
    field[..., 2] = cold * tint
    if weights[1] > 0:
        field[..., 1] = -(np.float32(weights[0] / weights[1]) * field[..., 0])
        field[..., 1] -= np.float32(weights[2] / weights[1]) * field[..., 2]
    else:
        field[...] = 0
    return np.clip(bright[..., None] * (np.float32(1) + field), 0, 1)


@lru_cache(maxsize=128)
def _waves(seed: int, which: int) -> NDArray[np.float32]:
    """A smooth pattern between about −1 and 1 on `GRID`, (rows, columns) float32."""
    across, down = (
        [[math.cos(math.pi * k * n / (nodes - 1)) for n in range(nodes)] for k in range(WAVES)] for nodes in GRID
    )
    weights = {
        (i, j): (2 * _hash01(seed, which, i, j) - 1) / (1 + i * i + j * j)
        for i in range(WAVES)
        for j in range(WAVES)
        if i or j
    }
    total = math.fsum(abs(weight) for weight in weights.values())
    rows = [
        [math.fsum(w * across[i][x] * down[j][y] for (i, j), w in weights.items()) / total for x in range(GRID[0])]
        for y in range(GRID[1])
    ]
    waves = np.array(rows, np.float32)
    waves.setflags(write=False)
    return waves


def _hash01(*numbers: int) -> float:
    """A number from 0 to 1 that looks random and depends on nothing else (the finaliser of MurmurHash3)."""
    h = 0x9E3779B9
    for number in numbers:
        h = (h ^ (number & 0xFFFFFFFF)) * 0x85EBCA6B & 0xFFFFFFFF
        h ^= h >> 13
        h = h * 0xC2B2AE35 & 0xFFFFFFFF
        h ^= h >> 16
    return h / 0xFFFFFFFF
