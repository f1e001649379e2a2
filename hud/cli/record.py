"""``hud record``: a stretch of a scenario as a video, a GIF or a folder of pictures."""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hud.cli.options import (
    DeviceOption,
    FootageOption,
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

if TYPE_CHECKING:
    from hud.pipeline import Picture, Replay


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(record)


def record(
    scenario: ScenarioArgument,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FILE", help=".mp4, .webm, .gif, or a folder for numbered PNGs."),
    ],
    fps: Annotated[float, typer.Option("--fps", metavar="N", help="Frames a second, 1 to 120.")] = 30.0,
    start: Annotated[str, typer.Option("--from", metavar="TIME", help="Where to begin.")] = "0",
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Where to end; the scenario's end.")] = None,
    view: Annotated[
        str, typer.Option("--view", metavar="VIEW", help="stereo, left, right, panel-left or panel-right.")
    ] = "stereo",
    size: SizeOption = "1280x720",
    zoom: ZoomOption = "world",
    device: DeviceOption = None,
    lux: LuxOption = None,
    footage: FootageOption = None,
    renderer: RendererOption = "cpu",
) -> None:
    """Record a scenario, faster or slower than real time, always the same frames.

    Example: hud record morning-walk -o walk.mp4

    Example: hud record tea-house -o frames/ --from 5 --to 12 --fps 10 --view left
    """
    from hud.pipeline import PICTURES

    if view not in PICTURES:
        raise UsageError(f"--view {view}: unknown", hint=did_you_mean(view, PICTURES))
    if not (math.isfinite(fps) and 1 <= fps <= 120):
        raise UsageError(f"--fps {fps:g}: outside 1 to 120")
    first = parse_time(start, "--from")
    with open_replay(
        scenario, device=device, lux=lux, footage=footage, size=size, zoom=zoom, renderer=renderer, first_s=first
    ) as replay:
        last = replay.scenario.duration_s if end is None else parse_time(end, "--to")
        check_within(last, replay, "--to")
        if first >= last:
            raise UsageError(f"--from {first:g} is not before the end, {last:g}")
        count = record_replay(replay, output, first_s=first, last_s=last, fps=fps, which=view)
    typer.echo(f"{output}  {count} frames, {count / fps:.1f} s")


def record_replay(
    replay: Replay, output: Path, *, first_s: float, last_s: float, fps: float, which: Picture = "stereo"
) -> int:
    """Record with progress on stderr: a bar in a terminal, else a line for every tenth.

    Returns:
        How many frames were written.

    Raises:
        HudError: The file cannot be written, or a frame fails; nothing half-written stays.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from hud.recorder import notes_of
    from hud.recorder import record as write

    rate = Fraction(fps).limit_denominator(1001)
    count = max(1, math.floor((last_s - first_s) * rate + Fraction(1, 1000)))
    times = (first_s + float(n / rate) for n in range(count))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(output.name or str(output), total=count)
        frames = ((frame.picture(which), notes_of(frame.notes(which))) for frame in replay.frames(times))

        def tell() -> None:
            progress.advance(task)
            done = int(progress.tasks[0].completed)
            if not console.is_terminal and done * 10 // count > (done - 1) * 10 // count:
                typer.echo(f"{output}: {done * 100 // count} %, {done} of {count} frames", err=True)

        write(frames, output, fps=rate, on_frame=tell)
    return count
