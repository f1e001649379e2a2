"""Routes drawn in metres, written as routing services write them."""

import json
import math

from hud.geo import EARTH_RADIUS_M, angle_between

METRE_DEG = 1 / (math.radians(1) * EARTH_RADIUS_M)


def place(x_m, y_m):
    """Longitude and latitude of a place near 0 N 0 E, where both degrees are equally long."""
    return [x_m * METRE_DEG, y_m * METRE_DEG]


def bearing(a, b):
    return round(math.degrees(math.atan2(b[0] - a[0], b[1] - a[1]))) % 360


def modifier(turn_deg):
    size = abs(turn_deg)
    if size < 20:
        return "straight"
    side = "right" if turn_deg > 0 else "left"
    return f"slight {side}" if size < 60 else side


def osrm(corners, *, speed=1.0, mode="walking", **route):
    """An OSRM answer that turns at each corner (metres east and north), with a street from each."""
    steps = []
    for i, corner in enumerate(corners[:-1]):
        after = bearing(corner, corners[i + 1])
        length = math.dist(corner, corners[i + 1])
        manoeuvre = {"location": place(*corner), "bearing_after": after, "bearing_before": 0}
        if i == 0:
            manoeuvre["type"] = "depart"
        else:
            before = bearing(corners[i - 1], corner)
            manoeuvre |= {"type": "turn", "bearing_before": before}
            manoeuvre["modifier"] = modifier(angle_between(before, after))
        steps.append(
            {
                "name": f"Street {i}",
                "mode": mode,
                "distance": length,
                "duration": length / speed,
                "driving_side": "right",
                "geometry": {"type": "LineString", "coordinates": [place(*corner), place(*corners[i + 1])]},
                "maneuver": manoeuvre,
                "intersections": [],
            }
        )
    end = place(*corners[-1])
    steps.append(
        {
            "name": steps[-1]["name"],
            "mode": mode,
            "distance": 0,
            "duration": 0,
            "geometry": {"type": "LineString", "coordinates": [end, end]},
            "maneuver": {
                "type": "arrive",
                "location": end,
                "bearing_before": bearing(corners[-2], corners[-1]),
                "bearing_after": 0,
            },
            "intersections": [],
        }
    )
    distance = sum(step["distance"] for step in steps)
    leg = {"steps": steps, "distance": distance, "duration": distance / speed}
    return {"code": "Ok", "routes": [{"legs": [leg], "distance": distance, "duration": distance / speed, **route}]}


def write(path, document):
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def gpx(fixes):
    """A GPX track of (seconds, x, y); None for the seconds leaves the time out."""
    points = ""
    for seconds, x, y in fixes:
        lon, lat = (value if isinstance(value, str) else f"{value * METRE_DEG:.9f}" for value in (x, y))
        minute, second = divmod(0 if seconds is None else seconds, 60)
        time = f"<time>2024-05-01T12:{int(minute):02d}:{second:06.3f}Z</time>" if seconds is not None else ""
        points += f'<trkpt lat="{lat}" lon="{lon}">{time}</trkpt>'
    return f'<gpx version="1.1" creator="test"><trk><trkseg/><trkseg>{points}</trkseg></trk></gpx>'
