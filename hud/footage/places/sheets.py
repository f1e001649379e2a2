"""What is printed: coverage of lines of text, drawn once with the bundled fonts, and where each line stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.footage.street.canvas import Canvas

_FOLDER = "footage/places"
_ROWS = 128


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of print on a sheet."""

    name: str
    text: str
    box: tuple[float, float, float, float]
    """Left, top, right, bottom, as shares of the width and height of what it is printed on."""


@cache
def sheet(name: str) -> NDArray[np.uint8]:
    """Coverage, (H, W) uint8."""
    data = np.frombuffer(asset_path(f"{_FOLDER}/{name}.png").read_bytes(), np.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    assert picture is not None  # shipped with the package
    return np.asarray(picture, np.uint8)


@cache
def printed(name: str) -> tuple[Printed, ...]:
    """The lines of a sheet that have a name."""
    height, width = sheet(name).shape
    rows = json.loads(asset_path(f"{_FOLDER}/texts.json").read_text("utf-8"))[name]
    return tuple(
        Printed(
            row["id"],
            row["text"],
            (row["box"][0] / width, row["box"][1] / height, row["box"][2] / width, row["box"][3] / height),
        )
        for row in rows
    )


def print_on(
    canvas: Canvas,
    name: str,
    box: tuple[float, float, float, float],
    ink: Sequence[float],
    *,
    shine: float = 0.0,
) -> None:
    """Print a sheet into a rectangle of a canvas.

    Args:
        canvas: Drawn on.
        name: Which sheet.
        box: Lower left and upper right corner, metres.
        ink: Colour.
        shine: How much of it is light of its own, 0..1.
    """
    rows, cols = canvas.box(*box)
    area = canvas.rgb[rows, cols]
    small = cv2.resize(sheet(name), (area.shape[1], area.shape[0]), interpolation=cv2.INTER_AREA)
    colour = np.array(ink, np.float32)
    glow = canvas.emit[rows, cols]
    # a band at a time: in floats a whole sheet takes many times its own room
    for k in range(0, len(area), _ROWS):
        band = area[k : k + _ROWS]
        share = np.asarray(small[k : k + _ROWS], np.float32)[..., None] / np.float32(255)
        band[:] = (band + (colour - band) * share).astype(np.uint8)
        if shine:
            lit = (colour * share * np.float32(shine)).astype(np.uint8)
            glow[k : k + _ROWS] = np.maximum(glow[k : k + _ROWS], lit)
