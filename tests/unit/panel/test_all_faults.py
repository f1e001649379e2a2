"""Faults of screens, alone and beside each other: each is told once, at its place, and nothing that only follows."""

import dataclasses
import itertools
import random
import re
from dataclasses import dataclass

import pytest

from hud.errors import FileError, Problems
from hud.panel.check import check_screen, sample_state

STATE = dataclasses.replace(sample_state(), values={"heart_rate": 72.0, "task": "Stir"})


@dataclass(frozen=True)
class Kind:
    """A slip, and what is said of it."""

    body: str
    """In an item, one line; what is wrong begins where `at` does."""
    at: str
    said: str
    hint: str = ""


KINDS = {
    "type": Kind("Meterr { value: 3 }", "Meterr", "Meterr is not a type", "did you mean 'Meter'?"),
    "no type": Kind("Zebra { stripes: 3; Text { text: 'z' } }", "Zebra", "Zebra is not a type", "correct its name"),
    "not imported": Kind("ColumnLayout { spacing: 3 }", "ColumnL", "ColumnLayout is not", "import QtQuick.Layouts"),
    "type of a property": Kind("property Meterr m", "Meterr", "Meterr is not a type", "did you mean 'Meter'?"),
    "property": Kind('Card { titel: "x" }', "titel", "there is no property titel", "did you mean 'title'?"),
    "property of Qt": Kind("Text { txt: 'a' }", "txt", "there is no property txt", "did you mean 'text'?"),
    "group": Kind("Text { font.pixelSise: 3 }", "pixelSise", "there is no property", "did you mean 'pixelSize'?"),
    "braces": Kind("Text { font { blod: true } }", "blod", "there is no property blod", "did you mean 'bold'?"),
    "no group": Kind("Text { fnt { bold: true } }", "fnt", "there is no property fnt", "did you mean 'font'?"),
    "anchors": Kind("Item { anchors.fil: parent }", "fil", "there is no property fil", "did you mean 'fill'?"),
    "handler": Kind("MouseArea { onClickd: {} }", "onClickd", "no property onClickd", "did you mean 'onClicked'?"),
    "attached": Kind("Item { Keis.enabled: true }", "Keis", "Keis is not a type", "did you mean 'Keys'?"),
    "of attached": Kind("Item { Keys.enabeld: true }", "enabeld", "no property enabeld", "did you mean 'enabled'?"),
    "number": Kind("Text { font.pixelSize: 'big' }", "'big'", "a number is wanted here", "without quotes"),
    "colour": Kind("Text { color: 'blak' }", "'blak'", "no colour", "by a name of SVG's"),
    "twice": Kind("Item { width: 3; width: 4 }", "width: 4", "this is set twice", "keep one"),
    "id": Kind("Item { Item { id: a1 } Item { id: a1 } }", "id: a1 } }", "another item of this file has", "of its own"),
    "alias": Kind("property alias q: nobody.x", "nobody", "no item of this file has the id nobody", "correct the name"),
    "enum": Kind("Text { wrapMode: Text.WordWrp }", "WordWrp", "Text has no 'WordWrp'", "did you mean 'WordWrap'?"),
    "hud": Kind("Text { text: hud.noticee.title }", "noticee", "hud has no 'noticee'", "did you mean 'notice'?"),
    "of a piece": Kind("Caption { captions: hud.caption }", "caption }", "no 'caption'", "did you mean 'captions'?"),
    "hud.nav": Kind(
        "Text { text: hud.nav.distanc }", "distanc", "hud.nav has no 'distanc'", "did you mean 'distance'?"
    ),
    "value": Kind(
        "Text { text: hud.values.heart_rat }", "heart_rat", "no value 'heart_rat'", "did you mean 'heart_rate'?"
    ),
    "of a value": Kind(
        "Text { text: hud.values.heart_rate.foo.bar }", "foo", "heart_rate is a number; it has no 'foo'"
    ),
    "degrees of a text": Kind("Item { x: hud.deg('a') }", "'a'", "hud.deg takes numbers, not a text", "hud.deg(1)"),
    "name": Kind("Text { text: nosuch }", "nosuch", "nosuch is not defined", "correct its name"),
    "null": Kind(
        "Text { text: (function () { return null.foo })() }", "foo", "asks for foo of what is null", "test it"
    ),
    "undefined": Kind("property int n: undefined", "property", "undefined at this moment", "say what stands for it"),
    "thrown": Kind("Text { text: { throw new Error('boo') } }", "throw", "an error is thrown: boo", "what throws it"),
    "range": Kind("Text { text: 'a'.repeat(-1) }", "repeat", "be repeated so often", "0 times or more"),
    "memory": Kind("property var b: new ArrayBuffer(2e9)", "ArrayBuffer", "more memory than", "smaller"),
    "no function": Kind("property var f: hud.status.foo()", "foo", "hud.status has no 'foo'"),
    "not a number": Kind("Item { width: 0 / 0 }", "width", "width is NaN", "give it a number"),
    "endless": Kind("Item { y: 1 / 0 }", "y", "y is Infinity", "division by zero"),
    "degrees": Kind("AngularText { text: 'a'; degrees: 1 / 0 }", "degrees", "degrees is Infinity", "degrees: 0.8"),
    "large": Kind("Rectangle { width: 1e300; height: 2 }", "width", "width is 1e+300 px", "make it less"),
    "meter": Kind("Meter { value: 3; from: 5; to: 5 }", "from: 5", "bar from 5 to 5", "greater"),
    "icon": Kind("Icon { name: 'hart' }", "hart", "there is no icon 'hart'", "did you mean 'heart'?"),
    "icon of a card": Kind("Card { icon: 'bot' }", "bot", "there is no icon 'bot'", "did you mean 'bolt'?"),
    "arrow": Kind("Arrow { type: 'tun' }", "tun", "Arrow knows no type 'tun'", "did you mean 'turn'?"),
    "depth": Kind("Depth { metres: 0 }", "metres", "0 m from the eyes", "metres: 4"),
    "picture": Kind("Image { source: 'no.png' }", "Image", "cannot open no.png", "beside the screen"),
    "outside": Kind("Image { source: '../../a.png' }", "'../..", "a screen may not use", "own folder"),
    "loop": Kind("Item { property real a: b; property real b: a + 1 }", "property", "a binding loop", "bind it to hud"),
    "clock": Kind("Timer { interval: 9 }", "Timer", "'Timer' waits by the wall clock", "hud.ease"),
    "chance": Kind("property real r: Math.random()", "Math", "'Math.random' differs", "hud.t"),
    "from text": Kind("property var e: eval('1')", "eval", "may not make code from text"),
    "letter": Kind("Text { text: '\U00013000' }", "'", "no bundled font can draw U+13000", "replace"),
    "font": Kind("Text { font.pixelSize: 99999 }", "font", "a text 99,999 px high", "2000 at most"),
}
WRONG = [
    ("import", "import QtQuick.Controls\nItem { Button {} }", 2, 1, "may not import QtQuick.Controls"),
    ("grammar", "Item {\n  Text { text 3 }\n}", 3, 15, "expected :"),
    ("script", "import 'a.js' as A\nItem { property var a: A.f() }", 1, 16, "expected"),
]


def said(path):
    try:
        check_screen(path, states=[STATE])
    except Problems as problems:
        return problems.errors
    except FileError as error:
        return (error,)
    return ()


def written(folder, *names, other=()):
    """A screen with some slips, each in a line of its own, and those of a file that it uses."""
    for name, kinds in (("screen", names), ("Foo", other)):
        lines = [f"    {KINDS[kind].body}" for kind in kinds] + ["    Foo {}"] * (name == "screen" and bool(other))
        head = ["import QtQuick", "import Hud", "Item {"]
        (folder / f"{name}.qml").write_text("\n".join([*head, *lines, "}", ""]), encoding="utf-8")
    return folder / "screen.qml"


def expect(found, folder, names, file="screen.qml"):
    """Each slip once at its place, and no more of that file."""
    here = [one for one in found if one.file.endswith(file)]
    lines = (folder / file).read_text(encoding="utf-8").split("\n")
    faults = []
    for number, name in enumerate(names, 4):
        kind, line = KINDS[name], lines[number - 1]
        mine = [one for one in here if one.line == number]
        if len(mine) != 1:
            faults.append(f"{name}: {[str(one) for one in mine]}")
            continue
        one = mine[0]
        if (one.column, one.snippet) != (line.index(kind.at) + 1, line) or not (
            kind.said in one.message and kind.hint in one.hint
        ):
            faults.append(f"{name}: {line.index(kind.at) + 1}: {one}")
    faults += [f"echo: {one}" for one in here if one.line is None or not 4 <= one.line < 4 + len(names)]
    return faults


@pytest.mark.parametrize("name", KINDS)
def test_a_slip_alone(tmp_path, name):
    found = said(written(tmp_path, name))
    assert expect(found, tmp_path, [name]) == []
    assert not re.search(r"QML|token|`|Error:|\n", str(found[0]))


def test_every_slip_at_once(tmp_path):
    names = list(KINDS)
    assert expect(said(written(tmp_path, *names)), tmp_path, names) == []


def pairs():
    return list(itertools.permutations(KINDS, 2))


@pytest.mark.parametrize(("one", "other"), random.Random(1).sample(pairs(), 12))
def test_a_pair_in_one_file_and_in_two(tmp_path, one, other):
    assert expect(said(written(tmp_path, one, other)), tmp_path, [one, other]) == []
    found = said(written(tmp_path, one, other=[other]))
    assert expect(found, tmp_path, [one]) + expect(found, tmp_path, [other], "Foo.qml") == []


@pytest.mark.slow
@pytest.mark.parametrize("one", KINDS)
def test_every_pair(tmp_path, one):
    for other in KINDS:
        found = said(written(tmp_path, one, other=[other]))
        faults = expect(found, tmp_path, [one]) + expect(found, tmp_path, [other], "Foo.qml")
        if other != one:
            faults += expect(said(written(tmp_path, one, other)), tmp_path, [one, other])
        assert faults == [], other
