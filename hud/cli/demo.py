"""``hud demo``: the main job, whatever this machine has: the window, or a video and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hud.app import obstacle
from hud.cli.options import DEFAULT_SCENARIO, open_replay
from hud.cli.record import record_replay
from hud.cli.render import write_frame
from hud.cli.run import run


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(demo)


def demo(
    scenario: Annotated[str, typer.Argument(metavar="[SCENARIO]", help="What to play.")] = DEFAULT_SCENARIO,
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="FOLDER", help="Where video and pictures go without a display."),
    ] = Path("out/demo"),
) -> None:
    """Play a scenario in the window; with no display, render it to a video and stills.

    Example: hud demo

    Example: hud demo tea-house -o out/tea
    """
    hidden = obstacle()
    if hidden is None:
        run(scenario, loop=True)
        return
    remedy = f"; for the window: {hidden.remedy}" if hidden.remedy else ""
    typer.echo(f"No window: {hidden.reason}{remedy}")
    output.mkdir(parents=True, exist_ok=True)
    with open_replay(scenario) as replay:
        name = replay.scenario.name.rsplit("/", 1)[-1]
        made = []
        for t_s in replay.scenario.stills_s:
            path = output / f"{name}-{t_s:05.1f}s.png"
            write_frame(replay.frame(t_s), "stereo", path)
            made.append(path)
        video = output / f"{name}.mp4"
        typer.echo(f"So '{replay.scenario.title}' is rendered instead: {video}")
        record_replay(replay, video, first_s=0.0, last_s=replay.scenario.duration_s, fps=30.0)
    typer.echo("Both eyes, left and right, in:")
    for path in (video, *made):
        typer.echo(f"  {path}")
