"""From what a scenario or a command line says to an open source."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hud.errors import FileError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hud.footage.base import FootageSource
    from hud.geo import Walk

HFOV_DEG = 70.0
"""Of recordings and cameras that do not say: a webcam's or an action camera's usual lens."""
STREET_HFOV_DEG = 46.0
STREET_WALK_M = 400.0
STREET_SPEED_M_S = 1.4

_WORDS = ("street", "webcam:0", "black", "grey", "white", "none", "flat:#rrggbb")
_OPTIONS = ("time_of_day", "seed", "standing")


@dataclass(frozen=True, slots=True)
class FootageSpec:
    """What stands behind the glasses, as it was asked for. What does not apply to a source is ignored."""

    source: str
    """``street``, ``webcam:0``, ``webcam:/dev/video2``, ``black``, ``grey``, ``white``, ``none`` (black),
    ``flat:#rrggbb``, or the path of a picture, a video or a folder of pictures."""
    folder: Path | None = None
    """Where a relative path starts; None is the current folder."""
    hfov_deg: float | None = None
    """Horizontal field of view of the whole picture; None is 46 for the street and 70 for all else."""
    fps: float | None = None
    """Pictures per second of a folder (30) or wanted from a camera (30)."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Of the street: ``time_of_day``, ``seed``, ``standing`` (true: the wearer stays where the walk
    begins)."""
    size: tuple[int, int] | None = None
    """(width, height) of what has no size of its own: the street, a flat field; wanted from a camera."""


def open_footage(spec: FootageSpec | str | Path, *, walk: Walk | None = None) -> FootageSource:
    """Open what stands behind the glasses.

    Args:
        spec: A `FootageSpec`, or only its source.
        walk: What the street's camera follows; without one it goes 400 m straight on at 1.4 m/s.

    Raises:
        UsageError: Not a source's name, or a number or an option out of range.
        FileError: No such file, or not one that can be shown.
        FacilityError: No such camera.
    """
    if not isinstance(spec, FootageSpec):
        spec = FootageSpec(str(spec))
    _check(spec)
    source = spec.source.strip()
    hfov_deg = HFOV_DEG if spec.hfov_deg is None else spec.hfov_deg
    size = spec.size or (1280, 720)
    if source == "street":
        return _street(spec, walk)
    if source.startswith("webcam"):
        from hud.footage.webcam import WebcamSource, parse_device

        return WebcamSource(parse_device(source), size=size, fps=spec.fps or 30.0, hfov_deg=hfov_deg)
    from hud.footage.flat import FlatSource, is_flat

    if is_flat(source):
        return FlatSource(source, size=size, hfov_deg=hfov_deg)
    return _recording(spec, source, hfov_deg)


def _recording(spec: FootageSpec, source: str, hfov_deg: float) -> FootageSource:
    path = (spec.folder or Path()) / source
    try:
        if path.is_dir():
            from hud.footage.images import ImagesSource

            return ImagesSource(path, fps=spec.fps or 30.0, hfov_deg=hfov_deg)
        missing = not path.exists()
    except (OSError, ValueError) as error:
        raise FileError(source, "is not a path that can be reached") from error
    if missing and not path.suffix and len(path.parts) == 1:
        near = did_you_mean(source, _WORDS)
        raise UsageError(
            f"unknown footage '{source}'",
            hint=near or "use street, webcam:0, black, grey, flat:#rrggbb or the path of a picture or a video",
        )
    # a picture by its first bytes, not by its name: cameras and messengers name files as they like
    from hud.footage.picture import picture_kind

    if picture_kind(path):
        from hud.footage.still import StillSource

        return StillSource(path, hfov_deg=hfov_deg)
    from hud.footage.video import VideoSource

    return VideoSource(path, hfov_deg=hfov_deg)


def _street(spec: FootageSpec, walk: Walk | None) -> FootageSource:
    import numpy as np

    from hud.footage.street import StreetSource
    from hud.geo import Line, Walk

    if walk is None:
        line = Line.through(np.array([[0.0, 0.0], [0.0, STREET_WALK_M]]))
        walk = Walk.at_speed(line, STREET_SPEED_M_S)
    if spec.options.get("standing"):
        start_m = walk.along_at(0.0)
        walk = Walk(walk.line, np.array([0.0, 1.0]), np.array([start_m, start_m]))
    return StreetSource(
        walk,
        size=spec.size or (1280, 720),
        hfov_deg=STREET_HFOV_DEG if spec.hfov_deg is None else spec.hfov_deg,
        time_of_day=str(spec.options.get("time_of_day", "morning")),
        seed=int(str(spec.options.get("seed", 1))),
    )


def _check(spec: FootageSpec) -> None:
    if not spec.source.strip() or "\0" in spec.source:
        raise UsageError("the footage has no name", hint="use one of " + ", ".join(_WORDS) + " or a path")
    if spec.hfov_deg is not None and not 1 <= spec.hfov_deg <= 170:
        raise UsageError(
            f"a field of view of {spec.hfov_deg:g} deg is not possible", hint="use 1 to 170 deg; 70 is usual"
        )
    if spec.fps is not None and not 0.01 <= spec.fps <= 1000:
        raise UsageError(f"{spec.fps:g} pictures per second are not possible", hint="use 0.01 to 1000")
    if spec.size is not None and not all(16 <= length <= 4096 for length in spec.size):
        raise UsageError(f"footage of {spec.size[0]} x {spec.size[1]} is not possible", hint="use 16 to 4096 each way")
    for name, value in spec.options.items():
        if name not in _OPTIONS:
            raise UsageError(f"unknown option '{name}' of footage", hint=did_you_mean(name, _OPTIONS))
        if name == "seed" and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**32):
            raise UsageError(f"seed {value!r} is not possible", hint="use a whole number from 0 to 4294967295")
        if name == "standing" and not isinstance(value, bool):
            raise UsageError(f"standing {value!r} is not possible", hint="use true or false")
