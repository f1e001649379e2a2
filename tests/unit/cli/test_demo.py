"""``hud demo`` without a display, where something goes wrong."""

import pytest

from hud.cli import demo
from hud.errors import FileError

SHORT = """hud: 1
title: Short
device: quark-s1
duration: 2 s
world: {footage: {source: grey}, illuminance: 500 lx}
stills: [0 s, 1 s]
"""


@pytest.fixture
def failing(tmp_path, monkeypatch):
    """A scenario whose stills are written and whose video finds no room."""
    (tmp_path / "scenario.yaml").write_text(SHORT, encoding="utf-8")

    def full(*_, **__):
        raise FileError("x.mp4", "the disk is full")

    monkeypatch.setattr(demo, "record_replay", full)
    return str(tmp_path)


def test_a_full_disk_leaves_nothing_that_was_made(failing, tmp_path, qapp):
    with pytest.raises(FileError, match="full"):
        demo.demo(failing, tmp_path / "out" / "deep")
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_what_was_there_before(failing, tmp_path, qapp):
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    with pytest.raises(FileError, match="full"):
        demo.demo(failing, out)
    assert [path.name for path in out.iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_told(failing, tmp_path, qapp):
    (tmp_path / "afile").write_bytes(b"")
    with pytest.raises(FileError, match="a file has the name of this folder"):
        demo.demo(failing, tmp_path / "afile" / "x")
