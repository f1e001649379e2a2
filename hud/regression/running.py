"""A run of screenshot tests: the plan is worked through, here or by many, and becomes one `RunResults`."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hud.device import load_device
from hud.errors import FileError, did_you_mean
from hud.files import display_path, make_folders, write_error
from hud.regression.against import compared_with, told
from hud.regression.approving import approve_jobs
from hud.regression.elements import is_masked
from hud.regression.lock import locked
from hud.regression.outcome import (
    BUSY,
    FOLDER,
    NAME,
    REPORT,
    JobResult,
    RunResults,
    ScenarioResult,
    order,
    read_results,
    write_results,
)
from hud.regression.pictures import clear
from hud.regression.processes import Pool, joined
from hud.regression.pruning import forgotten
from hud.regression.sources import SHIPPED, way_from
from hud.regression.store import BaselineStore
from hud.regression.verdict import Tolerance
from hud.regression.working import Done, Footage, Task, work
from hud.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from hud.regression.against import Before
    from hud.regression.index import ElementEntry
    from hud.regression.planning import Plan
    from hud.regression.shot import Digests

    Executor = Callable[[Sequence[Task]], Iterator[tuple[Task, Done]]]

Update = Literal["none", "missing", "all"]


@dataclass(frozen=True)
class Options:
    """How a plan is worked through."""

    folder: Path = FOLDER
    """The run's, for pictures and results; what an earlier run left there is removed."""
    update: Update = "none"
    """What becomes the baseline when all is drawn: nothing, what has none, or everything that is not as it was."""
    processes: int = 1
    """1 draws in this process."""
    repeat: int = 1
    """So many times each moment is drawn, each time in a process of its own; unlike pictures are ``unstable``."""
    tolerance: Tolerance = field(default_factory=Tolerance)
    shard: str = ""
    """As it is written in the results."""
    before: Before | None = None
    """The revision to compare with, instead of the baselines."""


def run(
    plan: Plan,
    options: Options,
    *,
    executor: Executor | None = None,
    on_job: Callable[[JobResult], None] = lambda _: None,
) -> RunResults:
    """Work a plan through and write ``results.json``.

    Args:
        plan: What is to be tested.
        options: How.
        executor: Does tasks somewhere else; this machine's processes where left out.
        on_job: Called for each moment that is done, in any order.

    Returns:
        The results, as they were written.

    Raises:
        HudError: The run's folder cannot be written to, baselines cannot be written.
    """
    folder = options.folder.absolute()
    # two runs in one folder would mix their pictures
    with locked(folder, timeout_s=0.0, busy=BUSY):
        return _run(plan, options, folder, executor, on_job)


def _run(
    plan: Plan, options: Options, folder: Path, executor: Executor | None, on_job: Callable[[JobResult], None]
) -> RunResults:
    begin, started = time.monotonic(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    empty(folder)
    if options.before is not None:
        plan = compared_with(plan, options.before)
    tasks = _tasks(plan, options, folder)
    do: Executor = executor or (_here if options.processes == 1 else Pool(options.processes).each)
    if options.repeat > 1:
        tasks = _repeated(tasks, options, executor)
    done: list[tuple[Task, Done]] = []
    for task, found in do(tasks):
        done.append((task, found))
        for job in found.jobs:
            on_job(job)
    whole = joined([found for _, found in done])
    files = [scenario.path for scenario in plan.scenarios.values()]
    results = RunResults(
        hud=__version__,
        started=started,
        seconds=round(time.monotonic() - begin, 3),
        jobs=tuple(sorted(whole.jobs, key=order)),
        scenarios=_scenarios(plan, done, folder, stored=options.before is None),
        trees=whole.trees,
        environments=whole.environments,
        alarm=whole.alarm,
        update=options.update,
        repeat=options.repeat,
        shard=options.shard,
        against="" if options.before is None else options.before.revision,
        masks=tuple(options.tolerance.masks),
        notes=(
            *plan.notes,
            # what a part does not draw another may: asked when they are merged
            *(() if options.shard else idle_masks(options.tolerance.masks, whole.trees, files)),
            *(() if options.before else _forgotten(plan)),
        ),
    )
    if options.before is not None:
        results = told(results, options.before)
    elif options.update != "none":
        results = _updated(results, folder, options.update)
    write_results(folder, results)
    return results


def idle_masks(
    masks: Sequence[str], trees: Mapping[str, Sequence[ElementEntry]], files: Sequence[Path]
) -> Iterator[str]:
    """What to say of masks that mean nothing: each is a typing error more often than not.

    Args:
        masks: Of the command line.
        trees: All that was drawn.
        files: The scenarios; named where it is one.
    """
    names = {element.id for tree in trees.values() for element in tree}
    last = {name.rpartition(".")[2]: name for name in sorted(names)}
    for mask in masks:
        if names and not any(is_masked(name, (mask,)) for name in names):
            hint = did_you_mean(mask, sorted(names))
            if not hint.startswith("did") and (near := get_close_matches(mask, last, 1)):
                hint = f"did you mean '{last[near[0]]}'?"
            place = display_path(files[0]) if len(files) == 1 else "--mask"
            yield "; ".join(filter(None, (f"{place}: no element that was drawn is called '{mask}'", hint)))


def _forgotten(plan: Plan) -> Iterator[str]:
    """A moment that is not looked at any more is a test less, and a lost picture is missed on the day it is needed."""
    for name, folder in {batch.scenario: batch.baselines for batch in plan.batches}.items():
        with suppress(FileError):  # told by the moments that need it
            if ids := forgotten(plan.scenarios[name], Path(folder)):
                more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
                what = "belong" if more else "belongs"
                yield f"{name}: the baseline {ids[0]}{more} {what} to no moment any more; if so: hud prune"
            if lost := BaselineStore(Path(folder)).lost():
                more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
                shown = display_path(Path(folder) / lost[0])
                what = "no whole picture is there, only its digest is known"
                yield f"{shown}{more}: {what}; git lfs pull, or git checkout"


def _updated(results: RunResults, folder: Path, update: Update) -> RunResults:
    verdicts = ("missing",) if update == "missing" else ("missing", "different", "size", "tolerated")
    keys = [job.key for job in results.jobs if job.verdict in verdicts and job.folder]
    return approve_jobs(results, folder, keys, note=f"hud test --update {update}")


def _tasks(plan: Plan, options: Options, folder: Path) -> list[Task]:
    # tried where there is a display to change a pixel of, if there is one at all
    pictured = [batch for batch in plan.batches if any(moment.screenshot for moment in batch.moments)]
    loud = next((batch for batch in pictured if load_device(batch.device).eyes), pictured[0] if pictured else None)
    before = "" if options.before is None else str(options.before.folder.absolute())
    return [Task(b, str(folder), options.tolerance, alarm=b is loud, before=before) for b in plan.batches]


def _here(tasks: Sequence[Task]) -> Iterator[tuple[Task, Done]]:
    with Footage() as footage:
        for task in tasks:
            yield task, work(task, footage)


def _repeated(tasks: Sequence[Task], options: Options, executor: Executor | None) -> list[Task]:
    """The tasks with what other processes drew of the same moments."""
    from hud.regression.processes import fresh

    silent = [replace(task, folder="", alarm=False) for task in tasks for _ in range(options.repeat - 1)]
    do: Executor = executor or (lambda some: fresh(some, options.processes))
    found: dict[tuple[object, ...], list[Digests]] = {}
    for task, done in do(silent):
        for name, digests in done.digests.items():
            found.setdefault((task.batch.scenario, name), []).append(digests)
    return [
        replace(task, again={m.id: tuple(found.get((task.batch.scenario, m.id), ())) for m in task.batch.moments})
        for task in tasks
    ]


def _scenarios(
    plan: Plan, done: Sequence[tuple[Task, Done]], folder: Path, *, stored: bool
) -> tuple[ScenarioResult, ...]:
    found = []
    for name, scenario in sorted(plan.scenarios.items()):
        mine = [(task.batch, one) for task, one in done if task.batch.scenario == name]
        if mine:
            sources = {path: known for _, one in mine for path, known in one.sources.items()}
            found.append(
                ScenarioResult(
                    name=name,
                    title=scenario.title,
                    file=way_from(folder, Path(mine[0][0].file)),
                    baselines=way_from(folder, Path(mine[0][0].baselines)) if stored else "",
                    duration_s=float(scenario.duration_s),
                    sources={
                        path if path.startswith(SHIPPED) else way_from(folder, Path(path)): known
                        for path, known in sorted(sources.items())
                    },
                )
            )
    return tuple(found)


def empty(folder: Path) -> None:
    """Remove an earlier run, by what it says itself; whatever else lies there stays.

    Raises:
        FileError: The folder cannot be written to.
    """
    make_folders(folder)
    try:
        earlier = read_results(folder) if (folder / NAME).exists() else None
    except FileError:
        earlier = None
    for name in (NAME, REPORT):
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise write_error(folder / name, error) from error
    for job in earlier.jobs if earlier is not None else ():
        own = folder / job.key
        if own.resolve().is_relative_to(folder.resolve()):
            clear(own)
            for step in (own, *own.parents):
                if step == folder:
                    break
                with suppress(OSError):
                    step.rmdir()
