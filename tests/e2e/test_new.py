"""A new user's first steps: hud new, what it makes, and the README's walk-through word by word."""

import json
import re
from pathlib import Path

import pytest

from hud.errors import FileError, UsageError
from hud.pipeline import Replay
from hud.resources import asset_path
from hud.scenario import load_scenario
from hud.templates import KINDS, new_scenario
from tests.helpers.command import hud

README = (asset_path().parent / "README.md").read_text(encoding="utf-8")


def texts(folder, t_s):
    with Replay(load_scenario(folder), footage="black") as replay:
        return [element.text for element in replay.frame(t_s).elements if element.text]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_plays_and_passes_its_own_check(tmp_path, kind):
    made = hud("new", "my-first_one", "--kind", kind, "--json", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "scenario.yaml" in json.loads(made.stdout)["files"]
    checked = hud("check", "--expect", "my-first_one", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    scenario = load_scenario(tmp_path / "my-first_one")
    assert scenario.title == "My first one"
    for t_s in scenario.stills_s:
        assert texts(tmp_path / "my-first_one", t_s)
    lines = (tmp_path / "my-first_one" / "scenario.yaml").read_text().splitlines()
    schema = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", lines[0])[1]
    assert (tmp_path / "my-first_one" / schema).is_file()


def test_nothing_is_overwritten(tmp_path):
    folder = tmp_path / "there"
    folder.mkdir()
    with pytest.raises(FileError, match="there already"):
        new_scenario("x", folder=folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", "  ", "a/b", "a\\b", ".hidden", "-x", "a\nb", "x" * 81, "tab\t", "end ", "a:b", '"']
)
def test_a_bad_name_is_said_in_a_line_and_makes_nothing(tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        new_scenario(name)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError):
        new_scenario("x", folder=tmp_path / "file" / "x")
    with pytest.raises(UsageError, match="unknown"):
        new_scenario("x", kind="blnk", folder=tmp_path / "a" / "x")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_walk_through_of_the_readme(tmp_path):
    section = README.partition("## Write a screen")[2].partition("\n## ")[0]
    commands = re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1].splitlines()
    first = commands[0].partition("#")[0].split()
    assert first[0] == "hud"
    assert hud(*first[1:], cwd=tmp_path).returncode == 0
    folder = tmp_path / "my-hud"
    (folder / "screen.qml").write_text(re.search(r"```qml\n(.*?)```", section, re.DOTALL)[1])
    said = (folder / "scenario.yaml").read_text()
    values = re.search(r"```yaml\nscreen: screen.qml\ntracks:\n(.*?)```", section, re.DOTALL)[1]
    said = re.sub(r"  # Whatever the screen is to know.*?(?=  # What the wearer)", values, said, flags=re.DOTALL)
    said = said.partition("# What must be so")[0]
    (folder / "scenario.yaml").write_text(said)
    checked = hud("check", "my-hud", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    shown = texts(folder, 20)
    assert {"171", "bpm", "Lap 2", "5:40 min/km"} <= set(shown)
    assert Path(commands[1].partition("#")[0].split()[2]).name == "my-hud"
