"""Where a picture of what is shown goes."""

from pathlib import Path

import pytest

from hud.app import snapshot


@pytest.fixture
def pictures(tmp_path, monkeypatch):
    """A user's folder for pictures, not there yet, and another current folder."""
    current = tmp_path / "current"
    current.mkdir()
    monkeypatch.chdir(current)
    folder = tmp_path / "Pictures"
    monkeypatch.setattr(snapshot.QStandardPaths, "writableLocation", lambda _: str(folder))
    return folder


def test_in_a_folder_of_its_own_among_the_users_pictures(pictures):
    pictures.mkdir()
    assert snapshot.snapshot_folder() == pictures / "HUD"
    assert (pictures / "HUD").is_dir()
    assert snapshot.snapshot_folder() == pictures / "HUD"


def test_in_the_current_folder_where_the_user_has_none(pictures):
    assert snapshot.snapshot_folder() == Path.cwd()
    assert not pictures.exists()


def test_in_the_current_folder_where_a_file_is_in_the_way(pictures):
    pictures.mkdir()
    (pictures / "HUD").write_bytes(b"")
    assert snapshot.snapshot_folder() == Path.cwd()
