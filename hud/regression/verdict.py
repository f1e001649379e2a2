"""Is a screenshot as it was? Judged from a baseline, what was drawn now, and where: nothing else is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np

from hud.errors import FileError
from hud.files import display_path
from hud.regression.comparing import DEFAULT_THRESHOLD, SizeMismatchError, compare
from hud.regression.density import MAX_IN_WINDOW, WINDOW_PX
from hud.regression.elements import compare_elements, element_masks, element_under, is_masked
from hud.regression.light import light_changes
from hud.regression.yiq import METRIC, METRIC_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from hud.panel import Element
    from hud.regression.boxes import Box
    from hud.regression.comparing import Comparison
    from hud.regression.elements import ElementChange
    from hud.regression.fingerprint import Fingerprint
    from hud.regression.shot import Digests, Shot
    from hud.regression.store import Baseline

Verdict = Literal["identical", "tolerated", "different", "missing", "size", "unstable"]
Policy = Literal["auto", "exact", "perceptual"]

PASSES: tuple[Verdict, ...] = ("identical", "tolerated")
_NOTHING: Mapping[str, Comparison] = MappingProxyType({})
_CHANGES_SHOWN = 12
_BOXES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How much may differ."""

    policy: Policy = "auto"
    """``exact``: every pixel is equal. ``perceptual``: by the metric. ``auto``: exact where the baseline was drawn in
    an environment like this one, perceptual elsewhere."""
    threshold: float = DEFAULT_THRESHOLD
    include_aa: bool = False
    max_pixels: int = 0
    """So many pixels may differ on each panel: of all by ``exact``, of those over the threshold by ``perceptual``."""
    max_in_window: int = MAX_IN_WINDOW
    """Of these, so many may lie together in any 16 x 16 pixels: what is allowed is noise, and no wrong digit."""
    masks: tuple[str, ...] = ()
    """Elements that do not count, by id; see `hud.regression.element_masks`."""


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """The verdict on one screenshot, and why."""

    id: str
    verdict: Verdict
    words: tuple[str, ...] = ()
    """What is not as it was, one thing a line, what matters most first."""
    changes: tuple[ElementChange, ...] = ()
    comparisons: Mapping[str, Comparison] = field(default_factory=lambda: _NOTHING)
    """By eye; of the panels that had to be looked at."""
    environment: str = ""
    """How this environment is not the one of the baseline; empty where it is, or where it does not matter."""
    unread: tuple[str, ...] = ()
    """Why approved pictures could not be read. What was drawn may be approved all the same."""
    variant: bool = False
    """To approve this, keep what is approved already: it is the same picture as this environment draws it."""

    @property
    def passed(self) -> bool:
        """Whether a test with this verdict is green."""
        return self.verdict in PASSES


def judge(
    baseline: Baseline | None,
    actual: Shot,
    fingerprint: Fingerprint,
    *,
    tolerance: Tolerance | None = None,
    again: Sequence[Digests] = (),
) -> Judgement:
    """Judge one screenshot.

    Args:
        baseline: What was approved; None where nothing was.
        actual: What was drawn now.
        fingerprint: The environment of now.
        tolerance: What may differ; nothing where the environment is the same by default.
        again: Digests of the same moment drawn by other processes.

    Returns:
        ``unstable`` where two drawings of the same moment are not the same, whatever the baseline; ``missing`` without
        a baseline; ``identical`` where digests, element tree and speech are as approved (no picture is read);
        otherwise ``size``, ``different`` or ``tolerated``.

    Raises:
        UsageError: A mask names no element, or too much is masked.
    """
    tolerance = tolerance or Tolerance()
    if restless := _restless(actual, again):
        return Judgement(actual.id, "unstable", (f"drawn twice, {restless} is not the same",))
    if baseline is None:
        return Judgement(
            actual.id, "missing", (f"has no baseline yet; look at it, and if it is right: hud approve {actual.id}",)
        )
    if baseline.approvals[0][1].panels.keys() != actual.panels.keys():
        before, now = (" and ".join(eyes) or "none" for eyes in (baseline.approvals[0][1].panels, actual.panels))
        return Judgement(actual.id, "size", (f"the displays were {before}, and are {now}; {_if_meant(actual.id)}",))
    changes = _element_changes(baseline, actual, tolerance.masks)
    words = [change.words for change in changes]
    if baseline.entry.spoken != actual.spoken:
        words.insert(0, f"says '{actual.spoken}' instead of '{baseline.entry.spoken}'")
    try:
        comparisons, unread = _compared(baseline, actual, tolerance)
    except SizeMismatchError as error:
        (w0, h0), (w1, h1) = error.expected, error.actual
        line = f"{error.names[1]} is {w1} x {h1}, and was {w0} x {h0} in {error.names[0]}; {_if_meant(actual.id)}"
        return Judgement(actual.id, "size", (line, *words), changes)
    verdicts: list[Verdict] = ["tolerated"] if changes else []
    if baseline.entry.spoken != actual.spoken:
        verdicts.append("different")
    if any(change.kind not in _BY_METRICS for change in changes) and not all(c.identical for c in comparisons.values()):
        verdicts.append("different")
    exact = _is_exact(baseline, fingerprint, tolerance)
    known_here = any(there.draws_like(fingerprint) for there, _ in baseline.approvals)
    for comparison in comparisons.values():
        verdicts.append(_verdict_on(comparison, exact=exact, known_here=known_here, tolerance=tolerance))
    drawn_elsewhere = bool(comparisons) and not exact
    if not unread and (light := _light(baseline, actual, fingerprint, comparisons)):
        verdicts.append(light.verdict)
        words.insert(0, light.words)
        drawn_elsewhere |= light.elsewhere
    if unread:
        verdicts.append("different")
        drawn_elsewhere = False
    words = [*unread, *_shortened(words), *_pixel_words(comparisons, baseline.trees, actual.trees, tolerance)]
    if drawn_elsewhere and baseline.entry.metric != (now := f"{METRIC}-{METRIC_VERSION}"):
        words.append(f"approved by the metric {baseline.entry.metric}, judged by {now}")
    environment = baseline.fingerprint.explain(fingerprint) if drawn_elsewhere else ""
    if environment:
        words.append(f"drawn in another environment than the baseline: {environment}")
    worst: Verdict = max(verdicts, key=_SEVERITY.index, default="identical")
    return Judgement(
        id=actual.id,
        verdict=worst,
        words=tuple(words),
        changes=changes,
        comparisons=MappingProxyType(comparisons),
        environment=environment,
        unread=unread,
        variant=worst == "tolerated" and drawn_elsewhere and not known_here and not changes,
    )


_BY_METRICS = ("moved", "size")
"""What another font library may do to an element. All else was changed by somebody, however few pixels it took."""

_SEVERITY: list[Verdict] = ["identical", "tolerated", "different"]


def perturbed(codes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A HUD layer with one pixel changed, for a test session to make sure that its alarm rings.

    The pixel stands alone on a plain ground, where no rule for anti-aliasing excuses it.

    Args:
        codes: (H, W, 3) uint8.
    """
    packed = codes.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    plain = np.ones(packed.shape, np.bool_)
    for axis in (0, 1):
        for step in (1, -1):
            plain &= packed == np.roll(packed, step, axis)
    at = np.unravel_index(int(plain.argmax()), packed.shape)
    changed = codes.copy()
    changed[at] = np.where(codes[at] < 128, 255, 0)
    return changed


def _if_meant(name: str) -> str:
    return f"if that is meant: hud approve {name}"


def _restless(actual: Shot, again: Iterable[Digests]) -> str:
    """Which pictures other processes drew otherwise: ``the left panel and the right eye's view``."""
    found: dict[str, None] = {}
    for other in again:
        for name, mine, theirs in (
            ("{} panel", actual.digests.panels, other.panels),
            ("{} eye's view", actual.digests.composites, other.composites),
        ):
            eyes = sorted({*mine, *theirs})
            found |= {f"the {name.format(eye)}": None for eye in eyes if mine.get(eye) != theirs.get(eye)}
    return " and ".join(found)


def _compared(baseline: Baseline, actual: Shot, tolerance: Tolerance) -> tuple[dict[str, Comparison], tuple[str, ...]]:
    """The panels that no digest vouches for, compared; and why any could not be read."""
    found: dict[str, Comparison] = {}
    unread: dict[str, None] = {}
    if any(approved.panels == actual.digests.panels for _, approved in baseline.approvals):
        return found, ()
    for eye, codes in actual.panels.items():
        if baseline.approvals[0][1].panels[eye] == actual.digests.panels[eye]:
            continue
        masks: tuple[Box, ...] = ()
        try:
            expected = baseline.picture(eye)
        except FileError as error:
            unread[f"{error}; or, if what is drawn now is right: hud approve {actual.id}"] = None
            continue
        if expected.shape != codes.shape:
            sizes = [(picture.shape[1], picture.shape[0]) for picture in (expected, codes)]
            raise SizeMismatchError((display_path(baseline.path(eye)), f"the {eye} panel"), sizes[0], sizes[1])
        if tolerance.masks:
            size = codes.shape[1], codes.shape[0]
            masks = element_masks(tolerance.masks, baseline.trees[eye], actual.trees[eye], size=size)
        found[eye] = compare(
            expected, codes, threshold=tolerance.threshold, include_aa=tolerance.include_aa, masks=masks
        )
    return found, tuple(unread)


def _is_exact(baseline: Baseline, fingerprint: Fingerprint, tolerance: Tolerance) -> bool:
    return tolerance.policy == "exact" or (tolerance.policy == "auto" and baseline.fingerprint.draws_like(fingerprint))


def _verdict_on(comparison: Comparison, *, exact: bool, known_here: bool, tolerance: Tolerance) -> Verdict:
    if comparison.identical:
        return "identical"
    if exact:
        dense = tolerance.max_pixels and comparison.densest_unequal > tolerance.max_in_window
        return "different" if dense or comparison.unequal > tolerance.max_pixels else "tolerated"
    # what this environment draws was approved, in other pixels: nothing of the environment excuses these
    if known_here and tolerance.policy == "auto" and not tolerance.masks:
        return "different"
    dense = comparison.different and comparison.densest > tolerance.max_in_window
    return "different" if dense or comparison.different > tolerance.max_pixels else "tolerated"


@dataclass(frozen=True, slots=True)
class _Light:
    """What there is to say of the light."""

    verdict: Verdict
    words: str
    elsewhere: bool = False
    """Whether another environment may be why."""


def _light(
    baseline: Baseline, actual: Shot, fingerprint: Fingerprint, comparisons: Mapping[str, Comparison]
) -> _Light | None:
    """What there is to say of the light; None where it is as approved, or what is seen differs as the panels do."""
    same = any(approved.composites == actual.digests.composites for _, approved in baseline.approvals)
    if changed := light_changes(baseline.conditions, actual.conditions, same_pictures=same):
        return _Light("different", f"the light at the eye is another: {', '.join(changed)}")
    if same:
        return None
    # the panels differ nowhere but under masks, or not at all
    masked = all(found.identical for found in comparisons.values())
    if comparisons:
        approved = [one.probes for _, one in baseline.approvals if one.probes]
        now = actual.probed.probes
        if now in approved:
            return None
        if not approved or not now:
            return _Light("tolerated", "what the eye sees around the masks is not compared") if masked else None
    if any(there.draws_like(fingerprint, light=True) for there, _ in baseline.approvals):
        return _Light("different", f"{_BEYOND if comparisons else _BEHIND}: the footage or the optics changed")
    if not masked:
        return None
    beside = "" if comparisons else "the panel is as it was; "
    return _Light("tolerated", f"{beside}what the eye sees can be compared in the same environment only", True)


_BEHIND = "the panel is as it was, and what the eye sees is not"
_BEYOND = "what the eye sees is not as it was, and the panel is not all of it"


def _element_changes(baseline: Baseline, actual: Shot, masks: Sequence[str]) -> tuple[ElementChange, ...]:
    """What changed for either eye; told once where it is the same for both."""
    found: dict[str, ElementChange] = {}
    for eye, tree in actual.trees.items():
        for change in compare_elements(baseline.trees.get(eye, ()), tree):
            if not is_masked(change.id, masks):
                found.setdefault(change.words, change)
    return tuple(found.values())


def _pixel_words(
    comparisons: Mapping[str, Comparison],
    before: Mapping[str, Sequence[Element]],
    now: Mapping[str, Sequence[Element]],
    tolerance: Tolerance,
) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for eye, found in comparisons.items():
        if found.identical:
            continue
        parts = [
            f"{count} pixel{'s' if count > 1 else ''} {what}"
            for count, what in (
                (found.different, "differ" if found.different > 1 else "differs"),
                (found.antialiased, "by anti-aliasing"),
                (found.tolerated, f"within the threshold {found.threshold:g}"),
            )
            if count
        ]
        if tolerance.max_pixels:
            parts.append(f"up to {found.densest or found.densest_unequal} in {WINDOW_PX} x {WINDOW_PX}")
        boxes = found.boxes or found.unequal_boxes
        where = ", ".join(f"{w} x {h} at {x},{y}" for x, y, w, h in boxes[:_BOXES_SHOWN])
        more = " and elsewhere" if len(boxes) > _BOXES_SHOWN else ""
        steps = f"{found.largest_step} code{'s' if found.largest_step > 1 else ''} at most"
        trees = (now.get(eye, ()), before.get(eye, ()))
        names = dict.fromkeys(filter(None, (element_under(box, *trees) for box in boxes)))
        on = f", on {_listed([*names])}" if names else ""
        line = f"{', '.join(parts)}, {steps}: {where}{more}{on}"
        said.setdefault(line, []).append(eye)
    for line, eyes in said.items():
        yield f"{' and '.join(eyes)} panel{'s' if len(eyes) > 1 else ''}: {line}"


def _listed(names: list[str]) -> str:
    if len(names) > _BOXES_SHOWN:
        names = [*names[:_BOXES_SHOWN], f"{len(names) - _BOXES_SHOWN} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _shortened(words: list[str]) -> list[str]:
    if len(words) <= _CHANGES_SHOWN:
        return words
    return [*words[:_CHANGES_SHOWN], f"and {len(words) - _CHANGES_SHOWN} changes more"]
