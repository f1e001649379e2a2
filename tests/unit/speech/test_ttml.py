"""TTML."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import HudError
from hud.speech import load_cues

SPACES = 'xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="m" xmlns:ttp="p" xmlns:tts="s"'


def load(tmp_path, text):
    path = tmp_path / "talk.xml"
    path.write_text(text, encoding="utf-8")
    return load_cues(path)


def document(body, *, attributes="", head="", container=""):
    return f"<tt {SPACES} {attributes}><head>{head}</head><body {container}><div>{body}</div></body></tt>"


@pytest.mark.parametrize(
    ("begin", "attributes", "seconds"),
    [
        ("00:01:02.5", "", 62.5),
        ("100:00:00.000", "", 360_000),
        ("00:00:01:15", "", 1.5),
        ("00:00:01:12", 'ttp:frameRate="25"', 1.48),
        ("00:00:01:12", 'ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"', 1 + 12 * 1001 / 24_000),
        ("00:00:10:00", 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:timeBase="smpte"', 10.01),
        (
            "00:10:00:00",
            'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:timeBase="smpte" ttp:dropMode="dropNTSC"',
            17_982 * 1001 / 30_000,
        ),
        ("1.5h", "", 5400),
        ("2m", "", 120),
        ("3.25s", "", 3.25),
        ("1500ms", "", 1.5),
        ("75f", 'ttp:frameRate="25"', 3),
        ("25000000t", 'ttp:tickRate="10000000"', 2.5),
        ("90t", "", 90),
        ("50t", 'ttp:frameRate="25"', 2),
    ],
)
def test_every_way_to_write_a_time(tmp_path, begin, attributes, seconds):
    (cue,) = load(tmp_path, document(f'<p begin="{begin}" dur="2s">Hi</p>', attributes=attributes))
    assert cue.start_s == pytest.approx(seconds, abs=1e-5)
    assert cue.end_s - cue.start_s == pytest.approx(2)


@pytest.mark.parametrize(
    ("body", "container", "spans"),
    [
        ('<p begin="1s" end="3s">a</p>', 'begin="10s"', [(11, 13)]),
        ('<p begin="1s" dur="9s" end="3s">a</p>', "", [(1, 3)]),
        ('<p begin="1s" end="30s">a</p>', 'end="5s"', [(1, 5)]),
        ("<p>a</p>", 'begin="2s" dur="4s"', [(2, 6)]),
        ('<div begin="5s"><p begin="1s" dur="1s">a</p></div>', 'begin="10s"', [(16, 17)]),
        ('<div timeContainer="seq"><p dur="2s">a</p><p begin="1s" dur="2s">b</p></div>', "", [(0, 2), (3, 5)]),
        ('<p begin="1s" end="5s">a <span begin="2s" end="3s">b</span></p>', "", [(1, 3), (3, 4), (4, 5)]),
        ('<p><span begin="1s" end="2s">a</span><span begin="2s" end="4s">b</span></p>', "", [(1, 2), (2, 4)]),
    ],
)
def test_times_are_of_what_they_stand_in(tmp_path, body, container, spans):
    cues = load(tmp_path, document(body, container=container))
    assert [(cue.start_s, cue.end_s) for cue in cues] == spans


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("  Hello\n   there ", "Hello there"),
        ("one<br/>two", "one\ntwo"),
        ("<span>nested <span>deep</span></span>", "nested deep"),
        ("a<metadata>no</metadata>b", "ab"),
        ('a<span tts:display="none">no</span>', "a"),
        ('<span tts:ruby="container"><span tts:ruby="base">漢</span><span tts:ruby="text">かん</span></span>', "漢"),
        ('<span style="r">漢<span style="t">かん</span></span>', "漢"),
        ('<span xml:space="preserve">x</span>', "x"),
        ("&lt;i&gt; &amp; &#233;", "<i> & é"),
    ],
)
def test_what_is_read_of_a_paragraph(tmp_path, inner, text):
    head = '<styling><style xml:id="r" tts:ruby="container"/><style xml:id="t" tts:ruby="text"/></styling>'
    (cue,) = load(tmp_path, document(f'<p begin="1s" end="2s">{inner}</p>', head=head))
    assert cue.text == text


def test_an_agent_speaks(tmp_path):
    head = '<metadata><ttm:agent xml:id="a"><ttm:name type="full">Lucía</ttm:name></ttm:agent></metadata>'
    body = '<p begin="1s" end="2s" ttm:agent="a">Hola</p><p begin="2s" end="3s"><span ttm:agent="a">Sí</span></p>'
    assert [cue.speaker for cue in load(tmp_path, document(body, head=head))] == ["Lucía", "Lucía"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (document('<p begin="soon" end="2s">a</p>'), "'soon' is not a time"),
        (document('<p begin="3s" end="2s">a</p>'), "ends before it begins"),
        (document(""), "has no cues"),
        (document('<p begin="1s" end="2s" xmlns:smpte="x" smpte:backgroundImage="#a"/>'), "pictures, not text"),
        (document("<p>a</p>", attributes='ttp:frameRate="0"'), "frame rate or tick rate"),
        (document("<p>a</p>", attributes='ttp:tickRate="x"'), "frame rate or tick rate"),
        ("<tt><body>", "cannot be read as TTML: no element found"),
        ("<svg/>", "begins with <svg>, not TTML"),
        ('<!DOCTYPE tt [<!ENTITY a "b">]><tt>&a;</tt>', "document type of its own"),
        ("<tt>" * 2000, "nested too deeply"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, said):
    with pytest.raises(HudError) as caught:
        load(tmp_path, text)
    assert said in str(caught.value)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(st.data())
def test_any_change_leads_to_cues_or_a_clear_error(tmp_path, data):
    body = '<p begin="1s" end="5s" region="r">a <span begin="2s" dur="1s">b</span><br/>c</p><p dur="00:00:02:10">d</p>'
    text = document(body, attributes='ttp:frameRate="25" xml:lang="en"', container='timeContainer="seq"')
    position = data.draw(st.integers(0, len(text) - 1))
    junk = data.draw(st.sampled_from(["", "<", ">", "9" * 20, "-", "&", '"', "é", "\x01", "<p>", "1e9", "t", ":"]))
    with contextlib.suppress(HudError):
        cues = load(tmp_path, text[:position] + junk + text[position + data.draw(st.integers(0, 9)) :])
        assert all(cue.start_s < cue.end_s and cue.text for cue in cues)
