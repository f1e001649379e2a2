import pytest

from hud.app import display
from hud.errors import FacilityError


@pytest.fixture(autouse=True)
def _bare(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_display_the_error_names_the_way_round():
    with pytest.raises(FacilityError, match=r"hud record tea-house -o out\.mp4") as caught:
        display.require_display("tea-house")
    assert caught.value.exit_code == 3
    assert not display.display_available()


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("platform", ["offscreen:size=100x100", "minimal"])
def test_a_window_that_nobody_sees_is_opened_for_who_asks_but_is_no_display(monkeypatch, system, platform):
    monkeypatch.setattr(display.sys, "platform", system)
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    monkeypatch.setenv("DISPLAY", ":0")
    display.require_display("tea-house")
    assert not display.display_available()
    assert display.obstacle().remedy == "unset QT_QPA_PLATFORM"


def test_no_library_of_a_window_is_wanted_where_there_is_none(monkeypatch):
    monkeypatch.setattr(display, "QT_LIBRARIES", {"libno-such-thing.so.7": "libno-such-thing7"})
    monkeypatch.setattr(display, "XCB_LIBRARIES", {"libno-window.so.1": "libno-window1"})
    assert display.wanted_packages() == ["libno-such-thing7"]
    monkeypatch.setenv("DISPLAY", ":0")
    assert display.wanted_packages() == ["libno-such-thing7", "libno-window1"]
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display.wanted_packages() == ["libno-such-thing7"]


def test_missing_libraries_are_named_as_packages(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(display, "XCB_LIBRARIES", {"libno-such-thing.so.7": "libno-such-thing7"})
    with pytest.raises(FacilityError, match="sudo apt install libno-such-thing7"):
        display.require_display("tea-house")


def test_a_display_that_does_not_answer(monkeypatch):
    monkeypatch.setenv("DISPLAY", ":4711")
    monkeypatch.setattr(display, "XCB_LIBRARIES", {"libc.so.6": "libc6"})
    with pytest.raises(FacilityError, match="the display :4711 does not answer"):
        display.require_display("tea-house")


def test_wayland_is_left_to_qt(monkeypatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert display.display_available()
