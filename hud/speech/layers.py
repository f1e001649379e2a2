"""What lies over what, several deep: the spans that last at any moment, the latest few of them. Pure in t."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hud.spans import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Layers(Generic[T]):
    """Which spans last at every time, of many only those that began last."""

    _times: tuple[float, ...] = ()
    _lasting: tuple[tuple[T, ...], ...] = ()

    @classmethod
    def of(cls, spans: Iterable[Span[T]], *, most: int) -> Layers[T]:
        """Settle who lasts when, at most ``most`` at a time."""
        ordered = sorted((span for span in spans if span.start_s < span.end_s), key=lambda span: span.start_s)
        changes = sorted(
            [(span.start_s, 1, k) for k, span in enumerate(ordered)]
            + [(span.end_s, 0, k) for k, span in enumerate(ordered)]
        )
        times: list[float] = []
        lasting: list[tuple[T, ...]] = []
        alive: list[int] = []
        for at_s, begins, k in changes:
            if begins:
                insort(alive, k)
            else:
                del alive[bisect_left(alive, k)]
            found = tuple(ordered[j].item for j in alive[-most:])
            if times and times[-1] == at_s:
                lasting[-1] = found
            else:
                times.append(at_s)
                lasting.append(found)
        return cls(tuple(times), tuple(lasting))

    def shared_until_s(self, item: T, t_s: float) -> float | None:
        """When, by t, an item that lasts alone last had another beside it; None if it was alone all the time."""
        index = bisect_right(self._times, t_s) - 1
        while index > 0 and item in self._lasting[index - 1]:
            if len(self._lasting[index - 1]) > 1:
                return self._times[index]
            index -= 1
        return None

    def at(self, t_s: float) -> tuple[T, ...]:
        """What lasts at t, by beginning."""
        index = bisect_right(self._times, t_s) - 1
        return self._lasting[index] if index >= 0 else ()
