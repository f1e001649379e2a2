"""GPX files: what is in them, by our own reader, which knows lines and does not mind 100,000 points."""

from __future__ import annotations

import math
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hud.errors import FileError, as_one
from hud.files import display_path, read_text
from hud.xmltext import Element, XmlError, read_xml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MAX_BYTES = 8 * 2**20  # 80,000 points with height and time
MAX_FAULTS = 20


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


_kept: ContextVar[dict[str, Gpx] | None] = ContextVar("kept", default=None)


@contextmanager
def gpx_kept() -> Iterator[None]:
    """Inside, on this thread, the same text is parsed once: a route and its journey, and all new routes on the way."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def read_gpx(path: Path, *, hint: str = "export it again") -> Gpx:
    """Read a GPX file.

    Args:
        path: The file.
        hint: What to do about a file that is none.

    Raises:
        FileError: Missing, too large, not GPX, or a point off the Earth; with the line.
        Problems: Several faulty points, up to `MAX_FAULTS` of them.
    """
    return parse_gpx(read_text(path, limit=MAX_BYTES), display_path(path), hint=hint)


def parse_gpx(text: str, shown: str, *, hint: str = "export it again") -> Gpx:
    """As `read_gpx`, of a text.

    Raises:
        FileError, Problems: As `read_gpx`.
    """
    kept = _kept.get()
    if kept is not None and text in kept:
        return kept[text]
    found = _parsed(text, shown, hint)
    if kept is not None:
        kept[text] = found
    return found


def _parsed(text: str, shown: str, hint: str) -> Gpx:
    if not text.strip():
        raise FileError(shown, "is empty", hint=hint)
    if not text.lstrip().startswith("<"):
        raise FileError(shown, "is not GPX", line=1, column=1, hint=hint, snippet=text.split("\n", 1)[0])
    faults = _Faults(shown, text)
    try:
        root = read_xml(faults.text, blanks=False)
    except XmlError as error:
        raise faults.error(f"cannot be read as GPX: {error}", error.line, error.column) from None
    metadata = root.first("metadata") or root
    found = Gpx(metadata.text("name"), root.attributes.get("creator", ""))
    for track in root.elements("trk"):
        listed = (p for s in track.elements("trkseg") for p in s.elements("trkpt"))
        points = _points(listed, "track", len(found.track), faults)
        found.tracks += bool(points)
        found.track += points
        found.title = found.title or track.text("name")
        found.sport = found.sport or track.text("type")
    for route in root.elements("rte"):
        points = _points(route.elements("rtept"), "route", 0, faults)
        found.routes += bool(points)
        found.route = found.route or points
        found.title = found.title or route.text("name")
        found.sport = found.sport or route.text("type")
    if faults.found:
        raise as_one(faults.found)
    found.waypoints = sum(1 for _ in root.elements("wpt"))
    found.heights = any(p.element.first("ele") is not None for p in (found.track + found.route)[:50])
    return found


@dataclass(slots=True)
class _Faults:
    """What is wrong with the points of a file."""

    shown: str
    text: str
    found: list[FileError] = field(default_factory=list)

    def error(self, message: str, line: int, column: int, *, hint: str = "export it again") -> FileError:
        """An error at a place of the text."""
        lines = self.text.split("\n")
        snippet = lines[line - 1] if 0 < line <= len(lines) else ""
        return FileError(self.shown, message, line=line, column=column, hint=hint, snippet=snippet)

    def at(self, element: Element, message: str, *, hint: str = "export it again") -> None:
        """Note an error of a point."""
        self.found.append(self.error(message, element.line, element.column, hint=hint))


def _points(elements: Iterable[Element], what: str, before: int, faults: _Faults) -> list[GpxPoint]:
    """The points of a track or route, those that are in order."""
    points = []
    for number, element in enumerate(elements, start=before + 1):
        if len(faults.found) >= MAX_FAULTS:
            break
        place = _place(element, f"{what} point {number}", faults, first=number == 1)
        time_s = _seconds(element, faults)
        if place is not None:
            points.append(GpxPoint(*place, time_s, element))
    return points


def _place(element: Element, what: str, faults: _Faults, *, first: bool) -> tuple[float, float] | None:
    """Longitude and latitude; None where they are none, which is noted."""
    try:
        lat, lon = float(element.attributes["lat"]), float(element.attributes["lon"])
    except (KeyError, ValueError):
        lat = lon = math.nan
    # a comparison with nan is false
    if -90 <= lat <= 90 and -180 <= lon <= 180:
        return lon, lat
    numbers = []
    for key in ("lat", "lon"):
        written = element.attributes.get(key)
        try:
            numbers.append(float(written or ""))
        except ValueError:
            none = written is None or not written.strip()
            said = f"has no {key}" if none else f"has the {key} '{(written or '')[:30]}', which is not a number"
            faults.at(element, f"{what} {said}")
    if len(numbers) < 2:
        return None
    lat, lon = numbers
    hint = "remove it"
    # of a file that has them the wrong way round the first point tells
    if first and abs(lat) <= 180 and abs(lon) <= 90:
        hint = "lat and lon are the wrong way round; swap them"
    faults.at(element, f"{what} lies at {lat:g} N {lon:g} E", hint=hint)
    return None


def _seconds(element: Element, faults: _Faults) -> float | None:
    written = element.text("time")
    if not written:
        return None
    try:
        time = datetime.fromisoformat(written)
        # GPX times are UTC; some writers leave the Z out
        seconds = (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        faults.at(element, f"cannot be read as GPX: '{written[:40]}' is not a time")
        return None
    return seconds if math.isfinite(seconds) else None
