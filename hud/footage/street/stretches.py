"""The town along a walk: a short one is built whole, a long one stretch by stretch, as one comes there."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.ground import Ground
from hud.footage.street.network import build_network, build_part, centre_of
from hud.footage.street.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from hud.footage.street.facades import Model
    from hud.footage.street.light import Light
    from hud.footage.street.network import Dress, Network
    from hud.geo import Line

WHOLE_M = 6000.0
"""A walk no longer than this is one scene."""
_CORE_M = 500.0
"""A stretch serves for so much of the way,"""
_BEYOND_M = 340.0
"""and is built so much further both ways: farther than one sees, so that its ends are never seen."""
_STRAIGHT_M = 170.0
_KEPT = 3
_MOST_CORNERS = 400
"""Of a stretch, nearest to its middle: a recording on the spot may have any number."""


class Stretches:
    """The scenes of a walk, each built when it is first seen and made anew, the same, when it is seen again."""

    def __init__(
        self,
        line: Line,
        dress: Dress,
        models: Sequence[Model],
        light: Light,
        sun_deg: float,
        seed: int,
        under_m: tuple[float, float] | None,
    ) -> None:
        self._line = line
        self._dress = dress
        self._seed = seed
        self._under_m = under_m
        self._scene: Callable[[NDArray[np.float64], Network, tuple[float, float] | None], Scene] = (
            lambda xy, network, under: Scene(xy, network, models, light, sun_deg, seed, under)
        )
        self._long = line.length_m > WHOLE_M
        self._centre = centre_of(line.xy_m, line.along_m, dress, longest_m=_STRAIGHT_M) if self._long else None
        self._built: OrderedDict[int, tuple[Scene, Ground]] = OrderedDict()

    def at(self, along_m: float) -> tuple[Scene, Ground]:
        """What stands about a place of the walk, and its ground.

        Args:
            along_m: Metres along the walk; before its start and beyond its end count as those.
        """
        index = 0
        if self._long:
            index = int(min(max(along_m, 0.0), self._line.length_m) // _CORE_M)
        if index not in self._built:
            scene = self._build(index)
            self._built[index] = scene, Ground(scene)
            if len(self._built) > _KEPT:
                self._built.popitem(last=False)
        self._built.move_to_end(index)
        return self._built[index]

    def _build(self, index: int) -> Scene:
        line, centre = self._line, self._centre
        if centre is None:
            return self._scene(line.xy_m, build_network(line.xy_m, self._dress, self._seed), self._under_m)
        middle = (index + 0.5) * _CORE_M
        low, high = index * _CORE_M - _BEYOND_M, (index + 1) * _CORE_M + _BEYOND_M
        along = centre.along_m
        first = max(int(np.searchsorted(along, low, "right")) - 1, 0)
        last = min(int(np.searchsorted(along, high, "left")), len(along) - 1)
        at = int(np.searchsorted(along, middle))
        first, last = max(first, at - _MOST_CORNERS // 2), min(last, at + _MOST_CORNERS // 2)
        first = min(first, last - 1)
        part = centre.part(first, last)
        return self._scene(
            part.corners_m, build_part(centre, first, last, self._dress, self._seed), self._under(part.along_m)
        )

    def _under(self, along_m: NDArray[np.float64]) -> tuple[float, float] | None:
        """The part of the underpass that lies on a stretch, metres along it."""
        if self._under_m is None:
            return None
        start = float(along_m[0])
        low, high = max(self._under_m[0], start), min(self._under_m[1], float(along_m[-1]))
        return (low - start, high - start) if high - low > 1.0 else None
