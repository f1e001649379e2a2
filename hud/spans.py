"""What lies over what: things that last for a while, and which of them is on top at any moment. Pure in t."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """Something that lasts for a while."""

    start_s: float
    end_s: float
    """After `start_s`; not part of it."""
    item: T
    returns_until_s: float | None = None
    """Once a later one has covered it, it comes back only before this moment; None is `end_s`."""

    @property
    def last_return_s(self) -> float:
        """`returns_until_s` as a number."""
        return self.end_s if self.returns_until_s is None else self.returns_until_s


@dataclass(frozen=True, slots=True)
class Spans(Generic[T]):
    """Which span is on top at every time: the one that began last among those that last still."""

    _times: tuple[float, ...] = ()
    _tops: tuple[Span[T] | None, ...] = ()

    @classmethod
    def of(cls, spans: Iterable[Span[T]]) -> Spans[T]:
        """Settle which one is on top when; of two that begin together the later listed."""
        ordered = sorted(spans, key=lambda span: span.start_s)
        times = sorted({t for span in ordered for t in (span.start_s, span.end_s, span.last_return_s)})
        tops: list[Span[T] | None] = []
        alive: list[int] = []  # heap of negative indices: the latest first
        begun = 0
        for t in times:
            while begun < len(ordered) and ordered[begun].start_s <= t:
                heapq.heappush(alive, -begun)
                begun += 1
            while alive:
                top = ordered[-alive[0]]
                uncovered = -alive[0] == begun - 1
                if t < (top.end_s if uncovered else top.last_return_s):
                    break
                heapq.heappop(alive)
            tops.append(ordered[-alive[0]] if alive else None)
        return cls(tuple(times), tuple(tops))

    def __iter__(self) -> Iterator[Span[T]]:
        """Every span that is on top at some time, by start."""
        shown = {(span.start_s, id(span)): span for span in self._tops if span is not None}
        return iter(sorted(shown.values(), key=lambda span: span.start_s))

    def at(self, t_s: float) -> Span[T] | None:
        """The span on top at t, None where there is none."""
        index = bisect_right(self._times, t_s) - 1
        return self._tops[index] if index >= 0 else None
