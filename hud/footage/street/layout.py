"""From the line of a walk to a net of streets: the route itself and the side streets that make its turns visible."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.dress import USUAL_HALF_M
from hud.footage.street.network import Mouth, Network, centre_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from hud.footage.street.dress import Dress
    from hud.footage.street.network import Centre
    from hud.footage.street.rings import Ring

_HAIRPIN_FROM_DEG = 140.0
_KEYS = 64
"""More than the side streets of one stretch of a long line."""


def build_network(xy: NDArray[np.float64], dress: Dress, seed: int, rings: Sequence[Ring] = ()) -> Network:
    """The streets along a whole walked line.

    Args:
        xy: (N, 2) float64, N >= 2, metres east and north.
        dress: Widths.
        seed: Any whole number; which corners get which side streets.
        rings: Its roundabouts.
    """
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    rng = np.random.default_rng([seed & 0xFFFFFFFF, 17])
    return lay_out(centre_of(xy, along, dress), dress, lambda _what, _index: rng, rings=rings)


def build_part(centre: Centre, first: int, last: int, dress: Dress, seed: int, rings: Sequence[Ring] = ()) -> Network:
    """The streets along a part of a long line: every part that has a street has the same one.

    Args:
        centre: Of the whole line.
        first: Corner at which the part begins.
        last: Corner at which it ends, after the first.
        dress: Widths.
        seed: Any whole number.
        rings: The roundabouts of the whole line.
    """

    def lots(what: int, index: int) -> np.random.Generator:
        return np.random.default_rng([seed & 0xFFFFFFFF, 17, what, first + index])

    return lay_out(centre.part(first, last), dress, lots, first=first, rings=rings)


def lay_out(
    centre: Centre,
    dress: Dress,
    lots: Callable[[int, int], np.random.Generator],
    *,
    first: int | None = None,
    rings: Sequence[Ring] = (),
) -> Network:
    """The streets along a line.

    Args:
        centre: The line.
        dress: Widths.
        lots: The generator for the side streets at an inner corner (0, its index), and along a stretch (1, its index).
        first: Index of the line's first corner in a longer one, by which its streets are known there; None where
            this is the whole.
        rings: Roundabouts; those far from the line are left out.
    """
    corners, turn = centre.corners_m, centre.turn_deg
    delta = np.diff(corners, axis=0)
    length = np.hypot(delta[:, 0], delta[:, 1])
    unit = delta / length[:, None]
    town = _Town(dress, [k for k in enumerate(rings) if _near(k[1], corners)])
    for i in range(len(delta)):
        town.route(i, corners[i], corners[i + 1], ((first or 0) + i + 1) * _KEYS)
    # about a roundabout there are no other junctions
    quiet = [town.quiet(corner) for corner in corners[1:-1]]
    junction = [bool(j) and not q for j, q in zip(centre.junction, quiet, strict=True)]
    for i, angle in enumerate(turn):
        mitre = dress.half_m * math.tan(math.radians(min(abs(angle), 126.0)) / 2)
        side = 0 if angle > 0 else 2  # a right turn leaves its outer corner on the left
        town.reach(i, side + 1, mitre)
        town.reach(i + 1, side, mitre)
    count = len(town.streets)
    add = town.add

    # Before the start and beyond the end the town goes on.
    add(corners[0], -unit[0], 60.0, dress.half_m, 1)
    add(corners[-1], unit[-1], 95.0, dress.half_m, 2)
    scale = dress.half_m / USUAL_HALF_M
    free_from = 45.0 * scale
    for i, angle in enumerate(turn):
        key = ((first or 0) + i + 1) * _KEYS
        if quiet[i]:
            continue
        if abs(angle) >= _HAIRPIN_FROM_DEG:
            # whoever turns back still sees the street go on
            add(corners[i + 1], unit[i], 75.0 * scale, dress.half_m, key + 1)
        elif junction[i]:
            rng = lots(0, i)
            if rng.random() < 0.75:
                add(corners[i + 1], unit[i], 75.0 * scale, dress.side_half_m, key + 1)
            if abs(angle) < 110 and rng.random() < 0.35:
                add(corners[i + 1], -unit[i + 1], 60.0 * scale, dress.side_half_m, key + 2)
    for i in range(len(delta)):
        rng = lots(1, i)
        at = free_from * (0.8 + 0.5 * rng.random())
        key = ((first or 0) + i + 1) * _KEYS + 3
        while at < length[i] - 28.0 * scale:
            sign = 1.0 if rng.random() < 0.5 else -1.0
            skew = (rng.random() - 0.5) * 0.5
            left = np.array([-unit[i, 1], unit[i, 0]])
            way = left * sign + unit[i] * skew
            way /= math.hypot(*way)
            long_m = (50.0 + 25.0 * rng.random()) * scale
            if not town.quiet(corners[i] + unit[i] * at):
                add(corners[i] + unit[i] * at, way, long_m, dress.side_half_m, key)
            key += 1
            at += (55.0 + 40.0 * rng.random()) * scale
    lane = dress.half_m - dress.pavement_m
    for i in range(len(turn)):
        back = dress.half_m * 1.05 + 2.2
        if junction[i]:
            if length[i] > 2 * back:
                town.crossings.append((corners[i + 1] - unit[i] * back, unit[i], lane))
            if length[i + 1] > 2 * back:
                town.crossings.append((corners[i + 1] + unit[i + 1] * back, unit[i + 1], lane))
    town.open_places(75.0 * scale)
    return town.network(count, numbered=first is not None)


class _Town:
    """Streets as they are laid out."""

    def __init__(self, dress: Dress, rings: list[tuple[int, Ring]]) -> None:
        self._dress = dress
        self._rings = rings
        self._parts: dict[tuple[int, int], int] = {}
        self._reach: dict[int, list[float]] = {}
        self.streets: list[tuple[float, ...]] = []
        self.halves: list[float] = []
        self.kerbs: list[float] = []
        self.closed: list[bool] = []
        self.keys: list[int] = []
        self.crossings: list[tuple[NDArray[np.float64], NDArray[np.float64], float]] = []
        self.mouths: list[Mouth] = []
        self.places: list[tuple[int, Ring]] = []

    def route(self, index: int, a: NDArray[np.float64], b: NDArray[np.float64], key: int) -> None:
        """A stretch of the route, without what lies in a roundabout."""
        dress = self._dress
        parts = [(0.0, 1.0)]
        for _, ring in self._rings:
            open_to = ring.outside(a, b)
            parts = [
                (max(low, x), min(high, y)) for low, high in parts for x, y in open_to if min(high, y) > max(low, x)
            ]
        way = (b - a) / math.hypot(*(b - a))
        for n, (low, high) in enumerate(parts):
            start, end = a + (b - a) * low, b if high == 1.0 else a + (b - a) * high
            if low == 0.0:
                self._parts[index, 0] = len(self.streets)
            if high == 1.0:
                self._parts[index, 1] = len(self.streets)
            self._street(start, end, dress.half_m, shut=False, key=key + 60 * bool(n) + n)
            parted = 2.1 if dress.drive else 0.9
            for place, inwards, sign in ((start, -way, 1.0), (end, way, -1.0)):
                met = self._meets(place)
                if met is not None and (low > 0.0 if sign > 0 else high < 1.0):
                    # one's own lane is the middle of the street: what comes towards one keeps to the other side
                    self._mouth(met, place, inwards, dress.half_m, parted * sign * met.side, route=True)
                    if (high - low) * math.hypot(*(b - a)) > 24.0:
                        back = 8.0 if dress.drive else 5.0
                        self.crossings.append((place - inwards * back, way, dress.half_m - dress.pavement_m))

    def reach(self, index: int, which: int, far_m: float) -> None:
        """How far the houses go on beyond an end of a stretch of the route."""
        street = self._parts.get((index, which % 2))
        if street is not None:
            self._reach.setdefault(street, [0.0] * 4)[which] = far_m

    def add(self, start: NDArray[np.float64], way: NDArray[np.float64], long_m: float, half_m: float, key: int) -> None:
        """A street with a house across its far end."""
        self._street(start, start + way * long_m, half_m, shut=True, key=key)

    def quiet(self, place: NDArray[np.float64]) -> bool:
        """Whether a place is so near to a roundabout that no other street begins there."""
        margin = self._dress.half_m * 1.5
        return any(float(np.hypot(*(place - ring.centre_m))) < ring.open_m + margin for _, ring in self._rings)

    def open_places(self, long_m: float) -> None:
        """The roundabouts themselves, with the arms that are not the route's."""
        dress = self._dress
        for number, ring in self._rings:
            key = (1 << 40) + 16 * number
            self.places.append((len(self.streets), ring))
            self._street(ring.centre_m, ring.centre_m, ring.open_m, shut=False, key=key)
            self.kerbs[-1] = ring.outer_m
            for n, bearing in enumerate(ring.sides_deg):
                start = ring.point(bearing, ring.outer_m - 0.4)
                outwards = (start - ring.centre_m) / math.hypot(*(start - ring.centre_m))
                self.add(start, outwards, long_m, dress.side_half_m, key + 1 + n)
                self._mouth(ring, start, -outwards, dress.side_half_m, 0.0, route=False)

    def network(self, count: int, *, numbered: bool) -> Network:
        """All of it."""
        reach = np.zeros((len(self.streets), 4))
        for street, far in self._reach.items():
            reach[street] = far
        return Network(
            np.array(self.streets),
            np.array(self.halves),
            np.array(self.kerbs),
            reach,
            np.array(self.closed),
            count,
            self._dress,
            np.array(self.keys, np.int64) if numbered else np.arange(len(self.streets)),
            tuple(self.crossings),
            tuple(self.places),
            tuple(self.mouths),
        )

    def _street(
        self, start: NDArray[np.float64], end: NDArray[np.float64], half_m: float, *, shut: bool, key: int
    ) -> None:
        self.streets.append((*start, *end))
        self.halves.append(half_m)
        self.kerbs.append(half_m - self._dress.pavement_m * half_m / self._dress.half_m)
        self.closed.append(shut)
        self.keys.append(key)

    def _meets(self, place: NDArray[np.float64]) -> Ring | None:
        return next(
            (r for _, r in self._rings if abs(float(np.hypot(*(place - r.centre_m))) - r.outer_m + 0.4) < 0.2), None
        )

    def _mouth(
        self,
        ring: Ring,
        place: NDArray[np.float64],
        inwards: NDArray[np.float64],
        half_m: float,
        middle_m: float,
        *,
        route: bool,
    ) -> None:
        kerb = half_m - self._dress.pavement_m * half_m / self._dress.half_m
        self.mouths.append(Mouth(ring, place, inwards, kerb, middle_m, route))


def _near(ring: Ring, corners: NDArray[np.float64]) -> bool:
    """Whether a line comes by a roundabout."""
    low, high = corners.min(axis=0) - ring.open_m, corners.max(axis=0) + ring.open_m
    if (ring.centre_m < low).any() or (ring.centre_m > high).any():
        return False
    a, step = corners[:-1], np.diff(corners, axis=0)
    share = np.clip(((ring.centre_m - a) * step).sum(axis=1) / (step**2).sum(axis=1), 0.0, 1.0)
    return bool((np.hypot(*(a + step * share[:, None] - ring.centre_m).T) < ring.open_m).any())
