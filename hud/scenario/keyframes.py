"""Values over time: what changes at set moments. Pure in t."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from hud.units import srgb_decode_table, srgb_encode_table

V = TypeVar("V", float, str, bool, float | str | bool)
_COLOUR = re.compile("#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Whether a text is a colour, ``#rrggbb`` in lower case."""
    return _COLOUR.fullmatch(text) is not None


def eased(share: float, ease: str) -> float:
    """How far a change has come, 0..1, after a share of its time.

    ``linear`` s; ``smooth`` 3s² − 2s³; ``ease-in`` s²; ``ease-out`` 1 − (1 − s)²; ``step`` 0 until the end.
    """
    if ease == "smooth":
        return share * share * (3 - 2 * share)
    if ease == "ease-in":
        return share * share
    if ease == "ease-out":
        return share * (2 - share)
    return share if ease == "linear" else 0.0


def eased_rate(share: float, ease: str) -> float:
    """The derivative of `eased` by the share."""
    if ease == "smooth":
        return 6 * share * (1 - share)
    if ease == "ease-in":
        return 2 * share
    if ease == "ease-out":
        return 2 * (1 - share)
    return 1.0 if ease == "linear" else 0.0


def mixed_colour(before: str, after: str, share: float) -> str:
    """A colour between two, mixed as light is: channel by channel in linear sRGB, ``#rrggbb``."""
    decode, encode = srgb_decode_table(), srgb_encode_table()
    codes = []
    for k in (1, 3, 5):
        low, high = (float(decode[int(colour[k : k + 2], 16)]) for colour in (before, after))
        codes.append(int(encode[round(65535 * (low + share * (high - low)))]))
    return "#" + "".join(f"{code:02x}" for code in codes)


@dataclass(frozen=True, slots=True)
class Keyframe(Generic[V]):
    """A value, and how it is come by."""

    at_s: float
    value: V
    ease: str = "step"
    """From the keyframe before: ``step`` jumps at `at_s`; the others of `eased` arrive then. Only numbers and colours
    can be eased."""


@dataclass(frozen=True)
class Keyframes(Generic[V]):
    """A value at every time: before the first keyframe the first one's, after the last the last one's."""

    frames: tuple[Keyframe[V], ...]
    """At least one, `at_s` rising."""
    by_ratio: bool = False
    """Eased by equal ratios, as the eye sees light fall (Weber, Fechner), and not by equal steps.

    Where a value is 0 by steps: no number of equal ratios reaches 0, and any least value put in its place would decide
    how the whole fade looks (the middle of 1,000 and 0.001 is 1, of 1,000 and 1e-9 0.001).
    """

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
        if after.ease == "step":
            return before.value
        share = eased((t_s - before.at_s) / (after.at_s - before.at_s), after.ease)
        if isinstance(before.value, str) and isinstance(after.value, str):
            both = is_colour(before.value) and is_colour(after.value)
            return mixed_colour(before.value, after.value, share) if both else before.value
        if isinstance(before.value, str | bool) or isinstance(after.value, str | bool):
            return before.value
        if self.by_ratio and before.value > 0 and after.value > 0:
            # logarithms differ in their last digit between processors; six digits do not, and are plenty
            low, high = math.log(before.value), math.log(after.value)
            return float(f"{math.exp(low + share * (high - low)):.6g}")
        return before.value + share * (after.value - before.value)

    def rate_at(self: Keyframes[float], t_s: float) -> float:
        """How fast the value changes at t, per second: the derivative of `at`, that of what begins at a keyframe there.

        A jump has none: 0.
        """
        index = bisect_right(self._times, t_s)
        if index in (0, len(self.frames)):
            return 0.0
        before, after = self.frames[index - 1], self.frames[index]
        took = after.at_s - before.at_s
        return (after.value - before.value) * eased_rate((t_s - before.at_s) / took, after.ease) / took
