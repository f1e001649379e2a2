"""Ways drawn as GeoJSON lines, without a word of what to do: the turns are made from their shape."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from hud.guidance.assemble import assemble
from hud.guidance.geometry import has_heights, line_of
from hud.guidance.indexed import derived
from hud.guidance.reading import units_of
from hud.guidance.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hud.guidance.jsonread import Node
    from hud.guidance.reading import Reading
    from hud.guidance.route import Route

_LINES = ("LineString", "MultiLineString")
_OTHERS = ("Point", "MultiPoint", "Polygon", "MultiPolygon")
_TYPES = (*_LINES, *_OTHERS, "GeometryCollection", "Feature", "FeatureCollection")
_JOINED_M = 30.0
_TOLERANCE_M = 6.0
_MAX_LINES = 2000


def is_geojson(document: Node) -> bool:
    """Whether a document is GeoJSON, by its type."""
    return document.mapping().get("type") in _TYPES


def read_geojson(document: Node, reading: Reading) -> Route:
    """The line of a document: parts that follow one another are joined; of several lines the longest is taken.

    Raises:
        MalformedError: No line, or a position that is none.
    """
    reading.format = "GeoJSON"
    reading.geometry = "GeoJSON"
    others: dict[str, int] = {}
    lines = list(islice(_lines(document, reading, others), _MAX_LINES + 1))
    for kind, count in others.items():
        reading.dropped.append(f"{count} {kind}{'s'[: count > 1]}")
    if not lines:
        what = f", only {' and '.join(others)}" if others else ""
        document.fail(f"is GeoJSON without a line{what}")
    if len(lines) > _MAX_LINES:
        document.fail(f"has more than {_MAX_LINES} lines; a route is one")
    points = _joined(lines, reading)
    language = reading.tongue("")
    mode = reading.goes("")
    reading.derived = True
    return assemble(
        derived(points, tolerance_m=_TOLERANCE_M, mode=mode, language=language, duration_s=0.0),
        None,
        distance_m=None,
        duration_s=None,
        language=language,
        units=units_of(language, mode),
    )


def _lines(node: Node, reading: Reading, others: dict[str, int]) -> Iterator[NDArray[np.float64]]:
    # by hand, not by recursion: a collection may hold a collection, as deep as JSON goes
    waiting = [node]
    while waiting:
        node = waiting.pop()
        kind = node.text("type")
        if kind == "FeatureCollection":
            waiting += reversed(node.need("features").items())
        elif kind == "GeometryCollection":
            waiting += reversed(node.need("geometries").items())
        elif kind == "Feature":
            properties = node.get("properties")
            if properties is not None:
                title = properties.mapping().get("name") or properties.mapping().get("title")
                reading.title = reading.title or (" ".join(title.split()) if isinstance(title, str) else "")
                for key, what in (("coordTimes", "times"), ("times", "times"), ("coordinateProperties", "times")):
                    if key in properties.mapping() and what not in reading.dropped:
                        reading.dropped.append(what)
            geometry = node.get("geometry")
            if geometry is not None:
                waiting.append(geometry)
        elif kind in _LINES:
            coordinates = node.need("coordinates")
            for part in [coordinates] if kind == "LineString" else coordinates.items():
                points = line_of(part)
                if has_heights(part.value) and "heights" not in reading.dropped:
                    reading.dropped.append("heights")
                if len(points):
                    yield points
        elif kind in _OTHERS:
            name = kind.lower().replace("multi", "")
            others[name] = others.get(name, 0) + 1
        else:
            node.fail(f"is of type '{kind}', which GeoJSON does not have" if kind else "has no 'type'")


def _joined(lines: list[NDArray[np.float64]], reading: Reading) -> NDArray[np.float64]:
    chains = [lines[0]]
    for line in lines[1:]:
        if Shape(np.stack([chains[-1][-1], line[0]])).length_m <= _JOINED_M:
            chains[-1] = np.concatenate([chains[-1], line])
        else:
            chains.append(line)
    best = max(chains, key=lambda chain: Shape(chain).length_m)
    if len(chains) > 1:
        more = len(chains) - 1
        reading.dropped.append(f"{more} other line{'s'[: more > 1]} (the longest is taken)")
    return best
