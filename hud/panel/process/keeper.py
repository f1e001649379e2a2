"""The one process in which screens are drawn that nobody has vouched for: started, asked, ended.

Nothing of Qt is loaded here: a command can start the process first of all, and read a scenario while it gets ready.
"""

from __future__ import annotations

import atexit
import json
import mmap
import os
import pickle
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from hud.errors import FacilityError
from hud.panel.limits import CONFINED
from hud.panel.process.wire import LENGTH, SHEET_BYTES

START_S = 30.0
"""A process that is not ready by then never will be."""
WALL_S = 20.0
"""By the time of day, for a process that waits instead of computing; what it computes is limited far lower."""
GRACE_S = 3.0
_MB = 2**20
_OUTSIDE = "was not drawn: the process that draws it was ended from outside"


_MOST_WORDS = 2**16
_NO_ROOM = (b"bad_alloc", b"MemoryError", b"ut of memory", b"llocate memory")
"""What the C++ library, Python, Qt and the loader of libraries say then."""


@dataclass
class EndedError(Exception):
    """The process is gone, and why."""

    message: str
    outside: bool = False
    """Whether what was asked has no part in it."""


class Keeper:
    """The one process that draws, and its two pipes."""

    def __init__(self) -> None:
        self.life = 1
        """Counts the processes: what was made in one is not in the next."""
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        # A file without a name: what an engine that has no room left says as it ends.
        self._last_words: IO[bytes] | None = None
        self._sheet: mmap.mmap = mmap.mmap(-1, 1)
        # The window's thread asks; a thread that opens a scenario may start.
        self._lock = threading.RLock()

    def start(self) -> None:
        """Have a process, ready or soon to be.

        Raises:
            FacilityError: The system starts none.
        """
        with self._lock:
            if self.running:
                return
            # One that died between two requests took with it what was made there: that life is over.
            if self._process is not None:
                self.close()
            self._ready = False
            home = str(Path(__file__).resolve().parents[3])
            try:
                sheet = _open_sheet()
                self._last_words = self._last_words or tempfile.TemporaryFile()  # noqa: SIM115 - kept for its life
                self._last_words.truncate(0)
                code = f"import sys; sys.path[:] = {[home, *sys.path]!r}; from hud.panel.worker import serve; "
                code += f"serve({sheet})"
                self._process = subprocess.Popen(
                    [sys.executable, "-c", code],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._last_words,
                    bufsize=0,
                    pass_fds=(sheet,),
                )
                self._sheet = mmap.mmap(sheet, SHEET_BYTES, access=mmap.ACCESS_READ)
                os.close(sheet)
            except OSError as error:
                raise FacilityError(f"cannot start a process to draw screens in: {error}") from error
            atexit.unregister(self.close)
            atexit.register(self.close)

    @property
    def running(self) -> bool:
        """Whether there is a process, ready or soon to be."""
        return self._process is not None and self._process.poll() is None

    def lives(self, life: int) -> bool:
        """Whether what was made in that life is still there."""
        return life == self.life and self.running

    def ask(self, operation: str, number: int, arguments: tuple[object, ...]) -> dict[str, Any]:
        """Send a request and wait for the answer to it.

        Raises:
            EndedError: The process ended over it.
            FacilityError: There is none.
        """
        with self._lock:
            self.start()
            if not self._ready:
                try:
                    self._receive(START_S)
                except EndedError:
                    raise FacilityError(
                        "the process that draws screens does not start", hint="try again; see 'hud doctor'"
                    ) from None
                self._ready = True
            request = pickle.dumps((operation, number, os.getcwd(), arguments))  # noqa: PTH109 - a string is sent
            assert self._process is not None
            assert self._process.stdin is not None
            try:
                self._write(LENGTH.pack(len(request)) + request)
            except BrokenPipeError:
                self._end()
                raise EndedError(_OUTSIDE, outside=True) from None
            return self._receive(WALL_S)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            process, self._process = self._process, None
            self.life += 1
            if process is not None:
                for pipe in (process.stdin, process.stdout):
                    if pipe is not None:
                        pipe.close()
                process.kill()
                process.wait()

    def _write(self, data: bytes) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        view = memoryview(data)
        while view:
            view = view[self._process.stdin.write(view) or 0 :]

    def pixels(self, size: int) -> bytes:
        """The first bytes of what was drawn last."""
        return self._sheet[:size]

    def _receive(self, limit_s: float) -> dict[str, Any]:
        deadline_s = time.monotonic() + limit_s
        size: int = LENGTH.unpack(self._read(LENGTH.size, deadline_s))[0]
        answer: dict[str, Any] = json.loads(self._read(size, deadline_s))
        return answer

    def _read(self, size: int, deadline_s: float) -> bytes:
        assert self._process is not None
        pipe = self._process.stdout
        assert pipe is not None
        data = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while len(data) < size:
                # Both processes may have been stopped for a while: a moment more for the other one to go on.
                left_s = max(0.0, deadline_s - time.monotonic())
                if not selector.select(left_s) and not selector.select(GRACE_S):
                    raise self._end(late=True)
                part = os.read(pipe.fileno(), min(size - len(data), _MB))
                if not part:
                    raise self._end()
                data += part
        return bytes(data)

    def _had_no_room(self) -> bool:
        """Whether the process has said, as it ended, that there was no memory left for it."""
        if self._last_words is None:
            return False
        words = os.pread(self._last_words.fileno(), _MOST_WORDS, 0)
        return any(said in words for said in _NO_ROOM)

    def _end(self, *, late: bool = False) -> EndedError:
        process = self._process
        assert process is not None
        if late:
            process.kill()
        code = process.wait()
        full = self._had_no_room()
        self.close()
        # The next one gets ready while the user reads what went wrong with this one.
        self.start()
        if late or code == -signal.SIGPROF:
            return EndedError(f"takes more than {CONFINED.frame_s:g} s to draw")
        if full:
            return EndedError(f"takes more than {CONFINED.memory_bytes // _MB} MB of memory")
        # Qt does not look whether it was given memory: its own end is a fault of addresses. Others send other signals.
        if code < 0 and -code not in (signal.SIGSEGV, signal.SIGBUS, signal.SIGILL, signal.SIGTRAP):
            return EndedError(f"{_OUTSIDE} ({signal.Signals(-code).name})", outside=True)
        return EndedError(f"takes more than {CONFINED.memory_bytes // _MB} MB of memory, or holds itself without end")


def _open_sheet() -> int:
    """A file without a name that two processes can map; no memory is taken for what nobody writes."""
    if hasattr(os, "memfd_create"):
        sheet = os.memfd_create("hud-panel")
    else:
        with tempfile.TemporaryFile() as file:
            sheet = os.dup(file.fileno())
    os.truncate(sheet, SHEET_BYTES)
    return sheet


KEEPER = Keeper()
