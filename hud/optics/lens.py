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
from hud.optics.blur import reach_of
from hud.optics.geometry import SAMPLES_PER_PX
from hud.optics.rects import Rect
from hud.optics.sight import Path, Sight

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
MOST_VARIED = 0.015  # of a stroke's light, with its place, where a pixel of the view takes the light at its centre
LEAST_SOFT_SIGMA = 1.1  # samples: a Gaussian this wide is linear between them to 1 / (2 e pi² sigma²), 1.5 %
MOST_SOFT = 3
SOFT_STEPS = 1024  # to a sample: in float32 exact wherever on a sheet it lies, and 1/3000 of an edge
MOST_SOFT_SCALE = 1.25  # view pixels per panel pixel: where they are finer, one sees how it is linear in between
FINE_PER_DEG = 100.0  # samples of the panel, so that an edge at any phase keeps its MTF within 2 % up to 15 cycles
MOST_GROUP = 4
FAR_PX = 1e5
MOST_COVERED = 1024  # of what was shown before: an element often stays where it is and changes
MOST_UNIFORMITY_PX = 4096
MOST_SMEAR_PX = 8192
LEAST_SMEAR_PX = 1 / 64  # its centroid is half as far away
_TRUE = Alignment()
_STRAIGHT = Distortion()


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
        return reach_of(self.sigma)

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
        and stages.lag_deg(environment, device) == stages.smear_deg(environment, device) == (0.0, 0.0)
        and not stages.mixes(device)
    )


def lens_for(
    environment: Environment, device: DeviceProfile, eye: Eye, geometry: ViewGeometry, drawn_px: tuple[int, int]
) -> Lens:
    """The lens of one eye; the same one for the same arguments."""
    lag, smear = stages.lag_deg(environment, device), stages.smear_deg(environment, device)
    return _lens(Sight(device, eye, geometry.view_px, geometry.focal_px, drawn_px, lag, smear))


class Lens(Path):
    """One eye's display in its view.

    Strokes one panel pixel wide keep their light wherever they lie, to 5 %: each pixel of the view takes its mean,
    which is part of the blur (a box of variance 1/12). Only where the blur is so wide that the light at its centre
    varies with the place of a stroke by no more than `MOST_VARIED` it takes that: by `stages.stroke_variation`.
    """

    def __init__(self, sight: Sight) -> None:
        """Find out how far the display's light reaches; the maps are made when first used."""
        super().__init__(sight)
        device = sight.device
        focal = sight.focal_px
        self.view_px = sight.view_px
        """Width and height of the view."""
        self.scale = focal / device.focal_px
        """View pixels per panel pixel."""
        per_degree = stages.px_per_deg(focal)
        larger = device.lateral_colour[0] * stages.alignment_of(device, sight.eye).magnification
        sigma = stages.gaussian_sigma_deg(device.mtf) * per_degree
        if not device.pixel_aperture:  # its samples are the squares themselves, with no joint between them
            sigma = stages.joined_sigma_deg(sigma, self.scale * larger)  # both in pixels of the view
        # a blur this wide keeps a reduced panel from aliasing by itself; a narrower one needs the pixel's mean
        # and where squares may be smaller than the view's pixels, these too would fall between its points
        wide = sigma > (LEAST_PREFILTER if self.scale < 1 or device.pixel_aperture else 0)
        varied = stages.stroke_variation(sigma, self.scale * larger, device.pixel_aperture)
        self.averaged = sigma > LEAST_PREFILTER and varied > MOST_VARIED
        """Whether a pixel of the view is the mean of the blur's samples in it, else it is the one at its centre."""
        box = 1 / 12 if self.averaged else 0.0
        # of squares a sample has the mean, of what is linear between pixels it is a point
        per_pixel = 1 if device.pixel_aperture else SAMPLES_PER_PX
        times = min(8, max(1, math.ceil(per_pixel / self.scale - 1e-9)))
        coarse = math.ceil(LEAST_SIGMA / math.sqrt(sigma**2 - box)) if wide else 1
        if wide and device.pixel_aperture:  # samples as far apart as squares would beat with them
            coarse = max(coarse, math.ceil(SAMPLES_PER_PX / self.scale - 1e-9))
        self.coarse = min(MOST_COARSE, max(coarse, 2 if self.averaged else 1))
        """Samples of the blur along each side of a pixel of the view."""
        self.group = math.ceil(times / self.coarse)
        """Samples of the panel along each side of a sample of the blur, which is their mean."""
        if sigma and not device.pixel_aperture:
            finest = min(MOST_GROUP, math.ceil(FINE_PER_DEG / (per_degree * self.coarse)))
            self.group = max(self.group, finest)
        self.fine = self.coarse * self.group
        """Samples of the panel along each side of a pixel of the view."""
        # the mean of a group, or of the pixel structure in a sample, is a blur of its own, of variance 1/12
        if not self.averaged and (self.group > 1 or device.pixel_aperture):
            box = 1 / 12 / self.coarse**2
        self.sigma = self.coarse * math.sqrt(max(0.0, sigma**2 - box))
        """Of the blur, in its samples."""
        self.reach = reach_of(self.sigma)
        """How far it is drawn, in its samples."""
        self.margin = math.ceil(self.reach / self.coarse)
        """How far it is drawn, in pixels of the view."""
        self.ghosts = [(*stages.ghost_offset(ghost, focal), ghost.gain) for ghost in device.ghosts if ghost.gain > 0]
        self.smear = tuple(
            max(-MOST_SMEAR_PX, min(MOST_SMEAR_PX, sign * focal * math.tan(math.radians(max(-80, min(80, angle))))))
            for sign, angle in zip((1, -1), sight.smear_deg, strict=True)
        )
        """Pixels to the right and down."""
        self.smears = max(abs(length) for length in self.smear) >= LEAST_SMEAR_PX
        """Whether a way is long enough to be seen."""
        self.separate = len(set(device.lateral_colour)) > 1
        """Whether the three channels have maps of their own."""
        self.soft = self._soft(sigma / self.scale / larger) if wide and not self.averaged else None
        """How the same blur may come before the placement, or None where it may not."""
        width, height = device.resolution_px
        (self.field,) = self.bounds([(-0.5, -0.5, width - 0.5, height - 0.5)], whole=True)
        """The pixels of the view, and beyond it, whose centres lie on the display."""
        self._covered: dict[Rect, Rect] = {}
        self.area = self._reach()
        """The pixels that are worth computing; they may lie outside the view where they blur or smear into it."""

    def covered(self, parts: Sequence[Rect]) -> list[Rect]:
        """For each part of the drawn codes the pixels that its light can touch, before ghosts and smear."""
        left, top = self.corner
        known = self._covered
        new = [part for part in parts if part not in known]
        boxes = [(p.x0 - 1 + left, p.y0 - 1 + top, p.x1 + left, p.y1 + top) for p in new]
        found = [self.area.meet(bounds.grown(self.margin + 2)) for bounds in self.bounds(boxes)]
        found_for = dict(zip(new, found, strict=True))
        if len(known) + len(new) > MOST_COVERED:
            self._covered = {}
        self._covered.update(found_for)
        return [found_for.get(part) or known[part] for part in parts]

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
        """Where on the samples of `soft` the centres of the pixels of `area` lie, across and down, (h, w) float32.

        The first sample of the first drawn pixel is 0.
        """
        x, y = (
            np.arange(a, b, dtype=np.float64) for a, b in ((self.area.x0, self.area.x1), (self.area.y0, self.area.y1))
        )
        times = self.soft.times if self.soft else 1
        u, v = (
            np.clip((field - first + 0.5) * times - 0.5, -FAR_PX, FAR_PX)
            for field, first in zip(self.on_panel(x, y, 0), self.corner, strict=True)
        )
        u, v = (np.rint(field * SOFT_STEPS) / SOFT_STEPS for field in (u, v))
        return u.astype(np.float32), v.astype(np.float32)

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The blur and the means of groups, and of pixels, along one axis, one weight for each of `fine` samples."""
        kernel = cv2.getGaussianKernel(2 * self.reach + 1, self.sigma or 1.0, cv2.CV_64F).ravel()
        if self.averaged:
            kernel = np.convolve(kernel, np.full(self.coarse, 1 / self.coarse))
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
        whole = stages.uniformity_field(self.device, self.sight.eye, size)
        x, y = np.arange(self.area.x0, self.area.x1), np.arange(self.area.y0, self.area.y1)
        if stages.alignment_of(self.device, self.sight.eye).roll_deg == 0 and self.device.distortion == _STRAIGHT:
            columns, rows = ((x - self.field.x0) // step)[None, :], ((y - self.field.y0) // step)[:, None]
        else:  # the pattern is the panel's, and turns and bends with it; so smooth that the nearest will do
            places = self.on_panel(x.astype(np.float64), y.astype(np.float64), 0)
            columns, rows = (
                np.floor(np.clip((place + 0.5) / length, 0, 1) * count).astype(np.intp)
                for place, length, count in zip(places, self.device.resolution_px, size, strict=True)
            )
        return np.ascontiguousarray(whole[np.clip(rows, 0, size[1] - 1), np.clip(columns, 0, size[0] - 1)])

    @cached_property
    def uniformity16(self) -> NDArray[np.uint16] | None:
        """`uniformity` with 65535 for 1."""
        return None if self.uniformity is None else _sixteen(self.uniformity)

    def within(self, part: Rect) -> tuple[slice, slice]:
        """Rows and columns of a part of the view in what is given over `area`."""
        x, y = self.area.x0, self.area.y0
        return slice(part.y0 - y, part.y1 - y), slice(part.x0 - x, part.x1 - x)

    @cached_property
    def veiled(self) -> NDArray[np.uint16]:
        """What an even light over the display is multiplied with, over `field` in `area`, (h, w, 3); 65535 for 1."""
        rect = self.area.meet(self.field)
        part = self.within(rect)
        share = np.uint16(65535) if self.uniformity16 is None else self.uniformity16[part]
        return np.ascontiguousarray(self.inside[part] * share)

    def _soft(self, sigma: float) -> Soft | None:
        """A scale, a turn and a shift keep a Gaussian a Gaussian, so that it may as well be drawn on the panel.

        Args:
            sigma: In pixels of the panel.
        """
        d = self.device
        bent = d.distortion != _STRAIGHT or self.separate
        if not sigma or self.scale > MOST_SOFT_SCALE or d.pixel_aperture or bent:
            return None
        times = math.ceil(LEAST_SOFT_SIGMA / sigma)
        if times > MOST_SOFT:
            return None
        # The panel is linear between its pixels, and so between samples that its pixels are among: of an odd number.
        # Between two samples linear is a blur of its own, of variance 1/4.
        return Soft(times, math.sqrt((sigma * times) ** 2 - (1 / 4 if times == 2 else 0.0)))

    def _reach(self) -> Rect:
        width, height = self.sight.view_px
        moves = [(x, y) for x, y, _ in self.ghosts] + [self.smear]
        moves += [(x + self.smear[0], y + self.smear[1]) for x, y, _ in self.ghosts]
        lit = self.field.grown(self.margin + 3)
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
        whole = self.area.grown(self.margin + 1)
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
        grown = self.area.grown(self.margin + 1)
        # the samples of the blur begin at a pixel's centre, each in the middle of its group; or they fill the pixel
        start = 0.0 if self.averaged else 0.5 - 0.5 / self.coarse
        x, y = (np.arange(a, b, dtype=np.float64) + start for a, b in ((grown.x0, grown.x1), (grown.y0, grown.y1)))
        left, top = self.corner
        made = []
        for channel in range(3 if self.separate else 1):
            u, v = self.on_panel(x, y, channel)
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
            u, v = self._positions(channel, self.area.grown(self.margin))
            u, across = stages.aperture_shares(u, side, width)
            v, down = stages.aperture_shares(v, side, width)
            gain = across * down * np.float32(side * side)
            made.append((u, v, _sixteen(gain)))
        return made

    def _fine_part(self, part: Rect) -> tuple[slice, slice]:
        x, y, n = self.area.x0 - self.margin, self.area.y0 - self.margin, self.fine
        return slice((part.y0 - y) * n, (part.y1 - y) * n), slice((part.x0 - x) * n, (part.x1 - x) * n)


@lru_cache(maxsize=6)  # three pairs of glasses; a lens holds maps as large as its field
def _lens(sight: Sight) -> Lens:
    return Lens(sight)


def _sixteen(share: NDArray[np.float32]) -> NDArray[np.uint16]:
    whole: NDArray[np.uint16] = np.floor(np.clip(share, 0, 1) * np.float32(65535) + np.float32(0.5)).astype(np.uint16)
    return whole
