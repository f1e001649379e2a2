"""The light the wearer stands in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType

from hud.errors import UsageError, did_you_mean
from hud.units import parse_quantity

MAX_ILLUMINANCE_LX = 200_000.0  # direct sun at noon is near 130,000 lx; more is a slip of the hand

NEAREST_WORLD_M = 0.05  # nearer than any eye can focus

PRESETS = MappingProxyType(
    {"night-street": 10.0, "living-room": 100.0, "office": 500.0, "overcast": 10_000.0, "full-sun": 100_000.0}
)
"""Illuminance by name, lx. Presets: an office by ISO 9241-303, the others general knowledge."""


def parse_illuminance(text: str) -> float:
    """Read an illuminance: a quantity with its unit, or the name of a preset.

    Args:
        text: ``"500 lx"``, ``"overcast"``, ``"full sun"``.

    Returns:
        Lux.

    Raises:
        ValueError: Neither; says what would be.
    """
    name = "-".join(text.lower().replace("_", " ").replace("-", " ").split())
    if name in PRESETS:
        return PRESETS[name]
    if name[:1].isalpha() and name not in ("nan", "inf", "infinity"):
        near = did_you_mean(name, tuple(PRESETS))
        hint = near if near.startswith("did") else f"{near}, or a number with lx"
        raise ValueError(f"no light is known as '{text}'; {hint}")
    return parse_quantity(text, "illuminance")


@dataclass(frozen=True, slots=True)
class Environment:
    """What surrounds the glasses at one moment. A picture carries it in its metadata: it is an assumption."""

    illuminance_lx: float
    """On the surfaces in view."""
    white_reflectance: float = 0.8
    """Diffuse reflectance of what the camera records as code 255: matte white paper."""
    brightness: float = 1.0
    """Drive of the display as a fraction of its peak luminance, 0..1; the black level falls with it."""
    world_distance_m: float | None = None
    """How far away the world is that the eye, focused on the display's image, sees out of focus; None is sharp."""
    pupil_offset_m: tuple[float, float] = (0.0, 0.0)
    """Of each pupil from the middle of its eyebox, to the right and up."""
    head_rate_deg_s: tuple[float, float] = (0.0, 0.0)
    """How fast the head turns, to the right and up, while the eye holds the world still and the display shows what is
    anchored to the world: it smears, and it is late."""
    pose_rate_deg_s: tuple[float, float] = (0.0, 0.0)
    """How much faster it turns by a pose that screens know of: what follows the world is late by itself, since a panel
    shows the state of its last refresh, and what does not stays with the head. It smears, no more."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.illuminance_lx) and 0 <= self.illuminance_lx <= MAX_ILLUMINANCE_LX):
            raise UsageError(
                f"an illuminance of {self.illuminance_lx:g} lx is outside 0 to {MAX_ILLUMINANCE_LX:,.0f} lx",
                hint="an office has 500 lx, an overcast day 10,000, full sun 100,000",
            )
        if not 0 <= self.white_reflectance <= 1:
            raise UsageError(f"a white reflectance of {self.white_reflectance:g} is outside 0 to 1")
        if not 0 <= self.brightness <= 1:
            raise UsageError(f"a brightness of {self.brightness:g} is outside 0 to 1")
        distance = self.world_distance_m
        if distance is not None and not (math.isfinite(distance) and distance > NEAREST_WORLD_M):
            raise UsageError(
                f"a world {distance:g} m away cannot be",
                hint=f"more than {NEAREST_WORLD_M:g} m; leave it out to have it sharp",
            )
        for name, unit, pair in (
            ("pupil offset", "m", self.pupil_offset_m),
            ("head rate", "deg/s", self.head_rate_deg_s),
            ("pose rate", "deg/s", self.pose_rate_deg_s),
        ):
            if not all(math.isfinite(part) for part in pair):
                raise UsageError(f"a {name} of {pair[0]:g}, {pair[1]:g} {unit} cannot be", hint="two finite numbers")

    @property
    def white_cd_m2(self) -> float:
        """Luminance of a matte white surface, s = rho E / pi (Lambert). Stage 2 of `hud.optics.stages`."""
        return self.white_reflectance * self.illuminance_lx / math.pi

    @property
    def preset(self) -> str:
        """The name of exactly this illuminance, whoever wrote it and how; empty where it has none."""
        return next((name for name, lux in PRESETS.items() if lux == self.illuminance_lx), "")
