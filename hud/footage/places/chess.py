"""A game of chess on a table: the board, its pieces, and the first moves of an open Sicilian."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

from hud.footage.places.source import smooth
from hud.footage.street.canvas import Canvas, Colour, Figure, mix, scaled
from hud.footage.street.space import Panel, Texture, upright

if TYPE_CHECKING:
    from collections.abc import Sequence

_SQUARE = 0.046
_RIM = 0.024
_THICK = 0.012
_CENTRE_Y = 1.1
_TAKES_S = 1.1
"""A piece is on its way for so long, and stands when its move is made."""
_LIFT = 0.05
_MOVES: tuple[tuple[float, str, str], ...] = (
    (6.0, "e2", "e4"),
    (14.0, "c7", "c5"),
    (23.0, "g1", "f3"),
    (30.0, "d7", "d6"),
    (41.0, "d2", "d4"),
    (46.0, "c5", "d4"),
    (54.0, "f3", "d4"),
)
"""When each move is made, seconds, from where to where."""
_TALL = {"P": 0.044, "R": 0.05, "N": 0.058, "B": 0.066, "Q": 0.078, "K": 0.088}
_IVORY: Colour = (226, 206, 168)
_EBONY: Colour = (64, 46, 40)
_ASIDE = 5.3
"""Files from the middle to where what is taken stands."""


def board_panels(z: float, gain: tuple[float, float, float]) -> list[Panel]:
    """The board, lying on a table at height z, and its near edge."""
    half = 4 * _SQUARE + _RIM
    top = Panel(_board(), (-half, _CENTRE_Y + half, z + _THICK), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), gain)
    edge = Panel(_edge(), (-half, _CENTRE_Y - half, z + _THICK), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0), gain)
    return [top, edge]


def piece_panels(t_s: float, z: float, gain: tuple[float, float, float]) -> list[Panel]:
    """The pieces as they stand at t, the far ones first. Pure in t."""
    standing = []
    for kind, white, path in _courses():
        x, y, lift = _place(path, t_s)
        standing.append((y, x, lift, kind, white))
    out = []
    for y, x, lift, kind, white in sorted(standing, key=lambda one: (-one[0], one[1])):
        # the lower edge of the picture is nearer than the foot's middle
        stand = upright(_piece(kind, white), x, y - 0.006, z + _THICK - 0.007 + lift)
        out.append(Panel(stand.texture, stand.corner, stand.across, stand.down, gain))
    return out


Course = tuple[tuple[float, float, float], ...]


@cache
def _courses() -> tuple[tuple[str, bool, Course], ...]:
    """Each piece: its kind, whether it is white, and from when it stands where (files and ranks from the middle)."""
    courses: list[tuple[str, bool, list[tuple[float, float, float]]]] = []
    at: dict[str, int] = {}
    for rank, white in (("1", True), ("2", True), ("7", False), ("8", False)):
        for file, kind in zip("abcdefgh", "PPPPPPPP" if rank in "27" else "RNBQKBNR", strict=True):
            at[file + rank] = len(courses)
            courses.append((kind, white, [(-math.inf, *_square(file + rank))]))
    taken = 0
    for made_s, origin, target in _MOVES:
        if target in at:
            # what is taken goes as the other comes
            courses[at.pop(target)][2].append((made_s, _ASIDE, -3.0 + taken))
            taken += 1
        at[target] = at.pop(origin)
        courses[at[target]][2].append((made_s, *_square(target)))
    return tuple((kind, white, tuple(path)) for kind, white, path in courses)


def _square(name: str) -> tuple[float, float]:
    return "abcdefgh".index(name[0]) - 3.5, int(name[1]) - 4.5


def _place(path: Course, t_s: float) -> tuple[float, float, float]:
    """Where a piece is: x, y, and how far above the board, metres."""
    k = max(k for k, (made_s, _, _) in enumerate(path) if made_s - _TAKES_S <= t_s)
    made_s, file, rank = path[k]
    lift = 0.0
    if k and t_s < made_s:
        share = smooth(1 - (made_s - t_s) / _TAKES_S)
        _, file_0, rank_0 = path[k - 1]
        file, rank = file_0 + (file - file_0) * share, rank_0 + (rank - rank_0) * share
        lift = _LIFT * 4 * share * (1 - share)
    # beside the board lies lower than the board
    down = _THICK * smooth((abs(file) - 4.6) / 0.5)
    return file * _SQUARE, _CENTRE_Y + rank * _SQUARE, lift - down


@cache
def _board() -> Texture:
    long = 8 * _SQUARE + 2 * _RIM
    canvas = Canvas(long, long, 1800, (84, 52, 36))
    canvas.grain(0, 0, long, long, 4.0, 0.03, 5)
    inner = _RIM * 0.8
    canvas.rect(inner, inner, long - inner, long - inner, (196, 160, 108))
    for row in range(8):
        for col in range(8):
            x, y = _RIM + col * _SQUARE, _RIM + row * _SQUARE
            wood: Colour = (134, 88, 58) if (row + col) % 2 == 0 else (226, 198, 150)
            canvas.rect(x, y, x + _SQUARE, y + _SQUARE, scaled(wood, 0.97 + 0.02 * ((3 * row + 5 * col) % 4)))
            for line in range(1, 6):
                across = y + _SQUARE * (line + 0.3 * math.sin(7.0 * row + 3.0 * col + line)) / 6
                canvas.line([(x + 0.002, across), (x + _SQUARE - 0.002, across + 0.0012)], scaled(wood, 0.93), 0.0006)
    return Texture.of(canvas)


@cache
def _edge() -> Texture:
    canvas = Canvas(8 * _SQUARE + 2 * _RIM, _THICK, 1200, (62, 38, 28))
    return Texture.of(canvas)


def _profile(kind: str) -> list[tuple[float, float]]:
    """The right outline of a turned piece, from the foot up: half widths and heights as shares of its height."""
    foot = [(0.31, 0.05), (0.31, 0.1), (0.25, 0.14), (0.22, 0.2)]
    if kind == "P":
        return [
            (0.36, 0.05),
            (0.36, 0.13),
            (0.27, 0.18),
            (0.15, 0.42),
            (0.13, 0.56),
            (0.22, 0.6),
            (0.21, 0.64),
            (0.1, 0.66),
        ]
    if kind == "R":
        return [
            (0.34, 0.05),
            (0.34, 0.13),
            (0.27, 0.18),
            (0.2, 0.3),
            (0.19, 0.66),
            (0.27, 0.72),
            (0.27, 0.97),
            (0.0, 0.97),
        ]
    if kind == "N":
        return [*foot, (0.2, 0.26), (0.0, 0.26)]
    if kind == "B":
        return [
            *foot,
            (0.12, 0.4),
            (0.1, 0.55),
            (0.19, 0.59),
            (0.18, 0.62),
            (0.11, 0.65),
            (0.16, 0.74),
            (0.13, 0.84),
            (0.0, 0.95),
        ]
    top = [(0.11, 0.44), (0.09, 0.6), (0.18, 0.63), (0.17, 0.66), (0.1, 0.68)]
    if kind == "Q":
        return [*foot, *top, (0.19, 0.9), (0.12, 0.88), (0.0, 0.92)]
    return [*foot, *top, (0.17, 0.84), (0.12, 0.88), (0.0, 0.89)]


_HORSE = (
    *((-0.2, 0.24), (-0.17, 0.4), (-0.06, 0.52), (-0.08, 0.56), (-0.2, 0.5), (-0.3, 0.52), (-0.31, 0.6)),
    *((-0.18, 0.74), (-0.12, 0.86), (-0.03, 0.9), (-0.01, 0.99), (0.06, 0.9), (0.2, 0.76), (0.25, 0.52), (0.2, 0.24)),
)


@cache
def _piece(kind: str, white: bool) -> Texture:
    tall = _TALL[kind]
    wide = 0.05
    figure = Figure(wide, tall * 1.04, 2600, _IVORY if white else _EBONY)
    wood = _IVORY if white else _EBONY
    middle = wide / 2
    outline = _profile(kind)
    foot, ground = outline[0][0] * tall, outline[0][1] * tall
    figure.blob(middle + 0.004, ground * 0.9, foot + 0.003, ground * 0.85, (20, 14, 12), 130)

    def both(points: Sequence[tuple[float, float]], left: float = 1.0) -> list[tuple[float, float]]:
        right = [(middle + x * tall, y * tall) for x, y in points]
        return right + [(middle - left * x * tall, y * tall) for x, y in reversed(points)]

    def light(share: float) -> Colour:
        return scaled(wood, share) if share <= 1 else mix(wood, (255, 250, 240), share - 1)

    figure.blob(middle, ground, foot, ground * 0.7, light(0.8))
    figure.shape(both(outline), light(1.0))
    # a turned piece is dark on its right and has a shine on its left: the window is there
    figure.shape(both(outline, left=-0.25), light(0.74))
    figure.shape(both([(x * 0.72, y) for x, y in outline], left=-0.72)[: len(outline)], light(0.74))
    shine = [(-x * 0.62, y) for x, y in outline] + [(-x * 0.4, y) for x, y in reversed(outline)]
    figure.shape([(middle + x * tall, y * tall) for x, y in shine], light(1.35 if white else 1.16))
    if kind == "P":
        figure.blob(middle, tall * 0.8, tall * 0.2, tall * 0.2, light(1.0))
        figure.blob(middle + tall * 0.05, tall * 0.78, tall * 0.14, tall * 0.16, light(0.84))
        figure.blob(middle - tall * 0.07, tall * 0.86, tall * 0.05, tall * 0.05, light(1.4 if white else 1.25))
    elif kind == "N":
        figure.shape([(middle + x * tall, y * tall) for x, y in _HORSE], light(0.96))
        mane = [(x, y) for x, y in _HORSE if x > 0] + [(0.12, 0.24), (0.13, 0.55), (0.05, 0.8)]
        figure.shape([(middle + x * tall, y * tall) for x, y in mane], light(0.74))
        figure.blob(middle - tall * 0.1, tall * 0.74, tall * 0.022, tall * 0.022, light(0.4))
    elif kind == "R":
        for x in (-0.16, 0.08):
            figure.rect(middle + x * tall, tall * 0.88, middle + (x + 0.08) * tall, tall * 0.97, light(0.5))
    elif kind == "B":
        figure.blob(middle, tall * 0.965, tall * 0.035, tall * 0.035, light(1.0))
        figure.line([(middle + tall * 0.02, tall * 0.74), (middle + tall * 0.1, tall * 0.86)], light(0.45), 0.0014)
    elif kind == "Q":
        for x in (-0.18, -0.09, 0.0, 0.09, 0.18):
            figure.blob(middle + x * tall, tall * (0.94 - 0.5 * x * x), tall * 0.028, tall * 0.028, light(1.0 - x))
    else:
        figure.bar(middle - tall * 0.022, tall * 0.88, middle + tall * 0.022, tall * 1.02, light(0.95))
        figure.bar(middle - tall * 0.065, tall * 0.935, middle + tall * 0.065, tall * 0.975, light(0.95))
    return Texture.of(figure, figure.alpha)
