"""Every shipped scenario on every glasses: nothing runs into something else, leaves the display or loses its end."""

import itertools
from dataclasses import replace

import pytest

from hud.device import shipped_devices
from hud.panel.renderer import PanelRenderer
from hud.panel.runtime import prepare_environment
from hud.pipeline import panel_spec
from hud.scenario import find_scenarios, load_scenario, state_at
from hud.templates import new_scenario

prepare_environment()

PANELS = {device.id: panel_spec(device) for device in shipped_devices() if device.drawable_px != (0, 0)}
PATHS = {entry.name: entry.path for entry in find_scenarios()}
EVERY_S = 13.0


def faults(elements):
    """What is wrong with a frame, as (what, element, element)."""
    seen = [one for one in elements if one.opacity > 0.3]
    texts = [one for one in seen if one.kind == "text"]
    found = [("clipped", one.id, "") for one in elements if one.clipped]
    # Who a message is from may lose its end on a narrow panel; what it says may not.
    found += [("cut", one.id, one.text) for one in texts if one.truncated and one.id != "notice.title"]
    for text, other in itertools.product(texts, seen):
        # The number in the ring of a roundabout; what is framed; a frame round several.
        if other.kind == "group" or other is text or text.id.endswith(".exit") or holds(other, text):
            continue
        if other.kind != "text" or text.id < other.id:
            found += [("on", text.id, other.id)] if deep(ink(text), ink(other)) >= 1 else []
    return found


def ink(element):
    """A text's line is higher than its letters; scripts with marks above and below have a taller one."""
    x, y, width, height = element.box
    spare = 0.2 * element.font_px
    return x, y + spare, width, height - 2 * spare


def deep(a, b):
    return min(min(a[k] + a[k + 2], b[k] + b[k + 2]) - max(a[k], b[k]) for k in (0, 1))


def holds(frame, text):
    (x, y, width, height), (left, top, wide, high) = frame.box, text.box
    within = x - 1 <= left and y - 1 <= top and left + wide <= x + width + 1 and top + high <= y + height + 1
    return frame.kind == "rectangle" and within


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
