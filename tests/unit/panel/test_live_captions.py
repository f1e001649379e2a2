"""Words as they come in, on every shape of panel: nothing is cut off, and nothing that stands moves without need."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from hud.panel.check import sample_state
from hud.scenario.state import StatusState
from hud.speech import CaptionTrack, Cue, Revision, captions_at
from tests.unit.panel.test_layout import PANELS

COMPOUNDS = (
    "Die Donaudampfschifffahrtsgesellschaft hat ihre Geschwindigkeitsbegrenzungsverordnung verlängert, und zwar."
)
TALKS = {
    "en": [
        Cue(0, 5, "Today we are going to talk about the recognition of speech, and why it is harder than it looks.")
    ],
    "de": [Cue(0, 5, COMPOUNDS, "Frau Öztürk")],
    "zh": [Cue(0, 3, "欢迎欢迎！外面冷吧？先坐下，暖暖手。", "周师傅"), Cue(3, 5, "爷爷，客人想选一种茶。", "小兰")],
    "ja": [Cue(0, 5, "まもなく三番線に、東京方面行きの電車が参ります。危ないですから、黄色い線までお下がりください。")],
    "ar": [Cue(0, 5, "Berlin مدينة كبيرة، والقطار رقم 12 يغادر في الساعة 14:30 من الرصيف الثالث إلى Hamburg.", "ليلى")],
    "th": [Cue(0, 5, "สวัสดีครับ วันนี้อากาศดีมาก เราไปเดินเล่นที่สวนสาธารณะกันไหมครับ", "ครู")],
}
TWO = [
    Cue(0, 5, "I think we should leave before the rain starts again, honestly, and all of us.", "Anna"),
    Cue(1, 4, "No, wait, the others are still on their way here.", "Ben"),
]
REVISED = Revision("recognition", "wreck ignition and then some", 1.0)


def track(name):
    if name == "two":
        return CaptionTrack(tuple(TWO), "en", partial="words", recognition_s=0.3)
    if name == "zh":
        english = (Cue(0, 3, "Welcome! It must be cold outside. Sit down and warm your hands.", "Zhou"),)
        english += (Cue(3, 5, "Grandpa, our guest wants to choose a tea.", "Xiaolan"),)
        return CaptionTrack(tuple(TALKS["zh"]), "zh", english, "en", 0.6, "words", 0.3, 0.3)
    return CaptionTrack(tuple(TALKS[name]), name, None, "", 0.0, "words", 0.3, 0.3, (REVISED,))


def scene(name, t_s, nav=None):
    state = dataclasses.replace(sample_state(), nav=nav, notice=None, status=StatusState("", None, "ok"))
    return dataclasses.replace(state, t_s=t_s, captions=captions_at(track(name), t_s))


def words(frame):
    return [e for e in frame.elements if e.id.startswith("captions.") and e.kind == "text" and e.text]


@pytest.mark.parametrize("name", PANELS)
@pytest.mark.parametrize("talk", [*TALKS, "two"])
def test_every_word_is_seen_within_its_room(shell, name, talk):
    panel = PANELS[name]
    for step in range(1, 14):
        frame = shell(panel).render(scene(talk, step / 2))
        for element in words(frame):
            where = (talk, name, step / 2, element)
            assert not element.clipped, where
            assert not element.truncated, where
            x, _, width, _ = element.box
            assert element.room[0] - 1 <= x, where
            assert x + width <= element.room[0] + element.room[2] + 1, where
            assert element.box[3] <= (2 * 1.25 + 0.95) * element.font_px, where


@pytest.mark.parametrize("name", ["640x480", "640x200", "256x256"])
@pytest.mark.parametrize("talk", ["en", "de", "ja", "ar", "th"])
def test_what_stands_stays_where_it_is(shell, name, talk):
    """From one word to the next the ink of those before stays, pixel for pixel, or the lines roll up."""
    plain = dataclasses.replace(track(talk), misheard=0.0, revisions=())
    base = dataclasses.replace(sample_state(), nav=None, notice=None, status=StatusState("", None, "ok"))
    kept, before = 0, None
    for step in range(14, 56):
        t_s = step / 10
        frame = shell(PANELS[name]).render(dataclasses.replace(base, t_s=t_s, captions=captions_at(plain, t_s)))
        (line,) = [element for element in words(frame) if element.id.endswith(".lines")]
        ink = frame.codes[..., 0] > 128
        edge = 2 if talk == "ar" else 0
        sides = [box[0] + box[2] * (edge == 2) for box in (line.box, line.room)]
        assert sides[0] == pytest.approx(sides[1], abs=2), (talk, name, t_s)
        if before is not None:
            assert line.room == before[2], (talk, name, t_s)
            if line.text.startswith(before[0]):
                kept += 1
                assert not (before[1] & ~ink).any(), (talk, name, t_s, line.text)
        before = (line.text, ink, line.room)
    assert kept > 30


def test_lines_change_only_by_growing_and_by_rolling(shell):
    """Read back from the panel: the text of a frame continues that of the frame before, or has lost its first line."""
    for talk in ("en", "de", "th", "ja"):
        plain = dataclasses.replace(track(talk), misheard=0.0, revisions=())
        # on the narrowest a compound takes both lines at once
        for panel in (PANELS["640x480"], PANELS["640x200"], *([PANELS["256x256"]] if talk != "de" else [])):
            texts = []
            for step in range(10, 60):
                caption = captions_at(plain, step / 10)
                if caption is None:
                    continue
                state = dataclasses.replace(sample_state(), nav=None, notice=None, t_s=9.0, captions=caption)
                texts += [e.text for e in words(shell(panel).render(state)) if e.id.endswith(".lines")]
            rolled = 0
            for then, now in pairwise(texts):
                if not now.startswith(then):
                    rolled += 1
                    assert any(now.startswith(then[k:]) for k in range(1, len(then))), (then, now)
            assert rolled <= 12
            assert len(set(texts)) > 5


def test_another_size_on_the_same_panel_is_the_same_in_any_order(shell):
    panel = PANELS["640x200"]
    times = [k / 2 for k in range(1, 14)]
    in_order = {t: shell(panel).render(scene("two", t)).codes.copy() for t in times}
    for t in reversed(times):
        assert np.array_equal(shell(panel).render(scene("two", t)).codes, in_order[t])


def test_a_line_that_begins_with_a_foreign_name_keeps_its_direction(shell):
    """Arabic that begins with a Latin name: the name stands at the right."""
    state = scene("ar", 3.0)
    assert state.captions.lines[0].startswith("Berlin")
    frame = shell(PANELS["640x480"]).render(dataclasses.replace(state, t_s=9.0))
    (line,) = [element for element in words(frame) if element.id == "captions.last.lines"]
    right = line.room[0] + line.room[2]
    assert abs(line.box[0] + line.box[2] - right) < 2
    strip = frame.codes[int(line.box[1]) : int(line.box[1] + line.font_px * 1.25), int(right) - 14 : int(right), 0]
    alone = shell(PANELS["640x480"]).render(dataclasses.replace(scene("ar", 1.05), t_s=9.0))
    (name,) = [element for element in words(alone) if element.id == "captions.last.lines"]
    assert name.text == "Berlin"
    expected = alone.codes[int(name.box[1]) : int(name.box[1] + name.font_px * 1.25), int(right) - 14 : int(right), 0]
    assert np.array_equal(strip, expected)
