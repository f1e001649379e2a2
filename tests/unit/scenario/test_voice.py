"""What glasses without a display say, one thing after the other."""

import random
from itertools import pairwise

import pytest

from hud.scenario import find_scenarios, load_scenario, spoken_at, utterances
from hud.scenario.voice import said_s

TEXT = """hud: 1
title: T
device: quark-g1
duration: 60 s
world: {illuminance: living-room}
tracks:
  - captions: {file: a.zh.vtt, from: zh, to: en, translations: a.en.vtt, delay: 500 ms}
  - events:
      - {at: 5 s, notice: {title: Lin, body: "On my way", for: 6 s}}
      - {at: 20 s, notice: {title: First, for: 8 s}}
      - {at: 20 s, notice: {title: Never heard, for: 1 s}}
"""
ZH = "WEBVTT\n\n00:04.000 --> 00:08.000\n你好\n\n00:19.000 --> 00:23.000\n再见\n"
EN = "WEBVTT\n\n00:04.000 --> 00:08.000\nHello there, come in\nand sit down please\n\n"
EN += "00:19.000 --> 00:23.000\nGoodbye then and come back to us quite soon\n"


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    folder = tmp_path_factory.mktemp("s")
    for name, text in (("scenario.yaml", TEXT), ("a.zh.vtt", ZH), ("a.en.vtt", EN)):
        (folder / name).write_text(text, encoding="utf-8")
    return load_scenario(folder)


def test_translations_and_notices_are_said_in_turn(scenario):
    said = [(u.start_s, u.kind, u.text) for u in utterances(scenario)]
    spoken = said_s("Hello there, come in and sit down please")
    assert said[:3] == [
        (4.5, "translation", "Hello there, come in and sit down please"),
        # it came at 5 s and waited for the voice to be free
        (pytest.approx(4.5 + spoken), "notice", "Lin: On my way"),
        (19.5, "translation", "Goodbye then and come back to us quite soon"),
    ]


def test_what_would_come_too_late_is_not_said(scenario):
    texts = [u.text for u in utterances(scenario)]
    assert texts[-1] == "First"
    assert "Never heard" not in texts


def test_ten_words_take_three_seconds_and_a_half():
    # 10 words at 170 words a minute
    assert said_s("one two three four five six seven eight nine ten") == pytest.approx(3.529, abs=5e-4)
    assert 1 < said_s("左转进入磨坊巷") < 2
    assert said_s("Go") == 0.8


@pytest.mark.parametrize("name", [entry.name for entry in find_scenarios()])
def test_it_never_says_two_things_at_once_and_any_order_gives_the_same(name):
    scenario = load_scenario(name)
    said = utterances(scenario)
    assert said or not (scenario.legs or scenario.captions or list(scenario.notices))
    assert all(one.end_s <= following.start_s for one, following in pairwise(said))
    times = [n * scenario.duration_s / 97 for n in range(98)]
    forward = [spoken_at(scenario, t) for t in times]
    shuffled = times.copy()
    random.Random(7).shuffle(shuffled)
    other = load_scenario(name)
    assert {t: spoken_at(other, t) for t in shuffled} == dict(zip(times, forward, strict=True))
    for t, one in zip(times, forward, strict=True):
        assert one is None or one.start_s <= t < one.end_s


def test_silence_is_nothing(scenario):
    assert spoken_at(scenario, 0.0) is None
    assert spoken_at(scenario, 4.5).text.startswith("Hello")
    assert spoken_at(scenario, 59.0) is None


def test_in_a_language_one_understands_nothing_is_translated(tmp_path):
    text = TEXT.replace("to: en, translations: a.en.vtt, ", "").replace("from: zh", "from: en")
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "a.zh.vtt").write_text(EN, encoding="utf-8")
    assert {u.kind for u in utterances(load_scenario(tmp_path))} == {"notice"}
