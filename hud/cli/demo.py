"""``hud demo``: the main job, whatever this machine has: the window, or a video and pictures."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hud.app import obstacle
from hud.cli.options import DEFAULT_SCENARIO, open_replay
from hud.cli.record import record_replay
from hud.cli.render import write_frame
from hud.cli.run import run
from hud.files import make_folders

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    made: list[Path] = []
    with open_replay(scenario) as replay, _whole_or_nothing(output, made):
        name = replay.scenario.name.rsplit("/", 1)[-1]
        for t_s in replay.scenario.stills_s:
            path = output / f"{name}-{t_s:05.1f}s.png"
            there = path.exists()
            write_frame(replay.frame(t_s), "stereo", path)
            if not there:
                made.append(path)
        video = output / f"{name}.mp4"
        typer.echo(f"So '{replay.scenario.title}' is rendered instead: {video}")
        record_replay(replay, video, first_s=0.0, last_s=replay.scenario.duration_s, fps=30.0)
    typer.echo("Both eyes, left and right, in:")
    for path in (video, *(output / f"{name}-{t_s:05.1f}s.png" for t_s in replay.scenario.stills_s)):
        typer.echo(f"  {path}")


@contextmanager
def _whole_or_nothing(folder: Path, made: list[Path]) -> Iterator[None]:
    """Make a folder; if the block fails, remove the files that were made in it, and whatever was made of the folder."""
    topmost = make_folders(folder)
    try:
        yield
    except BaseException:
        for path in made:
            with suppress(OSError):
                path.unlink()
        if topmost is not None:
            for step in (folder, *folder.parents):
                # refuses where something of somebody else's has come into it meanwhile
                with suppress(OSError):
                    step.rmdir()
                if step == topmost:
                    break
        raise
