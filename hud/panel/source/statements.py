"""Where the statements of a QML file begin and end, read as text: enough to take one out and leave the rest."""

from __future__ import annotations

import re
from functools import lru_cache

_QUIET = re.compile(
    r"//[^\n]*|/\*.*?\*/|(?P<text>\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'|`(?:\\.|[^`\\])*+`)", re.DOTALL
)
_OPENS, _CLOSES = "([{", ")]}"
# A line that ends, or the next that begins, with one of these is not the end of an expression.
_GOES_ON = frozenset(":,([=+-*/?&|.<>%^!~")
_WENT_ON = frozenset(":,=+-*/?&|.<>%^)]")
_AFTER_BRACE = frozenset(".,(+-*/?&|=)")
_SOLID = re.compile(r"\S")
_BRACE = re.compile(r"[{}]")
_NAME_BEFORE = re.compile(r"([\w.]+)(?:[ \t]+on[ \t]+[\w.]+)?\s*$")


@lru_cache(maxsize=4)
def masked(text: str) -> str:
    """QML or JavaScript with comments as spaces and quoted texts as quotes, every character in its place."""
    return _QUIET.sub(lambda at: re.sub(r"[^\n]", '"' if at["text"] else " ", at[0]), text)


def without(text: str, start: int, end: int) -> str:
    """A text with a part of it turned to spaces; lines stay lines."""
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def offset(text: str, line: int, column: int) -> int:
    """The place of a 1-based line and column in a text, its end where there is no such place."""
    at = 0
    for _ in range(line - 1):
        at = text.find("\n", at) + 1
        if at == 0:
            return len(text)
    return min(at + max(column, 1) - 1, len(text))


def statement(code: str, at: int) -> tuple[int, int]:
    """The span of the binding, declaration, item or import that a character is in.

    Args:
        code: Of a file, as `masked` gives it.
        at: The character, which is in no deeper braces of the statement's own.
    """
    start = at
    while start > 0 and code[start - 1] not in "{};":
        if code[start - 1] == "\n" and _before(code, start - 1) not in _GOES_ON and _after(code, start) not in _WENT_ON:
            break
        start -= 1
    while start < at and code[start].isspace():
        start += 1
    return start, _end(code, start, at)


def _end(code: str, start: int, least: int) -> int:
    depth, before = 0, ""
    for k in range(start, len(code)):
        char = code[k]
        if char in _OPENS:
            depth += 1
        elif char in _CLOSES:
            if depth == 0:
                return k
            depth -= 1
            if depth == 0 and char == "}" and k >= least and _after(code, k + 1) not in _AFTER_BRACE:
                return k + 1
        elif depth == 0 and k >= least:
            if char == ";":
                return k + 1
            # an item's braces may open in the next line
            if char == "\n" and before not in _GOES_ON and _after(code, k) not in _WENT_ON | {"{"}:
                return k
        if not char.isspace():
            before = char
    return len(code)


def _after(code: str, at: int) -> str:
    """The next character that is no space; empty at the end."""
    found = _SOLID.search(code, at)
    return found[0] if found else ""


def _before(code: str, at: int) -> str:
    """The last character before a place that is no space; empty at the beginning."""
    while at > 0:
        at -= 1
        if not code[at].isspace():
            return code[at]
    return ""


def around(code: str, at: int) -> list[tuple[str, int]]:
    """What a character of a file is in, innermost first: the names before the braces, and where each begins.

    Args:
        code: Of a file, as `masked` gives it.
        at: The character.
    """
    found = []
    depth = 0
    for brace in reversed([*_BRACE.finditer(code, 0, at)]):
        k = brace.start()
        depth += 1 if brace[0] == "}" else -1
        if depth < 0:
            depth = 0
            named = _NAME_BEFORE.search(code, max(0, k - 200), k)
            found.append((named[1], named.start(1)) if named else ("", k))
    return found
