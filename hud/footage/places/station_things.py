"""What stands, hangs and moves at a station, as flat pictures."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from hud.footage.places.sheets import print_on
from hud.footage.street.canvas import Canvas, Colour, Figure, scaled
from hud.footage.street.people import PEOPLE, draw_person
from hud.footage.street.space import Texture

CAR_M = 19.5
DOORS_M = (3.0, 9.75, 16.5)
"""Middles of a car's doors, from its rear."""
_STEEL: Colour = (196, 200, 200)
_STRIPE: Colour = (38, 128, 134)


@cache
def car() -> Texture:
    """The side of a car, as high as a train above the platform's edge and a little below."""
    canvas = Figure(CAR_M + 0.5, 3.3, 84, _STEEL)
    canvas.shape([(0, 0.35), (CAR_M, 0.35), (CAR_M, 3.12), (CAR_M - 0.05, 3.22), (0.05, 3.22), (0, 3.12)], _STEEL)
    # the coupling to the next one
    canvas.shape([(CAR_M, 0.5), (CAR_M + 0.5, 0.5), (CAR_M + 0.5, 2.95), (CAR_M, 2.95)], (52, 54, 56))
    canvas.fade(0, 0.35, CAR_M, 3.2, (158, 164, 166), (218, 221, 220))
    for y in (0.62, 0.8, 0.98):
        canvas.rect(0, y, CAR_M, y + 0.025, (168, 174, 176))
    canvas.rect(0, 1.02, CAR_M, 1.26, _STRIPE)
    canvas.rect(0, 1.26, CAR_M, 1.31, (228, 196, 104))
    canvas.rect(0, 2.86, CAR_M, 2.95, _STRIPE)
    canvas.rect(0, 3.08, CAR_M, 3.22, (150, 156, 158))
    edges = [0.35, *(e for at in DOORS_M for e in (at - 0.95, at + 0.95)), CAR_M - 0.35]
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        count = max(round((b - a) / 1.7), 1)
        step = (b - a) / count
        for k in range(count):
            x0, x1 = a + k * step + 0.08, a + (k + 1) * step - 0.08
            canvas.rect(x0 - 0.05, 1.42, x1 + 0.05, 2.68, (92, 98, 102))
            canvas.fade(x0, 1.47, x1, 2.63, (116, 112, 104), (206, 196, 170))
            # heads of those who sit inside
            for n in range(int((x1 - x0) / 0.62)):
                if (k * 3 + n + round(a)) % 3:
                    canvas.ellipse(x0 + 0.35 + 0.62 * n, 1.7, 0.12, 0.16, (64, 58, 56))
                    canvas.rect(x0 + 0.16 + 0.62 * n, 1.47, x0 + 0.54 + 0.62 * n, 1.56, (74, 70, 76))
            canvas.polygon([(x0 + 0.1, 1.47), (x0 + 0.3, 1.47), (x0 + 0.62, 2.63), (x0 + 0.42, 2.63)], (196, 200, 194))
    for at in DOORS_M:
        canvas.rect(at - 0.72, 0.42, at + 0.72, 2.62, (84, 90, 92))
        canvas.fade(at - 0.66, 0.44, at + 0.66, 2.58, (150, 138, 116), (240, 232, 206))
        canvas.rect(at - 0.66, 0.44, at + 0.66, 0.62, (118, 108, 94))
        canvas.rect(at - 0.02, 0.62, at + 0.02, 2.3, (176, 178, 176))
    canvas.rect(0, 0.35, CAR_M, 0.44, (92, 94, 94))
    return Texture.of(canvas, canvas.alpha)


@cache
def door() -> Texture:
    """One leaf of a door."""
    canvas = Canvas(0.65, 2.12, 110, (186, 190, 190))
    canvas.fade(0, 0, 0.65, 2.12, (162, 168, 170), (212, 215, 214))
    canvas.rect(0, 0.54, 0.65, 0.78, _STRIPE)
    canvas.rect(0.12, 0.95, 0.53, 1.95, (92, 98, 102))
    canvas.fade(0.15, 0.98, 0.5, 1.92, (118, 112, 104), (204, 194, 168))
    canvas.rect(0, 0, 0.02, 2.12, (96, 100, 102))
    canvas.rect(0.63, 0, 0.65, 2.12, (96, 100, 102))
    return Texture.of(canvas)


@cache
def train_front() -> Texture:
    """The driver's end."""
    figure = Figure(2.86, 3.5, 110, _STEEL)
    figure.shape([(0.0, 0.1), (2.86, 0.1), (2.86, 2.9), (2.6, 3.4), (0.26, 3.4), (0.0, 2.9)], (206, 210, 210))
    figure.shape([(2.2, 0.1), (2.86, 0.1), (2.86, 2.9), (2.6, 3.4), (2.2, 3.4)], (186, 190, 190))
    figure.shape([(0.12, 1.5), (2.74, 1.5), (2.7, 2.85), (2.5, 3.15), (0.36, 3.15), (0.16, 2.85)], (34, 38, 44))
    figure.polygon([(0.24, 1.62), (1.2, 1.62), (1.2, 2.66), (0.28, 2.66)], (70, 84, 96))
    figure.polygon([(1.28, 1.62), (2.62, 1.62), (2.58, 2.66), (1.28, 2.66)], (66, 80, 92))
    figure.polygon([(1.5, 1.62), (1.8, 1.62), (2.2, 2.66), (1.9, 2.66)], (96, 112, 124))
    figure.ellipse(0.8, 1.86, 0.14, 0.17, (86, 68, 58))
    figure.rect(0.6, 1.62, 1.0, 1.72, (40, 50, 66))
    figure.rect(0.82, 2.74, 2.04, 3.05, (20, 20, 22))
    print_on(figure, "train", (0.86, 2.76, 2.0, 3.03), (255, 190, 92))
    figure.polygon([(0.0, 0.9), (2.86, 0.9), (2.86, 1.24), (0.0, 1.24)], _STRIPE)
    figure.polygon([(0.0, 1.24), (2.86, 1.24), (2.86, 1.3), (0.0, 1.3)], (228, 196, 104))
    figure.polygon([(0.0, 0.1), (2.86, 0.1), (2.86, 0.42), (0.0, 0.42)], (84, 88, 90))
    for x in (0.36, 2.5):
        figure.ellipse(x, 0.68, 0.17, 0.13, (60, 62, 64))
        figure.ellipse(x, 0.68, 0.13, 0.1, (255, 250, 232))
    return Texture.of(figure, figure.alpha)


@cache
def glow(size_m: float) -> Texture:
    """Light round a lamp; it only adds."""
    at = (np.arange(96, dtype=np.float32) + np.float32(0.5)) / np.float32(48) - 1
    fall = np.clip(1 - np.sqrt(at[:, None] ** 2 + at[None, :] ** 2), 0, 1)
    image = np.zeros((96, 96, 4), np.uint8)
    core = fall * fall * fall
    image[..., :3] = np.clip(core[..., None] * np.array((235, 226, 200), np.float32), 0, 255).astype(np.uint8)
    return Texture(image, size_m, size_m)


@cache
def board() -> Texture:
    """The departure board, hung from two rods."""
    figure = Figure(2.2, 1.6, 340, (30, 32, 34))
    for x in (0.3, 1.9):
        figure.bar(x - 0.02, 0.7, x + 0.02, 1.6, (110, 114, 114))
    figure.bar(0.0, 0.0, 2.2, 0.8, (58, 62, 64))
    figure.bar(0.03, 0.03, 2.17, 0.77, (24, 26, 28))
    figure.rect(0.03, 0.635, 2.17, 0.77, (38, 74, 84))
    print_on(figure, "board", (0.05, 0.03, 2.15, 0.765), (244, 214, 146))
    return Texture.of(figure, figure.alpha)


@cache
def exit_sign() -> Texture:
    """A yellow sign, hung from two rods."""
    figure = Figure(1.6, 1.6, 220, (226, 186, 66))
    for x in (0.3, 1.3):
        figure.bar(x - 0.015, 0.3, x + 0.015, 1.6, (110, 114, 114))
    figure.bar(0, 0, 1.6, 0.4, (214, 174, 60))
    print_on(figure, "exit", (0.04, 0.02, 1.58, 0.38), (40, 38, 36))
    return Texture.of(figure, figure.alpha)


@cache
def name_sign() -> Texture:
    """The station's name, as it stands on the other platform."""
    canvas = Canvas(3.0, 0.9, 150, (240, 240, 234))
    canvas.rect(0, 0.1, 3.0, 0.27, _STRIPE)
    canvas.rect(1.4, 0.1, 1.6, 0.27, (206, 120, 70))
    print_on(canvas, "sign", (0.0, 0.02, 3.0, 0.88), (36, 40, 44))
    for x0, y0, x1, y1 in ((0, 0, 3.0, 0.02), (0, 0.88, 3.0, 0.9), (0, 0, 0.02, 0.9), (2.98, 0, 3.0, 0.9)):
        canvas.rect(x0, y0, x1, y1, (120, 124, 124))
    return Texture.of(canvas)


@cache
def column() -> Texture:
    """A steel column with a base."""
    figure = Figure(0.5, 3.95, 130, (120, 128, 124))
    figure.bar(0.1, 0, 0.4, 0.35, (98, 106, 104))
    figure.bar(0.15, 0.35, 0.35, 3.95, (128, 136, 132))
    figure.rect(0.27, 0.35, 0.35, 3.95, (98, 106, 104))
    figure.rect(0.15, 0.35, 0.18, 3.95, (162, 168, 162))
    figure.shape([(0.15, 3.5), (0.35, 3.5), (0.5, 3.95), (0.0, 3.95)], (112, 120, 117))
    return Texture.of(figure, figure.alpha)


@cache
def person(k: int) -> Texture:
    """Someone who waits."""
    figure = Figure(0.96, 1.86, 170, scaled(PEOPLE[k].coat, 0.9))
    draw_person(figure, PEOPLE[k])
    if k < 2:
        # the nearest look away from the wearer
        tall, hair = PEOPLE[k].tall, PEOPLE[k].hair
        figure.blob(0.48, 1.66 * tall, 0.094, 0.12, hair)
        figure.blob(0.51, 1.65 * tall, 0.062, 0.105, scaled(hair, 0.86))
    figure.rgb = np.asarray((figure.rgb * np.float32(0.84)).astype(np.uint8))
    figure.ellipse(0.48, 0.0, 0.3, 0.012, (90, 88, 84))
    return Texture.of(figure, figure.alpha)


@cache
def seats() -> Texture:
    """Four seats before the wall."""
    figure = Figure(2.4, 0.95, 110, (72, 110, 116))
    figure.bar(0.1, 0.3, 2.3, 0.36, (92, 96, 96))
    for x in (0.3, 2.06):
        figure.bar(x, 0, x + 0.05, 0.32, (92, 96, 96))
    for k in range(4):
        a = 0.1 + 0.56 * k
        figure.shape([(a, 0.4), (a + 0.48, 0.4), (a + 0.46, 0.9), (a + 0.02, 0.9)], (70, 112, 118))
        figure.shape([(a, 0.38), (a + 0.48, 0.38), (a + 0.48, 0.48), (a, 0.48)], (94, 140, 144))
        figure.shape([(a + 0.38, 0.4), (a + 0.48, 0.4), (a + 0.46, 0.9), (a + 0.38, 0.9)], (56, 92, 98))
    return Texture.of(figure, figure.alpha)


@cache
def vending(*, front: bool = True) -> Texture:
    """A machine that sells drinks: its front, or its side."""
    wide = 1.0 if front else 0.75
    canvas = Canvas(wide, 1.86, 130, (176, 60, 54))
    if not front:
        canvas.shade(0, 0, wide, 1.86, 0.66, 0.8)
        return Texture.of(canvas)
    canvas.rect(0.08, 0.72, 0.92, 1.76, (238, 236, 228))
    for row in range(3):
        for n in range(6):
            colour = ((196, 74, 62), (72, 128, 104), (226, 184, 84), (74, 106, 148), (150, 96, 70))[(n + 2 * row) % 5]
            x, y = 0.13 + 0.13 * n, 0.8 + 0.32 * row
            canvas.rect(x, y, x + 0.08, y + 0.2, colour)
            canvas.rect(x, y + 0.15, x + 0.08, y + 0.2, scaled(colour, 1.3))
    canvas.rect(0.12, 0.2, 0.88, 0.42, (60, 40, 40))
    return Texture.of(canvas)


@cache
def clock_face() -> Texture:
    """A round face with twelve strokes and the rod that it hangs from."""
    figure = Figure(0.6, 1.25, 260, (238, 238, 232))
    figure.bar(0.285, 0.55, 0.315, 1.25, (110, 114, 114))
    figure.blob(0.3, 0.3, 0.3, 0.3, (58, 62, 64))
    figure.blob(0.3, 0.3, 0.272, 0.272, (236, 236, 230))
    for k in range(12):
        a = math.tau * k / 12
        inner = 0.2 if k % 3 else 0.18
        ends = [(0.3 + r * math.sin(a), 0.3 + r * math.cos(a)) for r in (inner, 0.25)]
        figure.line(ends, (44, 46, 48), 0.018 if k % 3 == 0 else 0.01)
    return Texture.of(figure, figure.alpha)


@cache
def clock_hand(long_m: float, wide_m: float) -> Texture:
    """A hand; the second hand is red."""
    ppm = 300
    size = (max(round(wide_m * ppm), 2), round(long_m * ppm))
    image = np.zeros((*size, 4), np.uint8)
    image[...] = (*((186, 52, 44) if wide_m < 0.01 else (40, 42, 44)), 255)
    return Texture(image, wide_m, long_m)
