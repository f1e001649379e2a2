"""Bindings of places and sizes that come to no number: Qt leaves the property as it was and says nothing.

A second property beside each takes the same expression as it is, so that it can be asked.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hud.panel.source.statements import around, masked, statement

PREFIX = "hudSeen"
_BINDING = re.compile(r"(?:^|(?<=[{;\n]))[ \t]*(?P<name>x|y|width|height|rotation|scale|opacity|spacing|radius)\s*:")
# A value of the scenario's is read as text (`hud.panel.source.names`): which there are is not always known.
_PLAIN = re.compile(r"\s*(?:-?[\d.]+|hud\.values\.\w+)\s*")
_NAMES = re.compile(r"\s*[\w.]+\s*")
# Of Rectangle and Row; an item of the screen's own may have a text of that name.
_OF_SOME = frozenset({"spacing", "radius"})
# What has no properties of its own, or is no item that is seen.
_BARE = frozenset({"PropertyChanges", "Binding", "ListElement", "Connections", "Keyframe", "KeyframeGroup", "State"})
_MOST = 300


class Seen(NamedTuple):
    """A binding that is watched."""

    path: str
    line: int
    column: int
    name: str


def watched(path: str, text: str, first: int) -> tuple[str, list[Seen]]:
    """A QML file with a property beside each binding of a place or size that takes the same expression.

    Args:
        path: Of the file.
        text: Of the file, which compiles.
        first: The number of its first such property.

    Returns:
        The text, each line where it was, and what is watched by the properties ``hudSeen<number>`` in turn.
    """
    code = masked(text)
    seen: list[Seen] = []
    parts: list[str] = []
    done = 0
    for found in _BINDING.finditer(code):
        at = found.start("name")
        begin, end = statement(code, at)
        length = len(code[found.end() : end].rstrip().removesuffix(";").rstrip())
        value = text[found.end() : found.end() + length]
        holder = next(iter(around(code, at)), ("", 0))[0].rpartition(".")[2]
        # braces may hold anything
        if at < done or begin != at or _PLAIN.fullmatch(value) or "{" in value:
            continue
        if found["name"] in _OF_SOME and _NAMES.fullmatch(value):
            continue
        if not holder[:1].isupper() or holder in _BARE or len(seen) == _MOST:
            continue
        stop = found.end() + length
        parts += [text[done:stop], f"; property var {PREFIX}{first + len(seen)}: {value.strip()}"]
        done = stop
        line = text.count("\n", 0, at) + 1
        seen.append(Seen(path, line, at - text.rfind("\n", 0, at), found["name"]))
    return "".join([*parts, text[done:]]), seen
