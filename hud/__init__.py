"""What each eye sees through see-through smart glasses, on a desktop: the public names.

Nothing heavy is imported until a name is used.
"""

from typing import TYPE_CHECKING

from hud.lazy import lazily
from hud.version import __version__

if TYPE_CHECKING:
    from hud.device import DeviceProfile, load_device
    from hud.environment import Environment
    from hud.errors import FileError, HudError, Problems
    from hud.footage import FootageSource, FootageSpec, open_footage
    from hud.optics import EyeView, View
    from hud.pipeline import Replay, StereoFrame, render_frame
    from hud.scenario import HudState, Scenario, load_scenario, state_at
else:
    __getattr__, __dir__ = lazily(
        __name__,
        device="DeviceProfile load_device",
        environment="Environment",
        errors="FileError HudError Problems",
        footage="FootageSource FootageSpec open_footage",
        optics="EyeView View",
        pipeline="Replay StereoFrame render_frame",
        scenario="HudState Scenario load_scenario state_at",
    )

__all__ = [
    "DeviceProfile",
    "Environment",
    "EyeView",
    "FileError",
    "FootageSource",
    "FootageSpec",
    "HudError",
    "HudState",
    "Problems",
    "Replay",
    "Scenario",
    "StereoFrame",
    "View",
    "__version__",
    "load_device",
    "load_scenario",
    "open_footage",
    "render_frame",
    "state_at",
]
