"""All wall textures and the sky in one picture, each prefiltered for every distance and slant.

A wall seen at a grazing angle is squeezed sideways far more than upwards. So every texture is kept at halved
sizes of both axes independently (a rip-map): a column of the picture then reads exactly the sharpness it can
show, and nothing shimmers while one walks past.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.street import sky as sky_module
from hud.footage.street.facades import PPM, build_models

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hud.footage.street.facades import Model

LEVELS = 5
"""Halvings upwards kept of each texture."""
EXTRA = 4
"""Further halvings sideways kept of each."""
_PAD = 2
_SHELF = 4096
_PROFILE = 512
_NOTHING = np.zeros((0, 0, 3), np.uint8)


@dataclass(frozen=True, eq=False)
class Atlas:
    """Textures side by side. First axis of the picture: along the wall (u). Second: upwards (v)."""

    rgbx: NDArray[np.uint8]
    """(U, V, 4) uint8, sRGB and an idle fourth byte, which makes look-ups faster."""
    origin: NDArray[np.float64]
    """(models, LEVELS, LEVELS + EXTRA, 2) float64, texel of the lower left corner: u, v."""
    scale: NDArray[np.float64]
    """(models, LEVELS, LEVELS + EXTRA, 2) float64, texels per metre along u and v."""
    profile_m: NDArray[np.float64]
    """(models, 512) float64, skyline over the width of each texture."""
    width_m: NDArray[np.float64]
    """(models,) float64."""
    sky_origin: tuple[float, float]
    """Texel of the sky below the sun at the horizon: u, v."""
    models: tuple[Model, ...]
    """What each texture is of, without the drawing it was made from."""


@lru_cache(maxsize=1)  # of 120 MB
def build_atlas(time_of_day: str, seed: int, language: str = "en") -> Atlas:
    """Paint and pack everything for a time of day. Takes a moment; kept for the process."""
    models = build_models(time_of_day, seed, language)
    sky = sky_module.build_sky(time_of_day, seed)
    shape = (len(models), LEVELS, LEVELS + EXTRA, 2)
    origin, scale = np.zeros(shape), np.zeros(shape)
    sky = np.asarray(cv2.cvtColor(np.concatenate([sky[-1:], sky, sky[:1]]), cv2.COLOR_RGB2RGBA), np.uint8)
    # where each goes is settled before any is painted: all of them at once would take as much again as the picture
    places, size = _pack([*(shape for model in models for shape in _level_shapes(model)), sky.shape[:2]])
    picture = np.zeros((*size, 4), np.uint8)

    def put(image: NDArray[np.uint8], place: tuple[int, int]) -> None:
        u, v = place
        target = picture[u : u + image.shape[0] + 2 * _PAD, v : v + image.shape[1] + 2 * _PAD]
        cv2.copyMakeBorder(image, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE, dst=target)

    following = iter(places)
    for m, model in enumerate(models):
        for j, i, image in _levels(model):
            place = next(following)
            put(image, place)
            scale[m, j, i] = image.shape[0] / model.width_m, image.shape[1] * PPM / model.rgb.shape[1]
            origin[m, j, i] = place[0] + _PAD, place[1] + _PAD
    put(sky, places[-1])
    sky_origin = (places[-1][0] + _PAD + 1.0, float(places[-1][1] + _PAD))
    profile = np.stack([_resampled(model.profile_m) for model in models])
    plain = tuple(replace(model, rgb=_NOTHING) for model in models)
    return Atlas(picture, origin, scale, profile, np.array([m.width_m for m in models]), sky_origin, plain)


def _level_shapes(model: Model) -> list[tuple[int, int]]:
    """(u, v) of what `_levels` yields, in its order."""
    u, v = model.rgb.shape[:2]
    return [
        (max(u >> i, 1), max(v >> j, 1)) for j in range(LEVELS) for i in range(j, min(j + EXTRA + 1, LEVELS + EXTRA))
    ]


def _levels(model: Model) -> Iterator[tuple[int, int, NDArray[np.uint8]]]:
    row = [np.asarray(cv2.cvtColor(model.rgb, cv2.COLOR_RGB2RGBA), np.uint8)]
    for _ in range(LEVELS + EXTRA - 1):
        row.append(_halved(row[-1], sideways=True))
    for j in range(LEVELS):
        # A wall is never squeezed more upwards than sideways, so the other half of the table stays empty.
        yield from ((j, i, row[i]) for i in range(j, j + EXTRA + 1) if i < len(row))
        row = [image if i <= j else _halved(image, sideways=False) for i, image in enumerate(row)]


def _halved(image: NDArray[np.uint8], *, sideways: bool) -> NDArray[np.uint8]:
    u, v = image.shape[:2]
    size = (v, max(u // 2, 1)) if sideways else (max(v // 2, 1), u)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def _pack(shapes: Sequence[tuple[int, ...]]) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    order = sorted(range(len(shapes)), key=lambda k: -shapes[k][0])
    places: list[tuple[int, int]] = [(0, 0)] * len(shapes)
    u = v = deep = 0
    for k in order:
        height, width = shapes[k][0] + 2 * _PAD, shapes[k][1] + 2 * _PAD
        if v and v + width > _SHELF:
            u, v, deep = u + deep, 0, 0
        places[k] = (u, v)
        v += width
        deep = max(deep, height)
    return places, (u + deep, _SHELF)


def _resampled(profile: NDArray[np.float32]) -> NDArray[np.float64]:
    index = np.minimum((np.arange(_PROFILE) + 0.5) * (len(profile) / _PROFILE), len(profile) - 1).astype(np.int64)
    return np.asarray(profile[index], np.float64)
