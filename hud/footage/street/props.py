"""Where trees, lamps, people and all the rest stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.people import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from hud.footage.street.facades import Model
    from hud.footage.street.houses import Houses
    from hud.footage.street.network import Mouth, Network
    from hud.footage.street.rings import Ring

_STEP_M = 2.6
_VERGE_M = 0.9
"""From the kerb of an island to what grows on it."""


@dataclass(frozen=True, slots=True)
class Prop:
    """One thing in the street."""

    sprite: str
    x_m: float
    y_m: float
    base_m: float
    """Height of its lower edge above the ground."""
    scale: float
    shadow_m: tuple[float, float, float]
    """Its shadow as a round thing: height of the middle, radius, and radius of contact with the ground."""
    faces_deg: float | None = None
    """The compass bearing it is turned to; None for what looks alike from all sides."""


_SHADOWS = {
    "tree": (3.6, 1.45, 0.3),
    "shrub": (0.5, 0.5, 0.5),
    "tub": (1.3, 0.42, 0.4),
    "planter": (0.5, 0.5, 0.75),
    "bollard": (0.5, 0.1, 0.16),
    "bench": (0.5, 0.5, 0.7),
    "bicycle": (0.5, 0.45, 0.6),
    "cafe": (2.0, 1.3, 0.9),
    "person": (0.95, 0.26, 0.3),
    "lamp": (2.2, 0.1, 0.26),
}


def _prop(
    sprite: str,
    at: NDArray[np.float64],
    *,
    base_m: float = 0.0,
    scale: float = 1.0,
    faces_deg: float | None = None,
) -> Prop:
    shadow = _SHADOWS.get(sprite.rstrip("0123456789"), (0.0, 0.0, 0.0))
    high, wide, foot = shadow
    return Prop(
        sprite, float(at[0]), float(at[1]), base_m, scale, (high * scale, wide * scale, foot * scale), faces_deg
    )


def props_by_streets(
    network: Network, houses: Houses, models: Sequence[Model], seed: int
) -> Generator[None, None, list[Prop]]:
    """Furnish every street, one with each step. Nothing stands where another's traffic, or the wearer, passes."""
    out: list[Prop] = []
    for street in range(len(network.half_m)):
        for side in (-1.0, 1.0):
            out += _pavement(network, street, side, seed)
        yield
    for street, ring in network.rings:
        out += _about(network, street, ring)
        yield
    for mouth in network.mouths:
        out += _signs(network, mouth)
    out += _boards(houses, models)
    return out


def _pavement(network: Network, street: int, side: float, seed: int) -> list[Prop]:
    x0, y0, x1, y1 = network.ends_m[street]
    length = math.hypot(x1 - x0, y1 - y0)
    if length < 4.0:
        return []
    dress = network.dress
    half = float(network.half_m[street])
    wide = half - float(network.kerb_m[street])
    along = np.array([(x1 - x0) / length, (y1 - y0) / length])
    across = np.array([-along[1], along[0]]) * side
    start = np.array([x0, y0])
    rng = np.random.default_rng([seed & 0xFFFFFFFF, 71, int(network.keys[street]), int(side > 0)])
    on_route = street < network.route_count + 2
    out: list[Prop] = []
    kerb, wall = half - wide + 0.45, half - 0.55
    s = 1.5 + 2.0 * rng.random()
    count = int(rng.integers(4))
    while s < length - 1.0:
        place = start + along * s
        count += 1
        roll = rng.random()
        if count % 6 == (0 if side > 0 else 3):
            out.append(_prop("lamp", place + across * kerb))
        elif count % 6 in ((2, 5) if dress.drive else (2,)) and on_route:
            scale = (0.86 + 0.25 * rng.random()) * (1.15 if dress.drive else 0.86)
            out.append(_prop(f"tree{int(rng.integers(3))}", place + across * (kerb + 0.35), scale=scale))
        elif roll < 0.2:
            first = int(rng.integers(len(PEOPLE)))
            spot = place + across * (kerb + 0.2 + (wall - kerb) * 0.7 * rng.random())
            out.append(_prop(f"person{first}", spot, scale=0.96 + 0.06 * rng.random()))
            if rng.random() < 0.4:
                other = (first + 1 + int(rng.integers(len(PEOPLE) - 1))) % len(PEOPLE)
                out.append(_prop(f"person{other}", spot + along * 0.5 + across * 0.35))
        elif roll < 0.34:
            out.append(_prop("tub", place + across * wall))
        elif roll < 0.44:
            out.append(_prop("planter", place + across * (kerb + 0.3)))
        elif roll < 0.52:
            out.append(_prop("bicycle", place + across * (wall - 0.1)))
        elif roll < 0.58 and wide > 2.0:
            out.append(_prop("cafe", place + across * (half - 1.5), scale=0.92))
        elif roll < 0.64:
            out.append(_prop("bench", place + across * wall))
        elif roll < 0.72:
            out += [_prop("bollard", place + along * k * 1.3 + across * (kerb - 0.2)) for k in range(2)]
        s += _STEP_M * (0.75 + 0.6 * rng.random()) * (1.5 if dress.drive else 1.0)
    return _standing_clear(network, street, out)


def _about(network: Network, street: int, ring: Ring) -> list[Prop]:
    """What grows on a roundabout's island, and the lamps about it."""
    out: list[Prop] = []
    rng = np.random.default_rng([1, int(network.keys[street])])
    if ring.kerbed:
        green = ring.island_m - _VERGE_M
        if green > 1.0:
            out.append(_prop("tree1", ring.centre_m, scale=1.0 if green > 3.5 else 0.8))
        for k in range(round(green * 1.6)):
            at = ring.point(137.5 * k + 20.0 * rng.random(), green * (0.35 + 0.5 * rng.random()))
            out.append(_prop("shrub", at, scale=0.75 + 0.4 * rng.random()))
        if green > 9.0:
            for k in range(6):
                at = ring.point(60.0 * k + 30.0 * rng.random(), green * 0.6)
                out.append(_prop(f"tree{int(rng.integers(3))}", at, scale=0.9 + 0.3 * rng.random()))
    count = max(round(math.tau * ring.outer_m / 14.0), 4)
    lamps = [_prop("lamp", ring.point(360.0 * (k + 0.5) / count, ring.outer_m + 0.5)) for k in range(count)]
    return out + _standing_clear(network, street, lamps)


def _signs(network: Network, mouth: Mouth) -> list[Prop]:
    """Give way, where one comes in, and on the island which way round."""
    ring = mouth.ring
    facing = math.degrees(math.atan2(-mouth.inwards[0], -mouth.inwards[1])) % 360
    out = [_prop("giveway", mouth.place(-1.2, ring.side * (mouth.kerb_m + 0.45)), faces_deg=facing)]
    if ring.kerbed and network.dress.drive and mouth.route:
        # clockwise one passes to the left of the middle
        sign = "chevrons-l" if ring.clockwise else "chevrons-r"
        far = mouth.at_m - mouth.inwards * 3.0 - ring.centre_m
        at = ring.centre_m + far / math.hypot(*far) * (ring.island_m - _VERGE_M * 0.7)
        out.append(_prop(sign, at, faces_deg=facing))
    return out


def _standing_clear(network: Network, street: int, props: list[Prop]) -> list[Prop]:
    if not props:
        return []
    points = np.array([(p.x_m, p.y_m) for p in props])
    near = network.near(points.min(axis=0), points.max(axis=0), 2.0)
    keep = np.ones(len(props), bool)
    for k in near:
        half, kerb = float(network.half_m[k]), float(network.kerb_m[k])
        other = network.clearance(points, np.array([k]))
        # inside the kerbs of any street but its own, nothing stands
        keep &= other + half > (kerb + 0.3 if k != street else kerb - 0.2)
    return [p for p, good in zip(props, keep, strict=True) if good]


def _boards(houses: Houses, models: Sequence[Model]) -> list[Prop]:
    """A sign that hangs from the wall of every second shop."""
    out: list[Prop] = []
    for k, model in enumerate(houses.fronts.tolist()):
        sign = models[model].sign
        if sign is None or k % 2:
            continue
        left, right, _, back = houses.prints_m[k]
        outward = left - back
        size = math.hypot(*outward)
        if size < 0.3:
            continue
        at = left + (right - left) * (0.09 if k % 4 else 0.91) + outward / size * 0.56
        out.append(_prop(f"board{sign}", at, base_m=2.95))
    return out
