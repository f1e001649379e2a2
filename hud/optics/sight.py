"""From the panel to an eye's view and back: stages 6 to 8 as one map."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hud.device import Distortion
from hud.optics import stages
from hud.optics.rects import Rect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye

    Field = NDArray[np.float64]

BOUNDS_NODE_PX = 40  # of a part of the panel: between such nodes its edge is bent by less than a tenth of a pixel
NODE_PX = 8  # distance of the nodes on which the distortion is undone
RIM_NODES = 1025  # along each edge of the whole panel
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


class Path:
    """The way of a display's light to one eye: pinhole, alignment, magnification of a channel, distortion."""

    def __init__(self, sight: Sight) -> None:
        """Nothing is computed yet."""
        self.sight = sight
        self.device = sight.device

    def to_panel(self, x: Field, y: Field, channel: int) -> tuple[Field, Field]:
        """Stages 7 and 8 backwards: where on the panel a point of the view lies; both in pixels.

        Broadcasts. Infinite where no point of the panel is seen.
        """
        s, d = self.sight, self.device
        centre_x, centre_y = self._axis()
        tan_x, tan_y = np.broadcast_arrays((x - centre_x) / s.focal_px, (y - centre_y) / s.focal_px)
        tan_x, tan_y = stages.unaligned(tan_x, tan_y, stages.alignment_of(d, s.eye))
        m = d.lateral_colour[channel]
        tan_x, tan_y = tan_x / m, tan_y / m
        if d.distortion != _STRAIGHT:
            tan_x, tan_y = stages.undistorted(tan_x, tan_y, d.distortion)
        width, height = d.resolution_px
        return tan_x * d.focal_px + (width - 1) / 2, tan_y * d.focal_px + (height - 1) / 2

    def to_view(self, u: Field, v: Field, magnification: float | Field = 1.0) -> tuple[Field, Field]:
        """Stages 7 and 8: where in the view a point of the panel is seen; both in pixels.

        Broadcasts. ``magnification`` is that of the channel in question, one of `lateral_colour`.
        """
        s, d = self.sight, self.device
        width, height = d.resolution_px
        tan_x, tan_y = np.broadcast_arrays((u - (width - 1) / 2) / d.focal_px, (v - (height - 1) / 2) / d.focal_px)
        tan_x, tan_y = stages.distorted(tan_x, tan_y, d.distortion)
        m = magnification
        tan_x, tan_y = stages.aligned(m * tan_x, m * tan_y, stages.alignment_of(d, s.eye))
        centre_x, centre_y = self._axis()
        return tan_x * s.focal_px + centre_x, tan_y * s.focal_px + centre_y

    def _axis(self) -> tuple[float, float]:
        """Where in the view the display's axis is seen, pixels."""
        s = self.sight
        right, up = (s.focal_px * math.tan(math.radians(max(-80.0, min(80.0, angle)))) for angle in s.lag_deg)
        shift = stages.binocular_shift_px(s.focal_px, self.device, s.eye)
        return (s.view_px[0] - 1) / 2 + shift + right, (s.view_px[1] - 1) / 2 - up

    @property
    def corner(self) -> tuple[float, float]:
        """The first drawn pixel on the panel."""
        (width, height), (drawn_w, drawn_h) = self.device.resolution_px, self.sight.drawn_px
        return (width - drawn_w) / 2, (height - drawn_h) / 2

    def bounds(self, boxes: Sequence[tuple[float, float, float, float]], *, whole: bool = False) -> list[Rect]:
        """The pixels of the view around parts of the panel; with ``whole`` those with their centres on them."""
        if not boxes:
            return []
        x0, y0, x1, y1 = np.array(boxes, np.float64).T
        most = max(float((x1 - x0).max()), float((y1 - y0).max()))
        nodes = 2 if self.device.distortion == _STRAIGHT else min(33, 2 + math.ceil(most / BOUNDS_NODE_PX))
        way = np.linspace(0, 1, nodes)
        u = (x0[:, None] * (1 - way) + x1[:, None] * way)[:, None, :]
        v = (y0[:, None] * (1 - way) + y1[:, None] * way)[:, :, None]
        d = self.device
        # the channels differ in magnification alone: the least and the largest bound the third
        channels = sorted({d.lateral_colour.index(end(d.lateral_colour)) for end in (min, max)})
        magnified = np.array(d.lateral_colour)[channels, None, None]
        seen = self.to_view(u[:, None], v[:, None], magnified)
        found = [one.reshape(len(boxes), -1) for one in seen]
        if whole and d.distortion != _STRAIGHT:
            # an edge that bends reaches farthest between two nodes: by 1/10 pixel it would lose a row
            way = np.linspace(0, 1, RIM_NODES)
            u, v = x0[:, None] * (1 - way) + x1[:, None] * way, y0[:, None] * (1 - way) + y1[:, None] * way
            ends = [np.broadcast_to(end[:, None], u.shape) for end in (x0, x1, y0, y1)]
            rim = np.concatenate([ends[0], ends[1], u, u], axis=1), np.concatenate([v, v, ends[2], ends[3]], axis=1)
            seen = self.to_view(rim[0][:, None, None], rim[1][:, None, None], magnified)
            found = [np.concatenate([a, b.reshape(len(boxes), -1)], axis=1) for a, b in zip(found, seen, strict=True)]
        limit = 1e6
        low, high = ([np.clip(end(one, axis=1), -limit, limit) for one in found] for end in (np.min, np.max))
        if whole:
            # the last bit of a product must not take a row away; the far edge itself is not on the display
            edges = [np.ceil(one - 1e-6) for one in low] + [np.floor(one - 1e-6) + 1 for one in high]
        else:
            edges = [np.floor(one) for one in low] + [np.ceil(one) + 1 for one in high]
        return [Rect(*(int(edge) for edge in box)) for box in zip(*edges, strict=True)]

    def on_panel(self, x: Field, y: Field, channel: int) -> tuple[Field, Field]:
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
