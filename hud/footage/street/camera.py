"""Where the wearer's eye is at each moment: the walk, rounded off, with the sway of a step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hud.geo import angle_between

if TYPE_CHECKING:
    from hud.geo import Walk

WINDOW_M = 9.0
_STEP_M = 0.74
_WALKER_M_S = 3.2


@dataclass(frozen=True, slots=True)
class Eye:
    """A camera that looks level; small tilts are given as shifts of the picture."""

    x_m: float
    y_m: float
    height_m: float
    bearing_deg: float
    pitch_deg: float
    along_m: float


def eye_at(walk: Walk, t_s: float, eye_height_m: float) -> Eye:
    """The eye at a time.

    The place is the mean of the line over the same window over which `Walk.pose_at` takes its chord: then the
    eye moves exactly where it looks, and cuts its corners as a walker does.
    """
    pose = walk.pose_at(t_s)
    spread = 1.2
    count = 6
    total = 0.0
    for k in range(count + 1):
        other = walk.pose_at(t_s + spread * (k / count - 0.5))
        total += angle_between(pose.bearing_deg, other.bearing_deg)
    bearing = pose.bearing_deg + total / (count + 1)

    x = y = 0.0
    samples = 10
    for k in range(samples):
        px, py = walk.line.point_at(pose.along_m + WINDOW_M * ((k + 0.5) / samples - 0.5))
        x, y = x + px, y + py
    x, y = x / samples, y / samples

    speed = (walk.along_at(t_s + 0.45) - walk.along_at(t_s - 0.45)) / 0.9
    gait = _gait(speed)
    phase = math.tau * pose.along_m / _STEP_M
    up = 0.017 * gait * math.sin(phase)
    side = 0.013 * gait * math.sin(phase / 2 + 0.6)
    # breathing and looking about, slow enough to go unnoticed and never quite periodic
    yaw = gait * (
        0.22 * math.sin(phase / 2 + 0.4) + 0.30 * math.sin(pose.along_m * 0.31) * math.sin(pose.along_m * 0.173)
    )
    pitch = gait * (0.10 * math.sin(phase + 1.1) + 0.18 * math.sin(pose.along_m * 0.23 + 2.0))
    angle = math.radians(bearing)
    return Eye(
        x + side * math.cos(angle),
        y - side * math.sin(angle),
        eye_height_m + up,
        (bearing + yaw) % 360,
        pitch,
        pose.along_m,
    )


def eye_ahead(walk: Walk, t_s: float, eye_height_m: float) -> Eye:
    """Roughly where the eye will be, without sway: enough to prepare what it will see."""
    pose = walk.pose_at(t_s)
    return Eye(pose.x_m, pose.y_m, eye_height_m, pose.bearing_deg, 0.0, pose.along_m)


def _gait(speed_m_s: float) -> float:
    """0 standing or driving, 1 at a walk."""
    rise = min(max(speed_m_s / 1.0, 0.0), 1.0)
    fall = min(max((_WALKER_M_S + 2.0 - speed_m_s) / 2.0, 0.0), 1.0)
    return rise * rise * (3 - 2 * rise) * fall
