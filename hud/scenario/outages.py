"""When the link to the phone is lost or late, and what that leaves on the glasses. Pure in t."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hud.spans import Spans


@dataclass(frozen=True, slots=True)
class Regime:
    """How the link is from a moment on."""

    start_s: float
    lost: bool
    late_s: float
    shown_s: float
    """Whose content the glasses show when it begins, by a link that has no delay but this."""


@dataclass(frozen=True)
class Outages:
    """When a link is lost or late."""

    regimes: tuple[Regime, ...] = ()
    """By start; before the first the link is well."""
    starts: tuple[float, ...] = ()

    @classmethod
    def of(cls, lost: Spans[str], late: Spans[float], times_s: Iterable[float]) -> Outages:
        """Settle what counts when: lost before late, the later of two late ones.

        Args:
            lost: When it is lost.
            late: When it is late, and by how many seconds.
            times_s: Where one of them begins or ends.
        """
        regimes: list[Regime] = []
        for start in sorted(set(times_s)):
            top = late.at(start)
            gone, late_s = lost.at(start) is not None, 0.0 if top is None else top.item
            if regimes and (regimes[-1].lost, regimes[-1].late_s) == (gone, late_s):
                continue
            shown = shown_at(regimes[-1], start)[0] if regimes else start
            regimes.append(Regime(start, gone, late_s, shown))
        return cls(tuple(regimes), tuple(regime.start_s for regime in regimes))

    def at(self, t_s: float) -> Regime | None:
        """What counts at t; None where all is well."""
        index = bisect_right(self.starts, t_s) - 1
        return self.regimes[index] if index >= 0 else None

    def next_loss_s(self, t_s: float) -> float:
        """When the link is lost next after t; infinite if never."""
        index = bisect_right(self.starts, t_s)
        return next((regime.start_s for regime in self.regimes[index:] if regime.lost), math.inf)

    def back_s(self, t_s: float) -> float:
        """When a link that is lost at t is back; infinite if never."""
        index = bisect_right(self.starts, t_s)
        return self.starts[index] if index < len(self.starts) else math.inf


def shown_at(regime: Regime, t_s: float) -> tuple[float, float]:
    """Whose content is shown at t in a regime, and when it arrived."""
    if not regime.lost and t_s - regime.late_s >= regime.start_s:
        return t_s - regime.late_s, t_s
    # what is late may be newer than what was there when it began to be
    return regime.shown_s, regime.start_s
