"""``hud_snapshot`` without a runner around it: what it takes, what it calls things, what it writes."""

from types import SimpleNamespace

import pytest

import hud
from hud.errors import HudError, UsageError
from hud.regression import alarm, read_results, snapshots
from hud.regression.gathering import merge
from hud.regression.snapshots import Snapshots

SCENARIO = """
hud: 1
title: A note
device: even-g2
duration: 20 s
world: {footage: {source: grey}, illuminance: 300 lx}
tracks:
  - events: [{at: 1 s, notice: {title: Lin, body: "On my way", for: 15 s}}]
"""
SCREEN = """
import QtQuick
Item { Text { objectName: "word"; text: hud.values.word; color: "white"; font.pixelSize: 30 } }
"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/note.yaml").write_text(SCENARIO, "utf-8")
    (tmp_path / "tests/word.qml").write_text(SCREEN, "utf-8")

    def snapshots_of(test="test_note", **more):
        found = SimpleNamespace(failed=[], noted={})
        usual = {
            "test": f"tests/test_it.py::{test}",
            "file": tmp_path / "tests/test_it.py",
            "root": tmp_path,
            "folder": tmp_path / "out",
            "log": tmp_path / "out/.parts/main.jsonl",
            "fail": found.failed.append,
            "note": found.noted.__setitem__,
        }
        found.snapshot = Snapshots(**{**usual, **more})
        made.append(found.snapshot)
        return found

    made = []
    yield snapshots_of
    for one in made:
        one.close()


def test_a_scenario_a_frame_and_a_screen_are_approved_and_found_again(place, tmp_path):
    with hud.Replay(hud.load_scenario(tmp_path / "tests/note.yaml"), lux=300) as replay:
        frame = replay.frame(4.0)

    def take(found):
        return [
            found.snapshot("note.yaml", at="2500 ms"),
            found.snapshot("note.yaml", at=2.5, device="quark-s1", lux="office", name="desk"),
            found.snapshot(frame),
            found.snapshot("word.qml", {"word": "Left"}, name="left"),
        ]

    first = place()
    assert {job.verdict for job in take(first)} == {"missing"}
    assert first.failed[0].startswith("tests/test_it/test_note-2.5s-even-g2: missing\n  has no baseline yet\n")
    assert "hud approve tests/test_it/test_note-2.5s-even-g2 -o " in first.failed[0]

    updating = place(update="missing")
    assert {job.status for job in take(updating)} == {"updated"}
    assert updating.failed == []
    assert list(updating.noted.values()) == ["updated"] * 4

    again = place()
    assert [job.id for job in take(again)] == [
        "test_note-2.5s-even-g2",
        "test_note-desk-quark-s1-500lx",
        "test_note-4s-even-g2",
        "test_note-left-quark-s1",
    ]
    assert (again.failed, set(again.noted.values())) == ([], {"identical"})

    other = place(soft=True)
    job = other.snapshot("word.qml", {"word": "Right"}, name="left")
    assert other.failed == []
    assert "  word: 'Left' -> 'Right'" in other.snapshot.failures[0].splitlines()
    assert job.eyes["left"].view.actual == ""

    results = merge(tmp_path / "out", tmp_path / "out/.parts", began=0.0, update="none")
    assert read_results(tmp_path / "out") == results
    # of one that was judged twice the last counts
    assert {job.id: job.verdict for job in results.jobs}["test_note-left-quark-s1"] == "different"
    assert results.counts == {"identical": 3, "different": 1}
    assert results.alarm.rang
    assert (tmp_path / "out/report.html").stat().st_size > 50_000


@pytest.mark.parametrize(
    ("test", "name", "expected"),
    [
        ("test_turn[even-g2]", "", "test_turn-even-g2-0s-even-g2"),
        ("TestNav::test_turn", "left", "TestNav-test_turn-left-even-g2"),
        ("test_turn[a/b]", "", r"test_turn-a-b-0s-[0-9a-f]{8}-even-g2"),
        ("test_turn[a b]", "", r"test_turn-a-b-0s-[0-9a-f]{8}-even-g2"),
        ("test_" + "long" * 40, "", r"test_(long)+lo-[0-9a-f]{8}-even-g2"),
    ],
)
def test_a_picture_is_called_by_its_test(place, test, name, expected):
    import re

    found = place(test)
    assert re.fullmatch(expected, found.snapshot("note.yaml", name=name).id)


def test_names_that_a_file_system_would_make_one_stay_two(place):
    ids = {place(test).snapshot("note.yaml").id for test in ("test_turn[a/b]", "test_turn[a b]", "test_turn[a:b]")}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("arguments", "more", "words"),
    [
        (("nothing.yaml",), {}, "nothing.yaml"),
        (("note.yaml", {"a": 1}), {}, "a scenario has its state; leave out state"),
        (("note.yaml",), {"at": 21}, "at=21: the scenario ends at 20 s"),
        (("note.yaml",), {"at": "soon"}, "at='soon': "),
        (("note.yaml",), {"lux": "dim"}, "lux='dim': "),
        (("note.yaml",), {"device": "even-g7"}, "even-g7"),
        (("word.qml",), {"lux": 3}, "a screen is looked at without light; leave out lux"),
        (("note.yaml",), {"policy": "exakt"}, "policy='exakt': unknown; did you mean 'exact'?"),
        (("note.yaml",), {"masks": ["clok"]}, "no element is called 'clok'"),
    ],
)
def test_what_does_not_fit_is_told(place, arguments, more, words):
    place(update="missing").snapshot("note.yaml", name="known")
    with pytest.raises(HudError) as error:
        place().snapshot(*arguments, **{"name": "known", **more})
    assert words in str(error.value)


def test_two_of_one_name_are_refused(place):
    found = place()
    found.snapshot("note.yaml")
    with pytest.raises(UsageError, match=r"two screenshots of this test are called .*; give each a name="):
        found.snapshot("note.yaml")


def test_an_alarm_that_does_not_ring_fails_the_test(place, monkeypatch):
    monkeypatch.setattr(alarm, "perturbed", lambda codes: codes)
    monkeypatch.setattr(snapshots, "_tried", [])
    found = place(update="all")
    found.snapshot("note.yaml")
    assert [words for words in found.failed if "the alarm did not ring" in words]


def test_a_process_that_died_while_it_wrote_is_told(place, tmp_path):
    place().snapshot("note.yaml")
    with (tmp_path / "out/.parts/main.jsonl").open("ab") as file:
        file.write(b'{"hud": "0.1.0", "jo')
    results = merge(tmp_path / "out", tmp_path / "out/.parts", began=0.0, update="none")
    assert results.notes == ("main ended in the middle of a screenshot",)
    assert len(results.jobs) == 1
