"""The stages of image formation through see-through glasses: one small function each, equation and source beside it.

Luminance is carried as linear RGB with BT.709 primaries, scaled so that Y = 0.2126 R + 0.7152 G + 0.0722 B is in
cd/m². The numbers of the stages follow the order in which light passes: world, optics, panel, geometry, sum, monitor.

Sources: Mantiuk et al., ColorVideoVDP, SIGGRAPH 2024 (display model); Chapiro et al., AR-DAVID, ACM TOG 43(6), 2024
(additive see-through composition in linear absolute light); IEC 61966-2-1 (sRGB); Lambert's law for world luminance.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.units import srgb_decode_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment

BT709_LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Weights of linear R, G and B in luminance Y (ITU-R BT.709)."""

PRIMARIES: dict[str, tuple[float, float, float]] = {
    "rgb": (1.0, 1.0, 1.0),
    # A mono green panel quotes candelas of green light, so its full field has Y = L_pk and not 0.7152 L_pk. The hue
    # is BT.709's green, the nearest a monitor can show of a 520 to 530 nm emitter.
    "green": (0.0, 1 / 0.7152, 0.0),
}
"""Linear RGB emitted per cd/m² of a panel at equal drive, per colour type of a device."""


def luminance(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Y in cd/m², (...) float32, of linear BT.709 light (..., 3)."""
    red, green, blue = (np.float32(weight) for weight in BT709_LUMINANCE)
    y: NDArray[np.float32] = red * rgb[..., 0] + green * rgb[..., 1] + blue * rgb[..., 2]
    return y


def world_table(environment: Environment) -> NDArray[np.float32]:
    """Stages 1 and 2: luminance of the world for each footage code, (256,) float32.

    L_w = s · EOTF(V / 255), s = rho_w · E / pi: the code is taken as diffuse reflectance relative to matte white
    (Lambert). IEC 61966-2-1 for the curve.
    """
    return (np.float32(environment.white_cd_m2) * srgb_decode_table()).astype(np.float32)


def seen_through_table(environment: Environment, device: DeviceProfile) -> NDArray[np.float32]:
    """Stages 1 to 3: light of the world behind the glasses for each footage code, (256, 3) float32.

    L_1 = T ∘ L_w. AR-DAVID (2024) for the additive form.
    """
    transmittance = np.array(device.transmittance, np.float32)
    return world_table(environment)[:, None] * transmittance[None, :]


def panel_table(environment: Environment, device: DeviceProfile) -> NDArray[np.float32]:
    """Stage 5: light the display *adds to its own black* for each panel code, (256, 3) float32.

    L_d − M·L_bk = M · (L_pk − L_bk) · EOTF(V_q), with V_q the code at the panel's bit depth, V_q = round(V·(n−1)) /
    (n−1) for n levels. The gain-offset-gamma display model as in ColorVideoVDP (2024); the black term is
    `panel_black`, so that an undriven pixel adds exactly nothing here.
    """
    steps = device.levels - 1
    drive = np.array([math.floor(code / 255 * steps + 0.5) / steps for code in range(256)])
    eotf = np.array([v / 12.92 if v <= 0.04045 else math.pow((v + 0.055) / 1.055, 2.4) for v in drive])
    span = (device.peak_cd_m2 - device.black_cd_m2) * environment.brightness
    table: NDArray[np.float32] = (eotf[:, None] * span * np.array(PRIMARIES[device.colour])).astype(np.float32)
    return table


def panel_black(environment: Environment, device: DeviceProfile) -> NDArray[np.float32]:
    """Stage 5: light of an undriven panel, M · L_bk, (3,) float32, cd/m². It fills the display's whole field."""
    level = device.black_cd_m2 * environment.brightness
    light: NDArray[np.float32] = (level * np.array(PRIMARIES[device.colour])).astype(np.float32)
    return light


def focal_px(width_px: float, hfov_deg: float) -> float:
    """Stage 6: pinhole focal length, f = (W / 2) / tan(HFOV / 2), in pixels."""
    return width_px / 2 / math.tan(math.radians(hfov_deg / 2))


def px_per_deg(focal: float, theta_deg: float = 0.0) -> float:
    """Stage 6: pixels per degree at an angle from the axis, PPD = (pi / 180) · f · sec² theta."""
    return math.radians(1) * focal / math.cos(math.radians(theta_deg)) ** 2


def binocular_shift_px(focal: float, device: DeviceProfile, eye: Eye) -> float:
    """Stage 7: how far the display's image stands from the eye's axis, in pixels, positive to the right.

    x_eye = x ± f · (IPD / 2) / VID, left eye +, right eye −: each eye looks straight ahead at infinity and sees a
    plane at the virtual image distance displaced towards the nose.
    """
    shift = focal * (device.ipd_m / 2) / device.virtual_image_distance_m
    return shift if eye == "left" else -shift


def monitor_white(environment: Environment, device: DeviceProfile) -> float:
    """Stage 14, linear view: the light that a monitor shows as full white, L_ref = T · s + L_pk, in cd/m².

    T is that of the clearest channel, and L_pk that of the display's strongest channel (which is its peak luminance for
    an RGB panel), both at the drive in force. It depends on the scenario and never on the frame, so that nothing
    clips and no picture changes its exposure by its content.
    """
    peak = device.peak_cd_m2 * environment.brightness * max(PRIMARIES[device.colour])
    return max(device.transmittance) * environment.white_cd_m2 + peak
