"""From a checked device file to a profile."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hud.device.profile import EYES, Alignment, DeviceProfile, Distortion, Eyebox, Ghost, Mtf, Origin
from hud.device.schema import Tagged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.device import schema
    from hud.device.profile import Eye

_EYES: dict[str, tuple[Eye, ...]] = {"both": EYES, "left": ("left",), "right": ("right",), "none": ()}


def profile_of(file: schema.DeviceFile) -> DeviceProfile:
    """The profile that a file describes; its stages that the file does not name are off."""
    values: dict[str, Any] = {
        "id": file.id,
        "name": file.name,
        "summary": " ".join(file.summary.split()),
        "eyes": _EYES[file.eyes.value],
        "mass_g": file.mass.value if file.mass else None,
        "origins": MappingProxyType(dict(_origins(file))),
    }
    return DeviceProfile(**values, **_display(file.display), **_optics(file.optics))


def _display(display: schema.Display | None) -> dict[str, Any]:
    if display is None:
        return {
            "technology": "no display",
            "colour": "rgb",
            "resolution_px": (0, 0),
            "drawable_px": (0, 0),
            "fov_diagonal_deg": 0.0,
            "levels": 2,
            "peak_cd_m2": 0.0,
            "contrast": math.inf,
        }
    width, height = display.resolution.value
    drawable = display.drawable.value if display.drawable else [width, height]
    values: dict[str, Any] = {
        "technology": display.technology,
        "colour": display.colour.value,
        "resolution_px": (width, height),
        "drawable_px": (drawable[0], drawable[1]),
        "fov_diagonal_deg": display.fov_diagonal.value,
        "levels": display.levels.value,
        "peak_cd_m2": display.peak_luminance.value,
        "contrast": display.contrast.value,
    }
    if display.primaries:
        values["primaries"] = tuple((row[0], row[1], row[2]) for row in display.primaries.value)
    if display.uniformity:
        values |= {
            "uniformity": display.uniformity.value.min_max,
            "uniformity_seed": display.uniformity.value.seed,
        }
    return values | _given(
        pixel_aperture=display.pixel_aperture,
        refresh_hz=display.refresh,
        persistence=display.persistence,
        latency_s=display.latency,
    )


def _optics(optics: schema.Optics) -> dict[str, Any]:
    distance, ipd = optics.virtual_image_distance, optics.ipd
    values: dict[str, Any] = {
        # without a display there is no image, and nobody asks how far away it is
        "virtual_image_distance_m": distance.value if distance else math.inf,
        "ipd_m": ipd.value if ipd else 0.063,
        "transmittance": tuple(optics.transmittance.value),
    }
    if optics.alignment:
        for eye in EYES:
            one: schema.EyeAlignment = getattr(optics.alignment.value, eye)
            values[f"alignment_{eye}"] = Alignment(one.roll, one.vertical, one.magnification)
    if optics.distortion:
        values["distortion"] = Distortion(**optics.distortion.value.model_dump())
    if optics.lateral_colour:
        values["lateral_colour"] = tuple(optics.lateral_colour.value)
    if optics.mtf:
        values["mtf"] = Mtf(optics.mtf.value.contrast, optics.mtf.value.at)
    if optics.ghosts:
        values["ghosts"] = tuple(Ghost(ghost.right, ghost.up, ghost.gain) for ghost in optics.ghosts.value)
    if optics.eyebox:
        box = optics.eyebox.value
        values["eyebox"] = Eyebox(box.width, box.height, box.falloff)
    return values | _given(auto_dimmer=optics.auto_dimmer, haze=optics.haze, stray_light=optics.stray_light)


def _given(**fields: Tagged[Any] | None) -> dict[str, Any]:
    """The values of what the file names; the profile has its own default for the rest."""
    return {name: tagged.value for name, tagged in fields.items() if tagged is not None}


def _origins(file: schema.DeviceFile) -> Iterator[tuple[str, Origin]]:
    for prefix, part in (("", file), ("display.", file.display), ("optics.", file.optics)):
        if part is not None:
            for key in type(part).model_fields:
                value = getattr(part, key)
                if isinstance(value, Tagged):
                    yield prefix + key, Origin(value.tag, value.source)
