"""Which moments on which glasses have a golden picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hud.device import load_device
from hud.pipeline import Replay
from hud.scenario import find_scenarios, load_scenario

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "panels"
DEVICES = ("quark-s1", "even-g2", "even-g1")
"""A panel with two regions and two strips: on these the layout is watched, by the scenarios below."""
ON_EACH = ("navigation/morning-walk", "navigation/night-ride", "translation/tea-house")


@dataclass(frozen=True, slots=True)
class Still:
    """One moment on one device."""

    scenario: str
    device: str
    t_s: float

    @property
    def id(self) -> str:
        """Its file's name: ``morning-walk-33s-even-g2``."""
        return f"{self.scenario.rsplit('/', 1)[-1]}-{self.t_s:g}s-{self.device}"


@lru_cache(maxsize=1)
def stills() -> list[Still]:
    """Every still of every shipped scenario on its own glasses; of some on several."""
    found = []
    for entry in find_scenarios():
        scenario = load_scenario(entry.path)
        devices = DEVICES if entry.name in ON_EACH else (scenario.device,)
        found += [Still(entry.name, device, t_s) for t_s in scenario.stills_s for device in devices]
    return found


@lru_cache(maxsize=16)
def _replay(scenario: str, device: str) -> Replay:
    return Replay(load_scenario(scenario), device=load_device(device), footage="black")


def panels(still: Still) -> NDArray[np.uint8]:
    """Codes of a panel: the left one's where there are two."""
    return next(iter(_replay(still.scenario, still.device).frame(still.t_s).panels.values())).codes
