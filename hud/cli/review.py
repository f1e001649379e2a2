"""``hud review``: the last run's report with buttons that approve."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from hud.cli.test import OutputOption


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(review)


def review(
    output: OutputOption = Path("out/test"),
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="0: any that is free.")] = 0,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Kept with what is approved.")] = "hud review",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the address only.")] = False,
) -> None:
    """Look at the last hud test in a browser, and approve one picture, one cause or everything. Ctrl-C ends it.

    The page is served to this machine alone, under an address that nobody can guess.

    Example: hud review

    Example: hud review --no-browser --port 8123
    """
    import webbrowser

    from hud.regression.report import Review

    session = Review(output, port=port, note=note)
    try:
        typer.echo(f"Review at {session.url}\nCtrl-C ends it.")
        if not no_browser and not (_has_screen() and webbrowser.open(session.url)):
            typer.echo("No browser was found here: open the address yourself.")
        session.serve()
    except KeyboardInterrupt:
        typer.echo("")
    approved = [key for key, decision in session.decisions.items() if decision == "approved"]
    rejected = [key for key, decision in session.decisions.items() if decision == "rejected"]
    left = sum(job.approvable for job in session.results.jobs) - len(approved) - len(rejected)
    typer.echo(f"{len(approved)} approved, {len(rejected)} rejected, {left} undecided")
    for key in rejected:
        typer.echo(f"rejected  {key}")


def _has_screen() -> bool:
    """Without one, what is found is a browser for terminals, which would take this one over."""
    return sys.platform in ("darwin", "win32") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
