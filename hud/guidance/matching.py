"""Where along a line somebody is who was seen at some places: forwards only, and never jumping between loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.geo import Line

# Hidden Markov model of Newson and Krumm, "Hidden Markov Map Matching Through Noise and Sparseness" (2009):
# a place is off the line by a normal deviation, and moves along it about as far as it moves at all.
_DEVIATION_M = 8.0
_EXCESS_M = 5.0
# beyond this the cost of a deviation grows in a straight line (Huber's loss): somebody off the line is still
# followed alongside it, but one wild place does not outweigh all others
_FAR_M = 20.0
_MAX_CELLS = 3000
_CELL_M = 2.0


def match(line: Line, xy_m: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Follow somebody along a line.

    The likeliest way through a grid of places along the line (Viterbi), then the nearest point of the line
    about each place found. Work and memory grow with the number of places times the length, the latter cut into
    3000 cells at most.

    Args:
        line: The line.
        xy_m: (N, 2) float64, where somebody was, in order, metres.

    Returns:
        (N,) float64 metres along the line, never falling, and (N,) float64 metres off it there.
    """
    cells = int(np.clip(np.ceil(line.length_m / _CELL_M), 1, _MAX_CELLS)) + 1
    grid = np.linspace(0.0, line.length_m, cells)
    cell = float(grid[1])
    places = np.column_stack([np.interp(grid, line.along_m, line.xy_m[:, axis]) for axis in (0, 1)])
    came_from = np.zeros((len(xy_m), cells), np.int16)
    cost = _distance_cost(places, xy_m[0])
    moved = np.hypot(*np.diff(xy_m, axis=0).T)
    for k in range(1, len(xy_m)):
        # whole cells are rounded up: moving less than a cell must still be able to leave it
        free = min(int(np.ceil(moved[k - 1] / cell)), cells - 1)
        cost, came_from[k] = _best_before(cost, free, cell / _EXCESS_M)
        cost += _distance_cost(places, xy_m[k])
    path = np.zeros(len(xy_m), np.int64)
    path[-1] = np.argmin(cost)
    for k in range(len(xy_m) - 1, 0, -1):
        path[k - 1] = came_from[k, path[k]]
    along = np.array(
        [
            line.nearest_between(float(x), float(y), float(grid[i]) - cell, float(grid[i]) + cell)[0]
            for i, (x, y) in zip(path, xy_m, strict=True)
        ]
    )
    along = np.maximum.accumulate(along)
    feet = np.column_stack([np.interp(along, line.along_m, line.xy_m[:, axis]) for axis in (0, 1)])
    return along, np.hypot(*(feet - xy_m).T)


def _distance_cost(places: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    away = np.sqrt(((places - at) ** 2).sum(axis=1))
    near = np.minimum(away, _FAR_M)
    cost: NDArray[np.float64] = near * (2 * away - near) / (2 * _DEVIATION_M**2)
    return cost


def _best_before(
    cost: NDArray[np.float64], free: int, per_cell: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Cheapest way into each cell from the same or an earlier one.

    Args:
        cost: (N,) float64, of each cell before.
        free: That many cells forward cost nothing.
        per_cell: Each further one costs this.

    Returns:
        (N,) float64 cost and (N,) int64 the cell it came from.
    """
    index = np.arange(len(cost))
    # a farther cell by its cost at the far end: a running minimum of the cost with the slope taken out
    level = cost - per_cell * index
    lowest = np.minimum.accumulate(level)
    source = np.maximum.accumulate(np.where(level == lowest, index, 0))
    best, best_source = cost, index
    # minimum over the free cells, by doubling the reach
    reach = 0
    while reach < free:
        hop = min(reach + 1, free - reach)
        shifted = np.concatenate([np.full(hop, np.inf), best[:-hop]])
        shifted_source = np.concatenate([np.zeros(hop, np.int64), best_source[:-hop]])
        nearer = best <= shifted
        best = np.where(nearer, best, shifted)
        best_source = np.where(nearer, best_source, shifted_source)
        reach += hop
    far = np.full(len(cost), np.inf)
    far[free:] = lowest[: len(cost) - free] + per_cell * (index[free:] - free)
    far_source = np.concatenate([np.zeros(free, np.int64), source[: len(cost) - free]])
    nearer = best <= far
    return np.where(nearer, best, far), np.where(nearer, best_source, far_source)
