"""Faults of screens, alone and beside each other: each is told once, at its place, and nothing that only follows."""

import dataclasses
import itertools
import random
import re
from dataclasses import dataclass

import pytest

from hud.errors import FileError, Problems
from hud.panel.check import check_screen, empty_state, sample_state
from hud.panel.examining.mirror import Mirror

STATE = dataclasses.replace(
    sample_state(), values={"heart_rate": 72.0, "task": "Stir", "figures": "42", "tone": "#123456", "paint": "tomato"}
)


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
    "small letter": Kind("Row { meter { value: 3 } }", "meter", "no property meter", "did you mean 'Meter'?"),
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
    "no number": Kind("Item { width: parent.widht * 0.5 }", "width", "width is NaN", "look for a name that is none"),
    "text and number": Kind("Item { y: 3 + 'a'; height: 2 * 2 }", "y", "y is NaN", "give it a number"),
    "endless": Kind("Item { y: 1 / 0 }", "y", "y is Infinity", "division by zero"),
    "degrees": Kind("AngularText { text: 'a'; degrees: 1 / 0 }", "degrees", "degrees is Infinity", "degrees: 0.8"),
    "large": Kind("Rectangle { width: 1e300; height: 2 }", "width", "width is 1e+300 px", "make it less"),
    "text for a width": Kind(
        "Rectangle { width: hud.values.task; height: 3 }",
        "hud.values",
        "width is a number; hud.values.task is the text 'Stir'",
        "keyframe numbers",
    ),
    "text of the state": Kind(
        "Item { x: hud.nav.distance }", "hud.nav", "x is a number; hud.nav.distance is a text", "hud.nav.distanceM?"
    ),
    "number for a colour": Kind(
        "property color tone: hud.values.heart_rate", "hud", "tone is a colour; hud.values.heart_rate is the number 72"
    ),
    "text for a colour": Kind("Text { color: hud.values.task }", "hud", "task is the text 'Stir'", "Theme.text"),
    "text by another name": Kind("Item { property var a: hud.values.task; Item { y: parent.a } }", "y:", "y is NaN"),
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
    "letter as an escape": Kind("Text { text: 'b \\u{13001}' }", "'", "draw U+13001", "replace"),
    "letter of two halves": Kind("Text { text: '\\uD80C\\uDC02' + hud.t }", "'", "draw U+13002", "replace"),
    "font": Kind("Text { font.pixelSize: 99999 }", "font", "a text 99,999 px high", "2000 at most"),
}
# What a whole screen may have wrong with it that is no line of an item: each with a second file, and all that is told.
FILES = {
    "import": ({"screen": "import QtQuick.Controls\nItem { Button { text: nosuch } }"}, ["screen.qml:3:1"]),
    "import of nothing": ({"screen": "import Nosuch as N\nItem { N.Thing {} Item { x: N.y } }"}, ["screen.qml:3:1"]),
    "import misspelt": (
        {
            "Foo": "Item {}",
            "screen": "import Hdu\nimport QtQuick.Layuots as L\nL.RowLayout { Card { titel: 3 } Foo {} }",
        },
        ["screen.qml:3:8", "screen.qml:4:8", "screen.qml:5:22"],
    ),
    "grammar": ({"screen": "Item {\n  Text { text 3 }\n  Meterr {}\n}"}, ["screen.qml:4:15"]),
    "grammar of a file": (
        {"screen": "Item {\n  Foo { n: 3; Texxt {} }\n  id: a; x: foo.n\n}", "Foo": "Item {\n n 3\n}"},
        ["Foo.qml:4:4", "screen.qml:4:15", "screen.qml:5:13"],
    ),
    "grammar of both": (
        {"screen": "Item {\n  Foo { n: 3 }\n  x 3\n}", "Foo": "Item {\n  Texxt {}\n}"},
        ["Foo.qml:4:3", "screen.qml:5:5"],
    ),
    "script": (
        {"screen": "import 'a.js' as A\nItem {\n  x: A.f()\n  Texxt {}\n}", "a.js": "function f( {\n}"},
        ["a.js:2:2", "screen.qml:6:3"],
    ),
    "itself": (
        {"screen": "Item {\n  Foo {}\n}", "Foo": "Item {\n  Foo {}\n  Texxt {}\n}"},
        ["Foo.qml:4:3", "Foo.qml:5:3"],
    ),
    "below": (
        {"screen": "Item {\n  Foo {}\n  Texxt {}\n}", "Foo": "Bar { titel: 3 }", "Bar": "Item {\n  y: bar\n}"},
        ["Bar.qml:4:6", "Foo.qml:3:7", "screen.qml:5:3"],
    ),
    "a pair of names": ({"screen": "Item {\n  Caption {\n    captions: hud.caption\n  }\n}"}, ["screen.qml:5:19"]),
    "late": (
        {
            "screen": "Item {\n  Loader { source: hud.t > 1 ? 'Late.qml' : '' }\n  x: nosuch\n}",
            "Late": "Item {\n  Texxt {}\n  Card { titel: 3 }\n  y: nothing\n}",
        },
        ["Late.qml:4:3", "Late.qml:5:10", "Late.qml:6:6", "screen.qml:5:6"],
    ),
    "binary beside": ({"screen": "Item { Foo { n: 3 } Texxt {} }", "Foo": "\0\0\0"}, ["screen.qml:3:21", "Foo.qml"]),
    "large beside": (
        {"screen": "Item {\n  Foo {}\n  x 3\n}", "Foo": "Item {}" + " " * 1100000},
        ["screen.qml:5:5", "Foo.qml"],
    ),
    "binary": ({"screen": "Item { Foo { n: 3 } }", "Foo": "\0\0\0"}, ["Foo.qml"]),
}
# Right, and not what everybody writes.
RIGHT = (
    "component Dot: Rectangle { property int n: 3; radius: n } Dot { n: 4 }",
    "property alias caption: shown.text; Text { id: shown }",
    "property list<Item> some: [Item {}, Item { Text { text: 'a' } }]",
    "L.RowLayout { spacing: 2; Item { L.Layout.fillWidth: true; L.Layout.preferredHeight: 3 } }",
    "Text { font { pixelSize: 12; bold: true } anchors { left: parent.left; margins: 3 } }",
    "Text { text: `${hud.t > 1 ? `a ${hud.t}` : '{'} b`; wrapMode: Text.WordWrap; elide: Text.ElideNone }",
    "enum Mode { Small, Large } property int mode: 1",
    "readonly property var table: ({ a: [1, 2], 'b c': { d: '}' } })",
    "function half(n: real): real { /* } */ return n / 2 } width: half(4) // }",
    "Repeater { model: ['a', 'b']; delegate: Text { required property string modelData; text: modelData } }",
    "Repeater { model: 2; Item { property bool odd: index % 2 === 1; states: State { when: odd } } }",
    "Shapes.Shape { Shapes.ShapePath { strokeWidth: 2; PathLine { x: 3; y: 4 } } }",
    "Keys.onPressed: event => { event.accepted = true }",
    "property string s: hud.values['heart' + '_rate'] ?? 'none'; property var o: hud.values?.nothing ?? 1",
    "Text { text: hud.nav ? hud.nav.manoeuvre.street.slice(0, 3).toUpperCase() : '' }",
    "Item { id: shy; visible: false; width: 1 / 0; Icon { name: hud.t > 99 ? 'hart' : 'heart' } }",
    "property real width2: NaN; Meter { value: 3; from: 5; to: 5; bar: false }",
    "Loader { sourceComponent: Component { Text { text: 'late' } } }",
    "PathView { model: 0; path: Path { startX: 1 } delegate: Item {} }",
    "ListView { model: ListModel { ListElement { a: 'x' } } delegate: Text { text: a } width: 9; height: 9 }",
    "Item { visible: false; width: parent.none * 2 } Item { x: hud.notice ? 3 : none.x * 2; scale: { return 1 } }",
    "Item { states: State { name: 'a'; PropertyChanges { target: more; width: 3 * more.height } } Item { id: more } }",
    "Rectangle { width: 3 *\n    2 // two\n; height: width /* } */ / 2; border { width: 2 * 1 } }",
    "default property alias inside: box.data; Item { id: box }",
    "property var at: ({ x: hud.nav.street }); function f() { return { y: hud.nav.street } } x: hud.values.figures",
    "property color tone: hud.values.tone; Text { color: tone } Rectangle { property var shade: hud.nav.distanceM }",
    "Item { property string label: hud.values.task; property color label2: hud.values.paint }",
    "Item { Item { property var mark: hud.t } Item { property string colour: hud.nav.street } }",
    "Rectangle { gradient: Gradient { GradientStop { position: 0; color: '#123' } } width: 3; height: 3 }",
)


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


@pytest.mark.parametrize("name", FILES)
def test_what_is_wrong_with_whole_files(tmp_path, name):
    files, places = FILES[name]
    for file, text in files.items():
        head = "" if "." in file or "\0" in text else "import QtQuick\nimport Hud\n"
        (tmp_path / (file if "." in file else f"{file}.qml")).write_text(head + text)
    found = said(tmp_path / "screen.qml")
    assert [one.place.removeprefix(f"{tmp_path}/") for one in found] == places
    assert not [one for one in found if re.search(r"QML|unavailable|recursively|Error:", str(one))]


@pytest.mark.parametrize("right", RIGHT)
def test_what_is_right_is_told_of_neither_alone_nor_beside_a_slip(tmp_path, right):
    imports = "import QtQuick\nimport Hud\nimport QtQuick.Layouts as L; import QtQuick.Shapes as Shapes\n"
    path = tmp_path / "screen.qml"
    for beside in ([], ["no type"], ["property", "type", "name"], ["not imported", "value", "thrown"]):
        lines = [KINDS[kind].body for kind in beside]
        path.write_text(imports + "\n".join(["Item {", right, *lines, "}"]))
        first = 6 + right.count("\n")
        assert [one.line for one in said(path)] == list(range(first, first + len(beside)))


def test_what_is_null_at_many_moments_is_told_once_and_by_name(tmp_path):
    path = tmp_path / "screen.qml"
    path.write_text(
        "import QtQuick\nItem {\n  Text { text: hud.notice.title }\n"
        "  Item { property var n: hud.nav; x: n.distanceM }\n}"
    )
    moments = [dataclasses.replace(state, t_s=float(t)) for t in range(3) for state in (empty_state(), sample_state())]
    with pytest.raises(Problems) as caught:
        check_screen(path, states=moments)
    told = [(one.line, one.column, one.message) for one in caught.value.errors]
    assert told == [
        (3, 27, "asks for title of what is null at this moment"),
        (4, 40, "asks for distanceM of what is null at this moment"),
    ]


LETTERS = {
    # what is written, and where each is told
    "joined": ("Text { text: 'a' + '\\uE000' }\nText { text: 'b \ue000' }", ["3:20", "4:14"]),
    "computed": ("Text { text: 'a' + String.fromCharCode(0xE000) }\nText { text: '\ue000' }", ["4:14", "screen.qml"]),
    "filled in": ("Text { text: `<b>${hud.t} \\uE000</b>` }\nText { text: '%1 \ue000'.arg(3) }", ["3:14", "4:14"]),
    "in a template": ("Text { text: `a ${hud.t >= 0 ? 'B\ue000' : ''}`.toLowerCase() }", ["3:14"]),
    "the same": ("Text { text: '\\ue000' }\nText { text: '\ue000' }\nText { text: 'Not \\\\ue000' }", ["3:14", "4:14"]),
}


REQUIRED = (
    "required property real bpm\n required property color tint; value: 60 / bpm; colour: tint",
    "required property int n; required property string s; required property bool on; required property url u;"
    " label: u + s.repeat(n + on)",
)


@pytest.mark.parametrize("asked", REQUIRED)
def test_a_component_by_itself_is_given_what_it_requires_and_a_scenarios_screen_is_not(tmp_path, asked):
    path = tmp_path / "Pulse.qml"
    path.write_text(f"import QtQuick\nimport Hud\nMeter {{\n {asked}\n}}")
    check_screen(path)
    name = re.search(r"\w+(?=;|\n)", asked)[0]
    first = said(path)[0]
    assert first.message == f"{name} is required, and nobody sets it"
    assert (first.file, first.line) == (str(path), 4)
    path.write_text(path.read_text().replace("required", "titel: 3\n required", 1))
    with pytest.raises(FileError, match="4:2: there is no property titel"):
        check_screen(path)


def test_a_module_misspelt_hides_no_other_suggestion(tmp_path):
    (tmp_path / "screen.qml").write_text("import QtQuick\nimport Hdu\nItem { Card { titel: 3 } }")
    assert [one.hint for one in said(tmp_path / "screen.qml")] == ["did you mean 'Hud'?", "did you mean 'title'?"]


@pytest.mark.parametrize("name", LETTERS)
def test_a_character_that_no_font_has_is_told_where_its_own_text_is_written(tmp_path, name):
    body, places = LETTERS[name]
    (tmp_path / "screen.qml").write_text(f"import QtQuick\nItem {{\n{body}\n}}", encoding="utf-8")
    found = said(tmp_path / "screen.qml")
    assert [one.place.rpartition("screen.qml:")[2].rpartition("/")[2] for one in found] == places


def test_more_items_than_can_be_drawn_in_time_are_told_with_their_number(tmp_path):
    path = tmp_path / "screen.qml"
    path.write_text("import QtQuick\nItem {\n  Repeater { model: 9000; Item {} }\n}")
    (one,) = said(path)
    assert (one.line, one.column) == (3, 27)
    assert "9,001 items at once" in one.message
    assert "3,000" in one.hint


def pairs():
    return list(itertools.permutations(KINDS, 2))


@pytest.mark.parametrize(("one", "other"), random.Random(1).sample(pairs(), 12))
def test_a_pair_in_one_file_and_in_two(tmp_path, one, other):
    assert expect(said(written(tmp_path, one, other)), tmp_path, [one, other]) == []
    found = said(written(tmp_path, one, other=[other]))
    assert expect(found, tmp_path, [one]) + expect(found, tmp_path, [other], "Foo.qml") == []


@pytest.mark.slow
@pytest.mark.parametrize("one", KINDS)
def test_pairs(tmp_path, one):
    names = list(KINDS)
    start = names.index(one)
    # every pair would take minutes; each kind meets itself and others near and far in the table
    for other in (names[(start + step) % len(names)] for step in (0, 1, 5, 17)):
        found = said(written(tmp_path, one, other=[other]))
        faults = expect(found, tmp_path, [one]) + expect(found, tmp_path, [other], "Foo.qml")
        if other != one:
            faults += expect(said(written(tmp_path, one, other)), tmp_path, [one, other])
        assert faults == [], other


def test_a_mirror_never_writes_what_it_shows(tmp_path):
    home, copies = tmp_path / "home", tmp_path / "copies"
    (home / "sub").mkdir(parents=True)
    copies.mkdir()
    for name in ("screen.qml", "sub/Foo.qml", "sub/Bar.qml", "picture.png"):
        (home / name).write_text("own")
    mirror = Mirror(home, copies)
    shown = mirror.anew(home)
    assert not (shown / "picture.png").exists()
    for name in ("screen.qml", "sub/Foo.qml", "sub/Foo.qml"):
        assert mirror.replace(str(home / name), "mended")
    assert not mirror.replace(str(tmp_path / "other.qml"), "mended")
    assert [(shown / name).read_text() for name in ("screen.qml", "sub/Foo.qml", "sub/Bar.qml")] == [
        *("mended", "mended", "own"),
    ]
    assert {(home / name).read_text() for name in ("screen.qml", "sub/Foo.qml", "sub/Bar.qml")} == {"own"}
    assert mirror.anew(home) != shown
