"""Geometries in routing answers: encoded at five or six digits, or GeoJSON, which the data must tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hud.geo import decode_differences
from hud.guidance.jsonread import MalformedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.guidance.jsonread import Node

# decoded with the right precision a geometry leads within metres from manoeuvre to manoeuvre; with the wrong one
# it is ten times as far from the equator and the meridian, or a tenth
_NEAR_DEG = 0.02

MAX_POINTS = 200_000
"""Of one line; more is no journey, and would take its time to read."""
MAX_ENCODED = 1_000_000
"""Characters of an encoded line."""


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
        turned = ends[:, :, ::-1]
        for factor in (1, 10):
            if float(np.median(np.abs(turned[:, :2] / factor - ends[:, 2:]).max(axis=(1, 2)))) < _NEAR_DEG:
                raise MalformedError("the geometry has longitude and latitude the wrong way round")
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
            points = line_of(positions)
    if not len(points):
        node.fail("is empty")
    if not (np.abs(points) <= (180.0, 90.0)).all():
        swapped = bool((np.abs(points[:, ::-1]) <= (180.0, 90.0)).all())
        node.fail("has latitudes beyond 90: are they the longitudes?" if swapped else "has points off the Earth")
    return points


def has_heights(positions: object) -> bool:
    """Whether any of a list of positions has a third number."""
    return isinstance(positions, list) and any(isinstance(p, list) and len(p) > 2 for p in positions)


def line_of(positions: Node) -> NDArray[np.float64]:
    """The points of a GeoJSON list of positions; a longitude that counts on beyond 180 is brought back.

    Returns:
        (N, 2) float64, longitude and latitude, degrees; N >= 0.

    Raises:
        MalformedError: Not positions, or one that is off the Earth, with a word where it is latitude first.
    """
    listed = positions.value
    if not isinstance(listed, list):
        positions.items()
    if len(listed) > MAX_POINTS:
        positions.fail(f"has {len(listed)} points, more than {MAX_POINTS}")
    plain = all(isinstance(p, list) and len(p) > 1 and {type(p[0]), type(p[1])} <= {int, float} for p in listed)
    try:
        points = np.array([p[:2] for p in listed] if plain else [], np.float64).reshape(-1, 2)
    except OverflowError:
        plain = False
    if not plain:
        # slow, and it says which one is wrong
        points = np.array([lon_lat(position) for position in positions.items()], np.float64).reshape(-1, 2)
    wrong = np.flatnonzero(~((np.abs(points[:, 0]) <= 360) & (np.abs(points[:, 1]) <= 90)))
    if len(wrong):
        first, node = points[wrong[0]], positions.items()[wrong[0]]
        what = f"is longitude {first[0]:g}, latitude {first[1]:g}"
        if abs(first[0]) <= 90 and 90 < abs(first[1]) <= 180 and (np.abs(points[:, 0]) <= 90).all():
            node.fail(f"{what}: the two are the wrong way round; GeoJSON has the longitude first")
        node.fail(f"{what}, which is not on the Earth")
    points[:, 0] = np.where(np.abs(points[:, 0]) > 180, (points[:, 0] + 180) % 360 - 180, points[:, 0])
    return points


def numbers_of(node: Node, width: int) -> NDArray[np.float64] | None:
    """The whole numbers of an encoded line, ``width`` for each point, each the sum of its differences.

    Returns:
        (N, width) float64: latitude, longitude and, where the width is 3, height, each times a power of ten; None
        where they do not divide into points.

    Raises:
        MalformedError: Not an encoded line.
    """
    numbers = _numbers(node)
    return None if len(numbers) % width else np.cumsum(numbers.reshape(-1, width), axis=0)


def on_earth(points: NDArray[np.float64]) -> bool:
    """Whether all (N, 2) longitudes and latitudes are."""
    return bool((np.abs(points) <= (180.0, 90.0)).all())


def stretch(length_m: float, stated_m: float) -> float:
    """How much a length differs from a stated one, whichever is the larger: 0 is not at all."""
    if length_m <= 0 or stated_m <= 0:
        return 0.0
    return abs(float(np.log(length_m / stated_m)))


def _decode(node: Node, precision: int) -> NDArray[np.float64]:
    numbers = numbers_of(node, 2)
    if numbers is None:
        node.fail("cannot be decoded: the encoded polyline is cut off")
    points: NDArray[np.float64] = numbers[:, ::-1] / 10**precision
    return points


def _numbers(node: Node) -> NDArray[np.float64]:
    if len(node.value) > MAX_ENCODED:
        node.fail(f"is an encoded line of {len(node.value)} characters, more than {MAX_ENCODED}")
    try:
        return decode_differences(node.value)
    except (ValueError, OverflowError) as error:
        node.fail(f"cannot be decoded: {error}")
