"""The same bytes on processors with fewer vector instructions: the libraries are told not to use this one's."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from hud.device import load_device
from hud.environment import Environment
from hud.optics import CpuRenderer, View
from tests.helpers.glasses import EVERY_ARTEFACT, bare, glasses
from tests.unit.optics.test_renderer import DULL, P3, drawn_panel, noisy_backdrop

OLDER = {
    "OPENCV_CPU_DISABLE": "AVX512-SKX,AVX2,FMA3,FP16,AVX",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 X86_V3 AVX512_SKX AVX2 FMA3",
}


def digests() -> list[str]:
    """Of codes and light, for glasses and light that between them take every way through the optics."""
    every = {**EVERY_ARTEFACT, "pixel_aperture": 0.0}
    scenes = [
        (load_device("quark-s1"), Environment(300.0)),
        (load_device("even-g2"), Environment(20_000.0, world_distance_m=3.0)),
        (glasses(**EVERY_ARTEFACT), Environment(5000.0)),
        (glasses(**every), Environment(80.0, head_rate_deg_s=(30.0, 20.0), brightness=0.3)),
        (bare("generic-microoled", primaries=P3), Environment(10.0)),
    ]
    found = []
    for device, environment in scenes:
        codes = drawn_panel(device)
        for monitor, zoom in (("camera", "display"), ("eye", "display"), ("eye", "world")):
            view = View(size_px=(320, 200), zoom=zoom, monitor=monitor)
            eyes = CpuRenderer().compose(
                dict.fromkeys(device.eyes, codes),
                noisy_backdrop((640, 360)),
                device=device,
                environment=environment,
                view=view,
            )
            seen = eyes["left"]
            found.append(hashlib.sha256(seen.rgb.tobytes() + seen.luminance.tobytes()).hexdigest()[:16])
    return found


def linear_pictures(path) -> None:
    """The monitor's linear pictures, which are made of sums in float32 of 16-bit light, to a file."""
    scenes = [
        (load_device("quark-s1"), Environment(10_000.0)),
        (glasses(**EVERY_ARTEFACT), Environment(10_000.0, world_distance_m=6.0)),
        (glasses(**EVERY_ARTEFACT), Environment(500.0, world_distance_m=0.5, head_rate_deg_s=(30.0, 20.0))),
        *((bare("generic-microoled", primaries=primaries), Environment(300.0)) for primaries in (P3, DULL)),
    ]
    found = []
    for device, environment in scenes:
        eyes = CpuRenderer().compose(
            dict.fromkeys(device.eyes, drawn_panel(device)),
            noisy_backdrop((1280, 720)),
            device=device,
            environment=environment,
            view=View(),
        )
        found += [eyes["left"].rgb, eyes["right"].rgb]
    np.save(path, np.stack(found))


@pytest.mark.skipif(sys.platform == "darwin", reason="names the vector instructions of x86")
def test_a_linear_picture_differs_by_a_code_in_ten_thousand_at_most(tmp_path):
    code = f"from tests.unit.optics.test_processors import linear_pictures; linear_pictures({str(tmp_path / 'a')!r})"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, **OLDER})
    linear_pictures(tmp_path / "b")
    older, newer = (np.load(tmp_path / f"{name}.npy").astype(int) for name in "ab")
    differing = np.abs(older - newer)
    assert differing.max() <= 1
    assert all(np.count_nonzero(picture) <= 1e-4 * picture.size for picture in differing)


@pytest.mark.skipif(sys.platform == "darwin", reason="names the vector instructions of x86")
def test_vector_instructions_change_no_byte():
    code = "from tests.unit.optics.test_processors import digests; print(*digests())"
    made = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env={**os.environ, **OLDER}
    )
    assert made.stdout.split() == digests()
