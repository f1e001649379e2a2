"""Every number of a profile with its words, its tag and its source: what people and programs are shown of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from hud.device.profile import EYES, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hud.device.profile import Alignment, DeviceProfile

STAGES = (
    "display.pixel_aperture",
    "display.uniformity",
    "optics.auto_dimmer",
    "optics.alignment",
    "optics.distortion",
    "optics.lateral_colour",
    "optics.mtf",
    "optics.haze",
    "optics.ghosts",
    "optics.eyebox",
    "optics.stray_light",
)
"""What is off where a profile does not name it."""
PRESUMED = {
    "display.primaries": "the panel's channels are taken as the monitor's",
    "display.refresh": "what most panels do",
    "display.persistence": "each pixel is lit for the whole refresh",
    "display.latency": "the display follows the head at once",
}
"""What has a value where a profile does not name it, and why that one."""


@dataclass(frozen=True, slots=True)
class Number:
    """One of a profile's numbers."""

    key: str
    """Where it stands in the file: ``display.peak_luminance``."""
    text: str
    """The value with its unit."""
    value: object
    """The same as data, in the program's units: what JSON can hold."""
    origin: Origin


def numbers(device: DeviceProfile) -> list[Number]:
    """The numbers that a profile names, in the order of the file's sections."""
    return [
        Number(key, text, value, device.origins[key]) for key, text, value in _values(device) if key in device.origins
    ]


def in_force(device: DeviceProfile) -> list[Number]:
    """What a profile does not name and is in force all the same: `PRESUMED`, with the values that are drawn with."""
    if not device.eyes:
        return []
    origin = {key: Origin("assumed", f"not named by the profile; {why}") for key, why in PRESUMED.items()}
    found = {key: (text, value) for key, text, value in _values(device) if key not in device.origins}
    if device.primaries is None:
        found["display.primaries"] = ("BT.709's green alone" if device.mono else "BT.709's", None)
    return [Number(key, *found[key], origin[key]) for key in PRESUMED if key in found]


def assumed_of(device: DeviceProfile) -> tuple[int, int]:
    """How many of the numbers that it is drawn with, named or not, are assumed, and how many there are."""
    tags = [number.origin.tag for number in (*numbers(device), *in_force(device))]
    return tags.count("assumed"), len(tags)


def stages_off(device: DeviceProfile) -> list[str]:
    """The stages of the optics that a profile does not name, and that are off because of that."""
    return [key.partition(".")[2] for key in STAGES if device.eyes and key not in device.origins]


def _values(p: DeviceProfile) -> Iterator[tuple[str, str, object]]:
    """(key, text, data) of everything a profile can name."""
    yield "eyes", " and ".join(p.eyes) or "none", list(p.eyes)
    yield "mass", "" if p.mass_g is None else f"{p.mass_g:g} g", p.mass_g
    yield "display.colour", p.colour, p.colour
    yield "display.resolution", _size(p.resolution_px), list(p.resolution_px)
    yield "display.drawable", _size(p.drawable_px), list(p.drawable_px)
    yield "display.fov_diagonal", f"{p.fov_diagonal_deg:g}°", p.fov_diagonal_deg
    yield "display.levels", f"{p.levels}", p.levels
    yield "display.peak_luminance", f"{p.peak_cd_m2:,.0f} cd/m²", p.peak_cd_m2
    yield "display.contrast", f"{p.contrast:,.0f}:1", p.contrast
    primaries = [list(row) for row in p.primaries or ()]
    yield "display.primaries", "; ".join(_list(row) for row in primaries), primaries
    yield "display.pixel_aperture", _share(p.pixel_aperture), p.pixel_aperture
    even = {"min_max": p.uniformity, "seed": p.uniformity_seed}
    yield "display.uniformity", f"{_share(p.uniformity)}, pattern {p.uniformity_seed}", even
    yield "display.refresh", f"{p.refresh_hz:g} Hz", p.refresh_hz
    yield "display.persistence", _share(p.persistence), p.persistence
    yield "display.latency", f"{p.latency_s * 1000:g} ms", p.latency_s
    yield "optics.virtual_image_distance", f"{p.virtual_image_distance_m:g} m", p.virtual_image_distance_m
    yield "optics.ipd", f"{p.ipd_m * 1000:g} mm", p.ipd_m
    yield "optics.transmittance", " ".join(_share(t) for t in p.transmittance), list(p.transmittance)
    yield "optics.auto_dimmer", "on" if p.auto_dimmer else "off", p.auto_dimmer
    sides = dict(zip(EYES, (p.alignment_left, p.alignment_right), strict=True))
    told = "; ".join(f"{eye} {_alignment(side)}" for eye, side in sides.items() if eye in p.eyes)
    yield "optics.alignment", told, {eye: asdict(side) for eye, side in sides.items()}
    lens = asdict(p.distortion)
    yield "optics.distortion", ", ".join(f"{k} {v:g}" for k, v in lens.items() if v) or "none", lens
    yield "optics.lateral_colour", _list(p.lateral_colour), list(p.lateral_colour)
    if p.mtf is not None:
        yield "optics.mtf", f"{_share(p.mtf.contrast)} at {p.mtf.cycles_per_deg:g} cpd", asdict(p.mtf)
    yield "optics.haze", _share(p.haze), p.haze
    ghosts = "; ".join(f"{_share(g.gain)} at {g.right_deg:g}° {g.up_deg:g}°" for g in p.ghosts)
    yield "optics.ghosts", ghosts or "none", [asdict(g) for g in p.ghosts]
    if p.eyebox is not None:
        width, height, falloff = (f"{1000 * m:g}" for m in (p.eyebox.width_m, p.eyebox.height_m, p.eyebox.falloff_m))
        yield "optics.eyebox", f"{width} x {height} mm, falls off over {falloff} mm", asdict(p.eyebox)
    yield "optics.stray_light", _share(p.stray_light), p.stray_light


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _share(value: float) -> str:
    return f"{value * 100:g} %"


def _list(values: Sequence[float]) -> str:
    return " ".join(f"{value:g}" for value in values)


def _alignment(side: Alignment) -> str:
    return f"roll {60 * side.roll_deg:g}′, up {60 * side.vertical_deg:g}′, x {side.magnification:g}"
