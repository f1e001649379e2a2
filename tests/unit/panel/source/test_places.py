"""A fault stands where the user can mend it: on a line of the screen's own, with what was meant."""

import dataclasses

import numpy as np
import pytest

from hud.cv import cv2
from hud.errors import HudError, Problems
from hud.panel.check import check_screen, sample_state
from hud.panel.source.aliases import paths_to_hud
from hud.panel.source.names import unknown_names
from hud.resources import asset_path, scenarios_path

HEAD = "import QtQuick\nimport Hud\nItem {\n    id: root\n"


@pytest.mark.parametrize(
    ("body", "place", "said"),
    [
        ("Text { y: 3\n  x: 100 / (hud.t - hud.t); text: 'a' }", (6, 3), "x is Infinity; give it a number"),
        ("Meter { y: Infinity; value: 3 }", (5, 9), "y is Infinity"),
        ("Card { width: -1/0; title: 'a' }", (5, 8), "width is -Infinity"),
        ("Item { Rectangle { width: 9; height: 9 }\n scale: 1/0 }", (6, 2), "scale is Infinity"),
        ("Rectangle { width: 9; height: 9\n transform: Scale { xScale: 1/0 } }", (6, 2), "not finite"),
        ("Text { font { pixelSize: 1000000 } text: 'a' }", (5, 15), "1,000,000 px high, more than can be drawn"),
        ("AngularText { degrees: 300; text: 'a' }", (5, 1), "more than can be drawn"),
        ("SafeArea {\n Meter {\n  label: { while (true) {} } } }", (7, 12), "computes for more than"),
        ('SafeArea {\n Icon { name: "hart" } }', (6, 16), "there is no icon 'hart'; did you mean 'heart'?"),
        ('Meter { value: 3\n label: "Oven heat\n unit: "%"\n }', (6, 9), "a text without its closing quote"),
        ("Loader { source: 'Nope.qml' }", (5, 18), "cannot open Nope.qml"),
        ("Text { text: root.clokc(3) }", (5, 19), "there is no function clokc"),
        ("Rectangle { width: 9; height: 9; border.width: 1e9 }", (5, 48), "a line is wider than can be drawn"),
        (
            "ListView { anchors.fill: parent; model: 1e9; delegate: Text { text: 'a' } }",
            (5, 41),
            "a model of 1000000000",
        ),
        ("Image { source: 'dot.png'; sourceSize: Qt.size(100000, 100000) }", (5, 28), "asked for at 100,000 px"),
        ("Image { source: 'dot.png'\n width: 3\n sourceSize.height: 50000 }", (7, 2), "make sourceSize.height 4096"),
        ("Image { source: 'dot.png'; sourceSize { width: 1e5 } }", (5, 41), "asked for at 100,000 px"),
        ("Item {" * 300 + "}" * 300, (5, 1200), "items 200 deep"),
    ],
)
def test_a_fault_is_told_at_the_screens_own_line(tmp_path, body, place, said):
    path = tmp_path / "screen.qml"
    path.write_text(f"{HEAD}{body}\n}}", encoding="utf-8")
    cv2.imwrite(str(tmp_path / "dot.png"), np.zeros((8, 8, 3), np.uint8))
    with pytest.raises(HudError) as caught:
        check_screen(path)
    error = caught.value.errors[0] if isinstance(caught.value, Problems) else caught.value
    assert said in str(error)
    assert error.file.endswith("screen.qml")
    assert (error.line, error.column) == place


def test_what_lies_outside_is_told_all_at_once_and_in_the_same_words_every_time(tmp_path):
    path = tmp_path / "screen.qml"
    path.write_text(HEAD + "Image { source: '../a.png' }\nImage { source: '../b.png' } }", encoding="utf-8")
    with pytest.raises(Problems) as caught:
        check_screen(path)
    assert sorted(error.line for error in caught.value.errors) == [5, 6]


@pytest.mark.parametrize(
    ("body", "column", "said"),
    [
        ("Text { text: hud.noticee ? 'a' : '' }", 18, "hud has no 'noticee'; did you mean 'notice'?"),
        ("Text { text: hud.valeus.heart_rate }", 18, "did you mean 'values'?"),
        ("Text { text: hud.nav ? hud.nav.distnace : '' }", 32, "hud.nav has no 'distnace'; did you mean 'distance'?"),
        ("Text { text: hud.nav?.manoeuvre.tpye ?? '' }", 33, "hud.nav.manoeuvre has no 'tpye'; did you mean 'type'?"),
        ("Text { text: `${hud.status.clokc}` }", 28, "did you mean 'clock'?"),
        (
            "Meter { value: hud.values.heartrate }",
            27,
            "the scenario has no value 'heartrate'; did you mean 'heart_rate'?",
        ),
        ("Meter { value: hud.values.zzz }", 27, "the scenario has no value 'zzz'"),
        ('Arrow { type: "trun" }', 16, "Arrow knows no type 'trun'; did you mean 'turn'?"),
        ('Arrow { modifier: "lfet" }', 20, "Arrow knows no modifier 'lfet'; did you mean 'left'?"),
        ('Meter { value: "abc" }', 17, "Meter's value is a number, not a text"),
    ],
)
def test_a_name_that_nothing_answers_to_is_told_with_what_was_meant(tmp_path, body, column, said):
    path = tmp_path / "screen.qml"
    path.write_text(f"{HEAD}{body}\n}}", encoding="utf-8")
    with pytest.raises(HudError) as caught:
        check_screen(path, states=[dataclasses.replace(sample_state(), values={"heart_rate": 72.0})])
    (error,) = caught.value.errors if isinstance(caught.value, Problems) else (caught.value,)
    assert said in str(error)
    assert (error.line, error.column) == (5, column)


@pytest.mark.parametrize(
    "asked",
    [
        "hud.values.zzz ?? ''",
        "hud.values.zzz?.toFixed(0) ?? '-'",
        "!!hud.values.zzz",
        "{ if (hud.values.zzz) return 'a'; return ''; }",
        "typeof hud.values.zzz",
        "'zzz' in hud.values ? hud.values.zzz : ''",
    ],
)
def test_a_value_that_is_asked_for_may_be_none(tmp_path, asked):
    path = tmp_path / "screen.qml"
    path.write_text(HEAD + f"Text {{ text: {asked} }} }}")
    assert unknown_names([str(path)], {"heart_rate": 72.0}) == []
    path.write_text(HEAD + "Text { text: hud.values.zzz + 1 } }")
    assert len(unknown_names([str(path)], {"heart_rate": 72.0})) == 1


def test_optional_values_and_the_shipped_screens_are_no_faults(tmp_path):
    path = tmp_path / "screen.qml"
    path.write_text(
        HEAD + "Text { text: hud.values.zzz ?? '' } // hud.noticee\nArrow { type: hud.t > 1 ? 'a' : 'b' } }"
    )
    assert unknown_names([str(path)], {"heart_rate": 72.0}) == []
    for screen in [*scenarios_path().rglob("*.qml"), *asset_path("templates").rglob("*.qml")]:
        assert unknown_names([str(screen)]) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("property var h: hud\nText { text: h.nav.distanc }", "hud.nav has no 'distanc'; did you mean 'distance'?"),
        ("id: top\nproperty var n: hud.nav\nText { text: top.n.distanc }", "hud.nav has no 'distanc'"),
        (
            "readonly property var n: hud.nav\nproperty var m: n.manoeuvre\nText { text: m.stret }",
            "no 'stret'; did you mean 'street'",
        ),
        ("Text { text: { const n = hud.status; return n.clok; } }", "hud.status has no 'clok'"),
        ("property var v: hud.values\nMeter { value: v.hart_rate }", "no value 'hart_rate'; did you mean 'heart_rate'"),
        ("Meter { value: hud.values.task }", "Meter's value is a number; hud.values.task is the text 'Warm the oven'"),
        ("Meter { value: hud.values.done }", "Meter's value is a number; hud.values.done is true"),
        (
            "property var n: hud.nav\nMeter { value: n.distance }",
            "hud.nav.distance is a text; did you mean hud.nav.distanceM?",
        ),
        ("Meter { value: hud.values.task + '' }", "Meter's value is a number, not 'Warm the oven'"),
        (
            "AngularText { degrees: hud.status.clock; text: 'x' }",
            "AngularText's degrees is a number; hud.status.clock is a text",
        ),
        # another thing of the same name
        ("property var n: hud.nav\nfunction f(n) { return n.distanc; }", ""),
        ("property var n: hud.nav\nItem { property var n: ({ distanc: 1 }); property var m: n.distanc }", ""),
        ("Text { text: { let n = hud.nav; n = { distanc: '1' }; return n.distanc; } }", ""),
        ("property var n: hud.nav\nCard { id: c; property var o: ({ n: 1 }); text: '' + c.o.n.distanc }", ""),
        ("Meter { value: hud.values.heart_rate ?? null }", ""),
        ("Meter { value: null }", ""),
    ],
)
def test_other_names_for_the_state_are_followed_and_words_are_no_numbers(tmp_path, body, said):
    path = tmp_path / "screen.qml"
    path.write_text(f"import QtQuick\nimport Hud\nItem {{\n{body}\n}}", encoding="utf-8")
    values = {"heart_rate": 72.0, "task": "Warm the oven", "done": True}
    found = []
    try:
        check_screen(path, states=[dataclasses.replace(sample_state(), values=values)])
    except Problems as problems:
        found = problems.errors
    except HudError as error:
        found = [error]
    assert len(found) == (1 if said else 0), [str(one) for one in found]
    assert all(said in str(one) and one.line and one.line >= 4 for one in found), [str(one) for one in found]


def test_aliases_without_end_take_no_time():
    many = "".join(f"property var a{k}: a{k - 1}\n" if k else "property var a0: hud\n" for k in range(20_000))
    for code in (many, "(" + "h " * 400_000, "property var h: hud\n" + "(h " * 200_000):
        assert len(list(paths_to_hud(code))) < 100


def test_what_is_undefined_is_told_in_plain_words(tmp_path):
    path = tmp_path / "screen.qml"
    path.write_text(
        f"{HEAD}function of(n) {{ return n.distanc; }}\nText {{ text: of(hud.nav || ({{}})) }}\n}}", encoding="utf-8"
    )
    with pytest.raises(HudError) as caught:
        check_screen(path)
    assert "undefined at this moment; correct the name" in str(caught.value)
    assert caught.value.line == 6
