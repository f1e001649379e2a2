"""A lecture hall: a lit screen, a lecturer beside it, rows of heads. About 100 to 300 lx; the screen shines."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.places.sheets import print_on, printed
from hud.footage.places.source import Gaze, darkened, smooth, sway
from hud.footage.street.canvas import Canvas, Colour, Figure, mix, scaled
from hud.footage.street.space import Panel, Texture, upright

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.footage.places.sheets import Printed

SLIDES = 3
_WALL_Y = 9.0
_WIDE = 13.0
_HIGH = 4.6
_SCREEN_M = (4.8, 2.7)
_SCREEN_Z = 1.35
_PLASTER: Colour = (146, 140, 134)
_OAK: Colour = (138, 100, 68)
_COATS: tuple[Colour, ...] = ((56, 66, 84), (118, 66, 58), (88, 92, 80), (150, 126, 92), (70, 62, 70), (60, 84, 88))
_HAIR: tuple[Colour, ...] = ((44, 36, 32), (86, 60, 42), (128, 98, 64), (58, 50, 48), (120, 116, 112))


class Hall:
    """A seat in the fourth row. The lecturer walks a little, and turns the slides over."""

    name = "lecture hall"
    behind = (40, 36, 34)

    def __init__(self, slide_s: float, seed: int, language: str) -> None:
        self._slide_s = slide_s
        self._seed = seed % 89 / 5.0
        self._shell = _shell()
        self._language = language
        self._slides = [upright(_slide(k, language), -0.7, _WALL_Y - 0.05, _SCREEN_Z) for k in range(SLIDES)]
        self._desk = upright(_desk(), 3.35, _WALL_Y - 1.6, 0.0)
        self._body = _lecturer()
        self._arm = _arm()
        self._rows = _rows(seed)

    def gaze_at(self, t_s: float) -> Gaze:
        """A listener who sits still."""
        a, b, c = sway(t_s * 0.55, self._seed)
        return Gaze((0.02 * a, 0.012 * c, 1.62 + 0.006 * b), 1.2 + 0.5 * a, 3.2 + 0.25 * b)

    def slide_at(self, t_s: float) -> int:
        """Which slide is shown: each for the same time, the last one to the end."""
        return min(int(t_s / self._slide_s), SLIDES - 1)

    def panels_at(self, t_s: float) -> Sequence[Panel]:
        """Walls, the slide, the lecturer, the listeners before."""
        out = [*self._shell, self._slides[self.slide_at(t_s)]]
        x = 2.55 + 0.16 * math.sin(0.21 * t_s + self._seed) + 0.09 * math.sin(0.53 * t_s)
        lean = 0.012 * math.sin(0.9 * t_s + self._seed)
        out.append(self._leaning(self._body, x, _WALL_Y - 1.2, lean))
        # the arm that points rises as a slide comes and now and then between
        since = t_s - self.slide_at(t_s) * self._slide_s
        point = max(1 - smooth((since - 3.0) / 1.2) if since > 0.4 else 0.0, 0.7 * max(math.sin(0.47 * t_s), 0.0) ** 3)
        out.append(self._raised(x, lean, point))
        out.append(self._desk)
        for k, (texture, px, py, pz) in enumerate(self._rows):
            nod = 0.006 * math.sin(0.6 * t_s + 1.9 * k)
            out.append(self._leaning(texture, px, py, nod, pz))
        return out

    def _leaning(self, texture: Texture, x: float, y: float, lean: float, z: float = 0.0) -> Panel:
        across = (math.cos(lean), 0.0, math.sin(lean))
        down = (math.sin(lean), 0.0, -math.cos(lean))
        half, tall = texture.wide_m / 2, texture.tall_m
        corner = (x - across[0] * half - down[0] * tall, y, z - across[2] * half - down[2] * tall)
        return Panel(texture, corner, across, down)

    def _raised(self, x: float, lean: float, share: float) -> Panel:
        """The arm towards the screen, turned about the shoulder."""
        turn = math.radians(64.0 - 78.0 * share)
        across = (math.cos(turn), 0.0, math.sin(turn))
        down = (math.sin(turn), 0.0, -math.cos(turn))
        # the shoulder lies at the right end of the arm's picture, half-way down
        shoulder = (x - 0.19 - 1.4 * lean, _WALL_Y - 1.22, 1.42)
        wide, tall = self._arm.wide_m - 0.06, self._arm.tall_m / 2
        corner = tuple(shoulder[k] - across[k] * wide - down[k] * tall for k in range(3))
        return Panel(self._arm, (corner[0], corner[1], corner[2]), across, down)

    def printed_at(self, t_s: float) -> Sequence[tuple[Panel, Printed]]:
        """The lines of the slide that is shown."""
        k = self.slide_at(t_s)
        if self._language == "none":
            return []
        return [(self._slides[k], line) for line in printed(f"slide-{self._language}-{k + 1}")]


def _lit(canvas: Canvas, x: float, y: float, reach: float, low: float, high: float) -> None:
    """Light that falls off from a place on a wall."""
    ys, xs = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32) / np.float32(canvas.ppm)
    ys = np.float32(canvas.height / canvas.ppm) - ys
    fall = np.clip(1 - ((xs - np.float32(x)) ** 2 + (ys - np.float32(y)) ** 2) / np.float32(reach**2), 0, 1)
    canvas.rgb = darkened(canvas.rgb, np.float32(low) + np.float32(high - low) * fall)


@cache
def _shell() -> tuple[Panel, ...]:
    """Back wall, sides, ceiling and floor; each lies over the edges of the one before."""
    half, deep = _WIDE / 2, 15.0
    back = Canvas(_WIDE + 2, _HIGH + 1, 60, _PLASTER)
    # panelling of upright oak slats beside the screen
    for x in np.arange(0.0, _WIDE + 2, 0.12).tolist():
        back.rect(x, 0.0, x + 0.1, 3.9, scaled(_OAK, 0.92 + 0.1 * math.sin(13.7 * x)))
        back.rect(x + 0.1, 0.0, x + 0.12, 3.9, scaled(_OAK, 0.45))
    back.rect(0, 0, _WIDE + 2, 1.0, (70, 62, 56))
    back.rect(0, 3.88, _WIDE + 2, 3.96, scaled(_OAK, 0.6))
    middle = half + 1 - 0.7
    back.shade(middle - 2.55, 0.95, middle + 2.55, 4.2, 0.6, 0.6)
    back.rect(middle - 2.48, 1.28, middle + 2.48, 4.13, (28, 28, 30))
    _lit(back, middle, 2.6, 6.6, 0.34, 0.82)
    side = Canvas(deep + 1, _HIGH + 1, 40, _PLASTER)
    for x in np.arange(0.0, deep + 1, 1.5).tolist():
        side.rect(x, 0, x + 0.06, _HIGH + 1, scaled(_PLASTER, 0.7))
    side.rect(0, 0, deep + 1, 1.1, _OAK)
    side.rect(0, 1.1, deep + 1, 1.16, scaled(_OAK, 0.6))
    left, right = side, Canvas(deep + 1, _HIGH + 1, 40, _PLASTER)
    right.rgb[:] = side.rgb[:, ::-1]
    _lit(left, deep + 1, 2.0, 11.0, 0.3, 0.62)
    _lit(right, 0.0, 2.0, 11.0, 0.3, 0.62)
    for wall, flip in ((left, False), (right, True)):
        for k in range(3):
            x = 3.5 + 3.6 * k if flip else deep + 1 - 3.5 - 3.6 * k
            wall.emit[:] = cv2.add(wall.emit, _sconce(wall, x))
            wall.rect(x - 0.12, 2.3, x + 0.12, 2.62, (255, 224, 176))
    ceiling = Canvas(_WIDE + 0.4, deep, 36, (118, 112, 106))
    for y in np.arange(0.0, deep, 1.2).tolist():
        ceiling.rect(0, y, _WIDE + 0.4, y + 0.04, (80, 76, 72))
    for y in np.arange(0.5, deep, 2.4).tolist():
        for x in (-3.6, -1.2, 1.2, 3.6):
            ceiling.ellipse(half + 0.2 + x, y, 0.1, 0.1, (236, 210, 168))
    _lit(ceiling, half, deep, 9.0, 0.5, 0.8)
    floor = Canvas(_WIDE + 0.4, deep, 36, (92, 80, 70))
    floor.grain(0, 0, _WIDE, deep, 4.0, 0.2, 3)
    _lit(floor, half - 0.7, deep, 6.0, 0.4, 0.95)
    rear = Canvas(_WIDE, _HIGH + 1, 30, scaled(_PLASTER, 0.4))
    near = _WALL_Y - deep
    return (
        upright(Texture.of(rear), 0.0, near, 0.0, 180.0),
        Panel(Texture.of(back), (-half - 1, _WALL_Y, _HIGH + 1), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
        Panel(Texture.of(left), (-half, near - 1, _HIGH + 1), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0)),
        Panel(Texture.of(right), (half, _WALL_Y, _HIGH + 1), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)),
        Panel(Texture.of(ceiling), (-half - 0.2, near, _HIGH), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
        Panel(Texture.of(floor), (-half - 0.2, _WALL_Y, 0.0), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)),
    )


def _sconce(canvas: Canvas, x: float) -> np.ndarray:
    ys, xs = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32) / np.float32(canvas.ppm)
    ys = np.float32(canvas.height / canvas.ppm) - ys
    fall = np.clip(1 - ((xs - np.float32(x)) / np.float32(1.3)) ** 2 - ((ys - 2.5) / np.float32(1.7)) ** 2, 0, 1)
    return np.asarray((fall * fall)[..., None] * np.array((74, 56, 34), np.float32)).astype(np.uint8)


def _slide(k: int, language: str) -> Texture:
    wide, tall = _SCREEN_M
    paper = (206, 212, 216) if k else (28, 58, 86)
    canvas = Canvas(wide, tall, 200, paper)
    if k == 0:
        canvas.fade(0, 0, wide, tall, (20, 66, 92), (18, 34, 62))
        canvas.ellipse(wide - 0.56, tall - 0.52, 0.33, 0.33, (236, 232, 214))
        canvas.ellipse(wide - 0.46, tall - 0.44, 0.065, 0.065, (214, 210, 192))
        canvas.ellipse(wide - 0.68, tall - 0.62, 0.09, 0.09, (216, 212, 194))
        for n, tone in enumerate(((38, 96, 124), (30, 84, 112), (22, 70, 98))):
            base = 0.36 - 0.11 * n
            line = [(x, base + 0.05 * math.sin(4.2 * x + 1.7 * n)) for x in np.linspace(0, wide, 60).tolist()]
            canvas.polygon([(0.0, 0.0), *line, (wide, 0.0)], tone)
    elif k == 1:
        _globe(canvas, 3.3, 1.05, 0.38, 0.62, 0.48)
        canvas.ellipse(4.45, 1.05, 0.14, 0.14, (172, 170, 162))
        canvas.line([(4.0, 1.05), (4.25, 1.05)], (120, 124, 128), 0.02)
    else:
        canvas.ellipse(4.75, 1.1, 0.5, 0.5, (244, 190, 82))
        _globe(canvas, 3.05, 1.1, 0.3, 0.54, 0.38)
        canvas.ellipse(3.86, 1.1, 0.1, 0.1, (172, 170, 162))
        canvas.line([(2.35, 1.1), (4.3, 1.1)], (150, 156, 160), 0.008)
    ink = (238, 242, 244) if not k else (30, 48, 66)
    if language != "none":
        print_on(canvas, f"slide-{language}-{k + 1}", (0.0, 0.0, wide, tall), ink)
    # a projector is a little weaker in its corners
    ys, xs = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32)
    off = (xs / canvas.width - np.float32(0.5)) ** 2 + (ys / canvas.height - np.float32(0.5)) ** 2
    canvas.rgb = darkened(canvas.rgb, np.float32(0.99) - np.float32(0.22) * off)
    return Texture.of(canvas)


def _globe(canvas: Canvas, x: float, y: float, radius: float, bulge: float, flat: float) -> None:
    """The Earth within its tides, which are drawn too high."""
    canvas.ellipse(x, y, bulge, flat, (148, 196, 222))
    canvas.ellipse(x, y, radius, radius, (70, 128, 116))
    canvas.ellipse(x - radius * 0.2, y + radius * 0.25, radius * 0.42, radius * 0.3, (176, 178, 128))
    canvas.ellipse(x + radius * 0.35, y - radius * 0.3, radius * 0.26, radius * 0.34, (170, 172, 122))


def _desk() -> Texture:
    figure = Figure(1.5, 1.3, 130, _OAK)
    figure.shape([(0.2, 0), (1.3, 0), (1.34, 1.02), (0.16, 1.02)], scaled(_OAK, 0.62))
    figure.shape([(0.3, 0.08), (1.2, 0.08), (1.23, 0.9), (0.27, 0.9)], scaled(_OAK, 0.74))
    figure.shape([(0.08, 1.02), (1.42, 1.02), (1.36, 1.12), (0.14, 1.12)], scaled(_OAK, 0.86))
    figure.shape([(0.08, 1.0), (1.42, 1.0), (1.42, 1.04), (0.08, 1.04)], scaled(_OAK, 0.5))
    figure.shape([(0.5, 1.1), (0.95, 1.1), (0.98, 1.3), (0.53, 1.3)], (72, 76, 82))
    return Texture.of(figure, figure.alpha)


def _lecturer() -> Texture:
    """A person in a jacket, the left arm at the side; the other one is drawn apart."""
    figure = Figure(0.9, 1.82, 240, (62, 70, 88))
    coat, skin, hair = (66, 76, 98), (188, 146, 120), (66, 54, 48)
    m = 0.45
    for side in (-1, 1):
        tone = 1.0 if side < 0 else 0.82
        legs = [(m + side * 0.01, 0.86), (m + side * 0.17, 0.86), (m + side * 0.14, 0.05), (m + side * 0.04, 0.05)]
        figure.shape(legs, scaled((58, 56, 58), tone))
        figure.shape(
            [(m + side * 0.03, 0), (m + side * 0.17, 0), (m + side * 0.14, 0.08), (m + side * 0.04, 0.08)], (38, 32, 30)
        )
    right = [(0.06, 1.5), (0.2, 1.44), (0.23, 1.3), (0.19, 1.05), (0.2, 0.8)]
    figure.shape([(m + x, y) for x, y in right] + [(m - x, y) for x, y in reversed(right)], coat)
    figure.shape([(m - 0.05, 1.5), (m + 0.05, 1.5), (m + 0.01, 1.12), (m - 0.01, 1.12)], (226, 224, 218))
    figure.shape(
        [(m + 0.05, 1.5), (m + 0.01, 1.12), (m + 0.05, 0.8), (m + 0.2, 0.8), (m + 0.23, 1.3), (m + 0.2, 1.44)],
        scaled(coat, 0.8),
    )
    figure.shape(
        [(m + 0.17, 1.44), (m + 0.24, 1.38), (m + 0.28, 1.08), (m + 0.26, 0.8), (m + 0.2, 0.8), (m + 0.21, 1.08)],
        scaled(coat, 0.68),
    )
    figure.blob(m + 0.235, 0.77, 0.036, 0.05, scaled(skin, 0.82))
    figure.shape([(m - 0.045, 1.46), (m + 0.045, 1.46), (m + 0.042, 1.58), (m - 0.042, 1.58)], scaled(skin, 0.8))
    figure.blob(m, 1.655, 0.086, 0.112, skin)
    figure.blob(m + 0.03, 1.645, 0.06, 0.1, scaled(skin, 0.87))
    figure.blob(m, 1.72, 0.095, 0.075, hair)
    figure.shape([(m - 0.093, 1.72), (m - 0.06, 1.74), (m - 0.074, 1.62), (m - 0.09, 1.64)], hair)
    figure.shape([(m + 0.093, 1.72), (m + 0.06, 1.74), (m + 0.074, 1.62), (m + 0.09, 1.64)], scaled(hair, 0.8))
    rgb = darkened(
        figure.rgb, np.broadcast_to(np.linspace(0.98, 0.7, figure.width, dtype=np.float32)[None], figure.alpha.shape)
    )
    figure.rgb = rgb
    return Texture.of(figure, figure.alpha)


def _arm() -> Texture:
    figure = Figure(0.72, 0.2, 240, (66, 76, 98))
    figure.shape([(0.14, 0.075), (0.62, 0.035), (0.7, 0.06), (0.7, 0.14), (0.62, 0.165), (0.14, 0.13)], (68, 78, 100))
    figure.shape([(0.14, 0.075), (0.62, 0.035), (0.7, 0.06), (0.7, 0.085), (0.14, 0.095)], (52, 60, 80))
    figure.blob(0.1, 0.102, 0.055, 0.032, (188, 146, 120))
    return Texture.of(figure, figure.alpha)


def _rows(seed: int) -> list[tuple[Texture, float, float, float]]:
    """Heads and shoulders before the wearer, the farthest first, and the backs of their seats."""
    rng = np.random.default_rng([seed & 0xFFFF, 404])
    people = [_listener(k) for k in range(6)]
    seat = _seats()
    out: list[tuple[Texture, float, float, float]] = []
    for row, (y, z) in enumerate(((5.2, 0.02), (3.7, 0.06), (2.3, 0.1))):
        offset = 0.0 if row % 2 else 0.42
        for n in range(-5, 6):
            x = n * 0.84 + offset + 0.05 * (rng.random() - 0.5)
            # the screen and the lecturer stay free
            chance = 0.72 if row < 2 else 0.5
            if rng.random() < chance and not (row == 2 and -0.8 < x < 1.0):
                out.append((people[int(rng.integers(6))], x, y, z + 0.5 + 0.05 * rng.random()))
        out.append((seat, 0.0, y - 0.25, z - 0.05))
    return out


def _listener(k: int) -> Texture:
    figure = Figure(0.6, 0.86, 260, _COATS[k])
    coat, hair = scaled(_COATS[k], 0.56), scaled(_HAIR[k % 5], 0.62)
    skin = (112, 82, 66)
    figure.shape(
        [(0.02, 0.0), (0.58, 0.0), (0.57, 0.3), (0.5, 0.43), (0.36, 0.49), (0.24, 0.49), (0.1, 0.43), (0.03, 0.3)], coat
    )
    figure.shape([(0.34, 0.0), (0.58, 0.0), (0.57, 0.3), (0.5, 0.43), (0.36, 0.49)], scaled(coat, 0.82))
    figure.shape([(0.255, 0.46), (0.345, 0.46), (0.34, 0.58), (0.26, 0.58)], scaled(skin, 0.9))
    if k % 2:
        figure.shape([(0.2, 0.44), (0.4, 0.44), (0.405, 0.68), (0.195, 0.68)], hair)
    figure.blob(0.3, 0.685, 0.098, 0.13, hair)
    for side in (-1, 1):
        figure.blob(0.3 + side * 0.1, 0.66, 0.016, 0.03, skin) if not k % 2 else None
    # the light of the screen along the edge of the hair and of the shoulders
    edge = figure.alpha.astype(np.int16) - np.roll(figure.alpha.astype(np.int16), 5, axis=0)
    rim = np.clip(edge, 0, 255).astype(np.float32)[..., None] / np.float32(255)
    figure.rgb = np.asarray(np.minimum(figure.rgb + rim * np.array((62, 72, 82), np.float32), 255).astype(np.uint8))
    return Texture.of(figure, figure.alpha)


def _seats() -> Texture:
    figure = Figure(9.6, 0.95, 90, scaled(_OAK, 0.4))
    for n in range(12):
        a = 0.05 + n * 0.8
        tone = mix(scaled(_OAK, 0.5), (70, 40, 36), 0.55)
        figure.shape(
            [(a, 0.0), (a + 0.66, 0.0), (a + 0.64, 0.82), (a + 0.56, 0.9), (a + 0.1, 0.9), (a + 0.02, 0.82)], tone
        )
        figure.shape([(a + 0.06, 0.86), (a + 0.6, 0.86), (a + 0.56, 0.9), (a + 0.1, 0.9)], scaled(tone, 1.5))
        figure.shape([(a + 0.5, 0.0), (a + 0.66, 0.0), (a + 0.64, 0.82), (a + 0.56, 0.88)], scaled(tone, 0.8))
    return Texture.of(figure, figure.alpha)
