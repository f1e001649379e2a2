"""Walls and sky by one ray per column of the picture.

Every column is a pile of vertical runs: the nearest wall from its foot to its roof, above it whatever taller
wall stands behind, at last the sky. Along a run the texture's place changes evenly, so a whole picture is a few
run-length expansions and one look-up.

Pictures here have the column as their first axis, which keeps a run contiguous in memory.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street import sky as sky_module
from hud.footage.street.atlas import EXTRA, LEVELS
from hud.footage.street.texels import stepped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.atlas import Atlas
    from hud.footage.street.camera import Eye
    from hud.footage.street.light import Light
    from hud.footage.street.scene import Scene

FAR_M = 210.0
_NEAR_M = 0.15
_LAYERS = 9
_CLEAR_AIR_M = 8.0
_EDGE_M = 80.0


@dataclass(frozen=True, slots=True)
class View:
    """A pinhole picture of given size; columns may be finer than its pixels."""

    columns: int
    rows: int
    focal: float
    """Rows per unit of slope."""
    centre: NDArray[np.float64]
    """(columns,) float64, row of the horizon in each column: the same for all, for a camera that does not roll."""
    slope: NDArray[np.float64]
    """(columns,) float64, sideways slope of each column's ray."""
    step: float
    """Slope that one column spans."""

    def part(self, first: int, last: int) -> View:
        """Some of the columns."""
        return View(last - first, self.rows, self.focal, self.centre[first:last], self.slope[first:last], self.step)


@dataclass(frozen=True, eq=False)
class Hits:
    """What each column's ray meets, nearest first. Arrays are (layers, columns)."""

    wall: NDArray[np.int64]
    inverse: NDArray[np.float64]
    """One over the distance along the gaze; 0 where there is no further wall."""
    place: NDArray[np.float64]
    """Share of the wall's width, 0..1."""
    top_m: NDArray[np.float64]
    reach: NDArray[np.float64]
    """Greatest slope of any layer up to this one: what lies below it is hidden."""

    def edges(self) -> NDArray[np.int64]:
        """Columns beside which another wall begins, near enough to matter."""
        other = (self.wall[:, 1:] != self.wall[:, :-1]) | ((self.inverse[:, 1:] > 0) != (self.inverse[:, :-1] > 0))
        near = np.maximum(self.inverse[:, 1:], self.inverse[:, :-1]) > 1.0 / _EDGE_M
        at = (other & near).any(axis=0)
        return np.flatnonzero(np.concatenate([[False], at]) | np.concatenate([at, [False]]))


def view_of(
    eye: Eye, size: tuple[int, int], hfov_deg: float, *, fine: int = 1, only: NDArray[np.int64] | None = None
) -> View:
    """The columns of a picture, ``fine`` of them to a pixel; ``only`` those of some pixels, if given."""
    width, height = size
    focal = width / 2 / math.tan(math.radians(hfov_deg) / 2)
    pixels = np.arange(width) if only is None else only
    x = (pixels[:, None] + (np.arange(fine) + 0.5) / fine).ravel() - width / 2
    centre = np.full(len(x), height / 2 + focal * math.tan(math.radians(eye.pitch_deg)))
    return View(len(x), height, focal, centre, x / focal, 1.0 / (fine * focal))


def cast(scene: Scene, atlas: Atlas, eye: Eye, view: View) -> Hits:
    """Find the walls behind every column."""
    walls = scene.houses.walls
    angle = math.radians(eye.bearing_deg)
    sin, cos = math.sin(angle), math.cos(angle)
    close = scene.near_walls(eye.x_m, eye.y_m, FAR_M + 10.0)
    rel = walls.ends_m[close] - np.array([eye.x_m, eye.y_m, eye.x_m, eye.y_m])
    za, zb = rel[:, 0] * sin + rel[:, 1] * cos, rel[:, 2] * sin + rel[:, 3] * cos
    xa, xb = rel[:, 0] * cos - rel[:, 1] * sin, rel[:, 2] * cos - rel[:, 3] * sin
    facing = xa * zb - xb * za < 0
    edge = float(max(-view.slope[0], view.slope[-1])) + 0.01
    ahead = (np.maximum(za, zb) > _NEAR_M) & (np.minimum(za, zb) < FAR_M)
    ahead &= facing
    ahead &= ~((xa > edge * za) & (xb > edge * zb)) & ~((xa < -edge * za) & (xb < -edge * zb))
    chosen = np.flatnonzero(ahead)
    za, zb, xa, xb = za[chosen], zb[chosen], xa[chosen], xb[chosen]
    chosen = close[chosen]

    # the part in front of the eye
    with np.errstate(divide="ignore", invalid="ignore"):
        cut = np.clip((_NEAR_M - za) / (zb - za), 0, 1)
        left = np.where(za < _NEAR_M, (xa + (xb - xa) * cut) / _NEAR_M, xa / za)
        right = np.where(zb < _NEAR_M, (xa + (xb - xa) * cut) / _NEAR_M, xb / zb)
    nx, nz = zb - za, xa - xb
    c = nx * xa + nz * za
    first, beyond = np.searchsorted(view.slope, left), np.searchsorted(view.slope, right)
    used = beyond > first
    chosen = chosen[used]
    nx, nz, c, za, xa = nx[used], nz[used], c[used], za[used], xa[used]
    column, wall = _met(first[used], beyond[used])
    distance = view.slope[column] * (nx / c)[wall] + (nz / c)[wall]
    inverse, which = _by_column(column, distance, wall, view.columns)
    inverse[inverse < 1.0 / (FAR_M * 1.5)] = 0.0

    columns = np.arange(view.columns)
    tallest = walls.top_m[chosen] - eye.height_m
    rising = np.full(view.columns, -np.inf)
    picked: list[NDArray[np.int64]] = []
    stack: list[tuple[NDArray[np.float64], ...]] = []
    if len(chosen):
        slopes = inverse * tallest[which]
        for _ in range(_LAYERS):
            slot = inverse.argmax(axis=1)
            near = inverse[columns, slot]
            if not near.any():
                break
            k = np.where(near > 0, which[columns, slot], 0)
            wall = chosen[k]
            with np.errstate(divide="ignore", invalid="ignore"):
                place = np.where(near > 0, (xa[k] - view.slope * za[k]) / (c[k] * near), 0.0)
            place = np.clip(place, 0.0, 1.0)
            span = walls.span_m[wall]
            model = walls.model[wall]
            along = span[:, 0] + (span[:, 1] - span[:, 0]) * place
            step = along * (atlas.profile_m.shape[1] / atlas.width_m[model])
            cell = np.clip(step.astype(np.int64), 0, atlas.profile_m.shape[1] - 1)
            top = atlas.profile_m[model, cell] * walls.stretch[wall] + walls.base_m[wall]
            rising = np.where(near > 0, np.maximum(rising, (top - eye.height_m) * near), rising)
            picked.append(wall)
            stack.append((near, place, top, rising))
            inverse[columns, slot] = 0.0
            # what lies below what is nearer is hidden
            np.multiply(inverse, slopes > rising[:, None], out=inverse)
    if not stack:
        nothing = np.zeros((1, view.columns))
        return Hits(np.zeros((1, view.columns), np.int64), nothing, nothing, nothing, nothing - np.inf)
    near, place, top, reach = (np.stack([item[n] for item in stack]) for n in range(4))
    return Hits(np.stack(picked), near, place, top, reach)


def _met(first: NDArray[np.int64], beyond: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Column and wall of every meeting of a ray with a wall, by columns and within one by walls.

    Args:
        first: (W,) first column of each wall.
        beyond: (W,) the column behind its last, above the first.
    """
    count = beyond - first
    wall = np.repeat(np.arange(len(count)), count)
    column = np.arange(len(wall)) - np.repeat(np.cumsum(count) - count - first, count)
    order = np.argsort(column.astype(np.uint16), kind="stable")
    return column[order], wall[order]


def _by_column(
    column: NDArray[np.int64], inverse: NDArray[np.float64], wall: NDArray[np.int64], columns: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The meetings of each column side by side, (columns, most of one) each; 0 where there are fewer."""
    count = np.bincount(column, minlength=columns)
    most = max(int(count.max()), 1)
    slot = np.arange(len(column)) - np.repeat(np.cumsum(count) - count, count)
    side, which = np.zeros((columns, most)), np.zeros((columns, most), np.int64)
    side[column, slot], which[column, slot] = inverse, wall
    return side, which


def paint(scene: Scene, atlas: Atlas, light: Light, eye: Eye, view: View, hits: Hits) -> NDArray[np.uint8]:
    """(columns, rows, 4) uint8: walls and sky; whatever lies below the nearest wall's foot is left to the ground."""
    walls = scene.houses.walls
    count = len(hits.wall)
    none = hits.inverse <= 0
    inverse = np.where(none, 1.0, hits.inverse)
    distance = 1.0 / inverse
    wall = hits.wall
    model = walls.model[wall]

    # how much of the texture one pixel spans, upwards and sideways
    span = walls.span_m[wall]
    along = span[..., 0] + (span[..., 1] - span[..., 0]) * hits.place
    stretch = walls.stretch[wall]
    base = atlas.scale[model, 0, 0]
    up = distance / (view.focal * stretch) * base[..., 1]
    slant = scene.slant(wall, hits.place, view.slope, distance, eye)
    sideways = slant * view.step * base[..., 0]
    j = np.clip(_octave(up), 0, LEVELS - 1)
    i = np.clip(_octave(sideways), j, j + EXTRA)

    origin, scale = atlas.origin[model, j, i], atlas.scale[model, j, i]
    per_row = -scale[..., 1] / (view.focal * stretch * inverse)
    first = (
        origin[..., 1]
        - 0.5
        + scale[..., 1] * (eye.height_m - walls.base_m[wall]) / stretch
        - per_row * (view.centre - 0.5)
    )
    across = origin[..., 0] - 0.5 + scale[..., 0] * along

    # the rows at which runs begin, from the top of the picture down
    top_row = _row(view.centre - view.focal * hits.reach, view.rows)
    foot = _row(view.centre + view.focal * eye.height_m * inverse[0], view.rows)
    foot = np.where(none[0], _row(view.centre, view.rows), foot)
    top_row = np.minimum(np.where(none, view.rows, top_row), foot)
    top_row = np.minimum.accumulate(top_row, axis=0)
    under = np.vstack([foot[None], top_row[:-1]])
    dark_m = scene.shadow_m(wall, hits.place)
    dark_row = np.clip(_row(view.centre - view.focal * (dark_m - eye.height_m) * inverse, view.rows), top_row, under)

    sun, shade = scene.wall_light(wall)
    air = np.maximum(distance - _CLEAR_AIR_M, 0.0)
    air = np.minimum(air / (air + light.haze_m), 0.86)
    tint = walls.tint[wall]
    haze = _packed(np.array(light.horizon) * air[..., None])
    lit = _packed(sun * tint * (1 - air[..., None]))
    dim = _packed(shade * tint * (1 - air[..., None]))

    starts = np.empty((2 * count + 2, view.columns), np.int64)
    starts[0] = 0
    values = np.empty((2 * count + 2, 5, view.columns), np.float64)
    sky_up = sky_module.HEIGHT / sky_module.SLOPE
    bearing = _bearing(eye.bearing_deg - scene.sun_deg, view.slope)
    cosine = 1.0 / np.sqrt(1.0 + view.slope * view.slope)
    values[0, 0] = atlas.sky_origin[1] - 0.5 + sky_up * cosine * (view.centre - 0.5) / view.focal
    values[0, 1] = -sky_up * cosine / view.focal
    values[0, 2] = atlas.sky_origin[0] - 0.5 + bearing * (sky_module.WIDTH / 360.0)
    values[0, 3], values[0, 4] = 0xFFFFFF, 0
    for n in range(count):
        at = 1 + 2 * (count - 1 - n)
        starts[at], starts[at + 1] = top_row[n], dark_row[n]
        for row, multiplier in ((at, lit), (at + 1, dim)):
            values[row, 0], values[row, 1], values[row, 2] = first[n], per_row[n], across[n]
            values[row, 3], values[row, 4] = multiplier[n], haze[n]
    starts[-1] = foot
    values[-1] = values[-2]
    last = min(int(foot.max()) + 1, view.rows)
    starts = np.minimum(starts, last)
    lengths = np.diff(np.vstack([starts, np.full((1, view.columns), last)]), axis=0).T.ravel()

    def place(part: int) -> NDArray[np.float32]:
        runs = values[:, part].T.ravel().astype(np.float32)
        return np.repeat(runs, lengths).reshape(view.columns, last)

    def colour(part: int) -> NDArray[np.uint8]:
        runs = values[:, part].T.ravel().astype(np.uint32)
        return np.repeat(runs, lengths).view(np.uint8).reshape(view.columns, last, 4)

    up_texel = place(1)
    up_texel *= np.arange(last, dtype=np.float32)
    up_texel += place(0)
    values[:, 2] = np.rint(values[:, 2] * 32) / 32
    out = np.asarray(cv2.remap(atlas.rgbx, stepped(up_texel), place(2), cv2.INTER_LINEAR), np.uint8)
    cv2.multiply(out, colour(3), dst=out, scale=1 / 255)
    cv2.add(out, colour(4), dst=out)
    return out


def _octave(footprint: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many halvings bring a footprint in texels near one; exact, without a logarithm."""
    return np.asarray(np.frexp(footprint * 1.2)[1].astype(np.int64))


def _row(edge: NDArray[np.float64], rows: int) -> NDArray[np.int64]:
    """First row whose centre lies below an edge."""
    return np.asarray(np.clip(np.ceil(edge - 0.5), 0, rows).astype(np.int64))


def _packed(colour: NDArray[np.float64]) -> NDArray[np.float64]:
    """(..., 3) in 0..255 to one number with red in its lowest byte."""
    whole = np.clip(np.rint(colour), 0, 255)
    return np.asarray(whole[..., 0] + whole[..., 1] * 256.0 + whole[..., 2] * 65536.0)


def _bearing(gaze_deg: float, slope: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((gaze_deg + _turns(slope.tobytes())) % 360.0)


@lru_cache(maxsize=4)  # a picture's own columns come again with every picture
def _turns(slopes: bytes) -> NDArray[np.float64]:
    # math.atan rather than NumPy's, whose last bits depend on the processor
    return np.array([math.degrees(math.atan(s)) for s in np.frombuffer(slopes).tolist()])
