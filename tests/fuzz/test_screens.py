"""Damaged screens: each is drawn, or refused in the project's own words; the program is never harmed."""

from __future__ import annotations

import random
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hud.errors import FileError, HudError, Problems
from hud.panel import open_screen
from hud.panel.check import sample_state
from hud.panel.process.confined import ConfinedScreen
from hud.panel.spec import PanelFrame, PanelSpec
from hud.resources import asset_path, scenarios_path
from tests.fuzz.mutations import mutated

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE, WHOLE = 40, 800
PANEL = PanelSpec(320, 200, 20.0, parallax_px_m=94.0)
STATE = replace(sample_state(), values={"task": "Stir", "level": 40.0, "heart_rate": 118.0})
SCRAPS = (
    *("1e9", "-1", "NaN", "Infinity", "undefined", "null", "''", '"', "{", "}", "(", ")", ";", ":", "//", "/*", "`"),
    *("hud.nav.nothing", "hud.t", "parent", "this", "Item {", "Text { text: hud.t }", "width: parent.width", "id: a"),
    *("import QtQuick.Controls", "import '../..'", 'source: "../../x.png"', 'source: "screen.qml"', "Timer {}", "é🙂"),
    *("property int n: n + 1", "x: y\ny: x + 1", "onXChanged: x = x + 1", "layer.enabled: true", "scale: 1e9", "\0"),
)
ENDLESS = (
    *(
        "property var endless: { while (true) {} }",
        "Repeater { model: 1e8; Item {} }",
        'Loader { source: "screen.qml" }',
    ),
    *('property string s: "x".repeat(1e9)', "Item { width: 1e6; height: 1e6; layer.enabled: true }"),
)
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def damaged(source: str, chance: random.Random) -> bytes:
    """The text of a screen after a slip of the keyboard, of a merge or of a disk."""
    if chance.random() < 0.3:
        return mutated(source.encode(), chance)
    tokens = _TOKEN.findall(source)
    for _ in range(chance.choice((1, 1, 2, 3))):
        at, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
        way = chance.randrange(6)
        if way == 0:
            del tokens[at : at + chance.choice((1, 1, 30))]
        elif way == 1:
            tokens[at], tokens[other] = tokens[other], tokens[at]
        elif way == 2:
            tokens[at:at] = tokens[other : other + 20]
        elif way == 3:
            tokens[at] = tokens[at][::-1]
        else:
            tokens.insert(at, f" {chance.choice(SCRAPS)} ")
    if chance.random() < 0.03:
        begins = [k + 1 for k, token in enumerate(tokens) if token == "{"] or [0]
        tokens.insert(chance.choice(begins), f"\n{chance.choice(ENDLESS)}\n")
    return "".join(tokens).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def sources() -> list[str]:
    """Every QML file that is shipped and could be a screen of somebody's."""
    screens, templates = asset_path("screens"), asset_path("templates")
    paths = [*screens.glob("*.qml"), *screens.glob("gallery/*.qml"), *templates.rglob("*.qml")]
    return [path.read_text(encoding="utf-8") for path in sorted([*paths, *scenarios_path().rglob("*.qml")])]


@pytest.fixture
def folder(tmp_path):
    for path in asset_path("templates").rglob("*.svg"):
        shutil.copy(path, tmp_path)
    return tmp_path


def outcome(path: Path) -> PanelFrame | HudError:
    """What becomes of a screen: a frame of its, or an error."""
    screen = None
    try:
        screen = open_screen(PANEL, screen=path)
        assert isinstance(screen, ConfinedScreen)
        return screen.render(STATE)
    except HudError as error:
        return error
    finally:
        if screen is not None:
            screen.close()


def odd(error: HudError, path: Path) -> str:
    """What is not right with an error itself; empty where nothing is."""
    for one in error.errors if isinstance(error, Problems) else [error]:
        if not one.message or "\n" in str(one) or "Traceback" in str(one) or len(str(one)) > 1000:
            return f"an odd message: {str(one)[:300]!r}"
        if not isinstance(one, FileError) or not one.file.endswith(".qml"):
            return f"no file: {one}"
        lines = path.read_bytes().count(b"\n") + 2
        if one.file.endswith(path.name) and one.line is not None and not 0 < one.line <= lines:
            return f"an odd place: {one.place}"
    return ""


def tried(seeds: range, sources: list[str], folder: Path) -> tuple[list[str], int, int]:
    """Faults of ours; how many screens were refused, and of them with a line."""
    path, faults, refused, placed = folder / "screen.qml", [], 0, 0
    for seed in seeds:
        chance = random.Random(seed)
        path.write_bytes(damaged(chance.choice(sources), chance))
        found = outcome(path)
        if isinstance(found, HudError):
            refused += 1
            first = found.errors[0] if isinstance(found, Problems) else found
            placed += isinstance(first, FileError) and first.line is not None
            if fault := odd(found, path):
                faults.append(f"seed {seed}: {fault}")
    return faults, refused, placed


def test_a_sample_of_damaged_screens(sources, folder):
    faults, refused, placed = tried(range(SAMPLE), sources, folder)
    assert faults == []
    # most of the damage is felt, and nearly all of it has a line
    assert refused > SAMPLE / 3
    assert placed > 0.9 * refused


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_eight_hundred_damaged_screens(sources, folder, part):
    count = WHOLE // 4
    faults, refused, placed = tried(range(SAMPLE + part * count, SAMPLE + (part + 1) * count), sources, folder)
    assert faults == []
    assert placed > 0.9 * refused
