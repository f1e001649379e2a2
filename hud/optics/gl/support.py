"""What the OpenGL renderer does not draw; the reference does, and the picture's metadata says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.device import EYES

if TYPE_CHECKING:
    from hud.device import DeviceProfile
    from hud.optics.base import View


def unsupported(device: DeviceProfile, view: View, *, most_px: int) -> str:
    """Why a picture is the reference's to draw; an empty string where it is not.

    Args:
        device: The glasses.
        view: Size and zoom.
        most_px: The longest side of a texture of this driver.
    """
    width, height = view.size_px
    if width > most_px or height * len(EYES) > most_px:
        return f"two pictures of {width}x{height} are larger than this driver's textures, {most_px} pixels"
    if max(device.resolution_px) > most_px:
        return f"a panel of {max(device.resolution_px)} pixels is larger than this driver's textures, {most_px} pixels"
    return ""
