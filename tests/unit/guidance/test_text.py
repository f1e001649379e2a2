"""Sentences for steps."""

import contextlib
import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.guidance import step_text
from hud.guidance.arriving import on_arrival
from hud.guidance.text import arrival_words, before_arrival, best_language, languages

CASES = Path(__file__).parents[2] / "helpers" / "osrm_text_instructions" / "cases.jsonl.xz"


def test_every_sentence_of_the_library_is_the_same_here():
    cases = [json.loads(line) for line in lzma.decompress(CASES.read_bytes()).decode().splitlines()]
    made = [
        (case["name"], language, step_text(case["step"], language, options=case.get("options")), wanted)
        for case in cases
        for language, wanted in case["instructions"].items()
    ]
    assert len(made) == 735 * 31 + 1500
    assert [(name, language, ours, theirs) for name, language, ours, theirs in made if ours != theirs] == []


def test_every_bundled_language_has_every_sentence():
    step = {"maneuver": {"type": "turn", "modifier": "left"}, "name": "Mill Lane"}
    sentences = {language: step_text(step, language) for language in languages()}
    assert len(sentences) == 31
    assert all("Mill Lane" in sentence and "{" not in sentence for sentence in sentences.values())


@pytest.mark.parametrize(
    ("asked", "served"),
    [
        ("zh-CN", "zh-Hans"),
        ("zh-Hans-CN", "zh-Hans"),
        ("en-GB", "en"),
        ("EN_us", "en"),
        ("es-ES", "es-ES"),
        ("es-MX", "es"),
        ("pt", "pt-BR"),
        ("fr-CA", "fr"),
        ("nb-NO", "no"),
        ("nn", "no"),
        ("iw", "he"),
        ("in_ID", "id"),
        # there are no sentences in Traditional characters
        ("zh-TW", "zh-Hans"),
        ("xx", "en"),
        ("", "en"),
    ],
)
def test_the_nearest_language_serves(asked, served):
    assert best_language(asked) == served


@pytest.mark.parametrize(
    ("kind", "more", "sentence"),
    [
        ("turn", {"ref": "A1 ; B2"}, "Turn left onto A1 "),
        ("turn", {"destinations": ", Foo", "name": "Mill Lane"}, "Turn left towards "),
        ("off ramp", {"exits": ";5", "name": "Mill Lane"}, "Take exit  on the left"),
        ("turn", {"junction_name": ";Z", "name": "Mill Lane"}, "Turn left at "),
    ],
)
def test_odd_data_make_the_sentences_of_the_library(kind, more, sentence):
    """What osrm-text-instructions 0.15.0 answers, blanks and all."""
    step = {"maneuver": {"type": kind, "modifier": "left"}, **more}
    assert step_text(step, "en") == sentence.replace("  ", " ")


def test_an_unknown_type_is_a_turn():
    step = {"maneuver": {"type": "teleport", "modifier": "left"}, "name": "Mill Lane"}
    assert step_text(step, "en") == "Turn left onto Mill Lane"
    # parts of the language files that are no manoeuvres
    assert step_text({**step, "maneuver": {"type": "modes", "modifier": "left"}}, "en") == "Turn left onto Mill Lane"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({}, "no maneuver"),
        ([], "no maneuver"),
        ({"maneuver": {}}, "no type"),
        ({"maneuver": {"type": "turn"}}, "no modifier"),
        ({"maneuver": {"type": 3}}, "type is not text"),
        ({"maneuver": {"type": "depart"}, "name": 5}, "name is not text"),
        ({"maneuver": {"type": "depart", "bearing_after": 400}}, "not between 0 and 360"),
        ({"maneuver": {"type": "depart", "bearing_after": "north"}}, "not between 0 and 360"),
        ({"maneuver": {"type": "use lane", "modifier": "left"}}, "names none"),
    ],
)
def test_what_is_no_step_is_said(step, said):
    with pytest.raises(ValueError, match=said):
        step_text(step, "en")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 400) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@given(
    st.fixed_dictionaries(
        {"maneuver": st.fixed_dictionaries({"type": JSON, "modifier": JSON, "exit": JSON, "bearing_after": JSON})},
        optional={"name": JSON, "ref": JSON, "destinations": JSON, "mode": JSON, "rotary_name": JSON},
    ),
    st.sampled_from(["en", "ru", "fr", "ja"]),
)
def test_any_step_gives_a_sentence_or_a_value_error(step, language):
    with contextlib.suppress(ValueError):
        assert isinstance(step_text(step, language), str)


@pytest.mark.parametrize(
    ("sentence", "language", "ahead"),
    [
        (
            "You have arrived at your destination, on the right",
            "en-GB",
            "You will arrive at your destination, on the right",
        ),
        ("You have arrived at your destination.", "", "You will arrive at your destination"),
        (
            "Sie haben Ihr Ziel erreicht, es befindet sich links",
            "de",
            "Sie erreichen Ihr Ziel, es befindet sich links",
        ),
        ("Your destination is on the left.", "en", "Your destination is on the left."),
    ],
)
def test_an_arrival_ahead_is_told_as_one(sentence, language, ahead):
    assert before_arrival(sentence, language) == ahead


@pytest.mark.parametrize(
    ("there", "language", "ahead"),
    [
        ("您已到达目的地", "zh-Hans", "即将到达目的地"),
        ("Vous êtes arrivée à destination, sur la gauche", "fr", "Vous arriverez à destination, sur la gauche"),
        ("You have arrived at the library", "en", "You will arrive at the library"),
        ("Llegada a la plaza", "es", "Llegada a la plaza"),
        ("Ha llegado a su destino", "es", "Llegará a su destino"),
    ],
)
def test_the_words_of_other_services_for_having_arrived_are_put_off_too(there, language, ahead):
    assert before_arrival(there, language) == ahead


@pytest.mark.parametrize(
    ("ahead", "language", "there"),
    [
        ("Arrive at destination", "en", "You have arrived at your destination"),
        ("Arrive at the library, on the left", "en-GB", "You have arrived at the library, on the left"),
        ("You will arrive at your 2nd destination", "en", "You have arrived at your 2nd destination"),
        ("U zult arriveren op uw bestemming", "nl", "U bent gearriveerd op uw bestemming"),
        ("Vous arriverez à destination, sur la gauche", "", "Vous êtes arrivé à destination, sur la gauche"),
        ("即将到达目的地", "zh-Hans", "您已到达目的地"),
        ("Vous êtes arrivé à destination", "fr", "Vous êtes arrivé à destination"),
        ("Ziel erreicht", "de", "Ziel erreicht"),
        ("Arrived. Mind the step", "en", "Arrived. Mind the step"),
        ("Your destination is on the left", "en", "Your destination is on the left"),
    ],
)
def test_at_the_destination_one_has_arrived(ahead, language, there):
    assert on_arrival(ahead, language) == there


def test_what_is_said_ahead_is_put_back_on_arrival():
    for code in languages():
        for now in arrival_words(code):
            assert on_arrival(before_arrival(now, code), code) in arrival_words(code)
