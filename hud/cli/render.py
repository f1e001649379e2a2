"""``hud render``: one frame, as a picture or as light."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hud.cli.options import (
    DeviceOption,
    FootageOption,
    JsonOption,
    LuxOption,
    RendererOption,
    ScenarioArgument,
    SizeOption,
    ZoomOption,
    check_within,
    open_replay,
    parse_time,
)
from hud.errors import UsageError, did_you_mean
from hud.files import require_writable

if TYPE_CHECKING:
    from hud.pipeline import Picture, StereoFrame

SUFFIXES = (".png", ".npy", ".exr")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(render)


def render(
    scenario: ScenarioArgument,
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="Seconds from the start, or 1:05.")] = "0",
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help=".png, or .npy or .exr for luminance in cd/m² (float32, linear BT.709). A .npy is (height, width, 3); "
            "of --view stereo (2, height, width, 3), the left eye first; its metadata lie beside it, in FILE.json.",
        ),
    ] = None,
    view: Annotated[
        str,
        typer.Option(
            "--view",
            metavar="VIEW",
            help="stereo, left, right, cyclopean, difference, anaglyph (red-cyan), panel-left or panel-right.",
        ),
    ] = "stereo",
    monitor: Annotated[
        str,
        typer.Option(
            "--monitor",
            metavar="linear|camera|eye",
            help="Light to monitor: linear clips nothing, camera exposes for the world, eye adapts to it.",
        ),
    ] = "linear",
    size: SizeOption = "1280x720",
    zoom: ZoomOption = "world",
    device: DeviceOption = None,
    lux: LuxOption = None,
    footage: FootageOption = None,
    renderer: RendererOption = "cpu",
    as_json: JsonOption = False,
) -> None:
    """Render one frame.

    Example: hud render morning-walk --at 12.5 -o out.png

    Example: hud render tea-house --at 8 --device even-g2 --lux 500 --view left --json -o left.npy

    Example: hud render morning-walk --at 40 --monitor eye --view cyclopean -o seen.png
    """
    from hud.pipeline import PICTURES

    if view not in PICTURES:
        raise UsageError(f"--view {view}: unknown", hint=did_you_mean(view, PICTURES))
    if output is None and not as_json:
        raise UsageError("nothing to write", hint="name a file with -o out.png, or ask for --json")
    if output is not None:
        check_output(output)
    t_s = parse_time(at, "--at")
    with open_replay(
        scenario,
        device=device,
        lux=lux,
        footage=footage,
        size=size,
        zoom=zoom,
        monitor=monitor,
        renderer=renderer,
        first_s=t_s,
    ) as replay:
        check_within(t_s, replay, "--at")
        frame = replay.frame(t_s)
        if output is not None:
            write_frame(frame, view, output)
    if as_json:
        typer.echo(json.dumps(describe(frame, output), ensure_ascii=False, indent=2))
    else:
        typer.echo(output)


def check_output(path: Path) -> None:
    """Refuse a file that could not be written, before any work.

    Raises:
        UsageError: A suffix that is not known.
        FileError: Its folder is not there or cannot be written to.
    """
    if path.suffix.lower() not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise UsageError(f"{path}: cannot write '{path.suffix or 'a file without a suffix'}'", hint=f"use {known}")
    require_writable(path)


def write_frame(frame: StereoFrame, which: Picture, path: Path) -> None:
    """Write a frame as its suffix says.

    Raises:
        HudError: The file cannot be written, or the view has no luminance.
    """
    from hud.recorder import notes_of, save_exr, save_luminance, save_picture

    if path.suffix.lower() == ".exr":
        save_exr(frame.light(which), path, metadata=notes_of(frame.notes(which)))
        return
    if path.suffix.lower() == ".npy":
        save_luminance(frame.light(which), path, metadata=frame.notes(which))
        return
    save_picture(frame.picture(which), path, metadata=notes_of(frame.notes(which)))


def describe(frame: StereoFrame, output: Path | None) -> dict[str, object]:
    """What ``--json`` prints."""
    from hud.panel import elements_of_eyes

    return {
        "output": None if output is None else str(output),
        "metadata": dict(frame.metadata),
        "state": asdict(frame.state) | {"values": dict(frame.state.values)},
        "elements": [{"eye": eye} | asdict(element) for eye, element in elements_of_eyes(frame.panels)],
        **({} if frame.panels else {"spoken": None if frame.spoken is None else asdict(frame.spoken)}),
    }
