"""A scenario file against its model: everything that does not fit, and the file as if it did, to look at the rest.

What is wrong gives way to something harmless that fits, round by round, until nothing is left that does not fit. What
stands in for the author's own is remembered: nothing is said of it, so that a fault is told once and hides no other.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from hud.misfits import meant_key
from hud.scenario.composing import SECTIONS
from hud.scenario.fields import MAX_DURATION_S
from hud.scenario.schema import ScenarioFile
from hud.yamldoc import MAX_PROBLEMS, Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

    from hud.errors import FileError
    from hud.yamldoc import Draft
    from hud.yamltree import Loc, Place

_ROUNDS = 12
"""What stands behind a misfit may show another: what is in a key that was misspelt."""

_COMPOSED = ("vars", "include")
"""What is wrong there is not in the way: it has been used already."""
_CERTAIN = 0.75
"""As much alike as this a misspelt key and a known one are, for what is in it to be read as that one's: ``titel``."""

# of keys that must be there: fitting, and harmless where a later check looks at something else
_KEYS: dict[str, object] = {
    "hud": 1,
    "title": "-",
    "device": "quark-s1",
    "duration": f"{MAX_DURATION_S:g} s",
    "world": {"illuminance": 0},
    "illuminance": 0,
    "brightness": 1,
    "battery": 1,
    "route": "-",
    "travel": {"speed": "1 m/s"},
    "file": "-",
    "from": "en",
    "at": 0,
    "lux": 0,
    "is": 0,
    "said": "-",
    "heard": "-",
    "drift": "1 m",
}
# of items of lists, which keep their number: the places of the others hang on it
_ITEMS: dict[str, object] = {
    "tracks": {"events": [{"at": 0, "input": "tap"}]},
    "events": {"at": 0, "input": "tap"},
    "expect": {"at": 0, "absent": "-"},
    "stills": 0,
    "at": 0,
    "head": {"at": 0, "yaw": 0},
    "illuminance": {"at": 0, "lux": 0},
    "brightness": {"at": 0, "is": 0},
    "battery": {"at": 0, "is": 0},
    "reroutes": {"at": 0, "route": "-"},
    "revisions": {"said": "-", "heard": "-"},
}
_VALUE_ITEM = {"at": 0, "is": 0}


@dataclass(frozen=True)
class Fitted:
    """A scenario file, as far as it fits."""

    document: Document[ScenarioFile] | None
    """With stand-ins for what does not fit, its places those of the file; None where too much is wrong with it."""
    errors: tuple[FileError, ...] = ()
    """What was wrong with it before, and everything that does not fit."""
    stand_ins: frozenset[Loc] = frozenset()
    """Paths of what is not the author's, or was taken out."""
    opened: frozenset[Loc] = frozenset()
    """Paths of keys with values that lost one nobody knows: what they lack may have been meant by it."""


def fitted(draft: Draft) -> Fitted:
    """Fit a file.

    Args:
        draft: The file.

    Returns:
        What there is of it. There are no errors exactly if nothing was taken out and nothing put in.
    """
    misfit: ValidationError | None = None
    if not draft.told:
        try:
            document = Document(draft, ScenarioFile.model_validate(draft.plain))
        except ValidationError as error:
            misfit = error
        else:
            return Fitted(document, draft.faults)
    mender = _Mender(draft)
    mended = mender.mended(misfit)
    return Fitted(mended, tuple(mender.errors), frozenset(mender.stand_ins), frozenset(mender.opened))


class _Mender:
    """Puts harmless things in place of what is wrong."""

    def __init__(self, draft: Draft) -> None:
        self.errors: list[FileError] = list(draft.faults)
        self.stand_ins: set[Loc] = set()
        self.opened: set[Loc] = set()
        self._holders: set[Loc] = set()
        self._places: dict[Loc, Place] = dict(draft.places)
        # all three are changed in place
        self._notes = dict(draft.notes)
        self._draft = replace(draft, plain=deepcopy(draft.plain), places=self._places, notes=self._notes)
        self._renamed = 0

    def mended(self, misfit: ValidationError | None) -> Document[ScenarioFile] | None:
        """The file, mended.

        Args:
            misfit: What is wrong with it as it is, where that is known.
        """
        plain = self._draft.plain
        if isinstance(plain, dict):
            unknown = self._unknown(plain) if self._draft.told else set()
            for loc in self._draft.told - unknown:
                if loc[0] in _COMPOSED:
                    continue
                self._stand(loc)
                if _reached(plain, loc) == loc:
                    self._take_out(loc)
        for _ in range(_ROUNDS):
            if misfit is None:
                try:
                    return Document(self._draft, ScenarioFile.model_validate(plain))
                except ValidationError as error:
                    misfit = error
            details, misfit = misfit.errors(include_url=False), None
            found = [(detail, _reached(plain, detail["loc"])) for detail in details]
            said = [detail for detail, path in found if not self._is_echo(detail, path)]
            self.errors += self._draft.misfits(ScenarioFile, said)
            # no more than so many are told, and of a file full of them these are enough
            if not isinstance(plain, dict) or len(self.errors) >= MAX_PROBLEMS:
                return None
            # a misspelt key takes the place of one that is missing, before anything else does
            found.sort(key=lambda one: one[0]["type"] != "extra_forbidden")
            for number, (detail, path) in enumerate(found):
                self._mend(detail, path, thorough=number < MAX_PROBLEMS)
        return None

    def _unknown(self, plain: dict[str, Any]) -> set[Loc]:
        """Keys that nobody knows; what is wrong with the value of one does not say so."""
        try:
            ScenarioFile.model_validate(plain)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False, include_context=False)
            return {_reached(plain, one["loc"]) for one in details if one["type"] == "extra_forbidden"}
        return set()

    def _is_echo(self, detail: ErrorDetails, path: Loc) -> bool:
        """Whether it says no more than what was said, or what a file that is not there may say."""
        if detail["type"] == "missing":
            if self._draft.partial and (not path or path in SECTIONS):
                return True
            path = (*path, detail["loc"][-1])
        if any(path[:length] in self.stand_ins for length in range(1, len(path) + 1)):
            return True
        # what was taken out of it makes it too short
        return path in self._holders

    def _mend(self, detail: ErrorDetails, path: Loc, *, thorough: bool) -> None:
        plain, last = self._draft.plain, detail["loc"][-1] if detail["loc"] else ""
        holder = _at(plain, path[:-1])
        if detail["type"] == "missing":
            key, there = str(last), _at(plain, path)
            if isinstance(there, dict) and key in there:
                return
            if key in _KEYS and isinstance(there, dict):
                there[key] = deepcopy(_KEYS[key])
                self._stand((*path, key))
            elif path:
                self._take_out(path)
        elif detail["type"] == "extra_forbidden" and path and isinstance(holder, dict):
            meant = meant_key(ScenarioFile, detail) if thorough else ""
            told = path in self._draft.told
            if (
                meant
                and meant not in holder
                and not told
                and meant == meant_key(ScenarioFile, detail, likeness=_CERTAIN)
            ):
                self._rename(path, meant)
            else:
                if meant and meant not in holder:
                    self._stand((*path[:-1], meant))
                holder.pop(path[-1], None)
                self.opened.add(path[:-1])
                self._holders.add(path[:-1])
        elif last == "[key]" and path and isinstance(holder, dict):
            self._renamed += 1
            self._rename(path, f"unnamed_{self._renamed}")
        elif path:
            self._take_out(path)

    def _take_out(self, path: Loc) -> None:
        """Remove what stands there, or put something harmless in its place."""
        while path:
            holder, last = _at(self._draft.plain, path[:-1]), path[-1]
            self._stand(path)
            if isinstance(holder, dict):
                holder.pop(last, None)
                return
            neutral = _ITEMS.get(str(path[-2])) if len(path) > 1 else None
            if len(path) > 2 and path[-3] == "values":
                neutral = _VALUE_ITEM
            if isinstance(holder, list) and isinstance(last, int) and neutral is not None:
                holder[last] = deepcopy(neutral)
                return
            path = path[:-1]

    def _stand(self, path: Loc) -> None:
        self.stand_ins.add(path)
        self._holders.add(path[:-1])

    def _rename(self, path: Loc, name: str) -> None:
        """What is in a key of another name is looked at all the same."""
        holder = _at(self._draft.plain, path[:-1])
        if not isinstance(holder, dict) or path[-1] not in holder:
            return
        holder[name] = holder.pop(path[-1])
        depth, new = len(path), (*path[:-1], name)
        self._places |= {(*new, *loc[depth:]): at for loc, at in self._places.items() if loc[:depth] == path}
        self._notes |= {(*new, *loc[depth:]): note for loc, note in self._notes.items() if loc[:depth] == path}
        for known in (self.stand_ins, self.opened, self._holders):
            known |= {(*new, *loc[depth:]) for loc in known if loc[:depth] == path}


def _reached(plain: object, loc: Sequence[str | int]) -> Loc:
    """What of a place of pydantic's is in the file: it names members of unions and readings of values besides."""
    found: list[str | int] = []
    node: Any = plain
    for part in loc:
        inside = (isinstance(node, dict) and part in node) or (
            isinstance(node, list) and isinstance(part, int) and part < len(node)
        )
        if inside:
            found.append(part)
            node = node[part]
    return tuple(found)


def _at(plain: object, path: Sequence[str | int]) -> object:
    node: Any = plain
    for part in path:
        try:
            node = node[part]
        except (KeyError, IndexError, TypeError):
            return None
    return node
