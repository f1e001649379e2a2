"""``hud approve``: the last run's pictures become the baselines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from hud.cli.options import JsonOption
from hud.cli.test import OutputOption
from hud.errors import UsageError


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(approve)


def approve(
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID...]",
            help="Screenshots as hud test names them, ids, scenarios, or patterns with *. All that failed where none "
            "is named.",
        ),
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Who approved it, or why; is kept.")] = "",
    decisions: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Approve what a file lists, such as one saved from the report."),
    ] = None,
    output: OutputOption = Path("out/test"),
    as_json: JsonOption = False,
) -> None:
    """Make pictures of the last hud test the baselines, without drawing them again.

    Refused where a file that they were drawn from changed since.

    Example: hud approve

    Example: hud approve navigation/morning-walk/33s-quark-s1 'tea-*' --note "new font"

    Example: hud approve --from decisions.json
    """
    from hud.regression.approving import approve, read_decisions

    wanted = list(ids or ())
    if decisions is not None:
        listed = read_decisions(decisions)
        if not listed and not wanted:
            raise UsageError(f"{decisions} approves nothing")
        wanted += listed
    results, keys = approve(output, wanted, note=note)
    if as_json:
        typer.echo(json.dumps({"approved": list(keys)}, ensure_ascii=False, indent=2))
        return
    verdicts = {job.key: job.verdict for job in results.jobs}
    for key in keys:
        typer.echo(f"approved  {key}  (was {verdicts[key]})")
    lost = [job.key for job in results.jobs if job.status == "error" and job.approvable]
    if not keys and lost:
        typer.echo(
            f"nothing approved: the baseline of {lost[0]} cannot be read; to approve over it: hud approve {lost[0]}"
        )
    elif not keys:
        typer.echo("nothing to approve: no screenshot of the last run is other than its baseline")
    else:
        typer.echo(f"{len(keys)} baseline{'s' if len(keys) > 1 else ''} written")
