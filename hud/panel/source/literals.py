"""What a screen writes out and Qt lets pass without a word: a width that is no number, a bar without a length.

Read as text, like `hud.panel.source.names`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hud.panel.source.places import body_of, is_piece, place, shallow, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hud.errors import FileError

NO_NUMBER = "give it a number; look for a name that is none, or a division of nothing by nothing"
_GIVEN_TEXT = re.compile(r"(?<![\w.$])hud\s*\.\s*(deg|ease)\s*\((?:[^()\"'`\n]*,)?\s*(?=[\"'`])")
_GIVEN_VALUE = re.compile(r"(?<![\w.$])hud\s*\.\s*(deg|ease)\s*\(\s*hud\s*\.\s*values\s*\.\s*(\w+)\s*[,)]")
_NOT_A_NUMBER = re.compile(
    r"(?<=[{;\n])[ \t]*(?P<name>(?:x|y|z|width|height|implicitWidth|implicitHeight|rotation|scale|opacity|spacing"
    r"|radius|font\.pixelSize|border\.width|anchors\.\w*[mM]argins?))\s*:\s*(?:(?:Number\s*\.\s*)?NaN|0(?:\.0*)?\s*/\s*0"
    r"(?:\.0*)?)[ \t]*(?=[;\n}])"
)
_NUMBER = r"\s*(-?\d+(?:\.\d*)?)[ \t]*(?=[;\n}]|$)"
_METER = {"from": 0.0, "to": 100.0}


def wrong_literals(path: str, text: str, code: str, values: Mapping[str, object]) -> Iterator[FileError]:
    """Faults of what is written out.

    Args:
        path: A screen's file.
        text: Its text.
        code: The same with comments and strings blanked.
        values: What the scenario keyframes, each with a value it has.
    """
    for used in _GIVEN_TEXT.finditer(text):
        if code[used.start() : used.start() + 3] == "hud":
            hint = f"write it without quotes, such as hud.{used[1]}({'1' if used[1] == 'deg' else 'hud.t, 0.2'})"
            yield place(path, text, used.end(), f"hud.{used[1]} takes numbers, not a text", hint)
    for used in _GIVEN_VALUE.finditer(code):
        if isinstance(value := values.get(used[2]), str):
            message = f"hud.{used[1]} takes numbers; hud.values.{used[2]} is the text '{short(value, 30)}'"
            yield place(path, text, used.start(2), message, "keyframe numbers")
    if not path.endswith(".qml"):
        return
    for found in _NOT_A_NUMBER.finditer(code):
        yield place(path, text, found.start("name"), f"{found['name']} is NaN", NO_NUMBER)
    if not is_piece("Meter", path, code):
        return
    for used in re.finditer(r"(?<![\w.])Meter\b(?=\s*\{)", code):
        yield from _bar(path, text, *body_of(code, used.end()), code)


def _bar(path: str, text: str, begin: int, end: int, code: str) -> Iterator[FileError]:
    own = shallow(code[begin:end])
    if re.search(r"(?<![\w.])bar\s*:\s*false\b", own):
        return
    ends, at = dict(_METER), -1
    for name in _METER:
        if said := re.search(rf"(?<![\w.]){name}\s*:", own):
            number = re.compile(_NUMBER).match(own, said.end())
            if number is None:
                return
            ends[name] = float(number[1])
            at = at if at >= 0 else said.start()
    if at >= 0 and ends["from"] == ends["to"]:
        message = f"a Meter's bar from {ends['from']:g} to {ends['to']:g} has no length"
        yield place(path, text, begin + at, message, "make to greater than from, or leave the bar out with bar: false")
