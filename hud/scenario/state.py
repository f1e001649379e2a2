"""Everything a screen can know at one moment: plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hud.guidance.state import NavState
    from hud.speech.state import CaptionState


@dataclass(frozen=True, slots=True)
class NoticeState:
    """A message that came in."""

    title: str
    body: str
    since_s: float
    """Seconds since it came up."""
    left_s: float
    """Seconds until it goes."""


@dataclass(frozen=True, slots=True)
class StatusState:
    """The glasses themselves."""

    clock: str
    """Time of day as shown, ``08:12``; empty where the scenario does not say."""
    battery: float | None
    """Charge 0..1; None where the scenario does not say."""
    link: str
    """``ok``, ``late`` or ``lost``: the connection to the phone."""
    age_s: float = 0.0
    """How old what the phone makes (guidance, captions, notice, values) is on the glasses: what the link takes."""
    gps: str = "ok"
    """``ok``, or ``weak`` while the reported place is off."""
    gps_error_m: float = 0.0
    """How far off it is."""
    worn: bool = True
    """False while the glasses are taken off: their display is dark."""


@dataclass(frozen=True, slots=True)
class InputState:
    """What the wearer has done so far. The glasses know it at once, whatever the link."""

    last: str = ""
    """The last gesture, ``tap``, ``swipe-left``, ...; empty before the first."""
    since_s: float | None = None
    """Seconds since then; None before the first."""
    count: int = 0
    """How many there were."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many there were of each: with it a screen knows its page, and keeps nothing."""


@dataclass(frozen=True, slots=True)
class HeadState:
    """Where the head is turned, away from where it looked when the footage was taken.

    The glasses' own sensors say so, at once, whatever the link.
    """

    yaw_deg: float = 0.0
    """To the right."""
    pitch_deg: float = 0.0
    """Up."""
    roll_deg: float = 0.0
    """Towards the right shoulder."""


@dataclass(frozen=True, slots=True)
class HudState:
    """The whole state at one moment, a pure function of (scenario, t)."""

    t_s: float
    status: StatusState
    language: str = "en"
    """BCP 47: what the glasses say by themselves ("No link") is in. The scenario's, else the route's, else that of
    the translation."""
    nav: NavState | None = None
    captions: CaptionState | None = None
    notice: NoticeState | None = None
    input: str = ""
    """The gesture made within the last 0.4 s, ``tap``, ...; empty without one."""
    inputs: InputState = field(default_factory=InputState)
    head: HeadState = HeadState()
    values: Mapping[str, float | str | bool] = field(default_factory=dict)
    """Whatever the scenario keyframes, by name."""
