"""The two bars: what is looked at and in which light above, when and how below.

They tell what is wanted and show what they are told; neither decides anything.
"""
# ruff: noqa: ARG002, D102, N802 - Qt names the methods that are overridden, and their parameters

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hud.app import light, theme
from hud.app.keys import tip
from hud.app.pickers import Picker
from hud.app.sliders import LightSlider, SeekBar, clock
from hud.device import assumed_of
from hud.files import display_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from hud.app.markers import Marker
    from hud.device import DeviceProfile
    from hud.optics.base import Zoom
    from hud.scenario import ScenarioEntry

TOP_HEIGHT = 8 * theme.UNIT
BOTTOM_HEIGHT = 11 * theme.UNIT
MARGIN = 2 * theme.UNIT
OPEN = "open…"
"""Data of the scenario picker's last entry."""


def device_note(device: DeviceProfile) -> str:
    """How much of a profile is guessed: ``7 of 12 numbers assumed``."""
    assumed, among = assumed_of(device)
    return f"{assumed} of {among} numbers assumed" if assumed else "no number assumed"


def _plain_keys(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class IconButton(QToolButton):
    """A square button with an icon. With the keyboard on it, Space and Enter press it; all else is the window's."""

    def __init__(self, parent: QWidget, icon: str, name: str, action: str, *, checkable: bool = False) -> None:
        """Make it.

        Args:
            parent: Its owner.
            icon: File of ``assets/icons/ui`` without the suffix.
            name: What it does, for the tooltip and assistive technology.
            action: Of the key table; the tooltip names its key.
            checkable: It stays down.
        """
        super().__init__(parent)
        self.setObjectName(action)
        self.setIconSize(QSize(theme.ICON, theme.ICON))
        self.setFixedSize(5 * theme.UNIT, 5 * theme.UNIT)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_as(icon, name, action)

    def show_as(self, icon: str, name: str, action: str) -> None:
        """Change icon and words."""
        self.setIcon(theme.icon(icon))
        self.setAccessibleName(name)
        self.setToolTip(tip(name, action))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _plain_keys(event):
            self.click()
        else:
            event.ignore()


class TextButton(QPushButton):
    """A button with words and the manners of `IconButton`."""

    def __init__(self, parent: QWidget, text: str, tooltip: str, *, checkable: bool = False) -> None:
        """Make it."""
        super().__init__(text, parent)
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip.partition("  (")[0])
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _plain_keys(event):
            self.click()
        else:
            event.ignore()


class _Bar(QWidget):
    """A bar with a hairline towards the pictures."""

    def __init__(self, parent: QWidget, *, line_at_top: bool) -> None:
        super().__init__(parent)
        self._line_at_top = line_at_top

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.BAR))
        y = 0 if self._line_at_top else self.height() - 1
        painter.fillRect(0, y, self.width(), 1, theme.colour("#000000", 0.5))


class TopBar(_Bar):
    """Scenario, glasses, light, zoom."""

    scenario_wanted = Signal(str)
    """The path of its file, or `OPEN`."""
    device_wanted = Signal(str)
    """An id."""
    lux_wanted = Signal(object)
    """Lux, or None for the scenario's own."""
    zoom_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        """With empty pickers."""
        super().__init__(parent, line_at_top=False)
        self.scenarios = Picker(self, name="Scenario", tip=tip("Scenario", "next scenario"), width=240)
        self.devices = Picker(self, name="Glasses", tip=tip("Glasses", "next device"), width=216)
        self.light = LightSlider(self)
        self.light.setMinimumWidth(112)
        self.light.setMaximumWidth(240)
        self._lux = QLabel(self)
        self._preset = QLabel(self)
        for label, size, ink in (
            (self._lux, theme.BODY, theme.TEXT),
            (self._preset, theme.SMALL, theme.MUTED),
        ):
            label.setFont(theme.font(size))
            label.setStyleSheet(f"color: {ink}")
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            label.setFixedWidth(80)
        self.own_light = TextButton(self, "Scenario", "The light of the scenario itself", checkable=True)
        self.own_light.setObjectName("own-light")
        self.world = TextButton(self, "World", tip("All of the footage", "zoom"), checkable=True)
        self.world.setObjectName("first")
        self.display = TextButton(self, "Display", tip("The display fills the picture", "zoom"), checkable=True)
        self.display.setObjectName("last")
        zooms = QButtonGroup(self)
        for button in (self.world, self.display):
            zooms.addButton(button)
            button.setFixedWidth(72)
        self._lay_out()
        self.scenarios.wanted.connect(self.scenario_wanted)
        self.devices.wanted.connect(self.device_wanted)
        self.light.wanted.connect(self.lux_wanted.emit)
        self.own_light.clicked.connect(self._own_light_clicked)
        self.world.clicked.connect(lambda: self.zoom_wanted.emit("world"))
        self.display.clicked.connect(lambda: self.zoom_wanted.emit("display"))

    def _lay_out(self) -> None:
        sun = QLabel(self)
        sun.setPixmap(theme.pixmap("light_mode", theme.MUTED))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.setContentsMargins(0, 0, 0, 0)
        words.addStretch()
        words.addWidget(self._lux)
        words.addWidget(self._preset)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(theme.UNIT)
        row.addWidget(self.scenarios)
        row.addWidget(self.devices)
        row.addStretch(1)
        row.addSpacing(theme.UNIT)
        row.addWidget(sun)
        row.addWidget(self.light, 4)
        row.addLayout(words)
        row.addSpacing(4)
        row.addWidget(self.own_light)
        row.addSpacing(theme.UNIT)
        zoom = QHBoxLayout()
        zoom.setSpacing(0)
        zoom.addWidget(self.world)
        zoom.addWidget(self.display)
        row.addLayout(zoom)

    def fill(self, scenarios: Iterable[ScenarioEntry], devices: Iterable[DeviceProfile]) -> None:
        """Fill the pickers."""
        for entry in scenarios:
            group = entry.name.partition("/")[0].replace("-", " ").capitalize()
            self.scenarios.add(entry.title, group, str(entry.path))
        self.scenarios.add("Open…", "A scenario.yaml of your own  (O)", OPEN)
        for device in devices:
            self.devices.add(device.name, device_note(device), device.id)

    def show_device(self, device: DeviceProfile, name: str) -> str:
        """Show which glasses are on.

        Args:
            device: Their profile.
            name: What it was loaded by: an id, or the path of a user's own file, whatever id that has.

        Returns:
            The data of their entry.
        """
        data = name if self.devices.findData(name) >= 0 else str(Path(name).resolve())
        if self.devices.findData(data) < 0:
            file = Path(data)
            note = f"{file.name}: {device_note(device)}; in {display_path(file.parent)}"
            self.devices.add(device.name, note, data)
        self.devices.choose(data)
        return data

    def show_lux(self, lux: float, *, own: bool) -> None:
        """Show the light, and whether it is the scenario's own."""
        self.light.set_lux(lux)
        text = light.say(lux)
        if text != self._lux.text():
            self._lux.setText(text)
            self._preset.setText(light.name_of(lux))
            self.light.setAccessibleDescription(f"{text}, {light.name_of(lux)}")
        self.own_light.setChecked(own)

    def show_zoom(self, zoom: Zoom) -> None:
        """Show which zoom is on."""
        (self.world if zoom == "world" else self.display).setChecked(True)

    def _own_light_clicked(self, on: bool) -> None:
        # switched off, the light stays what it is and is the user's from here on
        self.lux_wanted.emit(None if on else light.to_lux(self.light.value()))


class BottomBar(_Bar):
    """The timeline and what goes with it."""

    action = Signal(str)
    """An action of the key table."""

    def __init__(self, parent: QWidget) -> None:
        """At 0 of nothing."""
        super().__init__(parent, line_at_top=True)
        self.seek = SeekBar(self)
        self.back = IconButton(self, "chevron_left", "One frame back", "frame back")
        self.play = IconButton(self, "play_arrow-fill", "Play", "play")
        self.on = IconButton(self, "chevron_right", "One frame on", "frame on")
        self.loop = IconButton(self, "repeat", "Loop", "loop", checkable=True)
        self.marks = IconButton(self, "center_focus_weak", "Corners of the display", "marks", checkable=True)
        self.snapshot = IconButton(self, "photo_camera", "Save a picture", "snapshot")
        self.keys = IconButton(self, "keyboard", "Keys", "keys")
        self.full = IconButton(self, "fullscreen", "Full screen", "fullscreen")
        self._time = QLabel(self)
        self._time.setFont(theme.font())
        self._time.setTextFormat(Qt.TextFormat.RichText)
        self._time.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._time.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._duration = ""
        self._lay_out()
        buttons = (self.back, self.play, self.on, self.loop, self.marks, self.snapshot, self.keys, self.full)
        for button in buttons:
            button.clicked.connect(partial(self._clicked, button.objectName()))

    def _clicked(self, action: str) -> None:
        self.action.emit(action)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for widget in (self.play, self.back, self.on, self.loop):
            row.addWidget(widget)
        row.addSpacing(theme.UNIT)
        row.addWidget(self._time)
        row.addStretch(1)
        for widget in (self.marks, self.snapshot, self.keys, self.full):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        # the knob's and the icons' own margins bring their ink to the margin of the bar above
        column.setContentsMargins(MARGIN - 6, theme.UNIT, MARGIN - 6, theme.UNIT)
        column.setSpacing(4)
        column.addWidget(self.seek)
        column.addLayout(row)

    def set_scenario(self, duration_s: float, markers: Sequence[Marker]) -> None:
        """Take another scenario's length and moments."""
        self.seek.set_scenario(duration_s, markers)
        self._duration = clock(duration_s, tenths=False)
        longest = f"{clock(duration_s)} / {self._duration}".translate({ord(c): "0" for c in "123456789"})
        self._time.setFixedWidth(self._time.fontMetrics().horizontalAdvance(longest) + 4)
        self.show_t(0.0)

    def show_t(self, t_s: float) -> None:
        """Show a time."""
        self.seek.set_t(t_s)
        self._time.setText(f"{clock(t_s)} <span style='color:{theme.MUTED}'>/ {self._duration}</span>")

    @property
    def time_text(self) -> str:
        """What the time label says: ``0:12.5 / 1:45``."""
        return f"{clock(self.seek.value() / 1000)} / {self._duration}"

    def show_playing(self, playing: bool) -> None:
        """Show whether it plays."""
        if playing:
            self.play.show_as("pause-fill", "Pause", "play")
        else:
            self.play.show_as("play_arrow-fill", "Play", "play")

    def show_fullscreen(self, full: bool) -> None:
        """Show what the full-screen button does next."""
        if full:
            self.full.show_as("fullscreen_exit", "Leave full screen", "fullscreen")
        else:
            self.full.show_as("fullscreen", "Full screen", "fullscreen")
