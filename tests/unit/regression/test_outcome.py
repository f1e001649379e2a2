"""The results of a run: kept and read again, merged, counted, and one exit code."""

import json
from dataclasses import replace

import pytest

from hud.errors import FileError, UsageError
from hud.regression import Alarm, ExpectResult, JobResult, RunResults, ScenarioResult, merged, read_results
from hud.regression import write_results as write
from hud.regression.index import to_entries
from tests.helpers.shots import TREE


def job(name="a", verdict="identical", status="passed", **more):
    usual = {"scenario": "walk", "t_s": 1.0, "device": "quark-s1", "lux": None}
    return JobResult(f"walk/{name}", id=name, verdict=verdict, status=status, **{**usual, **more})


def run(*jobs, **more):
    return RunResults(**{"hud": "0.1.0", "started": "2026-11-22T15:19:10Z", "seconds": 1.5, "jobs": jobs, **more})


def test_results_are_read_as_they_were_written(tmp_path):
    results = run(
        job(
            "b",
            "different",
            "failed",
            words=("clock: '08:12' -> '08:13'", "half \udcff"),
            expectations=(ExpectResult(0, "shows", True, "shows 'x'"),),
            elements={"left": "k"},
            metadata={"a": 0.1 + 0.2, "view_px": [1280, 720], "zoom": "world"},
        ),
        scenarios=(ScenarioResult("walk", "A walk", "../../walk/scenario.yaml", "../../walk/baselines", 9.0),),
        trees={"k": to_entries(TREE)},
        alarm=Alarm(True, "heard"),
    )
    path = write(tmp_path / "out", results)
    expected = replace(results.jobs[0], words=("clock: '08:12' -> '08:13'", "half ?"))
    again = read_results(tmp_path / "out")
    assert again == replace(results, jobs=(expected,))
    assert again.tree(again.jobs[0], "left") == TREE
    assert again.tree(again.jobs[0], "right") == ()
    assert list(json.loads(path.read_text("utf-8"))) == sorted(json.loads(path.read_text("utf-8")))


FAILED_LINE = ExpectResult(0, "shows", False, "nothing shows 'x'")


@pytest.mark.parametrize(
    ("jobs", "code"),
    [
        ([job()], 0),
        ([job(verdict="tolerated"), job("b", None)], 0),
        ([job(), job("b", "missing", "failed")], 4),
        ([job("a", "missing", "updated"), job("b", "different", "updated")], 0),
        ([job("a", "missing", "failed"), job("b", "unstable", "failed")], 3),
        ([job("a", "unstable", "failed"), job("b", "size", "failed")], 1),
        ([job("a", "missing", "failed"), job("b", "identical", "failed", expectations=(FAILED_LINE,))], 1),
        ([job("a", "missing", "updated", expectations=(FAILED_LINE,))], 1),
        ([job("a", "different", "failed"), job("b", None, "error")], 2),
    ],
)
def test_one_exit_code_for_all_of_it(jobs, code):
    assert run(*jobs).exit_code == code


def test_an_alarm_that_does_not_ring_fails_the_run():
    assert run(job(), alarm=Alarm(True, "heard")).exit_code == 0
    assert run(job(), alarm=Alarm(False, "not heard")).exit_code == 2


def test_parts_are_merged_in_one_order_and_a_silent_alarm_counts():
    one = run(job("b", t_s=2.0), alarm=Alarm(True, "heard"), shard="1/2", notes=("same",))
    two = run(job("a"), alarm=Alarm(False, "not heard"), shard="2/2", notes=("same",), seconds=9.0)
    for parts in ([one, two], [two, one]):
        whole = merged(parts)
        assert [found.id for found in whole.jobs] == ["a", "b"]
        assert (whole.shard, whole.seconds, whole.notes, whole.alarm) == ("", 9.0, ("same",), two.alarm)
    with pytest.raises(UsageError, match="two results are of 'walk/a'"):
        merged([two, two])
    with pytest.raises(UsageError, match="no results"):
        merged([])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "has no results of a test run; run hud test first"),
        ("", "invalid json"),
        ("{}", "field required"),
        ('{"hud": 1}', "string"),
        ('{"environ": {}}', "unexpected|field required"),
    ],
)
def test_results_that_cannot_be_read(tmp_path, text, said):
    if text is not None:
        (tmp_path / "results.json").write_text(text)
    with pytest.raises(FileError, match=said) as caught:
        read_results(tmp_path)
    assert "\n" not in str(caught.value)
