import dataclasses
import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import hud
from hud.errors import UsageError
from hud.panel.renderer import PanelRenderer
from hud.panel.spec import PanelSpec

PROGRAM = """
import hashlib
from hud.panel import PanelRenderer, PanelSpec
from hud.panel.check import sample_state
frame = PanelRenderer(PanelSpec(640, 480, 26.0)).render(sample_state())
print(hashlib.sha256(frame.codes.tobytes()).hexdigest())
"""


def digest(frame):
    return hashlib.sha256(frame.codes.tobytes()).hexdigest()


def moments(full, count=24):
    """A walk with everything coming and going."""
    states = []
    for i in range(count):
        t = i * 0.07
        nav = dataclasses.replace(full.nav, distance=f"{180 - 10 * (i // 3)} m", since_s=t % 0.4, remaining_m=900 - i)
        states.append(
            dataclasses.replace(
                full,
                t_s=t,
                nav=None if i % 7 == 6 else nav,
                captions=None if i % 5 == 4 else dataclasses.replace(full.captions, since_s=t % 0.3),
                notice=None if i % 4 == 3 else dataclasses.replace(full.notice, since_s=t % 0.5),
            )
        )
    return states


def test_frames_in_any_order_are_the_same_bytes(shell, full):
    states = moments(full)
    in_order = [digest(shell().render(state)) for state in states]
    assert len(set(in_order)) > len(states) / 2
    order = list(range(len(states)))
    random.Random(5).shuffle(order)
    for i in order:
        assert digest(shell().render(states[i])) == in_order[i]


def test_elements_do_not_depend_on_what_was_drawn_before(shell, full, empty):
    first = shell().render(full).elements
    shell().render(empty)
    assert shell().render(full).elements == first


def run(program, **environment):
    known = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    root = Path(hud.__file__).parent.parent
    result = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=root,
        env=known | environment,
    )
    assert result.stderr == ""
    return result.stdout.strip()


def test_a_fresh_process_draws_the_same_bytes(shell, full):
    assert run(PROGRAM) == digest(shell().render(full))


def test_the_environment_of_the_desktop_changes_nothing(shell, full):
    drawn = run(
        PROGRAM,
        QT_SCALE_FACTOR="2",
        QT_FONT_DPI="192",
        FREETYPE_PROPERTIES="truetype:interpreter-version=35",
        FONTCONFIG_FILE="/nowhere/fonts.conf",
    )
    assert drawn == digest(shell().render(full))


def test_a_widget_application_draws_the_same_bytes(shell, full):
    before = "from hud.panel import prepare_environment; prepare_environment()\n"
    before += "from PySide6.QtWidgets import QApplication; app = QApplication(['x', '-platform', 'offscreen'])\n"
    assert run(before + PROGRAM) == digest(shell().render(full))


def test_fonts_that_are_not_ours_are_refused():
    said = run(
        "from PySide6.QtGui import QGuiApplication; app = QGuiApplication(['x', '-platform', 'offscreen'])\n"
        "from hud.errors import FacilityError\nfrom hud.panel import ensure_application\n"
        "try: ensure_application()\nexcept FacilityError as error: print(error)\n"
    )
    assert "bundled fonts are not in use" in said
    assert "prepare_environment" in said


def test_codes_are_light_on_black_and_cannot_be_written(shell, full, empty):
    frame = shell().render(full)
    assert frame.codes.shape == (480, 640, 3)
    assert frame.codes.dtype == np.uint8
    assert (frame.codes.max(axis=2) == 0).mean() > 0.9
    assert frame.codes.max() > 230
    with pytest.raises(ValueError, match="read-only"):
        frame.codes[0, 0] = 1
    kept = frame.codes.copy()
    shell().render(empty)
    assert np.array_equal(frame.codes, kept)


def test_a_panel_that_shows_the_same_a_moment_later_is_the_same_object(shell, full, empty):
    panel = shell()
    at_first = panel.render(full).codes
    assert panel.render(dataclasses.replace(full, t_s=full.t_s + 1e-6)).codes is at_first
    assert not np.array_equal(panel.render(empty).codes, at_first)
    assert np.array_equal(panel.render(full).codes, at_first)


def test_a_mono_panel_gets_grey_and_a_colour_panel_colour(shell, full):
    colour = shell().render(full).codes
    grey = shell(PanelSpec(640, 480, 26.0, colour="mono", levels=16)).render(full).codes
    assert np.ptp(colour.astype(int), axis=2).max() > 80
    assert np.ptp(grey.astype(int), axis=2).max() == 0
    assert grey.max() == 255


def test_coloured_ink_on_a_mono_panel_is_its_grey(screen, empty):
    body = 'import QtQuick\nItem { Rectangle { width: 9; height: 9; color: "%s" } }'
    panel = PanelSpec(20, 10, 20.0, colour="mono")
    assert screen(body % "#808080", panel=panel).render(empty).codes[4, 4].tolist() == [128] * 3
    red = screen(body % "#ff0000", panel=panel).render(empty).codes[4, 4]
    green = screen(body % "#00ff00", panel=panel).render(empty).codes[4, 4]
    assert 0 < red[0] < green[0] < 255


def test_a_screen_reads_what_the_state_says(screen, full):
    body = """
        import QtQuick
        Item {
            Text { objectName: "a"; text: [hud.t, hud.eye, hud.panel.width, hud.panel.mono, hud.input].join(" ") }
            Text { objectName: "b"; text: hud.nav.followingDistance + hud.nav.manoeuvre.waysDeg.join() }
            Text { objectName: "c"; text: String(hud.nav.manoeuvre.exit) + hud.values.heart_rate + hud.values.on }
            Text { objectName: "d"; text: hud.captions.sourceLines[0] + hud.notice.leftS + hud.status.battery }
            Text { objectName: "e"; text: hud.deg(2) + " " + hud.ease(0.1, 0.2) + hud.ease(9, 0.2) + hud.ease(-1, 1) }
        }"""
    state = dataclasses.replace(full, input="tap", values={"heart_rate": 72.5, "on": True})
    texts = {element.id: element.text for element in screen(body).render(state, "right").elements}
    assert texts == {
        "a": "3 right 640 false tap",
        "b": "80 m0,90",
        "c": "null72.5true",
        "d": "请问，去火车站怎么走？40.7",
        "e": "52 0.87510",
    }


def test_eyes_share_a_raster_unless_the_screen_asks_which(screen, shell, full):
    assert shell().render(full, "left") is shell().render(full, "right")
    asking = screen('import QtQuick\nItem { Text { color: "white"; text: hud.eye } }')
    left, right = asking.render(full, "left"), asking.render(full, "right")
    assert [left.elements[0].text, right.elements[0].text] == ["left", "right"]
    assert digest(left) != digest(right)


EVERY = "(function() { let s = ''; for (const k in hud) if (/^e.e$/.test(k)) s += hud[k]; return s })()"


@pytest.mark.parametrize(
    ("code", "texts"), [(EVERY, ["left", "right"]), (f"hud.t > 3 ? {EVERY} : 'none'", ["left", "right"])]
)
def test_an_eye_that_is_read_by_another_name_is_read(screen, full, code, texts):
    asking = screen(f'import QtQuick\nItem {{ Text {{ color: "white"; text: {code} }} }}')
    asking.render(full, "left")
    later = dataclasses.replace(full, t_s=4.0)
    for eyes in (("left", "right"), ("right", "left")):
        found = {eye: asking.render(later, eye).elements[0].text for eye in eyes}
        assert [found["left"], found["right"]] == texts


def test_an_eye_that_is_only_spoken_of_is_shared(screen, full):
    speaking = screen("import QtQuick\nItem { Text { text: 'eye' } }")
    assert speaking.render(full, "left") is speaking.render(full, "right")


def test_a_part_that_comes_and_goes_is_no_fault(screen, full, empty):
    body = "import QtQuick\nItem { Text { text: hud.nav ? hud.captions.lines[0] + hud.nav.distance : 'none' } }"
    renderer = screen(body)
    for state, text in ((full, full.captions.lines[0] + "180 m"), (empty, "none"), (full, None)):
        shown = renderer.render(state).elements[0].text
        assert text is None or shown == text


def test_a_value_that_is_not_finite_reaches_the_screen_as_null(screen, empty):
    state = dataclasses.replace(empty, values={"x": float("nan"), "y": float("inf")})
    body = "import QtQuick\nItem { Text { text: hud.values.x + ' ' + hud.values.y } }"
    assert screen(body).render(state).elements[0].text == "null null"


def test_there_are_two_eyes(shell, full):
    with pytest.raises(UsageError, match="left or right, not 'middle'"):
        shell().render(full, "middle")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((0, 480, 26.0), "width"),
        ((640, 5000, 26.0), "height"),
        ((640, 480, float("nan")), "density"),
        ((640, 480, 0.0), "density"),
        ((640, 480, 26.0, "green"), "colour"),
        ((640, 480, 26.0, "mono", 1), "levels"),
    ],
)
def test_a_panel_that_cannot_be(arguments, named):
    with pytest.raises(UsageError, match=named):
        PanelSpec(*arguments)


def test_two_renderers_do_not_disturb_each_other(full, empty, shell):
    other = PanelRenderer(PanelSpec(256, 256, 20.0))
    before = digest(shell().render(full))
    other.render(empty)
    shell().render(empty)
    other.render(full)
    assert digest(shell().render(full)) == before
    other.close()
