"""What does not fit a model, in words: what pydantic finds, as a person who wrote the file would say it."""

from __future__ import annotations

import re
import types
import typing
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel

from hud.errors import did_you_mean, nearest
from hud.units import UNITS, written

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

    from hud.yamltree import Loc

_EXPECTED = {
    "model_type": "keys with values",
    "dict_type": "keys with values",
    "list_type": "a list",
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
}
_BOUNDS = {
    "greater_than": ("gt", "more than {}"),
    "greater_than_equal": ("ge", "{} or more"),
    "less_than": ("lt", "less than {}"),
    "less_than_equal": ("le", "{} at most"),
}
_LENGTHS = {"too_short", "too_long", "string_too_short", "string_too_long"}
_UNNAMED = {"value", "is"}
"""Keys that say nothing: what is around them has the name."""
_PATTERNS = {
    "^[a-z][a-z0-9_]*$": ("_", "small letters, digits and _, a letter first"),
    "^[a-z0-9][a-z0-9-]*$": ("-", "small letters, digits and -"),
}


_MOST_MEANT = 100
"""Of so many unknown keys it is asked what they were meant to be: that takes its time."""


def without_echoes(
    model: type[BaseModel], details: Sequence[ErrorDetails], written: Container[Loc]
) -> list[ErrorDetails]:
    """Without what follows from something else that is wrong.

    Where something deeper is wrong with keys that may also be a text, "expected a text" would be false. And a key that
    is misspelt is not missing.

    Args:
        model: What the whole file must fit.
        details: What pydantic found.
        written: The paths of what the file says; what pydantic has beyond them are names of kinds of values.
    """
    if any(detail["type"] == "missing" for detail in details):
        unknown = [detail for detail in details if detail["type"] == "extra_forbidden"][:_MOST_MEANT]
        misspelt = {(*detail["loc"][:-1], meant_key(model, detail)) for detail in unknown}
        details = [detail for detail in details if detail["type"] != "missing" or detail["loc"] not in misspelt]
    outers = {detail["loc"][:-1] for detail in details if detail["type"] in _EXPECTED}
    # below each of them the next part of every longer path; by looking once, for there may be 20,000 misfits
    below: dict[tuple[int | str, ...], set[int | str]] = {outer: set() for outer in outers if outer}
    for detail in details:
        path = detail["loc"]
        for length in range(1, len(path) - 1):
            if (parts := below.get(path[:length])) is not None:
                parts.add(path[length])

    def echoes(detail: ErrorDetails) -> bool:
        named = detail["type"] in _EXPECTED and detail["loc"] not in written
        parts = below.get(detail["loc"][:-1]) if named else None
        return parts is not None and bool(parts - {detail["loc"][-1]})

    return [detail for detail in details if not echoes(detail)]


def meant_key(model: type[BaseModel], detail: ErrorDetails, *, likeness: float = 0.6) -> str:
    """The key that an unknown one was meant to be; empty where none is as much alike."""
    return nearest(str(detail["loc"][-1]), sorted(_keys(model, detail["loc"][:-1])), likeness=likeness)


def words_of(model: type[BaseModel], detail: ErrorDetails, loc: Loc, source: object) -> tuple[str, str]:
    """What is wrong and what to do.

    Args:
        model: What the whole file must fit.
        detail: What pydantic found.
        loc: Where, as the file has it.
        source: What the file says there.

    Returns:
        The message, which names the key, and the hint.
    """
    kind, last = detail["type"], detail["loc"][-1] if detail["loc"] else ""
    of_key = last == "[key]"
    given = source if isinstance(source, str | int | float) and not of_key else detail.get("input")
    if kind == "extra_forbidden":
        return f"unknown key '{last}'", did_you_mean(str(last), sorted(_keys(model, detail["loc"][:-1]))) or "remove it"
    if kind == "missing":
        return f"'{last}' is missing", "add it"
    context, hint = detail.get("ctx", {}), ""
    if kind in ("value_error", "assertion_error"):
        said = detail["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
        message, _, hint = said.partition("; ")
        # what is wrong with several keys names them
        return (message if isinstance(given, dict | list) else _of(loc, message)), hint
    if kind == "literal_error":
        expected = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        message = f"{_short(given)} is not known here"
        if str(given) in expected:
            hint = f"write {given} without quotes" if isinstance(given, str) else f"write {expected[0]}"
        else:
            hint = did_you_mean(str(given), expected)
            if not hint.startswith("use"):
                hint = f"{hint} one of {', '.join(expected)}".strip()
    elif kind == "finite_number":
        message, hint = f"{_short(given)} is not a finite number", "write a number"
    elif kind == "union_tag_invalid":
        message, hint = f"'{given}' is not known here", detail["msg"]
    elif kind in _EXPECTED:
        message = f"expected {_EXPECTED[kind]}, not {_short(given)}"
    elif kind in _LENGTHS:
        message, hint = _length(kind, context, detail.get("input"))
    elif kind in _BOUNDS:
        key, phrase = _BOUNDS[kind]
        bound = phrase.format(_with_unit(context[key], given))
        message, hint = f"expected {bound}, not {_short(given)}", f"write {_percent(given, context, key) or bound}"
    elif kind == "string_pattern_mismatch":
        message, hint = _pattern(str(given), str(context["pattern"]))
    else:
        message = detail["msg"].removeprefix("Input should be ")
        meant = message != detail["msg"]
        message = f"expected {message}, not {_short(given)}" if meant else message[:1].lower() + message[1:]
    return message if of_key else _of(loc, message), hint


def _of(loc: Loc, message: str) -> str:
    """The message behind the name of the key, which is not always on the line that is shown."""
    names = [part for part in loc if isinstance(part, str)]
    while len(names) > 1 and names[-1] in _UNNAMED:
        names.pop()
    return f"{names[-1]}: {message}" if names else message


def _length(kind: str, context: Mapping[str, Any], given: object) -> tuple[str, str]:
    least = "short" in kind
    bound = context["min_length" if least else "max_length"]
    one = "character" if kind.startswith("string") else "entry" if isinstance(given, dict) else "item"
    many = one if bound == 1 else "entries" if one == "entry" else f"{one}s"
    there = context.get("actual_length", len(given) if isinstance(given, str | list | dict | tuple) else None)
    if there == 0:
        return "is empty", f"write {'one' if bound == 1 else f'{bound:,}'} {one if bound == 1 else many} at least"
    beside = "" if there is None else f", not {there:,}"
    return f"expected {bound:,} {many} at {'least' if least else 'most'}{beside}", ""


def _with_unit(bound: float, given: object) -> str:
    """A bound as one would write it: in the unit of what was written."""
    tail = re.search(r"(?<=[\d.\s])[^\d\s.+-]\S*$", given.strip()) if isinstance(given, str) else None
    unit = tail[0] if tail else ""
    factor = next((units[unit] for units in UNITS.values() if unit in units), 1.0)
    return written(bound / factor, unit)


def _percent(given: object, context: Mapping[str, Any], key: str) -> str:
    """A share that was written as a number of per cent."""
    if key == "le" and context[key] == 1 and isinstance(given, int | float) and 2 <= given <= 100:
        return f"{given:g} %"
    return ""


def _pattern(given: str, pattern: str) -> tuple[str, str]:
    message = f"{_short(given)} does not fit here"
    if pattern not in _PATTERNS:
        return message, f"it must match {pattern}"
    joint, words = _PATTERNS[pattern]
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", joint, given).lower()
    meant = re.sub(r"[^a-z0-9]+", joint, plain).strip(joint)
    near = f", such as {meant}" if meant != given and re.fullmatch(pattern, meant) else ""
    return message, f"use {words}{near}"


def _short(given: object) -> str:
    """What was written, as a message can quote it."""
    if given is None:
        return "nothing"
    if isinstance(given, dict | list):
        return "keys with values" if isinstance(given, dict) else "a list"
    text = str(given).lower() if isinstance(given, bool) else str(given)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}...'"


def _keys(model: type[BaseModel], loc: Loc) -> set[str]:
    """Every key that could stand at ``loc`` of a file of ``model``."""
    kinds: list[Any] = [model]
    for part in loc:
        inner: list[Any] = []
        for kind in _members(kinds):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                inner += [f.annotation for n, f in kind.model_fields.items() if part in (n, _alias(f))]
            else:
                inner += [
                    a for a in typing.get_args(kind)[-1:] if isinstance(part, int) or len(typing.get_args(kind)) == 2
                ]
        # a part that leads nowhere is a union member's name; stay where we are
        kinds = inner or kinds
    models = [k for k in _members(kinds) if isinstance(k, type) and issubclass(k, BaseModel)]
    return {_alias(f) or n for m in models for n, f in m.model_fields.items()}


def _alias(field: FieldInfo) -> str | None:
    return field.alias


def _members(kinds: list[Any]) -> Iterator[Any]:
    for kind in kinds:
        if typing.get_origin(kind) in (typing.Union, types.UnionType):
            yield from _members(list(typing.get_args(kind)))
        elif typing.get_origin(kind) is Annotated:
            yield from _members([typing.get_args(kind)[0]])
        else:
            yield kind
