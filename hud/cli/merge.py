"""``hud merge-reports``: the parts of a run, drawn by several machines, as one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hud.cli.options import JsonOption
from hud.cli.test import JUnitOption, OutputOption, conclude


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("merge-reports")(merge_reports)


def merge_reports(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER...", help="What hud test --shard wrote; or one folder with all of them below."),
    ],
    output: OutputOption = Path("out/test"),
    junit: JUnitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make one run, with one report and one exit code, of the parts that hud test --shard made on several machines.

    Exit code as hud test has it; 2 also where a part is missing. What is merged can be looked at with hud review and
    approved with hud approve.

    Example: hud merge-reports parts/

    Example: hud merge-reports out/1 out/2 out/3 -o out/test --junit out/junit.xml
    """
    from hud.cli.telling import Teller
    from hud.files import make_folders, require_writable
    from hud.regression.merging import merge_runs

    if junit is not None:
        make_folders(junit.parent)
        require_writable(junit)
    results = merge_runs(folders, output)
    conclude(results, output, Teller(quiet=as_json), junit=junit, as_json=as_json)
