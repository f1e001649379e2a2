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
from hud.optics.blur import reach_of
from hud.optics.emission import dimming
from hud.optics.gl.resources import CHANNELS, DRAWN_LIGHT, LIGHT, NUMBER, PAIR, PLACE
from hud.optics.rects import Rect
from hud.optics.smear import way_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from hud.device import Eye
    from hud.optics.gl.resources import Resources, Target, Texture, Value
    from hud.optics.lens import Lens, Soft

MOST_SAMPLES_PX = 4096  # along a side of a tile
# Samples of a tile up to which each has its position sent, to the last bit the reference's. Of more of them each pixel
# is the mean of so many that the last bits do not show: they are interpolated where they are needed.
MOST_POSITIONS = 1 << 22
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
        if self._lens.soft:
            self._soft(sheet, source, self._lens.soft)
        else:
            for n, tile in enumerate(tiles(area, self._lens)):
                self._sharp(sheet, source, tile, n)
        return self._smeared(self._spoilt(sheet, veil)).texture, area

    def _soft(self, sheet: Target, source: Texture, soft: Soft) -> None:
        """Stages 6 to 9 where the panel is blurred before its placement: one sample for each pixel of the view."""
        lens, have, eye = self._lens, self._have, self._eye
        width, height = source.size_px
        wide, high = ((side + 2 * soft.rim) * soft.times for side in (width, height))
        soften = have.program("soften.frag")
        kernel = have.picture(f"softness {eye}", NUMBER, partial(soft_weights, soft), holds=soft)
        for name, step, size in (("across", (1, 0), (wide, height)), ("both ways", (0, 1), (wide, high))):
            target = have.target(f"softened {name} {eye}", DRAWN_LIGHT, size)
            soften.set(source=source, kernel=kernel, step_px=step, rim=soft.rim)
            have.draw(target, Rect(0, 0, *size))
            source = target.texture
        places = have.picture(f"centres {eye}", PLACE, partial(soft_places, lens, soft), holds=lens)
        have.program("lens.frag").set(
            source=source,
            each=True,
            structured=False,
            red_positions=places,
            green_positions=places,
            blue_positions=places,
        )
        have.draw(sheet, Rect(0, 0, *sheet.texture.size_px))

    def _sharp(self, sheet: Target, source: Texture, tile: Rect, n: int) -> None:
        """Stages 6 to 9 for a tile, given in pixels of the sheet."""
        lens, have = self._lens, self._have
        weights = lens.weights.astype(np.float32)
        fine, margin = lens.fine, lens.margin
        width, height = tile.x1 - tile.x0, tile.y1 - tile.y0
        samples_px = ((width + 2 * margin) * fine, (height + 2 * margin) * fine)
        plain = len(weights) == 1 and samples_px == sheet.texture.size_px
        samples = sheet if plain else have.target(f"samples {self._eye} {n}", DRAWN_LIGHT, samples_px)
        have.program("lens.frag").set(source=source, **self._positions(tile, n))
        have.draw(samples, Rect(0, 0, *samples_px))
        if plain:
            return
        first = (margin * lens.coarse - lens.reach) * lens.group
        columns = have.target(f"columns {self._eye} {n}", DRAWN_LIGHT, (width, samples_px[1]))
        shared: dict[str, Value] = {
            "kernel": have.picture(f"blur {self._eye}", NUMBER, lambda: weights[None], holds=weights.tobytes()),
            "goes_on": False,
        }
        convolve = have.program("convolve.frag")
        convolve.set(
            source=samples.texture, step_px=(1, 0), stride=(fine, 1), first=(first, 0), origin=(0, 0), **shared
        )
        have.draw(columns, Rect(0, 0, width, samples_px[1]))
        convolve.set(
            source=columns.texture,
            step_px=(0, 1),
            stride=(1, fine),
            first=(0, first),
            origin=(tile.x0, tile.y0),
            **shared,
        )
        have.draw(sheet, tile)

    def _positions(self, tile: Rect, n: int) -> dict[str, Value]:
        """Where a tile's samples lie on the panel, and what the structure of the pixels makes of them."""
        lens, have, eye = self._lens, self._have, self._eye
        structured = lens.device.pixel_aperture > 0
        x, y, margin = lens.area.x0, lens.area.y0, lens.margin
        part = Rect(x + tile.x0 - margin, y + tile.y0 - margin, x + tile.x1 + margin, y + tile.y1 + margin)
        size = lens.fine * lens.fine * (part.x1 - part.x0) * (part.y1 - part.y0)
        each = structured or size <= MOST_POSITIONS
        out: dict[str, Value] = {
            "each": each,
            "structured": structured,
            "fine": lens.fine,
            "first": (tile.x0 + 1, tile.y0 + 1),
            "undimmed": 1 / dimming(lens.device),
        }
        for channel, colour in enumerate(COLOURS):
            own = channel if lens.separate else 0
            if each:
                out[f"{colour}_positions"] = have.picture(
                    f"samples {eye} {own} {n}", PLACE, partial(paired, lens.samples, own, part), holds=(lens, tile)
                )
            else:
                out[f"{colour}_positions"] = have.picture(
                    f"nodes {eye} {own}", PLACE, partial(paired, lens.nodes, own), holds=lens
                )
            if structured:
                out[f"{colour}_gain"] = have.picture(
                    f"gain {eye} {own} {n}", NUMBER, partial(lens.structure, own, part), holds=(lens, tile)
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
        if not self._lens.smears:
            return source
        way, shares = way_of(*self._lens.smear)
        target = self._have.target(f"smeared {self._eye}", DRAWN_LIGHT, source.texture.size_px)
        self._have.program("smear.frag").set(
            source=source.texture,
            way=self._have.picture(f"way {self._eye}", PAIR, lambda: way[None], holds=way.tobytes()),
            shares=self._have.picture(f"shares {self._eye}", NUMBER, lambda: shares[None], holds=shares.tobytes()),
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


def gaussian_weights(sigma_px: float) -> NDArray[np.float32]:
    """The reference's Gaussian, an odd number of weights that sum to 1."""
    side = 2 * reach_of(sigma_px) + 1
    return cv2.getGaussianKernel(side, sigma_px, cv2.CV_64F).ravel().astype(np.float32)


def soft_weights(soft: Soft) -> NDArray[np.float32]:
    """What a sample has of the panel's pixels around it, (`times`, pixels) float32, a row for each place in its pixel.

    The reference makes the panel finer and then blurs it; this is what becomes of a single lit pixel.
    """
    lit = np.zeros((1, 2 * soft.rim + 1))
    lit[0, soft.rim] = 1
    finer = cv2.resize(lit, None, fx=soft.times, fy=1, interpolation=cv2.INTER_LINEAR).ravel()
    kernel = cv2.getGaussianKernel(2 * soft.reach + 1, soft.sigma, cv2.CV_64F).ravel()
    spread = np.convolve(finer, kernel, mode="same")
    return spread.reshape(-1, soft.times)[::-1].T.astype(np.float32)


def soft_places(lens: Lens, soft: Soft) -> NDArray[np.float32]:
    """Where on the samples of the softened panel, its rim with them, the pixels of the area lie, (h, w, 2)."""
    return np.stack(lens.centres, axis=-1) + np.float32(soft.rim * soft.times)


def paired(
    make: Callable[..., tuple[NDArray[np.float32], NDArray[np.float32]]], *arguments: int | Rect
) -> NDArray[np.float32]:
    """Positions across and down, (h, w, 2) float32."""
    return np.stack(make(*arguments), axis=-1)


def ghost_place(ghost: tuple[float, float, float]) -> tuple[int, int, float]:
    """A second image's distance from the first in 1/32 pixel, as the reference's maps have it, and its gain."""
    right, down, gain = ghost
    x, y = (32 * math.floor(way) + round((way - math.floor(way)) * 32) for way in (right, down))
    return x, y, gain
