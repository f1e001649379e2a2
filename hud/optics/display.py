"""The light of one eye's display with every artefact: stages 10 and 12 on the image of its panel.

One algorithm for two kinds of numbers: float32 candelas for the absolute light, and uint16 shares of the monitor's
white for its picture. What is dark stays untouched: only the bands of the panel that are lit, and what their light
reaches, are worked on. What fills the field evenly, the veil, is kept by itself: it changes little from frame to frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.optics import stages
from hud.optics.emission import dimming
from hud.optics.image import image_of
from hud.optics.rects import Rect, Sheet, disjoint, packed, together
from hud.optics.smear import drawn_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile
    from hud.optics.emission import Emission, Light
    from hud.optics.lens import Lens


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """The display's light in an eye's view, in the units of what its panel emits and the monitor's channels.

    All of one type, uint16 or float32.
    """

    pieces: tuple[tuple[Sheet, Light], ...] = ()
    """Where there is an image, its light and the veil's. They do not overlap."""
    veil: tuple[Rect, Light] | None = None
    """The veil's alone, everywhere else. (h, w, 3), or (3,) where it is the same all over."""

    def whole(self, view_px: tuple[int, int]) -> NDArray[np.float32]:
        """The light in the whole view, (H, W, 3) float32."""
        width, height = view_px
        light = np.zeros((height, width, 3), np.float32)
        if self.veil is not None:
            rect, veil = self.veil
            light[rect.rows, rect.cols] = veil
        for sheet, piece in self.pieces:
            sheet.scatter(piece, light)
        return light


def display_layer(emission: Emission, lens: Lens, *, view_px: tuple[int, int]) -> Layer:
    """Stages 7 to 10 and 12: the light of a display as its eye sees it.

    L_2 = U · [(1 − h − Σg) · L + Σ g_k · shift_k(L) + veil], L being the panel's light brought into the view and
    blurred.

    Args:
        emission: What the panel adds to black.
        lens: Where things stand.
        view_px: Width and height of the view.

    Returns:
        Its light.
    """
    sixteen = emission.sixteen
    # 16-bit light of a pixel's square is dimmed until all that spreads it is done: it may be brighter than white
    dim = dimming(lens.device) if sixteen else 1.0
    made = image_of(emission, lens)
    direct = stages.direct_share(lens.device)
    if lens.ghosts:
        made, direct = _with_ghosts(made, lens, direct), 1.0
    if lens.smears:
        made = [(sheet, _evened(light, sheet, lens, direct)) for sheet, light in made]
        made = [(sheet, _times(light, 1 / dim)) for sheet, light in _smeared(made, lens)]
    else:
        made = [(sheet, _evened(light, sheet, lens, direct / dim)) for sheet, light in made]
    view = Rect(0, 0, *view_px)
    veil = None
    if any(emission.veil):
        veil = _veil16(emission.veil, lens, view) if sixteen else _veil(emission.veil, lens, np.float32, view)
    pieces = [_seen(sheet, light, view) for sheet, light in made]
    if veil is not None and veil[0].empty:
        veil = None
    if stages.mixes(lens.device):
        pieces = [(sheet, _mixed(light, lens.device)) for sheet, light in pieces]
    return Layer(tuple((sheet, _over(light, sheet, veil)) for sheet, light in pieces if sheet.tiles), veil)


def _with_ghosts(made: list[tuple[Sheet, Light]], lens: Lens, direct: float) -> list[tuple[Sheet, Light]]:
    """Stage 10: (1 − h − Σg) · L + Σ g_k · shift_k(L)."""
    if not made:
        return []
    touched = [of for sheet, _ in made for of, _ in sheet.tiles]
    for right, down, _ in lens.ghosts:
        touched += [_ghost_of(of, right, down) for sheet, _ in made for of, _ in sheet.tiles]
    touched = [of for of in map(lens.area.meet, touched) if not of.empty]
    field = reduce(Rect.join, touched)
    whole = np.zeros((field.y1 - field.y0, field.x1 - field.x0, 3), made[0][1].dtype)
    for sheet, light in made:
        sheet.moved(-field.x0, -field.y0).scatter(_times(light, direct), whole)
    for right, down, gain in lens.ghosts:
        for sheet, light in made:
            _add_ghost(sheet, light, whole, field, right=right, down=down, gain=gain)
    return [(sheet, sheet.moved(-field.x0, -field.y0).gathered(whole)) for sheet in packed(disjoint(touched))]


def _ghost_of(rect: Rect, right: float, down: float) -> Rect:
    """The pixels that the second image of a rectangle touches."""
    x, y = math.floor(right), math.floor(down)
    return Rect(rect.x0 + x, rect.y0 + y, rect.x1 + x + 1, rect.y1 + y + 1)


def _add_ghost(
    sheet: Sheet, light: Light, whole: Light, field: Rect, *, right: float, down: float, gain: float
) -> None:
    """Stage 10: add a second image of some rectangles to the light of a field.

    Between the pixels it is linear, in steps of 1/32 pixel as all maps have them.
    """
    part_x, part_y = (round((way - math.floor(way)) * 32) / 32 for way in (right, down))
    height, width, _ = light.shape
    rimmed = np.zeros((height + 2, width + 2, 3), light.dtype)
    rimmed[1:-1, 1:-1] = light
    across = _weighed(rimmed[:, 1:], 1 - part_x, rimmed[:, :-1], part_x)
    image = _weighed(across[1:], gain * (1 - part_y), across[:-1], gain * part_y)
    for of, on in sheet.tiles:
        # rectangles lie a pixel apart on their sheet, so that nothing of the next one is taken along
        target = _ghost_of(of, right, down)
        hit = field.meet(target)
        if hit.empty:
            continue
        source = hit.moved(on.x0 - target.x0, on.y0 - target.y0)
        here = hit.moved(-field.x0, -field.y0)
        whole[here.rows, here.cols] = cv2.add(whole[here.rows, here.cols], image[source.rows, source.cols])


def _evened(light: Light, sheet: Sheet, lens: Lens, factor: float) -> Light:
    """Stage 10: what uniformity makes of the image, times a number."""
    uniformity = lens.uniformity16 if light.dtype == np.uint16 else lens.uniformity
    if uniformity is None:
        return _times(light, factor)
    share = _on_area(sheet, lens).gathered(uniformity)
    product: Light = cv2.multiply(light, share, scale=factor / 65535 if light.dtype == np.uint16 else factor)
    return product


@lru_cache(maxsize=4)  # as large as the field of the view
def _veil16(veil: tuple[float, float, float], lens: Lens, view: Rect) -> tuple[Rect, Light]:
    """In 16 bits it has few values, and the same ones come again."""
    return _veil(veil, lens, np.uint16, view)


def _veil(veil: Sequence[float], lens: Lens, dtype: type[np.uint16 | np.float32], view: Rect) -> tuple[Rect, Light]:
    """Stage 10: U · veil over the field, and where it is smeared."""
    rect = lens.area.meet(lens.field)
    share: Light = lens.veiled
    if dtype == np.float32:
        share = lens.inside[lens.within(rect)].astype(np.float32)
        if lens.uniformity is not None:
            share *= lens.uniformity[lens.within(rect)]
    even = np.empty(share.shape, dtype)
    even[...] = np.array(veil, dtype)
    light: Light = cv2.multiply(share, even, scale=1 / 65535 if dtype == np.uint16 else 1.0)
    if lens.smears and not rect.empty:
        ((sheet, light),) = _smeared([(together([rect]), light)], lens)
        rect = sheet.tiles[0][0]
    seen = view.meet(rect)
    there = seen.moved(-rect.x0, -rect.y0)
    light = np.ascontiguousarray(light[there.rows, there.cols])
    return seen, _mixed(light, lens.device) if stages.mixes(lens.device) else light


def _over(light: Light, sheet: Sheet, veil: tuple[Rect, Light] | None) -> Light:
    """The image and the veil."""
    if veil is None:
        return light
    light = np.ascontiguousarray(light)
    rect, even = veil
    for of, on in sheet.tiles:
        both = of.meet(rect)
        if not both.empty:
            to, there = both.moved(on.x0 - of.x0, on.y0 - of.y0), both.moved(-rect.x0, -rect.y0)
            light[to.rows, to.cols] = cv2.add(light[to.rows, to.cols], even[there.rows, there.cols])
    return light


def _smeared(made: list[tuple[Sheet, Light]], lens: Lens) -> list[tuple[Sheet, Light]]:
    """Stage 12: the mean over the way that the light goes while it is lit."""
    if not made:
        return []
    right, down = lens.smear
    left, up = math.floor(min(0, right)) - 1, math.floor(min(0, down)) - 1
    far, deep = math.ceil(max(0, right)) + 1, math.ceil(max(0, down)) + 1
    grown = [Rect(r.x0 + left, r.y0 + up, r.x1 + far, r.y1 + deep) for sheet, _ in made for r, _ in sheet.tiles]
    out = []
    # where nothing comes from and nothing falls, there is nothing to draw out
    for part in disjoint([lens.area.meet(rect) for rect in grown]):
        light = np.zeros((part.y1 - part.y0, part.x1 - part.x0, 3), made[0][1].dtype)
        for sheet, piece in made:
            for of, on in sheet.tiles:
                both = of.meet(part)
                to, there = both.moved(-part.x0, -part.y0), both.moved(on.x0 - of.x0, on.y0 - of.y0)
                light[to.rows, to.cols] = piece[there.rows, there.cols]
        seen = part.meet(Rect(0, 0, *lens.view_px)).moved(-part.x0, -part.y0)
        out.append((together([part]), drawn_out(light, right, down, seen.rows, seen.cols)))
    return out


def _seen(sheet: Sheet, light: Light, view: Rect) -> tuple[Sheet, Light]:
    """What of a sheet lies in the view."""
    if all(of.meet(view) == of for of, _ in sheet.tiles):
        return sheet, light
    both = [(of, on, of.meet(view)) for of, on in sheet.tiles]
    inside = Sheet(
        sheet.width,
        sheet.height,
        tuple((seen, seen.moved(on.x0 - of.x0, on.y0 - of.y0)) for of, on, seen in both if not seen.empty),
    )
    if len(inside.tiles) != 1:
        return inside, light
    ((seen, place),) = inside.tiles
    return together([seen]), light[place.rows, place.cols]


def _on_area(sheet: Sheet, lens: Lens) -> Sheet:
    """A sheet of the view's pixels as one of the lens's area."""
    return sheet.moved(-lens.area.x0, -lens.area.y0)


def _mixed(light: Light, device: DeviceProfile) -> Light:
    """Stage 5, last where the panel's channels are not the monitor's: all stages in between are linear.

    An image of one channel is magnified as one, so that they cannot be mixed before. Of 16-bit light float32 where a
    primary lies outside BT.709 and takes light from a channel.
    """
    if light.dtype != np.uint16:
        return stages.mixed(light, device)
    rows = np.array(stages.panel_matrix(device), np.float32)
    if (rows < 0).any():
        light = light.astype(np.float32)
    mixed: Light = cv2.transform(light, rows)
    return mixed


def _times(light: Light, factor: float) -> Light:
    """Light times a number, rounded to what the array holds."""
    # as a sum of one: two to four times as fast as a product with a number
    return light if factor == 1 else cv2.addWeighted(light, factor, light, 0.0, 0)


def _weighed(one: Light, share: float, other: Light, its_share: float) -> Light:
    """The weighted sum of two lights; of float32 one product at a time, the same on every processor."""
    if one.dtype == np.uint16:
        return cv2.addWeighted(one, share, other, its_share, 0)
    total: Light = one * np.float32(share) + other * np.float32(its_share)
    return total
