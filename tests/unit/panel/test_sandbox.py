import dataclasses
import re
import time

import pytest

from hud.errors import FileError, HudError, Problems
from hud.panel.renderer import PanelRenderer
from hud.panel.source.words import blanked, forbidden_words
from hud.panel.spec import PanelSpec
from hud.resources import asset_path


def fault(make):
    with pytest.raises((FileError, Problems)) as caught:
        make()
    error = caught.value
    return error.errors[0] if isinstance(error, Problems) else error


def test_a_syntax_error_has_its_place(screen):
    error = fault(lambda: screen("import QtQuick\nItem {\n    Text { text: 'a' }\n    width: = 3\n}"))
    assert error.file.endswith("screen.qml")
    assert (error.line, error.column) == (4, 12)
    assert error.drawing().splitlines() == ["    4 |     width: = 3", "                   ^"]


def test_an_unknown_property_has_its_place(screen):
    error = fault(lambda: screen("import QtQuick\nItem {\n  Text { txt: 'a' }\n}"))
    assert (error.line, error.column) == (3, 10)
    assert "txt" in error.message


def test_a_binding_that_fails_has_its_place_every_time(screen, empty):
    renderer = screen("import QtQuick\nItem {\n  Text {\n    text: hud.nav.distance\n  }\n}")
    for _ in range(2):
        error = fault(lambda: renderer.render(empty))
        assert error.line == 4
        assert "distance" in error.message


def test_a_binding_that_begins_to_fail_has_its_place(screen, empty, full):
    renderer = screen("import QtQuick\nItem {\n  Text {\n    text: hud.nav.distance\n  }\n}")
    renderer.render(full)
    for _ in range(2):
        assert fault(lambda: renderer.render(empty)).line == 4
    assert renderer.render(full).elements[0].text == "180 m"


def test_a_binding_that_fails_once_draws_again_when_it_can(screen, empty, full):
    renderer = screen("import QtQuick\nItem { Text { text: hud.nav.distance } }")
    assert fault(lambda: renderer.render(empty)).line == 2
    assert renderer.render(full).elements[0].text == "180 m"


def test_an_undefined_name_is_a_fault(screen, full):
    assert "nosuch" in fault(lambda: screen("import QtQuick\nItem { x: nosuch + 1 }").render(full)).message


@pytest.mark.parametrize(
    "body",
    [
        "Item { function f() { while (true) {} } Text { text: f() } }",
        "Item { function f(t) { while (t > 2) {} return 1 } Text { text: f(hud.t) } }",
        "Item { Component.onCompleted: { for (;;) {} } }",
    ],
)
def test_a_loop_without_end_is_interrupted(screen, full, empty, body):
    renderer = screen("import QtQuick\n" + body)
    renderer._watchdog._limit_s = 0.2
    begun = time.monotonic()
    error = fault(lambda: renderer.render(full))
    assert time.monotonic() - begun < 2
    assert "computes for more than" in error.message
    assert "loop" in error.hint


def test_what_an_interrupted_frame_left_behind_is_forgotten(screen, full, empty):
    renderer = screen(
        "import QtQuick\nItem {\n"
        "  function f(n) { while (n && hud.eye == 'right') {} return n ? n.distance : 'none' }\n"
        "  Text { text: f(hud.nav) }\n}"
    )
    renderer._watchdog._limit_s = 0.1
    assert renderer.render(empty, "left").elements[0].text == "none"
    fault(lambda: renderer.render(full, "right"))
    assert renderer.render(empty, "left").elements[0].text == "none"
    assert renderer.render(full, "left").elements[0].text == "180 m"


def test_the_watchdog_leaves_a_screen_alone_that_takes_its_time_in_many_goes(screen, full):
    renderer = screen("import QtQuick\nItem { Text { text: hud.t } }")
    renderer._watchdog._limit_s = 0.05
    renderer.render(full)
    time.sleep(0.12)
    assert renderer.render(full).elements[0].text == "3"


@pytest.mark.parametrize(
    "body",
    [
        "import QtQuick\nItem { Image { source: 'http://127.0.0.1:9/x.png' } }",
        "import QtQuick\nItem { Image { source: 'https://example.org/x.png' } }",
        "import QtQuick\nItem { Image { source: 'file:///etc/hostname' } }",
        "import QtQuick\nItem { Image { source: '../secret.png' } }",
        "import QtQuick\nItem { Loader { source: 'http://127.0.0.1:9/x.qml' } }",
        "import QtQuick\nItem { Loader { source: 'file:///etc/x.qml' } }",
        "import QtQuick\nItem { FontLoader { source: 'http://127.0.0.1:9/x.ttf' } }",
    ],
)
def test_nothing_outside_is_opened(screen, full, tmp_path, body):
    (tmp_path.parent / "secret.png").write_bytes(b"")
    error = fault(lambda: screen(body).render(full))
    assert "may not use" in error.message
    assert "own folder" in error.hint


@pytest.mark.parametrize("text", ['<img src="file:///etc/hostname">', "see <b>this</b> <IMG src='../x.png'>"])
@pytest.mark.parametrize("form", ["RichText", "StyledText", "AutoText"])
def test_a_text_loads_no_picture(screen, full, text, form):
    state = dataclasses.replace(full, input=text)
    renderer = screen(f"import QtQuick\nItem {{ Text {{ textFormat: Text.{form}; text: hud.input }} }}")
    with pytest.raises(HudError, match="holds a picture") as caught:
        renderer.render(state)
    assert "PlainText" in caught.value.hint
    plain = screen("import QtQuick\nItem { Text { textFormat: Text.PlainText; text: hud.input } }")
    assert plain.render(state).elements[0].text == text


@pytest.mark.parametrize(
    "module", ["QtQuick.LocalStorage", "QtQuick.Controls", "QtQuick.Dialogs", "Qt.labs.folderlistmodel"]
)
def test_only_some_of_qt_is_there(screen, module):
    assert module in fault(lambda: screen(f"import QtQuick\nimport {module}\nItem {{}}")).message


def test_a_link_out_of_the_folder_is_not_followed(screen, full, tmp_path):
    (tmp_path / "door.qml").symlink_to(asset_path("devices").parent.parent / "pyproject.toml")
    (tmp_path / "Door.qml").symlink_to("/etc/hostname")
    fault(lambda: screen("import QtQuick\nItem { Loader { source: 'Door.qml' } }").render(full))


def test_files_of_the_own_folder_are_used(screen, full, tmp_path):
    (tmp_path / "Piece.qml").write_text("import QtQuick\nText { color: 'white'; text: 'own ' + hud.eye }")
    (tmp_path / "sums.js").write_text("function twice(x) { return 2 * x }")
    body = "import QtQuick\nimport 'sums.js' as Sums\nItem { Piece {} Text { text: Sums.twice(21) } }"
    assert {e.text for e in screen(body).render(full).elements} == {"own left", "42"}


def test_the_folder_may_be_a_wider_one(tmp_path, full):
    (tmp_path / "screens").mkdir()
    (tmp_path / "pieces").mkdir()
    (tmp_path / "pieces" / "Piece.qml").write_text("import QtQuick\nText { text: 'shared' }")
    path = tmp_path / "screens" / "screen.qml"
    path.write_text("import QtQuick\nimport '../pieces'\nItem { Piece {} }")
    renderer = PanelRenderer(PanelSpec(64, 64, 20.0), screen=path, folder=tmp_path)
    assert renderer.render(full).elements[0].text == "shared"
    renderer.close()
    fault(lambda: PanelRenderer(PanelSpec(64, 64, 20.0), screen=path))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Component.onCompleted: Qt.openUrlExternally('http://x')", "anything outside"),
        ("Component.onCompleted: Qt['open' + 'UrlExternally']('http://x')", "with a dot"),
        ("property var q: Qt", "Qt itself"),
        ("Component.onCompleted: { const q = Qt; q.quit() }", "Qt itself"),
        ("Component.onCompleted: eval('1')", "code from text"),
        ("Component.onCompleted: new XMLHttpRequest()", "load anything"),
    ],
)
def test_words_that_reach_out_are_refused_with_their_place(screen, line, word):
    error = fault(lambda: screen(f"import QtQuick\nItem {{\n  {line}\n}}"))
    assert word in error.message
    assert error.line == 3
    assert error.column > 3


def test_words_in_comments_and_strings_are_harmless(tmp_path):
    text = "// Qt.openUrlExternally\n/* eval( */ Text { text: \"new Function\" + 'XMLHttpRequest' }"
    assert forbidden_words(tmp_path / "a.qml", text) == []
    assert len(blanked(text)) == len(text)
    assert "Text { text:" in blanked(text)


def test_the_screen_must_be_an_item(screen, full):
    assert "Item" in fault(lambda: screen("import QtQml\nQtObject {}").render(full)).message


def test_a_screen_that_is_not_there(tmp_path):
    with pytest.raises(HudError, match="no such file"):
        PanelRenderer(PanelSpec(64, 64, 20.0), screen=tmp_path / "none.qml")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"\x00" * 64, b"Item {" * 4000])
def test_a_screen_that_is_no_screen(tmp_path, data):
    path = tmp_path / "screen.qml"
    path.write_bytes(data)
    fault(lambda: PanelRenderer(PanelSpec(64, 64, 20.0), screen=path))


def test_chatter_of_a_screen_is_not_printed(screen, full, capfd):
    screen("import QtQuick\nItem { Component.onCompleted: console.log('hello') }").render(full)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "code",
    [
        '(function(){}).constructor("Qt[\\"openUrl\\"+\\"Externally\\"](\\"http://a/ctor\\")")()',
        '(function*(){}).constructor("Qt[\\"openUrl\\"+\\"Externally\\"](\\"http://a/gen\\")")().next()',
        'var e = eval; e("Qt.openUrl" + "Externally(\'http://a/eval\')")',
        '(function(){ return this })()["Fun" + "ction"]("f", "f(\'http://a/f\')")(all("Externally"))',
        '(function(){ return this })()["Fun" + "ction"]("f", "f(\'vscode://a/f\')")(all("Externally"))',
        "all('Externally')('/etc/hostname')",
    ],
)
def test_code_made_from_text_opens_nothing_outside(screen, full, code, capfd):
    body = (
        "import QtQuick\nItem {\n"
        '  function all(end) { const q = (function() { return this })()["Q" + "t"]; return q["openUrl" + end] }\n'
        f"  Component.onCompleted: {{ {code} }}\n}}"
    )
    error = fault(lambda: screen(body).render(full))
    assert re.search("anything outside|code from text|may not use", error.message), error.message
    assert error.line in (None, 4)
    assert "openUrl" not in capfd.readouterr().err


@pytest.mark.parametrize("piece", ['\\"', "\\'", "/* ", "//", "`'\"", "'\"\n"])
def test_what_never_ends_takes_no_long_time_and_hides_nothing(piece):
    text = "import QtQuick\nText { text: " + '"' + piece * 20_000 + "\n}"
    start = time.perf_counter()
    quiet = blanked(text)
    assert time.perf_counter() - start < 0.5
    assert len(quiet) == len(text)
    assert "eval(" in blanked(f'"{piece}\neval(1)')
    assert "eval(" in blanked(f'{piece} "\neval(1)')
