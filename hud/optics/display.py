"""The light of one eye's display with every artefact: stages 7 to 10 and 12 on what its panel emits.

One algorithm for two kinds of numbers: float32 candelas for the absolute light, and uint16 shares of the monitor's
white for its picture. What is dark stays untouched: only the bands of the panel that are lit, and what their light
reaches, are worked on. What fills the field evenly, the veil, is kept by itself: it changes little from frame to frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hud.cv import cv2
from hud.optics import stages
from hud.optics.blur import gaussian
from hud.optics.geometry import bilinear
from hud.optics.lens import FAR_PX
from hud.optics.rects import Rect, Sheet, disjoint, packed, together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hud.device import DeviceProfile
    from hud.environment import Environment
    from hud.optics.lens import Lens, Soft

Light = NDArray[Any]
"""(h, w, 3), all of one picture either uint16 or float32."""


@dataclass(frozen=True, eq=False)
class Emission:
    """The light of one panel and where on it there is any. Both eyes share one where they show the same."""

    drawn_px: tuple[int, int]
    """Width and height of the codes."""
    parts: tuple[tuple[Rect, Light], ...]
    """What the lit pixels add to black, the eyebox's share taken: rectangles that hold all the light, and theirs."""
    veil: tuple[float, float, float] = (0, 0, 0)
    """What fills the field evenly in each channel, haze and black level, in the units of ``parts``."""
    sixteen: bool = True
    """Whether the light is uint16; else it is float32."""
    _soft: dict[tuple[Soft, tuple[Rect, ...]], Light] = field(default_factory=dict)

    @property
    def bands(self) -> list[Rect]:
        """Where there is light."""
        return [band for band, _ in self.parts]

    @cached_property
    def light(self) -> Light:
        """All of it, (h, w, 3)."""
        width, height = self.drawn_px
        whole = np.zeros((height, width, 3), self.dtype)
        for band, part in self.parts:
            whole[band.rows, band.cols] = part
        return whole

    @cached_property
    def planes(self) -> Sequence[Light]:
        """Each channel by itself, (h, w)."""
        width, height = self.drawn_px
        planes = [np.zeros((height, width), self.dtype) for _ in range(3)]
        for band, part in self.parts:
            for plane, channel in zip(planes, cv2.split(part), strict=True):
                plane[band.rows, band.cols] = channel
        return planes

    @property
    def dtype(self) -> type[np.uint16 | np.float32]:
        """Of the light."""
        return np.uint16 if self.sixteen else np.float32

    def softened(self, soft: Soft, sheet: Sheet) -> Light:
        """Stage 9 on the panel: the rectangles of a sheet blurred, of four channels, of which the last is to ignore.

        The sheet's rectangles are in pixels of the panel and may lie beyond its edge, where it is dark.
        """
        key = soft, tuple(of for of, _ in sheet.tiles)
        if key not in self._soft:
            part: Light = np.zeros((sheet.height, sheet.width, 3), self.dtype)
            for of, on in sheet.tiles:
                for band, light in self.parts:
                    there = of.meet(band)
                    if not there.empty:
                        to = there.moved(on.x0 - of.x0, on.y0 - of.y0)
                        here = there.moved(-band.x0, -band.y0)
                        part[to.rows, to.cols] = light[here.rows, here.cols]
            n = soft.times
            if n > 1:
                part = cv2.resize(part, None, fx=n, fy=n, interpolation=cv2.INTER_LINEAR)
            blurred = gaussian(part, soft.sigma, soft.reach, in_place=True)
            # four channels are sampled in half the time of three
            self._soft[key] = cv2.cvtColor(blurred, cv2.COLOR_RGB2RGBA)
        return self._soft[key]


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
    room = headroom(lens.device) if sixteen else 1.0
    made = _soft_image(emission, lens) if lens.soft else _sharp_image(emission, lens)
    direct = stages.direct_share(lens.device)
    if lens.ghosts:
        made, direct = _with_ghosts(made, lens, direct), 1.0
    if lens.steps > 1:
        made = [(sheet, _evened(light, sheet, lens, direct)) for sheet, light in made]
        made = [(sheet, _times(light, 1 / room)) for sheet, light in _smeared(made, lens)]
    else:
        made = [(sheet, _evened(light, sheet, lens, direct / room)) for sheet, light in made]
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


def _soft_image(emission: Emission, lens: Lens) -> list[tuple[Sheet, Light]]:
    """Stages 7 to 9 of a panel that is blurred before its placement: one sample for each pixel of the view."""
    if lens.soft is None or not emission.parts:
        return []
    rim, n = lens.soft.rim, lens.soft.times
    parts = disjoint([band.grown(rim) for band in emission.bands])
    seen = lens.covered([part.grown(-rim) for part in parts])
    while len(disjoint(seen)) < len([rect for rect in seen if not rect.empty]):
        # apart on the panel and not in the view, as a turned display may have it: then they are one
        parts = disjoint([_joined(part, parts, seen, rect) for part, rect in zip(parts, seen, strict=True)])
        seen = lens.covered([part.grown(-rim) for part in parts])
    ways = {part: rect for part, rect in zip(parts, seen, strict=True) if not rect.empty}
    made = []
    for source in packed(list(ways)):
        sheet = together([ways[part] for part, _ in source.tiles])
        soft = emission.softened(lens.soft, source)
        u, v = (np.full((sheet.height, sheet.width), -n, np.float32) for _ in range(2))
        for (of, on), (part, place) in zip(sheet.tiles, source.tiles, strict=True):
            for to, field_, way, first, last in zip(
                (u, v),
                lens.centres,
                (place.x0 - part.x0, place.y0 - part.y0),
                (place.x0, place.y0),
                (place.x1, place.y1),
                strict=True,
            ):
                there = field_[_within(of, lens)] + np.float32(n * way)
                # the rim of each part is dark; beyond it is another one's
                to[on.rows, on.cols] = np.clip(there, n * first, n * last - 1, out=there)
        light = bilinear(soft, u, v)
        made.append((sheet, cv2.cvtColor(light, cv2.COLOR_RGBA2RGB)))
    return made


def _joined(part: Rect, parts: Sequence[Rect], seen: Sequence[Rect], own: Rect) -> Rect:
    """A part and those whose places in the view meet its own."""
    for other, rect in zip(parts, seen, strict=True):
        if not own.empty and not rect.empty and own.meets(rect):
            part = part.join(other)
    return part


def _sharp_image(emission: Emission, lens: Lens) -> list[tuple[Sheet, Light]]:
    """Stages 7 to 9, sampled in the view, finely enough for its blur."""
    planes = emission.planes if lens.separate or lens.device.pixel_aperture else [emission.light]
    return [(sheet, _sharp(planes, sheet, lens)) for sheet in packed(disjoint(lens.covered(emission.bands)))]


def _sharp(planes: Sequence[Light], sheet: Sheet, lens: Lens) -> Light:
    """Stages 7 to 9 of some rectangles of the view.

    Args:
        planes: What is emitted, channel by channel where each has its own way, else in one.
        sheet: The rectangles.
        lens: Where things stand.
    """
    margin, n = lens.margin, lens.coarse
    wide = together([of.grown(margin) for of, _ in sheet.tiles])
    made = [_sampled(plane, channel, wide, lens) for channel, plane in enumerate(planes)]
    light: Light = cv2.merge(made) if len(made) > 1 else made[0]
    if lens.group > 1:
        light = cv2.resize(light, (wide.width * n, wide.height * n), interpolation=cv2.INTER_AREA)
    light = gaussian(light, lens.sigma, lens.reach, in_place=True)
    out = np.zeros((sheet.height, sheet.width, 3), light.dtype)
    for (_, to), (_, of) in zip(sheet.tiles, wide.tiles, strict=True):
        # of each pixel the sample at its centre
        rows, cols = ((slice((a + margin) * n, (b - margin) * n, n)) for a, b in ((of.y0, of.y1), (of.x0, of.x1)))
        out[to.rows, to.cols] = light[rows, cols]
    return out


def _sampled(source: Light, channel: int, sheet: Sheet, lens: Lens) -> Light:
    """Stages 7 and 8, and the pixel structure of stage 9, at the samples of some rectangles; in between them 0."""
    u, v = _laid_out(lambda rect: lens.samples(channel, rect), sheet, lens.fine)
    light: Light = bilinear(source, u, v)
    if not lens.device.pixel_aperture:
        return light
    if light.dtype == np.uint16:
        (share,) = _laid_out(lambda rect: (lens.structure16(channel, rect),), sheet, lens.fine)
        return np.asarray(cv2.multiply(light, share, scale=1 / 65535))
    (gain,) = _laid_out(lambda rect: (lens.structure(channel, rect),), sheet, lens.fine)
    shaped: Light = light * (gain * np.float32(1 / headroom(lens.device)))
    return shaped


def _laid_out(fields: Callable[[Rect], Sequence[NDArray[Any]]], sheet: Sheet, fine: int) -> list[NDArray[Any]]:
    """What the samples of each rectangle have, on one sheet; of one rectangle as it is."""
    if len(sheet.tiles) == 1:
        return list(fields(sheet.tiles[0][0]))
    out: list[NDArray[Any]] = []
    for of, on in sheet.tiles:
        found = fields(of)
        # far away it is dark
        out = out or [np.full((sheet.height * fine, sheet.width * fine), _far(one), one.dtype) for one in found]
        for whole, one in zip(out, found, strict=True):
            whole[on.y0 * fine : on.y1 * fine, on.x0 * fine : on.x1 * fine] = one
    return out


def _far(array: NDArray[Any]) -> float:
    return -FAR_PX if array.dtype == np.float32 else 0


def _with_ghosts(made: list[tuple[Sheet, Light]], lens: Lens, direct: float) -> list[tuple[Sheet, Light]]:
    """Stage 10: (1 − h − Σg) · L + Σ g_k · shift_k(L)."""
    if not made:
        return []
    whole = np.zeros((lens.area.y1 - lens.area.y0, lens.area.x1 - lens.area.x0, 3), made[0][1].dtype)
    touched = []
    for sheet, light in made:
        _on_area(sheet, lens).scatter(_times(light, direct), whole)
        touched += [of for of, _ in sheet.tiles]
    for right, down, gain in lens.ghosts:
        for sheet, light in made:
            touched += _ghost(sheet, light, whole, lens, right=right, down=down, gain=gain)
    return [(sheet, _on_area(sheet, lens).gathered(whole)) for sheet in packed(disjoint(touched))]


def _ghost(
    sheet: Sheet, light: Light, whole: Light, lens: Lens, *, right: float, down: float, gain: float
) -> list[Rect]:
    """Stage 10: add a second image of some rectangles; returns where it fell.

    Between the pixels it is linear, in steps of 1/32 pixel as all maps have them.
    """
    x, y = math.floor(right), math.floor(down)
    part_x, part_y = round((right - x) * 32) / 32, round((down - y) * 32) / 32
    height, width, _ = light.shape
    rimmed = np.zeros((height + 2, width + 2, 3), light.dtype)
    rimmed[1:-1, 1:-1] = light
    across = _weighed(rimmed[:, 1:], 1 - part_x, rimmed[:, :-1], part_x)
    image = _weighed(across[1:], gain * (1 - part_y), across[:-1], gain * part_y)
    hits = []
    for of, on in sheet.tiles:
        # rectangles lie a pixel apart on their sheet, so that nothing of the next one is taken along
        target = Rect(of.x0 + x, of.y0 + y, of.x1 + x + 1, of.y1 + y + 1)
        hit = lens.area.meet(target)
        if hit.empty:
            continue
        source = hit.moved(on.x0 - target.x0, on.y0 - target.y0)
        part = _within(hit, lens)
        whole[part] = cv2.add(whole[part], image[source.rows, source.cols])
        hits.append(hit)
    return hits


def _evened(light: Light, sheet: Sheet, lens: Lens, factor: float) -> Light:
    """Stage 10: what uniformity makes of the image, times a number."""
    uniformity = lens.uniformity16 if light.dtype == np.uint16 else lens.uniformity
    if uniformity is None:
        return _times(light, factor)
    share = _on_area(sheet, lens).gathered(uniformity)
    product: Light = cv2.multiply(light, share, scale=factor / 65535 if light.dtype == np.uint16 else factor)
    return product


@lru_cache(maxsize=8)
def _veil16(veil: tuple[float, float, float], lens: Lens, view: Rect) -> tuple[Rect, Light]:
    """In 16 bits it has few values, and the same ones come again."""
    return _veil(veil, lens, np.uint16, view)


def _veil(veil: Sequence[float], lens: Lens, dtype: type[np.uint16 | np.float32], view: Rect) -> tuple[Rect, Light]:
    """Stage 10: U · veil over the field, and where it is smeared."""
    rect = lens.area.meet(lens.field)
    share: Light = lens.veiled
    if dtype == np.float32:
        share = lens.inside[_within(rect, lens)].astype(np.float32)
        if lens.uniformity is not None:
            share *= lens.uniformity[_within(rect, lens)]
    even = np.empty(share.shape, dtype)
    even[...] = np.array(veil, dtype)
    light: Light = cv2.multiply(share, even, scale=1 / 65535 if dtype == np.uint16 else 1.0)
    if lens.steps > 1 and not rect.empty:
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
    """Stage 12: the mean over the way that the light goes while it is lit, one step for each pixel of the way."""
    if not made:
        return []
    light = np.zeros((lens.area.y1 - lens.area.y0, lens.area.x1 - lens.area.x0, 3), made[0][1].dtype)
    for sheet, piece in made:
        _on_area(sheet, lens).scatter(piece, light)
    right, down = lens.smear
    n = lens.steps
    if not down or not right:
        # a running mean; its window lies behind the pixel, where the light comes from
        size = (n, 1) if right else (1, n)
        behind = n - 1 if right + down > 0 else 0
        anchor = (behind, 0) if right else (0, behind)
        out = cv2.blur(light, size, anchor=anchor, borderType=cv2.BORDER_CONSTANT)
    else:
        total = np.zeros(light.shape, np.uint32 if light.dtype == np.uint16 else np.float32)
        height, width = light.shape[:2]
        # what stays beside the view need not be added up: a long way goes far beyond it
        rows, cols = _within(lens.area.meet(Rect(0, 0, *lens.view_px)), lens)
        for step in range(n):
            x, y = round(right * step / n), round(down * step / n)
            top, bottom = max(rows.start, y), min(rows.stop, height + y)
            first, last = max(cols.start, x), min(cols.stop, width + x)
            if top < bottom and first < last:
                total[top:bottom, first:last] += light[top - y : bottom - y, first - x : last - x]
        out = ((total + n // 2) // n if light.dtype == np.uint16 else total / np.float32(n)).astype(light.dtype)
    far_x, far_y = math.ceil(abs(right)), math.ceil(abs(down))
    grown = [Rect(r.x0 - far_x, r.y0 - far_y, r.x1 + far_x, r.y1 + far_y) for s, _ in made for r, _ in s.tiles]
    touched = disjoint([lens.area.meet(rect) for rect in grown])
    return [(sheet, _on_area(sheet, lens).gathered(out)) for sheet in packed(touched)]


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


def _within(rect: Rect, lens: Lens) -> tuple[slice, slice]:
    x, y = lens.area.x0, lens.area.y0
    return slice(rect.y0 - y, rect.y1 - y), slice(rect.x0 - x, rect.x1 - x)


def _on_area(sheet: Sheet, lens: Lens) -> Sheet:
    """A sheet of the view's pixels as one of the lens's area."""
    return sheet.moved(-lens.area.x0, -lens.area.y0)


def _mixed(light: Light, device: DeviceProfile) -> Light:
    """Stage 5, last where the panel's channels are not the monitor's: all stages in between are linear."""
    return stages.mixed(light.astype(np.float32, copy=False), device)


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


def headroom(device: DeviceProfile) -> float:
    """What 16-bit light is multiplied with on its way: a pixel's square is 1 / aperture² brighter than its mean."""
    return device.pixel_aperture**2 if device.pixel_aperture else 1.0


@lru_cache(maxsize=64)
def channel_tables(environment: Environment, device: DeviceProfile) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Stages 5 and 10: what a code adds to black, (256, 3), and black itself, (3,), both times the eyebox's share.

    In cd/m² of the monitor's channels; where the panel's channels are others (`stages.mixes`), in those of the panel,
    and `stages.mixed` comes last: all stages between are linear, and an image of one channel is magnified as one.
    """
    share = stages.eyebox_share(environment, device)
    if stages.mixes(device):
        drive = stages.drive_table(environment, device)
        black = np.full(3, device.black_cd_m2 * environment.brightness)
        table = np.repeat(drive[:, None], 3, axis=1) * share
    else:
        table = stages.panel_table(environment, device).astype(np.float64) * share
        black = stages.panel_black(environment, device).astype(np.float64)
    black = black * share
    table.setflags(write=False)
    black.setflags(write=False)
    return table, black
