"""What is quicker must show the same: each short cut of the renderer against the long way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hud.device import Alignment, Mtf
from hud.environment import Environment
from hud.optics import CpuRenderer, View, knots, lens, rects
from hud.optics.bands import lit_bands
from hud.optics.blur import LEAST_WEIGHT, gaussian
from hud.optics.geometry import Placement, look_up, resample, sample_distance
from hud.optics.lens import LEAST_SMEAR_PX
from hud.optics.rects import Rect
from hud.optics.smear import SHORT_PX, drawn_out, way_of
from tests.helpers.glasses import EVERY_ARTEFACT, flat_backdrop, glasses, panel

RNG = np.random.default_rng(5)
PART = st.tuples(st.integers(0, 100), st.integers(0, 70), st.integers(1, 40), st.integers(1, 30))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("shape", [(301, 402, 3), (401, 301, 3), (4, 6, 3)])
def test_a_table_of_pairs_finds_what_the_table_holds(dtype, shape):
    codes = RNG.integers(0, 256, shape, dtype=np.uint8)
    table = RNG.integers(0, np.iinfo(dtype).max, 256).astype(dtype)
    found = look_up(codes, table)
    assert found.dtype == dtype
    assert np.array_equal(found, table[codes])
    part = codes[1:, 1:]
    assert np.array_equal(look_up(part, table), table[part])


@pytest.mark.parametrize(("scale", "shift"), [(0.43, 3.7), (1.01, -12.3), (2.7, 250.0)])
@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_a_part_is_resampled_as_the_whole(dtype, scale, shift):
    image = RNG.integers(0, 60_000, (90, 120, 3)).astype(dtype)
    placement = Placement((120, 90), (400, 300), scale, shift)
    whole = resample(image, placement, Rect(0, 0, 400, 300))
    for rect in (Rect(180, 120, 231, 177), Rect(0, 0, 5, 300), Rect(399, 299, 400, 300)):
        assert np.array_equal(resample(image, placement, rect), whole[rect.rows, rect.cols])
    for channel in range(3):
        alone = resample(np.ascontiguousarray(image[..., channel : channel + 1]), placement, Rect(0, 0, 400, 300))
        assert np.abs(alone[..., 0].astype(float) - whole[..., channel]).max() <= 1
    assert whole.any()


@settings(max_examples=40, deadline=None)
@given(
    scale=st.floats(1.0, 1.999),
    shift=st.floats(-90, 90),
    parts=st.lists(PART, max_size=6),
)
def test_one_sample_between_knots_is_the_mean_of_four(scale, shift, parts):
    codes = np.zeros((80, 120, 3), np.uint8)
    for x, y, wide, high in parts:
        part = codes[y : y + high, x : x + wide]
        part[...] = np.random.default_rng(x).integers(0, 256, part.shape)
    bands = lit_bands(codes)
    lit = np.zeros(codes.shape[:2], int)
    for band in bands:
        lit[band.rows, band.cols] += 1
    assert lit.max(initial=0) <= 1  # no light twice
    assert not codes[lit == 0].any()
    table = np.arange(256, dtype=np.uint16) * 257
    light = table[codes]
    placement = Placement((120, 80), (300, 200), scale, shift)
    exact = resample(light.astype(np.float32), placement, Rect(0, 0, 300, 200))
    assert knots.fits(placement)
    seen = [placement.covered(band) for band in bands]
    if not seen or rects.disjoint(seen) != seen:
        return
    sheet = rects.together(seen)
    made = np.zeros((200, 300, 3), np.uint16)
    source = knots.at_knots([(band, light[band.rows, band.cols]) for band in bands], sample_distance(placement))
    sheet.scatter(knots.sampled(*source, placement, sheet), made)
    # the rounding to whole numbers, and the place between two knots in 1024ths
    assert np.abs(made - exact.astype(np.float64)).max() <= 1.5 + 65535 / 2048


@pytest.mark.parametrize("roll_deg", [0.0, 2.5])
def test_blurred_before_or_after_its_placement_the_display_shows_the_same(monkeypatch, roll_deg):
    device = glasses(mtf=Mtf(0.3, 10), alignment_left=Alignment(roll_deg=roll_deg))
    codes = panel(device)
    codes[100:200:7, 150:400] = 255
    codes[210:280, 200:320] = RNG.integers(0, 256, (70, 120, 3), dtype=np.uint8)

    def seen():
        lens._lens.cache_clear()
        made = CpuRenderer().compose(
            dict.fromkeys(device.eyes, codes),
            flat_backdrop(0, (1280, 720)),
            device=device,
            environment=Environment(0.0),
            view=View(),
        )
        return made["left"].luminance / device.peak_cd_m2

    before = seen()
    monkeypatch.setattr(lens, "MOST_SOFT", 0)
    after = seen()
    monkeypatch.undo()
    lens._lens.cache_clear()
    assert not np.array_equal(before, after)
    assert np.abs(before - after).max() < 0.03
    assert before.sum() == pytest.approx(after.sum(), rel=1e-3)


@pytest.mark.parametrize("sigma", [0.3, 0.43, 0.9, 1.5, 4.0])
def test_a_blur_of_16_bits_is_the_exact_one_to_a_third_of_a_code(sigma):
    light = RNG.integers(0, 65536, (40, 60, 3)).astype(np.uint16)
    light[10:20] = 0
    light[20:30, 20:] = 65535
    far = int(6 * sigma) + 1
    weights = np.exp(-0.5 * (np.arange(-far, far + 1) / sigma) ** 2)
    weights /= weights.sum()
    wide = np.pad(light.astype(np.float64), ((far, far), (far, far), (0, 0)), mode="edge")
    exact = sum(w * wide[n : n + 40] for n, w in enumerate(weights))
    exact = sum(w * exact[:, n : n + 60] for n, w in enumerate(weights))
    # what 3.5 sigmas leave out, and what LEAST_WEIGHT does, along both axes; and the rounding
    left_out = 2 * 65535 * max(LEAST_WEIGHT, 3e-4)
    assert np.abs(gaussian(light, sigma) - exact).max() <= left_out + 1
    assert np.array_equal(gaussian(np.full((9, 9, 3), 54321, np.uint16), sigma), np.full((9, 9, 3), 54321, np.uint16))


@pytest.mark.parametrize("artefacts", [{}, EVERY_ARTEFACT, {"mtf": Mtf(0.3, 10)}], ids=["none", "every", "soft"])
def test_many_small_elements_at_once_are_what_each_is_by_itself(monkeypatch, artefacts):
    device = glasses(**artefacts)
    codes = panel(device)
    for n, (y, x) in enumerate((y, x) for y in range(5, 370, 90) for x in range(0, 600, 110)):
        codes[y : y + 3 + n, x : x + 20 - n // 2] = RNG.integers(1, 256, 3)

    def pictures():
        eyes = CpuRenderer().compose(
            dict.fromkeys(device.eyes, codes),
            flat_backdrop(90, (1280, 720)),
            device=device,
            environment=Environment(500.0, world_distance_m=6.0),
            view=View(),
        )
        return [eyes[eye].rgb.copy() for eye in device.eyes]

    at_once = pictures()
    monkeypatch.setattr(rects, "LARGE_PX", 0)
    assert all(np.array_equal(a, b) for a, b in zip(at_once, pictures(), strict=True))


def test_rectangles_on_a_sheet_lie_apart_and_come_back():
    picture = RNG.integers(0, 255, (200, 300, 3), dtype=np.uint8)
    parts = [rects.Rect(x, y, x + 7 + y % 13, y + 5 + x % 9) for y in range(0, 180, 31) for x in range(0, 270, 37)]
    (sheet,) = rects.packed(parts)
    laid = sheet.gathered(picture)
    back = np.zeros_like(picture)
    sheet.scatter(laid, back)
    for part in parts:
        assert np.array_equal(back[part.rows, part.cols], picture[part.rows, part.cols])
    assert np.count_nonzero(laid.any(axis=2)) <= sum(part.area for part in parts)
    places = [on for _, on in sheet.tiles]
    assert not any(a.grown(1).meets(b) for n, a in enumerate(places) for b in places[:n])


@pytest.mark.parametrize(
    "way", [(0.3, 0.0), (7.4, 0.0), (-2.0, 0.0), (0.0, -11.6), (90.5, 0.0), (-6.3, 2.2), (1.4, 5.0)]
)
@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_light_is_drawn_out_evenly_along_its_way(way, dtype):
    light = RNG.integers(0, 65536, (40, 60, 3)).astype(dtype)
    light[:, :20] = 65535
    places, shares = way_of(*way)
    assert shares.sum() == pytest.approx(1)
    assert (places * shares[:, None]).sum(axis=0) == pytest.approx(np.array(way) / 2)
    wide = np.pad(light.astype(np.float64), ((100, 100), (100, 100), (0, 0)))
    exact = sum(
        share * wide[100 - y : 140 - y, 100 - x : 160 - x] for (x, y), share in zip(places, shares, strict=True)
    )
    made = drawn_out(light, *way, slice(0, 40), slice(0, 60))
    assert made.dtype == dtype
    assert np.abs(made - exact).max() <= (2 if dtype == np.uint16 else 0.05)


@pytest.mark.parametrize("way", [(1500.0, -1100.0), (-900.0, 400.0), (23.0, 0.0), (0.0, 3000.0)])
def test_white_that_is_drawn_out_far_is_white_and_not_more(way):
    wide, high = (round(abs(length)) + 8 for length in way)
    light = np.full((high + 4, wide + 4, 3), 65535, np.uint16)
    rows, cols = (
        slice(0, 4) if length < 0 else slice(size, size + 4)
        for length, size in zip(way[::-1], (high, wide), strict=True)
    )
    made = drawn_out(light, *way, rows, cols)[rows, cols]
    assert made.min() >= 65534
    assert made.max() == 65535


@pytest.mark.parametrize("contrast", [float("inf"), 50.0])
@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=2, max_size=6))
def test_what_the_last_panel_had_at_the_same_place_changes_nothing(contrast, frames):
    device = glasses(contrast=contrast)
    width, height = device.drawable_px
    for shown in frames:
        codes = np.zeros((height, width, 3), np.uint8)
        for place, what in enumerate(shown):
            part = codes[40 * place + 5 : 40 * place + 20, 60 * place + 7 : 60 * place + 40]
            part[...] = what and np.random.default_rng(what).integers(0, 256, part.shape)
        frozen = codes.copy()
        frozen.setflags(write=False)
        # nothing is kept of what can be written to
        anew, kept = (
            CpuRenderer().compose(
                dict.fromkeys(device.eyes, either),
                flat_backdrop(90, (1280, 720)),
                device=device,
                environment=Environment(2_000.0),
                view=View(),
            )
            for either in (codes, frozen)
        )
        for eye in device.eyes:
            assert np.array_equal(anew[eye].rgb, kept[eye].rgb)


@settings(max_examples=25, deadline=None)
@given(
    st.floats(-70, 70) | st.just(0.0),
    st.floats(-70, 70) | st.just(0.0),
    st.integers(3, 60),
    st.integers(3, 90),
    st.booleans(),
)
def test_sixteen_bits_drawn_out_are_rounded_once(right, down, height, width, full):
    assume(max(abs(right), abs(down)) >= LEAST_SMEAR_PX)
    light = RNG.integers(0, 65536, (height, width, 3)).astype(np.uint16)
    if full:
        light[...] = 65535
    places, shares = way_of(right, down)
    rimmed = np.pad(light.astype(np.float64), ((80, 80), (80, 80), (0, 0)))
    total = sum(
        share * rimmed[80 - y : 80 - y + height, 80 - x : 80 - x + width]
        for (x, y), share in zip(places.tolist(), shares.tolist(), strict=True)
    )
    rows, cols = slice(height // 3, height - 1), slice(1, width - width // 4)
    made = drawn_out(light, right, down, rows, cols)
    twice = not (right and down) and max(abs(right), abs(down)) > SHORT_PX
    assert np.abs(made[rows, cols] - total[rows, cols]).max() <= 0.5 * (1 + twice) + 0.05
