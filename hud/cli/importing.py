"""``hud import``: scenarios from files that other programs wrote."""

from __future__ import annotations

import typer

from hud.cli import import_captions, import_route


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    group = typer.Typer(name="import", help="Make a scenario from a route, or from captions.", no_args_is_help=True)
    for module in (import_route, import_captions):
        module.add_to(group)
    app.add_typer(group)
