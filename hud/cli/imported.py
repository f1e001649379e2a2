"""What the two ``hud import`` commands share: their options, and how they say what was understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hud.errors import HudError, Problems, UsageError

if TYPE_CHECKING:
    from hud.importing import Imported, Understood

FilesArgument = Annotated[list[Path], typer.Argument(metavar="FILE...", help="What to import, in any order.")]
FolderOption = Annotated[
    Path, typer.Option("-o", "--output", metavar="DIR", help="The scenario's folder, which is made.")
]
NameOption = Annotated[str, typer.Option("--name", metavar="TITLE", help="The scenario's title.")]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Replace a scenario that is there, with all that is in its folder.")
]


DEFAULT_DEVICE = "quark-s1"
GlassesOption = Annotated[str, typer.Option("--device", metavar="ID|FILE", help="The glasses.")]


def parse_language(text: str, option: str) -> str:
    """A BCP 47 tag, checked; empty is empty.

    Raises:
        UsageError: It is none.
    """
    from hud.scenario.languages import check_language

    tag = text.strip().replace("_", "-")
    try:
        return check_language(tag) if tag else ""
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        raise UsageError(f"{option} {text[:40]}: {message}", hint=hint) from None


def report(made: Imported, *, as_json: bool) -> None:
    """Say what was understood, what was left out, and what to do next."""
    warnings = _undrawable(made)
    if as_json:
        document = {
            "folder": str(made.folder),
            "title": made.title,
            "duration_s": made.duration_s,
            "remarks": list(made.remarks),
            "warnings": warnings,
            "sources": [
                {
                    "file": source.file,
                    "format": source.format,
                    **source.facts,
                    "remarks": list(source.remarks),
                    "dropped": list(source.dropped),
                }
                for source in made.sources
            ],
        }
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    for source in made.sources:
        typer.echo(f"{source.file}: {source.format}")
        typer.echo(f"  {_figures(source)}")
        for remark in source.remarks:
            typer.echo(f"  {remark}")
        if source.dropped:
            typer.echo(f"  left out: {'; '.join(source.dropped)}")
    for remark in made.remarks:
        typer.echo(remark)
    for warning in warnings:
        typer.echo(warning, err=True)
    typer.echo(f"{made.folder}: '{made.title}', {made.duration_s:g} s; play it with: hud run {made.folder}")


def _figures(source: Understood) -> str:
    facts = dict(source.facts)
    words = []
    for key, value in facts.items():
        if value in ("", None, []) or (value == 0 and key != "median_off_m"):
            continue
        words.append(_figure(key, value))
    return ", ".join(words)


def _figure(key: str, value: object) -> str:
    if key == "length_m" and isinstance(value, float | int):
        return f"{value / 1000:.2f} km" if value >= 1000 else f"{value:.0f} m"
    if key == "duration_s" and isinstance(value, float | int):
        minutes, s = divmod(round(value), 60)
        return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {s} s"
    if key == "steps":
        return f"{value} step{'s'[: value != 1]}"
    if key == "cues":
        return f"{value} cue{'s'[: value != 1]}"
    if key == "spoken":
        return f"{value} spoken instruction{'s'[: value != 1]}"
    if key == "places":
        return f"{value} places"
    if key == "median_off_m":
        return f"{value} m off the route in the median"
    if key == "geometry":
        return str(value) if str(value).endswith("points") else f"{value} geometry"
    if key == "language":
        return f"in {value}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _undrawable(made: Imported) -> list[str]:
    """What `hud check` would find in the scenario: characters that no bundled font has, a script that does not fit."""
    from hud.cli.checking import check_playable
    from hud.scenario import load_scenario

    warned: list[str] = []
    try:
        scenario = load_scenario(made.folder)
        warned = [warning.as_warning() for warning in scenario.warnings]
        check_playable(scenario)
    except Problems as problems:
        return [*warned, *(str(error) for error in problems.errors)]
    except HudError as error:
        return [*warned, str(error)]
    return warned
