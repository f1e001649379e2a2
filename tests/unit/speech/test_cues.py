"""Caption files as they come: WebVTT, SubRip, and what is neither."""

import codecs
import contextlib
import html
import time

import pytest
import webvtt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import FileError, HudError, Problems
from hud.speech import Cue, load_cues

VTT = """WEBVTT - a talk
Kind: captions
Language: zh

STYLE
::cue { color: red }

REGION
id:fred width:40%

NOTE times are made up
on two lines

intro
00:01.000 --> 00:02.500 align:start position:10%
<v 林小姐>你好 &amp; <c.loud>欢迎</c>

01:00:03.250 --> 01:00:04.000
<i>two</i>
<00:00:03.500>lines &lt;here&gt; 5 < 6
"""

SRT = """1
00:00:01,000 --> 00:00:03,500
{\\an8}<i>Hello</i> <font color="red">there</font>
line 2

2
00:00:04.000 --> 00:00:05,250 X1:10 X2:20
AT&amp;T 5 < 6
"""


def read(tmp_path, text, name="talk.vtt", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return load_cues(path)


def refuse(tmp_path, text, name="talk.vtt"):
    with pytest.raises(FileError) as caught:
        read(tmp_path, text, name)
    return caught.value


def cue(times, text="hi"):
    return f"WEBVTT\n\n{times}\n{text}\n"


def test_webvtt_with_everything_in_it(tmp_path):
    assert read(tmp_path, VTT) == (
        Cue(1.0, 2.5, "你好 & 欢迎", "林小姐", 15),
        Cue(3603.25, 3604.0, "two\nlines <here> 5 < 6", "", 18),
    )


def test_subrip_with_tags_and_both_decimal_signs(tmp_path):
    assert read(tmp_path, SRT, "talk.srt") == (
        Cue(1.0, 3.5, "Hello there\nline 2", "", 2),
        Cue(4.0, 5.25, "AT&T 5 < 6", "", 7),
    )


def test_the_format_is_told_from_the_content(tmp_path):
    assert read(tmp_path, VTT, "talk.srt") == read(tmp_path, VTT)
    for name in ("talk.txt", "talk.vtt"):
        assert read(tmp_path, SRT, name) == read(tmp_path, SRT, "talk.srt")
        assert read(tmp_path, SRT.replace(",", "."), name) == read(tmp_path, SRT.replace(",", "."), "talk.srt")


@pytest.mark.parametrize(
    "encoded",
    [
        codecs.BOM_UTF8 + VTT.encode(),
        VTT.replace("\n", "\r\n").encode(),
        VTT.replace("\n", "\r").encode(),
        codecs.BOM_UTF16_LE + VTT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + VTT.encode("utf-16-be"),
    ],
    ids=["bom", "crlf", "cr", "utf-16-le", "utf-16-be"],
)
def test_encodings_and_line_ends_make_no_difference(tmp_path, encoded):
    assert read(tmp_path, encoded) == read(tmp_path, VTT)


@pytest.mark.parametrize(
    ("times", "start_s", "end_s"),
    [
        ("00:01.000 --> 00:02.000", 1, 2),
        ("0:1.5 --> 0:2.25", 1.5, 2.25),
        ("00:00:01,000-->00:00:02,000", 1, 2),
        ("100:00:00.000 --> 100:00:01.000 line:0", 360000, 360001),
        ("  00:01.000 \t-->  00:02.000\talign:end", 1, 2),
    ],
)
def test_times_as_real_files_write_them(tmp_path, times, start_s, end_s):
    (found,) = read(tmp_path, cue(times))
    assert (found.start_s, found.end_s) == (start_s, end_s)


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ("00:02.000 --> 00:01.000", "ends before it begins"),
        ("00:02.000 --> 00:02.000", "ends when it begins"),
        ("00:02.000 -> 00:03.000", "without an arrow"),
        ("00:02.000 -> 00:03.000 align:start line:90%", "without an arrow"),
        ("00:02.000 --> later", "not two times"),
        ("-00:02.000 --> 00:03.000", "not two times"),
        ("00:61.000 --> 02:03.000", "61 where at most 59"),
        ("00:02.000 --> 00:03.0000", "not two times"),
        ("--> 00:03.000", "not two times"),
        ("99999:00:02.000 --> 99999:00:03.000", "not two times"),
    ],
)
@pytest.mark.parametrize("kind", ["vtt", "srt"])
def test_faulty_times_are_refused_with_their_line(tmp_path, times, message, kind):
    if kind == "srt":
        good = "1\n00:00:00,000 --> 00:00:01,000\nhello\n\n2\n"
        error = refuse(tmp_path, f"{good}{times}\nhi\n", "talk.srt")
        assert error.line == 6
    else:
        error = refuse(tmp_path, cue(times))
        assert error.line == 3
    assert message in error.message
    assert error.hint
    assert times in error.drawing()


def test_all_faulty_cues_are_reported_in_order(tmp_path):
    text = "WEBVTT\n\n00:02.000 --> 00:01.000\na\n\n00:05.000 --> 00:06.000\nb\n\n00:09.000 --> soon\nc\n"
    with pytest.raises(Problems) as caught:
        read(tmp_path, text)
    assert [error.line for error in caught.value.errors] == [3, 9]


def test_a_thousand_faults_are_not_all_told(tmp_path):
    with pytest.raises(Problems) as caught:
        read(tmp_path, "WEBVTT\n\n" + "00:02.000 --> 00:01.000\na\n\n" * 1000)
    assert len(caught.value.errors) == 20


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty caption file"),
        (b"\xef\xbb\xbf \r\n\n", "empty caption file"),
        (b"WEBVTT", "has no cues"),
        (b"WEBVTT\n\nNOTE nothing\n", "has no cues"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "has no cues"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i> &#32;\n", "has no cues"),
        (b"1\n00:01.000 --> 00:02.000\nhi\n", "begins with the word WEBVTT"),
        (b'{"routes": []}', "is JSON, and no captions"),
        (b"[00:01.00]Hello\n[00:03.00]Bye\n", "is LRC (lyrics with times), which is not read"),
        (b"[ti:Song]\n[ar:Lin]\n\n[00:01.00]Hello\n", "is LRC (lyrics with times), which is not read"),
        (b"{25}{50}Hello\n{60}{90}Bye|you\n", "is MicroDVD (frames, not times), which is not read"),
        (b"[10][20]Hello\n", "is MPL2 (tenths of seconds), which is not read"),
        (b"[10, 20]", "is JSON, and no captions"),
        (b"WEBVTTX\n\n00:01.000 --> 00:02.000\nhi\n", "begins with the word WEBVTT"),
        (b"\x00\x01\x02", "binary"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff\n", "not UTF-8"),
    ],
)
def test_what_is_no_caption_file_is_refused(tmp_path, content, message):
    assert message in refuse(tmp_path, content).message


def test_prose_is_refused(tmp_path):
    assert "neither WebVTT, SubRip, ASS nor TTML" in refuse(tmp_path, "Dear diary\n", "talk.srt").message


def test_a_giant_cue_is_refused(tmp_path):
    error = refuse(tmp_path, cue("00:01.000 --> 00:02.000", "ha " * 400))
    assert error.line == 3
    assert "split it" in error.hint


def test_missing_file_names_the_nearest(tmp_path):
    (tmp_path / "talk.zh.vtt").write_text(VTT)
    with pytest.raises(FileError, match=r"did you mean 'talk\.zh\.vtt'"):
        load_cues(tmp_path / "talk.zn.vtt")


def test_cues_come_by_time_whatever_their_order(tmp_path):
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\nb\n\n00:01.000 --> 00:09.000\na\n\n00:05.000 --> 00:05.500\nc\n"
    assert [found.text for found in read(tmp_path, text)] == ["a", "c", "b"]


@pytest.mark.parametrize(
    ("payload", "speaker", "text"),
    [
        ("<v.loud Mary Ann>Hi</v>", "Mary Ann", "Hi"),
        ("<v Tom &amp; Jerry>Hi", "Tom & Jerry", "Hi"),
        ("<v>Hi", "", "Hi"),
        ("<v A>Hi\n<v B>Ho", "", "A: Hi\nB: Ho"),
        ("<v A>Hi\n<v A>Ho", "A", "Hi\nHo"),
        ("<ruby>漢字<rt>かんじ</rt></ruby>です", "", "漢字です"),
        ("<lang en>Hi&nbsp;you</lang>&rlm;", "", "Hi\u00a0you\u200f"),
        ("I <3 tea", "", "I <3 tea"),
        ("a\x07b  \t c", "", "a b c"),
    ],
)
def test_payload(tmp_path, payload, speaker, text):
    (found,) = read(tmp_path, cue("00:01.000 --> 00:02.000", payload))
    assert (found.speaker, found.text) == (speaker, text)


def test_speech_that_mentions_times_is_no_cue(tmp_path):
    text = "1\n00:00:01,000 --> 00:00:02,000\nFrom 10:00:00,000 until 11:00:00,000 sharp\n"
    (found,) = read(tmp_path, text, "talk.srt")
    assert found.text.startswith("From 10")
    assert found.end_s == 2.0


def test_webvtt_agrees_with_webvtt_py(tmp_path):
    """A second opinion on what the format means."""
    text = VTT.replace(" 5 < 6", "")
    path = tmp_path / "talk.vtt"
    path.write_text(text, encoding="utf-8")
    theirs = webvtt.read(path)
    ours = load_cues(path)
    assert [c.text for c in ours] == [html.unescape(c.text) for c in theirs]
    assert [c.speaker for c in ours] == [c.voice or "" for c in theirs]
    assert [c.start_s for c in ours] == [c.start_in_seconds + c.start_time.milliseconds / 1000 for c in theirs]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300), st.sampled_from(["", "WEBVTT\n\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n"]))
def test_any_text_gives_cues_or_an_error_of_ours(tmp_path, text, head):
    try:
        cues = read(tmp_path, (head + text).encode("utf-8", "surrogatepass"))
    except HudError:
        return
    assert cues
    assert all(0 <= c.start_s < c.end_s and c.text.strip() for c in cues)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([VTT, SRT]), st.data())
def test_any_damage_gives_cues_or_an_error_of_ours(tmp_path, text, data):
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(len(raw), start + 20)))
        raw[start:end] = data.draw(
            st.sampled_from([b"", b"-->", b"\n", b"\n\n", b"<v ", b"\xff", b"00:01.000", b"&#0;"])
        )
    try:
        cues = read(tmp_path, bytes(raw), data.draw(st.sampled_from(["talk.vtt", "talk.srt"])))
    except HudError:
        return
    assert all(0 <= c.start_s < c.end_s and c.text.strip() for c in cues)


LONG = 30_000
HOSTILE = ["<v ", "<rt ", "<rt>", "<v.", "<a", "<", "&a", "&#", "<u", "{\\", "< ", "\n<v", "a ", "0", "<00:00:01.000>"]


@pytest.mark.parametrize("name", ["talk.vtt", "talk.srt"])
@pytest.mark.parametrize("piece", [*HOSTILE, "<v" + " " * LONG, "a" + " " * LONG, "&#" + "9" * LONG])
def test_no_cue_takes_long_to_refuse(tmp_path, name, piece):
    head = "WEBVTT\n\n" if name == "talk.vtt" else ""
    body = (piece * (LONG // len(piece) + 1)).replace("\n\n", "\n")
    start = time.perf_counter()
    with contextlib.suppress(FileError):
        read(tmp_path, f"{head}00:00:01.000 --> 00:00:02.000\n{body}\n", name)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    "line", [" " * 200_000 + "x", "00:01.000" + " " * 200_000 + "x", "00:01.000 -->" + "\t" * 200_000]
)
def test_no_line_of_times_takes_long_to_refuse(tmp_path, line):
    start = time.perf_counter()
    with contextlib.suppress(FileError):
        read(tmp_path, f"WEBVTT\n\n{line}\n")
    assert time.perf_counter() - start < 0.5


def test_a_cue_too_long_to_look_into_is_told_and_the_others_are_still_read(tmp_path):
    srt = f"1\n00:00:01,000 --> 00:00:02,000\n{'<u' * LONG}\n\n2\n00:00:03,000 --> 00:00:02,000\nhi\n"
    with pytest.raises(Problems) as caught:
        read(tmp_path, srt, "talk.srt")
    (long, backwards) = caught.value.errors
    assert (long.line, long.hint) == (2, "split it into cues of at most 20000, tags included")
    assert (backwards.line, backwards.message) == (6, "the cue ends before it begins")


@pytest.mark.parametrize("name", ["talk.vtt", "talk.srt"])
def test_a_character_reference_without_end_is_no_character(tmp_path, name):
    head = "WEBVTT\n\n" if name == "talk.vtt" else ""
    (found,) = read(tmp_path, f"{head}00:00:01.000 --> 00:00:02.000\na &#{'9' * 5000}; &#0065;\n", name)
    assert found.text == "a \N{REPLACEMENT CHARACTER} A"


def test_a_voice_is_named_after_any_space(tmp_path):
    (found,) = read(tmp_path, cue("00:01.000 --> 00:02.000", "<v.loud \t Lin>hi"))
    assert (found.speaker, found.text) == ("Lin", "hi")
