"""Where things stand in an eye's view: pinhole to pinhole, one scale and one shift.

Camera, panel and view are pinholes that look the same way, so a pixel of one maps to another by a scale (the ratio
of the focal lengths) about the centres, and the display's binocular shift is a translation. Footage has no depth: it
stands at infinity for both eyes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from hud.cv import cv2
from hud.optics import stages
from hud.optics.rects import Rect, packed
from hud.units import srgb_decode_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.footage.base import Backdrop
    from hud.optics.base import View
    from hud.optics.rects import Sheet

Sample = TypeVar("Sample", np.uint8, np.uint16, np.float32)

STEPS_PER_PX = 32  # of a sample's position, as the OpenGL maps have them
EXACT_STEPS_PER_PX = (
    16  # 16 bits times two such weights are exact in float32: no processor's fused sum rounds otherwise
)
POSITION_LIMIT_PX = 32_000.0  # source pixels; OpenCV takes no picture that is larger
MANY_CODES = 1 << 19  # from so many on a table of pairs pays, though the light may be another in each frame
STRIP_SAMPLES = 1 << 17  # at a time, so that they stay in the processor's cache and need no memory of the view's size
SAMPLES_PER_PX = 2  # of a panel's pixel along each side: fewer, and a thin stroke's light depends on where it lies
DISPLAY_RIM = 0.90  # with zoom "display", the share of the picture that the display's field fills


@dataclass(frozen=True, slots=True)
class Placement:
    """How a source picture lies in the view: x_view = centre + shift + scale · (x_source − centre of the source)."""

    source_px: tuple[int, int]
    view_px: tuple[int, int]
    scale: float
    """View pixels per source pixel."""
    shift_px: float = 0.0
    """Of the source to the right, view pixels."""

    def covered(self, source: Rect) -> Rect:
        """The view pixels that the given source pixels can touch, bilinear neighbours included."""
        out = []
        for axis, (low, high) in enumerate(((source.x0, source.x1), (source.y0, source.y1))):
            offset = self._offset(axis)
            # a source pixel's bilinear foot reaches one source pixel beyond its centre
            first = math.floor((low - 1) * self.scale + offset)
            last = math.ceil(high * self.scale + offset) + 1
            out.append((max(0, first), min(self.view_px[axis], last)))
        return Rect(out[0][0], out[1][0], out[0][1], out[1][1])

    def footprint(self) -> Rect:
        """The view pixels whose centres lie on the source."""
        out = []
        for axis in (0, 1):
            offset, length = self._offset(axis), self.source_px[axis]
            first = math.ceil(-0.5 * self.scale + offset)
            last = math.ceil((length - 0.5) * self.scale + offset)
            out.append((max(0, first), min(self.view_px[axis], last)))
        return Rect(out[0][0], out[1][0], out[0][1], out[1][1])

    @property
    def times(self) -> int:
        """Into how many samples each side of a view's pixel is cut, so that they lie finer than the source's pixels."""
        return min(8, max(1, math.ceil(SAMPLES_PER_PX / self.scale - 1e-9)))

    @property
    def same(self) -> bool:
        """True where the source's pixels are the view's."""
        return self.scale == 1.0 and self.shift_px == 0.0 and self.source_px == self.view_px

    def positions(self, axis: int, times: int) -> NDArray[np.float64]:
        """Where the view's samples lie on the source along one axis, (view pixels * times,) float64, source pixels."""
        view = (np.arange(self.view_px[axis] * times, dtype=np.float64) + 0.5) / times - 0.5
        return (view - self._offset(axis)) / self.scale

    def _offset(self, axis: int) -> float:
        """View coordinate of source pixel 0."""
        centre = (self.view_px[axis] - 1) / 2 + (self.shift_px if axis == 0 else 0.0)
        return centre - self.scale * (self.source_px[axis] - 1) / 2


@dataclass(frozen=True, slots=True)
class ViewGeometry:
    """The pinholes of one picture."""

    view_px: tuple[int, int]
    focal_px: float
    """Of the view."""
    world: Placement

    @classmethod
    def of(cls, device: DeviceProfile, backdrop: Backdrop, view: View) -> ViewGeometry:
        """The geometry of a view of this footage through this device.

        ``world`` takes the widest view that the footage fills. ``display`` takes the display's field, seen by both
        eyes, and a rim; where the footage is narrower than that it is mirrored at its edges. Of glasses without a
        display it is ``world``.
        """
        width, height = view.size_px
        camera_h, camera_w = backdrop.rgb.shape[:2]
        camera = stages.focal_px(camera_w, backdrop.hfov_deg)
        if view.zoom == "world" or not device.eyes:
            focal = max(width / camera_w, height / camera_h) * camera
        else:
            panel_w, panel_h = device.resolution_px
            tan_w = panel_w / 2 / device.focal_px + device.ipd_m / 2 / device.virtual_image_distance_m
            tan_h = panel_h / 2 / device.focal_px
            focal = DISPLAY_RIM * min(width / 2 / tan_w, height / 2 / tan_h)
        return cls((width, height), focal, Placement((camera_w, camera_h), (width, height), focal / camera))

    def panel(self, device: DeviceProfile, eye: Eye, size_px: tuple[int, int]) -> Placement:
        """Where an eye sees a centred part of its panel.

        Args:
            device: The glasses.
            eye: Which eye.
            size_px: The part's width and height in panel pixels.
        """
        shift = stages.binocular_shift_px(self.focal_px, device, eye)
        return Placement(size_px, self.view_px, self.focal_px / device.focal_px, shift)

    @property
    def px_per_deg(self) -> float:
        """View pixels per degree at the centre."""
        return stages.px_per_deg(self.focal_px)


def world_in_view(footage: NDArray[np.uint8], geometry: ViewGeometry) -> NDArray[np.uint8]:
    """The footage as codes of the view's own pixels: its mean is that of its light, not of its codes.

    Footage of the view's size comes back as it is. Else it is decoded to 16-bit linear light, resampled and encoded
    again, so that a fine pattern keeps its luminance. Beyond the footage's edges it is mirrored: nobody knows what is
    there, and of all assumptions this one leaves the light as it is about there, where darkness would make any text
    legible.

    Args:
        footage: (h, w, 3) uint8 sRGB.
        geometry: Of the view.

    Returns:
        (H, W, 3) uint8 sRGB, contiguous.
    """
    whole = Rect(0, 0, *geometry.view_px)
    if geometry.world.same:
        return np.ascontiguousarray(footage)
    linear = np.floor(srgb_decode_table().astype(np.float64) * 65535 + 0.5).astype(np.uint16)
    light = resample(
        look_up(footage, linear),
        geometry.world,
        whole,
        times=math.ceil(1 / geometry.world.scale - 1e-9),  # footage has no strokes of one pixel: half the work will do
        beyond=cv2.BORDER_REFLECT,
        steps=EXACT_STEPS_PER_PX,
    )
    return stages.encoded(light)


def resample(
    image: NDArray[Sample],
    placement: Placement,
    rect: Rect,
    *,
    times: int | None = None,
    beyond: int = cv2.BORDER_CONSTANT,
    steps: int = STEPS_PER_PX,
) -> NDArray[Sample]:
    """The part ``rect`` of the view of a picture placed in it.

    The mean over each of the view's pixels of the picture, bilinear between its own: bilinear samples finer than the
    picture's pixels, and then their mean. A stroke one of its pixels wide keeps its light wherever it lies, to 4 %
    mostly and to 6.5 % at the worst scales (1.3 and 2.3 pixels of the view to one of the picture's). Linear and area
    only: these give the same bytes on every processor.

    Args:
        image: (h, w, c) uint8, uint16 or float32.
        placement: How it lies in the view.
        rect: The pixels wanted.
        times: Samples along each side of a view's pixel; `Placement.times` when left out.
        beyond: What lies beyond the picture's edges, one of OpenCV's borders; darkness when left out.
        steps: Of which part of the picture's pixel the samples' positions are multiples.

    Returns:
        (rect height, rect width, c), the dtype of ``image``.
    """
    return (
        resample_all(image, placement, packed([rect])[0], times=times, beyond=beyond, steps=steps)
        if rect.area
        else (np.zeros((rect.y1 - rect.y0, rect.x1 - rect.x0, image.shape[2]), image.dtype))
    )


def resample_all(
    image: NDArray[Sample],
    placement: Placement,
    sheet: Sheet,
    *,
    times: int | None = None,
    beyond: int = cv2.BORDER_CONSTANT,
    steps: int = STEPS_PER_PX,
    first: tuple[int, int] = (0, 0),
) -> NDArray[Sample]:
    """`resample` for every rectangle of a sheet at once; (sheet height, sheet width, c).

    ``image`` may be a part of the picture placed, with ``first`` the place of its first pixel.
    """
    if placement.same and first == (0, 0):
        return sheet.gathered(image)
    times = times or placement.times
    high, wide, depth = image.shape
    across, down = (sample_positions(placement, times, axis, steps) for axis in (0, 1))
    bounds = [
        _reached([(line[low * times] - start, line[high * times - 1] - start) for low, high in spans], length)
        for line, start, length, spans in (
            (across, first[0], wide, [(of.x0, of.x1) for of, _ in sheet.tiles]),
            (down, first[1], high, [(of.y0, of.y1) for of, _ in sheet.tiles]),
        )
    ]
    (x0, x1), (y0, y1) = bounds
    # four channels take half the time of three
    picture = cv2.cvtColor(image[y0:y1, x0:x1], cv2.COLOR_RGB2RGBA) if depth == 3 else image[y0:y1, x0:x1]
    x0, y0 = x0 + first[0], y0 + first[1]
    out = np.empty((sheet.height, sheet.width, picture.shape[2] if picture.ndim == 3 else 1), image.dtype)
    # of many tiles all at once, of one a strip at a time
    strip = sheet.height if len(sheet.tiles) > 1 else max(1, STRIP_SAMPLES // (sheet.width * times * times))
    for y in range(0, sheet.height, strip):
        rows = min(strip, sheet.height - y)
        u, v = np.empty((2, rows * times, sheet.width * times), np.float32)
        if len(sheet.tiles) > 1:
            u.fill(-POSITION_LIMIT_PX)
            v.fill(-POSITION_LIMIT_PX)
            for of, on in sheet.tiles:
                part = slice(on.y0 * times, on.y1 * times), slice(on.x0 * times, on.x1 * times)
                u[part] = across[of.x0 * times : of.x1 * times] - x0
                v[part] = down[of.y0 * times : of.y1 * times, None] - y0
        else:
            of = sheet.tiles[0][0]
            u[...] = across[of.x0 * times : of.x1 * times] - x0
            v[...] = down[(of.y0 + y) * times : (of.y0 + y + rows) * times, None] - y0
        light: NDArray[Any] = bilinear(picture, u, v, beyond=beyond)
        if times > 1:
            light = cv2.resize(light, (sheet.width, rows), interpolation=cv2.INTER_AREA)
        out[y : y + rows] = light.reshape(rows, sheet.width, -1)
    return cv2.cvtColor(out, cv2.COLOR_RGBA2RGB).astype(image.dtype, copy=False) if depth == 3 else out


def bilinear(
    image: NDArray[Any], u: NDArray[np.float32], v: NDArray[np.float32], *, beyond: int = cv2.BORDER_CONSTANT
) -> NDArray[Any]:
    """A picture at some positions, linear between its pixels.

    OpenCV's own sum in float32 differs in its last bit from processor to processor. So light in float32 is taken from
    the four pixels around, and added up here, one product and one sum at a time.

    Args:
        image: (h, w) or (h, w, c).
        u: Across, (H, W), pixels.
        v: Down, (H, W).
        beyond: What lies beyond the picture's edges, one of OpenCV's borders; darkness when left out.

    Returns:
        (H, W) or (H, W, c), the dtype of ``image``.
    """
    if image.dtype != np.float32:
        return cv2.remap(image, u, v, cv2.INTER_LINEAR, borderMode=beyond, borderValue=0).astype(
            image.dtype, copy=False
        )
    remap: Any = cv2.remap  # its stubs know no map of whole numbers alone
    out = np.empty((*u.shape, *image.shape[2:]), np.float32)
    strip = max(1, STRIP_SAMPLES // u.shape[1])
    for y in range(0, u.shape[0], strip):
        part = slice(y, y + strip)
        left, top = np.floor(u[part]), np.floor(v[part])
        right, below = u[part] - left, v[part] - top
        if image.ndim == 3:
            right, below = right[..., None], below[..., None]
        corner = np.clip(np.stack([left, top], axis=-1), -POSITION_LIMIT_PX, POSITION_LIMIT_PX).astype(np.int16)
        rows = []
        for down in (0, 1):
            ends = [
                remap(image, corner + np.array([across, down], np.int16), None, cv2.INTER_NEAREST, borderMode=beyond)
                for across in (0, 1)
            ]
            ends = [end.reshape(out[part].shape) for end in ends]
            rows.append(ends[0] + (ends[1] - ends[0]) * right)
        out[part] = rows[0] + (rows[1] - rows[0]) * below
    return out.astype(image.dtype, copy=False)


def _reached(spans: Sequence[tuple[float, float]], length: int) -> tuple[int, int]:
    """The first of a line of pixels that bilinear samples touch, and one after the last; at least one pixel."""
    first = min(max(0, math.floor(min(low for low, _ in spans))), length - 1)
    return first, max(first + 1, min(length, math.floor(max(high for _, high in spans)) + 2))


def look_up(
    codes: NDArray[np.uint8], table: NDArray[Sample], out: NDArray[Sample] | None = None, *, of: int = 0
) -> NDArray[Sample]:
    """Replace each 8-bit code by its value in a table.

    Args:
        codes: (h, w, 3) uint8.
        table: (256, 3), a column for each channel, or (256,) for all of them, which takes half the time.
        out: Where to put them, if there is a place.
        of: How many codes are looked up in this table, if these are not all.

    Returns:
        (h, w, 3), the table's dtype.
    """
    many = max(of, codes.size) >= MANY_CODES and codes.size % 2 == 0 and codes.size > 0
    if many and table.ndim == 1 and table.dtype != np.float32:
        pairs = np.ascontiguousarray(codes).reshape(1, -1).view(np.uint16)
        two = _table_of_pairs(table.tobytes(), table.itemsize)
        place = out.reshape(1, -1).view(two.dtype) if out is not None and out.flags.c_contiguous else None
        whole: NDArray[Any] = stages.looked_up(pairs, two, place)
        found: NDArray[Any] = whole.view(table.dtype).reshape(codes.shape)
    elif codes.size:
        found = cv2.LUT(codes, table if table.ndim == 1 else table[None]).astype(table.dtype, copy=False)
    else:
        found = np.empty(codes.shape, table.dtype)
    if out is None:
        return found
    if not np.may_share_memory(found, out):
        out[...] = found
    return out


@lru_cache(maxsize=64)
def _table_of_pairs(table: bytes, itemsize: int) -> NDArray[Any]:
    """Of two codes side by side, read as one of 16 bits: half the look-ups. The order of the bytes does not matter."""
    one = np.frombuffer(table, np.uint8 if itemsize == 1 else np.uint16).astype(np.uint32)
    pairs = (one[:, None] << 8 * itemsize | one[None, :]).ravel()
    return pairs.astype(np.uint16) if itemsize == 1 else pairs.view(np.int32)


def sample_distance(placement: Placement, steps: int = STEPS_PER_PX) -> float:
    """How far from a view's pixel's centre each of its samples lies where there are two along an axis.

    Source pixels, a whole number of steps.
    """
    return round(steps / (4 * placement.scale)) / steps


@lru_cache(maxsize=32)
def sample_positions(placement: Placement, times: int, axis: int, steps: int = STEPS_PER_PX) -> NDArray[np.float32]:
    """Where the samples of a view lie on the source along one axis, a whole number of steps of a pixel.

    Two are as far from their pixel's centre wherever that lies, see `hud.optics.knots`.

    Args:
        placement: Of the source.
        times: Samples along a side of a view's pixel.
        axis: 0 across, 1 down.
        steps: To a pixel of the source.

    Returns:
        (view pixels * times,) float32, source pixels.
    """
    if times == 2:
        centres = np.rint(placement.positions(axis, 1) * steps) / steps
        beside = sample_distance(placement, steps)
        found = (centres[:, None] + np.array([-beside, beside])).ravel()
    else:
        found = np.rint(placement.positions(axis, times) * steps) / steps
    # a view far outside the source is dark all the same
    limited: NDArray[np.float64] = np.clip(found, -POSITION_LIMIT_PX, POSITION_LIMIT_PX)
    return limited.astype(np.float32)
