"""Windows, doors, bricks and stones, drawn on a wall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.canvas import Canvas, Colour, mix, scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

GLASS_LIT: tuple[Colour, ...] = ((255, 206, 132), (255, 190, 108), (255, 220, 164), (250, 214, 150))
_GLASS_LOW: Colour = (50, 60, 70)
_GLASS_HIGH: Colour = (150, 176, 196)


@dataclass(frozen=True, slots=True)
class Paint:
    """What a house's woodwork is painted with, and whether its lamps burn."""

    trim: Colour
    shutter: Colour | None
    timber: Colour
    lit: float
    """Share of windows with a lamp behind."""
    by_night: bool


def brickwork(canvas: Canvas, x0: float, y0: float, x1: float, y1: float, colour: Sequence[float], seed: int) -> None:
    """Running bond, 24 cm bricks in 8 cm courses."""
    rng = np.random.default_rng([seed, 31])
    ppm = canvas.ppm
    rows, cols = canvas.box(x0, y0, x1, y1)
    area = canvas.rgb[rows, cols]
    height, width = area.shape[:2]
    course, length = round(0.08 * ppm), round(0.25 * ppm)
    yy, xx = np.mgrid[0:height, 0:width]
    row = yy // course
    shift = np.where(row % 2 == 0, 0, length // 2)
    col = (xx + shift) // length
    tone = rng.integers(-16, 17, (height // course + 2, width // length + 3))
    warm = rng.integers(-7, 8, (height // course + 2, width // length + 3))
    value = tone[row, col]
    out = np.empty((height, width, 3), np.float32)
    for c in range(3):
        out[..., c] = colour[c] + value + (warm[row, col] if c == 0 else 0)
    mortar = (yy % course == course - 1) | ((xx + shift) % length == length - 1)
    out[mortar] = np.array(mix(colour, (212, 198, 180), 0.45), np.float32)
    out[yy % course == 0] += 5
    area[:] = np.clip(out, 0, 255).astype(np.uint8)
    canvas.grain(x0, y0, x1, y1, 6.0, 1.1, seed)


def stonework(
    canvas: Canvas,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    colour: Sequence[float],
    seed: int,
    *,
    course_m: float,
) -> None:
    """Dressed blocks with fine joints."""
    rng = np.random.default_rng([seed, 37])
    y = y0
    while y < y1 - 0.02:
        top = min(y + course_m, y1)
        x = x0 - rng.random() * 0.5
        while x < x1:
            long = 0.6 + 0.5 * rng.random()
            tone = 0.95 + 0.09 * rng.random()
            left, right = max(x, x0), min(x + long, x1)
            canvas.rect(left, y, right, top, scaled(colour, tone))
            canvas.rect(left, y, right, y + 0.02, scaled(colour, 0.76))
            canvas.rect(left, top - 0.02, right, top, scaled(colour, tone * 1.05))
            canvas.rect(right - 0.016, y, right, top, scaled(colour, 0.8))
            x += long
        y = top
    canvas.grain(x0, y0, x1, y1, 4.0, 0.5, seed)
    canvas.grain(x0, y0, x1, y1, 3.0, 0.04, seed + 1)


def cornice(canvas: Canvas, x0: float, y: float, x1: float, colour: Sequence[float]) -> None:
    """The moulding below the roof, with the shadow it throws."""
    canvas.shade(x0, y - 0.85, x1, y - 0.3, 1.0, 0.7)
    canvas.rect(x0, y - 0.3, x1, y - 0.2, scaled(colour, 0.82))
    canvas.rect(x0, y - 0.2, x1, y - 0.06, scaled(colour, 0.95))
    canvas.rect(x0, y - 0.06, x1, y + 0.04, colour)
    canvas.rect(x0, y - 0.21, x1, y - 0.18, scaled(colour, 0.66))
    x = x0 + 0.1
    while x < x1 - 0.1:
        canvas.rect(x, y - 0.3, x + 0.09, y - 0.2, scaled(colour, 0.98))
        x += 0.22


def glass(
    canvas: Canvas,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    rng: np.random.Generator,
    *,
    lit: bool,
    curtains: bool = True,
) -> None:
    """A pane: the sky in its upper part, the dark of the room below, perhaps curtains, perhaps a lamp."""
    low = scaled(_GLASS_LOW, 0.85 + 0.3 * rng.random())
    high = scaled(_GLASS_HIGH, 0.78 + 0.3 * rng.random())
    canvas.fade(x0, y0, x1, y1, low, high)
    wide, tall = x1 - x0, y1 - y0
    # the street opposite, mirrored: a broken darker edge across the pane
    cut = y0 + tall * (0.35 + 0.25 * rng.random())
    slope = (rng.random() - 0.5) * 0.5 * wide
    rows, cols = canvas.box(x0, y0, x1, y1)
    area = canvas.rgb[rows, cols]
    keep = area.copy()
    canvas.polygon(
        [(x0, y0), (x1, y0), (x1, cut + slope), (x0 + wide * 0.5, cut + slope), (x0 + wide * 0.4, cut), (x0, cut)],
        scaled(low, 0.94),
    )
    area[:] = ((area.astype(np.uint16) * 9 + keep.astype(np.uint16) * 7) // 16).astype(np.uint8)
    if curtains and rng.random() < 0.7:
        fall = 0.13 + 0.13 * rng.random()
        cloth = scaled((212, 204, 190), 0.62 + 0.2 * rng.random())
        for a, b in ((x0, x0 + wide * fall), (x1 - wide * fall, x1)):
            canvas.fade(a, y0, b, y1, scaled(cloth, 0.8), scaled(cloth, 0.95))
            canvas.shade(a + (b - a) * 0.4, y0, a + (b - a) * 0.6, y1, 0.86, 0.86)
    if lit:
        warm = GLASS_LIT[int(rng.integers(len(GLASS_LIT)))]
        strength = 0.62 + 0.38 * rng.random()
        rows, cols = canvas.box(x0, y0, x1, y1)
        height, width = canvas.rgb[rows, cols].shape[:2]
        if height and width:
            up = np.linspace(1.0, 0.72, height, dtype=np.float32)[:, None]
            side = np.abs(np.linspace(-1, 1, width, dtype=np.float32))[None, :]
            field = up * (np.float32(1.0) - np.float32(0.34) * side * side) * np.float32(strength)
            canvas.emit[rows, cols] = np.clip(field[..., None] * np.array(warm, np.float32), 0, 255).astype(np.uint8)


def window(
    canvas: Canvas,
    x: float,
    y: float,
    wide: float,
    tall: float,
    paint: Paint,
    rng: np.random.Generator,
    *,
    arched: bool,
    flowers: bool,
    plain: bool = False,
) -> None:
    """A casement window around x, its sill at y: surround, reveal, glass, bars, sill, shutters, flowers."""
    x0, x1, y1 = x - wide / 2, x + wide / 2, y + tall
    trim = paint.trim
    frame = scaled(trim, 0.96)
    canvas.rect(x0 - 0.13, y - 0.05, x1 + 0.13, y1 + 0.13, scaled(trim, 0.93))
    canvas.shade(x0 - 0.13, y1 + 0.09, x1 + 0.13, y1 + 0.13, 1.07, 1.07)
    if arched:
        canvas.ellipse(x, y1 - 0.02, wide / 2 + 0.13, 0.42, scaled(trim, 0.93))
    lit = rng.random() < paint.lit
    canvas.rect(x0, y, x1, y1, (70, 70, 72))
    glass(canvas, x0 + 0.05, y + 0.04, x1 - 0.05, y1 - 0.05, rng, lit=lit)
    if arched:
        canvas.ellipse(x, y1 - 0.05, wide / 2, 0.33, scaled(_GLASS_HIGH, 0.8))
        if lit:
            canvas.ellipse(x, y1 - 0.05, wide / 2 - 0.05, 0.3, (176, 136, 84), emit=True)
    bars = [(x0, y, x0 + 0.06, y1), (x1 - 0.06, y, x1, y1), (x0, y, x1, y + 0.07), (x0, y1 - 0.06, x1, y1)]
    bars += [(x - 0.035, y, x + 0.035, y1), (x0, y + tall * 0.66, x1, y + tall * 0.66 + 0.06)]
    for bar in bars:
        canvas.rect(*bar, frame)
        rows, cols = canvas.box(*bar)
        canvas.emit[rows, cols] = 0
    # the reveal throws a shadow on the frame from above and from the left
    canvas.shade(x0, y1 - 0.2, x1, y1, 0.95, 0.5)
    canvas.shade(x0, y, x0 + 0.09, y1, 0.66, 0.6)
    canvas.rect(x0 - 0.18, y - 0.12, x1 + 0.18, y - 0.02, scaled(trim, 1.04))
    canvas.rect(x0 - 0.18, y - 0.12, x1 + 0.18, y - 0.095, scaled(trim, 0.78))
    canvas.shade(x0 - 0.16, y - 0.3, x1 + 0.2, y - 0.12, 0.99, 0.68)
    if paint.shutter is not None and not arched and not plain:
        for a, b in ((x0 - 0.13 - wide * 0.48, x0 - 0.1), (x1 + 0.1, x1 + 0.13 + wide * 0.48)):
            _shutter(canvas, a, y, b, y1, paint.shutter)
    if flowers:
        _flower_box(canvas, x0 - 0.06, y - 0.04, x1 + 0.06, rng)


def _shutter(canvas: Canvas, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
    canvas.shade(x0 + 0.05, y0 - 0.08, x1 + 0.07, y1 - 0.03, 0.74, 0.74)
    canvas.rect(x0, y0, x1, y1, colour)
    step = 0.075
    y = y0 + 0.1
    while y < y1 - 0.1:
        if abs(y - (y0 + y1) / 2) > 0.07:
            canvas.rect(x0 + 0.06, y, x1 - 0.06, y + 0.03, scaled(colour, 0.76))
            canvas.rect(x0 + 0.06, y + 0.03, x1 - 0.06, y + 0.05, scaled(colour, 1.14))
        y += step
    canvas.shade(x1 - 0.04, y0, x1, y1, 0.85, 0.85)
    canvas.shade(x0, y0, x0 + 0.03, y1, 1.12, 1.12)


def _flower_box(canvas: Canvas, x0: float, y: float, x1: float, rng: np.random.Generator) -> None:
    canvas.rect(x0, y - 0.1, x1, y + 0.1, (104, 74, 56))
    canvas.rect(x0, y - 0.1, x1, y - 0.06, (76, 54, 42))
    bloom = ((206, 70, 84), (232, 140, 160), (238, 226, 230), (226, 120, 66))[int(rng.integers(4))]
    for _ in range(46):
        green = mix((62, 92, 54), (116, 146, 82), rng.random())
        canvas.ellipse(x0 + (x1 - x0) * rng.random(), y + 0.06 + 0.2 * rng.random(), 0.045, 0.04, green)
    for _ in range(24):
        canvas.ellipse(
            x0 + (x1 - x0) * rng.random(),
            y + 0.08 + 0.22 * rng.random(),
            0.034,
            0.03,
            scaled(bloom, 0.85 + 0.2 * rng.random()),
        )


def door(
    canvas: Canvas, x: float, wide: float, tall: float, paint: Paint, rng: np.random.Generator, *, arched: bool
) -> None:
    """A house door with a fanlight, a step and a stone surround."""
    x0, x1 = x - wide / 2, x + wide / 2
    stone = scaled(paint.trim, 0.9)
    canvas.rect(x0 - 0.2, 0, x1 + 0.2, tall + 0.2, stone)
    if arched:
        canvas.ellipse(x, tall, wide / 2 + 0.2, 0.55, stone)
    else:
        canvas.rect(x0 - 0.28, tall + 0.2, x1 + 0.28, tall + 0.32, paint.trim)
        canvas.shade(x0 - 0.28, tall + 0.02, x1 + 0.28, tall + 0.2, 0.98, 0.72)
    canvas.rect(x0, 0.14, x1, tall, (52, 48, 46))
    glass(canvas, x0 + 0.08, tall - 0.5, x1 - 0.08, tall - 0.06, rng, lit=paint.by_night, curtains=False)
    if arched:
        canvas.ellipse(x, tall - 0.05, wide / 2, 0.42, (88, 100, 110))
    leaf = paint.timber
    canvas.rect(x0 + 0.06, 0.14, x1 - 0.06, tall - 0.56, leaf)
    for a, b in ((x0 + 0.16, x - 0.06), (x + 0.06, x1 - 0.16)):
        for low, high in ((0.35, 0.95), (1.1, tall - 0.74)):
            canvas.rect(a, low, b, high, scaled(leaf, 1.22))
            canvas.rect(a, low, b, low + 0.03, scaled(leaf, 1.5))
            canvas.rect(a, high - 0.04, b, high, scaled(leaf, 0.66))
    canvas.ellipse(x + 0.09, 1.12, 0.035, 0.035, (206, 172, 96))
    canvas.shade(x0, tall - 0.75, x1, tall, 0.96, 0.55)
    canvas.shade(x0, 0.14, x0 + 0.1, tall, 0.66, 0.6)
    canvas.rect(x0 - 0.25, 0, x1 + 0.25, 0.14, scaled((196, 188, 176), 1.0))
    canvas.rect(x0 - 0.25, 0, x1 + 0.25, 0.03, (128, 122, 114))
