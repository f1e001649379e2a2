"""A scenario from a route, a recorded journey, or both."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hud.errors import FileError, UsageError
from hud.files import display_path, read_bytes, read_text
from hud.guidance import Travel, load_travel, read_route
from hud.guidance.gpx import MAX_BYTES, parse_gpx
from hud.guidance.travel import MAX_SPEED_M_S
from hud.importing.folder import (
    Imported,
    Understood,
    Wishes,
    check_target,
    comment,
    quoted,
    seconds,
    seed_of,
    title_of,
    write_scenario,
)
from hud.scenario.fields import MAX_DURATION_S

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hud.guidance import Reading, Route
    from hud.guidance.gpx import Gpx

_USUAL_M_S = {"walking": 1.4, "cycling": 5.0, "driving": 11.0}
_AFTER_ARRIVAL_S = 5.0
_APART = 0.1
"""A stated length that differs by more than this share is worth a word."""
_SUFFIXES = {
    "OSRM": "osrm.json",
    "Valhalla": "valhalla.json",
    "GraphHopper": "graphhopper.json",
    "openrouteservice": "ors.json",
    "GeoJSON": "geojson",
    "GPX": "gpx",
}


@dataclass(frozen=True, slots=True)
class RouteWishes(Wishes):
    """What the user wants of a route; empty is what the file says."""

    language: str = ""
    units: str = ""
    mode: str = ""
    speed_m_s: float | None = None
    choose: int = 0
    """Which of several routes of the file, counted from 1; 0 for the usual one."""


def import_route(files: Sequence[Path], folder: Path, wishes: RouteWishes, *, force: bool = False) -> Imported:
    """Make a scenario from a route, a recorded journey (GPX with times), or one of each.

    Args:
        files: One or two, in any order: which is the route, their content says.
        folder: Of the scenario to be made.
        wishes: What the user said.
        force: Replace a scenario that is there.

    Returns:
        What was made.

    Raises:
        UsageError: More files than that, or two routes.
        FileError: A file that cannot be used, or a folder that must not be replaced.
        HudError: No such device.
    """
    check_target(folder, files, force=force)
    route_file, travel_file, gpx = _sorted(files)
    route, reading = read_route(route_file, language=wishes.language, mode=wishes.mode, choose=wishes.choose)
    if not math.isfinite(route.line.length_m):
        raise FileError(display_path(route_file), "is a route of no finite length")
    if wishes.units:
        route = replace(route, units=wishes.units)
    remarks: list[str] = []
    travel, how = _travel(route, route_file, travel_file, wishes, reading.pace_m_s, remarks)
    title = title_of(wishes.name, reading.title, _towards(route), route_file.stem)
    duration_s = _duration(travel, remarks)
    name = f"route.{next(suffix for key, suffix in _SUFFIXES.items() if reading.format.startswith(key))}"
    if reading.format.startswith("openrouteservice GeoJSON"):
        name = "route.ors.geojson"
    sources = [_understood(route_file, route, reading)]
    if travel_file is not None:
        sources.append(_travelled(travel_file, travel, gpx))
    beside = {name: read_bytes(route_file)}
    if travel_file is not None:
        beside["travel.gpx"] = read_bytes(travel_file)

    def text(device: str) -> str:
        return _yaml(title, route, travel, wishes, device, name, how or name, duration_s, sources[0])

    write_scenario(folder, wishes.device, beside, text)
    return Imported(folder, title, duration_s, tuple(sources), tuple(remarks))


def _sorted(files: Sequence[Path]) -> tuple[Path, Path | None, Gpx | None]:
    """The route's file, and that of the journey with what is in it."""
    if not files:
        raise UsageError("no file to import", hint="name a route, and if you have it the GPX of the journey")
    if len(files) > 2:
        raise UsageError(f"{len(files)} files", hint="a scenario is of one route, and of one GPX of the journey")
    if len(files) == 1:
        return files[0], None, None
    tracks = [_gpx(path) for path in files]
    if tracks[0] is None and tracks[1] is None:
        raise UsageError("two routes", hint="import each into a folder of its own; a journey is a GPX track with times")
    # the journey is the recording; of two GPX files the one without a planned route, else the second
    second = 1 if tracks[0] is None else 0 if tracks[1] is None else 1
    if tracks[0] is not None and tracks[1] is not None and tracks[1].route and not tracks[0].route:
        second = 0
    return files[1 - second], files[second], tracks[second]


def _gpx(path: Path) -> Gpx | None:
    text = read_text(path, limit=MAX_BYTES)
    if not text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE} \n\t").startswith("<"):
        return None
    return parse_gpx(text, display_path(path))


def _travel(
    route: Route,
    route_file: Path,
    travel_file: Path | None,
    wishes: RouteWishes,
    pace_m_s: float,
    remarks: list[str],
) -> tuple[Travel, str]:
    """The journey, and how the scenario says it; empty where it is in the route's own file."""
    if travel_file is not None:
        if wishes.speed_m_s is not None:
            raise UsageError("--speed with a recorded journey", hint="leave out one of the two")
        return load_travel(travel_file, route), "travel.gpx"
    if wishes.speed_m_s is None and (gpx := _gpx(route_file)) is not None and gpx.timed:
        remarks.append("travelled as its track was recorded")
        return load_travel(route_file, route), ""
    speed = wishes.speed_m_s or _speed(route, pace_m_s, remarks)
    return Travel.at_speed(route, speed), f"{{speed: {speed:g} m/s}}"


def _speed(route: Route, pace_m_s: float, remarks: list[str]) -> float:
    if route.distance_m > 0 and route.duration_s > 0:
        speed = route.distance_m / route.duration_s
        kept = min(max(round(speed, 2), 0.3), MAX_SPEED_M_S)
        remarks.append(f"travelled at {kept:g} m/s, the mean of the route's own reckoning")
        return kept
    if pace_m_s > 0:
        remarks.append(f"travelled at {pace_m_s:g} m/s, which is usual for how it says one goes")
        return pace_m_s
    mode = max(_spans(route), key=lambda one: one[1])[0]
    speed = _USUAL_M_S.get(mode, 1.4)
    remarks.append(f"travelled at {speed:g} m/s, which is usual for {mode}")
    return speed


def _spans(route: Route) -> list[tuple[str, float]]:
    ends = [*(at for at, _ in route.modes[1:]), route.line.length_m]
    return [(mode, end - at) for (at, mode), end in zip(route.modes, ends, strict=True)]


def _duration(travel: Travel, remarks: list[str]) -> float:
    arrived = travel.arrived_s if math.isfinite(travel.arrived_s) else 0.0
    wanted = math.ceil(max(float(travel.times_s[-1]), arrived) + _AFTER_ARRIVAL_S)
    if wanted > MAX_DURATION_S:
        limit = MAX_DURATION_S / 3600
        remarks.append(f"the journey takes {wanted / 3600:.0f} h; the scenario ends after {limit:.0f} h")
    return min(wanted, MAX_DURATION_S)


def _towards(route: Route) -> str:
    """A title by where the way leads, for files that have none."""
    streets = [street for _, street in route.streets if street]
    if not streets:
        return ""
    if streets[0] == streets[-1]:
        return streets[0] if len(set(streets)) == 1 else f"Round trip from {streets[0]}"
    return f"{streets[0]} to {streets[-1]}"


def _understood(path: Path, route: Route, reading: Reading) -> Understood:
    modes = list(dict.fromkeys(mode for _, mode in route.modes))
    facts: dict[str, object] = {
        "geometry": reading.geometry,
        "steps": len(route.manoeuvres),
        "length_m": round(route.distance_m, 1),
        "duration_s": round(route.duration_s, 1),
        "modes": modes,
        "language": route.language,
        "units": route.units,
        "spoken": len(route.voice),
    }
    remarks = list(reading.remarks)
    if reading.derived:
        turns = sum(m.type == "turn" for m in route.manoeuvres)
        remarks.append(f"it has no instructions: {turns} turn{'s'[: turns != 1]} made from the shape of its line")
    apart = abs(math.log(route.line.length_m / route.distance_m)) if route.distance_m > 0 else 0.0
    if apart > _APART:
        remarks.append(f"its line is {route.line.length_m:.0f} m long, and it says {route.distance_m:.0f} m")
    if not route.language:
        remarks.append("it does not say its language: what is made is in English, unless --language says another")
    return Understood(display_path(path), reading.format, facts, tuple(remarks), tuple(reading.dropped))


def _travelled(path: Path, travel: Travel, gpx: Gpx | None) -> Understood:
    off = travel.off_m
    facts: dict[str, object] = {
        "duration_s": round(float(travel.times_s[-1]), 1),
        "places": len(travel.times_s),
        "median_off_m": round(float(np.median(off)), 1),
    }
    remarks = []
    if travel.off_route_s:
        times = len(travel.off_route_s)
        remarks.append(f"leaves the route {'once' if times == 1 else f'{times} times'}")
    if math.isinf(travel.arrived_s):
        remarks.append("does not reach the end of the route")
    dropped = ["heights"] if gpx is not None and gpx.heights else []
    if gpx is not None and gpx.route:
        dropped.append("its planned route")
    return Understood(display_path(path), "GPX track, the journey", facts, tuple(remarks), tuple(dropped))


def _stills(travel: Travel, duration_s: float) -> list[float]:
    """Up to three moments before a manoeuvre, evenly over the way, and one on arrival; some on the way if none is."""
    turns = [float(at) for at in travel.passed_s[:-1] if 0 < at < duration_s]
    chosen = [turns[k] for k in sorted({0, len(turns) // 2, len(turns) - 1})] if turns else []
    before = [max(at - min(6.0, at / 2), 0.0) for at in chosen]
    after = [travel.arrived_s + 2.0] if travel.arrived_s + 2.0 <= duration_s else []
    wanted = (*before, *after) or (0.25 * duration_s, 0.5 * duration_s, 0.75 * duration_s)
    return sorted({round(t_s, 1) for t_s in wanted})


def _yaml(
    title: str,
    route: Route,
    travel: Travel,
    wishes: RouteWishes,
    device: str,
    name: str,
    how: str,
    duration_s: float,
    source: Understood,
) -> str:
    length = f"{route.distance_m / 1000:.1f} km" if route.distance_m >= 1000 else f"{route.distance_m:.0f} m"
    told = len(route.announced)
    options = "".join(
        f"      {key}: {value}\n"
        for key, value in (
            ("units", wishes.units),
            ("language", wishes.language),
            ("mode", wishes.mode),
            ("choose", wishes.choose),
        )
        if value
    )
    stills = _stills(travel, duration_s)
    vehicle = ", vehicle: car" if (wishes.mode or route.mode_at(0.0)) == "driving" else ""
    at = stills[0] if stills else 0.0
    return f"""\
# {comment(title)}
#
# Made by `hud import route` from {comment(source.file.rsplit("/", 1)[-1])}: {source.format}.
#     hud run .                              plays it
#     hud render . --at {at:g} -o still.png      makes one picture
#     hud check .                            finds every mistake, with its place
#
# Geometry and names of most routing services are OpenStreetMap's (ODbL): credit it where you publish them.

hud: 1                          # version of this format
title: {quoted(title)}
description: {quoted(f"{told} instruction{'s'[: told != 1]} on {length}, from {source.format}.")}
device: {quoted(device)}             # one of `hud devices`, or a profile of your own beside this file
duration: {seconds(duration_s)}

world:
  # what stands behind the glasses; also a film of the way (street.mp4), a picture, or webcam:0
  footage: {{source: street, time_of_day: morning, seed: {seed_of(title)}{vehicle}}}
  illuminance: 10000 lx         # or keyframes: [{{at: 0 s, lux: 10000}}, {{at: 20 s, lux: 500, ease: smooth}}]

tracks:
  - navigation:
      route: {name}
      travel: {how}   # one speed, {{speed: 1.4 m/s}}, or a recorded track: walk.gpx
{options}  # - events:
  #     - {{at: 12 s, notice: {{title: Lin, body: "On my way", for: 5 s}}}}

stills: [{", ".join(seconds(t_s) for t_s in stills)}]   # moments worth a picture
"""
