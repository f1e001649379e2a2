"""What ``hud test`` says in a terminal: a bar while it runs, a line for each failure, a summary."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

from hud.files import display_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rich.progress import TaskID

    from hud.regression.outcome import JobResult, RunResults
    from hud.regression.planning import Plan

MAX_TOLD = 40
MAX_WORDS = 6
_PIXELS = re.compile(r"(left|right|left and right) panels?: \d")
_STYLES = {
    "identical": "green",
    "tolerated": "yellow",
    "different": "red",
    "size": "red",
    "missing": "magenta",
    "unstable": "red",
    "updated": "cyan",
    "error": "red",
    "expected": "red",
}


class Teller:
    """Tells of a run on stdout; with ``quiet``, only a bar on stderr."""

    def __init__(self, *, quiet: bool, notes: Iterable[str] = ()) -> None:
        """Say nothing yet.

        Args:
            quiet: Leave stdout alone.
            notes: Told before the run begins, on stderr.
        """
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._out = None if quiet else Console(highlight=False, soft_wrap=True)
        console = Console(file=sys.stderr, highlight=False, soft_wrap=True)
        self._console, self._notes = console, set(notes)
        for note in notes:
            console.print(f"note: {note}", markup=False)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
        self._task: TaskID | None = None

    def begin(self, plan: Plan) -> None:
        """Start the bar."""
        self._progress.start()
        self._task = self._progress.add_task("drawing", total=len(plan.keys))

    def job(self, _: JobResult) -> None:
        """One more is done."""
        if self._task is not None:
            self._progress.advance(self._task)

    def __enter__(self) -> Teller:
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def end(self, results: RunResults, folder: Path) -> None:
        """The failures and the summary."""
        for note in results.notes:
            if note not in self._notes:
                self._console.print(f"note: {note}", markup=False)
        if self._out is None:
            return
        from rich.text import Text

        told = [job for job in results.jobs if is_news(job)]
        for job in told[:MAX_TOLD]:
            what, words = outcome(job)
            self._out.print(Text.assemble((f"{what:<9} ", _STYLES[what]), (job.key, "bold"), f"  {words}"))
        if len(told) > MAX_TOLD:
            self._out.print(f"... and {len(told) - MAX_TOLD} more")
        for line in summary(results, folder):
            self._out.print(Text(line))


def is_news(job: JobResult) -> bool:
    """Whether a moment has a line of its own."""
    return job.status != "passed" or job.verdict in ("tolerated", "missing")


def outcome(job: JobResult) -> tuple[str, str]:
    """One word, and one line of words."""
    expectations = [f"{one.message} ({one.seen})" if one.seen else one.message for one in job.failed_expectations]
    if job.status == "updated":
        return "updated", "; ".join([f"was {job.verdict}", *expectations])
    what = "error" if job.status == "error" else job.verdict or "expected"
    if expectations and what == "identical":
        what = "expected"
    # how many pixels that is, is for the report, where it is said what changed
    told = [word for word in job.words if not (job.changes and _PIXELS.match(word))]
    words = [*expectations, *told]
    if len(words) > MAX_WORDS:
        words = [*words[:MAX_WORDS], f"and {len(words) - MAX_WORDS} more"]
    return what, "; ".join(words)


def summary(results: RunResults, folder: Path) -> Iterator[str]:
    """The last lines."""
    counts = dict(results.counts)
    failed = counts.pop("expectations", 0)
    said = [f"{count} {word}{'s' if word == 'error' and count > 1 else ''}" for word, count in counts.items()]
    if failed:
        said.append(f"{failed} expectation{'s' if failed > 1 else ''} not met")
    looked = sum(job.verdict is None and job.status != "error" for job in results.jobs)
    if looked:
        said.append(f"{looked} looked at without a screenshot")
    part = f", part {results.shard}" if results.shard else ""
    versus = f", against {results.against}" if results.against else ""
    yield f"{', '.join(said) or 'nothing to do'} in {results.seconds:.1f} s{part}{versus}"
    if results.alarm is not None and not results.alarm.rang:
        yield f"The alarm did not ring: {results.alarm.words}"
    where = "" if str(folder) == "out/test" else f" -o {shlex.quote(display_path(folder))}"
    if not results.against and any(job.approvable and job.status == "failed" for job in results.jobs):
        yield f"Look and decide: hud review{where}; if all is right: hud approve{where}, or one by one with its ID"
    if results.missing_parts:
        parts = ", ".join(results.missing_parts)
        yield f"There are no results of part {parts}: what it tests was not tested"
    yield f"Report: {display_path(folder / 'report.html')}"
