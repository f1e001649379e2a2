"""``hud doctor``: what this machine can do."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import typer

from hud.cli.options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    topic: str
    ok: bool
    needed: bool
    """Whether the program cannot do its main job without it."""
    found: str
    remedy: str = ""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(doctor)


def doctor(as_json: JsonOption = False) -> None:
    """Look at what this machine has. Exit code 3 where something needed is missing.

    Example: hud doctor
    """
    findings = list(_look())
    if as_json:
        typer.echo(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=2))
    else:
        width = max(len(f.topic) for f in findings)
        for f in findings:
            mark = "ok" if f.ok else ("MISSING" if f.needed else "none")
            remedy = f"; {f.remedy}" if f.remedy and not f.ok else ""
            typer.echo(f"{f.topic:{width}}  {mark:7}  {f.found}{remedy}")
    if any(f.needed and not f.ok for f in findings):
        raise typer.Exit(3)


def _look() -> Iterator[Finding]:
    # before anything of Qt is asked, which settles on a platform for the whole process
    display = _display()
    from importlib.metadata import PackageNotFoundError, version

    yield Finding("Python", sys.version_info >= (3, 11), True, f"{platform.python_version()} on {platform.platform()}")
    for package in ("PySide6_Essentials", "numpy", "opencv-python", "av", "pydantic", "PyYAML"):
        try:
            yield Finding(package, True, True, version(package))
        except PackageNotFoundError:
            yield Finding(package, False, True, "not installed", f"pip install {package}")
    yield _assets()
    yield _panel()
    yield from _codecs()
    yield _cameras()
    yield display
    yield _opengl()


def _assets() -> Finding:
    from hud.device import device_ids
    from hud.resources import asset_path
    from hud.scenario import find_scenarios

    try:
        found = f"{len(device_ids())} devices, {len(find_scenarios())} scenarios in {asset_path().parent}"
    except FileNotFoundError as error:
        return Finding("assets", False, True, str(error))
    return Finding("assets", True, True, found)


def _panel() -> Finding:
    try:
        from hud.panel import PanelRenderer, font_families  # noqa: F401 - whether Qt Quick can be loaded

        families = ", ".join(font_families())
    except ImportError as error:
        remedy = "on Debian: apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1"
        return Finding("panel (Qt Quick)", False, True, str(error), remedy)
    return Finding(
        "panel (Qt Quick)", bool(families), True, f"fonts {families}" if families else "no bundled font loads"
    )


def _codecs() -> Iterator[Finding]:
    import av

    for name, use, needed in (
        ("libx264", "writes .mp4", True),
        ("libvpx-vp9", "writes .webm", False),
        ("h264", "reads .mp4", True),
    ):
        has = name in av.codecs_available
        yield Finding(
            f"codec {name}",
            has,
            needed,
            use if has else f"not in this PyAV; {use}",
            "pip install --upgrade av",
        )


def _cameras() -> Finding:
    from hud.footage.webcam import cameras

    found = cameras()
    return Finding(
        "cameras",
        bool(found),
        False,
        ", ".join(found) or "no camera",
        "plug one in, or play a file with --footage",
    )


def _display() -> Finding:
    from hud.app import obstacle

    hidden = obstacle()
    if hidden is None:
        shown = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or "native"
        return Finding("display", True, False, shown)
    without = "hud record and hud render work without one"
    return Finding("display", False, False, hidden.reason, f"{hidden.remedy}; {without}" if hidden.remedy else without)


def _opengl() -> Finding:
    from hud.errors import FacilityError
    from hud.optics.choice import require_gl
    from hud.optics.context import is_software

    try:
        renderer = require_gl()
    except FacilityError as error:
        return Finding("OpenGL", False, False, error.message, error.hint)
    found = renderer.driver
    renderer.close()
    slow = ", which draws on the CPU: --renderer auto leaves it to the reference" if is_software(found) else ""
    return Finding("OpenGL", True, False, found + slow)
