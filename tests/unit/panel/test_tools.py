"""Qt's own tools on every QML file that is shipped: what an editor says of them, and what it knows of the pieces."""

import json
import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

from hud.resources import asset_path, scenarios_path

LINT = Path(PySide6.__file__).parent / ("qmllint.exe" if sys.platform == "win32" else "qmllint")
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


def test_what_is_wrong_with_a_piece_is_known(tmp_path):
    (tmp_path / ".contextProperties.ini").write_text(asset_path(".contextProperties.ini").read_text())
    path = tmp_path / "screen.qml"
    path.write_text("import QtQuick\nimport Hud\nItem { Meter { valu: 3; x: hud.deg(1) } }")
    said = lint(path)
    assert len(said) == 1
    assert "valu" in said[0]
