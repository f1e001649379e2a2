"""What is left of a sentence above the next one is never a single short word."""

import pytest

from hud.speech.stream import Stream


def tail(text, language="en"):
    stream = Stream.spoken(text, language, 0.0, 5.0, partial="words", latency_s=0.0)
    begin, end = stream.pieces[-1]
    assert "".join(stream.text[a:b] for a, b in stream.pieces) == stream.text
    return stream.text[begin:end]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Measure the tide in the harbour, at new moon and at full moon.", "at full moon."),
        ("How did you sleep this morning?", "this morning?"),
        ("The water comes to it.", "comes to it."),
        # long enough by itself, and too long together
        ("A lesson in electrodynamics.", "electrodynamics."),
        ("Otorhinolaryngologists disagree.", "disagree."),
        ("Yes.", "Yes."),
    ],
)
def test_a_last_line_has_more_than_a_short_word(text, last):
    assert tail(text) == last


def test_another_speaker_s_dash_begins_its_line_all_the_same():
    assert tail("- Shall we go home now?\n- Yes.") == "- Yes."


def test_a_chinese_one_has_more_than_one_phrase():
    assert len(tail("我们明天早上去公园散步吧。", "zh")) >= 4
