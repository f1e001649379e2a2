"""What happens, when: a scenario file in, the whole state of the glasses and the light at any moment out.

`load_scenario` reads a scenario with everything it names and reports every error at its place; `state_at` and
`environment_at` are pure in t, and cheap enough for every frame. `spoken_at` is what glasses without a display have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.lazy import lazily

if TYPE_CHECKING:
    from hud.scenario.finding import ScenarioEntry
    from hud.scenario.loader import find_scenarios, load_scenario
    from hud.scenario.scenario import Scenario
    from hud.scenario.state import HudState, NoticeState, StatusState
    from hud.scenario.timeline import environment_at, state_at
    from hud.scenario.voice import Utterance, spoken_at, utterances
else:
    __getattr__, __dir__ = lazily(
        __name__,
        finding="ScenarioEntry",
        loader="find_scenarios load_scenario",
        scenario="Scenario",
        state="HudState NoticeState StatusState",
        timeline="environment_at state_at",
        voice="Utterance spoken_at utterances",
    )

__all__ = [
    "HudState",
    "NoticeState",
    "Scenario",
    "ScenarioEntry",
    "StatusState",
    "Utterance",
    "environment_at",
    "find_scenarios",
    "load_scenario",
    "spoken_at",
    "state_at",
    "utterances",
]
