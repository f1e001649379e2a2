"""What a component asks of the screen that uses it, and a value of each kind, for looking at it by itself."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hud.errors import HudError
from hud.files import read_text
from hud.panel.source.places import body_of, root_of, shallow
from hud.panel.source.statements import masked, offset

if TYPE_CHECKING:
    from pathlib import Path

_REQUIRED = re.compile(r"\b(?:default\s+)?required\s+(?:default\s+)?property\s+([\w.]+)\s+(\w+)")
# Nothing that a sum or a division fails by.
_STAND_INS: dict[str, object] = {
    **dict.fromkeys(("int", "real", "double"), 1),
    **{"bool": True, "string": "text", "color": "white", "url": ""},
}


def stand_ins(path: Path) -> str:
    """A value of its type for each required property of a file's root, as JSON; none for a type that has no plain one.

    Args:
        path: A QML file; what cannot be read asks for nothing.
    """
    try:
        text = read_text(path)
    except HudError:
        return "{}"
    root = root_of(path)
    code = masked(text)
    begin, end = body_of(code, offset(text, root.line or 1, root.column or 1))
    asked = _REQUIRED.findall(shallow(code[begin:end]))
    return json.dumps({name: _STAND_INS[kind] for kind, name in asked if kind in _STAND_INS})
