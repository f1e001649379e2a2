"""Values over time: what changes at set moments, and what lies over it for a while. Pure in t."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")
V = TypeVar("V", float, str, bool, float | str | bool)


@dataclass(frozen=True, slots=True)
class Keyframe(Generic[V]):
    """A value, and how it is come by."""

    at_s: float
    value: V
    ease: str = "step"
    """From the keyframe before: ``step`` jumps at `at_s`; ``linear`` and ``smooth`` (slow, fast, slow) arrive
    then. Only numbers can be eased."""


@dataclass(frozen=True)
class Keyframes(Generic[V]):
    """A value at every time: before the first keyframe the first one's, after the last the last one's."""

    frames: tuple[Keyframe[V], ...]
    """At least one, `at_s` rising."""
    by_ratio: bool = False
    """Eased by equal ratios, as the eye sees light fall, and not by equal steps; where a value is 0 by steps."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_times", [frame.at_s for frame in self.frames])

    @classmethod
    def constant(cls, value: V) -> Keyframes[V]:
        """The same value always."""
        return cls((Keyframe(0.0, value),))

    def at(self, t_s: float) -> V:
        """The value at t."""
        times: list[float] = self._times  # type: ignore[attr-defined]  # set in __post_init__, frozen
        index = bisect_right(times, t_s)
        before = self.frames[max(index - 1, 0)]
        if index in (0, len(self.frames)):
            return before.value
        after = self.frames[index]
        if after.ease == "step" or isinstance(before.value, str | bool) or isinstance(after.value, str | bool):
            return before.value
        share = (t_s - before.at_s) / (after.at_s - before.at_s)
        if after.ease == "smooth":
            share = share * share * (3 - 2 * share)
        if self.by_ratio and before.value > 0 and after.value > 0:
            # logarithms differ in their last digit between processors; six digits do not, and are plenty
            low, high = math.log(before.value), math.log(after.value)
            return float(f"{math.exp(low + share * (high - low)):.6g}")
        return before.value + share * (after.value - before.value)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """Something that lasts for a while."""

    start_s: float
    end_s: float
    """After `start_s`; not part of it."""
    item: T


@dataclass(frozen=True, slots=True)
class Spans(Generic[T]):
    """Which span is on top at every time: the one that began last among those that last still."""

    _times: tuple[float, ...] = ()
    _tops: tuple[Span[T] | None, ...] = ()

    @classmethod
    def of(cls, spans: Iterable[Span[T]]) -> Spans[T]:
        """Settle which one is on top when; of two that begin together the later listed."""
        ordered = sorted(spans, key=lambda span: span.start_s)
        times = sorted({t for span in ordered for t in (span.start_s, span.end_s)})
        tops: list[Span[T] | None] = []
        alive: list[int] = []  # heap of negative indices: the latest first
        begun = 0
        for t in times:
            while begun < len(ordered) and ordered[begun].start_s <= t:
                heapq.heappush(alive, -begun)
                begun += 1
            while alive and ordered[-alive[0]].end_s <= t:
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
