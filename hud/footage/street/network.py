"""The net of streets that a scene is made of, and the middle of the route's own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.dress import USUAL_HALF_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.dress import Dress
    from hud.footage.street.rings import Ring

_CROSSING_FROM_DEG = 25.0


@dataclass(frozen=True, eq=False)
class Mouth:
    """Where a street comes into a roundabout."""

    ring: Ring
    at_m: NDArray[np.float64]
    """(2,) float64, middle of the street at the roundabout's kerb."""
    inwards: NDArray[np.float64]
    """(2,) float64, unit vector along the street into the roundabout."""
    kerb_m: float
    """Half the distance between the street's kerbs."""
    middle_m: float
    """Where oncoming traffic is parted, metres to the right of the middle as one comes in."""
    route: bool
    """Whether it is the route's own."""

    def place(self, ahead_m: float, right_m: float) -> NDArray[np.float64]:
        """(2,) float64, a place by the way in."""
        right = np.array([self.inwards[1], -self.inwards[0]])
        return np.asarray(self.at_m + self.inwards * ahead_m + right * right_m, np.float64)


@dataclass(frozen=True, eq=False)
class Network:
    """Straight streets, each a strip of even width with round ends; one without length is a round place."""

    ends_m: NDArray[np.float64]
    """(S, 4) float64, x0 y0 x1 y1 of each centre line."""
    half_m: NDArray[np.float64]
    """(S,) float64, half width."""
    kerb_m: NDArray[np.float64]
    """(S,) float64, half the distance between the kerbs."""
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
    rings: tuple[tuple[int, Ring], ...] = ()
    """Roundabouts, each with the number of its round place among the streets."""
    mouths: tuple[Mouth, ...] = ()
    """Where streets come into them."""

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
    junction = _junctions(turn, length, 9.0 * dress.half_m / USUAL_HALF_M)
    return Centre(corners, along, turn, np.array(junction, bool))


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
