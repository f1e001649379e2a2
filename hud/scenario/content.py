"""What the phone has to say at one moment: what travels over the link, and what it costs there."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from hud.guidance import guidance_at
from hud.scenario.state import NoticeState
from hud.speech import captions_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hud.guidance.state import NavState
    from hud.scenario.link import Link
    from hud.scenario.scenario import Scenario
    from hud.speech.state import CaptionState


@dataclass(frozen=True, slots=True)
class Content:
    """The parts of the state that the phone makes."""

    nav: NavState | None = None
    captions: CaptionState | None = None
    notice: NoticeState | None = None
    values: Mapping[str, float | str | bool] = field(default_factory=dict)

    def aged(self, by_s: float) -> Content:
        """The same, some seconds after it arrived: what counts seconds goes on counting, and a notice goes in time."""
        if by_s <= 0:
            return self
        nav, captions, notice = self.nav, self.captions, self.notice
        if nav is not None:
            nav = replace(nav, since_s=nav.since_s + by_s)
        if captions is not None:
            captions = replace(captions, since_s=captions.since_s + by_s)
        if notice is not None:
            left_s = notice.left_s - by_s
            notice = None if left_s <= 0 else replace(notice, since_s=notice.since_s + by_s, left_s=left_s)
        return Content(nav, captions, notice, self.values)


def content_at(scenario: Scenario, t_s: float) -> Content:
    """What the phone has to say at t."""
    nav = None
    route, travel = scenario.guided_at(t_s)
    if route is not None and travel is not None:
        nav = guidance_at(route, travel, t_s)
    notice = scenario.notices.at(t_s)
    return Content(
        nav=nav,
        captions=captions_at(scenario.captions, t_s) if scenario.captions is not None else None,
        notice=None
        if notice is None
        else NoticeState(notice.item.title, notice.item.body, t_s - notice.start_s, notice.end_s - t_s),
        values={name: frames.at(t_s) for name, frames in scenario.values.items()},
    )


@dataclass(frozen=True, slots=True)
class Print:
    """What of a content makes a difference on the glasses."""

    picture: object
    """The manoeuvre's arrow."""
    page: object
    """Which parts are there."""
    text: object
    """Everything that is read."""

    @classmethod
    def of(cls, content: Content) -> Print:
        """Of a content."""
        nav, captions, notice = content.nav, content.captions, content.notice
        arrow = None if nav is None else (nav.manoeuvre, nav.phase)
        page = (arrow is None, captions is None, None if notice is None else (notice.title, notice.body))
        read: tuple[object, ...] | None = None
        if nav is not None:
            # Off the route other figures are read; an arrow that turns a little is not sent anew.
            away = (nav.off_route, round(nav.back_deg / 15)) if nav.phase == "off-route" else ()
            read = (nav.distance, nav.remaining, nav.remaining_time, nav.street, nav.following, *away)
        return cls(arrow, page, (read, _told(captions), tuple(content.values.items())))

    def cost_s(self, before: Print, link: Link) -> float:
        """How long the change from another takes on a link."""
        cost = 0.0
        if self.picture != before.picture:
            cost += link.page_s + (link.picture_s if self.picture is not None else 0.0)
        elif self.page != before.page:
            cost += link.page_s
        elif self.text != before.text:
            cost += link.text_s
        return cost


def _told(state: Any) -> tuple[object, ...] | None:  # noqa: ANN401 - any state of plain values
    """What of a state is read: all but its times, which pass on the glasses by themselves."""
    if state is None:
        return None
    return tuple(getattr(state, part.name) for part in fields(state) if not part.name.endswith("_s"))
