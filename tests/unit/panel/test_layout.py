"""The shipped screen on every shape of panel with the texts that break layouts."""

import dataclasses
import itertools
import re
import time

import numpy as np
import pytest

from hud.panel.check import sample_state
from hud.panel.spec import PanelSpec
from hud.scenario.state import NoticeState, StatusState
from hud.speech import break_pages
from hud.speech.state import CaptionState

PANELS = {
    "640x480": PanelSpec(640, 480, 26.0),
    "576x288": PanelSpec(576, 288, 27.0, colour="mono", levels=16),
    "640x200": PanelSpec(640, 200, 27.0, colour="mono", levels=16),
    "640x350": PanelSpec(640, 350, 27.0),
    "640x400": PanelSpec(640, 400, 25.0),
    "640x400 dense": PanelSpec(640, 400, 38.0),
    "256x256": PanelSpec(256, 256, 20.0),
    "600x600": PanelSpec(600, 600, 42.0),
    "480x640": PanelSpec(480, 640, 27.0),
    "1920x1080": PanelSpec(1920, 1080, 44.0),
}

# instruction, street, what must stay to be read
INSTRUCTIONS = [
    ("Turn left onto Mill Lane", "Mill Lane", ["Turn left onto Mill"]),
    (
        "Links abbiegen auf Donaudampfschifffahrtsgesellschaftsstraße",
        "Donaudampfschifffahrtsgesellschaftsstraße",
        ["Links abbiegen auf Donau"],
    ),
    (
        "Leicht rechts abbiegen auf Straße des 17. Juni (Bundesstraße 2)",
        "Straße des 17. Juni (Bundesstraße 2)",
        ["Leicht rechts abbiegen auf", "17.", "2)"],
    ),
    (
        "进入环岛，从第3个出口驶出，进入广州市天河区珠江新城花城大道中段辅路",
        "广州市天河区珠江新城花城大道中段辅路",
        ["从第3个出口驶出，进入广州"],
    ),
    (
        "At the roundabout, take the 2nd exit onto Great Western Road North towards Kelvinbridge",
        "Great Western Road North",
        ["At the roundabout, take the 2nd exit onto Gr"],
    ),
    ("انعطف يمينًا إلى شارع الملك عبد العزيز", "شارع الملك عبد العزيز", ["انعطف يمينًا إلى"]),
    ("Поверните налево на улицу Академика Королёва", "улицу Академика Королёва", ["Поверните налево на"]),
    ("中関村南大街を左折します", "中関村南大街", ["を左折します"]),
    ("Make a U-turn", "", ["Make a U-turn"]),
]
DISTANCES = ["Now", "180 m", "1,000 ft", "12.4 km"]
LONG_CAPTION = CaptionState(
    speaker="Lin",
    source_language="de",
    language="en",
    source_lines=("Die Donaudampfschifffahrtsgesellschaft", "hat gestern ihren Hauptsitz verlegt, oder?"),
    lines=("The Danube steamship company moved its", "head office yesterday, did it not, Lin?"),
    since_s=2.0,
)
CHINESE_CAPTION = dataclasses.replace(
    LONG_CAPTION, lines=("前方路口请小心，注意来往的电动车", "和行人，过马路要看红绿灯，谢谢。"), source_lines=()
)
NOTICE = NoticeState("Straßenverkehrsbehörde", "Donaudampfschifffahrtsgesellschaft gesperrt bis 17. Juni", 2.0, 3.0)
TROUBLE = StatusState(clock="23:58", battery=0.08, link="lost")


def state(instruction, street, distance="180 m", phase="guiding", **rest):
    base = sample_state()
    manoeuvre = dataclasses.replace(base.nav.manoeuvre, instruction=instruction, street=street)
    nav = dataclasses.replace(
        base.nav,
        phase=phase,
        manoeuvre=manoeuvre,
        distance=distance,
        remaining="12.4 km",
        remaining_time="1 h 5 min",
        off_route_m=63.0 if phase == "off-route" else 0.0,
        off_route="60 m",
        back_deg=-120.0,
    )
    return dataclasses.replace(base, nav=nav, **({"captions": None, "notice": None} | rest))


def scenes():
    for (instruction, street, _), distance in itertools.product(INSTRUCTIONS, DISTANCES):
        yield state(instruction, street, distance)
    for instruction, street, _ in INSTRUCTIONS:
        yield state(instruction, street, "1,000 ft", captions=LONG_CAPTION, status=TROUBLE)
        yield state(instruction, street, "1,000 ft", notice=NOTICE)
        yield state(instruction, street, captions=LONG_CAPTION, notice=NOTICE)
    for phase in ("arrived", "off-route"):
        words = "You have arrived at your destination, on the left"
        for status in (TROUBLE, StatusState("08:12", None, "ok")):
            yield state(words, "Carrer de la Marina", phase=phase, status=status)
            yield state(words, "Carrer de la Marina", phase=phase, status=status, captions=LONG_CAPTION)
            yield state(words, "Carrer de la Marina", phase=phase, notice=NOTICE, captions=CHINESE_CAPTION)
    alone = dataclasses.replace(sample_state(), nav=None, notice=None)
    for caption in (LONG_CAPTION, CHINESE_CAPTION, dataclasses.replace(LONG_CAPTION, lines=())):
        yield dataclasses.replace(alone, captions=caption, status=TROUBLE)
        yield dataclasses.replace(alone, captions=caption, notice=NOTICE)


SCENES = list(scenes())
# These give up their ends where there is no room; nothing else does.
MAY_SHORTEN = {"nav.instruction", "arrival.instruction", "notice.title", "notice.body"}


def across(a, b):
    """How deep two boxes reach into each other, px."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return min(width, height)


@pytest.mark.parametrize("name", PANELS)
def test_nothing_is_clipped_or_runs_into_something_else(shell, name):
    panel = PANELS[name]
    for scene in SCENES:
        elements = shell(panel).render(scene).elements
        said = scene.nav.manoeuvre.instruction if scene.nav else scene.captions.lines
        assert [e.id for e in elements if e.clipped] == [], said
        assert {e.id for e in elements if e.truncated} <= MAY_SHORTEN, said
        texts = [e for e in elements if e.kind == "text" and e.opacity > 0]
        # An arrow is several strokes over each other, and a roundabout's number stands in its ring.
        drawn = [e for e in elements if e.kind == "shape" and not e.id.startswith("status")]
        for a, b in itertools.combinations(texts, 2):
            assert across(a.box, b.box) < 1, f"{a.id} on {b.id}: {said}"
        for text, shape in itertools.product(texts, drawn):
            if text.id != "nav.arrow.exit":
                assert across(text.box, shape.box) < 1, f"{text.id} on {shape.id}: {said}"


@pytest.mark.parametrize("name", PANELS)
def test_sizes_of_type_are_those_of_a_hud(shell, name):
    panel = PANELS[name]
    for scene in SCENES:
        for element in shell(panel).render(scene).elements:
            if element.kind != "text":
                continue
            degrees = element.font_px / panel.px_per_deg
            least = {"nav.distance": 1.0, "nav.instruction": 0.7, "captions.lines": 0.68}.get(element.id, 0.57)
            assert least <= degrees <= 1.6, element.id


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("case", range(len(INSTRUCTIONS)))
def test_the_verb_and_the_digits_of_an_instruction_stay(shell, name, case):
    instruction, street, kept = INSTRUCTIONS[case]
    for scene in (state(instruction, street), state(instruction, street, captions=LONG_CAPTION, notice=NOTICE)):
        element = shell(PANELS[name]).render(scene).element("nav.instruction")
        assert all(words in element.text for words in kept), element.text
        assert re.findall(r"\d+", element.text) == re.findall(r"\d+", instruction)
        assert element.truncated == (element.text != instruction)


SIXTH = ("At the roundabout, take the 6th exit onto New Street Junction", "New Street Junction")
TEA = NoticeState("Lin", "I am at the station already. Tea or coffee?", 2.0, 3.0)


@pytest.mark.parametrize("name", ["640x480", "640x350", "640x400", "576x288", "480x640", "600x600", "1920x1080"])
@pytest.mark.parametrize("rest", [{}, {"captions": LONG_CAPTION, "notice": NOTICE}])
def test_an_instruction_keeps_its_street_where_there_is_room_below(shell, name, rest):
    element = shell(PANELS[name]).render(state(*SIXTH, **rest)).element("nav.instruction")
    assert element.text == SIXTH[0]
    assert not element.truncated


@pytest.mark.parametrize("name", sorted(set(PANELS) - {"256x256", "640x200"}))
def test_a_message_of_three_lines_is_read_to_its_end(shell, name):
    element = shell(PANELS[name]).render(state(*SIXTH, notice=TEA)).element("notice.body")
    assert not element.truncated


@pytest.mark.parametrize("name", PANELS)
def test_a_caption_keeps_every_word_of_its_translation(shell, name):
    for scene in SCENES:
        if scene.captions is not None and scene.captions.lines:
            element = shell(PANELS[name]).render(scene).element("captions.lines")
            gap = "" if scene.captions is CHINESE_CAPTION else " "
            assert element.text == gap.join(scene.captions.lines)


@pytest.mark.parametrize("name", ["640x480", "640x350", "640x400", "1920x1080"])
def test_the_middle_stays_free_where_there_is_room(shell, name):
    panel = PANELS[name]
    half_x, half_y = 5 * panel.px_per_deg, min(5 * panel.px_per_deg, panel.height_px / 2 - 5.1 * panel.px_per_deg)
    middle = (panel.width_px / 2 - half_x, panel.height_px / 2 - half_y, 2 * half_x, 2 * half_y)
    for scene in SCENES:
        for element in shell(panel).render(scene).elements:
            if element.kind in {"text", "shape"}:
                assert across(element.box, middle) < 2, element.id


@pytest.mark.parametrize("name", ["640x480", "576x288", "1920x1080", "480x640", "256x256"])
def test_a_notice_moves_nothing_of_the_guidance(shell, name):
    instruction, street, _ = INSTRUCTIONS[1]
    without = shell(PANELS[name]).render(state(instruction, street))
    with_notice = shell(PANELS[name]).render(state(instruction, street, notice=NOTICE))
    for element in without.elements:
        if element.id.startswith("nav"):
            assert with_notice.element(element.id) == element


def test_off_route_and_arrival_have_their_own_look(shell):
    guiding = shell().render(state("Turn left", ""))
    off = shell().render(state("Turn left", "", phase="off-route"))
    arrived = shell().render(state("You have arrived", "", phase="arrived"))
    assert off.element("nav.instruction") is None
    assert off.element("offRoute.title").text == "Off route"
    assert off.element("offRoute.distance").text == "60 m to the route"
    assert arrived.element("arrival.instruction").colour == "#58ffa5"
    words = "You have arrived at your destination, on the left."
    element = shell().render(state(words, "", phase="arrived")).element("arrival.instruction")
    assert (element.text, element.truncated) == (words, False)
    assert element.box[2] < 0.85 * element.room[2], "one long line and a word below"
    assert guiding.element("nav.arrow.way") is not None
    assert arrived.element("nav.arrow.way") is None


def test_arriving_movement_is_over_in_a_quarter_of_a_second(shell):
    def shown(since_s):
        scene = state("Turn left onto Mill Lane", "Mill Lane", notice=NoticeState("Lin", "Hi", since_s, 5.0))
        return shell().render(dataclasses.replace(scene, nav=dataclasses.replace(scene.nav, since_s=since_s)))

    begun, soon, over, later = (shown(t) for t in (0.0, 0.1, 0.25, 2.9))
    assert begun.element("notice.title") is None
    assert 0 < soon.element("notice.title").opacity < 1
    assert soon.element("nav.instruction").box[0] > over.element("nav.instruction").box[0]
    assert over.elements == later.elements


def test_what_a_scenario_begins_with_is_simply_there(shell):
    first = state("Head east on Mill Lane", "Mill Lane", "Now", captions=LONG_CAPTION)
    captions = dataclasses.replace(first.captions, since_s=0.0)
    first = dataclasses.replace(first, t_s=0.0, nav=dataclasses.replace(first.nav, since_s=0.0), captions=captions)
    frame = shell().render(first)
    for name in ("nav.instruction", "nav.arrow.way", "captions.lines"):
        assert frame.element(name).opacity == 1, name
    assert (
        frame.elements
        == shell()
        .render(
            dataclasses.replace(
                first, t_s=9.0, nav=state("Head east on Mill Lane", "Mill Lane", "Now").nav, captions=LONG_CAPTION
            )
        )
        .elements
    )


ARABIC = ("أريد أن أشتري بعض الشاي الجيد", "لأستاذي القديم، فهو يحب الشاي الأخضر")


def rows(codes):
    """Rows that have light."""
    return set(np.flatnonzero(codes.max(axis=(1, 2)) > 40).tolist())


@pytest.mark.parametrize("name", PANELS)
def test_what_hangs_under_a_line_is_not_on_the_one_below(shell, name):
    said = dataclasses.replace(LONG_CAPTION, source_language="ar", source_lines=ARABIC, speaker="")
    scene = dataclasses.replace(sample_state(), nav=None, notice=None, status=StatusState("", None, "ok"))
    both = shell(PANELS[name]).render(dataclasses.replace(scene, captions=said))
    one = shell(PANELS[name]).render(dataclasses.replace(scene, captions=dataclasses.replace(said, source_lines=())))
    below = rows(one.codes)
    above = rows(both.codes) - below
    if both.element("captions.source") is None:
        assert not above
    else:
        assert both.element("captions.lines") == one.element("captions.lines")
        assert np.array_equal(both.codes[min(below) :], one.codes[min(below) :])
        assert max(above) < min(below)


@pytest.mark.parametrize("name", PANELS)
def test_what_is_read_from_the_right_begins_at_the_right(shell, name):
    scene = dataclasses.replace(sample_state(), nav=None, notice=None, status=StatusState("", None, "ok"))
    caption = dataclasses.replace(LONG_CAPTION, language="ar", lines=ARABIC, speaker="لينا")
    frame = shell(PANELS[name]).render(dataclasses.replace(scene, captions=caption))
    for element in frame.elements:
        if element.id in {"captions.lines", "captions.speaker", "captions.source"}:
            left, right = element.box[0], element.box[0] + element.box[2]
            edge = element.room[0] + (0 if element.id == "captions.source" else element.room[2])
            assert abs((left if element.id == "captions.source" else right) - edge) < 1, element.id
    assert max(rows(frame.codes)) < PANELS[name].height_px - 2


@pytest.mark.parametrize(("name", "count"), [("640x480", 2), ("640x200", 2), ("480x640", 2), ("256x256", 3)])
def test_speakers_keep_lines_of_their_own(shell, name, count):
    lines = ("- ¡Gracias, señor Ibáñez, muchísimas gracias!", "- No.")
    caption = dataclasses.replace(LONG_CAPTION, source_lines=(), speaker="", lines=lines)
    scene = dataclasses.replace(sample_state(), nav=None, notice=None, captions=caption)
    element = shell(PANELS[name]).render(scene).element("captions.lines")
    assert round(element.box[3] / element.font_px / 1.25) == count


def test_a_word_broken_for_wide_panels_is_put_together_again_on_narrow_ones(shell):
    lines = break_pages("Donaudampfschifffahrtsgesellschaftskapitänsmützenband", "de")[0]
    caption = dataclasses.replace(LONG_CAPTION, source_lines=(), lines=lines)
    for panel in PANELS.values():
        frame = shell(panel).render(dataclasses.replace(sample_state(), nav=None, captions=caption))
        assert frame.element("captions.lines").text == "Donaudampfschifffahrtsgesellschaftskapitänsmützenband"


def test_the_corner_is_never_empty_while_a_notice_comes_or_goes(shell):
    for since_s, left_s in ((0.0, 5.0), (5.0, 0.0)):
        scene = state("Turn left", "", notice=NoticeState("Lin", "Hi", since_s, left_s))
        assert shell().render(scene).element("status.clock").opacity == 1
    amid = shell().render(state("Turn left", "", notice=NoticeState("Lin", "Hi", 2.0, 3.0)))
    assert amid.element("status.clock") is None


def test_states_of_the_glasses_are_told_in_words_and_shapes(shell):
    scene = dataclasses.replace(sample_state(), notice=None, status=StatusState("23:58", 0.08, "lost"))
    frame = shell().render(scene)
    texts = {element.id.split(".")[-1]: element.text for element in frame.elements if element.id.startswith("status")}
    assert texts["link"] == "No link"
    assert texts["battery"] == "8%"
    fine = shell().render(dataclasses.replace(scene, status=StatusState("23:58", 0.6, "ok")))
    assert not any(element.id.endswith((".link", ".battery")) for element in fine.elements)


@pytest.mark.parametrize("panel", [PANELS["640x480"], PANELS["256x256"], PANELS["640x200"], PanelSpec(4, 4, 40.0)])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 3000,
        "word " * 900,
        "1234567890" * 40,
        "长" * 2000,
        "\u200f" * 50,
        "a\nb\r\nc\td",
        "<b>&amp;</b>",
        "…" * 90,
    ],
)
def test_absurd_texts_and_panels_are_drawn_in_no_time(shell, panel, text):
    scene = state(text, text[:1500], text[:40], captions=LONG_CAPTION, notice=NoticeState(text, text, 2.0, 2.0))
    scene = dataclasses.replace(scene, captions=dataclasses.replace(LONG_CAPTION, lines=(text, text), speaker=text))
    begun = time.process_time()
    frame = shell(panel).render(scene)
    assert time.process_time() - begun < 1.5
    assert frame.codes.shape == (panel.height_px, panel.width_px, 3)
