"""Texts that somebody names as a route and that are none: what they look like."""

from __future__ import annotations

import re

from hud.errors import FileError

_LOOKED_AT = 4000
_JSON = re.compile(r"[{\[\"]|-?\d|(?:true|false|null)\b")
_CUES = re.compile(r"WEBVTT|\d+\s+\d\d:\d\d:\d\d,\d")
_KINDS = (
    (_CUES, "is a caption file, not a route", ""),
    (re.compile(r"\$[A-Z]{5},"), "is a log of NMEA sentences, which is not read", "convert it to GPX"),
    (re.compile(r"%YAML|---\s|(?:#[^\n]*\n|\s)*[A-Za-z_][\w-]*:(?:[ \t][^\n]*)?\n"), "looks like YAML", ""),
    (re.compile(r"(?:[^\n,;\t]*[,;\t]){1,40}[^\n,;\t]*\n(?:[^\n,;\t]*[,;\t]){1,40}"), "looks like a table (CSV)", ""),
    (re.compile(r"[?-~]{12,}\s*\Z"), "looks like an encoded polyline by itself", "save the whole answer"),
    (re.compile(r"https?://"), "is an address, not what it leads to", "save its answer"),
    (re.compile(r"#{1,6} |[^\n]*\n[=-]{3,}\s*\n|[-*] "), "looks like Markdown", ""),
)


def check_text(text: str, shown: str, hint: str) -> None:
    """Refuse what is evidently neither JSON nor XML.

    Args:
        text: Not empty.
        shown: The file it is from, for errors.
        hint: What is taken.

    Raises:
        FileError: It begins with something else than a bracket, a brace or what JSON has for a value.
    """
    begun = text.lstrip()
    if _JSON.match(begun) and not _CUES.match(begun):
        return
    # headings are comments in YAML
    kinds = _KINDS[-1:] if shown.lower().endswith((".md", ".markdown")) else _KINDS
    what, todo = next((rest for kind, *rest in kinds if kind.match(begun[:_LOOKED_AT])), ("looks like plain text", ""))
    before = text[: len(text) - len(begun)]
    indent = before.rpartition("\n")[2]
    raise FileError(
        shown,
        what,
        line=before.count("\n") + 1,
        column=len(indent) + 1,
        hint=f"{todo}; {hint}" if todo else hint,
        snippet=indent + begun.partition("\n")[0],
    )
