import pytest

from hud.app.markers import MAX_MARKERS, markers
from hud.scenario import load_scenario, state_at

SCENARIO = """\
hud: 1
title: Marks
device: quark-s1
duration: 20 s
world: {footage: {source: "flat:#808080"}, illuminance: 500 lx}
tracks:
  - captions: {file: talk.vtt, from: en}
  - events:
      - {at: 12 s, notice: {title: Lin, body: On my way, for: 5 s}}
      - {at: 4 s, notice: {title: Bank, body: "", for: 5 s}}
"""
TALK = """\
WEBVTT

00:01.000 --> 00:02.000
Good
morning

00:25.000 --> 00:26.000
After the end
"""


@pytest.fixture
def scenario(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    (tmp_path / "talk.vtt").write_text(TALK)
    return load_scenario(tmp_path)


def test_notices_and_captions_in_order_of_time(scenario):
    found = [(m.t_s, m.kind, m.label) for m in markers(scenario)]
    assert found == [(1.0, "caption", "Good morning"), (4.0, "notice", "Bank"), (12.0, "notice", "Lin: On my way")]


def test_a_manoeuvre_is_marked_where_the_guidance_passes_it():
    walk = load_scenario("morning-walk")
    turns = [m for m in markers(walk) if m.kind == "manoeuvre"]
    assert len(turns) >= 3
    for turn in turns[:-1]:
        assert state_at(walk, turn.t_s - 0.5).nav.manoeuvre.instruction == turn.label
        assert state_at(walk, turn.t_s + 3).nav.manoeuvre.instruction != turn.label


def test_ten_thousand_moments_are_thinned(tmp_path):
    cues = "\n\n".join(f"{n // 60:02}:{n % 60:02}.000 --> {n // 60:02}:{n % 60:02}.500\nword" for n in range(3000))
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n" + cues)
    (tmp_path / "scenario.yaml").write_text(SCENARIO.replace("20 s", "4000 s"))
    assert 100 < len(markers(load_scenario(tmp_path))) <= MAX_MARKERS
