"""Routes in the JSON of OSRM and Mapbox Directions v5, which Valhalla writes too (``format=osrm``).

Field by field as in the OSRM HTTP API, section "Result objects", and the Mapbox Directions API.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import accumulate, chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from hud.geo import angle_between
from hud.guidance.assemble import MAX_QUANTITY, MODIFIER_DEG, Step, assemble, turn_angle
from hud.guidance.geometry import lon_lat, points_of, precision_of
from hud.guidance.indexed import MAX_STEPS
from hud.guidance.jsonread import RefusalError
from hud.guidance.matchings import one_way
from hud.guidance.reading import is_british, units_of
from hud.guidance.shape import modifier_of
from hud.guidance.stepless import length_of, read_stepless, total_of
from hud.guidance.text import languages, name_and_ref, step_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.guidance.jsonread import Node
    from hud.guidance.reading import Reading
    from hud.guidance.route import Route

_LISTS = ("routes", "trips", "matchings")
_ROUNDABOUTS = ("roundabout", "rotary")
_COMPARED = 12
"""Sentences of a file that are compared with ours to tell its language."""
_BENDS_DEG = 30.0
"""Where a way that was parted goes on, less of a bend than this is none to tell."""
# types that a bend of the way does not make a turn of
_UNTURNED = ("depart", "arrive", "new name", "notification", *_ROUNDABOUTS)
# quantities as voice instructions say them: "800 feet", "a quarter mile", "In 50 Metern", "200米"
_SAYS_IMPERIAL = re.compile(r"(?:\d|\b(?:a|an|one|half|quarter)) ?(?:miles?|feet|foot|ft|yards?)\b", re.IGNORECASE)
_SAYS_YARDS = re.compile(r"(?:\d|\b(?:a|an|one|few)) ?(?:yards?|yd)\b", re.IGNORECASE)
_SAYS_METRIC = re.compile(
    r"\d ?(?:m\b|km\b|m[eèé]tr|meter|metr|kilom|quil[oô]m|метр|километр|м\b|км\b|米|公里|メートル|キロ|미터|킬로)",
    re.IGNORECASE,
)


def is_osrm(document: Node) -> bool:
    """Whether a document is an answer in this format, be it a refusal."""
    keys = document.mapping()
    return any(key in keys for key in (*_LISTS, "code", "legs")) and "trip" not in keys


def read_osrm(document: Node, reading: Reading) -> Route:
    """The first route of an answer.

    Raises:
        RefusalError: The service found no route.
        MalformedError: No steps, or a value that is not what the format says.
    """
    reading.format = "OSRM or Mapbox Directions v5 JSON"
    code = document.text("code")
    if code not in ("", "Ok"):
        message = document.text("message")
        raise RefusalError(f"{code}, '{message}'" if message else code)
    routes = [document] if document.get("legs") else _first_route(document, reading)
    route = routes[0]
    by_route = [one.need("legs").items() for one in routes]
    legs = [leg for found in by_route for leg in found]
    step_nodes = [list(leg.each("steps")) for leg in legs]
    given_wholes = [one.get("geometry") for one in routes]
    wholes = [whole for whole in given_wholes if whole is not None and whole.value is not False]
    distance_m, duration_s = total_of(routes, "distance"), total_of(routes, "duration")
    if not any(step_nodes) and wholes:
        return read_stepless(document, routes, wholes, reading)
    if not any(step_nodes):
        route.fail("is a route without steps; ask the routing service for them with steps=true")
    for leg, found in zip(legs, step_nodes, strict=True):
        if not found and leg.number("distance", low=0, high=MAX_QUANTITY):
            leg.fail("has no steps; ask the routing service for them with steps=true")
    nodes = [node for leg in step_nodes for node in leg]
    if len(nodes) > MAX_STEPS:
        route.fail(f"has {len(nodes)} steps, more than {MAX_STEPS}")
    own = route.text("voiceLocale") or route.text("locale") or document.text("voiceLocale")
    if not own:
        own = _language_of(nodes)
        if own and not reading.language:
            reading.remarks.append(f"its language is {own}, by its sentences")
    language, keep = reading.tongue(own), reading.own_words(own)
    reading.kept = keep and any(node.need("maneuver").text("instruction") for node in nodes)
    places = [lon_lat(node.need("maneuver").need("location")) for node in nodes]
    stretches = zip((node.get("geometry") for node in nodes), places, [*places[1:], places[-1]], strict=True)
    given = [(geometry, begin, end) for geometry, begin, end in stretches if geometry is not None]
    firsts = list(accumulate((sum(len(list(leg.each("steps"))) for leg in found) for found in by_route), initial=0))
    ends = [(places[begin], places[end - 1]) for begin, end in pairwise(firsts) if end > begin]
    shaped = given or [(whole, *both) for whole, both in zip(wholes, ends, strict=False)]
    precision = precision_of(shaped)
    encoded = any(isinstance(geometry.value, str) for geometry, _, _ in shaped)
    reading.geometry = f"polyline{precision}" if encoded else "GeoJSON"
    # where a route begins that another is joined to, nobody has arrived
    seams = {len(list(chain.from_iterable(by_route[:k]))) for k in range(1, len(by_route))}
    lasting = [(number in seams, leg) for number, leg in enumerate(step_nodes) if leg]
    steps: list[Step] = []
    number, count = -1, sum(not joined for joined, _ in lasting)
    for at, (joined, leg_steps) in enumerate(lasting):
        number += not joined
        if joined and steps[-1].type == "arrive":
            steps.pop()
        for i, step in enumerate(leg_steps):
            options = {"legIndex": number, "legCount": count}
            before = leg_steps[i - 1] if i else None
            after = leg_steps[i + 1] if i + 1 < len(leg_steps) else None
            steps.append(_step(step, before, after, precision, language or "en", options, keep=keep))
            if joined and i == 0:
                steps[-1] = _resumed(step, lasting[at - 1][1][-1], steps[-1], language or "en", options)
    overview = None
    if len(wholes) == len(routes) and len(given) < len(nodes):
        overview = np.concatenate([points_of(whole, precision) for whole in wholes])
    reading.dropped += _unused(legs, nodes)
    units = _units(nodes, language, keep=keep)
    last = nodes[-1].need("maneuver")
    if last.text("type") not in ("", "arrive"):
        last.need("type").fail("is not 'arrive': the last step is not an arrival; is the file complete?")
    return assemble(
        [_going(step, reading.mode) for step in steps],
        overview,
        distance_m=distance_m,
        duration_s=duration_s,
        language=language,
        units=units,
    )


def _going(step: Step, mode: str) -> Step:
    """The step as somebody goes who goes by ``mode``; a ferry stays one."""
    return replace(step, mode=mode) if mode and step.mode in ("walking", "cycling", "driving") else step


def _unused(legs: list[Node], nodes: list[Node]) -> Iterator[str]:
    """What these files may hold that no glasses show."""
    if any(leg.get("annotation") is not None for leg in legs):
        yield "annotations (speeds, congestion, ...)"
    banners = [banner for node in nodes for banner in node.each("bannerInstructions")]
    if any(banner.get("sub") is not None or banner.get("secondary") is not None for banner in banners):
        yield "second lines of banners"
    if any(crossing.get("lanes") is not None for node in nodes for crossing in node.each("intersections")):
        yield "lanes"
    if any(voice.get("ssmlAnnouncement") is not None for node in nodes for voice in node.each("voiceInstructions")):
        yield "SSML of spoken instructions (the plain text is kept)"


def _first_route(document: Node, reading: Reading) -> list[Node]:
    """The route to read; of matchings those that are one."""
    for key in _LISTS:
        routes = list(document.each(key))
        if routes:
            reading.format += f", {key}"
            if key == "matchings":
                return one_way(routes, reading)
            lengths = [length_of(route) or 0.0 for route in routes]
            return [routes[reading.pick("alternative route" if key == "routes" else "other trip", lengths)]]
    if not document.text("message"):
        document.fail("holds no route")
    raise RefusalError(f"'{document.text('message')}'")


def _step(
    node: Node,
    before: Node | None,
    after: Node | None,
    precision: int,
    language: str,
    options: dict[str, int],
    *,
    keep: bool,
) -> Step:
    manoeuvre = node.need("maneuver")
    kind = manoeuvre.text("type")
    if not kind:
        manoeuvre.lacks("type")
    modifier = manoeuvre.text("modifier")
    banner = _banner(before, kind)
    side = node.text("driving_side") or (banner.text("driving_side") if banner else "")
    side = side if side in ("left", "right") else "right"
    exit_number = manoeuvre.integer("exit")
    exit_number = exit_number if exit_number is not None and exit_number > 0 else None
    bearing_before = manoeuvre.number("bearing_before")
    bearing_after = manoeuvre.number("bearing_after")
    ways: tuple[float, ...] = ()
    if kind in ("depart", "arrive"):
        angle = 0.0
    elif kind in _ROUNDABOUTS and bearing_before is not None:
        angle, ways = _roundabout(node, after, banner, bearing_before, exit_number, modifier, side)
    else:
        angle = turn_angle(modifier, bearing_before, bearing_after, side)
        crossings = list(node.each("intersections"))
        if crossings and bearing_before is not None:
            ways = tuple(angle_between(bearing_before, way) for way in _other_ways(crossings[0]))
    if not modifier and kind not in _UNTURNED and bearing_before is not None and bearing_after is not None:
        # words and arrow alike by the bearings
        modifier = modifier_of(angle)
    instruction = (manoeuvre.text("instruction") or (banner.text("text") if banner else "")) if keep else ""
    geometry = node.get("geometry")
    return Step(
        points=points_of(geometry, precision) if geometry is not None else None,
        location=lon_lat(manoeuvre.need("location")),
        type=kind,
        modifier=modifier,
        instruction=instruction or _sentence(node, kind, modifier, language, options).strip(),
        street=_street(node),
        mode=node.text("mode") or "walking",
        exit=exit_number,
        angle_deg=angle,
        ways_deg=ways,
        driving_side=side,
        distance_m=node.number("distance", low=0, high=MAX_QUANTITY) or 0.0,
        duration_s=node.number("duration", low=0, high=MAX_QUANTITY) or 0.0,
        voice=tuple(_said(node)) if keep else (),
    )


def _resumed(node: Node, ended: Node, step: Step, language: str, options: dict[str, int]) -> Step:
    """A departure that is none, as the way only goes on there: a turn where it bends."""
    bearing_before = ended.need("maneuver").number("bearing_before")
    bearing_after = node.need("maneuver").number("bearing_after")
    angle = 0.0
    if bearing_before is not None and bearing_after is not None:
        angle = angle_between(bearing_before, bearing_after)
    if abs(angle) < _BENDS_DEG:
        return replace(step, type="new name", modifier="straight")
    modifier = modifier_of(angle)
    instruction = _sentence(node, "turn", modifier, language, options).strip()
    return replace(step, type="turn", modifier=modifier, angle_deg=angle, instruction=instruction)


def _language_of(nodes: list[Node]) -> str:
    """The language in which most of our sentences are, or at least begin, like those of the file; empty without one."""
    told = [(node, node.need("maneuver")) for node in nodes]
    told = [(node, manoeuvre) for node, manoeuvre in told if manoeuvre.text("instruction") and manoeuvre.text("type")]
    told = told[:: max(len(told) // _COMPARED, 1)][:_COMPARED]
    alike: dict[str, tuple[int, int]] = {}
    for code in languages():
        begun = same = 0
        for node, manoeuvre in told:
            kind, modifier = manoeuvre.text("type"), manoeuvre.text("modifier")
            theirs = manoeuvre.text("instruction").strip().rstrip(".").casefold()
            both = [
                _sentence(node, kind, modifier, code, options).strip().casefold()
                for options in ({}, {"legIndex": 0, "legCount": 1})
            ]
            same += theirs in both
            begun += theirs in both or any(theirs.split()[:2] == ours.split()[:2] for ours in both)
        alike[code] = begun, same
    best = max(alike, key=lambda code: alike[code], default="")
    # of dialects that are alike the plainer code, which sorts first
    return best if best and 2 * alike[best][0] > len(told) else ""


def _said(node: Node) -> Iterator[tuple[float, str]]:
    for voice in node.each("voiceInstructions"):
        text = " ".join(voice.text("announcement").split())
        before_m = voice.number("distanceAlongGeometry", low=0, high=MAX_QUANTITY)
        if text and before_m is not None:
            yield before_m, text


def _banner(before: Node | None, kind: str) -> Node | None:
    """The banner that announces a step: the last one of the step before, if it is of this type."""
    banners = list(before.each("bannerInstructions")) if before else []
    primary = banners[-1].get("primary") if banners else None
    return primary if primary is not None and primary.text("type") == kind else None


def _street(node: Node) -> str:
    name, ref = name_and_ref(node.text("name"), node.text("ref"))
    return name or ref.strip()


def _sentence(node: Node, kind: str, modifier: str, language: str, options: dict[str, int]) -> str:
    words = ("name", "ref", "destinations", "exits", "rotary_name", "junction_name", "driving_side", "mode")
    manoeuvre: dict[str, object] = {"type": kind, "modifier": modifier or None}
    if not modifier and kind not in ("depart", "arrive"):
        manoeuvre["modifier"] = "straight"
    manoeuvre["exit"] = node.need("maneuver").integer("exit")
    bearing = node.need("maneuver").number("bearing_after")
    manoeuvre["bearing_after"] = None if bearing is None else bearing % 360
    step: dict[str, object] = {key: node.text(key) for key in words}
    step["maneuver"] = manoeuvre
    lanes = [crossing.get("lanes") for crossing in node.each("intersections")][:1]
    if kind == "use lane":
        if lanes and lanes[0] is not None:
            step["intersections"] = [{"lanes": [lane.mapping() for lane in lanes[0].items()]}]
        else:
            manoeuvre["type"] = "continue"
    return step_text(step, language, options=options)


def _bearings(crossing: Node) -> tuple[list[float], int | None, int | None]:
    """Bearings of a junction's ways, and which one is come from and gone out on."""
    bearings = [bearing.as_number() for bearing in crossing.each("bearings")]
    way_in, way_out = crossing.integer("in"), crossing.integer("out")
    known = range(len(bearings))
    return bearings, way_in if way_in in known else None, way_out if way_out in known else None


def _other_ways(crossing: Node) -> list[float]:
    bearings, way_in, way_out = _bearings(crossing)
    return [bearing for i, bearing in enumerate(bearings) if i not in (way_in, way_out)]


def _exits(crossing: Node) -> list[float]:
    """Ways of a roundabout's junction one might leave by."""
    bearings, way_in, way_out = _bearings(crossing)
    # without the list of entries, or with a short one, any way may be entered
    closed = {i for i, entry in enumerate(crossing.each("entry")) if entry.value is False}
    return [bearing for i, bearing in enumerate(bearings) if i not in closed and i not in (way_in, way_out)]


def _roundabout(
    node: Node,
    after: Node | None,
    banner: Node | None,
    bearing_before: float,
    exit_number: int | None,
    modifier: str,
    side: str,
) -> tuple[float, tuple[float, ...]]:
    """Turn through a whole roundabout, and where its other exits go that one passes.

    The junctions of the step are the entry, each exit passed, and, where no step of its own says "exit the
    roundabout", the exit taken and whatever lies behind it.
    """
    crossings = list(node.each("intersections"))[1:]
    leaving = after if after and after.need("maneuver").text("type") in ("exit roundabout", "exit rotary") else None
    out: float | None = None
    if leaving is not None:
        passed = crossings
        out = leaving.need("maneuver").number("bearing_after")
    else:
        exits = [crossing for crossing in crossings if _exits(crossing)]
        taken = (exit_number or len(exits)) - 1
        passed = exits[: max(taken, 0)]
        if 0 <= taken < len(exits):
            bearings, _, way_out = _bearings(exits[taken])
            out = bearings[way_out] if way_out is not None else None
    ways = tuple(angle_between(bearing_before, way) for crossing in passed for way in _exits(crossing))
    degrees = banner.number("degrees") if banner else None
    if degrees is not None:
        # degrees gone round, 180 straight on; to the right is less where one drives on the right
        return angle_between(0, 180 - degrees if side == "right" else degrees - 180), ways
    if out is not None:
        return angle_between(bearing_before, out), ways
    return MODIFIER_DEG.get(modifier, 0.0), ways


def _units(nodes: list[Node], language: str, *, keep: bool) -> str:
    """By what the voice says; else by the country of the language; else metric.

    The countries of the US system are CLDR's (``measurementData``). British road signs have miles and yards, the
    country's walking maps metres and kilometres, and so it is here where the voice does not say.
    """
    said = [voice.text("announcement") for node in nodes if keep for voice in node.each("voiceInstructions")]
    if any(_SAYS_METRIC.search(text) for text in said):
        return "metric"
    if any(_SAYS_IMPERIAL.search(text) for text in said):
        yards = is_british(language) or any(_SAYS_YARDS.search(text) for text in said)
        return "british" if yards else "imperial"
    drives = any(node.text("mode") == "driving" for node in nodes)
    return units_of(language, "driving" if drives else "")
