"""What lies over the pictures for a while: a card that says what happened, a toast, the list of keys."""
# ruff: noqa: ARG002, D102, N802 - Qt names the methods that are overridden, and their parameters

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hud.app import theme
from hud.app.controls import TextButton
from hud.app.keys import ROWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from hud.app.keys import Row

CARD_WIDTH = 60 * theme.UNIT
TOAST_MS = 4000


@dataclass(frozen=True)
class SourceLine:
    """A line of a file, and where in it something is wrong."""

    number: int
    text: str
    column: int | None
    """1-based."""


@dataclass(frozen=True)
class Notice:
    """What a card says."""

    icon: str
    tint: str
    title: str
    detail: str
    buttons: tuple[tuple[str, Callable[[], None]], ...] = ()
    """Words and what they do; the first is the one that helps."""
    source: SourceLine | None = None
    low: bool = False
    """At the lower edge, wide and flat, so that the picture stays in view."""

    def same_words(self, other: Notice | None) -> bool:
        """Whether the other one reads the same."""
        return other is not None and (self.icon, self.title, self.detail, self.source, self.low) == (
            other.icon,
            other.title,
            other.detail,
            other.source,
            other.low,
        )


class _Panel(QFrame):
    """A rounded surface."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("#FFFFFF", 0.10), 1))
        painter.setBrush(theme.colour(theme.RAISED, 0.97))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)


class _Source(QWidget):
    """A line of a file with a caret below the place; a long line is cut to what is around it."""

    PAD = theme.UNIT
    ROW = 18
    CARET = 14

    def __init__(self, parent: QWidget) -> None:
        """Without a line."""
        super().__init__(parent)
        self.setObjectName("source")
        self._line: SourceLine | None = None

    def tell(self, line: SourceLine | None) -> None:
        """Show a line, or nothing."""
        self._line = line
        pointed = line is not None and line.column is not None
        self.setFixedHeight(self.ROW + 2 * self.PAD + (self.CARET if pointed else 0))
        self.setVisible(line is not None)
        self.setAccessibleName("" if line is None else f"line {line.number}: {line.text.strip()}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        line = self._line
        if line is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.BACK))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.setFont(theme.font())
        metrics = painter.fontMetrics()
        number = str(line.number)
        left = 2 * self.PAD + metrics.horizontalAdvance(number) + self.PAD
        middle = self.PAD + self.ROW // 2
        painter.setPen(theme.colour(theme.MUTED))
        painter.drawText(QRect(self.PAD, self.PAD, left, self.ROW), Qt.AlignmentFlag.AlignVCenter, number)
        text, column = line.text.replace("\t", " "), max(0, (line.column or 1) - 1)
        room = self.width() - left - self.PAD
        start = len(text) - len(text.lstrip())
        while start < column and metrics.horizontalAdvance(text[start:column]) > 0.7 * room:
            start += 1
        shown = ("…" if start and text[:start].strip() else "") + text[start:]
        before = len(shown) - len(text[start:]) + column - start
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(
            QRect(left, self.PAD, room, self.ROW),
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room),
        )
        if line.column is not None and column >= start:
            x = left + metrics.horizontalAdvance(shown[:before])
            wide = max(6, metrics.horizontalAdvance(shown[before : before + 1] or " "))
            top = middle + self.ROW // 2 + 1
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.DANGER))
            tip = QPointF(x + wide / 2, top)
            painter.drawPolygon(QPolygonF([tip, tip + QPointF(5, 8), tip + QPointF(-5, 8)]))


class Card(_Panel):
    """Says what happened and what to do, over the pictures, which stay."""

    def __init__(self, parent: QWidget) -> None:
        """Hidden."""
        super().__init__(parent)
        self.setObjectName("card")
        self._notice: Notice | None = None
        self._icon = QLabel(self)
        self._title = QLabel(self)
        self._title.setFont(theme.font(theme.TITLE, strong=True))
        self._title.setWordWrap(True)
        self._detail = QLabel(self)
        self._detail.setFont(theme.font())
        self._detail.setStyleSheet(f"color: {theme.MUTED}")
        self._detail.setWordWrap(True)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._source = _Source(self)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.UNIT)
        words = QVBoxLayout()
        words.setSpacing(theme.UNIT)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        words.addWidget(self._source)
        words.addLayout(self._buttons)
        self._row = row = QHBoxLayout(self)
        row.setSpacing(2 * theme.UNIT)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """Title and detail while it is shown, else empty."""
        return f"{self._title.text()}\n{self._detail.text()}" if self.isVisible() else ""

    def tell(self, notice: Notice | None, over: QRect) -> None:
        """Say something over the middle of a rectangle, or along its lower edge, or go."""
        if notice is None:
            self._notice = None
            self.hide()
            return
        if not notice.same_words(self._notice):
            self._notice = notice
            self._fill(notice)
        width = min(2 * CARD_WIDTH, over.width()) if notice.low else CARD_WIDTH
        self.setFixedWidth(width)
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        self.resize(width, height)
        middle = over.center() - QPoint(width // 2, height // 2)
        self.move(QPoint(middle.x(), over.bottom() - height) if notice.low else middle)
        self.raise_()
        self.show()

    def _fill(self, notice: Notice) -> None:
        edge = (2 if notice.low else 3) * theme.UNIT
        self._row.setContentsMargins(edge, edge, edge, edge)
        self._icon.setPixmap(theme.pixmap(notice.icon, notice.tint, 24))
        self._title.setText(notice.title)
        self._detail.setText(notice.detail)
        self._detail.setVisible(bool(notice.detail))
        self._source.tell(notice.source)
        self.setAccessibleName(notice.title)
        self.setAccessibleDescription(notice.detail)
        while (item := self._buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if notice.buttons:
            self._buttons.setContentsMargins(0, theme.UNIT, 0, 0)
        else:
            self._buttons.setContentsMargins(0, 0, 0, 0)
        for number, (words, act) in enumerate(notice.buttons):
            button = TextButton(self, words, words)
            button.setObjectName("" if number else "go")
            button.clicked.connect(lambda _=False, act=act: act())
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)


class Toast(QWidget):
    """A line that goes by itself."""

    def __init__(self, parent: QWidget) -> None:
        """Hidden."""
        super().__init__(parent)
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._icon = ""
        self._tint = theme.TEXT
        self.text = ""
        """What it says, or said last."""
        self._timer = QTimer(self, singleShot=True, interval=TOAST_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def tell(self, text: str, over: QRect, *, icon: str = "check_circle", tint: str = theme.ACCENT) -> None:
        """Say something at the foot of a rectangle; a long line loses its middle."""
        metrics = QFontMetrics(theme.font())
        room = max(200, over.width() - 12 * theme.UNIT)
        self.text, self._icon, self._tint = text, icon, tint
        self._shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
        self.setAccessibleName(text)
        self.resize(metrics.horizontalAdvance(self._shown) + 2 * 16 + theme.ICON + theme.UNIT, 5 * theme.UNIT)
        self.move(over.center().x() - self.width() // 2, over.bottom() - self.height() - 2 * theme.UNIT)
        self.raise_()
        self.show()
        self.update()
        self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("#FFFFFF", 0.10), 1))
        painter.setBrush(theme.colour(theme.RAISED, 0.97))
        radius = self.height() / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.drawPixmap(16, (self.height() - theme.ICON) // 2, theme.pixmap(self._icon, self._tint))
        painter.setPen(theme.colour(theme.TEXT))
        painter.setFont(theme.font())
        box = self.rect().adjusted(16 + theme.ICON + theme.UNIT, 0, 0, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._shown)


class KeyList(QWidget):
    """Every key, over the whole window; a click closes it."""

    LINE = 28
    CAP = 22
    COLUMN = 38 * theme.UNIT
    PAD = 4 * theme.UNIT
    HEAD = 40

    def __init__(self, parent: QWidget) -> None:
        """Hidden."""
        super().__init__(parent)
        self.setObjectName("keys-overlay")
        self.setAccessibleName("Keys")
        self._groups = [(name, list(rows)) for name, rows in groupby(ROWS, key=lambda row: row.group)]
        spoken = "; ".join(f"{row.text}: {' or '.join(key.shown for key in row.keys)}" for row in ROWS)
        self.setAccessibleDescription(spoken)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("#000000", 0.6))
        # two columns: the first group alone is as long as any two of the others
        columns = self._columns()
        heights = [sum(self.HEAD + self.LINE * len(rows) for _, rows in column) for column in columns]
        width = len(columns) * self.COLUMN + self.PAD * (len(columns) + 1)
        height = max(heights) + 2 * self.PAD - 16
        sheet = QRect(0, 0, width, height)
        sheet.moveCenter(self.rect().center())
        painter.setPen(QPen(theme.colour("#FFFFFF", 0.10), 1))
        painter.setBrush(theme.colour(theme.BAR))
        painter.drawRoundedRect(QRectF(sheet).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
        for number, column in enumerate(columns):
            x = sheet.x() + self.PAD + number * (self.COLUMN + self.PAD)
            y = sheet.y() + self.PAD - 8
            for name, rows in column:
                painter.setFont(theme.font(theme.SMALL, strong=True))
                painter.setPen(theme.colour(theme.ACCENT))
                painter.drawText(QRect(x, y, self.COLUMN, self.HEAD - 8), Qt.AlignmentFlag.AlignVCenter, name)
                y += self.HEAD - 8
                for row in rows:
                    self._draw_row(painter, row, QRect(x, y, self.COLUMN, self.LINE))
                    y += self.LINE
                y += 8

    def _columns(self) -> list[list[tuple[str, list[Row]]]]:
        columns: list[list[tuple[str, list[Row]]]] = [[], []]
        for group in self._groups:
            lengths = [sum(len(rows) + 1 for _, rows in column) for column in columns]
            columns[lengths.index(min(lengths))].append(group)
        return columns

    def _draw_row(self, painter: QPainter, row: Row, box: QRect) -> None:
        painter.setFont(theme.font())
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, row.text)
        painter.setFont(theme.font(theme.SMALL))
        right = float(box.right())
        for key in reversed(row.keys):
            width = max(self.CAP, painter.fontMetrics().horizontalAdvance(key.shown) + 14)
            cap = QRectF(right - width, box.center().y() - self.CAP / 2 + 0.5, width, self.CAP)
            painter.setPen(QPen(theme.colour(theme.LINE), 1))
            painter.setBrush(theme.colour(theme.RAISED))
            painter.drawRoundedRect(cap, 5, 5)
            painter.setPen(theme.colour(theme.TEXT))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key.shown)
            right -= width + 6
