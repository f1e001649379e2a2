"""What glasses say aloud at any moment: guidance, translations and notices, one after the other. Pure in t."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from hud.guidance import prompts
from hud.speech import translations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.scenario.scenario import Scenario

Kind = Literal["guidance", "translation", "notice"]
ORDER: tuple[Kind, ...] = ("guidance", "translation", "notice")
"""Of what waits at the same moment the first is said first; nothing is interrupted."""
WORDS_PER_S = 170 / 60
"""A usual rate of reading aloud; optics and road tests reckon with it (10 words in 3.529 s)."""
WIDE_WORDS = 0.6
"""A Chinese, Japanese or Korean character in words: about 4.7 are said in a second."""
SHORTEST_S = 0.8
PATIENCE_S = 10.0
"""A translation that has waited longer belongs to something long past."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said aloud."""

    start_s: float
    end_s: float
    """Estimated from its words; not part of it."""
    kind: Kind
    text: str


def spoken_at(scenario: Scenario, t_s: float) -> Utterance | None:
    """What glasses that speak would be saying at a moment, in closed form.

    Args:
        scenario: What is replayed.
        t_s: Seconds from its start.

    Returns:
        What is being said; None in silence.
    """
    said = utterances(scenario)
    index = bisect_right(said, t_s, key=lambda one: one.start_s) - 1
    return said[index] if index >= 0 and t_s < said[index].end_s else None


@lru_cache(maxsize=8)
def utterances(scenario: Scenario) -> tuple[Utterance, ...]:
    """Everything that is said in a scenario, in order and without overlap.

    What is due while something else is being said waits, guidance first, and is left out where it would come too
    late: guidance after its manoeuvre, a notice after it has gone, a translation after ten seconds.
    """
    due = sorted(_due(scenario))
    waiting: list[tuple[int, float, float, str]] = []
    said: list[Utterance] = []
    free_s, next_due = 0.0, 0
    while next_due < len(due) or waiting:
        if not waiting:
            free_s = max(free_s, due[next_due][0])
        while next_due < len(due) and due[next_due][0] <= free_s:
            at_s, rank, until_s, text = due[next_due]
            heapq.heappush(waiting, (rank, at_s, until_s, text))
            next_due += 1
        rank, at_s, until_s, text = heapq.heappop(waiting)
        start_s = max(free_s, at_s)
        if start_s <= until_s:
            free_s = start_s + said_s(text)
            said.append(Utterance(start_s, free_s, ORDER[rank], text))
    return tuple(said)


def said_s(text: str) -> float:
    """How long a text takes to say, estimated, seconds."""
    wide = sum(_is_wide(char) for char in text)
    spaced = "".join(" " if _is_wide(char) else char for char in text)
    return max(SHORTEST_S, (len(spaced.split()) + WIDE_WORDS * wide) / WORDS_PER_S)


def _is_wide(char: str) -> bool:
    return "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" or "\uf900" <= char <= "\ufaff"


def _due(scenario: Scenario) -> Iterator[tuple[float, int, float, str]]:
    """(due, rank, too late after, text) of everything."""
    for start_s, end_s, route, travel in scenario.legs:
        for prompt in prompts(route, travel):
            if start_s <= prompt.at_s < end_s:
                yield prompt.at_s, ORDER.index("guidance"), min(prompt.until_s, end_s), prompt.text
    if scenario.captions is not None:
        for at_s, text in translations(scenario.captions):
            yield at_s, ORDER.index("translation"), at_s + PATIENCE_S, text
    for span in scenario.notices:
        text = ": ".join(part for part in (span.item.title, span.item.body) if part)
        yield span.start_s, ORDER.index("notice"), span.end_s, text
