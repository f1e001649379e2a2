import dataclasses
from pathlib import Path

import pytest

from hud.panel.check import sample_state
from hud.panel.renderer import PanelRenderer
from hud.panel.runtime import prepare_environment
from hud.panel.spec import PanelSpec

# Before pytest-qt or any other test makes an application object.
prepare_environment()

VGA = PanelSpec(640, 480, 26.0)


@pytest.fixture(scope="session")
def shell():
    """The shipped screen on a panel, made once for each panel."""
    made = {}

    def get(panel=VGA):
        if panel not in made:
            made[panel] = PanelRenderer(panel)
        return made[panel]

    yield get
    for renderer in made.values():
        renderer.close()


@pytest.fixture
def screen(tmp_path):
    """A screen of one's own: QML text in, renderer out."""
    made = []

    def make(body, *, panel=VGA, name="screen.qml") -> PanelRenderer:
        path = Path(tmp_path, name)
        path.write_text(body, encoding="utf-8")
        renderer = PanelRenderer(panel, screen=path)
        made.append(renderer)
        return renderer

    yield make
    for renderer in made:
        renderer.close()


@pytest.fixture
def full():
    """A state with guidance, captions and a notice."""
    return sample_state()


@pytest.fixture
def empty(full):
    return dataclasses.replace(full, nav=None, captions=None, notice=None)
