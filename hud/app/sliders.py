"""Two sliders that go where one clicks: the seek bar, and the light."""
# ruff: noqa: ARG002, D102, N802 - Qt names the methods that are overridden, and their parameters

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QSizePolicy, QSlider, QWidget

from hud.app import light, theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from hud.app.markers import Marker

TRACK = 4
KNOB = 12
NEAR_PX = 6
"""A marker within this many pixels of the mouse is the one meant."""

_KIND_COLOURS = {"manoeuvre": theme.ACCENT, "notice": theme.WARNING, "caption": theme.MUTED}


def clock(t_s: float, *, tenths: bool = True) -> str:
    """``0:12.5``, never rounded up into the next second; ``1:05:02.0`` from an hour on."""
    tenth = int(t_s * 10 + 1e-6)
    minutes, seconds = divmod(tenth // 10, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"{text}.{tenth % 10}" if tenths else text


class JumpSlider(QSlider):
    """A horizontal slider whose knob comes to the mouse, and which draws itself."""

    grabbed = Signal(bool)
    """The mouse holds it, or lets go."""

    def __init__(self, parent: QWidget, *, maximum: int) -> None:
        """From 0 to the maximum."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, maximum)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._hovered = False

    def sizeHint(self) -> QSize:
        return QSize(160, 3 * theme.UNIT)

    def position_x(self, value: float) -> float:
        """Where a value is, in pixels from the left."""
        span = max(1, self.maximum())
        return KNOB / 2 + (self.width() - KNOB) * value / span

    def value_at(self, x: float) -> int:
        """The value under a pixel."""
        share = (x - KNOB / 2) / max(1, self.width() - KNOB)
        return round(min(1.0, max(0.0, share)) * self.maximum())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.grabbed.emit(True)
            self._go(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.grabbed.emit(False)
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # a wheel turned while passing over must not change what is shown
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # the window's keys say finer things than a slider's steps
        event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._hovered = event.type() == QEvent.Type.Enter
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        knob_x = self.position_x(self.sliderPosition())
        painter.setBrush(theme.colour(theme.LINE))
        whole = QRectF(KNOB / 2, middle - TRACK / 2, self.width() - KNOB, TRACK)
        painter.drawRoundedRect(whole, TRACK / 2, TRACK / 2)
        painter.setBrush(theme.colour(theme.ACCENT if self.isEnabled() else theme.MUTED))
        filled = QRectF(whole.x(), whole.y(), max(0.0, knob_x - KNOB / 2), TRACK)
        painter.drawRoundedRect(filled, TRACK / 2, TRACK / 2)
        self.draw_ticks(painter, middle)
        radius = KNOB / 2 - (0 if self._hovered or self.isSliderDown() or self.hasFocus() else 1)
        if self.hasFocus():
            painter.setBrush(theme.colour(theme.ACCENT, 0.3))
            painter.drawEllipse(QPointF(knob_x, middle), radius + 4, radius + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.TEXT))
        painter.drawEllipse(QPointF(knob_x, middle), radius, radius)

    def draw_ticks(self, painter: QPainter, middle: float) -> None:
        """Draw what stands at the track, before the knob; the pen is none."""

    def _go(self, x: float) -> None:
        value = self.value_at(x)
        if value != self.value():
            self.setValue(value)
        self.sliderMoved.emit(value)
        self.update()


class SeekBar(JumpSlider):
    """The scenario's time, in milliseconds, with its moments marked."""

    wanted = Signal(float)
    """Seconds, while it is dragged and where it is clicked."""

    def __init__(self, parent: QWidget) -> None:
        """Empty."""
        super().__init__(parent, maximum=1000)
        self.setObjectName("seek")
        self.setAccessibleName("Time")
        self._markers: Sequence[Marker] = ()
        self._bubble: QLabel | None = None
        self.sliderMoved.connect(lambda ms: self.wanted.emit(ms / 1000))

    def set_scenario(self, duration_s: float, markers: Sequence[Marker]) -> None:
        """Take another scenario's length and moments."""
        self._markers = markers
        self.setRange(0, round(duration_s * 1000))
        self.update()

    def set_t(self, t_s: float) -> None:
        """Show a time without asking for it."""
        if not self.isSliderDown():
            self.blockSignals(True)
            self.setValue(round(t_s * 1000))
            self.blockSignals(False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        x = event.position().x()
        near = min(self._markers, key=lambda m: abs(self.position_x(m.t_s * 1000) - x), default=None)
        text = clock(self.value_at(x) / 1000)
        if near is not None and abs(self.position_x(near.t_s * 1000) - x) <= NEAR_PX:
            text = f"{clock(near.t_s)}  {near.label[:80]}"
        self._say(text, x)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._bubble is not None:
            self._bubble.hide()

    def _say(self, text: str, x: float) -> None:
        """Put a bubble over a place of the bar. A tooltip would lie on the bar itself, and come late."""
        if self._bubble is None:
            self._bubble = QLabel(self.window())
            self._bubble.setObjectName("bubble")
            self._bubble.setFont(theme.font(theme.SMALL))
            self._bubble.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        bubble = self._bubble
        bubble.setText(text)
        bubble.adjustSize()
        foot = self.mapTo(self.window(), QPoint(round(x), 0))
        left = min(max(theme.UNIT, foot.x() - bubble.width() // 2), self.window().width() - bubble.width() - theme.UNIT)
        bubble.move(left, foot.y() - bubble.height() - theme.UNIT)
        bubble.raise_()
        bubble.show()

    def draw_ticks(self, painter: QPainter, middle: float) -> None:
        """Draw the moments: tall above the track what the wearer must do or is told, short below what is said."""
        for marker in self._markers:
            painter.setBrush(theme.colour(_KIND_COLOURS[marker.kind]))
            x = self.position_x(marker.t_s * 1000)
            if marker.kind == "caption":
                painter.drawRoundedRect(QRectF(x - 0.5, middle + 5, 1.5, 4), 0.5, 0.5)
            else:
                painter.drawRoundedRect(QRectF(x - 1, middle - 10, 2, 6), 1, 1)


class LightSlider(JumpSlider):
    """Illuminance on a logarithmic scale, with its presets marked."""

    wanted = Signal(float)
    """Lux, while it is dragged and where it is clicked."""

    def __init__(self, parent: QWidget) -> None:
        """At the dark end."""
        super().__init__(parent, maximum=light.STEPS)
        self.setObjectName("light")
        self.setAccessibleName("Illuminance")
        self.setToolTip(f"Light on the world, 1 to 100,000 lx  (↑ ↓)\n\n{light.presets_told()}")
        self.sliderMoved.connect(lambda step: self.wanted.emit(light.to_lux(step)))

    def set_lux(self, lux: float) -> None:
        """Show a value without asking for it."""
        if not self.isSliderDown():
            self.blockSignals(True)
            self.setValue(light.to_step(lux))
            self.blockSignals(False)

    def draw_ticks(self, painter: QPainter, middle: float) -> None:
        """Draw the presets."""
        painter.setBrush(theme.colour(theme.MUTED))
        for lux in light.PRESETS:
            x = self.position_x(light.to_step(lux))
            painter.drawRoundedRect(QRectF(x - 0.5, middle + 6, 1.5, 4), 0.5, 0.5)
