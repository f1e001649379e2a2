"""The world's share of the fast pictures: its light in 16 bits, and its picture, which both eyes share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.cv import cv2
from hud.device import EYES
from hud.optics import crew, stages
from hud.optics.blur import MIDDLE, reach_of, signed_gaussian
from hud.optics.geometry import STRIP_SAMPLES, look_up
from hud.optics.rects import Rect, around
from hud.units import WHITE16, srgb_encode_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile
    from hud.environment import Environment
    from hud.optics.rects import Sheet


@dataclass(frozen=True, eq=False, slots=True)
class Tables:
    """Everything that depends on device and environment alone."""

    world16: NDArray[np.uint16]
    """Footage code to light, 65535 being white. (256, 3) as all of these, or (256,) where no channel differs."""
    turned16: NDArray[np.uint16]
    """The same with the first bit turned, as a blur needs it."""
    panel16: NDArray[np.uint16]
    """(256, 3): panel code to the light it adds."""
    black16: NDArray[np.uint16]
    """(3,): light of an undriven panel."""
    plain8: NDArray[np.uint8]
    """(256, 3): footage code to monitor code beside the display's field."""
    field8: NDArray[np.uint8]
    """(256, 3): the same inside the display's field, over the panel's black."""


@lru_cache(maxsize=64)
def tables_of(device: DeviceProfile, environment: Environment) -> Tables:
    """The tables of a device in its light; the monitor's white is 65535."""
    unit = unit_of(device, environment)
    world = in_16_bits(stages.seen_through_table(environment, device), unit)
    black = in_16_bits(stages.panel_black(environment, device), unit)
    encode = srgb_encode_table()
    return Tables(
        world16=narrow(world),
        turned16=narrow(world ^ MIDDLE),
        panel16=narrow(in_16_bits(stages.panel_table(environment, device), unit)),
        black16=black,
        plain8=narrow(encode[world]),
        field8=narrow(encode[np.minimum(world.astype(np.uint32) + black, WHITE16)]),
    )


def narrow(table: NDArray[Any]) -> NDArray[Any]:
    """Of a table, (256, 3), one column, (256,), where all three are the same."""
    return np.ascontiguousarray(table[:, 0]) if (table == table[:, :1]).all() else table


def unit_of(device: DeviceProfile, environment: Environment) -> float:
    """What candelas are multiplied with, so that the monitor's white is 65535."""
    return WHITE16 / max(stages.monitor_white(environment, device), 1e-9)


def in_16_bits(light: NDArray[np.float32] | NDArray[np.float64], unit: float) -> NDArray[np.uint16]:
    """Light, cd/m², in whole numbers, `unit` times as many; at most 65535."""
    return np.minimum(np.floor(light.astype(np.float64) * unit + 0.5), WHITE16).astype(np.uint16)


@cache
def _turned_encode_table() -> NDArray[np.uint8]:
    """`srgb_encode_table` of light with its first bit turned."""
    return np.roll(srgb_encode_table(), int(MIDDLE))


class World:
    """The world's light, and its pictures that both eyes share."""

    def __init__(self, codes: NDArray[np.uint8], tables: Tables, fields: Sequence[Rect]) -> None:
        """Nothing is made yet.

        Args:
            codes: (H, W, 3) uint8.
            tables: Of the device and the environment.
            fields: What the displays that shine even where they are black fill.
        """
        self._codes = codes
        self._tables = tables
        self._whole = Rect(0, 0, codes.shape[1], codes.shape[0])
        self._fields = [field for field in fields if not field.empty]
        self._hole = self._fields[0].meet(self._fields[1]) if len(self._fields) == len(EYES) else Rect(0, 0, 0, 0)
        """What both displays fill, so that nobody sees the world alone."""
        self._light: list[tuple[Rect, NDArray[np.uint16]]] = []
        """Light of some rectangles, where it is kept."""
        self._dimmed: list[tuple[Rect, NDArray[np.uint8]]] = []
        """Pictures of some under the panel's black."""

    def sharp(self) -> NDArray[np.uint8]:
        """The picture of the world, without the hole."""
        picture = np.empty_like(self._codes)
        many = self._codes.size
        for part in around(self._hole, self._whole):
            look_up(self._codes[part.rows, part.cols], self._tables.plain8, picture[part.rows, part.cols], of=many)
        return picture

    def defocused(self, sigma_px: float, images: Sequence[Rect]) -> NDArray[np.uint8]:
        """Stage 4, and the picture of the world without the hole.

        A strip of rows at a time, so that light and blur stay in the processor's cache and need no memory of the
        view's size, which a fresh process would have to be given page by page.

        Args:
            sigma_px: Of the blur.
            images: Where the displays' images fall: the light there is kept.
        """
        picture = np.empty_like(self._codes)
        lit = Rect(0, 0, 0, 0)
        for rect in [*self._fields, *images]:
            lit = rect if lit.empty else lit.join(rect)
        kept = np.empty((lit.y1 - lit.y0, lit.x1 - lit.x0, 3), np.uint16)
        self._light = [(lit, kept)]
        reach, height = reach_of(sigma_px), self._whole.y1

        def fill(strip: Rect) -> None:
            first = max(0, strip.y0 - reach)
            light = look_up(self._codes[first : strip.y1 + reach], self._tables.turned16, of=self._codes.size)
            light = signed_gaussian(light, sigma_px)[strip.y0 - first :]
            for part in around(self._hole.meet(strip), strip):
                seen = light[part.y0 - strip.y0 : part.y1 - strip.y0, part.cols]
                stages.looked_up(seen, _turned_encode_table(), picture[part.rows, part.cols])
            wanted = lit.meet(strip)
            here = wanted.moved(-lit.x0, -lit.y0)
            there = light[wanted.y0 - strip.y0 : wanted.y1 - strip.y0, wanted.cols]
            np.bitwise_xor(there, MIDDLE, out=kept[here.rows, here.cols])

        rows = max(reach, STRIP_SAMPLES // self._whole.x1)
        strips = [Rect(0, top, self._whole.x1, min(height, top + rows)) for top in range(0, height, rows)]
        crew.each(fill, strips)
        return picture

    def beneath_black(self, rect: Rect) -> NDArray[np.uint8]:
        """The picture of a field under the panel's black, which is the same all over."""
        if self._light:
            black = np.broadcast_to(self._tables.black16, (rect.y1 - rect.y0, rect.x1 - rect.x0, 3))
            return stages.encoded(summed(_within(self._light, rect), black))
        if not self._dimmed:
            self._dimmed = [(r, look_up(self._codes[r.rows, r.cols], self._tables.field8)) for r in self._joined()]
        return _within(self._dimmed, rect)

    def beneath_veil(self, rect: Rect) -> NDArray[np.uint16]:
        """The light of a field."""
        if not self._light:
            self._light = [(r, look_up(self._codes[r.rows, r.cols], self._tables.world16)) for r in self._joined()]
        return _within(self._light, rect)

    def gathered(self, sheet: Sheet) -> NDArray[np.uint16]:
        """The light of some rectangles."""
        for whole, light in self._light:
            if all(of.meet(whole) == of for of, _ in sheet.tiles):
                return sheet.moved(-whole.x0, -whole.y0).gathered(light)
        return look_up(sheet.gathered(self._codes), self._tables.world16)

    def _joined(self) -> list[Rect]:
        """The displays' fields; as one where they lie so near that one look-up is less work than two."""
        if len(self._fields) < 2:
            return self._fields
        one, other = self._fields
        whole = one.join(other)
        return [whole] if whole.area < one.area + other.area else [one, other]


def _within(parts: list[tuple[Rect, NDArray[Any]]], rect: Rect) -> NDArray[Any]:
    """Of what is kept the part that is a rectangle's."""
    whole, found = next((whole, found) for whole, found in parts if rect.meet(whole) == rect)
    here = rect.moved(-whole.x0, -whole.y0)
    return found[here.rows, here.cols]


def summed(light: NDArray[np.uint16], more: NDArray[Any]) -> NDArray[np.uint16]:
    """Light and more light, or less where a primary lies outside BT.709."""
    if more.dtype == np.uint16:
        return cv2.add(light, more).astype(np.uint16, copy=False)
    return np.asarray(cv2.add(light, more, dtype=cv2.CV_16U), np.uint16)
