"""What stands above the eaves: tiled slopes, mansards with dormers, gables and parapets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.canvas import Canvas, Colour, mix, scaled
from hud.footage.street.joinery import Paint, brickwork, window

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CLAY: Colour = (168, 98, 74)
_SLATE: Colour = (98, 106, 118)


def roof(
    canvas: Canvas,
    kind: str,
    wall: Colour,
    eaves: float,
    *,
    slate: bool,
    paint: Paint,
    rng: np.random.Generator,
) -> NDArray[np.float32]:
    """Draw a roof from the eaves up.

    Returns:
        (canvas width,) float32, height of the skyline in metres.
    """
    width_m = canvas.width / canvas.ppm
    x = (np.arange(canvas.width) + 0.5) / canvas.ppm
    colour = _SLATE if slate else _CLAY
    if kind == "eaves":
        top = eaves + 1.9 + 0.5 * rng.random()
        _tiles(canvas, eaves, top, colour, rng)
        canvas.rect(0, top - 0.1, width_m, top, scaled(colour, 0.82))
        profile = np.full(canvas.width, top, np.float32)
        _skylights(canvas, eaves, width_m, rng)
        canvas.rect(-0.1, eaves - 0.02, width_m, eaves + 0.1, (112, 104, 96))
        canvas.shade(0, eaves - 0.02, width_m, eaves + 0.02, 0.7, 0.7)
        return profile
    if kind == "mansard":
        top = eaves + 2.5
        _tiles(canvas, eaves, top, colour, rng)
        canvas.rect(0, top - 0.12, width_m, top, scaled(colour, 1.2))
        profile = np.full(canvas.width, top, np.float32)
        count = max(round(width_m / 2.9), 1)
        for k in range(count):
            centre = width_m * (k + 0.5) / count
            canvas.shade(centre - 0.7, eaves, centre + 0.95, eaves + 1.95, 0.7, 0.7)
            canvas.rect(centre - 0.72, eaves + 0.1, centre + 0.72, eaves + 1.95, mix(paint.trim, wall, 0.3))
            canvas.polygon(
                [(centre - 0.92, eaves + 1.9), (centre + 0.92, eaves + 1.9), (centre, eaves + 2.42)],
                scaled(colour, 0.85),
            )
            plain = Paint(paint.trim, None, paint.timber, paint.lit, paint.by_night)
            window(canvas, centre, eaves + 0.45, 0.8, 1.2, plain, rng, arched=False, flowers=False)
        canvas.rect(0, eaves, width_m, eaves + 0.1, (120, 118, 112))
        return profile
    if kind in {"gable", "stepped"}:
        rise = canvas.height / canvas.ppm - eaves
        if kind == "gable":
            ramp = (1 - np.abs(x / width_m * 2 - 1)) * rise * 0.98
            # shoulders and a small flat crown, as on the gables of the north
            height = np.minimum(np.maximum(ramp, 0.55), rise * 0.9)
        else:
            steps = 4
            share = 1 - np.abs(x / width_m * 2 - 1)
            height = np.minimum((np.floor(share * (steps + 0.999)) + 0.8) / (steps + 0.8), 1.0) * rise * 0.98
        profile = (eaves + height).astype(np.float32)
        if kind == "stepped":
            brickwork(canvas, 0, eaves, width_m, eaves + rise, wall, 5)
        else:
            canvas.grain(0, eaves, width_m, eaves + rise, 5.0, 1.3, 3)
        middle = width_m / 2
        window(canvas, middle, eaves + 0.5, 0.95, 1.35, paint, rng, arched=True, flowers=False)
        if rise > 5:
            canvas.ellipse(middle, eaves + rise * 0.62, 0.42, 0.42, scaled(paint.trim, 0.95))
            canvas.ellipse(middle, eaves + rise * 0.62, 0.3, 0.3, (72, 84, 96))
        _coping(canvas, profile, scaled(paint.trim, 0.96))
        return profile
    if kind == "parapet":
        top = eaves + 0.95
        canvas.rect(0, eaves, width_m, top, scaled(wall, 0.98))
        canvas.grain(0, eaves, width_m, top, 4.0, 0.6, 9)
        canvas.rect(0, top - 0.12, width_m, top, scaled(paint.trim, 0.98))
        canvas.shade(0, top - 0.26, width_m, top - 0.12, 1.0, 0.72)
        profile = np.full(canvas.width, top, np.float32)
        at = 0.4
        while at < width_m - 0.9:
            canvas.rect(at, eaves + 0.22, at + 0.7, top - 0.3, scaled(wall, 0.88))
            at += 1.0
        return profile
    # flank: the end of a pitched roof
    rise = canvas.height / canvas.ppm - eaves
    profile = (eaves + (1 - np.abs(x / width_m * 2 - 1)) * rise * 0.99).astype(np.float32)
    _coping(canvas, profile, scaled(wall, 0.72))
    return profile


def _tiles(canvas: Canvas, y0: float, y1: float, colour: Colour, rng: np.random.Generator) -> None:
    ppm = canvas.ppm
    rows, cols = canvas.box(0, y0, canvas.width / ppm, y1)
    area = canvas.rgb[rows, cols]
    height, width = area.shape[:2]
    course, wide = round(0.16 * ppm), round(0.2 * ppm)
    yy, xx = np.mgrid[0:height, 0:width]
    row = yy // course
    col = (xx + (row % 2) * (wide // 2)) // wide
    tone = rng.integers(-15, 16, (height // course + 2, width // wide + 3))
    out = np.array(colour, np.float32) + tone[row, col][..., None].astype(np.float32)
    out *= (1.06 - 0.3 * ((yy % course) / course)).astype(np.float32)[..., None]
    out *= np.where((xx + (row % 2) * (wide // 2)) % wide == 0, np.float32(0.82), np.float32(1.0))[..., None]
    # the slope leans away into the sky's light
    out += np.linspace(16, 0, height, dtype=np.float32)[:, None, None]
    area[:] = np.clip(out, 0, 255).astype(np.uint8)
    canvas.grain(0, y0, canvas.width / ppm, y1, 9.0, 0.9, 12)


def _skylights(canvas: Canvas, eaves: float, width_m: float, rng: np.random.Generator) -> None:
    at = 0.9 + rng.random()
    while at < width_m - 1.2:
        if rng.random() < 0.5:
            canvas.rect(at, eaves + 0.7, at + 0.62, eaves + 1.5, (96, 92, 90))
            canvas.fade(at + 0.06, eaves + 0.76, at + 0.56, eaves + 1.44, (120, 146, 168), (178, 200, 216))
        at += 1.7


def _coping(canvas: Canvas, profile: NDArray[np.float32], colour: Colour) -> None:
    """A light stone edge along the skyline, with a thin shadow below."""
    ppm = canvas.ppm
    rows = canvas.height - np.round(profile * ppm).astype(np.int64)
    index = np.arange(canvas.height)[:, None] - rows[None, :]
    canvas.rgb[(index >= 0) & (index < round(0.14 * ppm))] = np.clip(colour, 0, 255).astype(np.uint8)
    under = (index >= round(0.14 * ppm)) & (index < round(0.24 * ppm))
    canvas.rgb[under] = (canvas.rgb[under] * np.float32(0.74)).astype(np.uint8)
