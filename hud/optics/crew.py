"""A second thread where there is much to do: the world while a panel is drawn, both eyes' displays, strips of a blur.

NumPy and OpenCV let go of Python's lock while they compute. Who sets OpenCV to one thread (`cv2.setNumThreads(1)`), as
every worker of ``hud test -j`` does, gets one thread here too; and while one frame has the second thread, another has
none, so that a process never has more than one beside those that ask for frames. The bytes are the same on one as on
two. To begin and to await it takes some 60 microseconds.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from hud.cv import cv2

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_One = TypeVar("_One")
_Other = TypeVar("_Other")
_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

_taken = Lock()
_second: list[ThreadPoolExecutor] = []


def both(first: Callable[[], _One], second: Callable[[], _Other]) -> tuple[_One, _Other]:
    """What comes of two pieces of work, the second one on the second thread.

    Args:
        first: Shares nothing with the other that either writes to.
        second: The same.

    Raises:
        Exception: What either raises.
    """
    if cv2.getNumThreads() < 2 or not _taken.acquire(blocking=False):
        return first(), second()
    try:
        if not _second:
            _second.append(ThreadPoolExecutor(1, thread_name_prefix="hud-second-eye"))
        other = _second[0].submit(second)
        try:
            one = first()
        finally:
            wait([other])
        return one, other.result()
    finally:
        _taken.release()


def each(call: Callable[[_Item], _Made], items: Sequence[_Item]) -> list[_Made]:
    """What comes of each item, in their order; the second half of them is worked on by the second thread.

    Args:
        call: Writes to nothing that it shares with what it makes of another item.
        items: Of equal work.

    Raises:
        Exception: What ``call`` raises.
    """
    if len(items) < 2:
        return [call(item) for item in items]
    half = len(items) // 2
    here, there = both(lambda: [call(item) for item in items[:half]], lambda: [call(item) for item in items[half:]])
    return here + there


def _forget() -> None:
    """A process that was forked off has none of the threads of the one before."""
    global _taken
    _taken = Lock()
    _second.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
