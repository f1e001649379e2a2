"""A machine without a usable display, and the script that asks for libraries: what is said, and that nothing hangs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hud.app.display import missing_packages
from tests.helpers.command import ROOT, hud

if TYPE_CHECKING:
    from pathlib import Path

# a machine without a screen usually lacks the window's libraries too, and hears of them first
DEAD = "system libraries are missing" if missing_packages() else "the display :4711 does not answer"

SHORT = """\
hud: 1
title: Short
device: quark-s1
duration: 1 s
clock: "08:12"
world:
  footage: {source: "flat:#607060"}
  illuminance: [{at: 0 s, lux: 300}]
tracks:
  - events: [{at: 0.2 s, notice: {title: Lin, body: On my way, for: 0.5 s}}]
"""


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "there is no display"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "unset QT_QPA_PLATFORM"),
        ({"DISPLAY": ":4711"}, DEAD),
    ],
)
def test_demo_says_why_there_is_no_window_and_renders(tmp_path, environment, said):
    folder = tmp_path / "short"
    folder.mkdir()
    (folder / "scenario.yaml").write_text(SHORT, encoding="utf-8")
    done = hud("demo", folder, "-o", tmp_path / "out", **environment)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    assert (tmp_path / "out/short.mp4").stat().st_size > 0
    assert "50 %" in done.stderr
    assert len(done.stderr.splitlines()) == 10


def test_doctor_gives_the_same_answer():
    for environment, said in (({}, "no display"), ({"DISPLAY": ":4711"}, DEAD)):
        findings = {f["topic"]: f for f in json.loads(hud("doctor", "--json", **environment).stdout)}
        assert not findings["display"]["ok"]
        assert said in findings["display"]["found"]


def libraries(cwd: Path, *, path: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")} | environment
    shell = shutil.which("dash") or "/bin/sh"
    script = cwd / ".ci/system-libraries"
    return subprocess.run(
        [shell, script, sys.executable],
        cwd=cwd,
        env=env | {"PATH": path or env["PATH"]},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def copy(tmp_path) -> Path:
    """The script with the module that it reads, to break, and a machine where nobody is root."""
    package = ("__init__.py", "lazy.py", "version.py", "errors.py", "app/display.py")
    for name in (".ci/system-libraries", *(f"hud/{part}" for part in package)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "hud/app/__init__.py").touch()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "bin/id").chmod(0o755)
    return tmp_path


def path_of(copy: Path) -> str:
    return f"{copy / 'bin'}:{os.environ['PATH']}"


@pytest.mark.skipif(sys.platform != "linux", reason="the script does nothing elsewhere")
def test_the_script_asks_for_what_python_misses(copy):
    assert libraries(copy, path=path_of(copy)).stdout == ""
    module = copy / "hud/app/display.py"
    text = module.read_text(encoding="utf-8").replace('"libEGL.so.1": "libegl1"', '"libno-such.so.7": "libno-such7"')
    module.write_text(text.replace('"libxcb-cursor.so.0": "lib', '"libno-window.so.1": "lib'), encoding="utf-8")
    bare = libraries(copy, path=path_of(copy))
    assert bare.returncode == 3
    assert "libno-such7" in bare.stdout
    assert "libxcb" not in bare.stdout
    assert "libxcb-cursor0" in libraries(copy, path=path_of(copy), DISPLAY=":0").stdout


@pytest.mark.skipif(sys.platform != "linux", reason="the script does nothing elsewhere")
def test_the_script_does_nothing_where_nothing_can_be_told(copy):
    (copy / "hud/app/display.py").write_text("raise ImportError\n", encoding="utf-8")
    done = libraries(copy, path=path_of(copy))
    assert (done.returncode, done.stdout) == (0, "")
