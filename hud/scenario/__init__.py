"""What happens, when: a scenario file in, the whole state of the glasses and the light at any moment out.

`load_scenario` reads a scenario with everything it names and reports every error at its place; `state_at` and
`environment_at` are pure in t, and cheap enough for every frame.
"""

from hud.scenario.finding import ScenarioEntry
from hud.scenario.loader import find_scenarios, load_scenario
from hud.scenario.scenario import Scenario
from hud.scenario.state import HudState, NoticeState, StatusState
from hud.scenario.timeline import environment_at, state_at

__all__ = [
    "HudState",
    "NoticeState",
    "Scenario",
    "ScenarioEntry",
    "StatusState",
    "environment_at",
    "find_scenarios",
    "load_scenario",
    "state_at",
]
