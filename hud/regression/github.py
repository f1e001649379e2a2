"""A run in GitHub's words: a summary of the step in Markdown, and annotations at the places that failed.

A step may say 1 MiB of summary and ten annotations of a kind; equal causes are therefore told once.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from hud.errors import FileError
from hud.files import display_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.regression.outcome import JobResult, RunResults

MAX_ANNOTATIONS = 10
MAX_SUMMARY_BYTES = 900_000
MAX_ROWS = 200
_SIGNS = {"passed": "✅", "failed": "❌", "updated": "🔄", "error": "⚠️"}


def causes(results: RunResults) -> list[list[JobResult]]:
    """What did not pass, moments of one scenario and one cause together."""
    found: dict[tuple[str, str, str | None, tuple[tuple[int, str], ...]], list[JobResult]] = {}
    for job in results.jobs:
        if job.status in ("failed", "error") or job.failed_expectations:
            unmet = tuple((one.index, one.kind) for one in job.failed_expectations)
            # what could not be drawn has its words for a cause, and what has no baseline is one thing to do
            cause = "; ".join(job.words) if job.status == "error" else job.cause
            found.setdefault((job.scenario, cause, job.verdict, unmet), []).append(job)
    return list(found.values())


def commands(results: RunResults, folder: Path) -> Iterator[str]:
    """Workflow commands, ten at most.

    Args:
        results: The run.
        folder: The run's; files are named as they are reached from the current folder, which is the workspace.
    """
    groups = causes(results)
    files = {scenario.name: scenario.file for scenario in results.scenarios}
    for group in groups[: MAX_ANNOTATIONS - (len(groups) > MAX_ANNOTATIONS)]:
        job = group[0]
        unmet = job.failed_expectations
        place = f"file={_property(_reached(folder / (unmet[0].file if unmet else files.get(job.scenario, ''))))}"
        if unmet and unmet[0].line is not None:
            place += f",line={unmet[0].line}" + (f",col={unmet[0].column}" if unmet[0].column is not None else "")
        more = f" (and {len(group) - 1} more like it)" if len(group) > 1 else ""
        words = [f"{one.message} ({one.seen})" if one.seen else one.message for one in unmet] + list(job.words)
        yield f"::error {place},title={_property(f'{_word(job)}: {job.key}{more}')}::{_data(chr(10).join(words))}"
    if len(groups) > MAX_ANNOTATIONS:
        left = len(groups) - MAX_ANNOTATIONS + 1
        yield f"::error title=hud test::and {left} causes more; the report has them all"


def summary(results: RunResults) -> str:
    """The run in Markdown."""
    counts = Counter(job.status for job in results.jobs)
    head = ", ".join(f"{count} {_SIGNS[status]} {status}" for status, count in sorted(counts.items()))
    verdicts = ", ".join(f"{count} {word}" for word, count in results.counts.items())
    part = f", part {results.shard}" if results.shard else ""
    versus = f", against `{_code(results.against)}`" if results.against else ""
    lines = [
        f"### Screenshot tests: {head or 'nothing'}",
        "",
        f"{verdicts} in {results.seconds:.1f} s{part}{versus}",
        "",
    ]
    if results.alarm is not None and not results.alarm.rang:
        lines += [f"**The alarm did not ring: {_cell(results.alarm.words)}**", ""]
    groups = causes(results)
    if groups:
        lines += ["| | Screenshot | What is not as it was |", "|---|---|---|"]
    for group in groups[:MAX_ROWS]:
        job = group[0]
        words = [f"{one.message} ({one.seen})" if one.seen else one.message for one in job.failed_expectations]
        more = f"<br>and {len(group) - 1} more like it" if len(group) > 1 else ""
        said = "<br>".join(_cell(word) for word in [*words, *job.words][:8])
        lines.append(f"| {_word(job)} | {_cell(job.key)}{more} | {said} |")
    if len(groups) > MAX_ROWS:
        lines += ["", f"and {len(groups) - MAX_ROWS} causes more"]
    text = "\n".join(lines) + "\n"
    data = text.encode("utf-8", "replace")
    return text if len(data) <= MAX_SUMMARY_BYTES else data[:MAX_SUMMARY_BYTES].decode(errors="ignore") + "\n...\n"


def append_summary(path: Path, results: RunResults) -> None:
    """Add it to the file that GitHub names.

    Raises:
        FileError: It cannot be written.
    """
    try:
        with path.open("a", encoding="utf-8", errors="replace") as file:
            file.write(summary(results))
    except OSError as error:
        raise FileError(display_path(path), f"cannot be written: {(error.strerror or str(error)).lower()}") from error


def _word(job: JobResult) -> str:
    if job.status == "error":
        return "error"
    return job.verdict if job.verdict and job.status == "failed" and job.verdict != "identical" else "expected"


def _reached(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """A table's cell that shows a text as it is."""
    return re.sub(r"[\\`*_{}\[\]<>|#~&]", lambda match: f"&#{ord(match[0])};", " ".join(text.splitlines()))


def _code(text: str) -> str:
    return text.replace("`", "'")
