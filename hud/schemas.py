"""JSON Schema (draft 2020-12) of the files that people write, made from the models that check them.

An editor with a YAML language server completes and checks by it as one types. It knows shapes, names and units; what
depends on other values or other files (times in order, files that exist) only the program itself can tell.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, get_args

from pydantic.json_schema import GenerateJsonSchema

from hud.device.schema import DeviceFile
from hud.errors import UsageError, did_you_mean
from hud.scenario.schema import ScenarioFile
from hud.units import UNITS, written
from hud.yamldoc import Model

if TYPE_CHECKING:
    from pydantic import BaseModel

Kind = Literal["scenario", "device"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_VARIABLE = "Variable"
# what stands for itself even where a variable might be meant: free text takes $name anyway
_ALWAYS = ("hud", "include", "vars")


class _Generator(GenerateJsonSchema):
    """Without the titles that pydantic makes of names: an editor shows the key anyway."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - pydantic's name
        return False


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file.

    Args:
        kind: ``scenario`` or ``device``.

    Raises:
        UsageError: Another kind.
    """
    if kind not in KINDS:
        raise UsageError(f"no schema of '{kind}'", hint=did_you_mean(kind, KINDS))
    model = ScenarioFile if kind == "scenario" else DeviceFile
    schema = model.model_json_schema(mode="validation", schema_generator=_Generator)
    for name, one in _models(model).items():
        if one is model or name in schema["$defs"]:
            _describe(schema if one is model else schema["$defs"][name], one)
    _tidy(schema)
    for name, counts in (*_COUNTS.items(), *_TOGETHER.items()):
        if name in schema["$defs"]:
            schema["$defs"][name] |= counts
    if kind == "scenario":
        _one_kind(schema)
        _with_variables(schema)
        _required_unless(schema, "include", _required_within(schema, _MERGED))
        schema["$defs"][_VARIABLE] = {
            "type": "string",
            "pattern": r"^\$(\{[a-z][a-z0-9_]*\}|[a-z][a-z0-9_]*)$",
            "description": "A variable, defined under vars.",
        }
    else:
        # a profile that extends another says only what differs
        schema["properties"]["extends"] = {
            "type": "string",
            "minLength": 1,
            "description": "Id of a shipped profile, or a file beside this one; what this one says counts over it.",
        }
        _required_unless(schema, "extends", _required_within(schema, _SECTIONS))
    title = "HUD scenario" if kind == "scenario" else "HUD device profile"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def json_schema_text(kind: str) -> str:
    """The same as a file: ``assets/schema/scenario.schema.json`` is this, byte for byte."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=1) + "\n"


_SECTIONS = ("display", "optics")
_MERGED = ("world", "display", "status")
"""Keys of a scenario that are joined, key by key, with those of what it includes."""
# models that are one thing of several
_COUNTS: dict[str, dict[str, Any]] = {
    "Track": {"minProperties": 1, "maxProperties": 1},
    "Event": {"minProperties": 2, "maxProperties": 2},
    "Travel": {"minProperties": 1, "maxProperties": 1},
    "HeadKeyframe": {"minProperties": 2},
    "Expectation": {"minProperties": 2},
}


def _with(key: str, other: str, *without: str) -> dict[str, Any]:
    """A key that counts only beside another one, which then is none of some words."""
    return {key: {"required": [other], "properties": {other: {"not": {"enum": list(without)}}}}}


# what keys of one model have to do with each other
_TOGETHER: dict[str, dict[str, Any]] = {
    "Fault": {
        "oneOf": [{"required": [key]} for key in ("link", "gps", "battery", "glasses")],
        "dependentSchemas": _with("by", "link", "lost"),
    },
    "Captions": {
        "dependentRequired": {"to": ["translations"], "translations": ["to"]},
        "dependentSchemas": {
            name: entry
            for key in ("recognition", "misheard", "revisions")
            for name, entry in _with(key, "partial", "none").items()
        },
    },
}
_KINDS_OF_VALUE = ("number", "string", "boolean")
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}
_QUANTITY = r"^\s*("
"""How the pattern of a quantity begins."""
_BELOW = r"(?!\s*-[\d.]*[1-9])"
_ABOVE_ALL = r"(?!\s*\+?(10[1-9]|1[1-9]\d|[2-9]\d\d|[1-9]\d{3,}|100\.\d*[1-9])(\.\d*)?\s*%)"
"""More than 100 %."""


def _models(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """The models of a file's package by name."""
    package = model.__module__.rpartition(".")[0]
    return {one.__name__: one for one in Model.__subclasses__() if one.__module__.startswith(f"{package}.")}


def _describe(definition: dict[str, Any], model: type[BaseModel]) -> None:
    """Tell of each key what the text below its field says."""
    for name, told in _told(model.__module__).get(model.__name__, {}).items():
        key = model.model_fields[name].alias or name
        entry = definition["properties"][key]
        # what the thing itself says is not said again of its key
        if "description" not in entry and told != inspect.getdoc(model.model_fields[name].annotation):
            definition["properties"][key] = dict(sorted({**entry, "description": told}.items()))


@cache
def _told(module: str) -> dict[str, dict[str, str]]:
    """The texts below the fields of a module's classes, by class and field.

    pydantic can read them too, but does so whenever it makes a class: nine commands of ten would wait for it in vain.
    """
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (OSError, TypeError):  # a program of compiled files alone
        return {}
    found: dict[str, dict[str, str]] = {}
    for made in tree.body:
        if isinstance(made, ast.ClassDef):
            for field, text in pairwise(made.body):
                if (
                    isinstance(field, ast.AnnAssign)
                    and isinstance(field.target, ast.Name)
                    and isinstance(text, ast.Expr)
                    and isinstance(text.value, ast.Constant)
                    and isinstance(text.value.value, str)
                ):
                    found.setdefault(made.name, {})[field.target.id] = inspect.cleandoc(text.value.value)
    return found


def _required_within(schema: dict[str, Any], sections: tuple[str, ...]) -> dict[str, Any]:
    """Take from sections what each requires, and say it by section."""
    return {name: {"required": schema["$defs"][name.capitalize()].pop("required")} for name in sections}


def _required_unless(schema: dict[str, Any], key: str, inner: dict[str, Any] | None = None) -> None:
    """What is required only of a file that does not build upon another."""
    first, *rest = schema.pop("required")
    alone: dict[str, Any] = {"required": rest}
    if inner:
        alone["properties"] = inner
    schema |= {"required": [first], "if": {"required": [key]}, "else": alone}


def _tidy(node: Any) -> None:  # noqa: ANN401 - JSON
    """Leave out titles and the null of what may be left out: in a file it is left out."""
    if isinstance(node, list):
        for entry in node:
            _tidy(entry)
        return
    if not isinstance(node, dict):
        return
    if isinstance(node.get("title"), str):
        del node["title"]
    if isinstance(node.get("default"), dict | list):
        del node["default"]
    kinds = node.get("anyOf")
    if isinstance(kinds, list) and {"type": "null"} in kinds:
        kinds.remove({"type": "null"})
        if node.get("default", 0) is None:
            del node["default"]
        if len(kinds) == 1:
            node |= {key: value for key, value in node.pop("anyOf")[0].items() if key not in node}
    _bound(node)
    for key, entry in node.items():
        # a default is data, not schema
        if key not in ("default", "examples", "enum", "const"):
            _tidy(entry)


def _bound(node: dict[str, Any]) -> None:
    """Bounds of a quantity: checked of a bare number, and said of one with a unit."""
    bounds = {key: node.pop(key) for key in _BOUNDS if key in node}
    if not bounds:
        return
    options = node.get("anyOf", [node])
    for option in options:
        if option.get("type") in ("number", "integer"):
            option |= {_BOUNDS[key]: value for key, value in bounds.items()}
    for option in options:
        if str(option.get("pattern", "")).startswith(_QUANTITY):
            never = (
                [_BELOW] if min(bounds.get("gt", 0), bounds.get("ge", 0)) >= 0 and bounds.keys() & {"gt", "ge"} else []
            )
            never += [_ABOVE_ALL] if bounds.get("le") == 1 else []
            option["pattern"] = "".join(["^", *never, option["pattern"].removeprefix("^")])
    if (bounds.get("gt", -1) >= 0 or bounds.get("ge", 0) > 0) and {"const": 0} in options:
        options.remove({"const": 0})
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    examples = next((one["examples"] for one in (node, *options) if "examples" in one), [""])
    unit = str(examples[0]).partition(" ")[2]
    said = ", ".join(f"{words[key]} {_in_unit(value, unit)}" for key, value in bounds.items())
    node["description"] = f"{node.get('description', '')} ({said[:1].upper()}{said[1:]}.)".strip()


def _one_kind(schema: dict[str, Any]) -> None:
    """A value of a scenario's own is of one kind at all its moments; variables may stand between."""
    (values,) = schema["$defs"]["Track"]["properties"]["values"]["patternProperties"].values()
    frames = next(option for option in values["anyOf"] if option.get("type") == "array")
    frames["anyOf"] = [
        {"items": {"properties": {"is": {"anyOf": [{"type": kind}, {"$ref": f"#/$defs/{_VARIABLE}"}]}}}}
        for kind in _KINDS_OF_VALUE
    ]


def _in_unit(value: float, unit: str) -> str:
    """A bound, which is in the program's unit, in the one that people write; shares as plain numbers."""
    if unit == "%":
        return f"{value:g}"
    factor = next((units[unit] for units in UNITS.values() if unit in units), 1.0)
    return written(value / factor, unit)


def _with_variables(schema: dict[str, Any]) -> None:
    """Let a variable stand wherever a value does."""
    for definition in schema["$defs"].values():
        _open(definition)
    _open(schema, skip=_ALWAYS)


def _open(definition: dict[str, Any], skip: tuple[str, ...] = ()) -> None:
    for name, entry in definition.get("properties", {}).items():
        if name not in skip:
            definition["properties"][name] = _or_variable(entry)


def _or_variable(node: dict[str, Any]) -> dict[str, Any]:
    variable = {"$ref": f"#/$defs/{_VARIABLE}"}
    _inside(node)
    if isinstance(node.get("anyOf"), list):
        node["anyOf"] = [_inside(entry) for entry in node["anyOf"]] + [variable]
        return node
    if node.get("type") == "string" and not ({"enum", "pattern"} & node.keys()):
        return node
    kept: dict[str, Any] = {key: node.pop(key) for key in ("description", "default", "examples") if key in node}
    return {**kept, "anyOf": [node, variable]}


def _inside(entry: dict[str, Any]) -> dict[str, Any]:
    for key in ("items", "additionalProperties"):
        if isinstance(entry.get(key), dict):
            entry[key] = _or_variable(entry[key])
    for pattern, value in entry.get("patternProperties", {}).items():
        entry["patternProperties"][pattern] = _or_variable(value)
    if "patternProperties" in entry:
        entry["additionalProperties"] = False
    return entry


__all__ = ["KINDS", "Kind", "json_schema", "json_schema_text"]
