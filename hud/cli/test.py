"""``hud test``: screenshot tests."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hud.cli.options import JsonOption, parse_lux
from hud.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from hud.cli.telling import Teller
    from hud.regression.outcome import RunResults
    from hud.regression.running import Update
    from hud.regression.verdict import Policy

POLICIES: tuple[Policy, ...] = ("auto", "exact", "perceptual")
UPDATES: tuple[Update, ...] = ("none", "missing", "all")
MAX_PROCESSES = 256
MAX_REPEAT = 100

OutputOption = Annotated[
    Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where pictures and results of the run are.")
]
BaselinesOption = Annotated[
    Path | None,
    typer.Option("--baselines", metavar="FOLDER", help="Where baselines are kept, instead of beside each scenario."),
]
DevicesOption = Annotated[
    list[str] | None,
    typer.Option("--device", metavar="ID|FILE", help="Other glasses than each scenario's; may be repeated."),
]
JUnitOption = Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Also write JUnit XML.")]
LuxesOption = Annotated[
    list[str] | None,
    typer.Option("--lux", metavar="LX|NAME", help="Another illuminance than each scenario's; may be repeated."),
]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("test")(run_tests)


def run_tests(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH...]",
            help="Scenarios: folders, files or shipped names; a folder stands for all below it. The current folder "
            "where none is named.",
        ),
    ] = None,
    device: DevicesOption = None,
    lux: LuxesOption = None,
    update: Annotated[
        str,
        typer.Option(
            "--update",
            metavar="none|missing|all",
            help="What becomes the baseline: nothing, what has none, all that is not as it was. Where CI is set: none.",
        ),
    ] = "none",
    jobs: Annotated[
        int, typer.Option("-j", "--jobs", metavar="N", help="Processes to draw in; 0 for as many as cores.")
    ] = 1,
    shard: Annotated[
        str, typer.Option("--shard", metavar="I/N", help="The I-th of N parts, the same on every machine.")
    ] = "",
    repeat: Annotated[
        int,
        typer.Option("--repeat", metavar="N", help="Draw each moment in N processes; where they disagree: unstable."),
    ] = 1,
    against: Annotated[
        str,
        typer.Option(
            "--against", metavar="REV", help="Compare with a revision of the Git checkout, drawn here; no baselines."
        ),
    ] = "",
    mask: Annotated[
        list[str] | None,
        typer.Option("--mask", metavar="ELEMENT", help="Leave an element out, by id (clock, nav.*); may be repeated."),
    ] = None,
    policy: Annotated[
        str,
        typer.Option(
            "--policy",
            metavar="auto|exact|perceptual",
            help="auto: every pixel counts where the baseline was drawn in an environment like this one.",
        ),
    ] = "auto",
    output: OutputOption = Path("out/test"),
    baselines: BaselinesOption = None,
    junit: JUnitOption = None,
    executor: Annotated[
        str,
        typer.Option("--executor", metavar="dask://HOST:PORT", help="Draw on the workers of a Dask cluster."),
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Draw the moments that scenarios say (stills:, expect:) and compare each with its baseline.

    Exit code 0 all is well, 1 something differs, 2 wrong usage or something could not be drawn, 3 unstable, 4 a
    baseline is missing.

    Example: hud test

    Example: hud test my-walk/ --device quark-s1 --device even-g2 --lux office --lux full-sun -j 4

    Example: hud test --against main --junit out/junit.xml

    Example: hud test --executor dask://render-farm:8786

    Example: hud test --shard 2/5 --repeat 2
    """
    from hud.cli.telling import Teller
    from hud.files import make_folders, require_writable
    from hud.regression.against import drawn
    from hud.regression.cluster import dask_executor
    from hud.regression.planning import make_plan
    from hud.regression.running import Options, run
    from hud.regression.verdict import Tolerance

    if executor and against:
        raise UsageError("--against draws on this machine", hint="leave out --executor")
    if junit is not None:
        make_folders(junit.parent)
        require_writable(junit)
    mode, notes = _update(update, os.environ.get("CI", ""), against)
    tolerance = Tolerance(policy=_one_of("--policy", policy, POLICIES), masks=tuple(mask or ()))
    options = Options(
        folder=output,
        update=mode,
        processes=_processes(jobs),
        repeat=_within("--repeat", repeat, 1, MAX_REPEAT),
        tolerance=tolerance,
        shard=shard,
    )
    index, count = _shard(shard)
    lights = [parse_lux(text) for text in lux or ()]
    plan = make_plan(paths or [], devices=device or (), lux=lights, baselines=baselines).shard(index, count)
    teller = Teller(quiet=as_json, notes=(*notes, *plan.notes))
    with teller:
        if against:
            with drawn(against, plan, devices=device or (), lux=lights, processes=options.processes) as before:
                teller.begin(plan)
                results = run(plan, replace(options, before=before), on_job=teller.job)
        elif executor:
            with dask_executor(executor) as far_away:
                teller.begin(plan)
                results = run(plan, options, executor=far_away, on_job=teller.job)
        else:
            teller.begin(plan)
            results = run(plan, options, on_job=teller.job)
    conclude(results, output, teller, junit=junit, as_json=as_json)


def conclude(results: RunResults, folder: Path, teller: Teller, *, junit: Path | None, as_json: bool) -> None:
    """Tell of a run in every way that was asked for, and exit with its code."""
    from hud.regression.junit import write_junit
    from hud.regression.report import write_report

    write_report(folder, results)
    teller.end(results, folder)
    if junit is not None:
        write_junit(junit, results, folder)
    _tell_github(results, folder, quiet=as_json)
    if as_json:
        typer.echo((folder / "results.json").read_text(encoding="utf-8"), nl=False)
    if results.exit_code:
        raise typer.Exit(results.exit_code)


def _tell_github(results: RunResults, folder: Path, *, quiet: bool) -> None:
    """Annotations and summary, where this is a step of a workflow."""
    from hud.regression.github import append_summary, commands

    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in commands(results, folder):
            typer.echo(line, err=quiet)
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        append_summary(Path(path), results)


def _update(text: str, ci: str, against: str) -> tuple[Update, tuple[str, ...]]:
    mode = _one_of("--update", text, UPDATES)
    if mode != "none" and against:
        raise UsageError("--against compares with a revision and updates nothing", hint="leave out --update")
    if mode != "none" and ci.strip().lower() not in ("", "0", "false", "no"):
        return "none", (f"CI is set, so that nothing is updated and --update {mode} is none",)
    return mode, ()


def _one_of(option: str, text: str, known: tuple[Any, ...]) -> Any:  # noqa: ANN401
    if text not in known:
        raise UsageError(f"{option} {text[:40]}: unknown", hint=did_you_mean(text, known))
    return text


def _within(option: str, number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise UsageError(f"{option} {number}: outside {least} to {most}")
    return number


def _processes(count: int) -> int:
    if _within("--jobs", count, 0, MAX_PROCESSES):
        return count
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _shard(text: str) -> tuple[int, int]:
    if not text:
        return 1, 1
    match = re.fullmatch(r"(\d{1,5})/(\d{1,5})", text.strip())
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise UsageError(f"--shard {text[:40]}: not a part", hint="write the second of five as 2/5")
    return int(match[1]), int(match[2])
