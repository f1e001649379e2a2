"""What a screen's file could have meant by a name: the types that its imports bring, and the properties of those.

Read from the descriptions that come with Qt's modules (``.qmltypes``) and from the text of QML files, and only once a
name is known to be wrong: nothing here decides that it is.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo

from hud.errors import HudError
from hud.files import read_text
from hud.panel.source.words import blanked, quoted_imports
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterable

MODULES = ("QtQml", "QtQml.Models", "QtQuick", "QtQuick.Layouts", "QtQuick.Shapes", "QtQuick.Timeline", "Hud")
"""What a screen may import and would want to."""

# What one import brings with it.
_BRINGS = {"QtQuick": ("QtQml", "QtQml.Models"), "QtQml": ("QtQml.Models",)}
_IMPORT = re.compile(r"^[ \t]*import\s+([A-Z][\w.]*)[ \t]*(?:\d[\d.]*)?[ \t]*(?:as[ \t]+([A-Z]\w*))?", re.MULTILINE)
_COMPONENT = re.compile(r"^    Component \{\n(.*?)^    \}", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r'^        (name|prototype|attachedType|extension): "(.*?)"', re.MULTILINE)
_EXPORTS = re.compile(r'"([\w.]+)/(\w+) \d')
_MEMBER = re.compile(r'^        (Property|Signal) \{\s*name: "(\w+)"(?:[;\s]*type: "([\w:*<>]+)")?', re.MULTILINE)
_WORDS = re.compile(r"        Enum \{.*?values: \[(.*?)\]", re.DOTALL)
_DECLARED = re.compile(r"\bproperty\s+(?:alias|list\s*<\s*[\w.]+\s*>|([\w.]+))\s+(\w+)|\bsignal\s+(\w+)")
_ROOT = re.compile(r"^\s*(?:[\w.]+\.)?([A-Z]\w*)\s*\{", re.MULTILINE)
_INLINE = re.compile(r"\bcomponent\s+([A-Z]\w*)\s*:\s*([\w.]+)")
_MOST_BASES = 30


@dataclass
class Kind:
    """A type: what it is made of, and the names of its own."""

    base: str = ""
    attached: str = ""
    extension: str = ""
    members: dict[str, str] = field(default_factory=dict)
    """The type of each property; empty of one that has no parts."""
    signals: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    """Of its enumerations."""


class Vocabulary:
    """The names that can stand in one file."""

    def __init__(self, path: Path, text: str) -> None:
        """Read what a file imports; nothing is kept of the text.

        Args:
            path: Of the file, whose folder has types too.
            text: Of the file.
        """
        self._kinds: dict[str, Kind] = {}
        self._names: dict[str, str] = {}
        code = blanked(text)
        modules: dict[str, str] = {"QtQml": ""}
        for module, called in _IMPORT.findall(code):
            for one in (module, *_BRINGS.get(module, ())):
                modules[one] = called
        for module in MODULES:
            kinds, names = _module(module)
            self._kinds |= kinds
            if module in modules:
                before = f"{modules[module]}." if modules[module] else ""
                self._names |= {before + name: kind for name, kind in names.items()}
        folders = [path.parent, *(path.parent / name for name, _, _ in quoted_imports(text))]
        for file in (file for folder in folders if folder.is_dir() for file in sorted(folder.glob("[A-Z]*.qml"))):
            self._add(file.stem, _text(file))
        for name, base in _INLINE.findall(code):
            self._names.setdefault(name, name)
            self._kinds.setdefault(name, Kind(base))

    def type_meant(self, name: str) -> tuple[str, str]:
        """The type that was probably meant, and what to do.

        Args:
            name: That is none here.

        Returns:
            Both empty where nothing is near; the first one alone where only an import is missing.
        """
        last = name.rpartition(".")[2]
        for module in MODULES:
            if last == name and last in _module(module)[1]:
                return "", f"import {module}"
        if near := nearest(name, self._names):
            return near, f"did you mean '{near}'?"
        for module in MODULES:
            if near := nearest(name, _module(module)[1]):
                return "", f"did you mean '{near}' of {module}?"
        return "", ""

    def item_meant(self, name: str, near: str) -> str:
        """The item that was probably meant by a name in small letters before a brace.

        Args:
            name: That is no property.
            near: The property that is near, which counts more than an item of another spelling; may be empty.
        """
        item = nearest(name, self._names)
        return item if item.lower() == name.lower() or not near else near

    def member_meant(self, name: str, owner: str, groups: Iterable[str] = ()) -> str:
        """The property or handler that was probably meant.

        Args:
            name: That the owner has not.
            owner: A type as the file names it.
            groups: The way from the owner to what has to have it: ``font``.

        Returns:
            Its name; empty where nothing is near.
        """
        kind = self._names.get(owner, "")
        for group in groups:
            kind = self._members(kind).get(group, "")
        return nearest(name, self._with_handlers(kind))

    def attached_meant(self, name: str, owner: str) -> str:
        """As `member_meant`, of what a type attaches to others: ``fillWidth`` of ``Layout``."""
        for kind in self._bases(self._names.get(owner, "")):
            if kind.attached:
                return nearest(name, self._with_handlers(kind.attached))
        return ""

    def word_meant(self, name: str, owner: str) -> str | None:
        """As `member_meant`, of the words of a type's enumerations: ``WordWrap`` of ``Text``; None where it is one."""
        bases = self._bases(self._names.get(owner, ""))
        words = [word for kind in bases for word in kind.words]
        return None if not words or name in words else nearest(name, words)

    def attaching(self) -> list[str]:
        """The types that attach something to others."""
        return [name for name, kind in self._names.items() if any(one.attached for one in self._bases(kind))]

    def _add(self, name: str, text: str) -> None:
        code = blanked(text)
        root = _ROOT.search(code)
        kind = Kind(root[1] if root else "")
        for of, called, signal in _DECLARED.findall(code):
            if signal:
                kind.signals += (signal,)
            else:
                kind.members[called] = of
        self._names[name] = name
        self._kinds[name] = kind

    def _bases(self, name: str) -> list[Kind]:
        """A type and what it is made of, nearest first; bases of QML are named as files name them."""
        found: list[Kind] = []
        while name and len(found) < _MOST_BASES:
            kind = self._kinds.get(name) or self._kinds.get(_QT_NAMES().get(name, ""))
            if kind is None:
                break
            found.append(kind)
            if kind.extension and (more := self._kinds.get(kind.extension)):
                found.append(more)
            name = kind.base
        return found

    def _members(self, kind: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for one in self._bases(kind):
            found = {**one.members, **found}
        return found

    def _with_handlers(self, kind: str) -> list[str]:
        signals = [signal for one in self._bases(kind) for signal in one.signals]
        return [*self._members(kind), *(f"on{signal[:1].upper()}{signal[1:]}" for signal in signals)]


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is nearest to one, if any is near; the case of letters counts little."""
    lower = {one.lower(): one for one in known if one != word}
    near = difflib.get_close_matches(word.lower(), list(lower), n=1, cutoff=0.75)
    return lower[near[0]] if near else ""


def module_meant(name: str) -> str:
    """The module that was probably meant by the name of one that is none; empty where none is near."""
    if exported(name):
        return ""
    for module in MODULES:
        pairs = list(zip(name.lower().split("."), module.lower().split("."), strict=False))
        same_depth = name.count(".") == module.count(".")
        # QtQuick3D is another, and no slip
        if same_depth and not name.startswith(module) and all(map(_near, *zip(*pairs, strict=True))):
            return module
    return ""


def _near(one: str, other: str) -> bool:
    return sorted(one) == sorted(other) or difflib.SequenceMatcher(None, one, other).ratio() >= 0.75


def exported(module: str) -> frozenset[str]:
    """The names of the types that a module of Qt brings, whether a screen may import it or not."""
    return frozenset(_module(module)[1])


@cache
def _module(name: str) -> tuple[dict[str, Kind], dict[str, str]]:
    """The types of a module by their inner names, and the inner names by those that files use."""
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.QmlImportsPath))
    inside = asset_path("screens") if name == "Hud" else qt
    folder = inside.joinpath(*name.split("."))
    kinds: dict[str, Kind] = {}
    names: dict[str, str] = {}
    listed = _text(folder / "qmldir")
    for file in re.findall(r"^typeinfo\s+(\S+)", listed, re.MULTILINE):
        _describe(_text(folder / file), kinds, names, name)
    if name == "QtQml":
        _describe(_text(inside / "builtins.qmltypes"), kinds, names, "QML")
    if name == "Hud":
        own = Vocabulary.__new__(Vocabulary)
        own._kinds, own._names = kinds, names
        for called, file in re.findall(r"^(?:singleton\s+)?([A-Z]\w*)\s+[\d.]+\s+(\S+\.qml)", listed, re.MULTILINE):
            own._add(called, _text(folder / file))
    else:
        for called in re.findall(r"^(?:singleton\s+)?([A-Z]\w*)\s+[\d.]+\s+\S+\.qml", listed, re.MULTILINE):
            names.setdefault(called, called)
    return kinds, names


def _describe(text: str, kinds: dict[str, Kind], names: dict[str, str], module: str) -> None:
    for match in _COMPONENT.finditer(text):
        body = match[1]
        said = dict(_NAMED.findall(body))
        kind = Kind(said.get("prototype", ""), said.get("attachedType", ""), said.get("extension", ""))
        kind.words = frozenset(word for listed in _WORDS.findall(body) for word in re.findall(r'"(\w+)"', listed))
        for what, member, of in _MEMBER.findall(body):
            if what == "Signal":
                kind.signals += (member,)
            else:
                kind.members[member] = of
        kinds[said.get("name", "")] = kind
        for exporter, called in _EXPORTS.findall(body):
            if exporter == module and called[:1].isupper():
                names[called] = said.get("name", "")


@cache
def _QT_NAMES() -> dict[str, str]:  # noqa: N802 - a table
    """Qt's inner names by those that files use, for the bases of what is written in QML."""
    return {name: kind for module in MODULES if module != "Hud" for name, kind in _module(module)[1].items()}


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (HudError, OSError):
        return ""
