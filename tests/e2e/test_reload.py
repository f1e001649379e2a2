"""Files edited while they are shown, as editors save them, in the real window."""

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from hud.app import theme
from hud.app.pickers import NOTE
from hud.app.window import Window
from hud.device import load_device
from hud.pipeline import Replay
from hud.resources import scenarios_path
from hud.scenario import load_scenario

SCENARIO = """\
hud: 1
title: One
device: quark-s1
duration: 20 s
world: {footage: {source: "flat:#607060"}, illuminance: 300 lx}
screen: own.qml
"""
SCREEN = 'import QtQuick\nItem { Text { color: "white"; font.pixelSize: 40; text: "old " + hud.eye } }\n'
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def in_place(path, text):
    path.write_text(text, encoding="utf-8")


def by_renaming(path, text):
    part = path.with_name(f".{path.name}.swp")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def by_moving_away(path, text):
    backup = path.with_name(path.name + "~")
    path.rename(backup)
    path.write_text(text, encoding="utf-8")
    backup.unlink()


def by_deleting(path, text):
    path.unlink()
    path.write_text(text, encoding="utf-8")


WAYS = (in_place, by_renaming, by_moving_away, by_deleting)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    (tmp_path / "own.qml").write_text(SCREEN)
    return tmp_path


@pytest.fixture
def open_window(qtbot, qapp):
    theme.apply(qapp)
    opened = []

    def make(scenario, *, device=None):
        given = None if device is None else load_device(device)
        window = Window(Replay(load_scenario(scenario), device=given), device=None if device is None else str(device))
        opened.append(window)
        window.resize(1000, 600)
        window.show()
        qtbot.waitExposed(window)
        qtbot.waitUntil(lambda: window.shown is not None, timeout=15000)
        window.player.seek(7.0)
        qtbot.waitUntil(lambda: window.shown.t_s == 7.0)
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()


def texts(window):
    return [element.text for element in window.shown.elements if element.kind == "text"]


def wait(qtbot, until):
    qtbot.waitUntil(until, timeout=15000)


@pytest.mark.parametrize("save", WAYS)
def test_a_saved_screen_is_seen_in_both_eyes_at_the_same_moment(qtbot, folder, open_window, save):
    window = open_window(folder)
    replay = window.replay
    save(folder / "own.qml", SCREEN.replace("old", "new"))
    wait(qtbot, lambda: texts(window) == ["new left"])
    both = [[e.text for e in panel.elements if e.kind == "text"] for panel in window.shown.panels.values()]
    assert both == [["new left"], ["new right"]]
    assert window.shown.t_s == 7.0
    assert window.replay is replay


@pytest.mark.parametrize("save", WAYS)
def test_a_saved_scenario_is_seen_at_the_same_moment(qtbot, folder, open_window, save):
    window = open_window(folder)
    window.player.play()
    save(folder / "scenario.yaml", SCENARIO.replace("One", "Two").replace("300 lx", "900 lx"))
    wait(qtbot, lambda: window.windowTitle() == "Two – hud")
    wait(qtbot, lambda: window.shown.metadata["illuminance_lx"] == 900)
    assert 7.0 <= window.player.t_s < 20.0
    assert window.player.playing


def test_an_error_lies_over_the_last_good_picture_and_goes_when_mended(qtbot, folder, open_window):
    window = open_window(folder)
    window.player.play()
    in_place(folder / "scenario.yaml", SCENARIO.replace("duration: 20 s", "duration: 20 lx"))
    wait(qtbot, lambda: "scenario.yaml:4:11" in window.card.text)
    assert window.card._source.isVisible()
    assert "line 4: duration: 20 lx" in window.card._source.accessibleName()
    assert not window.player.playing
    stood = window.player.t_s
    assert texts(window) == ["old left"]
    # along the lower edge, not over what is being worked on
    assert window.card.y() > window.eyes.pictures.translated(window.eyes.pos()).center().y()
    assert window.card.geometry().bottom() < window.bottom.y()
    in_place(folder / "scenario.yaml", SCENARIO)
    wait(qtbot, lambda: not window.card.isVisible() and window.player.playing)
    assert window.player.t_s >= stood


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("import QtQuick\nItem {\n  Text { text: ", "own.qml:3"),
        ("import QtQuick\nItem { Text { text: hud.nav.street } }", "own.qml:2"),
        ("import QtQuick\nItem { Repeater { model: 1e8; Item {} } }", "own.qml:2"),
        ("import QtQuick\nItem { Text { text: { for (;;) {} } } }", "own.qml:2"),
        ("import QtQuick\nItem { Timer { } }", "own.qml:2:8: 'Timer'"),
    ],
)
def test_a_broken_screen_is_told_and_the_window_goes_on(qtbot, folder, open_window, broken, said):
    window = open_window(folder)
    by_renaming(folder / "own.qml", broken)
    wait(qtbot, lambda: said in window.card.text)
    assert texts(window) == ["old left"]
    by_renaming(folder / "own.qml", SCREEN.replace("old", "mended"))
    wait(qtbot, lambda: texts(window) == ["mended left"])
    assert not window.card.isVisible()
    assert window.player.t_s == 7.0


def test_a_file_that_goes_and_comes_back(qtbot, folder, open_window):
    window = open_window(folder)
    (folder / "own.qml").unlink()
    (folder / "scenario.yaml").unlink()
    wait(qtbot, lambda: "scenario.yaml" in window.card.text)
    (folder / "scenario.yaml").write_text(SCENARIO)
    wait(qtbot, lambda: "own.qml" in window.card.text)
    (folder / "own.qml").write_text(SCREEN.replace("old", "again"))
    wait(qtbot, lambda: texts(window) == ["again left"] and not window.card.isVisible())


def test_several_files_saved_at_once_and_new_ones(qtbot, folder, open_window):
    window = open_window(folder)
    (folder / "pieces").mkdir()
    (folder / "own.qml").write_text('import QtQuick\nimport "pieces"\nItem { Word { text: "with a piece" } }\n')
    (folder / "pieces" / "Word.qml").write_text('import QtQuick\nText { color: "white" }\n')
    (folder / "scenario.yaml").write_text(SCENARIO.replace("One", "Both"))
    wait(qtbot, lambda: texts(window) == ["with a piece"] and window.windowTitle() == "Both – hud")
    (folder / "pieces" / "Word.qml").write_text('import QtQuick\nText { color: "white"; objectName: "word" }\n')
    wait(qtbot, lambda: window.shown.elements[0].id == "word")


def test_a_missing_piece_that_is_made(qtbot, folder, open_window):
    window = open_window(folder)
    in_place(folder / "own.qml", "import QtQuick\nItem { Missing {} }\n")
    wait(qtbot, lambda: "Missing" in window.card.text)
    (folder / "Missing.qml").write_text('import QtQuick\nText { color: "white"; text: "found" }\n')
    wait(qtbot, lambda: texts(window) == ["found"])


def test_the_glasses_and_what_they_extend(qtbot, folder, open_window):
    (folder / "base.yaml").write_text("hud_device: 1\nextends: quark-s1\nid: base\nname: Base\n")
    (folder / "mine.yaml").write_text("hud_device: 1\nextends: base.yaml\nid: mine\nname: Mine\n")
    window = open_window(folder, device=folder / "mine.yaml")
    peak = '\ndisplay: {peak_luminance: {value: 1234 cd/m2, tag: measured, source: "bench"}}\n'
    by_renaming(folder / "base.yaml", (folder / "base.yaml").read_text() + peak)
    wait(qtbot, lambda: window.shown.metadata["peak_at_eye_cd_m2"] == 1234)
    assert window.shown.metadata["device"] == "mine"
    assert window.shown.t_s == 7.0


def test_the_data_of_a_scenario(qtbot, tmp_path, open_window):
    folder = tmp_path / "tea"
    shutil.copytree(scenarios_path("translation/tea-house"), folder)
    window = open_window(folder)
    footage = window.replay.footage
    said = (folder / "talk.en.vtt").read_text()
    words = next(e.text for e in window.shown.elements if e.id.endswith("lines"))
    shouted = "\n".join(line if "-->" in line or line == "WEBVTT" else line.upper() for line in said.split("\n"))
    by_renaming(folder / "talk.en.vtt", shouted.replace("<V ", "<v ").replace("NOTE", "NOTE"))
    wait(qtbot, lambda: words.upper() in [e.text for e in window.shown.elements])
    assert window.replay.footage is footage


def test_what_is_not_touched_is_not_read_again(qtbot, folder, open_window):
    window = open_window(folder)
    frame = window.shown
    os.utime(folder)
    (folder / "notes.txt").write_text("not a part of it")
    qtbot.wait(400)
    assert window.shown is frame


def test_another_scenario_is_followed_from_then_on(qtbot, folder, tmp_path, open_window):
    other = tmp_path / "other"
    other.mkdir()
    (other / "scenario.yaml").write_text(SCENARIO.replace("One", "Other").replace("screen: own.qml\n", ""))
    window = open_window(folder)
    window.open_scenario(other)
    wait(qtbot, lambda: window.windowTitle() == "Other – hud")
    in_place(folder / "scenario.yaml", SCENARIO.replace("One", "Never"))
    in_place(other / "scenario.yaml", SCENARIO.replace("One", "Seen").replace("screen: own.qml\n", ""))
    wait(qtbot, lambda: window.windowTitle() == "Seen – hud")
    qtbot.keyClick(window, Qt.Key.Key_Q)
    assert not window.isVisible()


def test_an_included_file(qtbot, folder, open_window):
    (folder / "part.yaml").write_text("tracks:\n  - values: {word: first}\n")
    (folder / "own.qml").write_text(SCREEN.replace('"old " + hud.eye', "hud.values.word"))
    (folder / "scenario.yaml").write_text(SCENARIO + "include: [part.yaml]\n")
    window = open_window(folder)
    assert texts(window) == ["first"]
    by_renaming(folder / "part.yaml", "tracks:\n  - values: {word: second}\n")
    wait(qtbot, lambda: texts(window) == ["second"])
    in_place(folder / "part.yaml", "tracks:\n  - values: {word: [}\n")
    wait(qtbot, lambda: "part.yaml:2" in window.card.text)
    by_deleting(folder / "part.yaml", "tracks:\n  - values: {word: third}\n")
    wait(qtbot, lambda: texts(window) == ["third"] and not window.card.isVisible())


def test_a_value_that_was_renamed_is_told_where_the_screen_asks_for_it(qtbot, folder, open_window):
    asks = SCREEN.replace('"old " + hud.eye', "hud.values.heart_rate.toFixed(0)")
    values = "tracks: [{values: {heart_rate: [{at: 0 s, is: 72}]}}]\n"
    in_place(folder / "own.qml", asks)
    in_place(folder / "scenario.yaml", SCENARIO + values)
    window = open_window(folder)
    in_place(folder / "scenario.yaml", SCENARIO + values.replace("heart_rate", "heart_rat"))
    wait(qtbot, lambda: "own.qml:2" in window.card.text)
    assert "the scenario has no value 'heart_rate'; did you mean 'heart_rat'?" in window.card.text
    assert texts(window) == ["72"]
    in_place(folder / "own.qml", asks.replace("heart_rate", "heart_rat"))
    wait(qtbot, lambda: not window.card.isVisible())
    # asked for so that no moment fails
    in_place(folder / "own.qml", asks.replace("hud.values.heart_rate.toFixed(0)", "`${hud.values.heart_rte}`"))
    wait(qtbot, lambda: "heart_rte" in window.card.text)
    assert texts(window) == ["72"]


def test_the_picker_has_the_title_that_is_in_the_file_now_and_a_folder_s_name(qtbot, folder, open_window, monkeypatch):
    monkeypatch.chdir(folder)
    window = open_window(Path())
    count = window.top.scenarios.count()
    in_place(folder / "scenario.yaml", SCENARIO.replace("One", "Two"))
    wait(qtbot, lambda: window.windowTitle() == "Two – hud")
    picker = window.top.scenarios
    assert (picker.currentText(), picker.currentData(NOTE), picker.count()) == ("Two", folder.name, count)


def test_a_head_that_is_turned_in_the_file_turns_what_is_drawn_behind(qtbot, folder, open_window):
    drawn = SCENARIO.replace('"flat:#607060"', "room")
    in_place(folder / "scenario.yaml", drawn)
    window = open_window(folder)
    ahead = window.projector.backdrop
    turned = drawn.replace("illuminance", "head: [{at: 0 s, yaw: 12 deg}], illuminance")
    in_place(folder / "scenario.yaml", turned)
    wait(qtbot, lambda: window.projector.backdrop is not None and window.projector.backdrop.yaw_deg == 12.0)
    assert ahead.yaw_deg == 0.0
    assert (window.projector.backdrop.rgb != ahead.rgb).mean() > 0.2
