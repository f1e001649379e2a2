"""What the OpenGL renderer does not draw; the reference does, and the picture's metadata says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.device import EYES, Alignment, Distortion

if TYPE_CHECKING:
    from hud.device import DeviceProfile
    from hud.environment import Environment
    from hud.optics.base import View


def unsupported(device: DeviceProfile, environment: Environment, view: View, *, most_px: int) -> str:
    """Why these glasses in this light are the reference's to draw; an empty string where they are not.

    Args:
        device: The glasses.
        environment: The light.
        view: Size and zoom.
        most_px: The longest side of a texture of this driver.
    """
    width, height = view.size_px
    if width > most_px or height * len(EYES) > most_px:
        return f"two pictures of {width}x{height} are larger than this driver's textures, {most_px} pixels"
    stages = {
        "primaries": device.primaries is not None,
        "auto-dimmer": device.auto_dimmer,
        "alignment": (device.alignment_left, device.alignment_right) != (Alignment(), Alignment()),
        "distortion": device.distortion != Distortion(),
        "lateral colour": device.lateral_colour != (1.0, 1.0, 1.0),
        "sharpness": device.mtf is not None,
        "pixel structure": device.pixel_aperture != 0,
        "haze": device.haze != 0,
        "ghosts": bool(device.ghosts),
        "uniformity": device.uniformity != 1,
        "eyebox": device.eyebox is not None,
        "stray light": device.stray_light != 0,
        "defocus of the world": environment.world_distance_m is not None,
        "movement of the head": environment.head_rate_deg_s != (0.0, 0.0),
    }
    missing = [name for name, wanted in stages.items() if wanted]
    return f"not on OpenGL yet: {', '.join(missing)}" if missing else ""
