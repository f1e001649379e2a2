"""Glasses, footage and panels with round numbers, for closed-form checks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.device import load_device
from hud.footage.base import Backdrop

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.device import DeviceProfile


def glasses(**changes: Any) -> DeviceProfile:
    """The generic profile with other numbers; no black level unless asked for."""
    return replace(load_device("generic-microoled"), **{"contrast": float("inf"), **changes})


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
