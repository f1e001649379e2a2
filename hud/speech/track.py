"""Captions at any moment of a conversation, with or without their translation, in closed form.

Everything that depends on the order of the cues (what belongs to what, how long a line must stay, what covers
what) is settled once, when a track is made; `captions_at` looks the moment up.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from hud.spans import Span, Spans
from hud.speech.lines import Page, break_pages, columns, spread
from hud.speech.state import CaptionState

if TYPE_CHECKING:
    from hud.speech.cues import Cue

# Netflix's guideline for adults: 20 Latin characters a second, and at least 5/6 s; about half as many of a
# wide script, whose characters count two columns each. At most 7 s however long.
READING_COLUMNS_PER_S = 20.0
MIN_SHOWN_S, MAX_HELD_S = 5 / 6, 7.0

CLOSED_GAP_S = 0.5  # a shorter pause between captions would only flicker (Netflix)

MAX_OVERLAPS = 256  # cues looked at for a partner: no conversation has more at once, a hostile file may

MAX_CROWD_CHARACTERS = 1000  # of what begins at one moment: more than anybody reads, and layout takes its time


@dataclass(frozen=True)
class CaptionTrack:
    """What is said in a scenario. Pure in t."""

    source: tuple[Cue, ...]
    """What was said, by start."""
    source_language: str
    """BCP 47."""
    target: tuple[Cue, ...] | None = None
    """The translation, by start; None where nothing is translated."""
    language: str = ""
    """BCP 47, of the translation; empty where nothing is translated."""
    delay_s: float = 0.0
    """From the beginning of a cue to its translation (without one: to the caption itself)."""

    @cached_property
    def timeline(self) -> Spans[_Window]:
        """Which caption is up when: the one that began last, or an earlier one still being spoken."""
        return Spans.of(Span(w.begin_s, w.until_s, w, w.spoken_until_s) for w in _windows(self))


@dataclass(slots=True)
class _Translation:
    """One cue of the translation on the glasses."""

    appears_s: float
    until_s: float
    text: str


@dataclass(slots=True)
class _Window:
    """One source cue on the glasses, with the translations that come up meanwhile."""

    begin_s: float
    spoken_until_s: float
    """Until here it comes back after an interjection."""
    until_s: float
    speaker: str
    source: str
    translations: list[_Translation] = field(default_factory=list)
    """By time; one list for all windows of a segment."""


def captions_at(track: CaptionTrack, t_s: float) -> CaptionState | None:
    """What the glasses show of the conversation at one moment.

    A translation comes up `delay_s` after its cue began; what was said stands over it, smaller. A caption
    stays as long as it is spoken, and on until it can have been read, but gives way to the next one at the
    latest when that one's translation is there. Speech too long for two lines is paged over its time.

    Args:
        track: The conversation.
        t_s: Seconds since the start of the scenario.

    Returns:
        The caption; None while there is none.
    """
    span = track.timeline.at(t_s)
    if span is None:
        return None
    window = span.item
    source, source_since = _page(window.source, track.source_language, window.begin_s, window.until_s, t_s)
    if track.target is None:
        language = track.source_language
        return CaptionState(window.speaker, language, language, (), source, max(t_s - source_since, 0.0))
    lines: Page = ()
    since = source_since
    for shown in reversed(window.translations):
        if shown.appears_s <= t_s:
            lines, since = _page(shown.text, track.language, shown.appears_s, shown.until_s, t_s)
            break
    return CaptionState(window.speaker, track.source_language, track.language, source, lines, max(t_s - since, 0.0))


def translations(track: CaptionTrack) -> tuple[tuple[float, str], ...]:
    """Every translation that comes up in a conversation, whole and in one line, with its time in seconds."""
    shown = {id(one): one for span in track.timeline for one in span.item.translations}
    return tuple(sorted((one.appears_s, " ".join(one.text.split())) for one in shown.values()))


def _page(text: str, language: str, start_s: float, end_s: float, t_s: float) -> tuple[Page, float]:
    """The page of a text at t, and when it came up."""
    pages = break_pages(text, language)
    if not pages:
        return (), start_s
    starts = spread(start_s, max(end_s, start_s), pages)
    index = max(bisect_right(starts, t_s) - 1, 0)
    return pages[index], starts[index]


def _held_s(text: str) -> float:
    """How long a text must stay to be read."""
    return min(max(columns(text) / READING_COLUMNS_PER_S, MIN_SHOWN_S), MAX_HELD_S)


def _windows(track: CaptionTrack) -> list[_Window]:
    source = _together(track.source)
    if track.target is None:
        windows = []
        for cue in source:
            start, end = cue.start_s + track.delay_s, cue.end_s + track.delay_s
            until = max(end, start + _held_s(cue.text))
            windows.append(_Window(start, end, until, cue.speaker, cue.text))
        return _cut(windows)
    target = _together(track.target)
    windows = []
    for sources, targets in _segments(source, target):
        windows += _segment_windows(sources, targets, track.delay_s)
    windows.sort(key=lambda window: window.begin_s)
    return _cut(_held_back(windows, track.delay_s))


def _together(cues: tuple[Cue, ...]) -> list[Cue]:
    """Cues that begin at the same moment become one, a line each; of a crowd only the first are heard."""
    out: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: cue.start_s):
        if not out or out[-1].start_s != cue.start_s:
            out.append(cue)
        elif cue.text != out[-1].text and len(out[-1].text) < MAX_CROWD_CHARACTERS:
            last = out[-1]
            speaker = last.speaker
            text = f"{last.text}\n{cue.text}"
            if speaker != cue.speaker:
                speaker, text = "", f"{_named(last)}\n{_named(cue)}"
            out[-1] = replace(last, end_s=max(last.end_s, cue.end_s), text=text, speaker=speaker)
    return out


def _named(cue: Cue) -> str:
    return f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text


def _segments(source: list[Cue], target: list[Cue]) -> list[tuple[list[Cue], list[Cue]]]:
    """Cues of the two files that belong together.

    Each cue is tied to the one of the other file it shares most time with (overlap over union); what is tied,
    directly or not, is one segment: one cue to one mostly, but a translator may also split and join.
    """
    ties = list(range(len(source) + len(target)))

    def root(k: int) -> int:
        while ties[k] != k:
            ties[k] = ties[ties[k]]
            k = ties[k]
        return k

    for here, there, offset, base in ((target, source, len(source), 0), (source, target, 0, len(source))):
        for k, best in enumerate(_best(here, there)):
            if best is not None:
                ties[root(offset + k)] = root(base + best)
    groups: dict[int, tuple[list[Cue], list[Cue]]] = {}
    for k, cue in enumerate([*source, *target]):
        groups.setdefault(root(k), ([], []))[k >= len(source)].append(cue)
    return list(groups.values())


def _best(here: list[Cue], there: list[Cue]) -> list[int | None]:
    """For each cue, the cue of the other file it shares most time with; None where it shares none."""
    starts = [cue.start_s for cue in there]
    longest = max((cue.end_s - cue.start_s for cue in there), default=0.0)
    found: list[int | None] = []
    for cue in here:
        best: tuple[float, int] | None = None
        # no cue that began longer ago than the longest one lasts can reach this far
        low, high = bisect_right(starts, cue.start_s - longest - 1e-9), bisect_right(starts, cue.end_s)
        low = max(low, high - MAX_OVERLAPS)
        for k in range(low, high):
            shared = min(cue.end_s, there[k].end_s) - max(cue.start_s, there[k].start_s)
            if shared > 0:
                share = shared / (max(cue.end_s, there[k].end_s) - min(cue.start_s, there[k].start_s))
                best = max(best or (0.0, 0), (share, -k))
        found.append(-best[1] if best else None)
    return found


def _segment_windows(sources: list[Cue], targets: list[Cue], delay_s: float) -> list[_Window]:
    """The windows of one segment, a window for each source cue."""
    begin = min(cue.start_s for cue in (sources or targets))
    windows = [_Window(c.start_s, c.end_s, c.end_s, c.speaker, c.text) for c in sources]
    if not sources:
        # a translation of something nobody wrote down
        last = max(cue.end_s for cue in targets)
        windows = [_Window(begin + delay_s, last + delay_s, last + delay_s, targets[0].speaker, "")]
    last_window = max(windows, key=lambda window: window.until_s)
    if not targets:
        last_window.until_s = max(last_window.until_s, last_window.begin_s + delay_s + _held_s(last_window.source))
        return windows
    appear = [begin + delay_s, *(max(cue.start_s, begin) + delay_s for cue in targets[1:])]
    last_window.until_s = max(last_window.until_s, appear[-1] + _held_s(targets[-1].text))
    ends = [*appear[1:], last_window.until_s]
    shown = [_Translation(a, e, cue.text) for a, e, cue in zip(appear, ends, targets, strict=True)]
    speaker = next((cue.speaker for cue in targets if cue.speaker), "")
    for window in windows:
        window.translations = shown
        window.speaker = speaker or window.speaker  # the reader reads names in the language of the translation
    return windows


def _held_back(windows: list[_Window], delay_s: float) -> list[_Window]:
    """Let a caption wait until the one before can have been read, but never beyond its own translation."""
    for before, window in pairwise(windows):
        begin = window.begin_s
        if window.translations is not before.translations:
            begin = max(begin, min(before.until_s, begin + delay_s))
        window.begin_s = max(begin, before.begin_s)
    return windows


def _cut(windows: list[_Window]) -> list[_Window]:
    """End each window where the next begins, so that its pages are spread over the time it is seen."""
    for window, following in pairwise(windows):
        if window.spoken_until_s <= following.begin_s < window.until_s + CLOSED_GAP_S:
            if window.translations and window.translations[-1].until_s == window.until_s:
                window.translations[-1].until_s = following.begin_s
            window.until_s = following.begin_s
    return windows
