"""Every shipped scenario on every glasses: nothing runs into something else, leaves the display or loses its end."""

from dataclasses import replace

import pytest

from hud.device import shipped_devices
from hud.panel.renderer import PanelRenderer
from hud.panel.runtime import prepare_environment
from hud.pipeline import panel_spec
from hud.scenario import find_scenarios, load_scenario, state_at
from hud.templates import new_scenario
from tests.helpers.layout import faults

prepare_environment()

PANELS = {device.id: panel_spec(device) for device in shipped_devices() if device.drawable_px != (0, 0)}
PATHS = {entry.name: entry.path for entry in find_scenarios()}
EVERY_S = 13.0


@pytest.mark.parametrize("name", PATHS)
def test_scenarios_look_meant_for_every_panel(name):
    scenario = load_scenario(PATHS[name])
    times = sorted({*scenario.stills_s, *(EVERY_S * k for k in range(int(scenario.duration_s / EVERY_S)))})
    for device, panel in PANELS.items():
        renderer = PanelRenderer(panel, screen=scenario.screen, folder=scenario.folder if scenario.screen else None)
        try:
            for t_s in times:
                assert faults(renderer.render(state_at(scenario, t_s)).elements) == [], (device, t_s)
        finally:
            renderer.close()


def test_what_a_new_screen_begins_with_fits_every_panel(tmp_path):
    for kind in ("blank", "navigation", "translation"):
        folder = new_scenario("mine", kind=kind, folder=tmp_path / kind)
        scenario = load_scenario(folder / "scenario.yaml")
        for device, panel in PANELS.items():
            renderer = PanelRenderer(panel, screen=scenario.screen, folder=folder if scenario.screen else None)
            for t_s in scenario.stills_s:
                assert faults(renderer.render(state_at(scenario, t_s)).elements) == [], (kind, device, t_s)
            renderer.close()


def test_faults_are_seen():
    scenario = load_scenario(PATHS["navigation/morning-walk"])
    renderer = PanelRenderer(PANELS["quark-s1"])
    good = renderer.render(state_at(scenario, 33.0)).elements
    renderer.close()
    moved = [replace(one, box=(90.0, 20.0, *one.box[2:])) if one.id == "nav.instruction" else one for one in good]
    assert faults(good) == []
    assert ("on", "nav.distance", "nav.instruction") in faults(moved)
    ruined = [replace(one, clipped=True, truncated=True) for one in good]
    assert {what for what, *_ in faults(ruined)} == {"clipped", "cut"}
