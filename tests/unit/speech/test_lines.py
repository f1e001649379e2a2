"""Lines one can read at a glance, in several scripts."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.speech import break_pages
from hud.speech.lines import HYPHEN, columns, spread

LONG = (
    "The quick brown fox jumps over the lazy dog and then walks home through the park. "
    "After that he has a long rest, and the dog barks at the moon until the morning comes."
)


@pytest.mark.parametrize(
    ("language", "text", "lines"),
    [
        ("en", "Here, smell it. First the lid, then the cup.", ("Here, smell it.", "First the lid, then the cup.")),
        ("en", "It was picked this spring, before the rain.", ("It was picked this spring,", "before the rain.")),
        ("en", "We will meet at the corner of the old market.", ("We will meet at the corner", "of the old market.")),
        ("en", "Short enough for one line.", ("Short enough for one line.",)),
        ("zh", "那您看看这个龙井，是今年春天清明前采的。", ("那您看看这个龙井，", "是今年春天清明前采的。")),
        ("ja", "次の角を右に曲がって、駅まで歩いて五分です。", ("次の角を右に曲がって、", "駅まで歩いて五分です。")),
        (
            "fr",
            "Vous avez vraiment envie de ce thé-là aujourd’hui ?",
            ("Vous avez vraiment envie", "de ce thé-là aujourd’hui ?"),
        ),
    ],
)
def test_breaks_stand_where_one_would_pause(language, text, lines):
    assert break_pages(text, language) == (lines,)


def test_korean_breaks_only_at_spaces():
    text = "저는 선생님께 드릴 좋은 차를 조금 사고 싶습니다"
    (page,) = break_pages(text, "ko")
    assert len(page) == 2
    assert " ".join(page) == text


def test_arabic_keeps_its_words_in_logical_order():
    text = "أريد أن أشتري بعض الشاي الجيد لأستاذي القديم، فهو يحب الشاي الأخضر"
    (page,) = break_pages(text, "ar")
    assert len(page) == 2
    assert " ".join(page) == text


def test_a_name_or_number_inside_chinese_stays_whole():
    for page in break_pages("请走到第2个路口，在Starbucks旁边右转，再往前步行350米，就到了，门口有一棵大树。", "zh"):
        text = "\n".join(page)
        assert ("Star" in text) == ("Starbucks" in text)
        assert ("35" in text) == ("350" in text)


def test_long_speech_is_paged_at_sentences():
    pages = break_pages(LONG, "en")
    assert len(pages) == 2
    assert pages[0][-1].endswith("park.")


def test_the_authors_lines_are_kept_where_they_fit():
    assert break_pages("- Tea?\n- Yes, please.", "en") == (("- Tea?", "- Yes, please."),)


def test_the_authors_lines_are_set_anew_where_they_do_not():
    (page,) = break_pages("one two\nthree four\nfive six", "en")
    assert " ".join(page) == "one two three four five six"


@pytest.mark.parametrize("text", ["", "  \n ", "\n"])
def test_nothing_is_no_page(text):
    assert break_pages(text, "en") == ()


def test_a_word_without_end_is_cut():
    pages = break_pages("ม" * 100, "th")
    assert "".join(line for page in pages for line in page) == "ม" * 100
    assert all(len(line) <= 42 for page in pages for line in page)


def test_a_word_that_has_to_be_broken_takes_a_hyphen():
    word = "Donaudampfschifffahrtsgesellschaftskapitän"
    ((first, second),) = break_pages(f"Der {word}smütze", "de")
    assert first.endswith(HYPHEN)
    assert first[:-1] + second == f"Der {word}smütze"
    lines = [line for page in break_pages("x" * 200, "en") for line in page]
    assert [line[-1] for line in lines[:-1]] == [HYPHEN] * (len(lines) - 1)
    assert max(map(len, lines)) <= 42
    assert break_pages(word, "de") == ((word,),)


def test_figures_and_signs_take_no_hyphen():
    assert HYPHEN not in "".join(line for page in break_pages("1" * 90 + "/" * 20, "en") for line in page)


LONG_TURN = "- I have been thinking about it the whole day long."


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("- Tea?\n- Yes.\n- Green?\n- Black.", (("- Tea?", "- Yes."), ("- Green?", "- Black."))),
        (f"{LONG_TURN}\n– So?", (("- I have been thinking", "about it the whole day long."), ("– So?",))),
        (f"— So?\n{LONG_TURN}", (("— So?",), ("- I have been thinking", "about it the whole day long."))),
        (
            "- I have been\nthinking about it\nfor long.\n- So?",
            (("- I have been thinking", "about it for long."), ("- So?",)),
        ),
    ],
)
def test_each_speaker_has_lines_of_their_own(text, pages):
    assert break_pages(text, "en") == pages


def test_an_accent_is_never_parted_from_its_letter():
    pages = break_pages("e\u0301" * 60, "fr")
    assert all(line[0] == "e" for page in pages for line in page)


ALPHABETS = st.sampled_from(
    ["abc de, fg. hij ", "我想买，一点。（好茶）「龙井」a1 ", "가나다 라마 바사, ", "あいう、カナッー。漢字 "]
)


@settings(max_examples=200, deadline=None)
@given(
    ALPHABETS.flatmap(lambda chars: st.text(chars, max_size=220)),
    st.sampled_from(["en", "zh", "ja", "ko", "zh-TW", "xx"]),
)
def test_nothing_is_lost_and_every_line_keeps_to_the_rules(text, language):
    pages = break_pages(text, language)
    lines = [line for page in pages for line in page]
    assert "".join("".join(lines).replace(HYPHEN, "").split()) == "".join(text.split())
    assert all(1 <= len(page) <= 2 for page in pages)
    for line in lines:
        assert line == line.strip()
        assert line
        assert columns(line) <= 42 or not any(mark in text for mark in " 。，")
    for before, after in pairwise(lines):
        # kinsoku: a line never begins with a closing mark unless its author put a space before it
        if after[0] in "，。）」、ッー" and unicodedata.east_asian_width(before[-1]) == "W":
            assert f"{before[-1]}{after[0]}" not in text


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "zh", "ja", "ar"]))
def test_any_text_can_be_laid_out(text, language):
    pages = break_pages(text, language)
    assert all(line.strip() for page in pages for line in page)


def test_pages_share_the_time_by_their_length():
    starts = spread(10.0, 20.0, (("a" * 39,), ("b" * 39, "c" * 40), ("d" * 79,)))
    assert starts == (10.0, 12.0, 16.0)
