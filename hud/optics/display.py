"""The light of one eye's display with every artefact: stages 7 to 10 and 12 on what its panel emits.

One algorithm for two kinds of numbers: float32 candelas for the absolute light, and uint16 shares of the monitor's
white for its picture. What is dark stays untouched: only the bands of the panel that are lit, and what their light
reaches, are worked on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hud.cv import cv2
from hud.optics import stages
from hud.optics.geometry import LEAST_REACH_PX, Rect
from hud.optics.lens import disjoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.device import DeviceProfile
    from hud.environment import Environment
    from hud.optics.lens import Lens, Soft

Light = NDArray[Any]
"""(h, w, 3), all of one picture either uint16 or float32."""


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """The display's light in an eye's view, one piece for each place that has any."""

    pieces: tuple[tuple[Rect, Light], ...]
    """Pixels of the view, and (h, w, 3) light in each channel of the panel, before `stages.mixed`."""


def display_layer(
    emitted: Light,
    bands: Sequence[Rect],
    veil: Sequence[float],
    lens: Lens,
    *,
    view_px: tuple[int, int],
    softened: dict[Soft, Light] | None = None,
) -> Layer:
    """Stages 7 to 10 and 12: the light of a display as its eye sees it.

    L_2 = U · [(1 − h − Σg) · L + Σ g_k · shift_k(L) + veil], L being the panel's light brought into the view and
    blurred.

    Args:
        emitted: (h, w, 3) what each drawn pixel adds to black, the eyebox's share taken; uint16 or float32.
        bands: The rectangles of it that hold all its light.
        veil: What fills the display's field evenly in each channel, haze and black level, in units of ``emitted``;
            for uint16 times `headroom`.
        lens: Where things stand.
        view_px: Width and height of the view.
        softened: What `_softened` made of the same light, by the blur; what is missing is put in.

    Returns:
        Light in the units of ``emitted``; the pieces do not overlap.
    """
    sheet = np.zeros((lens.area.y1 - lens.area.y0, lens.area.x1 - lens.area.x0, 3), emitted.dtype)
    lit = disjoint([lens.covered(band) for band in bands])
    if lens.soft:
        softened = {} if softened is None else softened
        if lens.soft not in softened:
            softened[lens.soft] = _softened(emitted, bands, lens.soft)
        for rect in lit:
            sheet[_within(rect, lens)] = _placed(softened[lens.soft], rect, lens)
    else:
        planes = cv2.split(emitted) if lens.separate or lens.device.pixel_aperture else [emitted]
        for rect in lit:
            sheet[_within(rect, lens)] = _sharp(planes, rect, lens)
    touched = list(lit)
    out = sheet
    direct = stages.direct_share(lens.device)
    if direct != 1:
        out = np.zeros_like(sheet)
        for rect in lit:
            out[_within(rect, lens)] = _times(sheet[_within(rect, lens)], direct)
        for right, down, gain in lens.ghosts:
            touched += [_ghost(sheet, out, rect, lens, right=right, down=down, gain=gain) for rect in lit]
    if any(veil):
        touched.append(lens.area.meet(lens.field))
    touched = disjoint(touched)
    for rect in touched:
        part = _within(rect, lens)
        out[part] = _evened(out[part], part, veil, lens)
    if lens.steps > 1:
        out, touched = _smeared(out, touched, lens)
    view = Rect(0, 0, *view_px)
    seen = [rect for rect in (view.meet(rect) for rect in touched) if not rect.empty]
    # the room for the pixel's squares is given up last: what is brighter than white until then must not be cut
    room = headroom(lens.device) if emitted.dtype == np.uint16 else 1.0
    pieces = [(rect, np.ascontiguousarray(out[_within(rect, lens)])) for rect in seen]
    return Layer(tuple((rect, light if room == 1 else _times(light, 1 / room)) for rect, light in pieces))


def _softened(emitted: Light, bands: Sequence[Rect], soft: Soft) -> Light:
    """Stage 9 on the panel: its light blurred, with a rim around it that the blur reaches."""
    height, width, _ = emitted.shape
    rim, n = soft.rim, soft.times
    side = 2 * max(LEAST_REACH_PX, soft.reach) + 1
    # in pixels of the panel with its rim, where a band without it lies a rim further in
    grown = disjoint([Rect(b.x0, b.y0, b.x1 + 2 * rim, b.y1 + 2 * rim) for b in bands])
    out = np.zeros(((height + 2 * rim) * n, (width + 2 * rim) * n, 3), emitted.dtype)
    drawn = Rect(rim, rim, width + rim, height + rim)
    for rect in grown:
        part = np.zeros((rect.y1 - rect.y0, rect.x1 - rect.x0, 3), emitted.dtype)
        there = rect.meet(drawn)
        part[there.y0 - rect.y0 : there.y1 - rect.y0, there.x0 - rect.x0 : there.x1 - rect.x0] = emitted[
            there.y0 - rim : there.y1 - rim, there.x0 - rim : there.x1 - rim
        ]
        if n > 1:
            part = cv2.resize(part, None, fx=n, fy=n, interpolation=cv2.INTER_LINEAR)
        out[rect.y0 * n : rect.y1 * n, rect.x0 * n : rect.x1 * n] = cv2.GaussianBlur(
            part, (side, side), soft.sigma, borderType=cv2.BORDER_CONSTANT
        )
    return out


def _placed(soft: Light, rect: Rect, lens: Lens) -> Light:
    """Stages 7 and 8 of a panel that is blurred already: one sample for each pixel of the view."""
    u, v = (field[_within(rect, lens)] for field in lens.centres)
    light: Light = cv2.remap(soft, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return light


def _sharp(planes: Sequence[Light], rect: Rect, lens: Lens) -> Light:
    """Stages 7 to 9: a part of the view, sampled finely enough for its blur.

    Args:
        planes: What is emitted, channel by channel where each has its own way, else in one.
        rect: The part.
        lens: Where things stand.
    """
    margin = lens.margin
    part = Rect(rect.x0 - margin, rect.y0 - margin, rect.x1 + margin, rect.y1 + margin)
    made = [_sampled(plane, channel, part, lens) for channel, plane in enumerate(planes)]
    if lens.device.pixel_aperture:
        made = [_structured(plane, channel, part, lens) for channel, plane in enumerate(made)]
    light: Light = cv2.merge(made) if len(made) > 1 else made[0]
    n = lens.coarse
    height, width = part.y1 - part.y0, part.x1 - part.x0
    if lens.group > 1:
        light = cv2.resize(light, (width * n, height * n), interpolation=cv2.INTER_AREA)
    if lens.sigma:
        side = 2 * max(LEAST_REACH_PX, lens.reach) + 1
        light = cv2.GaussianBlur(light, (side, side), lens.sigma, borderType=cv2.BORDER_CONSTANT)
    return light[margin * n : (height - margin) * n : n, margin * n : (width - margin) * n : n]


def _sampled(source: Light, channel: int, part: Rect, lens: Lens) -> Light:
    u, v = lens.samples(channel, part)
    light: Light = cv2.remap(source, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return light


def _structured(light: Light, channel: int, part: Rect, lens: Lens) -> Light:
    """Stage 9: with the pixel structure; 16-bit light then is times `headroom`."""
    if light.dtype == np.uint16:
        share = np.ascontiguousarray(lens.structure16(channel, part))
        return np.asarray(cv2.multiply(light, share, scale=1 / 65535))
    shaped: Light = light * (lens.structure(channel, part) * np.float32(1 / headroom(lens.device)))
    return shaped


def _ghost(sheet: Light, out: Light, rect: Rect, lens: Lens, *, right: float, down: float, gain: float) -> Rect:
    """Stage 10: add a second image of a part of the display's light; returns where it fell."""
    x, y = math.floor(right), math.floor(down)
    # between the pixels: linear, in steps of 1/32 pixel as all maps have them
    part_x, part_y = round((right - x) * 32), round((down - y) * 32)
    height, width = rect.y1 - rect.y0 + 1, rect.x1 - rect.x0 + 1
    coarse = np.empty((height, width, 2), np.int16)
    coarse[..., 0] = np.arange(width) - (part_x > 0)
    coarse[..., 1] = (np.arange(height) - (part_y > 0))[:, None]
    fine = np.full((height, width), (32 - part_y) % 32 * 32 + (32 - part_x) % 32, np.uint16)
    image = cv2.remap(
        np.ascontiguousarray(sheet[_within(rect, lens)]),
        coarse,
        fine,
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=0,
    ).astype(sheet.dtype, copy=False)
    target = Rect(rect.x0 + x, rect.y0 + y, rect.x0 + x + width, rect.y0 + y + height)
    hit = lens.area.meet(target)
    if not hit.empty:
        source = image[hit.y0 - target.y0 : hit.y1 - target.y0, hit.x0 - target.x0 : hit.x1 - target.x0]
        part = _within(hit, lens)
        out[part] = cv2.add(np.ascontiguousarray(out[part]), _times(source, gain))
    return hit


def _evened(light: Light, part: tuple[slice, slice], veil: Sequence[float], lens: Lens) -> Light:
    """Stage 10: the veil, and what uniformity makes of it and the image."""
    light = np.ascontiguousarray(light)
    sixteen = light.dtype == np.uint16
    if any(veil):
        height, width, _ = light.shape
        row = np.tile(np.array(veil, light.dtype), width)
        even = (lens.inside[part].reshape(height, -1) * row).astype(light.dtype, copy=False)
        light = cv2.add(light, even.reshape(light.shape))
    uniformity = lens.uniformity16 if sixteen else lens.uniformity
    if uniformity is not None:
        scale = 1 / 65535 if sixteen else 1.0
        return cv2.multiply(light, np.ascontiguousarray(uniformity[part]), scale=scale)
    return light


def _smeared(light: Light, touched: Sequence[Rect], lens: Lens) -> tuple[Light, list[Rect]]:
    """Stage 12: the mean over the way that the light goes while it is lit, one step for each pixel of the way."""
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
        for step in range(n):
            x, y = round(right * step / n), round(down * step / n)
            if abs(x) >= width or abs(y) >= height:
                continue
            to = slice(max(0, y), height + min(0, y)), slice(max(0, x), width + min(0, x))
            of = slice(max(0, -y), height + min(0, -y)), slice(max(0, -x), width + min(0, -x))
            total[to] += light[of]
        out = ((total + n // 2) // n if light.dtype == np.uint16 else total / np.float32(n)).astype(light.dtype)
    far_x, far_y = math.ceil(abs(right)), math.ceil(abs(down))
    grown = [Rect(r.x0 - far_x, r.y0 - far_y, r.x1 + far_x, r.y1 + far_y) for r in touched]
    return out, disjoint([lens.area.meet(rect) for rect in grown])


def _within(rect: Rect, lens: Lens) -> tuple[slice, slice]:
    x, y = lens.area.x0, lens.area.y0
    return slice(rect.y0 - y, rect.y1 - y), slice(rect.x0 - x, rect.x1 - x)


def _times(light: Light, factor: float) -> Light:
    """Light times a number, rounded to what the array holds."""
    height, width, _ = light.shape
    flat = np.ascontiguousarray(light).reshape(height, width * 3)
    multiply: Any = cv2.multiply  # its stubs know no array times a number
    product: Light = multiply(flat, factor).reshape(light.shape)
    return product


def headroom(device: DeviceProfile) -> float:
    """What 16-bit light is multiplied with on its way: a pixel's square is 1 / aperture² brighter than its mean."""
    return device.pixel_aperture**2 if device.pixel_aperture else 1.0


def channel_tables(environment: Environment, device: DeviceProfile) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Stages 5 and 10: what a code adds to black, (256, 3), and black itself, (3,), both times the eyebox's share.

    In cd/m² of the monitor's channels; where the panel's channels are others (`stages.mixes`), in those of the panel,
    and `stages.mixed` comes last: all stages between are linear, and an image of one channel is magnified as one.
    """
    share = stages.eyebox_share(environment, device)
    if stages.mixes(device):
        drive = stages.drive_table(environment, device)
        black = np.full(3, device.black_cd_m2 * environment.brightness)
        return np.repeat(drive[:, None], 3, axis=1) * share, black * share
    table = stages.panel_table(environment, device).astype(np.float64)
    return table * share, stages.panel_black(environment, device).astype(np.float64) * share
