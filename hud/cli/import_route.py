"""``hud import route``: a scenario from a routing service's answer, a GPX file, or a line."""

from __future__ import annotations

from typing import Annotated

import typer

from hud.cli.imported import (
    DEFAULT_DEVICE,
    FilesArgument,
    FolderOption,
    ForceOption,
    GlassesOption,
    NameOption,
    parse_language,
    report,
)
from hud.cli.options import JsonOption
from hud.errors import UsageError, did_you_mean

_UNITS = ("metric", "imperial", "british")
_MODES = ("walking", "cycling", "driving")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("route")(route)


def route(
    files: FilesArgument,
    output: FolderOption,
    name: NameOption = "",
    language: Annotated[
        str,
        typer.Option("--language", metavar="LANG", help="Of the instructions: de, en-GB. Else the file's."),
    ] = "",
    units: Annotated[str, typer.Option("--units", metavar="metric|imperial|british", help="Of distances.")] = "",
    profile: Annotated[
        str, typer.Option("--profile", metavar="walking|cycling|driving", help="How one goes, where the file is wrong.")
    ] = "",
    speed: Annotated[
        str, typer.Option("--speed", metavar="SPEED", help="1.4 m/s, 18 km/h, 30 mph. The file's own mean otherwise.")
    ] = "",
    choose: Annotated[
        int, typer.Option("--choose", metavar="N", min=0, help="Which of a file's several routes, counted from 1.")
    ] = 0,
    device: GlassesOption = DEFAULT_DEVICE,
    as_json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Make a scenario from a route, from a recorded journey, or from one of each.

    Reads OSRM and Mapbox Directions v5 JSON, Valhalla, GraphHopper and openrouteservice JSON, GPX routes and tracks,
    and GeoJSON lines; which it is, the content says.

    Example: hud import route answer.json -o walk

    Example: hud import route plan.json recorded.gpx -o ride --units imperial --name "To work"

    Example: hud import route line.geojson -o loop --profile cycling --speed "18 km/h" --language de
    """
    from hud.guidance import gpx_kept
    from hud.importing import RouteWishes, import_route

    wishes = RouteWishes(
        name=name,
        device=device,
        language=parse_language(language, "--language"),
        units=_one_of(units, _UNITS, "--units"),
        mode=_one_of(profile, _MODES, "--profile"),
        speed_m_s=_speed(speed),
        choose=choose,
    )
    with gpx_kept():
        # the scenario that is made is read again, and more than once
        report(import_route(files, output, wishes, force=force), as_json=as_json)


def _one_of(text: str, known: tuple[str, ...], option: str) -> str:
    if text and text not in known:
        raise UsageError(f"{option} {text[:40]}: unknown", hint=did_you_mean(text, known))
    return text


def _speed(text: str) -> float | None:
    from hud.guidance.travel import MAX_SPEED_M_S, MIN_SPEED_M_S
    from hud.units import parse_quantity

    if not text:
        return None
    try:
        speed = parse_quantity(text, "speed")
    except ValueError as error:
        message, _, hint = str(error).partition("; ")
        raise UsageError(f"--speed: {message}", hint=hint) from None
    if not MIN_SPEED_M_S <= speed <= MAX_SPEED_M_S:
        hint = f"give {MIN_SPEED_M_S:g} to {MAX_SPEED_M_S:g} m/s"
        raise UsageError(f"--speed {text[:40]}: {speed:g} m/s is no journey", hint=hint)
    return speed
