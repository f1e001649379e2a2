"""``hud schema``: what an editor needs to complete and check scenario and device files."""

from __future__ import annotations

from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(schema)


def schema(
    kind: Annotated[
        str, typer.Argument(metavar="[scenario|device|screen]", help="Of which kind of file.")
    ] = "scenario",
) -> None:
    """Print the JSON Schema (draft 2020-12) of scenario or device files, or Qt's description of what screens read.

    An editor with a YAML language server completes and checks by it; a file names it in its first line:
    # yaml-language-server: $schema=hud-scenario.schema.json

    Example: hud schema > hud-scenario.schema.json

    Example: hud schema device > hud-device.schema.json

    Example: hud schema screen
    """
    if kind == "screen":
        from hud.panel.qmltypes import state_types

        typer.echo(state_types(), nl=False)
        return
    from hud.schemas import json_schema_text

    typer.echo(json_schema_text(kind), nl=False)
