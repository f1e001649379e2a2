"""Two element trees compared, in words; and the parts of a picture that elements cover, to be masked."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from hud.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hud.panel import Element
    from hud.regression.boxes import Box

Change = Literal["missing", "new", "text", "cut", "clipped", "colour", "opacity", "font", "size", "depth", "moved"]

MOVED_PX = 0.5
"""Less is the rounding of a text's own metrics, and draws the same pixels."""
MAX_MASKED_SHARE = 0.5
"""A test that looks at less than half of a picture is no test of it."""

_TOGETHER = 3
_SHOWN_TEXT = 80


@dataclass(frozen=True, slots=True)
class ElementChange:
    """One thing about one element that is not as it was."""

    id: str
    """The element's; of several that moved together, the first's."""
    kind: Change
    words: str
    """One line: ``nav.distance: '180 m' -> '18 m'``."""


def compare_elements(expected: Iterable[Element], actual: Iterable[Element]) -> tuple[ElementChange, ...]:
    """What changed from one element tree to another, what matters most first.

    Elements belong together by their ids. Of one whose text changed, size and place are those of the room that the
    layout gave it: another word is another width, which is no news.

    Returns:
        Missing and new elements first, then the others in painting order; elements that moved alike are told together.
    """
    before, after = {e.id: e for e in expected}, {e.id: e for e in actual}
    changes = [ElementChange(e.id, "missing", f"{e.id} is missing: {_what(e)}") for e in before.values()]
    changes = [change for change in changes if change.id not in after]
    changes += [ElementChange(e.id, "new", f"{e.id} is new: {_what(e)}") for e in after.values() if e.id not in before]
    moved: dict[tuple[float, float], list[str]] = {}
    for name in (name for name in after if name in before):
        changes += _changes(before[name], after[name])
        if shift := _shift(before[name], after[name]):
            moved.setdefault(shift, []).append(name)
    for shift, names in moved.items():
        changes += _movements(names, _direction(*shift))
    return tuple(changes)


def element_masks(
    ids: Sequence[str], *trees: Iterable[Element], size: tuple[int, int], margin_px: int = 2
) -> tuple[Box, ...]:
    """The boxes to leave out of a comparison so that these elements do not count.

    Both the expected and the actual tree are given: an element that changed covers something in each.

    Args:
        ids: Element ids; ``*`` stands for anything, and an id means what is in it as well: ``nav`` masks
            ``nav.distance``.
        trees: Element trees.
        size: (width, height) of the picture.
        margin_px: Added on every side, for glyphs that reach beyond their metrics.

    Returns:
        (x, y, width, height), cut at the picture's edge.

    Raises:
        UsageError: An id that no tree has, or masks that cover more than `MAX_MASKED_SHARE` of the picture.
    """
    elements = [element for tree in trees for element in tree]
    boxes = set()
    for wanted in ids:
        found = [element for element in elements if is_masked(element.id, (wanted,))]
        if not found:
            known = sorted({element.id for element in elements})
            raise UsageError(f"no element is called '{wanted}'", hint=did_you_mean(wanted, known))
        boxes |= {box for box in (_cut(element.box, size, margin_px) for element in found) if box is not None}
    if (share := _share(boxes, size)) > MAX_MASKED_SHARE:
        raise UsageError(
            f"the masked elements cover {share:.0%} of the picture, more than {MAX_MASKED_SHARE:.0%}",
            hint="mask single elements, not groups of them",
        )
    return tuple(sorted(boxes, key=lambda box: (box[1], box[0], box[2], box[3])))


def element_under(box: Box, *trees: Iterable[Element]) -> str:
    """What a part of a picture shows: the id of the smallest element there, of the first tree that has one; or empty.

    Args:
        box: (x, y, width, height), pixels.
        trees: Element trees.
    """
    for tree in trees:
        under = [one for one in tree if one.kind != "group" and _overlap(one.box, box)]
        if under:
            return min(under, key=lambda one: one.box[2] * one.box[3]).id
    return ""


def is_masked(name: str, masks: Iterable[str]) -> bool:
    """Whether one of these masks means the element."""
    return any(fnmatchcase(name, mask) or fnmatchcase(name, f"{mask}.*") for mask in masks)


def _changes(old: Element, new: Element) -> Iterator[ElementChange]:
    def change(kind: Change, words: str) -> ElementChange:
        return ElementChange(new.id, kind, f"{new.id}{words}")

    if old.text != new.text:
        yield change("text", f": {_both(old.text, new.text)}")
    if old.kind != new.kind:
        yield change("text", f": was a {old.kind}, is a {new.kind}")
    if old.truncated != new.truncated:
        yield change("cut", f" is cut off: '{_short(new.text)}' does not fit" if new.truncated else " fits again")
    if old.clipped != new.clipped:
        yield change("clipped", " is clipped at an edge" if new.clipped else " is no longer clipped")
    if old.colour != new.colour:
        yield change("colour", f": colour {old.colour or 'none'} -> {new.colour or 'none'}")
    if abs(old.opacity - new.opacity) > 1e-3:
        yield change("opacity", f": opacity {old.opacity:g} -> {new.opacity:g}")
    if old.font_px != new.font_px:
        yield change("font", f": font {old.font_px:g} -> {new.font_px:g} px")
    elif _grown(old, new):
        one, two = _extent(old, new)
        yield change("size", f": {one[2]:g} x {one[3]:g} -> {two[2]:g} x {two[3]:g} px")
    if old.depth_m != new.depth_m:
        yield change("depth", f": {_distance(old.depth_m)} -> {_distance(new.depth_m)}")


def _extent(old: Element, new: Element) -> tuple[tuple[float, float, float, float], tuple[float, float, float, float]]:
    return (old.room, new.room) if old.text != new.text else (old.box, new.box)


def _grown(old: Element, new: Element) -> bool:
    if old.kind == "group" or old.text != new.text:
        # told by what is in it, and by the text
        return False
    return abs(old.box[2] - new.box[2]) > MOVED_PX or abs(old.box[3] - new.box[3]) > MOVED_PX


def _shift(old: Element, new: Element) -> tuple[float, float] | None:
    one, two = _extent(old, new)
    dx, dy = two[0] - one[0], two[1] - one[1]
    return (round(dx, 1), round(dy, 1)) if max(abs(dx), abs(dy)) > MOVED_PX else None


def _direction(dx: float, dy: float) -> str:
    across = f"{abs(dx):g} px {'right' if dx > 0 else 'left'}" if dx else ""
    along = f"{abs(dy):g} px {'down' if dy > 0 else 'up'}" if dy else ""
    return " and ".join(part for part in (across, along) if part)


def _movements(names: list[str], direction: str) -> Iterator[ElementChange]:
    if len(names) <= _TOGETHER:
        yield from (ElementChange(name, "moved", f"{name} moved {direction}") for name in names)
        return
    listed = ", ".join(names[:_TOGETHER])
    more = len(names) - _TOGETHER
    yield ElementChange(names[0], "moved", f"{len(names)} elements moved {direction}: {listed} and {more} more")


def _what(element: Element) -> str:
    at = f"at {element.box[0]:.0f}, {element.box[1]:.0f}"
    return f"'{_short(element.text)}' {at}" if element.text else f"a {element.kind} {at}"


def _overlap(a: tuple[float, float, float, float], b: Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _both(old: str, new: str) -> str:
    """Two texts so that it is seen what is not the same in them."""
    if _as_read(old) == _as_read(new):
        # another kind of space, an accent in two parts, a mark of direction
        old, new = (re.sub(r"[^ -~]", lambda found: f"<U+{ord(found[0]):04X}>", text) for text in (old, new))
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    if same > _SHOWN_TEXT // 2 and max(len(old), len(new)) > _SHOWN_TEXT:
        old, new = (f"…{text[same - _SHOWN_TEXT // 4 :]}" for text in (old, new))
    return f"'{_short(old)}' -> '{_short(new)}'"


def _as_read(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return " ".join("".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Cc")).split())


def _short(text: str) -> str:
    line = text.replace("\n", "⏎")
    return line if len(line) <= _SHOWN_TEXT else f"{line[: _SHOWN_TEXT - 1]}…"


def _distance(metres: float | None) -> str:
    return "on the virtual image" if metres is None else f"{metres:g} m away"


def _cut(box: tuple[float, float, float, float], size: tuple[int, int], margin_px: int) -> Box | None:
    x0, y0 = max(math.floor(box[0]) - margin_px, 0), max(math.floor(box[1]) - margin_px, 0)
    x1 = min(math.ceil(box[0] + box[2]) + margin_px, size[0])
    y1 = min(math.ceil(box[1] + box[3]) + margin_px, size[1])
    return (x0, y0, x1 - x0, y1 - y0) if x1 > x0 and y1 > y0 else None


def _share(boxes: Iterable[Box], size: tuple[int, int]) -> float:
    """How much of the picture the boxes cover together, 0 to 1."""
    boxes = list(boxes)
    edges = sorted({y for _, y, _, h in boxes for y in (y, y + h)})
    area = 0
    for top, bottom in pairwise(edges):
        reached = 0
        for x, _, w, _ in sorted(box for box in boxes if box[1] <= top and box[1] + box[3] >= bottom):
            area += max(0, x + w - max(x, reached)) * (bottom - top)
            reached = max(reached, x + w)
    return area / (size[0] * size[1])
