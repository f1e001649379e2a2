"""Words in a screen's files that say what it may not do, or that it is not a function of the moment.

Read as text, without QML's grammar: a first look with a place and a remedy. What words in disguise could reach is
closed in `hud.panel.sandbox`, and `hud.panel.check` draws a screen twice to see that it stays the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hud.errors import FileError
from hud.files import display_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Word:
    """Something a screen may not say."""

    pattern: re.Pattern[str]
    message: str
    """The fault; ``{}`` stands for what was written."""
    remedy: str = ""


_OUTSIDE = "a screen may not open anything outside"
FROM_TEXT = "a screen may not make code from text"
FORBIDDEN = (
    Word(re.compile(r"\bopenUrlExternally\b"), _OUTSIDE),
    Word(re.compile(r"\bcreateQmlObject\b|\beval\b|\bFunction\b"), FROM_TEXT),
    Word(re.compile(r"\bQt\s*(?:\?\.)?\["), "a screen names what it uses of Qt with a dot"),
    Word(re.compile(r"[=(,:\[]\s*Qt\s*(?=[;,)\]\n}])"), "a screen may not pass Qt itself around"),
    Word(
        re.compile(r"\bQt\s*(?:\?\.|\.)\s*(?:quit|exit)\b"),
        "a screen may not end the program",
        "remove it; the scenario's duration says when it ends",
    ),
    Word(
        re.compile(r"\bthis\s*(?:\?\.\s*)?\[|\bglobalThis\b"),
        "a screen names what it uses; it does not look it up by a text",
        "write the name after a dot",
    ),
    Word(re.compile(r"\bXMLHttpRequest\b|\bWorkerScript\b"), "a screen may not load anything by itself"),
)
"""What could reach out of the engine without opening a file, and the ways to say it in disguise."""

_EASE = "make it a function of hud.t or of a value's sinceS, such as hud.ease(hud.nav.sinceS, 0.2)"
_KEPT = "'{}' keeps something from one frame to the next"
_BIND = "bind the property to what it follows from, such as n: Math.floor(hud.t)"
IMPURE = (
    Word(
        re.compile(
            r"\b(?:[A-Z]\w*Anima(?:tion|tor)|Behavior|Transition|AnimatedImage|AnimatedSprite|SpriteSequence)\b"
            r"(?=\s*(?:on\b|\{))"
        ),
        "'{}' moves by the wall clock",
        _EASE,
    ),
    Word(re.compile(r"\bTimer\b(?=\s*\{)"), "'{}' waits by the wall clock", _EASE),
    Word(
        re.compile(r"\bnew\s+Date\b|\bDate\b(?:\s*\.\s*now\b)?"),
        "'{}' is the wall clock, not pure",
        "use hud.t or hud.status.clock",
    ),
    Word(re.compile(r"\bMath\s*\.\s*random\b"), "'{}' differs in every frame, not pure", "make it a function of hud.t"),
    Word(
        re.compile(r"\bMath\b(?!\s*\.\s*[A-Za-z])"),
        "'{}' may hide what is not pure",
        "write Math.floor and the like in full",
    ),
    Word(
        re.compile(
            r"\btoLocale(?:Date|Time|Upper|Lower)?(?:String|Case)\b|\bQt\s*\.\s*(?:locale|platform|application)\b"
        ),
        "'{}' follows the machine, not the scenario",
        "write it out, such as value.toFixed(1)",
    ),
    Word(
        re.compile(r"\bScreen\s*\.\s*[a-z]\w*"),
        "'{}' is the desktop's, not the glasses'",
        "use hud.panel.width, hud.panel.height and hud.deg(1)",
    ),
    Word(
        re.compile(r"\bPromise\b|\bQt\s*\.\s*callLater\b"),
        "'{}' answers later than its frame",
        "make it a function of hud.t",
    ),
    Word(re.compile(r"\bon[A-Z]\w*Changed\b(?=\s*[:({])"), _KEPT, _BIND),
    Word(
        re.compile(r"\bpointSize\b(?=\s*:)"),
        "'{}' depends on the desktop's resolution",
        "give degrees of visual angle, font.pixelSize: hud.deg(0.8)",
    ),
    Word(
        re.compile(r"\b(?:ShaderEffect(?:Source)?|MultiEffect)\b(?=\s*\{)|\blayer\s*\.\s*effect\b(?=\s*:)"),
        "'{}' is not drawn: panels are drawn without a graphics card",
        "use a gradient, opacity, a Shape, or an Image that was made with the effect",
    ),
    Word(re.compile(r"\bCanvas\b(?=\s*\{)"), "'{}' is painted later than its frame", "draw with Shape and PathSvg"),
)
"""What makes a frame depend on more than its moment."""


def forbidden_words(path: Path, text: str) -> list[FileError]:
    """What a file of a screen may not say, with line and column; comments and strings do not count.

    Args:
        path: The file, for the message.
        text: Its text.

    Returns:
        In the order of the file.
    """
    return _found(path, text, FORBIDDEN)


def impurities(path: Path, text: str) -> list[FileError]:
    """What in a screen's file depends on more than the moment, with what to write instead.

    Args:
        path: The file, for the message.
        text: Its text, QML or JavaScript.

    Returns:
        In the order of the file.
    """
    return _found(path, text, IMPURE)


_IMPORT = re.compile(r"^[ \t]*(?:\.?import\b)[^\n\"';]*([\"'])((?:(?!\1)[^\\\n])*)\1", re.MULTILINE)


def quoted_imports(text: str) -> list[tuple[str, int, int]]:
    """What a file imports by address: the address, and the line and column it begins at.

    Args:
        text: Of a QML or JavaScript file.
    """
    # Only where the word itself is code: the address is a string, which `blanked` takes away.
    code = blanked(text)
    return [
        (match[2], text.count("\n", 0, match.start(1)) + 1, match.start(1) - text.rfind("\n", 0, match.start(1)))
        for match in _IMPORT.finditer(text)
        if "import" in code[match.start() : match.start(1)]
    ]


MAX_DEPTH = 200
"""Of braces in braces; what is deeper was written by a program, and takes the square of its depth to lay out."""


def too_deep(path: Path, text: str) -> list[FileError]:
    """Where a file's items hold each other too deeply, if they do."""
    depth = 0
    code = blanked(text)
    for brace in re.finditer(r"[{}]", code):
        depth += 1 if brace[0] == "{" else -1
        if depth > MAX_DEPTH:
            start = brace.start()
            line, column = code.count("\n", 0, start) + 1, start - code.rfind("\n", 0, start)
            hint = "put them beside each other, or some into a file of their own"
            message = f"items {MAX_DEPTH} deep in each other"
            snippet = text.split("\n")[line - 1]
            return [FileError(display_path(path), message, line=line, column=column, hint=hint, snippet=snippet)]
    return []


def _found(path: Path, text: str, words: Sequence[Word]) -> list[FileError]:
    code = blanked(text)
    lines = text.split("\n")
    found = []
    for word in words:
        for match in word.pattern.finditer(code):
            line = code.count("\n", 0, match.start()) + 1
            column = match.start() - (code.rfind("\n", 0, match.start()) + 1) + 1
            message = word.message.format(match[0])
            found.append(
                FileError(
                    display_path(path), message, line=line, column=column, hint=word.remedy, snippet=lines[line - 1]
                )
            )
    return sorted(found, key=lambda error: (error.line or 0, error.column or 0))


# What is begun and never ended stays as it is, but is stepped over: from each quote in it to look for an end again
# would take the square of its length.
_QUIET = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+'"
    r"|(?P<endless>/\*.*|\"(?:\\.|[^\"\\\n])*+|'(?:\\.|[^'\\\n])*+)",
    re.DOTALL,
)


@lru_cache(maxsize=4)
def blanked(text: str) -> str:
    """QML or JavaScript with comments and quoted strings turned to spaces, every character in its place.

    Template literals stay: they may hold code.
    """
    return _QUIET.sub(lambda match: match[0] if match["endless"] else re.sub(r"[^\n]", " ", match[0]), text)
