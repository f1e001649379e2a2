import dataclasses
import re

import pytest

from hud.errors import FileError, HudError, Problems
from hud.panel.check import check_screen, impurities
from hud.resources import asset_path


def write(tmp_path, body):
    path = tmp_path / "screen.qml"
    path.write_text("import QtQuick\n" + body, encoding="utf-8")
    return path


def test_the_shipped_screen_has_no_faults():
    check_screen(asset_path("screens/Shell.qml"))
    for path in asset_path("screens").rglob("*.qml"):
        assert impurities(path) == []


@pytest.mark.parametrize(
    ("body", "word", "remedy"),
    [
        ("Item {\n  Behavior on x { NumberAnimation {} }\n}", "Behavior", "hud.ease"),
        ("Item {\n  Timer { interval: 9 }\n}", "Timer", "hud.ease"),
        ("Item {\n  SequentialAnimation on x {}\n}", "SequentialAnimation", "hud.t"),
        ("Item {\n  property var d: new Date()\n}", "new Date", "hud.status.clock"),
        ("Item {\n  property real r: Math.random()\n}", "Math.random", "hud.t"),
        ("Item {\n  Text { font.pointSize: 12 }\n}", "pointSize", "hud.deg"),
    ],
)
def test_what_depends_on_the_clock_is_found_with_what_to_write_instead(tmp_path, body, word, remedy):
    error = impurities(write(tmp_path, body))[0]
    assert word in error.message
    assert remedy in error.hint
    assert error.line == 3
    assert error.snippet == body.split("\n")[1]


def test_every_fault_is_reported_at_once(tmp_path):
    path = write(tmp_path, "Item {\n  Timer {}\n  x: Math.random()\n  Text { text: hud.nav.nosuch.deep }\n}")
    with pytest.raises(Problems) as caught:
        check_screen(path)
    assert [error.line for error in caught.value.errors] == [3, 4, 5]


def test_words_in_comments_and_names_are_no_faults(tmp_path):
    path = write(tmp_path, "Item {\n  // Timer { }\n  property int timerCount: 0\n  Text { text: 'new Date' }\n}")
    assert impurities(path) == []
    check_screen(path)


def test_a_syntax_error_is_found(tmp_path):
    with pytest.raises(FileError) as caught:
        check_screen(write(tmp_path, "Item {"))
    assert caught.value.line is not None


def test_the_screen_of_the_manual_works(tmp_path, screen, empty):
    manual = asset_path("screens/README.md").read_text(encoding="utf-8")
    body = re.search(r"```qml\n(.*?)```", manual, re.DOTALL)[1]
    frame = screen(body).render(dataclasses.replace(empty, values={"heart_rate": 72.4}))
    assert frame.element("pulse").text == "72 bpm"
    check_screen(tmp_path / "screen.qml")


def test_no_file_at_all(tmp_path):
    with pytest.raises(HudError, match="no such file"):
        check_screen(tmp_path / "screen.qml")
