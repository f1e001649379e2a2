"""Every colour, size and icon of the window, in one place."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from hud.panel.runtime import ui_font
from hud.resources import asset_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

BACK = "#0F1012"
"""Behind the eye views."""
BAR = "#17181B"
RAISED = "#232529"
"""Buttons, pickers, cards."""
HOVER = "#2C2F34"
LINE = "#303339"
"""Hairlines and empty tracks."""
TEXT = "#E9EAEC"
MUTED = "#A0A5AD"
"""Second lines and captions; 7:1 on the bars."""
ACCENT = "#79ACFE"
ON_ACCENT = "#0B1526"
WARNING = "#F3BC5C"
DANGER = "#FF8981"

UNIT = 8
"""The grid, logical pixels."""
RADIUS = 8
SMALL, BODY, TITLE = 12, 14, 18
"""The three sizes of type, logical pixels."""
ICON = 20


def colour(value: str, alpha: float = 1.0) -> QColor:
    """A colour of the theme, 0..1 opaque."""
    found = QColor(value)
    found.setAlphaF(alpha)
    return found


def font(size: int = BODY, *, strong: bool = False) -> QFont:
    """The interface's face; figures all of one width."""
    face = ui_font(pixel_size=size, weight=QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    face.setFeature(QFont.Tag("tnum"), 1)
    return face


@cache
def pixmap(name: str, tint: str = TEXT, size: int = ICON, ratio: float = 2.0) -> QPixmap:
    """An icon of ``assets/icons/ui``, drawn in one colour.

    Args:
        name: Its file without the suffix.
        tint: The colour.
        size: Side, logical pixels.
        ratio: Device pixels per logical one.
    """
    svg = asset_path(f"icons/ui/{name}.svg").read_bytes().replace(b"<path ", f'<path fill="{tint}" '.encode())
    renderer = QSvgRenderer(QByteArray(svg))
    side = round(size * ratio)
    drawn = QPixmap(side, side)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@cache
def icon(name: str, tint: str = TEXT, tint_on: str = ACCENT) -> QIcon:
    """An icon for a button, at one and two device pixels per pixel; ``tint_on`` while the button is checked."""
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, tint, ratio=ratio), QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(pixmap(name, tint_on, ratio=ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made


def apply(application: QApplication) -> None:
    """Dress the application: the same everywhere, whatever the desktop's theme."""
    application.setStyle("Fusion")
    application.setFont(font())
    application.setApplicationName("hud")
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: BAR,
        QPalette.ColorRole.Base: RAISED,
        QPalette.ColorRole.AlternateBase: RAISED,
        QPalette.ColorRole.Button: RAISED,
        QPalette.ColorRole.Text: TEXT,
        QPalette.ColorRole.WindowText: TEXT,
        QPalette.ColorRole.ButtonText: TEXT,
        QPalette.ColorRole.ToolTipBase: RAISED,
        QPalette.ColorRole.ToolTipText: TEXT,
        QPalette.ColorRole.PlaceholderText: MUTED,
        QPalette.ColorRole.Highlight: ACCENT,
        QPalette.ColorRole.HighlightedText: ON_ACCENT,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(MUTED))
    application.setPalette(palette)
    application.setStyleSheet(STYLE)


STYLE = f"""
QToolTip {{ color: {TEXT}; background: {RAISED}; border: 1px solid {LINE}; padding: 1px 2px; font-size: {SMALL}px; }}
QToolButton {{ border: none; border-radius: {RADIUS}px; background: transparent; padding: 0; color: {TEXT}; }}
QToolButton:hover {{ background: {HOVER}; }}
QToolButton:pressed {{ background: {LINE}; }}
QToolButton:focus {{ border: 1px solid {ACCENT}; }}
QToolButton#primary {{ background: {RAISED}; }}
QToolButton#primary:hover {{ background: {HOVER}; }}
QPushButton {{
    border: 1px solid {LINE}; border-radius: {RADIUS}px; background: {RAISED};
    padding: 0 12px; min-height: 30px; color: {TEXT};
}}
QPushButton:hover {{ background: {HOVER}; }}
QPushButton:focus {{ border-color: {ACCENT}; }}
QPushButton:checked {{ color: {ACCENT}; border-color: {ACCENT}; }}
QPushButton#go {{ background: {ACCENT}; border-color: {ACCENT}; color: {ON_ACCENT}; font-weight: 600; }}
QPushButton#go:hover {{ background: #93BCFF; }}
QPushButton#first {{ border-top-right-radius: 0; border-bottom-right-radius: 0; }}
QPushButton#last {{ border-top-left-radius: 0; border-bottom-left-radius: 0; border-left: none; }}
QPushButton#first:checked, QPushButton#last:checked {{
    background: {LINE}; color: {TEXT}; border-color: {LINE};
}}
QPushButton#first:!checked, QPushButton#last:!checked {{ background: transparent; color: {MUTED}; }}
QPushButton#first:focus, QPushButton#last:focus {{ border: 1px solid {ACCENT}; }}
QComboBox {{ combobox-popup: 0; }}
QLabel#bubble {{
    background: {RAISED}; border: 1px solid {LINE}; border-radius: 6px; padding: 3px 8px; font-size: {SMALL}px;
}}
QLabel {{ background: transparent; }}
QComboBoxPrivateContainer {{ background: {RAISED}; border: 1px solid {LINE}; }}
QListView {{ background: {RAISED}; border: none; outline: none; padding: 4px; }}
QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {LINE}; border-radius: 4px; min-height: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
"""
