"""What speech is heard and shown by: words, or characters where a script has no spaces; and what may follow what."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import budoux

NOT_FIRST = frozenset(
    "!%),.:;?]}¢°’”†‡›»…‰′″℃、。〃々〉》」』】〕〗〙〟〻ぁぃぅぇぉっゃゅょゎゕゖ゛゜ゝゞァィゥェォッャュョヮヵヶ・ーヽヾ"
    "﹐﹑﹒﹔﹕﹖﹗！％），．：；？］｝～｠｡｣､･،؛؟۔ๆฯ"
)
"""What never begins a line (kinsoku, JIS X 4051)."""
NOT_LAST = frozenset("([{‘“‹«〈《「『【〔〖〘〝（［｛｟｢$£¥€＄￡￥#＃")
"""What never ends one."""
_THAI_BEFORE = frozenset("เแโใไ")  # written before the consonant they are said after
_VIRAMA = "\u094d"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_RTL_LANGUAGES = frozenset({"ar", "he", "iw", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"})


def columns(text: str) -> int:
    """Width of a text in columns."""
    return sum(map(column, text))


@cache
def column(char: str) -> int:
    """Width of a character: 1, 2 where it is wide (Unicode's East Asian Width), 0 where it combines."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def ideograph(char: str) -> bool:
    """A wide character that may stand at a break without a space. Korean breaks at its spaces."""
    return column(char) == 2 and not "\uac00" <= char <= "\ud7a3" and not "\u1100" <= char <= "\u11ff"


def thai(char: str) -> bool:
    """Whether a character is of Thai, which is written without spaces between its words."""
    return "\u0e01" <= char <= "\u0e4e"


def joined(left: str, right: str) -> bool:
    """Whether two characters are parts of one."""
    return (
        unicodedata.category(right) in ("Mn", "Me", "Mc", "Cf")
        or left in ("\u200d", _VIRAMA)
        or left in _THAI_BEFORE
        or right == "\u0e33"  # sara am, a vowel that stands by itself only in the character table
        or ("\U0001f1e6" <= left <= "\U0001f1ff" and "\U0001f1e6" <= right <= "\U0001f1ff")
        or "\U0001f3fb" <= right <= "\U0001f3ff"
    )


def from_right(text: str, language: str) -> bool:
    """Whether a text is read from the right: of such a language, with at least one letter of its script."""
    found = _RIGHT_TO_LEFT.search(text)
    if found is None:
        return False
    return language.lower().split("-")[0] in _RTL_LANGUAGES or not any(
        unicodedata.bidirectional(char) == "L" for char in text[: found.start()]
    )


def phrases(text: str, language: str) -> Iterator[int]:
    """Where BudouX begins a new phrase in a text without spaces."""
    place = 0
    for part in _parser(_model(text, language)).parse(text):
        place += len(part)
        if place < len(text):
            yield place


def _model(text: str, language: str) -> str:
    parts = language.lower().split("-")
    if any(map(thai, text)):
        return "thai"
    if parts[0] == "ja" or (parts[0] not in ("zh", "yue") and re.search(r"[\u3040-\u30ff]", text)):
        return "ja"
    return "zh-hant" if {"hant", "tw", "hk", "mo"}.intersection(parts) or parts[0] == "yue" else "zh-hans"


@cache
def _parser(model: str) -> budoux.Parser:
    import budoux

    load = {
        "ja": budoux.load_default_japanese_parser,
        "thai": budoux.load_default_thai_parser,
        "zh-hans": budoux.load_default_simplified_chinese_parser,
        "zh-hant": budoux.load_default_traditional_chinese_parser,
    }
    return load[model]()


def unit_ends(text: str, language: str, *, characters: bool) -> list[int]:
    """Where each unit of a text ends in which it is heard, rising; the last is the text's length.

    Args:
        text: Without line breaks.
        language: BCP 47.
        characters: One character at a time in every script; else a word, of Thai a phrase, and of Chinese and
            Japanese a character. A mark comes with what it belongs to, and so does a space.
    """
    found: set[int] = set()
    for word in re.finditer(r"\S+\s*", text):
        said = word[0].rstrip()
        # a dialogue's dash and the like come with the word they stand before
        if any(map(str.isalnum, said)) or word.end() == len(text):
            found.add(word.end())
        if not characters and said.isascii():
            continue
        by_phrase = set() if characters or not any(map(thai, said)) else set(phrases(said, language))
        for k in range(1, len(said)):
            left, right = said[k - 1], said[k]
            if joined(left, right) or right in NOT_FIRST or left in NOT_LAST:
                continue
            if characters or ideograph(left) or ideograph(right) or k in by_phrase:
                found.add(word.start() + k)
    return sorted(found)
