"""``hud_snapshot`` in projects of others: pytest and pytest-xdist run as they would be."""

import importlib.metadata
import os
import sys

import pytest

from hud.regression import read_results
from hud.regression.approving import approve
from tests.helpers.command import ROOT

pytest_plugins = ["pytester"]

SCENARIO = """
hud: 1
title: A note
device: even-g2
duration: 20 s
world: {footage: {source: grey}, illuminance: 300 lx}
tracks:
  - events: [{at: 1 s, notice: {title: Lin, body: "On my way", for: 15 s}}]
"""
TESTS = """
import os
import pytest

@pytest.mark.parametrize("device", ["even-g2", "quark-s1"])
def test_note(hud_snapshot, device):
    hud_snapshot("note.yaml", at=4, device=device)

def test_two(hud_snapshot):
    hud_snapshot("note.yaml", at=5, lux=50, soft=True)
    hud_snapshot("note.yaml", at=6, name="later", soft=True)

def test_before_it(hud_snapshot):
    hud_snapshot("note.yaml", at=0)

def test_without():
    pass

def test_dies(hud_snapshot):
    if os.environ.get("DIES"):
        hud_snapshot("note.yaml", at=19, soft=True)
        os._exit(1)
"""


@pytest.fixture
def project(pytester, monkeypatch):
    for name in [name for name in os.environ if name.startswith(("PYTEST_", "CI", "COV_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    installed = {found.value for found in importlib.metadata.entry_points(group="pytest11")}
    plugin = [] if "hud.pytest_plugin" in installed else ["-p", "hud.pytest_plugin"]
    pytester.makefile(".yaml", note=SCENARIO)
    pytester.makepyfile(test_it=TESTS)

    def run(*arguments):
        return pytester.runpytest_subprocess(*plugin, "-p", "no:cacheprovider", *arguments)

    pytester.run_hud = run
    return pytester


def test_from_the_first_run_to_an_approval_over_many_workers(project, monkeypatch):
    first = project.run_hud("-v", "--hud-update", "missing")
    assert first.ret == 0
    first.assert_outcomes(passed=2)
    first.stdout.fnmatch_lines(
        ["*test_note*even-g2* UPDATED*", "5 updated", "Report: out/test/report.html", "*4 updated*"]
    )
    index = project.path / "baselines/test_it/index.json"
    before = index.read_bytes()

    note = project.path / "note.yaml"
    note.write_text(SCENARIO.replace("On my way", "On the way"), "utf-8")
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("DIES", "1")
    second = project.run_hud("-n", "2", "--hud-update", "all")
    assert second.ret == 1
    said = second.stdout.str()
    assert "CI is set, so that nothing is updated" in said
    assert index.read_bytes() == before
    second.assert_outcomes(passed=2, failed=4)
    # both soft ones of a test, told in words
    assert "test_it/test_two-5s-even-g2-50lx: different\n  notice.body: 'On my way' -> 'On the way'\n" in said
    assert "test_it/test_two-later-even-g2: different" in said
    assert "hud approve test_it/test_note-even-g2-4s-even-g2" in said
    # one run of every worker, of the one that died too
    out = project.path / "out/test"
    assert sorted(path.name for path in out.iterdir()) == ["report.html", "results.json", "test_it"]
    results = read_results(out)
    assert results.counts == {"identical": 1, "different": 4, "missing": 1}
    assert (results.alarm.rang, results.update) == (True, "none")

    _, approved = approve(out, ["test_it"])
    assert len(approved) == 5
    monkeypatch.delenv("DIES")
    third = project.run_hud()
    assert third.ret == 0
    third.stdout.fnmatch_lines(["5 identical"])


def test_who_does_not_use_it_pays_nothing_and_sees_nothing(project):
    project.makepyfile(
        test_it="""
        import sys

        def test_light():
            heavy = {"PySide6", "cv2", "numpy", "pydantic", "av", "OpenEXR", "hud.regression", "hud.errors", "hud.cli"}
            assert "hud.pytest_plugin" in sys.modules
            assert sorted(heavy & set(sys.modules)) == []
        """
    )
    done = project.run_hud("-p", "no:pytest-qt", "-p", "no:hypothesispytest", "-p", "no:xdist")
    done.assert_outcomes(passed=1)
    assert "HUD" not in done.stdout.str()
    assert not (project.path / "out").exists()
    assert sys.version_info >= (3, 11)
