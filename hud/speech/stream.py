"""One cue's words as they come in: a hypothesis that grows, is revised, and is final at last. Pure in t.

A unit (`hud.speech.units`) is heard when it has been said: the cue's time is shared out by how much there is to say,
with a rest after a comma and a longer one after a sentence. It is shown a recogniser's latency later. Where the text
breaks into lines is settled by its final words and never changes: what stands stays where it is, words come at the
end, and lines scroll up.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Literal

from hud.speech.lines import HYPHEN, MAX_COLUMNS, MAX_WIDE_COLUMNS, mostly_wide, pieces
from hud.speech.units import columns, from_right, unit_ends

if TYPE_CHECKING:
    from hud.speech.misheard import Slip

Partial = Literal["none", "words", "characters"]

SETTLED_S = 0.4
"""From the last word to the final result: the recogniser waits whether more comes."""
_COMMA, _STOP = re.compile("[,;:，、；：،؛]\\s*$"), re.compile("[.!?…。！？؟۔]\\W*$")
_COMMA_COLUMNS, _STOP_COLUMNS = 2, 4
_DASH = re.compile(r"[-\u2010-\u2015]\s*\S")
_UNCOVERED = 2
"""So many words more, and a recogniser knows what it heard."""
_TAIL_COLUMNS, _TAIL_WIDE_COLUMNS = 12, 8
"""What a cue's last line has at least, where its words allow it."""
_EVEN = 1e-9
"""Of a share; less is rounding."""


def one_line(text: str) -> tuple[str, tuple[int, ...]]:
    """A cue's text without its line breaks, and where a line must begin all the same: at another speaker's dash."""
    whole, turns = "", []
    for line in filter(None, map(str.strip, text.split("\n"))):
        if whole and _DASH.match(line):
            whole += " "
            turns.append(len(whole))
        elif whole and not (columns(whole[-1]) == columns(line[0]) == 2):
            whole += " "
        whole += line
    return whole, tuple(turns)


@dataclass(frozen=True)
class Recognised:
    """How much of what a translator has to work on has been recognised when."""

    shares: tuple[float, ...]
    """0..1, rising to 1."""
    times_s: tuple[float, ...]
    """When so much is there; never falls."""

    @classmethod
    def of(cls, streams: tuple[Stream, ...]) -> Recognised | None:
        """What streams bring, one after the other; None without any."""
        said = [(size, at_s) for stream in streams for size, at_s in zip(stream.sizes, stream.times_s, strict=True)]
        total = sum(size for size, _ in said)
        if not total:
            return None
        shares = accumulate(size / total for size, _ in said)
        return cls(tuple(shares), tuple(accumulate((at_s for _, at_s in said), max)))

    def at_s(self, share: float) -> float:
        """When a share is there."""
        return self.times_s[min(bisect_left(self.shares, share - _EVEN), len(self.times_s) - 1)]


@dataclass(frozen=True)
class Stream:
    """One text on its way in."""

    text: str
    """As it will be when it is final."""
    language: str
    ends: tuple[int, ...]
    """Characters of the text up to the end of each unit, rising."""
    times_s: tuple[float, ...]
    """When each unit is shown; never falls."""
    final_s: float
    """From when on nothing changes."""
    slips: tuple[tuple[Slip, float], ...] = ()
    """What is shown wrong, and until when."""
    turns: tuple[int, ...] = ()
    """Where a line must begin."""

    @classmethod
    def spoken(
        cls,
        text: str,
        language: str,
        start_s: float,
        end_s: float,
        *,
        partial: Partial,
        latency_s: float,
        at_start: bool = False,
        slips: list[Slip] | None = None,
        marks: tuple[tuple[int, float], ...] = (),
    ) -> Stream:
        """Share a cue's time out to its units.

        Args:
            text: The cue's, with the author's line breaks.
            language: BCP 47.
            start_s: When it begins to be said.
            end_s: When it has been said.
            partial: In what it comes.
            latency_s: From the end of a unit until it is shown.
            at_start: From its beginning instead: a translator knows a word as it begins to write it.
            slips: What is shown wrong first, for the text in one line.
            marks: Words' own times, as those of a `Cue`; between them the time is shared out.
        """
        whole, turns = one_line(text)
        if partial == "none":
            return cls(whole, language, (len(whole),), (start_s + latency_s,), start_s + latency_s, (), turns)
        ends = unit_ends(whole, language, characters=partial == "characters")
        weights = [_weight(whole[begin:end]) for begin, end in pairwise([0, *ends])]
        # the rest after the last word is no part of the speech
        total, done, shares = sum(said for said, _ in weights) + sum(rest for _, rest in weights[:-1]), 0.0, []
        for said, rest in weights:
            shares.append((done if at_start else done + said) / total)
            done += said + rest
        if marks:
            times = _by_marks(whole, [0, *ends[:-1]] if at_start else ends, (start_s, end_s), marks)
        else:
            times = [start_s + (end_s - start_s) * share for share in shares]
        times = [at_s + latency_s for at_s in times]
        final = end_s + latency_s + SETTLED_S
        return cls(
            whole, language, tuple(ends), tuple(times), final, cls._until(ends, times, final, slips or []), turns
        )

    @staticmethod
    def _until(
        ends: list[int], times: list[float], final_s: float, slips: list[Slip]
    ) -> tuple[tuple[Slip, float], ...]:
        out = []
        for slip in slips:
            last = bisect_right(ends, slip.end - 1)  # the unit the misheard words end in
            if slip.for_s is not None:
                until = times[last] + slip.for_s
            else:
                until = times[last + _UNCOVERED] if last + _UNCOVERED < len(times) else final_s
            out.append((slip, min(until, final_s)))
        return tuple(out)

    @property
    def begin_s(self) -> float:
        """When its first unit is shown."""
        return self.times_s[0]

    @cached_property
    def sizes(self) -> tuple[float, ...]:
        """How much there is to say of each unit, in columns."""
        return tuple(_weight(self.text[begin:end])[0] for begin, end in pairwise([0, *self.ends]))

    def delayed(self, at_s: float) -> Stream:
        """The same, with nothing shown before a time in seconds."""
        if at_s <= self.begin_s:
            return self
        return self._timed([max(one, at_s) for one in self.times_s])

    def following(self, recognised: Recognised, part: tuple[float, float], latency_s: float) -> Stream:
        """The same as a translation, of which no word comes before the words it translates.

        A translator has written so much of its text as there is recognised of the other, less what it thinks: its
        word that ends at a share s of the text comes at `recognised.at_s(s)` and the latency at the earliest.

        Args:
            recognised: What is translated.
            part: From which share to which this stream is of the whole translation.
            latency_s: How long the translator thinks.
        """
        (begin, end), total = part, sum(self.sizes)
        shares = (begin + (end - begin) * done / total for done in accumulate(self.sizes))
        times = [
            max(at_s, recognised.at_s(share) + latency_s) for at_s, share in zip(self.times_s, shares, strict=True)
        ]
        return self._timed(times)

    def _timed(self, times: list[float]) -> Stream:
        final_s = max(self.final_s, times[-1] + SETTLED_S)
        slips = [slip for slip, _ in self.slips]
        until = self._until(list(self.ends), times, final_s, slips)
        return replace(self, times_s=tuple(times), final_s=final_s, slips=until)

    @property
    def wide(self) -> bool:
        """Whether it is in a wide script for the greater part."""
        return mostly_wide(self.text)

    @property
    def from_right(self) -> bool:
        """Whether it is read from the right; settled by the whole of it, so that nothing changes sides."""
        return from_right(self.text, self.language)

    def heard(self, t_s: float) -> int:
        """Characters of the final text that are there at t."""
        count = bisect_right(self.times_s, t_s)
        return self.ends[count - 1] if count else 0

    @cached_property
    def pieces(self) -> tuple[tuple[int, int], ...]:
        """What is never broken, as places in the text; what is misheard is in one of them."""
        starts = {0, *pieces(self.text, self.language), *self.turns}
        for slip, _ in self.slips:
            starts -= set(range(slip.start + 1, slip.end))
        starts -= self._orphans(sorted(starts))
        return tuple(pairwise([*sorted(starts), len(self.text)]))

    def _orphans(self, starts: list[int]) -> set[int]:
        """Where a last line would begin that is too short to stand alone while the next sentence comes below it."""
        least, most = (_TAIL_WIDE_COLUMNS, _TAIL_COLUMNS) if self.wide else (_TAIL_COLUMNS, 2 * _TAIL_COLUMNS)
        out: set[int] = set()
        for begin, before in zip(reversed(starts), reversed(starts[:-1]), strict=False):
            if columns(self.text[begin:]) >= least or columns(self.text[before:]) > most or begin in self.turns:
                break
            out.add(begin)
        return out

    def shown(self, begin: int, end: int, t_s: float) -> str:
        """What stands in place of a stretch of the text at t."""
        heard = min(self.heard(t_s), end)
        out, place = "", begin
        for slip, until_s in self.slips:
            if begin <= slip.start and slip.end <= heard and t_s < until_s:
                out += self.text[place : slip.start] + slip.heard
                place = slip.end
        return out + self.text[place:heard] if heard > place else out

    @cached_property
    def rooms(self) -> tuple[str, ...]:
        """For each piece the wider of what it is and of what it is taken for."""
        out = []
        for begin, end in self.pieces:
            wrong, place = "", begin
            for slip, _ in self.slips:
                if begin <= slip.start and slip.end <= end:
                    right = self.text[slip.start : slip.end]
                    wrong += self.text[place : slip.start] + max(right, slip.heard, key=columns)
                    place = slip.end
            out.append(wrong + self.text[place:end])
        return tuple(out)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The pieces that begin a line, by columns. As many as fit go on a line; that is all a live caption can do."""
        limit = MAX_WIDE_COLUMNS if self.wide else MAX_COLUMNS
        starts, width = [0], 0
        for k, room in enumerate(self.rooms):
            needed = columns(room.rstrip())
            if k and (self.pieces[k][0] in self.turns or width + needed > limit):
                starts.append(k)
                width = 0
            width += columns(room)
        return tuple(starts)

    def lines_at(self, t_s: float) -> list[str]:
        """The lines that are there at t, the last perhaps unfinished."""
        heard = self.heard(t_s)
        out = []
        for k, after in pairwise([*self.line_starts, len(self.pieces)]):
            begin, end = self.pieces[k][0], self.pieces[after - 1][1]
            if begin >= heard:
                break
            line = self.shown(begin, end, t_s).strip()
            broken = end < len(self.text) and heard >= end and _mid_word(self.text, end)
            out.append(line + HYPHEN if broken else line)
        return [line for line in out if line]


def _by_marks(
    text: str, places: list[int], span_s: tuple[float, float], marks: tuple[tuple[int, float], ...]
) -> list[float]:
    """When the speech is at each place of a text, by the times that its words have."""
    letters = list(accumulate((not char.isspace() for char in text), initial=0))
    known = {0: span_s[0], **dict(marks), letters[-1]: span_s[1]}
    counts, times = zip(*sorted(known.items()), strict=True)
    out = []
    for place in places:
        k = max(bisect_left(counts, letters[place]), 1)
        if k == len(counts):
            out.append(span_s[1])
            continue
        share = (letters[place] - counts[k - 1]) / (counts[k] - counts[k - 1])
        out.append(times[k - 1] + (times[k] - times[k - 1]) * share)
    return out


def _mid_word(text: str, place: int) -> bool:
    left, right = text[place - 1], text[place]
    return left.lower() != left.upper() and right.lower() != right.upper()


@lru_cache(maxsize=8192)
def _weight(unit: str) -> tuple[float, float]:
    """How long a unit takes to say, and the rest after it, in columns."""
    rest = _STOP_COLUMNS if _STOP.search(unit) else _COMMA_COLUMNS if _COMMA.search(unit) else 0
    return max(columns("".join(char for char in unit if char.isalnum())), 1), rest
