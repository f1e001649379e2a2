"""Opening a route file: which format it is, its content says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.errors import FileError
from hud.files import display_path
from hud.guidance.jsonread import MalformedError, Node, RefusalError, read_json
from hud.guidance.osrm import is_osrm, read_osrm
from hud.guidance.valhalla import is_valhalla, read_valhalla

if TYPE_CHECKING:
    from pathlib import Path

    from hud.guidance.route import Route

_FORMATS = "OSRM, Mapbox Directions v5 or Valhalla JSON"


def load_route(path: Path) -> Route:
    """Read a route.

    OSRM and Mapbox Directions v5 JSON (``routes``, ``trips`` or ``matchings``, of which the first is taken) and
    Valhalla's own JSON. Geometry may be polyline5, polyline6 or GeoJSON. The file's instruction texts are kept;
    where it has none, a sentence in its language, or in English, is made.

    Args:
        path: The file.

    Returns:
        The route.

    Raises:
        FileError: Missing, not JSON (with line and column), another format, a refusal of the routing service
            (quoted), no steps, or a value that is not what the format says (with its place in the document).
    """
    document = read_json(path)
    try:
        if not isinstance(document.value, dict):
            document.fail("is not a route")
        if is_valhalla(document):
            return read_valhalla(document)
        if is_osrm(document):
            return read_osrm(document)
        document.fail(_guess(document))
    except RefusalError as refusal:
        raise FileError(
            display_path(path),
            f"holds no route: the routing service answered {_one_line(refusal)}",
            hint="plan it again, between places that a way connects",
        ) from None
    except (MalformedError, ValueError) as error:
        raise FileError(display_path(path), _one_line(error), hint=f"a route is {_FORMATS}, with steps") from None


def _one_line(error: Exception) -> str:
    """The text of an error, which may quote the file."""
    return " ".join(str(error).split())


def _guess(document: Node) -> str:
    keys = document.mapping()
    if isinstance(keys.get("message"), str):
        raise RefusalError(f"'{document.text('message')}'")
    if keys.get("type") in ("FeatureCollection", "Feature", "LineString"):
        return "is GeoJSON: a line without manoeuvres"
    if "paths" in keys:
        return "is GraphHopper's own JSON, which is not read yet"
    return "is JSON, but not a route"
