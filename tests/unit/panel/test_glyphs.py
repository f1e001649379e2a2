import dataclasses

import pytest

from hud.panel.errors import MissingGlyphError
from hud.panel.glyphs import drawable
from hud.panel.runtime import FAMILIES, ensure_application

SAMPLES = {
    "German": "Straße, größer, Übergang – „Zug“",
    "Vietnamese": "Rẽ trái vào đường Nguyễn Huệ",
    "Turkish": "Sağa dönün, İstiklâl Caddesi",
    "Greek": "Στρίψτε αριστερά στην Πανεπιστημίου",
    "Russian": "Поверните налево, съезд №2",
    "simplified Chinese": "右转进入中关村南大街辅路，约二百米。“请问？”《站》",
    "traditional Chinese": "右轉進入羅斯福路，臺灣大學體育館",
    "Japanese": "駅前の交差点を右折してください。ヴ・ー「出口」",
    "Korean": "우회전 후 세종대로로 진입하세요",
    "Arabic": "انعطف يمينًا إلى شارع الملك",
    "Hebrew": "פנה ימינה לרחוב אלנבי",
    "Thai": "เลี้ยวซ้ายเข้าถนนสุขุมวิท",
    "Hindi": "बाईं ओर मुड़ें, मुख्य सड़क",
    "signs": "→ ← ↑ ↓ · … ° ′ ″ € £ ½ × −",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_the_bundled_fonts_draw_what_guidance_and_captions_say(screen, empty, language):
    ensure_application()
    text = SAMPLES[language]
    assert [character for character in text if not drawable(character)] == []
    body = "import QtQuick\nItem { Text { textFormat: Text.PlainText; color: 'white'; text: hud.input } }"
    frame = screen(body).render(dataclasses.replace(empty, input=text))
    assert frame.elements[0].text == text
    assert frame.codes.max() > 200


def test_a_gb2312_character_is_drawn_whichever_it_is():
    ensure_application()
    for row in range(16, 88):
        text = b"".join(bytes([row + 0xA0, cell]) for cell in range(0xA1, 0xFF)).decode("gb2312", "ignore")
        assert all(drawable(character) for character in text)


def test_a_missing_glyph_is_named(screen, empty):
    renderer = screen("import QtQuick\nItem { Text { objectName: 'greeting'; text: hud.input } }")
    with pytest.raises(MissingGlyphError) as caught:
        renderer.render(dataclasses.replace(empty, input="Hi 🙂"))
    error = caught.value
    assert (error.character, error.element, error.exit_code) == ("🙂", "greeting", 1)
    assert "U+1F642" in error.message
    assert "greeting" in error.message
    assert renderer.render(dataclasses.replace(empty, input="Hi")).elements[0].text == "Hi"


def test_a_missing_glyph_has_the_place_where_a_screen_shows_it_and_no_other(screen, shell, empty, full):
    with pytest.raises(MissingGlyphError) as caught:
        screen("import QtQuick\nItem {\n  Text { text: 'Hi 🙂' }\n}").render(empty)
    assert caught.value.place.endswith("screen.qml:3:16")
    with pytest.raises(MissingGlyphError) as caught:
        screen("import QtQuick\nItem { Text { text: hud.input } }").render(dataclasses.replace(empty, input="🙂"))
    assert caught.value.place.endswith("screen.qml")
    with pytest.raises(MissingGlyphError, match=r"^no bundled font can draw U\+1F642 .* in notice\.title"):
        shell().render(dataclasses.replace(full, notice=dataclasses.replace(full.notice, title="🙂")))


def test_joiners_and_marks_of_direction_need_no_glyph():
    ensure_application()
    assert all(drawable(character) for character in "\u200d\u200f\u2066\u00ad\ufe0f\n\u3000")
    assert not drawable("\ue000")


def test_chinese_is_drawn_in_its_own_forms_by_the_family_meant_for_it():
    from PySide6.QtGui import QFont, QTextLayout

    ensure_application()
    for weight in (QFont.Weight.Normal, QFont.Weight.Medium):
        font = QFont(FAMILIES[0])
        font.setWeight(weight)
        layout = QTextLayout("门直骨", font)
        layout.beginLayout()
        layout.createLine()
        layout.endLayout()
        assert {run.rawFont().familyName() for run in layout.glyphRuns()} == {"Hud Sans CJK"}
