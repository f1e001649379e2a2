"""The desktop window: wires the clock, the footage and the one path to what is seen and pressed."""
# ruff: noqa: ARG002, D102, N802 - Qt names the methods that are overridden, and their parameters

from __future__ import annotations

import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from hud.app import info, keys, light, theme
from hud.app.controls import BOTTOM_HEIGHT, MARGIN, OPEN, TOP_HEIGHT, BottomBar, TopBar, device_note
from hud.app.eyes import Eyes
from hud.app.fetch import Fetcher, Sample
from hud.app.markers import markers
from hud.app.opening import Opener
from hud.app.overlays import Card, KeyList, Notice, Toast
from hud.app.player import Player
from hud.app.snapshot import save_snapshot
from hud.app.speed import Speed
from hud.device import load_device, shipped_devices
from hud.errors import FileError, HudError, Problems
from hud.files import display_path
from hud.optics import ViewGeometry
from hud.pipeline import Replay
from hud.scenario import find_scenarios, load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent

    from hud.device import DeviceProfile, Eye
    from hud.footage.base import Backdrop, FootageSource
    from hud.optics import View
    from hud.optics.base import Zoom
    from hud.pipeline import StereoFrame

WATCH_MS = 250
LOADING_S = 0.4
SILENT_S = 2.0
"""A source that has been at one picture for so long gets a card."""
HIDE_BARS_S = 2.5
"""In full screen, without the mouse moving."""
CARD_ORDER = ("open", "render", "footage", "camera", "silent", "loading")
"""Which card goes before which: what the user just did first, what passes by itself last."""
MAX_SHOWN_ERRORS = 3


class Window(QWidget):
    """Both eyes, the bars, and everything between.

    It owns the time through its `player`, samples footage through a `Fetcher`, and shows what `Replay.frame` makes of
    both; the panel's Qt Quick window wants the GUI thread, so that is where `Replay.frame` runs.
    """

    def __init__(self, replay: Replay, *, footage: str | None = None, player: Player | None = None) -> None:
        """Stand at t = 0, paused.

        Args:
            replay: What is played first. It and its footage are the window's from here on.
            footage: The override that the replay was made with, kept when another scenario is chosen.
            player: A clock of one's own.
        """
        super().__init__()
        self.setWindowTitle("hud")
        self.setMinimumSize(960, 540)
        self.resize(_first_size(self.screen().availableSize()))
        self.replay = replay
        self.shown: StereoFrame | None = None
        """The frame in the window."""
        self.player = player or Player(replay.scenario.duration_s, parent=self)
        self.eyes = Eyes(self)
        self.info = info.InfoStrip(self)
        self.top = TopBar(self)
        self.bottom = BottomBar(self)
        self.card = Card(self)
        self.toast = Toast(self)
        self.key_list = KeyList(self)
        self.speed = Speed()
        self._footage = footage
        self._device: DeviceProfile | None = None
        self._lux = replay.lux
        self._marks = False
        self._notices: dict[str, Notice] = {}
        self._sample: Sample | None = None
        self._broken = False
        self._awaited = True
        self._mouse = QPoint()
        self._mouse_moved = time.monotonic()
        self._retired: list[Fetcher] = []
        self._fetcher = self._fetch(replay.footage)
        self._opener = Opener(self)
        self._tick = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._watch = QTimer(self, interval=WATCH_MS)
        self._fill_pickers()
        self._connect()
        self._show_replay()
        self._watch.start()

    # -- making

    def _fill_pickers(self) -> None:
        for entry in find_scenarios():
            self.top.scenarios.add(entry.title, _group(entry.name), str(entry.path))
        self.top.scenarios.add("Open…", "A scenario.yaml of your own  (O)", OPEN)
        for device in shipped_devices():
            self.top.devices.add(device.name, device_note(device), device.id)

    def _connect(self) -> None:
        self._actions: dict[str, Callable[[], object]] = {
            "play": self._play,
            "back 1": lambda: self.player.skip(-1),
            "on 1": lambda: self.player.skip(1),
            "back 5": lambda: self.player.skip(-5),
            "on 5": lambda: self.player.skip(5),
            "frame back": lambda: self.player.step(-1),
            "frame on": lambda: self.player.step(1),
            "start": lambda: self.player.seek(0),
            "end": lambda: self.player.seek(self.player.duration_s),
            "loop": lambda: self.player.set_loop(not self.player.loop),
            "lighter": lambda: self._step_light(light.KEY_STEP),
            "darker": lambda: self._step_light(-light.KEY_STEP),
            "next device": lambda: self.set_device(self.top.devices.after(self.replay.device.id)),
            "next scenario": self._next_scenario,
            "open": self._choose_file,
            "zoom": lambda: self.set_zoom("display" if self.replay.view.zoom == "world" else "world"),
            "marks": lambda: self.set_marks(not self._marks),
            "snapshot": self.save_snapshot,
            "fullscreen": lambda: self.set_fullscreen(not self.isFullScreen()),
            "leave": self._leave,
            "keys": self._toggle_keys,
            "quit": self.close,
        }
        self.player.moved.connect(self._moved)
        self.player.playing_changed.connect(self._playing_changed)
        self.player.loop_changed.connect(self.bottom.loop.setChecked)
        self.eyes.resized.connect(self._resized)
        self.top.scenario_wanted.connect(self._scenario_wanted)
        self.top.device_wanted.connect(self.set_device)
        self.top.lux_wanted.connect(self.set_lux)
        self.top.zoom_wanted.connect(self.set_zoom)
        self.bottom.action.connect(lambda name: self._actions[name]())
        self.bottom.seek.wanted.connect(self._scrubbed)
        self.bottom.seek.grabbed.connect(self._hold)
        self._opener.opened.connect(self._opened)
        self._opener.failed.connect(lambda error: self._tell("open", self._error_notice("Cannot open it", error)))
        self._tick.timeout.connect(self._ticked)
        self._watch.timeout.connect(self._watched)

    def _fetch(self, source: FootageSource) -> Fetcher:
        fetcher = Fetcher(source, self)
        fetcher.ready.connect(self._sampled)
        return fetcher

    # -- what a user can ask for

    def set_device(self, name: str) -> None:
        """Look through other glasses, from here on whatever the scenario."""
        try:
            self._device = load_device(name)
        except HudError as error:
            self._tell("open", self._error_notice("Cannot use these glasses", error))
            return
        self.replay.device = self._device
        self._show_device()
        self._refresh()

    def set_lux(self, lux: float | None) -> None:
        """Set the light for the whole scenario; None is the scenario's own."""
        self._lux = self.replay.lux = lux
        self._show_light()
        self._refresh()

    def set_zoom(self, zoom: Zoom) -> None:
        """Look at the whole world or at the display's field."""
        self.replay.view = replace(self.replay.view, zoom=zoom)
        self.top.show_zoom(zoom)
        self._refresh()

    def set_marks(self, on: bool) -> None:
        """Mark the corners of the display's field, or not."""
        self._marks = on
        self.bottom.marks.setChecked(on)
        self._show_marks()

    def set_fullscreen(self, on: bool) -> None:
        """Fill the screen; the bars come when the mouse moves."""
        self._mouse_moved = time.monotonic()
        self.bottom.show_fullscreen(on)
        if on:
            self.showFullScreen()
        else:
            self.showNormal()
            self._show_bars(True)

    def open_scenario(self, named: Path | str, *, footage: str | None = None) -> None:
        """Open another scenario without waiting for it."""
        self._footage = footage or self._footage
        live = self.replay.footage if self.replay.footage.live and footage is None else None
        view, device, lux, spec = self.replay.view, self._device, self._lux, self._footage
        # A camera cannot be opened twice, so one that was asked for goes along to the next scenario.
        given = live if spec is not None and live is not None else spec

        def make() -> Replay:
            return Replay(load_scenario(named), device=device, footage=given, lux=lux, view=view)

        self._tell(
            "loading",
            Notice("hourglass_empty", theme.MUTED, "Opening…", display_path(Path(named))),
            late=True,
        )
        self._opener.open(make)

    def save_snapshot(self) -> None:
        """Write both eyes, as they are shown, to a PNG."""
        if self.shown is None:
            return
        try:
            path = save_snapshot(self.shown)
        except HudError as error:
            self.toast.tell(str(error), self._stage(), icon="error", tint=theme.DANGER)
        else:
            self.toast.tell(f"Saved {display_path(path)}", self._stage())

    # -- time and pictures

    def _moved(self, t_s: float) -> None:
        self.bottom.show_t(t_s)
        if self._lux is None:
            self._show_light()
        self._broken = False
        self._fetcher.request(t_s)

    def _playing_changed(self, playing: bool) -> None:
        self.bottom.show_playing(playing)
        self.speed.restart()
        self._pace()

    def _pace(self) -> None:
        """Tick as often as the screen shows, while anything moves."""
        if self.player.playing or self.replay.footage.live:
            rate = self.screen().refreshRate() or 60.0
            self._tick.start(max(4, int(1000 / min(rate, 120.0))))
        else:
            self._tick.stop()

    def _ticked(self) -> None:
        before = self.player.t_s
        self.player.tick()
        if self.replay.footage.live and self.player.t_s == before:
            self._fetcher.request(before)

    def _sampled(self) -> None:
        sample = self._fetcher.take()
        if sample is None:
            return
        self._clear("silent", "loading")
        self._awaited = False
        self._hold()
        if sample.error is not None:
            self._tell("footage", self._error_notice("The footage is broken here", sample.error))
            return
        self._clear("footage")
        if sample.status.ok:
            self._clear("camera")
        else:
            self._tell("camera", self._lost_notice(sample.status.title, sample.status.detail))
        self._sample = sample
        if not self._broken:
            self._compose(sample)

    def _refresh(self) -> None:
        """Show the present moment again, with what has changed about it."""
        self._broken = False
        if self._sample is not None and (self._sample.t_s == self.player.t_s or self.replay.footage.live):
            self._compose(self._sample)
        else:
            self._fetcher.request(self.player.t_s)

    def _compose(self, sample: Sample) -> None:
        if sample.backdrop is None or not self.isVisible():
            return
        begun = time.perf_counter()
        try:
            frame = self.replay.frame(sample.t_s, sample.backdrop)
        except HudError as error:
            self._fail(self._error_notice("The screen cannot be drawn", error))
        except Exception as error:
            # A fault of the program: said in the window, told in full in the terminal, and the window lives on.
            traceback.print_exception(error, file=sys.stderr)
            fault = HudError(f"{type(error).__name__}: {error}", hint="the terminal has more")
            self._fail(self._error_notice("A fault of the program", fault))
        else:
            self._clear("render")
            self.shown = frame
            self.eyes.show_frame(frame)
            self._show_marks(sample.backdrop)
            self.info.show_cells(info.cells(frame, self.replay.device))
            self.speed.add(time.perf_counter() - begun)

    def _fail(self, notice: Notice) -> None:
        # Not tried again until something changes: a screen that computes for ever takes two seconds to fail.
        self._broken = True
        self.player.pause()
        self._tell("render", notice)

    def _resized(self, size: QSize) -> None:
        self.replay.view = replace(self.replay.view, size_px=(size.width(), size.height()))
        self._refresh()

    # -- replies to single controls

    def _play(self) -> None:
        self._broken = False
        self.player.toggle()

    def _scrubbed(self, t_s: float) -> None:
        self.player.seek(t_s)
        self.bottom.show_t(t_s)

    def _hold(self) -> None:
        """Let the clock run only while there is a picture to run with and nobody drags it."""
        self.player.hold(self._awaited or self.bottom.seek.isSliderDown())

    def _step_light(self, steps: int) -> None:
        now = light.to_step(self.replay.environment_at(self.player.t_s).illuminance_lx)
        grid = round(now / light.KEY_STEP) * light.KEY_STEP
        self.set_lux(light.to_lux(min(light.STEPS, max(0, grid + steps))))

    def _next_scenario(self) -> None:
        following = self.top.scenarios.after(str(self.replay.scenario.path))
        if following == OPEN:
            following = self.top.scenarios.after(following)
        self.open_scenario(Path(following))

    def _scenario_wanted(self, path: str) -> None:
        if path == OPEN:
            self._choose_file()
        else:
            self.open_scenario(Path(path))

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, "Open a scenario", str(Path.cwd()), "Scenarios (scenario.yaml *.yaml *.yml)"
        )
        if name:
            self.open_scenario(Path(name))

    def _opened(self, replay: Replay) -> None:
        if replay.footage is not self._fetcher.source:
            self._fetcher.stop()
            self._retired.append(self._fetcher)
            self._fetcher = self._fetch(replay.footage)
        # what was set while it was being opened
        replay.view, replay.lux = self.replay.view, self._lux
        replay.device = self._device or replay.device
        self.replay = replay
        self._sample = None
        self._notices.clear()
        self._show_notice()
        self._show_replay()
        self._fetcher.request(self.player.t_s)

    def _leave(self) -> None:
        if self.key_list.isVisible():
            self.key_list.hide()
        elif "open" in self._notices:
            self._clear("open")
        elif self.isFullScreen():
            self.set_fullscreen(False)

    def _toggle_keys(self) -> None:
        self.key_list.setGeometry(self.rect())
        self.key_list.raise_()
        self.key_list.setVisible(not self.key_list.isVisible())

    # -- showing what is so

    def _show_replay(self) -> None:
        scenario = self.replay.scenario
        self.setWindowTitle(f"{scenario.title} – hud")
        path = str(scenario.path)
        if self.top.scenarios.findData(path) < 0:
            self.top.scenarios.add(scenario.title, display_path(scenario.folder), path, before_last=True)
        self.top.scenarios.choose(path)
        self.bottom.set_scenario(scenario.duration_s, markers(scenario))
        self._awaited = True
        self._hold()
        self.player.restart(scenario.duration_s)
        self.top.show_zoom(self.replay.view.zoom)
        self._show_device()
        self._show_light()
        self._pace()

    def _show_device(self) -> None:
        device = self.replay.device
        if self.top.devices.findData(device.id) < 0:
            self.top.devices.add(device.name, device_note(device), device.id)
        self.top.devices.choose(device.id)

    def _show_light(self) -> None:
        self.top.show_lux(self.replay.environment_at(self.player.t_s).illuminance_lx, own=self._lux is None)

    def _show_marks(self, backdrop: Backdrop | None = None) -> None:
        backdrop = backdrop or (self._sample.backdrop if self._sample is not None else None)
        if not self._marks or backdrop is None:
            self.eyes.show_marks(None, None)
            return
        left, right = (_field(self.replay.device, eye, backdrop, self.replay.view) for eye in ("left", "right"))
        self.eyes.show_marks(left, right)

    def _watched(self) -> None:
        """Look after what gives no sign by itself."""
        waiting_s = self._fetcher.waiting_s
        if self._awaited and waiting_s > LOADING_S:
            name = self.replay.footage.name
            self._tell("loading", Notice("hourglass_empty", theme.MUTED, "Opening the footage…", name))
        elif waiting_s > SILENT_S:
            name = self.replay.footage.name
            self._tell("silent", self._lost_notice("The footage does not answer", f"Waiting for {name}."))
        self._show_notice()
        self.info.show_speed(self.speed.text(playing=self._tick.isActive()))
        self._retired = [fetcher for fetcher in self._retired if fetcher.alive]
        if self.isFullScreen():
            mouse = QCursor.pos()
            if mouse != self._mouse or QApplication.activePopupWidget() is not None:
                self._mouse, self._mouse_moved = mouse, time.monotonic()
            self._show_bars(time.monotonic() - self._mouse_moved < HIDE_BARS_S)

    def _show_bars(self, on: bool) -> None:
        for widget in (self.top, self.bottom, self.info):
            widget.setVisible(on)
        self.setCursor(Qt.CursorShape.ArrowCursor if on else Qt.CursorShape.BlankCursor)

    # -- cards

    def _tell(self, kind: str, notice: Notice, *, late: bool = False) -> None:
        """Put up a card; a late one with the next look-around, so that what is quick shows none."""
        self._notices[kind] = notice
        if not late:
            self._show_notice()

    def _clear(self, *kinds: str) -> None:
        before = len(self._notices)
        for kind in kinds:
            self._notices.pop(kind, None)
        if len(self._notices) != before:
            self._show_notice()

    def _show_notice(self) -> None:
        first = next((self._notices[kind] for kind in CARD_ORDER if kind in self._notices), None)
        self.card.tell(first, self._stage())
        self.key_list.raise_()

    def _error_notice(self, title: str, error: HudError) -> Notice:
        errors = list(error.errors) if isinstance(error, Problems) else [error]
        lines = [str(one) for one in errors[:MAX_SHOWN_ERRORS]]
        if len(errors) > MAX_SHOWN_ERRORS:
            lines.append(f"and {len(errors) - MAX_SHOWN_ERRORS} more; 'hud check' lists them all")
        if title.startswith("Cannot"):
            return Notice("error", theme.DANGER, title, "\n".join(lines), (("Close", lambda: self._clear("open")),))
        reload = ("Reload the scenario", lambda: self.open_scenario(self.replay.scenario.path))
        return Notice("error", theme.DANGER, title, "\n".join(lines), (reload,) if isinstance(error, FileError) else ())

    def _lost_notice(self, title: str, detail: str) -> Notice:
        street = (
            "Use the synthetic street",
            lambda: self.open_scenario(self.replay.scenario.path, footage="street"),
        )
        return Notice("videocam_off", theme.WARNING, title, detail, (street,))

    # -- Qt's own

    def _stage(self) -> QRect:
        """Around both pictures, in the window."""
        return self.eyes.pictures.translated(self.eyes.pos())

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        self.top.setGeometry(0, 0, width, TOP_HEIGHT)
        self.bottom.setGeometry(0, height - BOTTOM_HEIGHT, width, BOTTOM_HEIGHT)
        room = QRect(MARGIN, MARGIN // 2, width - 2 * MARGIN, height - MARGIN)
        if not self.isFullScreen():
            room.adjust(0, TOP_HEIGHT, 0, -BOTTOM_HEIGHT)
        self.eyes.lie_in(room, reserved=info.HEIGHT + theme.UNIT)
        stage = self._stage()
        self.info.setGeometry(stage.x(), stage.bottom() + theme.UNIT, stage.width(), info.HEIGHT)
        for widget in (self.info, self.top, self.bottom, self.card, self.toast, self.key_list):
            widget.raise_()
        self.key_list.setGeometry(self.rect())
        self._show_notice()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour(theme.BACK))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = keys.ACTIONS.get(keys.name_of(event))
        if action is None or (event.isAutoRepeat() and action in ("fullscreen", "snapshot", "play")):
            event.ignore()
            return
        if self.key_list.isVisible() and action not in ("leave", "keys", "quit"):
            self.key_list.hide()
        self._actions[action]()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._tick.stop()
        self._watch.stop()
        self.player.pause()
        self._opener.close(timeout_s=1.0)
        for fetcher in (self._fetcher, *self._retired):
            fetcher.stop()
        for fetcher in (self._fetcher, *self._retired):
            fetcher.close()
        super().closeEvent(event)


def _first_size(screen: QSize) -> QSize:
    """As large as is comfortable on this screen; all of a small one."""
    return QSize(1600, 1000).boundedTo(screen if screen.width() <= 1440 else screen * 0.9)


def _group(name: str) -> str:
    """``navigation/morning-walk`` is in Navigation."""
    return name.partition("/")[0].replace("-", " ").capitalize()


def _field(device: DeviceProfile, eye: Eye, backdrop: Backdrop, view: View) -> QRectF | None:
    """Where an eye sees its display, in pixels of the picture; None for an eye without one."""
    if eye not in device.eyes:
        return None
    lies = ViewGeometry.of(device, backdrop, view).panel(device, eye, device.resolution_px).footprint()
    return QRectF(lies.x0, lies.y0, lies.x1 - lies.x0, lies.y1 - lies.y0)
