"""Opening a route file: which format it is, its content says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hud.errors import FileError, as_one
from hud.files import display_path, read_text
from hud.guidance.faults import all_faults
from hud.guidance.geojson import is_geojson, read_geojson
from hud.guidance.gpx import parse_gpx
from hud.guidance.gpxroute import read_gpx_route
from hud.guidance.graphhopper import is_graphhopper, read_graphhopper
from hud.guidance.jsonread import MalformedError, Node, RefusalError, error_at, file_error, find_place, parse_json
from hud.guidance.openroute import is_openroute, read_openroute
from hud.guidance.osrm import is_osrm, read_osrm
from hud.guidance.reading import Reading, WishError
from hud.guidance.strangers import check_text
from hud.guidance.text import has_sentences, languages
from hud.guidance.valhalla import is_valhalla, read_valhalla

if TYPE_CHECKING:
    from pathlib import Path

    from hud.guidance.route import Route

MAX_BYTES = 8 * 2**20  # a drive across a continent with every annotation has about 5 MB
_FORMATS = "OSRM, Mapbox, Valhalla, GraphHopper or openrouteservice JSON, GPX, or a GeoJSON line"
_REFUSING = ("code", "error", "message", "trip.status_message", "paths")
"""Where services say that they have none."""
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")


def load_route(path: Path, *, language: str = "", mode: str = "", choose: int = 0) -> Route:
    """Read a route.

    OSRM and Mapbox Directions v5 JSON (``routes`` or ``trips``, of which the first is taken, or ``matchings``, of
    which it is the longest with those that follow on), the JSON of Valhalla, GraphHopper and openrouteservice, GPX
    routes and tracks, and GeoJSON lines. Geometry may be polyline5, polyline6 or a list of positions. The file's
    instruction texts are kept; where it has none, a sentence in its language, or in English, is made; where it has
    no instructions at all, they are the turns of its line.

    Args:
        path: The file.
        language: BCP 47. A file in another language gets our sentences in this one; one that does not say its
            language is taken to be in this one.
        mode: ``walking``, ``cycling`` or ``driving``; empty is what the file says.
        choose: Which of several routes of the file, counted from 1; 0 for the usual one.

    Returns:
        The route.

    Raises:
        FileError: Missing, not JSON or XML (with line and column), another format, a refusal of the routing service
            (quoted), or a value that is not what the format says (with its place in the document).
        Problems: Several such values.
        WishError: The file holds no route of that number, or there are no sentences in the language.
    """
    return read_route(path, language=language, mode=mode, choose=choose)[0]


def read_route(path: Path, *, language: str = "", mode: str = "", choose: int = 0) -> tuple[Route, Reading]:
    """As `load_route`, with what was found in the file besides.

    Raises:
        FileError, Problems, WishError: As `load_route`.
    """
    text = read_text(path, limit=MAX_BYTES).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
    shown = display_path(path)
    reading = Reading(language, mode, choose)
    if not text.strip():
        raise FileError(shown, "is empty", hint="save the answer of a routing service in it")
    document = None
    try:
        if text.lstrip().startswith("<"):
            _check_root(text, shown)
            return _chosen(read_gpx_route(parse_gpx(text, shown), reading), reading), reading
        check_text(text, shown, f"a route is {_FORMATS}")
        document = parse_json(text, shown)
        return _chosen(_route(document, reading), reading), reading
    except RefusalError as refusal:
        place = next((key for key in _REFUSING if find_place(text, key) is not None), "")
        said = MalformedError(f"holds no route: the routing service answered {_one_line(refusal)}", place=place)
        raise file_error(shown, text, said, hint="ask it again, for a way that it finds") from None
    except (MalformedError, ValueError) as error:
        hint = f"it was read as {reading.format}" if reading.format else f"a route is {_FORMATS}"
        if not isinstance(error, MalformedError):
            raise FileError(shown, _one_line(error), hint=hint) from None
        faults = [error]
        refused: list[WishError] = []
        if document is not None:
            faults, refused = _all_faults(document, error, reading, len(text))
        found = [file_error(shown, text, fault, hint=hint) for fault in faults]
        found.sort(key=lambda one: (one.line or 0, one.column or 0))
        if refused:
            refused[0].besides = (*refused[1:], *found)
            raise refused[0] from None
        raise as_one(found) from None


def _all_faults(
    document: Node, first: MalformedError, reading: Reading, size: int
) -> tuple[list[MalformedError], list[WishError]]:
    """As `all_faults`; and what was wanted of the document and cannot be had."""
    refused: list[WishError] = []

    def read(again: Node) -> None:
        no = {error.wish for error in refused}
        language, choose = "" if "language" in no else reading.language, 0 if "choose" in no else reading.choose
        anew = Reading(language, reading.mode, choose)
        try:
            _chosen(_route(again, anew), anew)
        except WishError as error:
            refused.append(error)
            read(again)

    return all_faults(document, first, read, size), refused


def _route(document: Node, reading: Reading) -> Route:  # noqa: RET503 - `fail` does not return
    if not isinstance(document.value, dict):
        document.fail("is not a route")
    for knows, read in (
        (is_valhalla, read_valhalla),
        (is_openroute, read_openroute),
        (is_graphhopper, read_graphhopper),
        (is_geojson, read_geojson),
    ):
        if knows(document):
            return read(document, reading)
    if other := _stranger(document):
        document.fail(other)
    if is_osrm(document):
        return read_osrm(document, reading)
    if document.text("message"):
        raise RefusalError(f"'{document.text('message')}'")
    document.fail("is JSON, but not a route")


def _chosen(route: Route, reading: Reading) -> Route:
    """The route, unless what was wanted of it cannot be had.

    Raises:
        WishError: Another route, of a file that has no others; a language that there are no sentences in.
    """
    if reading.choose > 1 and not reading.chose:
        raise WishError(
            "choose",
            f"the file is read as one route, and there is none of number {reading.choose}",
            hint="leave the choice out",
        )
    if reading.language and not reading.kept and not has_sentences(reading.language):
        hint = f"there are some in {', '.join(languages())}"
        raise WishError("language", f"there are no instructions in '{reading.language}'", hint=hint)
    return route


def _check_root(text: str, shown: str) -> None:
    root = next(_ROOT.finditer(text[:20_000]), None)
    name = root[1] if root else ""
    if name.lower() == "gpx" or not name:
        return
    known = {"kml": "KML", "trainingcenterdatabase": "TCX", "html": "a web page", "tt": "captions, not a route"}
    what = known.get(name.lower(), f"XML that begins with <{name[:40]}>")
    hint = "save the answer itself" if name.lower() == "html" else f"a route is {_FORMATS}"
    raise error_at(shown, text, root.start() if root else 0, f"is {what}, which is not a route that can be read", hint)


def _stranger(document: Node) -> str:
    """Another service's answer, by its keys."""
    keys = document.mapping()
    first = keys.get("routes")
    first = first[0] if isinstance(first, list) and first and isinstance(first[0], dict) else {}
    if "geocoded_waypoints" in keys or "overview_polyline" in first or "polyline" in first:
        return "is Google's answer, which is not read"
    if "sections" in first:
        return "is HERE's answer, which is not read"
    if keys.get("type") == "Topology":
        return "is TopoJSON, which is not read"
    if isinstance(keys.get("durations"), list) or isinstance(keys.get("sources_to_targets"), list):
        return "is a table of travel times, not a route"
    return ""


def _one_line(error: Exception) -> str:
    """The text of an error, which may quote the file."""
    return " ".join(str(error).split())
