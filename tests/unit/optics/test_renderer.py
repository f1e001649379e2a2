"""The reference renderer: monitor picture against its own light, place and order."""

from __future__ import annotations

import hashlib
import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.cv import cv2
from hud.device import load_device
from hud.environment import Environment
from hud.errors import UsageError
from hud.footage.base import Backdrop
from hud.optics import CpuRenderer, View, ViewGeometry, stages, world
from hud.optics.geometry import Placement, resample
from hud.optics.rects import Rect
from hud.optics.turning import sees_beyond
from hud.units import srgb_oetf
from tests.helpers.glasses import EVERY_ARTEFACT, bare, flat_backdrop, glasses, panel

P3 = ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979))
DULL = ((0.9, 0.1, 0.0), (0.05, 0.9, 0.05), (0.0, 0.1, 0.9))
"""Primaries inside BT.709: they take no light away."""


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


ARTEFACTS = st.fixed_dictionaries({}, optional={key: st.just(value) for key, value in EVERY_ARTEFACT.items()})
SURROUNDINGS = st.fixed_dictionaries(
    {
        "illuminance_lx": st.sampled_from([0.0, 0.5, 20.0, 500.0, 10_000.0, 100_000.0]),
        "brightness": st.sampled_from([0.0, 0.01, 0.4, 1.0]),
    },
    optional={
        "world_distance_m": st.sampled_from([0.3, 50.0]),
        "pupil_offset_m": st.just((0.0055, -0.003)),
        "head_rate_deg_s": st.sampled_from([(60.0, 0.0), (0.0, -40.0), (-30.0, 50.0)]),
    },
)
VIEWS = st.builds(
    View, size_px=st.sampled_from([(320, 180), (200, 200), (97, 61)]), zoom=st.sampled_from(["world", "display"])
)


@settings(max_examples=60, deadline=None)
@given(
    device_id=st.sampled_from(["quark-s1", "quark-s1-green", "even-g2", "even-g1", "generic-microoled"]),
    artefacts=ARTEFACTS,
    primaries=st.sampled_from([None, P3, DULL]),
    surroundings=SURROUNDINGS,
    view=VIEWS,
)
def test_the_monitor_picture_is_the_encoded_light(device_id, artefacts, primaries, surroundings, view):
    device, environment = bare(device_id, **artefacts), Environment(**surroundings)
    if primaries and not device.mono:
        device = replace(device, primaries=primaries)
    codes = drawn_panel(device)
    eyes = CpuRenderer().compose(
        {"left": codes, "right": codes}, noisy_backdrop(), device=device, environment=environment, view=view
    )
    for eye in eyes.values():
        expected = stages.monitor_picture(eye.luminance, environment, device, "linear")
        assert np.abs(expected.astype(int) - eye.rgb).max() <= 1


@pytest.mark.parametrize("monitor", ["camera", "eye"])
def test_the_other_monitor_views_are_the_encoded_light(monitor):
    device, environment = glasses(**EVERY_ARTEFACT), Environment(300.0)
    view = View(size_px=(160, 90), monitor=monitor)
    eyes = CpuRenderer().compose(
        {"left": drawn_panel(device)}, noisy_backdrop(), device=device, environment=environment, view=view
    )
    for eye in eyes.values():
        assert (stages.monitor_picture(eye.luminance, environment, device, monitor) == eye.rgb).all()
    with pytest.raises(UsageError, match="monitor view"):
        View(monitor="film")


def test_linear_monitor_against_the_closed_form_of_the_curve():
    device, environment = bare("quark-s1"), Environment(700.0)
    eyes = CpuRenderer().compose(
        {"left": drawn_panel(device)}, noisy_backdrop(), device=device, environment=environment, view=View((160, 90))
    )
    white = stages.monitor_white(environment, device)
    expected = np.rint(np.vectorize(lambda v: 255 * srgb_oetf(v))(np.clip(eyes["left"].luminance / white, 0, 1)))
    assert np.abs(expected - eyes["left"].rgb).max() <= 1


def moment(n):
    """One of a few scenes; the same number is the same scene."""
    device = bare("generic-microoled", **EVERY_ARTEFACT) if n % 2 else bare("even-g2")
    codes = drawn_panel(device, seed=n // 3)
    codes.setflags(write=n % 4 < 2)
    environment = Environment(200.0 * (1 + n), head_rate_deg_s=(10.0 * (n % 3), 0.0), world_distance_m=8.0)
    return {"left": codes, "right": codes}, noisy_backdrop(seed=n), device, environment, View((120, 68))


def digest(n):
    panels, backdrop, device, environment, view = moment(n)
    eyes = CpuRenderer().compose(panels, backdrop, device=device, environment=environment, view=view)
    parts = [part for eye in ("left", "right") for part in (eyes[eye].rgb, eyes[eye].luminance)]
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()


@settings(max_examples=8, deadline=None)
@given(order=st.permutations(range(8)), threads=st.sampled_from([1, 4]), second=st.booleans())
def test_order_and_threads_do_not_matter(order, threads, second):
    before = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        alone = {n: digest(n) for n in range(8)}
        cv2.setNumThreads(2 if second else 1)
        # small pictures in many strips too
        with ThreadPoolExecutor(threads) as pool, patch.object(world, "STRIP_SAMPLES", 1000):
            found = dict(zip(order, pool.map(digest, order), strict=True))
    finally:
        cv2.setNumThreads(before)
    assert found == alone


def test_a_fresh_process_makes_the_same_bytes():
    code = "from tests.unit.optics.test_renderer import digest; print(digest(5))"
    made = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
        for _ in range(2)
    ]
    assert made == [digest(5)] * 2


def test_a_panel_that_nobody_can_write_to_is_remembered_and_another_is_not_taken_for_it():
    device, environment, view = glasses(mtf=EVERY_ARTEFACT["mtf"]), Environment(500.0), View((160, 90))

    def left(codes):
        out = CpuRenderer().compose(
            {"left": codes}, flat_backdrop(90), device=device, environment=environment, view=view
        )
        return out["left"].rgb

    first = drawn_panel(device, seed=1)
    first.setflags(write=False)
    once, again = left(first), left(first)
    assert (once == again).all()
    other = drawn_panel(device, seed=2)
    assert (left(other) != once).any()
    before = left(other)
    other[:40] = 255
    assert (left(other) != before).any(), "what can be written to may have changed"


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


@pytest.mark.parametrize("scale", [0.45, 0.61, 0.7, 0.9, 1.06, 1.4])
def test_a_thin_line_keeps_its_light_wherever_it_lies(scale):
    line = np.zeros((40, 90, 3), np.float32)
    line[:, 44] = 300.0
    size = (round(90 * scale) + 6, round(40 * scale))
    for shift in np.linspace(0, 1, 13):
        seen = resample(line, Placement((90, 40), size, scale, float(shift)), Rect(0, 0, *size))
        assert seen[size[1] // 2, :, 0].sum() == pytest.approx(300.0 * scale, rel=0.04)


@pytest.mark.parametrize("size", [(480, 270), (300, 300), (225, 127), (97, 61)])
def test_a_white_world_is_as_bright_at_the_rim_as_in_the_middle(size):
    clear, environment = glasses(transmittance=(0.85,) * 3), Environment(10_000.0)
    eyes = CpuRenderer().compose({}, flat_backdrop(255), device=clear, environment=environment, view=View(size_px=size))
    light = eyes["left"].luminance
    assert light.min() == light.max() == pytest.approx(0.85 * 0.8 * 10_000 / math.pi, rel=1e-4)


def test_a_fine_pattern_keeps_its_mean_light_when_it_is_reduced():
    rgb = np.zeros((180, 320, 3), np.uint8)
    rgb[::2, ::2] = rgb[1::2, 1::2] = 255
    for size in ((320, 180), (160, 90), (213, 120)):
        eyes = CpuRenderer().compose(
            {}, Backdrop(rgb, 46.0), device=glasses(), environment=Environment(1000.0), view=View(size_px=size)
        )
        inner = eyes["left"].luminance[5:-5, 5:-5]
        assert inner.mean() == pytest.approx(0.85 * 0.8 * 1000 / math.pi / 2, rel=0.02)


def test_footage_narrower_than_the_display_is_mirrored_at_its_edges():
    """In the dark any text would be legible, and the street is not dark beside what a camera saw of it."""
    view = View(size_px=(640, 360), zoom="display")
    backdrop = flat_backdrop(255, hfov_deg=10.0)
    backdrop.rgb[:, : backdrop.rgb.shape[1] // 2] = 128
    geometry = ViewGeometry.of(glasses(), backdrop, view)
    assert sees_beyond((320, 180), 10.0, (0.0, 0.0, 0.0), geometry.view_px, geometry.focal_px)
    eyes = CpuRenderer().compose({}, backdrop, device=glasses(), environment=Environment(1000.0), view=view)
    light = eyes["left"].luminance[180, :, 1]
    assert set(np.unique(light)) >= {light.min(), light.max()}
    assert light.min() == pytest.approx(0.85 * Environment(1000.0).white_cd_m2 * 0.2158, rel=1e-3)
    # each half goes on for as long again before it is the other one's turn
    half = geometry.focal_px * math.tan(math.radians(5))
    for place, lit in ((-1.9, False), (-0.1, False), (0.1, True), (1.9, True), (2.1, False)):
        assert (light[round(319.5 + place * half)] == light.max()) == lit, place
    whole = ViewGeometry.of(glasses(), backdrop, View(size_px=(640, 360)))
    assert not sees_beyond((320, 180), 10.0, (0.0, 0.0, 0.0), whole.view_px, whole.focal_px)


@pytest.mark.parametrize(
    ("away_deg", "beyond"),
    [
        ((0.0, 0.0, 0.0), False),
        ((12.9, 0.0, 0.0), False),  # 23 of the footage less 10 of the view
        ((13.2, 0.0, 0.0), True),
        ((-13.2, 0.0, 0.0), True),
        ((0.0, 7.4, 0.0), False),  # 13.43 less 5.66, and at the corners a little less
        ((0.0, 7.8, 0.0), True),
        ((0.0, -7.8, 0.0), True),
        ((0.0, 0.0, 30.0), False),
        ((100.0, 0.0, 0.0), True),
    ],
)
def test_a_turned_head_sees_beyond_the_footage(away_deg, beyond):
    """Of footage of 46 by 26.85 degrees a view of 20 by 11.32."""
    focal = 640 / 2 / math.tan(math.radians(10))
    assert sees_beyond((640, 360), 46.0, away_deg, (640, 360), focal) is beyond


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
