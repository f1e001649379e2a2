"""Draws flat things upright into a picture, behind the walls that hide them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street.sprites import UMBRELLAS
from hud.footage.street.texels import stepped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.footage.street.camera import Eye
    from hud.footage.street.raycast import Hits, View
    from hud.footage.street.scene import Scene
    from hud.footage.street.sprites import Sprite

_NEAR_M = 1.2
_FADE_M = 1.4
_LARGE = 30000


def draw_props(
    out: NDArray[np.uint8], scene: Scene, sprites: dict[str, Sprite], eye: Eye, view: View, hits: Hits
) -> None:
    """Paint all that stands in the street, farthest first.

    Args:
        out: (columns, rows, 4) uint8, written to.
        scene: What stands where.
        sprites: How it looks.
        eye: The camera.
        view: Its columns.
        hits: Which walls hide what.
    """
    angle = math.radians(eye.bearing_deg)
    sin, cos = math.sin(angle), math.cos(angle)
    rel = scene.props_xy - np.array([eye.x_m, eye.y_m])
    z = rel[:, 0] * sin + rel[:, 1] * cos
    x = rel[:, 0] * cos - rel[:, 1] * sin
    seen = np.flatnonzero((z > _NEAR_M) & (z < scene.props_far) & (np.abs(rel[:, 0]) < 120))
    seen = seen[_in_sight(x[seen], z[seen], view, hits)]
    for k in seen[np.argsort(-z[seen], kind="stable")]:
        prop = scene.props[int(k)]
        name, turned = prop.sprite, 1.0
        if prop.faces_deg is not None:
            # how much of its width one sees, and which side
            turned = -math.cos(math.atan2(*rel[k]) - math.radians(prop.faces_deg))
            name = name if turned > 0 else f"{name}-back"
        _draw(out, scene, sprites[name], int(k), float(x[k]), float(z[k]), prop.base_m, eye, view, hits, abs(turned))
        if scene.light.rain and prop.sprite.startswith("person"):
            sprite = sprites[f"umbrella{int(k) % UMBRELLAS}"]
            base_m = 1.12 * prop.scale
            _draw(out, scene, sprite, int(k), float(x[k]), float(z[k]), base_m, eye, view, hits)
        if prop.sprite == "lamp" and "halo" in sprites:
            if scene.light.wet:
                # a mirror shows what stands above the ground as if it stood as far below it
                _draw(out, scene, sprites["streak"], int(k), float(x[k]), float(z[k]), -6.3, eye, view, hits)
            _draw(out, scene, sprites["halo"], int(k), float(x[k]), float(z[k]), 3.75 - 2.1, eye, view, hits)


def _in_sight(x: NDArray[np.float64], z: NDArray[np.float64], view: View, hits: Hits) -> NDArray[np.bool_]:
    """Which things may show: a quick look at five columns of each, generous at its edges."""
    shown = np.zeros(len(x), bool)
    for aside in (-2.2, -1.0, 0.0, 1.0, 2.2):
        column = ((x + aside) / z - float(view.slope[0])) / view.step
        inside = (column > -1) & (column < view.columns + 1)
        at = np.clip(column, 0, view.columns - 1).astype(np.int64)
        shown |= inside & (hits.inverse[0, at] < 1.0 / (z - 0.4))
    return shown


def _draw(
    out: NDArray[np.uint8],
    scene: Scene,
    sprite: Sprite,
    index: int,
    x: float,
    z: float,
    base_m: float,
    eye: Eye,
    view: View,
    hits: Hits,
    turned: float = 1.0,
) -> None:
    prop = scene.props[index]
    size = 1.0 if sprite.glows else prop.scale
    wide, tall = sprite.width_m * size * turned, sprite.height_m * size
    focal = view.focal
    step = view.step
    # in columns and rows, before clipping
    left = ((x - wide / 2) / z - float(view.slope[0])) / step
    right = ((x + wide / 2) / z - float(view.slope[0])) / step
    c0, c1 = max(math.floor(left), 0), min(math.ceil(right) + 1, view.columns)
    if c1 <= c0 or right - left < 1.5:
        return
    middle = min(max((left + right) / 2, 0), view.columns - 1)
    horizon = float(view.centre[int(middle)])
    low = horizon + focal * (eye.height_m - base_m) / z
    high = low - focal * tall / z
    r0, r1 = max(math.floor(high), 0), min(math.ceil(low) + 1, view.rows)
    if r1 <= r0:
        return
    visible = hits.inverse[0, c0:c1] < 1.0 / (z - 0.4)
    if not visible.any():
        return
    at = np.flatnonzero(visible)
    c1, c0 = c0 + int(at[-1]) + 1, c0 + int(at[0])
    visible = visible[at[0] : at[-1] + 1]

    across, down = (right - left), (low - high)
    texels = (sprite.levels[0].shape[1] - 2) / down
    level = min(max(math.frexp(texels * 0.75)[1], 0), len(sprite.levels) - 1)
    image = sprite.levels[level]
    full = sprite.levels[0].shape
    factor_u = image.shape[0] / full[0]
    factor_v = image.shape[1] / full[1]
    u = ((np.arange(c0, c1) + 0.5 - left) * ((full[0] - 2) / across) + 1) * factor_u - 0.5
    v = ((np.arange(r0, r1) + 0.5 - high) * ((full[1] - 2) / down) + 1) * factor_v - 0.5
    if sprite.glows:
        fade = min(max((z - 2.0) / 6.0, 0.0), 1.0)
        patch = _look(image, u, v, visible)
        target = out[c0:c1, r0:r1]
        cv2.add(target, patch if fade >= 1 else _toned(patch, (fade, fade, fade)), dst=target)
        return
    light = scene.light
    air = max(z - 8.0, 0.0)
    air = min(air / (air + light.haze_m), 0.86)
    tone = scene.prop_light(index)
    # what comes very near thins out instead of filling the view in one step
    near = min(max((z - _NEAR_M) / _FADE_M, 0.0), 1.0)
    far = float(scene.props_far[index])
    near *= min(max((far - z) / (0.2 * far), 0.0), 1.0)
    gains = tuple(tone[c] / 255.0 * (1 - air) * near for c in range(3))
    haze = tuple(light.horizon[c] / 255.0 * air * near for c in range(3)) if air > 0.004 else None
    bands = sprite.bands if (c1 - c0) * (r1 - r0) > _LARGE else ((0.0, 1.0, 0.0, 1.0),)
    for u0, u1, v0, v1 in bands:
        a, b = max(math.floor(left + u0 * across), c0) - c0, min(math.ceil(left + u1 * across) + 1, c1) - c0
        c, d = max(math.floor(high + v0 * down), r0) - r0, min(math.floor(high + v1 * down), r1) - r0
        if v1 >= 1.0:
            d = r1 - r0
        if b <= a or d <= c:
            continue
        patch = _look(image, u[a:b], v[c:d], visible[a:b])
        target = out[c0 + a : c0 + b, r0 + c : r0 + d]
        _lay(target, patch, gains, haze, near)


def _look(
    image: NDArray[np.uint8], u: NDArray[np.float64], v: NDArray[np.float64], visible: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    shape = (len(u), len(v))
    map_v, map_u = np.empty(shape, np.float32), np.empty(shape, np.float32)
    map_v[:] = stepped(v.astype(np.float32))[None, :]
    map_u[:] = stepped(u.astype(np.float32))[:, None]
    patch = cv2.remap(image, map_v, map_u, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0, 0))
    if not visible.all():
        patch[~visible] = 0
    return np.asarray(patch, np.uint8)


def _lay(
    target: NDArray[np.uint8],
    patch: NDArray[np.uint8],
    gains: tuple[float, ...],
    haze: tuple[float, ...] | None,
    near: float,
) -> None:
    """Blend a picture with coverage over another."""
    veil = ((patch.view(np.uint32)[..., 0] >> 24) * np.uint32(0x01010101)).view(np.uint8).reshape(patch.shape)
    keep = cv2.bitwise_not(veil if near >= 1 else _toned(veil, (near, near, near)))
    patch = _toned(patch, gains)
    if haze is not None:
        patch = np.asarray(cv2.add(patch, _toned(veil, haze)), np.uint8)
    # the fourth byte of a picture says how wet the ground is; nothing that stands there is
    cv2.multiply(target, keep, dst=target, scale=1 / 255)
    cv2.add(target, patch, dst=target)


def _toned(image: NDArray[np.uint8], gains: tuple[float, ...]) -> NDArray[np.uint8]:
    """An image (U, V, 4) times a colour in 0..1; far quicker than OpenCV's product with a scalar."""
    flat = np.full(image.shape[:2], _packed(gains), np.uint32)
    return np.asarray(cv2.multiply(image, flat.view(np.uint8).reshape(image.shape), scale=1 / 255), np.uint8)


def _packed(gains: tuple[float, ...]) -> int:
    """A colour in 0..1 as a pixel, red in its lowest byte."""
    out = 0
    for k in (2, 1, 0):
        code = round(gains[k] * 255)
        out = out << 8 | (0 if code < 0 else 255 if code > 255 else code)
    return out
