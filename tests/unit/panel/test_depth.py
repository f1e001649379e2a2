"""What lies nearer or farther than the virtual image: each eye's own shift, measured on the codes."""

import dataclasses
import math
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import hud
from hud.cv import cv2
from hud.errors import FileError, HudError
from hud.optics.stages import parallax_px
from hud.panel.check import check_screen, empty_state
from hud.panel.spec import PanelSpec

FOCAL_PX, IPD_M, IMAGE_M = 1432.0, 0.063, 2.0
PANEL = PanelSpec(200, 100, 25.0, parallax_px_m=FOCAL_PX * IPD_M, image_distance_m=IMAGE_M)
HEAD = "import QtQuick\nimport QtQuick.Shapes\nimport Hud\n"
INKS = {
    "rectangle": "Rectangle { x: 90; y: 40; width: 20; height: 20 }",
    "text": 'Text { x: 90; y: 40; text: "HHH"; color: "white"; font.family: "IBM Plex Sans"; font.pixelSize: 20 }',
    "chinese": 'Text { x: 90; y: 40; text: "请问"; color: "white"; font.pixelSize: 20 }',
    "image": 'Image { x: 90; y: 40; source: "a.png" }',
    "shape": 'Shape { x: 90; y: 40; ShapePath { strokeWidth: -1; fillColor: "white"; PathSvg { path: "M0,0h20v20z" }}}',
}


def exact_px(metres, eye):
    return parallax_px(FOCAL_PX, IPD_M, metres, eye) - parallax_px(FOCAL_PX, IPD_M, IMAGE_M, eye)


def expected_px(metres, eye):
    """Whole pixels; where there is one more for one eye than for the other, it is the left one's."""
    disparity = round(2 * exact_px(metres, "left"))
    left = math.ceil(disparity / 2)
    return left if eye == "left" else left - disparity


def centroid(codes):
    total = codes.astype(float).sum(axis=2)
    y, x = np.mgrid[: total.shape[0], : total.shape[1]]
    return (total * x).sum() / total.sum(), (total * y).sum() / total.sum()


@pytest.fixture
def drawn(screen, empty, tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.full((20, 20, 3), 255, np.uint8))

    def draw(body):
        renderer = screen(f"{HEAD}Item {{ {body} }}", panel=PANEL)
        return {eye: renderer.render(empty, eye) for eye in ("left", "right")}

    return draw


@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("metres", [1.0, 1.9, 4.0])
def test_each_eye_gets_half_the_disparity_in_whole_pixels_with_every_code_as_it_was(drawn, ink, metres):
    flat = drawn(INKS[ink])
    deep = drawn(f"Depth {{ metres: {metres}; {INKS[ink]} }}")
    for eye in deep:
        assert np.array_equal(deep[eye].codes, np.roll(flat[eye].codes, expected_px(metres, eye), axis=1))
    x = {eye: centroid(deep[eye].codes)[0] for eye in deep}
    assert x["left"] - x["right"] == pytest.approx(2 * exact_px(metres, "left"), abs=0.5)
    assert (x["left"] > x["right"]) == (metres < IMAGE_M)


@pytest.mark.parametrize("metres", [0.9, 1.1, 1.57, 1.7, 3.0, 9.0])
def test_a_thin_line_keeps_its_light_at_any_distance(drawn, metres):
    """Between two pixels it would have half of its codes in each, and so two fifths of its light."""
    line = "Rectangle { x: 90; y: 40; width: 1; height: 20 }"
    for frame in drawn(f"Depth {{ metres: {metres}; {line} }}").values():
        assert (frame.codes == 255).any(axis=2).sum() == 20
        assert frame.codes.astype(int).sum() == 20 * 3 * 255


def test_an_opaque_ground_on_a_layer_hides_as_much_at_a_distance(drawn):
    """What is below shows beside it, and what is on it stays whole."""
    ground = "Rectangle { width: 200; height: 100; color: '#fff' }"
    card = "Rectangle { x: 80; y: 30; width: 30; height: 30; color: '#000' }"
    flat = drawn(f"{ground} {card}")["left"].codes
    for frame in drawn(f"{ground} Depth {{ metres: 1.3; {card} }}").values():
        assert (frame.codes == 0).sum() == (flat == 0).sum()


def test_on_a_layer_of_ones_own_a_radius_keeps_what_is_below(drawn):
    """What the manual advises: Qt takes the layer of an opaque rectangle without one for opaque all over."""
    ground = "Rectangle { width: 200; height: 100; color: '#0f0' }"
    card = "Rectangle { x: 80; y: 30; width: 30; height: 30; color: '#f00'; radius: 0.01 }"
    flat = drawn(f"{ground} {card}")["left"].codes
    on_layer = drawn(f"{ground} Item {{ width: 150; height: 90; layer.enabled: true; {card} }}")["left"].codes
    assert np.array_equal(on_layer, flat)


@pytest.mark.parametrize("ink", INKS)
def test_at_the_distance_of_the_image_nothing_moves(drawn, ink):
    flat = drawn(INKS[ink])
    for body in (f"Depth {{ metres: 2; {INKS[ink]} }}", f"Depth {{ {INKS[ink]} }}"):
        deep = drawn(body)
        assert all(np.array_equal(flat["left"].codes, deep[eye].codes) for eye in deep)


def test_the_tree_has_the_boxes_of_each_eye_and_the_depth(drawn):
    frames = drawn(
        'Text { objectName: "flat"; text: "a"; color: "white" }'
        f'Depth {{ objectName: "far"; metres: 4; width: 30; height: 9; {INKS["text"]} }}'
    )
    for eye, frame in frames.items():
        assert frame.element("flat").depth_m is None
        assert frame.element("flat").box[0] == 0
        assert [element.id for element in frame.elements] == ["flat", "far", "far.text"]
        text, group = frame.element("far.text"), frame.element("far")
        assert (text.depth_m, group.depth_m) == (4.0, 4.0)
        assert isinstance(text.depth_m, float)
        assert text.box[:2] == pytest.approx((90 + expected_px(4, eye), 40), abs=0.002)
        assert group.box == pytest.approx((expected_px(4, eye), 0, 30, 9), abs=0.002)
        assert not text.clipped


def test_without_depth_one_raster_serves_both_eyes(drawn):
    flat, deep = drawn(INKS["text"]), drawn(f"Depth {{ metres: 1; {INKS['text']} }}")
    assert flat["left"] is flat["right"]
    assert deep["left"] is not deep["right"]


def test_what_comes_in_from_beyond_the_edge_is_whole(drawn):
    mark = "Rectangle { x: -20; y: -5; width: 20; height: 200 }"
    left = drawn(f"Depth {{ metres: 1; {mark} }}")["left"].codes
    start = expected_px(1, "left") - 20
    assert start > 0
    assert left[:, start : start + 20].min() == 255
    assert left[:, :start].max() == left[:, start + 20 :].max() == 0


def test_wherever_it_stands_it_shifts_on_the_panel(drawn):
    mark = "Rectangle { x: 10; y: 10; width: 10; height: 10 }"
    for around in ("x: 70.3; y: 20", "x: 60; y: 20; scale: 1.5", "x: 80; y: 40; rotation: 90"):
        flat = drawn(f"Item {{ {around}; {mark} }}")["left"].elements[0].box
        for eye, frame in drawn(f"Item {{ {around}; Depth {{ metres: 1; {mark} }} }}").items():
            assert frame.elements[0].box[:2] == pytest.approx((flat[0] + expected_px(1, eye), flat[1]), abs=0.002)
            x, y = centroid(frame.codes)
            assert (x, y) == pytest.approx(
                (flat[0] + expected_px(1, eye) + flat[2] / 2 - 0.5, flat[1] + flat[3] / 2 - 0.5), abs=0.6
            )


def test_one_inside_another_is_at_its_own_distance(drawn):
    frames = drawn(f"Depth {{ metres: 1; {INKS['shape']} Depth {{ metres: 4; {INKS['rectangle']} }} }}")
    for eye, frame in frames.items():
        outer, inner = frame.elements
        assert (outer.depth_m, inner.depth_m) == (1.0, 4.0)
        assert outer.box[0] == pytest.approx(90 + expected_px(1, eye), abs=0.002)
        assert inner.box[0] == pytest.approx(90 + expected_px(4, eye), abs=0.002)
    alone = drawn(f"Depth {{ metres: 1; Depth {{ metres: 4; {INKS['rectangle']} }} }}")
    x = {eye: centroid(alone[eye].codes)[0] for eye in alone}
    assert x["left"] - x["right"] == pytest.approx(2 * exact_px(4, "left"), abs=0.5)


def test_one_lies_over_the_other_and_over_what_is_flat(drawn):
    marks = [f"Rectangle {{ x: 90; y: {y}; width: 20; height: 10 }}" for y in (10, 40, 70)]
    panels = drawn(f"{marks[0]} Depth {{ metres: 1; {marks[1]} }} Depth {{ metres: 4; {marks[2]} }}")
    for panel in panels.values():
        assert [panel.codes[y + 5].max() for y in (10, 40, 70)] == [255] * 3


def test_any_order_gives_the_same_bytes(screen):
    renderer = screen(
        f"{HEAD}Item {{ Rectangle {{ width: 200; height: 50; color: '#333' }}"
        " Depth { x: hud.t; metres: 1 + hud.t / 4; visible: hud.t != 3; " + INKS["text"] + "} }",
        panel=PANEL,
    )
    moments = [
        (dataclasses.replace(empty_state(), t_s=t), eye) for t in (0.0, 1.5, 3.0, 4.0, 9.0) for eye in ("left", "right")
    ]
    first = [renderer.render(*moment) for moment in moments]
    assert len({frame.codes.tobytes() for frame in first}) == 8
    for turn in range(3):
        order = list(range(len(moments)))
        random.Random(turn).shuffle(order)
        for i in order:
            again = renderer.render(*moments[i])
            assert np.array_equal(again.codes, first[i].codes)
            assert again.elements == first[i].elements


@pytest.mark.parametrize("metres", ["0", "-1", "NaN", "Infinity", "1 / 0"])
def test_nowhere_is_said(drawn, metres):
    with pytest.raises(HudError, match=r"Depth sign is at (0|-1|NaN|Infinity) m") as caught:
        drawn(f'Depth {{ objectName: "sign"; metres: {metres}; {INKS["text"]} }}')
    assert "metres: 4" in caught.value.hint


def test_where_a_depth_that_is_nowhere_is_written(screen, empty):
    renderer = screen(f"{HEAD}Item {{\n  Item {{\n    Depth {{ metres: -2 }}\n  }}\n}}", panel=PANEL)
    for _ in range(2):
        with pytest.raises(FileError, match=r"a Depth is at -2 m") as caught:
            renderer.render(empty)
        assert (caught.value.line, caught.value.column) == (6, 13)
        assert "metres: -2" in caught.value.snippet


def test_so_near_that_it_is_off_the_panel(drawn):
    frames = drawn(f"Depth {{ metres: 1e-6; {INKS['text']} }}")
    assert frames["left"].codes.max() == 0
    assert frames["left"].elements[0].clipped


def test_a_check_finds_no_fault_in_depth(tmp_path):
    path = tmp_path / "deep.qml"
    path.write_text(f'{HEAD}Item {{ Depth {{ metres: 1 + hud.t; AngularText {{ text: "near" }} }} }}')
    check_screen(path)


def test_the_scale_of_the_desktop_changes_nothing(drawn, tmp_path):
    body = f"Depth {{ metres: 1.3; {INKS['text']} }}"
    path = tmp_path / "scaled.qml"
    path.write_text(f"{HEAD}Item {{ {body} }}", encoding="utf-8")
    program = f"""
from pathlib import Path
from hud.panel import PanelRenderer, PanelSpec
from hud.panel.check import empty_state
import sys
sys.stdout.buffer.write(PanelRenderer({PANEL!r}, screen=Path({str(path)!r})).render(empty_state()).codes.tobytes())
"""
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    result = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        timeout=60,
        cwd=Path(hud.__file__).parent.parent,
        env=environment | {"QT_SCALE_FACTOR": "2"},
    )
    assert result.stdout == drawn(body)["left"].codes.tobytes()


@pytest.mark.parametrize(("name", "value"), [("parallax", float("nan")), ("parallax", -1.0), ("image", 0.0)])
def test_a_panel_whose_depth_cannot_be(name, value):
    field = {"parallax": "parallax_px_m", "image": "image_distance_m"}[name]
    with pytest.raises(HudError, match=name):
        PanelSpec(10, 10, 20.0, **{field: value})
