"""The numeric checks of the light path: each names the row of the table of closed-form checks it holds.

Rows are those of the project's optics table, section B; the same numbers follow from the formulas in the docstrings of
`hud.optics.stages`.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from hud.environment import Environment
from hud.optics import CpuRenderer, View, ViewGeometry, stages
from hud.optics.stages import luminance
from hud.units import srgb_decode_table, srgb_encode_table, srgb_eotf, srgb_oetf
from tests.helpers.glasses import bare, flat_backdrop, glasses, panel

CENTRE = (90, 160)
VIEW = View(size_px=(320, 180))


def lux_for_white(cd_m2: float, reflectance: float = 0.8) -> Environment:
    """The illuminance under which matte white has this luminance."""
    return Environment(cd_m2 * math.pi / reflectance, white_reflectance=reflectance)


def at_centre(device, environment, *, world=0, codes=0, view=VIEW):
    """Luminance Y and monitor code of the left eye, in the middle of the picture."""
    eyes = CpuRenderer().compose(
        {"left": panel(device, codes)},
        flat_backdrop(world),
        device=device,
        environment=environment,
        view=view,
    )
    return float(luminance(eyes["left"].luminance[CENTRE])), eyes["left"].rgb[CENTRE]


def test_row_1_srgb_decoding():
    table = srgb_decode_table()
    assert [table[c] for c in (128, 188, 10)] == pytest.approx([0.215861, 0.502886, 0.00303527], rel=1e-5)


def test_row_2_decode_and_encode_is_the_identity():
    linear = np.rint(srgb_decode_table().astype(np.float64) * 65535).astype(int)
    assert (srgb_encode_table()[linear] == np.arange(256)).all()


def test_row_3_the_older_threshold_changes_no_code():
    older = [c / 255 / 12.92 if c / 255 <= 0.03928 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in range(256)]
    assert older == [srgb_eotf(c / 255) for c in range(256)]


def test_row_4_two_half_codes_add_as_light():
    device = glasses(peak_cd_m2=200.0, transmittance=(1.0, 1.0, 1.0))
    cd_m2, code = at_centre(device, lux_for_white(200.0), world=128, codes=128)
    assert cd_m2 == pytest.approx(86.344, rel=1e-4)
    assert round(255 * srgb_oetf(cd_m2 / 200)) == 176
    # the monitor's white is T s + L_pk = 400 cd/m²
    assert abs(int(code[0]) - round(255 * srgb_oetf(86.344 / 400))) <= 1


def test_row_5_a_black_panel_leaves_the_world_as_it_is():
    device = glasses(transmittance=(0.9, 0.8, 0.7))
    environment = Environment(5000.0)
    eyes = CpuRenderer().compose(
        {"left": panel(device)},
        flat_backdrop((200, 90, 30)),
        device=device,
        environment=environment,
        view=VIEW,
    )
    world = srgb_decode_table()[[200, 90, 30]] * np.float32(environment.white_cd_m2)
    assert (eyes["left"].luminance == world * np.array([0.9, 0.8, 0.7], np.float32)).all()
    assert (eyes["left"].luminance == eyes["right"].luminance).all()


def test_row_6_pure_green_has_its_share_of_luminance():
    cd_m2, _ = at_centre(glasses(peak_cd_m2=1000.0), Environment(0.0), codes=(0, 255, 0))
    assert cd_m2 == pytest.approx(715.2, rel=1e-5)


@pytest.mark.parametrize(
    ("lux", "reflectance", "expected"), [(500, 0.8, 127.32), (1e4, 0.18, 572.96), (1e5, 0.18, 5729.6)]
)
def test_row_7_lambert(lux, reflectance, expected):
    environment = Environment(lux, white_reflectance=reflectance)
    assert environment.white_cd_m2 == pytest.approx(expected, rel=1e-4)
    clear = glasses(transmittance=(1.0, 1.0, 1.0))
    assert at_centre(clear, environment, world=255)[0] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("row", "peak", "transmittance", "world", "ratio"),
    [
        (8, 1000, 0.85, 3000, 1.39216),
        (9, 1000, 0.85, 250, 5.70588),
        (10, 3000, 0.85, 3000, 2.17647),
        (11, 5000, 0.2, 30000, 1.83333),
    ],
)
def test_rows_8_to_11_contrast_against_the_world(row, peak, transmittance, world, ratio):
    device = glasses(peak_cd_m2=float(peak), transmittance=(transmittance,) * 3)
    lit, _ = at_centre(device, lux_for_white(world), world=255, codes=255)
    dark, _ = at_centre(device, lux_for_white(world), world=255)
    assert lit / dark == pytest.approx(ratio, rel=1e-4), f"row {row}"


def test_row_16_half_code_on_the_panel():
    device = glasses(peak_cd_m2=1000.0, transmittance=(0.85,) * 3)
    lit, _ = at_centre(device, lux_for_white(250), world=255, codes=128)
    assert lit / (0.85 * 250) == pytest.approx(2.01581, rel=1e-4)


def test_row_18_black_level_and_offset():
    # 200 cd/m² at 1000:1; the table's third term, k E / pi, is reflected light, which belongs to stray light
    device = glasses(peak_cd_m2=200.0, contrast=1000.0)
    assert at_centre(device, Environment(0.0))[0] == pytest.approx(0.59789 - 0.005 * 250 / math.pi, abs=1e-4)
    assert at_centre(device, Environment(0.0), codes=255)[0] == pytest.approx(200.0, rel=1e-5)
    half = 199.8 * srgb_eotf(128 / 255) + 0.2
    assert at_centre(device, Environment(0.0), codes=128)[0] == pytest.approx(half, rel=1e-5)


def test_row_21_pixels_per_degree_at_centre_and_edge():
    focal = stages.focal_px(1280, 40)
    assert stages.px_per_deg(focal) == pytest.approx(30.690, rel=1e-4)
    assert stages.px_per_deg(focal, 20) == pytest.approx(34.749, rel=1e-3)


@pytest.mark.parametrize(
    ("row", "size", "fov", "ppd"),
    [(22, (1280, 720), (44.236, 25.754), 27.484), (23, (1280, 960), (40.916, 31.262), 29.943)],
)
def test_rows_22_and_23_field_of_view_from_the_diagonal(row, size, fov, ppd):
    device = glasses(resolution_px=size, drawable_px=size, fov_diagonal_deg=50.0)
    assert device.fov_deg == pytest.approx(fov, rel=1e-4), f"row {row}"
    assert device.px_per_deg == pytest.approx(ppd, rel=1e-4), f"row {row}"


def test_row_24_pixels_per_degree_of_a_desktop_monitor():
    for inches, width, metres, expected in ((30, 3840, 0.7472, 75.402), (24, 1920, 0.6, 37.843)):
        wide_m = inches * 0.0254 * 16 / math.hypot(16, 9)
        assert stages.px_per_deg(metres / (wide_m / width)) == pytest.approx(expected, rel=1e-4)


def test_row_25_focal_length_of_30_pixels_per_degree():
    assert 30 / math.radians(1) == pytest.approx(1718.873, rel=1e-6)
    assert stages.px_per_deg(1718.873) == pytest.approx(30, rel=1e-6)


@pytest.mark.parametrize(("distance_m", "expected"), [(1, 54.145), (2, 27.072), (4, 13.536), (math.inf, 0.0)])
def test_row_26_shift_of_each_eye(distance_m, expected):
    device = glasses(virtual_image_distance_m=float(distance_m))
    assert stages.binocular_shift_px(1718.873, device, "left") == pytest.approx(expected, abs=1e-3)
    assert stages.binocular_shift_px(1718.873, device, "right") == pytest.approx(-expected, abs=1e-3)


def test_row_26_measured_on_the_picture_as_a_laboratory_would():
    device = glasses(transmittance=(0.0,) * 3)
    codes = panel(device)
    codes[198:202, 318:322] = 255  # a dot on the axis
    view = View(size_px=(1280, 720))
    backdrop = flat_backdrop(0, (1280, 720))
    eyes = CpuRenderer().compose(
        {"left": codes, "right": codes}, backdrop, device=device, environment=Environment(100.0), view=view
    )
    x = np.arange(1280)
    centroid = {}
    for eye, picture in eyes.items():
        light = luminance(picture.luminance).astype(np.float64)
        centroid[eye] = float((light.sum(axis=0) * x).sum() / light.sum()) - 639.5
    focal = ViewGeometry.of(device, backdrop, view).focal_px
    assert centroid["left"] == pytest.approx(focal * 0.0315 / 2, abs=0.04)
    assert centroid["right"] == pytest.approx(-focal * 0.0315 / 2, abs=0.04)


def test_row_27_vergence_follows_from_the_shift():
    for metres, arcmin in ((0.5, 432.58), (1, 216.51), (2, 108.28), (4, 54.14)):
        shift = stages.binocular_shift_px(1.0, glasses(virtual_image_distance_m=metres), "left")
        assert 2 * math.degrees(math.atan(shift)) * 60 == pytest.approx(arcmin, rel=1e-4)


def test_sixteen_levels_are_steps_of_the_drive():
    device = glasses(peak_cd_m2=1000.0, levels=16)
    seen = [round(at_centre(device, Environment(0.0), codes=code)[0], 3) for code in range(0, 256, 3)]
    assert len(set(seen)) == 16
    # code 100 is nearest to step 6 of 15
    assert at_centre(device, Environment(0.0), codes=100)[0] == pytest.approx(1000 * srgb_eotf(6 / 15), rel=1e-5)


def test_a_mono_green_panel_quotes_candelas_of_green():
    device = bare("even-g2", contrast=math.inf)
    cd_m2, code = at_centre(device, Environment(0.0), codes=255)
    assert cd_m2 == pytest.approx(1200, rel=1e-5)
    assert list(code) == [0, 255, 0]


def test_brightness_scales_peak_and_black():
    device = glasses(peak_cd_m2=1000.0, contrast=1000.0)
    dim = Environment(0.0, brightness=0.25)
    assert at_centre(device, dim, codes=255)[0] == pytest.approx(250, rel=1e-5)
    assert at_centre(device, dim)[0] == pytest.approx(0.25, rel=1e-5)


def test_monitor_white_is_world_white_plus_peak_and_nothing_clips():
    device, environment = bare("quark-s1"), Environment(10_000.0)
    white = stages.monitor_white(environment, device)
    assert white == pytest.approx(0.85 * 2546.479 + 4000, rel=1e-6)
    cd_m2, code = at_centre(device, environment, world=255, codes=255)
    assert cd_m2 == pytest.approx(white, rel=1e-4)
    assert list(code) == [255, 255, 255]
