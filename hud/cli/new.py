"""``hud new``: a scenario to start from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hud.cli.options import JsonOption


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(new)


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the scenario and its folder: my-walk.")],
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            metavar="navigation|translation|blank",
            help="Guidance along a route, a conversation with its translation, or a screen and values of your own.",
        ),
    ] = "navigation",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", help="The folder to make, instead of NAME here."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a commented scenario that plays at once, to be changed in any editor.

    Example: hud new my-walk

    Example: hud new my-hud --kind blank -o prototypes/my-hud
    """
    from hud.templates import new_scenario

    folder = new_scenario(name, kind=kind, folder=output)
    files = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    if as_json:
        typer.echo(json.dumps({"folder": str(folder), "kind": kind, "files": files}, ensure_ascii=False, indent=2))
        return
    shown = f'"{folder}"' if " " in str(folder) else str(folder)
    typer.echo(f"{folder}: {', '.join(files)}")
    typer.echo(f"play it:  hud run {shown}     and edit it meanwhile: every save is seen at once")
    typer.echo(f"check it: hud check {shown}")
