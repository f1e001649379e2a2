"""Finding the way: routes, how somebody travels them, and what the wearer is told at each moment.

A file of a routing service becomes a `Route` (`load_route`); a speed or a recorded track becomes a `Travel` along
it (`Travel.at_speed`, `load_travel`); `guidance_at` says what is shown at t, in closed form. `step_text` makes the
sentences a route lacks, `prompts` what is said aloud. The room knows nothing of screens and scenarios.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.lazy import lazily

if TYPE_CHECKING:
    from hud.guidance.gpx import gpx_kept
    from hud.guidance.guide import guidance_at
    from hud.guidance.load import load_route, read_route
    from hud.guidance.reading import Reading, WishError
    from hud.guidance.route import Route
    from hud.guidance.state import ManoeuvreState, NavState
    from hud.guidance.text import step_text
    from hud.guidance.track import check_track_file, load_travel
    from hud.guidance.travel import Travel
    from hud.guidance.voice import Prompt, prompts
else:
    __getattr__, __dir__ = lazily(
        __name__,
        gpx="gpx_kept",
        guide="guidance_at",
        load="load_route read_route",
        reading="Reading WishError",
        route="Route",
        state="ManoeuvreState NavState",
        text="step_text",
        track="check_track_file load_travel",
        travel="Travel",
        voice="Prompt prompts",
    )

__all__ = [
    "ManoeuvreState",
    "NavState",
    "Prompt",
    "Reading",
    "Route",
    "Travel",
    "WishError",
    "check_track_file",
    "gpx_kept",
    "guidance_at",
    "load_route",
    "load_travel",
    "prompts",
    "read_route",
    "step_text",
]
