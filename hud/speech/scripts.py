"""In which script a text is, and whether that can be the one of its language."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hud.speech.cues import Cue

# scripts by the first word of a character's Unicode name
_SCRIPTS = {
    "LATIN": "Latin", "FULLWIDTH": "Latin", "CJK": "Han", "HIRAGANA": "Kana", "KATAKANA": "Kana", "HANGUL": "Hangul",
    "CYRILLIC": "Cyrillic", "ARABIC": "Arabic", "HEBREW": "Hebrew", "GREEK": "Greek", "THAI": "Thai",
    "DEVANAGARI": "Devanagari", "TAMIL": "Tamil", "BENGALI": "Bengali", "GEORGIAN": "Georgian",
    "ARMENIAN": "Armenian",
}  # fmt: skip
_LETTERS = 4000
"""As many tell a script."""

# only of scripts that have one
_ONE_LANGUAGE = {
    "Han": "zh", "Kana": "ja", "Hangul": "ko", "Hebrew": "he", "Greek": "el", "Thai": "th", "Tamil": "ta",
    "Georgian": "ka", "Armenian": "hy",
}  # fmt: skip
_CHARACTERS = 20_000
"""As many tell a language."""

# The scripts a language is written in (CLDR, supplemental data, "languageData"), of those above; a language that is not
# here, or here as one that is not among the usual ones, is not judged.
_LATIN = (
    "af ca cs cy da de en es et eu fi fil fo fr ga gl hr hu id is it lb lt lv ms mt nb nl nn no pl pt ro sk sl sq sv "
    "sw tl tr vi"
)
_SEVERAL = "sr bs az uz kk ky tg mn tk"
_WRITTEN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_LATIN.split(), ("Latin",)),
    **dict.fromkeys(_SEVERAL.split(), ("Latin", "Cyrillic", "Arabic")),
    **dict.fromkeys(("be", "bg", "mk", "ru", "uk"), ("Cyrillic",)),
    **dict.fromkeys(("ar", "fa", "ur", "ps"), ("Arabic",)),
    **dict.fromkeys(("he", "yi"), ("Hebrew",)),
    **dict.fromkeys(("hi", "mr", "ne"), ("Devanagari",)),
    "zh": ("Han",), "yue": ("Han",), "ja": ("Kana", "Han"), "ko": ("Hangul", "Han"), "el": ("Greek",), "th": ("Thai",),
    "ta": ("Tamil",), "bn": ("Bengali",), "ka": ("Georgian",), "hy": ("Armenian",),
}  # fmt: skip
# as a tag may say it besides: sr-Latn
_SUBTAGS: dict[str, tuple[str, ...]] = {
    "latn": ("Latin",), "cyrl": ("Cyrillic",), "arab": ("Arabic",), "hans": ("Han",), "hant": ("Han",),
    "hani": ("Han",), "jpan": ("Kana", "Han"), "kore": ("Hangul", "Han"), "hang": ("Hangul",), "deva": ("Devanagari",),
    "grek": ("Greek",), "hebr": ("Hebrew",), "thai": ("Thai",),
}  # fmt: skip
_NAMES = {"Han": "Chinese characters", "Kana": "Japanese", "Hangul": "Korean"}

_FEW = 4
"""With fewer letters a text may be a name, an exclamation, a sign that is read out."""
_OWN_SHARE = 0.1
"""With more of its letters in a script of the language, it is of the language, and quotes another."""
_KANJI = 24
"""So many Chinese characters without any kana are no Japanese."""


def script_of(text: str) -> str:
    """The script most of a text's letters are in; Japanese counts as Kana wherever there is some; empty without any."""
    counts = _counted(text)
    if not counts:
        return ""
    if counts["Kana"] and counts["Kana"] * 10 >= counts["Han"]:
        counts["Kana"] += counts.pop("Han", 0)
    return counts.most_common(1)[0][0]


def language_of_script(texts: Iterable[str]) -> str:
    """The language of texts in a script of one language; empty where the script has several, as Latin has."""
    joined = "".join(texts)[:_CHARACTERS]
    return _ONE_LANGUAGE.get(script_of(joined), "")


def misplaced_script(cues: Sequence[Cue], language: str) -> tuple[Cue, str, str] | None:
    """Whether a conversation is in a script that its language is not written in.

    Args:
        cues: What is said.
        language: BCP 47, what it is said to be in.

    Returns:
        The first cue of another script, that script in words (``Chinese characters``), and the language that is written
        in it (empty where there are several); None where the script fits, or where the language, or the script, is not
        one that is judged.
    """
    parts = language.lower().split("-")
    fitting = next((_SUBTAGS[part] for part in parts[1:] if part in _SUBTAGS), _WRITTEN.get(parts[0], ()))
    text = "".join(cue.text for cue in cues)[:_LETTERS]
    counts, found = _counted(text), script_of(text)
    letters = counts.total()
    if not fitting or letters < _FEW or found in ("", "other"):
        return None
    if found in fitting:
        if "Kana" not in fitting or found == "Kana" or counts["Kana"] or counts["Han"] < _KANJI:
            return None
    elif found != "Kana" and sum(counts[script] for script in fitting) > _OWN_SHARE * letters:
        return None
    first = next((cue for cue in cues if script_of(cue.text) == found), cues[0])
    return first, _NAMES.get(found, f"{found} letters"), _ONE_LANGUAGE.get(found, "")


def _counted(text: str) -> Counter[str]:
    return Counter(_SCRIPTS.get(_word(char), "other") for char in text[:_LETTERS] if char.isalpha())


def _word(char: str) -> str:
    return unicodedata.name(char, "").split(" ")[0].split("-")[0]
