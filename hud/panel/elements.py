"""Read the item tree back: what is shown, where, and whether it fits."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Q_ARG, QMetaObject, Qt
from PySide6.QtQml import QQmlEngine

from hud.errors import HudError
from hud.panel.faults.misplaced import MAX_FONT_PX, MAX_ITEM_PX, said_of_item
from hud.panel.spec import MAX_PX, Element

if TYPE_CHECKING:
    from PySide6.QtQuick import QQuickItem

# A pixel's worth of rounding in a text's own metrics is no clipping.
_SLACK_PX = 0.75
MOST = Q_ARG("double", MAX_FONT_PX), Q_ARG("double", MAX_PX), Q_ARG("double", MAX_ITEM_PX)
_PICTURE = re.compile(r"<\s*img\b|!\[", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
Box = tuple[float, float, float, float]


class MisplacedError(HudError):
    """An item that cannot stand where it says; the stage has made Qt say where the item is written.

    Attributes:
        name: The property that says so; empty where it is not known.
    """

    def __init__(self, message: str, name: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.name = name


def read_elements(stage: QQuickItem) -> tuple[Element, ...]:
    """Every visible text, shape, image and rectangle on the stage, and every named group, in painting order.

    The stage walks its own tree: one call instead of a dozen for each item.

    Args:
        stage: The trusted root (``Stage.qml``) with a screen on it, laid out.

    Returns:
        Elements with unique ids.

    Raises:
        HudError: A text with markup names a picture to load.
        MisplacedError: A Depth is no distance away, an item has no finite place or size, or a text or a
            picture is too large.
    """
    QMetaObject.invokeMethod(stage, "read", Qt.ConnectionType.DirectConnection)
    if stage.property("nameless"):
        _name(stage)
        QMetaObject.invokeMethod(stage, "read", Qt.ConnectionType.DirectConnection)
    if misplaced := stage.property("misplaced"):
        raise MisplacedError(
            f"a Depth {misplaced} m from the eyes", "metres", hint="say how far it is, such as metres: 4"
        )
    found = []
    seen: dict[str, int] = {}
    for line in filter(None, stage.property("tree").split("\n")):
        element = _element(line)
        if element is None:
            raise _endless(stage, json.loads(line))
        number = seen[element.id] = seen.get(element.id, 0) + 1
        found.append(element if number == 1 else replace(element, id=f"{element.id}#{number}"))
    return tuple(found)


def _endless(stage: QQuickItem, found: dict[str, Any]) -> MisplacedError:
    QMetaObject.invokeMethod(stage, "blame", Qt.ConnectionType.DirectConnection, *MOST)
    name, _, value = str(stage.property("endless")).partition(" ")
    if not name:
        return MisplacedError(
            f"{found['id']} has no finite place or size", "", hint="look for a division by zero in what moves it"
        )
    message, hint = said_of_item(name, value)
    return MisplacedError(message, name, hint=hint)


def _name(item: QQuickItem) -> None:
    # An item's QML id is known to C++ only; as its object name the stage can read it.
    for child in item.childItems():
        if not child.objectName():
            context = QQmlEngine.contextForObject(child)
            child.setObjectName((context.nameForObject(child) if context is not None else "") or "~")
        _name(child)


@lru_cache(maxsize=1024)  # most of a screen is from frame to frame the same
def _element(line: str) -> Element | None:
    """What one line of the stage's list says; None where it has no finite place or is too large."""
    found = json.loads(line)
    # JSON has no infinity: what is endless comes as null
    box = found["box"]
    endless = None in box or None in found["room"] or None in found["clip"]
    if endless or found["fontPx"] > MAX_FONT_PX or found["sourcePx"] > MAX_PX:
        return None
    # JSON has no NaN either
    if found["degrees"] is None or found["degrees"] < 0:
        return None
    if found["kind"] not in ("text", "group") and max(box[2:]) > MAX_ITEM_PX:
        return None
    text = found["text"]
    if found["markup"]:
        # Qt loads such a picture past every fence, whatever file it names.
        if _PICTURE.search(text):
            raise HudError(
                f"the text {found['id']} holds a picture, which a screen may not use inside a text",
                hint="set textFormat: Text.PlainText",
            )
        text = _TAG.sub("", text)
    colour = found["colour"]
    box = _rounded(found["box"])
    return Element(
        id=found["id"],
        kind=found["kind"],
        text=text,
        box=box,
        room=_rounded(found["room"]),
        font_px=float(found["fontPx"]),
        colour="#" + colour[-6:] if colour else "",
        opacity=round(found["opacity"], 4),
        truncated=found["truncated"],
        clipped=found["kind"] != "group" and not _contains(_rounded(found["clip"]), box),
        depth_m=None if found["depth"] is None else float(found["depth"]),
    )


def _contains(outer: Box, inner: Box) -> bool:
    return (
        inner[0] >= outer[0] - _SLACK_PX
        and inner[1] >= outer[1] - _SLACK_PX
        and inner[0] + inner[2] <= outer[0] + outer[2] + _SLACK_PX
        and inner[1] + inner[3] <= outer[1] + outer[3] + _SLACK_PX
    )


def _rounded(box: list[float]) -> Box:
    return round(box[0], 3), round(box[1], 3), round(box[2], 3), round(box[3], 3)
