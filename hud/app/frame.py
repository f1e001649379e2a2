"""Where everything in the window lies: the bars, both eyes between them, and what comes over the pictures."""
# ruff: noqa: ARG002, D102, N802 - Qt names the methods that are overridden, and their parameters

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from hud.app import info, theme
from hud.app.cards import Cards
from hud.app.controls import BOTTOM_HEIGHT, MARGIN, TOP_HEIGHT, BottomBar, TopBar
from hud.app.dropping import dropped
from hud.app.eyes import Eyes
from hud.app.overlays import Card, KeyList, Toast

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent, QShowEvent

HIDE_BARS_S = 2.5
"""In full screen, without the mouse moving."""
SMALLEST = QSize(880, 540)
"""In which nothing is cut off."""


class Frame(QWidget):
    """The window without what happens in it."""

    scenario_dropped = Signal(str)
    """Path of a scenario, or of its folder, that was let fall on the window."""
    footage_dropped = Signal(str)
    """The same of a picture, a video or a folder of pictures."""
    refused = Signal(str)
    """Why what was let fall is of no use."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.setWindowTitle("hud")
        self.setMinimumSize(SMALLEST)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.resize(_first_size(self.screen().availableSize()))
        self.eyes = Eyes(self)
        self.info = info.InfoStrip(self)
        self.top = TopBar(self)
        self.bottom = BottomBar(self)
        self.card = Card(self)
        self.toast = Toast(self)
        self.key_list = KeyList(self)
        self.cards = Cards(self.card, self.stage, self.foot)
        self._mouse = QPoint()
        self._mouse_moved = time.monotonic()

    def stage(self) -> QRect:
        """Around both pictures, in the window."""
        return self.eyes.pictures.translated(self.eyes.pos())

    def foot(self) -> QRect:
        """Between the bars, where a word at the lower edge hides least."""
        return self._room().adjusted(0, 0, 0, MARGIN // 2 - theme.UNIT)

    def set_fullscreen(self, on: bool) -> None:
        """Fill the screen; the bars come when the mouse moves."""
        if on:
            self.showFullScreen()
        else:
            self.showNormal()

    def toggle_keys(self) -> None:
        """Show the list of keys, or hide it."""
        self.key_list.raise_()
        self.key_list.setVisible(not self.key_list.isVisible())

    def show_cards(self) -> None:
        """Bring the card up to date, and to its place."""
        self.cards.show()
        self.key_list.raise_()

    def watch_mouse(self) -> None:
        """In full screen hide the bars while the mouse rests."""
        if self.isFullScreen():
            mouse = QCursor.pos()
            if mouse != self._mouse or QApplication.activePopupWidget() is not None:
                self._mouse, self._mouse_moved = mouse, time.monotonic()
            self._show_bars(time.monotonic() - self._mouse_moved < HIDE_BARS_S)

    def _show_bars(self, on: bool) -> None:
        for widget in (self.top, self.bottom, self.info):
            widget.setVisible(on)
        self.setCursor(Qt.CursorShape.ArrowCursor if on else Qt.CursorShape.BlankCursor)

    def _room(self) -> QRect:
        """Between the bars."""
        room = QRect(MARGIN, MARGIN // 2, self.width() - 2 * MARGIN, self.height() - MARGIN)
        return room if self.isFullScreen() else room.adjusted(0, TOP_HEIGHT, 0, -BOTTOM_HEIGHT)

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        self.top.setGeometry(0, 0, width, TOP_HEIGHT)
        self.bottom.setGeometry(0, height - BOTTOM_HEIGHT, width, BOTTOM_HEIGHT)
        self.eyes.lie_in(self._room(), reserved=info.HEIGHT + theme.UNIT)
        stage = self.stage()
        self.info.setGeometry(stage.x(), stage.bottom() + theme.UNIT, stage.width(), info.HEIGHT)
        for widget in (self.info, self.top, self.bottom, self.card, self.toast, self.key_list):
            widget.raise_()
        self.key_list.setGeometry(self.rect())
        self.show_cards()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # else Qt gives the keys to the first picker, with a ring around it
        self.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self._mouse_moved = time.monotonic()
            self.bottom.show_fullscreen(self.isFullScreen())
            self._show_bars(True)
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour(theme.BACK))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        found = dropped([url.toLocalFile() for url in event.mimeData().urls()])
        {"scenario": self.scenario_dropped, "footage": self.footage_dropped, "": self.refused}[found.kind].emit(
            found.what
        )
        event.acceptProposedAction()


def _first_size(screen: QSize) -> QSize:
    """As large as is comfortable on this screen; all of a small one."""
    return QSize(1600, 1000).boundedTo(screen if screen.width() <= 1440 else screen * 0.9)
