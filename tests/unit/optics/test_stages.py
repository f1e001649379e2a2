"""The stages on their own: each test names the row of the table of closed-form checks that it holds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hud.cv import cv2
from hud.device import Alignment, Distortion, Eyebox, Mtf
from hud.environment import Environment
from hud.optics import stages
from hud.units import parse_quantity
from tests.helpers.glasses import bare, glasses


def test_row_20_the_dimmer_s_law_and_its_clamps():
    assert [stages.dimmer_transmittance(x) for x in (1, 10, 100, 1000, 0)] == pytest.approx([0.8, 0.5, 0.2, 0.2, 0.8])


def test_the_dimmer_follows_the_scenario_and_joins_the_lens():
    device = glasses(transmittance=(0.9, 0.8, 0.7), auto_dimmer=True)
    environment = Environment(10 * math.pi / 0.18)
    assert stages.transmittance(environment, device) == pytest.approx((0.45, 0.40, 0.35))
    assert stages.transmittance(environment, glasses(transmittance=(0.9, 0.8, 0.7))) == (0.9, 0.8, 0.7)


def test_row_27_28_disparity_of_near_and_far_objects_on_the_image_plane():
    def vergence(metres):
        return 2 * math.degrees(math.atan(stages.parallax_px(1.0, 0.063, metres, "left"))) * 60

    assert vergence(1) - vergence(2) == pytest.approx(108.23, rel=1e-4)
    assert vergence(4) - vergence(2) == pytest.approx(-54.14, rel=1e-3)


@pytest.mark.parametrize(("near", "far", "dioptres"), [(0.5, 2, 1.5), (1.25, 2, 0.3), (5, 2, 0.3)])
def test_row_29_dioptres_between_two_distances(near, far, dioptres):
    assert stages.disc_sigma_rad(1.0, near, far) / (0.55 / 2) == pytest.approx(dioptres)


def test_row_35_sigma_of_a_gaussian_from_one_point_of_its_mtf():
    sigma = stages.gaussian_sigma_deg(Mtf(0.3, 15))
    assert sigma * 60 == pytest.approx(0.98788, rel=1e-4)
    assert sigma * 30 == pytest.approx(0.49394, rel=1e-4)
    assert stages.gaussian_sigma_deg(None) == 0
    assert stages.gaussian_sigma_deg(Mtf(1.0, 15)) == 0


def test_row_36_that_gaussian_at_another_frequency_and_a_square_pixel_at_nyquist():
    assert stages.gaussian_mtf(stages.gaussian_sigma_deg(Mtf(0.3, 15)), 7.5) == pytest.approx(0.74008, rel=1e-4)
    assert stages.aperture_mtf(1.0, 0.5) == pytest.approx(0.63662, rel=1e-5)
    assert stages.aperture_mtf(1.0, 0.0) == 1


def test_row_37_nyquist_and_snellen_at_30_pixels_per_degree():
    per_degree = stages.px_per_deg(1718.873)
    assert per_degree / 2 == pytest.approx(15, rel=1e-6)
    assert 20 * 60 / per_degree == pytest.approx(40, rel=1e-6)


def test_row_38_brown_conrady():
    x, y = stages.distorted(np.array([0.3]), np.array([0.0]), Distortion(k1=-0.1))
    assert (1000 * x[0], y[0]) == pytest.approx((297.3, 0))


DISTORTIONS = [
    Distortion(k1=-0.1),
    Distortion(k1=0.2, k2=-0.05, k3=0.01, p1=0.004, p2=-0.003),
    Distortion(k1=-0.3, k2=0.1, p2=0.01),
]


@pytest.mark.parametrize("d", DISTORTIONS)
def test_row_38_opencv_distorts_alike_and_the_inverse_takes_it_back(d):
    rng = np.random.default_rng(3)
    points = rng.uniform(-0.35, 0.35, (200, 2))
    mine = np.stack(stages.distorted(points[:, 0], points[:, 1], d), axis=1)
    flat = np.concatenate([points, np.ones((200, 1))], axis=1)
    theirs, _ = cv2.projectPoints(flat, np.zeros(3), np.zeros(3), np.eye(3), np.array([d.k1, d.k2, d.p1, d.p2, d.k3]))
    assert mine == pytest.approx(theirs[:, 0], abs=1e-12)
    back = np.stack(stages.undistorted(mine[:, 0], mine[:, 1], d), axis=1)
    assert back == pytest.approx(points, abs=1e-8)


def test_beyond_the_fold_of_a_barrel_there_is_nothing_to_see():
    # x (1 - x²) has its greatest value, 0.385, at x = 0.577
    x, y = stages.undistorted(np.array([0.38, 0.39, 2.0]), np.zeros(3), Distortion(k1=-1.0))
    assert x[0] == pytest.approx(0.52331, abs=1e-4)
    assert np.isinf(x[1:]).all()
    assert np.isinf(y[1:]).all()


def test_row_39_blur_disc_of_a_far_world():
    sigma = stages.disc_sigma_rad(0.003, 2.0, 6.0)
    assert math.degrees(sigma / (0.55 / 2)) * 60 == pytest.approx(3.4377, rel=1e-4)
    assert math.degrees(sigma) * 60 == pytest.approx(0.94538, rel=1e-4)


def test_row_40_watson_and_yellott():
    assert [stages.pupil_mm(cd) for cd in (100, 1000, 3000)] == pytest.approx([3.4690, 2.6803, 2.4543], rel=1e-4)


def test_stage_4_uses_the_pupil_of_the_dimmed_scene():
    device = glasses(transmittance=(0.5, 0.4, 0.3), virtual_image_distance_m=2.0)
    environment = Environment(100 * math.pi / 0.18 / 0.5, world_distance_m=6.0)
    expected = 0.55 / 2 * 3.4690e-3 * (1 / 2 - 1 / 6)
    assert math.radians(stages.defocus_sigma_deg(environment, device)) == pytest.approx(expected, rel=1e-4)
    assert stages.defocus_sigma_deg(Environment(100.0), device) == 0


@pytest.mark.parametrize(("changes", "smear", "lag"), [({}, 50, 0), ({"persistence": 0.18}, 9, 0)])
def test_row_41_head_turn_of_100_degrees_a_second(changes, smear, lag):
    environment = Environment(1.0, head_rate_deg_s=(100.0, 0.0))
    device = glasses(refresh_hz=60.0, latency_s=0.02, **changes)
    assert 30 * stages.smear_deg(environment, device)[0] == pytest.approx(smear)
    assert 30 * stages.lag_deg(environment, device)[0] == pytest.approx(60)
    assert stages.lag_deg(environment, glasses(latency_s=0.0)) == (lag, lag)


def test_stage_12_a_prompt_panel_shows_every_moment_and_a_late_or_slow_one_its_last_refresh():
    assert stages.shown_time_s(12.3456, glasses()) == 12.3456
    assert stages.shown_time_s(12.3456, glasses(refresh_hz=120.0)) == 12.3456
    assert stages.shown_time_s(1.249, glasses(refresh_hz=20.0)) == pytest.approx(1.20)
    assert stages.shown_time_s(1.25, glasses(refresh_hz=20.0)) == pytest.approx(1.25)
    assert stages.shown_time_s(1.0, glasses(refresh_hz=60.0, latency_s=0.02)) == pytest.approx(58 / 60)
    assert stages.shown_time_s(0.01, glasses(latency_s=0.5)) == 0


def test_row_42_roll_and_magnification_ten_degrees_out():
    at = np.array([300.0 / 1718.873])  # 10 degrees at 30 pixels per degree
    x, y = stages.aligned(at, np.zeros(1), Alignment(roll_deg=0.1))
    assert y[0] * 1718.873 * 2 == pytest.approx(1.047, rel=1e-3)  # half an arcminute is a pixel
    assert y[0] > 0, "clockwise: what is right goes down"
    x, _ = stages.aligned(at, np.zeros(1), Alignment(magnification=1.01))
    assert (x - at)[0] * 1718.873 == pytest.approx(3.0)


def test_alignment_is_undone_exactly():
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-0.3, 0.3, (2, 50))
    out = Alignment(roll_deg=2.0, vertical_deg=-0.7, magnification=0.98)
    back = stages.unaligned(*stages.aligned(x, y, out), out)
    assert np.stack(back) == pytest.approx(np.stack([x, y]), abs=1e-14)


def test_row_43_prism_dioptre_and_milliradian():
    _, y = stages.aligned(np.zeros(1), np.zeros(1), Alignment(vertical_deg=34.376 / 60))
    assert y[0] == pytest.approx(-0.01, rel=1e-4)
    assert parse_quantity("1 mrad", "angle") * 60 == pytest.approx(3.4377, rel=1e-4)


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_row_44_uniformity_is_met_exactly_and_the_white_point_moves_without_it(seed):
    for device in (
        glasses(uniformity=1 / 1.7, uniformity_seed=seed),
        bare("even-g2", uniformity=1 / 1.7, uniformity_seed=seed),
    ):
        field = stages.uniformity_field(device, "left", (321, 200))
        y = sum(np.float64(w) * field[..., n] for n, w in enumerate(stages.channel_luminance(device)))
        low, high = y.min(), y.max()
        assert low / high == pytest.approx(0.58824, abs=2e-5)
        assert (high - low) / (high + low) == pytest.approx(0.25926, abs=2e-5)
        assert field.max() <= 1
        # smooth: no step from pixel to pixel
        assert np.abs(np.diff(y, axis=0)).max() < 0.02
        assert np.abs(np.diff(y, axis=1)).max() < 0.02
    assert not (stages.uniformity_field(device, "right", (32, 20)) == field[:20, :32]).all()


def test_eyebox_falls_off_smoothly_outside():
    device = glasses(eyebox=Eyebox(width_m=0.010, height_m=0.008, falloff_m=0.002))

    def share(x_mm, y_mm):
        return stages.eyebox_share(Environment(1.0, pupil_offset_m=(x_mm / 1000, y_mm / 1000)), device)

    assert [share(0, 0), share(5, 4), share(-5, -4)] == [1, 1, 1]
    assert share(6, 0) == pytest.approx(0.5)
    assert share(0, -5) == pytest.approx(0.5)
    assert share(5.5, 0) == pytest.approx(1 - 0.25**2 * (3 - 0.5))
    assert [share(7, 0), share(20, 20)] == pytest.approx([0, 0])


def test_primaries_are_scaled_to_the_measured_white():
    p3 = ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979))
    device = glasses(primaries=tuple(tuple(3 * x for x in row) for row in p3))
    white = np.array(stages.panel_white(device), np.float32)
    assert float(stages.luminance(white)) == pytest.approx(1, rel=1e-6)
    assert sum(stages.channel_luminance(device)) == pytest.approx(1)
    # DCI-P3 with a D65 white: published luminance of its primaries
    assert stages.channel_luminance(device) == pytest.approx((0.2290, 0.6917, 0.0793), abs=1e-3)


def test_camera_exposes_white_at_nine_tenths_and_depends_on_the_world_alone():
    device, environment = glasses(transmittance=(0.85,) * 3), Environment(500.0)
    white = 0.85 * environment.white_cd_m2
    light = np.full((1, 1, 3), white, np.float32)
    code = stages.monitor_picture(light, environment, device, "camera")
    assert code[0, 0, 0] == round(255 * (1.055 * 0.9 ** (1 / 2.4) - 0.055))
    assert (stages.monitor_picture(light * 5, environment, device, "camera") == 255).all()
    assert stages.camera_white(Environment(0.0), device) > 0


def test_eye_view_keeps_hue_and_order_and_reaches_white():
    device, environment = glasses(peak_cd_m2=1000.0), Environment(10.0)
    white = stages.monitor_white(environment, device)
    ramp = np.linspace(0, 1, 400, dtype=np.float32)[:, None, None] * np.float32(white)
    grey = stages.monitor_picture(np.repeat(ramp, 3, axis=2), environment, device, "eye")
    assert (np.diff(grey[:, 0, 0].astype(int)) >= 0).all()
    assert grey[-1, 0, 0] == 255
    # the mean of the scene is near Reinhard's key, whatever the light
    for lux in (10.0, 1000.0, 100_000.0):
        there = Environment(lux)
        scene = np.full((1, 1, 3), 0.85 * stages.scene_cd_m2(there), np.float32)
        code = stages.monitor_picture(scene, there, glasses(transmittance=(0.85,) * 3), "eye")
        assert 105 <= code[0, 0, 0] <= 125
    tinted = np.array([[[300.0, 200.0, 100.0]]], np.float32)
    shown = stages.monitor_picture(tinted, Environment(2000.0), device, "eye")[0, 0]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in shown / 255.0]
    assert linear[0] / linear[1] == pytest.approx(1.5, rel=0.03)
    assert linear[1] / linear[2] == pytest.approx(2.0, rel=0.03)


def test_the_light_at_the_eye_is_the_world_s_and_the_display_s():
    world, display = np.full((2, 3, 3), 100.5, np.float32), np.zeros((2, 3, 3), np.float32)
    display[1] = 250.0
    seen = stages.at_eye(world, display)
    assert (seen[0] == 100.5).all()
    assert (seen[1] == 350.5).all()
