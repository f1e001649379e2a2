import os
import re
import sys

from hud.panel.runtime import FAMILIES, ensure_application, font_families, prepare_environment, ui_font, versions
from hud.resources import asset_path


def test_the_environment_is_pinned_and_pinning_again_changes_nothing(monkeypatch):
    monkeypatch.setenv("QT_FONT_DPI", "200")
    monkeypatch.setenv("QML_IMPORT_PATH", "/elsewhere")
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/cv2/plugins")
    monkeypatch.setenv("QT_SCALE_FACTOR", "2")
    prepare_environment()
    once = dict(os.environ)
    assert not {"QT_FONT_DPI", "QML_IMPORT_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH"} & set(once)
    assert once["QT_QUICK_BACKEND"] == "software"
    assert once["FONTCONFIG_FILE"] == str(asset_path("fonts/fonts.conf"))
    assert once["QT_SCALE_FACTOR"] == "2"
    prepare_environment()
    assert dict(os.environ) == once


def test_there_is_one_application():
    assert ensure_application() is ensure_application(offscreen=False)


def test_only_the_bundled_families_are_there():
    from PySide6.QtGui import QFontDatabase

    assert font_families() == FAMILIES
    own = (*FAMILIES, "Sans Serif", "Serif", "Monospace")
    assert [family for family in QFontDatabase.families() if not family.startswith(own)] == []


def test_the_interface_has_its_three_weights():
    from PySide6.QtGui import QFont, QFontInfo

    ensure_application()
    for weight in (QFont.Weight.Normal, QFont.Weight.Medium, QFont.Weight.DemiBold):
        info = QFontInfo(ui_font(pixel_size=14, weight=weight))
        assert (info.family(), info.weight(), info.pixelSize()) == ("IBM Plex Sans", weight.value, 14)


def test_what_decides_a_glyph_is_told():
    found = versions()
    assert set(found) == {"version_qt", "version_freetype", "version_fontconfig", "fonts_sha256"}
    for name in ("version_qt", "version_freetype", "version_fontconfig"):
        assert re.fullmatch(r"\d+\.\d+\.\d+|unknown", found[name])
    assert re.fullmatch(r"[0-9a-f]{12}", found["fonts_sha256"])


def test_every_font_has_its_licence_and_provenance():
    folder = asset_path("fonts")
    manual = (folder / "README.md").read_text(encoding="utf-8")
    for path in folder.iterdir():
        if path.suffix in {".ttf", ".otf"}:
            stem = path.stem.split("-")[0]
            assert stem in manual
            assert path.stat().st_size < 2 * 2**20
    licences = [path.read_text(encoding="utf-8") for path in folder.glob("OFL-*.txt")]
    assert len(licences) == 2
    assert all("SIL OPEN FONT LICENSE Version 1.1" in text for text in licences)


def test_none_outlives_the_frames(shell, full):
    before = sys.getrefcount(None)
    for _ in range(50):
        shell()._last = None
        shell().render(full)
    # PySide gives one away with every frame; what is left must last for days.
    assert sys.getrefcount(None) > 1 << 32
    assert before - sys.getrefcount(None) < 50 * 20
