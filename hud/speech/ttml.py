"""TTML (DFXP, IMSC, EBU-TT-D): the text of its paragraphs, and when each part of it is shown.

Times as in the W3C's "Timed Text Markup Language 2", section 12: clock time with fractions or frames, offsets in
h, m, s, ms, f and t, each from the beginning of what it stands in. Where text stands on the screen and how it looks
is left out.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from hud.speech.cues import Cue, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.speech.cues import Faults
    from hud.xmltext import Element

MAX_TIMED_PARTS = 500
"""Of one paragraph, each with times of its own."""

_CLOCK = re.compile(r"(\d{2,4}):(\d\d):(\d\d)(?:[.,](\d{1,9})|[:;](\d{2,4})(?:\.\d+)?)?", re.ASCII)
# as Apple writes lyrics: 3:58.640 and 58.640
_SHORT = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d\.\d{1,9})", re.ASCII)
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(h|ms|m|s|f|t)", re.ASCII)
_UNIT_S = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}
_TIMES = ("begin", "end", "dur")
_BREAK = "\N{LINE SEPARATOR}"
_UNREAD_RUBY = ("text", "textContainer", "delimiter")


class _TimeError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Rates:
    """What a frame and a tick are."""

    frames: Fraction
    """Per second."""
    counted: int
    """Frames that a second of the time code counts."""
    ticks: Fraction
    smpte: bool
    dropping: bool


@dataclass(slots=True)
class _Scope:
    """What holds where one is in the document."""

    begin_s: float
    end_s: float
    language: str
    speaker: str
    preserve: bool


@dataclass(slots=True)
class _Piece:
    begin_s: float
    end_s: float
    text: str


@dataclass
class TtmlReader:
    """Reads one document."""

    root: Element
    faults: Faults
    languages: list[str] = field(default_factory=list)
    """Of each cue in the order they were read; empty where nothing says it."""
    regions: int = 0
    pictures: int = 0

    def __post_init__(self) -> None:
        """Gather what the head declares."""
        self._styles: dict[str, Element] = {}
        self._extents: dict[int, float] = {}
        self._agents: dict[str, str] = {}
        waiting = list(self.root.elements("head"))
        while waiting:
            element = waiting.pop()
            waiting += element.elements()
            name = element.attributes.get("id", "")
            if element.name == "style" and name:
                self._styles[name] = element
            elif element.name == "agent" and name:
                self._agents[name] = element.text("name")
            elif element.name == "region":
                self.regions += 1
            elif element.name == "image":
                self.pictures += 1

    def cues(self) -> Iterator[Cue]:
        """The cues in document order, with `languages` growing alongside."""
        attributes = self.root.attributes
        try:
            self._rates = _rates(attributes)
        except (ValueError, ZeroDivisionError):
            self.faults.add(self.root.line, "has a frame rate or tick rate that is none", hint="export it again")
            return
        preserve = attributes.get("space") == "preserve"
        scope = _Scope(0.0, math.inf, attributes.get("lang", ""), "", preserve)
        for body in self.root.elements("body"):
            yield from self._container(body, scope, 0.0)

    def _container(self, element: Element, above: _Scope, reference_s: float) -> Iterator[Cue]:
        scope = self._scope(element, above, reference_s)
        if scope is None:
            return
        if "backgroundImage" in element.attributes:
            self.pictures += 1
        seq = element.attributes.get("timeContainer") == "seq"
        reference = scope.begin_s
        for child in element.elements():
            if child.name == "div":
                yield from self._container(child, scope, reference)
            elif child.name == "p":
                yield from self._paragraph(child, scope, reference)
            if seq and child.name in ("div", "p"):
                reference += self._extent(child)

    def _paragraph(self, element: Element, above: _Scope, reference_s: float) -> Iterator[Cue]:
        scope = self._scope(element, above, reference_s)
        if scope is None:
            return
        if "backgroundImage" in element.attributes or element.first("image") is not None:
            self.pictures += 1
        pieces: list[_Piece] = []
        speakers: list[str] = []
        tongues: list[str] = []
        self._inline(element, scope, pieces, speakers, tongues)
        written = [piece for piece in pieces if piece.text.strip(" \t\n" + _BREAK)]
        if not written:
            return
        edges = sorted({edge for piece in written for edge in (piece.begin_s, piece.end_s)})
        if len(edges) > MAX_TIMED_PARTS:
            message = f"this paragraph has {len(edges)} times of its own"
            self.faults.add(element.line, message, hint=f"split it, {MAX_TIMED_PARTS} are the most")
            return
        if not self.faults.fits(element.line, "".join(piece.text for piece in pieces)):
            return
        speaker = scope.speaker or (speakers[0] if len(set(speakers)) == 1 else "")
        language = tongues[0] if len(set(tongues)) == 1 else scope.language
        for begin_s, end_s in pairwise(edges):
            shown = [p.text for p in pieces if p.begin_s <= begin_s < p.end_s]
            text = _read("".join(shown), preserve=scope.preserve)
            if text and end_s - begin_s >= 0.001:
                self.languages.append(language)
                yield Cue(begin_s, end_s, text, speaker, element.line)

    def _inline(
        self, element: Element, scope: _Scope, pieces: list[_Piece], speakers: list[str], tongues: list[str]
    ) -> None:
        seq = element.attributes.get("timeContainer") == "seq"
        reference = scope.begin_s
        for part in element.content:
            if seq and (isinstance(part, str) or part.name == "br"):
                continue  # of a sequence the parts without a time of their own last no time
            if isinstance(part, str):
                if part.strip():
                    tongues.append(scope.language)
                    if scope.speaker:
                        speakers.append(scope.speaker)
                pieces.append(_Piece(scope.begin_s, scope.end_s, part))
            elif part.name == "br":
                pieces.append(_Piece(scope.begin_s, scope.end_s, _BREAK))
            elif part.name == "span" and self._style(part, "ruby") not in _UNREAD_RUBY:
                inner = self._scope(part, scope, reference)
                if inner is not None:
                    self._inline(part, inner, pieces, speakers, tongues)
                    if seq and math.isfinite(inner.end_s):
                        reference = inner.end_s

    def _scope(self, element: Element, above: _Scope, reference_s: float) -> _Scope | None:
        """What holds inside an element; None where it is not shown, or its times are none (which is noted)."""
        attributes = element.attributes
        if self._style(element, "display") == "none" or self._style(element, "visibility") == "hidden":
            return None
        try:
            times = {key: self._seconds(attributes[key]) for key in _TIMES if key in attributes}
        except _TimeError as error:
            self.faults.add(element.line, f"'{str(error)[:30]}' is not a time", hint="write 00:01:02.500 or 62.5s")
            return None
        begin = reference_s + times.get("begin", 0.0)
        end = min(above.end_s, begin + times.get("dur", math.inf), reference_s + times.get("end", math.inf))
        if end <= begin:
            # cut off by what it stands in, it is not shown; only its own times can be wrong
            if times.get("end", math.inf) < times.get("begin", 0.0):
                self.faults.add(element.line, "this text ends before it begins", hint="swap or correct its times")
            return None
        agents = [self._agents.get(name, "") for name in attributes.get("agent", "").split()]
        speaker = next((name for name in agents if name), above.speaker)
        space = attributes.get("space")
        preserve = above.preserve if space is None else space == "preserve"
        return _Scope(round(begin, 6), round(end, 6), attributes.get("lang", above.language), speaker, preserve)

    def _extent(self, element: Element) -> float:
        """From where an element's times count to its end, seconds; infinite where nothing ends it.

        Without times of its own it is as long as what it holds: in a sequence one after the other, text lasting no
        time; else until the last ends, and text never does.
        """
        known = self._extents.get(id(element))
        if known is None:
            try:
                times = {k: self._seconds(element.attributes[k]) for k in _TIMES if k in element.attributes}
            except _TimeError:
                times = {}
            begin = times.get("begin", 0.0)
            if "dur" in times or "end" in times:
                known = max(min(begin + times.get("dur", math.inf), times.get("end", math.inf)), 0.0)
            else:
                held = [self._extent(part) for part in element.elements() if part.name in ("div", "p", "span")]
                if element.attributes.get("timeContainer") == "seq":
                    known = begin + sum(held)
                else:
                    bare = any(isinstance(part, str) and part.strip() for part in element.content)
                    known = begin + (math.inf if bare and element.name != "div" else max(held, default=0.0))
            self._extents[id(element)] = known
        return known

    def _style(self, element: Element, key: str) -> str:
        if key in element.attributes:
            return element.attributes[key]
        for name in reversed(element.attributes.get("style", "").split()[:20]):
            style = self._styles.get(name)
            if style is not None and key in style.attributes:
                return style.attributes[key]
        return ""

    def _seconds(self, text: str) -> float:
        rates = self._rates
        match = _CLOCK.fullmatch(text.strip())
        if match:
            whole = (int(match[1]) * 60 + int(match[2])) * 60 + int(match[3])
            if match[4]:
                return float(whole + Fraction(int(match[4]), 10 ** len(match[4])))
            frames = int(match[5] or 0)
            if not rates.smpte:
                return float(whole + frames / rates.frames)
            count = whole * rates.counted + frames
            if rates.dropping:
                minutes = whole // 60
                count -= 2 * (minutes - minutes // 10)
            return float(count / rates.frames)
        match = _SHORT.fullmatch(text.strip())
        if match:
            return float(int(match[1] or 0) * 60 + Fraction(match[2]))
        match = _OFFSET.fullmatch(text.strip())
        if not match:
            raise _TimeError(text)
        number = Fraction(match[1])
        if match[2] == "f":
            return float(number / rates.frames)
        if match[2] == "t":
            return float(number / rates.ticks)
        return float(number * _UNIT_S[match[2]])


def _rates(attributes: dict[str, str]) -> _Rates:
    """Of the document's parameters.

    Raises:
        ValueError: Not a number, or none above zero.
        ZeroDivisionError: A denominator of zero.
    """
    counted = int(attributes.get("frameRate", "30")[:9])
    above, below = [*attributes.get("frameRateMultiplier", "1 1").replace(":", " ").split(), "1", "1"][:2]
    frames = counted * Fraction(int(above[:9]), int(below[:9]))
    sub = int(attributes.get("subFrameRate", "1")[:9])
    ticks = Fraction(attributes["tickRate"][:12]) if "tickRate" in attributes else Fraction(1)
    if "tickRate" not in attributes and "frameRate" in attributes:
        ticks = frames * sub
    if frames <= 0 or ticks <= 0 or counted <= 0:
        raise ValueError
    drop = attributes.get("dropMode", "") == "dropNTSC"
    return _Rates(frames, counted, ticks, attributes.get("timeBase") == "smpte", drop)


def _read(text: str, *, preserve: bool) -> str:
    lines = text.split(_BREAK)
    if preserve:
        return tidy("\n".join(lines))
    return tidy("\n".join(" ".join(line.split()) for line in lines))
