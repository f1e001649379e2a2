"""Screens that came with somebody's scenario, drawn in a process of their own that may end without harm.

Qt computes in C++ where nothing can interrupt it: a Repeater of a hundred million items, a picture of a hundred
gigapixels, an item that holds itself. So a screen that is not shipped is drawn by `hud.panel.worker` in a second
process, under limits that the system enforces; when it is ended, the fault is told and the program goes on. One such
process serves all screens; it is started once and stays warm, so that an edited screen is there at once.
"""

from __future__ import annotations

import atexit
import itertools
import json
import math
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
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.errors import FacilityError, FileError, HudError
from hud.files import display_path, require_file, stamp
from hud.panel.messages import ENDLESS
from hud.panel.renderer import SHELL, PanelRenderer
from hud.panel.sandbox import CONFINED, RunawayError
from hud.panel.spec import Element, PanelFrame
from hud.panel.suspects import calls_itself, suspect
from hud.panel.worker import LENGTH, SHEET_BYTES, from_plain
from hud.resources import asset_path, scenarios_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from hud.panel.spec import PanelSpec
    from hud.scenario.state import HudState

START_S = 30.0
"""A process that is not ready by then never will be."""
WALL_S = 20.0
"""By the time of day, for a process that waits instead of computing; what it computes is limited far lower."""
_MB = 2**20
_TOO_MUCH = "look for what there is too much of: a Repeater's model, a list, a text, a picture"


def open_screen(
    panel: PanelSpec, *, screen: Path | None = None, folder: Path | None = None
) -> PanelRenderer | ConfinedScreen:
    """A screen to be drawn: here if it is shipped, in a process of its own if not.

    Args:
        panel: The micro-display.
        screen: A QML file whose root is an Item; the shipped one by default.
        folder: Where the screen's own files may lie; the screen's folder by default.

    Raises:
        FileError, Problems: As `PanelRenderer` and `ConfinedScreen`.
    """
    if screen is None or _shipped(screen):
        return PanelRenderer(panel, screen=screen, folder=folder)
    return ConfinedScreen(panel, screen=screen, folder=folder)


def prepare(screen: Path | None) -> None:
    """Start the process that will draw a screen, without waiting for it; nothing for a shipped one."""
    if screen is not None and not _shipped(screen):
        _KEEPER.start()


def _shipped(screen: Path) -> bool:
    real = screen.resolve()
    return real.is_relative_to(asset_path(SHELL).parent.resolve()) or real.is_relative_to(scenarios_path().resolve())


class ConfinedScreen:
    """As `PanelRenderer`, elsewhere."""

    def __init__(self, panel: PanelSpec, *, screen: Path, folder: Path | None = None) -> None:
        """Load a screen.

        Raises:
            FileError: The screen cannot be read, is not QML, or takes too much; with line and column where known.
            Problems: Several such errors.
            FacilityError: No process can be started.
        """
        self.panel = panel
        self.screen = require_file(screen).resolve()
        self._shown = screen
        self._folder = (folder if folder is not None else screen.parent).resolve()
        self._number = next(_NUMBERS)
        self._life = -1
        self._stamps: dict[str, tuple[int, ...]] = {str(self.screen): stamp(str(self.screen))}
        self._last: tuple[tuple[HudState, str], PanelFrame] | None = None
        self._runaway: tuple[tuple[HudState, str], RunawayError] | None = None
        self._asked = True
        self._make()

    def render(self, state: HudState, eye: str = "left") -> PanelFrame:
        """Draw one moment; as `PanelRenderer.render`.

        Raises:
            RunawayError: It took too much. The same moment is not tried twice.
        """
        if self._last is not None and self._last[0] == (state, eye if self._asked else ""):
            return self._last[1]
        if self._runaway is not None and self._runaway[0] == (state, eye):
            raise self._runaway[1]
        try:
            if self._life != _KEEPER.life:
                self._make()
            answer = self._ask("render", state, eye)
        except RunawayError as error:
            self._runaway = ((state, eye), error)
            raise
        codes = _KEEPER.pixels(self.panel)
        frame = PanelFrame(codes=codes, elements=tuple(map(_element, answer["elements"])))
        self._asked = bool(answer["asked"])
        self._last = ((state, eye if self._asked else ""), frame)
        return frame

    @property
    def stamps(self) -> dict[str, tuple[int, ...]]:
        """Every file that the screen was made of, and what told its content when it was read."""
        return self._stamps

    @property
    def stale(self) -> bool:
        """Whether a file that the screen was made of is not the one that was read."""
        return any(stamp(path) != read for path, read in self._stamps.items())

    def take_impurities(self) -> list[FileError]:
        """As `PanelRenderer.take_impurities`."""
        if self._life != _KEEPER.life:
            return []
        found = map(from_plain, self._ask("impurities")["impure"])
        return [error for error in found if isinstance(error, FileError)]

    def close(self) -> None:
        """Let go of it."""
        if self._life == _KEEPER.life:
            self._ask("close")
            self._life = -1

    def _make(self) -> None:
        self._ask("make", self.panel, self.screen, self._folder)
        self._life = _KEEPER.life

    def _ask(self, operation: str, *arguments: object) -> dict[str, Any]:
        try:
            answer = _KEEPER.ask(operation, self._number, arguments)
        except _EndedError as ended:
            raise _placed(RunawayError(display_path(self._shown), ended.message), self._stamps) from None
        self._stamps = {**self._stamps, **{path: tuple(read) for path, read in answer.get("stamps", {}).items()}}
        if "error" in answer:
            error = from_plain(answer["error"])
            raise _placed(error, self._stamps) if isinstance(error, FileError) else error
        if "fault" in answer:
            raise HudError(
                f"{display_path(self._shown)}: drawing failed: {answer['fault']}", hint="change what is new in it"
            )
        return answer


def _placed(error: FileError, files: Iterable[str]) -> FileError:
    """The same with the likeliest place, where the engine could not tell one of what was too much."""
    if error.line is not None:
        return error
    if error.message == ENDLESS and (place := calls_itself(files)) is not None:
        return FileError(
            place.file, error.message, line=place.line, column=place.column, snippet=place.snippet, hint=error.hint
        )
    if not isinstance(error, RunawayError):
        return error
    place = suspect(files)
    if place is None:
        return RunawayError(error.file, error.message, hint=_TOO_MUCH)
    hint = f"make {place.message} less, if that is what it is"
    return RunawayError(
        place.file, error.message, line=place.line, column=place.column, snippet=place.snippet, hint=hint
    )


def _element(plain: list[Any]) -> Element:
    name, kind, text, box, room, *rest = plain
    return Element(name, kind, text, tuple(box), tuple(room), *rest)


@dataclass
class _EndedError(Exception):
    """The process is gone, and why."""

    message: str


class _Keeper:
    """The one process that draws, and its two pipes."""

    def __init__(self) -> None:
        self.life = 1
        """Counts the processes: what was made in one is not in the next."""
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False
        self._sheet: mmap.mmap = mmap.mmap(-1, 1)
        # The window's thread asks; a thread that opens a scenario may start.
        self._lock = threading.RLock()

    def start(self) -> None:
        """Have a process, ready or soon to be.

        Raises:
            FacilityError: The system starts none.
        """
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                return
            self._ready = False
            home = str(Path(__file__).resolve().parents[2])
            try:
                sheet = _open_sheet()
                code = f"import sys; sys.path[:] = {[home, *sys.path]!r}; from hud.panel.worker import serve; "
                code += f"serve({sheet})"
                self._process = subprocess.Popen(
                    [sys.executable, "-c", code],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    bufsize=0,
                    pass_fds=(sheet,),
                )
                self._sheet = mmap.mmap(sheet, SHEET_BYTES, access=mmap.ACCESS_READ)
                os.close(sheet)
            except OSError as error:
                raise FacilityError(f"cannot start a process to draw screens in: {error}") from error
            atexit.unregister(self.close)
            atexit.register(self.close)

    def ask(self, operation: str, number: int, arguments: tuple[object, ...]) -> dict[str, Any]:
        """Send a request and wait for the answer to it.

        Raises:
            _EndedError: The process ended over it.
            FacilityError: There is none.
        """
        with self._lock:
            self.start()
            if not self._ready:
                try:
                    self._receive(START_S)
                except _EndedError:
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
                raise self._end() from None
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

    def pixels(self, panel: PanelSpec) -> NDArray[np.uint8]:
        """The panel that was drawn last, (H, W, 3) uint8, read-only."""
        shape = panel.height_px, panel.width_px, 3
        codes = np.frombuffer(self._sheet, np.uint8, math.prod(shape)).reshape(shape).copy()
        codes.setflags(write=False)
        return codes

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
                if not selector.select(max(0.0, deadline_s - time.monotonic())):
                    raise self._end(late=True)
                part = os.read(pipe.fileno(), min(size - len(data), _MB))
                if not part:
                    raise self._end()
                data += part
        return bytes(data)

    def _end(self, *, late: bool = False) -> _EndedError:
        process = self._process
        assert process is not None
        if late:
            process.kill()
        code = process.wait()
        self.close()
        # The next one gets ready while the user reads what went wrong with this one.
        self.start()
        if late or code == -signal.SIGPROF:
            return _EndedError(f"takes more than {CONFINED.frame_s:g} s to draw")
        if code in (-signal.SIGABRT, -signal.SIGKILL):
            return _EndedError(f"takes more than {CONFINED.memory_bytes // _MB} MB of memory")
        if code in (-signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT):
            return _EndedError("was not drawn: the process that draws it was ended from outside")
        return _EndedError(f"takes more than {CONFINED.memory_bytes // _MB} MB of memory, or holds itself without end")


def _open_sheet() -> int:
    """A file without a name that two processes can map; no memory is taken for what nobody writes."""
    if hasattr(os, "memfd_create"):
        sheet = os.memfd_create("hud-panel")
    else:
        with tempfile.TemporaryFile() as file:
            sheet = os.dup(file.fileno())
    os.truncate(sheet, SHEET_BYTES)
    return sheet


_KEEPER = _Keeper()
_NUMBERS = itertools.count(1)
