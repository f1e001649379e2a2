"""What the shape of a way tells: bearings, turns where nobody wrote them down, the way round a roundabout."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from hud.geo import angle_between, project, segment_lengths

if TYPE_CHECKING:
    from numpy.typing import NDArray

_REACH_M = 15.0
"""A bearing is that of the chord over this length: the segments of a map are as short as a kerb."""
_TURN_DEG = 35.0
"""Less is the way's own bend."""
_CLUSTER_M = 18.0
"""Corners nearer to each other than this are one turn."""
_MAX_CORNERS_FROM = 20_000
_PIECE = 500

# on a roundabout the way bends one way all the time; leaving it, the other
_LEAVES_DEG = 12.0
_ROUND_M = 250.0


@dataclass(frozen=True, slots=True)
class Turn:
    """A corner of a line."""

    index: int
    """Of the point it is at."""
    angle_deg: float
    """Change of bearing, positive to the right."""


class Shape:
    """A line of longitudes and latitudes, measured."""

    def __init__(self, lon_lat: NDArray[np.float64]) -> None:
        """Measure a line.

        Args:
            lon_lat: (N, 2) float64, degrees, N >= 1.
        """
        self.lon_lat = lon_lat
        self.xy = project(lon_lat, (float(lon_lat[0, 0]), float(lon_lat[0, 1])))
        self.along = np.concatenate([[0.0], np.cumsum(segment_lengths(lon_lat, self.xy))])

    @property
    def length_m(self) -> float:
        """Metres from end to end."""
        return float(self.along[-1])

    def bearing(self, index: int, *, ahead: bool, reach_m: float = _REACH_M) -> float | None:
        """Compass bearing on arriving at a point, or on leaving it; None at the line's end."""
        at = float(self.along[index])
        other = at + reach_m if ahead else at - reach_m
        other = min(max(other, 0.0), self.length_m)
        if abs(other - at) < 1e-3:
            return None
        here, there = self.xy[index], self._point(other)
        delta = there - here if ahead else here - there
        if not delta.any():
            return None
        return float(np.degrees(np.arctan2(delta[0], delta[1]))) % 360

    def turn(self, first: int, last: int) -> float:
        """Change of bearing from the way into one point to the way out of another; 0 at the line's ends."""
        before, after = self.bearing(first, ahead=False), self.bearing(last, ahead=True)
        return 0.0 if before is None or after is None else angle_between(before, after)

    def turns(self, tolerance_m: float) -> list[Turn]:
        """The corners that somebody on the way would call turns.

        Args:
            tolerance_m: Deviations from a straight line up to this are noise.
        """
        corners = self._corners(tolerance_m)
        groups: list[list[int]] = []
        for index in corners[1:-1]:
            if groups and self.along[index] - self.along[groups[-1][-1]] < _CLUSTER_M:
                groups[-1].append(index)
            else:
                groups.append([index])
        found = []
        for group in groups:
            angle = self.turn(group[0], group[-1])
            if abs(angle) >= _TURN_DEG:
                found.append(Turn(group[len(group) // 2], angle))
        return found

    def plain_length_m(self, tolerance_m: float) -> float:
        """Metres from corner to corner: without the zigzag of a receiver, which makes a walk a run."""
        corners = self.xy[self._corners(tolerance_m)]
        return float(np.hypot(*np.diff(corners, axis=0).T).sum())

    def round(self, entry: int, last: int) -> tuple[float | None, str]:
        """The turn through a roundabout, from its entry to the exit taken, and the side one drives on.

        Args:
            entry: Index of the point where it is entered.
            last: Index of the point up to which the step goes; it holds the ring and the way out.

        Returns:
            Change of bearing, positive to the right, None where the line does not tell; ``left`` or ``right``.
        """
        end = min(last, int(np.searchsorted(self.along, self.along[entry] + _ROUND_M, "right")), len(self.along) - 1)
        part = self.xy[entry : end + 1]
        steps = np.diff(part, axis=0)
        long_enough = np.hypot(*steps.T) > 0.3
        indices = np.flatnonzero(long_enough) + entry
        headings = np.degrees(np.arctan2(steps[long_enough, 0], steps[long_enough, 1]))
        before = self.bearing(entry, ahead=False)
        if before is None or len(headings) < 3:
            return None, "right"
        bends = (np.diff(headings) + 180) % 360 - 180
        # the ring's own bend is what there is most of at first: to the left where one drives on the right
        ring = float(np.sum(bends[: max(len(bends) // 2, 2)]))
        side = "left" if ring > 0 else "right"
        against = bends if side == "right" else -bends
        leaving = np.flatnonzero(against[1:] > _LEAVES_DEG) + 1
        if not len(leaving):
            return None, side
        out = int(indices[leaving[0] + 1])
        after = self.bearing(out, ahead=True, reach_m=20.0)
        return (None if after is None else angle_between(before, after)), side

    def _point(self, along_m: float) -> NDArray[np.float64]:
        i = min(max(int(np.searchsorted(self.along, along_m, "right")) - 1, 0), len(self.along) - 2)
        length = self.along[i + 1] - self.along[i]
        share = (along_m - self.along[i]) / length if length > 0 else 0.0
        point: NDArray[np.float64] = self.xy[i] + share * (self.xy[i + 1] - self.xy[i])
        return point

    def _corners(self, tolerance_m: float) -> list[int]:
        """Indices of the points that Douglas and Peucker's simplification keeps."""
        count = len(self.xy)
        # points much nearer to each other than the tolerance say nothing
        _, chosen = np.unique(np.floor(self.along / max(tolerance_m / 4, 0.1)), return_index=True)
        stride = max(len(chosen) // _MAX_CORNERS_FROM, 1)
        chosen = np.unique(np.concatenate([[0], chosen[::stride], [count - 1]]))
        xy = self.xy[chosen]
        # in pieces, or a zigzag would take the square of its length; where two meet there is no angle, hence no turn
        ends = [*range(0, len(xy) - 1, _PIECE), len(xy) - 1]
        keep = set(ends)
        todo = list(pairwise(ends))
        while todo:
            first, last = todo.pop()
            if last - first < 2:
                continue
            a, b = xy[first], xy[last]
            inner = xy[first + 1 : last] - a
            chord = b - a
            length = float(np.hypot(*chord))
            if length < 1e-9:
                away = np.hypot(*inner.T)
            else:
                share = np.clip(inner @ chord / length**2, 0.0, 1.0)
                away = np.hypot(*(inner - share[:, None] * chord).T)
            k = int(np.argmax(away))
            if away[k] > tolerance_m:
                k += first + 1
                keep.add(k)
                todo += [(first, k), (k, last)]
        return [int(chosen[k]) for k in sorted(keep)]


def modifier_of(angle_deg: float) -> str:
    """OSRM's modifier for a change of bearing, positive to the right."""
    size = abs(angle_deg)
    if size < 20:
        return "straight"
    if size > 170:
        return "uturn"
    side = "right" if angle_deg > 0 else "left"
    return f"slight {side}" if size < 60 else side if size <= 120 else f"sharp {side}"
