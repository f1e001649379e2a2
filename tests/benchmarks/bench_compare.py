"""Unchanged screenshots verified, against reading and comparing the same PNGs with npm pixelmatch and odiff.

Ours has the picture in memory, where it was drawn, and needs only its digest; a comparator of files has to read two of
them, and somebody has to have written one (which is not counted here). Both peers are installed for the benchmark
alone, stay warm in one process, and run on the core that ours runs on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hud.device import load_device
from hud.pipeline import Replay
from hud.recorder import save_picture
from hud.regression import BaselineStore, Shot, compare, current_fingerprint, judge
from hud.scenario import load_scenario
from tests.benchmarks.timing import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hud.pipeline import StereoFrame

PACKAGES = ("pixelmatch@7.2.0", "pngjs@7.0.0", "odiff-bin@4.5.0")
PEER = Path(__file__).with_name("compare_peer.js")
ROUNDS = 15
NAMES = {"pixelmatch": "pngjs and pixelmatch 7.2", "odiff": "odiff 4.5, its server"}

Peer = "Callable[[str, Path, Path], tuple[float, int]]"


def rows() -> list[Row]:
    """Per second and core, and as ratios: below 1 ours is faster."""
    with tempfile.TemporaryDirectory() as name, _one_core():
        folder = Path(name)
        replay = Replay(load_scenario("morning-walk"), device=load_device("quark-s1"))
        frame, later = replay.frame(33.0), replay.frame(69.0)
        replay.close()
        with _peer(folder) as peer:
            return [*_unchanged(frame, folder, peer), *_changed(frame, later, folder, peer)]


def _unchanged(frame: StereoFrame, folder: Path, peer: Peer | None) -> Iterator[Row]:
    """A whole screenshot: both eyes' layers and composites and the element tree, from a frame that was drawn."""
    fingerprint = current_fingerprint()
    store = BaselineStore(folder / "baselines")
    store.approve([Shot.of(frame)], fingerprint)
    baseline = store.load()["33s-quark-s1"]
    pairs = []
    for which in ("panel-left", "panel-right", "left", "right"):
        for copy in "ab":
            save_picture(frame.picture(which), folder / f"{which}-{copy}.png")
        pairs.append((folder / f"{which}-a.png", folder / f"{which}-b.png"))

    def verify() -> None:
        assert judge(baseline, Shot.of(frame), fingerprint).verdict == "identical"

    spent_ms, others = _by_turns(verify, peer, pairs)
    what = f"an unchanged screenshot judged, {1e3 / spent_ms:.0f} a second"
    if not others:
        yield Row(what, "itself: no peer here", spent_ms, 1.0)
    for tool, (other_ms, _) in others.items():
        yield Row(
            what,
            f"{NAMES[tool]} on its 4 PNGs, {1e3 / other_ms:.0f} a second",
            spent_ms,
            spent_ms / other_ms,
            bound=0.1,
        )


def _changed(frame: StereoFrame, later: StereoFrame, folder: Path, peer: Peer | None) -> Iterator[Row]:
    """Two PNGs that differ, read and compared."""
    for which, size in (("panel-left", "640x480 layers"), ("left", "1280x720 composites")):
        a, b = folder / f"{which}-old.png", folder / f"{which}-new.png"
        save_picture(frame.picture(which), a)
        save_picture(later.picture(which), b)
        count = compare(a, b).different
        spent_ms, others = _by_turns(lambda a=a, b=b: compare(a, b), peer, [(a, b)])
        what = f"two {size} that differ, {count} px"
        if not others:
            yield Row(what, "itself: no peer here", spent_ms, 1.0)
        for tool, (other_ms, found) in others.items():
            drawn = ", drawing them" if tool == "odiff" else ""  # its server cannot do without
            yield Row(what, f"{NAMES[tool]}, {found} px{drawn}", spent_ms, spent_ms / other_ms)


def _by_turns(
    ours: Callable[[], object], peer: Peer | None, pairs: list[tuple[Path, Path]]
) -> tuple[float, dict[str, tuple[float, int]]]:
    """The least milliseconds of ours, and of each peer on all pairs with the pixels it counted."""
    least, others = float("inf"), {}
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        ours()
        least = min(least, (time.perf_counter() - begin) * 1e3)
        for tool in NAMES if peer is not None else ():
            answers = [peer(tool, a, b) for a, b in pairs]
            spent = sum(ms for ms, _ in answers)
            others[tool] = min(others.get(tool, (float("inf"), 0)), (spent, sum(count for _, count in answers)))
    return least, others


@contextmanager
def _peer(folder: Path) -> Iterator[Peer | None]:
    """Both peers in a process of their own; None, and a line that says so, where npm cannot install them."""
    try:
        install = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), *PACKAGES]
        subprocess.run(install, check=True, capture_output=True, timeout=120)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        reason = (said.decode(errors="replace").strip().splitlines() or ["it failed"])[0]
        sys.stderr.write(f"pixelmatch and odiff are left out, npm cannot install them here: {reason}\n")
        yield None
        return
    script = folder / "peer.js"
    script.write_bytes(PEER.read_bytes())
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(["node", script], text=True, **pipes) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask(tool: str, a: Path, b: Path) -> tuple[float, int]:
            process.stdin.write(f"{tool}\t{a}\t{b}\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            return answer["ms"], answer["count"]

        try:
            yield ask
        finally:
            process.stdin.close()


@contextmanager
def _one_core() -> Iterator[None]:
    """This process and those it starts on one core, where the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
