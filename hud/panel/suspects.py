"""Where in a screen's files the likeliest cause of too much work stands, when Qt was ended over it and cannot say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from hud.errors import FileError, HudError
from hud.files import display_path, read_text
from hud.panel.words import blanked
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    texts = list(_texts(paths))
    for pattern, message in _LIKELY:
        for path, text, code in texts:
            if match := pattern.search(code):
                return _place(path, text, match.start(), message.format(match[0]))
    return None


def calls_itself(paths: Iterable[str]) -> FileError | None:
    """The first function that is called within itself, as `suspect` tells it; the engine has no stack left to say."""
    for path, text, code in _texts(paths):
        for match in _FUNCTION.finditer(code):
            if call := re.search(rf"\b{match[1]}\s*\(", _body(code[match.end() :])):
                return _place(path, text, match.end() + call.start(), f"{match[1]}()")
    return None


_FUNCTION = re.compile(r"\bfunction\s+(\w+)\s*\([^)]*\)[^{;]*\{")


def _body(code: str) -> str:
    depth = 1
    for match in re.finditer(r"[{}]", code):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return code[: match.start()]
    return code


def _texts(paths: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    bundled = asset_path("screens").resolve()
    for path in sorted(paths):
        if path.endswith((".qml", ".js", ".mjs")) and not Path(path).is_relative_to(bundled):
            try:
                text = read_text(Path(path))
                yield path, text, blanked(text)
            except HudError:
                continue


def _place(path: str, text: str, start: int, message: str) -> FileError:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return FileError(display_path(Path(path)), message, line=line, column=column, snippet=text.split("\n")[line - 1])
