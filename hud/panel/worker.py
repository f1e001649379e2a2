"""The other side of `hud.panel.process.confined`: a process that draws screens nobody has vouched for, within limits.

It is ended by the system itself where a request takes too much time or memory, so that nothing a screen makes Qt do
can outlast it. What it answers is JSON and pixels; the program believes nothing else of it.
"""

from __future__ import annotations

import json
import mmap
import os
import pickle
import resource
import signal
import sys
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, BinaryIO

from hud.errors import HudError
from hud.panel.examining.examiner import Examiner
from hud.panel.limits import CONFINED, data_bytes, limit_data
from hud.panel.process.wire import LENGTH, SHEET_BYTES, as_plain
from hud.panel.renderer import PanelRenderer
from hud.panel.runtime import ensure_application
from hud.panel.spec import Element

if TYPE_CHECKING:
    from hud.panel.spec import PanelFrame, PanelSpec

_LIMITS_S = {"close": 0.2, "examine": 1.25}
"""Some of Qt's layouts take the square of their items to be taken down: then the process goes with them. A screen is
compiled many times over to be examined, and stops by itself before that."""
_FILE_BYTES = 4 * 2**20
_PICTURES_BYTES = 16
"""For each pixel of a panel: what Qt paints on, its codes, those before, and what a request makes of them."""


def serve(sheet: int) -> None:
    """Answer requests on standard input until it ends; called by the process that `hud.panel.process.confined` starts.

    Args:
        sheet: Descriptor of a file that both map, `SHEET_BYTES` long: where pixels go.
    """
    pixels = mmap.mmap(sheet, SHEET_BYTES)
    requests: BinaryIO = sys.stdin.buffer
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    # What anybody prints must not come between the replies.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # Ctrl-C reaches the whole group; the program decides what it means and closes the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The pixels are memory, and a screen writes no file: its process needs no more than a few last words.
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    ensure_application()
    screens: dict[int, PanelRenderer] = {}
    told: dict[int, dict[str, tuple[int, ...]]] = {}
    _send(replies, {"ready": True})
    while head := requests.read(LENGTH.size):
        operation, number, folder, arguments = pickle.loads(requests.read(LENGTH.unpack(head)[0]))
        _go_to(folder)
        # The timer counts what this process computes, not the time of day: a busy machine makes no screen a bad one.
        signal.setitimer(signal.ITIMER_PROF, _LIMITS_S.get(operation, CONFINED.frame_s))
        try:
            answer = _answer(screens, operation, number, arguments, pixels)
        except HudError as error:
            answer = {"error": as_plain(error)}
        except MemoryError:
            os.write(2, b"MemoryError")
            os.abort()
        except Exception as error:
            answer = {"fault": f"{type(error).__name__}: {error}"}
        signal.setitimer(signal.ITIMER_PROF, 0)
        if number in screens:
            stamps = screens[number].stamps
            if stamps != told.get(number):
                told[number] = answer["stamps"] = stamps
        _send(replies, answer)


def _answer(
    screens: dict[int, PanelRenderer], operation: str, number: int, arguments: tuple[Any, ...], pixels: mmap.mmap
) -> dict[str, Any]:
    if operation == "make":
        panel, screen, folder, given = arguments
        _limit_memory(panel)
        screens[number] = PanelRenderer(panel, screen=screen, folder=folder, limits=CONFINED, given=given)
    elif operation == "render":
        state, eye = arguments
        frame: PanelFrame = screens[number].render(state, eye)
        pixels.seek(0)
        pixels.write(frame.codes.data)
        return {"elements": list(map(_row, frame.elements)), "asked": screens[number].asks_eye}
    elif operation == "examine":
        panel, screen, folder, copies, given = arguments
        _limit_memory(panel)
        examiner = Examiner(panel, screen=screen, folder=folder, limits=CONFINED, copies=copies, given=given)
        screens[number] = examiner
        return {"faults": list(map(as_plain, examiner.compiling))}
    elif operation in ("faults", "numbers"):
        state, eye = arguments
        examined = screens[number]
        assert isinstance(examined, Examiner)
        asked = examined.faults if operation == "faults" else examined.numbers
        return {"faults": list(map(as_plain, asked(state, eye)))}
    elif operation == "impurities":
        return {"impure": list(map(as_plain, screens[number].take_impurities()))}
    elif operation == "close" and number in screens:
        screens.pop(number).close()
    return {}


_row = attrgetter(*(field.name for field in fields(Element)))


def _send(replies: BinaryIO, answer: dict[str, Any]) -> None:
    text = json.dumps(answer).encode()
    data = memoryview(LENGTH.pack(len(text)) + text)
    while data:
        data = data[replies.write(data) :]


def _go_to(folder: str) -> None:
    # Errors name files as the user would type them, from where the program is.
    try:
        if folder != os.getcwd():  # noqa: PTH109 - a string is compared, for every frame
            os.chdir(folder)
    except OSError:
        pass


def _limit_memory(panel: PanelSpec) -> None:
    """From here on the process may take what one frame may, and the pictures of a panel."""
    # The watchdog can name a place, so it comes first.
    most = data_bytes() + _PICTURES_BYTES * panel.width_px * panel.height_px + CONFINED.memory_bytes * 5 // 4
    limit_data(most)
