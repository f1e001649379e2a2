"""What stands on the glasses while people speak."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.speech import CaptionTrack, Cue, captions_at

ZH = (
    Cue(0, 3, "我想买一点好茶。", "林"),
    Cue(3.2, 6, "那您看看这个龙井。", "周"),
    Cue(10, 11, "好。", "林"),
)
EN = (
    Cue(0, 3, "I would like to buy some good tea.", "Lin"),
    Cue(3.2, 6, "Then look at this Longjing.", "Zhou"),
    Cue(10, 11, "Good."),
)


def track(source=ZH, target=EN, delay_s=0.6):
    return CaptionTrack(source, "zh", target, "en" if target else "", delay_s)


def test_a_translation_comes_after_what_was_said():
    early, late = captions_at(track(), 0.5), captions_at(track(), 0.7)
    assert (early.source_lines, early.lines) == (("我想买一点好茶。",), ())
    assert (late.source_lines, late.lines) == (("我想买一点好茶。",), ("I would like to buy some good tea.",))
    assert (late.source_language, late.language) == ("zh", "en")
    assert late.since_s == pytest.approx(0.1)
    assert early.since_s == pytest.approx(0.5)


def test_the_speaker_is_named_in_the_readers_language():
    assert captions_at(track(), 0.1).speaker == "Lin"
    assert captions_at(track(), 10.1).speaker == "林"


def test_without_a_translation_the_speech_itself_is_shown():
    state = captions_at(track(target=None, delay_s=0.0), 1.0)
    assert (state.source_lines, state.lines) == ((), ("我想买一点好茶。",))
    assert state.language == state.source_language == "zh"
    assert captions_at(track(target=None, delay_s=2.0), 1.0) is None


def test_silence_shows_nothing():
    for t_s in (-1.0, 8.5, 60.0):
        assert captions_at(track(), t_s) is None
    assert captions_at(CaptionTrack((), "en"), 1.0) is None


def test_a_short_caption_stays_until_it_can_be_read():
    short = track(source=(Cue(1, 1.2, "好。"),), target=(Cue(1, 1.2, "Good."),))
    assert captions_at(short, 1.6 + 0.8).lines == ("Good.",)
    assert captions_at(short, 1.6 + 0.9) is None


def test_a_caption_still_being_read_holds_back_the_next_but_not_its_translation():
    quick = track(
        source=(Cue(0, 1, "一二三四五六。"), Cue(1, 3, "好。")),
        target=(Cue(0, 1, "A sentence of some length."), Cue(1, 3, "Good.")),
    )
    assert captions_at(quick, 1.3).lines == ("A sentence of some length.",)
    assert captions_at(quick, 1.7).lines == ("Good.",)
    assert captions_at(quick, 1.7).source_lines == ("好。",)


def test_a_pause_too_short_to_see_does_not_flicker():
    assert captions_at(track(), 3.1).lines == ("I would like to buy some good tea.",)


def test_an_interjection_is_shown_beside_who_is_still_speaking():
    both = track(source=(Cue(0, 10, "long", "A"), Cue(2, 3, "yes", "B")), target=None, delay_s=0.0)
    assert [captions_at(both, t).lines for t in (1.0, 2.5, 3.5)] == [("long",), ("A: long", "B: yes"), ("long",)]
    assert [captions_at(both, t).speaker for t in (1.0, 2.5, 3.5)] == ["A", "", "A"]
    assert [voice.speaker for voice in captions_at(both, 2.5).voices] == ["A", "B"]
    assert captions_at(both, 3.5).since_s == pytest.approx(3.5)


def test_of_two_at_once_each_has_one_line_of_what_it_says():
    source = (Cue(0, 10, "一。", "甲"), Cue(2, 8, "二。", "乙"))
    long = "The first of them says a great deal that would take more than one line of a caption."
    both = track(source=source, target=(Cue(0, 10, long, "A"), Cue(2, 8, "Two.")))
    shown = list(dict.fromkeys(captions_at(both, t / 10).lines for t in range(27, 80)))
    assert all(len(lines) == 2 and lines[1] == "乙: Two." for lines in shown)
    assert len(shown) > 1
    assert captions_at(both, 4.0).source_lines == ("A: 一。", "乙: 二。")


def test_an_answer_that_comes_a_little_early_does_not_split_the_caption():
    quick = track(source=(Cue(0, 3.3, "One.", "A"), Cue(3, 6, "Two.", "B")), target=None, delay_s=0.0)
    assert all(not captions_at(quick, t / 20).voices for t in range(120))


def test_what_was_interrupted_does_not_come_back_once_it_is_said():
    text = "A sentence long enough to be held for a while after its end."
    both = track(source=(Cue(0, 2, text, "A"), Cue(1.5, 1.8, "mm", "B")), target=None, delay_s=0.0)
    assert [captions_at(both, t).speaker for t in (1.4, 1.6, 1.9, 2.2)] == ["A", "", "B", "B"]
    assert captions_at(both, 2.5) is None


def test_two_who_begin_together_share_the_caption():
    both = track(source=(Cue(0, 2, "Yes.", "A"), Cue(0, 3, "No.", "B")), target=None, delay_s=0.0)
    state = captions_at(both, 1.0)
    assert (state.speaker, state.lines) == ("", ("A: Yes.", "B: No."))


def test_a_crowd_that_begins_together_is_not_heard_out():
    crowd = track(source=tuple(Cue(0, 2, f"word {k}") for k in range(20_000)), target=None, delay_s=0.0)
    start = time.perf_counter()
    assert captions_at(crowd, 0.0).lines[0].startswith("word 0")
    assert time.perf_counter() - start < 2


def test_one_translation_of_two_cues_stays_over_both():
    joined = track(source=(Cue(0, 2, "一。"), Cue(2, 4, "二。")), target=(Cue(0, 4, "One and two."),))
    assert captions_at(joined, 1.0).lines == captions_at(joined, 3.0).lines == ("One and two.",)
    assert captions_at(joined, 3.0).source_lines == ("二。",)


def test_two_translations_of_one_cue_follow_each_other():
    split = track(source=(Cue(0, 6, "一二。"),), target=(Cue(0, 3, "One."), Cue(3, 6, "Two.")))
    assert [captions_at(split, t).lines for t in (0.3, 1.0, 3.5, 3.7)] == [(), ("One.",), ("One.",), ("Two.",)]


def test_a_translation_nobody_said_is_shown_alone():
    alone = track(source=(Cue(0, 1, "一。"),), target=(Cue(0, 1, "One."), Cue(20, 22, "(applause)", "All")))
    state = captions_at(alone, 21.0)
    assert (state.source_lines, state.lines, state.speaker) == ((), ("(applause)",), "All")


def test_a_cue_nobody_translated_is_still_shown():
    bare = track(source=(*ZH, Cue(20, 21, "再见。")))
    assert captions_at(bare, 20.9).source_lines == ("再见。",)
    assert captions_at(bare, 20.9).lines == ()


def seen(ask, until_s=60.0):
    """Every line and every line of the source that is shown at some time."""
    states = [state for k in range(int(until_s * 10)) if (state := captions_at(ask, k / 10)) is not None]
    return {line for s in states for line in s.lines}, {line for s in states for line in s.source_lines}


def test_a_translation_alone_is_shown_as_the_caption():
    """Nobody wrote down what was said: the reader still gets each sentence, when it is due, and its speaker."""
    alone = track(source=(), delay_s=0.6)
    assert seen(alone) == ({cue.text for cue in EN}, set())
    state = captions_at(alone, 0.7)
    assert (state.speaker, state.language, state.source_language) == ("Lin", "en", "zh")
    assert captions_at(alone, 0.5) is None


def test_speech_in_the_readers_language_needs_no_translation():
    english = CaptionTrack(EN, "en")
    assert seen(english) == ({cue.text for cue in EN}, set())


@pytest.mark.parametrize("shift_s", [-3600.0, 20.0, 45.0, 3600.0])
def test_times_that_do_not_match_at_all_show_each_file_in_its_own_time(shift_s):
    far = tuple(Cue(c.start_s + shift_s, c.end_s + shift_s, c.text, c.speaker) for c in EN)
    lines, sources = seen(track(target=far))
    assert sources == {cue.text for cue in ZH}
    assert lines == ({cue.text for cue in EN} if 0 < shift_s < 50 else set())


@pytest.mark.parametrize("shift_s", [k / 2 for k in range(-12, 13)])
def test_times_that_match_badly_lose_no_sentence(shift_s):
    off = tuple(Cue(max(c.start_s + shift_s, 0.0), c.end_s + shift_s, c.text, c.speaker) for c in EN)
    lines, sources = seen(track(target=tuple(c for c in off if c.end_s > c.start_s)))
    assert sources == {cue.text for cue in ZH}
    assert lines == {cue.text for cue in off if cue.end_s > cue.start_s}


def test_files_cut_a_little_differently_still_match():
    shifted = tuple(Cue(c.start_s + 0.4, c.end_s + 0.3, c.text, c.speaker) for c in EN)
    for t_s in (1.0, 4.5, 10.8):
        assert captions_at(track(target=shifted), t_s).lines == captions_at(track(), t_s).lines


def test_long_speech_turns_its_pages_while_it_lasts():
    text = "The first part of this speech is quite long already. " * 4
    long = track(source=(Cue(0, 12, text),), target=None, delay_s=0.0)
    pages = list(dict.fromkeys(captions_at(long, t / 10).lines for t in range(120)))
    assert len(pages) == 3
    assert " ".join(line for page in pages for line in page) == text.strip()


cues = st.lists(
    st.builds(
        lambda start, length, text: Cue(start / 4, (start + length) / 4, text),
        st.integers(0, 60),
        st.integers(1, 20),
        st.text("abc 我，。", min_size=1, max_size=60).filter(str.strip),
    ),
    max_size=8,
).map(lambda found: tuple(sorted(found, key=lambda cue: cue.start_s)))


@settings(max_examples=150, deadline=None)
@given(cues, st.none() | cues, st.sampled_from([0.0, 0.6, 3.0]), st.randoms(use_true_random=False))
def test_any_conversation_any_order_of_questions(source, target, delay_s, chance: random.Random):
    times = [k / 10 for k in range(-5, 260)]
    ask = track(source, target, delay_s)
    in_order = {t: captions_at(ask, t) for t in times}
    chance.shuffle(times)
    again = track(source, target, delay_s)
    assert {t: captions_at(again, t) for t in times} == in_order
    for state in in_order.values():
        if state is not None:
            assert state.since_s >= 0
            assert state.lines or state.source_lines
            assert len(state.lines) <= 2
            assert len(state.source_lines) <= 2


@settings(max_examples=100, deadline=None)
@given(cues, st.sampled_from([0.0, 0.6, 3.0]))
def test_every_cue_alone_in_its_time_is_shown(source, delay_s):
    apart = tuple(Cue(20.0 * k, 20.0 * k + 2, cue.text) for k, cue in enumerate(source))
    target = tuple(Cue(cue.start_s, cue.end_s, f"t{k}") for k, cue in enumerate(apart))
    ask = track(apart, target, delay_s)
    for k, cue in enumerate(apart):
        assert captions_at(ask, cue.start_s + delay_s).lines == (f"t{k}",)
