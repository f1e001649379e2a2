"""The window's keys: one table that the dispatcher, the tooltips and the overlay read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    press: str
    """As `name_of` says it: ``Space``, ``Shift+Left``, ``Ctrl+Q``, ``?``, ``s``."""
    action: str
    """What it does; the window maps it to a method."""
    shown: str
    """On the overlay and in tooltips."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the overlay."""

    group: str
    text: str
    keys: tuple[Key, ...]
    hidden: tuple[Key, ...] = ()
    """Other keys for the same, which nobody needs to be told."""


ROWS: tuple[Row, ...] = (
    Row("Time", "Play or pause", (Key("Space", "play", "Space"),)),
    Row("Time", "One second", (Key("Left", "back 1", "←"), Key("Right", "on 1", "→"))),
    Row(
        "Time",
        "Five seconds",
        (Key("Shift+Left", "back 5", "Shift ←"), Key("Shift+Right", "on 5", "Shift →")),
    ),
    Row("Time", "One frame", (Key(",", "frame back", ","), Key(".", "frame on", "."))),
    Row("Time", "Beginning, end", (Key("Home", "start", "Home"), Key("End", "end", "End"))),
    Row("Time", "Loop", (Key("l", "loop", "L"),)),
    Row("World", "More light, less", (Key("Up", "lighter", "↑"), Key("Down", "darker", "↓"))),
    Row("World", "Next glasses", (Key("d", "next device", "D"),)),
    Row("World", "Next scenario", (Key("n", "next scenario", "N"),)),
    Row("World", "Open a scenario", (Key("o", "open", "O"),), (Key("Ctrl+O", "open", ""),)),
    Row("Picture", "World or display", (Key("z", "zoom", "Z"),)),
    Row("Picture", "Corners of the display", (Key("m", "marks", "M"),)),
    Row("Picture", "Save a picture", (Key("s", "snapshot", "S"),)),
    Row("Picture", "Full screen", (Key("f", "fullscreen", "F"),), (Key("F11", "fullscreen", ""),)),
    Row("Picture", "Leave it, close this", (Key("Esc", "leave", "Esc"),)),
    Row("Program", "These keys", (Key("?", "keys", "?"),), (Key("F1", "keys", ""),)),
    Row("Program", "Quit", (Key("q", "quit", "Q"),), (Key("Ctrl+Q", "quit", ""),)),
)

ACTIONS: dict[str, str] = {key.press: key.action for row in ROWS for key in (*row.keys, *row.hidden)}
"""What each key does."""

_NAMES = {
    Qt.Key.Key_Space: "Space",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_F1: "F1",
    Qt.Key.Key_F11: "F11",
}


def name_of(event: QKeyEvent) -> str:
    """A key press as the table writes it; characters by what they type, whatever the layout needs for them."""
    modifiers = event.modifiers()
    if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
        return ""
    name = _NAMES.get(Qt.Key(event.key()), "")
    if modifiers & Qt.KeyboardModifier.ControlModifier:
        key = event.key()
        return f"Ctrl+{chr(key)}" if Qt.Key.Key_A <= key <= Qt.Key.Key_Z else ""
    if name:
        return f"Shift+{name}" if modifiers & Qt.KeyboardModifier.ShiftModifier else name
    return event.text().lower()


def tip(text: str, action: str) -> str:
    """A tooltip with its key: ``Loop  (L)``."""
    shown = next(key.shown for row in ROWS for key in row.keys if key.action == action)
    return f"{text}  ({shown})"
