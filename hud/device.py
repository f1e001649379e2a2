"""Device profiles: what is known, claimed or assumed of a pair of glasses, read from YAML.

Every number of a profile carries a tag (measured, vendor, press, derived, assumed) and a source, and keeps them: a
picture made with an assumed transmittance says so. The shipped profiles are in ``assets/devices/``; a user's own
file works by path.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Generic, Literal, TypeVar

from pydantic import Field

from hud.errors import FileError, Problems, UsageError, did_you_mean
from hud.resources import asset_path
from hud.yamldoc import Degrees, Grams, Luminance, Metres, Model, Ratio, read_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hud.yamldoc import Document

Eye = Literal["left", "right"]
EYES: tuple[Eye, Eye] = ("left", "right")
Tag = Literal["measured", "vendor", "press", "derived", "assumed"]

T = TypeVar("T")


class _Tagged(Model, Generic[T]):
    value: T
    tag: Tag
    source: Annotated[str, Field(min_length=3)]


Pixels = Annotated[int, Field(ge=16, le=4096)]
Pair = Annotated[list[Pixels], Field(min_length=2, max_length=2)]


class _Display(Model):
    technology: Annotated[str, Field(min_length=2, max_length=60)]
    colour: _Tagged[Literal["rgb", "green"]]
    resolution: _Tagged[Pair]
    drawable: _Tagged[Pair] | None = None
    fov_diagonal: _Tagged[Annotated[Degrees, Field(gt=0, lt=150)]]
    levels: _Tagged[Annotated[int, Field(ge=2, le=256)]]
    peak_luminance: _Tagged[Annotated[Luminance, Field(gt=0, le=1e6)]]
    contrast: _Tagged[Annotated[Ratio, Field(gt=1, le=1e9)]]


class _Optics(Model):
    virtual_image_distance: _Tagged[Annotated[Metres, Field(gt=0.05)]]
    transmittance: _Tagged[Annotated[list[Annotated[Ratio, Field(ge=0, le=1)]], Field(min_length=3, max_length=3)]]
    ipd: _Tagged[Annotated[Metres, Field(ge=0.04, le=0.09)]]


class DeviceFile(Model):
    """A device file, as written."""

    hud_device: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    summary: Annotated[str, Field(max_length=400)] = ""
    eyes: _Tagged[Literal["both", "left", "right"]]
    mass: _Tagged[Annotated[Grams, Field(gt=0)]] | None = None
    display: _Display
    optics: _Optics


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
    """Which eyes have a display."""
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
    origins: Mapping[str, Origin] = field(compare=False, repr=False)
    """Tag and source of each number, by its key in the file: ``display.peak_luminance``."""

    @property
    def focal_px(self) -> float:
        """Pinhole focal length in panel pixels, from the diagonal. `optics.md` A stage 6."""
        return math.hypot(*self.resolution_px) / 2 / math.tan(math.radians(self.fov_diagonal_deg / 2))

    @property
    def px_per_deg(self) -> float:
        """Panel pixels per degree at the centre of the view. `optics.md` A stage 6 with theta = 0."""
        return math.radians(1) * self.focal_px

    @property
    def fov_deg(self) -> tuple[float, float]:
        """Horizontal and vertical field of view of the whole panel."""
        width, height = (2 * math.degrees(math.atan(n / 2 / self.focal_px)) for n in self.resolution_px)
        return width, height

    @property
    def black_cd_m2(self) -> float:
        """Luminance at the eye of an undriven pixel, inside the panel's field."""
        return self.peak_cd_m2 / self.contrast

    @property
    def mono(self) -> bool:
        """True where the panel has one primary."""
        return self.colour != "rgb"


def load_device(name: str | Path) -> DeviceProfile:
    """A shipped profile by id, or a user's own by path.

    Args:
        name: ``"quark-s1"``, or a path (it has a folder in it or ends in ``.yaml``).

    Returns:
        The profile.

    Raises:
        UsageError: No shipped profile of that id; the message lists the known ones.
        FileError, Problems: The file is missing or does not fit; every misfit with its line.
    """
    text = str(name)
    if isinstance(name, Path) or "/" in text or "\\" in text or text.endswith((".yaml", ".yml")):
        return read_device(Path(name))
    known = device_ids()
    if text not in known:
        raise UsageError(f"unknown device '{text}'", hint=did_you_mean(text, known) or "see 'hud devices'")
    return read_device(asset_path(f"devices/{text}.yaml"))


def device_ids() -> list[str]:
    """The ids of the shipped profiles, sorted."""
    return sorted(path.stem for path in asset_path("devices").glob("*.yaml"))


def read_device(path: Path) -> DeviceProfile:
    """Read one device file.

    Raises:
        FileError, Problems: As `load_device`.
    """
    document = read_document(path, DeviceFile)
    problems = list(_misfits(document))
    if problems:
        raise Problems(problems)
    file = document.value
    display, optics = file.display, file.optics
    width, height = display.resolution.value
    drawable = display.drawable.value if display.drawable else [width, height]
    red, green, blue = optics.transmittance.value
    return DeviceProfile(
        id=file.id,
        name=file.name,
        summary=" ".join(file.summary.split()),
        technology=display.technology,
        eyes=EYES if file.eyes.value == "both" else (file.eyes.value,),
        colour=display.colour.value,
        resolution_px=(width, height),
        drawable_px=(drawable[0], drawable[1]),
        fov_diagonal_deg=display.fov_diagonal.value,
        levels=display.levels.value,
        peak_cd_m2=display.peak_luminance.value,
        contrast=display.contrast.value,
        virtual_image_distance_m=optics.virtual_image_distance.value,
        transmittance=(red, green, blue),
        ipd_m=optics.ipd.value,
        mass_g=file.mass.value if file.mass else None,
        origins=MappingProxyType(dict(_origins(file))),
    )


def _misfits(document: Document[DeviceFile]) -> Iterator[FileError]:
    display = document.value.display
    if display.drawable:
        for n, (part, whole) in enumerate(zip(display.drawable.value, display.resolution.value, strict=True)):
            if part > whole:
                side = ("wide", "high")[n]
                yield document.error(
                    ("display", "drawable", "value", n), f"{part} pixels are more than the panel is {side}",
                    hint=f"at most {whole}",
                )  # fmt: skip


def _origins(file: DeviceFile) -> Iterator[tuple[str, Origin]]:
    for prefix, part in (("", file), ("display.", file.display), ("optics.", file.optics)):
        for key in type(part).model_fields:
            value = getattr(part, key)
            if isinstance(value, _Tagged):
                yield prefix + key, Origin(value.tag, value.source)


def shipped_devices() -> list[DeviceProfile]:
    """Every shipped profile, sorted by id."""
    return [load_device(name) for name in device_ids()]
