"""``hud devices``: the glasses there are, and where each of their numbers comes from."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from hud.cli.options import JsonOption
from hud.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.device import DeviceProfile

NARROWEST_SOURCE = 30


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(devices)


def devices(
    named: Annotated[
        list[str] | None,
        typer.Argument(metavar="[list|[show] ID|FILE]", help="One of them, with the tag and source of every number."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the glasses, or show one with the origin of every number.

    Example: hud devices

    Example: hud devices show quark-s1

    Example: hud devices show quark-s1 --json
    """
    from hud.device import load_device, shipped_devices

    words = list(named or ())
    if words == ["list"]:
        words = []
    elif words[:1] == ["show"]:
        words = words[1:]
        if not words:
            raise UsageError("show which glasses?", hint="name them as in 'hud devices show quark-s1'")
    if len(words) > 1:
        raise UsageError(f"{len(words)} glasses at once", hint="name one")
    if words:
        profile = load_device(words[0])
        typer.echo(json.dumps(_as_dict(profile), ensure_ascii=False, indent=2) if as_json else _sheet(profile))
        return
    profiles = shipped_devices()
    if as_json:
        typer.echo(json.dumps([_as_dict(p) for p in profiles], ensure_ascii=False, indent=2))
        return
    rows: list[tuple[str, ...]] = [
        ("id", "eyes", "panel", "field of view", "px/deg", "peak at the eye", "colour", "assumed", "name")
    ]
    rows += [_row(p) for p in profiles]
    for line in _aligned(rows):
        typer.echo(line)
    typer.echo(
        "\n'hud devices show ID' tells of every number whether it is measured, published or assumed, and by whom."
    )


def _row(p: DeviceProfile) -> tuple[str, ...]:
    from hud.device import assumed_of

    assumed = "{} of {}".format(*assumed_of(p))
    if not p.eyes:
        return (p.id, "none", "", "", "", "", "", assumed, p.name)
    size = "{}x{}".format(*p.drawable_px)
    if p.drawable_px != p.resolution_px:
        size += " of {}x{}".format(*p.resolution_px)
    return (
        p.id,
        "both" if len(p.eyes) == 2 else p.eyes[0],
        size,
        "{:.1f}° x {:.1f}°".format(*p.drawable_fov_deg),
        f"{p.px_per_deg:.1f}",
        f"{p.peak_cd_m2:,.0f} cd/m²",
        f"{p.colour}, {p.levels} levels",
        assumed,
        p.name,
    )


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return ["  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def _sheet(p: DeviceProfile) -> str:
    from hud.device import in_force, numbers, stages_off

    shown = [*numbers(p), *in_force(p)]
    found = [(n.key, n.text, n.origin.tag) for n in shown]
    table = _aligned([("number", "value", "tag"), *found])
    left = max(map(len, table)) + 2
    # whole lines for a file or a pipe, where programs cut them; folded for a terminal
    room = max(NARROWEST_SOURCE, shutil.get_terminal_size().columns - left) if sys.stdout.isatty() else 10_000
    lines = []
    for row, source in zip(table, ("source", *(n.origin.source for n in shown)), strict=True):
        first, *rest = textwrap.wrap(source, room)
        lines += [f"{row:{left}}{first}", *(" " * left + part for part in rest)]
    if p.eyes:
        fov = "{:.2f}° x {:.2f}°".format(*p.fov_deg)
        if p.drawable_px != p.resolution_px:
            fov += " ({:.2f}° x {:.2f}° drawable)".format(*p.drawable_fov_deg)
        lines += ["", f"Follows: {fov}, {p.px_per_deg:.2f} px/deg at the centre, black {p.black_cd_m2:g} cd/m²"]
    if off := stages_off(p):
        lines.append(f"Not named, and so off: {', '.join(off)}")
    return "\n".join(
        [f"{p.name} ({p.id}), {p.technology}", *textwrap.wrap(p.summary, min(room + left, 100)), "", *lines]
    )


def _as_dict(p: DeviceProfile) -> dict[str, object]:
    from hud.device import in_force, numbers, stages_off

    found = {
        n.key: {"value": n.value, "tag": n.origin.tag, "source": n.origin.source} for n in (*numbers(p), *in_force(p))
    }
    follows: dict[str, object] = {}
    if p.eyes:
        follows = {
            "fov_deg": list(p.fov_deg),
            "drawable_fov_deg": list(p.drawable_fov_deg),
            "px_per_deg": p.px_per_deg,
            "black_cd_m2": p.black_cd_m2,
        }
    return {
        "id": p.id,
        "name": p.name,
        "summary": p.summary,
        "technology": p.technology,
        **found,
        "derived": follows,
        "off": stages_off(p),
    }
