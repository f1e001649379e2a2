"""A scenario at any moment. Closed form: t = 57 s is looked up, and never arrived at by replaying 57 s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.environment import Environment
from hud.guidance import guidance_at
from hud.scenario.state import HudState, NoticeState, StatusState
from hud.speech import captions_at

if TYPE_CHECKING:
    from hud.scenario.scenario import Scenario

INPUT_SHOWN_S = 0.4


def state_at(scenario: Scenario, t_s: float) -> HudState:
    """Everything a screen can know at one moment.

    Args:
        scenario: What is replayed.
        t_s: Seconds from its start; beyond its end everything stays as the tracks leave it.

    Returns:
        The state, the same for the same arguments whatever was asked before.
    """
    nav = None
    if scenario.route is not None and scenario.travel is not None:
        nav = guidance_at(scenario.route, scenario.travel, t_s)
    notice = scenario.notices.at(t_s)
    gesture = scenario.inputs.at(t_s)
    return HudState(
        t_s=t_s,
        status=_status_at(scenario, t_s),
        nav=nav,
        captions=captions_at(scenario.captions, t_s) if scenario.captions is not None else None,
        notice=None
        if notice is None
        else NoticeState(notice.item.title, notice.item.body, t_s - notice.start_s, notice.end_s - t_s),
        input="" if gesture is None else gesture.item,
        values={name: frames.at(t_s) for name, frames in scenario.values.items()},
    )


def environment_at(scenario: Scenario, t_s: float) -> Environment:
    """The light the wearer stands in at one moment, and how bright the glasses are set."""
    return Environment(
        illuminance_lx=scenario.illuminance_lx.at(t_s),
        white_reflectance=scenario.white_reflectance,
        brightness=scenario.brightness.at(t_s),
        world_distance_m=scenario.world_distance_m,
        pupil_offset_m=scenario.pupil_offset_m,
        head_rate_deg_s=scenario.head_rate_deg_s,
    )


def _status_at(scenario: Scenario, t_s: float) -> StatusState:
    clock = ""
    if scenario.clock_s is not None:
        minutes = int(scenario.clock_s + t_s) // 60 % (24 * 60)
        clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    lost, late = scenario.lost.at(t_s), scenario.late.at(t_s)
    return StatusState(
        clock=clock,
        battery=scenario.battery.at(t_s) if scenario.battery is not None else None,
        link="lost" if lost else "late" if late else "ok",
    )
