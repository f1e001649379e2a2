"""``hud devices``: the glasses there are, and where each of their numbers comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from hud.cli.options import JsonOption

if TYPE_CHECKING:
    from hud.device import DeviceProfile


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(devices)


def devices(
    device: Annotated[
        str | None,
        typer.Argument(metavar="[ID|FILE]", help="One of them, with the tag and source of every number."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the glasses, or show one with the origin of every number.

    Example: hud devices

    Example: hud devices quark-s1
    """
    from hud.device import load_device, shipped_devices

    if device is not None:
        profile = load_device(device)
        typer.echo(json.dumps(_as_dict(profile), ensure_ascii=False, indent=2) if as_json else _sheet(profile))
        return
    profiles = shipped_devices()
    if as_json:
        typer.echo(json.dumps([_as_dict(p) for p in profiles], ensure_ascii=False, indent=2))
        return
    rows = [("id", "panel", "field of view", "px/deg", "peak at the eye", "colour", "name")]
    for p in profiles:
        w, h = p.drawable_px
        fov = "{:.1f}° x {:.1f}°".format(*p.fov_deg)
        peak = f"{p.peak_cd_m2:,.0f} cd/m²"
        rows.append((p.id, f"{w}x{h}", fov, f"{p.px_per_deg:.1f}", peak, f"{p.colour}, {p.levels} levels", p.name))
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        typer.echo("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())
    typer.echo("\n'hud devices ID' tells which of these numbers are measured, published or assumed.")


def _values(p: DeviceProfile) -> list[tuple[str, str, object]]:
    """(key in the file, as text, as data) of every number of a profile."""
    rgb = " ".join(f"{t:.0%}" for t in p.transmittance)
    rows: list[tuple[str, str, object]] = [
        ("eyes", " and ".join(p.eyes), list(p.eyes)),
        ("mass", "" if p.mass_g is None else f"{p.mass_g:g} g", p.mass_g),
        ("display.colour", p.colour, p.colour),
        ("display.resolution", "{}x{}".format(*p.resolution_px), list(p.resolution_px)),
        ("display.drawable", "{}x{}".format(*p.drawable_px), list(p.drawable_px)),
        ("display.fov_diagonal", f"{p.fov_diagonal_deg:g}°", p.fov_diagonal_deg),
        ("display.levels", f"{p.levels}", p.levels),
        ("display.peak_luminance", f"{p.peak_cd_m2:,.0f} cd/m²", p.peak_cd_m2),
        ("display.contrast", f"{p.contrast:,.0f}:1", p.contrast),
        ("optics.virtual_image_distance", f"{p.virtual_image_distance_m:g} m", p.virtual_image_distance_m),
        ("optics.transmittance", rgb, list(p.transmittance)),
        ("optics.ipd", f"{p.ipd_m * 1000:g} mm", p.ipd_m),
    ]
    return [row for row in rows if row[0] in p.origins]


def _sheet(p: DeviceProfile) -> str:
    rows = [(key, text, p.origins[key].tag, p.origins[key].source) for key, text, _ in _values(p)]
    widths = [max(len(row[n]) for row in rows) for n in range(3)]
    table = ["  ".join([row[n].ljust(widths[n]) for n in range(3)] + [row[3]]) for row in rows]
    fov = "{:.2f}° x {:.2f}°".format(*p.fov_deg)
    derived = f"{'derived':{widths[0]}}  {fov}, {p.px_per_deg:.2f} px/deg at the centre, black {p.black_cd_m2:g} cd/m²"
    return "\n".join([f"{p.name} ({p.id}), {p.technology}", p.summary, "", *table, derived])


def _as_dict(p: DeviceProfile) -> dict[str, object]:
    numbers = {
        key: {"value": value, "tag": p.origins[key].tag, "source": p.origins[key].source}
        for key, _, value in _values(p)
    }
    derived = {"fov_deg": list(p.fov_deg), "px_per_deg": p.px_per_deg, "black_cd_m2": p.black_cd_m2}
    return {
        "id": p.id,
        "name": p.name,
        "summary": p.summary,
        "technology": p.technology,
        **numbers,
        "derived": derived,
    }
