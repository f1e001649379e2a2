"""Stage 12 of a head that the scenario turns: what follows the world is late, and what does not stays with the head."""

from dataclasses import replace

import numpy as np
import pytest

from hud.device import load_device
from hud.optics import View
from hud.pipeline import Replay
from hud.scenario import load_scenario

SCENARIO = """\
hud: 1
title: Turning
device: generic-microoled
duration: 4 s
screen: own.qml
world:
  footage: {source: "flat:#000000"}
  illuminance: 0 lx
  head: [{at: 0 s, yaw: 0 deg}, {at: 1 s, yaw: 0 deg}, {at: 2 s, yaw: 30 deg, ease: smooth}]
"""
MARK = "Rectangle {{ x: Math.round(hud.panel.width / 2 - hud.deg({yaw})); y: 200; width: 1; height: 9 }}"


def glasses(latency_s):
    # so short a persistence that nothing smears
    return replace(load_device("generic-microoled"), latency_s=latency_s, refresh_hz=1000.0, persistence=1e-6)


@pytest.fixture
def replay(tmp_path):
    def played(yaw, latency_s):
        (tmp_path / "scenario.yaml").write_text(SCENARIO)
        (tmp_path / "own.qml").write_text(f"import QtQuick\nItem {{ {MARK.format(yaw=yaw)} }}\n")
        return Replay(load_scenario(tmp_path), device=glasses(latency_s), view=View(size_px=(320, 180), zoom="display"))

    return played


@pytest.mark.parametrize("t_s", [1.1, 1.5, 1.9, 2.05, 3.0])
def test_what_is_placed_by_the_pose_is_off_by_how_far_the_head_came_since(replay, t_s):
    late_s = 0.1
    with replay("hud.head.yawDeg", late_s) as late, replay("hud.head.yawDeg", 0.0) as prompt:
        pose = late.scenario.head.yaw.at
        boxes = [one.frame(t_s).panels["left"].elements[0].box for one in (late, prompt)]
    moved_deg = (boxes[0][0] - boxes[1][0]) / late.device.px_per_deg
    assert moved_deg == pytest.approx(pose(t_s) - pose(t_s - late_s), abs=1 / late.device.px_per_deg)


def test_what_is_fixed_to_the_head_and_the_field_of_the_display_do_not_move(replay):
    with replay("5", 0.1) as late, replay("5", 0.0) as prompt:
        assert np.array_equal(late.frame(1.5).light(), prompt.frame(1.5).light())
