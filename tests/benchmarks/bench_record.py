"""How fast a scenario is recorded, against how long it lasts; and how soon one picture of it is there.

New processes, on all cores that the machine has. By the clock a busy machine is slow; the processors' time shared by
two says what two idle cores would take at best.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.timing import Row
from tests.helpers.command import ROOT

FILM_S = 10
ROUNDS = 3


def rows() -> list[Row]:
    """A film of both eyes, 30 pictures of 2 x 1280x720 a second, and a single picture."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory() as folder:

        def spent(*command: str) -> tuple[float, float]:
            """Least seconds by the clock, and least of the processors' time."""
            clocks, processors = [], []
            for _ in range(ROUNDS):
                before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
                subprocess.run(
                    [sys.executable, "-m", "hud", *command], env=env, cwd=folder, capture_output=True, check=True
                )
                clocks.append(time.perf_counter() - begin)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                processors.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
            return min(clocks), min(processors)

        film, work = spent("record", "morning-walk", "-o", "walk.mp4", "--to", str(FILM_S))
        picture, _ = spent("render", "morning-walk", "--at", "6", "-o", "walk.png")
    return [
        Row("recording a walk, both eyes, by the clock", "the time it lasts", film * 1e3, film / FILM_S, 0.5),
        Row("the same, half of the processors' time", "the time it lasts", work * 500, work / 2 / FILM_S, 0.5),
        Row("hud render, one picture of it", "a second", picture * 1e3, picture, 1.0),
    ]
