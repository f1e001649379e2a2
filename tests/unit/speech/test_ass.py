"""Advanced SubStation Alpha."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import HudError
from hud.speech import load_cues

HEAD = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


def event(text, *, start="0:00:01.00", end="0:00:02.50", name="", effect="", kind="Dialogue"):
    return f"{kind}: 0,{start},{end},Default,{name},0,0,0,{effect},{text}\n"


def load(tmp_path, text):
    path = tmp_path / "talk.ass"
    path.write_text(text, encoding="utf-8")
    return load_cues(path)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Hello, Lin, sit", "Hello, Lin, sit"),
        (r"{\an8\fs20}Up\Nhere", "Up\nhere"),
        (r"one\ntwo\hthree", "one two\N{NO-BREAK SPACE}three"),
        (r"{\k20}To{\k30}ge{\k10}ther", "Together"),
        (r"{\p1}m 0 0 l 9 0 9 9{\p0}Text", "Text"),
        (r"{\pos(1,2)}Sign", "Sign"),
        ("a { b", "a { b"),
    ],
)
def test_text_is_read_without_tags_and_drawings(tmp_path, written, read):
    (cue,) = load(tmp_path, HEAD + event(written))
    assert (cue.text, cue.start_s, cue.end_s, cue.line) == (read, 1.0, 2.5, 10)


def test_comments_copies_effects_and_empty_events_are_left_out(tmp_path):
    text = HEAD + event("Hello", name="Lin") * 2 + event("no", kind="Comment") + event("x", effect="fx")
    text += event(r"{\p1}m 0 0{\p0}") + event("flash", end="0:00:01.00")
    assert [(cue.text, cue.speaker) for cue in load(tmp_path, text)] == [("Hello", "Lin")]


def test_the_elder_format_is_read_too(tmp_path):
    text = "[Script Info]\n[Events]\nFormat: Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
    text += "Dialogue: Marked=0,0:00:01.00,0:00:02.00,*Default,NTP,0000,0000,0000,,Old\n"
    assert [(cue.text, cue.speaker) for cue in load(tmp_path, text)] == [("Old", "")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + event("x", start="noon"), "ass:10:1: 'noon' is not a time"),
        (HEAD + event("x", start="0:00:99.00"), "'0:00:99.00' is not a time"),
        (HEAD + event("x", start="0:00:09.00"), "ends before it begins"),
        (HEAD + "Dialogue: 0,0:00:01.00\n", "has 2 fields of 10"),
        (HEAD, "has no cues"),
        (HEAD.replace("Text", "Words") + event("x"), "lacks Start, End or Text"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, said):
    with pytest.raises(HudError) as caught:
        load(tmp_path, text)
    assert said in str(caught.value)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.data())
def test_any_change_leads_to_cues_or_a_clear_error(tmp_path, data):
    text = HEAD + event(r"{\an8}Up\N{\p1}m 0 0{\p0}here", name="Lin") * 3
    position = data.draw(st.integers(0, len(text) - 1))
    junk = data.draw(st.sampled_from(["", ",", "{", "}", "\\p1", "9" * 30, ":", "\n", "\x01", "Format: a,b\n", "é"]))
    with contextlib.suppress(HudError):
        cues = load(tmp_path, text[:position] + junk + text[position + data.draw(st.integers(0, 20)) :])
        assert all(cue.start_s < cue.end_s and cue.text for cue in cues)
