"""OpenGL for tests: the renderer, scenes to draw with it, and how far it is from the reference."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hud.errors import FacilityError
from hud.footage.base import Backdrop
from hud.optics import CpuRenderer, View
from hud.optics.choice import require_gl

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.optics.gl.renderer import GlRenderer


@cache
def gl_or_none() -> GlRenderer | None:
    """The renderer; None on a machine without OpenGL, where that is said as it should be."""
    try:
        return require_gl()
    except FacilityError as error:
        refusal = error
    assert refusal.exit_code == 3
    assert "libegl1 libgl1-mesa-dri" in refusal.hint
    return None


def street_like(size: tuple[int, int] = (480, 270), seed: int = 1) -> Backdrop:
    """Ramps, edges and noise in every channel, from black to white."""
    width, height = size
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    rgb = np.stack([255 * x, 255 * y * x, 255 * (1 - y)], axis=-1)
    rgb[height // 3 : height // 2, :: width // 20] = 255
    rgb[height // 2 : height // 2 + 9] = 0
    rgb += rng.integers(-12, 13, rgb.shape)
    return Backdrop(np.clip(rgb, 0, 255).astype(np.uint8), 62.0)


def busy_panel(device: DeviceProfile, seed: int = 2) -> NDArray[np.uint8]:
    """Thin strokes, a ramp and noise, with dark between, (h, w, 3) uint8; equal channels on a mono panel."""
    width, height = device.drawable_px
    rng = np.random.default_rng(seed)
    codes = np.zeros((height, width, 3), np.uint8)
    codes[height // 8 : height // 4, width // 10 : width // 2] = rng.integers(
        0, 256, (height // 4 - height // 8, width // 2 - width // 10, 3)
    )
    codes[height // 2 :: 9, width // 3 :] = 255
    codes[:, :: max(2, width // 12)] = (250, 180, 90)
    codes[-height // 6 :] = np.linspace(0, 255, width).astype(np.uint8)[None, :, None]
    if device.mono:
        codes[...] = codes[..., 1:2]
    return codes


@dataclass(frozen=True, slots=True)
class Gap:
    """How far OpenGL's pictures are from the reference's."""

    most_codes: int
    mean_codes: float
    luminance: float
    """Largest difference over the luminance, where that is at least a thousandth of the picture's brightest."""


def gap(
    renderer: GlRenderer,
    backdrop: Backdrop,
    *,
    device: DeviceProfile,
    environment: Environment,
    view: View,
    with_luminance: bool = True,
) -> Gap:
    """Draw with both and compare, both eyes."""
    codes = busy_panel(device) if device.eyes else None
    panels: dict[Eye, NDArray[np.uint8]] = {} if codes is None else dict.fromkeys(device.eyes, codes)
    wanted = {"device": device, "environment": environment, "view": view}
    reference = CpuRenderer().compose(panels, backdrop, **wanted)
    drawn = renderer.compose(panels, backdrop, **wanted)
    codes_apart = np.stack([np.abs(reference[e].rgb.astype(int) - drawn[e].rgb) for e in reference])
    light = 0.0
    for eye in reference if with_luminance else ():
        a, b = reference[eye].luminance.astype(float), drawn[eye].luminance.astype(float)
        floor = max(1e-6, 1e-3 * float(a.max()))
        light = max(light, float((np.abs(a - b) / np.maximum(np.abs(a), floor)).max()))
    return Gap(int(codes_apart.max()), float(codes_apart.mean()), light)
