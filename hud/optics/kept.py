"""Keeping what was made: the last few values of a function, and those of arrays that cannot change."""

from __future__ import annotations

import weakref
from threading import Lock
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

T = TypeVar("T")
Of = ParamSpec("Of")


class Few(Generic[Of, T]):
    """A pure function's last few values, found one by one: what it is called with takes longer to hash than to compare.

    Mostly it is called with the same objects as before, or with equal ones.
    """

    def __init__(self, most: int, make: Callable[Of, T]) -> None:
        """Keep at most so many of what ``make`` returns."""
        self._most = most
        self._make = make
        self._values: list[tuple[object, T]] = []

    def __call__(self, *of: Of.args, **_: Of.kwargs) -> T:
        """The value for some arguments, all by position."""
        for key, value in self._values:
            if key == of:
                return value
        value = self._make(*of, **_)
        # a list that nobody changes while another thread looks through it
        self._values = [(of, value), *self._values][: self._most]
        return value


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
