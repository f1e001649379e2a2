"""A railway platform in the morning: a train comes in at a told time. About 500 to 3,000 lx, below a roof."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from hud.footage.places.sheets import printed
from hud.footage.places.source import Gaze, smooth, sway
from hud.footage.places.station_things import (
    CAR_M,
    DOORS_M,
    board,
    car,
    clock_face,
    clock_hand,
    column,
    door,
    exit_sign,
    glow,
    name_sign,
    person,
    seats,
    train_front,
    vending,
)
from hud.footage.street.canvas import Canvas, scaled
from hud.footage.street.space import Panel, Texture, upright

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.footage.places.sheets import Printed
    from hud.footage.street.canvas import Colour

_EDGE_X = -2.3
_WALL_X = 3.9
_ROOF_Z = 3.9
_FAR_Y = 74.0
_NEAR_Y = -14.0
_BRAKES_M_S2 = 0.85
_STOPS_Y = -7.0
_CARS = 4
_CLOCK_S = 9 * 3600 + 40 * 60
_HAZE = (206, 216, 222)


class Station:
    """Someone who waits on the platform and looks along it."""

    name = "station platform"
    behind = (168, 186, 200)

    def __init__(self, arrival_s: float, seed: int) -> None:
        self._arrival_s = arrival_s
        self._seed = seed % 83 / 6.0
        self._far = _surroundings()
        self._near = _platform()
        self._board = upright(board(), 0.75, 5.2, 2.34)
        self._exit = upright(exit_sign(), 2.55, 9.0, 2.27)
        self._sign = Panel(name_sign(), (-8.95, 6.5, 1.95), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0))
        self._things = _things()

    def gaze_at(self, t_s: float) -> Gaze:
        """A person who stands and shifts the weight now and then."""
        a, b, c = sway(t_s * 0.6, self._seed)
        return Gaze((0.03 * a, 0.01 * c, 1.62 + 0.008 * b), -5.5 + 0.9 * a, 3.1 + 0.3 * b)

    def front_at(self, t_s: float) -> float:
        """How far ahead of the wearer the train's front is, metres; it stands from the time of arrival on."""
        left = max(self._arrival_s - t_s, 0.0)
        # braked evenly; before that at the speed from which it brakes
        brake = min(left, 16.0)
        return _STOPS_Y + 0.5 * _BRAKES_M_S2 * brake * brake + _BRAKES_M_S2 * 16.0 * (left - brake)

    def panels_at(self, t_s: float) -> Sequence[Panel]:
        """The far side, the train, the platform and what stands and hangs there."""
        out = [*self._far, self._sign]
        front = self.front_at(t_s)
        if front < 420.0:
            out += self._train(front, t_s)
        out += self._near
        out += self._things
        out += [self._exit, self._board, *_clock(t_s)]
        return out

    def _train(self, front: float, t_s: float) -> list[Panel]:
        x = _EDGE_X - 0.08
        along, down = (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)
        out = []
        opened = 0.62 * smooth((t_s - self._arrival_s - 1.6) / 1.6)
        for k in reversed(range(_CARS)):
            start = front + k * (CAR_M + 0.5)
            if start + CAR_M < _NEAR_Y or start > 260.0:
                continue
            # seen from the platform its far end lies to the right: the texture runs towards the front
            air = _air(start + CAR_M / 2)
            out.append(Panel(car(), (x, start + CAR_M, 2.72), along, down, air))
            for at in DOORS_M:
                y = start + CAR_M - at
                if not 0.3 < y < 24.0:
                    continue
                for side in (1.0, -1.0):
                    out.append(
                        Panel(door(), (x + 0.01, y + (0.65 if side > 0 else 0.0) + side * opened, 2.05), along, down)
                    )
        if front > 0.5:
            out.append(Panel(train_front(), (x - 2.86, front, 2.8), (1.0, 0.0, 0.0), down, _air(front)))
            for lamp in (-2.5, -0.36):
                wide = 1.1 + min(front / 60.0, 1.6)
                shine = glow(round(wide, 1))
                out.append(upright(shine, x + lamp, front - 0.02, -0.02 - wide / 2))
        return out

    def printed_at(self, t_s: float) -> Sequence[tuple[Panel, Printed]]:  # noqa: ARG002 - the interface's name
        """The signs that face the wearer."""
        return [
            *((self._board, line) for line in printed("board")),
            *((self._exit, line) for line in printed("exit")),
            *((self._sign, line) for line in printed("sign")),
        ]


def _air(away_m: float) -> tuple[float, float, float]:
    share = max(1 - max(away_m, 0.0) / 600.0, 0.7)
    return share, share, share


def _clock(t_s: float) -> list[Panel]:
    """A round clock whose hands go."""
    x, y, z, radius = -1.05, 7.5, 2.95, 0.3
    out = [upright(clock_face(), x, y, z - radius)]
    now = _CLOCK_S + t_s
    for turn, long, wide in (
        (now / 43200, 0.14, 0.024),
        (now / 3600, 0.22, 0.018),
        (math.floor(now) / 60, 0.24, 0.008),
    ):
        angle = (turn % 1.0) * math.tau
        across = (math.cos(angle), 0.0, -math.sin(angle))
        down = (-math.sin(angle), 0.0, -math.cos(angle))
        texture = clock_hand(long, wide)
        tip = tuple(c - across[k] * wide / 2 - down[k] * long for k, c in enumerate((x, y - 0.01, z)))
        out.append(Panel(texture, (tip[0], tip[1], tip[2]), across, down))
    return out


@cache
def _surroundings() -> tuple[Panel, ...]:
    """Sky all round, the ground, the other platform, the track."""
    down = (0.0, 0.0, -1.0)
    out = []
    # the wall of the wearer's own platform hides the east
    for bearing, x, y, wide in ((0.0, -90.0, 190.0, 220.0), (180.0, -90.0, -190.0, 220.0), (270.0, -190.0, 0.0, 400.0)):
        sky = Canvas(wide, 120.0, 5, (150, 184, 214))
        sky.fade(0, 0, wide, 70.0, (236, 228, 212), (150, 186, 218))
        sky.fade(0, 70.0, wide, 120.0, (150, 186, 218), (128, 168, 208))
        _hills(sky, bearing)
        _town(sky, round(bearing), 0.55)
        out.append(upright(Texture.of(sky), x, y, -6.0, bearing))
    near = Canvas(230.0, 24.0, 8, _HAZE)
    _town(near, 270, 1.0)
    shown = (near.rgb != np.array(near.rgb[0, 0])).any(axis=2).astype(np.uint8) * 255
    out.append(upright(Texture.of(near, shown), -42.0, 60.0, -6.0, 270.0))
    field = Canvas(191.0, 380.0, 2, (150, 152, 136))
    out.append(Panel(Texture.of(field), (-200.0, 190.0, -1.25), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)))
    long = _FAR_Y - _NEAR_Y + 40.0
    fence = Canvas(long, 2.6, 34, (204, 202, 192))
    for s in np.arange(0.0, long, 2.0).tolist():
        fence.rect(s, 0, s + 0.09, 2.6, (150, 154, 152))
        fence.rect(s + 0.09, 0, s + 0.12, 2.6, (176, 176, 168))
    fence.rect(0, 2.45, long, 2.6, (112, 122, 122))
    fence.rect(0, 0, long, 0.24, (150, 148, 142))
    for n, tone in enumerate(((172, 96, 78), (84, 116, 130), (196, 160, 92), (98, 122, 96), (130, 92, 110))):
        for s in np.arange(3.0 + 5.2 * n, long - 2, 26.0).tolist():
            fence.rect(s - 0.05, 0.7, s + 1.65, 2.05, (238, 236, 228))
            fence.rect(s, 0.75, s + 1.6, 2.0, tone)
            fence.ellipse(s + 0.5, 1.5, 0.3, 0.3, scaled(tone, 1.3))
            fence.rect(s + 0.95, 0.95, s + 1.45, 1.05, scaled(tone, 1.45))
            fence.rect(s + 0.95, 1.15, s + 1.35, 1.22, scaled(tone, 1.35))
    out.append(Panel(Texture.of(fence), (-9.0, _NEAR_Y - 20, 2.5), (0.0, 1.0, 0.0), down))
    other = Canvas(2.8, long, 30, (178, 174, 164))
    other.rect(2.5, 0, 2.8, long, (206, 202, 192))
    other.rect(1.85, 0, 2.15, long, (206, 172, 74))
    out.append(Panel(Texture.of(other), (-9.0, _FAR_Y + 20, 0.0), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)))
    face = Canvas(long, 1.2, 24, (118, 114, 108))
    face.shade(0, 0, long, 1.2, 0.6, 1.0)
    face.rect(0, 1.08, long, 1.2, (190, 186, 176))
    out.append(Panel(Texture.of(face), (-6.2, _NEAR_Y - 20, 0.0), (0.0, 1.0, 0.0), down))
    bed = Canvas(4.0, long, 40, (128, 120, 110))
    bed.grain(0, 0, 4.0, long, 11.0, 0.08, 71)
    bed.grain(0, 0, 4.0, long, 7.0, 0.9, 72)
    for s in np.arange(0.3, long, 0.65).tolist():
        bed.rect(0.85, s, 3.15, s + 0.24, (112, 98, 84))
        bed.rect(0.85, s, 3.15, s + 0.04, (84, 74, 64))
    for x in (1.3, 2.62):
        bed.rect(x - 0.05, 0, x + 0.08, long, (88, 76, 68))
        bed.rect(x, 0, x + 0.06, long, (196, 194, 190))
    bed.rgb[:, -30:] = (bed.rgb[:, -30:] * np.float32(0.6)).astype(np.uint8)
    out.append(Panel(Texture.of(bed), (-6.25, _FAR_Y + 20, -1.12), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)))
    return tuple(out)


def _hills(sky: Canvas, phase: float) -> None:
    wide = sky.width / sky.ppm
    xs = np.linspace(0, wide, 240).tolist()
    for base, high, tone in ((13.0, 4.0, (182, 198, 208)), (10.0, 2.4, (164, 182, 186))):
        line = [(x, base + high * math.sin(0.021 * x + phase + base) + high * 0.4 * math.sin(0.067 * x)) for x in xs]
        sky.polygon([(0.0, 0.0), *line, (wide, 0.0)], tone)


def _town(sky: Canvas, seed: int, near: float) -> None:
    """Roofs and trees in a row."""
    wide = sky.width / sky.ppm
    rng = np.random.default_rng([seed, 606])
    x = 0.0
    while x < wide:
        w, h = 7 + 8 * rng.random(), 9.0 + (5.0 + 4.0 * rng.random()) * near
        wall = ((206, 196, 178), (190, 180, 168), (212, 204, 194), (180, 166, 150))[int(rng.integers(4))]
        roof = ((150, 110, 92), (122, 122, 124), (134, 98, 84))[int(rng.integers(3))]
        tone = 0.86 + 0.12 * rng.random()
        body: Colour = scaled(wall, tone)
        if rng.random() < 0.24:
            for k in range(5):
                sky.ellipse(x + w * (0.2 + 0.15 * k), 7.5 + 1.2 * (k % 2), 2.4, 2.6, (112 + 6 * k, 136 + 4 * k, 98))
        else:
            sky.rect(x, 0, x + w, h, body)
            sky.polygon([(x - 0.4, h), (x + w / 2, h + 2.2), (x + w + 0.4, h)], scaled(roof, tone * 1.1))
            for k in range(int(w // 2.2)):
                sky.rect(x + 0.8 + 2.2 * k, h - 2.6, x + 1.8 + 2.2 * k, h - 1.0, (126, 142, 156))
        x += w + 1.5 * rng.random()
    # the air before it
    rows = sky.rgb[-round(24 * sky.ppm) :]
    rows[:] = (rows * np.float32(0.68) + np.array(_HAZE, np.float32) * np.float32(0.32)).astype(np.uint8)


@cache
def _platform() -> tuple[Panel, ...]:
    """Floor, wall and roof of the wearer's own platform."""
    # each piece reaches below what is painted after it, or a hair of the sky shows between
    wide = _WALL_X - _EDGE_X + 0.1
    out = []
    for low, high, ppm in ((23.9, _FAR_Y, 30), (8.9, 24.0, 60), (_NEAR_Y, 9.0, 120)):
        floor = Canvas(wide, high - low, ppm, (176, 172, 164))
        rng = np.random.default_rng([round(low) + 99, 5])
        if ppm > 30:
            for s in np.arange(0.0, high - low, 0.6).tolist():
                for x in np.arange(1.3, wide, 0.6).tolist():
                    floor.rect(
                        x + 0.006, s + 0.006, x + 0.594, s + 0.594, scaled((178, 174, 166), 0.96 + 0.07 * rng.random())
                    )
        floor.rect(0, 0, 0.32, high - low, (206, 202, 194))
        floor.rect(0.32, 0, 0.36, high - low, (140, 138, 132))
        floor.rect(0.86, 0, 1.2, high - low, (206, 168, 62))
        if ppm > 30:
            for s in np.arange(0.03, high - low, 0.075).tolist():
                for x in (0.9, 0.975, 1.05, 1.125):
                    floor.rect(x, s, x + 0.035, s + 0.04, (222, 188, 88))
        across = (np.arange(floor.width, dtype=np.float32) + np.float32(0.5)) / np.float32(floor.width)
        # daylight from the track's side, less of it towards the wall
        fall = np.float32(1.04) - np.float32(0.4) * np.clip(across * np.float32(1.25), 0, 1)
        floor.rgb = np.asarray(np.minimum(floor.rgb * fall[None, :, None], 255).astype(np.uint8))
        out.append(Panel(Texture.of(floor), (_EDGE_X, high, 0.0), (1.0, 0.0, 0.0), (0.0, -1.0, 0.0)))
    long = _FAR_Y - _NEAR_Y
    wall = Canvas(long, _ROOF_Z + 0.2, 44, (196, 188, 172))
    wall.grain(0, 0, long, 4, 3.0, 0.5, 8)
    wall.rect(0, 0, long, 1.15, (116, 104, 92))
    wall.rect(0, 1.15, long, 1.22, (92, 82, 74))
    for s in np.arange(1.0, long - 3, 6.0).tolist():
        wall.rect(s - 0.1, 1.22, s + 2.7, 3.1, (88, 80, 74))
        for k in range(3):
            a = s + 0.02 + 0.87 * k
            wall.fade(a, 1.32, a + 0.82, 3.0, (122, 136, 142), (168, 182, 190))
            wall.polygon([(a + 0.1, 1.32), (a + 0.3, 1.32), (a + 0.75, 3.0), (a + 0.55, 3.0)], (182, 194, 200))
        wall.rect(s + 3.3, 0, s + 3.5, 4.1, (172, 164, 150))
    wall.shade(0, 0, long, 0.5, 0.7, 1.0)
    wall.shade(0, 3.2, long, 4.1, 1.0, 0.66)
    wall.rgb = np.asarray((wall.rgb * np.float32(0.82)).astype(np.uint8))
    out.append(Panel(Texture.of(wall), (_WALL_X, _FAR_Y, _ROOF_Z + 0.2), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)))
    roof = Canvas(wide + 0.5, long, 34, (150, 150, 146))
    for s in np.arange(0.0, long, 3.0).tolist():
        roof.rect(0, s, wide + 0.5, s + 0.2, (112, 116, 114))
        roof.rect(0, s + 0.2, wide + 0.5, s + 0.32, (132, 134, 131))
    for x in np.arange(0.0, wide + 0.5, 0.4).tolist():
        roof.rect(x, 0, x + 0.03, long, (134, 135, 132))
    for s in np.arange(1.2, long, 6.0).tolist():
        roof.rect(3.2, s, 3.36, s + 1.5, (252, 248, 236))
    across = (np.arange(roof.width, dtype=np.float32) + np.float32(0.5)) / np.float32(roof.width)
    fall = np.float32(1.05) - np.float32(0.45) * np.clip(across * np.float32(1.3), 0, 1)
    lamps = (roof.rgb[..., 0] > 245)[..., None]
    roof.rgb = np.where(lamps, roof.rgb, np.minimum(roof.rgb * fall[None, :, None], 255).astype(np.uint8))
    out.append(Panel(Texture.of(roof), (_EDGE_X - 0.5, _NEAR_Y, _ROOF_Z), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))
    beam = Canvas(long, 0.4, 30, (98, 108, 106))
    beam.rect(0, 0, long, 0.05, (74, 84, 82))
    out.append(Panel(Texture.of(beam), (_EDGE_X - 0.48, _NEAR_Y, _ROOF_Z + 0.02), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0)))
    rear = Canvas(wide + 0.5, 4.1, 40, (150, 142, 130))
    rear.rect(0, 0, wide + 0.5, 1.15, (104, 94, 84))
    out.insert(0, upright(Texture.of(rear), (_WALL_X + _EDGE_X) / 2, _NEAR_Y, 0.0, 180.0))
    return tuple(out)


@cache
def _things() -> tuple[Panel, ...]:
    """What stands on the platform, the farthest first."""
    out = [(y, upright(column(), 1.9, y, 0.0)) for y in np.arange(4.6, _FAR_Y, 6.0).tolist()]
    for k, x, y in ((0, -0.55, 12.2), (1, 0.35, 9.4), (2, 0.9, 19.5), (3, -0.5, 26.0), (4, 2.6, 15.0), (5, 0.2, 33.0)):
        out.append((y, upright(person(k), x, y, 0.0)))
    for y in (7.0, 13.0, 25.0):
        out.append((y, Panel(seats(), (_WALL_X - 0.55, y + 2.4, 0.95), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0))))
    out.append((10.6, Panel(vending(), (_WALL_X - 0.75, 10.9, 1.86), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0))))
    out.append((10.0, upright(vending(front=False), _WALL_X - 0.37, 9.8, 0.0)))
    return tuple(panel for _, panel in sorted(out, key=lambda item: -item[0]))
