"""What a scenario expects to be seen, as written."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from hud.scenario.fields import Text, Time, constant_or, one_or_more
from hud.yamldoc import Model, quantity_schema

COMPARISON = re.compile(r"(>=|<=|>|<)\s*(\d+(?:\.\d+)?)")
MAX_RATIO = 1e9

Texts = Annotated[list[Text], BeforeValidator(one_or_more), Field(min_length=1, max_length=100)]
_MANY_TEXTS = {
    "anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
}


def _ratio(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return value
    text = f">= {value}" if not isinstance(value, str) else value.strip()
    match = COMPARISON.fullmatch(text)
    if not match or float(match[2]) > MAX_RATIO:
        raise ValueError(f"'{str(value)[:40]}' is not a bound of a ratio; write for example \">= 3\"")
    return f"{match[1]} {match[2]}"


def _clipped(value: object) -> object:
    if value is False:
        raise ValueError("'not_clipped: false' expects nothing; remove it, or write true")
    return ["*"] if value is True else one_or_more(value)


_Schema = WithJsonSchema(_MANY_TEXTS)
_Strings = Annotated[Texts, _Schema]


class Expectation(Model):
    """What must hold at a moment, or at several."""

    at: Annotated[
        list[Time],
        BeforeValidator(one_or_more),
        Field(min_length=1, max_length=1000),
        constant_or(quantity_schema("time")),
    ]
    """When: a time, or a list of times."""
    shows: _Strings | None = None
    """Texts that must be read somewhere on the panel; each may be part of what stands there."""
    visible: _Strings | None = None
    """Elements that must be there and drawn, by id (`nav.distance`), `*` for any part of one."""
    absent: _Strings | None = None
    """What must not be there: the id of an element, or a part of a text."""
    not_clipped: (
        Annotated[
            list[Text],
            BeforeValidator(_clipped),
            Field(min_length=1, max_length=100),
            WithJsonSchema({"anyOf": [{"const": True}, *_MANY_TEXTS["anyOf"]]}),
        ]
        | None
    ) = None
    """Texts that must be whole, neither cut by an edge nor elided: `true` for all, or their ids."""
    contrast: (
        Annotated[
            str,
            BeforeValidator(_ratio),
            WithJsonSchema(
                {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^\\s*{COMPARISON.pattern}\\s*$"}]}
            ),
        ]
        | None
    ) = None
    """Luminance ratio at the eye of each text to what lies behind it: `">= 3"`."""
    of: _Strings | None = None
    """Which texts `contrast` is about, by id; all where left out."""
    screenshot: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)] | None = None
    """Name of the picture that screenshot tests keep of this moment."""


Kind = Literal["shows", "visible", "absent", "not_clipped", "contrast", "screenshot"]
KINDS: tuple[Kind, ...] = ("shows", "visible", "absent", "not_clipped", "contrast", "screenshot")
