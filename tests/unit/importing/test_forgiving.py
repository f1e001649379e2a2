"""Files as they are found: what is faulty in one cue does not spoil the others, and nothing is left out in silence."""

import pytest

from hud.cli.checking import check_playable
from hud.errors import FileError, HudError
from hud.importing import CaptionWishes, import_captions
from hud.scenario import load_scenario
from hud.speech import captions_at, load_cues

EN = CaptionWishes(source="en")
GOOD = "00:00:20,000 --> 00:00:22,000\nThis one is fine.\n"
TTML = '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body>{}</body></tt>'


def put(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


def imported(tmp_path, name, text, wishes=EN):
    made = import_captions([put(tmp_path, name, text)], tmp_path / "w", wishes)
    scenario = load_scenario(made.folder)
    check_playable(scenario)
    return made, scenario.captions


def srt(times):
    return f"1\n{times}\nThis one is not.\nAnd it is long.\n\n2\n{GOOD}"


@pytest.mark.parametrize(
    ("name", "text", "remark"),
    [
        ("a.srt", srt("00:00:05,000 --> 00:00:05,000"), "1 faulty cue left out, line 2: the cue ends when it begins"),
        ("a.srt", srt("00:00:05,000 --> 00:00:04,000"), "1 faulty cue left out, line 2: the cue ends before it begins"),
        ("a.srt", srt("00:00:05,000 -> 00:00:09,000"), "1 faulty cue left out, line 2: two times without an arrow"),
        ("a.srt", srt("00:99:05,000 --> 00:99:09,000"), "1 faulty cue left out, line 2: a time has 99"),
        (
            "a.vtt",
            "WEBVTT\n\n00:02.000 --> 00:02.000\nA\n\n00:03.000 --> 00:03.000\nB\n\n" + GOOD.replace(",", "."),
            "2 faulty cues left out, lines 3, 6: the cue ends when it begins",
        ),
        (
            "a.ttml",
            TTML.format('<p begin="3s" end="2s">a</p><p begin="20s" end="22s">This one is fine.</p>'),
            "1 faulty",
        ),
    ],
)
def test_a_faulty_cue_is_left_out_and_said(tmp_path, name, text, remark):
    made, track = imported(tmp_path, name, text)
    assert any(said.startswith(remark) for said in made.sources[0].remarks), made.sources[0].remarks
    assert [(cue.start_s, cue.end_s, cue.text) for cue in track.source] == [(20, 22, "This one is fine.")]
    # a scenario's own file is read strictly
    with pytest.raises(HudError):
        load_cues(tmp_path / name)


@pytest.mark.parametrize("times", ["00:00:05,000 --> 00:00:05,000", "00:00:05,000 -> 00:00:09,000"])
def test_what_a_faulty_cue_says_is_no_part_of_the_one_before(tmp_path, times):
    text = f"1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n{times}\nBad.\nWorse.\n\n3\n{GOOD}"
    _, track = imported(tmp_path, "a.srt", text)
    assert [cue.text for cue in track.source] == ["One.", "This one is fine."]


def test_times_without_thousandths_are_read_and_said(tmp_path):
    made, track = imported(tmp_path, "a.srt", srt("00:00:08 --> 00:00:10"))
    assert "1 cue with times without thousandths of a second, line 2" in made.sources[0].remarks
    assert [cue.start_s for cue in track.source] == [8, 20]


def test_a_file_without_one_sound_cue_is_refused(tmp_path):
    with pytest.raises(FileError, match="ends when it begins"):
        imported(tmp_path, "a.vtt", "WEBVTT\n\n00:02.000 --> 00:02.000\nA\n")


@pytest.mark.parametrize(
    ("body", "cues"),
    [
        # never ends: until the last one does, at least 7 s
        ('<div><p begin="1s">a</p><p begin="2s" end="30s">b</p></div>', [(1, 30, "a"), (2, 30, "b")]),
        ('<div><p begin="1s">a</p></div>', [(1, 8, "a")]),
        ('<div end="5s"><p begin="1s">a</p></div>', [(1, 5, "a")]),
        # cut off by what it stands in: not shown, and not wrong
        ('<div end="5s"><p begin="1s" end="2s">a</p><p begin="6s" end="9s">b</p></div>', [(1, 2, "a")]),
        ('<div timeContainer="seq"><p begin="5s" timeContainer="seq">no</p><p dur="5s">a</p></div>', [(5, 10, "a")]),
        (
            '<div timeContainer="seq" dur="40s"><div timeContainer="seq">'
            '<p begin="5s" dur="5s" timeContainer="seq">no</p>'
            '<p begin="5s" dur="5s" timeContainer="seq">no</p></div><div timeContainer="seq" dur="20s">'
            '<p begin="5s" dur="5s">a</p></div></div>',
            [(25, 30, "a")],
        ),
        # as Apple writes lyrics
        ('<div><p begin="3:58.640" end="4:01.5">a</p><p begin="9.25" end="11.5">b</p></div>',
         [(9.25, 11.5, "b"), (238.64, 241.5, "a")]),
        # what a scenario has no time for
        ('<div><p begin="1s" end="2s">a</p><p begin="100h" end="101h">b</p></div>', [(1, 2, "a")]),
    ],
)  # fmt: skip
def test_times_that_ttml_allows(tmp_path, body, cues):
    _, track = imported(tmp_path, "a.ttml", TTML.format(body))
    assert [(cue.start_s, cue.end_s, cue.text) for cue in track.source] == cues


ROLLING = """WEBVTT

00:00.160 --> 00:02.149 align:start
so<00:00.400><c> today</c><00:00.900><c> we</c>

00:02.149 --> 00:02.159
so today we

00:02.159 --> 00:04.309
so today we
talk<00:02.879><c> maps</c>

00:04.309 --> 00:04.319
talk maps

00:04.319 --> 00:06.000
talk maps
and<00:04.500><c> glasses</c>
"""


def test_roll_up_captions_say_each_line_once(tmp_path):
    made, track = imported(tmp_path, "a.vtt", ROLLING)
    assert [cue.text for cue in track.source] == ["so today we", "talk maps", "and glasses"]
    assert "roll-up captions: 4 repeated lines read once" in made.sources[0].remarks
    assert track.source[1].marks == ((4, 2.879),)
    # but somebody may say a thing twice
    twice = "WEBVTT\n\n00:01.000 --> 00:02.000\nNo.\n\n00:02.000 --> 00:03.000\nNo.\n\n00:03.000 --> 00:04.000\nYes.\n"
    assert [cue.text for cue in load_cues(put(tmp_path, "b.vtt", twice))] == ["No.", "No.", "Yes."]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.vtt", "WEBVTT\n\n00:06.000 --> 00:10.000\nalpha<00:07.000> bravo<00:07.500> <c>charlie</c>\n"),
        (
            "a.ass",
            "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Name, Text\n"
            "Dialogue: 0,0:00:06.00,0:00:10.00,D,,{\\k100}alpha {\\kf50}bravo {\\k250}charlie\n",
        ),
    ],
)
def test_words_come_at_their_own_times(tmp_path, name, text):
    made, track = imported(tmp_path, name, text)
    assert track.partial == "words"
    assert any("words' own times" in remark for remark in made.remarks)
    # 0.3 s of recognition after each word has been said
    for t_s, lines in ((7.29, None), (7.31, ("alpha",)), (7.79, ("alpha",)), (7.81, ("alpha bravo",))):
        state = captions_at(track, t_s)
        assert (state.lines if state else None) == lines
    assert captions_at(track, 10.29).lines == ("alpha bravo",)
    assert captions_at(track, 10.31).lines == ("alpha bravo charlie",)


def test_names_in_capitals_are_speakers_where_the_file_has_them_throughout(tmp_path):
    blocks = ["JOHN: Where are you?", "<i>Here.</i>", "MRS. O'HARA: At home.\nAll day.", "- ANA: Me.\n- BOB: You."]
    text = "\n\n".join(f"{k}\n00:00:0{k},000 --> 00:00:0{k},900\n{said}" for k, said in enumerate(blocks, start=1))
    _, track = imported(tmp_path, "a.srt", text)
    assert [(cue.speaker, cue.text) for cue in track.source[:3]] == [
        ("JOHN", "Where are you?"),
        ("", "Here."),
        ("MRS. O'HARA", "At home.\nAll day."),
    ]
    assert track.source[3].speaker == ""
    once = text.replace("MRS. O'HARA:", "Then").replace("JOHN", "WARNING")
    assert load_cues(put(tmp_path, "b.srt", once))[0].text.startswith("WARNING:")


@pytest.mark.parametrize(
    ("language", "text", "codec", "proposed"),
    [
        ("fr", "Ça, c’est à Étretat où l’été", "cp1252", "windows-1252"),
        ("pl", "Zażółć gęślą jaźń", "cp1250", "windows-1250"),
        ("ru", "Добрый день, как дела", "cp1251", "windows-1251"),
        ("zh", "你好，今天天气很不错", "gb18030", "gb18030"),
        ("ja", "おはようございます", "shift_jis", "shift_jis"),
    ],
)
def test_encodings_are_proposed_by_the_language(tmp_path, language, text, codec, proposed):
    path = put(tmp_path, "a.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n", codec)
    with pytest.raises(FileError) as raised:
        import_captions([path], tmp_path / "w", CaptionWishes(source=language))
    assert raised.value.hint.startswith(f"say its encoding, such as --encoding {proposed}")
    assert import_captions([path], tmp_path / "w", CaptionWishes(source=language, encoding=proposed))


def test_two_languages_come_as_they_are_recognised(tmp_path):
    both = "1\n00:00:05,000 --> 00:00:08,000\n好的，走吧。\nOkay, let's go.\n"
    made, track = imported(tmp_path, "a.srt", both, CaptionWishes(target="en"))
    assert (track.partial, track.delay_s) == ("words", 0.6)
    assert "captions come word by word, as they are translated" in made.remarks[0]
