"""What is quicker must show the same: each short cut of the renderer against the long way."""

from __future__ import annotations

import numpy as np
import pytest

from hud.device import Alignment, Mtf
from hud.environment import Environment
from hud.optics import CpuRenderer, View, lens
from hud.optics.geometry import Placement, Rect, look_up, resample
from tests.helpers.glasses import flat_backdrop, glasses, panel

RNG = np.random.default_rng(5)


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
