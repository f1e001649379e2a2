"""A second thread where there is much to do: the displays of both eyes, the strips of a world out of focus.

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

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")

_taken = Lock()
_second: list[ThreadPoolExecutor] = []


def each(call: Callable[[_Item], _Made], items: Sequence[_Item]) -> list[_Made]:
    """What comes of each item, in their order; the second half of them is worked on by a second thread.

    Args:
        call: Writes to nothing that it shares with what it makes of another item.
        items: Of equal work.

    Raises:
        Exception: What ``call`` raises.
    """
    if len(items) < 2 or cv2.getNumThreads() < 2 or not _taken.acquire(blocking=False):
        return [call(item) for item in items]
    try:
        if not _second:
            _second.append(ThreadPoolExecutor(1, thread_name_prefix="hud-second-eye"))
        half = len(items) // 2
        rest = _second[0].submit(lambda: [call(item) for item in items[half:]])
        try:
            made = [call(item) for item in items[:half]]
        finally:
            wait([rest])
        return made + rest.result()
    finally:
        _taken.release()


def _forget() -> None:
    """A process that was forked off has none of the threads of the one before."""
    global _taken
    _taken = Lock()
    _second.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
