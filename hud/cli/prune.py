"""``hud prune``: baselines that nothing uses."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from hud.cli.options import JsonOption, parse_lux
from hud.cli.test import BaselinesOption, DevicesOption, LuxesOption


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(prune)


def prune(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH...]", help="Scenarios, as hud test takes them."),
    ] = None,
    device: DevicesOption = None,
    lux: LuxesOption = None,
    baselines: BaselinesOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Remove the baselines of moments that their scenario does not say any more.

    With --device or --lux, also those of other glasses or light: name all that you test.

    Example: hud prune --dry-run

    Example: hud prune my-walk/ --device quark-s1 --device even-g2
    """
    from hud.files import display_path
    from hud.regression.pruning import remove, unused

    found = unused(paths or [], devices=device or (), lux=[parse_lux(text) for text in lux or ()], baselines=baselines)
    if not dry_run:
        remove(found)
    if as_json:
        removed = [{"folder": display_path(one.store.folder), "ids": list(one.ids)} for one in found]
        typer.echo(json.dumps({"dry_run": dry_run, "unused": removed}, ensure_ascii=False, indent=2))
        return
    for one in found:
        for name in one.ids:
            typer.echo(f"{'unused' if dry_run else 'removed'}  {display_path(one.store.folder)}  {name}")
    count = sum(len(one.ids) for one in found)
    if not count:
        typer.echo("every baseline is in use")
    else:
        typer.echo(f"{count} baseline{'s' if count > 1 else ''} {'would be removed' if dry_run else 'removed'}")
