"""Glasses with one display: the other eye sees the world as if it looked through plain lenses of that transmittance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hud.device import load_device
from hud.errors import UsageError
from hud.optics import CpuRenderer, View
from hud.pipeline import Replay
from hud.scenario import load_scenario

ONE_EYED = ("brilliant-frame", "brilliant-halo", "meta-rbd", "vuzix-z100", "inmo-go2")


def frame_of(device, *, zoom="world"):
    view = View(size_px=(320, 180), zoom=zoom)
    with Replay(load_scenario("tea-house"), device=device, lux=500.0, view=view) as replay:
        return replay.frame(24.0)


@pytest.mark.parametrize("name", ONE_EYED)
def test_the_other_eye_sees_the_world_alone(name):
    device = load_device(name)
    frame = frame_of(device)
    dark = frame_of(replace(device, eyes=()))
    world = device.transmittance[1] * frame.metadata["world_white_cd_m2"]
    assert np.array_equal(frame.left.luminance, dark.left.luminance)
    assert np.array_equal(dark.left.rgb, dark.right.rgb)
    assert frame.left.luminance.max() <= world * 1.001
    # byte for byte the picture of a world with nothing before it, at the same white of the monitor
    with Replay(load_scenario("tea-house"), device=device, lux=500.0, view=View(size_px=(320, 180))) as replay:
        light, backdrop = replay.environment_at(24.0), replay.footage.frame_at(24.0)
        alone = CpuRenderer().compose({}, backdrop, device=device, environment=light, view=replay.view)
    assert np.array_equal(frame.left.rgb, alone["left"].rgb)
    assert np.array_equal(frame.left.rgb, alone["right"].rgb)
    assert (frame.right.luminance - frame.left.luminance).max() > 1
    assert set(frame.panels) == {"right"}
    with pytest.raises(UsageError, match="no display at the left eye"):
        frame.picture("panel-left")


def test_without_any_every_view_is_the_world_and_no_panel_is_there():
    frame = frame_of(load_device("quark-g1"), zoom="display")
    assert np.array_equal(frame.left.rgb, frame.right.rgb)
    assert np.array_equal(frame.left.rgb, frame_of(load_device("quark-g1")).left.rgb)
    assert (frame.panels, frame.elements) == ({}, ())
    assert frame.spoken.kind == "translation"
    for view in ("panel-left", "panel-right"):
        with pytest.raises(UsageError, match="these glasses have no display"):
            frame.picture(view)


def test_glasses_that_show_it_do_not_say_it():
    frame = frame_of(load_device("quark-s1"))
    assert frame.spoken is None
    assert "spoken" not in frame.metadata


def test_in_the_dark_they_still_make_a_picture():
    scenario = load_scenario("tea-house")
    with Replay(scenario, device=load_device("quark-g1"), footage="black", lux=0.0, view=View((64, 36))) as replay:
        frame = replay.frame(1.0)
    assert not frame.left.rgb.any()
    assert not frame.left.luminance.any()


def test_metadata_has_what_the_dimmer_leaves():
    device = replace(load_device("quark-s1"), auto_dimmer=True)
    frame = frame_of(device)
    through = frame.metadata["transmittance"]
    assert all(0.2 * 0.85 <= part < 0.85 for part in through)
    assert frame.left.luminance[0, 0].max() <= through[0] * frame.metadata["world_white_cd_m2"]
