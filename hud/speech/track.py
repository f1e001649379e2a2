"""Captions at any moment of a conversation, with or without their translation, in closed form.

Everything that depends on the order of the cues (what belongs to what, how long a line must stay, what covers
what) is settled once, when a track is made; `captions_at` looks the moment up.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from hud.spans import Span, Spans
from hud.speech.layers import Layers
from hud.speech.lines import Page, break_pages, spread
from hud.speech.live import Utterance, both_at_once, held_s, live_state, turns
from hud.speech.misheard import Revision, slips
from hud.speech.segments import segments
from hud.speech.state import CaptionState, VoiceState
from hud.speech.stream import Partial, Recognised, Stream, one_line
from hud.speech.units import from_right

if TYPE_CHECKING:
    from hud.speech.cues import Cue
    from hud.speech.floor import Showing
    from hud.speech.live import Turn

HASTY_S = 0.5  # who answers a little early does not speak at the same time

CLOSED_GAP_S = 0.5  # a shorter pause between captions would only flicker (Netflix)

MAX_AT_ONCE = 4
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
    """From the beginning of a cue to its translation (without one: to the caption itself). Where captions are partial,
    from when words are recognised to their translation, which has its cue's times at the earliest."""
    partial: Partial = "none"
    """Whether captions come whole, or as they are recognised: by words or characters."""
    recognition_s: float = 0.0
    """From the end of a word until it is shown; counts where captions are partial."""
    misheard: float = 0.0
    """Share of the words that can be taken for others that are, until corrected, 0..1."""
    revisions: tuple[Revision, ...] = ()
    """What the author has misheard."""

    @cached_property
    def live(self) -> Layers[Showing[Turn]]:
        """Who has lines up when, where captions come as they are recognised."""
        return turns(_utterances(self))

    @cached_property
    def speaking(self) -> Layers[_Window]:
        """Which captions are being spoken when, the latest two. A hasty answer is no speech of two at once."""
        windows = _own_windows(self)
        spans = []
        for number, window in enumerate(windows):
            end = min(window.spoken_until_s, window.until_s)
            following = windows[number + 1].begin_s if number + 1 < len(windows) else math.inf
            hasty = following < end <= following + HASTY_S and end <= windows[number + 1].spoken_until_s
            spans.append(Span(window.begin_s, following if hasty else end, window))
        return Layers.of(spans, most=2)

    @cached_property
    def timeline(self) -> Spans[_Window]:
        """Which caption is up when: the one that began last, or an earlier one still being spoken."""
        return Spans.of(Span(one.begin_s, one.until_s, one, one.spoken_until_s) for one in _windows(self))


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
    latest when that one's translation is there. Speech too long for two lines is paged over its time. Of two who
    speak at the same time each has one line. Where captions are partial they come word by word instead, and roll up.

    Args:
        track: The conversation.
        t_s: Seconds since the start of the scenario.

    Returns:
        The caption; None while there is none.
    """
    if track.partial != "none":
        return live_state(track.live, track.source_language, track.language or track.source_language, t_s)
    together = track.speaking.at(t_s)
    if len(together) == 2:
        return _both(track, together, t_s)
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
    """Every translation of a conversation, whole and in one line, with the time in seconds when it is up and final."""
    if track.partial != "none":
        found = [stream for one in _utterances(track) for stream in one.target or ()]
        return tuple(sorted((stream.final_s, stream.text) for stream in found))
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


def _both(track: CaptionTrack, together: tuple[_Window, ...], t_s: float) -> CaptionState:
    """Two who speak at the same time, a line each."""
    voices = []
    for window in together:
        source = _line(window.source, track.source_language, window.begin_s, window.until_s, t_s)
        line, language = source, track.source_language
        if track.target is not None:
            shown = next((one for one in reversed(window.translations) if one.appears_s <= t_s), None)
            line = _line(shown.text, track.language, shown.appears_s, shown.until_s, t_s) if shown else ()
            language = track.language
        else:
            source = ()
        voices.append(
            VoiceState(
                speaker=window.speaker,
                source_lines=source,
                lines=line,
                source_pieces=source,
                pieces=line,
                source_rooms=source,
                rooms=line,
                most_lines=1,
                anchor=-1,
                source_from_right=from_right(window.source, track.source_language),
                from_right=from_right("".join(line), language),
                final=True,
                since_s=t_s - window.begin_s,
            )
        )
    return both_at_once(voices, track.source_language, track.language or track.source_language)


def _line(text: str, language: str, start_s: float, end_s: float, t_s: float) -> Page:
    """The one line of a text that is up at t."""
    lines = tuple((line,) for page in break_pages(text, language) for line in page)
    if not lines:
        return ()
    return lines[max(bisect_right(spread(start_s, max(end_s, start_s), lines), t_s) - 1, 0)]


def _utterances(track: CaptionTrack) -> list[Utterance]:
    """What is said, cue by cue, with its words' times."""
    source = _crowd(track.source)
    if track.target is None:
        return [
            Utterance(cue.speaker, cue.start_s, cue.end_s, (_source_stream(track, cue, track.delay_s),))
            for cue in source
        ]
    out = []
    for sources, targets in segments(source, _crowd(track.target)):
        cues = sources or targets
        begin = min(cue.start_s for cue in cues)
        speaker = next((cue.speaker for cue in targets if cue.speaker), "") or cues[0].speaker
        above = tuple(_source_stream(track, cue, 0.0) for cue in sources)
        below = _behind(track, above, tuple(_target_stream(track, cue, max(cue.start_s, begin)) for cue in targets))
        out.append(Utterance(speaker, begin, max(cue.end_s for cue in cues), above, below))
    return _in_order(out)


def _in_order(utterances: list[Utterance]) -> list[Utterance]:
    """A translation of what nobody wrote down waits for the one before, which waits for its words."""
    out: list[Utterance] = []
    done_s: dict[str, float] = {}
    for one in sorted(utterances, key=lambda one: one.start_s):
        if one.target and not one.source:
            one = replace(one, target=tuple(s.delayed(done_s.get(one.speaker, s.begin_s)) for s in one.target))
        if one.target:
            done_s[one.speaker] = max(done_s.get(one.speaker, 0.0), one.target[-1].times_s[-1])
        out.append(one)
    return out


def _behind(track: CaptionTrack, above: tuple[Stream, ...], below: tuple[Stream, ...]) -> tuple[Stream, ...]:
    """The translation of a segment, no word of it before what it translates has been recognised."""
    recognised = Recognised.of(above)
    if recognised is None or not below:
        return below
    sizes = [sum(stream.sizes) for stream in below]
    edges = [done / sum(sizes) for done in accumulate(sizes, initial=0)]
    parts = pairwise(edges)
    return tuple(s.following(recognised, part, track.delay_s) for s, part in zip(below, parts, strict=True))


def _crowd(cues: tuple[Cue, ...]) -> list[Cue]:
    """Without those that begin when four others do: nobody hears more of them out."""
    out: list[Cue] = []
    for cue in cues:
        if len(out) < MAX_AT_ONCE or out[-MAX_AT_ONCE].start_s != cue.start_s:
            out.append(cue)
    return out


def _source_stream(track: CaptionTrack, cue: Cue, delay_s: float) -> Stream:
    found = slips(
        one_line(cue.text)[0],
        track.source_language,
        cue.start_s,
        cue.end_s,
        track.revisions,
        track.misheard if track.partial == "words" else 0.0,
    )
    return Stream.spoken(
        cue.text,
        track.source_language,
        cue.start_s,
        cue.end_s,
        partial=track.partial,
        latency_s=track.recognition_s + delay_s,
        slips=found,
        marks=cue.marks,
    )


def _target_stream(track: CaptionTrack, cue: Cue, start_s: float) -> Stream:
    text = one_line(cue.text)[0]
    return Stream.spoken(
        cue.text,
        track.language,
        start_s,
        max(cue.end_s, start_s),
        partial=track.partial,
        latency_s=track.delay_s,
        at_start=True,
        # words that sound alike are the recogniser's trouble; a translator takes back only what the author says
        slips=slips(text, track.language, cue.start_s, cue.end_s, track.revisions, 0.0),
        marks=cue.marks if start_s == cue.start_s else (),
    )


def _windows(track: CaptionTrack) -> list[_Window]:
    return _cut(_own_windows(track))


def _own_windows(track: CaptionTrack) -> list[_Window]:
    """The windows before those that follow cut them short."""
    source = _together(track.source)
    if track.target is None:
        windows = []
        for cue in source:
            start, end = cue.start_s + track.delay_s, cue.end_s + track.delay_s
            until = max(end, start + held_s(cue.text))
            windows.append(_Window(start, end, until, cue.speaker, cue.text))
        return windows
    target = _together(track.target)
    windows = []
    for sources, targets in segments(source, target):
        windows += _segment_windows(sources, targets, track.delay_s)
    windows.sort(key=lambda window: window.begin_s)
    return _held_back(windows, track.delay_s)


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
            out[-1] = replace(last, end_s=max(last.end_s, cue.end_s), text=text, speaker=speaker, marks=())
    return out


def _named(cue: Cue) -> str:
    return f"{cue.speaker}: {cue.text}" if cue.speaker else cue.text


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
        last_window.until_s = max(last_window.until_s, last_window.begin_s + delay_s + held_s(last_window.source))
        return windows
    appear = [begin + delay_s, *(max(cue.start_s, begin) + delay_s for cue in targets[1:])]
    last_window.until_s = max(last_window.until_s, appear[-1] + held_s(targets[-1].text))
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
