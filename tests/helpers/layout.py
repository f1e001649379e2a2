"""What is wrong with the layout of a frame, from its elements."""

import itertools


def faults(elements):
    """What is wrong with a frame, as (what, element, element or text)."""
    seen = [one for one in elements if one.opacity > 0.3]
    texts = [one for one in seen if one.kind == "text"]
    found = [("clipped", one.id, "") for one in elements if one.clipped]
    # Who a message is from may lose its end on a narrow panel; what it says may not.
    found += [("cut", one.id, one.text) for one in texts if one.truncated and one.id != "notice.title"]
    for text, other in itertools.product(texts, seen):
        # The number in the ring of a roundabout; what is framed; a frame round several.
        if other.kind == "group" or other is text or text.id.endswith(".exit") or _holds(other, text):
            continue
        if other.kind != "text" or text.id < other.id:
            found += [("on", text.id, other.id)] if _deep(_ink(text), _ink(other)) >= 1 else []
    return found


def _ink(element):
    """A text's line is higher than its letters; scripts with marks above and below have a taller one."""
    x, y, width, height = element.box
    single = height < 2.3 * element.font_px
    spare = max(0.2 * element.font_px, (height - 1.1 * element.font_px) / 2 if single else 0.0)
    return x, y + spare, width, height - 2 * spare


def _deep(a, b):
    return min(min(a[k] + a[k + 2], b[k] + b[k + 2]) - max(a[k], b[k]) for k in (0, 1))


def _holds(frame, text):
    (x, y, width, height), (left, top, wide, high) = frame.box, text.box
    within = x - 1 <= left and y - 1 <= top and left + wide <= x + width + 1 and top + high <= y + height + 1
    return frame.kind == "rectangle" and within
