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
    _Squares = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.uint16]]

LEAST_SIGMA = 0.75  # samples: a narrower Gaussian is sampled too coarsely to keep its MTF, so the view is cut finer
MOST_COARSE = 4
LEAST_PREFILTER = 0.3  # view pixels; a mean over one of them is a blur of its own, of sigma 1 / sqrt(12) = 0.289
LEAST_SOFT_SIGMA = 1.4  # samples: a Gaussian this wide is linear enough between them
MOST_SOFT = 3
MOST_SOFT_SCALE = 1.25  # view pixels per panel pixel: where they are finer, one sees how it is linear in between
FINE_PER_DEG = 100.0  # samples of the panel, so that an edge at any phase keeps its MTF within 2 % up to 15 cycles
MOST_GROUP = 4
FAR_PX = 1e5
NODE_PX = 8  # distance of the nodes on which the distortion is undone
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


@dataclass(frozen=True, slots=True)
class Soft:
    """A blur on the panel, before its placement."""

    times: int
    """Samples along each side of a panel's pixel."""
    sigma: float
    """Of the Gaussian, in samples."""

    @property
    def reach(self) -> int:
        """How far it is drawn, in samples."""
        return math.ceil(BLUR_REACH * self.sigma)

    @property
    def rim(self) -> int:
        """Panel pixels beyond the drawn codes that it reaches."""
        return math.ceil(self.reach / self.times) + 2


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
        per_degree = stages.px_per_deg(focal)
        sigma = stages.gaussian_sigma_deg(device.mtf) * per_degree
        times = min(8, max(1, math.ceil(1 / self.scale - 1e-9)))
        # a blur this wide keeps a reduced panel from aliasing by itself; a narrower one needs the pixel's mean
        wide = sigma > LEAST_PREFILTER if times > 1 else sigma > 0
        self.coarse = min(MOST_COARSE, math.ceil(LEAST_SIGMA / sigma)) if wide else 1
        """Samples of the blur along each side of a pixel of the view."""
        self.group = times
        """Samples of the panel along each side of a sample of the blur, which is their mean."""
        if sigma and not device.pixel_aperture:
            self.group = max(times, min(MOST_GROUP, math.ceil(FINE_PER_DEG / (per_degree * self.coarse))))
        self.fine = self.coarse * self.group
        """Samples of the panel along each side of a pixel of the view."""
        # the mean of a group, or of the pixel structure in a sample, is a blur of its own, of variance 1/12
        box = 1 / 12 if self.group > 1 or device.pixel_aperture else 0.0
        self.sigma = math.sqrt(max(0.0, (sigma * self.coarse) ** 2 - box))
        """Of the blur, in its samples."""
        self.reach = math.ceil(BLUR_REACH * self.sigma)
        """How far it is drawn, in its samples."""
        self.margin = math.ceil(self.reach / self.coarse)
        """How far it is drawn, in pixels of the view."""
        self.ghosts = [(*stages.ghost_offset(ghost, focal), ghost.gain) for ghost in device.ghosts if ghost.gain > 0]
        self.smear = tuple(
            max(-MOST_SMEAR_PX, min(MOST_SMEAR_PX, sign * focal * math.tan(math.radians(max(-80, min(80, angle))))))
            for sign, angle in zip((1, -1), sight.smear_deg, strict=True)
        )
        """Pixels to the right and down."""
        self.steps = max(1, round(max(abs(length) for length in self.smear)))
        self.separate = len(set(device.lateral_colour)) > 1
        """Whether the three channels have maps of their own."""
        self.soft = self._soft(sigma) if wide else None
        """How the same blur may come before the placement, or None where it may not."""
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

    def samples(self, channel: int, part: Rect) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Where on the drawn codes the samples of some pixels of the view lie.

        Args:
            channel: Of the panel.
            part: The pixels, within `area` grown by `margin`.

        Returns:
            Across and down, each (height * `fine`, width * `fine`) float32, in panel pixels.
        """
        if self.device.pixel_aperture:
            rows, cols = self._fine_part(part)
            return self._squares(channel)[0][rows, cols], self._squares(channel)[1][rows, cols]
        return self._positions(channel, part)

    def structure(self, channel: int, part: Rect) -> NDArray[np.float32]:
        """What the same samples are multiplied with for the pixel structure; 0..1, 1 being 1 / aperture²."""
        return self.structure16(channel, part) * np.float32(1 / 65535)

    def structure16(self, channel: int, part: Rect) -> NDArray[np.uint16]:
        """`structure` with 65535 for 1."""
        return self._squares(channel)[2][self._fine_part(part)]

    @cached_property
    def centres(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Where on the samples of `soft` the centres of the pixels of `area` lie, across and down, (h, w) float32."""
        x, y = (
            np.arange(a, b, dtype=np.float64) for a, b in ((self.area.x0, self.area.x1), (self.area.y0, self.area.y1))
        )
        times, rim = (self.soft.times, self.soft.rim) if self.soft else (1, 0)
        u, v = (
            np.clip((field - first + rim + 0.5) * times - 0.5, -FAR_PX, FAR_PX).astype(np.float32)
            for field, first in zip(self._on_panel(x, y, 0), self._corner, strict=True)
        )
        return u, v

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The blur and the mean of its groups along one axis, one weight for each of `fine` samples."""
        kernel = cv2.getGaussianKernel(2 * self.reach + 1, self.sigma or 1.0, cv2.CV_64F).ravel()
        return np.repeat(kernel, self.group) / self.group

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

    def _soft(self, sigma_px: float) -> Soft | None:
        """A scale, a turn and a shift keep a Gaussian a Gaussian, so that it may as well be drawn on the panel."""
        d = self.device
        bent = d.distortion != _STRAIGHT or self.separate
        if not sigma_px or self.scale > MOST_SOFT_SCALE or d.pixel_aperture or bent:
            return None
        larger = d.lateral_colour[0] * stages.alignment_of(d, self._sight.eye).magnification
        sigma = sigma_px / self.scale / larger
        times = math.ceil(LEAST_SOFT_SIGMA / sigma)
        if times > MOST_SOFT:
            return None
        # The panel is linear between its pixels, and so between samples that its pixels are among: of an odd number.
        # Between two samples linear is a blur of its own, of variance 1/4.
        return Soft(times, math.sqrt((sigma * times) ** 2 - (1 / 4 if times == 2 else 0.0)))

    @property
    def _corner(self) -> tuple[float, float]:
        """The first drawn pixel on the panel."""
        (width, height), (drawn_w, drawn_h) = self.device.resolution_px, self._sight.drawn_px
        return (width - drawn_w) / 2, (height - drawn_h) / 2

    def _bounds(self, x0: float, y0: float, x1: float, y1: float, *, whole: bool = False) -> Rect:
        """The pixels of the view around a part of the panel; with ``whole`` those with their centres on it."""
        nodes = 2 if self.device.distortion == _STRAIGHT else 33
        u, v = np.linspace(x0, x1, nodes)[None, :], np.linspace(y0, y1, nodes)[:, None]
        seen = [self.to_view(u, v, channel) for channel in range(3 if self.separate else 1)]
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

    def nodes(self, channel: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Positions on the drawn codes, across and down, one for each pixel of `area` grown by `margin` + 1.

        Each is that of the middle of a pixel's samples; between them the samples lie linear.
        """
        return self._base[channel if self.separate else 0]

    def _positions(self, channel: int, part: Rect) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        base = self.nodes(channel)
        whole = _grown(self.area, self.margin + 1)
        height, width = part.y1 - part.y0, part.x1 - part.x0
        rows = slice(part.y0 - 1 - whole.y0, part.y1 + 1 - whole.y0)
        cols = slice(part.x0 - 1 - whole.x0, part.x1 + 1 - whole.x0)
        n = self.fine
        if n == 1:
            return base[0][rows, cols][1:-1, 1:-1], base[1][rows, cols][1:-1, 1:-1]
        u, v = (
            cv2.resize(field[rows, cols], ((width + 2) * n, (height + 2) * n), interpolation=cv2.INTER_LINEAR)[
                n:-n, n:-n
            ]
            for field in base
        )
        return u.astype(np.float32, copy=False), v.astype(np.float32, copy=False)

    @cached_property
    def _base(self) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """For each channel the drawn codes' positions a pixel of the view apart: the samples lie linear in between."""
        grown = _grown(self.area, self.margin + 1)
        # the samples of the blur begin at a pixel's centre, each in the middle of its group
        start = 0.5 - 0.5 / self.coarse
        x, y = (np.arange(a, b, dtype=np.float64) + start for a, b in ((grown.x0, grown.x1), (grown.y0, grown.y1)))
        left, top = self._corner
        made = []
        for channel in range(3 if self.separate else 1):
            u, v = self._on_panel(x, y, channel)
            # far away is dark all the same, and stays far away when interpolated
            made.append(tuple(np.clip(field, -FAR_PX, FAR_PX).astype(np.float32) for field in (u - left, v - top)))
        return [(u, v) for u, v in made]

    def _squares(self, channel: int) -> _Squares:
        return self._all_squares[channel if self.separate else 0]

    @cached_property
    def _all_squares(self) -> list[_Squares]:
        side = self.device.pixel_aperture
        width = min(1.0, 1 / (self.scale * self.fine))
        made = []
        for channel in range(3 if self.separate else 1):
            u, v = self._positions(channel, _grown(self.area, self.margin))
            u, across = stages.aperture_shares(u, side, width)
            v, down = stages.aperture_shares(v, side, width)
            gain = across * down * np.float32(side * side)
            made.append((u, v, _sixteen(gain)))
        return made

    def _fine_part(self, part: Rect) -> tuple[slice, slice]:
        x, y, n = self.area.x0 - self.margin, self.area.y0 - self.margin, self.fine
        return slice((part.y0 - y) * n, (part.y1 - y) * n), slice((part.x0 - x) * n, (part.x1 - x) * n)

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


@lru_cache(maxsize=6)  # three pairs of glasses; a lens holds maps as large as its field
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
