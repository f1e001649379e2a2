"""Keeping what was made of an array that cannot change, for as long as the array lives."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from numpy.typing import NDArray

T = TypeVar("T")


class Kept(Generic[T]):
    """Values made of an array and a key, the last few of them.

    A screen is drawn anew only when it changes, so the same panel comes again and again. An array counts as the same
    only if it is the very object and nobody can write to it: what comes out is what would have been made.
    """

    def __init__(self, most: int) -> None:
        """Keep at most so many values."""
        self._most = most
        self._values: OrderedDict[tuple[int, Hashable], tuple[weakref.ref[NDArray[np.uint8]], T]] = OrderedDict()
        self._lock = Lock()

    def get(self, array: NDArray[np.uint8], key: Hashable, make: Callable[[], T]) -> T:
        """The value for an array and a key, made if it is not there."""
        if not is_frozen(array):
            return make()
        place = (id(array), key)
        with self._lock:
            found = self._values.get(place)
            if found is not None and found[0]() is array:
                self._values.move_to_end(place)
                return found[1]
        value = make()
        with self._lock:
            self._values[place] = (weakref.ref(array), value)
            self._values.move_to_end(place)
            for old in [old for old, (alive, _) in self._values.items() if alive() is None]:
                del self._values[old]
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return value


def is_frozen(array: NDArray[np.uint8]) -> bool:
    """Whether nobody can write to the array's memory through it or an array that it is a part of."""
    part: object = array
    while isinstance(part, np.ndarray):
        if part.flags.writeable:
            return False
        part = part.base
    return part is None or isinstance(part, bytes)
