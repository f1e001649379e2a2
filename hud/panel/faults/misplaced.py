"""What is said of an item that cannot be where, or as large as, it says."""

from __future__ import annotations

from hud.panel.source.literals import NO_NUMBER
from hud.panel.spec import MAX_PX

MAX_FONT_PX = 2000
"""Beyond it Qt draws boxes instead of letters; no panel is as high."""
MAX_ITEM_PX = 1_000_000
"""Of a rectangle, shape or picture: a strip of a map is shorter, and beyond it painting loses its place."""
MAX_ITEMS = 3000
"""On a panel at once, those inside of pieces too: what takes a tenth of a second for each frame."""
_DIVISION = "give it a number; look for a division by zero"
_LONGEST = 1e12


def said_of_item(name: str, value: str) -> tuple[str, str]:
    """The message and what to do.

    Args:
        name: The property, as QML has it; ``transform`` for all that moves an item.
        value: Of it, as JavaScript writes it.
    """
    if name == "transform":
        return "what moves this is not finite", "look for a division by zero"
    if name == "count":
        return (
            f"{in_figures(float(value))} items at once, more than can be drawn in time",
            f"keep to {MAX_ITEMS:,}; draw many that are alike as one Shape or Image",
        )
    if name == "metres":
        return f"a Depth is at {value} m from the eyes", "say how far it is, such as metres: 4"
    if name == "degrees":
        return f"degrees is {value}", "say how large it is seen, such as degrees: 0.8"
    if not value[-1:].isdigit():
        return f"{name} is {value}", NO_NUMBER if value == "NaN" else _DIVISION
    size = in_figures(float(value))
    if name == "font.pixelSize":
        return (
            f"a text {size} px high, more than can be drawn",
            f"make {name} {MAX_FONT_PX} at most; hud.deg(0.8) is a usual size",
        )
    if name.startswith("sourceSize"):
        return (
            f"a picture asked for at {size} px, more than any panel has",
            f"make {name} {MAX_PX} at most; where it is left out, a picture comes in its own size",
        )
    return (
        f"{name} is {size} px, more than can be drawn",
        "make it less; hud.panel.width and hud.panel.height are the whole panel",
    )


def in_figures(number: float) -> str:
    """A number as one reads it: ``1,000,000``, but ``1e+300``."""
    return f"{number:,.0f}" if abs(number) < _LONGEST else f"{number:g}"
