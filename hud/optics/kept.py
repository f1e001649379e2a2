"""Keeping what was made of an array that cannot change, for as long as the array lives."""

from __future__ import annotations

import weakref
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

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
        self._values: list[tuple[weakref.ref[NDArray[np.uint8]], object, T]] = []
        """The one used last at the end. So few are found sooner one by one than by the hash of their keys."""
        self._lock = Lock()

    def get(self, array: NDArray[np.uint8], key: object, make: Callable[[], T]) -> T:
        """The value for an array and a key, made if it is not there."""
        if not is_frozen(array):
            return make()
        with self._lock:
            for place, (alive, of, value) in enumerate(self._values):
                if alive() is array and of == key:
                    self._values.append(self._values.pop(place))
                    return value
        value = make()
        with self._lock:
            self._values.append((weakref.ref(array), key, value))
            self._values = [kept for kept in self._values if kept[0]() is not None][-self._most :]
        return value


def is_frozen(array: NDArray[np.uint8]) -> bool:
    """Whether nobody can write to the array's memory through it or an array that it is a part of."""
    part: object = array
    while isinstance(part, np.ndarray):
        if part.flags.writeable:
            return False
        part = part.base
    return part is None or isinstance(part, bytes)
