"""Baselines on disk: small, sorted, old or new and never half."""

import contextlib
import errno
import json
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.errors import FileError, UsageError
from hud.regression import BaselineStore, Fingerprint, judge, load_shot, save_shot, screenshot_id
from hud.regression.index import read_index
from hud.regression.lock import locked
from tests.helpers.command import ROOT
from tests.helpers.shots import ELSEWHERE, HERE, TREE, codes, element, shot

posix = pytest.mark.skipif(sys.platform == "win32", reason="baselines are written on Linux and macOS only")
pytestmark = posix


@pytest.fixture
def store(tmp_path):
    return BaselineStore(tmp_path / "baselines", timeout_s=0.2)


def _files(store):
    return {path.name: path.read_bytes() for path in store.folder.iterdir()}


def test_what_is_approved_is_loaded_again(store):
    awkward = shot(
        codes(2),
        right=codes(3),
        t_s=12.5,
        device="even-g2",
        lux=500.0,
        spoken="Left \ud800 ⏎\n“now”",
        trees={"left": TREE, "right": (*TREE, element("語", "右折\n'\"", depth_m=4.0))},
        conditions={"x": 0.1 + 0.2, "zoom": "world", "view_px": [1280, 720]},
    )
    assert store.approve([shot(), awkward], HERE, note="Ada") == ("33s-quark-s1", "12.5s-even-g2-500lx")
    found = store.load()
    assert list(found) == ["12.5s-even-g2-500lx", "33s-quark-s1"]
    baseline = found[awkward.id]
    assert (baseline.picture("right") == codes(3)).all()
    assert baseline.trees == awkward.trees
    assert baseline.conditions == awkward.conditions
    assert (baseline.fingerprint, baseline.entry.note, baseline.entry.metric) == (HERE, "Ada", "yiq-1")
    assert judge(found["33s-quark-s1"], shot(), HERE).verdict == "identical"


def test_the_files_are_the_same_whatever_the_order_and_one_picture_serves_every_light(store, tmp_path):
    shots = [shot(codes(n % 2), t_s=float(n), lux=lux) for n in range(4) for lux in (None, 50.0)]
    store.approve(shots, HERE)
    other = BaselineStore(tmp_path / "other")
    for single in reversed(shots):
        other.approve([single], HERE)
    assert _files(store) == _files(other)
    assert len(_files(store)) == 4 + 1
    assert len(json.loads((store.folder / "index.json").read_text("utf-8"))["trees"]) == 1


def test_approving_again_replaces_and_leaves_nothing_over(store):
    store.approve([shot(), shot(codes(5), t_s=1.0)], HERE)
    (store.folder / "notes.txt").write_text("mine")
    (store.folder / "mine.png").write_bytes(b"mine")
    (store.folder / f".index.json.{'0' * 8}.part").write_bytes(b"half")
    store.approve([shot(codes(6))], ELSEWHERE)
    names = set(_files(store))
    assert {"notes.txt", "mine.png"} <= names
    assert len(names) == 2 + 1 + 2
    found = store.load()["33s-quark-s1"]
    assert (found.picture("left") == codes(6)).all()
    assert [there for there, _ in found.approvals] == [ELSEWHERE]


def test_remove_and_prune(store):
    store.approve([shot(codes(n), t_s=float(n)) for n in range(4)], HERE)
    with pytest.raises(UsageError, match="no baseline is called '9s-quark-s1'"):
        store.remove(["0s-quark-s1", "9s-quark-s1"])
    store.remove(["0s-quark-s1"])
    assert store.prune({"1s-quark-s1", "7s-quark-s1"}) == ("2s-quark-s1", "3s-quark-s1")
    assert list(store.load()) == ["1s-quark-s1"]
    assert len(_files(store)) == 2
    assert BaselineStore(store.folder / "none").prune(()) == ()
    assert not (store.folder / "none").exists()


def test_two_of_one_name_are_refused(store):
    with pytest.raises(UsageError, match="two screenshots are called '33s-quark-s1'"):
        store.approve([shot(), shot(codes(2))], HERE)
    assert store.load() == {}


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"t_s": 33, "device": "quark-s1"}, "33s-quark-s1"),
        ({"t_s": 0.1 + 0.2, "device": "x", "lux": 0.5}, "0.3s-x-0.5lx"),
        ({"t_s": 1, "device": "x", "name": "turn left/../now"}, "turn-left-..-now-x"),
        ({"t_s": 1, "device": "x", "name": "左转"}, "左转-x"),
        ({"t_s": 0, "device": "x", "name": "///"}, "0s-x"),
    ],
)
def test_a_screenshot_has_a_name_that_every_disk_takes(arguments, name):
    assert screenshot_id(**arguments) == name


def test_where_the_baselines_of_a_scenario_are(tmp_path):
    assert BaselineStore.beside(tmp_path / "scenario.yaml").folder == tmp_path / "baselines"
    assert BaselineStore.beside(tmp_path / "rain.yaml").folder == tmp_path / "baselines" / "rain"


def test_pictures_that_are_not_what_was_approved(store):
    store.approve([shot()], HERE)
    path = next(store.folder.glob("*.png"))
    changed = shot(codes(9))
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    for said in (rf"{path.name}: is a Git LFS pointer.*git lfs pull", rf"{path.name}: is missing, the .*git checkout"):
        (why,) = judge(store.load()[changed.id], changed, HERE).unread
        assert re.search(said, why)
        path.unlink(missing_ok=True)
    store.approve([changed], HERE)
    path = next(store.folder.glob("*.png"))
    other = BaselineStore(store.folder.parent / "other")
    other.approve([shot(codes(4))], HERE)
    path.write_bytes(next(other.folder.glob("*.png")).read_bytes())
    with pytest.raises(FileError, match="is not the picture that was approved as 33s-quark-s1"):
        store.load()[changed.id].picture("left")
    # approving mends it
    store.approve([changed], HERE)
    assert (store.load()[changed.id].picture("left") == codes(9)).all()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r":1:1: ends in the middle; restore it with: git checkout -- "),
        ('{"hud_baselines": 1', r":1:20: ends in the middle"),
        ('{\n "hud_baselines": 1,,\n}', r":2:21: is not JSON here"),
        ("{\n<<<<<<< HEAD\n", r":2:1: has a merge conflict; take either side"),
        ("version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer.*git lfs pull"),
        ('{"hud_baselines": 2}', "is of version 2, newer than this hud reads; upgrade"),
        ('{"trees": {}, "trees": {}}', "has 'trees' twice in one place"),
        ('{"hud_baselines": NaN}', "holds NaN, which is no number"),
        ("[]", "the document: "),
        ('{"screen": {}}', "screen: extra inputs"),
        ('{"screenshots": {"a": {}}}', r"screenshots\.a\.t_s: field required"),
        ("[" * 100_000, "is nested too deeply"),
        ('{"hud_baselines": ' + "9" * 5000 + "}", "holds a number of thousands of digits"),
    ],
)
def test_an_index_that_cannot_be_read_is_told_and_never_overwritten(store, text, said):
    store.folder.mkdir()
    path = store.folder / "index.json"
    path.write_text(text)
    for action in (store.load, lambda: store.approve([shot()], HERE), lambda: store.prune(())):
        with pytest.raises(FileError, match=rf"index\.json.*{said}") as caught:
            action()
        assert "\n" not in str(caught.value)
    assert _files(store) == {"index.json": text.encode()}


def test_a_picture_outside_of_the_folder_is_no_baseline(store):
    store.approve([shot()], HERE)
    path = store.folder / "index.json"
    name = next(store.folder.glob("*.png")).name
    path.write_text(path.read_text("utf-8").replace(name, "../../etc/" + name))
    with pytest.raises(FileError, match=r"pictures\.left: string should match"):
        store.load()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    store = BaselineStore(tmp_path_factory.mktemp("index") / "baselines")
    store.approve([shot(), shot(codes(3), t_s=2.0, lux=5.0, spoken="x")], HERE)
    return store.folder / "index.json", (store.folder / "index.json").read_text("utf-8")


_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_index_is_read_or_refused(written, data):
    path, text = written
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(text) - 1))
        text = text[:at] + data.draw(st.text(max_size=4)) + text[at + data.draw(st.integers(0, 40)) :]
    else:
        document = json.loads(text)
        place = document
        while isinstance(place, dict | list) and place:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 3)) == 0:
                place[key] = data.draw(_junk)
                break
            place = place[key]
        text = json.dumps(document)
    path.write_text(text, "utf-8", errors="replace")
    with contextlib.suppress(FileError):
        index = read_index(path)
        assert set(BaselineStore(path.parent).load()) == set(index.screenshots)


def test_a_folder_that_somebody_else_writes_to_is_waited_for(store):
    store.approve([shot()], HERE)
    with locked(store.folder), pytest.raises(FileError, match="another process is writing baselines here; wait"):
        store.approve([shot(codes(2))], HERE)
    store.approve([shot(codes(2))], HERE)


def test_a_full_disk_leaves_the_old(store, monkeypatch):
    store.approve([shot(), shot(codes(2), t_s=2.0)], HERE)
    before = _files(store)
    real = os.fsync
    for nth in range(3):
        left = [nth]

        def full(handle, left=left):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(handle)

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(FileError, match="the disk is full; free some space"):
                store.approve([shot(codes(7)), shot(codes(8), t_s=2.0)], HERE)
            assert _files(store) == before
    # two pictures and the index: with room for these three it is done
    store.approve([shot(codes(7)), shot(codes(8), t_s=2.0)], HERE)
    assert (store.load()["2s-quark-s1"].picture("left") == codes(8)).all()


def test_a_file_that_may_not_grow_leaves_the_old(tmp_path):
    """A real refusal of the system, in the middle of a write."""
    code = """if True:
        import resource, sys
        from pathlib import Path
        import numpy as np
        from hud.errors import FileError
        from hud.regression import BaselineStore, judge
        from tests.helpers.shots import HERE, codes, shot
        store = BaselineStore(Path(sys.argv[1]))
        store.approve([shot()], HERE)
        before = sorted(path.name for path in store.folder.iterdir())
        noise = np.random.default_rng(1).integers(0, 256, (90, 90, 3), np.uint8)
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, resource.RLIM_INFINITY))
        try:
            store.approve([shot(noise)], HERE)
        except FileError as error:
            print(error)
        assert sorted(path.name for path in store.folder.iterdir()) == before
        assert judge(store.load()["33s-quark-s1"], shot(), HERE).verdict == "identical"
    """
    done = _python("-c", code, str(tmp_path / "b"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "is larger than this disk or user may have" in done.stdout


def _python(*arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=300,
        check=False,
    )


def _approving(*arguments):
    done = _python("-m", "tests.helpers.approving", *map(str, arguments))
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_killed_at_every_call_of_the_system_it_is_old_or_new(tmp_path):
    found = _approving("every", tmp_path / "b")
    assert found["calls"] == found["old"] + found["new"]
    assert found["old"] > 10
    assert found["new"] > 2
    # the one that lived has swept up after all that were killed
    assert len(found["files"]) == 4


@pytest.mark.parametrize("count", [15, pytest.param(100, marks=pytest.mark.slow)])
def test_killed_at_any_moment_it_is_old_or_new(tmp_path, count):
    found = _approving("random", tmp_path / "b", count)
    assert found["old"] + found["new"] == count


def test_two_that_approve_at_once_lose_nothing(tmp_path):
    found = _approving("two", tmp_path / "b", 12)
    assert found["ended"] == [0, 0]
    assert found["ids"] == sorted(f"{n}s-d{who}" for n in range(12) for who in range(2))


def test_a_run_is_kept_and_approved_later(tmp_path, store):
    drawn = shot(codes(4), right=codes(5), lux=20.0, spoken="x")
    save_shot(tmp_path / "run", drawn, ELSEWHERE)
    again, fingerprint = load_shot(tmp_path / "run")
    store.approve([again], fingerprint)
    assert judge(store.load()[drawn.id], drawn, ELSEWHERE).verdict == "identical"
    assert (again.trees, again.conditions, fingerprint) == (drawn.trees, drawn.conditions, ELSEWHERE)
    save_shot(tmp_path / "other", shot(codes(6)), HERE)
    (tmp_path / "run" / "actual.left.png").write_bytes((tmp_path / "other" / "actual.left.png").read_bytes())
    with pytest.raises(FileError, match=r"actual\.left\.png: is not the picture that was drawn; run the test again"):
        load_shot(tmp_path / "run")
    (tmp_path / "run" / "shot.json").write_text("{}")
    with pytest.raises(FileError, match=r"shot\.json: id: field required"):
        load_shot(tmp_path / "run")


def test_environments_are_told_apart_in_words():
    other = Fingerprint({**HERE.values, "qt": "6.13.0", "simd": "SSE4.2"}, hud="0.2.0")
    assert HERE.explain(other) == "Qt 6.12.0 -> 6.13.0, processor's instructions AVX2 -> SSE4.2, hud 0.1.0 -> 0.2.0"
    assert HERE.explain(HERE) == ""
    assert Fingerprint(HERE.values, hud="9").id == HERE.id != other.id
    assert np.all([len(HERE.id) == 12, HERE.draws_like(Fingerprint({**HERE.values, "simd": "x"}))])


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept")
    save_shot(folder, shot(), HERE)
    return folder, (folder / "shot.json").read_text("utf-8")


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_kept_run_is_read_or_refused(kept, data):
    folder, text = kept
    at = data.draw(st.integers(0, len(text) - 1))
    broken = text[:at] + data.draw(st.text(max_size=4)) + text[at + data.draw(st.integers(0, 40)) :]
    (folder / "shot.json").write_text(broken, "utf-8", errors="replace")
    with contextlib.suppress(FileError):
        assert load_shot(folder)[0].panels.keys() <= {"left", "right"}
