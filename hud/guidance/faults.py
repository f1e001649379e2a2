"""Everything that is wrong with the values of a route file, not only what a reader meets first.

A reader ends at the first value that is not what the format says. Here one like it is put in its place from beside it,
or it is taken out, and the document is read once more, until nothing else is met.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from hud.errors import HudError
from hud.guidance.jsonread import MalformedError, RefusalError, path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hud.guidance.jsonread import Node

Path = tuple[int | str, ...]

MAX_FAULTS = 20
_READ_AGAIN = 60
_CHARACTERS = 10_000_000
"""So many are read again in all: half a second's work."""


def all_faults(
    document: Node, first: MalformedError, read: Callable[[Node], object], size: int
) -> list[MalformedError]:
    """What else is wrong with a document.

    Args:
        document: What was read; its values are changed.
        first: What ended the reading of it.
        read: Reads it again, and raises the same of the same.
        size: Characters of the file; a large one is not read as often.

    Returns:
        The first fault and the others, each at a place of its own, as the reader met them.
    """
    faults, mender, current = [first], _Mender(document.value), first
    for _ in range(min(_READ_AGAIN, max(_CHARACTERS // max(size, 1), 2))):
        if not mender.mend(current):
            break
        try:
            read(document)
        except MalformedError as error:
            current = error
            if not mender.is_echo(error):
                faults.append(error)
        except (RefusalError, HudError, ValueError):
            break  # of the document as it has become
        else:
            break
        # what is said of all of it may follow from what was put in
        if not current.place or len(faults) == MAX_FAULTS:
            break
    return [fault for fault in faults if fault.place or fault is first]


class _Mender:
    """Puts something in order."""

    def __init__(self, value: object) -> None:
        self._value = value
        self._out: set[Path] = set()
        self._in: dict[Path, Iterator[Path]] = {}

    def mend(self, fault: MalformedError) -> bool:
        """Put in something else for what is wrong or missing, or take it out; False where neither can be done."""
        target = self._target(fault)
        if not target:
            return False
        if self._give(target):
            return True
        holder = _at(self._value, target[:-1])
        if not fault.lacks and isinstance(holder, dict) and target[-1] in holder and target not in self._out:
            self._out.add(target)
            del holder[target[-1]]
            return True
        # all of an item that it is in
        return any(self._give(target[:k]) for k in range(len(target) - 1, 0, -1) if isinstance(target[k - 1], int))

    def _give(self, place: Path) -> bool:
        """Put in something like it, as another item has it; each time that the last would not do, another one."""
        for donor in self._in.setdefault(place, _beside(self._value, place)):
            if (value := _at(self._value, donor)) is not None:
                _at(self._value, place[:-1])[place[-1]] = deepcopy(value)
                return True
        return False

    def is_echo(self, fault: MalformedError) -> bool:
        """Whether it says no more than that something was taken out or put in."""
        target, changed = self._target(fault), self._out | self._in.keys()
        return any(target[:k] in changed for k in range(1, len(target) + 1)) or any(
            path[: len(target)] == target for path in changed
        )

    def _target(self, fault: MalformedError) -> Path:
        """What is to be put in order: of a number among numbers all of them."""
        path = path_of(fault.place)
        if fault.lacks:
            return (*path, fault.lacks)
        while path and isinstance(path[-1], int):
            listed = _at(self._value, path[:-1])
            if not isinstance(listed, list) or any(isinstance(item, dict | list) for item in listed):
                break
            path = path[:-1]
        return path


def _beside(value: object, path: Path) -> Iterator[Path]:
    """Where else the same may stand: in the items of lists around it, the innermost list first, the nearest first."""
    for depth in range(len(path) - 1, -1, -1):
        index = path[depth]
        if isinstance(index, int):
            listed = _at(value, path[:depth])
            count = len(listed) if isinstance(listed, list) else 0
            for other in sorted(range(count), key=lambda k: abs(k - index)):
                if other != index:
                    yield (*path[:depth], other, *path[depth + 1 :])


def _at(value: object, path: Path) -> Any:  # noqa: ANN401 - any value of JSON
    node: Any = value
    for part in path:
        try:
            node = node[part]
        except (LookupError, TypeError):
            return None
    return node
