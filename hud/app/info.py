"""One line of the numbers that a picture rests on, each with its tag."""
# ruff: noqa: ARG002, D102, N802 - Qt names the methods that are overridden, and their parameters

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from hud.app import light, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from hud.device import DeviceProfile
    from hud.pipeline import StereoFrame

HEIGHT = 3 * theme.UNIT
SPACE = 3 * theme.UNIT
PILL_PAD = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """A number."""

    label: str
    value: str
    longest: str
    """The widest that the value can become: its room."""
    assumed: bool = False
    source: str = ""
    """For the tooltip."""


def cells(frame: StereoFrame, device: DeviceProfile) -> tuple[Cell, ...]:
    """The numbers of a frame, from its own metadata."""
    numbers = frame.metadata
    # with the automatic dimmer's part, where there is one
    passed = numbers["transmittance"]
    transmittance = passed if isinstance(passed, list) else [*device.transmittance]
    clear = f"{transmittance[1]:.0%}".replace("%", " %")
    if len(set(transmittance)) > 1:
        clear = " ".join(f"{part * 100:.0f}" for part in transmittance) + " %"
    lux = float(str(numbers["illuminance_lx"]))
    around = (
        _cell(device, "Transmittance", clear, "00 %", "optics.transmittance"),
        Cell("Light", light.say(lux), "000,000 lx", source=f"On what is in view; nearest: {light.name_of(lux)}"),
    )
    if not device.eyes:
        said = frame.spoken.text if frame.spoken is not None else ""
        return (
            *around,
            Cell("Spoken", f"“{said}”" if said else "–", "", source=said or "No display; nothing is said now"),
        )
    ppd, peak = float(str(numbers["panel_px_per_deg"])), float(str(numbers["peak_at_eye_cd_m2"]))
    most = f"{device.peak_cd_m2:,.0f} cd/m²"
    return (
        _cell(device, "Display", f"{ppd:.1f} px/°", "00.0 px/°", "display.resolution", "display.fov_diagonal"),
        _cell(device, "Peak at the eye", f"{peak:,.0f} cd/m²", most, "display.peak_luminance"),
        *around,
    )


def _cell(device: DeviceProfile, label: str, value: str, longest: str, *keys: str) -> Cell:
    origins = [(key, device.origins[key]) for key in keys if key in device.origins]
    source = "\n".join(f"{key.partition('.')[2].replace('_', ' ')}, {o.tag}: {o.source}" for key, o in origins)
    return Cell(label, value, longest, any(o.tag == "assumed" for _, o in origins), source)


class InfoStrip(QWidget):
    """Draws the cells from the left, and how fast it goes at the right."""

    def __init__(self, parent: QWidget) -> None:
        """Empty."""
        super().__init__(parent)
        self.setObjectName("info")
        self.setAccessibleName("Numbers of this picture")
        self._cells: tuple[Cell, ...] = ()
        self._speed = ""
        self._boxes: list[tuple[QRectF, Cell]] = []

    def show_cells(self, shown: tuple[Cell, ...]) -> None:
        """Show numbers."""
        if shown != self._cells:
            self._cells = shown
            parts = (f"{c.label} {c.value}{', assumed' if c.assumed else ''}" for c in shown)
            self.setAccessibleDescription("; ".join(parts))
            self.update()

    def show_speed(self, text: str) -> None:
        """Show how long a frame takes and how many there are in a second."""
        if text != self._speed:
            self._speed = text
            self.update()

    @property
    def text(self) -> str:
        """All of it in words."""
        return f"{self.accessibleDescription()}; {self._speed}"

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.SMALL))
        metrics = QFontMetricsF(painter.font())
        middle = Qt.AlignmentFlag.AlignVCenter
        height = float(self.height())
        painter.setPen(theme.colour(theme.MUTED))
        painter.drawText(QRectF(0, 0, self.width() - 1.0, height), middle | Qt.AlignmentFlag.AlignRight, self._speed)
        x = 1.0
        self._boxes = []
        end = self.width() - 1.0 - metrics.horizontalAdvance(self._speed) - SPACE
        for cell in self._cells:
            start = x
            painter.setPen(theme.colour(theme.MUTED))
            painter.drawText(QRectF(x, 0, 400, height), middle, cell.label)
            x += metrics.horizontalAdvance(cell.label) + 6
            painter.setPen(theme.colour(theme.TEXT))
            value = metrics.elidedText(cell.value, Qt.TextElideMode.ElideRight, max(0.0, end - x))
            painter.drawText(QRectF(x, 0, max(0.0, end - x), height), middle, value)
            # room for the longest value, kept only where something follows that would jump
            x += max(
                metrics.horizontalAdvance(value),
                0 if cell.assumed else metrics.horizontalAdvance(cell.longest),
            )
            if cell.assumed:
                x = self._draw_pill(painter, metrics, x + 6)
            self._boxes.append((QRectF(start, 0, x - start, height), cell))
            x += SPACE

    def _draw_pill(self, painter: QPainter, metrics: QFontMetricsF, x: float) -> float:
        """Draw the tag; where it ends."""
        width = metrics.horizontalAdvance("assumed") + 2 * PILL_PAD
        pill = QRectF(x, self.height() / 2 - 8.5, width, 17)
        painter.setPen(QPen(theme.colour(theme.WARNING, 0.45), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(pill, 8.5, 8.5)
        painter.setPen(theme.colour(theme.WARNING))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, "assumed")
        return x + width

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = next((c for box, c in self._boxes if box.contains(event.pos()) and c.source), None)
            if found is not None:
                QToolTip.showText(event.globalPos(), found.source, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
