"""Qt's own tools on every QML file that is shipped: what an editor says of them, and what it knows of the pieces."""

import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import PySide6
import pytest

from hud.panel.qmltypes import FILE, state_types
from hud.panel.source.names import _MEMBERS
from hud.resources import asset_path, scenarios_path
from hud.templates import new_scenario

LINT = Path(PySide6.__file__).parent / ("qmllint.exe" if sys.platform == "win32" else "qmllint")
SERVER = LINT.with_name(LINT.name.replace("qmllint", "qmlls"))
FILES = sorted({*asset_path().rglob("*.qml"), *scenarios_path().rglob("*.qml")})
pytestmark = pytest.mark.skipif(not LINT.exists(), reason="this PySide6 comes without qmllint")


def lint(*files):
    paths = [asset_path("screens"), asset_path("screens/stage/types")]
    options = [word for path in paths for word in ("-I", str(path))]
    # As words qmllint keeps some of what it found to itself.
    done = subprocess.run([LINT, "--json", "-", *options, *map(str, files)], capture_output=True, text=True)
    files = json.loads(done.stdout)["files"]
    return [f"{file['filename']}:{one.get('line')}: {one['message']}" for file in files for one in file["warnings"]]


def test_every_shipped_file_is_clean():
    assert len(FILES) > 30
    assert lint(*FILES) == []


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("Meter { valu: 3; x: hud.deg(1) }", "valu"),
        ("AngularText { text: hud.nav ? hud.nav.distanc : '' }", "distanc"),
        ("AngularText { text: hud.noticee.title }", "noticee"),
        ("AngularText { text: hud.nav.manoeuvre.stret }", "stret"),
        ("AngularText { text: hud.captions.speakr }", "speakr"),
        ("Item { width: hud.panel.widht; x: hud.ease(hud.nav.sinceS, 0.2) }", "widht"),
        ("Item { width: hud.degg(1) }", "degg"),
        ("AngularText { text: hud.values.anything + hud.status.clock + hud.inputs.counts.tap }", ""),
    ],
)
def test_what_is_wrong_with_a_piece_or_the_state_is_known(tmp_path, body, word):
    path = tmp_path / "screen.qml"
    path.write_text(f"import QtQuick\nimport Hud\nItem {{ {body} }}", encoding="utf-8")
    said = lint(path)
    assert len(said) == (1 if word else 0), said
    assert all(f'"{word}"' in one for one in said)


def test_the_state_is_described_as_it_is(shell):
    assert asset_path(FILE).read_text("utf-8") == state_types(), "hud schema screen > assets/screens/Hud/hud.qmltypes"
    described = {
        name: set(re.findall(r'(?:Property \{ name: |Method \{\s+name: )"(\w+)"', body))
        for name, body in re.findall(r'Component \{\s+name: "(\w+)"(.*?)\n    \}', state_types(), re.DOTALL)
    }
    assert described["HudState"] == set(_MEMBERS["hud"])
    assert described["Panel"] == set(_MEMBERS["hud.panel"])
    # and as a screen has it
    state = shell()._state.metaObject()
    properties = {state.property(k).name() for k in range(1, state.propertyCount())}
    assert properties | {"deg", "ease"} == described["HudState"]


def request(server, number, method, **parameters):
    body = json.dumps({"jsonrpc": "2.0", "method": method, "params": parameters} | ({"id": number} if number else {}))
    server.stdin.write(f"Content-Length: {len(body.encode())}\r\n\r\n{body}".encode())
    server.stdin.flush()
    while number:
        length = int(server.stdout.readline().rpartition(b":")[2])
        assert server.stdout.readline() == b"\r\n"
        answer = json.loads(server.stdout.read(length))
        if answer.get("id") == number and "method" not in answer:
            return answer["result"]
    return None


@pytest.mark.skipif(not SERVER.exists(), reason="this PySide6 comes without qmlls")
def test_an_editor_completes_the_members_of_hud_in_a_new_screen(tmp_path):
    folder = new_scenario("mine", kind="blank", folder=tmp_path / "mine")
    text = "import QtQuick\nimport Hud\nItem { AngularText { text: hud.nav.d } }"
    at = {"textDocument": {"uri": (folder / "screen.qml").as_uri()}}
    with subprocess.Popen([SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        # A server that answers nothing would hold the whole run: its pipe ends with it, and reading fails.
        watch = threading.Timer(60, server.kill)
        watch.start()
        try:
            request(server, 1, "initialize", processId=None, rootUri=folder.as_uri(), capabilities={})
            request(server, 0, "initialized")
            document = at["textDocument"] | {"languageId": "qml", "version": 1, "text": text}
            request(server, 0, "textDocument/didOpen", textDocument=document)
            found = request(server, 2, "textDocument/completion", **at, position={"line": 2, "character": 36})
        finally:
            watch.cancel()
            server.kill()
    items = found if isinstance(found, list) else found["items"]
    assert {"distance", "distanceM", "backDeg", "manoeuvre"} <= {item["label"] for item in items}


def test_qmllint_knows_where_the_pieces_are_in_a_new_folder(tmp_path):
    folder = new_scenario("mine", kind="blank", folder=tmp_path / "mine")
    screen = folder / "screen.qml"
    assert subprocess.run([LINT, screen], capture_output=True, check=False).stderr == b""
    screen.write_text(screen.read_text("utf-8").replace("hud.inputs.counts", "hud.inputs.count5"), "utf-8")
    assert b'"count5" not found' in subprocess.run([LINT, screen], capture_output=True, check=False).stderr
