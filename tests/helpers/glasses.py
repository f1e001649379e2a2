"""Glasses, footage and panels with round numbers, for closed-form checks."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.device import Alignment, Distortion, Eyebox, Ghost, Mtf, load_device
from hud.footage.base import Backdrop

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.device import DeviceProfile

EVERY_ARTEFACT: dict[str, Any] = {
    "auto_dimmer": True,
    "alignment_left": Alignment(roll_deg=0.3, vertical_deg=0.1, magnification=1.01),
    "distortion": Distortion(k1=-0.1, k2=0.02, p1=0.001, p2=-0.002),
    "lateral_colour": (1.003, 1.0, 0.997),
    "mtf": Mtf(contrast=0.5, cycles_per_deg=10.0),
    "pixel_aperture": 0.9,
    "haze": 0.01,
    "ghosts": (Ghost(right_deg=1.5, up_deg=0.4, gain=0.02),),
    "uniformity": 0.6,
    "eyebox": Eyebox(width_m=0.010, height_m=0.008, falloff_m=0.002),
    "stray_light": 0.005,
}
"""Each stage of the optics that a profile can switch on, all of them on."""


def bare(device_id: str, **changes: Any) -> DeviceProfile:
    """A shipped profile without the artefacts that a file may leave out."""
    device = load_device(device_id)
    off = {field.name: field.default for field in fields(device) if field.default is not MISSING}
    return replace(device, **{**off, **changes})


def glasses(**changes: Any) -> DeviceProfile:
    """The generic profile with other numbers; no black level and no artefact unless asked for."""
    return bare("generic-microoled", **{"contrast": float("inf"), **changes})


def flat_backdrop(
    code: int | tuple[int, int, int], size: tuple[int, int] = (320, 180), hfov_deg: float = 46.0
) -> Backdrop:
    """One code everywhere."""
    rgb = np.empty((size[1], size[0], 3), np.uint8)
    rgb[:] = code
    return Backdrop(rgb, hfov_deg)


def panel(device: DeviceProfile, code: int | tuple[int, int, int] = 0) -> NDArray[np.uint8]:
    """Codes of a whole panel, one value everywhere."""
    width, height = device.drawable_px
    codes = np.empty((height, width, 3), np.uint8)
    codes[:] = code
    return codes
