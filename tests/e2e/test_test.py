"""``hud test``, ``hud approve`` and ``hud prune`` as processes: codes, words, CI, killing, two at once, a full disk."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from hud.errors import FileError
from hud.regression import BaselineStore, read_results
from hud.regression.planning import make_plan
from hud.regression.running import Options, run
from tests.helpers.command import ROOT, hud
from tests.unit.regression.test_running import SCENARIO

pytestmark = pytest.mark.skipif(os.name == "nt", reason="baselines are written on Linux and macOS only")
OTHER = SCENARIO.replace('body: "180 m"', 'body: "18 m"').replace('shows: "180 m"', 'shows: "18 m"')


@pytest.fixture
def walk(tmp_path):
    folder = tmp_path / "walk"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(SCENARIO)
    return folder


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_from_a_first_run_to_a_green_one(walk):
    first = hud("test", cwd=walk)
    assert first.returncode == 4
    assert first.stdout.splitlines()[:1] == ["missing   walk/1s-generic-microoled  has no baseline yet"]
    assert "hud review; if all is right: hud approve" in first.stdout
    done = hud("approve", "--note", "Ada", cwd=walk)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "3 baselines written")
    assert hud("approve", cwd=walk).stdout.startswith("nothing to approve")
    (walk / "scenario.yaml").write_text(OTHER)
    changed = hud("test", "--junit", "out/a/junit.xml", cwd=walk, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY="sum.md")
    lines = changed.stdout.splitlines()
    assert changed.returncode == 1
    assert lines[0] == "different walk/1s-generic-microoled  notice.body: '180 m' -> '18 m'"
    assert len([line for line in lines if line.startswith("::error file=scenario.yaml,title=different")]) == 1
    assert "and 2 more like it" in (walk / "sum.md").read_text("utf-8")
    assert 'failures="3"' in (walk / "out/a/junit.xml").read_text("utf-8")
    # CI means that nothing is written, whatever is asked for
    before = files(walk / "baselines")
    in_ci = hud("test", "--update", "all", cwd=walk, CI="true")
    assert (in_ci.returncode, in_ci.stderr) == (
        1,
        "note: CI is set, so that nothing is updated and --update all is none\n",
    )
    assert files(walk / "baselines") == before
    updated = hud("test", "--update", "all", cwd=walk, CI="")
    assert (updated.returncode, "3 updated" in updated.stdout) == (0, True)
    assert "passed" not in updated.stdout
    assert "identical" not in updated.stdout
    green = hud("test", "--json", cwd=walk)
    assert (green.returncode, green.stderr) == (0, "")
    assert {job["verdict"] for job in json.loads(green.stdout)["jobs"]} == {"identical", None}


def test_prune_says_what_it_would_remove_and_removes_it(walk):
    hud("test", "--update", "missing", cwd=walk, CI="")
    (walk / "scenario.yaml").write_text(SCENARIO.replace("[1 s, 2 s]", "[2 s]"))
    before = files(walk / "baselines")
    dry = hud("prune", "--dry-run", cwd=walk)
    assert dry.stdout.splitlines() == ["unused  baselines  1s-generic-microoled", "1 baseline would be removed"]
    assert files(walk / "baselines") == before
    assert json.loads(hud("prune", "--json", cwd=walk).stdout)["unused"][0]["ids"] == ["1s-generic-microoled"]
    assert hud("prune", cwd=walk).stdout == "every baseline is in use\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["test", "--update", "al"], "--update al: unknown; did you mean 'all'?"),
        (["test", "--shard", "3/2"], "--shard 3/2: not a part; write the second of five as 2/5"),
        (["test", "-j", "-1"], "--jobs -1: outside 0 to 256"),
        (["test", "--repeat", "0"], "--repeat 0: outside 1 to 100"),
        (["test", "--lux", "brigth"], "--lux brigth: "),
        (["test", "--device", "quark"], "unknown device 'quark'"),
        (["test", "--policy", "loose"], "--policy loose: unknown"),
        (["test", "-o", "scenario.yaml"], "scenario.yaml: a file has the name of this folder"),
        (["approve"], "out/test: has no results of a test run; run hud test first"),
        (["approve", "--from", "scenario.yaml"], "scenario.yaml: is not JSON"),
        (["prune", "nowhere"], "unknown scenario 'nowhere'"),
    ],
)
def test_wrong_use_is_one_line_and_leaves_nothing(walk, arguments, said):
    done = hud(*arguments, cwd=walk)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert [path.name for path in walk.iterdir()] == ["scenario.yaml"]


def test_an_alarm_that_does_not_ring_fails_the_run(walk, monkeypatch):
    from hud.regression import alarm

    monkeypatch.chdir(walk)
    # a comparison that has gone blind
    monkeypatch.setattr(alarm, "perturbed", lambda codes: codes)
    results = run(make_plan([]), Options(update="missing"))
    assert (results.exit_code, results.alarm.rang) == (2, False)
    assert "no verdict of this run can be trusted" in results.alarm.words


def test_a_full_disk_leaves_the_old_baselines(walk, monkeypatch):
    monkeypatch.chdir(walk)
    run(make_plan([]), Options(update="missing"))
    before = files(walk / "baselines")
    (walk / "scenario.yaml").write_text(OTHER)
    plan, real = make_plan([]), os.fsync
    # three HUD layers for each eye and three shot.json go into the run's folder; what comes then goes to the baselines
    for nth in range(9, 13):
        left = [nth]

        def full(handle, left=left):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(handle)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(FileError, match="the disk is full; free some space"):
                run(plan, Options(update="all"))
        assert files(walk / "baselines") == before
    with pytest.raises(FileError, match="no results"):
        read_results()
    assert run(plan, Options(update="all")).counts == {"updated": 3}


@pytest.mark.slow
def test_two_in_one_folder_are_told_and_two_that_update_at_once_are_both_kept(walk):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "hud", "test", "--update", "all"]
    devices = ("generic-microoled", "quark-s1")

    def start(*more):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([*command, *more], cwd=walk, env=env, **pipes)

    both = [start("--device", device, "-o", f"out/{device}") for device in devices]
    ended = [(process.communicate(timeout=120), process.returncode) for process in both]
    assert [code for _, code in ended] == [0, 0], ended
    found = BaselineStore.beside(walk / "scenario.yaml").load()
    assert len(found) == 6
    assert all(baseline.picture("left").any() for baseline in found.values())

    from hud.regression.lock import locked

    with locked(walk / "out/test"):
        done = hud("test", cwd=walk)
    assert (done.returncode, done.stderr) == (
        2,
        "out/test: another run of tests is using this folder; wait for the other run to end, or end it\n",
    )


@pytest.fixture
def two_runs(walk):
    """A run of each of two versions beside the scenario, nothing approved."""
    for name, text in (("a", SCENARIO), ("b", OTHER)):
        (walk / "scenario.yaml").write_text(text)
        assert hud("test", "walk", "-o", name, cwd=walk.parent).returncode == 4
        (walk.parent / name / "scenario.yaml").write_text(text)
    return walk.parent


@pytest.mark.slow
def test_approve_killed_a_hundred_times_leaves_old_or_new(two_runs):
    count = 100
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.helpers.killing", str(two_runs), str(count)]
    done = subprocess.run(command, cwd=two_runs, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["old"] + found["new"] == count
    assert min(found.values()) > 0


@pytest.mark.slow
def test_an_updating_run_killed_at_any_moment_leaves_old_or_new(walk):
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "hud", "test", "--update", "all"]
    begin = time.perf_counter()
    subprocess.run(command, cwd=walk, env=env, capture_output=True, check=True)
    usual, rng = time.perf_counter() - begin, random.Random(3)
    stored = BaselineStore.beside(walk / "scenario.yaml")
    texts = [{baseline.trees["left"][3].text for baseline in stored.load().values()}]
    assert texts == [{"180 m"}]
    for number in range(12):
        wanted = "18 m" if texts[-1] == {"180 m"} else "180 m"
        (walk / "scenario.yaml").write_text(OTHER if wanted == "18 m" else SCENARIO)
        with subprocess.Popen(command, cwd=walk, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as one:
            # the second half is when things are written
            time.sleep(rng.uniform(0.3, 1.05) * usual)
            os.kill(one.pid, signal.SIGKILL)
        found = stored.load()
        assert len(found) == 3, number
        assert all(baseline.picture("left").any() for baseline in found.values())
        texts.append({baseline.trees["left"][3].text for baseline in found.values()})
        assert len(texts[-1]) == 1, texts
    # and the next one mends whatever was left
    (walk / "scenario.yaml").write_text(SCENARIO)
    assert subprocess.run(command, cwd=walk, env=env, capture_output=True, check=False).returncode == 0
    assert len(list(stored.folder.iterdir())) <= 4
