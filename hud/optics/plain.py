"""A display behind perfect optics: stages 6 and 7 alone, nothing but a scale and a shift between panel and view.

From one panel to the next mostly a figure changes. What the bands of the last panel became in the view is kept, and a
band of the next one that holds the very same codes at the same place is taken from there: what comes out is what would
have been made, whatever was shown before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.optics import knots
from hud.optics.bands import lit_bands
from hud.optics.display import Layer
from hud.optics.geometry import look_up, resample_all, sample_distance
from hud.optics.kept import is_frozen
from hud.optics.rects import Rect, Sheet, disjoint, packed, together
from hud.units import WHITE16

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from numpy.typing import NDArray

    from hud.optics.geometry import Placement

    Light = NDArray[np.uint16]


class Lit:
    """Where a panel is lit, and its light there; the eyes share one where they show the same."""

    def __init__(self, codes: NDArray[np.uint8], table: NDArray[np.uint16], before: Lit | None = None) -> None:
        """Look where it is lit.

        Args:
            codes: (h, w, 3) uint8.
            table: (256, 3) uint16, code to light.
            before: Of a panel of the same size, to find what is the same in both; of one that nobody can write to.
        """
        self.codes = codes
        self.bands = lit_bands(codes)
        self.name = object()
        """Stands for it where it is compared: to keep the panels before each would keep all of them."""
        self._before = None if before is None else before.name
        self._same = [] if before is None else self._like(before.codes, set(before.bands))
        self._table = table
        self._knots: dict[tuple[float, tuple[Rect, ...]], tuple[Sheet, Light]] = {}
        self._lock = Lock()

    def same_in(self, other: _Seen) -> list[Rect]:
        """The bands that another panel has as well, at the same place."""
        return self._same if other.name is self._before else self._like(other.codes, other.places.keys())

    def _like(self, codes: NDArray[np.uint8], bands: Container[Rect]) -> list[Rect]:
        mine = self.codes
        return [b for b in self.bands if b in bands and bool((mine[b.rows, b.cols] == codes[b.rows, b.cols]).all())]

    def light(self, band: Rect) -> Light:
        """Of one band, (h, w, 3)."""
        return look_up(self.codes[band.rows, band.cols], self._table)

    def whole(self) -> Light:
        """Of the panel, (h, w, 3)."""
        whole = np.zeros(self.codes.shape, np.uint16)
        for band in self.bands:
            whole[band.rows, band.cols] = self.light(band)
        return whole

    def at_knots(self, bands: Sequence[Rect], distance: float) -> tuple[Sheet, Light]:
        """`knots.at_knots` of some bands."""
        key = distance, tuple(bands)
        with self._lock:
            if key not in self._knots:
                self._knots[key] = knots.at_knots([(band, self.light(band)) for band in bands], distance)
            return self._knots[key]


@dataclass(frozen=True, eq=False, slots=True)
class _Seen:
    """A panel and what its bands became."""

    name: object
    """Of its `Lit`."""
    codes: NDArray[np.uint8]
    places: dict[Rect, tuple[Rect, Rect]]
    """Of each band the pixels of the view it reaches, and their place on the sheet."""
    light: Light
    """The sheet."""


class Port:
    """One eye's display in its view."""

    def __init__(self, placement: Placement, field: Rect, black: NDArray[np.uint16]) -> None:
        """Nothing was shown yet.

        Args:
            placement: Of the drawn part of the panel.
            field: What the whole display fills.
            black: (3,) uint16, what it adds there even where it is black.
        """
        self._placement = placement
        # most bands stay where they are
        self._covered = lru_cache(maxsize=256)(placement.covered)
        self._black = (field, black) if black.any() else None
        self._fits = knots.fits(placement)
        self._last: _Seen | None = None

    def layer(self, lit: Lit) -> Layer:
        """The light of a panel in the view."""
        covered = [self._covered(band) for band in lit.bands]
        apart = disjoint(covered)
        if self._fits and covered and apart == covered:
            pieces = [self._at_knots(lit, together(covered))]
        else:
            pieces = [(sheet, self._resampled(lit, sheet, covered)) for sheet in packed(apart)]
        if self._black is not None:
            for sheet, piece in pieces:
                _add_evenly(piece, sheet, *self._black)
        return Layer(tuple(pieces), self._black)

    def _at_knots(self, lit: Lit, sheet: Sheet) -> tuple[Sheet, Light]:
        lasting = is_frozen(lit.codes)
        last = self._last if lasting else None
        known = [] if last is None else lit.same_in(last)
        if last is None or not known:
            light = self._sampled(lit, lit.bands, sheet)
        else:
            light = np.zeros((sheet.height, sheet.width, 3), np.uint16)
            tiles = dict(zip(lit.bands, sheet.tiles, strict=True))
            for band in known:
                on, there = tiles[band][1], last.places[band][1]
                light[on.rows, on.cols] = last.light[there.rows, there.cols]
            if new := [band for band in lit.bands if band not in known]:
                own = together([tiles[band][0] for band in new])
                found = self._sampled(lit, new, own)
                for band, (_, there) in zip(new, own.tiles, strict=True):
                    on = tiles[band][1]
                    light[on.rows, on.cols] = found[there.rows, there.cols]
        if lasting:
            self._last = _Seen(lit.name, lit.codes, dict(zip(lit.bands, sheet.tiles, strict=True)), light)
        # what is kept stays as it is
        return sheet, light if self._black is None else light.copy()

    def _sampled(self, lit: Lit, bands: Sequence[Rect], sheet: Sheet) -> Light:
        source, fine = lit.at_knots(bands, sample_distance(self._placement))
        return knots.sampled(source, fine, self._placement, sheet)

    def _resampled(self, lit: Lit, sheet: Sheet, covered: Sequence[Rect]) -> Light:
        if len(sheet.tiles) == 1 and covered.count(sheet.tiles[0][0]) == 1:
            # of one band alone: beyond it is dark, whatever else there is
            band = lit.bands[covered.index(sheet.tiles[0][0])]
            return resample_all(lit.light(band), self._placement, sheet, first=(band.x0, band.y0))
        return resample_all(lit.whole(), self._placement, sheet)


def _add_evenly(piece: NDArray[Any], sheet: Sheet, field: Rect, light: NDArray[np.uint16]) -> None:
    """Add the same light all over a field."""
    for of, on in sheet.tiles:
        both = of.meet(field)
        to = both.moved(on.x0 - of.x0, on.y0 - of.y0)
        part = piece[to.rows, to.cols]
        np.add(part, np.minimum(light, WHITE16 - part), out=part, casting="unsafe")
