"""What the OpenGL renderer does not draw; the reference does, and the picture's metadata says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.device import EYES
from hud.optics import stages
from hud.optics.blur import BLUR_REACH
from hud.optics.lens import is_perfect, lens_for

if TYPE_CHECKING:
    from hud.device import DeviceProfile
    from hud.environment import Environment
    from hud.optics.geometry import ViewGeometry

MOST_BLUR_SAMPLES = 512  # from a point to where its blur ends; real optics need some ten


def unsupported(device: DeviceProfile, environment: Environment, geometry: ViewGeometry, *, most_px: int) -> str:
    """Why a picture is the reference's to draw; an empty string where it is not.

    Args:
        device: The glasses.
        environment: The light.
        geometry: Where things stand.
        most_px: The longest side of a texture of this driver.
    """
    width, height = geometry.view_px
    if width > most_px or height * len(EYES) > most_px:
        return f"two pictures of {width}x{height} are larger than this driver's textures, {most_px} pixels"
    if max(geometry.world.source_px) > most_px:
        return f"the footage is larger than this driver's textures, {most_px} pixels"
    if stages.defocus_sigma_deg(environment, device) * geometry.px_per_deg * BLUR_REACH * 2 > most_px:
        return "the world is blurred too widely"
    if not device.eyes:
        return ""
    if max(device.resolution_px) > most_px:
        return f"the panel is larger than this driver's textures, {most_px} pixels"
    if is_perfect(environment, device):
        return ""
    for eye in device.eyes:
        lens = lens_for(environment, device, eye, geometry, device.drawable_px)
        soft = lens.soft
        if soft and (max(device.drawable_px) + 2 * soft.rim) * soft.times > most_px:
            return f"the panel's samples are more than this driver's textures hold, {most_px} pixels"
        if (soft.reach if soft else lens.margin * lens.fine) > MOST_BLUR_SAMPLES:
            return "the display is blurred too widely"
        if max(lens.area.x1 - lens.area.x0, lens.area.y1 - lens.area.y0) > most_px:
            return "the display's light goes too far"
    return ""
