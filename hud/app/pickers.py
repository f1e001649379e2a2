"""A drop-down whose entries have two lines: what it is, and what one should know of it."""
# ruff: noqa: ARG002, D102, N802 - Qt names the methods that are overridden, and their parameters

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QPainter, QPen
from PySide6.QtWidgets import QComboBox, QListView, QSizePolicy, QStyle, QStyledItemDelegate, QWidget

from hud.app import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

NOTE = Qt.ItemDataRole.UserRole + 1
ROW = 6 * theme.UNIT
PAD = 12
ARROW = 20


def _two_lines(painter: QPainter, box: QRect, title: str, note: str, tint: str = theme.TEXT) -> None:
    """Draw both lines about the middle of a box, each elided to its width."""
    for text, size, ink, top, height in (
        (title, theme.BODY, tint, -18, 20),
        (note, theme.SMALL, theme.MUTED, 2, 16),
    ):
        painter.setFont(theme.font(size))
        painter.setPen(theme.colour(ink))
        line = QRect(box.x(), box.center().y() + top, box.width(), height)
        if not note:
            line.moveTop(box.center().y() - height // 2)
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)


class _Rows(QStyledItemDelegate):
    """Draws the entries of the open list."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.LINE))
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 6, 6)
        chosen = index.row() == self.property("chosen")
        inner = box.adjusted(PAD - 4, 0, -PAD, 0)
        tint = theme.ACCENT if chosen else theme.TEXT
        _two_lines(painter, inner, str(index.data()), str(index.data(NOTE) or ""), tint)
        painter.restore()


class Picker(QComboBox):
    """A picker of two-line entries. Choosing tells; what is shown changes when `choose` says so."""

    wanted = Signal(str)
    """The data of the entry that the user chose."""

    def __init__(self, parent: QWidget, *, name: str, tip: str, width: int) -> None:
        """Empty.

        Args:
            parent: Its owner.
            name: For assistive technology.
            tip: Tooltip, with the key.
            width: In logical pixels; in a small window it may shrink by the half.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self._width = width
        self.setFixedHeight(ROW - 4)
        self.setMinimumWidth(round(0.5 * width))
        self.setMaximumWidth(width)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMaxVisibleItems(12)
        view = QListView(self)
        view.setMouseTracking(True)
        view.setMinimumWidth(width + 10 * theme.UNIT)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setView(view)
        self._rows = _Rows(self)
        self.setItemDelegate(self._rows)
        self._shown = -1
        self.activated.connect(self._told)

    def add(self, title: str, note: str, data: str, *, before_last: bool = False) -> None:
        """Add an entry at the end, or before the one that is to stay the last; one that is there keeps its note."""
        row = self.findData(data)
        if row < 0:
            row = self.count() - before_last
            self.insertItem(row, title, data)
            self.setItemData(row, note, NOTE)
        note = str(self.itemData(row, NOTE) or "")
        self.setItemText(row, title)
        self.setItemData(row, f"{title}, {note}", Qt.ItemDataRole.AccessibleTextRole)

    def choose(self, data: str) -> None:
        """Show an entry as the current one."""
        self._shown = self.findData(data)
        self._rows.setProperty("chosen", self._shown)
        self.setCurrentIndex(self._shown)
        self.update()

    def after(self, data: str) -> str:
        """The data of the entry behind one, the first after the last."""
        return str(self.itemData((self.findData(data) + 1) % self.count()))

    def hidePopup(self) -> None:
        super().hidePopup()
        # the list gives the focus to its button, whose ring would then stay for no reason one can see
        self.clearFocus()
        # nor is it told that the mouse has left meanwhile
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, self.rect().contains(self.mapFromGlobal(QCursor.pos())))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._width, ROW - 4)

    def minimumSizeHint(self) -> QSize:
        return self.minimumSize()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # a wheel turned while passing over must not change what is shown
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # a letter is a key of the window, not the beginning of an entry's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F4):
            self.showPopup()
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect()
        painter.setPen(QPen(theme.colour(theme.ACCENT if self.hasFocus() else theme.LINE), 1))
        painter.setBrush(theme.colour(theme.HOVER if self.underMouse() else theme.RAISED))
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
        title, note = self.currentText(), str(self.currentData(NOTE) or "")
        _two_lines(painter, box.adjusted(PAD, 0, -PAD - ARROW, 0), title, note)
        arrow = theme.pixmap("keyboard_arrow_down", theme.MUTED, ARROW, self.devicePixelRatioF())
        painter.drawPixmap(box.right() - PAD - ARROW + 5, box.center().y() - ARROW // 2 + 1, arrow)

    def _told(self, row: int) -> None:
        data = str(self.itemData(row))
        self.setCurrentIndex(self._shown)
        self.wanted.emit(data)
