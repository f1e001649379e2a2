"""What the wearer has done so far. Pure in t."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hud.scenario.state import InputState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Inputs:
    """Every gesture with its time."""

    times_s: tuple[float, ...] = ()
    """Rising."""
    gestures: tuple[str, ...] = ()
    """Beside `times_s`."""
    by_gesture: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """The times of each, rising; of those that never happen none."""

    @classmethod
    def of(cls, made: Iterable[tuple[float, str]], known: Iterable[str]) -> Inputs:
        """Of (time in s, gesture), in any order; ``known`` names all there are."""
        ordered = sorted(made, key=lambda one: one[0])
        by: dict[str, list[float]] = {gesture: [] for gesture in known}
        for at_s, gesture in ordered:
            by[gesture].append(at_s)
        times, gestures = tuple(at for at, _ in ordered), tuple(gesture for _, gesture in ordered)
        return cls(times, gestures, {gesture: tuple(at) for gesture, at in by.items()})

    def at(self, t_s: float) -> InputState:
        """What has been done by t."""
        index = bisect_right(self.times_s, t_s)
        return InputState(
            last=self.gestures[index - 1] if index else "",
            since_s=t_s - self.times_s[index - 1] if index else None,
            count=index,
            counts={gesture: bisect_right(times, t_s) for gesture, times in self.by_gesture.items()},
        )
