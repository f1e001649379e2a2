"""Making a run's pictures the baselines, without drawing them again; and removing baselines that nothing uses."""

from __future__ import annotations

import json
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from hud.errors import FileError, UsageError, did_you_mean
from hud.files import display_path, read_text
from hud.regression.lock import locked
from hud.regression.outcome import BUSY, read_results, write_results
from hud.regression.results import load_shot
from hud.regression.sources import changed, path_of
from hud.regression.store import BaselineStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hud.regression.outcome import JobResult, RunResults

_AGAIN = "run hud test again, and look at what it draws now"


def approve(folder: Path, wanted: Sequence[str] = (), *, note: str = "") -> tuple[RunResults, tuple[str, ...]]:
    """Promote pictures of the last run.

    Args:
        folder: The run's.
        wanted: As `chosen` takes them; everything that failed or is a variant where none is named.
        note: Who approved it, or why; kept with the baselines.

    Returns:
        The results as they are now, and the keys of what was approved, in their order.

    Raises:
        UsageError: Something that is not there or cannot be approved.
        FileError: Results, pictures or baselines cannot be read or written, or the sources changed since.
    """
    read_results(folder)  # so that no folder is made where there is none
    with locked(folder, busy=BUSY):
        results = read_results(folder)
        if results.against:
            hint = "run hud test without --against"
            raise UsageError(f"the last run was compared with {results.against}, not with the baselines", hint=hint)
        keys = chosen(results, wanted)
        results = approve_jobs(results, folder, keys, note=note)
        if keys:
            write_results(folder, results)
    return results, tuple(keys)


def chosen(results: RunResults, wanted: Sequence[str]) -> list[str]:
    """The keys that are meant, of what can be approved.

    Args:
        results: Of the run.
        wanted: Keys (``walk/33s-quark-s1``), ids (``33s-quark-s1``), names of scenarios, or patterns with ``*``.
            None means everything that failed, and every variant.

    Raises:
        UsageError: One means nothing, or something that cannot be approved: says why.
    """
    if not wanted:
        return [job.key for job in results.jobs if job.approvable and (job.status == "failed" or job.variant)]
    found: dict[str, None] = {}
    for text in wanted:
        meant = [job for job in results.jobs if _means(text, job)]
        if not meant:
            known = [*(job.key for job in results.jobs), *(job.id for job in results.jobs)]
            hint = did_you_mean(text, known)
            raise UsageError(f"the last run has no screenshot '{text}'", hint=hint or "see hud test --json")
        fit = [job for job in meant if job.approvable]
        if not fit:
            raise UsageError(f"{meant[0].key} cannot be approved", hint=_why_not(meant[0]))
        found |= dict.fromkeys(job.key for job in fit)
    return list(found)


def approve_jobs(results: RunResults, folder: Path, keys: Iterable[str], *, note: str = "") -> RunResults:
    """Make screenshots of a run the baselines: all that is asked for is read and checked before anything is written.

    Args:
        results: Of the run.
        folder: The run's.
        keys: What to approve.
        note: Kept with the baselines.

    Returns:
        The results in which these are ``updated``.

    Raises:
        FileError: A picture or a baseline cannot be read or written; the sources of one changed since it was drawn.
            Each scenario's baselines are then all new or all old.
    """
    wanted = set(keys)
    jobs = [job for job in results.jobs if job.key in wanted]
    for scenario in results.scenarios:
        mine = [job for job in jobs if job.scenario == scenario.name]
        if mine and (gone := changed(scenario.sources, folder)):
            more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
            shown = display_path(path_of(gone[0], folder))
            raise FileError(shown, f"changed since {mine[0].key} was drawn{more}", hint=_AGAIN)
    shots = {job.key: load_shot(folder / job.folder) for job in jobs}
    for scenario in results.scenarios:
        store = BaselineStore((folder / scenario.baselines).resolve())
        for variant in (False, True):
            mine = [job for job in jobs if job.scenario == scenario.name and job.variant == variant]
            by_environment: dict[str, list[JobResult]] = {}
            for job in mine:
                by_environment.setdefault(job.fingerprint, []).append(job)
            for group in by_environment.values():
                environment = shots[group[0].key][1]
                store.approve([shots[job.key][0] for job in group], environment, variant=variant, note=note)
    updated = tuple(replace(job, status="updated") if job.key in wanted else job for job in results.jobs)
    return replace(results, jobs=updated)


def read_decisions(path: Path) -> list[str]:
    """What a file says to approve: ``{"approve": ["walk/33s-quark-s1", ...]}``, as the report saves it.

    Raises:
        FileError: It is something else.
    """
    hint = "save it from the report of hud test"
    try:
        found = json.loads(read_text(path))
    except ValueError as error:
        raise FileError(display_path(path), f"is not JSON: {str(error).lower()}", hint=hint) from None
    except RecursionError:
        raise FileError(display_path(path), "is nested too deeply", hint=hint) from None
    listed = found.get("approve") if isinstance(found, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, str) and one for one in listed):
        raise FileError(display_path(path), "has no list 'approve' of names", hint=hint)
    return listed


def _means(text: str, job: JobResult) -> bool:
    names = (job.key, job.id, job.scenario)
    return text.strip("/") in names or any(fnmatchcase(name, text) for name in names[:2])


def _why_not(job: JobResult) -> str:
    if job.status == "updated":
        return "it is the baseline already"
    if job.status == "error":
        return f"it could not be drawn: {job.words[0]}" if job.words else "it could not be drawn"
    if job.verdict == "identical":
        return "it is as it was approved"
    if job.verdict == "unstable":
        return "it is drawn in another way each time; make the screen a function of its time alone"
    return "no picture is kept of it"
