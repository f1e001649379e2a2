"""A device file as it is written: every number with its unit, a tag and a source."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from hud.device.profile import Tag
from hud.yamldoc import (
    CyclesPerDegree,
    Degrees,
    Grams,
    Hertz,
    Luminance,
    Metres,
    MetresInMm,
    Model,
    Ratio,
    Seconds,
    version_of,
)

T = TypeVar("T")


class Tagged(Model, Generic[T]):
    """A value and where it comes from."""

    value: T
    tag: Tag
    source: Annotated[str, Field(min_length=3)]


Share = Annotated[Ratio, Field(ge=0, le=1)]
Pixels = Annotated[int, Field(ge=16, le=4096)]
Pair = Annotated[list[Pixels], Field(min_length=2, max_length=2)]
# of a primary outside BT.709 (P3, BT.2020, a green of 525 nm) some are negative; only the monitor's picture ends at 0
Light = Annotated[Ratio, Field(ge=-10, le=10)]
Row = Annotated[list[Light], Field(min_length=3, max_length=3)]
Tilt = Annotated[Degrees, Field(ge=-20, le=20)]
Scale = Annotated[Ratio, Field(ge=0.5, le=2)]
Coefficient = Annotated[Ratio, Field(ge=-100, le=100)]


class Uniformity(Model):
    """How even a white field is."""

    min_max: Annotated[Ratio, Field(gt=0, le=1)]
    """Dimmest over brightest place."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    """Another number is another pattern."""


class EyeAlignment(Model):
    """One eye's display, out of true."""

    roll: Tilt = 0.0
    vertical: Tilt = 0.0
    magnification: Scale = 1.0


class Alignment(Model):
    """Both eyes' displays; what is left out is in true."""

    left: EyeAlignment = EyeAlignment()
    right: EyeAlignment = EyeAlignment()


class Distortion(Model):
    """Brown-Conrady, on tangents of the angle from the axis."""

    k1: Coefficient = 0.0
    k2: Coefficient = 0.0
    k3: Coefficient = 0.0
    p1: Coefficient = 0.0
    p2: Coefficient = 0.0


class Mtf(Model):
    """Modulation at one spatial frequency."""

    contrast: Annotated[Ratio, Field(gt=0, lt=1)]
    at: Annotated[CyclesPerDegree, Field(gt=0, le=1000)]


class Ghost(Model):
    """A weaker second image."""

    # further out nothing is seen of it, and the tangent has no end
    right: Annotated[Degrees, Field(ge=-60, le=60)] = 0.0
    up: Annotated[Degrees, Field(ge=-60, le=60)] = 0.0
    gain: Share


class Eyebox(Model):
    """Where the pupil sees all of the display."""

    width: Annotated[MetresInMm, Field(gt=0, le=0.1)]
    height: Annotated[MetresInMm, Field(gt=0, le=0.1)]
    falloff: Annotated[MetresInMm, Field(gt=0, le=0.1)]
    """From full light to none, beyond it."""


class Display(Model):
    """What emits."""

    technology: Annotated[str, Field(min_length=2, max_length=60)]
    colour: Tagged[Literal["rgb", "green"]]
    resolution: Tagged[Pair]
    drawable: Tagged[Pair] | None = None
    fov_diagonal: Tagged[Annotated[Degrees, Field(gt=0, lt=150)]]
    levels: Tagged[Annotated[int, Field(ge=2, le=256)]]
    peak_luminance: Tagged[Annotated[Luminance, Field(gt=0, le=1e6)]]
    contrast: Tagged[Annotated[Ratio, Field(gt=1, le=1e9)]]
    primaries: Tagged[Annotated[list[Row], Field(min_length=3, max_length=3)]] | None = None
    pixel_aperture: Tagged[Share] | None = None
    uniformity: Tagged[Uniformity] | None = None
    refresh: Tagged[Annotated[Hertz, Field(ge=1, le=1000)]] | None = None
    persistence: Tagged[Annotated[Ratio, Field(gt=0, le=1)]] | None = None
    latency: Tagged[Annotated[Seconds, Field(ge=0, le=1)]] | None = None


class Optics(Model):
    """What lies between the display, the world and the eye."""

    virtual_image_distance: Tagged[Annotated[Metres, Field(gt=0.05, le=1e6)]] | None = None
    """Of glasses with a display always given; so is `ipd`."""
    ipd: Tagged[Annotated[MetresInMm, Field(ge=0.04, le=0.09)]] | None = None
    transmittance: Tagged[Annotated[list[Share], Field(min_length=3, max_length=3)]]
    auto_dimmer: Tagged[bool] | None = None
    alignment: Tagged[Alignment] | None = None
    distortion: Tagged[Distortion] | None = None
    lateral_colour: Tagged[Annotated[list[Scale], Field(min_length=3, max_length=3)]] | None = None
    mtf: Tagged[Mtf] | None = None
    haze: Tagged[Share] | None = None
    ghosts: Tagged[Annotated[list[Ghost], Field(max_length=8)]] | None = None
    eyebox: Tagged[Eyebox] | None = None
    stray_light: Tagged[Share] | None = None


class DeviceFile(Model):
    """A device file, as written; `extends` is gone by the time it is checked."""

    hud_device: Annotated[Literal[1], version_of(1)]
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    summary: Annotated[str, Field(max_length=400)] = ""
    eyes: Tagged[Literal["both", "left", "right", "none"]]
    mass: Tagged[Annotated[Grams, Field(gt=0, le=10_000)]] | None = None
    display: Display | None = None
    """Left out by glasses without one: ``eyes: none``."""
    optics: Optics
