"""The wheel outside the checkout: assets and scenarios inside it, and ``hud`` at work from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.helpers.command import ROOT

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The wheel's content, as pip would lay it down."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "--quiet", "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(unpacked: Path, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "hud", *map(str, arguments)],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_everything_shipped_is_inside(unpacked):
    data = unpacked / "hud/_data"
    for part in ("assets", "scenarios"):
        here = {p.relative_to(ROOT) for p in (ROOT / part).rglob("*") if p.is_file() and "__pycache__" not in p.parts}
        there = {p.relative_to(data) for p in (data / part).rglob("*") if p.is_file()}
        assert here == there
    assert (unpacked / "hud/py.typed").is_file()


def test_pytest_finds_the_fixture_by_itself(unpacked, tmp_path):
    (written,) = unpacked.glob("*.dist-info/entry_points.txt")
    assert "[pytest11]\nhud = hud.pytest_plugin" in written.read_text("utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pytest", "--fixtures", "-v", "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "hud_snapshot --" in done.stdout, done.stderr


def test_hud_works_from_another_folder(unpacked, tmp_path):
    code = "import hud, pathlib, sys; sys.exit(not pathlib.Path(hud.__file__).is_relative_to(sys.argv[1]))"
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    where = subprocess.run(
        [sys.executable, "-P", "-c", code, str(unpacked)], cwd=tmp_path, env=environment, check=False
    )
    assert where.returncode == 0, "another hud was imported than the wheel's"
    assert "morning-walk" in run(unpacked, tmp_path, "scenarios").stdout
    done = run(unpacked, tmp_path, "render", "tea-house", "--at", 24, "-o", "x.png", "--size", "320x180")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.png").stat().st_size > 10_000
