"""Scenarios made from captions."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.cli.checking import check_playable
from hud.errors import FileError, HudError, Problems, UsageError
from hud.importing import CaptionWishes, import_captions
from hud.importing.languages import language_of_name, language_tag, title_of_name
from hud.scenario import load_scenario, state_at
from hud.speech import load_cues, script_of

PLAIN = CaptionWishes()
VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\n{}\n\n00:04.000 --> 00:06.000\n{}\n"
EN = VTT.format("<v Lin>Good morning", "The tea is coming &amp; hot")
ZH = VTT.format("早上好", "茶来了")


def put(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def track_of(folder):
    scenario = load_scenario(folder)
    check_playable(scenario)
    return scenario.captions


def test_two_files_are_what_is_said_and_its_translation(tmp_path):
    files = [put(tmp_path, "talk.zh.vtt", ZH), put(tmp_path, "talk.en.vtt", EN)]
    made = import_captions(files, tmp_path / "w", PLAIN)
    assert (made.title, made.duration_s) == ("talk", 9)
    track = track_of(made.folder)
    assert (track.source_language, track.language, track.delay_s) == ("zh", "en", 0)
    assert (tmp_path / "w" / "talk.en.vtt").read_bytes() == files[1].read_bytes()
    turned = import_captions(files, tmp_path / "v", CaptionWishes(source="en"))
    assert track_of(turned.folder).source_language == "en"
    assert state_at(load_scenario(made.folder), 5).captions is not None


@pytest.mark.parametrize(
    ("name", "text", "wishes", "language", "by"),
    [
        ("talk.en.vtt", EN, PLAIN, "en", "its name"),
        ("film.PT-br.forced.vtt", EN, PLAIN, "pt-BR", "its name"),
        ("talk.vtt", EN.replace("WEBVTT\n", "WEBVTT\nLanguage: en_GB\n"), PLAIN, "en-GB", "the file"),
        ("talk.vtt", ZH, PLAIN, "zh", "its script"),
        ("talk.vtt", VTT.format("おはよう", "お茶です"), PLAIN, "ja", "its script"),
        ("talk.vtt", VTT.format("안녕하세요", "차가 나왔습니다"), PLAIN, "ko", "its script"),
        ("talk.vtt", EN, CaptionWishes(source="en-AU"), "en-AU", ""),
    ],
)
def test_the_language_is_told_where_it_is_evident(tmp_path, name, text, wishes, language, by):
    made = import_captions([put(tmp_path, name, text)], tmp_path / "w", wishes)
    assert track_of(made.folder).source_language == language
    assert made.sources[0].remarks == (f"what is said is in {language}" + (f", by {by}" if by else ""),)


@pytest.mark.parametrize("text", [EN, VTT.format("Добрый день", "чай"), VTT.format("مرحبا", "شاي")])
def test_and_asked_for_where_it_is_not(tmp_path, text):
    with pytest.raises(UsageError, match="in which language it is; say it with --from, such as --from en"):
        import_captions([put(tmp_path, "my.talk.vtt", text)], tmp_path / "w", PLAIN)
    assert not (tmp_path / "w").exists()


def srt(*texts):
    blocks = (
        f"{k}\n00:00:{2 * k:02d},000 --> 00:00:{2 * k + 1:02d},500\n{text}" for k, text in enumerate(texts, start=1)
    )
    return "\n\n".join(blocks) + "\n"


def test_two_languages_in_each_cue_are_parted_by_their_scripts(tmp_path):
    both = srt("请坐。\nPlease sit.", "茶马上来。\nThe tea\nis coming.", "...\n好。\nGood.", "嗯？")
    path = put(tmp_path, "talk.srt", both)
    with pytest.raises(UsageError, match=r"the lines that begin 'Please sit.'.*say it with --to"):
        import_captions([path], tmp_path / "w", PLAIN)
    made = import_captions([path], tmp_path / "w", CaptionWishes(target="en"))
    track = track_of(made.folder)
    assert [cue.text for cue in track.source] == ["请坐。", "茶马上来。", "...\n好。", "嗯？"]
    assert [cue.text for cue in track.target] == ["Please sit.", "The tea\nis coming.", "Good."]
    assert track.delay_s == pytest.approx(0.6)


def test_one_language_with_names_in_another_script_is_one(tmp_path):
    path = put(tmp_path, "talk.zh.srt", srt("我是 Lin。", "他说：\nHello", "然后\n走了", "好"))
    assert track_of(import_captions([path], tmp_path / "w", PLAIN).folder).target is None


TTML = '<tt xmlns="t" xml:lang="es"><body><div><p begin="{0}" dur="2s">Hola</p></div>{1}</body></tt>'
MORE = '<div xml:lang="{}"><p begin="1s" dur="2s">Hello</p></div>'


def test_a_file_that_says_its_languages(tmp_path):
    path = put(tmp_path, "talk.ttml", TTML.format("1s", MORE.format("eng")))
    track = track_of(import_captions([path], tmp_path / "w", PLAIN).folder)
    assert (track.source_language, track.language) == ("es", "en")
    three = put(tmp_path, "three.ttml", TTML.format("1s", MORE.format("en") + MORE.format("fr")))
    with pytest.raises(UsageError, match="3 languages: es, en, fr; choose two with --from and --to"):
        import_captions([three], tmp_path / "v", PLAIN)
    made = import_captions([three], tmp_path / "v", CaptionWishes(source="fr", target="en"))
    assert track_of(made.folder).source_language == "fr"
    assert made.sources[0].dropped == ("languages: es",)


def test_subrip_in_a_file_called_vtt_is_read(tmp_path):
    text = "1\n0:00:01,0 --> 0:00:03,0\nGood morning\n"
    made = import_captions([put(tmp_path, "talk.en.vtt", text)], tmp_path / "w", PLAIN)
    assert made.sources[0].format == "SubRip"
    assert track_of(made.folder).source_language == "en"


def test_a_broadcasters_clock_is_set_to_nought(tmp_path):
    path = put(tmp_path, "news.ttml", TTML.format("10:00:05.000", ""))
    made = import_captions([path], tmp_path / "w", PLAIN)
    assert made.remarks[0] == "its clock starts at 10 h, which is taken off"
    assert track_of(made.folder).source[0].start_s == 5
    assert made.duration_s == 10


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without a byte order mark"),
        ("utf-16-be", "UTF-16 without a byte order mark"),
    ],
)
def test_encodings_that_show_themselves(tmp_path, encoding, named):
    made = import_captions([put(tmp_path, "t.fr.srt", srt("Café à Étretat"), encoding)], tmp_path / "w", PLAIN)
    assert made.sources[0].facts["encoding"] == named
    assert track_of(made.folder).source[0].text == "Café à Étretat"


def test_encodings_that_do_not_are_asked_for(tmp_path):
    path = put(tmp_path, "t.fr.srt", srt("Café"), "windows-1252")
    with pytest.raises(FileError, match=r"t.fr.srt:3:4: is not UTF-8: byte 0xe9; say its encoding, such as --encoding"):
        import_captions([path], tmp_path / "w", PLAIN)
    made = import_captions([path], tmp_path / "w", CaptionWishes(encoding="cp1252"))
    assert track_of(made.folder).source[0].text == "Café"
    xml = '<?xml version="1.0" encoding="ISO-8859-1"?>' + TTML.format("1s", "").replace("Hola", "Señor")
    made = import_captions([put(tmp_path, "t.ttml", xml, "latin-1")], tmp_path / "x", PLAIN)
    assert track_of(made.folder).source[0].text == "Señor"


@pytest.mark.parametrize(
    ("files", "wishes", "said"),
    [
        ({}, PLAIN, "0 files"),
        ({"a.en.vtt": EN, "b.en.vtt": EN}, PLAIN, "both are in en"),
        ({"a.en.vtt": EN}, CaptionWishes(target="de"), "a.en.vtt is in one language; name the file of its translation"),
        ({"a.en.vtt": EN}, CaptionWishes(encoding="utf-9"), "--encoding utf-9: unknown"),
        ({"a.en.vtt": EN}, CaptionWishes(encoding="hex"), "--encoding hex"),
        (
            {"a.en.vtt": EN.replace("06.000", "02.000").replace("01.000 --> 00:03", "03.000 --> 00:01")},
            PLAIN,
            "ends before it begins",
        ),
        ({"a.en.srt": ""}, PLAIN, "empty"),
        ({"a.en.srt": bytes(range(256)) * 9}, PLAIN, "is not UTF-8"),
        ({"a.en.srt": b"\x00\x00\x01" * 999}, PLAIN, "binary"),
        ({"a.en.srt": srt("x").replace("00:00:", "30:00:")}, CaptionWishes(), ""),
    ],
)
def test_what_cannot_be_made_is_said_and_leaves_nothing(tmp_path, files, wishes, said):
    paths = [put(tmp_path, name, text) for name, text in files.items()]
    if not said:
        assert import_captions(paths, tmp_path / "w", wishes).remarks
        return
    with pytest.raises(HudError, match=said):
        import_captions(paths, tmp_path / "w", wishes)
    assert not (tmp_path / "w").exists()


def test_written_captions_read_back_the_same(tmp_path):
    ass = "[Events]\nFormat: Start, End, Name, Text\nDialogue: 0:00:01.00,0:00:02.00,A > B,1 < 2 & 3 --> 4\\N<v x>\n"
    made = import_captions([put(tmp_path, "t.en.ass", ass)], tmp_path / "w", PLAIN)
    (cue,) = load_cues(made.folder / "talk.en.vtt")
    assert (cue.speaker, cue.text) == ("A > B", "1 < 2 & 3 --> 4\n<v x>")


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("zh_CN", "zh-CN"),
        ("zh-hans", "zh-Hans"),
        ("cht", "zh-Hant"),
        ("is this", ""),
        ("xx", ""),
    ],
)
def test_tags(text, tag):
    assert language_tag(text) == tag


@pytest.mark.parametrize(
    ("stem", "language", "title"),
    [
        ("talk.en", "en", "talk"),
        ("My.Film.2019.pt-BR.sdh", "pt-BR", "My.Film.2019"),
        ("this_is", "", "this_is"),
        ("en", "", "en"),
    ],
)
def test_names(stem, language, title):
    assert (language_of_name(stem), title_of_name(stem)) == (language, title)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Hello 你", "Latin"),
        ("日本語です", "Kana"),
        ("中文", "Han"),
        ("123 ...", ""),
        ("Привет", "Cyrillic"),
        ("שלום", "Hebrew"),
    ],
)
def test_scripts(text, script):
    assert script_of(text) == script


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(st.data())
def test_any_bytes_make_a_scenario_or_a_clear_error(tmp_path, data):
    base = data.draw(
        st.sampled_from([EN, ZH, srt("请坐。\nSit.", "好"), TTML.format("1s", MORE.format("en"))])
    ).encode()
    position = data.draw(st.integers(0, len(base)))
    bent = base[:position] + data.draw(st.binary(max_size=6)) + base[position + data.draw(st.integers(0, 9)) :]
    with contextlib.suppress(HudError):
        path = put(tmp_path, "talk.any", bent)
        made = import_captions([path], tmp_path / "w", CaptionWishes(source="en"), force=True)
        load_scenario(made.folder)


def test_both_files_that_cannot_be_read_are_told(tmp_path):
    (tmp_path / "a.en.vtt").write_text("nothing\n")
    (tmp_path / "b.de.srt").write_text("{}")
    with pytest.raises(Problems) as caught:
        import_captions([tmp_path / "a.en.vtt", tmp_path / "b.de.srt"], tmp_path / "made", CaptionWishes())
    assert [error.file.rpartition("/")[2] for error in caught.value.errors] == ["a.en.vtt", "b.de.srt"]
    assert not (tmp_path / "made").exists()
