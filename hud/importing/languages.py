"""In which language a text is, where that is evident: said by the file, by its name, or by a script of one language."""

from __future__ import annotations

import re

# ISO 639-1, and what files are named after besides: ISO 639-2 (both kinds) and Chinese by its script
_TWO = frozenset(
    re.findall(
        "[a-z]+",
        "af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka "
        "kk km kn ko lo lt lv mk ml mn mr ms my nb ne nl nn no pa pl pt ro ru si sk sl sq sr sv sw ta te th tr uk ur "
        "uz vi zh ",
    )
)
_OTHERS = {
    "ara": "ar", "bul": "bg", "cat": "ca", "ces": "cs", "cze": "cs", "chi": "zh", "zho": "zh", "chs": "zh-Hans",
    "cht": "zh-Hant", "dan": "da", "deu": "de", "ger": "de", "ell": "el", "gre": "el", "eng": "en", "est": "et",
    "fas": "fa", "per": "fa", "fin": "fi", "fra": "fr", "fre": "fr", "heb": "he", "hin": "hi", "hrv": "hr",
    "hun": "hu", "ind": "id", "ita": "it", "jpn": "ja", "kor": "ko", "lav": "lv", "lit": "lt", "nld": "nl",
    "dut": "nl", "nob": "nb", "nor": "no", "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru",
    "slk": "sk", "slo": "sk", "slv": "sl", "spa": "es", "srp": "sr", "swe": "sv", "tha": "th", "tur": "tr",
    "ukr": "uk", "urd": "ur", "vie": "vi",
}  # fmt: skip
_NOT_LANGUAGES = frozenset({"sdh", "cc", "forced", "default", "full", "subs", "sub", "captions", "subtitles"})


def language_tag(text: str) -> str:
    """A BCP 47 tag from what files say: ``en_US``, ``eng``, ``zh-Hans``; empty where it is none."""
    parts = [part for part in re.split("[-_]", text.strip()) if part]
    if not parts or not all(part.isascii() and part.isalnum() and len(part) <= 8 for part in parts) or len(parts) > 4:
        return ""
    first = parts[0].lower()
    first = _OTHERS.get(first, first)
    if first.split("-")[0] not in _TWO:
        return ""
    rest = [part.title() if len(part) == 4 else part.upper() if len(part) in (2, 3) else part for part in parts[1:]]
    return "-".join([first, *rest])


def language_of_name(stem: str) -> str:
    """The language in a file's name, where a dot sets it off: ``talk.en``, ``Film.pt-BR.forced``."""
    parts = stem.split(".")[1:]
    while parts and parts[-1].lower() in _NOT_LANGUAGES:
        parts.pop()
    return language_tag(parts[-1]) if parts else ""


def title_of_name(stem: str) -> str:
    """A file's name without its language."""
    parts = stem.split(".")
    while len(parts) > 1 and (parts[-1].lower() in _NOT_LANGUAGES or language_tag(parts[-1])):
        parts.pop()
    return ".".join(parts)


def same_language(one: str, other: str) -> bool:
    """Whether two tags are of one language, whatever their regions."""
    return bool(one) and one.split("-")[0].lower() == other.split("-")[0].lower()
