"""A roundabout on the ground: the island with its kerb, and where one gives way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.surfaces import even, lay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.footage.street.brush import Brush
    from hud.footage.street.network import Mouth
    from hud.footage.street.rings import Ring

_PAINT = (232, 228, 216)
_KERB = (212, 206, 196)
_GUTTER = (118, 114, 110)
_GRASS = (118, 138, 84)
_APRON = (168, 150, 136)
_BLOOMS = ((190, 92, 100), (214, 176, 96), (176, 140, 176))
_APRON_M, _KERB_M = 0.75, 0.18
_TOOTH_M = (0.5, 0.6, 0.28)
"""Of the teeth of a give-way line: width, length, and the gap between two."""
_SPLITTER_M = (0.9, 5.6, 0.55)
"""Of the island that parts a street's two directions: from where, to where outwards, and half its width."""


def lay_ring(
    ground: NDArray[np.uint8], lane_mask: NDArray[np.uint8], ring: Ring, mouths: Sequence[Mouth], brush: Brush
) -> None:
    """Draw what a roundabout has on its carriageway.

    Args:
        ground: (N, N, 3) uint8, written to.
        lane_mask: (N, N) uint8, where the carriageway is; the islands are taken out of it.
        ring: The roundabout.
        mouths: Where its streets come in.
        brush: Of the tile.
    """
    marks = brush.blank()
    for mouth in mouths:
        _give_way(brush, marks, mouth)
    lay(ground, marks, even(_PAINT))
    if ring.kerbed:
        for mouth in mouths:
            if mouth.route and mouth.kerb_m > 5.0:
                corners = _splitter(mouth)
                for grow, colour in ((0.07, _GUTTER), (0.0, _KERB), (-_KERB_M, _APRON)):
                    mask = brush.blank()
                    brush.fill(mask, _grown(corners, grow), 255)
                    lay(ground, mask, even(colour))
    island = ring.island_m
    if not brush.meets(ring.centre_m, island + 1.0):
        return
    steps: list[tuple[float, tuple[int, int, int]]] = [(island, _PAINT)]
    if ring.kerbed:
        steps = [(island + 0.07, _GUTTER), (island, _KERB), (island - _KERB_M, _APRON)]
        if island > _APRON_M + 1.0:
            steps += [(island - _APRON_M, _KERB), (island - _APRON_M - 0.12, _GRASS)]
    for radius, colour in steps:
        mask = brush.blank()
        brush.disc(mask, ring.centre_m, radius, 255)
        lay(ground, mask, even(colour))
    if ring.kerbed:
        brush.disc(lane_mask, ring.centre_m, island, 0)
        for n, bloom in enumerate(_BLOOMS):
            mask = brush.blank()
            for k in range(n, 12 * len(_BLOOMS), len(_BLOOMS)):
                brush.disc(mask, ring.point(k * 10.0, (island - _APRON_M) * 0.82), min(0.3, island * 0.06), 255)
            if island > 2.5:
                lay(ground, mask, even(bloom))


def ring_quads(ring: Ring, low_m: float, high_m: float, count: int) -> NDArray[np.float64]:
    """(count, 4, 2) float64, corners of flags between two radii."""
    edges = [math.tau * k / count for k in range(count + 1)]
    way = np.array([(math.sin(a), math.cos(a)) for a in edges])
    near, far = ring.centre_m + way * low_m, ring.centre_m + way * high_m
    gap = way[1] - way[0]
    joint = gap * (0.02 / max(math.hypot(*gap), 1e-9))
    return np.stack([near[:-1] + joint, near[1:], far[1:], far[:-1] + joint], axis=1)


def _give_way(brush: Brush, mask: NDArray[np.uint8], mouth: Mouth) -> None:
    """A broken line across the side that comes in: teeth where one drives on the right, two rows on the left."""
    ring = mouth.ring
    side = ring.side
    low, high = sorted((mouth.middle_m + side * 0.25, side * (mouth.kerb_m - 0.3)))
    wide, long, gap = _TOOTH_M

    def bent(right_m: float, back_m: float) -> NDArray[np.float64]:
        """A place on the arc at which the streets end, so far back from it."""
        place = mouth.place(0.0, right_m) - ring.centre_m
        return np.asarray(ring.centre_m + place / math.hypot(*place) * (ring.outer_m + 0.5 + back_m), np.float64)

    at = low
    while at + wide <= high:
        if side > 0:
            # each points at whoever comes
            brush.fill(mask, [bent(at, 0.0), bent(at + wide, 0.0), bent(at + wide / 2, long)], 255)
        else:
            for back in (0.0, 0.45):
                corners = [(at, back), (at + wide, back), (at + wide, back + 0.2), (at, back + 0.2)]
                brush.fill(mask, [bent(*corner) for corner in corners], 255)
        at += wide + gap


def _splitter(mouth: Mouth) -> list[NDArray[np.float64]]:
    near, far, half = _SPLITTER_M
    middle = mouth.middle_m + math.copysign(half + 0.15, mouth.middle_m)
    return [
        mouth.place(-near, middle - half),
        mouth.place(-near + 0.25, middle),
        mouth.place(-near, middle + half),
        mouth.place(-far, middle + 0.22),
        mouth.place(-far - 0.2, middle),
        mouth.place(-far, middle - 0.22),
    ]


def _grown(corners: Sequence[NDArray[np.float64]], by_m: float) -> list[NDArray[np.float64]]:
    """A polygon with every corner moved away from its middle."""
    middle = np.mean(corners, axis=0)
    out = []
    for corner in corners:
        rel = corner - middle
        size = math.hypot(*rel)
        out.append(middle + rel * max(size + by_m * 1.3, 0.05) / size)
    return out
