"""Which card lies over the pictures when there is more than one thing to say, and how errors are worded on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from hud.app import theme
from hud.app.overlays import Notice, SourceLine
from hud.errors import FileError, Problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QRect

    from hud.app.overlays import Card
    from hud.errors import HudError

Kind = Literal["open", "edit", "render", "footage", "camera", "silent", "loading"]
"""What can be said, in the order of what goes first: what the user just did, what passes by itself last."""
ORDER: tuple[Kind, ...] = get_args(Kind)
MAX_SHOWN_ERRORS = 3
Button = tuple[str, "Callable[[], None]"]


class Cards:
    """Everything there is to say at present; the first of it is shown."""

    def __init__(self, card: Card, place: Callable[[], QRect], foot: Callable[[], QRect]) -> None:
        """With nothing to say.

        Args:
            card: Where it is said.
            place: The rectangle in whose middle the card lies.
            foot: The one at whose lower edge it lies as a bar, where the picture is to be seen meanwhile.
        """
        self._card = card
        self._place = place
        self._foot = foot
        self._notices: dict[Kind, Notice] = {}

    def __contains__(self, kind: Kind) -> bool:
        return kind in self._notices

    def tell(self, kind: Kind, notice: Notice, *, late: bool = False) -> None:
        """Say something; late, with the next `show`, so that what is quickly over is never seen."""
        self._notices[kind] = notice
        if not late:
            self.show()

    def clear(self, *kinds: Kind) -> None:
        """Say it no more; without a kind, nothing at all any more."""
        before = len(self._notices)
        for kind in kinds or ORDER:
            self._notices.pop(kind, None)
        if len(self._notices) != before:
            self.show()

    def show(self) -> None:
        """Bring the card up to date, and to its place."""
        first = next((self._notices[kind] for kind in ORDER if kind in self._notices), None)
        low = first is not None and first.low
        self._card.tell(first, self._foot() if low else self._place())


def opening(what: str) -> Notice:
    """Something takes its time to open."""
    return Notice("hourglass_empty", theme.MUTED, "Opening…", what)


def trouble(title: str, error: HudError, *buttons: Button, low: bool = False) -> Notice:
    """An error with its place; of several the first three. Low, it leaves the picture in view."""
    errors = list(error.errors) if isinstance(error, Problems) else [error]
    lines = [str(one) for one in errors[:MAX_SHOWN_ERRORS]]
    if len(errors) > MAX_SHOWN_ERRORS:
        lines.append(f"and {len(errors) - MAX_SHOWN_ERRORS} more; 'hud check' lists them all")
    placed = next((one for one in errors if isinstance(one, FileError) and one.line is not None and one.snippet), None)
    source = None if placed is None or placed.line is None else SourceLine(placed.line, placed.snippet, placed.column)
    return Notice("error", theme.DANGER, title, "\n".join(lines), buttons, source, low)


def edited(error: HudError) -> Notice:
    """A file that is played was edited and cannot be used; the picture stays until it can."""
    return trouble("The last good picture, until this is mended", error, low=True)


def lost(title: str, detail: str, *buttons: Button) -> Notice:
    """The footage does not come."""
    return Notice("videocam_off", theme.WARNING, title, detail, buttons)
