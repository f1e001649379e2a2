"""Journeys recorded as GPX tracks."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from hud.errors import FileError
from hud.files import display_path, read_text
from hud.geo import Line, Walk, project
from hud.guidance.matching import match
from hud.guidance.travel import OFF_ROUTE_M, Travel, along_route

if TYPE_CHECKING:
    from pathlib import Path

    from gpxpy.gpx import GPX
    from numpy.typing import NDArray

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
    """
    shown = display_path(path)
    times, lon_lat = _fixes(_parsed(path, shown), shown)
    xy = project(lon_lat, route.origin)
    try:
        line = Line.through(xy)
    except ValueError:
        raise FileError(shown, "is a track that never moves", hint=_SPEED_INSTEAD) from None
    reached = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
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


def _parsed(path: Path, shown: str) -> GPX:
    # 40 ms that a journey at one speed need not pay
    import gpxpy
    import gpxpy.gpx

    text = read_text(path)
    if not text.strip():
        raise FileError(shown, "is empty", hint="give a GPX track")
    if not text.lstrip().startswith("<"):
        raise FileError(shown, "is not GPX", line=1, hint=f"give a GPX track, or {_SPEED_INSTEAD}")
    try:
        return gpxpy.parse(text)
    # gpxpy lets the errors of float(), datetime and its XML parser through as they are
    except (gpxpy.gpx.GPXException, ValueError, TypeError, AttributeError, OverflowError) as error:
        cause = error.__cause__ or error.__context__
        line, column = getattr(cause, "position", (None, None))
        raise FileError(
            shown,
            f"cannot be read as GPX: {' '.join(str(error).split()).rstrip('.') or type(error).__name__}",
            line=line,
            column=None if column is None else column + 1,
            hint="export the track again",
        ) from None


def _fixes(gpx: GPX, shown: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(N,) float64 seconds, rising from 0, and (N, 2) float64 longitude and latitude, N >= 2."""
    points = [point for track in gpx.tracks for segment in track.segments for point in segment.points]
    if len(points) < 2:
        what = "one track point" if points else "no track points"
        routed = ", only a planned route" if gpx.routes else ""
        raise FileError(shown, f"has {what}{routed}", hint=f"record a track, or {_SPEED_INSTEAD}")
    for number, point in enumerate(points, start=1):
        # a comparison with nan is false
        if not (-90 <= point.latitude <= 90 and -180 <= point.longitude <= 180):
            raise FileError(
                shown, f"track point {number} lies at {point.latitude:g} N {point.longitude:g} E", hint="remove it"
            )
    timed = [(_seconds(point.time), point) for point in points if point.time is not None]
    if len(timed) < 2:
        raise FileError(shown, "is a track without times", hint=_SPEED_INSTEAD)
    times: list[float] = []
    lon_lat: list[tuple[float, float]] = []
    last = -math.inf
    for seconds, point in timed:
        if seconds > last:
            times.append(seconds)
            lon_lat.append((point.longitude, point.latitude))
            last = seconds
    if len(times) < 2:
        raise FileError(shown, "is a track whose times do not advance", hint=_SPEED_INSTEAD)
    return np.array(times, np.float64) - times[0], np.array(lon_lat, np.float64)


def _seconds(time: datetime) -> float:
    # GPX times are UTC; some writers leave the Z out
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
