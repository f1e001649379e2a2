"""What a scenario expects to be seen, against what is: `hud check --expect` and screenshot tests ask here.

Contrast is the luminance ratio at the eye of a text to what lies behind it, (L_on + T·L_a) / (L_off + T·L_a), of which
FHWA-RD-98-057 asks 3 at least and 7 rather (optics.md, "Ambient contrast ratio" and LUM-01). L_on is what the strokes
of a text reach after the optics, L_off what its ground emits; T·L_a is taken pixel by pixel behind the strokes, and of
the ratios found so the 5th percentile counts, so that the worst patch of the world decides. Of two eyes the worse one
counts.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.errors import did_you_mean
from hud.files import read_text
from hud.optics import View, ViewGeometry
from hud.optics.base import MAX_VIEW_PX
from hud.optics.cpu import display_light, world_light
from hud.optics.geometry import DISPLAY_RIM, world_in_view
from hud.optics.lens import lens_for
from hud.optics.rects import Rect
from hud.optics.stages import luminance
from hud.optics.turning import turned
from hud.resources import asset_path
from hud.scenario.composing import compose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.errors import FileError
    from hud.optics.lens import Lens
    from hud.panel import Element
    from hud.pipeline import Replay, StereoFrame
    from hud.scenario.scenario import Expected, Scenario

WORST_PERCENTILE = 5.0
STROKE_PERCENTILE = 75.0
"""Of the light of a text's strokes: what they reach within their edges."""
MOST_INK = 0.6
"""Share of its box that a text's strokes take at most; what takes more is the ground."""
_DARK = "the display is dark: the glasses are taken off, or their brightness is 0"
_FINE_PANEL_PX = 900
_MANY = 8
_SIGNS = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
}


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold at a moment."""

    index: int
    """Which of the scenario's expectations, from 0."""
    kind: str
    """``shows``, ``visible``, ``absent``, ``not_clipped`` or ``contrast``."""
    at_s: float
    message: str
    """What was expected."""
    seen: str
    """What is there instead."""


def failures(replay: Replay) -> list[Failure]:
    """Every expectation of a scenario that does not hold, on the glasses and in the light of a replay.

    Args:
        replay: The scenario with its footage open.

    Returns:
        In the order of the file, and of time.

    Raises:
        HudError: A frame that cannot be made.
    """
    return [failure for wanted in replay.scenario.expect for failure in _failed(replay, wanted)]


def failures_at(replay: Replay, frame: StereoFrame) -> list[Failure]:
    """The expectations of one moment that do not hold.

    Args:
        replay: The scenario with its footage open.
        frame: What it shows at that moment.

    Raises:
        HudError: A frame that cannot be made.
    """
    t_s = frame.t_s
    wanted = [one for one in replay.scenario.expect if t_s in one.times_s]
    return [failure for one in wanted for failure in _failed_at(replay, one, t_s, frame)]


def asked_at(scenario: Scenario, t_s: float) -> list[tuple[int, str, str]]:
    """What is expected of a moment: which of the scenario's expectations, its kind, and in words."""
    found: list[tuple[int, str, str]] = []
    for wanted in (one for one in scenario.expect if t_s in one.times_s):
        for kind in ("shows", "visible", "absent", "not_clipped"):
            if names := getattr(wanted, kind):
                found.append((wanted.index, kind, f"{kind.replace('_', ' ')}: {', '.join(names)}"))
        if wanted.contrast is not None:
            sign, bound = wanted.contrast
            found.append((wanted.index, "contrast", f"contrast {sign} {bound:g} of: {', '.join(wanted.of)}"))
    return found


def located(scenario: Scenario, found: Sequence[Failure]) -> list[FileError]:
    """Failures at their places in the scenario's file, or in one it includes.

    Raises:
        FileError: The file is not there any more.
    """
    draft = compose(scenario.path)
    return [draft.error(("expect", one.index, one.kind), one.message, hint=one.seen) for one in found]


def contrast_of(
    replay: Replay, t_s: float, names: Sequence[str] = ("*",), *, frame: StereoFrame | None = None
) -> list[tuple[Element, Eye, float]]:
    """The luminance ratio of texts to what lies behind them, at each eye that has a display.

    Measured on the reference's light, in a view of the display as fine as its panel, whatever the replay's own.

    Args:
        replay: The scenario with its footage open.
        t_s: When.
        names: Ids of the texts, with ``*`` for any part.
        frame: What is shown then, where it has been drawn already.

    Returns:
        (text, eye, ratio) of each.

    Raises:
        HudError: The frame cannot be made.
    """
    backdrop, device = replay.backdrop_at(t_s), replay.device
    frame = frame or replay.frame(t_s, backdrop)
    backdrop = turned(backdrop, replay.scenario.head.pose_at(t_s))
    geometry = ViewGeometry.of(device, backdrop, View(size_px=fine_view_px(device), zoom="display"))
    scene: Any = {"device": device, "environment": replay.environment_at(t_s), "geometry": geometry}
    world: NDArray[np.float32] | None = None
    found = []
    for eye, panel in frame.panels.items():
        texts = [e for e in panel.elements if e.kind == "text" and _drawn(e, frame) and _any(e, names)]
        if not texts:
            continue
        if world is None:
            world = world_light(world_in_view(backdrop.rgb, geometry), **scene)
        lit = display_light(panel.codes, eye, **scene)
        unlit = display_light(np.zeros_like(panel.codes), eye, **scene)
        height, width = panel.codes.shape[:2]
        lens = lens_for(scene["environment"], device, eye, geometry, (width, height))
        for element in texts:
            cut = _cut(element.box, lens)
            if cut is not None:
                bright, dark = (luminance(world[cut] + display[cut]) for display in (lit, unlit))
                found.append((element, eye, _ratio(bright, dark)))
    return found


def _failed(replay: Replay, wanted: Expected) -> Iterator[Failure]:
    for name in wanted.absent:
        # what no screen ever has is absent for ever, whatever happens
        if _ID.fullmatch(name) and (known := _ever(replay.scenario)) is not None:
            names, texts = known
            if not set(re.split(r"\.", name)) & names and not any(name in text for text in texts):
                near = did_you_mean(name, sorted(names))
                hint = near if near.startswith("did") else "write an id or objectName of the screen, or a text"
                yield Failure(wanted.index, "absent", wanted.times_s[0], f"nothing is ever called '{name}'", hint)
    for t_s in wanted.times_s:
        yield from _failed_at(replay, wanted, t_s, None)


def _failed_at(replay: Replay, wanted: Expected, t_s: float, frame: StereoFrame | None) -> Iterator[Failure]:
    if wanted.shows or wanted.visible or wanted.absent or wanted.not_clipped:
        for kind, message, seen in _of_elements(frame or replay.frame(t_s), wanted):
            yield Failure(wanted.index, kind, t_s, f"at {t_s:g} s {message}", seen)
    if wanted.contrast is not None:
        for message, seen in _of_contrast(replay, t_s, wanted, frame):
            yield Failure(wanted.index, "contrast", t_s, f"at {t_s:g} s {message}", seen)


def _of_elements(frame: StereoFrame, wanted: Expected) -> Iterator[tuple[str, str, str]]:
    # a display that gives no light shows nothing, whatever its panel is driven with
    dark = frame.metadata.get("brightness") == 0
    drawn = [element for element in frame.elements if _drawn(element, frame) and not dark]
    texts = [element for element in drawn if element.kind == "text"]
    said = _said(texts, frame)
    for text in wanted.shows:
        if not any(_plain(text) in one for one in said):
            yield "shows", f"nothing shows '{text}'", _DARK if dark else _seen(said)
    for name in wanted.visible:
        if not any(_is(element, name) for element in drawn):
            meant = _DARK if dark else _meant(drawn, name)
            yield "visible", f"'{name}' is not visible", meant or _why(frame, name) or _seen_ids(drawn)
    for name in wanted.absent:
        there = next((element for element in drawn if _is(element, name) or _within(element, name)), None)
        shown = next((one for one in said if _plain(name) in one), None)
        if there is not None:
            yield "absent", f"'{name}' is there", f"as {there.id}" + (f" '{there.text}'" if there.text else "")
        elif shown is not None:
            yield "absent", f"'{name}' is there", f"in '{_short(shown)}'"
    for name in wanted.not_clipped:
        chosen = [element for element in texts if _is(element, name)]
        if not chosen and name != "*":
            yield (
                "not_clipped",
                f"there is no text '{name}'",
                _DARK if dark else _meant(texts, name) or _seen_ids(texts),
            )
        for element in chosen:
            if element.truncated or element.clipped:
                how = "is cut short" if element.truncated else "leaves the panel"
                x, y, width, height = element.box
                box = f"it takes {width:.0f} x {height:.0f} px at {x:.0f}, {y:.0f}"
                yield "not_clipped", f"{element.id} '{_short(element.text)}' {how}", box


def _meant(elements: list[Element], name: str) -> str:
    """Names nest: where a part of an id was given, the id up to it."""
    whole = next((element.id for element in elements if _within(element, name)), "")
    return f"did you mean '{whole[: f'.{whole}.'.index(f'.{name}.')]}{name}'?" if whole else ""


def _of_contrast(replay: Replay, t_s: float, wanted: Expected, frame: StereoFrame | None) -> Iterator[tuple[str, str]]:
    sign, bound = wanted.contrast or (">=", 1.0)
    measured = contrast_of(replay, t_s, wanted.of, frame=frame)
    if not measured:
        shown = frame or replay.frame(t_s)
        texts = [element for element in shown.elements if element.kind == "text"]
        meant = next(filter(None, (_meant(texts, name) for name in wanted.of)), "")
        yield "there is no text to take a contrast of", meant or f"of: {', '.join(wanted.of)}"
    worst: dict[str, tuple[Element, Eye, float]] = {}
    for one in measured:
        element, _, ratio = one
        before = worst.get(element.id)
        if before is None or (ratio < before[2] if sign in (">=", ">") else ratio > before[2]):
            worst[element.id] = one
    for element, eye, ratio in worst.values():
        if not _SIGNS[sign](ratio, bound):
            yield (
                f"{element.id} '{_short(element.text)}' has not a contrast {sign} {bound:g}",
                (f"it is {ratio:.2f} at the {eye} eye"),
            )


def fine_view_px(device: DeviceProfile) -> tuple[int, int]:
    """Size of a view of the display that has twice as many pixels a degree as its panel, or as many of a large one."""
    if not device.eyes:
        return 640, 360
    width, height = device.resolution_px
    scale = 2 if width <= _FINE_PANEL_PX else 1
    nasal = device.ipd_m / 2 / device.virtual_image_distance_m * device.focal_px
    sides = (2 * scale * (width / 2 + nasal) / DISPLAY_RIM, scale * height / DISPLAY_RIM)
    return (min(MAX_VIEW_PX, math.ceil(sides[0])), min(MAX_VIEW_PX, math.ceil(sides[1])))


def _ratio(bright: NDArray[np.float32], dark: NDArray[np.float32]) -> float:
    """The worst patch's luminance ratio in a text's box, 1 or more."""
    light = bright - dark
    top, bottom = float(np.percentile(light, 99.5)), float(np.percentile(light, 0.5))
    lit = light > (top + bottom) / 2
    if not lit.any():
        return 1.0
    # letters take the lesser part of their box, dark ones on a lit ground too; the edges of a stroke are not its light
    dark_letters = lit.mean() > MOST_INK
    strokes = ~lit if dark_letters else lit
    high = float(np.median(light[lit]) if dark_letters else np.percentile(light[lit], STROKE_PERCENTILE))
    low = float(np.percentile(light[~lit], 100 - STROKE_PERCENTILE) if dark_letters else np.median(light[~lit]))
    behind = dark[strokes]
    ratios = (behind + max(high, 0.0)) / np.maximum(behind + max(low, 0.0), 1e-6)
    return float(np.percentile(ratios, WORST_PERCENTILE))


def _cut(box: tuple[float, float, float, float], lens: Lens) -> tuple[slice, slice] | None:
    """A box of the panel as rows and columns of the view, None where none of it is in the view."""
    x, y, width, height = box
    left, top = (side - 0.5 for side in lens.corner)
    (seen,) = lens.bounds([(x + left, y + top, x + width + left, y + height + top)])
    right, down = lens.smear
    way = Rect(
        math.floor(seen.x0 + min(0.0, right)),
        math.floor(seen.y0 + min(0.0, down)),
        math.ceil(seen.x1 + max(0.0, right)),
        math.ceil(seen.y1 + max(0.0, down)),
    ).meet(Rect(0, 0, *lens.view_px))
    return None if way.empty else (slice(way.y0, way.y1), slice(way.x0, way.x1))


def _drawn(element: Element, frame: StereoFrame) -> bool:
    """Whether any of an element falls on the panel."""
    height, width = next(iter(frame.panels.values())).codes.shape[:2]
    x, y, wide, high = element.box
    return (
        element.opacity > 0.02 and wide > 0 and high > 0 and x < width and y < height and x + wide > 0 and y + high > 0
    )


def _is(element: Element, name: str) -> bool:
    """Whether a name means an element: its id, one it is part of, or a pattern that fits."""
    own = element.id.partition("#")[0]
    return own == name or own.startswith(f"{name}.") or fnmatchcase(own, name)


def _within(element: Element, name: str) -> bool:
    """Whether a name means a part of an element's path, without what that part is in."""
    return f".{name}." in f".{element.id.partition('#')[0]}."


_ID = re.compile(r"[a-z_]\w*(?:\.[a-z_]\w*)*")
"""What may be an id; a text rarely looks so."""


@lru_cache(maxsize=8)
def _ever(scenario: Scenario) -> tuple[frozenset[str], tuple[str, ...]] | None:
    """What items are called and what texts there are, ever; None where names are computed."""
    from hud.panel.source.names import element_names

    files = sorted(asset_path("screens").rglob("*.qml"))
    if scenario.screen is not None:
        files += sorted(scenario.screen.parent.rglob("*.qml"))
    sources = [read_text(path) for path in files if "gallery" not in path.parts]
    names = element_names(sources)
    if names is None:
        return None
    texts = [" ".join(re.findall(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`", source)) for source in sources]
    texts += [str(frame.value) for frames in scenario.values.values() for frame in frames.frames]
    texts += [f"{span.item.title} {span.item.body}" for span in scenario.notices]
    if scenario.captions is not None:
        texts += [cue.text for cue in (*scenario.captions.source, *(scenario.captions.target or ()))]
    if scenario.route is not None:
        texts += [f"{step.instruction} {step.street}" for step in (*scenario.route.announced, scenario.route.arrival)]
    return names, tuple(texts)


def _any(element: Element, names: Sequence[str]) -> bool:
    return any(_is(element, name) for name in names)


def _said(texts: Sequence[Element], frame: StereoFrame) -> list[str]:
    """Every text, and the lines of a group as one text."""
    groups: dict[str, list[str]] = {}
    for element in texts:
        groups.setdefault(element.id.rpartition(".")[0], []).append(element.text)
    found = [_plain(element.text) for element in texts]
    found += [_plain(" ".join(lines)) for lines in groups.values() if len(lines) > 1]
    if frame.spoken is not None:
        found.append(_plain(frame.spoken.text))
    return found


def _plain(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    text = _plain(text)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _seen(said: Sequence[str]) -> str:
    single = list(dict.fromkeys(said))
    listed = ", ".join(f"'{_short(one)}'" for one in single[:_MANY])
    return f"seen: {listed}{', ...' if len(single) > _MANY else ''}" if single else "nothing is shown"


def _seen_ids(drawn: Sequence[Element]) -> str:
    ids = list(dict.fromkeys(element.id for element in drawn))
    return f"seen: {', '.join(ids[:_MANY])}{', ...' if len(ids) > _MANY else ''}" if ids else "nothing is shown"


def _why(frame: StereoFrame, name: str) -> str:
    """Why an element that is there is not drawn; empty where it is not there."""
    hidden = next((element for element in frame.elements if _is(element, name)), None)
    if hidden is None:
        return ""
    return f"{hidden.id} is there and has no size" if 0 in hidden.box[2:] else f"{hidden.id} lies off the panel"
