"""Both eyes in one picture, and the light path against an independent program's colour science."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from hud.environment import Environment
from hud.footage.base import Backdrop
from hud.optics import CpuRenderer, View, stages, views
from tests.helpers.glasses import glasses, panel


def two(shape=(6, 8, 3)):
    rng = np.random.default_rng(2)
    return [(rng.random(shape) * 900).astype(np.float32) for _ in range(2)]


def test_cyclopean_is_the_mean_and_difference_the_distance():
    left, right = two()
    assert views.cyclopean(left, right) == pytest.approx((left.astype(float) + right) / 2, rel=1e-6)
    assert (views.cyclopean(left, left) == left).all()
    assert (views.difference(left, right) == np.abs(left - right)).all()
    assert (views.difference(left, left) == 0).all()


def test_anaglyph_sends_each_eye_through_its_filter():
    white = np.full((1, 1, 3), 100, np.float32)
    dark = np.zeros_like(white)
    red, green, blue = views.anaglyph(white, dark)[0, 0]
    assert red > 100
    assert max(green, blue) == 0
    red, green, blue = views.anaglyph(dark, white)[0, 0]
    assert red == 0
    assert min(green, blue) > 100
    # Dubois: grey stays near grey, and a green display is seen by both eyes
    assert views.anaglyph(white, white)[0, 0] == pytest.approx([100, 100, 100], abs=2)
    only_green = white * np.array([0, 1, 0], np.float32)
    assert views.anaglyph(only_green, dark)[0, 0, 0] > 40


def test_a_frame_agrees_with_colour_science():
    """Luminance and monitor codes of a random frame, computed by the package ``colour``: an independent oracle."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour

        rng = np.random.default_rng(11)
        device = glasses(transmittance=(0.9, 0.8, 0.7), peak_cd_m2=700.0, resolution_px=(64, 40), drawable_px=(64, 40))
        environment = Environment(3000.0)
        world = rng.integers(0, 256, (40, 64, 3), dtype=np.uint8)
        codes = panel(device, (200, 90, 30))
        backdrop, view = Backdrop(world, 3.0), View(size_px=(64, 40))
        eyes = CpuRenderer().compose({"left": codes}, backdrop, device=device, environment=environment, view=view)
        lit = colour.models.eotf_sRGB(np.array([200, 90, 30]) / 255) * 700
        seen = colour.models.eotf_sRGB(world / 255) * 3000 * 0.8 / np.pi * [0.9, 0.8, 0.7] + lit
        to_xyz = colour.RGB_COLOURSPACES["sRGB"].matrix_RGB_to_XYZ
        y = colour.algebra.vecmul(to_xyz, seen)[..., 1]
        shown = colour.models.eotf_inverse_sRGB(np.clip(seen / stages.monitor_white(environment, device), 0, 1)) * 255
    assert eyes["left"].luminance == pytest.approx(seen, rel=2e-5)
    assert stages.luminance(eyes["left"].luminance) == pytest.approx(y, rel=1e-3)
    assert np.abs(eyes["left"].rgb - np.rint(shown)).max() <= 1


def test_encoding_16_bits_is_the_table_on_every_opencv(monkeypatch):
    from hud.optics.stages import monitor
    from hud.units import srgb_encode_table

    every = np.arange(65536, dtype=np.uint16).reshape(64, 1024)
    expected = srgb_encode_table().reshape(64, 1024)
    assert (stages.encoded(every) == expected).all()
    monkeypatch.setattr(monitor, "_looks_up_16_bits", lambda: False)
    assert (stages.encoded(every) == expected).all()
