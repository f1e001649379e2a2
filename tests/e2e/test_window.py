"""The real window, driven by real events: what a user does, and what the frame then is."""

import gc
import os
import signal
import subprocess
import sys
import threading
import weakref

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QSlider, QWidget

from hud.app import keys, theme
from hud.app.fetch import Fetcher
from hud.app.launch import run_app
from hud.app.pickers import NOTE
from hud.app.window import Window
from hud.cv import cv2
from hud.errors import FileError
from hud.footage.base import Backdrop, SourceStatus
from hud.pipeline import Replay
from hud.resources import asset_path
from hud.scenario import load_scenario

SCENARIO = """\
hud: 1
title: {title}
device: quark-s1
duration: 20 s
clock: "08:12"
world:
  footage: {{source: "flat:#607060"}}
  illuminance: [{{at: 0 s, lux: 300}}, {{at: 20 s, lux: 3000, ease: linear}}]
tracks:
  - events: [{{at: 2 s, notice: {{title: Lin, body: On my way, for: 5 s}}}}]
"""
# what the platform without a screen cannot do, and says with every list that drops down
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LEFT = Qt.MouseButton.LeftButton


class Source:
    """Footage that a test can break and mend."""

    name, size, hfov_deg, duration_s = "webcam:7", (64, 36), 46.0, None

    def __init__(self, *, live=True):
        self.live = live
        self.told = SourceStatus(ok=True)
        self.error = None
        self.gate = threading.Event()
        self.gate.set()
        self.closed = False

    def frame_at(self, t_s):
        self.gate.wait(10)
        if self.error is not None:
            raise self.error
        return Backdrop(np.full((36, 64, 3), 90, np.uint8), 46.0)

    def status(self):
        return self.told

    def close(self):
        self.closed = True


@pytest.fixture
def make_scenario(tmp_path):
    def make(name="one", title="Scenario one", more=""):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "scenario.yaml").write_text(SCENARIO.format(title=title) + more)
        return folder

    return make


@pytest.fixture
def open_window(qtbot, qapp):
    theme.apply(qapp)
    opened = []

    def make(scenario, *, footage=None, device=None, size=(1000, 600)):
        window = Window(
            Replay(load_scenario(scenario), footage=footage),
            footage=None if footage is None else "webcam:7",
            device=device,
        )
        opened.append(window)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.setFocus()
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()


@pytest.fixture
def window(qtbot, open_window, make_scenario):
    made = open_window(make_scenario())
    qtbot.waitUntil(lambda: made.shown is not None)
    return made


def at_rest(qtbot, window):
    """Wait until the frame in the window is the one asked for, of the scenario that is open."""

    def there():
        shown = window.shown
        # right after another scenario was opened the last frame of the one before is still there
        return (
            shown is not None
            and shown.t_s == window.player.t_s
            and shown.metadata["scenario"] == window.replay.scenario.name
        )

    qtbot.waitUntil(there)
    return window.shown


def shown_bytes(picture):
    image = picture.image
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(window, key, modifier)


# -- time


def test_space_plays_and_pauses(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Space)
    assert window.player.playing
    qtbot.waitUntil(lambda: window.player.t_s > 0.2)
    qtbot.waitUntil(lambda: window.shown.t_s > 0.1)
    press(qtbot, window, Qt.Key.Key_Space)
    t_s = window.player.t_s
    assert at_rest(qtbot, window).t_s == t_s
    qtbot.wait(60)
    assert window.player.t_s == t_s


def test_the_play_button_plays(qtbot, window):
    qtbot.mouseClick(window.bottom.play, LEFT)
    assert window.player.playing
    assert window.bottom.play.accessibleName() == "Pause"
    qtbot.mouseClick(window.bottom.play, LEFT)
    assert not window.player.playing


def test_clicking_the_seek_bar_goes_there(qtbot, window):
    bar = window.bottom.seek
    qtbot.mouseClick(bar, LEFT, pos=QPoint(bar.width() // 2, bar.height() // 2))
    assert window.player.t_s == pytest.approx(10, abs=0.05)
    frame = at_rest(qtbot, window)
    assert frame.metadata["t_s"] == window.player.t_s
    assert window.bottom.time_text.startswith(("0:10.0 /", "0:09.9 /"))
    assert window.bottom.time_text.endswith("/ 0:20")


def test_dragging_shows_every_place_and_playing_goes_on_after(qtbot, window):
    bar = window.bottom.seek
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.mousePress(bar, LEFT, pos=QPoint(bar.width() // 4, 12))
    held = window.player.t_s
    qtbot.wait(80)
    assert window.player.t_s == held
    qtbot.mouseMove(bar, QPoint(bar.width() // 2, 12))
    assert at_rest(qtbot, window).t_s == pytest.approx(10, abs=0.1)
    qtbot.mouseRelease(bar, LEFT, pos=QPoint(bar.width() // 2, 12))
    qtbot.waitUntil(lambda: window.player.t_s > 10.2)


def test_keys_of_time(qtbot, window):
    shift, key = Qt.KeyboardModifier.ShiftModifier, Qt.Key
    for pressed, modifier, t_s in (
        (key.Key_Right, shift, 5.0),
        (key.Key_Right, Qt.KeyboardModifier.NoModifier, 6.0),
        (key.Key_Left, Qt.KeyboardModifier.NoModifier, 5.0),
        (key.Key_Period, Qt.KeyboardModifier.NoModifier, 5 + 1 / 30),
        (key.Key_Comma, Qt.KeyboardModifier.NoModifier, 5.0),
        (key.Key_End, Qt.KeyboardModifier.NoModifier, 20.0),
        (key.Key_Left, shift, 15.0),
        (key.Key_Home, Qt.KeyboardModifier.NoModifier, 0.0),
    ):
        press(qtbot, window, pressed, modifier)
        assert window.player.t_s == pytest.approx(t_s)
    assert at_rest(qtbot, window).t_s == 0.0


def test_loop(qtbot, window):
    press(qtbot, window, Qt.Key.Key_L)
    assert window.bottom.loop.isChecked()
    window.player.seek(19.95)
    press(qtbot, window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.player.t_s < 5)
    assert window.player.playing


# -- the picture


@pytest.mark.parametrize("t_s", [0.0, 2.4, 19.0])
def test_what_is_shown_is_the_one_path_byte_for_byte(qtbot, window, t_s):
    window.player.seek(t_s)
    at_rest(qtbot, window)
    with Replay(load_scenario(window.replay.scenario.path), view=window.replay.view) as replay:
        frame = replay.frame(t_s)
    for picture, eye in ((window.eyes.left, frame.left), (window.eyes.right, frame.right)):
        assert np.array_equal(shown_bytes(picture), eye.rgb)
        assert (picture.width(), picture.height()) == window.replay.view.size_px
        grabbed = picture.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(grabbed.constBits(), np.uint8).reshape(grabbed.height(), grabbed.bytesPerLine())
        on_screen = rows[:, : grabbed.width() * 3].reshape(grabbed.height(), grabbed.width(), 3)
        # all but the rounded frame
        assert np.array_equal(on_screen[8:-8, 8:-8], eye.rgb[8:-8, 8:-8])


def test_another_size_asks_for_exactly_those_pixels(qtbot, window):
    window.resize(1300, 700)
    qtbot.waitUntil(lambda: window.replay.view.size_px[0] == window.eyes.left.width() > 600)
    qtbot.waitUntil(lambda: window.eyes.left.image.width() == window.eyes.left.width())
    width, height = window.replay.view.size_px
    assert width * 9 / 16 - 0.5 <= height <= width * 3 / 4 + 0.5
    assert window.eyes.right.size() == window.eyes.left.size()


def test_picking_a_device_shows_through_it(qtbot, window):
    picker = window.top.devices
    before = window.shown
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    qtbot.waitUntil(picker.view().isVisible)
    while picker.view().currentIndex().row() > 0:
        qtbot.keyClick(picker.view(), Qt.Key.Key_Up)
    qtbot.keyClick(picker.view(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shown is not before)
    first = picker.itemData(0)
    assert first != "quark-s1"
    assert window.shown.metadata["device"] == picker.currentData() == first
    press(qtbot, window, Qt.Key.Key_D)
    assert window.shown.metadata["device"] == picker.itemData(1)


def test_a_device_file_with_a_shipped_id_is_an_entry_of_its_own(qtbot, open_window, make_scenario):
    folder = make_scenario()
    shipped = asset_path("devices/quark-s1.yaml").read_text(encoding="utf-8")
    (folder / "mine.yaml").write_text(shipped.replace("[640, 480]", "[320, 240]"), encoding="utf-8")
    text = (folder / "scenario.yaml").read_text()
    (folder / "scenario.yaml").write_text(text.replace("device: quark-s1", "device: mine.yaml"))
    window = open_window(folder)
    picker = window.top.devices
    mine, own = at_rest(qtbot, window), picker.currentData()
    assert mine.metadata["device"] == "quark-s1"
    assert own.endswith("mine.yaml")
    assert "mine.yaml" in picker.currentData(NOTE)
    assert [picker.itemData(n) for n in range(picker.count())].count("quark-s1") == 1
    window.set_device("quark-s1")
    assert window.shown.panels["left"].codes.shape != mine.panels["left"].codes.shape
    assert picker.currentData() == "quark-s1"
    window.set_device(own)
    assert window.shown.panels["left"].codes.shape == mine.panels["left"].codes.shape
    press(qtbot, window, Qt.Key.Key_D)
    assert picker.currentData() == picker.itemData(0)


def test_a_device_asked_for_by_name_stays_though_it_is_the_scenarios_own(qtbot, open_window, make_scenario):
    window = open_window(make_scenario(), device="quark-s1")
    two = make_scenario("two", "Scenario two")
    text = (two / "scenario.yaml").read_text()
    (two / "scenario.yaml").write_text(text.replace("quark-s1", "even-g2"))
    window.open_scenario(two)
    qtbot.waitUntil(lambda: window.windowTitle().startswith("Scenario two"))
    assert at_rest(qtbot, window).metadata["device"] == "quark-s1" == window.top.devices.currentData()


def test_every_device_of_the_picker_is_looked_through(qtbot, window):
    picker = window.top.devices
    for row in range(picker.count()):
        window.set_device(picker.itemData(row))
        frame, device = window.shown, window.replay.device
        assert frame.metadata["device"] == device.id == picker.itemData(row)
        assert window.projector.frame is frame
        dark = [caption.endswith("no display") for caption in window.eyes.captions]
        assert dark == [eye not in device.eyes for eye in ("left", "right")]
        window.set_marks(True)
        assert [window.eyes.left.marks is None, window.eyes.right.marks is None] == dark
        window.set_zoom("display" if row % 2 else "world")
    assert "render" not in window.cards


def test_one_eyed_glasses_leave_the_other_eye_the_world(qtbot, window):
    window.set_device("quark-g1")
    assert np.array_equal(shown_bytes(window.eyes.left), shown_bytes(window.eyes.right))
    window.set_device("vuzix-z100")
    assert not np.array_equal(shown_bytes(window.eyes.left), shown_bytes(window.eyes.right))


def test_glasses_without_a_display_speak_under_the_views(qtbot, window):
    window.set_device("quark-g1")
    assert "Spoken –" in window.info.text
    assert "px/°" not in window.info.text
    window.player.seek(2.5)
    at_rest(qtbot, window)
    assert "Spoken “Lin: On my way”" in window.info.text
    window.grab()
    window.set_device("quark-s1")
    assert "Spoken" not in window.info.text


def test_the_light_s_tooltip_names_the_presets(window):
    told = window.top.light.toolTip()
    assert "500 lx  office" in told
    assert "100,000 lx  full sun" in told


def test_light_by_slider_keys_and_scenario(qtbot, window):
    slider, own = window.top.light, window.top.own_light
    assert own.isChecked()
    assert window.shown.metadata["illuminance_lx"] == 300
    qtbot.mouseClick(slider, LEFT, pos=QPoint(slider.width() - 2, 12))
    assert window.shown.metadata["illuminance_lx"] == 100_000
    assert not own.isChecked()
    press(qtbot, window, Qt.Key.Key_Down)
    assert window.shown.metadata["illuminance_lx"] == 79_000
    press(qtbot, window, Qt.Key.Key_Up)
    assert window.shown.metadata["illuminance_lx"] == 100_000
    assert "100,000 lx" in window.info.text
    qtbot.mouseClick(own, LEFT)
    assert window.shown.metadata["illuminance_lx"] == 300
    window.player.seek(20.0)
    at_rest(qtbot, window)
    assert window.shown.metadata["illuminance_lx"] == 3000
    qtbot.mouseClick(own, LEFT)
    assert not own.isChecked()
    window.player.seek(0.0)
    assert at_rest(qtbot, window).metadata["illuminance_lx"] == 3000


def test_zoom_by_key_and_button(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Z)
    assert window.shown.metadata["zoom"] == "display"
    assert window.top.display.isChecked()
    qtbot.mouseClick(window.top.world, LEFT)
    assert window.shown.metadata["zoom"] == "world"


def test_marks_frame_the_display_and_leave_the_frame_alone(qtbot, window):
    frame = window.shown
    press(qtbot, window, Qt.Key.Key_M)
    assert np.array_equal(shown_bytes(window.eyes.left), window.shown.left.rgb)
    assert window.shown.t_s == frame.t_s
    left, right = window.eyes.left.marks, window.eyes.right.marks
    shift = frame.metadata["binocular_shift_px"]
    assert left.center().x() - right.center().x() == pytest.approx(2 * shift, abs=2)
    press(qtbot, window, Qt.Key.Key_M)
    assert window.eyes.left.marks is None


def test_numbers_carry_their_tag(qtbot, window):
    assert "Transmittance 85 %, assumed" in window.info.text
    assert "Peak at the eye 4,000 cd/m²;" in window.info.text


def test_snapshot(qtbot, window, tmp_path, monkeypatch):
    folder = tmp_path / "pictures"
    folder.mkdir()
    monkeypatch.setattr("hud.app.snapshot.snapshot_folder", lambda: folder)
    window.player.seek(2.5)
    frame = at_rest(qtbot, window)
    press(qtbot, window, Qt.Key.Key_S)
    press(qtbot, window, Qt.Key.Key_S)
    first, second = sorted(folder.iterdir(), key=lambda path: len(path.name))
    assert (first.name, second.name) == ("one-002.50s.png", "one-002.50s-2.png")
    assert window.toast.isVisible()
    assert "one-002.50s-2.png" in window.toast.text
    image = QImage(str(first))
    assert (image.width(), image.height()) == (frame.left.rgb.shape[1] * 2, frame.left.rgb.shape[0])
    assert image.text("device") == "quark-s1"
    assert image.text("t_s") == "2.5"


def test_a_snapshot_that_cannot_be_written_is_said(qtbot, window, tmp_path, monkeypatch):
    monkeypatch.setattr("hud.app.snapshot.snapshot_folder", lambda: tmp_path / "gone")
    press(qtbot, window, Qt.Key.Key_S)
    assert window.toast.isVisible()
    assert "gone" in window.toast.text


# -- what goes wrong


def test_a_camera_that_goes_and_comes_back(qtbot, open_window, make_scenario):
    source = Source()
    window = open_window(make_scenario(), footage=source)
    qtbot.waitUntil(lambda: window.shown is not None)
    source.told = SourceStatus(ok=False, title="Camera disconnected", detail="Plug it in again.")
    qtbot.waitUntil(lambda: window.card.text == "Camera disconnected\nPlug it in again.")
    press(qtbot, window, Qt.Key.Key_Z)
    assert window.shown.metadata["zoom"] == "display"
    source.told = SourceStatus(ok=True)
    qtbot.waitUntil(lambda: not window.card.isVisible())


def test_a_camera_goes_along_to_the_next_scenario(qtbot, open_window, make_scenario):
    source = Source()
    window = open_window(make_scenario(), footage=source)
    window.open_scenario(make_scenario("two", "Scenario two"))
    qtbot.waitUntil(lambda: window.windowTitle().startswith("Scenario two"))
    assert window.replay.footage is source
    assert not source.closed


def test_a_camera_can_be_given_up_for_the_street(qtbot, open_window, make_scenario, monkeypatch):
    source, street, asked = Source(), Source(live=False), []
    monkeypatch.setattr("hud.pipeline.open_footage", lambda spec, **_: asked.append(spec.source) or street)
    window = open_window(make_scenario(), footage=source)
    source.told = SourceStatus(ok=False, title="Camera disconnected", detail="Plug it in again.")
    qtbot.waitUntil(window.card.isVisible)
    button = next(b for b in window.card.findChildren(QAbstractButton) if b.text() == "Use the synthetic street")
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: window.replay.footage is street)
    assert asked == ["street"]
    qtbot.waitUntil(lambda: source.closed and not window.card.isVisible())


def test_footage_that_hangs_leaves_the_window_alive(qtbot, open_window, make_scenario, monkeypatch):
    monkeypatch.setattr("hud.app.window.SILENT_S", 0.2)
    source = Source()
    window = open_window(make_scenario(), footage=source)
    qtbot.waitUntil(lambda: window.shown is not None)
    source.gate.clear()
    qtbot.waitUntil(lambda: "does not answer" in window.card.text)
    press(qtbot, window, Qt.Key.Key_D)
    assert window.shown.metadata["device"] != "quark-s1"
    source.gate.set()
    qtbot.waitUntil(lambda: not window.card.isVisible())


def test_broken_footage_is_said_and_the_last_picture_stays(qtbot, open_window, make_scenario):
    source = Source(live=False)
    window = open_window(make_scenario(), footage=source)
    frame = at_rest(qtbot, window)
    source.error = FileError("clip.mp4", "ends in the middle")
    window.player.seek(3.0)
    qtbot.waitUntil(lambda: "clip.mp4: ends in the middle" in window.card.text)
    # another size, told late, may have asked for the same moment anew
    assert window.shown.t_s == frame.t_s
    assert np.array_equal(shown_bytes(window.eyes.left), window.shown.left.rgb)
    source.error = None
    window.player.seek(4.0)
    assert at_rest(qtbot, window).t_s == 4.0
    assert not window.card.isVisible()


def test_a_screen_that_fails_is_said_with_its_line(qtbot, open_window, make_scenario):
    folder = make_scenario(more="screen: own.qml\n")
    (folder / "own.qml").write_text(
        "import QtQuick\nItem {\n  Text { text: hud.t > 3 ? hud.nav.distance : 'fine' }\n}\n"
    )
    window = open_window(folder)
    frame = at_rest(qtbot, window)
    window.player.play()
    window.player.seek(3.5)
    qtbot.waitUntil(lambda: "own.qml:3" in window.card.text)
    assert window.shown.t_s == frame.t_s
    assert not window.player.playing
    window.player.seek(1.0)
    assert at_rest(qtbot, window).t_s == 1.0
    assert not window.card.isVisible()


def test_a_fault_of_the_program_does_not_end_it(qtbot, window, monkeypatch, capsys):
    def fail(*_):
        raise ZeroDivisionError("oh")

    with monkeypatch.context() as patch:
        patch.setattr(window.replay, "frame", fail)
        press(qtbot, window, Qt.Key.Key_Z)
        assert "ZeroDivisionError: oh" in window.card.text
    assert "Traceback" in capsys.readouterr().err
    press(qtbot, window, Qt.Key.Key_Z)
    assert not window.card.isVisible()


# -- other scenarios


def test_opening_another_scenario(qtbot, window, make_scenario):
    window.player.seek(5.0)
    window.open_scenario(make_scenario("two", "Scenario two"))
    qtbot.waitUntil(lambda: window.windowTitle() == "Scenario two – hud")
    assert window.top.scenarios.currentText() == "Scenario two"
    assert at_rest(qtbot, window).t_s == 0.0
    assert window.shown.metadata["scenario"] == "two"


def test_a_scenario_that_cannot_be_read_is_said_and_the_old_one_stays(qtbot, window, make_scenario):
    folder = make_scenario("two", "Scenario two", more="surprise: 1\n")
    window.open_scenario(folder)
    qtbot.waitUntil(lambda: "surprise" in window.card.text)
    assert "scenario.yaml:11" in window.card.text
    assert window.windowTitle() == "Scenario one – hud"
    assert window.top.scenarios.currentText() == "Scenario one"
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.card.isVisible()
    press(qtbot, window, Qt.Key.Key_Z)
    assert window.shown.metadata["zoom"] == "display"


def test_what_is_set_in_the_window_ends_with_the_scenario(qtbot, window, make_scenario):
    own_lux = window.shown.metadata["illuminance_lx"]
    press(qtbot, window, Qt.Key.Key_D)
    press(qtbot, window, Qt.Key.Key_Up)
    assert window.shown.metadata["device"] != "quark-s1"
    assert window.shown.metadata["illuminance_lx"] != own_lux
    window.open_scenario(make_scenario("two", "Scenario two"))
    qtbot.waitUntil(lambda: window.windowTitle().startswith("Scenario two"))
    shown = at_rest(qtbot, window).metadata
    assert (shown["device"], shown["illuminance_lx"]) == ("quark-s1", own_lux)
    assert window.top.own_light.isChecked()
    assert window.top.devices.currentData() == "quark-s1"


def test_what_is_set_in_the_window_stays_when_the_scenario_is_opened_again(qtbot, window):
    press(qtbot, window, Qt.Key.Key_D)
    press(qtbot, window, Qt.Key.Key_Up)
    before = window.replay
    device, lux = window.shown.metadata["device"], window.shown.metadata["illuminance_lx"]
    window.open_scenario(before.scenario.path)
    qtbot.waitUntil(lambda: window.replay is not before)
    shown = at_rest(qtbot, window).metadata
    assert (shown["device"], shown["illuminance_lx"]) == (device, lux)


def test_scenarios_left_behind_are_let_go(qtbot, window, make_scenario, monkeypatch):
    made = weakref.WeakSet()

    def open_footage(spec, **_):
        source = Source(live=False)
        made.add(source)
        return source

    monkeypatch.setattr("hud.pipeline.open_footage", open_footage)
    folders = [make_scenario(f"next-{n}", f"Scenario {n}") for n in range(5)]
    for n, folder in enumerate(folders):
        window.open_scenario(folder)
        qtbot.waitUntil(lambda n=n: window.windowTitle().startswith(f"Scenario {n}"))
        at_rest(qtbot, window)
    qtbot.waitUntil(lambda: len(made) == 1)
    assert next(iter(made)) is window.replay.footage
    fetchers = [one for one in gc.get_objects() if type(one) is Fetcher and shiboken6.isValid(one) and one.alive]
    assert len(fetchers) == 1


def test_an_edited_screen_is_seen_after_a_reload(qtbot, open_window, make_scenario):
    folder = make_scenario(more="screen: own.qml\n")
    (folder / "own.qml").write_text('import QtQuick\nItem { Text { color: "white"; text: "old" } }\n')
    window = open_window(folder)
    assert [e.text for e in at_rest(qtbot, window).elements] == ["old"]
    (folder / "own.qml").write_text('import QtQuick\nItem { Text { color: "white"; text: "newer" } }\n')
    before = window.replay
    window.open_scenario(window.replay.scenario.path)
    qtbot.waitUntil(lambda: window.replay is not before)
    qtbot.waitUntil(lambda: [e.text for e in window.shown.elements] == ["newer"])


# -- the program


def test_every_control_says_its_name_and_its_key(window):
    controls = [w for w in window.findChildren(QAbstractButton) if w.isVisible()]
    controls += [w for kind in (QComboBox, QSlider) for w in window.findChildren(kind)]
    assert len(controls) >= 15
    for control in controls:
        assert control.accessibleName(), control.objectName()
    shown = {key.shown for row in keys.ROWS for key in row.keys}
    for button in (
        window.bottom.play,
        window.bottom.loop,
        window.bottom.snapshot,
        window.bottom.full,
        window.top.world,
    ):
        assert button.toolTip().rpartition("(")[2].rstrip(")") in shown


def test_every_key_does_something(window):
    assert set(keys.ACTIONS.values()) == set(window._actions)


def test_no_two_rows_use_the_same_key():
    pressed = [key.press for row in keys.ROWS for key in (*row.keys, *row.hidden)]
    assert len(pressed) == len(set(pressed))


def test_the_list_of_keys(qtbot, window):
    qtbot.keyClicks(window, "?")
    assert window.key_list.isVisible()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.key_list.isVisible()


def test_tab_and_enter_press_a_button_and_arrows_stay_with_time(qtbot, window):
    window.bottom.loop.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(window.bottom.loop, Qt.Key.Key_Return)
    assert window.player.loop
    qtbot.keyClick(window.bottom.loop, Qt.Key.Key_Right)
    assert window.player.t_s == 1.0


def test_full_screen_and_back(qtbot, window, monkeypatch):
    monkeypatch.setattr("hud.app.frame.HIDE_BARS_S", 0.3)
    press(qtbot, window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    assert window.bottom.full.accessibleName() == "Leave full screen"
    qtbot.waitUntil(lambda: not window.bottom.isVisible())
    press(qtbot, window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.bottom.isVisible()


def test_nothing_is_cut_off_in_the_smallest_window(qtbot, open_window, make_scenario):
    window = open_window(make_scenario(), size=(960, 540))
    qtbot.waitUntil(lambda: window.shown is not None)
    for bar in (window.top, window.bottom):
        assert bar.minimumSizeHint().width() <= 960
        for child in bar.findChildren(QAbstractButton):
            assert bar.rect().contains(child.geometry()), child.objectName()
    assert window.info.geometry().bottom() < window.bottom.y()
    assert window.eyes.pictures.width() >= 900


def test_the_top_bar_does_not_overlap_itself_even_smaller(qtbot, open_window, make_scenario):
    window = open_window(make_scenario(), size=(960, 540))
    window.setMinimumSize(0, 0)
    window.resize(800, 500)
    qtbot.waitUntil(lambda: window.top.width() == 800)
    boxes = sorted((w.geometry() for w in window.top.children() if isinstance(w, QWidget)), key=lambda box: box.x())
    assert all(not a.intersects(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
    assert all(window.top.rect().contains(box) for box in boxes)


def let_fall(window, *paths):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, copy, modifiers = QPointF(300, 300), Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    with pytest.warns(DeprecationWarning, match="QDragEnterEvent"):  # the one way to make this event from Python
        enter = QDragEnterEvent(where.toPoint(), copy, mime, LEFT, modifiers)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(where, copy, mime, LEFT, modifiers))


def test_a_scenario_or_footage_let_fall_on_the_window_is_opened(qtbot, window, make_scenario, tmp_path):
    other = make_scenario("two", "Scenario two")
    let_fall(window, other)
    qtbot.waitUntil(lambda: window.windowTitle() == "Scenario two – hud")
    picture = tmp_path / "wall.png"
    cv2.imwrite(str(picture), np.full((90, 160, 3), 200, np.uint8))
    let_fall(window, picture)
    qtbot.waitUntil(lambda: window.replay.footage.name == "wall.png")
    assert window.windowTitle() == "Scenario two – hud"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["notes.txt"], "notes.txt is neither a scenario nor a picture or a video"),
        (["a.png", "b.png"], "one file or folder at a time: a scenario, a picture or a video"),
    ],
)
def test_what_is_of_no_use_is_refused_and_the_picture_stays(qtbot, window, tmp_path, names, said):
    for name in names:
        (tmp_path / name).write_text("no picture")
    let_fall(window, *(tmp_path / name for name in names))
    qtbot.waitUntil(window.toast.isVisible)
    assert window.toast.text == said
    assert not window.card.isVisible()


def test_footage_that_cannot_be_opened_is_not_tried_again_with_the_next_scenario(
    qtbot, window, make_scenario, tmp_path
):
    whole = tmp_path / "whole.png"
    cv2.imwrite(str(whole), np.random.default_rng(1).integers(0, 255, (90, 160, 3), dtype=np.uint8))
    (tmp_path / "cut.png").write_bytes(whole.read_bytes()[:4000])
    let_fall(window, tmp_path / "cut.png")
    qtbot.waitUntil(lambda: "cut.png" in window.card.text)
    let_fall(window, make_scenario("two", "Scenario two"))
    qtbot.waitUntil(lambda: window.windowTitle() == "Scenario two – hud")
    assert window.replay.footage.name != "cut.png"


def test_closing_ends_every_thread(qtbot, open_window, make_scenario):
    source = Source()
    window = open_window(make_scenario(), footage=source)
    qtbot.waitUntil(lambda: window.shown is not None)
    window.open_scenario(make_scenario("two", "Scenario two"))
    press(qtbot, window, Qt.Key.Key_Q)
    assert not window.isVisible()
    assert source.closed
    assert not [t for t in threading.enumerate() if t.name in ("hud-footage", "hud-open")]


def test_ctrl_c_in_the_terminal_ends_it(qapp, make_scenario):
    before = signal.getsignal(signal.SIGINT)
    replay = Replay(load_scenario(make_scenario()))
    QTimer.singleShot(400, lambda: os.kill(os.getpid(), signal.SIGINT))
    assert run_app(replay, loop=True) == 0
    assert signal.getsignal(signal.SIGINT) is before
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible()]


def test_run_without_a_display_says_what_to_do_instead():
    bare = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "hud", "run", "morning-walk"], env=bare, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 3
    assert "hud record morning-walk -o out.mp4" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_light_override_of_the_command_line_is_shown(qtbot, open_window, make_scenario):
    scenario = load_scenario(make_scenario())
    window = Window(replace_lux(Replay(scenario), 5000.0))
    qtbot.addWidget(window)
    assert not window.top.own_light.isChecked()


def replace_lux(replay, lux):
    replay.lux = lux
    return replay
