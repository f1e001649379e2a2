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


@dataclass(frozen=True, slots=True)
class HudState:
    """The whole state at one moment, a pure function of (scenario, t)."""

    t_s: float
    status: StatusState
    nav: NavState | None = None
    captions: CaptionState | None = None
    notice: NoticeState | None = None
    input: str = ""
    """The gesture made within the last 0.4 s, ``tap``, ...; empty without one."""
    values: Mapping[str, float | str | bool] = field(default_factory=dict)
    """Whatever the scenario keyframes, by name."""
