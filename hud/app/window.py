"""The desktop window: wires the clock, the footage and the one path to what is seen and pressed."""
# ruff: noqa: D102, N802 - Qt names the methods that are overridden, and their parameters

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QFileDialog

from hud.app import cards, info, keys, light, theme
from hud.app.controls import OPEN
from hud.app.eyes import fields
from hud.app.frame import Frame
from hud.app.markers import markers
from hud.app.opening import Opener
from hud.app.player import Player
from hud.app.projector import Projector
from hud.app.reloading import Reloader
from hud.app.snapshot import save_snapshot
from hud.device import load_device, shipped_devices
from hud.errors import HudError
from hud.files import display_path
from hud.pipeline import Replay
from hud.scenario import find_scenarios, load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from hud.app.fetch import Sample
    from hud.device import DeviceProfile
    from hud.optics.base import Zoom
    from hud.pipeline import StereoFrame

WATCH_MS = 250
LOADING_S = 0.4
SILENT_S = 2.0
"""A source that has been at one picture for so long gets a card."""


class Window(Frame):
    """Both eyes, the bars, and everything between.

    The `player` says when, the `projector` makes the frame of it, and this shows it.
    """

    def __init__(
        self, replay: Replay, *, footage: str | None = None, device: str | None = None, player: Player | None = None
    ) -> None:
        """Stand at t = 0, paused.

        Args:
            replay: What is played first. It and its footage are the window's from here on.
            footage: The override that the replay was made with, kept when another scenario is chosen.
            device: The same of its device, an id or a path; kept as well, and so is a light that the replay has.
            player: A clock of one's own.
        """
        super().__init__()
        self.projector = Projector(replay, self)
        self.player = player or Player(replay.scenario.duration_s, parent=self)
        self._footage = footage
        chosen = device is not None or replay.device != load_device(replay.scenario.device)
        self._device: DeviceProfile | None = replay.device if chosen else None
        self._device_name = (device or replay.device.id) if chosen else None
        self._lux = replay.lux
        self._given = self._device, self._device_name, self._lux
        self._marks = False
        self._opener = Opener(self, discard=self._discard)
        self._reloader = Reloader(self)
        self._resume = self._mending = False
        self._tick = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._watch = QTimer(self, interval=WATCH_MS)
        self._profiles = {device.id: device for device in shipped_devices()}
        self.top.fill(find_scenarios(), self._profiles.values())
        self._connect()
        self._show_replay()
        self._follow()
        self._watch.start()

    # -- making

    def _connect(self) -> None:
        self._actions: dict[str, Callable[[], object]] = {
            "play": self.player.toggle,
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
            "next device": lambda: self.set_device(self.top.devices.after(self.top.devices.currentData())),
            "next scenario": self._next_scenario,
            "open": self._choose_file,
            "zoom": lambda: self.set_zoom("display" if self.replay.view.zoom == "world" else "world"),
            "marks": lambda: self.set_marks(not self._marks),
            "snapshot": self.save_snapshot,
            "fullscreen": lambda: self.set_fullscreen(not self.isFullScreen()),
            "leave": self._leave,
            "keys": self.toggle_keys,
            "quit": self.close,
        }
        self.projector.sampled.connect(self._sampled)
        self.projector.projected.connect(self._projected)
        self.projector.failed.connect(self._failed)
        self.player.moved.connect(self._moved)
        self.player.playing_changed.connect(self._playing_changed)
        self.player.loop_changed.connect(self.bottom.loop.setChecked)
        self.eyes.resized.connect(self._resized)
        self.top.scenario_wanted.connect(self._scenario_wanted)
        self.top.device_wanted.connect(self.set_device)
        self.top.lux_wanted.connect(self.set_lux)
        self.top.zoom_wanted.connect(self.set_zoom)
        self.bottom.action.connect(lambda name: self._actions[name]())
        self.bottom.seek.wanted.connect(self.player.seek)
        self.bottom.seek.grabbed.connect(self._hold)
        self._reloader.redrawn.connect(self._redraw)
        self._reloader.reloaded.connect(self._reloaded)
        self._reloader.failed.connect(self._edit_failed)
        self._opener.opened.connect(self._opened)
        self._opener.failed.connect(self._refused)
        self.scenario_dropped.connect(self._scenario_wanted)
        self.footage_dropped.connect(lambda path: self.open_scenario(self.replay.scenario.path, footage=path))
        self.refused.connect(self._say)
        self._tick.timeout.connect(self._ticked)
        self._watch.timeout.connect(self._watched)

    @property
    def replay(self) -> Replay:
        """What is played."""
        return self.projector.replay

    @property
    def shown(self) -> StereoFrame | None:
        """The frame in the window."""
        return self.projector.frame

    # -- what a user can ask for

    def set_device(self, name: str) -> None:
        """Look through other glasses of the picker, until another scenario is opened."""
        self._device_name = name
        self._device = self.replay.device = self._profiles[name]
        self._show_device()
        self.projector.refresh(self.player.t_s)

    def set_lux(self, lux: float | None) -> None:
        """Set the light for the whole of this scenario; None is its own."""
        self._lux = self.replay.lux = lux
        self._show_light()
        self.projector.refresh(self.player.t_s)

    def set_zoom(self, zoom: Zoom) -> None:
        """Look at the whole world or at the display's field."""
        self.projector.set_zoom(zoom)
        self.top.show_zoom(zoom)
        self.projector.refresh(self.player.t_s)

    def set_marks(self, on: bool) -> None:
        """Mark the corners of the display's field, or not."""
        self._marks = on
        self.bottom.marks.setChecked(on)
        self._show_marks()

    def open_scenario(self, named: Path | str, *, footage: str | None = None) -> None:
        """Open another scenario without waiting for it."""
        live = self.replay.footage if self.replay.footage.live and footage is None else None
        view, spec, (device, _, lux) = self.replay.view, footage or self._footage, self._given
        # A camera cannot be opened twice, so one that was asked for goes along to the next scenario.
        given = live if spec is not None and live is not None else spec

        def make() -> Replay:
            return Replay(load_scenario(named), device=device, footage=given, lux=lux, view=view)

        self.cards.tell("loading", cards.opening(display_path(Path(named))), late=True)
        self._opener.open(make)

    def save_snapshot(self) -> None:
        """Write both eyes, as they are shown, to a PNG."""
        if self.shown is None:
            return
        try:
            path = save_snapshot(self.shown)
        except HudError as error:
            self._say(str(error))
        else:
            self.toast.tell(f"Saved {display_path(path)}", self.stage())

    def _say(self, fault: str) -> None:
        self.toast.tell(fault, self.stage(), icon="error", tint=theme.DANGER)

    # -- time and pictures

    def _moved(self, t_s: float) -> None:
        self.bottom.show_t(t_s)
        self.projector.retry()
        self.projector.request(t_s)

    def _playing_changed(self, playing: bool) -> None:
        self.bottom.show_playing(playing)
        self.projector.speed.restart()
        self._pace()

    def _pace(self) -> None:
        """Tick as often as the screen shows, while anything moves."""
        if self.player.playing or self.projector.live:
            rate = self.screen().refreshRate() or 60.0
            self._tick.start(max(4, int(1000 / min(rate, 120.0))))
        else:
            self._tick.stop()

    def _ticked(self) -> None:
        before = self.player.t_s
        self.player.tick()
        if self.projector.live and self.player.t_s == before:
            self.projector.request(before)

    def _sampled(self, sample: Sample) -> None:
        self._hold()
        self.cards.clear("silent", "loading")
        if sample.error is not None:
            broken = cards.trouble("The footage is broken here", sample.error, self._street())
            self.cards.tell("footage", broken)
            return
        self.cards.clear("footage")
        if sample.status.ok:
            self.cards.clear("camera")
        else:
            self.cards.tell("camera", cards.lost(sample.status.title, sample.status.detail, self._street()))

    def _projected(self, frame: StereoFrame) -> None:
        self.cards.clear("render")
        if self._resume and self._mending:
            # What stopped at a fault goes on when a file is mended, and only then.
            self.player.play()
        self._resume = self._resume and "edit" in self.cards
        self._mending = False
        self._reloader.drawn()
        self.eyes.show_frame(frame)
        self._show_marks()
        if self._lux is None:
            self.top.show_lux(self.replay.environment_at(frame.t_s).illuminance_lx, own=True)
        self.info.show_cells(info.cells(frame, self.replay.device))

    def _failed(self, title: str, error: HudError) -> None:
        self._resume = self._resume or self.player.playing
        self.player.pause()
        # what was drawn last stays in view while a screen is being written
        low = self.shown is not None
        self.cards.tell("render", cards.trouble(title, error, self._reload(), low=low))

    # -- files that were edited

    def _follow(self) -> None:
        self._resume = False
        self._reloader.follow(self.replay, device=self._given[1], footage=self._footage)

    def _redraw(self) -> None:
        self._mending = True
        self.projector.refresh(self.player.t_s)

    def _edit_failed(self, error: HudError) -> None:
        self._resume = self._resume or self.player.playing
        self.player.pause()
        self.cards.tell("edit", cards.edited(error), late=True)

    def _reloaded(self, replay: Replay) -> None:
        playing = self._resume or self.player.playing
        if self._reloader.device_file is not None:
            if self._device_name == self._given[1]:
                self._device = replay.device
            self._given = (replay.device, *self._given[1:])
        self.projector.load(replay)
        replay.lux, replay.device = self._lux, self._device or replay.device
        self.cards.clear("edit", "render")
        self._show_replay(again=True)
        self._follow()
        self._resume, self._mending = playing and not self.player.playing, True
        self.projector.request(self.player.t_s)

    def _refused(self, error: HudError) -> None:
        self.cards.clear("loading")
        self.cards.tell("open", cards.trouble("Cannot open it", error, ("Close", lambda: self.cards.clear("open"))))

    def _discard(self, replay: Replay) -> None:
        # a camera goes along from one scenario to the next, and is the window's still
        if replay.footage is not self.replay.footage:
            replay.close()

    def _resized(self, size: QSize) -> None:
        self.projector.set_size(size.width(), size.height())
        self.projector.refresh(self.player.t_s)

    # -- replies to single controls

    def _hold(self) -> None:
        """Let the clock run only while there is a picture to run with and nobody drags it."""
        self.player.hold(self.projector.awaited or self.bottom.seek.isSliderDown())

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
        if replay.scenario.path.resolve() != self.replay.scenario.path.resolve():
            # what was set in the window was for the one before
            self._device, self._device_name, self._lux = self._given
        # kept for the scenarios that follow, now that it could be opened
        self._footage = replay.footage_named or self._footage
        self.projector.load(replay)
        replay.lux, replay.device = self._lux, self._device or replay.device
        self.cards.clear()
        self._show_replay()
        self._follow()
        self.projector.request(self.player.t_s)

    def _leave(self) -> None:
        if self.key_list.isVisible():
            self.key_list.hide()
        elif "open" in self.cards:
            self.cards.clear("open")
        elif self.isFullScreen():
            self.set_fullscreen(False)

    # -- showing what is so

    def _show_replay(self, *, again: bool = False) -> None:
        scenario = self.replay.scenario
        self.setWindowTitle(f"{scenario.title} – hud")
        path = str(scenario.path)
        # a folder that one stands in has no path from there, but a name
        place = display_path(scenario.folder)
        place = scenario.folder.resolve().name if place == "." else place
        self.top.scenarios.add(scenario.title, place, path, before_last=True)
        self.top.scenarios.choose(path)
        self.bottom.set_scenario(scenario.duration_s, markers(scenario))
        self._hold()
        if again:
            self.player.set_duration(scenario.duration_s)
        else:
            self.player.restart(scenario.duration_s)
        self.top.show_zoom(self.replay.view.zoom)
        self._show_device()
        self._show_light()
        self._pace()

    def _show_device(self) -> None:
        device = self.replay.device
        self._profiles[self.top.show_device(device, self._device_name or self.replay.scenario.device)] = device

    def _show_light(self) -> None:
        self.top.show_lux(self.replay.environment_at(self.player.t_s).illuminance_lx, own=self._lux is None)

    def _show_marks(self) -> None:
        backdrop = self.projector.backdrop if self._marks else None
        self.eyes.show_marks(fields(self.replay.device, backdrop, self.replay.view) if backdrop is not None else {})

    def _watched(self) -> None:
        """Look after what gives no sign by itself."""
        waiting_s = self.projector.waiting_s
        name = self.replay.footage.name
        if waiting_s > SILENT_S and not self.projector.awaited:
            silent = cards.lost("The footage does not answer", f"Waiting for {name}.", self._street())
            self.cards.tell("silent", silent)
        elif waiting_s > LOADING_S and self.projector.awaited:
            self.cards.tell("loading", cards.opening(name))
        self.show_cards()
        self.info.show_speed(self.projector.speed.text(playing=self._tick.isActive()))
        self.watch_mouse()

    def _reload(self) -> tuple[str, Callable[[], None]]:
        return "Reload the scenario", lambda: self.open_scenario(self.replay.scenario.path)

    def _street(self) -> tuple[str, Callable[[], None]]:
        path = self.replay.scenario.path
        return "Use the synthetic street", lambda: self.open_scenario(path, footage="street")

    # -- Qt's own

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
        self._reloader.close()
        self.projector.close()
        super().closeEvent(event)
