"""Which eye a screen is drawn for, and whether it ever asked."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import qmlRegisterType


class EyeState(QObject):
    """The root of what a screen reads as ``hud``: in Python, so that every reading of its `eye` is seen.

    A binding that has read it once follows it from then on, so `asked` is never taken back.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._eye = "left"
        self.asked = False
        """Whether the screen has read `eye`, so that the two may differ."""

    def _read(self) -> str:
        self.asked = True
        return self._eye

    def _write(self, eye: str) -> None:
        if eye != self._eye:
            self._eye = eye
            self.changed.emit()

    eye = Property(str, _read, _write, notify=changed)
    """``left`` or ``right``."""


@cache
def register() -> None:
    """Let QML make an `EyeState`: ``import HudStage``; once a process."""
    qmlRegisterType(EyeState, "HudStage", 1, 0, "EyeState")  # type: ignore[call-overload]  # the stub wants bytes
