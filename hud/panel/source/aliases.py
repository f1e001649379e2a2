"""Other names that a screen gives to parts of ``hud``: ``property var nav: hud.nav``, ``const n = hud.nav``.

Read as text. Only what is plain is followed: a name that means one thing in its file, given once, and used by itself or
after the id of the item that has it.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STEPS = r"(?:\s*\??\.\s*[A-Za-z_]\w*)"
_GIVEN = re.compile(
    r"\b(?P<kind>property\s+(?:var|QtObject|HudObject)|const|let|var)\s+(?P<name>[a-z_]\w*)\s*[:=]"
    rf"\s*(?P<path>[A-Za-z_]\w*{_STEPS}*)[ \t]*(?=[;\n}}])"
)
_DECLARED = re.compile(r"\b(?:property\s+[\w<>.]+|alias|const|let|var|function|id\s*:)\s*([A-Za-z_]\w*)")
_CHANGED = re.compile(r"(?<![\w.$])([A-Za-z_]\w*)\s*(?:[-+*/]?=(?!=)|\+\+|--)")
_MADE = re.compile(r"\b(?:const|let|var)\s+([A-Za-z_]\w*)\s*=")
_PARAMETERS = re.compile(r"\(([^()]*+)\)\s*(?::\s*\w+\s*)?(?:=>|\{)|\b(\w+)\s*=>")
_ID = re.compile(r"(?<![\w.])id\s*:\s*([a-z_]\w*)")
_ROUNDS = 5  # an alias of an alias of ...
_MOST = 50


def paths_to_hud(code: str) -> Iterator[tuple[str, int, int]]:
    """Every path of names that leads from ``hud``, spelled out, and where what is written of it begins.

    Args:
        code: Of a file, comments and strings blanked.

    Yields:
        The owner that a name at the beginning stands for (``hud``, or ``hud.nav`` of an alias), and the span of the
        names after it.
    """
    yield from _uses(code, "hud", r"(?<![\w.$])hud")
    known = {"hud": "hud"}
    plain = _plain(code)
    given = [match for match in islice(_GIVEN.finditer(code), 4 * _MOST) if match["name"] in plain][:_MOST]
    for _ in range(_ROUNDS):
        found = [(match, owner) for match in given if match["name"] not in known and (owner := _meant(match, known))]
        if not found:
            break
        for match, owner in found:
            known[match["name"]] = owner
            item = _id_around(code, match.start()) if match["kind"].startswith("property") else ""
            before = rf"(?:(?<![\w.$])|(?<![\w.$]){item}\s*\.\s*)" if item else r"(?<![\w.$])"
            yield from _uses(code, owner, before + match["name"])


def _meant(match: re.Match[str], known: dict[str, str]) -> str:
    """What of ``hud`` an alias is; empty where it is none."""
    first, *rest = re.findall(r"\w+", match["path"])
    return ".".join([known[first], *rest]) if first in known else ""


def _uses(code: str, owner: str, written: str) -> Iterator[tuple[str, int, int]]:
    for match in re.finditer(rf"{written}\b(?P<names>{_STEPS}+)", code):
        yield owner, match.start("names"), match.end("names")


def _plain(code: str) -> set[str]:
    """Names that are declared once in a file, and are no parameter or anything that changes."""
    declared, made = Counter(_DECLARED.findall(code)), Counter(_MADE.findall(code))
    changed = Counter(_CHANGED.findall(code))
    parameters = {name for many, one in _PARAMETERS.findall(code) for name in re.findall(r"\w+", many or one)}
    return {name for name, count in declared.items() if count == 1 and changed[name] == made[name]} - parameters


def _id_around(code: str, start: int) -> str:
    """The id of the item that a place is directly in; empty where it has none."""
    depth, begin = 0, 0
    for k in range(start - 1, -1, -1):
        depth += (code[k] == "}") - (code[k] == "{")
        if depth < 0:
            begin = k + 1
            break
    depth = 0
    for k in range(begin, len(code)):
        if code[k] == "i" and depth == 0 and (found := _ID.match(code, k)):
            return found[1]
        depth += (code[k] == "{") - (code[k] == "}")
        if depth < 0:
            break
    return ""
