"""Screenshot regression: pictures compared, baselines kept, verdicts told.

Pure functions and one folder on disk; what renders, schedules, reports and asks is built on top. The data model:

* A `Shot` is one moment on one device in one light as drawn now: ``Shot.of(frame)``. Its id is
  ``<time or name>-<device>[-<lux>lx]`` (`screenshot_id`). It has the HUD layer of each eye (the codes of the panel,
  before any light), the element tree of each eye, what is spoken, the conditions of the light, and the digest
  (SHA-256 over size, format and pixels) of each HUD layer and of each eye's composite. `save_shot` and `load_shot`
  keep it on disk, so that it can be approved later without drawing it again.
* A `Fingerprint` is the environment that decides pixels: Qt, FreeType, fontconfig and fonts for the HUD layer, OpenCV,
  NumPy and the processor's instructions for the composite as well. ``explain`` says in words how two differ.
* A `Baseline` is a shot that was approved: the HUD layers as PNGs, and in the index everything else, with the digests
  that were approved in each environment. Composites are kept as digests only.
* A `BaselineStore` is the ``baselines`` folder beside a scenario: PNGs named ``<stem>.<digest>.png`` and one sorted
  ``index.json``. ``load`` reads at any moment; ``approve``, ``remove`` and ``prune`` change it under a lock, whole or
  not at all.
* A `Judgement` is the verdict on a shot: ``judge(baseline, shot, fingerprint, tolerance=...)``. Cheapest first: digests
  (nothing is decoded), then exact comparison, then the metric ``yiq-1`` where the environment is another. Its words
  name what changed: text, place, clipping, colour, missing and new elements, pixels, light, environment.
* `RunResults` is what a run of tests found: `JobResult` for each moment, `ScenarioResult`, an `Alarm`; in one
  ``results.json`` beside the pictures. `write_results`, `read_results` and `merged`; see `hud.regression.outcome`.
* A `Comparison` is of two pictures: ``compare(a, b)``, with pixelmatch 7.2's counts. `draw_diff` shows it.

Verdicts: ``identical``, ``tolerated`` (passes, and is told), ``different``, ``missing``, ``size``, ``unstable``.
Masks are element ids; they leave parts out of a comparison and change no picture. A run that wants to know that its
alarm rings judges a shot whose layer went through `perturbed`.
"""

from __future__ import annotations

from hud.regression.boxes import Box
from hud.regression.comparing import DEFAULT_THRESHOLD, Comparison, SizeMismatchError, compare, digest
from hud.regression.diff import LEGEND, draw_diff
from hud.regression.elements import ElementChange, compare_elements, element_masks
from hud.regression.fingerprint import Fingerprint, current_fingerprint
from hud.regression.outcome import (
    Alarm,
    Change,
    Difference,
    ExpectResult,
    EyeResult,
    JobResult,
    Pictures,
    RunResults,
    ScenarioResult,
    Timings,
    merged,
    read_results,
    write_results,
)
from hud.regression.png import encode_png, read_png
from hud.regression.results import load_shot, save_shot
from hud.regression.shot import Digests, Shot, picture_stem, screenshot_id
from hud.regression.store import Baseline, BaselineStore
from hud.regression.verdict import PASSES, Judgement, Policy, Tolerance, Verdict, judge, perturbed
from hud.regression.yiq import METRIC, METRIC_VERSION

__all__ = [
    "DEFAULT_THRESHOLD",
    "LEGEND",
    "METRIC",
    "METRIC_VERSION",
    "PASSES",
    "Alarm",
    "Baseline",
    "BaselineStore",
    "Box",
    "Change",
    "Comparison",
    "Difference",
    "Digests",
    "ElementChange",
    "ExpectResult",
    "EyeResult",
    "Fingerprint",
    "JobResult",
    "Judgement",
    "Pictures",
    "Policy",
    "RunResults",
    "ScenarioResult",
    "Shot",
    "SizeMismatchError",
    "Timings",
    "Tolerance",
    "Verdict",
    "compare",
    "compare_elements",
    "current_fingerprint",
    "digest",
    "draw_diff",
    "element_masks",
    "encode_png",
    "judge",
    "load_shot",
    "merged",
    "perturbed",
    "picture_stem",
    "read_png",
    "read_results",
    "save_shot",
    "screenshot_id",
    "write_results",
]
