"""Values over time: what changes at set moments. Pure in t."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

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

    @cached_property
    def _times(self) -> list[float]:
        return [frame.at_s for frame in self.frames]

    @classmethod
    def constant(cls, value: V) -> Keyframes[V]:
        """The same value always."""
        return cls((Keyframe(0.0, value),))

    def at(self, t_s: float) -> V:
        """The value at t."""
        index = bisect_right(self._times, t_s)
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
