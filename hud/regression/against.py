"""Another revision of a Git checkout, drawn on this machine: what is compared then rests on no stored picture.

The revision is checked out into a temporary worktree and tested there by a process of its own, so that its scenarios,
its screens and, in a checkout of this program, its very code draw what is the baseline of this run alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hud.errors import FacilityError, FileError, HudError, UsageError
from hud.regression.outcome import read_results
from hud.regression.store import BaselineStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hud.regression.outcome import RunResults
    from hud.regression.planning import Plan

_GIT_S = 120
_HOME = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Before:
    """A revision that was drawn."""

    revision: str
    """As it was asked for, and the commit: ``main (1a2b3c4d5e)``."""
    folder: Path
    """The run's folder."""
    stores: Mapping[str, Path]
    """Baselines by scenario."""
    errors: Mapping[str, str]
    """What could not be drawn there, by key, in words."""


@contextmanager
def drawn(
    revision: str, plan: Plan, *, devices: Sequence[str] = (), lux: Sequence[float] = (), processes: int = 1
) -> Iterator[Before]:
    """Draw a revision; it is gone when the block ends.

    Args:
        revision: A branch, a tag, a commit: what ``git rev-parse`` takes.
        plan: What is tested now; the same scenarios are drawn, as they were.
        devices: As for the plan.
        lux: As for the plan.
        processes: To draw in.

    Raises:
        UsageError: No Git checkout, or no such revision.
        FacilityError: There is no Git here.
        HudError: The revision cannot be drawn.
    """
    files = {name: scenario.path.resolve() for name, scenario in plan.scenarios.items()}
    root = _root_of(list(files.values()))
    commit = _commit(root, revision)
    with (
        tempfile.TemporaryDirectory(prefix="hud-against-") as name,
        _worktree(root, commit, Path(name) / "tree") as tree,
    ):
        there = {key: tree / file.relative_to(root) for key, file in files.items()}
        known = {key: file for key, file in there.items() if file.is_file()}
        for file in known.values():
            shutil.rmtree(BaselineStore.beside(file).folder, ignore_errors=True)
        out = Path(name) / "out"
        errors: dict[str, str] = {}
        if known:
            arguments = [str(file) for file in known.values()]
            for device in devices:
                arguments += ["--device", _as_it_was(device, root, tree)]
            for light in lux:
                arguments += ["--lux", repr(light)]
            results = _draw(arguments, root, tree, out, processes, revision)
            errors = {job.key: "; ".join(job.words) for job in results.jobs if job.status == "error"}
        stores = {key: BaselineStore.beside(file).folder for key, file in there.items()}
        yield Before(f"{revision} ({commit[:10]})", out, stores, errors)


def compared_with(plan: Plan, before: Before) -> Plan:
    """The plan with the revision's pictures for baselines."""
    return replace(plan, batches=tuple(replace(b, baselines=str(before.stores[b.scenario])) for b in plan.batches))


def told(results: RunResults, before: Before) -> RunResults:
    """The results in words that fit: what the revision does not have is new, and what it could not draw is an error."""
    jobs = []
    for job in results.jobs:
        if job.verdict == "missing" and job.key in before.errors:
            words = (f"{before.revision} could not draw it: {before.errors[job.key]}",)
            jobs.append(replace(job, status="error", verdict=None, words=words))
        elif job.verdict == "missing":
            words = (f"is new: {before.revision} has no such screenshot",)
            jobs.append(replace(job, status="failed" if job.failed_expectations else "passed", words=words))
        else:
            jobs.append(job)
    return replace(results, jobs=tuple(jobs))


def _root_of(files: Sequence[Path]) -> Path:
    roots = set()
    for folder in {file.parent for file in files}:
        found = _git(folder, "rev-parse", "--show-toplevel")
        if found.returncode:
            hint = "--against needs scenarios that Git keeps"
            raise UsageError(f"{folder.name}/ is in no Git checkout", hint=hint)
        roots.add(Path(found.stdout.rstrip("\n")).resolve())
    if len(roots) > 1:
        names = ", ".join(sorted(root.name for root in roots))
        raise UsageError(f"the scenarios are in several Git checkouts: {names}", hint="test those of one at a time")
    return roots.pop()


def _commit(root: Path, revision: str) -> str:
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        hint = "name a branch, a tag or a commit; in CI, fetch it first (fetch-depth: 0)"
        raise UsageError(f"--against {revision[:60]}: no such revision", hint=hint)
    return found.stdout.strip()


@contextmanager
def _worktree(root: Path, commit: str, tree: Path) -> Iterator[Path]:
    added = _git(root, "worktree", "add", "--quiet", "--detach", str(tree), commit)
    if added.returncode:
        raise UsageError(f"Git cannot check out {commit[:10]}: {_first(added.stderr)}", hint="see git worktree list")
    try:
        yield tree.resolve()
    finally:
        _git(root, "worktree", "remove", "--force", str(tree))
        shutil.rmtree(tree, ignore_errors=True)
        _git(root, "worktree", "prune")


def _draw(arguments: Sequence[str], root: Path, tree: Path, out: Path, processes: int, revision: str) -> RunResults:
    """Test the revision where it lies, with everything approved as it is drawn."""
    here = Path.cwd().resolve()
    # the same place in the other tree, so that scenarios have the same names
    place = tree / here.relative_to(root) if here.is_relative_to(root) else tree
    place.mkdir(parents=True, exist_ok=True)
    home = tree / _HOME.parent.relative_to(root) if _HOME.is_relative_to(root) else _HOME.parent
    if not (home / "hud" / "cli" / "test.py").is_file():
        raise UsageError(f"{revision} has no hud test, which is to draw it", hint="compare with a newer revision")
    kept = {key: value for key, value in os.environ.items() if key != "CI" and not key.startswith("GITHUB_")}
    way = os.pathsep.join(filter(None, (str(home), os.environ.get("PYTHONPATH", ""))))
    command = [sys.executable, "-m", "hud", "test", *arguments, "--update", "all", "-j", str(processes), "-o", str(out)]
    done = subprocess.run(
        command,
        cwd=place,
        env={**kept, "PYTHONPATH": way, "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    try:
        return read_results(out)
    except FileError:
        # what it says names files of a tree that is gone in a moment: as they are named in it
        said = _first(done.stderr).replace(str(tree) + os.sep, "")
        raise HudError(f"{revision} cannot be drawn: {said}") from None


def _as_it_was(device: str, root: Path, tree: Path) -> str:
    """The device's file in the other tree; ids, and files that are not there, as they are."""
    path = Path(device)
    if path.suffix not in (".yaml", ".yml"):
        return device
    whole = path.resolve()
    there = tree / whole.relative_to(root) if whole.is_relative_to(root) else whole
    return str(there if there.is_file() else whole)


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # a hook that calls us has set these for its own checkout
    env = {key: value for key, value in os.environ.items() if key not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")}
    try:
        return subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env={**env, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_GIT_S,
            check=False,
        )
    except FileNotFoundError:
        raise FacilityError("there is no git here", hint="install git") from None
    except subprocess.TimeoutExpired:
        raise FacilityError(f"git {arguments[0]} takes more than {_GIT_S} s", hint="try it by hand") from None


def _first(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0].removeprefix("fatal: ") if lines else "it says nothing"
