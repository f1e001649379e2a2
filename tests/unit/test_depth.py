"""Depth from the screen to the light at the eyes: angles measured on the views."""

import math
from dataclasses import replace

import numpy as np
import pytest

from hud.device import Alignment, Distortion, load_device
from hud.optics import View
from hud.panel import elements_of_eyes, panel_spec
from hud.pipeline import Replay
from hud.scenario import load_scenario

SCENARIO = """\
hud: 1
title: Deep
device: quark-s1
duration: 20 s
screen: own.qml
world:
  footage: {source: "flat:#000000"}
  illuminance: [{at: 0 s, lux: 100}]
"""
MARK = "Rectangle { anchors.centerIn: parent; width: 40; height: 40 }"
PPD = 30.0
IPD_M = 0.063


def glasses(*, plane_m=2.0, eyes=("left", "right")):
    device = replace(
        load_device("quark-s1"),
        eyes=eyes,
        virtual_image_distance_m=plane_m,
        ipd_m=IPD_M,
        alignment_left=Alignment(),
        alignment_right=Alignment(),
        distortion=Distortion(),
        lateral_colour=(1.0, 1.0, 1.0),
        mtf=None,
        pixel_aperture=0.0,
        haze=0.0,
        ghosts=(),
        uniformity=1.0,
        eyebox=None,
    )
    diagonal = math.hypot(*device.resolution_px)
    return replace(device, fov_diagonal_deg=2 * math.degrees(math.atan(diagonal / 2 / math.degrees(PPD))))


@pytest.fixture
def seen_deg(tmp_path):
    """Where each eye sees the middle of a screen's light, degrees to the right of straight ahead."""
    (tmp_path / "scenario.yaml").write_text(SCENARIO)

    def measure(body, *, device, zoom="display"):
        light = []
        for content in ("", body):
            (tmp_path / "own.qml").write_text(f"import QtQuick\nimport Hud\nItem {{ {content} }}\n")
            view = View(size_px=(960, 540), zoom=zoom)
            with Replay(load_scenario(tmp_path), device=device, view=view) as replay:
                frame = replay.frame(0.0)
            light.append(frame.light()[..., 1].astype(float))
        focal = math.degrees(frame.metadata["view_px_per_deg"])
        added = light[1] - light[0]
        x = (added.sum(axis=1) * np.arange(960)).sum(axis=1) / added.sum(axis=(1, 2))
        return np.degrees(np.arctan((x - 479.5) / focal))

    return measure


PIXEL_ARCMIN = 60 / PPD
"""What a panel can say of disparity: its pixels are whole."""


@pytest.mark.parametrize(("metres", "disparity_arcmin"), [(1.0, 108.23), (4.0, -54.14), (2.0, 0.0), (0.8, 162.25)])
def test_disparity_on_a_plane_at_two_metres(seen_deg, metres, disparity_arcmin):
    device = glasses()
    left, right = seen_deg(f"Depth {{ metres: {metres}; anchors.fill: parent; {MARK} }}", device=device)
    flat_left, flat_right = seen_deg(MARK, device=device)
    found = 60 * ((left - right) - (flat_left - flat_right))
    assert found == pytest.approx(disparity_arcmin, abs=PIXEL_ARCMIN / 2 + 0.1)
    assert found == pytest.approx(round(disparity_arcmin / PIXEL_ARCMIN) * PIXEL_ARCMIN, abs=0.2)
    assert left == pytest.approx(-right, abs=1.01 / PPD)


@pytest.mark.parametrize(("metres", "shift_px"), [(1.0, 54.145), (2.0, 27.072), (4.0, 13.536), (1e6, 0.0)])
@pytest.mark.parametrize("by", ["plane", "depth"])
def test_shift_of_each_eye_at_thirty_pixels_a_degree(seen_deg, metres, shift_px, by):
    """The same light for a plane at a distance as for a Depth there, on a plane at 2 m."""
    device = glasses(plane_m=metres if by == "plane" else 2.0)
    body = MARK if by == "plane" else f"Depth {{ metres: {metres}; anchors.fill: parent; {MARK} }}"
    angles = seen_deg(body, device=device)
    left, right = np.tan(np.radians(angles)) * math.degrees(PPD)
    whole = 0.0 if by == "plane" else 0.5
    assert left - right == pytest.approx(2 * shift_px, abs=0.06 + whole)
    assert left + right == pytest.approx(0, abs=0.06 + 2 * whole)


def test_the_world_view_shows_the_same_depth(seen_deg):
    body = f"Depth {{ metres: 1; anchors.fill: parent; {MARK} }}"
    left, right = seen_deg(body, device=glasses(), zoom="world")
    assert left - right == pytest.approx(2 * math.degrees(math.atan(IPD_M / 2)), abs=0.005 + 0.5 / PPD)


def test_an_element_lies_elsewhere_for_each_eye(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    own = "import QtQuick\nimport Hud\nItem { Depth { metres: 1; AngularText { text: 'a' } } }"
    (tmp_path / "own.qml").write_text(own)
    device = glasses()
    with Replay(load_scenario(tmp_path), device=device, view=View(size_px=(64, 36))) as replay:
        frame = replay.frame(0.0)
    (left,), (right,) = frame.panels["left"].elements, frame.panels["right"].elements
    assert left.depth_m == right.depth_m == 1.0
    assert left.box[0] - right.box[0] == round(math.degrees(PPD) * IPD_M * (1 - 1 / 2))


def test_the_panel_knows_what_a_shift_follows_from():
    spec = panel_spec(glasses(plane_m=3.0))
    assert spec.parallax_px_m == pytest.approx(math.degrees(PPD) * IPD_M)
    assert spec.image_distance_m == 3.0


def test_every_element_is_listed_with_the_eye_that_sees_it(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    body = "Text { text: 'flat' } Depth { metres: 1; Text { text: 'near' } }"
    (tmp_path / "own.qml").write_text(f"import QtQuick\nimport Hud\nItem {{ {body} }}")
    for eyes, expected in (
        (("left", "right"), [("both", "flat"), ("left", "near"), ("right", "near")]),
        (("right",), [("right", "flat"), ("right", "near")]),
    ):
        with Replay(load_scenario(tmp_path), device=glasses(eyes=eyes), view=View(size_px=(64, 36))) as replay:
            frame = replay.frame(0.0)
        assert [(eye, element.text) for eye, element in elements_of_eyes(frame.panels)] == expected
    left, right = (e for _, e in elements_of_eyes(replay_panels(tmp_path))[1:])
    assert left.box[0] > right.box[0]


def replay_panels(folder):
    with Replay(load_scenario(folder), device=glasses(), view=View(size_px=(64, 36))) as replay:
        return replay.frame(0.0).panels
