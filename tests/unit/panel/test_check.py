import dataclasses
import re

import pytest
import typer

from hud.cli.check import check
from hud.errors import FileError, HudError, Problems
from hud.panel.check import check_screen, sample_state
from hud.panel.source.words import impurities
from hud.panel.spec import PanelSpec
from hud.resources import asset_path


def write(tmp_path, body):
    path = tmp_path / "screen.qml"
    path.write_text("import QtQuick\n" + body, encoding="utf-8")
    return path


def test_the_shipped_screen_has_no_faults():
    check_screen(asset_path("screens/Shell.qml"))
    for path in asset_path("screens").rglob("*.qml"):
        assert impurities(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("body", "word", "remedy"),
    [
        ("Item {\n  Behavior on x { NumberAnimation {} }\n}", "Behavior", "hud.ease"),
        ("Item {\n  Timer { interval: 9 }\n}", "Timer", "hud.ease"),
        ("Item {\n  SequentialAnimation on x {}\n}", "SequentialAnimation", "hud.t"),
        ("Item {\n  SmoothedAnimation on x {}\n}", "SmoothedAnimation", "hud.ease"),
        ("Item {\n  OpacityAnimator on opacity {}\n}", "OpacityAnimator", "hud.ease"),
        ("Item {\n  AnimatedImage {}\n}", "AnimatedImage", "hud.t"),
        ("Item {\n  transitions: Transition {}\n}", "Transition", "hud.t"),
        ("Item {\n  Text { text: Qt.formatDateTime(new Date(), 'hh') }\n}", "new Date", "hud.status.clock"),
        ("Item {\n  Text { text: hud.t.toLocaleString() }\n}", "toLocaleString", "toFixed"),
        ("Item {\n  width: Screen.width\n}", "Screen.width", "hud.panel"),
        ("Item {\n  property var d: new Date()\n}", "new Date", "hud.status.clock"),
        ("Item {\n  property real r: Math.random()\n}", "Math.random", "hud.t"),
        ("Item {\n  property var d: Date()\n}", "Date", "hud.t"),
        ("Item {\n  property real r: Math['random']()\n}", "Math", "in full"),
        ("Item {\n  property int n: 0; property real t: hud.t; onTChanged: n++\n}", "onTChanged", "bind"),
        ("Item {\n  Connections { target: hud; function onTChanged() {} }\n}", "onTChanged", "bind"),
        ("Item {\n  Component.onCompleted: Promise.resolve(1)\n}", "Promise", "hud.t"),
        ("Item {\n  Text { font.pointSize: 12 }\n}", "pointSize", "hud.deg"),
    ],
)
def test_what_depends_on_the_clock_is_found_with_what_to_write_instead(tmp_path, body, word, remedy):
    path = write(tmp_path, body)
    error = impurities(path, path.read_text())[0]
    assert word in error.message
    assert remedy in error.hint
    assert error.line == 3
    assert error.snippet == body.split("\n")[1]


def test_every_fault_is_reported_at_once(tmp_path):
    path = write(tmp_path, "Item {\n  Timer {}\n  x: Math.random()\n  Text { text: hud.nav.nosuch.deep }\n}")
    with pytest.raises(Problems) as caught:
        check_screen(path)
    assert [error.line for error in caught.value.errors] == [3, 4, 5]


def test_what_does_not_compile_hides_nothing_that_is_told_by_reading(tmp_path):
    body = "Item {\n  Meter { valu: 3 }\n  Timer {}\n  Text { text: hud.nev + hud.values.heart_rat }\n}"
    path = write(tmp_path, f"import Hud\n{body}")
    with pytest.raises(Problems) as caught:
        check_screen(path, states=[dataclasses.replace(sample_state(), values={"heart_rate": 72.0})])
    said = [(error.line, error.message) for error in caught.value.errors]
    assert said == [
        (4, "there is no property valu here"),
        (5, "'Timer' waits by the wall clock"),
        (6, "hud has no 'nev'"),
        (6, "the scenario has no value 'heart_rat'"),
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Item { ShaderEffect { fragmentShader: 'no.qsb' } }", "2:8: 'ShaderEffect' is not drawn"),
        ("Item { layer.effect: Item {} }", "2:8: 'layer.effect' is not drawn"),
        ("Item { Image { source: 'big.svg' } }", "2:8: big.svg is 100000 x 100000 px, more than"),
        (
            "Item { Text { text: (function(){}).constructor('return 1')() } }",
            "2:36: a screen may not make code from text",
        ),
        (f"Item {{\n  x: 1\n  y: 1{'+1' * 100000}\n}}", "4:3: an expression too long"),
        ("import 'kept.js' as K\nItem { Text { text: K.next() + hud.t } }", "kept.js:1:1: is not pure"),
        ("Item { property real a: b; property real b: a + 1 }", "2:8: a binding loop: the property a"),
        ("Item { Item { id: a } Item { id: a } }", "2:30: another item of this file has the same id; give each"),
        (
            "Item { x: { Object.setPrototypeOf(Object.prototype, {}); return 1 } }",
            "a screen may not change what all",
        ),
        ("Item { Text { font.pixelSize: 'big' } }", "2:31: a number is wanted here; write it without quotes"),
        ("Item { Text { width: 4; width: 5 } }", "2:25: this is set twice in the same item; keep one"),
        ("import Hud\nItem { AngularText { text: 'a'; degrees: NaN } }", "3:33: degrees is NaN; say how large"),
        ("import Hud\nItem { AngularText { text: 'a'; degrees: -1 } }", "3:33: degrees is -1; say how large"),
        ("import Hud\nItem { Icon { degrees: -1 } }", "3:15: degrees is -1; say how large"),
        ("Item { Rectangle { width: 3; height: 1e9 } }", "2:30: height is 1,000,000,000 px, more than can be drawn"),
    ],
)
def test_what_qt_says_or_lets_pass_is_told_with_what_to_do(tmp_path, monkeypatch, body, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "big.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="100000"/>')
    (tmp_path / "kept.js").write_text(".pragma library\nvar n = 0\nfunction next() { n += 1; return n }\n")
    with pytest.raises(HudError) as caught:
        check_screen(write(tmp_path, body))
    assert said in str(caught.value)


def test_what_moves_far_out_or_counts_degrees_of_its_own_is_no_fault(tmp_path):
    body = "Item { Rectangle { property real degrees: -30; rotation: degrees; x: -1e7; width: 1e5; height: 3 } }"
    check_screen(write(tmp_path, body))


@pytest.mark.parametrize(
    ("body", "place", "said", "hint"),
    [
        (
            "Item {\n  Item {\n    width: height + 1\n    height: width + 1\n  }\n}",
            "4:5",
            "width depends on",
            "bind it",
        ),
        (
            "Item {\n  id: a\n  property int n: 0; function f() { return n++ }\n  Text { text: hud.t + a.f() }\n}",
            "5:10",
            "text depends on itself",
            "bind it",
        ),
        ("Item {\n  Text {\n  }   \n\n  \n", "4:4", "expected } here", "not closed"),
        ("Item {\n  x: hud.deg(1))\n}", "3:16", "this ) closes nothing", "take it away"),
        ("Item {\n  x: [1]] + 2\n}", "3:9", "this ] closes nothing", "its [ before"),
        ("Item {\n  x: f(function () { return 1 )\n}", "3:31", "expected", "not closed"),
        ("Item {\n}\n}", "4:1", "this } closes nothing", "take it away"),
        ("Item {\n  required property var bpm\n}", "3:3", "bpm is required", "the screen that does"),
        ("\nQtObject { }", "3:1", "the root of a screen must be an Item", "into an Item"),
        ("/* Item { */\nimport QtQml as Q; Q.QtObject {\n}", "3:20", "must be an Item", "into an Item"),
        ("", "1:15", "there is no item here", "Item { }"),
        ("Item {\n  Text {\n", "3:9", "expected } here", "not closed"),
        ("Item {\n  Image { source: 'https://a.example/a.png' }\n}", "3:19", "https://a.example/a.png", "own folder"),
        ("Item {\n  Loader { source: '../../x.qml' }\n}", "3:20", "x.qml", "own folder"),
        ("Item {\n  Text { id: greeting; text: '🙂' }\n}", "3:30", "U+1F642", "replace"),
        ("Item {\n  Component.onCompleted: Qt.quit()\n}", "3:26", "may not end the program", "remove"),
        ("Item {\n  Text { text: { Qt . exit(3); return '' } }\n}", "3:18", "may not end the program", "remove"),
        ("Item {\n  Image { source: 'nosuch.png' }\n}", "3:3", "cannot open nosuch.png", "beside"),
        ("Item {\n  Text { text: '\\u{FFFFFFFF}' }\n}", "3:16", "this cannot be read", "escape"),
        ("Item {\n  Txt {}\n}", "3:3", "Txt is not a type", "did you mean 'Text'?"),
        ("Item {\n  Text { text: hud.nosuch.deep }\n}", "3:20", "hud has no 'nosuch'", "use one of t, eye"),
    ],
)
def test_a_fault_is_one_clear_line_with_its_place_and_a_remedy(tmp_path, body, place, said, hint):
    path = write(tmp_path, body)
    with pytest.raises(FileError) as caught:
        check_screen(path)
    error = caught.value
    assert "\n" not in str(error)
    assert not re.search(r"Qt says|QML|token|`", str(error))
    assert f"{error.line}:{error.column}" == place
    assert error.file.endswith("screen.qml")
    assert said in error.message
    assert hint in error.hint


def test_the_end_of_the_program_in_disguise_is_told_as_such(tmp_path):
    path = write(tmp_path, "Item {\n  Component.onCompleted: { const { quit } = Qt\n quit() }\n}")
    with pytest.raises(FileError, match=r"may not end the program|Qt itself"):
        check_screen(path)


def test_words_in_comments_and_names_are_no_faults(tmp_path):
    path = write(tmp_path, "Item {\n  // Timer { }\n  property int timerCount: 0\n  Text { text: 'new Date' }\n}")
    check_screen(path)


def test_a_syntax_error_is_found(tmp_path):
    with pytest.raises(FileError) as caught:
        check_screen(write(tmp_path, "Item {"))
    assert caught.value.line is not None


def test_the_screen_of_the_manual_works(tmp_path, screen, empty):
    manual = asset_path("screens/README.md").read_text(encoding="utf-8")
    body = re.search(r"```qml\n(.*?)```", manual, re.DOTALL)[1]
    frame = screen(body).render(dataclasses.replace(empty, values={"heart_rate": 72.4}))
    assert frame.element("area.pulse").text == "72 bpm"
    check_screen(tmp_path / "screen.qml")


def test_no_file_at_all(tmp_path):
    with pytest.raises(HudError, match="no such file"):
        check_screen(tmp_path / "screen.qml")


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [
        ("Impure.qml", "import QtQuick\nText { text: Date.now() }", "Date.now"),
        ("Impure.qml", "import QtQuick\nText { text: Math.random() }", "Math.random"),
        ("impure.js", ".pragma library\nfunction f() { return Math.random() }", "Math.random"),
    ],
)
def test_impure_files_beside_the_screen_are_found_and_not_drawn(tmp_path, screen, full, name, code, word):
    (tmp_path / name).write_text(code)
    body = "import QtQuick\nimport 'impure.js' as I\nItem { Text { text: I.f() } }"
    path = write(tmp_path, "Item { Impure {} }" if name.endswith("qml") else body.split("\n", 1)[1])
    for run in (lambda: check_screen(path), lambda: screen(path.read_text()).render(full)):
        with pytest.raises(FileError) as caught:
            run()
        assert caught.value.file.endswith(name)
        assert caught.value.line == 2
        assert word in caught.value.message


def test_an_impure_file_that_is_loaded_late_is_not_drawn(tmp_path, screen, full, empty):
    (tmp_path / "Late.qml").write_text("import QtQuick\nText { text: Math.random() }")
    renderer = screen("import QtQuick\nItem { Loader { source: hud.nav ? 'Late.qml' : '' } }")
    renderer.render(empty)
    for _ in range(2):
        with pytest.raises(FileError, match=r"Math\.random"):
            renderer.render(full)


@pytest.mark.parametrize(
    "body",
    [
        "Item { id: a; property int n: 0; function f() { return n++ } Text { text: hud.t + ' ' + a.f() } }",
        "Item { property real first: 0; Component.onCompleted: first = hud.t; Text { text: parent.first } }",
        "Item { Text { text: (function() { return this })()['Ma' + 'th']['ran' + 'dom']() + hud.t } }",
    ],
)
def test_what_looks_different_when_drawn_again_is_found_whatever_it_is_called(tmp_path, body):
    path = write(tmp_path, body)
    with pytest.raises(FileError, match=r"not pure|differ|loop"):
        check_screen(path)


def test_a_screen_is_checked_full_and_empty(tmp_path):
    for body in ("hud.nav.distance", "hud.nav ? hud.nosuch.x : ''"):
        with pytest.raises(FileError):
            check_screen(write(tmp_path, f"Item {{ Text {{ text: {body} }} }}"))


def test_a_screen_is_checked_with_what_it_will_be_shown(tmp_path):
    (tmp_path / "pieces").mkdir()
    (tmp_path / "screens").mkdir()
    (tmp_path / "pieces" / "Piece.qml").write_text("import QtQuick\nText {}")
    path = write(
        tmp_path / "screens",
        "import '../pieces'\nItem { Piece { text: hud.values.name.length }\n"
        "Item { id: i; property Item must: hud.panel.width === 99 ? i : none } }",
    )
    state = dataclasses.replace(sample_state(), values={"name": "Lin"})
    panel = PanelSpec(99, 50, 20.0)
    check_screen(path, folder=tmp_path, panel=panel, states=[state])
    for less in ({"panel": panel}, {"folder": tmp_path, "states": [state]}, {"folder": tmp_path, "panel": panel}):
        with pytest.raises(HudError):
            check_screen(path, **less)


SCENARIO = """\
hud: 1
title: One
device: quark-s1
duration: 20 s
screen: screens/own.qml
world:
  footage: {source: "flat:#607060"}
  illuminance: [{at: 0 s, lux: 300}]
tracks:
  - values: {rate: [{at: 0 s, is: 60}, {at: 20 s, is: 90, ease: linear}]}
"""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("hud.values.rate.toFixed(1) + hud.status.clock", None),
        ("hud.values.rate < 90 ? 'slow' : nosuch", "nosuch"),
        ("hud.values.rate < 75 || hud.values.rate >= 90 ? 'slow' : nosuch", "nosuch"),
    ],
)
def test_a_scenarios_screen_is_checked_where_it_runs_and_when(tmp_path, capsys, text, fault):
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    (tmp_path / "pieces").mkdir()
    (tmp_path / "screens").mkdir()
    (tmp_path / "pieces" / "Piece.qml").write_text("import QtQuick\nText {}")
    write(tmp_path / "screens", f"import '../pieces'\nItem {{ Piece {{ text: {text} }} }}").rename(
        tmp_path / "screens" / "own.qml"
    )
    if fault is None:
        check([str(tmp_path)])
    else:
        with pytest.raises(typer.Exit):
            check([str(tmp_path)])
        assert fault in capsys.readouterr().err
