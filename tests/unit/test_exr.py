"""Light as OpenEXR: other programs read the same candelas, of both eyes."""

from __future__ import annotations

import av
import numpy as np
import OpenEXR
import pytest

from hud.errors import FileError, UsageError
from hud.recorder import save_exr


def some_light(*shape):
    rng = np.random.default_rng(5)
    return (rng.random((*shape, 3)) * 5000).astype(np.float32)


def decoded(path, layer):
    with av.open(str(path), options={"layer": layer} if layer else {}) as file:
        return next(file.decode(video=0)).to_ndarray()


def test_ffmpeg_reads_both_eyes_exactly(tmp_path):
    light = some_light(2, 40, 64)
    save_exr(light, tmp_path / "both.exr", metadata={"illuminance_lx": "500.0"})
    assert np.array_equal(decoded(tmp_path / "both.exr", ""), light[0])
    with OpenEXR.File(str(tmp_path / "both.exr"), separate_channels=True) as file:
        channels, header = file.channels(), file.header()
        right = np.stack([channels[f"right.{name}"].pixels for name in "RGB"], axis=-1)
        assert right.dtype == np.float32
        assert np.array_equal(right, light[1])
        assert header["multiView"] == ["left", "right"]
        assert header["hud.illuminance_lx"] == "500.0"
        assert header["whiteLuminance"] == 1.0
        assert header["chromaticities"] == pytest.approx((0.64, 0.33, 0.30, 0.60, 0.15, 0.06, 0.3127, 0.3290))


def test_one_picture_has_plain_channels_and_the_same_light_gives_the_same_bytes(tmp_path):
    light = some_light(9, 17)
    for name in ("a.exr", "b.exr"):
        save_exr(light, tmp_path / name)
    assert np.array_equal(decoded(tmp_path / "a.exr", ""), light)
    assert (tmp_path / "a.exr").read_bytes() == (tmp_path / "b.exr").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.exr", "b.exr"]


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(FileError, match="nowhere"):
        save_exr(some_light(4, 4), tmp_path / "nowhere" / "a.exr")
    with pytest.raises(UsageError, match="float32"):
        save_exr(np.zeros((4, 4, 3)), tmp_path / "a.exr")
