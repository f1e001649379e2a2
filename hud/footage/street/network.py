"""From the line of a walk to a net of streets: the route itself and the side streets that make its turns visible."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_DRIVE_FROM_M_S = 5.0
_CROSSING_FROM_DEG = 25.0
_HAIRPIN_FROM_DEG = 140.0
_USUAL_HALF_M = 5.9
_KEYS = 64
"""More than the side streets of one stretch of a long line."""


@dataclass(frozen=True, slots=True)
class Dress:
    """How wide the streets are, by how fast one travels along them."""

    half_m: float
    """Half the distance between the fronts of the route's own street."""
    side_half_m: float
    """The same for side streets."""
    pavement_m: float
    """Width of each pavement."""
    tolerance_m: float
    """How far the street may lie beside the walked line where that makes it straighter."""
    drive: bool
    """Asphalt with a centre line instead of setts."""


def dress_for(speed_m_s: float) -> Dress:
    """Street widths for a travelling speed."""
    if speed_m_s >= _DRIVE_FROM_M_S:
        return Dress(half_m=10.0, side_half_m=6.5, pavement_m=3.4, tolerance_m=1.2, drive=True)
    return Dress(half_m=5.9, side_half_m=4.3, pavement_m=2.3, tolerance_m=1.4, drive=False)


@dataclass(frozen=True, eq=False)
class Network:
    """Straight streets, each a strip of even width with round ends."""

    ends_m: NDArray[np.float64]
    """(S, 4) float64, x0 y0 x1 y1 of each centre line."""
    half_m: NDArray[np.float64]
    """(S,) float64, half width."""
    reach_m: NDArray[np.float64]
    """(S, 4) float64, how far the row of houses goes on beyond its street: left start, left end, right start,
    right end, so that outer corners close."""
    closed: NDArray[np.bool_]
    """(S,) True where a house closes the street's far end."""
    route_count: int
    """The first so many streets are the route's."""
    dress: Dress
    keys: NDArray[np.int64]
    """(S,) int64, what a street's houses and furniture are drawn by lot with: the same street, the same key."""
    crossings: tuple[tuple[NDArray[np.float64], NDArray[np.float64], float], ...] = ()
    """Zebra crossings: middle, way along the street, half the carriageway."""

    def near(self, low: NDArray[np.float64], high: NDArray[np.float64], margin_m: float) -> NDArray[np.int64]:
        """Streets whose box comes within a margin of the box (low, high), two (2,) points."""
        x0, y0, x1, y1 = self.ends_m.T
        reach = self.half_m + margin_m
        hit = (np.minimum(x0, x1) - reach <= high[0]) & (np.maximum(x0, x1) + reach >= low[0])
        hit &= (np.minimum(y0, y1) - reach <= high[1]) & (np.maximum(y0, y1) + reach >= low[1])
        return np.flatnonzero(hit)

    def clearance(self, points: NDArray[np.float64], streets: NDArray[np.int64]) -> NDArray[np.float64]:
        """Metres from each point (P, 2) to the nearest of the streets' edges; negative inside a street."""
        if not len(streets):
            return np.full(len(points), np.inf)
        ends = self.ends_m[streets]
        delta = ends[:, 2:] - ends[:, :2]
        square = np.maximum((delta**2).sum(axis=1), 1e-9)
        rel = points[:, None, :] - ends[None, :, :2]
        share = np.clip((rel * delta).sum(axis=2) / square, 0.0, 1.0)
        foot = rel - share[..., None] * delta
        away = np.sqrt((foot**2).sum(axis=2)) - self.half_m[streets]
        return np.asarray(away.min(axis=1), np.float64)


def simplify(xy: NDArray[np.float64], tolerance_m: float) -> NDArray[np.bool_]:
    """Ramer-Douglas-Peucker: which of (N, 2) points are the fewest corners within a tolerance; the ends are kept."""
    keep = np.zeros(len(xy), bool)
    keep[[0, -1]] = True
    stack = [(0, len(xy) - 1)]
    while stack:
        i, j = stack.pop()
        if j - i < 2:
            continue
        chord = xy[j] - xy[i]
        length = math.hypot(*chord)
        rel = xy[i + 1 : j] - xy[i]
        if length < 1e-9:
            off = np.hypot(rel[:, 0], rel[:, 1])
        else:
            # distance from the chord itself, not from its infinite line: a hairpin doubles back past its ends
            share = np.clip((rel[:, 0] * chord[0] + rel[:, 1] * chord[1]) / length**2, 0.0, 1.0)
            foot = rel - share[:, None] * chord
            off = np.hypot(foot[:, 0], foot[:, 1])
        k = int(np.argmax(off))
        if off[k] > tolerance_m:
            k += i + 1
            keep[k] = True
            stack += [(i, k), (k, j)]
    return keep


@dataclass(frozen=True, eq=False)
class Centre:
    """The middle of the route's own street: its corners, and what there is at each."""

    corners_m: NDArray[np.float64]
    """(C, 2) float64, C >= 2."""
    along_m: NDArray[np.float64]
    """(C,) float64, metres along the walked line to each."""
    turn_deg: NDArray[np.float64]
    """(C - 2,) float64, change of bearing at each inner corner, positive to the right."""
    junction: NDArray[np.bool_]
    """(C - 2,) whether side streets may lead off there."""

    def part(self, first: int, last: int) -> Centre:
        """The corners from the first to the last, both with it."""
        inner = slice(first, last - 1)
        some = slice(first, last + 1)
        return Centre(self.corners_m[some], self.along_m[some], self.turn_deg[inner], self.junction[inner])


def centre_of(
    xy: NDArray[np.float64], along_m: NDArray[np.float64], dress: Dress, *, longest_m: float = math.inf
) -> Centre:
    """The corners of a walked line.

    Args:
        xy: (N, 2) float64, N >= 2, metres east and north.
        along_m: (N,) float64, metres along the line to each point.
        dress: Widths.
        longest_m: Straight stretches longer than this are divided.
    """
    keep = simplify(xy, dress.tolerance_m)
    corners, along = xy[keep], along_m[keep]
    apart = np.concatenate([[True], np.hypot(*np.diff(corners, axis=0).T) > 0.3])
    corners, along = corners[apart], along[apart]
    if len(corners) < 2:
        corners = np.array([xy[0], xy[0] + _direction(xy)])
        along = np.array([along_m[0], along_m[0] + 1.0])
    length = np.hypot(*np.diff(corners, axis=0).T)
    if length.max() > longest_m:
        pieces = np.ceil(length / longest_m).astype(np.int64)
        segment = np.repeat(np.arange(len(length)), pieces)
        share = (np.arange(len(segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[segment]
        split = corners[segment] + np.diff(corners, axis=0)[segment] * share[:, None]
        along = np.append(along[segment] + np.diff(along)[segment] * share, along[-1])
        corners = np.vstack([split, corners[-1:]])
        length = np.hypot(*np.diff(corners, axis=0).T)
    unit = np.diff(corners, axis=0) / length[:, None]
    turn = np.degrees(
        np.arctan2(
            unit[:-1, 1] * unit[1:, 0] - unit[:-1, 0] * unit[1:, 1],
            unit[:-1, 0] * unit[1:, 0] + unit[:-1, 1] * unit[1:, 1],
        )
    )  # positive to the right
    junction = _junctions(turn, length, 9.0 * dress.half_m / _USUAL_HALF_M)
    return Centre(corners, along, turn, np.array(junction, bool))


def build_network(xy: NDArray[np.float64], dress: Dress, seed: int) -> Network:
    """The streets along a whole walked line.

    Args:
        xy: (N, 2) float64, N >= 2, metres east and north.
        dress: Widths.
        seed: Any whole number; which corners get which side streets.
    """
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    rng = np.random.default_rng([seed & 0xFFFFFFFF, 17])
    return lay_out(centre_of(xy, along, dress), dress, lambda _what, _index: rng)


def build_part(centre: Centre, first: int, last: int, dress: Dress, seed: int) -> Network:
    """The streets along a part of a long line: every part that has a street has the same one.

    Args:
        centre: Of the whole line.
        first: Corner at which the part begins.
        last: Corner at which it ends, after the first.
        dress: Widths.
        seed: Any whole number.
    """

    def lots(what: int, index: int) -> np.random.Generator:
        return np.random.default_rng([seed & 0xFFFFFFFF, 17, what, first + index])

    return lay_out(centre.part(first, last), dress, lots, first=first)


def lay_out(
    centre: Centre, dress: Dress, lots: Callable[[int, int], np.random.Generator], *, first: int | None = None
) -> Network:
    """The streets along a line.

    Args:
        centre: The line.
        dress: Widths.
        lots: The generator for the side streets at an inner corner (0, its index), and along a stretch (1, its index).
        first: Index of the line's first corner in a longer one, by which its streets are known there; None where
            this is the whole.
    """
    corners, turn, junction = centre.corners_m, centre.turn_deg, centre.junction
    delta = np.diff(corners, axis=0)
    length = np.hypot(delta[:, 0], delta[:, 1])
    unit = delta / length[:, None]
    streets = [(*corners[i], *corners[i + 1]) for i in range(len(delta))]
    halves = [dress.half_m] * len(streets)
    reach = np.zeros((len(streets), 4))
    for i, angle in enumerate(turn):
        mitre = dress.half_m * math.tan(math.radians(min(abs(angle), 126.0)) / 2)
        side = 0 if angle > 0 else 2  # a right turn leaves its outer corner on the left
        reach[i, side + 1] = mitre
        reach[i + 1, side] = mitre
    count = len(streets)
    closed: list[bool] = [False] * count
    keys = [(first or 0) * _KEYS + _KEYS * (i + 1) for i in range(count)]

    def add(
        start: NDArray[np.float64], way: NDArray[np.float64], long_m: float, half_m: float, shut: bool, key: int
    ) -> None:
        end = start + way * long_m
        streets.append((*start, *end))
        halves.append(half_m)
        closed.append(shut)
        keys.append(key)

    # Before the start and beyond the end the town goes on.
    add(corners[0], -unit[0], 60.0, dress.half_m, True, 1)
    add(corners[-1], unit[-1], 95.0, dress.half_m, True, 2)
    scale = dress.half_m / _USUAL_HALF_M
    free_from = 45.0 * scale
    for i, angle in enumerate(turn):
        if abs(angle) >= _HAIRPIN_FROM_DEG:
            # whoever turns back still sees the street go on
            add(corners[i + 1], unit[i], 75.0 * scale, dress.half_m, True, keys[i] + 1)
        elif junction[i]:
            rng = lots(0, i)
            if rng.random() < 0.75:
                add(corners[i + 1], unit[i], 75.0 * scale, dress.side_half_m, True, keys[i] + 1)
            if abs(angle) < 110 and rng.random() < 0.35:
                add(corners[i + 1], -unit[i + 1], 60.0 * scale, dress.side_half_m, True, keys[i] + 2)
    for i in range(count):
        rng = lots(1, i)
        at = free_from * (0.8 + 0.5 * rng.random())
        key = keys[i] + 3
        while at < length[i] - 28.0 * scale:
            sign = 1.0 if rng.random() < 0.5 else -1.0
            skew = (rng.random() - 0.5) * 0.5
            left = np.array([-unit[i, 1], unit[i, 0]])
            way = left * sign + unit[i] * skew
            way /= math.hypot(*way)
            long_m = (50.0 + 25.0 * rng.random()) * scale
            add(corners[i] + unit[i] * at, way, long_m, dress.side_half_m, True, key)
            key += 1
            at += (55.0 + 40.0 * rng.random()) * scale
    reach = np.vstack([reach, np.zeros((len(streets) - count, 4))])
    zebras = []
    lane = dress.half_m - dress.pavement_m
    for i in range(len(turn)):
        back = dress.half_m * 1.05 + 2.2
        if junction[i]:
            if length[i] > 2 * back:
                zebras.append((corners[i + 1] - unit[i] * back, unit[i], lane))
            if length[i + 1] > 2 * back:
                zebras.append((corners[i + 1] + unit[i + 1] * back, unit[i + 1], lane))
    known_by = np.arange(len(streets)) if first is None else np.array(keys, np.int64)
    return Network(np.array(streets), np.array(halves), reach, np.array(closed), count, dress, known_by, tuple(zebras))


def _junctions(turn: NDArray[np.float64], length: NDArray[np.float64], apart_m: float) -> list[bool]:
    """Which corners are junctions: a clear turn, and not the wriggle of an unsteady track."""
    out = [False] * len(turn)
    since = float("inf")
    for i, angle in enumerate(turn):
        since += float(length[i])
        if abs(angle) >= _CROSSING_FROM_DEG and min(length[i], length[i + 1]) > apart_m and since > 2 * apart_m:
            out[i] = True
            since = 0.0
    return out


def _direction(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    step = xy[-1] - xy[0]
    size = math.hypot(*step)
    if size < 1e-9:
        step, size = xy[1] - xy[0], math.hypot(*(xy[1] - xy[0]))
    return np.asarray(step / size, np.float64)
