"""A scenario file with what it includes and its variables filled in, before it is checked against the model."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from hud.errors import FileError, did_you_mean, nearest
from hud.files import display_path, inside, require_file
from hud.resources import asset_path
from hud.scenario.fields import NAME
from hud.yamldoc import Draft
from hud.yamltree import MAX_DEPTH, MAX_NODES, VALUE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hud.yamltree import Loc, Place

LISTS = ("tracks", "stills", "expect")
"""Of an included file they come before one's own; of everything else one's own counts."""
SECTIONS = {("world",), ("world", "footage"), ("wearer",), ("display",), ("status",), ("vars",)}
"""Merged key by key."""
_CERTAIN = 0.75
"""A name as much like a variable's is meant for it, even where a file that may define others was not read."""
MAX_INCLUDES = 16
MAX_TEXT = 4000
_MOST_KEYS = 1000
"""Of the top level, among which a misspelt one is looked for."""
_MOST_COMPARED = 20_000
"""Names of variables with which unknown ones are compared: a fifth of a second's worth."""
_REFERENCE = re.compile(r"\$(?:\$|\{([^{}]*)\}|([A-Za-z_][A-Za-z0-9_]*))")


def compose(path: Path, *, part: bool = False) -> Draft:
    """Read a scenario file and what it includes, and fill in its variables.

    Args:
        path: The file.
        part: It is only a part of a scenario: what is missing in it may be in the file that includes it.

    Returns:
        One draft that knows of every value in which file it stands; what is wrong with includes and variables is
        among its faults.

    Raises:
        FileError: The file itself cannot be read.
    """
    composer = _Composer(path)
    draft = composer.read(path, ())
    if not isinstance(draft.plain, dict):
        return draft
    partial = part or bool(composer.faults) or composer.partial
    filler = _Filler(draft.plain, dict(draft.places), partial=partial)
    plain = filler.fill_all()
    faults = (*draft.faults, *composer.faults, *filler.faults)
    told = frozenset(filler.told | composer.failed | draft.told)
    return Draft(path, plain, filler.places, faults, told, filler.notes, partial or draft.partial)


def part_path(name: str) -> Path | None:
    """Where a shipped part lies; None for an unknown name."""
    return next((path for path in parts() if path.stem == name), None)


def parts() -> list[Path]:
    """Every shipped part, by name."""
    return sorted(asset_path("parts").glob("*.yaml"))


@dataclass
class _Composer:
    """Reads the files."""

    path: Path
    faults: list[FileError] = field(default_factory=list)
    failed: set[Loc] = field(default_factory=set)
    """Where the file itself names what could not be included."""
    partial: bool = False
    """Whether something of a file was left out that others may need."""
    count: int = 0
    """Files read."""
    values: int = 0
    """Keys and values in them."""
    many: bool = False
    """More files, or values in them, than are read were told of."""

    def read(self, path: Path, above: tuple[Path, ...]) -> Draft:
        """A file over those it includes."""
        own = Draft.read_around(path)
        self.count += 1
        self.values += own.count
        if own.partial and (above or own.told & {("vars",), ("include",)}):
            self.partial = True
        if above:
            # what it has lost may be elsewhere
            own = replace(own, told=frozenset())
        key = next(_spelt("include", own.plain), "include") if isinstance(own.plain, dict) else "include"
        named = own.plain.get(key) if isinstance(own.plain, dict) else None
        names = named if isinstance(named, list) else [] if named is None else [named]
        chain = (*above, path.resolve())
        base: Draft | None = None
        for index, name in enumerate(names):
            loc: Loc = (key, index) if isinstance(named, list) else (key,)
            included = self._included(own, loc, name, chain)
            if included is not None:
                base = included if base is None else merged(base, included)
        return own if base is None else merged(base, own)

    def _included(self, own: Draft, loc: Loc, name: object, chain: tuple[Path, ...]) -> Draft | None:
        if not isinstance(name, str):
            return None  # the model says so
        try:
            path = self._find(own, loc, name)
            if path.resolve() in chain:
                circle = " -> ".join(p.name for p in (*chain[chain.index(path.resolve()) :], path))
                raise own.error(loc, f"a file that includes itself: {circle}", hint="end the circle")
            if self.many:
                return None
            if self.count > MAX_INCLUDES:
                self.many = True
                raise own.error(loc, f"more than {MAX_INCLUDES} files included", hint="join some")
            try:
                included = self.read(path, chain)
            except FileError as error:
                if error.message == "is empty":
                    error.hint = "write some of a scenario's keys in it, or include it no more"
                raise
            if self.values > MAX_NODES and not self.many:
                self.many = True
                what = f"with this file there are {self.values:,} keys and values, more than {MAX_NODES:,}"
                raise own.error(loc, what, hint="include shorter ones")
            if not isinstance(included.plain, dict):
                raise FileError(display_path(path), "has no keys", hint="write some of a scenario's")
        except FileError as error:
            self.faults.append(error)
            if len(chain) == 1:
                self.failed.add(loc)
            return None
        return included

    def _find(self, own: Draft, loc: Loc, name: str) -> Path:
        if "/" not in name and "\\" not in name and not name.endswith((".yaml", ".yml")):
            path = part_path(name)
            if path is None:
                near = did_you_mean(name, [part.stem for part in parts()])
                hint = near or "name a shipped part, or a file beside this one: common.yaml"
                raise own.error(loc, f"no part is called '{name[:60]}'", hint=hint)
            return path
        if "\\" in name:
            raise own.error(loc, f"'{name}' has a backslash in it", hint="part folders with /")
        try:
            return require_file(inside(self.path.parent, name))
        except FileError as error:
            # to include oneself is no remedy
            hint = "check the path" if f"'{own.path.name}'" in error.hint else error.hint
            raise own.error(loc, f"'{name}': {error.message}", hint=hint) from None
        except (ValueError, OSError) as error:
            message, _, hint = str(error).partition("; ")
            raise own.error(loc, message, hint=hint) from None


def merged(base: Draft, own: Draft) -> Draft:
    """One draft over another: sections key by key, lists one after the other, else its own value."""
    hidden: set[Loc] = set()
    shifts: dict[str, int] = {}

    def over(loc: Loc, below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
        out = dict(below)
        for key, value in above.items():
            here = (*loc, key)
            old = below.get(key)
            if here in SECTIONS and isinstance(old, dict) and isinstance(value, dict):
                out[key] = over(here, old, value)
            elif not loc and key in LISTS and isinstance(old, list) and isinstance(value, list):
                out[key] = old + value
                shifts[key] = len(old)
            else:
                out[key] = value
                hidden.add(here)
        return out

    plain = over((), base.plain, own.plain) if isinstance(own.plain, dict) else own.plain
    gone, deepest = hidden & base.places.keys(), max(map(len, SECTIONS)) + 2
    kept = base.places
    if gone:
        kept = {
            loc: place
            for loc, place in kept.items()
            if not any(loc[:k] in gone for k in range(1, min(len(loc) + 1, deepest)))
        }
    moved = {_shifted(loc, shifts): place for loc, place in own.places.items()} if shifts else own.places
    return Draft(
        own.path, plain, kept | moved, (*own.faults, *base.faults), own.told, partial=own.partial or base.partial
    )


def _spelt(name: str, plain: dict[str, Any]) -> Iterator[str]:
    """The key of a name, and those that are misspelt and evidently mean it, which the model tells."""
    if name in plain:
        yield name
    # nobody who means it has written a thousand keys before it
    keys = islice(plain, _MOST_KEYS)
    yield from (key for key in keys if key != name and nearest(name, [key], likeness=_CERTAIN))


def _shifted(loc: Loc, shifts: dict[str, int]) -> Loc:
    if len(loc) > 1 and isinstance(loc[1], int) and loc[0] in shifts:
        return (loc[0], loc[1] + shifts[str(loc[0])], *loc[2:])
    return loc


class _FaultError(Exception):
    """What is wrong with a reference, and what to do."""

    def __init__(self, message: str, hint: str, *, once: bool = False, told: bool = False) -> None:
        super().__init__(message)
        self.hint = hint
        self.once = once
        """Told once: what comes after it is innocent."""
        self.told = told
        """Told already, where it was first met."""


class _Filler:
    """Puts values in place of the names of variables."""

    def __init__(self, plain: dict[str, Any], places: dict[Loc, Place], *, partial: bool) -> None:
        self.places = places
        self.faults: list[FileError] = []
        self.told: set[Loc] = set()
        self.notes: dict[Loc, str] = {}
        self._plain, self._partial = plain, partial
        self._vars: dict[str, Any] = {}
        self._keys = {"include", *_spelt("include", plain)}
        self._defined: dict[str, Loc] = {}
        """Where each variable is."""
        for key in _spelt("vars", plain):
            self._keys.add(key)
            if isinstance(named := plain[key], dict):
                self._vars |= named
                self._defined |= {name: (key, name) for name in named}
        self._filled: dict[str, Any] = {}
        self._used: set[str] = set()
        self._compared = 0
        self._filling: list[str] = []
        self._count = 0
        self._overflown = False
        self._circles: set[frozenset[str]] = set()

    def fill_all(self) -> dict[str, Any]:
        """Everything but the definitions and the includes themselves."""
        for name in self._vars:
            self._quietly(self._defined[name], name)
        filled = {k: value if k in self._keys else self._filled_in(k, value) for k, value in self._plain.items()}
        if not self._partial:
            self._tell_unused()
        return filled

    def _tell_unused(self) -> None:
        """A name that nothing uses, and much like one of an included file that has been left as it is there."""
        home = self.places[()].source
        at = {name: self.places[loc] for name, loc in self._defined.items() if loc in self.places}
        lent = [name for name, place in at.items() if place.source is not home]
        unused = [name for name, place in at.items() if place.source is home and name not in self._used]
        for name in unused[: _MOST_COMPARED // max(1, len(lent))]:
            if near := nearest(name, lent, likeness=_CERTAIN):
                told = at[name].source.error(
                    f"nothing uses the variable '{name[:60]}'",
                    at[name].line,
                    at[name].column,
                    hint=f"did you mean '{near}' of {at[near].source.shown}?",
                )
                self.faults.append(told)

    def _filled_in(self, key: str, value: object) -> Any:  # noqa: ANN401
        try:
            return self._fill(value, (key,))
        except _FaultError as fault:
            self._tell((key,), fault)
            return value

    def _quietly(self, loc: Loc, name: str) -> None:
        try:
            self._variable(name)
        except _FaultError as fault:
            self._tell(loc, fault)

    def _tell(self, loc: Loc, fault: _FaultError) -> None:
        if loc in self.told:
            return
        self.told.add(loc)
        if fault.told or (fault.once and self._overflown):
            return
        self._overflown = self._overflown or fault.once
        place = self.places.get((*loc, VALUE)) or self.places.get(loc) or self.places[()]
        if len(self.faults) < 100:
            self.faults.append(place.source.error(str(fault), place.line, place.column, hint=fault.hint))

    def _fill(self, node: object, loc: Loc) -> Any:  # noqa: ANN401 - plain values of any kind
        self._measure(loc)
        if isinstance(node, dict):
            return {key: self._fill(value, (*loc, key)) for key, value in node.items()}
        if isinstance(node, list):
            return [self._fill(value, (*loc, index)) for index, value in enumerate(node)]
        if not isinstance(node, str) or "$" not in node:
            return node
        try:
            return self._text(node, loc)
        except _FaultError as fault:
            self._tell(loc, fault)
            return node

    def _measure(self, loc: Loc) -> None:
        self._count += 1
        if self._count > MAX_NODES or len(loc) > MAX_DEPTH:
            raise _FaultError("variables that unfold to too much", "write it out plainly", once=True)

    def _text(self, text: str, loc: Loc) -> Any:  # noqa: ANN401
        whole = _REFERENCE.fullmatch(text)
        if whole and whole[0] != "$$":
            name = whole[1] if whole[1] is not None else whole[2]
            self._used.add(name)
            value = self._variable(name)
            self._point(self._defined[name], loc, value)
            return value
        filled = _REFERENCE.sub(self._written, text)
        if len(filled) > MAX_TEXT:
            raise _FaultError(f"a text of {len(filled)} characters once it is filled in", f"{MAX_TEXT} at most")
        return filled

    def _written(self, match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        name = match[1] if match[1] is not None else match[2]
        self._used.add(name)
        value = self._variable(name)
        if isinstance(value, dict | list) or value is None:
            raise _FaultError(
                f"'{name}' is no text or number, and stands in the middle of a text", f"write ${name} alone"
            )
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _variable(self, name: str) -> Any:  # noqa: ANN401
        if name in self._filled:
            return self._copied(self._filled[name])
        if name in self._filling:
            ring = self._filling[self._filling.index(name) :]
            circle = " -> ".join((*ring, name))
            known = frozenset(ring) in self._circles
            self._circles.add(frozenset(ring))
            raise _FaultError(f"a variable that is defined by itself: {circle}", "end the circle", told=known)
        if len(self._filling) > MAX_DEPTH:
            raise _FaultError("variables of variables, more than one can follow", "write some of them out")
        if name not in self._vars:
            # of thousands that are misspelt the first ones are told with what they were meant to be
            self._compared += len(self._vars)
            names = list(self._vars) if self._compared <= _MOST_COMPARED else []
            near = did_you_mean(name, names)
            certain = nearest(name, names, likeness=_CERTAIN)
            plain = f"write $${name} for a dollar sign before a word, or define it under vars:"
            hint = near if near.startswith("did") else plain
            self._used.add(certain)  # it is what was meant
            # a file that was not read may define it; and a name that cannot be one is told where it is defined
            echo = bool(certain) and not re.fullmatch(NAME, certain)
            told = echo or (self._partial and not certain)
            raise _FaultError(f"no variable is called '{name[:60]}'", hint, told=told)
        self._filling.append(name)
        try:
            # a fault of what it is made of is told there, once, and stops whoever needs it
            value = self._fill_strictly(self._vars[name], self._defined[name])
        finally:
            self._filling.pop()
        self._filled[name] = value
        return value

    def _fill_strictly(self, node: object, loc: Loc) -> Any:  # noqa: ANN401
        self._measure(loc)
        if isinstance(node, dict):
            return {key: self._fill_strictly(value, (*loc, key)) for key, value in node.items()}
        if isinstance(node, list):
            return [self._fill_strictly(value, (*loc, index)) for index, value in enumerate(node)]
        return self._text(node, loc) if isinstance(node, str) and "$" in node else node

    def _copied(self, value: object) -> object:
        """The value again, counted as often as it is used."""
        if isinstance(value, dict):
            self._measure(())
            return {key: self._copied(entry) for key, entry in value.items()}
        if isinstance(value, list):
            self._measure(())
            return [self._copied(entry) for entry in value]
        self._measure(())
        return value

    def _point(self, origin: Loc, loc: Loc, value: object) -> None:
        """Errors within a value that came from a variable are told where the variable says it."""
        place = self.places.get((*origin, VALUE)) or self.places.get(origin)
        if place is not None:
            own = self.places[()].source is place.source
            line = f"line {place.line}" if own else f"{place.source.shown}:{place.line}"
            self.notes[loc] = f"${origin[1]}, {line}"
        if isinstance(value, dict | list):
            self._point_inside(origin, loc, value)

    def _point_inside(self, origin: Loc, loc: Loc, value: object) -> None:
        entries: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, entry in entries:
            for tail in ((key,), (key, VALUE)):
                if (*origin, *tail) in self.places:
                    self.places[*loc, *tail] = self.places[*origin, *tail]
            self._point_inside((*origin, key), (*loc, key), entry)
