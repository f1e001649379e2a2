"""What the glasses say by themselves: in every language of guidance, drawable, and fitting every panel."""

import dataclasses
import json
import re

import numpy as np
import pytest

from hud.device import load_device, shipped_devices
from hud.guidance.text import languages, step_text
from hud.panel.glyphs import drawable
from hud.pipeline import panel_spec
from hud.resources import asset_path, scenarios_path
from hud.scenario import load_scenario, state_at
from hud.scenario.state import StatusState
from tests.helpers.layout import faults
from tests.unit.panel.test_layout import state

SOURCE = asset_path("screens/Hud/words.js").read_text(encoding="utf-8")
WORDS = json.loads(re.search(r"const WORDS = (\{.*?\n\});", SOURCE, re.DOTALL)[1])
KEYS = {"lost", "late", "weak", "off", "back"}
PANELS = {panel_spec(device) for device in shipped_devices() if device.drawable_px != (0, 0)}
TURN = {"maneuver": {"type": "turn", "modifier": "left"}, "name": ""}


def test_each_language_has_every_word_once():
    for language, words in WORDS.items():
        assert set(words) == KEYS, language
        assert all(words.values()), language
        assert len(set(words.values())) == len(KEYS), language
        assert [key for key, word in words.items() if "{0}" in word] == ["back"], language
    english = WORDS["en"]
    same = {(tag, key) for tag, words in WORDS.items() for key in KEYS if words[key] == english[key]}
    assert {tag for tag, _ in same} == {"en"}


def test_every_bundled_face_can_draw_them(shell):
    shell()
    missing = {char for words in WORDS.values() for word in words.values() for char in word if not drawable(char)}
    assert missing == set()


@pytest.mark.parametrize("language", languages())
def test_every_language_of_guidance_that_can_be_drawn_has_them(shell, language):
    shell()
    if not all(map(drawable, step_text(TURN, language))):
        pytest.skip("no bundled font writes this language")
    scene = dataclasses.replace(state("", "", phase="off-route"), language=language)
    shown = shell().render(scene).element("offRoute.title").text
    assert (shown == "Off route") == (language == "en")


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-CN", "zh"),
        ("de_AT", "de"),
        ("nb", "no"),
        ("PT-pt", "pt-PT"),
        ("pt-BR", "pt"),
        ("en-GB", "en"),
        ("xx", "en"),
        ("", "en"),
        ("yue", "zh-Hant"),
        ("iw", "he"),
    ],
)
def test_a_reader_is_served_in_the_nearest_language(shell, language, tag):
    scene = dataclasses.replace(state("", "", phase="off-route"), language=language)
    assert shell().render(scene).element("offRoute.title").text == WORDS[tag]["off"]


@pytest.mark.parametrize("language", WORDS)
def test_they_fit_every_panel(shell, language):
    words = WORDS[language]
    for panel in PANELS:
        for link, gps, key in (("lost", "ok", "lost"), ("late", "ok", "late"), ("ok", "weak", "weak")):
            status = StatusState("23:58", 0.08, link, gps=gps)
            for phase in ("guiding", "off-route"):
                scene = dataclasses.replace(state("Go on", "", phase=phase, status=status), language=language)
                elements = {one.id: one for one in shell(panel).render(scene).elements}
                assert faults(elements.values()) == [], (panel, link, phase)
                assert "status.linkSign" in elements
                assert elements.get("status.link", elements["status.linkSign"]).text in {words[key], ""}
                if phase == "off-route":
                    assert elements["offRoute.distance"].text.translate({0x2066: None, 0x2069: None}) == words[
                        "back"
                    ].replace("{0}", "60 m")


def test_the_language_is_the_scenarios_else_the_routes_else_the_translations():
    def language(name, **changes):
        return state_at(dataclasses.replace(load_scenario(scenarios_path() / name), **changes), 5.0).language

    assert language("navigation/old-town").partition("-")[0] == "de"
    assert language("navigation/old-town", language="tr") == "tr"
    assert language("translation/tea-house") == "en"
    assert language("translation/tea-house", captions=None) == "en"


def rows(codes, box):
    """Which rows of a frame have light within the columns of a box."""
    left, width = int(box[0]), int(box[2])
    return codes[:, left : left + width].max(axis=(1, 2)) > 60


@pytest.mark.parametrize("words", ["لقد وصلت إلى وجهتك، على اليسار", "הגעת ליעדך, מצד שמאל", "You have arrived"])
def test_where_one_has_arrived_stands_clear_below_the_words(shell, words):
    for panel in PANELS:
        bare = shell(panel).render(state(words, "", phase="arrived"))
        named = shell(panel).render(state(words, "Gjrpq", phase="arrived"))
        place = named.element("arrival.place")
        # what only the place's name lights begins below the last row of the words
        both = rows(named.codes, place.box)
        gap = both[int(place.box[1]) - 2 : int(place.box[1] + 0.3 * place.font_px)]
        assert not gap.all(), (panel, words)
        assert place.box[1] > bare.element("arrival.instruction").box[1]


@pytest.mark.parametrize(
    "words", ["انعطف يمينًا إلى شارع الملك عبد العزيز بن سعود", "פנה ימינה לרחוב הרצל המערבי הארוך מאוד"]
)
def test_an_instruction_that_is_read_from_the_right_begins_at_the_right(shell, words):
    panel = panel_spec(load_device("meta-rbd"))
    frame = shell(panel).render(state(words, " ".join(words.split()[3:])))
    x, y, width, height = map(int, frame.element("nav.instruction").box)
    lit = frame.codes[y : y + height, x : x + width + 2].max(axis=2) > 60
    middle = next(k for k in range(int(height * 0.35), height) if not lit[k].any())
    ends = [np.flatnonzero(half.any(axis=0))[-1] for half in (lit[:middle], lit[middle:])]
    begins = [np.flatnonzero(half.any(axis=0))[0] for half in (lit[:middle], lit[middle:])]
    assert abs(ends[0] - ends[1]) < 0.1 * panel.px_per_deg
    assert abs(begins[0] - begins[1]) > panel.px_per_deg
