"""Things that stand in the street, drawn flat: trees, lamps, people, planters, bicycles, hanging signs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.canvas import Colour, Figure, mix, scaled
from hud.footage.street.light import LIGHTS
from hud.footage.street.people import PEOPLE, draw_person
from hud.footage.street.shops import BOARDS, board_text
from hud.footage.street.signs import signs

if TYPE_CHECKING:
    from numpy.typing import NDArray

UMBRELLAS = 3
"""How many kinds there are, when it rains."""
_LEVELS = 5
_SLICES = 6


@dataclass(frozen=True, eq=False)
class Sprite:
    """A flat thing, at several sizes."""

    width_m: float
    height_m: float
    levels: tuple[NDArray[np.uint8], ...]
    """(U, V, 4) uint8 each, RGB multiplied by coverage, and coverage: first axis to the right, second axis
    downwards; each half the size of the one before."""
    bands: tuple[tuple[float, float, float, float], ...]
    """What of it is covered, in a few level slices: from, to across; from, to down; shares of the whole."""
    glows: bool
    """Shines by itself: the time of day does not darken it."""


@lru_cache(maxsize=2)
def build_sprites(time_of_day: str, seed: int, language: str = "en") -> dict[str, Sprite]:
    """All things by name, painted for a time of day, with shops named in one of `SIGN_LANGUAGES`."""
    made: dict[str, Figure] = {}
    for k in range(3):
        made[f"tree{k}"] = _tree(k, seed)
    made["tub"] = _tub(seed)
    made["planter"] = _planter(seed)
    made["shrub"] = _shrub(seed)
    made["bollard"] = _bollard()
    made["bench"] = _bench()
    made["bicycle"] = _bicycle()
    made["cafe"] = _cafe()
    for k in range(len(PEOPLE)):
        figure = Figure(0.96, 1.86, 150, scaled(PEOPLE[k].coat, 0.9))
        draw_person(figure, PEOPLE[k])
        made[f"person{k}"] = figure
    for k in range(BOARDS):
        made[f"board{k}"] = _board(board_text(k, language), k, LIGHTS[time_of_day].lamps)
    if LIGHTS[time_of_day].rain:
        for k in range(UMBRELLAS):
            made[f"umbrella{k}"] = _umbrella(k)
    made.update(signs())
    made["lamp"] = _lamp(LIGHTS[time_of_day].lamps)
    out = {name: _finish(figure, time_of_day) for name, figure in made.items()}
    if LIGHTS[time_of_day].lamps:
        out["halo"] = _halo()
        out["streak"] = _streak()
    return out


def _finish(figure: Figure, time_of_day: str) -> Sprite:
    light = LIGHTS[time_of_day]
    rgb = figure.rgb
    if light.lamps:
        ambient = np.array(light.ambient, np.uint16) + 26
        rgb = np.minimum(rgb.astype(np.uint16) * ambient // 255 + figure.emit, 255).astype(np.uint8)
    cover = figure.alpha.astype(np.uint16)[..., None]
    solid = (rgb.astype(np.uint16) * cover // 255).astype(np.uint8)
    image = np.concatenate([solid, figure.alpha[..., None]], axis=2).transpose(1, 0, 2)
    return Sprite(figure.width / figure.ppm, figure.height / figure.ppm, _pyramid(image), _bands(figure.alpha), False)


def _bands(alpha: NDArray[np.uint8]) -> tuple[tuple[float, float, float, float], ...]:
    out = []
    rows, cols = alpha.shape
    for k in range(_SLICES):
        top, bottom = rows * k // _SLICES, rows * (k + 1) // _SLICES
        used = np.flatnonzero(alpha[max(top - 2, 0) : bottom + 2].any(axis=0))
        if len(used):
            out.append(((used[0] - 2) / cols, (used[-1] + 3) / cols, k / _SLICES, (k + 1) / _SLICES))
    return tuple(out)


def _pyramid(image: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], ...]:
    # an empty rim lets the look-up fade out at the borders
    level = np.ascontiguousarray(np.pad(image, ((1, 1), (1, 1), (0, 0))))
    levels = [level]
    for _ in range(_LEVELS):
        u, v = level.shape[:2]
        if min(u, v) < 6:
            break
        level = np.asarray(cv2.resize(level, (v // 2, u // 2), interpolation=cv2.INTER_AREA), np.uint8)
        levels.append(level)
    return tuple(levels)


def _halo() -> Sprite:
    size = 128
    at = (np.arange(size, dtype=np.float32) + np.float32(0.5)) / np.float32(size / 2) - 1
    fall = np.clip(1 - np.sqrt(at[:, None] ** 2 + at[None, :] ** 2), 0, 1)
    core = fall * fall * fall
    # light only adds: colour without coverage
    image = np.zeros((size, size, 4), np.uint8)
    image[..., :3] = np.clip(core[..., None] * np.array((255, 196, 116), np.float32) * np.float32(0.8), 0, 255)
    return Sprite(4.2, 4.2, _pyramid(image), (), True)


def _streak() -> Sprite:
    """A lamp in wet stones: a tall smear with broken edges."""
    rng = np.random.default_rng(77)
    wide, tall = 48, 256
    x = np.abs((np.arange(wide, dtype=np.float32) + np.float32(0.5)) / np.float32(wide / 2) - 1)
    y = np.abs((np.arange(tall, dtype=np.float32) + np.float32(0.5)) / np.float32(tall / 2) - 1)
    ripple = np.float32(0.55) + np.float32(0.45) * rng.random(tall, dtype=np.float32)
    fall = (
        np.clip(1 - x[:, None] * (np.float32(1.0) + np.float32(0.5) * y[None, :]), 0, 1)
        * np.clip(1 - y * y, 0, 1)[None, :]
    )
    body = fall * fall * ripple[None, :]
    image = np.zeros((wide, tall, 4), np.uint8)
    image[..., :3] = np.clip(body[..., None] * np.array((255, 188, 104), np.float32) * np.float32(0.62), 0, 255)
    return Sprite(0.95, 5.1, _pyramid(image), (), True)


def _tree(index: int, seed: int) -> Figure:
    rng = np.random.default_rng([seed & 0xFFFF, 61, index])
    height, width = ((5.6, 3.8), (6.4, 4.2), (5.0, 3.4))[index]
    figure = Figure(width + 0.3, height + 0.2, 84, (84, 112, 62))
    middle = (width + 0.3) / 2
    bark = (104, 90, 76)
    figure.shape(
        [(middle - 0.13, 0), (middle + 0.13, 0), (middle + 0.07, height * 0.55), (middle - 0.07, height * 0.55)], bark
    )
    figure.shape(
        [(middle + 0.03, 0), (middle + 0.13, 0), (middle + 0.07, height * 0.5), (middle + 0.02, height * 0.5)],
        scaled(bark, 0.72),
    )
    for _ in range(7):
        lean = (rng.random() - 0.5) * width * 0.6
        start = height * (0.3 + 0.15 * rng.random())
        figure.stroke(
            [(middle, start), (middle + lean * 0.5, start + 0.8), (middle + lean, start + 1.7)], scaled(bark, 0.8), 0.06
        )
    clumps: list[tuple[float, float, float]] = []
    crown = height * 0.64
    for n in range(30):
        # a sunflower's pattern covers the crown without holes
        angle, far = n * 2.399963 + 0.4 * rng.random(), math.sqrt((n + 0.5) / 30)
        x = middle + math.cos(angle) * far * width * 0.36
        y = crown + math.sin(angle) * far * height * 0.25
        clumps.append((x, y, 0.4 + 0.3 * rng.random()))
    clumps.sort(key=lambda c: c[1])
    dark, mid, light = (52, 76, 46), (98, 128, 64), (170, 188, 98)
    hue = ((0, 0, 0), (-8, 4, 8), (14, 4, -8))[index]
    for x, y, radius in clumps:
        for n in range(104):
            angle, far = rng.random() * math.tau, math.sqrt(rng.random())
            dx, dy = math.cos(angle) * far * radius, math.sin(angle) * far * radius * 0.85
            # leaves lie in the light at the top of each clump and of the whole crown
            up = 0.5 + 0.32 * dy / radius + 0.3 * (y - crown) / (height * 0.3) - 0.1 * dx / radius
            up = min(max(up + (rng.random() - 0.5) * 0.34, 0.0), 1.0) * min(0.55 + n / 96, 1.0)
            colour = mix(dark, mid, up * 2) if up < 0.5 else mix(mid, light, up * 2 - 1)
            tinted = (colour[0] + hue[0], colour[1] + hue[1], colour[2] + hue[2])
            size = 0.034 + 0.036 * rng.random()
            figure.blob(x + dx, y + dy, size, size * 0.75, tinted, 255)
    return figure


def _leaves(
    figure: Figure, x: float, y: float, rx: float, ry: float, count: int, rng: np.random.Generator, size: float
) -> None:
    for n in range(count):
        angle, far = rng.random() * math.tau, math.sqrt(rng.random())
        dx, dy = math.cos(angle) * far, math.sin(angle) * far
        up = min(max(0.5 + 0.42 * dy - 0.12 * dx + (rng.random() - 0.5) * 0.4, 0.0), 1.0) * min(0.5 + n / count, 1.0)
        figure.blob(x + dx * rx, y + dy * ry, size, size * 0.8, mix((46, 70, 44), (146, 168, 92), up))


def _tub(seed: int) -> Figure:
    rng = np.random.default_rng([seed & 0xFFFF, 62])
    figure = Figure(1.1, 2.1, 130, (76, 104, 60))
    figure.bar(0.52, 0.4, 0.58, 1.2, (104, 86, 66))
    _leaves(figure, 0.55, 1.5, 0.46, 0.5, 1000, rng, 0.027)
    figure.shape([(0.3, 0), (0.8, 0), (0.88, 0.55), (0.22, 0.55)], (172, 102, 76))
    figure.shape([(0.6, 0), (0.8, 0), (0.88, 0.55), (0.66, 0.55)], (140, 82, 62))
    figure.bar(0.19, 0.5, 0.91, 0.6, (186, 114, 86))
    return figure


def _planter(seed: int) -> Figure:
    rng = np.random.default_rng([seed & 0xFFFF, 63])
    figure = Figure(1.7, 1.15, 130, (80, 104, 62))
    _leaves(figure, 0.85, 0.62, 0.72, 0.3, 560, rng, 0.035)
    for _ in range(70):
        bloom = ((214, 92, 104), (240, 220, 226), (226, 150, 84))[int(rng.integers(3))]
        figure.blob(0.2 + 1.3 * rng.random(), 0.55 + 0.36 * rng.random(), 0.03, 0.028, bloom)
    figure.bar(0.12, 0.06, 1.58, 0.5, (122, 96, 72))
    for k in range(4):
        figure.bar(0.12, 0.06 + 0.11 * k, 1.58, 0.075 + 0.11 * k, (92, 72, 54))
    for x in (0.1, 1.48):
        figure.bar(x, 0, x + 0.12, 0.55, (104, 82, 60))
    return figure


def _shrub(seed: int) -> Figure:
    rng = np.random.default_rng([seed & 0xFFFF, 64])
    figure = Figure(1.5, 1.1, 110, (70, 96, 56))
    _leaves(figure, 0.75, 0.42, 0.62, 0.42, 1100, rng, 0.032)
    return figure


def _bollard() -> Figure:
    figure = Figure(0.3, 1.0, 120, (66, 70, 72))
    figure.bar(0.08, 0, 0.22, 0.8, (66, 70, 72))
    figure.bar(0.16, 0, 0.22, 0.8, (48, 50, 54))
    figure.bar(0.06, 0, 0.24, 0.12, (56, 60, 62))
    figure.bar(0.06, 0.74, 0.24, 0.8, (92, 96, 98))
    figure.blob(0.15, 0.87, 0.085, 0.085, (78, 82, 84))
    return figure


def _bench() -> Figure:
    figure = Figure(1.9, 1.0, 120, (122, 92, 64))
    iron = (58, 62, 62)
    for x in (0.18, 1.62):
        figure.bar(x, 0, x + 0.07, 0.86, iron)
        figure.bar(x - 0.06, 0.4, x + 0.13, 0.46, iron)
    for k, y in enumerate((0.44, 0.56, 0.68, 0.8)):
        tone = scaled((146, 108, 74), 1.0 - 0.05 * k)
        figure.bar(0.08, y, 1.8, y + 0.085, tone)
        figure.bar(0.08, y, 1.8, y + 0.02, scaled(tone, 0.66))
    return figure


def _bicycle() -> Figure:
    figure = Figure(1.86, 1.16, 150, (60, 62, 64))
    black, frame = (46, 48, 50), (70, 108, 112)
    for x in (0.36, 1.46):
        figure.ring(x, 0.35, 0.33, black, 0.028)
        figure.ring(x, 0.35, 0.31, (120, 120, 120), 0.01)
        for k in range(9):
            a = math.tau * k / 9
            figure.stroke([(x, 0.35), (x + 0.31 * math.cos(a), 0.35 + 0.31 * math.sin(a))], (132, 132, 132), 0.007)
    figure.stroke([(0.36, 0.35), (0.62, 0.86), (1.24, 0.84), (0.82, 0.36), (0.62, 0.86)], frame, 0.036)
    figure.stroke([(0.36, 0.35), (0.82, 0.36)], frame, 0.026)
    figure.stroke([(1.46, 0.35), (1.22, 0.98), (1.34, 1.04), (1.42, 1.0)], frame, 0.03)
    figure.shape([(0.48, 0.93), (0.76, 0.92), (0.78, 0.97), (0.5, 1.0)], (84, 58, 42))
    figure.ring(0.82, 0.36, 0.09, black, 0.02)
    figure.shape([(1.36, 0.74), (1.7, 0.74), (1.74, 0.96), (1.32, 0.96)], (164, 128, 84))
    figure.shape([(1.36, 0.74), (1.7, 0.74), (1.7, 0.8), (1.36, 0.8)], (132, 100, 62))
    return figure


def _cafe() -> Figure:
    figure = Figure(2.9, 2.75, 110, (232, 222, 200))
    wood, cloth = (128, 98, 68), (236, 226, 204)
    figure.bar(1.42, 0.05, 1.48, 2.5, (178, 160, 132))
    for k in range(6):
        a, b = 0.12 + 2.66 * k / 6, 0.12 + 2.66 * (k + 1) / 6
        tone = scaled(cloth, (0.9, 1.0, 1.05, 1.02, 0.94, 0.84)[k])
        figure.shape([(a, 2.06), (b, 2.06), (1.45, 2.66)], tone)
        figure.shape([(a, 2.06), (b, 2.06), (b - 0.02, 1.92), (a + 0.02, 1.92)], scaled(tone, 0.82))
    figure.bar(0.95, 0.7, 1.95, 0.76, (226, 220, 208))
    figure.bar(0.95, 0.68, 1.95, 0.7, (150, 144, 134))
    figure.bar(1.4, 0, 1.5, 0.7, (72, 74, 74))
    figure.blob(1.45, 0.03, 0.26, 0.04, (72, 74, 74))
    figure.blob(1.25, 0.82, 0.05, 0.06, (240, 236, 226))
    figure.blob(1.66, 0.82, 0.05, 0.06, (200, 92, 70))
    for x, way in ((0.5, 1.0), (2.4, -1.0)):
        figure.bar(x - 0.2, 0.42, x + 0.2, 0.47, wood)
        for leg in (-0.18, 0.15):
            figure.bar(x + leg, 0, x + leg + 0.035, 0.44, scaled(wood, 0.7))
        back = x - 0.19 * way
        figure.bar(min(back, back - 0.03 * way), 0.42, max(back, back - 0.03 * way) + 0.01, 0.92, scaled(wood, 0.85))
        figure.bar(x - 0.2, 0.78, x + 0.2, 0.9, wood)
    return figure


def _board(text: NDArray[np.uint8], index: int, by_night: bool) -> Figure:
    grounds: tuple[Colour, ...] = ((46, 70, 64), (96, 42, 42), (44, 60, 86), (232, 222, 198), (60, 54, 48))
    ground = grounds[index % len(grounds)]
    ink = (52, 48, 44) if ground[0] > 200 else (242, 222, 168)
    figure = Figure(1.0, 1.14, 150, ground)
    iron = (52, 54, 54)
    figure.stroke([(0.0, 1.07), (1.0, 1.07)], iron, 0.035)
    figure.stroke([(0.0, 0.84), (0.1, 0.98), (0.3, 1.06)], iron, 0.022)
    for x in (0.24, 0.76):
        figure.stroke([(x, 0.92), (x, 1.07)], iron, 0.018)
    figure.bar(0.08, 0.06, 0.92, 0.93, scaled(ink, 0.85))
    figure.bar(0.11, 0.09, 0.89, 0.9, ground)
    rows, cols = figure.box(0.14, 0.1, 0.86, 0.9)
    area = figure.rgb[rows, cols]
    small = cv2.resize(text, (area.shape[1], area.shape[0]), interpolation=cv2.INTER_AREA)
    share = small[..., None].astype(np.float32) / np.float32(255)
    area[:] = (area + (np.array(ink, np.float32) - area) * share).astype(np.uint8)
    if by_night:
        figure.emit[rows, cols] = np.clip(area * np.float32(0.62), 0, 255).astype(np.uint8)
    return figure


def _lamp(by_night: bool) -> Figure:
    figure = Figure(0.9, 4.35, 110, (50, 58, 58))
    iron, edge = (52, 62, 60), (84, 96, 92)
    figure.shape([(0.33, 0), (0.57, 0), (0.53, 0.5), (0.37, 0.5)], iron)
    figure.bar(0.35, 0.46, 0.55, 0.55, edge)
    figure.shape([(0.41, 0.55), (0.49, 0.55), (0.475, 3.45), (0.425, 3.45)], iron)
    figure.bar(0.425, 0.55, 0.44, 3.45, edge)
    figure.bar(0.16, 3.2, 0.74, 3.235, iron)
    for y in (1.15, 3.4):
        figure.bar(0.395, y, 0.505, y + 0.07, edge)
    pane = (232, 230, 214) if not by_night else (255, 226, 160)
    figure.shape([(0.33, 3.52), (0.57, 3.52), (0.66, 4.0), (0.24, 4.0)], pane)
    if by_night:
        figure.polygon([(0.33, 3.52), (0.57, 3.52), (0.66, 4.0), (0.24, 4.0)], (255, 214, 140), emit=True)
    for a, b in (((0.33, 3.5), (0.24, 4.0)), ((0.57, 3.5), (0.66, 4.0)), ((0.45, 3.5), (0.45, 4.0))):
        figure.stroke([a, b], iron, 0.022)
    figure.shape([(0.2, 3.99), (0.7, 3.99), (0.5, 4.2), (0.4, 4.2)], iron)
    figure.blob(0.45, 4.25, 0.04, 0.06, iron)
    figure.bar(0.34, 3.45, 0.56, 3.53, iron)
    return figure


def _umbrella(index: int) -> Figure:
    cloth: Colour = ((52, 60, 74), (150, 58, 52), (188, 172, 136))[index]
    figure = Figure(1.3, 1.25, 110, cloth)
    figure.stroke([(0.72, 0.0), (0.66, 0.95)], (70, 64, 58), 0.022)
    rim = [0.06, 0.34, 0.65, 0.96, 1.24]
    top = (0.65, 1.16)
    for k, tone in enumerate((0.82, 1.0, 1.08, 0.86)):
        a, b = rim[k], rim[k + 1]
        left, right = (0.66 if k == 0 else 0.74), (0.66 if k == 3 else 0.74)
        bulge = [(a + (top[0] - a) * 0.42, 0.95 if k else 0.93), (b + (top[0] - b) * 0.42, 0.95 if k < 3 else 0.93)]
        sag = ((a + b) / 2, min(left, right) + 0.075)
        figure.shape([(a, left), sag, (b, right), bulge[1], top, bulge[0]], scaled(cloth, tone))
    figure.stroke([(0.65, 1.14), (0.65, 1.22)], (60, 56, 52), 0.02)
    return figure
