"""``hud check``: every error of scenarios, screens and device files, with its position."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from hud.cli.options import JsonOption
from hud.errors import FileError, HudError, Problems
from hud.files import display_path
from hud.panel.process.foresight import foresee

E = TypeVar("E", bound=HudError)
_ROUTES = (".gpx", ".geojson")
_CAPTIONS = (".srt", ".vtt", ".ass", ".ssa", ".ttml", ".dfxp")

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.scenario import Scenario


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(check)


def check(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Scenario folders or files, device files, screens (.qml)."),
    ],
    expect: Annotated[
        bool, typer.Option("--expect", help="Also whether what the scenarios expect (expect:) is what is seen.")
    ] = False,
    device: Annotated[
        list[str] | None,
        typer.Option(
            "--device",
            metavar="ID|FILE",
            help="On these glasses, not each scenario's own, and whether every text is whole there; may be repeated.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check files and report every error with file:line:column. Exit code 1 when there is one.

    A warning names what may well be a mistake and need not be one; it changes no exit code.

    Example: hud check my-scenario/

    Example: hud check scenarios/*/* my-glasses.yaml screen.qml

    Example: hud check my-scenario/ --expect

    Example: hud check my-scenario/ --device even-g2 --device vuzix-z100

    Example: hud check my-scenario/ --json
    """
    if device:
        from hud.device import load_device

        list(map(load_device, device))
    errors: list[HudError] = []
    warnings: list[FileError] = []
    expectations = 0
    for path in paths:
        try:
            scenario = _check(path, device or (), warnings)
            if expect and scenario is not None:
                failed, asked = _expectations(scenario, device or ())
                errors += failed
                expectations += asked
        except Problems as problems:
            errors += problems.errors
        except HudError as error:
            errors.append(error)
    # two scenarios may share a file
    errors, warnings = _each_once(errors), _each_once(warnings)
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "checked": len(paths),
                    **({"expectations": expectations} if expect else {}),
                    "errors": [_as_dict(e) for e in errors],
                    "warnings": [_as_dict(e) for e in warnings],
                },
                ensure_ascii=False,
                indent=2,
            )
        )
    else:
        for found in (*errors, *warnings):
            typer.echo(found.as_warning() if found in warnings else str(found), err=True)
            if isinstance(found, FileError) and (drawing := found.drawing()):
                typer.echo(drawing, err=True)
        checked = f"{len(paths)} {'file' if len(paths) == 1 else 'files'} checked"
        if expect:
            checked += f", {expectations} expectation{'' if expectations == 1 else 's'}"
        also = f", {len(warnings)} warning{'s'[: len(warnings) > 1]}" if warnings else ""
        if not errors:
            typer.echo(f"{checked}, no errors{also}")
        else:
            told = f"{len(errors)} error{'s'[: len(errors) > 1]}"
            from hud.yamldoc import MAX_PROBLEMS

            # a file is told of up to as many
            cut = any(count >= MAX_PROBLEMS for count in Counter(getattr(e, "file", "") for e in errors).values())
            typer.echo(
                f"{checked}, {told}{also}" + (f", of one file the first {MAX_PROBLEMS} only" if cut else ""), err=True
            )
    if errors:
        raise typer.Exit(1)


def _check(text: str, devices: Sequence[str], warnings: list[FileError]) -> Scenario | None:
    """The scenario, where it is one and all is well with it; what is worth a word is added to the warnings."""
    path = Path(text)
    foresee(path)
    if path.suffix.lower() == ".qml":
        from hud.cli.checking import check_drawable

        check_drawable(path, devices)
        return None
    if path.is_file():
        _require_own_kind(path)
        from hud.device import read_device
        from hud.files import read_text
        from hud.yamldoc import MAX_BYTES

        if re.search(r"^(hud_device|extends)\s*:", read_text(path, limit=MAX_BYTES), re.MULTILINE):
            from hud.cli.checking import unmet

            warnings += unmet(read_device(path), path)
            return None
    from hud.cli.checking import check_playable, data_errors_beside, screen_errors_beside
    from hud.scenario.composing import compose
    from hud.scenario.finding import FILE_NAME, scenario_file
    from hud.scenario.loader import gather
    from hud.yamldoc import in_order

    file, name = scenario_file(path if path.exists() else text)
    draft = compose(file)
    if file.name != FILE_NAME and _is_part(draft.plain):
        draft = compose(file, part=True)
        found = gather(draft, name)
        if found.errors:
            raise Problems([*in_order(found.errors, file)])
        return None
    found = gather(draft, name)
    if found.scenario is not None:
        warnings += found.scenario.warnings
    if found.errors or found.scenario is None:
        raise Problems([*in_order([*found.errors, *data_errors_beside(found)], file), *screen_errors_beside(draft)])
    check_playable(found.scenario, devices, document=found.document)
    return found.scenario


def _is_part(plain: object) -> bool:
    """Whether it is what scenarios include: keys of one, and neither of those that only a scenario itself has."""
    from hud.scenario.schema import ScenarioFile

    return (
        isinstance(plain, dict)
        and not {"hud", "title"} & set(plain)
        and bool(set(ScenarioFile.model_fields) & set(plain))
    )


def _require_own_kind(path: Path) -> None:
    """Not a route or captions, of which every line would be wrong."""
    suffix = path.suffix.lower()
    kind, command = ("a route", "route") if suffix in _ROUTES else ("captions", "captions")
    if suffix in (*_ROUTES, *_CAPTIONS):
        raise FileError(
            display_path(path),
            f"is {kind} by its name, and hud check takes scenarios, device files and screens",
            hint=f"check the scenario that names it, or make one of it with 'hud import {command}'",
        )


def _expectations(scenario: Scenario, devices: Sequence[str]) -> tuple[list[FileError], int]:
    """What does not hold, and how many expectations were asked."""
    if not scenario.expect:
        return [], 0
    from hud.device import load_device
    from hud.expect import failures, located
    from hud.pipeline import Replay

    errors: list[FileError] = []
    for device in devices or (None,):
        with Replay(scenario, device=None if device is None else load_device(device)) as replay:
            found = failures(replay)
            on = "" if device is None else f"on {replay.device.id} "
            errors += located(scenario, [replace(one, message=on + one.message) for one in found])
    return errors, len(scenario.expect) * (len(devices) or 1)


def _each_once(errors: list[E]) -> list[E]:
    return list({(getattr(error, "place", ""), str(error)): error for error in errors}.values())


def _as_dict(error: HudError) -> dict[str, object]:
    place = {"file": error.file, "line": error.line, "column": error.column} if isinstance(error, FileError) else {}
    return {**place, "message": error.message, "hint": error.hint}
