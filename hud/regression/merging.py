"""The parts of a run, drawn by several machines, made one run with one report."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hud.errors import FileError, UsageError
from hud.files import display_path, inside, make_folders, read_bytes
from hud.regression.lock import locked
from hud.regression.outcome import BUSY, NAME, merged, read_results, write_results
from hud.regression.pictures import put
from hud.regression.png import MAX_FILE_BYTES
from hud.regression.results import NAME as SHOT_NAME
from hud.regression.running import empty, idle_masks
from hud.regression.sources import SHIPPED, way_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.regression.outcome import JobResult, RunResults

MAX_PARTS = 10_000


def merge_runs(folders: Sequence[Path], out: Path) -> RunResults:
    """Put parts of one run together, with their pictures.

    Args:
        folders: Each the folder of a part, or one with such folders anywhere below, as a CI hands artefacts back.
        out: Of the whole run; what an earlier run left there is removed. The parts stay.

    Returns:
        The whole, as it was written to ``results.json``. Parts of ``--shard`` that are not
        there are its `RunResults.missing_parts`.

    Raises:
        UsageError: No part, the same moment in two, parts that were compared with different things, or ``out`` is one.
        FileError: A part cannot be read, the whole not be written.
    """
    parts = {folder: read_results(folder) for folder in _found(folders, out)}
    if len({(part.against, part.hud) for part in parts.values()}) > 1:
        raise UsageError("these are parts of different runs", hint="merge the folders of one run")
    where: dict[str, Path] = {}
    for folder, part in parts.items():
        for job in part.jobs:
            if (other := where.setdefault(job.key, folder)) != folder:
                both = f"{display_path(other)} and in {display_path(folder)}"
                raise UsageError(f"{job.key} is in {both}", hint="merge parts of one run")
    whole = merged([_seen_from(out, folder, part) for folder, part in parts.items()])
    whole = replace(whole, shard="", missing_parts=_missing([part.shard for part in parts.values()]))
    if not whole.missing_parts:
        files = [path for path in ((out / one.file).resolve() for one in whole.scenarios) if path.exists()]
        whole = replace(whole, notes=(*whole.notes, *idle_masks(whole.masks, whole.trees, files)))
    make_folders(out)
    with locked(out, timeout_s=0.0, busy=BUSY):
        empty(out)
        for folder, part in parts.items():
            for job in part.jobs:
                _copy(job, folder, out)
        write_results(out, whole)
    return whole


def _found(folders: Sequence[Path], out: Path) -> list[Path]:
    found: dict[Path, Path] = {}
    home = out.resolve()
    for folder in folders:
        if folder.resolve() == home:
            hint = "name another folder with --output"
            raise UsageError(f"{display_path(out)} is a part, and cannot be the whole too", hint=hint)
        if not folder.is_dir():
            raise FileError(display_path(folder), "no such folder")
        any_here = False
        for path, below, names in os.walk(folder):
            below.sort()
            if NAME in names and Path(path).resolve() != home:
                any_here = True
                found.setdefault(Path(path).resolve(), Path(path))
        if not any_here:
            raise FileError(display_path(folder), f"has no {NAME} in it or below", hint="run hud test --shard first")
        if len(found) > MAX_PARTS:
            raise UsageError(f"more than {MAX_PARTS} parts", hint="name their folders")
    return list(found.values())


def _missing(shards: Sequence[str]) -> tuple[str, ...]:
    """The shards that nobody brought, where all are parts of one number."""
    known = [(int(m[1]), int(m[2])) for m in (re.fullmatch(r"(\d+)/(\d+)", shard) for shard in shards) if m]
    counts = {count for _, count in known}
    if len(counts) != 1 or len(known) < len(shards):
        return ()
    (count,) = counts
    return tuple(f"{index}/{count}" for index in range(1, min(count, MAX_PARTS) + 1) if (index, count) not in known)


def _seen_from(out: Path, folder: Path, part: RunResults) -> RunResults:
    """A part whose files are named as they are reached from the whole's folder.

    Of a part that came from another machine they are not there. Then they keep their names, which are right from a
    folder that lies where the part's did.
    """
    here = {one.name for one in part.scenarios if (folder / one.file).exists()}

    def way(name: str, scenario: str) -> str:
        return way_from(out, folder / name) if name and scenario in here and not name.startswith(SHIPPED) else name

    scenarios = tuple(
        replace(
            one,
            file=way(one.file, one.name),
            baselines=way(one.baselines, one.name),
            sources={way(name, one.name): known for name, known in one.sources.items()},
        )
        for one in part.scenarios
    )
    jobs = tuple(
        replace(
            job,
            expectations=tuple(replace(one, file=way(one.file, job.scenario)) for one in job.expectations),
        )
        for job in part.jobs
    )
    return replace(part, scenarios=scenarios, jobs=jobs)


def _copy(job: JobResult, folder: Path, out: Path) -> None:
    """The pictures of a moment, and what it needs to be approved; nothing from outside of the part's folder."""
    names = [
        name
        for eye in job.eyes.values()
        for pictures in (eye.layer, eye.view)
        for name in (pictures.expected, pictures.actual, pictures.diff)
        if name
    ]
    if job.folder:
        names += [f"{job.folder}/{SHOT_NAME}", *(f"{job.folder}/actual.{eye}.png" for eye in job.eyes)]
    for name in dict.fromkeys(names):
        try:
            source, target = inside(folder, name), inside(out, name)
        except ValueError as error:
            raise FileError(display_path(folder / NAME), str(error)) from None
        if source.exists():
            make_folders(target.parent)
            put(target, read_bytes(source, limit=MAX_FILE_BYTES))
