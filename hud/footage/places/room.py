"""A café table by a window, and one or two people across it. By day about 300 to 1,000 lx, in the evening 50 to 150."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.places.chess import board_panels, piece_panels
from hud.footage.places.sitters import MOUTHS, arms, body, head
from hud.footage.places.source import Gaze, darkened, smooth, sway
from hud.footage.street.canvas import Canvas, Colour, Figure, mix, scaled
from hud.footage.street.space import Panel, Texture, upright

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.footage.places.sheets import Printed

_BACK_Y = 3.5
_HALF = 2.0
_HIGH = 2.9
_TABLE_Z = 0.74
_TABLE_Y = (0.15, 1.42)
_SITTER_Y = 1.74
_BLINK_S = 0.13
_BY_LAMP = (0.84, 0.7, 0.54)
_BARE = 2
"""So many panels are the table itself; what stands on it comes after them."""
# seconds of a turn to speak and to listen
_TURN_S = 9.0


class Room:
    """Someone who sits at a table and is spoken to."""

    name = "room with a window"
    behind = (66, 56, 50)

    def __init__(self, time_of_day: str, people: int, seed: int, table: str = "tea") -> None:
        self._dark = time_of_day in ("dusk", "night")
        self._seed = seed % 71 / 4.0
        self._shell = _shell(time_of_day)
        self._table = _table_panels(self._dark, people)
        self._chess = table == "chess"
        first = seed % 4
        self._sitters = [(0.14, first)] if people == 1 else [(-0.36, first), (0.4, (first + 1) % 4)]
        self._gain = (0.86, 0.74, 0.6) if self._dark else (1.0, 1.0, 1.0)

    def gaze_at(self, t_s: float) -> Gaze:
        """A listener across the table; over a board one looks lower."""
        a, b, c = sway(t_s * 0.6, self._seed)
        if self._chess:
            return Gaze((0.018 * a, 0.012 * c, 1.26 + 0.006 * b), 0.9 + 0.6 * a, -16.0 + 0.35 * b)
        return Gaze((0.018 * a, 0.012 * c, 1.2 + 0.006 * b), 0.9 + 0.6 * a, -6.6 + 0.35 * b)

    def panels_at(self, t_s: float) -> Sequence[Panel]:
        """The room, whoever sits there, the table between."""
        out = [*self._shell]
        for k, (x, who) in enumerate(self._sitters):
            out += self._sitter(t_s, k, x, who)
        if not self._chess:
            return [*out, *self._table]
        gain = _BY_LAMP if self._dark else (1.0, 1.0, 1.0)
        bare, laid = self._table[:_BARE], self._table[_BARE:]
        return [*out, *bare, *board_panels(_TABLE_Z, gain), *laid, *piece_panels(t_s, _TABLE_Z, gain)]

    def _sitter(self, t_s: float, k: int, x: float, who: int) -> list[Panel]:
        own = self._seed + 2.7 * k
        breath = 0.004 * math.sin(1.35 * t_s + own)
        a, b, c = sway(t_s * 0.8, own + 3.0)
        # they take turns; a single one pauses
        share = ((t_s + own) / _TURN_S + k * 0.5) % 1.0
        speaks = smooth((share - 0.02) / 0.05) * smooth((0.6 - share) / 0.05)
        nod = 0.5 * math.sin(2.3 * t_s + own) * speaks
        out = [upright(body(who), x + 0.006 * a, _SITTER_Y, 0.49 + breath)]
        blink = (t_s * 0.27 + 0.09 * math.sin(0.9 * t_s) + own) % 1.0 < _BLINK_S * 0.27
        syllable = 0.5 + 0.5 * math.sin(15.1 * t_s + own) * math.sin(6.3 * t_s + 2 * own)
        mouth = min(int(speaks * syllable * MOUTHS), MOUTHS - 1)
        turn = math.radians(2.6 * a + 1.8 * nod)
        texture = head(who, mouth, blink)
        pivot = (x + 0.006 * a, _SITTER_Y - 0.03, 1.005 + breath)
        out.append(_turned(texture, pivot, turn, 0.012 * b, 0.006 * nod + 0.005 * c))
        lift = speaks * (0.5 + 0.5 * math.sin(1.9 * t_s + own)) ** 2
        for side in (-1.0, 1.0):
            raised = lift if side < 0 else 0.4 * speaks * (0.5 + 0.5 * math.sin(1.3 * t_s + own + 2)) ** 2
            angle = math.radians(16.0 * raised)
            across = (-side * math.cos(angle), 0.0, math.sin(angle))
            down = (-side * math.sin(angle), 0.0, -math.cos(angle))
            # the elbow is the corner about which the forearm turns
            elbow = (x + side * 0.255, _SITTER_Y - 0.26, _TABLE_Z)
            corner = tuple(elbow[n] - across[n] * 0.02 - down[n] * 0.13 for n in range(3))
            out.append(Panel(arms(who), (corner[0], corner[1], corner[2]), across, down))
        gain = self._gain
        return [Panel(p.texture, p.corner, p.across, p.down, gain) for p in out]

    def printed_at(self, t_s: float) -> Sequence[tuple[Panel, Printed]]:  # noqa: ARG002 - the interface's name
        """Nothing is printed here."""
        return []


def _turned(texture: Texture, pivot: tuple[float, float, float], turn: float, right: float, up: float) -> Panel:
    """A head: its picture's lower middle lies on the neck, about which it leans."""
    across = (math.cos(turn), 0.0, math.sin(turn))
    down = (math.sin(turn), 0.0, -math.cos(turn))
    half, tall = texture.wide_m / 2, texture.tall_m
    corner = tuple(
        c - across[k] * half - down[k] * tall for k, c in enumerate((pivot[0] + right, pivot[1], pivot[2] + up))
    )
    return Panel(texture, (corner[0], corner[1], corner[2]), across, down)


@cache
def _shell(time_of_day: str) -> tuple[Panel, ...]:
    """What the window shows, and the walls, the floor and the ceiling."""
    dark = time_of_day in ("dusk", "night")
    down = (0.0, 0.0, -1.0)
    out = [upright(_outside(time_of_day), -2.2, 9.0, -0.6)]
    out.append(Panel(_back_wall(dark), (-_HALF - 0.5, _BACK_Y, _HIGH + 0.3), (1.0, 0.0, 0.0), down))
    plain: Colour = (196, 178, 150) if not dark else (128, 98, 70)
    side = Canvas(6.5, _HIGH + 0.3, 40, plain)
    side.rect(0, 0, 6.5, 0.95, scaled((128, 92, 66), 0.95 if not dark else 0.6))
    side.rect(0, 0.95, 6.5, 1.0, scaled((98, 70, 52), 1.0 if not dark else 0.6))
    side.shade(0, 0, 6.5, 0.5, 0.75, 1.0)
    wall = Texture.of(side)
    out.append(Panel(wall, (-_HALF, -3.0, _HIGH + 0.3), (0.0, 1.0, 0.0), down))
    out.append(Panel(wall, (_HALF, _BACK_Y, _HIGH + 0.3), (0.0, -1.0, 0.0), down))
    out.append(upright(wall, 0.0, -3.0, 0.0, 180.0))
    floor = Canvas(2 * _HALF + 0.2, 6.6, 40, (120, 88, 64) if not dark else (66, 46, 34))
    for x in np.arange(0.0, 4.2, 0.14).tolist():
        floor.rect(x, 0, x + 0.01, 6.6, scaled((96, 70, 52), 1.0 if not dark else 0.55))
    out.append(Panel(Texture.of(floor), (-_HALF - 0.1, _BACK_Y, 0.0), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)))
    ceiling = Canvas(2 * _HALF + 0.2, 6.6, 20, (214, 204, 188) if not dark else (112, 92, 70))
    out.append(Panel(Texture.of(ceiling), (-_HALF - 0.1, -3.1, _HIGH), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
    return tuple(out)


def _outside(time_of_day: str) -> Texture:
    """Houses across the street, out of focus."""
    dark = time_of_day in ("dusk", "night")
    canvas = Canvas(9.0, 6.0, 60, (206, 216, 222))
    if dark:
        low, top = ((96, 78, 98), (46, 54, 88)) if time_of_day == "dusk" else ((30, 34, 54), (14, 18, 34))
        canvas.fade(0, 0, 9.0, 6.0, low, top)
    else:
        canvas.fade(0, 0, 9.0, 6.0, (226, 222, 208), (176, 202, 224))
    rng = np.random.default_rng(808)
    x = 0.0
    for wall in ((206, 178, 140), (176, 118, 94), (214, 202, 180), (190, 156, 140), (170, 178, 170), (206, 186, 150)):
        w = 1.35 + 0.5 * rng.random()
        tone = scaled(wall, 0.92 if not dark else 0.24)
        canvas.rect(x, 0, x + w, 3.9 + 0.7 * rng.random(), tone)
        for row in range(3):
            for n in range(3):
                lit = dark and rng.random() < 0.5
                pane: Colour = (255, 206, 132) if lit else scaled((122, 140, 152), 1.0 if not dark else 0.3)
                a = x + 0.14 + n * w / 3.3
                canvas.rect(a, 1.65 + 0.85 * row, a + 0.24, 2.15 + 0.85 * row, pane)
        canvas.rect(x + 0.1, 0.5, x + w - 0.1, 1.3, (244, 196, 128) if dark else (92, 96, 92))
        x += w
    for x, y, radius in ((1.5, 1.8, 0.75), (2.1, 2.25, 0.7), (6.1, 1.9, 0.8), (6.6, 2.4, 0.66)):
        canvas.ellipse(x, y, radius, radius * 0.9, scaled((122, 146, 96), 1.0 if not dark else 0.3))
    canvas.rgb = np.asarray(cv2.blur(cv2.blur(canvas.rgb, (21, 21)), (15, 15)), np.uint8)
    if dark:
        for x, y in ((0.9, 1.4), (3.3, 1.6), (4.9, 1.35), (7.2, 1.55), (2.6, 1.2), (5.7, 2.2)):
            canvas.ellipse(x, y, 0.1, 0.1, (255, 216, 150))
        canvas.rgb = np.asarray(cv2.blur(canvas.rgb, (5, 5)), np.uint8)
    else:
        # the day outside is brighter than the room, as far as paper white allows
        canvas.rgb = darkened(canvas.rgb, np.full(canvas.rgb.shape[:2], 1.06, np.float32))
    return Texture.of(canvas)


def _back_wall(dark: bool) -> Texture:
    wide, tall = 2 * _HALF + 1.0, _HIGH + 0.3
    plaster: Colour = (206, 184, 150)
    figure = Figure(wide, tall, 200, plaster)
    figure.alpha[:] = 255
    figure.grain(0, 0, wide, tall, 4.0, 0.5, 41)
    figure.grain(0, 0, wide, tall, 2.0, 0.03, 42)
    oak: Colour = (126, 90, 64)
    figure.rect(0, 0, wide, 0.92, oak)
    for x in np.arange(0.0, wide, 0.16).tolist():
        figure.rect(x, 0, x + 0.008, 0.9, scaled(oak, 0.7))
        figure.rect(x + 0.008, 0, x + 0.014, 0.9, scaled(oak, 1.12))
    figure.rect(0, 0.9, wide, 0.96, scaled(oak, 1.15))
    figure.shade(0, 0.86, wide, 0.9, 1.0, 0.7)
    left = 0.5 + _HALF
    _window(figure, left - 1.5, left - 0.28, 0.98, 2.5, oak)
    # a shelf with jars, and a picture
    for shelf in (1.2, 1.62):
        a, b = left + 0.46, left + 1.5
        figure.shade(a, shelf - 0.14, b, shelf - 0.03, 1.0, 0.74)
        rng = np.random.default_rng([round(shelf * 100), 9])
        x = a + 0.05
        while x < b - 0.12:
            w, h = 0.07 + 0.05 * rng.random(), 0.12 + 0.14 * rng.random()
            tone: Colour = ((92, 118, 112), (178, 106, 74), (218, 196, 150), (110, 80, 66), (150, 152, 108))[
                int(rng.integers(5))
            ]
            if rng.random() < 0.6:
                figure.rect(x, shelf, x + w, shelf + h, tone)
                figure.rect(x + w * 0.12, shelf + 0.01, x + w * 0.3, shelf + h - 0.02, scaled(tone, 1.25))
                figure.rect(x - 0.004, shelf + h, x + w + 0.004, shelf + h + 0.022, scaled(tone, 0.6))
            else:
                for n in range(3):
                    spine = x + n * 0.035
                    figure.rect(spine, shelf, spine + 0.03, shelf + h * (0.8 + 0.1 * n), scaled(tone, 0.8 + 0.2 * n))
                w = 0.11
            x += w + 0.035
        figure.rect(a, shelf - 0.035, b, shelf, scaled(oak, 1.12))
        figure.rect(a, shelf - 0.035, b, shelf - 0.022, scaled(oak, 0.66))
    # focus is on who sits before it
    figure.rgb = np.asarray(cv2.blur(figure.rgb, (5, 5)), np.uint8)
    ys, xs = np.mgrid[0 : figure.height, 0 : figure.width].astype(np.float32) / np.float32(figure.ppm)
    if dark:
        lamp = ((xs - np.float32(left + 0.62)) / 1.9) ** 2 + ((ys - np.float32(1.15)) / 1.5) ** 2
        fall = np.clip(1 - lamp, 0, 1)
        light = np.float32(0.32) + np.float32(0.62) * fall
        tinted = figure.rgb * light[..., None] * np.array((1.0, 0.84, 0.62), np.float32)
        figure.rgb = np.asarray(np.minimum(tinted, 255).astype(np.uint8))
    else:
        figure.rgb = darkened(figure.rgb, np.float32(0.98) - np.float32(0.06) * np.clip(xs - np.float32(left), 0, 2))
    return Texture.of(figure, figure.alpha)


def _window(figure: Figure, x0: float, x1: float, y0: float, y1: float, oak: Colour) -> None:
    """An opening with a frame, and a sill with a plant."""
    paint = mix(oak, (236, 228, 212), 0.78)
    figure.rect(x0 - 0.09, y0 - 0.07, x1 + 0.09, y1 + 0.09, paint)
    figure.shade(x0 - 0.13, y0 - 0.16, x1 + 0.13, y0 - 0.07, 1.0, 0.74)
    rows, cols = figure.box(x0, y0, x1, y1)
    figure.alpha[rows, cols] = 0
    for a, b, c, d in (
        ((x0 + x1) / 2 - 0.03, y0, (x0 + x1) / 2 + 0.03, y1),
        (x0, y0 + 0.95, x1, y0 + 1.0),
        (x0, y0, x0 + 0.045, y1),
        (x1 - 0.045, y0, x1, y1),
        (x0, y0, x1, y0 + 0.05),
    ):
        figure.bar(a, b, c, d, scaled(paint, 0.92))
    figure.bar(x0 - 0.14, y0 - 0.09, x1 + 0.14, y0 - 0.03, scaled(paint, 1.04))
    figure.bar(x0 + 0.16, y0 - 0.03, x0 + 0.36, y0 + 0.15, (184, 104, 74))
    figure.bar(x0 + 0.14, y0 + 0.12, x0 + 0.38, y0 + 0.16, (198, 118, 86))
    rng = np.random.default_rng(77)
    for n in range(46):
        angle, long = 0.25 + 2.65 * rng.random(), 0.1 + 0.26 * rng.random()
        tip = (x0 + 0.26 + long * math.cos(angle), y0 + 0.16 + long * math.sin(angle))
        tone = mix((58, 86, 52), (138, 164, 92), n / 46)
        figure.stroke([(x0 + 0.26, y0 + 0.15), tip], scaled(tone, 0.8), 0.006)
        figure.blob(tip[0], tip[1], 0.034, 0.026, tone)


@cache
def _table_panels(dark: bool, people: int) -> tuple[Panel, ...]:
    """The table's top, and what stands on it."""
    wide, deep = 1.9, _TABLE_Y[1] - _TABLE_Y[0]
    wood: Colour = (150, 104, 70)
    top = Canvas(wide, deep, 420, wood)
    rng = np.random.default_rng(31)
    for _ in range(120):
        y, phase = deep * rng.random(), math.tau * rng.random()
        line = [(x, y + 0.004 * math.sin(3 * x + phase)) for x in np.linspace(0, wide, 24).tolist()]
        top.line(line, scaled(wood, 0.86 + 0.2 * rng.random()), 0.004)
    laid = ((_pot(), 0.42), (_cup(), -0.36)) if people == 1 else ((_pot(), 0.0), (_cup(), 0.2))
    light = np.ones(top.rgb.shape[:2], np.float32)
    if not dark:
        # the window in the polish
        rows, cols = top.box(0.1, deep - 0.5, 0.85, deep)
        light[rows, cols] = 1.3
    light = np.asarray(cv2.blur(cv2.blur(light, (101, 61)), (101, 61)), np.float32)
    for _, x in laid:
        rows, cols = top.box(wide / 2 + x - 0.07, deep - 0.2, wide / 2 + x + 0.1, deep - 0.15)
        light[rows, cols] *= np.float32(0.55)
    light = np.asarray(cv2.blur(cv2.blur(light, (21, 15)), (21, 15)), np.float32)
    top.rgb = darkened(np.asarray(cv2.blur(top.rgb, (9, 3)), np.uint8), light)
    if dark:
        top.rgb = np.asarray((top.rgb * np.array((0.74, 0.58, 0.42), np.float32)).astype(np.uint8))
    down = (0.0, 0.0, -1.0)
    edge = Canvas(wide, 0.05, 300, scaled(wood, 0.6 if not dark else 0.3))
    out = [
        Panel(Texture.of(edge), (-wide / 2, _TABLE_Y[1], _TABLE_Z), (1.0, 0.0, 0.0), down),
        Panel(Texture.of(top), (-wide / 2, _TABLE_Y[1], _TABLE_Z), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)),
    ]
    gain = _BY_LAMP if dark else (1.0, 1.0, 1.0)
    for texture, x in laid:
        stand = upright(texture, x, _TABLE_Y[1] - 0.17, _TABLE_Z - 0.004)
        out.append(Panel(texture, stand.corner, stand.across, stand.down, gain))
    return tuple(out)


@cache
def _pot() -> Texture:
    figure = Figure(0.34, 0.22, 900, (86, 112, 116))
    glaze: Colour = (84, 112, 118)
    figure.ring(0.1, 0.1, 0.045, scaled(glaze, 0.8), 0.014)
    figure.shape([(0.22, 0.07), (0.24, 0.11), (0.315, 0.16), (0.325, 0.15), (0.27, 0.07)], scaled(glaze, 0.86))
    figure.blob(0.18, 0.09, 0.085, 0.085, glaze)
    figure.rect(0, 0, 0.34, 0.008, glaze)
    figure.alpha[-8:] = 0
    figure.blob(0.2, 0.08, 0.062, 0.07, scaled(glaze, 0.84))
    figure.blob(0.18, 0.165, 0.05, 0.014, scaled(glaze, 1.1))
    figure.blob(0.18, 0.185, 0.014, 0.012, scaled(glaze, 0.9))
    figure.blob(0.145, 0.12, 0.014, 0.026, scaled(glaze, 1.5))
    return Texture.of(figure, figure.alpha)


@cache
def _cup() -> Texture:
    figure = Figure(0.14, 0.1, 900, (236, 230, 216))
    glaze: Colour = (232, 224, 208)
    figure.shape([(0.03, 0.0), (0.09, 0.0), (0.108, 0.085), (0.012, 0.085)], scaled(glaze, 0.94))
    figure.shape([(0.065, 0.0), (0.09, 0.0), (0.108, 0.085), (0.075, 0.085)], scaled(glaze, 0.78))
    figure.ring(0.113, 0.05, 0.018, scaled(glaze, 0.84), 0.007)
    figure.blob(0.06, 0.085, 0.048, 0.011, glaze)
    figure.blob(0.06, 0.084, 0.041, 0.008, (104, 70, 48))
    return Texture.of(figure, figure.alpha)
