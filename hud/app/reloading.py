"""An edited file is seen at once: which of its changes means what, and what stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakSet

from PySide6.QtCore import QObject, Signal

from hud.app.opening import Opener
from hud.app.watching import FileWatch
from hud.device import load_device
from hud.files import files_noted, stamp
from hud.pipeline import Replay
from hud.scenario import load_scenario

if TYPE_CHECKING:
    from hud.files import Stamp
    from hud.geo import Walk


class Reloader(QObject):
    """Watches the files of what is played and reads again what has changed."""

    redrawn = Signal()
    """Only files of the screen have changed: the next frame reads them by itself."""
    reloaded = Signal(object)
    """The same scenario, as its files are now: a `Replay`, to be shown at the same moment."""
    failed = Signal(object)
    """It cannot be read now: a `HudError`."""

    def __init__(self, parent: QObject) -> None:
        """Watching nothing."""
        super().__init__(parent)
        self._replay: Replay | None = None
        self.device_file: Path | None = None
        """Of glasses that were given by their file; read again with everything else."""
        self._footage: str | None = None
        self._others: set[str] = set()
        self._broken = False
        self._noted: dict[str, Stamp] = {}
        self._borrowed: WeakSet[Replay] = WeakSet()
        self._watch = FileWatch(self)
        self._watch.changed.connect(self._changed)
        self._opener = Opener(self, discard=self._discard)
        self._opener.opened.connect(self._opened)
        self._opener.failed.connect(self._failed)

    def follow(self, replay: Replay, *, device: str | None, footage: str | None) -> None:
        """Watch the files of a replay from here on.

        Args:
            replay: What is played now.
            device: Glasses it was given instead of the scenario's own, an id or a path.
            footage: Footage it was given instead of the scenario's own.
        """
        self._opener.cancel()
        self._replay = replay
        self._broken = False
        stamps: dict[str, Stamp] = dict(replay.scenario.stamps)
        self._footage, self.device_file, self._others = footage, None, set()
        film = replay.scenario.folder / replay.scenario.footage.source
        if film.is_file():
            self._others = {str(film)}
            stamps[str(film)] = stamp(str(film))
        if device is not None and Path(device).suffix in (".yaml", ".yml"):
            self.device_file = Path(device).absolute()
            with files_noted() as noted:
                load_device(self.device_file)
            self._others |= noted.keys()
            stamps |= noted
        self._watch.watch(stamps, replay.scenario.folder)
        self.drawn()

    def drawn(self) -> None:
        """A frame was drawn: its screen may be made of files that were not known before."""
        if self._replay is not None:
            self._watch.add(self._replay.screen_files)

    def close(self) -> None:
        """Watch no more, and wait for what is being read."""
        self._watch.stop()
        self._opener.close(timeout_s=1.0)

    def _changed(self, paths: frozenset[str]) -> None:
        replay = self._replay
        if replay is None:
            return
        read = set(replay.scenario.stamps) | self._others | self._noted.keys()
        screen = replay.scenario.screen
        if screen is not None and screen.is_file():
            # Named by the scenario, but read by the frame.
            read -= {str(screen), str(screen.resolve())}
        if self._broken or paths & read:
            self._opener.open(lambda: self._read(replay, paths))
        else:
            self.redrawn.emit()

    def _read(self, replay: Replay, paths: frozenset[str]) -> Replay:
        """The replay anew; on a thread of its own. Footage that is as it was stays open."""
        with files_noted() as self._noted:
            scenario = load_scenario(replay.scenario.path)
            device = None if self.device_file is None else load_device(self.device_file)
        same = (
            (self._footage is not None or scenario.footage == replay.scenario.footage)
            and _same_walk(scenario.walk, replay.scenario.walk)
            and scenario.roundabouts == replay.scenario.roundabouts
            and scenario.head == replay.scenario.head
            and not any(Path(path).suffix.lower() not in _TEXTS for path in paths)
        )
        made = Replay(scenario, device=device, footage=replay.footage if same else self._footage, lux=replay.lux)
        if same:
            self._borrowed.add(made)
        return made

    def _opened(self, made: Replay) -> None:
        self._broken = False
        self.reloaded.emit(made)

    def _failed(self, error: object) -> None:
        self._broken = True
        # A file that is missed now will be there when it is mended.
        self._watch.add(self._noted)
        self.failed.emit(error)

    def _discard(self, made: Replay) -> None:
        # Borrowed footage is closed by whoever it was borrowed from.
        if made not in self._borrowed:
            made.close()


_TEXTS = frozenset(
    {".yaml", ".yml", ".json", ".gpx", ".geojson", ".vtt", ".srt", ".ass", ".ttml", ".qml", ".js", ".mjs"}
)


def _same_walk(one: Walk | None, other: Walk | None) -> bool:
    return one is other if one is None else one.same_as(other)
