"""What a run of screenshot tests found, and ``results.json``, the one file in which it is kept.

The runner writes it last, into the run's folder (``out/test`` by default), and everything that shows, exports or
approves a run reads it from there: report, review, JUnit, ``hud approve``. Beside it lie the pictures:

    results.json
    <scenario>/<id>/shot.json              what `hud.regression.save_shot` keeps, for approving it
    <scenario>/<id>/actual.left.png        the HUD layer now; expected.left.png as approved; diff.left.png
    <scenario>/<id>/actual.left.view.png   what the eye sees now; expected and diff only of a run against a revision

Of a moment that is identical there is ``expected.left.png`` alone, which is what was drawn.

Every path in the file is relative to that folder, with forward slashes, so that it may be moved and served. It holds
versions and file names, and never a variable or a name of the machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from hud.errors import FileError, UsageError
from hud.files import display_path, make_folders, read_bytes, write_atomically
from hud.regression.index import ElementEntry, laid_out
from hud.regression.verdict import PASSES, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hud.panel import Element

NAME = "results.json"
REPORT = "report.html"
FOLDER = Path("out/test")
"""Where a run goes that is not told otherwise."""
FORMAT = 1
MAX_BYTES = 512 * 2**20
BUSY = "another run of tests is using this folder"

Status = Literal["passed", "failed", "updated", "error"]
"""Of a moment. ``error``: it could not be drawn or judged; ``updated``: what was drawn is the baseline now."""
Value = str | int | float | list[float]

_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Three pictures of one thing, as paths; empty where there is none."""

    __pydantic_config__ = _STRICT

    expected: str = ""
    actual: str = ""
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """How two HUD layers differ; as `hud.regression.Comparison` counts."""

    __pydantic_config__ = _STRICT

    width: int
    height: int
    different: int
    """Pixels over the threshold."""
    antialiased: int
    tolerated: int
    largest_step: int
    """Of one channel, in codes."""
    boxes: tuple[tuple[int, int, int, int], ...]
    """(x, y, width, height) of where to look."""


@dataclass(frozen=True, slots=True)
class EyeResult:
    """One eye at one moment."""

    __pydantic_config__ = _STRICT

    layer: Pictures = field(default_factory=Pictures)
    """The HUD layer: what the panel is driven with. None for an eye without a display."""
    view: Pictures = field(default_factory=Pictures)
    """What the eye sees, world and HUD. Its baseline is a digest only, so that most runs have no picture expected."""
    difference: Difference | None = None
    """Of the layers, where they were compared."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about one element that is not as it was; `hud.regression.ElementChange`."""

    __pydantic_config__ = _STRICT

    id: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class ExpectResult:
    """One line of a scenario's ``expect:`` at this moment."""

    __pydantic_config__ = _STRICT

    index: int
    """Which of the scenario's expectations, from 0."""
    kind: str
    """``shows``, ``visible``, ``absent``, ``not_clipped`` or ``contrast``."""
    passed: bool
    message: str
    """What was expected; of a failure, what does not hold."""
    seen: str = ""
    """Of a failure: what is there instead."""
    file: str = ""
    """Where it is written, relative to the run's folder."""
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds."""

    __pydantic_config__ = _STRICT

    draw_ms: float = 0.0
    judge_ms: float = 0.0
    """Digests, comparison, and writing the pictures."""


@dataclass(frozen=True, slots=True)
class JobResult:
    """One moment of one scenario on one device in one light."""

    __pydantic_config__ = _STRICT

    key: str
    """``<scenario>/<id>``: unique in the run; what ``hud approve`` takes."""
    scenario: str
    """`ScenarioResult.name`."""
    id: str
    """Of the screenshot, `hud.regression.screenshot_id`: unique in the scenario."""
    t_s: float
    device: str
    lux: float | None
    """Illuminance in lx where the test set it; None where it is the scenario's own."""
    status: Status
    name: str = ""
    """What the scenario calls the screenshot; empty where it is called by its time."""
    verdict: Verdict | None = None
    """None where no screenshot is kept of the moment (only ``expect:`` looks at it), and of an error."""
    words: tuple[str, ...] = ()
    """What is not as it was, one thing a line, what matters most first; of an error, the error."""
    changes: tuple[Change, ...] = ()
    cause: str = ""
    """The same for moments that differ in the same way, such as forty frames in which one label moved."""
    environment: str = ""
    """How this environment is not the baseline's, in words."""
    variant: bool = False
    """Tolerated as what this environment draws: approving adds it, and replaces nothing."""
    expectations: tuple[ExpectResult, ...] = ()
    folder: str = ""
    """Where ``shot.json`` lies; empty where nothing is kept to be approved."""
    eyes: Mapping[Literal["left", "right"], EyeResult] = field(default_factory=dict)
    elements: Mapping[Literal["left", "right"], str] = field(default_factory=dict)
    """Key in `RunResults.trees`, by eye."""
    spoken: str = ""
    metadata: Mapping[str, Value] = field(default_factory=dict)
    """What the light at the eye rests on: illuminance, transmittance, peak luminance, view and so on."""
    fingerprint: str = ""
    """Key in `RunResults.environments`."""
    timings: Timings = field(default_factory=Timings)

    @property
    def failed_expectations(self) -> tuple[ExpectResult, ...]:
        """Those that do not hold."""
        return tuple(one for one in self.expectations if not one.passed)

    @property
    def approvable(self) -> bool:
        """Whether ``hud approve`` could make this the baseline."""
        return bool(self.folder) and self.status != "updated" and self.verdict not in (None, "identical", "unstable")


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """A scenario of the run."""

    __pydantic_config__ = _STRICT

    name: str
    """``navigation/morning-walk``, or the way to its folder from where the run began."""
    title: str
    file: str
    """Its file."""
    baselines: str
    """The folder of its baselines; empty where a revision was compared with."""
    duration_s: float
    sources: Mapping[str, str] = field(default_factory=dict)
    """Everything that it was drawn from, by path, with a digest; shipped parts as ``hud:...``."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """The session's own check: one pixel was changed, and that had to be found."""

    __pydantic_config__ = _STRICT

    rang: bool
    words: str


@dataclass(frozen=True, slots=True)
class RunResults:
    """A whole run."""

    __pydantic_config__ = _STRICT

    hud: str
    """Our version."""
    started: str
    """UTC, ``2026-11-22T15:19:10Z``."""
    seconds: float
    jobs: tuple[JobResult, ...]
    """Sorted by scenario, device, light and time."""
    hud_results: Literal[1] = 1
    scenarios: tuple[ScenarioResult, ...] = ()
    trees: Mapping[str, tuple[ElementEntry, ...]] = field(default_factory=dict)
    """Element trees by key: most moments share one."""
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """`hud.regression.Fingerprint` values by id."""
    alarm: Alarm | None = None
    """None where the run had nothing to try it on."""
    update: Literal["none", "missing", "all"] = "none"
    repeat: Annotated[int, Field(ge=1)] = 1
    shard: str = ""
    """``2/5``, where this is a part of a run."""
    missing_parts: tuple[str, ...] = ()
    """Of parts that were merged: those that nobody brought, so that nothing is known of what they test."""
    masks: tuple[str, ...] = ()
    """Elements that were left out everywhere, as the command line named them."""
    against: str = ""
    """The revision that was compared with, where it was not the baselines."""
    notes: tuple[str, ...] = ()
    """What the reader should know, a line each."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many moments there are of each verdict, and of ``updated``, ``error`` and ``expectations`` (failed)."""
        found: Counter[str] = Counter()
        for job in self.jobs:
            if job.status in ("error", "updated"):
                found[job.status] += 1
            elif job.verdict is not None:
                found[job.verdict] += 1
            found["expectations"] += len(job.failed_expectations)
        return {key: found[key] for key in (*VERDICTS, "updated", "error", "expectations") if found[key]}

    @property
    def exit_code(self) -> int:
        """0 all is well, 1 something differs, 2 something could not be tested, 3 unstable, 4 missing.

        The first of 2, 1, 3, 4 that holds: what could not be tested is told before what differs.
        """
        failed = [job for job in self.jobs if job.status == "failed"]
        silent = self.alarm is not None and not self.alarm.rang
        if silent or self.missing_parts or any(job.status == "error" for job in self.jobs):
            return 2
        if any(job.failed_expectations for job in self.jobs):
            return 1
        for code, verdicts in ((1, ("different", "size")), (3, ("unstable",)), (4, ("missing",))):
            if any(job.verdict in verdicts for job in failed):
                return code
        return 0

    def tree(self, job: JobResult, eye: Literal["left", "right"]) -> tuple[Element, ...]:
        """The elements that an eye was shown; none where it has no display."""
        from hud.regression.index import to_elements

        return to_elements(self.trees.get(job.elements.get(eye, ""), ()))


VERDICTS: tuple[Verdict, ...] = ("identical", "tolerated", "different", "size", "missing", "unstable")


def status_of(verdict: Verdict | None, expectations: Iterable[ExpectResult]) -> Status:
    """Passed or failed."""
    if not all(one.passed for one in expectations):
        return "failed"
    return "passed" if verdict is None or verdict in PASSES else "failed"


def merged(parts: Iterable[RunResults]) -> RunResults:
    """One run of several that wrote into one folder: shards, or the workers of a test runner.

    Raises:
        UsageError: There are none, or two have the same moment.
    """
    parts = list(parts)
    if not parts:
        raise UsageError("there are no results to merge", hint="run the tests first")
    jobs = sorted((job for part in parts for job in part.jobs), key=order)
    keys = Counter(job.key for job in jobs)
    if twice := [key for key, count in keys.items() if count > 1]:
        raise UsageError(f"two results are of '{twice[0]}'", hint="merge parts of one run")
    scenarios: dict[str, ScenarioResult] = {}
    for scenario in (one for part in parts for one in part.scenarios):
        known = scenarios.setdefault(scenario.name, scenario)
        scenarios[scenario.name] = replace(known, sources={**known.sources, **scenario.sources})
    alarms = sorted((part.alarm for part in parts if part.alarm is not None), key=lambda alarm: alarm.rang)
    return replace(
        parts[0],
        started=min(part.started for part in parts),
        seconds=max(part.seconds for part in parts),
        jobs=tuple(jobs),
        scenarios=tuple(scenarios[name] for name in sorted(scenarios)),
        trees={key: tree for part in parts for key, tree in part.trees.items()},
        environments={key: values for part in parts for key, values in part.environments.items()},
        # one that did not ring counts
        alarm=alarms[0] if alarms else None,
        shard="" if len(parts) > 1 else parts[0].shard,
        masks=tuple(dict.fromkeys(mask for part in parts for mask in part.masks)),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )


def order(job: JobResult) -> tuple[object, ...]:
    """By which jobs are sorted."""
    return job.scenario, job.device, -1.0 if job.lux is None else job.lux, job.t_s, job.id


def write_results(folder: Path, results: RunResults) -> Path:
    """Write ``results.json``, whole or not at all.

    Returns:
        The file.

    Raises:
        FileError: It cannot be written.
    """
    make_folders(folder)
    path = folder / NAME
    write_atomically(path, laid_out(_ADAPTER.dump_python(results, mode="json")).encode("utf-8", "replace"))
    return path


def read_results(folder: Path = FOLDER) -> RunResults:
    """The results of a run.

    Args:
        folder: The run's folder.

    Raises:
        FileError: There are none, or they cannot be read.
    """
    path = folder / NAME
    if not path.exists():
        hint = "run hud test first, or name the folder with --output"
        raise FileError(display_path(folder), "has no results of a test run", hint=hint)
    try:
        return _ADAPTER.validate_json(read_bytes(path, limit=MAX_BYTES))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        message = f"{place}: {first['msg'].lower()}"
        raise FileError(display_path(path), message, hint="run the test again") from None


_ADAPTER = TypeAdapter(RunResults)
