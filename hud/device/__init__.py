"""Device profiles: what is known, claimed or assumed of a pair of glasses, read from YAML.

Every number of a profile carries a tag (measured, vendor, press, derived, assumed) and a source, and keeps them: a
picture made with an assumed transmittance says so. The shipped profiles are in ``assets/devices/``; a user's own
file works by path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.device.numbers import Number, assumed_of, in_force, numbers, stages_off
from hud.device.profile import (
    EYES,
    Alignment,
    DeviceProfile,
    Distortion,
    Eye,
    Eyebox,
    Ghost,
    Mtf,
    Origin,
    Tag,
)
from hud.lazy import lazily

if TYPE_CHECKING:
    from hud.device.loading import device_ids, load_device, read_device, shipped_devices
else:
    __getattr__, __dir__ = lazily(__name__, loading="device_ids load_device read_device shipped_devices")

__all__ = [
    "EYES",
    "Alignment",
    "DeviceProfile",
    "Distortion",
    "Eye",
    "Eyebox",
    "Ghost",
    "Mtf",
    "Number",
    "Origin",
    "Tag",
    "assumed_of",
    "device_ids",
    "in_force",
    "load_device",
    "numbers",
    "read_device",
    "shipped_devices",
    "stages_off",
]
