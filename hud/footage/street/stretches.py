"""The town along a walk: a short one is built whole, a long one stretch by stretch, as one comes there."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np

from hud.footage.street.ground import Ground
from hud.footage.street.layout import build_network, build_part
from hud.footage.street.network import centre_of
from hud.footage.street.paving import Tiles
from hud.footage.street.scene import scene_by_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from numpy.typing import NDArray

    from hud.footage.street.dress import Dress
    from hud.footage.street.facades import Model
    from hud.footage.street.light import Light
    from hud.footage.street.network import Network
    from hud.footage.street.rings import Ring
    from hud.footage.street.scene import Scene
    from hud.geo import Line

WHOLE_M = 6000.0
"""A walk no longer than this is one scene."""
_CORE_M = 500.0
"""A stretch serves for so much of the way,"""
_BEYOND_M = 340.0
"""and is built so much further both ways: farther than one sees, so that its ends are never seen."""
_STRAIGHT_M = 170.0
_KEPT = 3
_NEAR_M = 60.0
"""So far from the next stretch its first sight is prepared."""
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
        look: Callable[[Scene, Ground, float], Iterator[None]],
        rings: Sequence[Ring] = (),
    ) -> None:
        """Build nothing yet.

        Args:
            line: The walk.
            dress: Widths of its streets.
            models: What the walls can look like.
            light: What falls on them.
            sun_deg: Where from.
            seed: Any whole number: which houses, which trees.
            under_m: From where to where along the walk it leads below a railway.
            look: Works out, a little with each step, what the first sight of a stretch from a place along the walk
                needs.
            rings: The roundabouts on the way.
        """
        self._rings = rings
        self._look = look
        self._line = line
        self._dress = dress
        self._seed = seed
        self._under_m = under_m
        self._scene: Callable[
            [NDArray[np.float64], Network, tuple[float, float] | None], Generator[None, None, Scene]
        ] = lambda xy, network, under: scene_by_pieces(xy, network, models, light, sun_deg, seed, under)
        self._long = line.length_m > WHOLE_M
        self._centre = centre_of(line.xy_m, line.along_m, dress, longest_m=_STRAIGHT_M) if self._long else None
        self._built: OrderedDict[int, tuple[Scene, Ground]] = OrderedDict()
        self._tiles = Tiles()
        self._coming: tuple[int, Generator[None, None, Scene]] | None = None
        self._looking: tuple[int, Iterator[None]] | None = None

    def at(self, along_m: float) -> tuple[Scene, Ground]:
        """What stands about a place of the walk, and its ground.

        Args:
            along_m: Metres along the walk; before its start and beyond its end count as those.
        """
        index = self._index(along_m)
        while index not in self._built:
            self._build(index)
        self._built.move_to_end(index)
        return self._built[index]

    def prepare(self, along_m: float) -> None:
        """Work out a little of the stretch that follows on a place, so that its first picture need not wait for it.

        Only the time at which it is worked out depends on this, never what comes of it.
        """
        index = self._index(along_m) + 1
        if not self._long or index > self._index(self._line.length_m):
            return
        if index not in self._built:
            self._build(index)
        elif index * _CORE_M - along_m < _NEAR_M:
            if self._looking is None or self._looking[0] != index:
                self._looking = index, self._look(*self._built[index], index * _CORE_M)
            next(self._looking[1], None)

    def _index(self, along_m: float) -> int:
        return int(min(max(along_m, 0.0), self._line.length_m) // _CORE_M) if self._long else 0

    def _build(self, index: int) -> None:
        """One step of building a stretch."""
        if self._coming is None or self._coming[0] != index:
            self._coming = index, self._pieces(index)
        try:
            next(self._coming[1])
        except StopIteration as done:
            self._coming = None
            self._built[index] = done.value, Ground(done.value, self._tiles)
            if len(self._built) > _KEPT:
                self._built.popitem(last=False)
        except BaseException:
            self._coming = None  # a generator that has raised would end with nothing built
            raise

    def _pieces(self, index: int) -> Generator[None, None, Scene]:
        line, centre = self._line, self._centre
        if centre is None:
            return self._scene(line.xy_m, build_network(line.xy_m, self._dress, self._seed, self._rings), self._under_m)
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
            part.corners_m,
            build_part(centre, first, last, self._dress, self._seed, self._rings),
            self._under(part.along_m),
        )

    def _under(self, along_m: NDArray[np.float64]) -> tuple[float, float] | None:
        """The part of the underpass that lies on a stretch, metres along it."""
        if self._under_m is None:
            return None
        start = float(along_m[0])
        low, high = max(self._under_m[0], start), min(self._under_m[1], float(along_m[-1]))
        return (low - start, high - start) if high - low > 1.0 else None
