"""YAML files that people write: read with positions, checked against a model, every error at once.

`hud.yamltree` knows where each key and value stands; pydantic says what is wrong by path. This module puts the two
together, so that a path of pydantic's becomes ``file:line:column`` with the source line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema

from hud.errors import FileError, Problems
from hud.files import display_path, read_text
from hud.misfits import without_echoes, words_of
from hud.units import UNITS, parse_quantity
from hud.yamlmend import read_rest
from hud.yamltree import VALUE, Loc, Place, Source, Tree, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

MAX_BYTES = 2 * 2**20  # 25,000 events, read within a second
MAX_PROBLEMS = 100


class Model(BaseModel):
    """Base of every model of a file: strict, closed, finite, frozen."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        allow_inf_nan=False,
        frozen=True,
        validate_default=False,
        populate_by_name=True,
        # built by the first file that is read; what an editor is told of a field, `hud.schemas` takes from the source
        defer_build=True,
    )


def _quantity(dimension: str, usual: str = "") -> BeforeValidator:
    def read(value: object) -> object:
        # None must stay None, or an optional field could not be left empty
        return parse_quantity(value, dimension, usual=usual) if isinstance(value, str | int | float) else value

    return BeforeValidator(
        read, json_schema_input_type=Annotated[Any, WithJsonSchema(quantity_schema(dimension, usual))]
    )


def version_of(newest: int) -> BeforeValidator:
    """For the number of a format: a whole number, and one that is known."""

    def read(value: object) -> object:
        if type(value) is not int:  # true is 1, and 1.0 too
            raise ValueError(f"the version of the format is a whole number; write {newest}")
        if value != newest:
            raise ValueError(f"version {value} of the format is not known; write {newest}, or update hud")
        return value

    return BeforeValidator(read)


def quantity_schema(dimension: str, usual: str = "") -> dict[str, Any]:
    """JSON Schema of a quantity as `hud.units.parse_quantity` reads it: number and unit; 0 needs none."""
    units = UNITS[dimension]
    number = r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?"
    suffix = "|".join(re.escape(unit).replace("\\ ", " ") for unit in sorted(units, key=len, reverse=True) if unit)
    pattern = rf"^\s*({number}\s*({suffix}){'?' if '' in units else ''}|[-+]?0+(\.0*)?)\s*$"
    bare = {"type": "number"} if "" in units else {"const": 0}
    example = usual or next(unit for unit in units if unit)
    return {"anyOf": [{"type": "string", "pattern": pattern}, bare], "examples": [f"5 {example}"]}


Seconds = Annotated[float, _quantity("time")]
Metres = Annotated[float, _quantity("length")]
MetresInMm = Annotated[float, _quantity("length", usual="mm")]
"""Metres, of what people write in millimetres."""
MetresPerSecond = Annotated[float, _quantity("speed")]
Degrees = Annotated[float, _quantity("angle")]
Lux = Annotated[float, _quantity("illuminance")]
Luminance = Annotated[float, _quantity("luminance")]
Hertz = Annotated[float, _quantity("frequency")]
CyclesPerDegree = Annotated[float, _quantity("spatial frequency")]
DegreesPerSecond = Annotated[float, _quantity("turn rate")]
Ratio = Annotated[float, _quantity("ratio")]
Grams = Annotated[float, _quantity("mass")]
Kilobytes = Annotated[float, _quantity("size")]

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Draft:
    """A YAML file as plain values, not yet checked against a model, and where everything in it stands."""

    path: Path
    plain: Any
    """Dictionaries, lists, texts, numbers, truth values, None."""
    places: dict[Loc, Place]
    """Of every key and list item by its path, and of every value by its path and `VALUE`."""
    faults: tuple[FileError, ...] = ()
    """What is wrong already, such as a key that stands there twice; `fit` tells it with all else."""
    told: frozenset[Loc] = frozenset()
    """Paths whose fault is among `faults`: nothing more is said of what stands there."""
    notes: Mapping[Loc, str] = field(default_factory=dict)
    """By path, what a message about the value there adds: that it comes from elsewhere."""
    partial: bool = False
    """Whether a file that belongs to it could not be read: what is missing may be there."""
    count: int = 0
    """How many values the file itself has."""

    @classmethod
    def read(cls, path: Path) -> Draft:
        """Read a file.

        Raises:
            FileError: Missing, binary, too large, empty, or not YAML.
        """
        return cls._of(path, read_tree(Source(path, read_text(path, limit=MAX_BYTES))))

    @classmethod
    def read_around(cls, path: Path) -> Draft:
        """As `read`; but of a file with a slip that makes it no YAML, the rest: the slip is among the faults.

        Raises:
            FileError: As `read`, and where there is no reading around the slip.
        """
        source = Source(path, read_text(path, limit=MAX_BYTES))
        try:
            tree = read_tree(source)
        except FileError as error:
            rest = read_rest(source, error)
            if rest is None:
                raise
            told = frozenset((key,) for key in rest.lost)
            faults = (*rest.faults, *rest.tree.faults)
            return cls(path, rest.tree.plain, rest.tree.places, faults, told, partial=True, count=rest.tree.count)
        return cls._of(path, tree)

    @classmethod
    def _of(cls, path: Path, tree: Tree) -> Draft:
        if tree.plain is None:
            raise FileError(display_path(path), "is empty", hint="write at least the required keys")
        return cls(path, tree.plain, tree.places, tuple(tree.faults), count=tree.count)

    def error(self, loc: Loc, message: str, *, hint: str = "") -> FileError:
        """An error at a place of the file.

        Args:
            loc: The path of keys and indices, as the file spells them. The nearest enclosing place counts.
            message: What is wrong.
            hint: What to do.
        """
        if note := self.notes.get(loc):
            message = f"{message} ({note})"
        key, value = self.places.get(loc), self.places.get((*loc, VALUE))
        # the value is what is wrong, but of a block it is the key that one looks for
        at_value = key is not None and value is not None and key.line == value.line
        return self._error((*loc, VALUE) if at_value else loc, message, hint)

    def fit(self, model: type[M], plain: object = None) -> Document[M]:
        """Check it.

        Args:
            model: The model its top level must fit.
            plain: What is checked in place of the file's own values: these with others that it builds upon. What is
                wrong with a value that does not stand in this file is told at the nearest place that does.

        Raises:
            Problems: It does not fit, or has a key twice: everything that is wrong, in the order of the file, up to
                `MAX_PROBLEMS`.
        """
        errors = list(self.faults)
        try:
            value = model.model_validate(self.plain if plain is None else plain)
        except ValidationError as caught:
            errors += self.misfits(model, caught.errors(include_url=False))
        if errors:
            raise Problems(in_order(errors, self.path)) from None
        return Document(self, value)

    def misfits(self, model: type[BaseModel], details: Sequence[ErrorDetails]) -> list[FileError]:
        """What pydantic found as errors of the file, up to `MAX_PROBLEMS`, one for each fault.

        Args:
            model: What was to be fitted.
            details: As `ValidationError.errors` gives them.
        """
        untold = details
        if self.told:
            untold = [detail for detail in details if not self._is_told(detail)]
        # a file with ten thousand slips is told of the first ones, in the time that one takes
        found = [(self._loc(detail), detail) for detail in without_echoes(model, untold, self.places)]
        found.sort(key=lambda one: self._place(one[0])[:2])
        return [self._from_pydantic(model, loc, detail) for loc, detail in found[:MAX_PROBLEMS]]

    def _loc(self, detail: ErrorDetails) -> Loc:
        # pydantic puts the names of union members and validators into its path; the file knows nothing of them
        loc: Loc = ()
        for part in detail["loc"]:
            if (*loc, part) in self.places:
                loc = (*loc, part)
        return loc

    def _written(self, loc: Loc) -> object:
        """What the file says there, before any unit was read; None where it says nothing."""
        node: Any = self.plain
        try:
            for part in loc:
                node = node[part]
        except (LookupError, TypeError):
            return None
        return node

    def _is_told(self, detail: ErrorDetails) -> bool:
        loc = self._loc(detail)
        # what is wrong with a value says nothing of its key
        if detail["type"] == "extra_forbidden":
            loc = loc[:-1]
        return any(loc[:length] in self.told for length in range(1, len(loc) + 1))

    def _place(self, loc: Loc) -> Place:
        while loc and loc not in self.places:
            loc = loc[:-1]
        return self.places[loc]

    def _error(self, loc: Loc, message: str, hint: str) -> FileError:
        line, column, source = self._place(loc)
        own = self.places.get((), None)
        if own is not None and own.source is not source and ("include",) in self.places:
            at = self.places["include",]
            message = f"{message} (included by {at.source.shown}:{at.line})"
        return source.error(message, line, column, hint=hint)

    def _from_pydantic(self, model: type[BaseModel], loc: Loc, detail: ErrorDetails) -> FileError:
        kind, given = detail["type"], detail.get("input")
        message, hint = words_of(model, detail, loc, self._written(loc))
        # a key stands where it stands, whatever its value comes from
        if (note := self.notes.get(loc)) and kind != "extra_forbidden":
            message = f"{message} ({note})"
        # what is not there has no place of its own: its key has
        of_key = kind in ("missing", "extra_forbidden") or detail["loc"][-1:] == ("[key]",)
        target = loc if of_key or given is None else (*loc, VALUE)
        return self._error(target if target in self.places else loc, message, hint)


def in_order(errors: Iterable[FileError], path: Path) -> list[FileError]:
    """Each error once: those of a file first and in its order, then those of the files that it names, by name.

    Args:
        errors: At most `MAX_PROBLEMS` of them are kept.
        path: The file.
    """
    unique = {(e.file, e.line, e.column, e.message): e for e in errors}
    own = display_path(path)
    return sorted(unique.values(), key=lambda e: (e.file != own, e.file, e.line or 0, e.column or 0))[:MAX_PROBLEMS]


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
