"""A table seen from a seat, and on it a printed menu. About 300 to 1,000 lx: a window on the left."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.places.sheets import print_on, printed
from hud.footage.places.source import Gaze, darkened, sway
from hud.footage.street.canvas import Canvas, Colour, Figure, mix, scaled
from hud.footage.street.space import Panel, Texture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.footage.places.sheets import Printed

_PAGE_M = (0.2, 0.28)
_TOP_M = (1.9, 1.3)
_EYE_M = 0.46
# how far a point drawn on the table lies behind where it stands, for each metre of its height
_LEAN = 0.72
_FORK_X, _KNIFE_X = -0.36, -0.1145  # metres from the card's middle


@dataclass(frozen=True, slots=True)
class _Cloth:
    wood: Colour
    paper: Colour
    ink: Colour
    accent: Colour
    edge: Colour


_LOOKS = {
    "ja": _Cloth((142, 100, 68), (238, 230, 212), (52, 44, 40), (158, 52, 42), (60, 70, 92)),
    "fr": _Cloth((116, 84, 62), (246, 240, 226), (42, 48, 46), (120, 44, 48), (38, 72, 62)),
}


class Table:
    """A menu card between the things that are laid for a meal."""

    behind = (70, 54, 42)

    def __init__(self, menu: str, seed: int) -> None:
        self.name = f"table with a menu ({menu})"
        self._menu = menu
        self._seed = seed % 97 / 7.0
        look = _LOOKS[menu]
        turn = math.radians(2.4)
        across = (math.cos(turn), math.sin(turn), 0.0)
        down = (math.sin(turn), -math.cos(turn), 0.0)
        corner = tuple(c - across[k] * _PAGE_M[0] / 2 - down[k] * _PAGE_M[1] / 2 for k, c in enumerate((0.0, 0.0, 0.0)))
        self._page = Panel(_page(menu, look), (corner[0], corner[1], 0.0), across, down)
        flat = ((1.0, 0.0, 0.0), (0.0, -1.0, 0.0))
        things = _table(menu, look, seed)
        room = Canvas(7.0, 7.0, 20, (92, 78, 66))
        room.grain(0, 0, 7.0, 7.0, 5.0, 0.6, 12)
        self._panels = [
            Panel(Texture.of(room), (-3.5, 3.5, -0.74), *flat),
            Panel(Texture.of(things), (-_TOP_M[0] / 2, _TOP_M[1] / 2 + 0.05, 0.0), *flat),
            self._page,
        ]

    def gaze_at(self, t_s: float) -> Gaze:
        """A head bent over the table; it drifts by a few centimetres as one reads."""
        a, b, c = sway(t_s * 0.6, self._seed)
        eye = (0.022 * a, -0.318 + 0.012 * b, _EYE_M + 0.012 * c)
        return Gaze(eye, -1.6 * a + 0.7 * c, -55.2 + 0.8 * b - 0.4 * c)

    def panels_at(self, t_s: float) -> Sequence[Panel]:  # noqa: ARG002 - the interface's name
        """The table, and the card on it."""
        return self._panels

    def printed_at(self, t_s: float) -> Sequence[tuple[Panel, Printed]]:  # noqa: ARG002 - the interface's name
        """The lines of the card."""
        return [(self._page, line) for line in printed(f"menu-{self._menu}")]


def _page(menu: str, look: _Cloth) -> Texture:
    wide, tall = _PAGE_M
    canvas = Canvas(wide, tall, 4000, look.paper)
    canvas.grain(0, 0, wide, tall, 2.5, 0.02, 5)
    canvas.grain(0, 0, wide, tall, 1.5, 0.002, 6)
    rim = 0.007
    for x0, y0, x1, y1 in (
        (rim, rim, wide - rim, rim + 0.0008),
        (rim, tall - rim - 0.0008, wide - rim, tall - rim),
        (rim, rim, rim + 0.0008, tall - rim),
        (wide - rim - 0.0008, rim, wide - rim, tall - rim),
    ):
        canvas.rect(x0, y0, x1, y1, look.edge)
    print_on(canvas, f"menu-{menu}", (0.0, 0.0, wide, tall), look.ink)
    # the name in a second ink
    rows, cols = canvas.box(0.01, tall - 0.034, wide - 0.01, tall - 0.01)
    area = canvas.rgb[rows, cols].astype(np.float32)
    paper, ink = np.array(look.paper, np.float32), np.array(look.ink, np.float32)
    share = np.clip((paper[1] - area[..., 1:2]) / (paper[1] - ink[1]), 0, 1)
    canvas.rgb[rows, cols] = (paper + (np.array(look.accent, np.float32) - paper) * share).astype(np.uint8)
    across = np.linspace(1.02, 0.9, canvas.width, dtype=np.float32)[None, :]
    canvas.rgb = darkened(canvas.rgb, np.broadcast_to(across, canvas.rgb.shape[:2]))
    return Texture.of(canvas)


def _table(menu: str, look: _Cloth, seed: int) -> Canvas:
    """The wood and all that lies on it, drawn as seen from the seat; the light of a window from the left."""
    wide, tall = _TOP_M
    canvas = Canvas(wide, tall, 1300, look.wood)
    _planks(canvas, look.wood, seed)
    middle = (wide / 2, tall / 2 - 0.05)
    # light through a window on the left, in two panes
    x = np.arange(canvas.width, dtype=np.float32)[None] / np.float32(canvas.ppm) - np.float32(middle[0])
    y = np.float32(tall - middle[1]) - np.arange(canvas.height, dtype=np.float32)[:, None] / np.float32(canvas.ppm)
    light = np.float32(1.08) - np.float32(0.38) * np.clip((x + np.float32(0.5)) / np.float32(1.0), 0, 1)
    panes = np.zeros((canvas.height, canvas.width), np.float32)
    skew = y - np.float32(0.42) * x
    for low in (-0.34, -0.02):
        inside = ((skew > low) & (skew < low + 0.26) & (x < 0.16 - 0.3 * (skew + 0.1))).astype(np.uint8) * 255
        panes = np.maximum(panes, np.asarray(inside, np.float32) / np.float32(255))
    panes = np.asarray(cv2.blur(cv2.blur(panes, (61, 61)), (41, 41)), np.float32)
    canvas.rgb = darkened(canvas.rgb, light * (np.float32(0.9) + np.float32(0.22) * panes))
    _Laid(canvas, middle).lay(menu, look)
    return canvas


def _planks(canvas: Canvas, wood: Colour, seed: int) -> None:
    rng = np.random.default_rng([seed & 0xFFFF, 301])
    wide, tall = canvas.width / canvas.ppm, canvas.height / canvas.ppm
    y = 0.0
    while y < tall:
        high = 0.13
        tone = scaled(wood, 0.93 + 0.12 * rng.random())
        canvas.rect(0, y, wide, y + high, tone)
        for _ in range(26):
            at, phase, swing = y + high * rng.random(), math.tau * rng.random(), 0.0015 + 0.004 * rng.random()
            line = [(x, at + swing * math.sin(2.2 * x + phase)) for x in np.linspace(0, wide, 30).tolist()]
            canvas.line(line, scaled(tone, 0.84 + 0.24 * rng.random()), 0.0012 + 0.0016 * rng.random())
        canvas.rect(0, y, wide, y + 0.0018, scaled(wood, 0.5))
        y += high
    canvas.grain(0, 0, wide, tall, 4.0, 0.15, 31)
    canvas.rgb = np.asarray(cv2.blur(canvas.rgb, (5, 1)), np.uint8)


class _Laid:
    """Draws things on a table in metres from the middle of the card, with their soft shadows to the right."""

    def __init__(self, canvas: Canvas, middle: tuple[float, float]) -> None:
        self.canvas = canvas
        self.middle = middle

    def lay(self, menu: str, look: _Cloth) -> None:
        self.shade([(-0.1, -0.14), (0.106, -0.135), (0.108, 0.145), (-0.094, 0.15)], 0.008, 0.3, (0.004, -0.002))
        if menu == "ja":
            self.bowl(0.215, 0.085, 0.036, 0.03, 0.075, (86, 104, 112), (158, 160, 92))
            self.bowl(-0.2, 0.1, 0.045, 0.03, 0.018, (226, 222, 212), (62, 40, 32))
            self.chopsticks()
        else:
            self.plate(-0.235, 0.02)
            self.bowl(0.255, 0.085, 0.033, 0.024, 0.055, (240, 236, 228), (64, 40, 28), saucer=0.066)
            self.cutlery()
        del look

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.middle[0] + x, self.middle[1] + y

    def shade(
        self, points: Sequence[tuple[float, float]], soft_m: float, depth: float, shift: tuple[float, float]
    ) -> None:
        """Darken what lies below a shape."""
        canvas = self.canvas
        figure = Figure(canvas.width / canvas.ppm, canvas.height / canvas.ppm, canvas.ppm, (0, 0, 0))
        figure.shape([self.at(x + shift[0], y + shift[1]) for x, y in points], (0, 0, 0))
        size = max(round(soft_m * canvas.ppm), 1) | 1
        alpha = cv2.blur(cv2.blur(figure.alpha, (size, size)), (size, size))
        canvas.rgb = darkened(canvas.rgb, np.float32(1) - np.asarray(alpha, np.float32) * np.float32(depth / 255))

    def round(self, x: float, y: float, radius: float) -> list[tuple[float, float]]:
        return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in np.linspace(0, math.tau, 120).tolist()]

    def disc(self, x: float, y: float, radius: float, colour: Sequence[float]) -> None:
        self.canvas.polygon([self.at(*p) for p in self.round(x, y, radius)], colour)

    def bowl(
        self,
        x: float,
        y: float,
        rim: float,
        foot: float,
        high: float,
        glaze: Colour,
        filled: Colour,
        *,
        saucer: float = 0.0,
    ) -> None:
        """A cup or a bowl: a foot on the table, a rim above it."""
        self.shade(self.round(x, y, max(rim, saucer * 0.96)), 0.02, 0.45, (0.012 + high * 0.25, -0.004))
        if saucer:
            self.disc(x, y, saucer, scaled(glaze, 0.82))
            self.disc(x, y + 0.003, saucer, glaze)
            self.disc(x, y + 0.002, saucer * 0.72, scaled(glaze, 0.93))
            self.disc(x + 0.006, y, rim * 0.9, scaled(glaze, 0.7))
        steps = 26
        for k in range(steps + 1):
            share = k / steps
            bulge = foot + (rim - foot) * math.sqrt(share)
            grow = 1 + share * high / _EYE_M
            self.disc(x, y + _LEAN * high * share, bulge * grow, scaled(glaze, 0.62 + 0.24 * share))
        top, wide = y + _LEAN * high, rim * (1 + high / _EYE_M)
        # the side towards the window
        self.disc(x, top, wide, scaled(glaze, 1.1))
        self.disc(x, top - 0.0008, wide * 0.93, scaled(glaze, 0.66))
        self.disc(x, top - 0.003, wide * 0.86, filled)
        self.disc(x - wide * 0.3, top + wide * 0.2, wide * 0.22, mix(filled, (255, 255, 250), 0.28))

    def bar(self, a: tuple[float, float], b: tuple[float, float], wide: float, colour: Colour, lift: float) -> None:
        points = _strip(a, b, wide)
        self.shade(points, 0.006, 0.5, (0.003 + lift, -0.002))
        self.canvas.polygon([self.at(*p) for p in points], colour)
        self.canvas.polygon([self.at(*p) for p in _strip(a, b, wide, 0.15, 0.5)], scaled(colour, 1.22))

    def chopsticks(self) -> None:
        rest = self.round(-0.165, -0.1, 0.012)
        self.shade(rest, 0.006, 0.5, (0.004, -0.002))
        self.canvas.polygon([self.at(*p) for p in _strip((-0.19, -0.103), (-0.14, -0.1), 0.014)], (206, 208, 202))
        for shift, tip in ((0.0, 0.0), (0.016, 0.006)):
            self.bar((-0.172 + shift, -0.13), (-0.166 + tip, 0.075), 0.0062, (96, 40, 34), 0.003)

    def plate(self, x: float, y: float) -> None:
        self.shade(self.round(x, y, 0.105), 0.02, 0.4, (0.008, -0.004))
        for radius, tone in ((0.108, 0.86), (0.106, 1.0), (0.078, 0.9), (0.076, 0.97)):
            self.disc(x, y + (0.002 if tone >= 0.97 else 0.0), radius, scaled((240, 238, 230), tone))

    def cutlery(self) -> None:
        """A fork and a knife beside the plate: right of the card is room for what is said of it."""
        steel: Colour = (172, 174, 176)
        fork = [(0.0045, -0.15), (0.003, -0.06), (0.0025, 0.0), (0.0095, 0.02), (0.0105, 0.035), (0.0098, 0.075)]
        blade = [(0.005, -0.15), (0.004, -0.04), (0.0065, -0.035), (0.0085, 0.03), (0.007, 0.066), (0.001, 0.078)]
        for x, half in ((_FORK_X, fork), (_KNIFE_X, blade)):
            left = -1.0 if half is fork else -0.45
            points = [(x + w, y) for w, y in half] + [(x + w * left, y) for w, y in reversed(half)]
            self.shade(points, 0.006, 0.5, (0.004, -0.002))
            self.canvas.polygon([self.at(*p) for p in points], steel)
            shine = [(x + w * 0.1, y) for w, y in half] + [(x + w * left * 0.7, y) for w, y in reversed(half)]
            self.canvas.polygon([self.at(*p) for p in shine], scaled(steel, 1.26))
        for k in (-0.0053, 0.0, 0.0053):
            points = _strip((_FORK_X + k, 0.042), (_FORK_X + k, 0.077), 0.0021)
            self.canvas.polygon([self.at(*p) for p in points], (98, 72, 54))


def _strip(
    a: tuple[float, float], b: tuple[float, float], wide: float, low: float = 0.0, high: float = 1.0
) -> list[tuple[float, float]]:
    """A band from a to b; of its width only the part between two shares."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    size = math.hypot(dx, dy)
    nx, ny = -dy / size * wide, dx / size * wide
    edges = [(low - 0.5), (high - 0.5)]
    return [
        (a[0] + nx * edges[0], a[1] + ny * edges[0]),
        (b[0] + nx * edges[0], b[1] + ny * edges[0]),
        (b[0] + nx * edges[1], b[1] + ny * edges[1]),
        (a[0] + nx * edges[1], a[1] + ny * edges[1]),
    ]
