"""What a recogniser takes back: words shown wrong at first and put right a little later. Closed form.

An author may script them (`Revision`). Else a share of the words that sound like another one, and of the long words,
whose beginning is heard before their end, is chosen by a hash of the word's place and of the cue's start: the same in
every run, on every machine.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from hud.speech.units import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONG_WORD = 8
"""Letters from which on a word may be shown by its beginning first."""

# one line a language: words that sound alike; each is taken for the next of its group
_ALIKE = {
    "en": "their there|to too two|your you're|its it's|hear here|right write|buy by|know no|week weak|for four|"
    "whole hole|our hour|would wood|tea tee|new knew|weather whether|see sea|one won|ate eight|sun son|way weigh|"
    "wait weight|road rode|piece peace|meet meat|mail male|sale sail|some sum|flour flower|mourning morning|"
    "plane plain|train trained|night knight|bean been|through threw|past passed|then than|where wear|pair pear",
    "de": "das dass|seid seit|wieder wider|mehr Meer|viel fiel|war wahr|man Mann|ihn in|den denn|isst ist|Stadt statt|"
    "Tod tot|Rad Rat|Wahl Wal|Lehre Leere|malen mahlen|Seite Saite|Tee Teer|Bus Busse|Gleis gleich",
    "fr": "et est|ces ses|son sont|on ont|ou où|peu peut|sans cent|mais mes|la là|a à|vers vert|thé tes|mer mère|"
    "fin faim|voix voie|pain pin|quand quant|temps tant|leur leurs|nous noue",
    "es": "a ha|hay ahí|haber ver|vez ves|casa caza|sé se|tu tú|él el|si sí|hola ola|echo hecho|valla vaya|"
    "votar botar|cien sien|cocer coser|tasa taza|rebelar revelar",
    "it": "a ha|e è|o ho|anno hanno|la là|da dà|ne né|si sì|casa cassa|pala palla|sete sette",
    "zh": "他 她|的 得|在 再|做 作|那 哪|是 事|有 又|话 画|像 向|茶 查|早 找|晚 碗|书 输|水 睡|走 奏|站 战|车 撤|票 漂|"
    "买 卖|请 情|问 闻|见 件|点 电|家 加|年 念|园 圆|新 心|近 进|里 理|多 夺",
    "ja": "橋 端|雨 飴|駅 益|花 鼻|神 紙|川 皮|木 気|日 火|熱 厚|早 速|会 合|聞 効|見 診|番 晩|線 千",
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Revision:
    """Words that the recogniser hears wrong first."""

    said: str
    """As the caption file has them."""
    heard: str
    """What is shown first in their place."""
    for_s: float
    """How long, from the moment its last word is there; until the cue is final at the latest."""
    at_s: float | None = None
    """A moment of the cue meant; None is every cue that has the words."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One place of one text that is shown wrong at first."""

    start: int
    end: int
    """Characters of the text, the end not part of it."""
    heard: str
    for_s: float | None
    """None: until two more words have been heard."""


def slips(
    text: str, language: str, start_s: float, end_s: float, revisions: tuple[Revision, ...], share: float
) -> list[Slip]:
    """The places of a cue's text that are revised, in order and apart.

    Args:
        text: The cue's, in one line.
        language: BCP 47.
        start_s: When the cue begins.
        end_s: When it ends.
        revisions: What the author scripts, which comes first.
        share: Of the words that might be misheard, 0..1, those that are.
    """
    found = [
        Slip(place.start(), place.end(), one.heard, one.for_s)
        for one in revisions
        if one.at_s is None or start_s <= one.at_s < end_s
        for place in _places(text, one.said)
    ]
    if share > 0:
        found += _likely(text, language, start_s, share)
    out: list[Slip] = []
    for slip in found:
        if all(slip.end <= other.start or other.end <= slip.start for other in out):
            out.append(slip)
    return sorted(out, key=lambda slip: slip.start)


def _places(text: str, said: str) -> Iterator[re.Match[str]]:
    if said not in text:
        return
    # whole words: "art" is not heard in "part"; a script without spaces has no words to be whole
    left = r"(?<!\w)" if said[:1].isascii() and said[:1].isalnum() else ""
    right = r"(?!\w)" if said[-1:].isascii() and said[-1:].isalnum() else ""
    whole = re.compile(left + re.escape(said) + right)
    at = text.find(said)
    # found by hand first: an expression that looks behind itself is tried at every character
    while at >= 0:
        if match := whole.match(text, at):
            yield match
            at = text.find(said, match.end())
        else:
            at = text.find(said, at + 1)


class Wording:
    """Texts in which the words of many revisions are looked for: all of them at once, in one long text."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Join them.

        Args:
            texts: Of cues, of any number of lines.
        """
        lines = [" ".join(text.split()) for text in texts]
        self._text = "\n".join(lines)
        self._begins = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        self._found: dict[str, list[int]] = {}

    def where(self, said: str) -> list[int]:
        """The numbers of the texts, from 0, that have a revision's words; rising."""
        if said not in self._found:
            # what is blank in a line is never found across two
            places = () if "\n" in said else _places(self._text, said)
            self._found[said] = sorted({bisect_right(self._begins, place.start()) - 1 for place in places})
        return self._found[said]


def _likely(text: str, language: str, start_s: float, share: float) -> Iterator[Slip]:
    code = language.lower().split("-")[0]
    alike = _alike(code)
    for number, (start, end) in enumerate(_words(text, code)):
        word = text[start:end]
        heard = alike.get(word) or alike.get(word.lower(), "")
        if not heard and len(word) >= LONG_WORD and columns(word) <= len(word):
            heard = word[: len(word) // 2 + 1]
        if not heard:
            continue
        chance = zlib.crc32(f"{round(start_s * 1000)}/{number}/{word}".encode()) / 2**32
        if chance < share:
            yield Slip(start, end, heard[:1].upper() + heard[1:] if word[0].isupper() else heard, None)


def _words(text: str, code: str) -> Iterator[tuple[int, int]]:
    if code in ("zh", "ja"):
        yield from ((k, k + 1) for k, char in enumerate(text) if char.isalpha())
    else:
        yield from (match.span() for match in _WORD.finditer(text))


@cache
def _alike(code: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for group in filter(None, _ALIKE.get(code, "").split("|")):
        words = group.split()
        out.update(zip(words, [*words[1:], words[0]], strict=True))
    return out
