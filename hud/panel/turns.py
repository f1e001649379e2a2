"""Whose turn it is to draw: Qt Quick on one thread at a time, whatever thread asks.

A screen lives on the thread that made it, and Qt draws none while another thread draws one. So that a frame can be
asked for from anywhere, the thread of the application object draws what it asks for itself, and one thread of ours
draws what all others ask for.
"""

from __future__ import annotations

import atexit
import os
import queue
import threading
from collections import defaultdict, deque
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QGuiApplication

from hud.errors import FacilityError
from hud.panel.runtime import ensure_application

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

_nobody: list[str] = []
"""Why nothing can be drawn any more, and what to do."""
_turn = threading.RLock()
_left_behind: defaultdict[int, deque[Callable[[], None]]] = defaultdict(deque)
"""By thread, what another has found to be rubbish."""


def in_turn(call: Callable[[], _T]) -> _T:
    """Run what draws, on a thread that may and while no other draws.

    Not in a process that was forked off from one that has drawn: of Qt's threads it has none. Nor while the program
    ends.

    Args:
        call: What to do. What it keeps must be kept by thread (`threading.local`).

    Returns:
        What it returns.

    Raises:
        FacilityError: There is nobody to draw.
        Exception: What it raises.
    """
    if _nobody:
        raise FacilityError(_nobody[0], hint=_nobody[1])
    return _alone(call) if _may_draw() else _draughtsman().ask(call)


def at_home(thread: int, call: Callable[[], None]) -> None:
    """Do something on the thread that it belongs to: now if this is the one, else at its next turn.

    Python may find out on any thread that a screen is no longer used.
    """
    if threading.get_ident() == thread:
        call()
    else:
        _left_behind[thread].append(call)


def _alone(call: Callable[[], _T]) -> _T:
    with _turn:
        rubbish = _left_behind[threading.get_ident()]
        while rubbish:
            rubbish.popleft()()
        return call()


def _may_draw() -> bool:
    application = QGuiApplication.instance()
    if application is None:
        return threading.current_thread() is threading.main_thread()
    return application.thread().isCurrentThread()


class _Draughtsman:
    """The thread that draws for those that may not."""

    def __init__(self) -> None:
        self._wishes: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="hud-panel", daemon=True)
        self._thread.start()
        # Its screens must be gone before Qt is.
        atexit.register(self._end)

    def ask(self, call: Callable[[], _T]) -> _T:
        if threading.current_thread() is self._thread:
            return call()
        answer: Future[_T] = Future()
        self._wishes.put((call, answer))
        return answer.result()

    def _work(self) -> None:
        timers: QEventLoop | None = None
        while (wish := self._wishes.get()) is not None:
            call, answer = wish
            try:
                if timers is None:
                    # Within, so that whoever asks is told why there can be none.
                    ensure_application()
                    # Its making gives a thread that is not Qt's own what screens with a timer need; it never runs.
                    timers = QEventLoop()
                answer.set_result(_alone(call))
            except BaseException as error:
                answer.set_exception(error)
            # Not to hold on to a frame or a fault until the next wish.
            del wish, call, answer
        del timers
        _alone(_shut_down)

    def _end(self) -> None:
        _nobody[:] = "nothing can be drawn while the program ends", "ask for it before"
        self._wishes.put(None)
        self._thread.join(timeout=5)


def _shut_down() -> None:
    application = QGuiApplication.instance()
    if application is not None and application.thread().isCurrentThread():
        # Else Python would, on the main thread, where Qt's own parts of this thread are not.
        application.shutdown()


_making = threading.Lock()
_made: list[_Draughtsman] = []


def _forked() -> None:
    if _made or QGuiApplication.instance() is not None:
        _nobody[:] = (
            "a process that was forked off from one that has drawn cannot draw",
            "start it another way: multiprocessing.get_context('spawn')",
        )


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


def _draughtsman() -> _Draughtsman:
    with _making:
        if not _made:
            _made.append(_Draughtsman())
        return _made[0]
