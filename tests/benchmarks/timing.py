"""Measuring two things by turns, so that a busy moment of the machine meets both."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    what: str
    against: str
    spent_ms: float
    ratio: float
    bound: float | None = None
    """What the ratio should not exceed."""


def best_ms(
    *actions: Callable[[], object], rounds: int = 25, clock: Callable[[], float] = time.process_time
) -> list[float]:
    """The least time of each action, milliseconds, all of them measured by turns.

    By default the processor's time, which on one core is the time that passes, less what other programs take of it.
    """
    least = [float("inf")] * len(actions)
    for turn in range(rounds + 2):
        for n, action in enumerate(actions):
            begin = clock()
            action()
            spent = (clock() - begin) * 1e3
            if turn >= 2:  # the first turns fill caches
                least[n] = min(least[n], spent)
    return least


def table(rows: list[Row]) -> str:
    """The rows under each other."""
    lines = [("what", "against", "ms", "ratio", "bound")]
    for row in rows:
        bound = "" if row.bound is None else f"{row.bound:g}{'' if row.ratio <= row.bound else '  over'}"
        lines.append((row.what, row.against, f"{row.spent_ms:.2f}", f"{row.ratio:.2f}", bound))
    widths = [max(len(line[n]) for line in lines) for n in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
