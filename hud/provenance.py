"""What a picture rests on: the assumptions, settings and versions that are written beside every frame.

A number without them is worth nothing: a legibility measured on a screenshot holds for this light, these glasses and
this wearer alone.
"""

from __future__ import annotations

import platform
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from hud.device import Alignment, Distortion
from hud.optics import stages
from hud.panel.runtime import versions as panel_versions
from hud.version import __version__

if TYPE_CHECKING:
    from hud.device import DeviceProfile
    from hud.environment import Environment
    from hud.optics import Renderer, View, ViewGeometry
    from hud.scenario import Scenario, Utterance


def provenance(
    scenario: Scenario,
    t_s: float,
    device: DeviceProfile,
    environment: Environment,
    renderer: Renderer,
    geometry: ViewGeometry,
    view: View,
    spoken: Utterance | None,
) -> dict[str, str | float | int | list[float]]:
    """What the picture of one moment rests on: plain values by name, each with its unit in the name.

    Args:
        scenario: What is replayed.
        t_s: Seconds from its start.
        device: The glasses.
        environment: The light and the wearer at that moment.
        renderer: What composes the eye views.
        geometry: Where the display lies in each eye's view.
        view: Size, zoom and monitor of the views.
        spoken: What glasses without a display are saying.
    """
    shown: dict[str, str | float | int | list[float]] = {
        "brightness": environment.brightness,
        "peak_at_eye_cd_m2": device.peak_cd_m2 * environment.brightness,
        "black_at_eye_cd_m2": device.black_cd_m2 * environment.brightness,
        "virtual_image_distance_m": device.virtual_image_distance_m,
        "ipd_m": device.ipd_m,
        "binocular_shift_px": stages.binocular_shift_px(geometry.focal_px, device, "left"),
        "panel_px_per_deg": device.px_per_deg,
        "panel_t_s": stages.shown_time_s(t_s, device),
        "eyebox_share": stages.eyebox_share(environment, device),
        "display_blur_arcmin": 60 * stages.gaussian_sigma_deg(device.mtf),
        "pixel_aperture": device.pixel_aperture,
        "haze": device.haze,
        "uniformity": device.uniformity,
        "refresh_hz": device.refresh_hz,
        "persistence": device.persistence,
        "latency_s": device.latency_s,
        **_faults(device),
    }
    return {
        "scenario": scenario.name,
        "t_s": t_s,
        "device": device.id,
        "device_digest": device.digest,
        "eyes": " ".join(device.eyes) or "none",
        "illuminance_lx": environment.illuminance_lx,
        **({"illuminance_preset": environment.preset} if environment.preset else {}),
        "white_reflectance": environment.white_reflectance,
        "world_white_cd_m2": environment.white_cd_m2,
        "world_luminance": "assumed",
        "transmittance": list(stages.transmittance(environment, device)),
        **_settings(environment),
        "stray_light_cd_m2": stages.stray_cd_m2(environment, device),
        "world_blur_arcmin": 60 * stages.defocus_sigma_deg(environment, device) if device.eyes else 0.0,
        "monitor": view.monitor,
        "monitor_white_cd_m2": stages.monitor_white(environment, device),
        **(shown if device.eyes else {"spoken": "" if spoken is None else spoken.text}),
        "view_px_per_deg": geometry.px_per_deg,
        "view_px": list(view.size_px),
        "zoom": view.zoom,
        "renderer": renderer.name,
        **_versions(),
    }


def _faults(device: DeviceProfile) -> dict[str, list[float]]:
    """What of a display is out of true, where it is."""
    said: dict[str, list[float]] = {}
    for eye, of in (("left", device.alignment_left), ("right", device.alignment_right)):
        if of != Alignment():
            said[f"alignment_{eye}_roll_deg_up_deg_magnification"] = [of.roll_deg, of.vertical_deg, of.magnification]
    if device.distortion != Distortion():
        bent = device.distortion
        said["distortion_k1_k2_k3_p1_p2"] = [bent.k1, bent.k2, bent.k3, bent.p1, bent.p2]
    if len(set(device.lateral_colour)) > 1:
        said["lateral_colour_magnification"] = list(device.lateral_colour)
    if device.ghosts:
        said["ghosts_right_deg_up_deg_gain"] = [
            v for one in device.ghosts for v in (one.right_deg, one.up_deg, one.gain)
        ]
    return said


def _settings(environment: Environment) -> dict[str, str | float | int | list[float]]:
    """What a scenario may say of the wearer, where it says it."""
    said: dict[str, str | float | int | list[float]] = {}
    if environment.world_distance_m is not None:
        said["world_distance_m"] = environment.world_distance_m
    if any(environment.pupil_offset_m):
        said["pupil_offset_m"] = list(environment.pupil_offset_m)
    if any(environment.head_rate_deg_s):
        said["head_rate_deg_s"] = list(environment.head_rate_deg_s)
    if any(environment.pose_rate_deg_s):
        said["pose_rate_deg_s"] = list(environment.pose_rate_deg_s)
    return said


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    packages = ("PySide6_Essentials", "numpy", "opencv-python", "av")
    found = {f"version_{name}": version(name) for name in packages}
    return {
        "version_hud": __version__,
        **found,
        **panel_versions(),
        "version_python": platform.python_version(),
        "platform": platform.system(),
    }
