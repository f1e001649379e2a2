"""Journeys recorded as GPX tracks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.errors import FileError
from hud.files import display_path
from hud.geo import Line, Walk, project, segment_lengths
from hud.guidance.gpx import read_gpx
from hud.guidance.matching import match
from hud.guidance.travel import OFF_ROUTE_M, Travel, along_route

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from hud.guidance.gpx import Gpx
    from hud.guidance.route import Route

_SPEED_INSTEAD = "write travel: {speed: 1.4 m/s} instead"
# places matched along the route; a longer recording is matched at this many, evenly chosen
_MAX_MATCHED = 3000


def load_travel(path: Path, route: Route) -> Travel:
    """Read how somebody travelled a route from a GPX track.

    All segments of all tracks in order; points without a time are left out, and so are those not later than the
    one before.

    Args:
        path: The file.
        route: The route that was travelled, at least in part.

    Returns:
        The journey; t = 0 is the track's first time.

    Raises:
        FileError: Missing, not GPX, no track, no times, times that do not advance, coordinates that are none,
            or never near the route.
        Problems: Several faulty points.
    """
    shown = display_path(path)
    times, lon_lat = _recorded(path)
    xy = project(lon_lat, route.origin)
    try:
        line = Line.on_earth(lon_lat, route.origin)
    except ValueError:
        raise FileError(shown, "is a track that never moves", hint=_SPEED_INSTEAD) from None
    reached = np.concatenate([[0.0], np.cumsum(segment_lengths(lon_lat, xy))])
    walk = Walk(line, times, np.minimum(reached, line.length_m))
    chosen = np.unique(np.linspace(0, len(times) - 1, min(len(times), _MAX_MATCHED)).round().astype(np.int64))
    along, off = match(route.line, xy[chosen])
    if not off.min() <= OFF_ROUTE_M:
        raise FileError(
            shown,
            f"is a track that never comes nearer than {off.min() / 1000:.1f} km to the route"
            if off.min() > 1000
            else f"is a track that never comes nearer than {off.min():.0f} m to the route",
            hint="is it a track of this route?",
        )
    return along_route(route, walk, times[chosen], along, off)


def check_track_file(path: Path) -> None:
    """Whether somebody's journey is in a file, whatever the route.

    Raises:
        FileError, Problems: As `load_travel`, as far as that can be told without a route.
    """
    _, lon_lat = _recorded(path)
    if not np.ptp(lon_lat, axis=0).any():
        raise FileError(display_path(path), "is a track that never moves", hint=_SPEED_INSTEAD)


def _recorded(path: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return _fixes(read_gpx(path, hint=f"give a GPX track, or {_SPEED_INSTEAD}"), display_path(path))


def _fixes(gpx: Gpx, shown: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N,) float64 seconds, rising from 0, and (N, 2) float64 longitude and latitude, N >= 2."""
    points = gpx.track
    if len(points) < 2:
        what = "one track point" if points else "no track points"
        routed = ", only a planned route" if gpx.route else ""
        raise FileError(shown, f"has {what}{routed}", hint=f"record a track, or {_SPEED_INSTEAD}")
    timed = [(point.time_s, point) for point in points if point.time_s is not None]
    if len(timed) < 2:
        raise FileError(shown, "is a track without times", hint=_SPEED_INSTEAD)
    times: list[float] = []
    lon_lat: list[tuple[float, float]] = []
    last = -math.inf
    for seconds, point in timed:
        if seconds > last:
            times.append(seconds)
            lon_lat.append((point.lon, point.lat))
            last = seconds
    if len(times) < 2:
        raise FileError(shown, "is a track whose times do not advance", hint=_SPEED_INSTEAD)
    return np.array(times, np.float64) - times[0], np.array(lon_lat, np.float64)
