"""Shop fronts: a timber front with a sign, large panes, perhaps an awning."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.canvas import Canvas, Colour, mix, scaled
from hud.footage.street.joinery import GLASS_LIT, Paint, glass
from hud.resources import asset_path

if TYPE_CHECKING:
    from numpy.typing import NDArray

BOARDS = 12
"""How many shops there are signs for."""
_CELL = (96, 768)
_BOARD = 192
_AWNINGS: tuple[tuple[Colour, Colour], ...] = (
    ((186, 66, 58), (240, 230, 212)),
    ((62, 104, 92), (236, 228, 210)),
    ((206, 158, 84), (244, 236, 218)),
    ((70, 92, 128), (234, 230, 218)),
    ((150, 70, 84), (150, 70, 84)),
    ((88, 104, 84), (88, 104, 84)),
)


@cache
def _sheet(language: str) -> NDArray[np.uint8]:
    data = np.frombuffer(asset_path(f"footage/street/signs-{language}.png").read_bytes(), np.uint8)
    sheet = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    assert sheet is not None  # shipped with the package
    return np.asarray(sheet, np.uint8)


def sign_text(index: int, language: str) -> NDArray[np.uint8]:
    """Coverage of a shop's name on one line, (96, 768) uint8; of a language in `SIGN_LANGUAGES`."""
    row = index % BOARDS * _CELL[0]
    return _sheet(language)[row : row + _CELL[0], : _CELL[1]]


def board_text(index: int, language: str) -> NDArray[np.uint8]:
    """The same name as a square board, below a picture of the trade where the letters are Latin, (192, 192) uint8."""
    index %= BOARDS
    row, col = BOARDS * _CELL[0] + index // 4 * _BOARD, index % 4 * _BOARD
    return _sheet(language)[row : row + _BOARD, col : col + _BOARD]


def shopfront(
    canvas: Canvas,
    x0: float,
    x1: float,
    height_m: float,
    paint: Paint,
    index: int,
    rng: np.random.Generator,
    language: str,
) -> None:
    """Fill the ground floor between x0 and x1 with a shop, its name in a language of `SIGN_LANGUAGES`."""
    timber = paint.timber
    top = height_m - 0.25
    canvas.rect(x0, 0, x1, top, timber)
    canvas.grain(x0, 0, x1, top, 4.0, 0.4, index)
    fascia = top - 0.68
    door_wide = 1.15
    door_left = rng.random() < 0.5
    door_x0 = x0 + 0.18 if door_left else x1 - 0.18 - door_wide
    panes: list[tuple[float, float]] = []
    free0, free1 = (door_x0 + door_wide + 0.16, x1 - 0.18) if door_left else (x0 + 0.18, door_x0 - 0.16)
    count = max(round((free1 - free0) / 1.9), 1)
    step = (free1 - free0 + 0.12) / count
    panes += [(free0 + k * step, free0 + (k + 1) * step - 0.12) for k in range(count)]
    for a, b in panes:
        canvas.rect(a, 0.12, b, 0.55, scaled(timber, 1.18))
        canvas.rect(a + 0.06, 0.18, b - 0.06, 0.49, scaled(timber, 0.9))
        _display(canvas, a, 0.62, b, fascia - 0.12, paint, rng)
    canvas.rect(door_x0, 0, door_x0 + door_wide, fascia - 0.12, scaled(timber, 0.8))
    glass(
        canvas, door_x0 + 0.16, 0.85, door_x0 + door_wide - 0.16, fascia - 0.62, rng, lit=paint.by_night, curtains=False
    )
    glass(
        canvas,
        door_x0 + 0.1,
        fascia - 0.52,
        door_x0 + door_wide - 0.1,
        fascia - 0.18,
        rng,
        lit=paint.by_night,
        curtains=False,
    )
    canvas.rect(door_x0 + 0.16, 0.14, door_x0 + door_wide - 0.16, 0.72, scaled(timber, 1.12))
    canvas.rect(door_x0 + door_wide - 0.14, 1.0, door_x0 + door_wide - 0.1, 1.4, (206, 176, 104))
    canvas.rect(x0, 0, x1, 0.12, (132, 126, 118))
    for x in (x0, x1 - 0.14):
        canvas.rect(x, 0.12, x + 0.14, fascia, scaled(timber, 1.2))
        canvas.shade(x + 0.1, 0.12, x + 0.14, fascia, 0.7, 0.7)
    _fascia(canvas, x0, fascia, x1, top, timber, sign_text(index, language), paint)
    if rng.random() < 0.62:
        _awning(canvas, x0 + 0.12, x1 - 0.12, fascia - 0.02, paint, rng)
    else:
        canvas.shade(x0, fascia - 0.5, x1, fascia, 0.98, 0.62)


def _fascia(
    canvas: Canvas,
    x0: float,
    y0: float,
    x1: float,
    y1: float,
    timber: Colour,
    mask: NDArray[np.uint8],
    paint: Paint,
) -> None:
    canvas.rect(x0 - 0.06, y0, x1 + 0.06, y1, scaled(timber, 0.92))
    canvas.rect(x0, y0 + 0.06, x1, y1 - 0.1, scaled(timber, 1.1))
    canvas.rect(x0 - 0.1, y1 - 0.08, x1 + 0.1, y1 + 0.03, scaled(timber, 1.35))
    canvas.rect(x0 - 0.1, y1 + 0.03, x1 + 0.1, y1 + 0.07, scaled(timber, 0.7))
    canvas.rect(x0 - 0.06, y0, x1 + 0.06, y0 + 0.04, scaled(timber, 0.6))
    high = 0.5
    wide = high * mask.shape[1] / mask.shape[0]
    fit = min(1.0, (x1 - x0 - 0.3) / (wide * 0.8))
    wide, high = wide * fit, high * fit
    middle, centre = (x0 + x1) / 2, (y0 + y1) / 2 - 0.02
    rows, cols = canvas.box(middle - wide / 2, centre - high / 2, middle + wide / 2, centre + high / 2)
    area = canvas.rgb[rows, cols]
    small = cv2.resize(mask, (round(wide * canvas.ppm), area.shape[0]), interpolation=cv2.INTER_AREA)
    # a sign longer than its house loses its margins, not its letters
    spare = small.shape[1] - area.shape[1]
    share = small[:, spare // 2 : spare // 2 + area.shape[1], None].astype(np.float32) / np.float32(255)
    gold = np.array((240, 216, 156), np.float32)
    area[:] = (area + (gold - area) * share).astype(np.uint8)
    if paint.by_night:
        canvas.emit[rows, cols] = np.clip(
            share * np.array((255, 226, 168), np.float32) * np.float32(0.85), 0, 255
        ).astype(np.uint8)


def _display(
    canvas: Canvas, x0: float, y0: float, x1: float, y1: float, paint: Paint, rng: np.random.Generator
) -> None:
    """A shop window: goods on shelves behind a faint mirror of the sky."""
    glass(canvas, x0, y0, x1, y1, rng, lit=False, curtains=False)
    rows, cols = canvas.box(x0, y0, x1, y1)
    mirror = canvas.rgb[rows, cols].copy()
    back = ((98, 78, 60), (74, 70, 66), (88, 84, 70), (70, 62, 58))[int(rng.integers(4))]
    canvas.fade(x0, y0, x1, y1, scaled(back, 0.8), scaled(back, 1.15))
    shelf = y0 + 0.12
    hue = ((196, 150, 92), (150, 84, 70), (120, 140, 96), (204, 188, 150), (96, 120, 140))
    while shelf < y1 - 0.5:
        x = x0 + 0.08
        while x < x1 - 0.16:
            wide, tall = 0.07 + 0.13 * rng.random(), 0.12 + 0.24 * rng.random()
            colour = scaled(hue[int(rng.integers(len(hue)))], 0.55 + 0.4 * rng.random())
            if rng.random() < 0.5:
                canvas.ellipse(x + wide / 2, shelf + tall * 0.5, wide / 2, tall * 0.5, colour)
            else:
                canvas.rect(x, shelf, min(x + wide, x1 - 0.06), shelf + tall, colour)
            x += wide + 0.03 + 0.1 * rng.random()
        canvas.rect(x0 + 0.03, shelf - 0.05, x1 - 0.03, shelf, scaled(back, 1.5))
        shelf += 0.62
    for k in range(max(int((x1 - x0) / 0.8), 1)):
        canvas.ellipse(x0 + 0.4 + 0.8 * k, y1 - 0.24, 0.07, 0.06, (250, 224, 170))
    area = canvas.rgb[rows, cols]
    if paint.by_night:
        lit = GLASS_LIT[int(rng.integers(len(GLASS_LIT)))]
        height, width = area.shape[:2]
        up = np.linspace(1.0, 0.62, height, dtype=np.float32)[:, None, None]
        own = area.astype(np.float32) * np.float32(0.0085) + np.float32(0.16)
        canvas.emit[rows, cols] = np.clip(own * up * np.array(lit, np.float32), 0, 255).astype(np.uint8)
        if not width:
            return
    area[:] = ((area.astype(np.uint16) * 10 + mirror.astype(np.uint16) * 6) // 16).astype(np.uint8)
    wide = x1 - x0
    shine = area.copy()
    canvas.polygon(
        [(x0 + wide * 0.12, y0), (x0 + wide * 0.34, y0), (x0 + wide * 0.72, y1), (x0 + wide * 0.5, y1)],
        mix(_mean(shine), (226, 236, 240), 0.6),
    )
    area[:] = ((area.astype(np.uint16) * 3 + shine.astype(np.uint16) * 13) // 16).astype(np.uint8)
    canvas.shade(x0, y1 - 0.5, x1, y1, 1.0, 0.6)
    canvas.shade(x0, y0, x0 + 0.07, y1, 0.7, 0.6)


def _mean(area: NDArray[np.uint8]) -> Colour:
    if not area.size:
        return (128.0, 128.0, 128.0)
    # whole numbers, so that the order of summing cannot matter
    total = area.reshape(-1, 3).sum(axis=0, dtype=np.int64) // max(area.shape[0] * area.shape[1], 1)
    return (float(total[0]), float(total[1]), float(total[2]))


def _awning(canvas: Canvas, x0: float, x1: float, y: float, paint: Paint, rng: np.random.Generator) -> None:
    one, two = _AWNINGS[int(rng.integers(len(_AWNINGS)))]
    deep = 0.78
    canvas.shade(x0 - 0.1, y - deep - 1.15, x1 + 0.2, y - deep + 0.1, 1.0, 0.42)
    count = max(round((x1 - x0) / 0.34), 2)
    flare = 0.16
    for k in range(count):
        colour = one if k % 2 == 0 else two
        a, b = k / count, (k + 1) / count
        top = (x0 + (x1 - x0) * a, x0 + (x1 - x0) * b)
        low = (x0 - flare + (x1 - x0 + 2 * flare) * a, x0 - flare + (x1 - x0 + 2 * flare) * b)
        canvas.polygon([(top[0], y), (top[1], y), (low[1], y - deep), (low[0], y - deep)], colour)
        canvas.polygon(
            [(low[0], y - deep), (low[1], y - deep), (low[1], y - deep - 0.16), (low[0], y - deep - 0.16)],
            scaled(colour, 0.8),
        )
        canvas.ellipse((low[0] + low[1]) / 2, y - deep - 0.16, (low[1] - low[0]) / 2, 0.07, scaled(colour, 0.8))
    canvas.shade(x0 - flare, y - deep, x1 + flare, y, 1.0, 0.86)
    cover = [(x0, y), (x1, y), (x1 + flare, y - deep), (x1 + flare, y - deep - 0.2)]
    cover += [(x0 - flare, y - deep - 0.2), (x0 - flare, y - deep)]
    canvas.polygon(cover, (0, 0, 0), emit=True)
    canvas.glow(x0 - flare, y - deep - 0.2, x1 + flare, y, (150, 118, 76), 0.5 if paint.by_night else 0.0)
    canvas.rect(x0 - flare, y - deep - 0.012, x1 + flare, y - deep + 0.012, scaled(one, 0.7))
