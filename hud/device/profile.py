"""A pair of glasses as values: what is known, claimed or assumed of them, in the units that the optics use."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Eye = Literal["left", "right"]
EYES: tuple[Eye, Eye] = ("left", "right")
Tag = Literal["measured", "vendor", "press", "derived", "assumed"]


@dataclass(frozen=True, slots=True)
class Alignment:
    """How one eye's display is out of true. All zero (and 1) is a perfect pair."""

    roll_deg: float = 0.0
    """About the axis of view, clockwise as the wearer sees it."""
    vertical_deg: float = 0.0
    """Upwards."""
    magnification: float = 1.0


@dataclass(frozen=True, slots=True)
class Distortion:
    """Brown-Conrady, as OpenCV has it, on tangents of the angle from the display's axis. All zero is none."""

    k1: float = 0.0
    k2: float = 0.0
    k3: float = 0.0
    p1: float = 0.0
    p2: float = 0.0


@dataclass(frozen=True, slots=True)
class Mtf:
    """One point of the display path's modulation transfer, taken as a Gaussian's."""

    contrast: float
    """0..1."""
    cycles_per_deg: float


@dataclass(frozen=True, slots=True)
class Ghost:
    """A weaker second image of the display."""

    right_deg: float
    up_deg: float
    gain: float
    """Of the first image's light, 0..1."""


@dataclass(frozen=True, slots=True)
class Eyebox:
    """Where the pupil may be and see the whole display. Beyond it the light falls off smoothly."""

    width_m: float
    height_m: float
    falloff_m: float
    """From full light to none."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a number comes from."""

    tag: Tag
    source: str


@dataclass(frozen=True)
class DeviceProfile:
    """A pair of glasses. Luminances are those at the eye; lengths in metres, angles in degrees."""

    id: str
    name: str
    summary: str
    technology: str
    """Of the display engine, in words: "colour micro-OLED"."""
    eyes: tuple[Eye, ...]
    """Which eyes have a display: both, one, or none; without any, the display's numbers are zero."""
    colour: Literal["rgb", "green"]
    resolution_px: tuple[int, int]
    """Width and height of each eye's panel."""
    drawable_px: tuple[int, int]
    """Width and height of the centred part that applications may draw into."""
    fov_diagonal_deg: float
    """Across the whole panel, corner to corner."""
    levels: int
    """Steps of drive per channel: 256 for 8 bits, 16 for 4."""
    peak_cd_m2: float
    """Luminance at the eye of a full white field (of full green on a mono green panel)."""
    contrast: float
    """Peak over black, both at the eye."""
    virtual_image_distance_m: float
    transmittance: tuple[float, float, float]
    """Of lens, combiner and dimmer together, for R, G and B of the world's light."""
    ipd_m: float
    """Distance between the pupils, and between the two displays."""
    mass_g: float | None
    primaries: tuple[tuple[float, float, float], ...] | None = None
    """3 x 3, linear BT.709 light (rows R, G, B) per unit of each panel channel (columns); None is `colour`'s own."""
    auto_dimmer: bool = False
    """Whether the glasses darken in bright surroundings."""
    alignment_left: Alignment = Alignment()
    alignment_right: Alignment = Alignment()
    distortion: Distortion = Distortion()
    lateral_colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Magnification of the red, green and blue images: apart from each other they make colour fringes."""
    mtf: Mtf | None = None
    """None is perfectly sharp."""
    pixel_aperture: float = 0.0
    """Side of the emitting square over the pixel pitch, 0..1; 0 shows no pixel structure (bilinear)."""
    haze: float = 0.0
    """Share of the display's light that is spread over its whole field, 0..1."""
    ghosts: tuple[Ghost, ...] = ()
    uniformity: float = 1.0
    """Dimmest over brightest place of a white field, 0..1; 1 is uniform."""
    uniformity_seed: int = 1
    """Which of the smooth patterns, of luminance and of colour."""
    eyebox: Eyebox | None = None
    """None is one that the pupil never leaves."""
    stray_light: float = 0.0
    """k of L_stray = k E / pi, cd/m² per cd/m²."""
    refresh_hz: float = 60.0
    persistence: float = 1.0
    """Share of a refresh during which a pixel emits, 0..1."""
    latency_s: float = 0.0
    """From the head's movement to the light that answers it."""
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)
    """Tag and source of each number, by its key in the file: ``display.peak_luminance``."""

    @property
    def focal_px(self) -> float:
        """Pinhole focal length in panel pixels, from the diagonal; 0 without one. Stage 6 of `hud.optics.stages`."""
        if not self.eyes:
            return 0.0
        return math.hypot(*self.resolution_px) / 2 / math.tan(math.radians(self.fov_diagonal_deg / 2))

    @property
    def px_per_deg(self) -> float:
        """Panel pixels per degree at the centre of the view. Stage 6 of `hud.optics.stages` with theta = 0."""
        return math.radians(1) * self.focal_px

    @property
    def fov_deg(self) -> tuple[float, float]:
        """Horizontal and vertical field of view of the whole panel; 0 without a display."""
        return self._field_deg(self.resolution_px)

    @property
    def drawable_fov_deg(self) -> tuple[float, float]:
        """The same of the part that applications may draw into."""
        return self._field_deg(self.drawable_px)

    def _field_deg(self, size_px: tuple[int, int]) -> tuple[float, float]:
        if not self.eyes:
            return 0.0, 0.0
        width, height = (2 * math.degrees(math.atan(n / 2 / self.focal_px)) for n in size_px)
        return width, height

    @property
    def black_cd_m2(self) -> float:
        """Luminance at the eye of an undriven pixel, inside the panel's field."""
        return self.peak_cd_m2 / self.contrast

    @property
    def digest(self) -> str:
        """Of every number that a picture depends on, 12 hexadecimal digits: two files of one id are told apart."""
        return _digest(self)

    @property
    def mono(self) -> bool:
        """True where the panel has one primary."""
        return self.colour != "rgb"


@lru_cache(maxsize=32)
def _digest(device: DeviceProfile) -> str:
    words = {"name", "summary", "technology", "origins"}
    numbers = [(f.name, getattr(device, f.name)) for f in fields(device) if f.name not in words]
    return hashlib.sha256(repr(numbers).encode()).hexdigest()[:12]
