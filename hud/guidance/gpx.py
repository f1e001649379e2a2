"""GPX files: what is in them, by our own reader, which knows lines and does not mind 100,000 points."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from hud.errors import FileError
from hud.files import display_path, read_text
from hud.xmltext import Element, XmlError, read_xml

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 8 * 2**20  # 80,000 points with height and time


@dataclass(slots=True)
class GpxPoint:
    """A point of a track or of a planned route."""

    lon: float
    lat: float
    time_s: float | None
    """POSIX time; None where not given."""
    element: Element

    def said(self, *names: str) -> str:
        """The first of some texts of the point, or of its extensions, that is not empty."""
        for name in names:
            if text := self.element.text(name):
                return text
        return ""

    def extension(self, name: str) -> str:
        """A text in the point's extensions, however deep (Garmin wraps them); empty without it."""
        waiting = list(self.element.elements("extensions"))
        while waiting:
            element = waiting.pop(0)
            if element.name == name:
                return element.text()
            waiting += element.elements()
        return ""


@dataclass(slots=True)
class Gpx:
    """What a GPX file holds."""

    title: str
    creator: str
    sport: str = ""
    """What the first route or track that says it is for: ``cycling``, ``Ride``, ``9``."""
    track: list[GpxPoint] = field(default_factory=list)
    """All segments of all tracks, in order."""
    tracks: int = 0
    route: list[GpxPoint] = field(default_factory=list)
    """The first planned route with points."""
    routes: int = 0
    waypoints: int = 0
    heights: bool = False

    @property
    def timed(self) -> bool:
        """Whether the track has times, and they advance."""
        times = [point.time_s for point in self.track if point.time_s is not None]
        return len(times) > 1 and max(times) > times[0]


def read_gpx(path: Path, *, hint: str = "export it again") -> Gpx:
    """Read a GPX file.

    Args:
        path: The file.
        hint: What to do about a file that is none.

    Raises:
        FileError: Missing, too large, not GPX, or a point off the Earth; with the line.
    """
    return parse_gpx(read_text(path, limit=MAX_BYTES), display_path(path), hint=hint)


def parse_gpx(text: str, shown: str, *, hint: str = "export it again") -> Gpx:
    """As `read_gpx`, of a text.

    Raises:
        FileError: As `read_gpx`.
    """
    if not text.strip():
        raise FileError(shown, "is empty", hint=hint)
    if not text.lstrip().startswith("<"):
        raise FileError(shown, "is not GPX", line=1, hint=hint)
    try:
        root = read_xml(text.lstrip(), blanks=False)
    except XmlError as error:
        raise FileError(
            shown, f"cannot be read as GPX: {error}", line=error.line, column=error.column, hint="export it again"
        ) from None
    metadata = root.first("metadata") or root
    found = Gpx(metadata.text("name"), root.attributes.get("creator", ""))
    for track in root.elements("trk"):
        points = [
            _point(p, shown, "track", len(found.track) + k)
            for k, p in enumerate((p for s in track.elements("trkseg") for p in s.elements("trkpt")), start=1)
        ]
        found.tracks += bool(points)
        found.track += points
        found.title = found.title or track.text("name")
        found.sport = found.sport or track.text("type")
    for route in root.elements("rte"):
        points = [_point(p, shown, "route", k) for k, p in enumerate(route.elements("rtept"), start=1)]
        found.routes += bool(points)
        found.route = found.route or points
        found.title = found.title or route.text("name")
        found.sport = found.sport or route.text("type")
    found.waypoints = sum(1 for _ in root.elements("wpt"))
    found.heights = any(p.element.first("ele") is not None for p in (found.track + found.route)[:50])
    return found


def _point(element: Element, shown: str, what: str, number: int) -> GpxPoint:
    try:
        lat, lon = float(element.attributes["lat"]), float(element.attributes["lon"])
    except (KeyError, ValueError):
        lat = lon = math.nan
    # a comparison with nan is false
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        _refuse(element, shown, what, number)
    return GpxPoint(lon, lat, _seconds(element, shown), element)


def _refuse(element: Element, shown: str, what: str, number: int) -> NoReturn:
    """Say what is wrong with where a point is."""
    numbers = []
    for key in ("lat", "lon"):
        written = element.attributes.get(key)
        if written is None:
            raise FileError(shown, f"{what} point {number} has no {key}", line=element.line, hint="export it again")
        try:
            numbers.append(float(written))
        except ValueError:
            message = f"cannot be read as GPX: {key} '{written[:30]}' is not a number"
            raise FileError(shown, message, line=element.line, hint="export it again") from None
    lat, lon = numbers
    hint = "remove it"
    # of a file that has them the wrong way round the first point tells
    if number == 1 and abs(lat) <= 180 and abs(lon) <= 90:
        hint = "lat and lon are the wrong way round; swap them"
    raise FileError(shown, f"{what} point {number} lies at {lat:g} N {lon:g} E", line=element.line, hint=hint)


def _seconds(element: Element, shown: str) -> float | None:
    written = element.text("time")
    if not written:
        return None
    try:
        time = datetime.fromisoformat(written)
        # GPX times are UTC; some writers leave the Z out
        seconds = (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        message = f"cannot be read as GPX: '{written[:40]}' is not a time"
        raise FileError(shown, message, line=element.line, hint="export it again") from None
    return seconds if math.isfinite(seconds) else None
