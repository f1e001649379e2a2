"""YAML text to plain values, with the place of every key and value.

libyaml (through PyYAML) says what stands where, event by event; the values are made here, by the core schema of
YAML 1.2, so that ``no`` is a word and ``1:30`` is not ninety. Made so, an alias costs what it unfolds to and no more,
nothing recurses deeper than `MAX_DEPTH`, and ten thousand lines take a tenth of a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from hud.errors import FileError
from hud.files import display_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Loc = tuple[int | str, ...]

MAX_NODES = 100_000  # twelve thousand events with a message each
MAX_DEPTH = 32
MAX_BRACKETS = 128
MAX_KEY = 200
"""Characters of a key; longer ones are slips."""
VALUE = "\0value"
"""Behind the path of a key: the place of its value."""

_LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)
_NULLS = ("", "~", "null", "Null", "NULL")
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", re.ASCII
)
_STARTS_NUMBER = frozenset("0123456789+-.")
# YAML 1.2, production c-printable; a tab, a newline and all from a space on
_UNPRINTABLE = re.compile("[^\\t\\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LADDER = re.compile(r"^[ ]*(?:[-?:][ ]+){40}", re.MULTILINE)
_HINT = "check indentation, colons and quotes"


@dataclass(frozen=True)
class Source:
    """A file that has been read."""

    path: Path
    text: str

    @cached_property
    def shown(self) -> str:
        """Its name as a user would type it."""
        return display_path(self.path)

    @cached_property
    def lines(self) -> list[str]:
        """Without their ends."""
        return self.text.split("\n")

    def line(self, number: int | None) -> str:
        """A source line, counted from 1; empty where there is none."""
        return self.lines[number - 1] if number and 0 < number <= len(self.lines) else ""

    def error(self, message: str, line: int | None, column: int | None = None, *, hint: str = "") -> FileError:
        """An error at a place of it."""
        return FileError(self.shown, message, line=line, column=column, hint=hint, snippet=self.line(line))


class Place(NamedTuple):
    """Where something stands."""

    line: int
    """From 1; so is `column`."""
    column: int
    source: Source


@dataclass
class Tree:
    """Plain values and their places."""

    plain: Any
    """Dictionaries, lists, texts, numbers, truth values, None."""
    places: dict[Loc, Place]
    """Of every key and list item by its path, and of every value by its path and `VALUE`."""
    faults: list[FileError] = field(default_factory=list)
    """Keys that stand there twice; the first one counts."""
    count: int = 0
    """How many values there are, what aliases stand for among them."""


def read_tree(source: Source) -> Tree:
    """Read YAML.

    Args:
        source: The text.

    Returns:
        Its values; None for an empty file.

    Raises:
        FileError: Not YAML, several documents, a tag, a key that is no text, or nesting and repetition without
            measure.
    """
    _refuse_odd(source)
    return _Builder(source).build()


def _refuse_odd(source: Source) -> None:
    """Refuse what costs a parser a time that grows with the square, or that it would tell of without a place."""
    text = source.text
    if match := _UNPRINTABLE.search(text):
        line, column = _line_column(text, match.start())
        name = f"not valid YAML: the character U+{ord(match[0]):04X} cannot be in a text file"
        raise source.error(name, line, column, hint="remove it")
    depth = 0
    for match in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if match[0] in "[{" else max(depth - 1, 0)
        if depth > MAX_BRACKETS:
            line, column = _line_column(text, match.start())
            raise source.error("not valid YAML: nested too deeply", line, column, hint="close the brackets")
    if match := _LADDER.search(text):
        line, column = _line_column(text, match.start())
        raise source.error("not valid YAML: nested too deeply", line, column, hint="write it out plainly")


def _line_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


class _Builder:
    """One file's events made values."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._tree = Tree(None, {(): Place(1, 1, source)})
        self._anchors: dict[str, Any] = {}
        self._count = 0

    def build(self) -> Tree:
        tree = self._tree
        try:
            events = yaml.parse(self._source.text, Loader=_LOADER)
            documents = 0
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise self._error(event, "not valid YAML: a second document", hint="remove this line")
                elif isinstance(event, yaml.NodeEvent):
                    tree.plain = self._value(event, events, ())
        except yaml.MarkedYAMLError as error:
            raise self._said(error) from None
        except yaml.YAMLError as error:
            first = str(error).split("\n", 1)[0]
            raise self._source.error(f"not valid YAML: {first}", None, hint=_HINT) from None
        tree.count = self._count
        return tree

    def _said(self, error: yaml.MarkedYAMLError) -> FileError:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        problem = (error.problem or error.context or "not YAML").strip().splitlines()[0]
        hint = _HINT
        written = self._source.line(line)
        if written[:1] == "\t" or "\\t" in problem or "'\t'" in problem:
            hint = "indent with spaces, not tabs"
        elif "${" in written:
            hint = 'between braces and brackets write $name, or quote it: "${name}"'
        return self._source.error(f"not valid YAML: {problem}", line, column, hint=hint)

    def _error(self, event: yaml.Event, message: str, *, hint: str) -> FileError:
        mark = event.start_mark
        return self._source.error(message, mark.line + 1, mark.column + 1, hint=hint)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(mark.line + 1, mark.column + 1, self._source)

    def _value(self, event: yaml.NodeEvent, events: Iterator[yaml.Event], loc: Loc) -> object:
        self._measure(event, loc)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                hint = f"define it before with &{event.anchor}, or quote the text"
                raise self._error(event, f"not valid YAML: nothing is called *{event.anchor}", hint=hint)
            value = self._anchors[event.anchor]
            self._unfold(event, value, loc)
            return value
        if event.anchor is not None:
            # until its end: what holds itself is refused as a name that is not known yet
            self._anchors.pop(event.anchor, None)
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._untagged(event, "tag:yaml.org,2002:seq")
            value = self._list(events, loc)
        else:
            self._untagged(event, "tag:yaml.org,2002:map")
            value = self._dict(events, loc)
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        return value

    def _measure(self, event: yaml.Event, loc: Loc) -> None:
        self._count += 1
        if self._count > MAX_NODES or len(loc) > MAX_DEPTH:
            if len(loc) > MAX_DEPTH:
                what, hint = f"nesting deeper than {MAX_DEPTH} levels", "write it flatter"
            elif self._anchors:
                what, hint = "unfolds to too much: anchors repeated", "write it out plainly"
            else:
                what, hint = f"more than {MAX_NODES:,} keys and values", "part it into several files"
            raise self._error(event, what, hint=hint)

    def _unfold(self, event: yaml.Event, value: object, loc: Loc) -> None:
        """Count what an alias stands for, as if it were written there."""
        inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, entry in inner:
            self._measure(event, (*loc, key))
            self._unfold(event, entry, (*loc, key))

    def _untagged(self, event: yaml.NodeEvent, usual: str) -> None:
        if getattr(event, "tag", None) not in (None, "!", usual):
            raise self._error(event, f"not valid YAML here: the tag {_short_tag(event.tag)}", hint="remove it")

    def _list(self, events: Iterator[yaml.Event], loc: Loc) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*loc, len(items))
            self._tree.places[here] = self._place(event)
            items.append(self._value(event, events, here))
        return items

    def _dict(self, events: Iterator[yaml.Event], loc: Loc) -> dict[str, Any]:
        out: dict[str, Any] = {}
        places = self._tree.places
        merged: list[dict[str, Any]] = []
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, "not valid YAML: a key that is no text", hint="quote it, or check the braces")
            name, at = event.value, self._place(event)
            if len(name) > MAX_KEY:
                raise self._error(event, f"a key of {len(name)} characters", hint="check quotes and colons")
            value_event = next(events)
            merge = name == "<<" and event.implicit[0]
            if name in out and not merge:
                self._duplicate(event, name)
            here = (*loc, name)
            if name in out or merge:
                # read past it, without a trace of its places
                here = (*loc, name, "\0again")
            else:
                places[here] = at
                places[*here, VALUE] = self._place(value_event)
            value = self._value(value_event, events, here)
            if merge:
                merged += self._merged(value_event, value)
            elif name not in out:
                out[name] = value
        for base in merged:
            for name, value in base.items():
                out.setdefault(name, value)
        return out

    def _merged(self, event: yaml.Event, value: object) -> list[dict[str, Any]]:
        listed = value if isinstance(value, list) else [value]
        bases = [base for base in listed if isinstance(base, dict)]
        if len(bases) < len(listed):
            raise self._error(event, "not valid YAML: << takes keys with values", hint="name an anchor such as *base")
        return bases

    def _duplicate(self, event: yaml.Event, name: str) -> None:
        shown = f"'{name}'" if len(name) <= 60 else f"'{name[:57]}...'"
        if len(self._tree.faults) < 100:
            self._tree.faults.append(self._error(event, f"duplicate key {shown}", hint="give each key once"))

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        text: str = event.value
        if event.tag not in (None, "!"):
            if event.tag == "tag:yaml.org,2002:str":
                return text
            raise self._error(event, f"not valid YAML here: the tag {_short_tag(event.tag)}", hint="remove it")
        if not event.implicit[0]:
            return text
        if text in _TRUTH:
            return _TRUTH[text]
        if text in _NULLS:
            return None
        if text[0] not in _STARTS_NUMBER:
            return text
        if _INT.fullmatch(text):
            if len(text) > 400:
                raise self._error(event, f"not valid YAML: a number of {len(text)} digits", hint="write fewer")
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if len(text) <= 400 and _FLOAT.fullmatch(text):
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        return text


def _short_tag(tag: str) -> str:
    name = tag.replace("tag:yaml.org,2002:", "!!")
    return name if len(name) <= 60 else f"{name[:57]}..."
