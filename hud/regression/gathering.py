"""What the processes of a test runner judged, each in a file of lines, made one run with one report."""

from __future__ import annotations

import shlex
import shutil
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from hud.errors import HudError
from hud.files import display_path
from hud.regression.outcome import FOLDER, NAME, RunResults, merged, read_results, write_results
from hud.regression.pictures import clear
from hud.regression.report import write_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hud.regression.running import Update

PARTS = ".parts-"
"""How the folders are called that processes write into."""
_UNFINISHED_S = 86_400.0
LINE = TypeAdapter(RunResults)
"""How a line is written: a run of one screenshot."""


def merge(folder: Path, parts: Path, *, began: float, update: Update) -> RunResults:
    """One run of the lines of every process, with its report; what an earlier run left is removed.

    Args:
        folder: Of the run.
        parts: Where the processes' files lie.
        began: When, seconds since 1970.
        update: As it was asked for.

    Raises:
        FileError: The folder cannot be written to.
    """
    found: dict[str, RunResults] = {}
    alarms: list[RunResults] = []
    notes: list[str] = []
    for file in sorted(parts.glob("*.jsonl")):
        for line in file.read_bytes().splitlines():
            try:
                part = LINE.validate_json(line)
            except ValidationError:
                notes.append(f"{file.stem} ended in the middle of a screenshot")
                continue
            key = part.jobs[0].key
            other = found.get(key)
            if other is not None and other.jobs[0].metadata.get("test") != part.jobs[0].metadata.get("test"):
                notes.append(f"two tests have a screenshot {key}: give one of them another name=")
            # of one that was run twice the last counts, and every alarm
            alarms += [part] if part.alarm is not None else []
            found[key] = replace(part, alarm=None)
    results = merged([*found.values(), *(replace(part, jobs=()) for part in alarms)])
    results = replace(
        results,
        started=utc(began),
        seconds=round(time.time() - began, 3),
        update=update,
        notes=tuple(dict.fromkeys((*results.notes, *notes))),
    )
    _remove_earlier(folder, {job.key for job in results.jobs})
    write_results(folder, results)
    write_report(folder, results)
    _remove_unfinished(folder)
    return results


def summary(results: RunResults, folder: Path) -> Iterator[str]:
    """What a runner says at its end."""
    yield f"{', '.join(f'{count} {word}' for word, count in results.counts.items())}"
    if results.alarm is not None and not results.alarm.rang:
        yield f"The alarm did not ring: {results.alarm.words}"
    yield from results.notes
    yield f"Report: {display_path(folder / 'report.html')}"
    if any(job.approvable and job.status == "failed" for job in results.jobs):
        yield f"Look and decide: hud review{output_option(folder)}; if all is right: hud approve{output_option(folder)}"


def _remove_earlier(folder: Path, keys: set[str]) -> None:
    if not (folder / NAME).exists():
        return
    with suppress(HudError):
        for job in read_results(folder).jobs:
            own = folder / job.key
            if job.key not in keys and own.resolve().is_relative_to(folder.resolve()):
                clear(own)
                with suppress(OSError):
                    own.rmdir()


def _remove_unfinished(folder: Path) -> None:
    """Lines of sessions that were killed long ago."""
    for parts in folder.glob(f"{PARTS}*"):
        with suppress(OSError):
            if time.time() - parts.stat().st_mtime > _UNFINISHED_S:
                shutil.rmtree(parts, ignore_errors=True)


def output_option(folder: Path) -> str:
    """What to add to ``hud approve`` and ``hud review`` so that they mean this run."""
    shown = display_path(folder)
    return "" if shown == str(FOLDER) else f" -o {shlex.quote(shown)}"


def utc(at: float) -> str:
    """A time, seconds since 1970, as results have it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
