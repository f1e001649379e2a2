"""The image of a panel in an eye's view: stages 6 to 9 on what it emits, where it is lit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hud.cv import cv2
from hud.optics.blur import gaussian
from hud.optics.emission import dimming
from hud.optics.geometry import bilinear
from hud.optics.lens import FAR_PX
from hud.optics.rects import Rect, Sheet, disjoint, packed, together

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from hud.optics.emission import Emission, Light
    from hud.optics.lens import Lens


def image_of(emission: Emission, lens: Lens) -> list[tuple[Sheet, Light]]:
    """Stages 6 to 9: the light of a panel at the view's pixels, blurred; 16-bit light times `dimming`."""
    return _soft_image(emission, lens) if lens.soft else _sharp_image(emission, lens)


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
                there = field_[lens.within(of)] + np.float32(n * way)
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
    if lens.averaged:
        light, n = cv2.resize(light, (wide.width, wide.height), interpolation=cv2.INTER_AREA), 1
    out = np.zeros((sheet.height, sheet.width, 3), light.dtype)
    for (_, to), (_, of) in zip(sheet.tiles, wide.tiles, strict=True):
        # of each pixel the sample at its centre, where it is not the mean of all
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
    shaped: Light = light * (gain * np.float32(1 / dimming(lens.device)))
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
