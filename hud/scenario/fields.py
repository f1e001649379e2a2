"""The kinds of value that a scenario file is made of: texts, names, times, and what changes at set moments."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from hud.environment import MAX_ILLUMINANCE_LX, PRESETS, parse_illuminance
from hud.scenario.keyframes import is_colour
from hud.scenario.languages import check_language
from hud.units import parse_quantity
from hud.yamldoc import Degrees, Model, Ratio, Seconds, quantity_schema

MAX_DURATION_S = 24 * 3600.0
MAX_EVENTS = 20_000

Ease = Literal["step", "linear", "smooth", "ease-in", "ease-out"]
NAME = r"^[a-z][a-z0-9_]*$"


_LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}"
_CLOCK = r"(\d{1,2}):(\d\d)(?::(\d\d))?"


def _clock(value: str) -> str:
    match = re.fullmatch(_CLOCK, value, re.ASCII)
    if not match or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
        raise ValueError(f"'{value}' is not a time of day; write for example \"08:12\"")
    return value


Text = Annotated[str, Field(min_length=1, max_length=400)]
FileName = Annotated[str, Field(min_length=1, max_length=400)]
Language = Annotated[
    str,
    AfterValidator(check_language),
    Field(examples=["en", "zh-Hant"], json_schema_extra={"pattern": f"^{_LANGUAGE}$"}),
]
TimeOfDayText = Annotated[
    str, AfterValidator(_clock), Field(examples=["08:12"], json_schema_extra={"pattern": f"^{_CLOCK}$"})
]
Time = Annotated[Seconds, Field(ge=0, le=MAX_DURATION_S)]
Length = Annotated[Seconds, Field(gt=0, le=MAX_DURATION_S)]
Share = Annotated[Ratio, Field(ge=0, le=1)]
Name = Annotated[str, Field(pattern=NAME, max_length=60)]


def one_or_more(value: object) -> object:
    """A single thing is a list of one."""
    return value if isinstance(value, list) or value is None else [value]


def _as_keyframes(key: str) -> BeforeValidator:
    """A constant is one keyframe at the start, so that errors need not choose between two readings."""

    def read(value: object) -> object:
        if isinstance(value, list):
            return value
        return [value] if isinstance(value, dict) else [{"at": 0, key: value}]

    return BeforeValidator(read)


_LIGHT_NAMES = {"enum": sorted(PRESETS)}
_LUX_SCHEMA = quantity_schema("illuminance")


def _lux(value: object) -> object:
    # inside a keyframe the key itself is the unit: {at: 40 s, lux: 300}
    return parse_illuminance(value) if isinstance(value, str) else value


def _illuminance_constant(value: object) -> object:
    if isinstance(value, str):
        return parse_illuminance(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return parse_quantity(value, "illuminance")
    return value


class LuxKeyframe(Model):
    """The light at a moment."""

    at: Time
    """When, from the start of the scenario."""
    lux: Annotated[
        float,
        BeforeValidator(
            _lux,
            json_schema_input_type=Annotated[
                Any, WithJsonSchema({"anyOf": [{"type": "number"}, _LIGHT_NAMES, _LUX_SCHEMA]})
            ],
        ),
        Field(ge=0, le=MAX_ILLUMINANCE_LX),
    ]
    """Illuminance on what is in view: a number in lux, a quantity (`1 klx`), or the name of a light."""
    ease: Ease = "step"
    """How the value is come by from the keyframe before."""


class ShareKeyframe(Model, populate_by_name=False):
    """A share of a whole at a moment."""

    at: Time
    """When, from the start of the scenario."""
    value: Share = Field(alias="is")
    """The share: `50 %` or 0.5."""
    ease: Ease = "step"
    """How the value is come by from the keyframe before."""


Turn = Annotated[Degrees, Field(ge=-75, le=75)]


class HeadKeyframe(Model):
    """Where the head is turned at a moment, away from where the camera looks that took the footage."""

    at: Time
    """When, from the start of the scenario."""
    yaw: Turn | None = None
    """To the right."""
    pitch: Turn | None = None
    """Up."""
    roll: Turn | None = None
    """Towards the right shoulder."""
    ease: Ease = "step"
    """How the angles are come by from the keyframe before."""


def _plain_value(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"'{value}' is not a finite number; write a number")
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        if len(value) > 2000:
            raise ValueError(f"a text of {len(value)} characters is too long; use 2000 at most")
        return value.lower() if is_colour(value.lower()) else value
    if isinstance(value, int | float):
        # beyond this a screen's numbers (JavaScript's) are no longer exact, and a giant cannot be a float
        if abs(value) > 2**53:
            raise ValueError("this number is too large; use one below 2^53")
        return float(value)
    raise ValueError("a value is a number, a text, true or false; write one of these")


_PLAIN = {"type": ["number", "string", "boolean"]}


class ValueKeyframe(Model, populate_by_name=False):
    """A value of the scenario's own at a moment."""

    at: Time
    """When, from the start of the scenario."""
    value: Annotated[
        Any, BeforeValidator(_plain_value, json_schema_input_type=Annotated[Any, WithJsonSchema(_PLAIN)])
    ] = Field(alias="is")
    """A number, a text, true or false, or a colour (`"#79acfe"`); one kind throughout."""
    ease: Ease = "step"
    """How the value is come by from the keyframe before; numbers and colours only."""


def constant_or(*constants: dict[str, Any]) -> Any:  # noqa: ANN401 - pydantic takes any annotation
    """Put before a list of keyframes: the JSON schema also knows the one value that never changes."""
    return Field(json_schema_extra=lambda schema: _widen(schema, constants))


def _widen(schema: dict[str, Any], constants: tuple[dict[str, Any], ...]) -> None:
    listed = {key: schema.pop(key) for key in ("type", "items", "minItems", "maxItems") if key in schema}
    schema["anyOf"] = [*constants, *([listed["items"]] if "items" in listed else []), listed]


Shares = Annotated[
    list[ShareKeyframe],
    _as_keyframes("is"),
    Field(min_length=1, max_length=MAX_EVENTS),
    constant_or({**quantity_schema("ratio"), "ge": 0, "le": 1}),
]
Lux = Annotated[
    list[LuxKeyframe],
    _as_keyframes("lux"),
    BeforeValidator(_illuminance_constant),
    Field(min_length=1, max_length=MAX_EVENTS),
    constant_or(_LIGHT_NAMES, _LUX_SCHEMA),
]
Values = Annotated[
    list[ValueKeyframe], _as_keyframes("is"), Field(min_length=1, max_length=MAX_EVENTS), constant_or(_PLAIN)
]
