"""Reading device files, shipped and the user's own."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hud.device.profile import EYES, DeviceProfile, Origin
from hud.device.schema import DeviceFile, Tagged
from hud.errors import FileError, Problems, UsageError, did_you_mean
from hud.resources import asset_path
from hud.yamldoc import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.yamldoc import Document


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
            if isinstance(value, Tagged):
                yield prefix + key, Origin(value.tag, value.source)


def shipped_devices() -> list[DeviceProfile]:
    """Every shipped profile, sorted by id."""
    return [load_device(name) for name in device_ids()]
