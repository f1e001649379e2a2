"""What each eye sees through see-through smart glasses, on a desktop: the public names.

Nothing heavy is imported until a name is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hud.device import DeviceProfile, load_device
    from hud.environment import Environment
    from hud.errors import FileError, HudError, Problems
    from hud.footage import FootageSource, FootageSpec, open_footage
    from hud.optics import EyeView, View
    from hud.pipeline import Replay, StereoFrame, render_frame
    from hud.scenario import HudState, Scenario, load_scenario, state_at

__version__ = "0.1.0"

_HOMES = {
    "DeviceProfile": "hud.device",
    "load_device": "hud.device",
    "Environment": "hud.environment",
    "FileError": "hud.errors",
    "HudError": "hud.errors",
    "Problems": "hud.errors",
    "FootageSource": "hud.footage",
    "FootageSpec": "hud.footage",
    "open_footage": "hud.footage",
    "EyeView": "hud.optics",
    "View": "hud.optics",
    "Replay": "hud.pipeline",
    "StereoFrame": "hud.pipeline",
    "render_frame": "hud.pipeline",
    "HudState": "hud.scenario",
    "Scenario": "hud.scenario",
    "load_scenario": "hud.scenario",
    "state_at": "hud.scenario",
}

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


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'hud' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
