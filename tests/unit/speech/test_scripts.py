"""Whether a text is in a script of its language."""

import pytest

from hud.speech import Cue, misplaced_script

ZH = "你好，今天天气很好，我们一起去公园喝茶吧，好不好？下午三点在门口见面，不见不散"
JA = "おはようございます。今日はいい天気ですね。"


@pytest.mark.parametrize(
    ("language", "text", "script", "meant"),
    [
        ("en", ZH, "Chinese characters", "zh"),
        ("en", JA, "Japanese", "ja"),
        ("de-CH", "안녕하세요 반갑습니다", "Korean", "ko"),
        ("en", "مرحبا كيف حالك", "Arabic letters", ""),
        ("ja", ZH, "Chinese characters", "zh"),
        ("zh-Hant", JA, "Japanese", "ja"),
        ("zh", "good morning, how are you", "Latin letters", ""),
        ("ru", "good morning", "Latin letters", ""),
        ("ar", "good morning", "Latin letters", ""),
        ("sr-Latn", "добро јутро", "Cyrillic letters", ""),
        ("el", "добрый день", "Cyrillic letters", ""),
    ],
)
def test_another_script_is_told_with_what_is_written_in_it(language, text, script, meant):
    cues = [Cue(0.0, 1.0, "1, 2", line=3), Cue(1.0, 2.0, text, line=7)]
    cue, *found = misplaced_script(cues, language)
    assert (cue.line, *found) == (7, script, meant)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "good morning"),
        ("en", "she said 你好 and left for the station"),
        ("zh", ZH),
        ("zh", "OK，我们用 USB-C 和 HDMI，好吗"),
        ("ja", JA),
        ("ja", "東京駅"),
        ("ko", "안녕하세요"),
        ("sr", "dobro jutro"),
        ("sr", "добро јутро"),
        ("zh-Latn", "nǐ hǎo, zěnme yàng"),
        ("ja-Latn", "konnichiwa"),
        ("am", "good morning"),
        ("en", "你好"),
        ("en", "12:30"),
        ("en", ""),
        ("vi", "xin chào các bạn"),
        ("fa", "صبح بخیر"),
    ],
)
def test_what_fits_or_cannot_be_judged_is_not_told(language, text):
    assert misplaced_script([Cue(0.0, 1.0, text, line=3)], language) is None
