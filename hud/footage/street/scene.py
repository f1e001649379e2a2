"""The built street: walls, the light on them, and what stands about."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.houses import houses_by_rows
from hud.footage.street.props import props_by_streets
from hud.footage.street.underpass import build_roofs

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from numpy.typing import NDArray

    from hud.footage.street.camera import Eye
    from hud.footage.street.facades import Model
    from hud.footage.street.houses import Houses
    from hud.footage.street.light import Light
    from hud.footage.street.network import Network
    from hud.footage.street.props import Prop
    from hud.footage.street.underpass import Roof

_SAMPLES = 12
_SHADOW_REACH_M = 45.0
_FAR_M = {"tree": 115.0, "lamp": 115.0, "cafe": 90.0, "person": 80.0, "tub": 70.0, "board": 62.0, "bollard": 45.0}


class Scene:
    """Everything that stands still. Shadows on walls are worked out when a wall is first seen."""

    def __init__(
        self,
        network: Network,
        roofs: tuple[Roof, ...],
        houses: Houses,
        props: Sequence[Prop],
        models: Sequence[Model],
        light: Light,
        sun_deg: float,
    ) -> None:
        self.network = network
        self.roofs = roofs
        self.houses = houses
        self._tunnel = next(k for k, model in enumerate(models) if model.kind == "tunnel")
        self.light = light
        self.sun_deg = sun_deg
        walls = self.houses.walls
        self._middles = self.houses.prints_m.mean(axis=1)
        run = walls.ends_m[:, 2:] - walls.ends_m[:, :2]
        self._run = run
        self._wall_middles = walls.ends_m[:, :2] + run / 2
        length = np.maximum(np.sqrt((run * run).sum(axis=1)), 1e-9)
        self._texture_run = (walls.span_m[:, 1] - walls.span_m[:, 0]) / length
        # outwards: to the left of the way from the first end to the second, seen from above, is behind the wall
        self.normal = np.column_stack([run[:, 1], -run[:, 0]]) / length[:, None]
        angle = math.radians(sun_deg)
        self.to_sun = np.array([math.sin(angle), math.cos(angle)])
        facing = self.normal[:, 0] * self.to_sun[0] + self.normal[:, 1] * self.to_sun[1]
        sun, shade = np.array(light.sun, float), np.array(light.shade, float)
        share = np.where(facing > 0, light.raking + (1 - light.raking) * np.minimum(facing * 1.3, 1), 0.0)
        # below a roof there is neither
        share *= np.array([models[k].kind != "tunnel" for k in walls.model], float)
        self._sunlit = shade + (sun - shade) * share[:, None]
        # walls turned to the bright part of the sky are a little lighter even in the shade
        self._shaded = shade * (0.94 + 0.06 * facing)[:, None]
        self._shadow = np.full((len(walls), _SAMPLES + 1), np.nan)
        self.props = [p for p in props if not any(roof.covers(p.x_m, p.y_m) for roof in self.roofs)]
        self.props_xy = np.array([(p.x_m, p.y_m) for p in self.props], np.float64).reshape(-1, 2)
        self.shop = np.array([models[k].sign is not None for k in self.houses.fronts], bool)
        # small things end sooner, and fade before they do
        self.props_far = np.array([_FAR_M.get(p.sprite.rstrip("0123456789"), 60.0) for p in self.props], np.float64)
        self._prop_light: dict[int, tuple[float, float, float]] = {}

    def dry(self, places: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which places lie below a roof."""
        out = np.zeros(len(places), bool)
        for roof in self.roofs:
            out |= roof.below(places)
        return out

    def prop_light(self, index: int) -> tuple[float, float, float]:
        """Multiplier (0..255) of a thing in the street: in the sun, or in the shade of a house."""
        if index not in self._prop_light:
            light = self.light
            share = 0.0
            if light.sun_tan:
                prop = self.props[index]
                point = self.props_xy[index][None]
                height = float(self._shadow_over(point)[0])
                aim = prop.base_m + 1.5
                share = min(max((aim - height) / 1.2 + 0.5, 0.0), 1.0)
            tone = [light.shade[c] + (light.sun[c] - light.shade[c]) * 0.92 * share for c in range(3)]
            self._prop_light[index] = (tone[0], tone[1], tone[2])
        return self._prop_light[index]

    def near_walls(self, x_m: float, y_m: float, reach_m: float) -> NDArray[np.int64]:
        """Walls whose middle lies in a square around a place."""
        middle = self._wall_middles
        return np.flatnonzero((np.abs(middle[:, 0] - x_m) < reach_m) & (np.abs(middle[:, 1] - y_m) < reach_m))

    def slant(
        self,
        wall: NDArray[np.int64],
        place: NDArray[np.float64],
        slope: NDArray[np.float64],
        distance: NDArray[np.float64],
        eye: Eye,
    ) -> NDArray[np.float64]:
        """Metres of texture per unit of sideways slope, where a ray meets a wall."""
        angle = math.radians(eye.bearing_deg)
        sin, cos = math.sin(angle), math.cos(angle)
        run = self._run[wall]
        forward, right = run[..., 0] * sin + run[..., 1] * cos, run[..., 0] * cos - run[..., 1] * sin
        size = np.maximum(np.sqrt(forward * forward + right * right), 1e-9)
        # d(place)/d(slope) = distance / (right - slope * forward), per unit length of wall
        lean = np.maximum(np.abs(right - slope * forward) / size, 1e-3)
        del place
        return np.asarray(distance / lean * self._texture_run[wall], np.float64)

    def wall_light(self, wall: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Multipliers (..., 3) of a wall in the sun and in the shade."""
        return self._sunlit[wall], self._shaded[wall]

    def shadow_m(self, wall: NDArray[np.int64], place: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height up to which other houses shade a wall at a place along it."""
        if not self.light.sun_tan:
            return np.full(wall.shape, 1e4)
        for k in np.unique(wall):
            if np.isnan(self._shadow[k, 0]):
                self._shadow[k] = self._cast_shadow(int(k))
        at = place * _SAMPLES
        low = np.clip(at.astype(np.int64), 0, _SAMPLES - 1)
        share = at - low
        return np.asarray(self._shadow[wall, low] * (1 - share) + self._shadow[wall, low + 1] * share, np.float64)

    def _cast_shadow(self, wall: int) -> NDArray[np.float64]:
        facing = float(self.normal[wall, 0] * self.to_sun[0] + self.normal[wall, 1] * self.to_sun[1])
        if facing <= 0 or self.houses.walls.model[wall] == self._tunnel:
            return np.full(_SAMPLES + 1, 1e4)
        share = np.linspace(0, 1, _SAMPLES + 1)[:, None]
        ends = self.houses.walls.ends_m[wall]
        return self._shadow_over(ends[:2] + (ends[2:] - ends[:2]) * share + self.normal[wall] * 0.05)

    def _shadow_over(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Height below which each point (P, 2) lies in the shade of houses."""
        prints = self.houses.prints_m
        middle = self._middles - points.mean(axis=0)
        ahead = middle[:, 0] * self.to_sun[0] + middle[:, 1] * self.to_sun[1]
        beside = np.abs(middle[:, 0] * self.to_sun[1] - middle[:, 1] * self.to_sun[0])
        near = np.flatnonzero((ahead > -8) & (ahead < _SHADOW_REACH_M) & (beside < 16))
        heights = np.zeros(len(points))
        for house in near:
            entry = _entry(points, self.to_sun, prints[house])
            height = self.houses.height_m[house] - entry * self.light.sun_tan
            heights = np.maximum(heights, height)
        return np.asarray(heights, np.float64)


def scene_by_pieces(
    line_xy: NDArray[np.float64],
    network: Network,
    models: Sequence[Model],
    light: Light,
    sun_deg: float,
    seed: int,
    under_m: tuple[float, float] | None = None,
) -> Generator[None, None, Scene]:
    """Build a street a little with each step, none longer than some milliseconds.

    Args:
        line_xy: (N, 2) float64, the walked line, metres.
        network: Its streets.
        models: What the walls can look like.
        light: What falls on them.
        sun_deg: Where from.
        seed: Any whole number: which houses, which trees.
        under_m: From where to where along the line it leads below a railway.
    """
    roofs = build_roofs(line_xy, network, under_m) if under_m else ()
    yield
    houses = yield from houses_by_rows(network, models, seed, [wall for roof in roofs for wall in roof.walls()])
    props = yield from props_by_streets(network, houses, models, seed)
    return Scene(network, roofs, houses, props, models, light, sun_deg)


def _entry(points: NDArray[np.float64], way: NDArray[np.float64], corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far along a way each point first meets a rectangle; infinite where it never does."""
    origin = corners[0]
    first = np.full(len(points), -np.inf)
    last = np.full(len(points), np.inf)
    for axis in (corners[1] - origin, corners[3] - origin):
        size = math.hypot(*axis)
        unit = axis / max(size, 1e-9)
        at = (points[:, 0] - origin[0]) * unit[0] + (points[:, 1] - origin[1]) * unit[1]
        speed = way[0] * unit[0] + way[1] * unit[1]
        if abs(speed) < 1e-9:
            outside = (at < 0) | (at > size)
            first = np.where(outside, np.inf, first)
            continue
        a, b = -at / speed, (size - at) / speed
        first, last = np.maximum(first, np.minimum(a, b)), np.minimum(last, np.maximum(a, b))
    return np.asarray(np.where((first <= last) & (last > 0), np.maximum(first, 0.0), np.inf), np.float64)
