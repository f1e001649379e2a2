"""The synthetic street as a footage source."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.errors import UsageError
from hud.footage.base import Backdrop
from hud.footage.limits import SIGN_LANGUAGES, TIMES_OF_DAY, TRAFFIC, WEATHERS
from hud.footage.steady import SteadySource, check_drawn
from hud.footage.street.atlas import build_atlas
from hud.footage.street.billboards import draw_props
from hud.footage.street.cabin import EYE_M, draw_cabin
from hud.footage.street.camera import WINDOW_M, Eye, eye_ahead, eye_at
from hud.footage.street.dress import dress_for
from hud.footage.street.light import LIGHTS, RAIN
from hud.footage.street.rain import draw_rain
from hud.footage.street.raycast import cast, paint, view_of
from hud.footage.street.rings import rings_for
from hud.footage.street.space import Shot
from hud.footage.street.sprites import build_sprites
from hud.footage.street.stretches import Stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from hud.footage.street.atlas import Atlas
    from hud.footage.street.ground import Ground
    from hud.footage.street.scene import Scene
    from hud.geo import Line, Roundabout, Walk

_SIDEWAYS_DEG = (28.0, -28.0, 40.0, -40.0)
_VARIANTS = 4
_AHEAD_S = 1.0
_WALLS = 8
_FINE = 4


class StreetSource(SteadySource):
    """A walk through a small town that follows a journey's own line. Pure in t; nothing is random but the seed.

    Args:
        walk: Where the wearer is at each time.
        size: Width and height in pixels.
        hfov_deg: Horizontal field of view.
        time_of_day: ``morning``, ``noon``, ``dusk`` or ``night``.
        seed: Any whole number: which houses, which trees, which clouds.
        eye_height_m: Height of the eyes above the ground.
        yaw_at: How far the head is turned to the right of the way at each time, degrees; pure in t.
        weather: ``clear`` or ``rain``.
        underpass_m: From where to where along the walk it leads below a railway; what lies beyond the walk is
            left out.
        car: The wearer drives: lower eyes, and the bonnet along the lower edge. The eye height is the car's then.
        signs: The language of the shops' names: one of `SIGN_LANGUAGES`.
        traffic: On which side one drives: ``right`` or ``left``; of roundabouts it is theirs that counts.
        roundabouts: Those of the walk's route; the walk goes round their islands.

    Raises:
        hud.errors.UsageError: A size, field of view, eye height or time of day that makes no picture.
    """

    def __init__(
        self,
        walk: Walk,
        *,
        size: tuple[int, int] = (1280, 720),
        hfov_deg: float = 46.0,
        time_of_day: str = "morning",
        seed: int = 1,
        eye_height_m: float = 1.65,
        yaw_at: Callable[[float], float] | None = None,
        weather: str = "clear",
        underpass_m: tuple[float, float] | None = None,
        car: bool = False,
        signs: str = "en",
        traffic: str = "right",
        roundabouts: Sequence[Roundabout] = (),
    ) -> None:
        if time_of_day not in TIMES_OF_DAY:
            raise UsageError(f"no time of day {time_of_day!r}", hint=f"one of {', '.join(TIMES_OF_DAY)}")
        if weather not in WEATHERS:
            raise UsageError(f"no weather {weather!r}", hint=f"one of {', '.join(WEATHERS)}")
        if signs not in SIGN_LANGUAGES:
            raise UsageError(f"no signs in {signs!r}", hint=f"one of {', '.join(SIGN_LANGUAGES)}")
        if traffic not in TRAFFIC:
            raise UsageError(f"no traffic on the {traffic!r}", hint=f"one of {', '.join(TRAFFIC)}")
        check_drawn("street", size, hfov_deg)
        if not 0.3 <= eye_height_m <= 3.0:
            raise UsageError(f"an eye height of {eye_height_m:g} m is not a person's", hint="0.3 to 3 metres")
        super().__init__("synthetic street", (int(size[0]), int(size[1])), float(hfov_deg))
        self._walk = walk
        self._eye_height_m = EYE_M if car else float(eye_height_m)
        self._car = car
        self._yaw_at = yaw_at
        # rain is an hour of its own to all that is painted for one
        hour = time_of_day + (RAIN if weather == "rain" else "")
        self._hour = hour
        self._light = LIGHTS[hour]
        dress = replace(dress_for(_travelling_speed(walk)), side=-1.0 if traffic == "left" else 1.0)
        # the same four sets of textures serve every seed, so that opening a second street is quick
        variant = seed % _VARIANTS
        sun_deg = _sun_bearing(walk, self._light.sun_deg)
        self._atlas = build_atlas(hour, variant, signs)
        under_m = _within(walk, underpass_m)
        rings = rings_for(roundabouts, walk.line, dress)
        if rings:
            dress = replace(dress, side=rings[0].side)
        look = partial(_first_sight, self._atlas, walk.line, self._eye_height_m, (self._size, self._hfov_deg))
        self._stretches = Stretches(
            walk.line, dress, self._atlas.models, self._light, sun_deg, seed, under_m, look, rings
        )
        self._sprites = build_sprites(hour, variant, signs)

    @property
    def scene(self) -> Scene:
        """What stands where at the beginning; all of it, where the walk is not long."""
        return self._stretches.at(0.0)[0]

    def frame_at(self, t_s: float) -> Backdrop:
        """The street at t_s seconds of the walk."""
        t_s = t_s if t_s > 0 else 0.0
        eye = eye_at(self._walk, t_s, self._eye_height_m)
        yaw_deg = 0.0 if self._yaw_at is None else self._yaw_at(t_s)
        if yaw_deg:
            eye = replace(eye, bearing_deg=(eye.bearing_deg + yaw_deg) % 360)
        view = view_of(eye, self._size, self._hfov_deg)
        scene, ground = self._stretches.at(eye.along_m)
        hits = cast(scene, self._atlas, eye, view)
        walls = paint(scene, self._atlas, self._light, eye, view, hits)
        out = np.empty((view.columns, view.rows, 4), np.uint8)
        out[:, : walls.shape[1]] = walls
        self._soften(out, scene, eye, hits.edges())
        shot = Shot(
            (eye.x_m, eye.y_m, eye.height_m),
            eye.bearing_deg,
            0.0,
            view.focal,
            (self._size[0] / 2, float(view.centre[0])),
            self._size,
        )
        roofs = sorted(scene.roofs, key=lambda roof: -float(np.hypot(*(roof.start - (eye.x_m, eye.y_m)))))
        for roof in roofs:
            roof.draw(out, shot, hits.inverse[0], self._light)
        drawn = ground.drawn
        ground.draw(out, eye, view, hits)
        ground.mirror(out, eye, view, hits)
        draw_props(out, scene, self._sprites, eye, view, hits)
        if self._light.rain:
            draw_rain(out, shot, t_s, dry=scene.dry, nearest=hits.inverse[0])
        if self._car:
            draw_cabin(out, self._hour)
        self._stretches.prepare(eye.along_m)
        if ground.drawn == drawn:
            # nothing new was needed, so there is time for what the next second will need
            ahead = eye_ahead(self._walk, t_s + _AHEAD_S, self._eye_height_m)
            ground.prepare(ahead, view_of(ahead, self._size, self._hfov_deg))
        rgb = np.ascontiguousarray(cv2.transpose(cv2.cvtColor(out, cv2.COLOR_RGBA2RGB)), np.uint8)
        rgb.setflags(write=False)
        return Backdrop(rgb, self._hfov_deg, yaw_deg)

    def depth_at(self, t_s: float) -> NDArray[np.float64]:
        """(width,) float64, metres along the gaze to the nearest wall in each column; infinite where there is none."""
        eye = eye_at(self._walk, t_s if t_s > 0 else 0.0, self._eye_height_m)
        hits = cast(self._stretches.at(eye.along_m)[0], self._atlas, eye, view_of(eye, self._size, self._hfov_deg))
        inverse = hits.inverse[0]
        with np.errstate(divide="ignore"):
            return np.asarray(1.0 / inverse, np.float64)

    def _soften(self, out: NDArray[np.uint8], scene: Scene, eye: Eye, columns: NDArray[np.int64]) -> None:
        """Draw columns at which one house hides another several times as fine: upright edges would step."""
        if not len(columns):
            return
        view = view_of(eye, self._size, self._hfov_deg, fine=_FINE, only=columns)
        hits = cast(scene, self._atlas, eye, view)
        walls = paint(scene, self._atlas, self._light, eye, view, hits)
        rows = walls.shape[1]
        while len(walls) > len(columns):
            halved = cv2.resize(walls, (rows, len(walls) // 2), interpolation=cv2.INTER_LINEAR)
            walls = np.asarray(halved, np.uint8)
        out[columns, :rows] = walls


def _first_sight(
    atlas: Atlas,
    line: Line,
    eye_height_m: float,
    picture: tuple[tuple[int, int], float],
    scene: Scene,
    ground: Ground,
    along_m: float,
) -> Iterator[None]:
    """Work out step by step what is seen from a place of a walk: shadows on the walls, and the ground."""
    x_m, y_m = line.point_at(along_m)
    eye = Eye(x_m, y_m, eye_height_m, line.bearing_at(along_m, window_m=WINDOW_M), 0.0, along_m)
    view = view_of(eye, *picture)
    walls = np.unique(cast(scene, atlas, eye, view).wall)
    yield
    for k in range(0, len(walls), _WALLS):
        some = walls[k : k + _WALLS]
        scene.shadow_m(some, np.zeros(len(some)))
        yield
    while ground.prepare(eye, view):
        yield


def _within(walk: Walk, underpass_m: tuple[float, float] | None) -> tuple[float, float] | None:
    """The part of an underpass that lies on the walk."""
    if underpass_m is None:
        return None
    low, high = max(underpass_m[0], 0.0), min(underpass_m[1], walk.line.length_m)
    return (low, high) if high - low > 1.0 else None


def _travelling_speed(walk: Walk) -> float:
    """Mean speed over the time spent moving."""
    step_s, step_m = np.diff(walk.times_s), np.diff(walk.reached_m)
    moving = step_m > 1e-9
    spent = float(step_s[moving].sum())
    return float(step_m[moving].sum()) / spent if spent > 0 else 0.0


def _sun_bearing(walk: Walk, true_deg: float) -> float:
    """A bearing that lights one side of the first street, as near as can be to the hour's own."""
    first = walk.line.bearing_at(min(walk.line.length_m / 4, 15.0), window_m=30.0)
    options = [(first + k) % 360 for k in _SIDEWAYS_DEG] + [(first + 180 + k) % 360 for k in _SIDEWAYS_DEG]
    return min(options, key=lambda b: abs((b - true_deg + 180) % 360 - 180))
