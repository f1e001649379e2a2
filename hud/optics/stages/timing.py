"""Stage 12: when a panel shows what, and what a turn of the head makes of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hud.device import DeviceProfile
    from hud.environment import Environment

PROMPT_REFRESH_HZ = 60.0
"""From this refresh on, and without latency, a panel is taken to show each moment as it is."""


def shown_time_s(t_s: float, device: DeviceProfile) -> float:
    """Stage 12: the moment whose state the panel shows at t: that of its last refresh before t − latency, seconds.

    A panel without latency that refreshes as often as `PROMPT_REFRESH_HZ` shows t itself, so that a frame asked for
    is the frame of that moment; a slower or later one holds floor((t − latency) · refresh) / refresh, not below 0.
    """
    if device.latency_s <= 0 and device.refresh_hz >= PROMPT_REFRESH_HZ:
        return t_s
    # a refresh that is due at t itself counts, whatever the last bit of the product
    return max(0.0, math.floor((t_s - device.latency_s) * device.refresh_hz + 1e-9) / device.refresh_hz)


def lag_deg(environment: Environment, device: DeviceProfile) -> tuple[float, float]:
    """Stage 12: how far the display's light stands from where the world has it, degrees to the right and up.

    latency · head rate: the light answers where the head was. Plain kinematics; 20 ms at 100 degrees a second are 2
    degrees. Of a pose that the scenario keyframes nothing is added here: the panel shows the state of `shown_time_s`,
    so that what a screen places by it is off by pose(t) − pose(shown), whatever the turn, and the rest stays with the
    head. The view moves all of it by f · tan of the angle, as at the axis: at an angle theta from it a degree holds
    sec² theta times as many pixels, so that there it is so much less than a turned pinhole has, 13 % at 20 degrees.
    """
    right, up = environment.head_rate_deg_s
    return device.latency_s * right, device.latency_s * up


def smear_deg(environment: Environment, device: DeviceProfile) -> tuple[float, float]:
    """Stage 12: over what angle a pixel is drawn out while it emits, persistence / refresh · rate of the turn, degrees.

    The eye holds the world still and the display turns with the head; the light is spread evenly from where it stood at
    the refresh. The exposure-weighted mean over the persistence. Drawn f · tan of it long all over the field, as
    `lag_deg` is.
    """
    lit_s = device.persistence / device.refresh_hz
    right, up = map(sum, zip(environment.head_rate_deg_s, environment.pose_rate_deg_s, strict=True))
    return lit_s * right, lit_s * up


def smear_weights(length_px: float) -> list[float]:
    """Stage 12: the share of each pixel on the way of a light that moves evenly, from the first one on.

    Between pixels the light is linear, as in every other sample of the display: pixel k has the integral of its
    triangle 1 − |k − s| for s from 0 to the length, over the length. So the shares sum to 1 and their centroid is half
    the length, whatever that is.
    """
    if length_px <= 0:
        return [1.0]
    last = math.floor(length_px)
    return [(_triangle(length_px - k) - _triangle(-k)) / length_px for k in range(last + 2)]


def _triangle(x: float) -> float:
    """The integral of 1 − |x|, from −1 on."""
    x = min(1.0, max(-1.0, x))
    return (1 + x) ** 2 / 2 if x < 0 else 1 - (1 - x) ** 2 / 2
