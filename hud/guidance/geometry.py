"""Geometries in routing answers: encoded at five or six digits, or GeoJSON, which the data must tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hud.geo import decode_polyline
from hud.guidance.jsonread import MalformedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.guidance.jsonread import Node

# decoded with the right precision a geometry leads within metres from manoeuvre to manoeuvre; with the wrong one
# it is ten times as far from the equator and the meridian, or a tenth
_NEAR_DEG = 0.02


def lon_lat(node: Node) -> tuple[float, float]:
    """A GeoJSON position.

    Raises:
        MalformedError: Not two numbers, or off the Earth.
    """
    numbers = node.items()
    if len(numbers) < 2:
        node.fail("is not a longitude and a latitude")
    return numbers[0].as_number(low=-180, high=180), numbers[1].as_number(low=-90, high=90)


def precision_of(samples: Sequence[tuple[Node, tuple[float, float], tuple[float, float]]]) -> int:
    """Tell the precision of encoded polylines by where they lead from and to.

    Args:
        samples: Geometries (of any kind), and the longitude and latitude each should begin and end at.

    Returns:
        5 or 6; 6 where no geometry is encoded.

    Raises:
        MalformedError: Not an encoded polyline, or at neither precision where the manoeuvres are.
    """
    encoded = [(_decode(node, 5), places) for node, *places in samples if isinstance(node.value, str)]
    ends = np.array([(points[0], points[-1], *places) for points, places in encoded if len(points)])
    if not len(ends):
        return 6
    distance = {
        digits: float(np.median(np.abs(ends[:, :2] / factor - ends[:, 2:]).max(axis=(1, 2))))
        for digits, factor in ((5, 1), (6, 10))
    }
    best = min(distance, key=lambda digits: distance[digits])
    if not distance[best] < _NEAR_DEG:
        raise MalformedError("the geometry does not pass the manoeuvres, neither as polyline5 nor as polyline6")
    return best


def points_of(node: Node, precision: int) -> NDArray[np.float64]:
    """The points of a geometry.

    Args:
        node: An encoded polyline, a GeoJSON LineString or Point, or a plain list of positions.
        precision: Of the encoding.

    Returns:
        (N, 2) float64, longitude and latitude, degrees; N >= 1.

    Raises:
        MalformedError: Anything else, or a point off the Earth.
    """
    if isinstance(node.value, str):
        points = _decode(node, precision)
    else:
        positions = node if isinstance(node.value, list) else node.need("coordinates")
        if positions is not node and node.text("type") == "Point":
            points = np.array([lon_lat(positions)])
        else:
            points = np.array([lon_lat(position) for position in positions.items()]).reshape(-1, 2)
    if not len(points):
        node.fail("is empty")
    if not (np.abs(points) <= (180.0, 90.0)).all():
        node.fail("has points off the Earth")
    return points


def _decode(node: Node, precision: int) -> NDArray[np.float64]:
    try:
        return decode_polyline(node.value, precision)
    except (ValueError, OverflowError) as error:
        node.fail(f"cannot be decoded: {error}")
