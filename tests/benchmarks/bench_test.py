"""The whole of ``hud test`` on the shipped library, and what of it is more than drawing.

A new process starts Python, Qt and the first street of its life; the second run in one process has all that.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hud.device import load_device
from hud.pipeline import Replay
from hud.regression.planning import make_plan
from hud.regression.running import Options, run
from hud.resources import scenarios_path
from hud.scenario import load_scenario
from tests.benchmarks.timing import Row
from tests.helpers.command import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from hud.regression.planning import Plan


def rows() -> list[Row]:
    """Seconds as milliseconds, by the clock: processes are part of it."""
    with tempfile.TemporaryDirectory() as name:
        library = Path(name) / "scenarios"
        shutil.copytree(scenarios_path(), library, ignore=shutil.ignore_patterns("baselines"))
        out = Path(name) / "out"
        command = [sys.executable, "-m", "hud", "test", str(library), "-o", str(out)]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "CI": ""}

        def process(*more: str) -> None:
            subprocess.run([*command, *more], env=env, cwd=name, check=True, capture_output=True)

        process("--update", "all", "-j", "2")
        plan = make_plan([str(library)])
        count = sum(moment.screenshot for batch in plan.batches for moment in batch.moments)

        def again() -> None:
            assert run(plan, Options(folder=out)).counts == {"identical": count}

        # once each: drawing first, which warms what the second run in this process finds warm
        cold, two, drawing, warm = map(_ms, (process, lambda: process("-j", "2"), lambda: _draw(plan), again))
        each = f"{count} screenshots of {len(plan.scenarios)} scenarios"
        said = [f"{1e3 * count / spent:.1f} a second" for spent in (cold, two, warm)]
        return [
            Row(f"hud test, {each}, new process, {said[0]}", "only drawing them", cold, cold / drawing),
            Row(f"hud test -j 2, new process, {said[1]}", "one process", two, two / cold),
            Row(f"hud test, second time in a process, {said[2]}", "only drawing them", warm, warm / drawing),
        ]


def _draw(plan: Plan) -> None:
    for batch in plan.batches:
        with Replay(load_scenario(Path(batch.file)), device=load_device(batch.device)) as replay:
            for _ in replay.frames([moment.t_s for moment in batch.moments]):
                pass


def _ms(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1e3
