"""A frame shows the screen as its files are now, whatever was drawn in this process before."""

import os
from pathlib import Path

import numpy as np
import pytest

from hud.cv import cv2
from hud.footage.base import Backdrop
from hud.optics import View
from hud.pipeline import Replay, render_frame
from hud.scenario import load_scenario

SCENARIO = """\
hud: 1
title: One
device: quark-s1
duration: 20 s
clock: "08:12"
screen: own.qml
world:
  footage: {source: "flat:#607060"}
  illuminance: [{at: 0 s, lux: 300}]
tracks:
  - events: [{at: 2 s, notice: {title: Lin, body: On my way, for: 5 s}}]
"""
BACKDROP = Backdrop(np.full((36, 64, 3), 90, np.uint8), 46.0)
VIEW = View(size_px=(64, 36))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    return tmp_path


def say(path: Path, text: str) -> None:
    path.write_text(f'import QtQuick\nItem {{ Text {{ color: "white"; text: "{text}" }} }}\n')


def said(folder):
    frame = render_frame(load_scenario(folder), 0.0, BACKDROP, view=VIEW)
    return [element.text for element in frame.elements]


def test_an_edited_screen_is_drawn_as_it_is_now(folder):
    say(folder / "own.qml", "old")
    assert said(folder) == ["old"]
    say(folder / "own.qml", "newer")
    assert said(folder) == ["newer"]


def test_an_edit_of_the_same_length_and_one_put_in_its_place(folder):
    say(folder / "own.qml", "old")
    assert said(folder) == ["old"]
    say(folder / "new.qml", "new")
    (folder / "new.qml").replace(folder / "own.qml")
    assert said(folder) == ["new"]


def test_a_replay_sees_an_edit_too(folder):
    say(folder / "own.qml", "old")
    with Replay(load_scenario(folder), view=VIEW) as replay:
        assert replay.frame(0.0, BACKDROP).elements[0].text == "old"
        say(folder / "own.qml", "newer")
        assert replay.frame(0.0, BACKDROP).elements[0].text == "newer"


def test_a_part_in_a_file_of_its_own(folder):
    (folder / "own.qml").write_text("import QtQuick\nItem { Part {} }\n")
    say(folder / "Part.qml", "old")
    assert said(folder) == ["old"]
    say(folder / "Part.qml", "newer")
    assert said(folder) == ["newer"]


def test_a_script_beside_the_screen(folder):
    (folder / "own.qml").write_text(
        'import QtQuick\nimport "words.js" as Words\nItem { Text { color: "white"; text: Words.word() } }\n'
    )
    (folder / "words.js").write_text('function word() { return "old" }\n')
    assert said(folder) == ["old"]
    (folder / "words.js").write_text('function word() { return "newer" }\n')
    assert said(folder) == ["newer"]


def test_a_picture_beside_the_screen(folder):
    (folder / "own.qml").write_text('import QtQuick\nItem { Image { source: "dot.png" } }\n')
    for grey in (255, 128):
        cv2.imwrite(str(folder / "dot.png"), np.full((40, 40 + grey % 2, 3), grey, np.uint8))
        frame = render_frame(load_scenario(folder), 0.0, BACKDROP, view=VIEW)
        assert frame.panels["left"].codes.max() == grey


def test_an_unchanged_screen_is_not_built_again(folder, monkeypatch):
    say(folder / "own.qml", "old")
    assert said(folder) == ["old"]

    def refuse(*_, **__):
        raise AssertionError("built again")

    monkeypatch.setattr("hud.panel.screens.open_screen", refuse)
    assert said(folder) == ["old"]
    os.utime(folder / "own.qml", ns=(0, 0))
    with pytest.raises(AssertionError, match="built again"):
        said(folder)
