"""Where in a screen's files the likeliest cause of too much work stands, when Qt was ended over it and cannot say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hud.panel.source.places import own_texts, place
from hud.panel.source.words import FROM_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hud.errors import FileError

ENDLESS = "a function calls itself without end"
"""What is said where the engine has no stack left."""

UNFIT = "a function is given what it cannot use"

TOO_LONG = "an expression too long to be read"

_LIKELY: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b\d[\d_]{5,}(?:\.\d*)?\b|\b\d+(?:\.\d+)?[eE]\+?(?:[5-9]|\d{2,})\b"), "the number {}"),
    (re.compile(r"\b(?:Repeater|Instantiator|(?:List|Grid|Table|Tree|Path)View)\b(?=\s*\{)"), "what {} repeats"),
    (re.compile(r"\b(?:append|insert|push|repeat|padEnd|padStart|concat)(?=\s*\()"), "what grows by {}"),
    (re.compile(r"\b(?:while|for)\b(?=\s*\()"), "the loop that begins with {}"),
    (re.compile(r"\bLoader\b(?=\s*\{)"), "what {} loads"),
)


def suspect(paths: Iterable[str]) -> FileError | None:
    """The first place that looks as if it made too much.

    Args:
        paths: The screen's files.

    Returns:
        An error whose message names what stands there; None where nothing is suspicious.
    """
    texts = list(own_texts(paths))
    for pattern, message in _LIKELY:
        for path, text, code in texts:
            if match := pattern.search(code):
                return place(path, text, match.start(), message.format(match[0]))
    return None


def said_of(message: str, paths: Iterable[str]) -> FileError | None:
    """Where a fault stands that the engine tells without a line: a function made of a text, an endless expression."""
    texts = list(own_texts(paths))
    if message == FROM_TEXT:
        return next((place(path, text, at.start()) for path, text, code in texts if (at := _MAKER.search(code))), None)
    if message == UNFIT:
        return next((place(path, text, at.start()) for path, text, code in texts if (at := _TAKES.search(code))), None)
    if message == TOO_LONG and texts:
        lines = [(line, path, text) for path, text, _ in texts for line in text.split("\n")]
        line, path, text = max(lines, key=lambda entry: len(entry[0]))
        return place(path, text, text.index(line) + len(line) - len(line.lstrip()))
    return None


_TAKES = re.compile(r"\binstanceof\b|\b(?:const|let|var)\s*[{\[]")
_MAKER = re.compile(r"\bconstructor\b|\b(?:Generator|Async)?Function\b")


def keeper(paths: Iterable[str]) -> FileError | None:
    """The first place that looks as if it kept something from one frame to the next; None where nothing does."""
    texts = list(own_texts(paths))
    for pattern in _KEEPERS:
        for path, text, code in texts:
            if match := pattern.search(code):
                return place(path, text, match.start(), match[0].strip())
    return None


_KEEPERS = (
    re.compile(r"^\s*\.pragma\s+library", re.MULTILINE),
    re.compile(r"\b(?:\w+\.)+(?:push|unshift|splice|pop|shift|sort|reverse|fill)(?=\s*\()"),
    re.compile(r"(?:\w+\s*)?(?:\+\+|--)|\b[\w.]+\s*(?:[-+*/]|\|\||\?\?)=(?!=)"),
    re.compile(r"\b(?:\w+\.)+\w+\s*=(?![=>])"),
)


def loop_in(paths: Iterable[str]) -> FileError | None:
    """The first loop that a function or binding has, one without a bound before others; None where there is none."""
    texts = list(own_texts(paths))
    for pattern in (_BOUNDLESS, _LOOP):
        for path, text, code in texts:
            if match := pattern.search(code):
                return place(path, text, match.start(), match[1])
    return None


_BOUNDLESS = re.compile(r"\b(while|for)\b\s*\(\s*(?:true|1|;\s*;)\s*\)")
_LOOP = re.compile(r"\b(while|for|do)\b(?=\s*[({])")


def calls_itself(paths: Iterable[str]) -> FileError | None:
    """The first function that is called within itself, as `suspect` tells it; the engine has no stack left to say."""
    for path, text, code in own_texts(paths):
        for match in _FUNCTION.finditer(code):
            if call := re.search(rf"\b{match[1]}\s*\(", _body(code[match.end() :])):
                return place(path, text, match.end() + call.start(), f"{match[1]}()")
    return None


_FUNCTION = re.compile(r"\bfunction\s+(\w+)\s*\([^)]*\)[^{;]*\{")


def _body(code: str) -> str:
    depth = 1
    for match in re.finditer(r"[{}]", code):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return code[: match.start()]
    return code
