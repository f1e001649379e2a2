"""Drawing on a wall in metres: x to the right, y up from the ground."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Colour = tuple[float, float, float]


def mix(a: Sequence[float], b: Sequence[float], share: float) -> Colour:
    """Colour between a (share 0) and b (share 1)."""
    return (
        a[0] + (b[0] - a[0]) * share,
        a[1] + (b[1] - a[1]) * share,
        a[2] + (b[2] - a[2]) * share,
    )


def scaled(a: Sequence[float], factor: float) -> Colour:
    """Colour made darker or lighter, clipped to 255."""
    return (min(a[0] * factor, 255.0), min(a[1] * factor, 255.0), min(a[2] * factor, 255.0))


@lru_cache(maxsize=8)  # of 138 in a town nearly all are used by one wall alone
def soft_noise(size: int, cell: int, seed: int) -> NDArray[np.float32]:
    """Smooth periodic noise, (size, size) float32, mean 0, about -1..1; ``cell`` pixels from bump to bump."""
    rng = np.random.default_rng([seed, size, cell])
    count = max(size // cell, 2)
    base = rng.integers(0, 256, (count, count), dtype=np.uint8)
    wide = np.pad(base, 2, mode="wrap")
    step = size / count
    big = cv2.resize(wide, (round((count + 4) * step), round((count + 4) * step)), interpolation=cv2.INTER_LINEAR)
    big = cv2.blur(big, (max(cell // 2, 1) | 1, max(cell // 2, 1) | 1))
    at = round(2 * step)
    out = big[at : at + size, at : at + size].astype(np.float32)
    return np.asarray((out - np.float32(127.5)) / np.float32(90.0), np.float32)


class Canvas:
    """A picture of a wall, and of the light that comes out of it."""

    def __init__(self, width_m: float, height_m: float, ppm: int, ground: Sequence[float]) -> None:
        self.ppm = ppm
        self.width = round(width_m * ppm)
        self.height = round(height_m * ppm)
        self.rgb = np.empty((self.height, self.width, 3), np.uint8)
        self.rgb[:] = np.clip(ground, 0, 255).astype(np.uint8)
        self.emit: NDArray[np.uint8] = np.zeros_like(self.rgb)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[slice, slice]:
        """Rows and columns of a rectangle given by two corners in metres, clipped."""
        ppm = self.ppm
        rows = slice(max(self.height - round(y1 * ppm), 0), max(self.height - round(y0 * ppm), 0))
        cols = slice(max(round(x0 * ppm), 0), max(round(x1 * ppm), 0))
        return rows, cols

    def rect(self, x0: float, y0: float, x1: float, y1: float, colour: Sequence[float]) -> None:
        """A filled rectangle."""
        # by hand: of ten thousand such, NumPy's clip takes half of the time
        self.rgb[self.box(x0, y0, x1, y1)] = [0 if c < 0 else 255 if c > 255 else int(c) for c in colour]

    def shade(self, x0: float, y0: float, x1: float, y1: float, bottom: float, top: float) -> None:
        """Multiply a rectangle by a factor that runs from bottom to top."""
        area = self.rgb[self.box(x0, y0, x1, y1)]
        if area.size:
            ramp = np.linspace(top, bottom, area.shape[0], dtype=np.float32)[:, None, None]
            area[:] = np.minimum(area * ramp, 255).astype(np.uint8)

    def fade(self, x0: float, y0: float, x1: float, y1: float, bottom: Sequence[float], top: Sequence[float]) -> None:
        """Fill a rectangle with a vertical gradient."""
        area = self.rgb[self.box(x0, y0, x1, y1)]
        if area.size:
            ramp = np.linspace(0, 1, area.shape[0], dtype=np.float32)[:, None]
            colour = np.array(top, np.float32) + (np.array(bottom, np.float32) - np.array(top, np.float32)) * ramp
            area[:] = np.clip(colour, 0, 255).astype(np.uint8)[:, None]

    def polygon(self, points: Sequence[Sequence[float]], colour: Sequence[float], *, emit: bool = False) -> None:
        """A filled polygon with soft edges."""
        xy = np.array(points, np.float64) * self.ppm
        xy[:, 1] = self.height - xy[:, 1]
        target = self.emit if emit else self.rgb
        fixed = np.round(xy * 16).astype(np.int32)
        cv2.fillPoly(target, [fixed], [float(c) for c in colour], cv2.LINE_AA, 4)

    def line(self, points: Sequence[Sequence[float]], colour: Sequence[float], width_m: float) -> None:
        """A polyline with soft edges."""
        xy = np.array(points, np.float64) * self.ppm
        xy[:, 1] = self.height - xy[:, 1]
        fixed = np.round(xy * 16).astype(np.int32)
        thick = max(round(width_m * self.ppm), 1)
        cv2.polylines(self.rgb, [fixed], False, [float(c) for c in colour], thick, cv2.LINE_AA, 4)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Sequence[float], *, emit: bool = False) -> None:
        """A filled ellipse with soft edges."""
        centre, axes = self._oval(x, y, rx, ry)
        target = self.emit if emit else self.rgb
        cv2.ellipse(target, centre, axes, 0, 0, 360, [float(c) for c in colour], -1, cv2.LINE_AA, 4)

    def _oval(self, x: float, y: float, rx: float, ry: float) -> tuple[tuple[int, int], tuple[int, int]]:
        """Centre and half axes of an ellipse in sixteenths of a pixel."""
        ppm = self.ppm
        centre = (round(x * ppm * 16), round((self.height - y * ppm) * 16))
        return centre, (max(round(rx * ppm * 16), 1), max(round(ry * ppm * 16), 1))

    def grain(self, x0: float, y0: float, x1: float, y1: float, amount: float, cell_m: float, seed: int) -> None:
        """Cloudy unevenness of a painted surface; amount in code values."""
        area = self.rgb[self.box(x0, y0, x1, y1)]
        if area.size:
            size = 512
            noise = soft_noise(size, max(round(cell_m * self.ppm), 1), seed)
            reps = (math.ceil(area.shape[0] / size), math.ceil(area.shape[1] / size))
            field = np.rint(noise * np.float32(amount)).astype(np.int8)
            wide = np.tile(field, reps)[: area.shape[0], : area.shape[1]]
            brighter, darker = np.maximum(wide, 0).astype(np.uint8), np.maximum(-wide, 0).astype(np.uint8)
            area[:] = cv2.subtract(cv2.add(area, cv2.merge([brighter] * 3)), cv2.merge([darker] * 3))

    def glow(self, x0: float, y0: float, x1: float, y1: float, colour: Sequence[float], share: float) -> None:
        """Let a rectangle shine: its own colours, tinted, at a share of full strength."""
        box = self.box(x0, y0, x1, y1)
        own = self.rgb[box].astype(np.float32) / np.float32(255)
        tint = np.array(colour, np.float32) * np.float32(share)
        self.emit[box] = np.clip(own * tint, 0, 255).astype(np.uint8)


class Figure(Canvas):
    """A canvas that also keeps what it covers."""

    def __init__(self, width_m: float, height_m: float, ppm: int, ground: Sequence[float]) -> None:
        super().__init__(width_m, height_m, ppm, ground)
        self.alpha: NDArray[np.uint8] = np.zeros((self.height, self.width), np.uint8)

    def shape(self, points: Sequence[Sequence[float]], colour: Sequence[float]) -> None:
        """A covering polygon."""
        self.polygon(points, colour)
        xy = np.array(points, np.float64) * self.ppm
        xy[:, 1] = self.height - xy[:, 1]
        cv2.fillPoly(self.alpha, [np.round(xy * 16).astype(np.int32)], 255.0, cv2.LINE_AA, 4)

    def blob(self, x: float, y: float, rx: float, ry: float, colour: Sequence[float], cover: int = 255) -> None:
        """A covering ellipse."""
        centre, axes = self._oval(x, y, rx, ry)
        cv2.ellipse(self.rgb, centre, axes, 0, 0, 360, [float(c) for c in colour], -1, cv2.LINE_AA, 4)
        cv2.ellipse(self.alpha, centre, axes, 0, 0, 360, float(cover), -1, cv2.LINE_AA, 4)

    def bar(self, x0: float, y0: float, x1: float, y1: float, colour: Sequence[float]) -> None:
        """A covering upright rectangle."""
        self.shape([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour)

    def stroke(self, points: Sequence[Sequence[float]], colour: Sequence[float], width_m: float) -> None:
        """A covering polyline."""
        self.line(points, colour, width_m)
        xy = np.array(points, np.float64) * self.ppm
        xy[:, 1] = self.height - xy[:, 1]
        thick = max(round(width_m * self.ppm), 1)
        cv2.polylines(self.alpha, [np.round(xy * 16).astype(np.int32)], False, 255.0, thick, cv2.LINE_AA, 4)

    def ring(self, x: float, y: float, radius: float, colour: Sequence[float], width_m: float) -> None:
        """A covering circle line."""
        turn = [math.tau * k / 48 for k in range(49)]
        self.stroke([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in turn], colour, width_m)
