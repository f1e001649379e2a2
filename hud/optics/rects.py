"""Rectangles of pixels, and many small ones worked on as one.

A call of OpenCV costs some 20 microseconds before its first pixel, so that sixty small elements cost what one as large
as the panel does. `packed` lays small rectangles beside each other on one sheet, on which every step is one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

LARGE_PX = 4096  # a rectangle from here on has a sheet of its own: its pixels cost more than its calls
LEAST_SHEET_PX = 256  # width of a sheet of many
FEW = 16  # rectangles of which it pays to try more widths than one


@dataclass(frozen=True, slots=True)
class Rect:
    """Pixels x0 <= x < x1, y0 <= y < y1."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def empty(self) -> bool:
        """True without a pixel."""
        return self.x1 <= self.x0 or self.y1 <= self.y0

    @property
    def area(self) -> int:
        """Pixels in it."""
        return max(0, self.x1 - self.x0) * max(0, self.y1 - self.y0)

    def meet(self, other: Rect) -> Rect:
        """The pixels of both; without a common pixel, an empty rectangle inside this one."""
        x0, y0 = min(max(self.x0, other.x0), self.x1), min(max(self.y0, other.y0), self.y1)
        return Rect(x0, y0, max(x0, min(self.x1, other.x1)), max(y0, min(self.y1, other.y1)))

    def join(self, other: Rect) -> Rect:
        """The least rectangle around both."""
        return Rect(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))

    def meets(self, other: Rect) -> bool:
        """Whether there is a pixel of both, neither being empty."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def grown(self, by: int) -> Rect:
        """With a rim."""
        return Rect(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)

    def moved(self, right: int, down: int) -> Rect:
        """At another place."""
        return Rect(self.x0 + right, self.y0 + down, self.x1 + right, self.y1 + down)

    @property
    def rows(self) -> slice:
        """For indexing an array."""
        return slice(self.y0, self.y1)

    @property
    def cols(self) -> slice:
        """For indexing an array."""
        return slice(self.x0, self.x1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rectangles of a picture laid out without overlap on an array of their own."""

    width: int
    height: int
    tiles: tuple[tuple[Rect, Rect], ...]
    """Of each, where it is in the picture and where on the sheet."""

    def gathered(self, picture: NDArray[Any]) -> NDArray[Any]:
        """The rectangles of a picture, (height, width, ...), 0 in between; of one alone a view of the picture."""
        if len(self.tiles) == 1:
            of = self.tiles[0][0]
            return picture[of.y0 : of.y1, of.x0 : of.x1]
        sheet = np.zeros((self.height, self.width, *picture.shape[2:]), picture.dtype)
        for of, on in self.tiles:
            sheet[on.y0 : on.y1, on.x0 : on.x1] = picture[of.y0 : of.y1, of.x0 : of.x1]
        return sheet

    def scatter(self, sheet: NDArray[Any], picture: NDArray[Any]) -> None:
        """Put each rectangle of a sheet where it belongs in a picture."""
        for of, on in self.tiles:
            picture[of.y0 : of.y1, of.x0 : of.x1] = sheet[on.y0 : on.y1, on.x0 : on.x1]

    def moved(self, right: int, down: int) -> Sheet:
        """The same sheet of a picture whose pixels are counted from another corner."""
        return Sheet(self.width, self.height, tuple((of.moved(right, down), on) for of, on in self.tiles))


def packed(rects: Sequence[Rect]) -> list[Sheet]:
    """Sheets for some rectangles: each large one its own, all small ones together."""
    rects = [rect for rect in rects if not rect.empty]
    small = [rect for rect in rects if rect.area < LARGE_PX]
    sheets = [together([rect]) for rect in rects if rect.area >= LARGE_PX]
    return [*sheets, together(small)] if small else sheets


def together(rects: Sequence[Rect]) -> Sheet:
    """One sheet for some rectangles, in rows of like height and a pixel apart; they stay in their order.

    Raises:
        ValueError: There are none.
    """
    if not rects:
        raise ValueError("no rectangle")
    width, height, places = _laid(tuple((rect.x1 - rect.x0, rect.y1 - rect.y0) for rect in rects))
    return Sheet(width, height, tuple(zip(rects, places, strict=True)))


@lru_cache(maxsize=64)
def _laid(sizes: tuple[tuple[int, int], ...]) -> tuple[int, int, tuple[Rect, ...]]:
    """A sheet's width and height, and the place of each size on it."""
    if len(sizes) == 1:
        ((wide, high),) = sizes
        return wide, high, (Rect(0, 0, wide, high),)
    width = max(LEAST_SHEET_PX, *(wide for wide, _ in sizes))
    widths = (width, width * 5 // 4, width * 3 // 2) if len(sizes) <= FEW else (width,)
    return min((_laid_within(sizes, width) for width in widths), key=lambda laid: laid[0] * laid[1])


def _laid_within(sizes: Sequence[tuple[int, int]], most: int) -> tuple[int, int, tuple[Rect, ...]]:
    """`_laid` on a sheet at most so wide."""
    places: dict[int, Rect] = {}
    x = y = below = width = 0
    for n in sorted(range(len(sizes)), key=lambda n: -sizes[n][1]):
        wide, high = sizes[n]
        if x + wide > most:
            x, y = 0, below
        places[n] = Rect(x, y, x + wide, y + high)
        x, below, width = x + wide + 1, max(below, y + high + 1), max(width, x + wide)
    return width, below - 1, tuple(places[n] for n in range(len(sizes)))


def disjoint(rects: Sequence[Rect]) -> list[Rect]:
    """Rectangles that cover at least the given ones and do not overlap."""
    rects = [rect for rect in rects if not rect.empty]
    if len(rects) < 2 or not _overlap(rects):
        return rects
    found: list[Rect] = []
    for rect in rects:
        grown = rect
        while (other := next((other for other in found if grown.meets(other)), None)) is not None:
            grown = grown.join(other)
            found.remove(other)
        found.append(grown)
    return found


def around(hole: Rect, whole: Rect) -> list[Rect]:
    """What is left of a rectangle without a part of it."""
    if hole.empty:
        return [whole]
    parts = [
        Rect(whole.x0, whole.y0, whole.x1, hole.y0),
        Rect(whole.x0, hole.y1, whole.x1, whole.y1),
        Rect(whole.x0, hole.y0, hole.x0, hole.y1),
        Rect(hole.x1, hole.y0, whole.x1, hole.y1),
    ]
    return [part for part in parts if not part.empty]


def _overlap(rects: Sequence[Rect]) -> bool:
    """Whether any two have a pixel in common."""
    if len(rects) <= FEW // 2:
        return any(one.meets(other) for one, other in combinations(rects, 2))
    x0, y0, x1, y1 = np.array([(r.x0, r.y0, r.x1, r.y1) for r in rects]).T
    both = (x0[:, None] < x1) & (x0 < x1[:, None]) & (y0[:, None] < y1) & (y0 < y1[:, None])
    return int(np.count_nonzero(both)) > len(rects)
