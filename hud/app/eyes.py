"""What both eyes see, side by side: equal, large, a hair apart, pixel for pixel."""
# ruff: noqa: ARG002, D102, N802 - Qt names the methods that are overridden, and their parameters

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from hud.app import theme
from hud.device import EYES
from hud.optics import ViewGeometry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent

    from hud.device import DeviceProfile, Eye
    from hud.footage.base import Backdrop
    from hud.optics import View
    from hud.pipeline import StereoFrame

GAP = theme.UNIT
CAPTION = 3 * theme.UNIT
RESIZE_PAUSE_MS = 120
"""After the last change of size the pictures are asked for anew; until then the old ones are stretched."""
MIN_SIDE_PX = 16
TALLEST = 3 / 4
"""Height of a picture in its width at the most: a tall window shows less of the world's sides, and all larger."""
MARK_SHARE = 0.08
"""Length of a corner mark, of the display's width."""


class EyePicture(QWidget):
    """One eye's picture. It shows bytes that it is given and changes none of them."""

    def __init__(self, eye: Eye, parent: QWidget) -> None:
        """Empty, for one eye."""
        super().__init__(parent)
        self.setObjectName(f"{eye}-eye")
        self.setAccessibleName(f"What the {eye} eye sees")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.image: QImage | None = None
        """The picture shown; its bytes belong to the frame."""
        self.marks: QRectF | None = None
        """The display's field, device pixels of the picture; None where no marks are wanted."""
        self._frame: StereoFrame | None = None

    def show_frame(self, frame: StereoFrame, eye: Eye) -> None:
        """Show one eye of a frame."""
        rgb = (frame.left if eye == "left" else frame.right).rgb
        height, width = rgb.shape[:2]
        # The image borrows the frame's bytes, so the frame must live as long.
        self._frame = frame
        self.image = QImage(rgb.data, width, height, rgb.strides[0], QImage.Format.Format_RGB888)
        self.image.setDevicePixelRatio(self.devicePixelRatioF())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.image is None:
            painter.fillRect(self.rect(), theme.colour(theme.BAR))
        elif self.image.deviceIndependentSize().toSize() == self.size():
            painter.drawImage(0, 0, self.image)
        else:
            painter.drawImage(area, self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.marks is not None and self.image is not None:
            self._draw_marks(painter, self.marks)
        painter.fillPath(_corners(self.width(), self.height()), theme.colour(theme.BACK))
        painter.setPen(QPen(theme.colour("#FFFFFF", 0.10), 1))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)

    def _draw_marks(self, painter: QPainter, field: QRectF) -> None:
        assert self.image is not None
        scale = self.width() / self.image.width()
        box = QRectF(field.x() * scale, field.y() * scale, field.width() * scale, field.height() * scale)
        length = max(theme.UNIT, MARK_SHARE * box.width())
        for pen in (QPen(theme.colour("#000000", 0.35), 3), QPen(theme.colour("#FFFFFF", 0.75), 1)):
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            for corner, right, down in (
                (box.topLeft(), 1, 1),
                (box.topRight(), -1, 1),
                (box.bottomLeft(), 1, -1),
                (box.bottomRight(), -1, -1),
            ):
                painter.drawLine(corner, corner + QPointF(right * length, 0))
                painter.drawLine(corner, corner + QPointF(0, down * length))


class Eyes(QWidget):
    """Both pictures with their captions, as large as the room allows between 16:9 and 4:3."""

    resized = Signal(QSize)
    """The size in device pixels that each picture should have now."""

    def __init__(self, parent: QWidget) -> None:
        """Without a picture yet."""
        super().__init__(parent)
        self.left = EyePicture("left", self)
        self.right = EyePicture("right", self)
        self._pause = QTimer(self, singleShot=True, interval=RESIZE_PAUSE_MS)
        self._pause.timeout.connect(self._settle)
        self._asked = QSize()
        self._reserved = 0
        self._lit: frozenset[Eye] = frozenset(EYES)

    def lie_in(self, room: QRect, *, reserved: int) -> None:
        """Take a place, and keep some room under the pictures for something else; at once, shown or not."""
        self._reserved = reserved
        self.setGeometry(room)
        self._arrange()

    def show_frame(self, frame: StereoFrame) -> None:
        """Show both eyes."""
        self.left.show_frame(frame, "left")
        self.right.show_frame(frame, "right")
        if self._lit != frame.panels.keys():
            self._lit = frozenset(frame.panels)
            self.update()

    def show_marks(self, marks: Mapping[Eye, QRectF]) -> None:
        """Mark the corners of each eye's display; an eye that is not named has no marks."""
        for picture, eye in ((self.left, EYES[0]), (self.right, EYES[1])):
            if picture.marks != marks.get(eye):
                picture.marks = marks.get(eye)
                picture.update()

    @property
    def captions(self) -> tuple[str, str]:
        """What stands over each picture."""
        left, right = ("" if eye in self._lit else "  ·  no display" for eye in EYES)
        return f"Left eye{left}", f"Right eye{right}"

    @property
    def pictures(self) -> QRect:
        """The rectangle around both, in this widget."""
        return self.left.geometry().united(self.right.geometry())

    @property
    def wanted_px(self) -> QSize:
        """Device pixels of each picture as it lies now."""
        ratio = self.devicePixelRatioF()
        return QSize(
            max(MIN_SIDE_PX, round(self.left.width() * ratio)),
            max(MIN_SIDE_PX, round(self.left.height() * ratio)),
        )

    def showEvent(self, event: QShowEvent) -> None:
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour(theme.MUTED))
        for picture, caption in zip((self.left, self.right), self.captions, strict=True):
            box = QRect(picture.x() + 1, picture.y() - CAPTION, picture.width(), CAPTION - 4)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, caption)

    def _arrange(self) -> None:
        room_w = (self.width() - GAP) // 2
        room_h = self.height() - CAPTION - self._reserved
        width = max(MIN_SIDE_PX, min(room_w, math.floor(room_h * 16 / 9)))
        height = max(MIN_SIDE_PX, min(room_h, round(width * TALLEST)))
        x = (self.width() - 2 * width - GAP) // 2
        y = CAPTION + max(0, (room_h - height) // 2)
        self.left.setGeometry(x, y, width, height)
        self.right.setGeometry(x + width + GAP, y, width, height)
        self.update()
        if self.isVisible() and self.wanted_px != self._asked:
            self._pause.start()

    def _settle(self) -> None:
        self._asked = self.wanted_px
        self.resized.emit(self._asked)


@lru_cache(maxsize=4)
def _corners(width: int, height: int) -> QPainterPath:
    """What a rounded frame leaves of a rectangle; to paint it costs a hundredth of clipping the picture to a path."""
    area = QRectF(0, 0, width, height)
    corners, frame = QPainterPath(), QPainterPath()
    corners.addRect(area)
    frame.addRoundedRect(area, theme.RADIUS, theme.RADIUS)
    return corners - frame


def fields(device: DeviceProfile, backdrop: Backdrop, view: View) -> dict[Eye, QRectF]:
    """Where each eye with a display sees it, in pixels of the picture."""
    geometry = ViewGeometry.of(device, backdrop, view)
    found: dict[Eye, QRectF] = {}
    for eye in device.eyes:
        lies = geometry.panel(device, eye, device.resolution_px).footprint()
        found[eye] = QRectF(lies.x0, lies.y0, lies.x1 - lies.x0, lies.y1 - lies.y0)
    return found
