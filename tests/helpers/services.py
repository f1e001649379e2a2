"""Answers of GraphHopper and openrouteservice, drawn in metres and written as these services write them."""

import math

from tests.helpers.routes import place
from tests.unit.test_geo import encode

# up a street, right into another, halfway round a roundabout (driven on the right), left, and there
CORNERS = [(0, 0), (0, 60), (0, 120), (80, 120), (160, 120)]
RING = [(172, 110), (184, 106), (198, 112), (203, 122)]
REST = [(216, 126), (280, 126), (280, 200)]
POINTS = [*CORNERS, *RING, *REST]
ENTRY, TURN, END = 4, 10, 11
QUAY = "Quay Street"


def encoded(points, *, heights=None, precision=5):
    """A polyline; with heights, in whole hundredths of metres, as GraphHopper and openrouteservice interleave them."""
    if heights is None:
        return encode([place(*point) for point in points], precision)
    text, last = "", (0, 0, 0)
    for point, height in zip(points, heights, strict=True):
        lon, lat = place(*point)
        now = (round(lat * 10**precision), round(lon * 10**precision), round(height * 100))
        for value, before in zip(now, last, strict=True):
            number = value - before
            number = ~(number << 1) if number < 0 else number << 1
            while number >= 0x20:
                text += chr((0x20 | (number & 0x1F)) + 63)
                number >>= 5
            text += chr(number + 63)
        last = now
    return text


def length(first, last):
    return sum(math.dist(a, b) for a, b in zip(POINTS[first:last], POINTS[first + 1 : last + 1], strict=True))


def _box(points):
    lon, lat = zip(*(place(*point) for point in points), strict=True)
    return [min(lon), min(lat), max(lon), max(lat)]


def graphhopper(*, heights=False, encode_points=True, multiplier=None):
    """One path with a turn, a via point, a roundabout and the finish."""
    steps = [
        {"sign": 0, "interval": [0, 2], "text": "Continue onto Mill Lane", "street_name": "Mill Lane"},
        {"sign": 2, "interval": [2, 3], "text": "Turn right onto Quay Street", "street_name": "Quay Street"},
        {"sign": 5, "interval": [3, 3], "text": "Waypoint 1", "street_name": ""},
        {"sign": 0, "interval": [3, 4], "text": "Continue onto Quay Street", "street_name": "Quay Street"},
        {
            "sign": 6,
            "interval": [4, 10],
            "text": "At roundabout, take exit 2 onto Harbor Road",
            "street_name": "Harbor Road",
            "exit_number": 2,
            "exited": True,
            "turn_angle": -3.1,
        },
        {"sign": -2, "interval": [10, 11], "text": "Turn left", "street_name": "", "street_ref": "B 7; B 9"},
        {"sign": 4, "interval": [11, 11], "text": "Arrive at destination", "street_name": ""},
    ]
    for step in steps:
        metres = length(*step["interval"])
        step |= {"distance": metres, "time": round(metres / 5 * 1000)}
    tall = [100 + k / 3 for k in range(len(POINTS))] if heights else None
    if encode_points:
        points = encoded(POINTS, heights=tall, precision=5 if multiplier is None else round(math.log10(multiplier)))
    else:
        places = [place(*p) + ([tall[k]] if tall else []) for k, p in enumerate(POINTS)]
        points = {"type": "LineString", "coordinates": places}
    total = length(0, END)
    path = {
        "distance": total,
        "time": round(total / 5 * 1000),
        "points_encoded": encode_points,
        "bbox": _box(POINTS),
        "points": points,
        "instructions": steps,
        "details": {"surface": [[0, END, "asphalt"]]},
        "ascend": 4.0,
    }
    if multiplier is not None:
        path["points_encoded_multiplier"] = multiplier
    return {"hints": {}, "info": {"copyrights": ["GraphHopper"], "took": 1}, "paths": [path]}


def openroute(*, geojson=False, heights=False, units="m", language="en", profile="cycling-regular", query=True):
    """One route of two segments: a turn, a goal on the way, a roundabout, a turn and the goal."""
    scale = {"m": 1.0, "km": 1000.0, "mi": 1609.344}[units]
    steps = [
        [
            {"type": 11, "way_points": [0, 2], "instruction": "Head north on Mill Lane", "name": "Mill Lane"},
            {
                "type": 1,
                "way_points": [2, 3],
                "instruction": "Turn <b>right</b> onto Quay Street",
                "name": "Quay Street",
            },
            {"type": 10, "way_points": [3, 3], "instruction": "Arrive at your destination", "name": "-"},
        ],
        [
            {"type": 11, "way_points": [3, 4], "instruction": "Head east on Quay Street", "name": "Quay Street"},
            {
                "type": 7,
                "way_points": [4, 10],
                "instruction": "Enter the roundabout and take the 2nd exit onto Harbor Road",
                "name": "Harbor Road",
                "exit_number": 2,
            },
            {"type": 0, "way_points": [10, 11], "instruction": "Turn left", "name": "-"},
            {"type": 10, "way_points": [11, 11], "instruction": "Arrive at your destination, on the left", "name": "-"},
        ],
    ]
    for step in (step for segment in steps for step in segment):
        metres = length(*step["way_points"])
        step |= {"distance": metres / scale, "duration": metres / 5}
    segments = [{"distance": 1, "duration": 1, "steps": segment} for segment in steps]
    total = length(0, END)
    summary = {"distance": total / scale, "duration": total / 5}
    tall = [100 + k / 3 for k in range(len(POINTS))] if heights else None
    metadata = {"attribution": "openrouteservice.org", "service": "routing"}
    if query:
        metadata["query"] = {"profile": profile, "units": units, "language": language}
    body = {"segments": segments, "summary": summary, "way_points": [0, 3, END]}
    if geojson:
        places = [place(*p) + ([tall[k]] if tall else []) for k, p in enumerate(POINTS)]
        line = {"type": "LineString", "coordinates": places}
        feature = {"type": "Feature", "properties": body, "geometry": line}
        return {"type": "FeatureCollection", "features": [feature], "bbox": _box(POINTS), "metadata": metadata}
    return {"routes": [body | {"geometry": encoded(POINTS, heights=tall)}], "bbox": _box(POINTS), "metadata": metadata}
