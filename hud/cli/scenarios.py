"""``hud scenarios``: what is shipped to replay."""

from __future__ import annotations

import json

import typer

from hud.cli.options import JsonOption


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(scenarios)


def scenarios(as_json: JsonOption = False) -> None:
    """List the shipped scenarios.

    Example: hud scenarios

    Example: hud scenarios --json
    """
    from hud.scenario import find_scenarios, load_scenario

    found = [(entry, load_scenario(entry.path)) for entry in find_scenarios()]
    if as_json:
        rows = [
            {
                "name": entry.name,
                "title": s.title,
                "description": s.description,
                "device": s.device,
                "duration_s": s.duration_s,
                "path": str(entry.path),
            }
            for entry, s in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(entry.name) for entry, _ in found)
    across = max(len(s.device) for _, s in found)
    for entry, s in found:
        typer.echo(f"{entry.name:{width}}  {s.duration_s:>5.0f} s  {s.device:{across}}  {s.title}")
    typer.echo("\n'hud run NAME' plays one; the part behind the slash is enough.")
