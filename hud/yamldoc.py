"""YAML files that people write: read with positions, checked against a model, every error at once.

ruamel.yaml's round-trip loader knows where each key and value stands; pydantic says what is wrong by path. This
module puts the two together, so that a path of pydantic's becomes ``file:line:column`` with the source line.
"""

from __future__ import annotations

import re
import types
import typing
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from hud.errors import FileError, Problems, did_you_mean
from hud.files import display_path, read_text
from hud.units import UNITS, parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails
    from ruamel.yaml.nodes import Node

Loc = tuple[int | str, ...]

MAX_BYTES = 2 * 2**20  # ten seconds of ruamel, and 25,000 events
MAX_NODES = 200_000
MAX_DEPTH = 32
MAX_BRACKETS = 128


class Model(BaseModel):
    """Base of every model of a file: strict, closed, finite, frozen."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        validate_default=False,
        populate_by_name=True,
    )


def _quantity(dimension: str) -> BeforeValidator:
    def read(value: object) -> object:
        # None must stay None, or an optional field could not be left empty
        return parse_quantity(value, dimension) if isinstance(value, str | int | float) else value

    return BeforeValidator(read, json_schema_input_type=str | float)


Seconds = Annotated[float, _quantity("time")]
Metres = Annotated[float, _quantity("length")]
MetresPerSecond = Annotated[float, _quantity("speed")]
Degrees = Annotated[float, _quantity("angle")]
Lux = Annotated[float, _quantity("illuminance")]
Luminance = Annotated[float, _quantity("luminance")]
Hertz = Annotated[float, _quantity("frequency")]
CyclesPerDegree = Annotated[float, _quantity("spatial frequency")]
DegreesPerSecond = Annotated[float, _quantity("turn rate")]
Ratio = Annotated[float, _quantity("ratio")]
Grams = Annotated[float, _quantity("mass")]

M = TypeVar("M", bound=BaseModel)

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


@dataclass(frozen=True)
class Draft:
    """A YAML file as plain values, not yet checked against a model, and where everything in it stands."""

    path: Path
    plain: Any
    """Dictionaries, lists, texts, numbers, truth values, None."""
    _text: str
    _positions: dict[Loc, tuple[int, int]]
    faults: tuple[FileError, ...] = ()
    """Keys that stand there twice; `fit` tells them with all else."""

    @classmethod
    def read(cls, path: Path) -> Draft:
        """Read a file.

        Raises:
            FileError: Missing, binary, too large, empty, or not YAML.
        """
        text = read_text(path, limit=MAX_BYTES)
        plain, positions, faults = _parse(path, text)
        if plain is None:
            raise FileError(display_path(path), "is empty", hint="write at least the required keys")
        return cls(path, plain, text, positions, tuple(faults))

    def error(self, loc: Loc, message: str, *, hint: str = "") -> FileError:
        """An error at a place of the file.

        Args:
            loc: The path of keys and indices, as the file spells them. The nearest enclosing place counts.
            message: What is wrong.
            hint: What to do.
        """
        key, value = self._positions.get(loc), self._positions.get((*loc, "\0value"))
        # the value is what is wrong, but of a block it is the key that one looks for
        at_value = key is not None and value is not None and key[0] == value[0]
        return _error(self.path, self._text, self._positions, (*loc, "\0value") if at_value else loc, message, hint)

    def fit(self, model: type[M], plain: object = None) -> Document[M]:
        """Check it.

        Args:
            model: The model its top level must fit.
            plain: What is checked in place of the file's own values: these with others that it builds upon. What is
                wrong with a value that does not stand in this file is told at the nearest place that does.

        Raises:
            Problems: It does not fit, or has a key twice: everything that is wrong, in the order of the file.
        """
        errors = list(self.faults)
        try:
            value = model.model_validate(self.plain if plain is None else plain)
        except ValidationError as caught:
            place = (self.path, self._text, self._positions, model)
            errors += [_from_pydantic(*place, detail) for detail in caught.errors(include_url=False)]
        if errors:
            unique = {(e.line, e.column, e.message): e for e in errors}
            raise Problems(sorted(unique.values(), key=lambda e: (e.line or 0, e.column or 0))) from None
        return Document(self, value)


@dataclass(frozen=True)
class Document(Generic[M]):
    """A file that fits its model."""

    draft: Draft
    value: M

    @property
    def path(self) -> Path:
        """The file."""
        return self.draft.path

    def error(self, loc: Loc, message: str, *, hint: str = "") -> FileError:
        """An error at a place of the file; see `Draft.error`."""
        return self.draft.error(loc, message, hint=hint)


def read_document(path: Path, model: type[M]) -> Document[M]:
    """Read and check a YAML file.

    Args:
        path: The file.
        model: The model its top level must fit.

    Returns:
        The checked document.

    Raises:
        FileError: Missing, binary, too large, or not YAML.
        Problems: It is YAML and does not fit the model: every misfit, in the order of the file.
    """
    return Draft.read(path).fit(model)


def _parse(path: Path, text: str) -> tuple[Any, dict[Loc, tuple[int, int]], list[FileError]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import RoundTripConstructor
    from ruamel.yaml.error import MarkedYAMLError

    shown = display_path(path)
    _refuse_towers(shown, text)
    duplicates: list[FileError] = []

    class Constructor(RoundTripConstructor):
        """Goes on after a key that is there already, whose first value counts."""

        def check_mapping_key(
            self,
            node: object,  # noqa: ARG002 - ruamel's signature
            key_node: Node,
            mapping: Mapping[object, object],
            key: object,
            value: object,  # noqa: ARG002 - ruamel's signature
        ) -> bool:
            if key not in mapping:
                return True
            line, column = key_node.start_mark.line + 1, key_node.start_mark.column + 1
            name, where = _short(key), {"line": line, "column": column, "snippet": _source(text, line)}
            duplicates.append(FileError(shown, f"duplicate key {name}", hint="give each key once", **where))
            return False

    yaml = YAML(typ="rt")
    yaml.Constructor = Constructor
    try:
        with warnings.catch_warnings():
            # what ruamel merely warns of (an anchor used twice) is no concern of the reader's
            warnings.simplefilter("ignore")
            tree = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        problem = (error.problem or error.context or "not YAML").strip().splitlines()[0]
        hint = "check indentation, colons and quotes"
        if "\\t" in problem or "'\t'" in problem:
            hint = "indent with spaces, not tabs"
        raise FileError(
            shown,
            f"not valid YAML: {problem}",
            line=line,
            column=column,
            hint=hint,
            snippet=_source(text, line),
        ) from None
    except Exception as error:
        # On hostile input ruamel lets many of Python's own errors through: deep nesting, odd tags, giant integers.
        said = "nested too deeply" if isinstance(error, RecursionError) else next(iter(str(error).split("\n")))
        hint = "check indentation, colons and quotes"
        raise FileError(shown, f"not valid YAML: {said or type(error).__name__}", hint=hint) from None
    positions: dict[Loc, tuple[int, int]] = {(): (1, 1)}
    return _plain(shown, tree, (), positions, [0]), positions, duplicates


def _refuse_towers(shown: str, text: str) -> None:
    """Refuse brackets within brackets within brackets, on which ruamel spends a time that grows with the square."""
    depth = 0
    for match in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if match[0] in "[{" else max(depth - 1, 0)
        if depth > MAX_BRACKETS:
            line = text.count("\n", 0, match.start()) + 1
            raise FileError(shown, "not valid YAML: nested too deeply", line=line, hint="close the brackets")


def _plain(shown: str, node: object, loc: Loc, positions: dict[Loc, tuple[int, int]], count: list[int]) -> object:
    """Plain Python values of a ruamel tree; fills ``positions`` with the place of each key (or list item)."""
    count[0] += 1
    line, column = positions.get(loc, (1, 1))
    if count[0] > MAX_NODES or len(loc) > MAX_DEPTH:
        raise FileError(
            shown, "unfolds to too much: anchors repeated or nesting too deep", line=line, column=column,
            hint="write it out plainly",
        )  # fmt: skip
    if isinstance(node, dict):
        out: dict[str, Any] = {}
        for key, value in node.items():
            name = key if isinstance(key, str) else str(key)
            where = node.lc.data.get(key) if hasattr(node, "lc") and node.lc.data else None
            positions[(*loc, name)] = (where[0] + 1, where[1] + 1) if where else (line, column)
            if where:
                positions[(*loc, name, "\0value")] = (where[2] + 1, where[3] + 1)
            out[name] = _plain(shown, value, (*loc, name), positions, count)
        return out
    if isinstance(node, list):
        items = []
        for index, value in enumerate(node):
            where = node.lc.data.get(index) if hasattr(node, "lc") and node.lc.data else None
            positions[(*loc, index)] = (where[0] + 1, where[1] + 1) if where else (line, column)
            items.append(_plain(shown, value, (*loc, index), positions, count))
        return items
    if node is None or isinstance(node, bool):
        return node
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return str(node)


def _from_pydantic(
    path: Path, text: str, positions: dict[Loc, tuple[int, int]], model: type[BaseModel], detail: ErrorDetails
) -> FileError:
    # pydantic puts the names of union members and validators into its path; the file knows nothing of them
    loc: Loc = ()
    for part in detail["loc"]:
        if (*loc, part) in positions:
            loc = (*loc, part)
    kind, last = detail["type"], detail["loc"][-1] if detail["loc"] else ""
    given = detail.get("input")
    hint = ""
    if kind == "extra_forbidden":
        message = f"unknown key '{last}'"
        hint = did_you_mean(str(last), sorted(_keys(model, detail["loc"][:-1]))) or "remove it"
    elif kind == "missing":
        message = f"'{last}' is missing"
        hint = "add it"
    elif kind in ("value_error", "assertion_error"):
        message, _, hint = (
            detail["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ").partition("; ")
        )
    elif kind == "literal_error":
        expected = [word.strip("' ") for word in str(detail["ctx"]["expected"]).replace(" or ", ", ").split(",")]
        message = f"{_short(given)} is not known here"
        hint = did_you_mean(str(given), expected)
        if not hint.startswith("use"):
            hint = f"{hint} one of {', '.join(expected)}".strip()
    elif kind == "finite_number":
        message, hint = f"{_short(given)} is not a finite number", "write a number"
    elif kind == "union_tag_invalid":
        message, hint = f"'{given}' is not known here", detail["msg"]
    elif kind in _EXPECTED:
        message = f"expected {_EXPECTED[kind]}, not {_short(given)}"
    elif kind == "string_pattern_mismatch":
        message, hint = f"{_short(given)} does not fit here", f"it must match {detail['ctx']['pattern']}"
    else:
        message = detail["msg"].removeprefix("Input should be ")
        bound = message != detail["msg"]
        message = f"expected {message}, not {_short(given)}" if bound else message[:1].lower() + message[1:]
        hint = _bound_hint(kind, detail.get("ctx", {}), given)
    # what is not there has no place of its own: its key has
    target = loc if kind in ("missing", "extra_forbidden") or given is None else (*loc, "\0value")
    return _error(path, text, positions, target if target in positions else loc, message, hint)


def _bound_hint(kind: str, context: Mapping[str, Any], given: object) -> str:
    """What would do in place of a value out of bounds, in the unit the program reckons in; empty for other faults."""
    words = {
        "greater_than": ("gt", "write more than {}"),
        "greater_than_equal": ("ge", "write {} or more"),
        "less_than": ("lt", "write less than {}"),
        "less_than_equal": ("le", "write at most {}"),
    }
    if kind not in words:
        return ""
    key, phrase = words[kind]
    written = re.search(r"[^\d\s.+-]\S*$", given.strip()) if isinstance(given, str) else None
    unit = next((next(iter(units)) for units in UNITS.values() if written and written[0] in units), "")
    return phrase.format(f"{context[key]:g} {unit}".strip())


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


def _source(text: str, line: int | None) -> str:
    lines = text.split("\n")
    return lines[line - 1] if line and line <= len(lines) else ""


def _error(
    path: Path, text: str, positions: dict[Loc, tuple[int, int]], loc: Loc, message: str, hint: str
) -> FileError:
    while loc and loc not in positions:
        loc = loc[:-1]
    line, column = positions.get(loc, (1, 1))
    return FileError(display_path(path), message, line=line, column=column, hint=hint, snippet=_source(text, line))
