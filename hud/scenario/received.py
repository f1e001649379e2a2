"""What of the phone's content has arrived on the glasses at one moment. Pure in t, and never by replaying from 0.

Without delays the content of t itself has. A lost link leaves what had arrived; a late one shows t less its delay. A
link with timing carries one message after the other, each with the newest content when its turn comes and only where
that differs from what was sent before. Which message arrives when is tabled for spans of `SPAN_S`, each on its own:
a few seconds before it the link is taken to be at rest, so that any moment costs no more than a span.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from hud.scenario.content import Content, Print, content_at
from hud.scenario.outages import shown_at

if TYPE_CHECKING:
    from hud.scenario.scenario import Scenario

SPAN_S = 20.0
LEAD_S = 4.0
"""Before a span, more than the longest message takes: the first in the table is on the glasses when it begins."""
TICK_S = 0.02
"""How often the phone looks whether something has changed."""


def received_at(scenario: Scenario, t_s: float) -> tuple[Content, float]:
    """What the glasses have received at t.

    Args:
        scenario: What is replayed.
        t_s: Seconds from its start.

    Returns:
        The content, and of which moment it is.
    """
    if scenario.link.ideal:
        regime = scenario.outages.at(t_s)
        sent_s, arrived_s = (t_s, t_s) if regime is None else shown_at(regime, t_s)
    else:
        arrivals = _arrivals(scenario, max(0, math.floor(t_s / SPAN_S)))
        index = max(bisect_right(arrivals, t_s, key=lambda arrival: arrival[0]) - 1, 0)
        arrived_s, sent_s = arrivals[index]
    return content_at(scenario, sent_s).aged(t_s - arrived_s), sent_s


@lru_cache(maxsize=256)
def _arrivals(scenario: Scenario, span: int) -> tuple[tuple[float, float], ...]:
    """Of every message that counts in a span: when it arrives, and of which moment it is."""
    link, outages = scenario.link, scenario.outages
    end_s, now_s = (span + 1) * SPAN_S, _at_rest(scenario, span * SPAN_S)
    before = Print.of(content_at(scenario, now_s))
    arrivals = [(now_s, now_s)]
    while now_s < end_s:
        regime = outages.at(now_s)
        if regime is not None and regime.lost:
            now_s = outages.back_s(now_s)
            continue
        after = Print.of(content_at(scenario, now_s))
        if after == before:
            now_s = (math.floor(now_s / TICK_S + 1e-6) + 1) * TICK_S
            continue
        # What is late is under way for longer; the link takes the next message meanwhile.
        taken_s = now_s + after.cost_s(before, link)
        done_s = taken_s + (0.0 if regime is None else regime.late_s)
        if outages.next_loss_s(now_s) < done_s:
            # it goes under way, and is sent anew once the link is back; what is no longer late may get through before
            now_s = outages.back_s(now_s)
            continue
        while len(arrivals) > 1 and arrivals[-1][0] >= done_s:
            # overtaken: what is newer is there
            arrivals.pop()
        arrivals.append((done_s, now_s))
        before = after
        now_s = max(taken_s, now_s + (1 / link.rate_hz if link.rate_hz else 0.0), now_s + 1e-3)
    return tuple(arrivals)


def _at_rest(scenario: Scenario, start_s: float) -> float:
    """A moment before a span at which the link is taken to be at rest and everything to have arrived."""
    link = scenario.link
    longest = link.page_s + link.picture_s + link.text_s
    at_s = start_s - LEAD_S - longest
    while at_s > 0:
        regime = scenario.outages.at(at_s)
        if regime is None or not (regime.lost or regime.late_s):
            break
        at_s = regime.start_s - LEAD_S - longest
    return max(at_s, 0.0)
