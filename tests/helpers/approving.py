"""``python -m tests.helpers.approving random|every|two FOLDER [COUNT]``: processes that are killed while they write.

A process of its own, with one thread, so that it can fork; prints what it found as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from hud.regression import BaselineStore, judge
from tests.helpers.shots import HERE, codes, shot

CALLS = {"open", "write", "flush", "fsync", "close", "replace", "rename", "unlink", "mkdir", "flock", "fdopen"}
"""What a process asks the system for while it approves."""


def versions():
    """Two states of the same three screenshots, no picture of which is in both."""
    return [[shot(codes(10 * version + n), t_s=float(n)) for n in range(3)] for version in (0, 1)]


def state(store, kinds):
    """Which of the states is on disk, wholly: every picture read, every digest right."""
    found = store.load()
    fitting = [
        n for n, shots in enumerate(kinds) if all(judge(found[s.id], s, HERE).verdict == "identical" for s in shots)
    ]
    assert len(fitting) == 1, f"neither old nor new: {fitting}"
    assert len(found) == 3
    for baseline, wanted in zip(found.values(), kinds[fitting[0]], strict=True):
        assert (baseline.picture("left") == wanted.panels["left"]).all()
    return fitting[0]


def child(store, shots, *, before=lambda: None):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            before()
            store.approve(shots, HERE)
            code = 0
        finally:
            sys.setprofile(None)
            os._exit(code)
    return pid


def killed_at_random(store, count):
    kinds, rng = versions(), random.Random(8)
    begin = time.perf_counter()
    store.approve(kinds[0], HERE)
    usual = time.perf_counter() - begin
    now, outcomes = 0, {"old": 0, "new": 0}
    for _ in range(count):
        pid = child(store, kinds[1 - now])
        time.sleep(rng.uniform(0, 1.5 * usual))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        after = state(store, kinds)
        outcomes["old" if after == now else "new"] += 1
        now = after
    return outcomes


def killed_at_every_call(store):
    """One approval after the other, killed at its first call of the system, its second, until one lives."""
    kinds = versions()
    store.approve(kinds[0], HERE)
    now, outcomes = 0, {"old": 0, "new": 0}
    for nth in range(10_000):
        left = [nth]

        def count(frame, event, what, left=left):
            if event == "c_call" and what.__name__ in CALLS:
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
                left[0] -= 1

        pid = child(store, kinds[1 - now], before=lambda: sys.setprofile(count))
        status = os.waitpid(pid, 0)[1]
        after = state(store, kinds)
        if status == 0:
            assert after != now
            return {**outcomes, "calls": nth, "files": sorted(path.name for path in store.folder.iterdir())}
        assert os.WIFSIGNALED(status)
        outcomes["old" if after == now else "new"] += 1
        if after != now:
            store.approve(kinds[now], HERE)
    raise AssertionError("never ends")


def two_at_once(store, count):
    pids = []
    for who in range(2):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                for n in range(count):
                    store.approve([shot(codes(n), t_s=float(n), device=f"d{who}")], HERE)
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    ended = [os.waitpid(pid, 0)[1] for pid in pids]
    found = store.load()
    for baseline in found.values():
        baseline.picture("left")
    return {"ended": ended, "ids": sorted(found)}


def main(how, folder, count="100"):
    store = BaselineStore(Path(folder))
    if how == "every":
        found = killed_at_every_call(store)
    else:
        found = {"random": killed_at_random, "two": two_at_once}[how](store, int(count))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
