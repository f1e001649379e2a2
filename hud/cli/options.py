"""Arguments and options that several commands share, and what they open."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hud.environment import parse_illuminance
from hud.errors import UsageError, did_you_mean
from hud.panel.process.foresight import foresee
from hud.units import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from hud.optics import View
    from hud.optics.stages import Monitor
    from hud.pipeline import Replay

DEFAULT_SCENARIO = "morning-walk"

ScenarioArgument = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A folder with a scenario.yaml, or a shipped name ('hud scenarios')."),
]
DeviceOption = Annotated[
    str | None,
    typer.Option("--device", metavar="ID|FILE", help="Other glasses than the scenario's ('hud devices')."),
]
LuxOption = Annotated[
    str | None,
    typer.Option(
        "--lux",
        metavar="LX|NAME",
        help="Illuminance for the whole scenario, instead of its own: 500, or night-street, living-room, office, "
        "overcast, full-sun.",
    ),
]
FootageOption = Annotated[
    str | None,
    typer.Option(
        "--footage",
        metavar="SOURCE",
        help="A video, picture or folder of pictures, webcam:0, street, room, hall, station, table, or flat:#808080.",
    ),
]
SizeOption = Annotated[str, typer.Option("--size", metavar="WxH", help="Pixels of each eye's picture.")]
ZoomOption = Annotated[
    str,
    typer.Option(
        "--zoom",
        metavar="world|display",
        help="The whole footage, or the display's field filling the picture.",
    ),
]
RendererOption = Annotated[
    str,
    typer.Option("--renderer", metavar="cpu|gl|auto", help="cpu: the reference; gl: OpenGL; auto: OpenGL on a GPU."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")]


def open_replay(
    scenario: str,
    *,
    device: str | None = None,
    lux: str | None = None,
    footage: str | None = None,
    size: str = "1280x720",
    zoom: str = "world",
    monitor: str = "linear",
    renderer: str = "cpu",
    first_s: float | None = None,
) -> Replay:
    """The replay that the shared options describe; of `first_s` see `Replay`.

    Raises:
        HudError: Anything among them that cannot be used.
    """
    foresee(Path(scenario))
    from hud.device import load_device
    from hud.optics.choice import open_renderer
    from hud.pipeline import Replay
    from hud.scenario import load_scenario

    view = replace(parse_view(size, zoom), monitor=_monitor(monitor))
    illuminance = None if lux is None else parse_lux(lux)
    loaded = load_scenario(Path(scenario) if Path(scenario).exists() else scenario)
    for warning in loaded.warnings:
        typer.echo(warning.as_warning(), err=True)
    profile = None if device is None else load_device(device)
    drawn_by = open_renderer(renderer)
    return Replay(
        loaded, device=profile, footage=footage, lux=illuminance, renderer=drawn_by, view=view, first_s=first_s
    )


def _monitor(text: str) -> Monitor:
    from hud.optics.stages import MONITORS

    for known in MONITORS:
        if text == known:
            return known
    raise UsageError(f"--monitor {text}: unknown", hint=did_you_mean(text, MONITORS) or "linear, camera or eye")


def parse_view(size: str, zoom: str) -> View:
    """Read ``--size`` and ``--zoom``.

    Raises:
        UsageError: Not WIDTHxHEIGHT, out of range, or an unknown zoom.
    """
    from hud.optics import View

    match = re.fullmatch(r"(\d{1,6})[xX×](\d{1,6})", size.strip())
    if not match:
        raise UsageError(f"--size {size}: not a size", hint="write it as 1280x720")
    if zoom not in ("world", "display"):
        raise UsageError(f"--zoom {zoom}: unknown", hint="use world or display")
    try:
        return View(size_px=(int(match[1]), int(match[2])), zoom="world" if zoom == "world" else "display")
    except UsageError as error:
        raise UsageError(f"--size {size}: {error.message}", hint=error.hint) from None


def parse_lux(text: str) -> float:
    """Read ``--lux``: a number, with or without its unit, or the name of a preset.

    Raises:
        UsageError: Not a number from 0, and no preset.
    """
    try:
        return _number(text, parse_illuminance, "lx")
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        raise UsageError(f"--lux {_short(text)}: {message}", hint=hint) from None


def parse_time(text: str, option: str) -> float:
    """Read a time: ``12.5``, ``12.5s``, ``800 ms``, ``1:05``.

    Raises:
        UsageError: Not a time from 0.
    """
    clock = re.fullmatch(r"(?:(\d{1,6}):)?(\d{1,6}):([0-5]?\d(?:\.\d{1,12})?)", text.strip(), re.ASCII)
    if clock:
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + float(clock[3])
    try:
        return _number(text, lambda said: parse_quantity(said, "time"), "s")
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        raise UsageError(f"{option} {_short(text)}: {message}", hint=hint) from None


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def _number(text: str, parse: Callable[[str], float], unit: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = parse(text)
    if not math.isfinite(value):
        raise ValueError("not a finite number")
    if value < 0:
        raise ValueError(f"below 0 {unit}; give 0 or more")
    return value


def check_within(t_s: float, replay: Replay, option: str) -> None:
    """Refuse a time beyond the end.

    Raises:
        UsageError: It is.
    """
    end = replay.scenario.duration_s
    if t_s > end:
        raise UsageError(f"{option} {t_s:g}: the scenario ends at {end:g} s", hint=f"0 to {end:g}")
