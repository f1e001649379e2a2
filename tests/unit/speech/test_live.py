"""Captions as live recognition and translation bring them: they grow, are revised, and are final."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.speech import CaptionTrack, Cue, Revision, captions_at, translations
from hud.speech.lines import HYPHEN, MAX_COLUMNS, MAX_WIDE_COLUMNS
from hud.speech.misheard import slips
from hud.speech.stream import SETTLED_S, Stream, one_line
from hud.speech.units import columns, from_right, unit_ends


def live(source, language="en", *, target=None, to="", delay_s=0.0, **rest):
    rest = {"partial": "words", "recognition_s": 0.3} | rest
    return CaptionTrack(tuple(source), language, target, to, delay_s, **rest)


def growth(track, start=0.0, end=30.0):
    """What is shown, state after state, each once."""
    shown = []
    for k in range(int(start * 20), int(end * 20)):
        state = captions_at(track, k / 20)
        lines = state.lines if state else ()
        if not shown or shown[-1] != lines:
            shown.append(lines)
    return shown


@pytest.mark.parametrize(
    ("language", "text", "units"),
    [
        ("en", "Hello there, “old” friend?", ["Hello ", "there, ", "“old” ", "friend?"]),
        ("zh", "老白茶，放了8年。", ["老", "白", "茶，", "放", "了", "8", "年。"]),
        ("ja", "Tokyo駅「です」。", ["Tokyo", "駅", "「で", "す」。"]),
        ("th", "สวัสดีครับ วันนี้", ["สวัสดี", "ครับ ", "วัน", "นี้"]),
        ("ko", "안녕하세요 여러분", ["안녕하세요 ", "여러분"]),
        ("ar", "مرحبا، Lina!", ["مرحبا، ", "Lina!"]),
    ],
)
def test_a_language_comes_in_its_own_units(language, text, units):
    ends = unit_ends(text, language, characters=False)
    assert [text[a:b] for a, b in pairwise([0, *ends])] == units


def test_characters_never_part_what_is_one_letter():
    for text in ("né\u0301e", "น้ำเปล่า", "क्षमा", "👩‍🚀🇩🇪"):
        ends = unit_ends(text, "", characters=True)
        assert all(text[e - 1] not in "เแโใไ\u094d\u200d" for e in ends[:-1]), text
        assert all(not "\u0e31" <= text[e] <= "\u0e4e" for e in ends[:-1] if text[e] in "\u0e33\u0e49"), text
    assert unit_ends("👩‍🚀🇩🇪", "", characters=True) == [3, 5]


def test_words_come_one_after_the_other_and_are_final():
    track = live([Cue(1, 3, "One two three.")])
    assert growth(track) == [(), ("One",), ("One two",), ("One two three.",), ()]
    # the last word a latency after it was said, final when no more has come for a while
    assert captions_at(track, 3.29).lines == ("One two",)
    assert captions_at(track, 3.31).lines == ("One two three.",)
    assert not captions_at(track, 3.3 + SETTLED_S - 0.01).final
    assert captions_at(track, 3.3 + SETTLED_S + 0.01).final


def test_chinese_comes_by_characters_and_words_may_too():
    assert growth(live([Cue(0, 2, "你好吗？")], "zh"))[1:-1] == [("你",), ("你好",), ("你好吗？",)]
    assert growth(live([Cue(0, 2, "Yes, we.")], partial="characters"))[1:-1] == [
        ("Y",),
        ("Ye",),
        ("Yes,",),
        ("Yes, w",),
        ("Yes, we.",),
    ]


def test_a_translation_comes_its_delay_after_the_words_and_keeps_its_own_pace():
    target = (Cue(1, 3, "One, two."), Cue(3, 5, "And two."))
    track = live([Cue(1, 3, "一二三四。")], "zh", target=target, to="en", delay_s=1.0)
    # half of the translation is of the half that is recognised at 1 + 2 * 2/4 + 0.3 s
    first = captions_at(track, 3.29)
    assert (first.source_lines, first.lines, first.final) == (("一二三",), (), False)
    assert captions_at(track, 3.31).lines == ("One,",)
    # the rest a second after the last word; what nobody wrote the original of follows it
    assert captions_at(track, 4.29).lines == ("One,",)
    assert captions_at(track, 4.31).lines == ("One, two.", "And")
    track = replace(track, delay_s=1.5)
    assert [text for _, text in translations(track)] == ["One, two.", "And two."]
    assert translations(track)[1][0] == pytest.approx(5 + 1.5 + SETTLED_S)


CHINESE = "你好，今天天气很不错，我们去公园吧。"
ENGLISH = "Hello, nice weather today, let us go to the park."


@pytest.mark.parametrize(
    ("language", "said", "to", "translated", "pairs"),
    [
        ("zh", "好的，走吧。", "en", "Okay, let's go.", {"Okay": "好", "go": "吧"}),
        ("zh", CHINESE, "en", ENGLISH, {"Hello": "你好", "weather": "气", "park": "公园"}),
        ("en", "Good morning to you all.", "ja", "おはよう", {"お": "Good", "う": "all"}),
        ("en", "The law is good.", "de", "Das Gesetz ist gut.", {"Gesetz": "law", "gut": "good"}),
    ],
)
@pytest.mark.parametrize("delay_s", [0.0, 0.6])
@pytest.mark.parametrize("partial", ["words", "characters"])
def test_no_word_of_a_translation_comes_before_its_source(language, said, to, translated, pairs, delay_s, partial):
    # the translation's cue may even begin sooner
    for early_s in (0.0, 0.8):
        target = (Cue(5 - early_s, 8, translated),)
        track = live([Cue(5, 8, said)], language, target=target, to=to, delay_s=delay_s, partial=partial)
        states = [(k / 100, captions_at(track, k / 100)) for k in range(400, 1200)]

        def first(word, of, states=states):
            return next(t for t, state in states if state and word in " ".join(getattr(state, of)))

        for word, source in pairs.items():
            assert first(word, "lines") >= first(source, "source_lines") + delay_s - 0.011
        assert [text for _, text in translations(track)] == [translated]


def test_what_is_said_and_its_translation_stand_together():
    """A line of one cue never stands under the original of the next alone, however long its first word is."""
    source = (Cue(0, 3, "We have got a law."), Cue(3.1, 6, "It is a long one."))
    word = "Rindfleischetikettierungsüberwachungsaufgaben"
    target = (Cue(0, 3, "Wir haben ein Gesetz."), Cue(3.1, 6, f"{word} heißt es."))
    for gap_s in (0.0, 4.0):
        late = tuple(replace(cue, start_s=cue.start_s + gap_s, end_s=cue.end_s + gap_s) for cue in source[1:])
        later = tuple(replace(cue, start_s=cue.start_s + gap_s, end_s=cue.end_s + gap_s) for cue in target[1:])
        track = live((source[0], *late), target=(target[0], *later), to="de", delay_s=0.6)
        seen = [captions_at(track, k / 20) for k in range(300)]
        for state in filter(None, seen):
            second = any("It" in line for line in state.source_lines)
            assert not second or not state.lines or "Rind" in "".join(state.lines) or "gaben" in state.lines[-1]
        assert any(state and state.source_lines and state.source_lines[-1].startswith("It") for state in seen)


def test_what_is_left_of_a_broken_word_begins_with_an_ellipsis():
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    track = live([Cue(0, 6, word, "A"), Cue(5, 6.5, "Ja.", "B")], "de")
    assert captions_at(track, 6.9).voices[0].lines == ("…gabenübertragungsgesetz",)


def test_lines_roll_up_two_at_a_time():
    text = "This is the first line of some longer speech, and here the second one follows, then at last the third one."
    shown = growth(live([Cue(0, 8, text)]))
    assert max(map(len, shown)) == 2
    full = [lines for lines, after in pairwise(shown) if lines and after and after[0] != lines[0]]
    # the only time the first line changes is when the second moves up, complete
    for lines, after in pairwise(shown):
        if lines and after and not after[0].startswith(lines[0]):
            assert after[0] == lines[1]
    assert len(full) >= 1


def test_cues_of_one_speaker_follow_each_other_upwards():
    track = live([Cue(0, 1, "First.", "A"), Cue(1.1, 2, "Second.", "A"), Cue(2.1, 3, "Third.", "A")])
    assert growth(track) == [(), ("First.",), ("First.", "Second."), ("Second.", "Third."), ()]
    assert captions_at(track, 2.0).speaker == "A"


def test_two_at_once_have_a_line_each():
    track = live(
        [
            Cue(0, 6, "I think we should leave before the rain starts again, honestly, all of us.", "Anna"),
            Cue(2, 4, "No, wait a little.", "Ben"),
        ]
    )
    both = captions_at(track, 4.5)
    assert [voice.speaker for voice in both.voices] == ["Anna", "Ben"]
    assert [voice.most_lines for voice in both.voices] == [1, 1]
    assert (both.speaker, both.lines[1]) == ("", "Ben: No, wait a little.")
    assert both.lines[0].startswith("Anna: ")
    alone = captions_at(track, 5.9)
    assert (alone.speaker, len(alone.voices)) == ("Anna", 1)


def test_what_rolled_away_while_another_spoke_does_not_come_back():
    long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen."
    track = live([Cue(0, 8, long, "A"), Cue(1, 5, "So it is, is it not?", "B")])
    seen, gone = set(), set()
    for k in range(200):
        state = captions_at(track, k / 20)
        voice = next((v for v in state.voices if v.speaker == "A"), None) if state else None
        lines = voice.lines if voice else ()
        tops = {line.split()[0] for line in lines}
        assert not tops & gone
        gone |= seen - tops
        seen |= tops


def test_unnamed_voices_are_told_apart_by_their_overlap():
    apart = live([Cue(0, 4, "Someone speaks."), Cue(1, 3, "Another does.")])
    assert captions_at(apart, 3.5).lines == ("– Someone", "– Another does.")
    one = live([Cue(0, 2.1, "Someone speaks."), Cue(2, 3, "And goes on.")])
    assert len(captions_at(one, 3.4).voices) == 1


def test_the_author_s_revisions_are_heard_wrong_and_then_right():
    rule = Revision("speech", "a beach", 0.5)
    track = live([Cue(0, 4, "We recognise speech very well.")], revisions=(rule,))
    said = [" ".join(lines) for lines in growth(track)]
    assert "We recognise a beach" in said
    assert said[-2] == "We recognise speech very well."
    # only whole words, and only in the cue meant
    assert slips("speechless speech", "en", 0, 4, (rule,), 0.0)[0].start == 11
    assert not slips("speech", "en", 0, 4, (Revision("speech", "x", 0.5, at_s=5.0),), 0.0)


def test_what_sounds_alike_is_taken_for_another_always_the_same():
    cue = Cue(0, 6, "Their tea is for our guest over there, you know.")
    track = live([cue], misheard=1.0)
    said = [" ".join(lines) for lines in growth(track)]
    assert said[1] == "There"
    assert any("tee" in text for text in said)
    assert said[-2] == cue.text
    assert growth(live([cue], misheard=1.0)) == growth(track)
    assert growth(live([cue], misheard=0.0)) != growth(track)
    counts = [len(slips("we know to buy two new " * 20, "en", s, s + 9, (), 0.25)) for s in range(20)]
    assert 15 < sum(counts) / 20 < 35  # of a hundred


def test_a_long_word_is_shown_by_its_beginning_first():
    (slip,) = slips("Unquestionably so", "en", 0, 3, (), 1.0)
    assert (slip.start, slip.end, slip.heard) == (0, 14, "Unquesti")


def test_it_stays_until_it_can_be_read():
    quick = "A great deal is said here in no time at all, far too much to read."
    track = live([Cue(0, 1, quick)])
    # two lines of 66 columns at 20 columns a second, from when the first was there
    assert captions_at(track, 3.2) is not None
    assert captions_at(track, 0.3 + 1 + 66 / 20 + 0.1) is None


def test_a_direction_is_settled_by_the_whole_text():
    assert from_right("Berlin مدينة", "ar")
    assert not from_right("Berlin مدينة", "en")
    assert from_right("مدينة Berlin", "en")
    assert not from_right("OK", "ar")
    state = captions_at(live([Cue(0, 4, "Berlin مدينة كبيرة")], "ar"), 2.1)
    assert state.lines == ("Berlin",)
    assert state.voices[0].from_right


def test_a_compound_longer_than_a_line_is_hyphenated_between_syllables():
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
    state = captions_at(live([Cue(0, 2, word)], "de"), 3.0)
    assert state.lines == ("Rindfleischetikettierungsüberwachungsauf" + HYPHEN, "gabenübertragungsgesetz")


def test_of_a_crowd_two_are_heard_and_a_giant_is():
    crowd = [Cue(k // 50, k // 50 + 60, f"word {k}", f"S{k}") for k in range(5000)]
    assert len(captions_at(live(crowd), 80.0).voices) == 2
    assert captions_at(live([Cue(0, 5, "你" * 1000), Cue(6, 9, "x" * 1000)], "zh"), 9.4) is not None


ALPHABETS = {
    "en": "ab cd, ef.",
    "zh": "我你他，。茶a ",
    "ja": "すしを食べる、。ー ",
    "th": "สวัดีก ",
    "ar": "مرحبا ،a1 ",
    "de": "äb-cd ",
}
texts = st.sampled_from(sorted(ALPHABETS)).flatmap(
    lambda code: st.tuples(st.just(code), st.text(ALPHABETS[code], min_size=1, max_size=120).filter(str.strip))
)
partials = st.sampled_from(["words", "characters"])


@settings(max_examples=200, deadline=None)
@given(texts, partials, st.floats(0.05, 20), st.sampled_from([0.0, 0.5, 1.0]))
def test_any_text_grows_at_its_end_and_ends_as_it_was_written(of, partial, length_s, share):
    language, text = of
    whole = one_line(text)[0]
    found = slips(whole, language, 0.0, length_s, (), share)
    stream = Stream.spoken(text, language, 0.0, length_s, partial=partial, latency_s=0.3, slips=found)
    limit = MAX_WIDE_COLUMNS if stream.wide else MAX_COLUMNS
    times = [k * (length_s + 1) / 60 for k in range(61)]
    heard = [stream.heard(t) for t in times]
    assert heard == sorted(heard)
    assert "".join(stream.text[a:b] for a, b in stream.pieces) == stream.text
    assert stream.shown(0, len(stream.text), stream.final_s) == stream.text == whole
    assert "".join(stream.lines_at(stream.final_s)).replace(" ", "").replace(HYPHEN, "") == whole.replace(" ", "")
    for before, after in pairwise(times):
        then, now = stream.lines_at(before), stream.lines_at(after)
        assert len(now) >= len(then)
        assert all(columns(line) <= limit or len(line) <= 2 for line in now)
        if not found:
            assert now[: len(then) - 1] == then[:-1]
            assert not then or now[len(then) - 1].removesuffix(HYPHEN).startswith(then[-1].removesuffix(HYPHEN))


cues = st.lists(
    st.builds(
        lambda start, length, text, speaker: Cue(start / 4, (start + length) / 4, text, speaker),
        st.integers(0, 60),
        st.integers(1, 24),
        st.text("abc 我，。", min_size=1, max_size=90).filter(str.strip),
        st.sampled_from(["", "A", "B"]),
    ),
    max_size=8,
).map(lambda found: tuple(sorted(found, key=lambda cue: cue.start_s)))


@settings(max_examples=100, deadline=None)
@given(cues, st.none() | cues, partials, st.sampled_from([0.0, 0.6, 3.0]), st.randoms(use_true_random=False))
def test_any_conversation_any_order_of_questions(source, target, partial, delay_s, chance: random.Random):
    def made():
        return live(source, "zh", target=target, to="en", delay_s=delay_s, partial=partial, misheard=0.5)

    times = [k / 8 for k in range(-4, 220)]
    in_order = {t: captions_at(made(), t) for t in times[:40]}
    ask = made()
    in_order |= {t: captions_at(ask, t) for t in times}
    chance.shuffle(times)
    again = made()
    assert {t: captions_at(again, t) for t in times} == in_order
    for state in in_order.values():
        if state is None:
            continue
        assert 1 <= len(state.voices) <= 2
        assert len(state.lines) <= 2
        assert len(state.source_lines) <= 2
        assert state.since_s >= 0
        for voice in state.voices:
            assert len(voice.pieces) == len(voice.rooms)
            assert max(map(columns, voice.lines), default=0) <= MAX_COLUMNS
            assert voice.anchor < len(voice.pieces) or not voice.pieces


def test_a_dialogue_s_dash_comes_with_its_word():
    track = live([Cue(0, 4, "- First speaker.\n- And another.")])
    said = growth(track)
    assert said[1] == ("- First",)
    assert ("- First speaker.", "- And") in said
    assert not any(line.endswith("-") for lines in said for line in lines)


def voices(track, t_s):
    state = captions_at(track, t_s)
    return [voice.speaker for voice in state.voices] if state else []


def seen_s(track, end_s=60.0):
    """How long each word was on the glasses, s."""
    up = {}
    for k in range(int(end_s * 50)):
        state = captions_at(track, k / 50)
        for voice in (state.voices or (state,)) if state else ():
            for word in " ".join(voice.lines).split():
                up[word] = up.get(word, 0.0) + 1 / 50
    return up


@pytest.mark.parametrize("partial", ["none", "words"])
@pytest.mark.parametrize("names", [("A", "B", "C"), ("", "", "")])
def test_of_three_at_once_the_one_that_made_way_comes_back(partial, names):
    said = ("Alpha goes on and on.", "Bravo says so, too.", "Charlie says no.")
    times = ((1, 8), (2, 5), (2.5, 5))
    track = live([Cue(*at, *one) for at, *one in zip(times, said, names, strict=True)], partial=partial)
    up = seen_s(track)
    assert {word for one in said for word in one.split()} <= set(up)
    assert min(up.values()) >= 0.5
    first = [captions_at(track, k / 20) for k in range(200)]
    shown = [" ".join(state.lines) if state else "" for state in first]
    changes = {
        word: sum((word in now) != (word in before) for before, now in pairwise(shown))
        for word in ("Alpha", "Bravo", "Charlie")
    }
    assert max(changes.values()) == 4, "up, away, up again, gone"


def test_no_word_of_one_who_made_way_is_lost():
    said = "I wanted to say that tomorrow at nine we ought to meet before the old railway bridge, and bring umbrellas."
    others = [Cue(3, 5, "No, wait, I am away.", "B"), Cue(3.4, 5, "What was that?", "C")]
    track = live([Cue(0, 9, said, "A"), *others])
    assert voices(track, 2.9) == ["A"]
    assert voices(track, 4.4) == ["B", "C"]
    # what came while it was away follows faster than it was said, and is whole before it goes
    up = seen_s(track)
    assert set(said.split()) <= set(up)
    assert min(up.values()) >= 0.4
    later = next(k / 20 for k in range(90, 400) if "A" in voices(track, k / 20))
    back = [voice for voice in captions_at(track, later + 0.05).voices if voice.speaker == "A"]
    assert not back[0].final
    assert back[0].since_s == pytest.approx(0.05, abs=0.06)


def test_the_one_who_has_been_silent_longer_makes_way():
    long = "A long story that goes on and on and on without any end in sight, be it as it may."
    track = live(
        [Cue(0, 12, long, "A"), Cue(1, 2, "Oh, that is how it was then, is it not?", "B"), Cue(3, 5, "Go on.", "C")]
    )
    assert voices(track, 2.5) == ["A", "B"]
    assert voices(track, 4.5) == ["A", "C"]


def test_what_was_said_long_ago_is_not_said_again():
    talk = "And so it went on and on, this and that and the other, for ever and ever. "
    cues = [Cue(1, 2, "Excuse me.", "A"), Cue(2.2, 25, talk * 5, "B"), Cue(2.3, 25, talk * 5, "C")]
    track = live(cues)
    assert voices(track, 2.5) == ["A"]
    assert all("A" not in voices(track, k / 4) for k in range(12, 160))
    # but who speaks again is heard
    again = live([*cues, Cue(15, 17, "Excuse me, please!", "A")])
    assert "A" in voices(again, 17.0)


@pytest.mark.parametrize("partial", ["none", "words", "characters"])
@pytest.mark.parametrize(
    "said", ["A great deal is said here in no time at all.", "Yes.", "你好，今天天气很不错，我们去公园吧。"]
)
@pytest.mark.parametrize("translated", [False, True])
def test_a_caption_stands_as_long_as_reading_it_takes(partial, said, translated):
    """20 columns a second and at least 5/6 s (Netflix), however hastily it was said."""
    cue = Cue(1, 1.4, said)
    rest = {"target": (cue,), "to": "en", "delay_s": 0.5} if translated else {}
    recognition_s = 0.0 if partial == "none" else 0.3
    track = live([cue], "zh", partial=partial, recognition_s=recognition_s, **rest)
    up = [k / 100 for k in range(1000) if (state := captions_at(track, k / 100)) and state.lines]
    assert up[-1] - up[0] >= max(columns(said) / 20, 5 / 6) - 0.011
    whole = [t for t in up if "".join(captions_at(track, t).lines).replace(" ", "") == said.replace(" ", "")]
    assert whole[-1] - whole[0] >= 5 / 6 - 0.011
