"""Whole runs on a screen that is drawn quickly: verdicts, updating, approving, pruning, repeating, sharding."""

import json
import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hud.errors import FileError, HudError, Problems, UsageError
from hud.pipeline import Replay
from hud.regression import BaselineStore, encode_png, read_png, read_results
from hud.regression.approving import approve, read_decisions
from hud.regression.junit import junit_xml
from hud.regression.merging import merge_runs
from hud.regression.planning import Batch, Moment, make_plan, moments_of
from hud.regression.processes import Waiting
from hud.regression.pruning import remove, unused
from hud.regression.running import Options, run
from hud.regression.verdict import Tolerance
from hud.regression.working import Footage, Task, work
from hud.scenario import load_scenario

pytestmark = pytest.mark.skipif(os.name == "nt", reason="baselines are written on Linux and macOS only")

SCENARIO = """hud: 1
title: A label
device: generic-microoled
duration: 10 s
world: {footage: {source: grey}, illuminance: 400 lx}
tracks:
  - events:
      - {at: 0 s, notice: {title: Lin, body: "180 m", for: 10 s}}
stills: [1 s, 2 s]
expect:
  - {at: 3 s, shows: "180 m", screenshot: label}
  - {at: [2 s, 4 s], visible: notice}
"""
SCREEN = """import QtQuick

Item {
    Text {
        text: hud.t > 1.5 && hud.t < 2.5 ? boom.x : "180 m"
        color: "white"
    }
}
"""


@pytest.fixture
def walk(tmp_path, monkeypatch):
    """A scenario of three screenshots and a moment without one, in a folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "walk"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(SCENARIO)
    return folder


def go(*paths, options=None, **planned):
    results = run(make_plan(paths or ["walk"], **planned), options or Options())
    assert read_results() == results
    return results


def said(folder, old, new):
    path = folder / "scenario.yaml"
    path.write_text(path.read_text().replace(old, new))


IDS = ["1s-generic-microoled", "2s-generic-microoled", "label-generic-microoled"]


def test_from_missing_to_approved_to_different_in_words(walk):
    first = go()
    assert [(job.id, job.verdict, job.status) for job in first.jobs] == [
        *((name, "missing", "failed") for name in IDS),
        ("4s-generic-microoled", None, "passed"),
    ]
    assert (first.exit_code, first.counts, first.alarm.rang) == (4, {"missing": 3}, True)
    assert [one.kind for job in first.jobs for one in job.expectations] == ["visible", "shows", "visible"]
    assert not (walk / "baselines").exists()

    after, keys = approve(Path("out/test"))
    assert keys == tuple(f"walk/{name}" for name in IDS)
    assert (after.exit_code, after.counts) == (0, {"updated": 3})
    assert approve(Path("out/test"))[1] == ()
    again = go()
    assert (again.exit_code, again.counts) == (0, {"identical": 3})
    picture = again.jobs[0].eyes["left"].layer.expected
    assert (read_png(Path("out/test") / picture)[..., :3] != 0).any()
    assert not list(Path("out/test").rglob("actual*"))

    said(walk, 'body: "180 m"', 'body: "18 m"')
    changed = go()
    job = changed.jobs[2]
    assert (job.key, job.verdict, job.words[0]) == (
        "walk/label-generic-microoled",
        "different",
        "notice.body: '180 m' -> '18 m'",
    )
    assert job.failed_expectations[0].message == "at 3 s nothing shows '180 m'"
    assert (Path("out/test") / job.failed_expectations[0].file).resolve() == walk / "scenario.yaml"
    assert job.failed_expectations[0].line == 11
    assert (changed.exit_code, changed.counts) == (1, {"different": 3, "expectations": 1})
    assert len({job.cause for job in changed.jobs[:3]}) == 1
    left = job.eyes["left"]
    assert left.difference.boxes
    for path in (left.layer.expected, left.layer.actual, left.layer.diff, left.view.actual):
        assert (Path("out/test") / path).is_file()

    # by id, with nothing else touched
    assert approve(Path("out/test"), ["1s-*"], note="Ada")[1] == ("walk/1s-generic-microoled",)
    store = BaselineStore.beside(walk / "scenario.yaml").load()
    assert [store[name].entry.note for name in IDS] == ["Ada", "", ""]


def test_nothing_in_the_results_tells_of_the_machine(walk, monkeypatch):
    monkeypatch.setenv("HUD_SECRET", "a-very-secret-value")
    go()
    text = Path("out/test/results.json").read_text("utf-8")
    shots = "".join(path.read_text("utf-8") for path in Path("out/test").rglob("shot.json"))
    for word in (str(walk.parent), str(Path.home()) + "/", "a-very-secret-value", "HUD_SECRET", os.uname().nodename):
        assert word not in text + shots, word
    document = json.loads(text)
    assert document["scenarios"][0]["file"] == "../../walk/scenario.yaml"
    assert set(document["scenarios"][0]["sources"]) >= {"../../walk/scenario.yaml", "hud:screens/Hud/Notice.qml"}


def test_results_are_the_same_whoever_draws(walk):
    def plain(results):
        jobs = tuple(replace(job, timings=None) for job in results.jobs)
        return replace(results, jobs=jobs, seconds=0.0, started="")

    lux = [50.0, 5000.0]
    one = go(lux=lux)
    two = go(lux=lux, options=Options(processes=2))
    assert len(one.jobs) == 8
    assert plain(one) == plain(two)


def test_updating_says_updated_and_never_passed(walk):
    missing = go(options=Options(update="missing"))
    assert ({job.status for job in missing.jobs[:3]}, missing.counts) == ({"updated"}, {"updated": 3})
    said(walk, "180 m", "18 m")
    kept = go(options=Options(update="missing"))
    assert (kept.exit_code, kept.counts) == (1, {"different": 3})
    all_of_it = go(options=Options(update="all"))
    assert (all_of_it.exit_code, all_of_it.counts) == (0, {"updated": 3})
    assert go().counts == {"identical": 3}


def test_what_changed_since_is_not_approved(walk):
    own = SCREEN.replace("boom.x", '"18 m"')
    (walk / "screen.qml").write_text(own)
    said(walk, "world:", "screen: screen.qml\nworld:")
    go()
    for name in ("screen.qml", "scenario.yaml"):
        before = (walk / name).read_text()
        (walk / name).write_text(before + "\n")
        with pytest.raises(FileError, match=rf"walk/{name}: changed since walk/1s-.* was drawn; run hud test again"):
            approve(Path("out/test"))
        assert not (walk / "baselines").exists()
        (walk / name).write_text(before)
    assert len(approve(Path("out/test"))[1]) == 3


def test_what_cannot_be_approved_says_why(walk):
    go(options=Options(update="missing"))
    go()
    for wanted, why in (
        ("walk/1s-generic-microoled", "it is as it was approved"),
        ("4s-generic-microoled", "no picture is kept of it"),
        ("walk/1s-generic-microolde", "did you mean 'walk/1s-generic-microoled'"),
    ):
        with pytest.raises(UsageError, match=why):
            approve(Path("out/test"), [wanted])
    # a picture of the run that is not the one that was drawn
    said(walk, 'body: "180 m"', 'body: "18 m"')
    go()
    path = next(Path("out/test").rglob("actual.left.png"))
    path.write_bytes(next((walk / "baselines").glob("*.png")).read_bytes())
    before = {file.name: file.read_bytes() for file in (walk / "baselines").iterdir()}
    with pytest.raises(FileError, match="is not the picture that was drawn; run the test again"):
        approve(Path("out/test"))
    assert {file.name: file.read_bytes() for file in (walk / "baselines").iterdir()} == before


@pytest.mark.parametrize("text", ["", "[]", '{"approve": [1]}', "[" * 10_000, '{"approve": {}}'])
def test_decisions_are_a_list_of_names(tmp_path, text):
    path = tmp_path / "decisions.json"
    path.write_text(text)
    with pytest.raises(FileError, match=r"decisions\.json"):
        read_decisions(path)
    path.write_text('{"approve": ["a/b"]}')
    assert read_decisions(path) == ["a/b"]


def test_a_mask_hides_its_element_and_nothing_else(walk):
    masked = Options(tolerance=Tolerance(masks=("notice",)))
    said(walk, "source: grey", "source: wall.png")
    wall = np.full((90, 160, 3), 90, np.uint8)
    (walk / "wall.png").write_bytes(encode_png(wall))
    go(options=Options(update="missing"))
    said(walk, 'body: "180 m"', 'body: "190 m"')
    said(walk, 'shows: "180 m"', 'shows: "190 m"')
    assert go().counts == {"different": 3}
    assert go(options=masked).counts == {"identical": 3}
    said(walk, "illuminance: 400 lx", "illuminance: 500 lx")
    assert {job.words[0] for job in go(options=masked).jobs if job.verdict} == {
        "the light at the eye is another: illuminance 400 -> 500 lx"
    }
    said(walk, "illuminance: 500 lx", "illuminance: 400 lx")
    wall[5, 5] = 91
    (walk / "wall.png").write_bytes(encode_png(wall))
    results = go(options=masked)
    assert results.counts == {"different": 3}
    assert "the footage or the optics changed" in results.jobs[0].words[0]


def test_prune_removes_what_no_scenario_says(walk):
    go(options=Options(update="missing"), devices=["generic-microoled", "even-g2"])
    assert unused(["walk"]) == []
    assert [one.ids for one in unused(["walk"], devices=["generic-microoled"])] == [
        tuple(name.replace("generic-microoled", "even-g2") for name in IDS)
    ]
    # a test of that folder keeps its baselines there too
    (walk / "test_rain.py").write_text("")
    shutil.copytree(walk / "baselines", walk / "baselines" / "test_rain")
    (walk / "rain.yaml").write_text(SCENARIO)
    go("walk/rain.yaml", options=Options(update="missing"))
    (walk / "rain.yaml").unlink()
    said(walk, "stills: [1 s, 2 s]", "stills: [2 s, 3.5 s]")
    said(walk, "screenshot: label", "screenshot: other")
    (note,) = go().notes
    assert note == "walk: the baseline 1s-even-g2 and 3 more belong to no moment any more; if so: hud prune"
    found = unused(["walk"])
    assert [one.ids for one in found] == [
        ("1s-even-g2", "1s-generic-microoled", "label-even-g2", "label-generic-microoled"),
        tuple(IDS),
    ]
    remove(found)
    assert unused(["walk"]) == []
    assert (walk / "baselines" / "test_rain" / "index.json").exists()
    assert sorted(BaselineStore.beside(walk / "scenario.yaml").load()) == ["2s-even-g2", "2s-generic-microoled"]


def test_shards_are_parts_of_the_whole_and_do_not_move(walk):
    plan = make_plan(["walk"], lux=[float(n) for n in range(1, 30)])
    parts = [plan.shard(n, 4) for n in (1, 2, 3, 4)]
    keys = [key for part in parts for key in part.keys]
    assert sorted(keys) == sorted(plan.keys)
    assert all(10 < len(part.keys) < 50 for part in parts)
    fewer = make_plan(["walk"], lux=[float(n) for n in range(1, 30, 2)])
    assert set(fewer.shard(2, 4).keys) == set(fewer.keys) & set(parts[1].keys)


def test_parts_of_a_run_are_merged_wherever_they_were_drawn(walk, tmp_path):
    for part in (1, 2):
        plan = make_plan(["walk"]).shard(part, 2)
        run(plan, Options(folder=Path(f"out/{part}"), shard=f"{part}/2"))
    whole = merge_runs([Path("out/1"), Path("out/2"), Path("out/2")], Path("out/test"))
    assert (whole.counts, whole.exit_code, whole.missing_parts) == ({"missing": 3}, 4, ())
    assert read_results() == whole
    for job in whole.jobs:
        for eye in job.eyes.values():
            assert Path("out/test", eye.layer.actual).exists()
    # from another machine: they are nowhere near the scenario, and it is found from where the whole is
    shutil.rmtree("out/test")
    shutil.move("out", tmp_path / "a" / "b" / "parts")
    merge_runs([tmp_path / "a"], Path("out/test"))
    approve(Path("out/test"))
    assert go().counts == {"identical": 3}
    alone = merge_runs([tmp_path / "a" / "b" / "parts" / "2"], Path("out/other"))
    assert (alone.exit_code, alone.missing_parts) == (2, ("1/2",))
    assert 'name="part 1/2 was run"' in junit_xml(alone, Path("out/other")).decode()


@pytest.mark.parametrize(
    ("data", "said_of_it"),
    [
        (None, "is missing, the baseline of label-generic-microoled"),
        (b"", "is empty"),
        (b"version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer"),
        ("cut off", "ends in the middle"),
    ],
)
def test_a_baseline_that_was_lost_is_an_error_and_what_is_drawn_may_take_its_place(walk, data, said_of_it):
    go(options=Options(update="missing"))
    said(walk, 'body: "180 m"', 'body: "18 m"')
    said(walk, 'shows: "180 m"', 'shows: "18 m"')
    name = BaselineStore.beside(walk / "scenario.yaml").load()["label-generic-microoled"].path("left").name
    path = walk / "baselines" / name
    whole = path.read_bytes()
    path.unlink()
    if data is not None:
        path.write_bytes(whole[:-20] if data == "cut off" else data)
    results = go()
    assert f"{name}: no whole picture is there, only its digest is known" in results.notes[0]
    (job,) = [job for job in results.jobs if job.name == "label"]
    assert (job.status, results.exit_code) == ("error", 2)
    assert said_of_it in job.words[0]
    assert "or, if what is drawn now is right: hud approve label-generic-microoled" in job.words[0]
    assert any("'180 m' -> '18 m'" in line for line in job.words)
    approve(Path("out/test"), [job.key])
    assert [job.verdict for job in go().jobs if job.name == "label"] == ["identical"]


def test_what_cannot_be_merged(walk):
    (walk / "out").mkdir()
    run(make_plan(["walk"]), Options(folder=Path("out/1")))
    shutil.copytree("out/1", "out/2")
    for parts, out, said in (
        (["out/1", "out/2"], "out/test", "walk/1s-generic-microoled is in out/1 and in out/2; merge parts of one"),
        (["out/1"], "out/1", "out/1 is a part, and cannot be the whole too"),
        (["walk/out"], "out/test", r"walk/out: has no results.json in it or below"),
        (["gone"], "out/test", "gone: no such folder"),
    ):
        with pytest.raises(HudError, match=said):
            merge_runs([Path(part) for part in parts], Path(out))
    path = Path("out/2/results.json")
    path.write_text(path.read_text().replace("actual.left.png", "../../../secret.png"))
    with pytest.raises(FileError, match="outside the folder"):
        merge_runs([Path("out/2")], Path("out/test"))


def test_what_is_drawn_in_another_way_each_time_is_unstable_and_no_difference(walk):
    go(options=Options(update="missing"))

    def restless(tasks):
        for task in tasks:
            done = work(task, Footage())
            for name, digests in done.digests.items():
                if name.startswith("2s"):
                    other = replace(digests, panels={**digests.panels, "right": "0" * 64})
                    done = replace(done, digests={**done.digests, name: other})
            yield task, done

    results = run(make_plan(["walk"]), Options(repeat=2), executor=restless)
    assert [job.verdict for job in results.jobs] == ["identical", "unstable", "identical", None]
    assert results.jobs[1].words == ("drawn twice, the right panel is not the same",)
    assert (results.exit_code, results.counts["unstable"]) == (3, 1)
    with pytest.raises(UsageError, match="cannot be approved; it is drawn in another way each time"):
        approve(Path("out/test"), ["walk/2s-*"])
    assert approve(Path("out/test"))[1] == ()


def test_repeating_draws_in_processes_of_their_own(walk):
    results = go(options=Options(repeat=2, update="missing"))
    assert (results.counts, results.repeat) == ({"updated": 3}, 2)


def test_masks_leave_an_element_out_by_its_id(walk):
    from hud.regression import Tolerance

    go(options=Options(update="missing"))
    said(walk, 'body: "180 m"', 'body: "18 m"')
    masked = go(options=Options(tolerance=Tolerance(masks=("notice.body", "notice.bodi"))))
    assert [job.verdict for job in masked.jobs[:3]] == ["identical"] * 3
    assert masked.alarm.rang
    assert masked.notes == (
        "walk/scenario.yaml: no element that was drawn is called 'notice.bodi'; did you mean 'notice.body'?",
    )


def test_a_mask_is_idle_where_no_part_of_a_run_draws_what_it_names(walk):
    (walk / "screen.qml").write_text(SCREEN.replace("Text {", 'Text { objectName: hud.t < 2.5 ? "one" : "two"', 1))
    said(walk, "world:", "screen: screen.qml\nworld:")
    plan = make_plan(["walk"])
    for part, times_s in ((1, (1.0,)), (2, (3.0, 4.0))):
        batches = tuple(
            replace(one, moments=tuple(moment for moment in one.moments if moment.t_s in times_s))
            for one in plan.batches
        )
        options = Options(
            folder=Path(f"out/{part}"), shard=f"{part}/2", tolerance=Tolerance(masks=("one", "two", "on"))
        )
        assert run(replace(plan, batches=batches), options).notes == ()
    idle = "walk/scenario.yaml: no element that was drawn is called 'on'; did you mean 'one'?"
    assert merge_runs([Path("out")], Path("whole")).notes == (idle,)
    # nobody knows what the part that is missing draws
    assert merge_runs([Path("out/2")], Path("other")).notes == ()


def test_a_moment_that_cannot_be_drawn_is_an_error_and_the_others_are_judged(walk):
    (walk / "screen.qml").write_text(SCREEN)
    said(walk, "world:", "screen: screen.qml\nworld:")
    said(walk, "  - {at: [2 s, 4 s], visible: notice}\n", "")
    results = go()
    assert [job.status for job in results.jobs] == ["failed", "error", "failed"]
    assert "screen.qml:5" in results.jobs[1].words[0]
    assert results.exit_code == 2


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing(walk):
    from hud.regression.processes import Pool

    plan = make_plan(["walk"], lux=[float(n) for n in range(1, 9)])
    pool = Pool(2)
    killed = []

    def on_job(_):
        if not killed and len(pool.pids) == 2:
            killed.append(pool.pids[0])
            os.kill(killed[0], signal.SIGKILL)

    results = run(plan, Options(), executor=pool.each, on_job=on_job)
    assert killed
    assert sorted(job.key for job in results.jobs) == sorted(plan.keys)
    assert not [job for job in results.jobs if job.status == "error"]


def test_what_kills_its_process_is_told_and_the_others_are_done(walk, monkeypatch):
    from hud.regression import processes
    from hud.regression.processes import DiedError, Worker, fresh
    from hud.regression.working import Task

    ask = Worker.ask

    def deadly(self, task):
        if any(moment.t_s == 2 for moment in task.batch.moments):
            raise DiedError(processes.how_it_ended(-signal.SIGSEGV))
        return ask(self, task)

    monkeypatch.setattr(Worker, "ask", deadly)
    task = Task(make_plan(["walk"]).batches[0], str(walk.parent / "out"))
    ((_, done),) = fresh([task], 1)
    assert [job.status for job in done.jobs] == ["failed", "error", "failed", "passed"]
    assert done.jobs[1].words == ("the process that drew it was ended by SIGSEGV, 2 times",)


def test_an_earlier_run_is_removed_and_nothing_else(walk):
    go()
    own = Path("out/test/walk/1s-generic-microoled")
    (own / "notes.txt").write_text("mine")
    said(walk, "stills: [1 s, 2 s]", "stills: [5 s]")
    go()
    assert [path.name for path in own.iterdir()] == ["notes.txt"]
    assert not Path("out/test/walk/2s-generic-microoled").exists()


@pytest.mark.parametrize(
    ("paths", "error", "match"),
    [
        (["nowhere/at/all"], FileError, "nowhere/at/all: no such file"),
        (["empty"], FileError, r"has no scenario\.yaml in it or below"),
        (["walk", "bad"], Problems, "bad/scenario.yaml"),
        (["mornin-walk"], UsageError, "did you mean 'morning-walk'"),
    ],
)
def test_paths_that_are_no_scenarios(walk, paths, error, match):
    Path("empty").mkdir()
    Path("bad").mkdir()
    Path("bad/scenario.yaml").write_text("hud: 1\ntitel: x\n")
    with pytest.raises(error, match=match):
        make_plan(paths)


def test_scenarios_are_found_below_a_folder_and_have_names_of_their_own(walk):
    for name in ("a/walk", "b/walk", "out/walk", ".hidden/walk"):
        Path(name).mkdir(parents=True)
        Path(name, "scenario.yaml").write_text(SCENARIO)
    (walk / "rain.yaml").write_text(SCENARIO)
    assert sorted(make_plan([]).scenarios) == ["a/walk", "b/walk", "walk"]
    assert sorted(make_plan(["walk", "walk/scenario.yaml", "walk/rain.yaml"]).scenarios) == ["walk", "walk/rain"]
    os.chdir("a")
    assert sorted(make_plan(["walk", "../b/walk", "../walk"]).scenarios) == ["walk", "walk-2", "walk-3"]


def test_a_still_at_the_time_of_a_named_screenshot_is_that_one(walk):
    said(walk, "stills: [1 s, 2 s]", "stills: [3 s, 3 s, 1 s]")
    found = moments_of(load_scenario(walk), "x", 500.0)
    assert [(moment.id, moment.screenshot) for moment in found] == [
        ("1s-x-500lx", True),
        ("2s-x-500lx", False),
        ("label-x-500lx", True),
        ("4s-x-500lx", False),
    ]


def test_glasses_that_speak_are_tested_by_what_they_say_and_what_the_eye_sees(walk):
    said(walk, SCENARIO[SCENARIO.index("expect:") :], "")
    go(options=Options(update="missing"), devices=["quark-g1"])
    results = go(devices=["quark-g1"])
    assert (results.counts, results.alarm.rang) == ({"identical": 2}, True)
    said(walk, "source: grey", "source: 'flat:#808890'")
    changed = go(devices=["quark-g1"])
    assert changed.jobs[0].verdict == "different"
    assert "the light at the eye is another: footage" in changed.jobs[0].words[0]


def test_a_process_keeps_its_scenario_and_the_longest_comes_first():
    def task(file, moments):
        batch = Batch("walk", file, "", "quark-s1", None, tuple(Moment(float(n), str(n)) for n in range(moments)))
        return Task(batch, "")

    waiting = Waiting([task("a", 1), task("b", 3), task("b", 2), task("c", 4), task("b", 1)])
    taken = [waiting.take(own) for own in ("", "", "b", "c", "a", "a")]
    assert [(one.batch.file, len(one.batch.moments)) for one in taken[:5]] == [
        ("b", 3),
        ("c", 4),
        ("b", 2),
        ("a", 1),
        ("b", 1),
    ]
    assert taken[5] is None


def test_a_screen_without_an_end_is_given_up_and_before_its_footage_is_opened(walk, monkeypatch):
    (walk / "endless.qml").write_text("import QtQuick\nItem { Text { text: { while (true) {} } } }")
    (walk / "scenario.yaml").write_text(SCENARIO + "screen: endless.qml\n")
    opened = []
    monkeypatch.setattr("hud.regression.working.open_footage", lambda *_, **__: opened.append(1))
    jobs = run(make_plan(["walk"]), Options()).jobs
    assert opened == []
    assert len(jobs) == 4
    assert {job.status for job in jobs} == {"error"}
    assert all("endless.qml:2:23" in job.words[0] for job in jobs), jobs


@pytest.mark.parametrize(
    ("first_s", "last_s", "failed", "asked"),
    [(1, 1, [1.0], [4, 3]), (2, 2, [2.0], [4, 2]), (2, 4, [2.0, 3.0, 4.0], [4, 2])],
)
def test_a_moment_without_an_end_is_its_own_error_until_the_next_has_none_either(
    walk, monkeypatch, first_s, last_s, failed, asked
):
    loop = f"if (hud.t > {first_s - 0.5} && hud.t < {last_s + 0.5}) while (true) {{}}"
    text = f'{{ {loop}; return "180 m" }}'
    (walk / "endless.qml").write_text(f'import QtQuick\nItem {{ Text {{ color: "white"; text: {text} }} }}')
    (walk / "scenario.yaml").write_text(SCENARIO + "screen: endless.qml\n")
    begun = []
    frames = Replay.frames
    monkeypatch.setattr(Replay, "frames", lambda own, times_s: begun.append(len(times_s)) or frames(own, times_s))
    jobs = run(make_plan(["walk"]), Options()).jobs
    assert [job.t_s for job in jobs if "endless.qml:2:" in "".join(job.words)] == failed
    # each begins with what is left: nothing is tried once two in turn had no end
    assert begun == asked
