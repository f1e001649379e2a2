"""Where each point of an eye's view lies on its panel, when the optics are not perfect: stages 6 to 8 as maps.

A `Lens` is made once for a device, an eye and a view, and holds everything that does not depend on what is shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.device import Alignment, Distortion
from hud.optics import stages
from hud.optics.geometry import BLUR_REACH, Rect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.optics.geometry import ViewGeometry

    Field = NDArray[np.float64]

LEAST_SIGMA = 0.75  # samples: a narrower Gaussian is sampled too coarsely to keep its MTF, so the view is cut finer
MOST_FINE = 4
NODE_PX = 8  # distance of the nodes on which the distortion is undone
COARSE_VIEW = 3.0  # view pixels per panel pixel, up to which a view pixel takes the mean of the pixel structure in it
MOST_UNIFORMITY_PX = 4096
MOST_SMEAR_PX = 8192
_TRUE = Alignment()
_STRAIGHT = Distortion()


@dataclass(frozen=True, slots=True)
class Sight:
    """What a lens depends on."""

    device: DeviceProfile
    eye: Eye
    view_px: tuple[int, int]
    focal_px: float
    drawn_px: tuple[int, int]
    """Size of the codes, which are the middle of the panel."""
    lag_deg: tuple[float, float]
    smear_deg: tuple[float, float]


def is_perfect(environment: Environment, device: DeviceProfile) -> bool:
    """Whether nothing but a scale and a shift stands between the panel and the view."""
    return (
        (device.alignment_left, device.alignment_right) == (_TRUE, _TRUE)
        and device.distortion == _STRAIGHT
        and device.lateral_colour == (1.0, 1.0, 1.0)
        and stages.gaussian_sigma_deg(device.mtf) == 0
        and device.pixel_aperture == 0
        and device.haze == 0
        and not device.ghosts
        and device.uniformity == 1
        and stages.eyebox_share(environment, device) == 1
        and environment.head_rate_deg_s == (0.0, 0.0)
        and not stages.mixes(device)
    )


def lens_for(
    environment: Environment, device: DeviceProfile, eye: Eye, geometry: ViewGeometry, drawn_px: tuple[int, int]
) -> Lens:
    """The lens of one eye; the same one for the same arguments."""
    lag, smear = stages.lag_deg(environment, device), stages.smear_deg(environment, device)
    return _lens(Sight(device, eye, geometry.view_px, geometry.focal_px, drawn_px, lag, smear))


class Lens:
    """One eye's display in its view."""

    def __init__(self, sight: Sight) -> None:
        """Find out how far the display's light reaches; the maps are made when first used."""
        self._sight = sight
        device = self.device = sight.device
        focal = sight.focal_px
        self.scale = focal / device.focal_px
        """View pixels per panel pixel."""
        sigma = stages.gaussian_sigma_deg(device.mtf) * stages.px_per_deg(focal)
        times = min(8, max(1, math.ceil(1 / self.scale - 1e-9)))
        finer = min(MOST_FINE, math.ceil(LEAST_SIGMA / sigma)) if sigma else 1
        self.averages = times > 1
        """Whether a pixel of the view is the mean of its samples (the panel is reduced in it) or the first of them."""
        self.fine = max(times, finer)
        """Samples along each side of a pixel of the view."""
        self.sigma = sigma * self.fine
        """Of the blur, in samples."""
        self.margin = math.ceil(BLUR_REACH * self.sigma / self.fine) if sigma else 0
        """Of the blur, in pixels of the view."""
        self.ghosts = [(*stages.ghost_offset(ghost, focal), ghost.gain) for ghost in device.ghosts if ghost.gain > 0]
        self.smear = tuple(
            max(-MOST_SMEAR_PX, min(MOST_SMEAR_PX, sign * focal * math.tan(math.radians(max(-80, min(80, angle))))))
            for sign, angle in zip((1, -1), sight.smear_deg, strict=True)
        )
        """Pixels to the right and down."""
        self.steps = max(1, round(max(abs(length) for length in self.smear)))
        self.separate = len(set(device.lateral_colour)) > 1
        """Whether the three channels have maps of their own."""
        width, height = device.resolution_px
        self.field = self._bounds(-0.5, -0.5, width - 0.5, height - 0.5, whole=True)
        """The pixels of the view, and beyond it, whose centres lie on the display."""
        self.area = self._reach()
        """The pixels that are worth computing; they may lie outside the view where they blur or smear into it."""

    def covered(self, part: Rect) -> Rect:
        """The pixels that the light of a part of the drawn codes can touch, before ghosts and smear."""
        left, top = self._corner
        bounds = self._bounds(part.x0 - 1 + left, part.y0 - 1 + top, part.x1 + left, part.y1 + top)
        return self.area.meet(_grown(bounds, self.margin + 2))

    def maps(self, channel: int) -> tuple[NDArray[np.int16], NDArray[np.uint16]]:
        """Fixed-point maps (1/32 pixel) from the samples of `area`, grown by `margin`, to the drawn codes."""
        return self._tables[channel if self.separate else 0][:2]

    def structure(self, channel: int) -> NDArray[np.float32]:
        """What the samples are multiplied with for the pixel structure, as `maps`; 0..1, 1 being 1 / aperture²."""
        return self._tables[channel if self.separate else 0][2]

    @cached_property
    def inside(self) -> NDArray[np.uint16]:
        """(h, w, 3) uint16, 1 where a pixel of `area` lies on the display, channel by channel, and else 0."""
        width, height = self.device.resolution_px
        x = np.arange(self.area.x0, self.area.x1, dtype=np.float64)
        y = np.arange(self.area.y0, self.area.y1, dtype=np.float64)
        out = np.empty((len(y), len(x), 3), np.uint16)
        for channel in range(3):
            if channel and not self.separate:
                out[..., channel] = out[..., 0]
                continue
            u, v = self.to_panel(x[None, :], y[:, None], channel)
            out[..., channel] = (u >= -0.5) & (u < width - 0.5) & (v >= -0.5) & (v < height - 0.5)
        return out

    @cached_property
    def uniformity(self) -> NDArray[np.float32] | None:
        """(h, w, 3) float32 over `area`, or None for a uniform display; beyond the field as at its edge."""
        if self.device.uniformity == 1 or self.field.empty:
            return None
        width, height = self.field.x1 - self.field.x0, self.field.y1 - self.field.y0
        step = math.ceil(max(width, height) / MOST_UNIFORMITY_PX)
        size = math.ceil(width / step), math.ceil(height / step)
        whole = stages.uniformity_field(self.device, self._sight.eye, size)
        columns = np.clip((np.arange(self.area.x0, self.area.x1) - self.field.x0) // step, 0, size[0] - 1)
        rows = np.clip((np.arange(self.area.y0, self.area.y1) - self.field.y0) // step, 0, size[1] - 1)
        return np.ascontiguousarray(whole[rows[:, None], columns[None, :]])

    @cached_property
    def uniformity16(self) -> NDArray[np.uint16] | None:
        """`uniformity` with 65535 for 1."""
        return None if self.uniformity is None else _sixteen(self.uniformity)

    @cached_property
    def structure16(self) -> tuple[NDArray[np.uint16], ...]:
        """`structure` of each channel with 65535 for 1."""
        made = [_sixteen(table[2]) for table in self._tables]
        return tuple(made[n if self.separate else 0] for n in range(3))

    def to_panel(self, x: Field, y: Field, channel: int) -> tuple[Field, Field]:
        """Stages 7 and 8 backwards: where on the panel a point of the view lies; both in pixels.

        Broadcasts. Infinite where no point of the panel is seen.
        """
        s, d = self._sight, self.device
        centre_x, centre_y = self._axis()
        tan_x, tan_y = np.broadcast_arrays((x - centre_x) / s.focal_px, (y - centre_y) / s.focal_px)
        tan_x, tan_y = stages.unaligned(tan_x, tan_y, stages.alignment_of(d, s.eye))
        m = d.lateral_colour[channel]
        tan_x, tan_y = tan_x / m, tan_y / m
        if d.distortion != _STRAIGHT:
            tan_x, tan_y = stages.undistorted(tan_x, tan_y, d.distortion)
        width, height = d.resolution_px
        return tan_x * d.focal_px + (width - 1) / 2, tan_y * d.focal_px + (height - 1) / 2

    def to_view(self, u: Field, v: Field, channel: int) -> tuple[Field, Field]:
        """Stages 7 and 8: where in the view a point of the panel is seen; both in pixels. Broadcasts."""
        s, d = self._sight, self.device
        width, height = d.resolution_px
        tan_x, tan_y = np.broadcast_arrays((u - (width - 1) / 2) / d.focal_px, (v - (height - 1) / 2) / d.focal_px)
        tan_x, tan_y = stages.distorted(tan_x, tan_y, d.distortion)
        m = d.lateral_colour[channel]
        tan_x, tan_y = stages.aligned(m * tan_x, m * tan_y, stages.alignment_of(d, s.eye))
        centre_x, centre_y = self._axis()
        return tan_x * s.focal_px + centre_x, tan_y * s.focal_px + centre_y

    def _axis(self) -> tuple[float, float]:
        """Where in the view the display's axis is seen, pixels."""
        s = self._sight
        right, up = (s.focal_px * math.tan(math.radians(max(-80.0, min(80.0, angle)))) for angle in s.lag_deg)
        shift = stages.binocular_shift_px(s.focal_px, self.device, s.eye)
        return (s.view_px[0] - 1) / 2 + shift + right, (s.view_px[1] - 1) / 2 - up

    @property
    def _corner(self) -> tuple[float, float]:
        """The first drawn pixel on the panel."""
        (width, height), (drawn_w, drawn_h) = self.device.resolution_px, self._sight.drawn_px
        return (width - drawn_w) / 2, (height - drawn_h) / 2

    def _bounds(self, x0: float, y0: float, x1: float, y1: float, *, whole: bool = False) -> Rect:
        """The pixels of the view around a part of the panel; with ``whole`` those with their centres on it."""
        u, v = np.linspace(x0, x1, 33)[None, :], np.linspace(y0, y1, 33)[:, None]
        seen = [self.to_view(u, v, channel) for channel in range(3)]
        limit = 1e6
        low_x, low_y = (max(-limit, min(float(pair[n].min()) for pair in seen)) for n in (0, 1))
        high_x, high_y = (min(limit, max(float(pair[n].max()) for pair in seen)) for n in (0, 1))
        if whole:
            # the last bit of a product must not take a row away; the far edge itself is not on the display
            low_x, low_y, high_x, high_y = low_x - 1e-6, low_y - 1e-6, high_x - 1e-6, high_y - 1e-6
            return Rect(math.ceil(low_x), math.ceil(low_y), math.floor(high_x) + 1, math.floor(high_y) + 1)
        return Rect(math.floor(low_x), math.floor(low_y), math.ceil(high_x) + 1, math.ceil(high_y) + 1)

    def _reach(self) -> Rect:
        width, height = self._sight.view_px
        moves = [(x, y) for x, y, _ in self.ghosts] + [self.smear]
        moves += [(x + self.smear[0], y + self.smear[1]) for x, y, _ in self.ghosts]
        lit = _grown(self.field, self.margin + 3)
        reach = Rect(
            lit.x0 + math.floor(min(0, *(x for x, _ in moves))),
            lit.y0 + math.floor(min(0, *(y for _, y in moves))),
            lit.x1 + math.ceil(max(0, *(x for x, _ in moves))) + 1,
            lit.y1 + math.ceil(max(0, *(y for _, y in moves))) + 1,
        )
        # what lies outside the view counts as far as it can come in
        far_x, far_y = (math.ceil(max(abs(move[n]) for move in moves)) + 1 if moves else 0 for n in (0, 1))
        if not (any(any(move) for move in moves)):
            far_x = far_y = 0
        seen = Rect(-far_x, -far_y, width + far_x, height + far_y)
        return seen.meet(reach)

    @cached_property
    def _tables(self) -> list[tuple[NDArray[np.int16], NDArray[np.uint16], NDArray[np.float32]]]:
        grown = _grown(self.area, self.margin)
        along = []
        for first, last in ((grown.x0, grown.x1), (grown.y0, grown.y1)):
            sample = np.arange((last - first) * self.fine, dtype=np.float64)
            along.append(first + ((sample + 0.5) / self.fine - 0.5 if self.averages else sample / self.fine))
        left, top = self._corner
        made = []
        for channel in range(3 if self.separate else 1):
            u, v = self._on_panel(along[0], along[1], channel)
            made.append(self._fixed(u - left, v - top))
        return made

    def _on_panel(self, x: Field, y: Field, channel: int) -> tuple[Field, Field]:
        """`to_panel` of a grid. Where it takes solving, solved on a coarser grid, and linear between its nodes.

        The distortion is so smooth that this costs some k1 · 0.006 panel pixels.
        """
        if self.device.distortion == _STRAIGHT or min(len(x), len(y)) < 2:
            return self.to_panel(x[None, :], y[:, None], channel)
        nodes = [np.linspace(a[0], a[-1], max(2, math.ceil((a[-1] - a[0]) / NODE_PX) + 1)) for a in (x, y)]
        coarse = self.to_panel(nodes[0][None, :], nodes[1][:, None], channel)
        lost = ~(np.isfinite(coarse[0]) & np.isfinite(coarse[1]))
        across, down = (_between(n, a) for n, a in zip(nodes, (x, y), strict=True))
        u, v = (_bilinear(np.where(lost, 0.0, field), across, down) for field in coarse)
        if lost.any():
            nowhere = _bilinear(lost.astype(np.float64), across, down) > 0
            u[nowhere] = v[nowhere] = np.inf
        return u, v

    def _fixed(self, u: Field, v: Field) -> tuple[NDArray[np.int16], NDArray[np.uint16], NDArray[np.float32]]:
        # a view far outside the panel would overflow the 16-bit maps; the border is dark all the same
        limit = 32_000.0
        u, v = np.clip(u, -limit, limit), np.clip(v, -limit, limit)
        gain = np.ones((0, 0), np.float32)
        if self.device.pixel_aperture > 0:
            per_panel = self.scale * self.fine
            width = min(1.0, 1 / per_panel if self.scale < COARSE_VIEW else 1 / (8 * self.fine))
            side = self.device.pixel_aperture
            u, across = stages.aperture_shares(u, side, width)
            v, down = stages.aperture_shares(v, side, width)
            gain = (across * down * (side * side)).astype(np.float32)
        coarse, fine = cv2.convertMaps(u.astype(np.float32), v.astype(np.float32), cv2.CV_16SC2)
        return coarse.astype(np.int16, copy=False), fine.astype(np.uint16, copy=False), gain


@lru_cache(maxsize=8)
def _lens(sight: Sight) -> Lens:
    return Lens(sight)


def disjoint(rects: Sequence[Rect]) -> list[Rect]:
    """Rectangles that cover at least the given ones and do not overlap."""
    found: list[Rect] = []
    for rect in rects:
        if rect.empty:
            continue
        grown = rect
        apart = False
        while not apart:
            apart = True
            for other in found:
                if not grown.meet(other).empty:
                    grown = Rect(
                        min(grown.x0, other.x0),
                        min(grown.y0, other.y0),
                        max(grown.x1, other.x1),
                        max(grown.y1, other.y1),
                    )
                    found.remove(other)
                    apart = False
                    break
        found.append(grown)
    return found


def _between(nodes: Field, points: Field) -> tuple[NDArray[np.intp], Field]:
    """Of each point the node before it and how far it is on the way to the next."""
    way = (points - nodes[0]) / (nodes[1] - nodes[0])
    before = np.clip(np.floor(way).astype(np.intp), 0, len(nodes) - 2)
    return before, way - before


def _bilinear(field: Field, across: tuple[NDArray[np.intp], Field], down: tuple[NDArray[np.intp], Field]) -> Field:
    column, right = across
    row, below = down
    wide = field[:, column] * (1 - right) + field[:, column + 1] * right
    return wide[row] * (1 - below[:, None]) + wide[row + 1] * below[:, None]


def _grown(rect: Rect, by: int) -> Rect:
    return Rect(rect.x0 - by, rect.y0 - by, rect.x1 + by, rect.y1 + by)


def _sixteen(share: NDArray[np.float32]) -> NDArray[np.uint16]:
    whole: NDArray[np.uint16] = np.floor(np.clip(share, 0, 1) * np.float32(65535) + np.float32(0.5)).astype(np.uint16)
    return whole
