"""Stages 1 to 4 and the stray light of 11: the world's light, as far as the eye behind the glasses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.units import srgb_decode_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.device import DeviceProfile
    from hud.environment import Environment

SCENE_REFLECTANCE = 0.18
"""Mean reflectance of a scene, as photography has it."""
PUPIL_FIELD_DEG2 = 600.0
PUPIL_AGE_YEARS = 30.0


def world_table(environment: Environment) -> NDArray[np.float32]:
    """Stages 1 and 2: luminance of the world for each footage code, (256,) float32, cd/m².

    L_w = s · EOTF(V / 255), s = rho_w · E / pi: the code is taken as diffuse reflectance relative to matte white
    (Lambert). IEC 61966-2-1 for the curve.
    """
    return (np.float32(environment.white_cd_m2) * srgb_decode_table()).astype(np.float32)


def scene_cd_m2(environment: Environment) -> float:
    """Mean luminance of an 18 % scene, L_b = 0.18 E / pi, cd/m²: of the scenario, never of a frame.

    Lambert's law; 18 % is photography's grey card, whatever the scenario's own white reflectance.
    """
    return SCENE_REFLECTANCE * environment.illuminance_lx / math.pi


def dimmer_transmittance(scene: float) -> float:
    """Stage 3: what an automatic dimmer passes, T = clamp(0.8 − 0.3 · log10 L_b, 0.2, 0.8).

    Args:
        scene: L_b, mean luminance of the scene, cd/m².

    The law is that of the code of Kim et al., "Supra-threshold Contrast Perception in Augmented Reality" (2025), with
    the lower clamp that it lacks.
    """
    if scene <= 0:
        return 0.8
    return min(0.8, max(0.2, 0.8 - 0.3 * math.log10(scene)))


def transmittance(environment: Environment, device: DeviceProfile) -> tuple[float, float, float]:
    """Stage 3: T = T_lens · T_combiner · T_dimmer for R, G and B; the profile's own with the dimmer's upon it.

    Filters in a row multiply (Bouguer, Lambert); AR-DAVID (2024) for T on the world alone.
    """
    red, green, blue = device.transmittance
    dimmer = dimmer_transmittance(scene_cd_m2(environment)) if device.auto_dimmer else 1.0
    return red * dimmer, green * dimmer, blue * dimmer


def stray_cd_m2(environment: Environment, device: DeviceProfile) -> float:
    """Stage 11: ambient light that the optics throw into the eye, L_stray = k · E / pi, cd/m², white.

    ColorVideoVDP (2024), where k is the reflectivity of a screen.
    """
    return device.stray_light * environment.illuminance_lx / math.pi


def seen_through_table(environment: Environment, device: DeviceProfile) -> NDArray[np.float32]:
    """Stages 1 to 3, and the stray light of 11: light behind the glasses for each footage code, (256, 3) float32.

    L_1 = T ∘ L_w + L_stray. AR-DAVID (2024) for the additive form. Stray light is the same everywhere, so that the
    blur of stage 4 leaves it as it is and it may stand in the table.
    """
    through = world_table(environment)[:, None] * np.array(transmittance(environment, device), np.float32)[None, :]
    stray = stray_cd_m2(environment, device)
    return (through + np.float32(stray)).astype(np.float32) if stray else through


def pupil_mm(adapting_cd_m2: float, field_deg2: float = PUPIL_FIELD_DEG2, age_years: float = PUPIL_AGE_YEARS) -> float:
    """Stage 11: diameter of the pupil in millimetres, the unified formula of Watson and Yellott.

    D = D_SD + (age − 28.58) · (0.02132 − 0.009562 · D_SD), with D_SD = 7.75 − 5.75 · F^0.41 / (F^0.41 + 2) and
    F = L · a / 846 (Stanley and Davies), for both eyes.

    Args:
        adapting_cd_m2: L.
        field_deg2: a, area of the adapting field.
        age_years: Of the wearer.

    Source: Watson and Yellott, "A unified formula for light-adapted pupil size", Journal of Vision 12(10), 2012.
    """
    flux = math.pow(max(adapting_cd_m2, 0.0) * field_deg2 / 846, 0.41)
    young = 7.75 - 5.75 * flux / (flux + 2)
    return young + (age_years - 28.58) * (0.02132 - 0.009562 * young)


def defocus_sigma_deg(environment: Environment, device: DeviceProfile) -> float:
    """Stage 4: blur of the world for an eye focused on the display's image; 0 where it is not asked for.

    d = p · |1 / VID − 1 / D_w| rad is the disc of blur; a Gaussian of sigma = 0.55 · d / 2 stands for it. The pupil p
    adapts to T · 0.18 E / pi.

    Returns:
        sigma, degrees.

    Source: the code of AR-DAVID (2024).
    """
    distance_m = environment.world_distance_m
    if distance_m is None:
        return 0.0
    clear = max(transmittance(environment, device))
    pupil_m = pupil_mm(clear * scene_cd_m2(environment)) / 1000
    return math.degrees(disc_sigma_rad(pupil_m, device.virtual_image_distance_m, distance_m))


def disc_sigma_rad(pupil_m: float, focus_m: float, distance_m: float) -> float:
    """Stage 4: sigma = 0.55 / 2 · p · |1 / focus − 1 / distance|, radians; all lengths in metres.

    The disc of geometrical optics; 0.55 / 2 for its Gaussian is that of AR-DAVID's code (2024).
    """
    return 0.55 / 2 * pupil_m * abs(1 / focus_m - 1 / distance_m)
