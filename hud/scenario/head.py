"""Where the head is turned, and how fast it turns. Pure in t."""

from __future__ import annotations

from dataclasses import dataclass, field

from hud.scenario.keyframes import Keyframes


@dataclass(frozen=True)
class HeadTrack:
    """The head's pose, away from where the camera looks that took the footage: degrees."""

    yaw: Keyframes[float] = field(default_factory=lambda: Keyframes.constant(0.0))
    """To the right."""
    pitch: Keyframes[float] = field(default_factory=lambda: Keyframes.constant(0.0))
    """Up."""
    roll: Keyframes[float] = field(default_factory=lambda: Keyframes.constant(0.0))
    """Towards the right shoulder."""

    def pose_at(self, t_s: float) -> tuple[float, float, float]:
        """Yaw, pitch and roll at t, degrees."""
        return self.yaw.at(t_s), self.pitch.at(t_s), self.roll.at(t_s)

    def rate_at(self, t_s: float) -> tuple[float, float]:
        """How fast the head turns to the right and up at t, degrees a second: the derivatives of the easing.

        A jump (``step``) is a cut and not a turn: 0.
        """
        return self.yaw.rate_at(t_s), self.pitch.rate_at(t_s)
