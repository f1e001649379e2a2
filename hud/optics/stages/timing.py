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
    degrees.
    """
    right, up = environment.head_rate_deg_s
    return device.latency_s * right, device.latency_s * up


def smear_deg(environment: Environment, device: DeviceProfile) -> tuple[float, float]:
    """Stage 12: over what angle a pixel is drawn out while it emits, persistence / refresh · head rate, degrees.

    The eye holds the world still and the display turns with the head; the light is spread evenly from where it stood at
    the refresh. The exposure-weighted mean over the persistence.
    """
    right, up = environment.head_rate_deg_s
    lit_s = device.persistence / device.refresh_hz
    return lit_s * right, lit_s * up
