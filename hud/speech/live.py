"""Live captions at any moment: every speaker's words as they come in, two lines that roll up. Closed form in t.

What a cue becomes is settled once: its words with their times (`hud.speech.stream`), and until when it stands. Cues of
one speaker of which the next begins while the one before is still up are one turn, whose lines roll up. Where two
turns last at the same time both are shown, the latest line of each; of more than two `hud.speech.floor` chooses.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from hud.speech.floor import Showing, shared
from hud.speech.lines import ELLIPSIS, HYPHEN, LINES, MAX_COLUMNS, MAX_WIDE_COLUMNS
from hud.speech.state import CaptionState, VoiceState
from hud.speech.units import columns

if TYPE_CHECKING:
    from hud.speech.layers import Layers
    from hud.speech.stream import Stream

# Netflix's guideline for adults: 20 Latin characters a second, and at least 5/6 s; about half as many of a
# wide script, whose characters count two columns each. At most 7 s however long.
READING_COLUMNS_PER_S = 20.0
MIN_SHOWN_S, MAX_HELD_S = 5 / 6, 7.0

SAME_BREATH_S = 0.25
"""Cues without names that overlap by more than this are of two speakers."""


def held_s(text: str) -> float:
    """How long a text must stay to be read."""
    return min(max(columns(text) / READING_COLUMNS_PER_S, MIN_SHOWN_S), MAX_HELD_S)


@dataclass(frozen=True)
class Utterance:
    """A cue, or the cues that one translation belongs to."""

    speaker: str
    start_s: float
    end_s: float
    """From when to when it is spoken."""
    source: tuple[Stream, ...]
    """What is said; empty where nobody wrote it down."""
    target: tuple[Stream, ...] | None = None
    """Its translation, empty where nobody translated it; None where nothing is translated."""

    @property
    def streams(self) -> tuple[Stream, ...]:
        """All of both."""
        return (*self.source, *(self.target or ()))

    @cached_property
    def begin_s(self) -> float:
        """When its first word is shown."""
        return min(stream.begin_s for stream in self.streams)

    @cached_property
    def answered_s(self) -> float:
        """When the first word the wearer reads is shown: of the translation, where there is one."""
        streams = self.source if self.target is None else self.target
        return min((stream.begin_s for stream in streams), default=math.inf)

    @cached_property
    def final_s(self) -> float:
        """From when on nothing of it changes."""
        return max(stream.final_s for stream in self.streams)

    @cached_property
    def until_s(self) -> float:
        """Until when it stands: its last lines must have been there long enough to be read, and final a while."""
        until = max(self.final_s + MIN_SHOWN_S, self.end_s)
        for stream in self.target or self.source:
            # about two lines from the end; where exactly they break is of no account here
            place = max(len(stream.text) - LINES * (MAX_WIDE_COLUMNS // 2 if stream.wide else MAX_COLUMNS), 0)
            since = stream.times_s[bisect_right(stream.ends, place)]
            until = max(until, since + held_s(stream.text[place:]))
        return until


@dataclass(eq=False)
class Turn:
    """What one speaker says without a pause long enough to clear the glasses."""

    speaker: str
    utterances: list[Utterance] = field(default_factory=list)

    @cached_property
    def begins_s(self) -> list[float]:
        """When each utterance begins to be shown.

        What is said and its translation stand together: the words of the next cue wait for their translation, or until
        the translation before can have been read.
        """
        begins = [self.utterances[0].begin_s]
        for before, one in pairwise(self.utterances):
            begins.append(max(begins[-1], min(one.answered_s, max(one.begin_s, before.until_s))))
        return begins

    @cached_property
    def _starts(self) -> list[int]:
        """For each utterance the first that may still stand with it; itself where it comes before its translation."""
        starts = [0]
        for k, (one, begin_s) in enumerate(zip(self.utterances[1:], self.begins_s[1:], strict=True), start=1):
            starts.append(k if begin_s < one.answered_s else max(starts[-1], k + 1 - LINES))
        return starts

    @cached_property
    def until_s(self) -> float:
        """When the last of them goes."""
        return max(one.until_s for one in self.utterances)

    @cached_property
    def words_end_s(self) -> float:
        """When its last word is shown."""
        return max(stream.times_s[-1] for one in self.utterances for stream in one.streams)

    def spoke_s(self, t_s: float) -> float:
        """When, by t, its last word came; t itself while words come."""
        last_s = self.begins_s[0]
        for one in self.begun(t_s):
            for stream in one.streams:
                count = bisect_right(stream.times_s, t_s)
                if 0 < count < len(stream.times_s):
                    return t_s
                last_s = max(last_s, stream.times_s[count - 1]) if count else last_s
        return last_s

    def begun(self, t_s: float) -> list[Utterance]:
        """The utterances of which lines may be up at t."""
        count = bisect_right(self.begins_s, t_s)
        return self.utterances[self._starts[count - 1] : count] if count else []


def turns(utterances: list[Utterance]) -> Layers[Showing[Turn]]:
    """Who has lines on the glasses when, two at most.

    Args:
        utterances: In any order.
    """
    made: list[Turn] = []
    open_turns: dict[tuple[str, int], Turn] = {}
    ends: dict[tuple[str, int], tuple[float, float]] = {}
    for one in sorted(utterances, key=lambda one: (one.begin_s, one.start_s)):
        lane = 0
        if not one.speaker:
            while ends.get(("", lane), (0.0, 0.0))[0] > one.start_s + SAME_BREATH_S:
                lane += 1
        key = (one.speaker, lane)
        turn = open_turns.get(key)
        if turn is None or ends[key][1] <= one.begin_s:
            turn = open_turns[key] = Turn(one.speaker)
            made.append(turn)
            ends[key] = (one.end_s, one.until_s)
        turn.utterances.append(one)
        ends[key] = (max(ends[key][0], one.end_s), max(ends[key][1], one.until_s))
    return shared(made)


def live_state(layers: Layers[Showing[Turn]], source_language: str, language: str, t_s: float) -> CaptionState | None:
    """What the glasses show of live speech at t.

    Args:
        layers: From `turns`.
        source_language: BCP 47.
        language: Of the translation; the same where nothing is translated.
        t_s: Seconds since the start of the scenario.
    """
    found = layers.at(t_s)
    if not found:
        return None
    if len(found) > 1:
        return both_at_once([_voice(showing, t_s, 1) for showing in found], source_language, language)
    alone_s = layers.shared_until_s(found[0], t_s)
    return both_at_once([_voice(found[0], t_s, LINES, alone_s)], source_language, language)


def both_at_once(voices: list[VoiceState], source_language: str, language: str) -> CaptionState:
    """The caption that one or two speakers make together."""
    return CaptionState(
        speaker=voices[-1].speaker if len(voices) == 1 else "",
        source_language=source_language,
        language=language,
        source_lines=_together([voice.source_lines for voice in voices], voices),
        lines=_together([voice.lines for voice in voices], voices),
        since_s=min(voice.since_s for voice in voices),
        final=all(voice.final for voice in voices),
        voices=tuple(voices),
    )


def _together(lines: list[tuple[str, ...]], voices: list[VoiceState]) -> tuple[str, ...]:
    if len(voices) == 1:
        return lines[0]
    return tuple(
        f"{voice.speaker}: {line}" if voice.speaker else f"– {line}"
        for voice, own in zip(voices, lines, strict=True)
        for line in own
    )


def _voice(showing: Showing[Turn], at_s: float, most: int, alone_s: float | None = None) -> VoiceState:
    turn, t_s = showing.turn, showing.clock_s(at_s)
    if alone_s is not None:
        alone_s = showing.clock_s(alone_s)
    elif showing.back and most == LINES:
        alone_s = showing.from_s
    begun = turn.begun(t_s)
    above = [stream for one in begun if one.target is not None for stream in one.source if stream.heard(t_s)]
    main = [stream for one in begun for stream in (one.source if one.target is None else one.target)]
    main = [stream for stream in main if stream.heard(t_s)]
    pieces, rooms = _pieces(main, t_s)
    lines = _last([line for stream in main for line in stream.lines_at(t_s)], most)
    anchor = -1
    if alone_s is not None:
        anchor = max(len(_pieces(main, alone_s)[0]) - 1, 0)
        gone = [line for stream in main for line in stream.lines_at(alone_s)]
        rolled = sum(len(stream.lines_at(t_s)) for stream in main) - max(len(gone), 1) + 1
        lines = _last(lines, max(rolled, 1))
    source_pieces, source_rooms = _pieces(above, t_s)
    return VoiceState(
        speaker=turn.speaker,
        source_lines=tuple(_last([line for stream in above for line in stream.lines_at(t_s)], most)),
        lines=tuple(lines),
        source_pieces=source_pieces,
        source_rooms=source_rooms,
        pieces=pieces,
        rooms=rooms,
        most_lines=most,
        anchor=anchor,
        source_from_right=any(stream.from_right for stream in above[-1:]),
        from_right=any(stream.from_right for stream in main[-1:]),
        final=all(one.final_s <= t_s for one in begun) and t_s >= min(at_s, turn.words_end_s),
        since_s=at_s - showing.came_s,
    )


def _last(lines: list[str], most: int) -> list[str]:
    """The last lines; what is left of a word whose beginning has rolled away begins with an ellipsis."""
    kept = lines[-most:]
    if len(kept) < len(lines) and lines[-most - 1].endswith(HYPHEN) and columns(kept[0]) < MAX_COLUMNS:
        kept[0] = ELLIPSIS + kept[0]
    return kept


def _pieces(streams: list[Stream], t_s: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is shown of each piece, and the room it keeps; a line break ends what must end its line."""
    shown: list[str] = []
    rooms: list[str] = []
    for stream in streams[-LINES:]:
        if rooms:
            shown[-1] = shown[-1].rstrip() + "\n"
            rooms[-1] = rooms[-1].rstrip() + "\n"
        for (begin, end), room in zip(stream.pieces, stream.rooms, strict=True):
            here = stream.shown(begin, end, t_s)
            if not here:
                break
            turn = end in stream.turns
            shown.append(here.rstrip() + "\n" if turn else here)
            rooms.append(room.rstrip() + "\n" if turn else room)
    return tuple(shown), tuple(rooms)
