"""Reading device files, shipped and the user's own."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from hud.device.building import profile_of
from hud.device.inheritance import STAND_IN, unfold
from hud.device.mending import mended
from hud.device.schema import DeviceFile
from hud.errors import FileError, Problems, UsageError, did_you_mean
from hud.files import display_path
from hud.resources import asset_path
from hud.yamldoc import Draft, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.device.profile import DeviceProfile
    from hud.device.schema import Display, Distortion
    from hud.yamldoc import Document

BT709 = (0.2126, 0.7152, 0.0722)
PX_PER_DEG = (1.0, 1000.0)  # what a screen can be laid out for
MOST_BLUR_DEG = 1.0  # sigma; of a wider one nothing is left to read, and it takes seconds to draw
NODES = 24  # from the axis to an edge, on which a distortion is tried
LEAST_APERTURE = 0.05  # smaller squares fall between the samples


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
    """Read one device file, and those that it extends.

    Raises:
        FileError, Problems: As `load_device`.
    """
    _require_device(path)
    draft, values = unfold(path, shipped_path=_shipped_path, known=device_ids())
    try:
        document = draft.fit(DeviceFile, values)
    except Problems as misfits:
        if ("extends",) in draft.told:
            raise  # what does not go with the values of a profile that is not known cannot be said
        partly = mended(draft, values, Draft.read(asset_path(f"devices/{STAND_IN}.yaml")).plain)
        together = [] if partly is None else [error for error in _misfits(partly) if error not in partly.echoes]
        raise Problems(in_order([*misfits.errors, *together], path)) from None
    problems = list(_misfits(document))
    if problems:
        raise Problems(problems)
    return profile_of(document.value)


def _require_device(path: Path) -> None:
    """Not a scenario, of which every key would be wrong."""
    plain = Draft.read(path).plain
    if isinstance(plain, dict) and "hud" in plain and not {"hud_device", "extends"} & set(plain):
        raise FileError(display_path(path), "is a scenario, not a device", hint="name a device's file or id")


def _shipped_path(name: str) -> Path | None:
    return asset_path(f"devices/{name}.yaml") if name in device_ids() else None


def shipped_devices() -> list[DeviceProfile]:
    """Every shipped profile, sorted by id."""
    return [load_device(name) for name in device_ids()]


def _misfits(document: Document[DeviceFile]) -> Iterator[FileError]:
    """What no single value gets wrong, but several together."""
    yield from _missing(document)
    yield from _oversized(document)
    yield from _out_of_reach(document)
    display, optics = document.value.display, document.value.optics
    if display and display.primaries and display.colour.value != "rgb":
        yield document.error(
            ("display", "primaries"),
            f"a panel of colour: {display.colour.value} has one channel, and primaries tell of three",
            hint="remove them, or say colour: rgb",
        )
    elif display and display.primaries:
        yield from _dark_channels(document, display.primaries.value)
        full = sum(w * sum(row) for w, row in zip(BT709, display.primaries.value, strict=True))
        if abs(full - 1) > 0.01:
            yield document.error(
                ("display", "primaries", "value"),
                f"all channels together have a luminance of {full:.4g}, not 1",
                hint="scale the rows: what full drive has in cd/m2, peak_luminance says",
            )
    haze = optics.haze.value if optics.haze else 0.0
    ghosts = sum(ghost.gain for ghost in optics.ghosts.value) if optics.ghosts else 0.0
    if haze + ghosts > 1:
        yield document.error(
            ("optics", "ghosts" if ghosts else "haze", "value"),
            f"haze and ghosts together take {haze + ghosts:.4g} of the light, more than there is",
            hint="at most 1",
        )


def _dark_channels(document: Document[DeviceFile], rows: list[list[float]]) -> Iterator[FileError]:
    for n, name in enumerate(("red", "green", "blue")):
        share = math.fsum(weight * row[n] for weight, row in zip(BT709, rows, strict=True))
        if share <= 0:
            yield document.error(
                ("display", "primaries", "value"),
                f"the {name} channel has a luminance of {share:.4g}, and light has more than 0",
                hint="mind the order: the rows are BT.709's R, G and B, the columns the panel's channels",
            )


def _missing(document: Document[DeviceFile]) -> Iterator[FileError]:
    file = document.value
    if file.eyes.value == "none":
        if file.display is not None:
            yield document.error(
                ("display",), "eyes: none has no display to describe", hint="remove it, or name an eye"
            )
        return
    if file.display is None:
        yield document.error((), "'display' is missing", hint="add it, or say eyes: none")
    for key in ("virtual_image_distance", "ipd"):
        if getattr(file.optics, key) is None:
            yield document.error(("optics",), f"'{key}' is missing", hint="add it")


def _oversized(document: Document[DeviceFile]) -> Iterator[FileError]:
    display = document.value.display
    if display and display.drawable:
        for n, (part, whole) in enumerate(zip(display.drawable.value, display.resolution.value, strict=True)):
            if part > whole:
                side = ("wide", "high")[n]
                yield document.error(
                    ("display", "drawable", "value", n), f"{part} pixels are more than the panel is {side}",
                    hint=f"at most {whole}",
                )  # fmt: skip


def _out_of_reach(document: Document[DeviceFile]) -> Iterator[FileError]:
    """What could be, but not be drawn."""
    display, optics = document.value.display, document.value.optics
    if display:
        pixels, diagonal = math.hypot(*display.resolution.value), math.radians(display.fov_diagonal.value)
        density = math.radians(1) * pixels / 2 / math.tan(diagonal / 2)
        if not PX_PER_DEG[0] <= density <= PX_PER_DEG[1]:
            yield document.error(
                ("display", "fov_diagonal", "value"),
                f"these pixels over this field are {density:.3g} px/deg",
                hint=f"between {PX_PER_DEG[0]:g} and {PX_PER_DEG[1]:g}; most glasses have 25 to 45",
            )
        aperture = display.pixel_aperture.value if display.pixel_aperture else 0.0
        if 0 < aperture < LEAST_APERTURE:
            yield document.error(
                ("display", "pixel_aperture", "value"),
                f"squares of {aperture * 100:.3g} % of the pitch are too small to draw",
                hint=f"at least {LEAST_APERTURE * 100:g} %, or 0 for no pixel structure",
            )
    if display and optics.distortion:
        turns_deg = _turns_over_deg(display, optics.distortion.value)
        if turns_deg is not None:
            yield document.error(
                ("optics", "distortion", "value"),
                f"the image turns over {turns_deg:.3g} degrees from the axis, inside the field of view",
                hint="what is farther out must be seen farther out; mind the sign, and that tangents are meant",
            )
    if optics.mtf:
        # as stage 9 takes it
        contrast, cycles = optics.mtf.value.contrast, optics.mtf.value.at
        sigma = math.sqrt(-math.log(contrast) / 2) / math.pi / cycles
        if sigma > MOST_BLUR_DEG:
            least = math.ceil(1000 * cycles * sigma / MOST_BLUR_DEG) / 1000
            yield document.error(
                ("optics", "mtf", "value", "at"),
                f"{contrast * 100:g} % at {cycles:g} cpd is a blur {sigma:.3g} degrees wide (sigma)",
                hint=f"at most {MOST_BLUR_DEG:g}: with this contrast, at {least:g} cpd or more",
            )


def _turns_over_deg(display: Display, lens: Distortion) -> float | None:
    """How near to the axis a distortion folds the field: where the Jacobian of stage 8 is not positive, if anywhere."""
    diagonal = math.tan(math.radians(display.fov_diagonal.value) / 2)
    width, height = (diagonal * side / math.hypot(*display.resolution.value) for side in display.resolution.value)
    steps = [n / NODES for n in range(-NODES, NODES + 1)]
    found = [
        math.hypot(x, y)
        for x, y in ((width * across, height * down) for across in steps for down in steps)
        if _jacobian(x, y, lens) <= 0
    ]
    return math.degrees(math.atan(min(found))) if found else None


def _jacobian(x: float, y: float, lens: Distortion) -> float:
    r2 = x * x + y * y
    radial = 1 + r2 * (lens.k1 + r2 * (lens.k2 + r2 * lens.k3))
    slope = 2 * (lens.k1 + r2 * (2 * lens.k2 + r2 * 3 * lens.k3))
    xx = radial + slope * x * x + 2 * lens.p1 * y + 6 * lens.p2 * x
    yy = radial + slope * y * y + 6 * lens.p1 * y + 2 * lens.p2 * x
    xy = slope * x * y + 2 * lens.p1 * x + 2 * lens.p2 * y
    # twice turned over, along and across, is positive again
    return min(xx * yy - xy * xy, xx + yy)
