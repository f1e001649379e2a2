"""A device file as it is written: every number with its unit, a tag and a source."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import Field

from hud.device.profile import Tag
from hud.yamldoc import Degrees, Grams, Luminance, Metres, Model, Ratio

T = TypeVar("T")


class Tagged(Model, Generic[T]):
    """A value and where it comes from."""

    value: T
    tag: Tag
    source: Annotated[str, Field(min_length=3)]


Pixels = Annotated[int, Field(ge=16, le=4096)]
Pair = Annotated[list[Pixels], Field(min_length=2, max_length=2)]


class _Display(Model):
    technology: Annotated[str, Field(min_length=2, max_length=60)]
    colour: Tagged[Literal["rgb", "green"]]
    resolution: Tagged[Pair]
    drawable: Tagged[Pair] | None = None
    fov_diagonal: Tagged[Annotated[Degrees, Field(gt=0, lt=150)]]
    levels: Tagged[Annotated[int, Field(ge=2, le=256)]]
    peak_luminance: Tagged[Annotated[Luminance, Field(gt=0, le=1e6)]]
    contrast: Tagged[Annotated[Ratio, Field(gt=1, le=1e9)]]


class _Optics(Model):
    virtual_image_distance: Tagged[Annotated[Metres, Field(gt=0.05)]]
    transmittance: Tagged[Annotated[list[Annotated[Ratio, Field(ge=0, le=1)]], Field(min_length=3, max_length=3)]]
    ipd: Tagged[Annotated[Metres, Field(ge=0.04, le=0.09)]]


class DeviceFile(Model):
    """A device file, as written."""

    hud_device: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    summary: Annotated[str, Field(max_length=400)] = ""
    eyes: Tagged[Literal["both", "left", "right"]]
    mass: Tagged[Annotated[Grams, Field(gt=0)]] | None = None
    display: _Display
    optics: _Optics
