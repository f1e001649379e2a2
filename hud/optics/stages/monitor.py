"""Stage 14: from light to what a monitor shows. Exposure depends on the scenario, never on a frame."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from hud.cv import cv2
from hud.optics.stages.light import luminance
from hud.optics.stages.panel import panel_matrix
from hud.optics.stages.sharpness import structure_peak
from hud.optics.stages.world import scene_cd_m2, stray_cd_m2, transmittance
from hud.units import srgb_encode_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.device import DeviceProfile
    from hud.environment import Environment

Monitor = Literal["linear", "camera", "eye"]
Entry = TypeVar("Entry", np.uint8, np.uint16, np.int32)
MONITORS: tuple[Monitor, ...] = ("linear", "camera", "eye")

CAMERA_WHITE = 0.9
"""Share of a camera's full scale at which it exposes a matte white surface."""
CAMERA_DARK_CD_M2 = 1.0
"""A camera's full scale in the dark: it cannot expose for less."""
EYE_KEY = 0.18
"""Reinhard's key: what the mean of the scene is mapped near."""
EYE_DARK_CD_M2 = 0.1
"""The least mean luminance that the eye view adapts to: below it is the dark."""


def monitor_white(environment: Environment, device: DeviceProfile) -> float:
    """Stage 14, linear view: the light that a monitor shows as full white, L_ref = T · s + b · w · L_pk / a² + L_stray.

    T is that of the clearest channel and s = rho_w · E / pi the world's white; b is the brightness in force, w the
    most that the panel sends into one of the monitor's channels per cd/m² (of M's rows the largest sum of what is above
    0; 1 for an RGB panel), and 1 / a² what the middle of a pixel's square has over the mean (`structure_peak`; 1
    without pixel structure). In cd/m². It depends on the scenario and never on the frame, so that nothing clips and no
    picture changes its exposure by its content; below 0, where a primary lies outside BT.709, a monitor shows 0.

    Source: none but this; it is the largest sum that stage 11 can have, the exposure of our choice.
    """
    strongest = max(math.fsum(max(0.0, share) for share in row) for row in panel_matrix(device))
    peak = device.peak_cd_m2 * environment.brightness * strongest * structure_peak(device)
    world = max(transmittance(environment, device)) * environment.white_cd_m2
    return world + peak + stray_cd_m2(environment, device)


def camera_white(environment: Environment, device: DeviceProfile) -> float:
    """Stage 14, camera view: L_ref = max((T · s + L_stray) / 0.9, 1), cd/m², exposed for the world behind the glasses.

    T is that of the clearest channel and s = rho_w · E / pi the world's white. Below 1 cd/m² the camera exposes for no
    less. Light above L_ref clips, as the display's does in a photograph taken by night. Both numbers are assumed.
    """
    world = max(transmittance(environment, device)) * environment.white_cd_m2 + stray_cd_m2(environment, device)
    return max(world / CAMERA_WHITE, CAMERA_DARK_CD_M2)


def eye_curve(environment: Environment, device: DeviceProfile) -> tuple[float, float]:
    """Stage 14, eye view: what luminance is multiplied with, and the white point in its units.

    Extended Reinhard: Y_n = 0.18 · Y / L_b, and Y_w = 0.18 · L_ref / L_b of `monitor_white`, so that nothing burns out.
    L_b = max(T · 0.18 E / pi + L_stray, 0.1) cd/m², the mean of an 18 % scene behind the clearest channel of the
    glasses with their stray light; the floor is assumed, for an eye that sees in the dark.

    Reinhard et al., "Photographic tone reproduction for digital images" (2002), equations 2 and 4, with the scene's own
    mean for the log-average of a frame, which would change with what is in it.
    """
    scene = max(transmittance(environment, device)) * scene_cd_m2(environment) + stray_cd_m2(environment, device)
    gain = EYE_KEY / max(scene, EYE_DARK_CD_M2)
    return gain, max(gain * monitor_white(environment, device), 1e-9)


def monitor_picture(
    light: NDArray[np.float32], environment: Environment, device: DeviceProfile, monitor: Monitor
) -> NDArray[np.uint8]:
    """Stage 14: V = OETF(clip(L / L_ref)), for `linear` and `camera`; for `eye` an extended Reinhard curve on Y.

    L_d = Y_n · (1 + Y_n / Y_w²) / (1 + Y_n), and each channel is scaled by L_d / Y, which keeps the hue. Reinhard et
    al., "Photographic tone reproduction for digital images" (2002), equation 4. IEC 61966-2-1 for the OETF.

    Args:
        light: (H, W, 3) float32, linear BT.709, cd/m².
        environment: The light of the scenario.
        device: The glasses.
        monitor: Which view.

    Returns:
        (H, W, 3) uint8 sRGB.
    """
    if monitor == "eye":
        gain, white = eye_curve(environment, device)
        y = np.maximum(luminance(light), np.float32(0)) * np.float32(gain)
        factor = (np.float32(1) + y / np.float32(white * white)) / (np.float32(1) + y) * np.float32(gain)
        shown = light * factor[..., None]
    else:
        reference = monitor_white if monitor == "linear" else camera_white
        shown = light * np.float32(1 / max(reference(environment, device), 1e-9))
    level = np.clip(shown, 0, 1) * np.float32(65535) + np.float32(0.5)
    return encoded(level.astype(np.uint16))


def encoded(light: NDArray[np.uint16], out: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    """Stage 14: V = OETF(L / 65535), (H, W, 3) uint8 sRGB of 16-bit light, into ``out`` if given. IEC 61966-2-1."""
    return looked_up(light, srgb_encode_table(), out)


def looked_up(values: NDArray[np.uint16], table: NDArray[Entry], out: NDArray[Entry] | None = None) -> NDArray[Entry]:
    """What a table of 65,536 entries has for each value, into ``out`` if given; the shape stays."""
    if _looks_up_16_bits():
        found: NDArray[Entry] = cv2.LUT(values, table, dst=out).astype(table.dtype, copy=False)
    else:
        found = np.take(table, values, mode="wrap")
    if out is not None and not np.may_share_memory(found, out):
        out[...] = found
    return found if out is None else out


@cache
def _looks_up_16_bits() -> bool:
    """Whether this OpenCV has tables for 16 bits, as 5.0 does: four times as fast as NumPy's, and the same codes."""
    try:
        cv2.LUT(np.zeros((1, 1), np.uint16), srgb_encode_table())
    except cv2.error:
        return False
    return True
