"""``hud run``: the desktop window."""

from __future__ import annotations

from typing import Annotated

import typer

from hud.app import require_display, run_app
from hud.cli.options import (
    DEFAULT_SCENARIO,
    DeviceOption,
    FootageOption,
    LuxOption,
    RendererOption,
    ZoomOption,
    open_replay,
)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(run)


def run(
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="[SCENARIO]", help="A folder with a scenario.yaml, or a shipped name ('hud scenarios')."
        ),
    ] = DEFAULT_SCENARIO,
    footage: FootageOption = None,
    device: DeviceOption = None,
    lux: LuxOption = None,
    zoom: ZoomOption = "world",
    renderer: RendererOption = "cpu",
    fullscreen: Annotated[bool, typer.Option("--fullscreen", help="Fill the screen with both eyes.")] = False,
    loop: Annotated[bool, typer.Option("--loop", help="Begin again at the end.")] = False,
) -> None:
    """Open the desktop window and play a scenario. Press ? in it for the keys.

    Example: hud run

    Example: hud run tea-house --device even-g2 --footage webcam:0 --fullscreen --loop
    """
    require_display(scenario)
    replay = open_replay(scenario, device=device, lux=lux, footage=footage, zoom=zoom)
    code = run_app(replay, footage=footage, device=device, renderer=renderer, fullscreen=fullscreen, loop=loop)
    if code:
        raise typer.Exit(code)
