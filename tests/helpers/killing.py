"""``python -m tests.helpers.killing FOLDER COUNT``: ``hud approve`` killed while it works, of one thread.

Two runs of one scenario lie in ``a`` and ``b`` of the folder, with the scenario's text of each. One after the other is
approved, and killed at any moment; prints what was found as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from hud.cli.main import app
from hud.regression import BaselineStore, Fingerprint, judge, load_shot, read_results


def state(walk, shots):
    """Which of the two is approved, wholly: every picture read, every digest right."""
    found = BaselineStore.beside(walk / "scenario.yaml").load()
    fitting = [
        name
        for name, own in shots.items()
        if all(judge(found[shot.id], shot, place).verdict == "identical" for shot, place in own)
        and all((found[shot.id].picture("left") == shot.panels["left"]).all() for shot, _ in own)
    ]
    assert len(fitting) == 1, f"neither old nor new: {fitting}"
    assert len(found) == 3
    return fitting[0]


def approve(folder):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            app(["approve", "-o", str(folder)], standalone_mode=False)
            code = 0
        finally:
            os._exit(code)
    return pid


def main(folder, count):
    folder = Path(folder)
    walk = folder / "walk"
    texts = {name: (folder / name / "scenario.yaml").read_text() for name in "ab"}
    kept = {name: (folder / name / "results.json").read_bytes() for name in "ab"}
    shots = {
        name: [load_shot(folder / name / job.folder) for job in read_results(folder / name).jobs if job.folder]
        for name in "ab"
    }
    assert isinstance(shots["a"][0][1], Fingerprint)
    rng, outcomes, usual, now = random.Random(5), {"old": 0, "new": 0}, 0.0, ""
    for number in range(count + 1):
        wanted = "b" if now == "a" else "a"
        (walk / "scenario.yaml").write_text(texts[wanted])
        (folder / wanted / "results.json").write_bytes(kept[wanted])
        begin = time.perf_counter()
        pid = approve(folder / wanted)
        if not number:
            assert os.waitpid(pid, 0)[1] == 0
            usual, now = time.perf_counter() - begin, wanted
            continue
        time.sleep(rng.uniform(0, 1.2 * usual))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        after = state(walk, shots)
        outcomes["old" if after == now else "new"] += 1
        now = after
        # whole, and either as it was or with all of it updated
        statuses = {job.status for job in read_results(folder / wanted).jobs if job.folder}
        assert len(statuses) == 1
        assert statuses == {"failed"} or after == wanted
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
