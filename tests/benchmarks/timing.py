"""Measuring two things by turns, so that a busy moment of the machine meets both."""

from __future__ import annotations

import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
QUIET = 0.05
"""Of all cores that others may take before a run counts as disturbed."""


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


class Company:
    """Who else was at work on the machine, from when this is made."""

    def __init__(self) -> None:
        self._begin = time.perf_counter(), *_busy_s()

    def said(self) -> str:
        """In a few words; where the system does not tell, how many programs wanted to run in the last minute."""
        cores = os.cpu_count() or 1
        began_s, all_before, own_before = self._begin
        passed_s, (all_s, own_s) = time.perf_counter() - began_s, _busy_s()
        if all_s == 0:
            return f"load {os.getloadavg()[0]:.1f} on {cores} cores"
        share = max(0.0, all_s - all_before - (own_s - own_before)) / max(passed_s * cores, TICK_S)
        told = f"others took {share:.0%} of the processors in these {passed_s:.0f} s"
        return f"{told}: TOO MUCH for figures that hold, measure again" if share > QUIET else told


def _busy_s() -> tuple[float, float]:
    """Seconds that the machine's cores have worked, or been kept from it from outside, and this process for its part.

    0 of the machine where the system does not say.
    """
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own_s = sum(one.ru_utime + one.ru_stime for one in spent)
    try:
        line = Path("/proc/stat").read_text("ascii").partition("\n")[0]
    except OSError:
        return 0.0, own_s
    user, nice, system, _idle, _wait, hard, soft, stolen = map(int, line.split()[1:9])
    return (user + nice + system + hard + soft + stolen) * TICK_S, own_s


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
