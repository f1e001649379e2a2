"""The optics measured on the picture, as a laboratory measures a display: edges, dots, lines and flat fields."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hud.cv import cv2
from hud.device import EYES, Alignment, Distortion, Eyebox, Ghost, Mtf
from hud.environment import Environment
from hud.optics import CpuRenderer, View, ViewGeometry, stages
from hud.units import srgb_decode_table, srgb_oetf
from tests.helpers.glasses import flat_backdrop, glasses, panel

DARK = Environment(0.0)


def bench(**changes):
    """A small panel with 30 pixels per degree, straight ahead of the eye, in the dark."""
    size = changes.pop("size", (240, 150))
    focal = 30 / math.radians(1)
    diagonal = 2 * math.degrees(math.atan(math.hypot(*size) / 2 / focal))
    settings = {
        "resolution_px": size,
        "drawable_px": size,
        "fov_diagonal_deg": diagonal,
        "peak_cd_m2": 1000.0,
        "transmittance": (1.0,) * 3,
        "virtual_image_distance_m": math.inf,
    }
    return glasses(**{**settings, **changes})


def light(device, codes, view, *, environment=DARK, world=0, hfov_deg=46.0, eye="left"):
    backdrop = flat_backdrop(world, (320, 180), hfov_deg)
    eyes = CpuRenderer().compose({eye: codes}, backdrop, device=device, environment=environment, view=view)
    return eyes[eye].luminance, ViewGeometry.of(device, backdrop, view)


def contrast_at(profile, step_deg, cycles_per_deg):
    """Modulus of the Fourier transform of a line's profile, relative to its sum."""
    x = np.arange(len(profile)) * step_deg
    return abs((profile * np.exp(-2j * np.pi * cycles_per_deg * x)).sum()) / profile.sum()


def joint(cycles_per_deg):
    """What a step edge keeps beside the stated Gaussian: the box of a joint over the Gaussian of its variance."""
    x = math.pi * cycles_per_deg / 30
    return math.sin(x) / x * math.exp(x * x / 6)


CLOSE = View(size_px=(960, 600), zoom="display")


@pytest.mark.parametrize("point", [(0.5, 10.0), (0.3, 15.0), (0.8, 10.0)])
def test_rows_35_and_36_mtf_of_a_step_edge(point):
    device = bench(mtf=Mtf(*point))
    codes = panel(device)
    codes[:, 120:] = 255
    seen, geometry = light(device, codes, CLOSE)
    edge = seen[300, :, 1].astype(np.float64)
    line = np.diff(edge)[240:720]
    for u in (5.0, 10.0, 15.0):
        # the difference of neighbours is a box one view pixel wide
        seen_mtf = contrast_at(line, 1 / geometry.px_per_deg, u) / stages.aperture_mtf(1, u / geometry.px_per_deg)
        stated = stages.gaussian_mtf(stages.gaussian_sigma_deg(device.mtf), u)
        assert seen_mtf == pytest.approx(stated, rel=0.02 if u < 15 else 0.06), "the profile's own number"
        assert seen_mtf == pytest.approx(stated * joint(u), rel=0.02)


@pytest.mark.parametrize("aperture", [0.0, 1.0])
def test_a_grating_has_the_stated_mtf_and_one_sinc_of_its_square_pixels(aperture):
    device = bench(mtf=Mtf(0.37, 7), pixel_aperture=aperture)
    for period in (4, 6, 12):
        u = 30 / period
        wave = 0.5 + 0.5 * np.cos(2 * np.pi * np.arange(240) / period)
        codes = panel(device)
        codes[:] = np.array([round(255 * srgb_oetf(v)) for v in wave], np.uint8)[None, :, None]
        seen, geometry = light(device, codes, CLOSE)
        shown = modulation(seen[300, 240:720, 1].astype(np.float64), 1 / geometry.px_per_deg, u)
        drawn = modulation(srgb_decode_table()[codes[0, 60:180, 0]].astype(np.float64), 1 / 30, u)
        expected = stages.gaussian_mtf(stages.gaussian_sigma_deg(device.mtf), u) * stages.aperture_mtf(1, u / 30)
        assert shown / drawn == pytest.approx(expected, rel=0.02), f"{u} cycles/degree"


def test_a_display_sharper_than_linear_pixels_are_is_not_blurred_once_more():
    sharp, plain = (bench(mtf=mtf, alignment_left=Alignment(roll_deg=3)) for mtf in (Mtf(0.95, 10), None))
    codes = panel(sharp)
    codes[:, 120:] = 255
    assert (light(sharp, codes, CLOSE)[0] == light(plain, codes, CLOSE)[0]).all()


def test_mtf_of_a_slanted_edge_where_a_pixel_of_the_view_is_as_coarse_as_the_panel_s():
    """The blur is half a pixel wide there; ISO 12233's slanted edge sees between the pixels."""
    slant = 5.0
    device = bench(mtf=Mtf(0.5, 10), alignment_left=Alignment(roll_deg=slant))
    codes = panel(device)
    codes[:, 120:] = 255
    hfov = 2 * math.degrees(math.atan(160 / (28 / math.radians(1))))
    seen, geometry = light(device, codes, View(size_px=(320, 180)), hfov_deg=hfov)
    assert geometry.px_per_deg == pytest.approx(28)
    x, y = np.meshgrid(np.arange(320) - 159.5, np.arange(180) - 89.5)
    across = (math.cos(math.radians(slant)) * x + math.sin(math.radians(slant)) * y)[50:130, 100:220].ravel()
    value = seen[50:130, 100:220, 1].astype(np.float64).ravel()
    bins = np.floor((across + 40) * 8).astype(int)
    good = (bins >= 0) & (bins < 640)
    profile = np.bincount(bins[good], value[good], 640) / np.maximum(np.bincount(bins[good], None, 640), 1)
    step = 1 / 8 / geometry.px_per_deg
    for u in (5.0, 10.0, 12.0):
        known = joint(u) * stages.aperture_mtf(2, u * step)
        expected = stages.gaussian_mtf(stages.gaussian_sigma_deg(device.mtf), u)
        assert contrast_at(np.diff(profile), step, u) / known == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("size", [(150, 94), (160, 100), (200, 125), (480, 300)])
def test_mtf_of_a_grating_in_views_coarser_than_the_panel_and_finer(size):
    """In the coarser ones the blur is no wider than the mean over a pixel of the view, which then stands for it."""
    device = bench(mtf=Mtf(0.5, 10))
    sigma = stages.gaussian_sigma_deg(device.mtf)
    left = stages.joined_sigma_deg(sigma, 1 / 30)
    for u in (3.0, 6.0):
        wave = 0.5 + 0.5 * np.cos(2 * np.pi * u / 30 * np.arange(240))
        codes = panel(device)
        codes[:] = np.array([round(255 * srgb_oetf(v)) for v in wave], np.uint8)[None, :, None]
        seen, geometry = light(device, codes, View(size_px=size, zoom="display"))
        width = size[0]
        profile = seen[size[1] // 2, width // 4 : 3 * width // 4, 1].astype(np.float64)
        shown = modulation(profile, 1 / geometry.px_per_deg, u)
        drawn = modulation(srgb_decode_table()[codes[0, 60:180, 0]].astype(np.float64), 1 / 30, u)
        expected = drawn * stages.aperture_mtf(1, u / 30) * joint(u) * stages.gaussian_mtf(sigma, u)
        if left * geometry.px_per_deg < 1 / math.sqrt(12):
            expected *= stages.aperture_mtf(1, u / geometry.px_per_deg) / stages.gaussian_mtf(left, u)
        assert shown == pytest.approx(expected, rel=0.02), f"{u} cycles/degree at {geometry.px_per_deg:.1f} px/degree"


def modulation(profile, step_deg, cycles_per_deg):
    """Amplitude over mean of the sine of a frequency that fits a profile best."""
    turn = 2 * np.pi * cycles_per_deg * step_deg * np.arange(len(profile))
    waves = np.stack([np.ones_like(turn), np.cos(turn), np.sin(turn)], axis=1)
    mean, *parts = np.linalg.lstsq(waves, profile, rcond=None)[0]
    return math.hypot(*parts) / mean


@pytest.mark.parametrize("side", [1.0, 0.8, 0.5])
def test_row_36_a_line_of_square_pixels_has_the_mtf_of_its_aperture(side):
    device = bench(pixel_aperture=side)
    codes = panel(device)
    codes[:, 120] = 255
    seen, geometry = light(device, codes, CLOSE)
    line = seen[:, :, 1].astype(np.float64).sum(axis=0)
    for u in (5.0, 10.0, 15.0):
        # a pixel of the view takes the mean of what is in it, which is an aperture of its own
        expected = stages.aperture_mtf(side, u / 30) * stages.aperture_mtf(1, u / geometry.px_per_deg)
        assert contrast_at(line, 1 / geometry.px_per_deg, u) == pytest.approx(expected, rel=0.02)


def test_pixel_structure_keeps_the_mean_and_shows_the_gaps():
    device = bench(pixel_aperture=0.7)
    for view, visible in ((CLOSE, True), (View(size_px=(240, 150), zoom="display"), False)):
        seen, geometry = light(device, panel(device, 255), view)
        height, width = seen.shape[:2]
        middle = seen[height // 3 : 2 * height // 3, width // 3 : 2 * width // 3, 1]
        assert middle.mean() == pytest.approx(1000, rel=0.01), geometry.px_per_deg
        if visible:
            assert middle.min() < 20
            assert middle.max() == pytest.approx(1000 / 0.49, rel=1e-5)


@pytest.mark.parametrize("width", [176, 240, 250, 295, 375])
def test_blurred_squares_do_not_beat_with_a_view_as_coarse_as_the_panel(width):
    """A blur of one pitch leaves 2 exp(-2 pi²) of their structure: nothing."""
    sigma_deg = 1 / 30
    device = bench(pixel_aperture=0.5, mtf=Mtf(stages.gaussian_mtf(sigma_deg, 10), 10))
    view = View(size_px=(width, width * 150 // 240), zoom="display")
    seen, _ = light(device, panel(device, 255), view)
    height = seen.shape[0]
    middle = seen[height // 3 : 2 * height // 3, width // 3 : 2 * width // 3, 1]
    assert middle.min() > 960
    assert middle.max() < 1040


@pytest.mark.parametrize("side", [0.05, 0.15, 0.3, 0.5, 0.9])
@pytest.mark.parametrize("more", [{}, {"mtf": Mtf(0.5, 10), "haze": 0.02}], ids=["sharp", "blurred"])
def test_squares_of_any_size_are_exact_to_a_code_and_nothing_clips(side, more):
    device = bench(pixel_aperture=side, contrast=1000.0, **more)
    codes = panel(device)
    codes[:50] = np.arange(240, dtype=np.uint8)[:, None]
    codes[60:90] = np.random.default_rng(4).integers(0, 256, (30, 240, 3))
    codes[100:] = 255
    for environment in (DARK, Environment(300.0)):
        view = View(size_px=(480, 300), zoom="display")
        eyes = CpuRenderer().compose(
            {"left": codes}, flat_backdrop(90, (320, 180)), device=device, environment=environment, view=view
        )
        exact = stages.monitor_picture(eyes["left"].luminance, environment, device, "linear")
        assert np.abs(exact.astype(int) - eyes["left"].rgb).max() <= 1
        assert eyes["left"].luminance.max() <= stages.monitor_white(environment, device) * (1 + 1e-5)


@pytest.mark.parametrize("size", [(240, 150), (180, 112), (150, 94), (110, 68)])
@pytest.mark.parametrize("changes", [{}, {"distortion": Distortion(k1=-0.1)}, {"mtf": Mtf(0.5, 20)}])
def test_a_thin_stroke_keeps_its_light_wherever_it_lies(size, changes):
    device = bench(size=(240, 150), **changes)
    columns = list(range(15, 230, 16))
    codes = panel(device)
    codes[:, columns] = 255
    seen, geometry = light(device, codes, View(size_px=size, zoom="display"))
    row = seen[size[1] // 2, :, 1].astype(np.float64)
    scale = geometry.focal_px / device.focal_px
    k1 = device.distortion.k1
    for column in columns:
        tangent = (column - 119.5) / device.focal_px
        at = round((size[0] - 1) / 2 + geometry.focal_px * tangent * (1 + k1 * tangent**2))
        reach = math.ceil(3 * scale) + 1
        # so much of the view is a panel pixel there
        wide = scale * (1 + 3 * k1 * tangent**2)
        assert row[at - reach : at + reach + 1].sum() / wide == pytest.approx(1000, rel=0.04)


@pytest.mark.parametrize("aperture", [0.0, 0.05, 0.5])
@pytest.mark.parametrize("width", [110, 180, 240])
@pytest.mark.parametrize("sigma_px", [0.31, 0.37, 0.45])
def test_a_thin_stroke_keeps_its_light_under_a_blur_finer_than_a_pixel_of_the_view(aperture, width, sigma_px):
    view = View(size_px=(width, width * 150 // 240), zoom="display")
    per_degree = ViewGeometry.of(bench(), flat_backdrop(0, (320, 180)), view).px_per_deg
    mtf = Mtf(stages.gaussian_mtf(sigma_px / per_degree, 10), 10)
    device = bench(pixel_aperture=aperture, mtf=mtf)
    columns = list(range(15, 230, 13))
    codes = panel(device)
    codes[:, columns] = 255
    seen, geometry = light(device, codes, view)
    height = seen.shape[0]
    row = seen[height // 4 : 3 * height // 4, :, 1].astype(np.float64).mean(0)  # over the squares and between them
    scale = geometry.focal_px / device.focal_px
    reach = min(int(6.4 * scale), 5)
    for column in columns:
        at = round((width - 1) / 2 + geometry.focal_px * (column - 119.5) / device.focal_px)
        assert row[at - reach : at + reach + 1].sum() / scale == pytest.approx(1000, rel=0.03), column


def spots(seen, near, reach=9):
    """Centre of gravity of the light around each of some points, (n, 2)."""
    found = []
    for x, y in np.rint(near).astype(int):
        part = seen[y - reach : y + reach + 1, x - reach : x + reach + 1].astype(np.float64)
        along = np.arange(-reach, reach + 1)
        found.append((x + (part.sum(0) * along).sum() / part.sum(), y + (part.sum(1) * along).sum() / part.sum()))
    return np.array(found)


def dots(device):
    """A grid of dots three pixels wide; their places from the axis, in tangents."""
    codes = panel(device)
    places = [(u, v) for u in range(20, 240, 25) for v in range(20, 150, 22)]
    for u, v in places:
        codes[v - 1 : v + 2, u - 1 : u + 2] = 255
    return codes, (np.array(places) - [119.5, 74.5]) / device.focal_px


def test_row_38_distortion_and_fringes_of_a_grid_of_dots():
    d = Distortion(k1=-0.6, k2=0.4, p1=0.01, p2=-0.02)
    magnified = (1.006, 1.0, 0.994)
    device = bench(distortion=d, lateral_colour=magnified, mtf=Mtf(0.5, 10))
    codes, at = dots(device)
    seen, geometry = light(device, codes, CLOSE)
    flat = np.concatenate([at, np.ones((len(at), 1))], axis=1)
    moved, _ = cv2.projectPoints(flat, np.zeros(3), np.zeros(3), np.eye(3), np.array([d.k1, d.k2, d.p1, d.p2, 0.0]))
    for channel, m in enumerate(magnified):
        expected = m * geometry.focal_px * moved[:, 0] + [479.5, 299.5]
        assert spots(seen[..., channel], expected) == pytest.approx(expected, abs=0.05)
    plain = geometry.focal_px * at + [479.5, 299.5]
    assert np.abs(geometry.focal_px * moved[:, 0] + [479.5, 299.5] - plain).max() > 1


@pytest.mark.parametrize("eye", EYES)
def test_rows_26_and_42_shift_roll_and_magnification_of_a_grid_of_dots(eye):
    out = Alignment(roll_deg=1.5, vertical_deg=0.25, magnification=1.02)
    device = bench(**{f"alignment_{eye}": out, "virtual_image_distance_m": 2.0})
    codes, at = dots(device)
    seen, geometry = light(device, codes, CLOSE, eye=eye)
    angle = math.radians(1.5)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    expected = geometry.focal_px * (1.02 * at @ turn) + [479.5, 299.5]
    expected[:, 0] += geometry.focal_px * 0.0315 / 2 * (1 if eye == "left" else -1)
    expected[:, 1] -= geometry.focal_px * math.tan(math.radians(0.25))
    assert spots(seen[..., 1], expected) == pytest.approx(expected, abs=0.05)


def test_row_44_flat_field():
    device = bench(uniformity=0.6)
    seen, geometry = light(device, panel(device, 255), CLOSE)
    field = geometry.panel(device, "left", device.resolution_px).footprint()
    y = stages.luminance(seen)[field.y0 + 6 : field.y1 - 6, field.x0 + 6 : field.x1 - 6]
    assert y.max() == pytest.approx(1000, rel=1e-3)
    assert y.min() / y.max() == pytest.approx(0.6, abs=1e-3)
    chromatic = seen[field.rows, field.cols, 0] / seen[field.rows, field.cols, 1]
    assert chromatic[6:-6, 6:-6].std() > 0.002


def test_haze_is_a_veil_over_the_field_and_nowhere_else():
    device = bench(haze=0.04)
    codes = panel(device)
    codes[:, :60] = 255  # a quarter of the field
    seen, geometry = light(device, codes, CLOSE)
    field = geometry.panel(device, "left", device.resolution_px).footprint()
    dark = seen[field.y0 + 4 : field.y1 - 4, 500 : field.x1 - 2]
    assert dark == pytest.approx(np.full_like(dark, 0.04 * 250), rel=1e-5)
    lit = seen[300, field.x0 + 20]
    assert lit == pytest.approx(np.full(3, 0.96 * 1000 + 0.04 * 250), rel=1e-5)
    outside = seen.copy()
    outside[field.rows, field.cols] = 0
    assert outside[:, : field.x0 - 6].max(initial=0) == 0
    total = seen[field.rows, field.cols].mean()
    assert total == pytest.approx(250, rel=0.02), "no light is lost"


def test_a_ghost_stands_at_its_angle_with_its_share():
    device = bench(ghosts=(Ghost(right_deg=1.25, up_deg=0.5, gain=0.03),), size=(300, 200))
    codes = panel(device)
    codes[120:123, 100:103] = 255
    seen, geometry = light(device, codes, CLOSE)
    y = seen[..., 1].astype(np.float64)
    first = geometry.focal_px * (np.array([101, 121]) - [149.5, 99.5]) / device.focal_px + [479.5, 299.5]
    second = first + geometry.focal_px * np.array([math.tan(math.radians(1.25)), -math.tan(math.radians(0.5))])
    assert spots(y, np.array([first, second])) == pytest.approx(np.array([first, second]), abs=0.05)

    def energy(at):
        px, py = np.rint(at).astype(int)
        return y[py - 12 : py + 13, px - 12 : px + 13].sum()

    assert energy(second) / energy(first) == pytest.approx(0.03 / 0.97, rel=1e-3)


def test_a_pupil_beyond_the_eyebox_sees_the_display_dimmer_and_the_world_as_it_is():
    device = bench(eyebox=Eyebox(width_m=0.010, height_m=0.010, falloff_m=0.002))
    for offset_mm, share in ((0, 1.0), (6, 0.5), (9, 0.0)):
        environment = Environment(1000.0, pupil_offset_m=(offset_mm / 1000, 0.0))
        seen, _ = light(device, panel(device, 255), CLOSE, environment=environment, world=255)
        assert seen[300, 480, 1] == pytest.approx(environment.white_cd_m2 + 1000 * share, rel=1e-5)


def test_row_18_stray_light_lies_over_everything():
    device = bench(stray_light=0.005, peak_cd_m2=200.0, contrast=1000.0)
    seen, _ = light(device, panel(device), CLOSE, environment=Environment(250.0))
    assert seen[300, 480, 1] == pytest.approx(0.59789, abs=1e-5)
    assert seen[0, 0, 1] == pytest.approx(0.005 * 250 / math.pi, rel=1e-5)


def spread(profile):
    """Its variance about its centroid, pixels squared."""
    x = np.arange(len(profile))
    return (profile * (x - (profile * x).sum() / profile.sum()) ** 2).sum() / profile.sum()


@pytest.mark.parametrize(
    ("rate", "axis"), [((40.0, 0.0), 1), ((-40.0, 0.0), 1), ((0.0, 40.0), 0), ((30.0, 40.0), None)]
)
def test_row_41_a_turning_head_smears_and_displaces_the_display(rate, axis):
    device = bench(refresh_hz=60.0, persistence=0.5, latency_s=0.01)
    environment = Environment(0.0, head_rate_deg_s=rate)
    codes = panel(device)
    codes[74:76, 119:121] = 255
    seen, geometry = light(device, codes, CLOSE, environment=environment)
    still, _ = light(device, codes, CLOSE)
    y = seen[..., 1].astype(np.float64)
    assert y.sum() == pytest.approx(still[..., 1].sum(dtype=np.float64), rel=1e-2)
    per_degree = geometry.px_per_deg
    centre = np.array([(y.sum(0) * np.arange(960)).sum(), (y.sum(1) * np.arange(600)).sum()]) / y.sum()
    moved = np.array([rate[0], -rate[1]]) * (0.01 + 0.5 / 60 / 2) * per_degree
    assert centre - moved == pytest.approx([479.5, 299.5], abs=1 / 32)  # of a sample's position
    if axis is not None:
        before, after = (spread(one.sum(axis=1 - axis)) for one in (still[..., 1].astype(np.float64), y))
        # an even way has a twelfth of its length squared, and samples that are linear in between a sixth of a pixel
        length = math.sqrt(12 * (after - before - 1 / 6))
        assert length == pytest.approx(40 * 0.5 / 60 * per_degree, abs=0.05)


def test_row_39_the_far_world_is_out_of_focus_and_the_display_is_not():
    """An edge in the world, behind glasses focused at half a metre: its MTF is the blur disc's Gaussian."""
    device = bench(virtual_image_distance_m=0.5)
    environment = Environment(100.0, world_distance_m=1000.0)
    backdrop = flat_backdrop(0, (960, 600), 10.0)
    backdrop.rgb[:, 480:] = 255
    view = View(size_px=(960, 600))
    eyes = CpuRenderer().compose({}, backdrop, device=device, environment=environment, view=view)
    line = np.diff(eyes["left"].luminance[300, :, 1].astype(np.float64))
    per_degree = ViewGeometry.of(device, backdrop, view).px_per_deg
    sigma = stages.defocus_sigma_deg(environment, device)
    for u in (0.5, 1.0, 1.5):
        assert contrast_at(line, 1 / per_degree, u) == pytest.approx(stages.gaussian_mtf(sigma, u), rel=0.02)


def test_primaries_mix_in_linear_light():
    p3 = ((1.2249, -0.2247, 0.0), (-0.0420, 1.0419, 0.0), (-0.0197, -0.0786, 1.0979))
    device = bench(primaries=p3)
    seen, _ = light(device, panel(device, (255, 0, 0)), CLOSE, environment=Environment(500.0), world=255)
    white = Environment(500.0).white_cd_m2
    expected = white + 1000 * np.array([row[0] for row in stages.panel_matrix(device)])
    assert seen[300, 480] == pytest.approx(expected, rel=1e-5)
    # in the dark the light is less than none of BT.709's green, and a monitor shows none
    dark = CpuRenderer().compose(
        {"left": panel(device, (255, 0, 0))}, flat_backdrop(0), device=device, environment=DARK, view=CLOSE
    )["left"]
    assert dark.luminance[300, 480] == pytest.approx(expected - white, rel=1e-5)
    assert dark.luminance[300, 480, 1] < 0
    assert list(dark.rgb[300, 480, 1:]) == [0, 0]


@pytest.mark.parametrize(
    ("row", "peak", "transmittance", "world", "ratio"),
    [
        (12, 5100, 0.85, 3000, 3), (12, 10200, 0.85, 3000, 5), (12, 22950, 0.85, 3000, 10),
        (13, 425, 0.85, 250, 3), (13, 850, 0.85, 250, 5), (13, 1912.5, 0.85, 250, 10),
        (14, 1000, 0.85, 588.24, 3), (14, 1000, 0.85, 294.12, 5), (14, 1000, 0.85, 130.72, 10),
        (15, 1000, 0.16667, 3000, 3), (17, 5100, 0.85, 100, 61),
    ],
)  # fmt: skip
def test_rows_12_to_17_light_for_a_contrast(row, peak, transmittance, world, ratio):
    device = bench(peak_cd_m2=float(peak), transmittance=(transmittance,) * 3)
    environment = Environment(world * math.pi / 0.8)
    lit, _ = light(device, panel(device, 255), View(size_px=(64, 40)), environment=environment, world=255)
    dark, _ = light(device, panel(device), View(size_px=(64, 40)), environment=environment, world=255)
    assert lit[20, 32, 1] / dark[20, 32, 1] == pytest.approx(ratio, rel=1e-4), f"row {row}"


def test_row_19_the_world_dilutes_the_contrast_of_the_layer():
    device = bench(peak_cd_m2=120.0)
    seen = []
    for drive in (1.0, 80 / 120):
        environment = Environment(100 * math.pi / 0.8, brightness=drive)
        picture, _ = light(device, panel(device, 255), View(size_px=(64, 40)), environment=environment, world=255)
        seen.append(float(picture[20, 32, 1]))
    assert (seen[0] - seen[1]) / (seen[0] + seen[1]) == pytest.approx(0.1, rel=1e-5)
