"""``hud test --executor dask://...``: real worker processes that share nothing with us, one of them killed."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.helpers.command import ROOT, hud
from tests.unit.regression.test_running import SCENARIO

DEVICE = "hud_device: 1\nextends: generic-microoled\nid: mine\nname: Mine\n"


@contextmanager
def cluster(how):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    command = [sys.executable, "-m", "tests.helpers.cluster", how]
    with subprocess.Popen(command, cwd=ROOT, env=env, **pipes) as process:
        said = []
        try:
            yield process.stdout.readline().strip(), said
        finally:
            said += process.communicate(timeout=60)[0].split()


def plain(text):
    results = json.loads(text)
    for job in results["jobs"]:
        del job["timings"]
    return {**results, "seconds": 0, "started": ""}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds the worker to kill in /proc")
def test_one_report_of_many_workers_and_nothing_is_lost_with_one(tmp_path):
    pytest.importorskip("distributed")
    walk = tmp_path / "walk"
    walk.mkdir()
    (walk / "scenario.yaml").write_text(SCENARIO)
    (tmp_path / "mine.yaml").write_text(DEVICE)
    arguments = ["--device", "generic-microoled", "--device", "mine.yaml", "--lux", "50", "--lux", "5000"]
    assert hud("test", *arguments, "--update", "all", "-j", "2", cwd=tmp_path).returncode == 0
    (walk / "scenario.yaml").write_text(SCENARIO.replace('body: "180 m"', 'body: "18 m"'))
    here = hud("test", *arguments, "-j", "2", "--json", "-o", "here/test", cwd=tmp_path)
    with cluster("kill") as (address, said):
        there = hud("test", *arguments, "--executor", address, "--json", "-o", "away/test", cwd=tmp_path)
    assert said == ["killed", "1"]
    assert (here.returncode, there.returncode) == (1, 1), there.stderr
    assert plain(there.stdout) == plain(here.stdout)
    assert len(plain(there.stdout)["jobs"]) == 16
    mine, theirs = (
        {path.relative_to(tmp_path / where): path.read_bytes() for path in (tmp_path / where).rglob("*.png")}
        for where in ("here", "away")
    )
    assert mine == theirs
    assert mine
    # what was drawn there is approved here
    assert "12 baselines written" in hud("approve", "-o", "away/test", cwd=tmp_path).stdout
    assert "12 identical" in hud("test", *arguments, cwd=tmp_path).stdout


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("ray://x:1", 2, "--executor ray://x:1: not an address; write it as dask://host:8786"),
        ("dask://127.0.0.1:1", 3, "no Dask scheduler answers at 127.0.0.1:1; start one with: dask scheduler"),
    ],
)
def test_a_cluster_that_is_not_there_is_told_in_a_line(tmp_path, address, code, said):
    pytest.importorskip("distributed")
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    done = hud("test", "--executor", address, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (code, f"hud: {said}\n")
