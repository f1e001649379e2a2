"""What a screen reads as ``hud``, described for Qt's own tools: qmllint and the language server check by it.

Made from the state's models. The engine itself never reads it: there ``hud`` is a property of the context.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from hud.guidance.state import ManoeuvreState, NavState
from hud.panel.values import camel_case
from hud.scenario.state import HeadState, HudState, InputState, NoticeState, StatusState
from hud.speech.state import CaptionState, VoiceState

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "screens/Hud/hud.qmltypes"

_MODELS = (NavState, ManoeuvreState, CaptionState, VoiceState, NoticeState, StatusState, InputState, HeadState)
_PANEL = {
    "width": "int",
    "height": "int",
    "pixelsPerDegree": "float",
    "mono": "bool",
    "levels": "int",
    "parallax": "float",
    "imageMetres": "float",
}
_PLAIN = {"str": "QString", "float": "double", "int": "int", "bool": "bool"}
_LIST = "tuple["


def state_types() -> str:
    """The description, as a ``.qmltypes`` file."""
    root = {"t": "float", "eye": "str", "panel": "Panel"}
    root |= {one.name: str(one.type) for one in dataclasses.fields(HudState) if one.name != "t_s"}
    lines = [
        "import QtQuick.tooling 1.2",
        "",
        "// What a screen reads as `hud`, made from the program's models: hud schema screen.",
        "// The engine never reads this; qmllint and the language server do.",
        "Module {",
        *_component("HudState", root, singleton=True),
        *_component("Panel", _PANEL),
    ]
    for model in _MODELS:
        lines += _component(model.__name__, {one.name: str(one.type) for one in dataclasses.fields(model)})
    return "\n".join([*lines, "}", ""])


def _component(name: str, members: dict[str, str], *, singleton: bool = False) -> Iterator[str]:
    yield "    Component {"
    yield f'        name: "{name}"'
    yield '        accessSemantics: "reference"'
    yield '        prototype: "QObject"'
    if singleton:
        yield '        exports: ["Hud/hud 1.0"]'
        yield "        isSingleton: true"
        yield "        isCreatable: false"
        yield "        exportMetaObjectRevisions: [256]"
    for member, kind in members.items():
        yield f'        Property {{ name: "{camel_case(member)}"; {_type(kind)}; isReadonly: true }}'
    if singleton:
        yield from _method("deg", "angle")
        yield from _method("ease", "seconds", "duration")
    yield "    }"


def _method(name: str, *parameters: str) -> Iterator[str]:
    yield "        Method {"
    yield f'            name: "{name}"'
    yield '            type: "double"'
    for parameter in parameters:
        yield f'            Parameter {{ name: "{parameter}"; type: "double" }}'
    yield "        }"


def _type(kind: str) -> str:
    """A type of Python as QML's tools name it; what may be null and is no object can be anything."""
    kind, _, empty = kind.partition(" | ")
    if kind.startswith("Mapping["):
        return 'type: "QVariantMap"'
    if kind.startswith(_LIST):
        return f"{_type(kind.removeprefix(_LIST).removesuffix(', ...]'))}; isList: true"
    if kind in {model.__name__ for model in _MODELS} | {"Panel"}:
        return f'type: "{kind}"; isPointer: true'
    return 'type: "QVariant"' if empty else f'type: "{_PLAIN[kind]}"'
