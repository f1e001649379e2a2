"""What is sound in a scenario file that does not fit its model, so that the rest of it can be checked all the same."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hud.scenario.fields import MAX_DURATION_S
from hud.scenario.schema import ScenarioFile
from hud.yamldoc import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from hud.yamldoc import Draft

_ROUNDS = 8
"""What stands behind a misfit may show another: a key that is left out is missing then."""

# harmless in place of what is missing or wrong: none of these is said to be wrong by a later check
_KEYS: dict[str, object] = {
    "hud": 1,
    "title": "-",
    "device": "quark-s1",
    "duration": f"{MAX_DURATION_S:g} s",
    "world": {"illuminance": 0},
    "illuminance": 0,
    "brightness": 1,
    "battery": 1,
    "from": "en",
    "travel": {"speed": "1 m/s"},
    "at": 0,
    "lux": 0,
    "is": 0,
    "for": "1 s",
    "link": "lost",
}
_EVENT = {"at": 0, "input": "tap"}
_ITEMS: dict[str, object] = {"tracks": {"events": [_EVENT]}, "events": _EVENT, "stills": 0}


def salvaged(draft: Draft) -> Document[ScenarioFile] | None:
    """The file with what does not fit left out, or with something harmless in its place.

    Args:
        draft: A file that does not fit.

    Returns:
        A document that tells places of the file as it is; None where too much is wrong with it.
    """
    plain = deepcopy(draft.plain)
    for _ in range(_ROUNDS):
        try:
            return Document(draft, ScenarioFile.model_validate(plain))
        except ValidationError as error:
            if not isinstance(plain, dict):
                return None
            for detail in error.errors(include_url=False, include_context=False, include_input=False):
                _mend(plain, detail)
    return None


def _mend(plain: dict[str, Any], detail: ErrorDetails) -> None:
    path = _path(plain, detail["loc"])
    if detail["type"] == "missing":
        name = str(detail["loc"][-1])
        holder = _at(plain, path)
        if name in _KEYS and isinstance(holder, dict):
            holder[name] = deepcopy(_KEYS[name])
        else:
            _leave_out(plain, path)
    else:
        _leave_out(plain, path)


def _leave_out(plain: dict[str, Any], path: Sequence[str | int]) -> None:
    """Remove what stands there. In a list everything else keeps its number, or the places would be others'."""
    while path:
        *above, last = path
        holder = _at(plain, above)
        if isinstance(holder, dict):
            holder.pop(last, None)
            return
        neutral = _ITEMS.get(str(above[-1])) if above else None
        if isinstance(holder, list) and neutral is not None:
            item, calm = holder[int(last)], deepcopy(neutral)
            # its time is another matter
            if isinstance(calm, dict) and isinstance(item, dict) and "at" in calm and "at" in item:
                calm["at"] = item["at"]
            holder[int(last)] = calm
            return
        path = above


def _path(plain: object, loc: Sequence[str | int]) -> list[str | int]:
    """What of a place of pydantic's is in the file: it names members of unions and readings of values besides."""
    found: list[str | int] = []
    node: Any = plain
    for part in loc:
        inside = (isinstance(node, dict) and part in node) or (
            isinstance(node, list) and isinstance(part, int) and part < len(node)
        )
        if inside:
            found.append(part)
            node = node[part]
    return found


def _at(plain: object, path: Sequence[str | int]) -> object:
    node: Any = plain
    for part in path:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            return None
    return node
