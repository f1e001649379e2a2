"""Rows of houses along the streets, as walls that a ray can hit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from hud.footage.street.facades import Model
    from hud.footage.street.network import Network

_STEP_M = 0.2
_INTO_M = -0.03
_FRONT_M = 7.5
"""Width of the fronts about a round place."""
_DEPTHS_M = (9.0, 5.0, 2.2, 0.5)


@dataclass(frozen=True, eq=False)
class Walls:
    """Upright rectangles, seen from one side. All arrays have one entry per wall."""

    ends_m: NDArray[np.float64]
    """(N, 4) float64, x0 y0 x1 y1; seen from outside, the first end is on the left."""
    model: NDArray[np.int64]
    """Which texture."""
    span_m: NDArray[np.float64]
    """(N, 2) float64, place on the texture at either end, metres on the texture."""
    stretch: NDArray[np.float64]
    """Height above ground of the wall over height on the texture."""
    top_m: NDArray[np.float64]
    """Greatest height above ground."""
    tint: NDArray[np.float64]
    """(N, 3) float64, multiplier of the texture's colours, at most 1."""
    base_m: NDArray[np.float64]
    """Height above ground at which the texture begins; what lies below is hidden by the house in front."""

    def __len__(self) -> int:
        return len(self.model)


@dataclass(frozen=True, eq=False)
class Houses:
    """All houses of a scene."""

    walls: Walls
    prints_m: NDArray[np.float64]
    """(B, 4, 2) float64, corners of each house's footprint: front left, front right, back right, back left as
    seen from the street."""
    height_m: NDArray[np.float64]
    """(B,) float64, height of the eaves and half of the roof, which is what casts the shadow."""
    fronts: NDArray[np.int64]
    """(B,) model of each house's front."""


class _Builder:
    def __init__(self, network: Network, models: Sequence[Model], seed: int) -> None:
        self.network = network
        self.models = models
        self.seed = seed & 0xFFFFFFFF
        self.fronts = [i for i, model in enumerate(models) if model.kind == "front"]
        self.flanks = [i for i, model in enumerate(models) if model.kind == "flank"]
        self.blank = next(i for i, model in enumerate(models) if model.kind == "blank")
        self.chimney = next(i for i, model in enumerate(models) if model.kind == "chimney")
        self.prints: list[NDArray[np.float64]] = []
        self.middles = np.empty((256, 2))
        self.heights: list[float] = []
        self.front_of: list[int] = []
        self.walls: list[tuple[float, ...]] = []

    def row(self, street: int, side: int) -> None:
        """Houses along one side of a street: 0 left, 1 right."""
        net = self.network
        x0, y0, x1, y1 = net.ends_m[street]
        length = math.hypot(x1 - x0, y1 - y0)
        if length < 1e-6:
            return
        along = np.array([(x1 - x0) / length, (y1 - y0) / length])
        out = np.array([-along[1], along[0]]) * (1 if side == 0 else -1)
        before, after = net.reach_m[street, 2 * side : 2 * side + 2]
        count = max(int((length + before + after) / _STEP_M), 2)
        s = np.linspace(-before, length + after, count)
        start = np.array([x0, y0]) + out * net.half_m[street]
        points = start + along * s[:, None]
        free = self._free(points + out * 0.12, street)
        rng = np.random.default_rng([self.seed, int(net.keys[street]), side])
        edges = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(np.int8)))
        for first, last in zip(edges[::2], edges[1::2] - 1, strict=True):
            if s[last] - s[first] > 0.6:
                self._fill(start, along, out, float(s[first]), float(s[last]), rng)

    def round(self, street: int, centre: NDArray[np.float64]) -> None:
        """Houses about a round place, between the streets that come into it."""
        radius = float(self.network.half_m[street])
        count = max(round(math.tau * radius / _FRONT_M), 8)
        long = 2 * radius * math.tan(math.pi / count)
        rng = np.random.default_rng([self.seed, int(self.network.keys[street]), 0])
        fronts: list[int] = []
        for k in range(count):
            angle = math.tau * (k + 0.5) / count
            out = np.array([math.sin(angle), math.cos(angle)])
            along = np.array([out[1], -out[0]])
            start = centre + out * radius - along * (long / 2)
            s = np.linspace(0.0, long, max(int(long / _STEP_M), 2))
            free = self._free(start + along * s[:, None] + out * 0.12, street)
            edges = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(np.int8)))
            for first, last in zip(edges[::2], edges[1::2] - 1, strict=True):
                if s[last] - s[first] > 0.6:
                    part = float(s[first]), float(s[last])
                    fronts += self._fill(start, along, out, *part, rng, but=street, beside=fronts)

    def close(self, street: int) -> None:
        """A house across the far end of a street."""
        net = self.network
        x0, y0, x1, y1 = net.ends_m[street]
        length = math.hypot(x1 - x0, y1 - y0)
        out = np.array([(x1 - x0) / length, (y1 - y0) / length])
        along = np.array([-out[1], out[0]])
        half = float(net.half_m[street]) + 1.0
        # where another street passes there, the house stands nearer
        for share in (1.0, 0.85, 0.7, 0.55, 0.4):
            start = np.array([x0, y0]) + out * (length * share) - along * half
            s = np.linspace(0, 2 * half, 24)
            if self._free(start + along * s[:, None] + out * 0.12, street).all():
                rng = np.random.default_rng([self.seed, int(net.keys[street]), 2])
                self._fill(start, along, out, 0.0, 2 * half, rng, but=street)
                return

    def _free(self, points: NDArray[np.float64], street: int) -> NDArray[np.bool_]:
        net = self.network
        low, high = points.min(axis=0), points.max(axis=0)
        near = net.near(low, high, 1.0)
        free = net.clearance(points, near[near != street]) > -0.05
        if self.prints:
            centre = self.middles[: len(self.prints)]
            mid, reach = (low + high) / 2, float(np.hypot(*(high - low))) / 2 + 16.0
            for k in np.flatnonzero(np.hypot(*(centre - mid).T) < reach):
                free &= ~_inside(points, self.prints[int(k)], -0.06)
        return np.asarray(free, bool)

    def _fill(
        self,
        start: NDArray[np.float64],
        along: NDArray[np.float64],
        out: NDArray[np.float64],
        first: float,
        last: float,
        rng: np.random.Generator,
        *,
        but: int = -1,
        beside: Sequence[int] = (),
    ) -> list[int]:
        """Houses along a line, none like one of the three before it; which fronts they have."""
        room = last - first
        chosen: list[int] = []
        total = 0.0
        # near enough full that stretching each front by a few per cent closes the row
        while total < room - 3.0 or not chosen:
            pool = [i for i in self.fronts if i not in [*beside, *chosen][-3:]]
            weights = np.array([self.models[i].weight for i in pool])
            fitting = np.array([self.models[i].width_m <= room - total + 2.2 for i in pool])
            if fitting.any():
                weights = weights * fitting
            i = pool[int(np.searchsorted(np.cumsum(weights / weights.sum()), rng.random()))]
            chosen.append(i)
            total += self.models[i].width_m
        scale = room / total
        narrow = scale < 0.6
        at = first
        for n, i in enumerate(chosen):
            model = self.models[i]
            width = model.width_m * scale
            p0, p1 = start + along * at, start + along * (at + width)
            at += width
            depth = self._depth(p0, p1, out, but)
            stretch = 0.95 + 0.11 * rng.random()
            tint = 0.9 + 0.1 * rng.random(3) * np.array([1.0, 0.9, 1.0])
            use = self.blank if narrow else i
            self._house(p0, p1, out, depth, use, stretch, tint, (n == 0, n == len(chosen) - 1), rng)
        return chosen

    def _depth(self, p0: NDArray[np.float64], p1: NDArray[np.float64], out: NDArray[np.float64], but: int) -> float:
        """How deep a house can be without reaching into a street; the one that it closes does not count."""
        share = np.linspace(0.0, 1.0, 9)[:, None]
        front = p0 + (p1 - p0) * share
        for depth in _DEPTHS_M:
            points = np.concatenate([front + out * (depth * k) for k in (0.2, 0.4, 0.6, 0.8, 1.0)])
            near = self.network.near(points.min(axis=0), points.max(axis=0), 1.0)
            if (self.network.clearance(points, near[near != but]) > _INTO_M).all():
                return depth
        return 0.1

    def _house(
        self,
        p0: NDArray[np.float64],
        p1: NDArray[np.float64],
        out: NDArray[np.float64],
        depth: float,
        model_index: int,
        stretch: float,
        tint: NDArray[np.float64],
        ends: tuple[bool, bool],
        rng: np.random.Generator,
    ) -> None:
        model = self.models[model_index]
        # seen from the street the first end must lie on the left; rows on the left side run the other way
        mirrored = out[0] * (p1 - p0)[1] - out[1] * (p1 - p0)[0] > 0
        left, right = (p1, p0) if mirrored else (p0, p1)
        if mirrored:
            ends = (ends[1], ends[0])
        back_left, back_right = left + out * depth, right + out * depth
        if len(self.prints) == len(self.middles):
            self.middles = np.concatenate([self.middles, np.empty_like(self.middles)])
        self.middles[len(self.prints)] = (left + back_right) / 2
        self.prints.append(np.array([left, right, back_right, back_left]))
        self.heights.append((model.eaves_m + 0.5 * (model.top_m - model.eaves_m)) * stretch)
        self.front_of.append(model_index)
        self.wall(left, right, model_index, (0.0, model.width_m), stretch, model.top_m, tint)
        for at_end, a, b in ((ends[0], back_left, left), (ends[1], right, back_right)):
            if depth < 0.3:
                continue
            flank = self.flanks[int(rng.integers(len(self.flanks)))] if at_end else self.blank
            side = self.models[flank]
            fit = model.eaves_m * stretch / side.eaves_m
            start = 0.0 if depth > 6 else (side.width_m - depth) / 2
            self.wall(a, b, flank, (start, min(start + depth, side.width_m)), fit, side.top_m, tint)

        if depth > 0.3:
            side = self.models[self.blank]
            wide = min(math.hypot(*(right - left)), side.width_m)
            fit = model.eaves_m * stretch / side.eaves_m
            self.wall(back_right, back_left, self.blank, (0.0, wide), fit, side.top_m, tint)
        if depth > 4.0 and model.stands != "gable" and math.hypot(*(right - left)) > 3.5:
            self._chimneys(left, right, out, depth, model, stretch, tint, rng)

    def _chimneys(
        self,
        left: NDArray[np.float64],
        right: NDArray[np.float64],
        out: NDArray[np.float64],
        depth: float,
        model: Model,
        stretch: float,
        tint: NDArray[np.float64],
        rng: np.random.Generator,
    ) -> None:
        """Boxes on the roof, a little behind the front, which hides their lower part."""
        unit = (right - left) / max(math.hypot(*(right - left)), 1e-9)
        height = self.models[self.chimney].top_m
        for share in (0.16, 0.84):
            if rng.random() < 0.5:
                continue
            a = left + (right - left) * share - unit * 0.42 + out * min(depth * 0.3, 2.4)
            b = a + unit * 0.84
            base = model.roof_m * stretch - height * 0.62 + 0.3 * rng.random()
            for p, q in ((a, b), (a + out * 0.7, a), (b, b + out * 0.7)):
                self.wall(p, q, self.chimney, (0.0, 1.0), 1.0, height, tint, base)

    def wall(
        self,
        a: NDArray[np.float64],
        b: NDArray[np.float64],
        model: int,
        span: tuple[float, float],
        stretch: float,
        top_m: float,
        tint: NDArray[np.float64],
        base_m: float = 0.0,
    ) -> None:
        """One wall, seen with its first end on the left."""
        self.walls.append((*a, *b, float(model), *span, stretch, top_m * stretch + base_m, *tint, base_m))


def _inside(points: NDArray[np.float64], corners: NDArray[np.float64], margin_m: float) -> NDArray[np.bool_]:
    """Whether each point lies inside a rectangle, or within a margin of it."""
    origin = corners[0]
    across, back = corners[1] - origin, corners[3] - origin
    wide, deep = math.hypot(*across), math.hypot(*back)
    rel = points - origin
    u = (rel[:, 0] * across[0] + rel[:, 1] * across[1]) / max(wide, 1e-9)
    v = (rel[:, 0] * back[0] + rel[:, 1] * back[1]) / max(deep, 1e-9)
    hit = (u > -margin_m) & (u < wide + margin_m) & (v > -margin_m) & (v < deep + margin_m)
    return np.asarray(hit, bool)


def houses_by_rows(
    network: Network, models: Sequence[Model], seed: int, tunnels: Sequence[tuple[float, float, float, float]] = ()
) -> Generator[None, None, Houses]:
    """Line every street of a network with houses, a row with each step.

    Args:
        network: The streets, which stay open.
        models: What the walls can look like; at least one each of kind front, flank and blank.
        seed: Any whole number.
        tunnels: Walls of underpasses, which stand before the houses: x0 y0 x1 y1, the first end on the left.
    """
    build = _Builder(network, models, seed)
    for street, ring in network.rings:
        build.round(street, ring.centre_m)
        yield
    for street in range(len(network.half_m)):
        for side in (0, 1):
            build.row(street, side)
            yield
    for street in np.flatnonzero(network.closed).tolist():
        build.close(street)
        yield
    tunnel = next(k for k, model in enumerate(models) if model.kind == "tunnel")
    for x0, y0, x1, y1 in tunnels:
        long = models[tunnel].width_m
        size = math.hypot(x1 - x0, y1 - y0)
        count = max(round(size / long), 1)
        steps = [np.array([x0 + (x1 - x0) * k / count, y0 + (y1 - y0) * k / count]) for k in range(count + 1)]
        for a, b in pairwise(steps):
            top = models[tunnel].top_m
            build.wall(a, b, tunnel, (0.0, min(long, size)), 1.0, top, np.ones(3))
    table = np.array(build.walls, np.float64).reshape(-1, 13)
    walls = Walls(
        ends_m=table[:, :4],
        model=table[:, 4].astype(np.int64),
        span_m=table[:, 5:7],
        stretch=table[:, 7],
        top_m=table[:, 8],
        tint=table[:, 9:12],
        base_m=table[:, 12],
    )
    return Houses(
        walls,
        np.array(build.prints).reshape(-1, 4, 2),
        np.array(build.heights),
        np.array(build.front_of, np.int64),
    )
