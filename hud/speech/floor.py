"""Who of several speakers is shown when: two at most, those who spoke last. Settled once, pure in t.

Who begins to speak comes up, at the bottom; where two are up already, the one who has been silent longer makes way. One
who made way before its words were seen comes back with its next words, or as soon as there is room if it spoke not long
ago, and its words from there on follow faster than they were said until they have caught up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from hud.spans import Span
from hud.speech.layers import Layers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST = 2
CATCH_UP = 2.0
"""Of its own pace: what was missed is read, and not heard as well."""
REMEMBERED_S = 7.0
"""What was said longer ago than a caption stands at most (Netflix) is not said again."""
UNSEEN_S = 5 / 6
"""A word that was up for less has not been seen (Netflix's shortest caption)."""
_WAITING = 8  # more speakers at once nobody follows


class Speech(Protocol):
    """What somebody says in one go."""

    @property
    def begins_s(self) -> Sequence[float]:
        """When its parts begin to be shown, rising."""

    @property
    def until_s(self) -> float:
        """When it goes if it is up all the time: when its last words can have been read."""

    @property
    def words_end_s(self) -> float:
        """When its last word is shown."""

    def spoke_s(self, t_s: float) -> float:
        """When, by t, its last word came; t itself while words come."""


T = TypeVar("T", bound=Speech)


@dataclass(frozen=True, eq=False)
class Showing(Generic[T]):
    """One speaker's turn on the glasses, from its coming up to its going."""

    turn: T
    came_s: float
    from_s: float = -math.inf
    """Its words up to here had been seen when it came back; minus infinity the first time."""

    def clock_s(self, t_s: float) -> float:
        """The moment whose words are up at t: t itself, or one before it while they catch up."""
        return min(t_s, self.from_s + CATCH_UP * (t_s - self.came_s)) if self.back else t_s

    @property
    def back(self) -> bool:
        """Whether it had made way before."""
        return math.isfinite(self.from_s)

    @property
    def until_s(self) -> float:
        """When it goes, if nobody takes its place: when its last words can have been read."""
        if not self.back:
            return self.turn.until_s
        last_s = self.turn.words_end_s
        there_s = max(last_s, self.came_s + (last_s - self.from_s) / CATCH_UP)
        return max(self.turn.until_s, there_s + self.turn.until_s - last_s)


@dataclass
class _Floor(Generic[T]):
    up: list[Showing[T]] = field(default_factory=list)
    """By when they came up."""
    waiting: list[tuple[T, float]] = field(default_factory=list)
    """Who made way, and up to when its words were seen."""
    spans: list[Span[Showing[T]]] = field(default_factory=list)

    def comes(self, turn: T, at_s: float) -> None:
        """Somebody speaks."""
        if any(one.turn is turn for one in self.up):
            return
        if len(self.up) == MOST:
            longest_silent = min(self.up, key=lambda one: (one.turn.spoke_s(at_s), one.came_s))
            self._goes(longest_silent, at_s)
            seen_s = longest_silent.clock_s(at_s)
            if longest_silent.turn.words_end_s > seen_s - UNSEEN_S:
                self.waiting = [*self.waiting[1 - _WAITING :], (longest_silent.turn, seen_s)]
        self._shown(turn, at_s)

    def passes(self, at_s: float) -> None:
        """Those go who can have been read by then, and those who wait take their places."""
        while self.up and (first := min(self.up, key=lambda one: one.until_s)).until_s <= at_s:
            free_s = first.until_s
            self._goes(first, free_s)
            oldest_s = free_s - REMEMBERED_S
            self.waiting = [one for one in self.waiting if one[0].words_end_s > oldest_s]
            spoke = [(turn.spoke_s(free_s), turn) for turn, _ in self.waiting]
            if spoke and max(at for at, _ in spoke) > oldest_s:
                self._shown(max(spoke, key=lambda one: one[0])[1], free_s)

    def _shown(self, turn: T, at_s: float) -> None:
        seen_s = next((seen_s for one, seen_s in self.waiting if one is turn), -math.inf)
        self.waiting = [one for one in self.waiting if one[0] is not turn]
        self.up.append(Showing(turn, at_s, max(seen_s, at_s - REMEMBERED_S) if math.isfinite(seen_s) else seen_s))

    def _goes(self, showing: Showing[T], at_s: float) -> None:
        self.up.remove(showing)
        if showing.came_s < at_s:
            self.spans.append(Span(showing.came_s, at_s, showing))


def shared(turns: Iterable[T]) -> Layers[Showing[T]]:
    """Settle who is up when.

    Args:
        turns: In any order; each one's next words are not before its last.
    """
    floor: _Floor[T] = _Floor()
    begins = [(begin_s, number, turn) for number, turn in enumerate(turns) for begin_s in turn.begins_s]
    for begin_s, _, turn in sorted(begins, key=lambda begin: begin[:2]):
        floor.passes(begin_s)
        floor.comes(turn, begin_s)
    floor.passes(math.inf)
    return Layers.of(floor.spans, most=MOST)
