"""From what a scenario or a command line says to an open source."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hud.errors import FileError, UsageError, did_you_mean
from hud.files import inside
from hud.footage.limits import (
    EVERY_OPTION,
    FPS,
    HFOV_DEG,
    MENUS,
    MOMENT_S,
    OPTIONS,
    PEOPLE,
    PLACES,
    SEEDS,
    SIGN_LANGUAGES,
    SIZE_PX,
    SLIDE_LANGUAGES,
    STREET_HFOV_DEG,
    TABLES,
    TIMES_OF_DAY,
    TRAFFIC,
    UNDERPASS_M,
    VEHICLES,
    WEATHERS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hud.footage.base import FootageSource
    from hud.geo import Roundabout, Walk

USUAL_HFOV_DEG = 70.0
"""Of recordings and cameras that do not say: a webcam's or an action camera's usual lens."""
USUAL_STREET_HFOV_DEG = 46.0
STREET_WALK_M = 400.0
STREET_SPEED_M_S = 1.4

_WORDS = (*OPTIONS, "webcam:0", "black", "grey", "white", "none", "flat:#rrggbb")

Kind = Literal["street", "place", "camera", "colour", "folder", "picture", "video"]


@dataclass(frozen=True, slots=True)
class FootageSpec:
    """What stands behind the glasses, as it was asked for.

    What does not apply to a source is ignored, for a command line may put another source into a scenario's place. A
    scenario that says what does not apply to its own source is refused where it is read.
    """

    source: str
    """``street``, ``room``, ``hall``, ``station``, ``table``, ``webcam:0``, ``webcam:/dev/video2``, ``black``,
    ``grey``, ``white``, ``none`` (black), ``flat:#rrggbb``, or the path of a picture, a video or a folder of
    pictures."""
    folder: Path | None = None
    """Where a relative path starts, and what no file of the footage may leave, links followed: a scenario's folder.
    None is the current folder, and any path may be named."""
    hfov_deg: float | None = None
    """Horizontal field of view of the whole picture; None is 46 for the street and the places and 70 for all else."""
    fps: float | None = None
    """Pictures per second of a folder (30) or wanted from a camera (30)."""
    options: Mapping[str, object] = field(default_factory=dict)
    """Of the street: ``time_of_day``, ``seed``, ``standing`` (true: the wearer stays where the walk begins),
    ``weather`` (``clear``, ``rain``), ``underpass`` (from where to where along the walk, two numbers of metres),
    ``vehicle`` (``none``, ``car``), ``traffic`` (``right``, ``left``: on which side one drives),
    ``signs`` (the language of the shops' names, ``en`` where left out).
    Of the room: ``time_of_day``, ``people`` (1 or 2), ``table`` (``tea``, ``chess``), ``seed``.
    Of the hall: ``slides`` (seconds that each is shown),
    ``slides_in`` (their language, or ``none``), ``seed``. Of the station: ``arrival`` (when the train stands, seconds),
    ``seed``. Of the table: ``menu`` (``ja``, ``fr``), ``seed``."""
    size: tuple[int, int] | None = None
    """(width, height) of what has no size of its own: the street, a flat field; wanted from a camera."""


def check_footage(spec: FootageSpec | str | Path) -> Kind:
    """Refuse what `open_footage` cannot open, without decoding a picture or waking a camera.

    A file is looked at as far as its header goes; what is broken behind it shows when it is opened.

    Args:
        spec: A `FootageSpec`, or only its source.

    Returns:
        What kind of footage is meant.

    Raises:
        UsageError: Not a source's name, or a number or an option out of range.
        FileError: No such file, or not one that can be shown.
    """
    kind, spec, path = _resolved(spec)
    if kind == "camera":
        from hud.footage.webcam import parse_device

        parse_device(spec.source)
    elif kind == "colour":
        from hud.footage.flat import parse_colour

        parse_colour(spec.source)
    elif kind == "folder":
        from hud.footage.images import list_pictures

        list_pictures(path, home=spec.folder)
    elif kind == "picture":
        from hud.footage.picture import picture_size

        picture_size(path)
    elif kind == "video":
        from hud.footage.video import check_video

        check_video(path)
    return kind


def check_hfov(hfov_deg: float | None, kind: Kind) -> None:
    """Refuse a field of view that this kind of footage cannot have.

    Raises:
        UsageError: Out of range; says the range.
    """
    drawn = kind in ("street", "place")
    low, high = STREET_HFOV_DEG if drawn else HFOV_DEG
    if hfov_deg is not None and not low <= hfov_deg <= high:
        whose = f"of the {kind} " if drawn else ""
        usual = USUAL_STREET_HFOV_DEG if drawn else USUAL_HFOV_DEG
        raise UsageError(
            f"a field of view {whose}of {hfov_deg:g} deg is not possible",
            hint=f"use {low:g} to {high:g} deg; {usual:g} is usual",
        )


def open_footage(
    spec: FootageSpec | str | Path,
    *,
    walk: Walk | None = None,
    yaw_at: Callable[[float], float] | None = None,
    roundabouts: Sequence[Roundabout] = (),
) -> FootageSource:
    """Open what stands behind the glasses.

    Args:
        spec: A `FootageSpec`, or only its source.
        walk: What the street's camera follows; without one it goes 400 m straight on at 1.4 m/s.
        yaw_at: How far it is turned to the right of that, with the head, at each time, degrees.
        roundabouts: Those that the walk's route goes through.

    Raises:
        UsageError: Not a source's name, or a number or an option out of range.
        FileError: No such file, or not one that can be shown.
        FacilityError: No such camera.
    """
    kind, spec, path = _resolved(spec)
    hfov_deg = USUAL_HFOV_DEG if spec.hfov_deg is None else spec.hfov_deg
    size, fps = spec.size or (1280, 720), spec.fps or 30.0
    if kind == "street":
        return _street(spec, walk, yaw_at, roundabouts)
    if kind == "place":
        from hud.footage.places import open_place

        drawn_deg = USUAL_STREET_HFOV_DEG if spec.hfov_deg is None else spec.hfov_deg
        return open_place(spec.source, spec.options, size=size, hfov_deg=drawn_deg, yaw_at=yaw_at)
    if kind == "camera":
        from hud.footage.webcam import WebcamSource, parse_device

        return WebcamSource(parse_device(spec.source), size=size, fps=fps, hfov_deg=hfov_deg)
    if kind == "colour":
        from hud.footage.flat import FlatSource

        return FlatSource(spec.source, size=size, hfov_deg=hfov_deg)
    if kind == "folder":
        from hud.footage.images import ImagesSource

        return ImagesSource(path, fps=fps, hfov_deg=hfov_deg, home=spec.folder)
    if kind == "picture":
        from hud.footage.still import StillSource

        return StillSource(path, hfov_deg=hfov_deg)
    from hud.footage.video import VideoSource

    return VideoSource(path, hfov_deg=hfov_deg)


def _resolved(spec: FootageSpec | str | Path) -> tuple[Kind, FootageSpec, Path]:
    """What is meant, the full spec, and the path of a recording (of no use for all else)."""
    from hud.footage.flat import is_flat

    if not isinstance(spec, FootageSpec):
        spec = FootageSpec(str(spec))
    _check_numbers(spec)
    source = spec.source.strip()
    spec = replace(spec, source=source)
    path = (spec.folder or Path()) / source
    kind: Kind
    if source == "street":
        kind = "street"
    elif source in PLACES:
        kind = "place"
    elif source == "webcam" or source.startswith("webcam:"):
        kind = "camera"
    elif is_flat(source):
        kind = "colour"
    else:
        kind = _recording_kind(spec, path)
    check_hfov(spec.hfov_deg, kind)
    return kind, spec, path


def _recording_kind(spec: FootageSpec, path: Path) -> Kind:
    source = spec.source
    try:
        if spec.folder is not None:
            inside(spec.folder, source)
        if path.is_dir():
            return "folder"
        missing = not path.exists() and not path.is_symlink()
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        raise UsageError(message, hint=hint) from None
    except OSError as error:
        raise FileError(source, "is not a path that can be reached") from error
    if missing and not path.suffix and len(Path(source).parts) == 1:
        near = did_you_mean(source, [*_WORDS, *_names(path.parent)])
        usual = "use " + ", ".join((*_WORDS, "or the path of a picture or a video"))
        raise UsageError(f"no footage '{source}'", hint=near if near.startswith("did you") else usual)
    # a picture by its first bytes, not by its name: cameras and messengers name files as they like
    from hud.footage.picture import picture_kind

    return "picture" if picture_kind(path) else "video"


def _names(folder: Path) -> list[str]:
    try:
        return [entry.name for entry in folder.iterdir()]
    except OSError:
        return []


def _street(
    spec: FootageSpec,
    walk: Walk | None,
    yaw_at: Callable[[float], float] | None,
    roundabouts: Sequence[Roundabout],
) -> FootageSource:
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
        hfov_deg=USUAL_STREET_HFOV_DEG if spec.hfov_deg is None else spec.hfov_deg,
        time_of_day=str(spec.options.get("time_of_day", "morning")),
        seed=int(str(spec.options.get("seed", 1))),
        yaw_at=yaw_at,
        weather=str(spec.options.get("weather", "clear")),
        underpass_m=_pair(spec.options.get("underpass")),
        car=spec.options.get("vehicle") == "car",
        signs=str(spec.options.get("signs", "en")),
        traffic=str(spec.options.get("traffic", "right")),
        roundabouts=roundabouts,
    )


def _pair(value: object) -> tuple[float, float] | None:
    """Two numbers, or None for anything else."""
    if isinstance(value, list | tuple) and len(value) == 2:
        first, second = value
        if isinstance(first, int | float) and isinstance(second, int | float):
            return float(first), float(second)
    return None


def _check_numbers(spec: FootageSpec) -> None:
    if not spec.source.strip() or "\0" in spec.source:
        raise UsageError("the footage has no name", hint="use one of " + ", ".join(_WORDS) + " or a path")
    if spec.fps is not None and not FPS[0] <= spec.fps <= FPS[1]:
        hint = f"use {FPS[0]:g} to {FPS[1]:g}"
        raise UsageError(f"{spec.fps:g} pictures per second are not possible", hint=hint)
    if spec.size is not None and not all(SIZE_PX[0] <= length <= SIZE_PX[1] for length in spec.size):
        hint = f"use {SIZE_PX[0]} to {SIZE_PX[1]} each way"
        raise UsageError(f"footage of {spec.size[0]} x {spec.size[1]} is not possible", hint=hint)
    for name, value in spec.options.items():
        check_option(name, value)


def check_option(name: str, value: object) -> None:
    """Refuse an option that no synthetic place has, or a value that it cannot take.

    Raises:
        UsageError: Says what it can be.
    """
    if name not in EVERY_OPTION:
        raise UsageError(f"unknown option '{name}' of footage", hint=did_you_mean(name, EVERY_OPTION))
    if name == "time_of_day" and value not in TIMES_OF_DAY:
        raise UsageError(f"no time of day {value!r}", hint=did_you_mean(str(value), TIMES_OF_DAY))
    if name == "seed" and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < SEEDS):
        raise UsageError(f"seed {value!r} is not possible", hint=f"use a whole number from 0 to {SEEDS - 1}")
    if name == "standing" and not isinstance(value, bool):
        raise UsageError(f"standing {value!r} is not possible", hint="use true or false")
    if name == "weather" and value not in WEATHERS:
        raise UsageError(f"no weather {value!r}", hint=did_you_mean(str(value), WEATHERS))
    if name == "vehicle" and value not in VEHICLES:
        raise UsageError(f"no vehicle {value!r}", hint=f"use {' or '.join(VEHICLES)}")
    if name == "traffic" and value not in TRAFFIC:
        raise UsageError(f"traffic on the {value!r} is not possible", hint=f"use {' or '.join(TRAFFIC)}")
    if name == "people" and (isinstance(value, bool) or value not in PEOPLE):
        raise UsageError(f"{value!r} people are not possible", hint="use 1 or 2")
    if name == "table" and value not in TABLES:
        raise UsageError(f"no table {value!r}", hint=f"use {' or '.join(TABLES)}")
    if name == "menu" and value not in MENUS:
        raise UsageError(f"no menu {value!r}", hint=f"use {' or '.join(MENUS)}")
    if name == "signs" and value not in SIGN_LANGUAGES:
        raise UsageError(f"no signs in {value!r}", hint=f"use {', '.join(SIGN_LANGUAGES[:-1])} or {SIGN_LANGUAGES[-1]}")
    if name == "slides_in" and value not in SLIDE_LANGUAGES:
        hint = did_you_mean(str(value), SLIDE_LANGUAGES)
        raise UsageError(f"no slides in {value!r}", hint=hint)
    if name in ("slides", "arrival"):
        low, high = MOMENT_S
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise UsageError(f"{name} {value!r} is not possible", hint=f"use {low:g} to {high:g} seconds")
    if name == "underpass":
        _check_underpass(value)


def _check_underpass(value: object) -> None:
    pair = _pair(value)
    low, high = UNDERPASS_M
    if pair is None or pair[0] < 0 or not low <= pair[1] - pair[0] <= high:
        hint = f"say where it begins and ends along the way, {low:g} to {high:g} m apart: [40 m, 70 m]"
        raise UsageError("such an underpass is not possible", hint=hint)
