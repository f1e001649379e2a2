"""Every shipped scenario is watched: it is right, what it expects is seen, its stills are whole, no two are alike."""

from dataclasses import replace

import pytest

from hud.cli.checking import check_playable
from hud.expect import failures
from hud.footage import FootageSpec
from hud.guidance.load import read_route
from hud.optics import View
from hud.pipeline import Replay
from hud.scenario import find_scenarios, load_scenario

PATHS = {entry.name: entry.path for entry in find_scenarios()}
SHIPPED = {name: load_scenario(path) for name, path in PATHS.items()}
SMALL = View(size_px=(320, 180))


def test_each_is_told_by_its_first_lines():
    assert len(PATHS) >= 17
    for path in PATHS.values():
        modeline, about, *_ = path.read_text("utf-8").split("\n")
        assert modeline.startswith("# yaml-language-server: $schema=")
        assert about.startswith("# ")
        assert 20 < len(about) <= 120


def test_they_are_of_many_kinds():
    scenarios = SHIPPED.values()
    for part in ("title", "description", "footage"):
        assert len({str(getattr(scenario, part)) for scenario in scenarios}) == len(SHIPPED)
    assert len({scenario.device for scenario in scenarios}) >= 12
    spoken = {scenario.captions.source_language for scenario in scenarios if scenario.captions}
    told = {scenario.route.language.partition("-")[0] for scenario in scenarios if scenario.route}
    assert {"zh", "es", "ja", "ar"} <= spoken
    assert {"en", "de", "fr", "nl", "zh"} <= told
    assert {scenario.route.units for scenario in scenarios if scenario.route} == {"metric", "imperial", "british"}
    files = [file for path in PATHS.values() for file in path.parent.iterdir()]
    formats = {read_route(file)[1].format.partition(",")[0] for file in files if file.stem in ("route", "loop", "line")
               or file.name.startswith("route.")}  # fmt: skip
    assert len(formats) >= 7


@pytest.mark.parametrize("name", SHIPPED)
def test_what_it_expects_is_seen(name):
    scenario = SHIPPED[name]
    wanted = scenario.expect
    assert 30 <= scenario.duration_s <= 110
    assert all(any(getattr(one, kind) for one in wanted) for kind in ("shows", "not_clipped", "contrast", "screenshot"))
    check_playable(replace(scenario, footage=FootageSpec("grey")))
    # contrast is for the world that is meant, below; a wall of grey must do for all the rest
    plain = replace(scenario, expect=tuple(replace(one, contrast=None) for one in wanted))
    with Replay(plain, footage="grey", view=SMALL) as replay:
        assert failures(replay) == []


def test_stills_are_whole_and_all_differ():
    pictures = {}
    for name, scenario in SHIPPED.items():
        with Replay(scenario, footage="grey", view=SMALL) as replay:
            for t_s in scenario.stills_s:
                frame = replay.frame(t_s)
                assert not [e for e in frame.elements if e.kind == "text" and e.opacity and e.clipped], (name, t_s)
                pictures[name, t_s] = frame.picture("stereo").tobytes()
    assert len(set(pictures.values())) == len(pictures)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_what_it_expects_is_seen_in_its_own_world(name):
    with Replay(SHIPPED[name], view=SMALL) as replay:
        assert failures(replay) == []
