"""A scenario at any moment. Closed form: t = 57 s is looked up, and never arrived at by replaying 57 s."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.environment import Environment
from hud.scenario.gps import drift_at
from hud.scenario.received import received_at
from hud.scenario.state import HeadState, HudState, StatusState

if TYPE_CHECKING:
    from hud.scenario.scenario import Scenario

INPUT_SHOWN_S = 0.4
WEAK_GPS_M = 10.0
"""A phone under open sky is within 4.9 m (GPS.gov, "GPS Accuracy"); twice that is told."""


def state_at(scenario: Scenario, t_s: float) -> HudState:
    """Everything a screen can know at one moment.

    Args:
        scenario: What is replayed.
        t_s: Seconds from its start; beyond its end everything stays as the tracks leave it.

    Returns:
        The state, the same for the same arguments whatever was asked before: of the phone's part what the glasses have
        received by then (`hud.scenario.received`), of their own what is.
    """
    content, sent_s = received_at(scenario, t_s)
    gesture = scenario.inputs.at(t_s)
    return HudState(
        t_s=t_s,
        status=_status_at(scenario, t_s, age_s=t_s - sent_s),
        language=_language(scenario, t_s),
        nav=content.nav,
        captions=content.captions,
        notice=content.notice,
        input="" if gesture is None else gesture.item,
        inputs=scenario.gestures.at(t_s),
        head=HeadState(*scenario.head.pose_at(t_s)),
        values=content.values,
    )


def environment_at(scenario: Scenario, t_s: float) -> Environment:
    """The light the wearer stands in at one moment, how bright the glasses are set, and how fast the head turns."""
    worn = scenario.removed.at(t_s) is None
    return Environment(
        illuminance_lx=scenario.illuminance_lx.at(t_s),
        white_reflectance=scenario.white_reflectance,
        brightness=scenario.brightness.at(t_s) if worn else 0.0,
        world_distance_m=scenario.world_distance_m,
        pupil_offset_m=scenario.pupil_offset_m,
        head_rate_deg_s=scenario.head_rate_deg_s,
        pose_rate_deg_s=scenario.head.rate_at(t_s),
    )


def _language(scenario: Scenario, t_s: float) -> str:
    route, _ = scenario.guided_at(t_s)
    captions = scenario.captions
    read = (captions.language or captions.source_language) if captions is not None else ""
    return scenario.language or (route.language if route is not None else "") or read or "en"


def _status_at(scenario: Scenario, t_s: float, *, age_s: float) -> StatusState:
    clock = ""
    if scenario.clock_s is not None:
        minutes = int(scenario.clock_s + t_s) // 60 % (24 * 60)
        clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
    lost, late = scenario.lost.at(t_s), scenario.late.at(t_s)
    fault = scenario.battery_faults.at(t_s)
    battery = scenario.battery.at(t_s) if scenario.battery is not None else None
    off_m, _ = drift_at(scenario.gps, t_s)
    return StatusState(
        clock=clock,
        battery=battery if fault is None else fault.item,
        link="lost" if lost else "late" if late else "ok",
        age_s=age_s,
        gps="weak" if off_m >= WEAK_GPS_M else "ok",
        gps_error_m=off_m,
        worn=scenario.removed.at(t_s) is None,
    )
