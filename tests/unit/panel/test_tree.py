"""Of the shipped screen the elements are read when somebody asks: what they say does not depend on when that is."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from hud.panel import PanelRenderer, Screen
from hud.panel import renderer as renderers
from hud.panel.check import sample_state
from hud.panel.errors import MissingGlyphError
from hud.panel.spec import PanelSpec
from hud.scenario import find_scenarios, load_scenario, state_at

PANEL = PanelSpec(320, 240, 13.0)
SIGN = "\U0001f9ed"  # a compass, which no bundled font has


@pytest.fixture
def shipped(tmp_path):
    return Screen(PANEL, None, tmp_path)


def states(name, count=7):
    scenario = load_scenario(name)
    return [state_at(scenario, scenario.duration_s * (n + 0.4) / count) for n in range(count)]


@pytest.mark.parametrize("name", ["morning-walk", "lunch-menu", "missed-turn"])
def test_asked_late_and_in_any_order_they_are_those_of_the_moment(shipped, shell, name):
    moments = states(name)
    frames = [shipped.drawn(state, ["left"])["left"] for state in moments]
    order = list(range(len(moments)))
    random.Random(3).shuffle(order)
    for n in order:
        whole = shell(PANEL).render(moments[n])
        assert frames[n].elements == whole.elements
        assert np.array_equal(frames[n].codes, whole.codes)
    again = [shipped.drawn(state, ["left"])["left"].codes for state in moments]
    assert all(np.array_equal(one.codes, other) for one, other in zip(frames, again, strict=True))


def test_asked_on_another_thread(shipped, shell):
    moments = states("morning-walk", 3)
    frames = [shipped.drawn(state, ["left", "right"]) for state in moments]
    with ThreadPoolExecutor(1) as other:
        for state, eyes in zip(moments, frames, strict=True):
            told = {eye: other.submit(lambda frame=frame: frame.elements).result() for eye, frame in eyes.items()}
            assert told == dict.fromkeys(("left", "right"), shell(PANEL).render(state).elements)


def test_nobody_asks_and_nothing_is_read(shipped, monkeypatch):
    reads = []
    read = renderers.read_elements
    monkeypatch.setattr(renderers, "read_elements", lambda stage: reads.append(1) or read(stage))
    frames = [shipped.drawn(state, ["left"])["left"] for state in states("morning-walk")]
    assert not reads
    assert frames[-1].elements is frames[-1].elements
    assert len(reads) == 1


def test_a_letter_that_no_font_can_draw_is_told_all_the_same(shipped, full):
    with pytest.raises(MissingGlyphError, match="notice"):
        shipped.drawn(replace(full, notice=replace(full.notice, title=f"Lin {SIGN}")), ["left"])
    assert shipped.drawn(full, ["left"])["left"].elements
    # of what is not shown it does not matter
    assert shipped.drawn(replace(full, values={"note": SIGN}), ["left"])["left"].element("notice.title")


def test_the_shipped_screen_has_nothing_at_a_depth_of_its_own(shell):
    """Which is placed while the elements are read: its picture would depend on whether somebody did."""
    for name in (entry.name for entry in find_scenarios()):
        if load_scenario(name).screen is None:
            for state in states(name, 3):
                assert all(element.depth_m is None for element in shell(PANEL).render(state).elements)


def test_drawn_and_read_are_one_picture(tmp_path):
    one, other = PanelRenderer(PANEL), PanelRenderer(PANEL)
    state = sample_state()
    drawn = one.draw(state)
    assert np.array_equal(drawn, other.render(state).codes)
    assert one.render(state).codes is drawn
    assert one.render(state).elements == other.render(state).elements


def test_after_a_moment_that_cannot_be_told_the_one_before_is_as_it_was(full):
    screen = PanelRenderer(PANEL)
    whole = screen.render(full).codes
    other = replace(full, notice=replace(full.notice, title="Another"))
    drawn = screen.draw(other)
    with pytest.raises(MissingGlyphError):
        screen.draw(replace(full, notice=replace(full.notice, title=f"Lin {SIGN}")))
    assert screen.render(other).codes is drawn
    assert np.array_equal(screen.render(full).codes, whole)
