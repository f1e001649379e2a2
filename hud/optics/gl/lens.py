"""The passes of a display behind imperfect optics: stages 6 to 10 and 12 of one eye.

The panel is sampled finely enough for its blur, blurred and brought to the view's pixels, one direction after the
other, in tiles where all samples at once would be too many; then ghosts, veil and uniformity, then the smear of a
moving head.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.optics import stages
from hud.optics.geometry import BLUR_REACH, Rect
from hud.optics.gl.resources import CHANNELS, DRAWN_LIGHT, LIGHT, NUMBER, PAIR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hud.device import Eye
    from hud.optics.gl.resources import Resources, Target, Texture, Value
    from hud.optics.lens import Lens

MOST_SAMPLES_PX = 4096  # along a side of a tile
COLOURS = ("red", "green", "blue")


class LensPasses:
    """One eye's display, drawn in a context that is current."""

    def __init__(self, resources: Resources, eye: Eye, lens: Lens) -> None:
        """Nothing is drawn yet."""
        self._have = resources
        self._eye = eye
        self._lens = lens

    def draw(self, source: Texture, veil: NDArray[np.float32]) -> tuple[Texture, Rect]:
        """The display's light in the view.

        Args:
            source: What each panel pixel adds to black, in the panel's channels.
            veil: What fills the field evenly, (3,): haze and black level.

        Returns:
            Its light, in the panel's channels, and for which pixels of the view; some may lie outside.
        """
        area = self._lens.area
        if area.empty:
            return source, Rect(0, 0, 0, 0)
        sheet = self._have.target(f"sheet {self._eye}", DRAWN_LIGHT, (area.x1 - area.x0, area.y1 - area.y0))
        for n, tile in enumerate(tiles(area, self._lens)):
            self._sharp(sheet, source, tile, n)
        return self._smeared(self._spoilt(sheet, veil)).texture, area

    def _sharp(self, sheet: Target, source: Texture, tile: Rect, n: int) -> None:
        """Stages 6 to 9 for a tile, given in pixels of the sheet."""
        lens = self._lens
        weights = blur_weights(lens)
        plain = lens.fine == 1 and len(weights) == 1
        width, height = tile.x1 - tile.x0, tile.y1 - tile.y0
        fine, margin = lens.fine, lens.margin
        samples_px = ((width + 2 * margin) * fine, (height + 2 * margin) * fine)
        maps = self._maps(tile, n)
        samples = sheet if plain and n == 0 and tile_is_all(tile, lens) else None
        if samples is None:
            samples = self._have.target(f"samples {self._eye} {n}", DRAWN_LIGHT, samples_px)
        self._have.program("lens.frag").set(source=source, **maps)
        self._have.draw(samples, Rect(0, 0, *samples_px))
        if samples is sheet:
            return
        kernel = self._have.picture(f"blur {self._eye}", NUMBER, lambda: weights[None], holds=weights.tobytes())
        first = margin * fine - (len(weights) - (fine if lens.averages else 1)) // 2
        rows = self._have.target(f"columns {self._eye} {n}", DRAWN_LIGHT, (width, samples_px[1]))
        shared: dict[str, Value] = {"kernel": kernel, "goes_on": False}
        convolve = self._have.program("convolve.frag")
        convolve.set(
            source=samples.texture, step_px=(1, 0), stride=(fine, 1), first=(first, 0), origin=(0, 0), **shared
        )
        self._have.draw(rows, Rect(0, 0, width, samples_px[1]))
        convolve.set(
            source=rows.texture,
            step_px=(0, 1),
            stride=(1, fine),
            first=(0, first),
            origin=(tile.x0, tile.y0),
            **shared,
        )
        self._have.draw(sheet, tile)

    def _maps(self, tile: Rect, n: int) -> dict[str, Value]:
        """Where a tile's samples lie on the panel, and what the structure of the pixels makes of them."""
        lens = self._lens
        fine, margin = lens.fine, lens.margin
        rows = slice(tile.y0 * fine, (tile.y1 + 2 * margin) * fine)
        cols = slice(tile.x0 * fine, (tile.x1 + 2 * margin) * fine)
        structured = lens.device.pixel_aperture > 0
        out: dict[str, Value] = {"structured": structured, "headroom": 1.0}
        if structured:
            out["headroom"] = 1 / lens.device.pixel_aperture**2
        own = lens.separate
        for channel, colour in enumerate(COLOURS):
            k = channel if own else 0
            out[f"{colour}_map"] = self._have.picture(
                f"map {self._eye} {k} {n}", PAIR, partial(sample_map, lens, k, rows, cols), holds=(lens, tile)
            )
            if structured:
                out[f"{colour}_gain"] = self._have.picture(
                    f"gain {self._eye} {k} {n}",
                    NUMBER,
                    partial(lambda k: lens.structure(k)[rows, cols], k),
                    holds=(lens, tile),
                )
        return out

    def _spoilt(self, sheet: Target, veil: NDArray[np.float32]) -> Target:
        """Stage 10."""
        lens, have, eye = self._lens, self._have, self._eye
        direct = stages.direct_share(lens.device)
        if direct == 1 and not veil.any() and lens.uniformity is None:
            return sheet
        target = have.target(f"spoilt {eye}", DRAWN_LIGHT, sheet.texture.size_px)
        values: dict[str, Value] = {}
        if lens.uniformity is not None:
            field = lens.uniformity
            values["uniformity"] = have.picture(f"uniformity {eye}", LIGHT, lambda: field, holds=lens)
        if lens.ghosts:
            table = np.array([[ghost_place(ghost) for ghost in lens.ghosts]], np.float32)
            values["ghost_table"] = have.picture(f"ghosts {eye}", LIGHT, lambda: table, holds=table.tobytes())
        red, green, blue = map(float, veil)
        have.program("artefacts.frag").set(
            source=sheet.texture,
            direct=direct,
            ghosts=len(lens.ghosts),
            veil=(red, green, blue),
            inside=have.picture(f"inside {eye}", CHANNELS, lambda: lens.inside, holds=lens),
            even=lens.uniformity is None,
            **values,
        )
        have.draw(target, Rect(0, 0, *sheet.texture.size_px))
        return target

    def _smeared(self, source: Target) -> Target:
        """Stage 12."""
        way = way_of(self._lens)
        if len(way) == 1:
            return source
        target = self._have.target(f"smeared {self._eye}", DRAWN_LIGHT, source.texture.size_px)
        self._have.program("smear.frag").set(
            source=source.texture,
            way=self._have.picture(f"way {self._eye}", PAIR, lambda: way[None], holds=way.tobytes()),
        )
        self._have.draw(target, Rect(0, 0, *source.texture.size_px))
        return target


def tiles(area: Rect, lens: Lens) -> Iterator[Rect]:
    """The area, from (0, 0), in parts whose samples fit into a texture."""
    side = max(1, MOST_SAMPLES_PX // lens.fine - 2 * lens.margin)
    width, height = area.x1 - area.x0, area.y1 - area.y0
    for y in range(0, height, side):
        for x in range(0, width, side):
            yield Rect(x, y, min(width, x + side), min(height, y + side))


def tile_is_all(tile: Rect, lens: Lens) -> bool:
    """Whether there is one tile alone."""
    area = lens.area
    return (tile.x1 - tile.x0, tile.y1 - tile.y0) == (area.x1 - area.x0, area.y1 - area.y0)


def blur_weights(lens: Lens) -> NDArray[np.float32]:
    """The Gaussian of stage 9 in samples, with the mean of a pixel's samples where the reference takes that."""
    weights = gaussian_weights(lens.sigma) if lens.sigma else np.ones(1, np.float32)
    if lens.averages:
        weights = np.convolve(weights.astype(np.float64), np.full(lens.fine, 1 / lens.fine)).astype(np.float32)
    return weights


def gaussian_weights(sigma_px: float) -> NDArray[np.float32]:
    """The reference's Gaussian, an odd number of weights that sum to 1."""
    side = 2 * math.ceil(BLUR_REACH * sigma_px) + 1
    return cv2.getGaussianKernel(side, sigma_px, cv2.CV_64F).ravel().astype(np.float32)


def sample_map(lens: Lens, channel: int, rows: slice, cols: slice) -> NDArray[np.int32]:
    """Where samples lie on the drawn codes, in 1/32 pixel, (h, w, 2) int32."""
    coarse, fine = (table[rows, cols] for table in lens.maps(channel))
    out = coarse.astype(np.int32) << 5
    out[..., 0] += fine & 31
    out[..., 1] += fine >> 5
    return out


def ghost_place(ghost: tuple[float, float, float]) -> tuple[int, int, float]:
    """A second image's distance from the first in 1/32 pixel, as the reference's maps have it, and its gain."""
    right, down, gain = ghost
    x, y = (32 * math.floor(way) + round((way - math.floor(way)) * 32) for way in (right, down))
    return x, y, gain


def way_of(lens: Lens) -> NDArray[np.int32]:
    """The steps of the smear, pixels right and down, (steps, 2) int32."""
    right, down = lens.smear
    n = lens.steps
    if n == 1:
        return np.zeros((1, 2), np.int32)
    if right and down:
        return np.array([(round(right * step / n), round(down * step / n)) for step in range(n)], np.int32)
    sign = 1 if right + down > 0 else -1
    return np.array([(sign * step, 0) if right else (0, sign * step) for step in range(n)], np.int32)
