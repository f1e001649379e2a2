"""The light of a panel itself: stage 5, and where on the panel there is any."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hud.cv import cv2
from hud.optics import stages
from hud.optics.blur import gaussian

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.device import DeviceProfile
    from hud.environment import Environment
    from hud.optics.lens import Soft
    from hud.optics.rects import Rect, Sheet

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
    _lock: Any = field(default_factory=Lock)
    """Both eyes may ask at once for what they share."""

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
        with self._lock:
            if key not in self._soft:
                self._soft[key] = self._softened(soft, sheet)
            return self._soft[key]

    def _softened(self, soft: Soft, sheet: Sheet) -> Light:
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
        whole: Light = cv2.cvtColor(blurred, cv2.COLOR_RGB2RGBA)
        return whole


LEAST_DIMMING = 0.25


def in_sixteen(device: DeviceProfile) -> bool:
    """Whether 16 bits hold the light of a pixel's square well enough; else its picture is made in float32.

    Each of the four roundings on its way is one of 1 / `dimming` steps of the monitor's 65,535: at a quarter of the
    light 8 steps in all, and the first code of a monitor is 20.
    """
    return dimming(device) >= LEAST_DIMMING


def dimming(device: DeviceProfile) -> float:
    """What 16-bit light is multiplied with on its way, at most 1: a pixel's square is 1 / aperture² times its mean."""
    return 1 / stages.structure_peak(device)


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
