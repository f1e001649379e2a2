"""Screens that are not shipped are drawn in a process of their own, which may end."""

import os
import signal
import subprocess
import sys
import threading
from unittest.mock import Mock

import numpy as np
import pytest

from hud.cv import cv2
from hud.errors import FacilityError, FileError, HudError, Problems
from hud.panel import MissingGlyphError, PanelRenderer, RunawayError, check_screen, open_screen
from hud.panel.process.confined import ConfinedScreen
from hud.panel.process.keeper import KEEPER, EndedError
from hud.panel.process.wire import as_plain, from_plain
from hud.panel.spec import PanelSpec
from hud.resources import asset_path, scenarios_path

VGA = PanelSpec(640, 480, 26.0)
HEAD = "import QtQuick\nItem {\n    "


@pytest.fixture
def confined(tmp_path):
    made = []

    def make(body, name="screen.qml"):
        (tmp_path / name).write_text(HEAD + body + "\n}\n", encoding="utf-8")
        made.append(open_screen(VGA, screen=tmp_path / name))
        return made[-1]

    yield make
    for screen in made:
        screen.close()


def test_a_confined_screen_is_the_same_bytes(tmp_path, full, empty, shell):
    path = tmp_path / "mine.qml"
    path.write_text(asset_path("screens/Shell.qml").read_text())
    there = open_screen(VGA, screen=path)
    assert isinstance(there, ConfinedScreen)
    for state in (full, empty, full):
        for eye in ("left", "right"):
            one, other = there.render(state, eye), shell().render(state, eye)
            assert np.array_equal(one.codes, other.codes)
            assert one.elements == other.elements
            assert not one.codes.flags.writeable
    there.close()


def test_what_is_shipped_is_drawn_here():
    screens = [None, asset_path("screens/Shell.qml"), *scenarios_path().rglob("*.qml")]
    for path in screens:
        screen = open_screen(VGA, screen=path)
        assert isinstance(screen, PanelRenderer)
        screen.close()


RUNAWAYS = {
    "items": "Repeater { model: 1e8; Item {} }",
    "items of a value": "Repeater { model: hud.t > 1 ? 90000000 : 3; Rectangle { width: 5; height: 5 } }",
    "loop": "Text { text: { while (true) {} } }",
    "string": 'function f() { let s = "a"; while (true) s += s + "b" } Text { text: f() }',
    "array": "function f() { const a = []; while (true) a.push({}) } Text { text: f() }",
    "model": "ListModel { id: m } Component.onCompleted: { for (;;) m.append({a: 1}) }",
    "text": 'Text { text: "x ".repeat(20000000); wrapMode: Text.Wrap; width: 300 }',
    "itself": 'Loader { source: "screen.qml" }',
    "array of much": "Text { text: { const a = []; for (;;) a.push(new Uint8Array(1e7)); return a.length } }",
    "cells": "GridView { anchors.fill: parent; cellWidth: 1e-3; cellHeight: 1e-3; model: 1e8; delegate: Item {} }",
    "tiles": 'Repeater { model: 900; Item { width: 2000; height: 2000; layer.enabled: true; Text { text: "a" } } }',
    "recursion": "function f(n) { return f(n + 1) + 1 } Text { text: f(0) }",
}


def test_a_picture_larger_than_any_panel_comes_in_its_own_size(confined, tmp_path, empty):
    cv2.imwrite(str(tmp_path / "large.png"), np.zeros((8, 6000, 3), np.uint8))
    element = confined('Image { source: "large.png" }').render(empty).elements[0]
    assert element.box[2] == 6000


def test_a_process_is_started_where_a_screen_is_foreseen(tmp_path):
    program = (
        "import sys, pathlib\nfrom hud.panel.process.foresight import foresee\n"
        "from hud.panel.process.keeper import KEEPER\n"
        "for path in sys.argv[1:]:\n    foresee(pathlib.Path(path)); print(int(KEEPER.running)); KEEPER.close()"
    )
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "scenario.yaml").write_text("hud: 1\nscreen: screen.qml\n")
    (tmp_path / "none.yaml").write_text("hud: 1\n# screen: screen.qml\n")
    (tmp_path / "screen.qml").write_text("import QtQuick\nItem {}")
    os.mkfifo(tmp_path / "pipe.yaml")
    foreseen = {"own": 1, "own/scenario.yaml": 1, "none.yaml": 0, "screen.qml": 1, "pipe.yaml": 0, "missing": 0}
    paths = [str(tmp_path / name) for name in foreseen] + [str(asset_path("screens/Shell.qml"))]
    done = subprocess.run([sys.executable, "-c", program, *paths], capture_output=True, text=True, check=True)
    assert list(map(int, done.stdout.split())) == [*foreseen.values(), 0]


@pytest.mark.parametrize("body", RUNAWAYS.values(), ids=RUNAWAYS)
def test_what_has_no_end_is_one_fault_with_its_place(tmp_path, body):
    path = tmp_path / "screen.qml"
    path.write_text(HEAD + body + "\n}\n")
    with pytest.raises(FileError) as caught:
        check_screen(path)
    error = caught.value
    assert error.file.endswith("screen.qml")
    assert error.line == 3
    assert error.hint
    assert "Traceback" not in str(error)


def test_the_program_goes_on_after_a_process_has_ended(confined, empty, full):
    good = confined('Text { text: "here"; color: "white" }', "good.qml")
    assert good.render(empty).elements[0].text == "here"
    bad = confined("Repeater { model: hud.t > 2 ? 90000000 : 1; Text { text: hud.t; color: 'white' } }")
    assert bad.render(empty.__class__(t_s=1.0, status=empty.status)).elements[0].text == "1"
    with pytest.raises(RunawayError) as caught:
        bad.render(full)
    with pytest.raises(RunawayError) as again:
        bad.render(full)
    assert again.value is caught.value
    assert good.render(full).elements[0].text == "here"
    assert bad.render(empty.__class__(t_s=1.0, status=empty.status)).elements[0].text == "1"


def test_a_process_that_dies_between_two_frames_is_replaced(confined, empty, full):
    one, other = (confined(f'Text {{ text: "{name}"; color: "white" }}', f"{name}.qml") for name in ("one", "other"))
    for state, ask in ((empty, one.render), (full, other.render), (empty, other.render)):
        assert ask(state).elements[0].text in ("one", "other")
        _process().kill()
        _process().wait()
        assert one.take_impurities() == []
    assert [screen.render(full).elements[0].text for screen in (one, other)] == ["one", "other"]


def test_a_frame_whose_process_is_ended_from_outside_is_drawn_by_the_next(confined, empty, full):
    screen = confined('Text { text: hud.t; color: "white" }')
    screen.render(empty)
    ended = _process()
    # It is there, takes the request, and is ended before it looks at it.
    ended.send_signal(signal.SIGSTOP)
    os.waitpid(ended.pid, os.WUNTRACED)
    ended.send_signal(signal.SIGTERM)
    threading.Timer(0.2, ended.send_signal, (signal.SIGCONT,)).start()
    assert screen.render(full).elements[0].text == f"{full.t_s:g}"
    assert _process() is not ended


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGABRT, signal.SIGTERM])
def test_what_ends_a_process_from_outside_is_not_called_too_much_memory(confined, empty, how):
    confined('Text { text: hud.t; color: "white" }').render(empty)
    _process().send_signal(how)
    ended = KEEPER._end()
    assert ended.outside
    assert ended.message.endswith(f"was ended from outside ({how.name})")


def test_what_is_ended_from_outside_twice_is_no_fault_of_the_screen(confined, empty, tmp_path, monkeypatch):
    screen = confined('Text { text: "here"; color: "white" }')
    with monkeypatch.context() as patch:
        patch.setattr(KEEPER, "ask", Mock(side_effect=EndedError("was not drawn: it was ended", outside=True)))
        with pytest.raises(FacilityError, match=r"screen\.qml was not drawn: it was ended; try again"):
            screen.render(empty)
        with pytest.raises(FacilityError):
            check_screen(tmp_path / "screen.qml")
    assert screen.render(empty).elements[0].text == "here"


def _process():
    return KEEPER._process


def test_a_screen_that_was_edited_is_stale(confined, tmp_path, empty):
    (tmp_path / "Piece.qml").write_text('import QtQuick\nText { text: "piece" }')
    screen = confined("Piece {}")
    assert screen.render(empty).elements[0].text == "piece"
    assert not screen.stale
    (tmp_path / "Piece.qml").write_text('import QtQuick\nText { text: "another" }')
    assert screen.stale


def test_errors_name_files_from_where_the_program_is(confined, tmp_path, monkeypatch, empty):
    screen = confined("Text { text: hud.nav.distance }")
    for folder, name in ((tmp_path, "screen.qml"), (tmp_path.parent, f"{tmp_path.name}{os.sep}screen.qml")):
        monkeypatch.chdir(folder)
        with pytest.raises(FileError) as caught:
            screen.render(empty)
        assert caught.value.place == f"{name}:3:26"


def test_a_missing_glyph_is_told_as_ever(confined, empty):
    with pytest.raises(MissingGlyphError) as caught:
        confined('Text { objectName: "sign"; text: "a\U0001f995b"; color: "white" }').render(empty)
    assert (caught.value.character, caught.value.element, caught.value.exit_code) == ("\U0001f995", "sign", 1)
    assert caught.value.line == 3


def test_whoever_draws_a_screen_is_told_all_that_is_wrong_with_it(confined, full, tmp_path):
    with pytest.raises(Problems) as caught:
        confined("Txt {}\n    Text { txt: 3 }")
    assert [error.line for error in caught.value.errors] == [3, 4]
    body = "Text { text: nosuch }\n    Text { font.pixelSize: 99999; text: 'a' }\n    Item { x: 1 / 0 }"
    with pytest.raises(Problems) as caught:
        confined(body, "other.qml").render(full)
    assert [(error.line, error.column) for error in caught.value.errors] == [(3, 18), (4, 12), (5, 12)]


def test_a_pipe_beside_a_screen_is_not_waited_for(confined, tmp_path, empty):
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(FileError, match="may not use"):
        confined('Image { source: "pipe.png" }').render(empty)


@pytest.mark.parametrize("line", ['import "../../x"', 'import "/etc"', "import '../../secret.js' as S"])
def test_an_import_from_outside_is_told_with_its_place(tmp_path, line):
    path = tmp_path / "screen.qml"
    path.write_text(f"import QtQuick\n{line}\nItem {{}}")
    with pytest.raises(FileError, match="may not import") as caught:
        check_screen(path)
    assert (caught.value.line, caught.value.column) == (2, 8)


@pytest.mark.parametrize("code", ['this["Fun" + "ction"]("return 1")()', "this ?. ['x']", "globalThis.x"])
def test_what_is_looked_up_by_a_text_is_refused(tmp_path, code):
    path = tmp_path / "screen.qml"
    path.write_text(HEAD + f"Component.onCompleted: {code}\n}}")
    with pytest.raises(FileError, match="does not look it up") as caught:
        check_screen(path)
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "error",
    [
        HudError("one", hint="two"),
        FileError("a.qml", "wrong", line=3, column=4, hint="mend it", snippet="x: 1"),
        RunawayError("a.qml", "too much"),
        Problems([FileError("a.qml", "wrong", line=1), FileError("b.js", "worse")]),
        MissingGlyphError("\u0e00", "nav", "x\u0e00", at=FileError("a.qml", "", line=2, column=1)),
        MissingGlyphError("\u0e00", "nav", "x\u0e00"),
    ],
)
def test_an_error_comes_over_as_it_was(error):
    back = from_plain(as_plain(error))
    assert (type(back), str(back), back.exit_code) == (type(error), str(error), error.exit_code)
    assert vars(back).keys() == vars(error).keys()
