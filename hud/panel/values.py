"""The state as a screen reads it: camel case, plain JSON values."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hud.scenario.state import HudState

PARTS = ("language", "nav", "captions", "notice", "status", "input", "inputs", "head", "values")
"""The parts of `HudState` that a screen sees under the same name."""

_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def camel_case(name: str) -> str:
    """``following_distance`` as QML writes it: ``followingDistance``."""
    head, *tail = name.split("_")
    return head + "".join(word.capitalize() for word in tail)


def members(kind: Any, *, of: str = "") -> tuple[str, ...]:  # noqa: ANN401 - a dataclass
    """What a screen reads of a part of the state, by QML's names; of one type alone where that is said."""
    return tuple(camel_case(field.name) for field in dataclasses.fields(kind) if not of or field.type == of)


def part_json(state: HudState, part: str) -> str:
    """One part of the state as JSON, so that null stays null on its way into QML.

    Args:
        state: The state of a moment.
        part: One of `PARTS`.

    Returns:
        JSON; a number that is not finite becomes null.
    """
    return _encode(_plain(getattr(state, part)))


_encode = json.JSONEncoder(allow_nan=False, ensure_ascii=False).encode


@cache
def _fields(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, camel_case(field.name)) for field in dataclasses.fields(kind))


def _plain(value: object) -> object:
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is float:
        return value if math.isfinite(value) else None  # type: ignore[arg-type]
    if dataclasses.is_dataclass(kind):
        return {camel: _plain(getattr(value, name)) for name, camel in _fields(kind)}
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
