"""The reference renderer: monitor picture against its own light, place and order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.device import load_device
from hud.environment import Environment
from hud.errors import UsageError
from hud.footage.base import Backdrop
from hud.optics import CpuRenderer, View, ViewGeometry, stages
from hud.optics.geometry import Placement, Rect, resample
from hud.units import srgb_oetf
from tests.helpers.glasses import flat_backdrop, glasses, panel


def noisy_backdrop(size=(320, 180), seed=1, hfov_deg=46.0):
    rng = np.random.default_rng(seed)
    return Backdrop(rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8), hfov_deg)


def drawn_panel(device, seed=1):
    codes = panel(device)
    rng = np.random.default_rng(seed)
    h, w, _ = codes.shape
    codes[h // 5 : h // 4, w // 8 : w // 2] = rng.integers(0, 256, (h // 4 - h // 5, w // 2 - w // 8, 1))
    codes[h // 2 : h // 2 + 3, w // 3 :] = 255
    codes[-4:, -9:] = (255, 40, 7)
    return codes


@settings(max_examples=20, deadline=None)
@given(
    device_id=st.sampled_from(["quark-s1", "quark-s1-green", "even-g2", "even-g1", "generic-microoled"]),
    lux=st.sampled_from([0.0, 0.5, 20.0, 500.0, 10_000.0, 100_000.0]),
    brightness=st.sampled_from([0.0, 0.01, 0.4, 1.0]),
    zoom=st.sampled_from(["world", "display"]),
    size=st.sampled_from([(320, 180), (200, 200), (97, 61)]),
)
def test_the_monitor_picture_is_the_encoded_light(device_id, lux, brightness, zoom, size):
    device, environment = load_device(device_id), Environment(lux, brightness=brightness)
    codes = drawn_panel(device)
    eyes = CpuRenderer().compose(
        {"left": codes, "right": codes},
        noisy_backdrop(),
        device=device,
        environment=environment,
        view=View(size_px=size, zoom=zoom),
    )
    white = max(stages.monitor_white(environment, device), 1e-9)
    encode = np.vectorize(lambda v: 255 * srgb_oetf(v))
    for eye in eyes.values():
        expected = np.rint(encode(np.clip(eye.luminance.astype(np.float64) / white, 0, 1)))
        assert np.abs(expected - eye.rgb).max() <= 1


def test_dark_parts_of_the_panel_touch_nothing():
    device = glasses()
    codes = panel(device)
    codes[100:120, 100:140] = 255
    backdrop, environment, view = noisy_backdrop(), Environment(1000.0), View(size_px=(320, 180))
    lit = CpuRenderer().compose({"left": codes}, backdrop, device=device, environment=environment, view=view)
    dark = CpuRenderer().compose({}, backdrop, device=device, environment=environment, view=view)
    changed = (lit["left"].rgb != dark["left"].rgb).any(axis=2)
    place = ViewGeometry.of(device, backdrop, view).panel(device, "left", (640, 400)).covered(Rect(100, 100, 140, 120))
    assert changed.any()
    changed[place.rows, place.cols] = False
    assert not changed.any()
    assert (lit["right"].rgb == dark["right"].rgb).all()


def test_a_reduced_panel_keeps_its_energy():
    """A one-pixel line seen at a third of its size still carries a third of its light."""
    line = np.zeros((90, 90, 3), np.float32)
    line[:, 44] = 300.0
    small = resample(line, Placement((90, 90), (30, 30), 1 / 3), Rect(0, 0, 30, 30))
    assert small[15, :, 0].sum() == pytest.approx(100.0, rel=0.02)


def test_zoom_display_fits_the_display_into_the_picture():
    device, backdrop, view = (
        load_device("even-g1"),
        flat_backdrop(0),
        View(size_px=(1280, 720), zoom="display"),
    )
    geometry = ViewGeometry.of(device, backdrop, view)
    for eye in ("left", "right"):
        field = geometry.panel(device, eye, device.resolution_px).footprint()
        assert field.x0 > 0
        assert field.x1 < 1280
        assert field.y0 >= 0
        assert field.x1 - field.x0 > 0.75 * 1280


def test_zoom_world_shows_footage_of_the_view_s_own_size_untouched():
    backdrop = noisy_backdrop((320, 180))
    clear = glasses(transmittance=(1.0, 1.0, 1.0))
    eyes = CpuRenderer().compose(
        {},
        backdrop,
        device=clear,
        environment=Environment(1000.0, brightness=0.0),
        view=View(size_px=(320, 180)),
    )
    assert (eyes["left"].rgb == backdrop.rgb).all()


def test_angles_on_the_picture_are_the_camera_s():
    """A mark 10 degrees off the axis stands f tan 10° from the centre, whatever the size of picture or footage."""
    for size in ((1280, 720), (640, 360), (500, 500)):
        backdrop = flat_backdrop(0, (1920, 1080), hfov_deg=70.0)
        focal_camera = stages.focal_px(1920, 70.0)
        column = round(959.5 + focal_camera * math.tan(math.radians(10)))
        backdrop.rgb[:, column - 3 : column + 4] = 255
        view = View(size_px=size)
        eyes = CpuRenderer().compose({}, backdrop, device=glasses(), environment=Environment(100.0), view=view)
        light = eyes["left"].luminance[size[1] // 2, :, 1].astype(np.float64)
        found = (light * np.arange(size[0])).sum() / light.sum() - (size[0] - 1) / 2
        focal = ViewGeometry.of(glasses(), backdrop, view).focal_px
        assert math.degrees(math.atan(found / focal)) == pytest.approx(10, abs=0.05)


@pytest.mark.parametrize("size", [(0, 10), (10, 90000), (-5, 300)])
def test_impossible_sizes_are_refused(size):
    with pytest.raises(UsageError, match="cannot be made"):
        View(size_px=size)


@pytest.mark.parametrize("changes", [{"illuminance_lx": math.nan}, {"illuminance_lx": -1.0}, {"illuminance_lx": 1e9}])
def test_impossible_light_is_refused(changes):
    with pytest.raises(UsageError, match="outside 0 to"):
        Environment(**changes)
    with pytest.raises(UsageError, match="brightness"):
        Environment(100.0, brightness=1.5)
    with pytest.raises(UsageError, match="reflectance"):
        Environment(100.0, white_reflectance=math.nan)


def test_pictures_are_not_to_be_written_to():
    eyes = CpuRenderer().compose(
        {}, flat_backdrop(9), device=glasses(), environment=Environment(1.0), view=View(size_px=(32, 32))
    )
    with pytest.raises(ValueError, match="read-only"):
        eyes["left"].rgb[0, 0] = 1
