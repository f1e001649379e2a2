"""``hud compare``: two pictures."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hud.cli.options import JsonOption
from hud.errors import UsageError
from hud.files import require_writable

if TYPE_CHECKING:
    from hud.regression import Comparison
    from hud.regression.boxes import Box

MAX_LISTED = 8


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(compare)


def compare(
    expected: Annotated[Path, typer.Argument(metavar="A", help="The PNG that is right.")],
    actual: Annotated[Path, typer.Argument(metavar="B", help="The PNG to be judged, of the same size.")],
    threshold: Annotated[
        float,
        typer.Option("--threshold", metavar="T", help="0 to 1; smaller is more sensitive."),
    ] = 0.1,
    include_aa: Annotated[
        bool, typer.Option("--include-aa", help="Count pixels that anti-aliasing explains as different.")
    ] = False,
    mask: Annotated[
        list[str] | None,
        typer.Option("--mask", metavar="X,Y,W,H", help="Leave out a part, in pixels; may be repeated."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Draw what differs, as .png."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compare two PNGs as pixelmatch 7.2 does, pixel by pixel. Exit code 1 where they differ.

    Example: hud compare expected.png actual.png -o diff.png

    Example: hud compare a.png b.png --threshold 0.05 --mask 400,0,240,60 --json
    """
    from hud.recorder import save_picture
    from hud.regression import SizeMismatchError, compare, draw_diff

    if output is not None:
        if output.suffix.lower() != ".png":
            raise UsageError(f"{output}: a difference is drawn as .png")
        if any(os.path.realpath(output) == os.path.realpath(one) for one in (expected, actual)):
            raise UsageError(f"{output} is one of the pictures to compare", hint="name another file with --output")
        require_writable(output)
    masks = [parse_mask(text) for text in mask or ()]
    try:
        found = compare(expected, actual, threshold=threshold, include_aa=include_aa, masks=masks)
    except SizeMismatchError as error:
        if as_json:
            typer.echo(json.dumps(error.as_json(), indent=2))
        raise
    if output is not None:
        save_picture(draw_diff(found), output)
    if as_json:
        typer.echo(json.dumps(found.as_json(), indent=2))
    else:
        for line in describe(found, output):
            typer.echo(line)
    if found.different:
        raise typer.Exit(1)


def parse_mask(text: str) -> Box:
    """Read ``--mask``.

    Raises:
        UsageError: Not four whole numbers.
    """
    match = re.fullmatch(r"\s*(-?\d{1,6})\s*,\s*(-?\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(\d{1,6})\s*", text, re.ASCII)
    if not match:
        raise UsageError(f"--mask {text[:40]}: not a part of a picture", hint="x,y,width,height in pixels")
    x, y, width, height = (int(number) for number in match.groups())
    return x, y, width, height


def describe(found: Comparison, output: Path | None) -> list[str]:
    """The comparison in a few lines."""
    from hud.regression import LEGEND

    size = f"{found.width} x {found.height}"
    if found.identical:
        lines = [f"identical, {size}"]
    else:
        word = "different" if found.different else "tolerated"
        lines = [
            f"{word}, {size}: {found.different} pixels differ, {found.antialiased} by anti-aliasing alone, "
            f"{found.tolerated} within the threshold {found.threshold:g}; "
            f"the largest difference is {found.largest_delta:.3f}, of one channel {found.largest_step} codes"
        ]
        lines += [f"  {w} x {h} at {x},{y}" for x, y, w, h in found.boxes[:MAX_LISTED]]
        if len(found.boxes) > MAX_LISTED:
            lines.append(f"  and {len(found.boxes) - MAX_LISTED} regions more")
    if found.masked:
        lines.append(f"  {found.masked} pixels were masked")
    if output is not None:
        lines.append(f"{output} ({LEGEND})")
    return lines
