"""``hud test --against``: both revisions drawn here, no stored baseline, nothing left behind."""

import json
import subprocess

import pytest

from tests.helpers.command import hud
from tests.unit.regression.test_running import SCENARIO

pytestmark = pytest.mark.slow


def git(folder, *arguments):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def checkout(tmp_path):
    root = tmp_path / "team"
    walk = root / "screens" / "walk"
    walk.mkdir(parents=True)
    (walk / "scenario.yaml").write_text(SCENARIO)
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "-A")
    git(root, "commit", "--quiet", "-m", "one")
    return root


def test_two_revisions_are_drawn_here_and_compared(checkout):
    file = checkout / "screens/walk/scenario.yaml"
    # what is stored counts for nothing, in either of them
    assert hud("test", "--update", "all", cwd=checkout).returncode == 0
    git(checkout, "add", "-A")
    git(checkout, "commit", "--quiet", "-m", "baselines")
    file.write_text(SCENARIO.replace('body: "180 m"', 'body: "18 m"').replace("[1 s, 2 s]", "[1 s, 2 s, 7 s]"))
    done = hud("test", "--against", "main", "--json", cwd=checkout / "screens", CI="1")
    found = json.loads(done.stdout)
    jobs = {job["id"].split("-")[0]: job for job in found["jobs"]}
    assert done.returncode == 1
    assert {name: job["verdict"] for name, job in jobs.items()} == {
        "1s": "different",
        "2s": "different",
        "label": "different",
        "4s": None,
        "7s": "missing",
    }
    assert jobs["1s"]["words"][0] == "notice.body: '180 m' -> '18 m'"
    assert jobs["1s"]["key"] == "walk/1s-generic-microoled"
    assert jobs["7s"]["status"] == "passed"
    assert "is new: main (" in jobs["7s"]["words"][0]
    left = jobs["1s"]["eyes"]["left"]
    for pictures in (left["layer"], left["view"]):
        for path in pictures.values():
            assert (checkout / "screens/out/test" / path).is_file()
    assert "/tmp" not in done.stdout
    assert "hud-against" not in done.stdout
    # neither worktree nor baseline
    assert git(checkout, "worktree", "list").count("\n") == 1
    assert git(checkout, "status", "--porcelain", "screens/walk/baselines") == ""
    refused = hud("approve", cwd=checkout / "screens")
    assert (refused.returncode, "compared with main" in refused.stderr) == (2, True)


def test_the_same_revision_is_identical_and_what_cannot_be_compared_says_why(checkout, tmp_path):
    same = hud("test", "--against", "HEAD", cwd=checkout)
    assert (same.returncode, "3 identical" in same.stdout) == (0, True)
    for arguments, cwd, said in (
        (["--against", "nowhere"], checkout, "--against nowhere: no such revision; name a branch"),
        (["--against", "--help"], checkout, "no such revision"),
        (["--against", "main", "--update", "all"], checkout, "updates nothing"),
        (["--against", "main", str(tmp_path / "plain")], tmp_path, "plain/ is in no Git checkout"),
    ):
        (tmp_path / "plain").mkdir(exist_ok=True)
        (tmp_path / "plain/scenario.yaml").write_text(SCENARIO)
        done = hud("test", *arguments, cwd=cwd)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


def test_a_revision_that_cannot_be_read_is_an_error_and_no_news(checkout):
    file = checkout / "screens/walk/scenario.yaml"
    file.write_text(SCENARIO.replace("hud: 1", "hud: 1\nbroken: yes"))
    git(checkout, "commit", "--quiet", "-am", "broken")
    file.write_text(SCENARIO)
    done = hud("test", "--against", "main", cwd=checkout)
    assert done.returncode == 2
    assert done.stderr.startswith("hud: main cannot be drawn: ")
    assert "screens/walk/scenario.yaml:2:1: unknown key 'broken'" in done.stderr
