"""Lines on the ground: encoded polylines, a local plane in metres, and journeys along a line.

Latitude and longitude are projected once onto the plane that touches the Earth at the line's first point. North and
south are exact on it. A length east or west is off by d / R tan(latitude), d metres north or south of the first
point: by one part in a thousand 6.4 km away at 45 degrees and 3.7 km away at 60, by 0.8 % and 1.4 % 50 km away.
So distances along a line that is off by more are not taken from the plane: each of its segments has its length on
the ground. Places and bearings stay the plane's.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8  # IUGG mean radius R1


def decode_polyline(text: str, precision: int) -> NDArray[np.float64]:
    """Decode an encoded polyline (Google's algorithm, as OSRM, Mapbox and Valhalla write it).

    Args:
        text: The encoded line.
        precision: Decimal digits, 5 or 6.

    Returns:
        (N, 2) float64, longitude and latitude in degrees.

    Raises:
        ValueError: Characters outside the alphabet, or cut off in the middle of a number.
    """
    numbers = decode_differences(text)
    if len(numbers) % 2:
        raise ValueError("the encoded polyline is cut off")
    lat_lon: NDArray[np.float64] = np.cumsum(numbers.reshape(-1, 2), axis=0) / 10**precision
    return lat_lon[:, ::-1].copy()


def decode_differences(text: str) -> NDArray[np.float64]:
    """The numbers of an encoded polyline, each the difference to that of the point before.

    Args:
        text: The encoded line; of two numbers a point, or of three where it has heights.

    Returns:
        (N,) float64, whole numbers.

    Raises:
        ValueError: Characters outside the alphabet, or cut off in the middle of a number.
    """
    numbers: list[int] = []
    value = shift = 0
    for char in text:
        bits = ord(char) - 63
        if not 0 <= bits < 64:
            raise ValueError(f"character {char!r} does not belong in an encoded polyline")
        value |= (bits & 31) << shift
        if bits & 32:
            shift += 5
            if shift > 60:
                raise ValueError("a number of the encoded polyline does not end")
        else:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift:
        raise ValueError("the encoded polyline is cut off")
    return np.array(numbers, np.float64)


def project(lon_lat: NDArray[np.float64], origin: Sequence[float]) -> NDArray[np.float64]:
    """Metres east and north of an origin, on the plane that touches the Earth there.

    Args:
        lon_lat: (N, 2) float64, degrees.
        origin: Longitude and latitude of the plane's (0, 0), degrees.

    Returns:
        (N, 2) float64, x east and y north, metres.
    """
    lon, lat = origin[0], origin[1]
    scale = math.radians(1) * EARTH_RADIUS_M
    # across the date line the short way round
    east = (lon_lat[:, 0] - lon + 180) % 360 - 180
    return np.column_stack([east * scale * math.cos(math.radians(lat)), (lon_lat[:, 1] - lat) * scale])


_PLANE_SERVES = 1e-3
"""A line's length on the plane may be off by this share, segment by segment; beyond it is measured on the Earth."""


def ground_lengths(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Length of each segment along the great circle, by the haversine formula.

    Args:
        lon_lat: (N, 2) float64, degrees, N >= 1.

    Returns:
        (N - 1,) float64, metres.
    """
    lon, lat = np.radians(lon_lat.T)
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[1:]) * np.cos(lat[:-1]) * np.sin(np.diff(lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))), np.float64)


def segment_lengths(lon_lat: NDArray[np.float64], xy_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Length of each segment of a line: on the plane where that serves for all of it, else on the ground.

    Args:
        lon_lat: (N, 2) float64, degrees, N >= 1.
        xy_m: (N, 2) float64, the same points on the plane.

    Returns:
        (N - 1,) float64, metres.
    """
    plane = np.hypot(*np.diff(xy_m, axis=0).T)
    ground = ground_lengths(lon_lat)
    return ground if np.abs(ground - plane).sum() > _PLANE_SERVES * ground.sum() else plane


def angle_between(from_deg: float, to_deg: float) -> float:
    """Signed turn from one bearing to another, (-180, 180], positive to the right."""
    turn = (to_deg - from_deg) % 360
    return turn - 360 if turn > 180 else turn


@dataclass(frozen=True, slots=True)
class Roundabout:
    """A roundabout on the local plane, as far as a route tells of it."""

    centre_m: tuple[float, float]
    """East and north."""
    radius_m: float
    """Of the way round; 0 where the route leads over the middle."""
    clockwise: bool
    """Seen from above: where one drives on the left."""
    entry_deg: float
    """Compass bearing from the middle to where the route comes in."""
    exit_deg: float
    """The same to where it leaves."""
    passed: int
    """How many exits one passes."""
    ways_deg: tuple[float, ...] = ()
    """Compass bearings in which they lead, where known."""


@dataclass(frozen=True, eq=False)
class Line:
    """A polyline on the local plane, without repeated points."""

    xy_m: NDArray[np.float64]
    """(N, 2) float64, N >= 2, x east and y north, metres."""
    lengths_m: NDArray[np.float64] | None = None
    """(N - 1,) float64, above 0, metres from point to point where the plane's are not true; None where they are."""

    @classmethod
    def through(cls, xy_m: NDArray[np.float64], lengths_m: NDArray[np.float64] | None = None) -> Line:
        """A line through the points, repeated ones left out.

        Args:
            xy_m: (N, 2) float64, metres.
            lengths_m: (N - 1,) float64, metres from point to point where the plane's are not true.

        Raises:
            ValueError: Fewer than two distinct points, or a point that is not finite.
        """
        xy = np.asarray(xy_m, np.float64).reshape(-1, 2)
        if not np.isfinite(xy).all():
            raise ValueError("a point is not finite")
        if len(xy):
            step = np.hypot(*np.diff(xy, axis=0).T)
            apart = step > 1e-6
            xy = xy[np.concatenate([[True], apart])]
            lengths_m = None if lengths_m is None else np.maximum(lengths_m[apart], 1e-6)
        if len(xy) < 2:
            raise ValueError("a line needs two different points")
        return cls(xy, lengths_m)

    @classmethod
    def on_earth(cls, lon_lat: NDArray[np.float64], origin: Sequence[float]) -> Line:
        """The line through places on the Earth, on the plane that touches it at the origin, as long as it is there.

        Args:
            lon_lat: (N, 2) float64, degrees.
            origin: Longitude and latitude of the plane's (0, 0), degrees.

        Raises:
            ValueError: As `through`.
        """
        xy = project(lon_lat, origin)
        return cls.through(xy, segment_lengths(lon_lat, xy) if len(xy) else None)

    @cached_property
    def along_m(self) -> NDArray[np.float64]:
        """(N,) float64, metres from the start to each point."""
        lengths = np.hypot(*np.diff(self.xy_m, axis=0).T) if self.lengths_m is None else self.lengths_m
        return np.concatenate([[0.0], np.cumsum(lengths)])

    @property
    def length_m(self) -> float:
        """Metres from end to end."""
        return float(self.along_m[-1])

    def point_at(self, along_m: float) -> tuple[float, float]:
        """(x, y) at a distance along the line; beyond the ends it goes on straight."""
        s = self.along_m
        i = min(max(int(np.searchsorted(s, along_m, "right")) - 1, 0), len(s) - 2)
        share = (along_m - s[i]) / (s[i + 1] - s[i])
        x, y = self.xy_m[i] + share * (self.xy_m[i + 1] - self.xy_m[i])
        return float(x), float(y)

    def bearing_at(self, along_m: float, *, window_m: float = 0.0) -> float:
        """Compass bearing, 0..360, north 0, east 90.

        Args:
            along_m: Distance along the line.
            window_m: The chord over this length centred on the place is taken, which rounds the corners the
                way a person walks them; 0 takes the segment itself.
        """
        half = max(window_m / 2, 1e-4)
        x0, y0 = self.point_at(along_m - half)
        x1, y1 = self.point_at(along_m + half)
        return math.degrees(math.atan2(x1 - x0, y1 - y0)) % 360

    def nearest_between(self, x_m: float, y_m: float, low_m: float, high_m: float) -> tuple[float, float]:
        """Where a part of the line passes nearest to a point.

        Args:
            x_m: Metres east.
            y_m: Metres north.
            low_m: The part begins here, metres along the line.
            high_m: It ends here; not before ``low_m``.

        Returns:
            Distance along the line and distance from it, metres.
        """
        along = self.along_m
        low = min(max(low_m, 0.0), self.length_m)
        high = min(max(high_m, low), self.length_m)
        first = max(int(np.searchsorted(along, low, "right")) - 1, 0)
        last = max(int(np.searchsorted(along, high, "left")), first + 1)
        first = min(first, len(along) - 2)
        last = min(last, len(along) - 1)
        start = self.xy_m[first:last]
        delta = self.xy_m[first + 1 : last + 1] - start
        length = along[first + 1 : last + 1] - along[first:last]
        share = ((x_m - start[:, 0]) * delta[:, 0] + (y_m - start[:, 1]) * delta[:, 1]) / (delta * delta).sum(axis=1)
        share = np.clip(share, (low - along[first:last]) / length, (high - along[first:last]) / length)
        share = np.clip(share, 0.0, 1.0)
        away = np.hypot(start[:, 0] + share * delta[:, 0] - x_m, start[:, 1] + share * delta[:, 1] - y_m)
        i = int(np.argmin(away))
        return float(along[first + i] + share[i] * length[i]), float(away[i])


@dataclass(frozen=True, slots=True)
class Pose:
    """Where the wearer stands and looks."""

    x_m: float
    """East."""
    y_m: float
    """North."""
    bearing_deg: float
    """Compass bearing of the gaze, 0..360."""
    along_m: float
    """Metres along the walked line."""
    speed_m_s: float


@dataclass(frozen=True, eq=False)
class Walk:
    """A journey: a line and when each distance along it is reached. Pure in t."""

    line: Line
    times_s: NDArray[np.float64]
    """(K,) float64, K >= 2, rising."""
    reached_m: NDArray[np.float64]
    """(K,) float64, metres along the line at each time, never falling."""

    @classmethod
    def at_speed(cls, line: Line, speed_m_s: float) -> Walk:
        """The whole line at one speed, from t = 0.

        Raises:
            ValueError: A speed that is not above zero.
        """
        if not speed_m_s > 0:
            raise ValueError("a speed above zero is needed")
        length = line.length_m
        return cls(line, np.array([0.0, length / speed_m_s]), np.array([0.0, length]))

    def same_as(self, other: Walk | None) -> bool:
        """Whether the other leads along the same line at the same times."""
        return other is not None and all(
            np.array_equal(one, two)
            for one, two in (
                (self.times_s, other.times_s),
                (self.reached_m, other.reached_m),
                (self.line.xy_m, other.line.xy_m),
            )
        )

    @property
    def duration_s(self) -> float:
        """When the end is reached."""
        return float(self.times_s[-1])

    def along_at(self, t_s: float) -> float:
        """Metres along the line at t; stands still before the start and after the end."""
        return float(np.interp(t_s, self.times_s, self.reached_m))

    def pose_at(self, t_s: float, *, window_m: float = 9.0) -> Pose:
        """Place, gaze and speed at t. Corners are rounded over ``window_m``, as a walker turns."""
        along = self.along_at(t_s)
        x, y = self.line.point_at(along)
        i = int(np.clip(np.searchsorted(self.times_s, t_s, "right") - 1, 0, len(self.times_s) - 2))
        dt = float(self.times_s[i + 1] - self.times_s[i])
        moving = self.times_s[0] <= t_s < self.times_s[-1] and dt > 0
        speed = float(self.reached_m[i + 1] - self.reached_m[i]) / dt if moving else 0.0
        return Pose(x, y, self.line.bearing_at(along, window_m=window_m), along, speed)
