"""Device profiles: the shipped ones, a user's own, and what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from hud.device import device_ids, load_device, shipped_devices
from hud.errors import FileError, Problems, UsageError
from hud.resources import asset_path

if TYPE_CHECKING:
    from pathlib import Path

GENERIC = asset_path("devices/generic-microoled.yaml")


def write(tmp_path: Path, change: tuple[str, str]) -> Path:
    text = GENERIC.read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(*change), encoding="utf-8")
    return path


def test_the_promised_devices_are_there():
    assert {"quark-s1", "quark-s1-green", "even-g2", "even-g1", "generic-microoled"} <= set(device_ids())


def test_every_shipped_number_has_tag_and_source():
    for device in shipped_devices():
        assert len(device.origins) >= 9
        assert all(len(origin.source) > 10 for origin in device.origins.values()), device.id
        assert device.id in device_ids()


def test_a_user_s_own_file_works_by_path(tmp_path):
    device = load_device(write(tmp_path, ("value: 800 cd/m2", "value: 1234 nits")))
    assert device.peak_cd_m2 == 1234
    assert load_device(str(tmp_path / "mine.yaml")) == device


def test_unknown_device_lists_what_is_known():
    with pytest.raises(UsageError, match="unknown device 'quark-s3'; did you mean 'quark-s1'"):
        load_device("quark-s3")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("value: 30 deg", "value: 0 deg"), "expected greater than 0"),
        (("value: 30 deg", "value: 30 m"), "'m' is a unit of length, not of angle"),
        (("value: 30 deg", "value: 30"), "'30' has no unit"),
        (("value: 30 deg", "value: .nan"), "not a finite number"),
        (("[85 %, 85 %, 85 %]", "[85 %, 185 %, 85 %]"), "expected less than or equal to 1"),
        (("[85 %, 85 %, 85 %]", "[85 %, -1, 85 %]"), "expected greater than or equal to 0"),
        (("value: 63 mm", "value: 63"), "'63' has no unit"),
        (("value: 63 mm", "value: 63 m"), "expected less than or equal to 0.09"),
        (("tag: derived", "tag: guess"), "'guess' is not known here"),
        (("value: [640, 400]", "value: [640, -400]"), "expected greater than or equal to 16"),
        (("eyes: {value: both", "eyes: {value: bath"), "did you mean 'both'"),
        (("  technology:", "  tecnology:"), "did you mean 'technology'"),
    ],
)
def test_bad_values_are_refused_by_line(tmp_path, change, said):
    path = write(tmp_path, change)
    with pytest.raises(Problems) as caught:
        load_device(path)
    line = next(n for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if change[1] in text)
    errors = [e for e in caught.value.errors if said in str(e)]
    assert errors, str(caught.value)
    assert errors[0].line == line
    assert re.match(r".*mine\.yaml:\d+:\d+: ", str(errors[0]))


def test_a_drawable_part_larger_than_the_panel_is_refused(tmp_path):
    path = write(
        tmp_path,
        (
            "  fov_diagonal:",
            '  drawable: {value: [640, 401], tag: assumed, source: "a test"}\n  fov_diagonal:',
        ),
    )
    with pytest.raises(Problems, match="401 pixels are more than the panel is high"):
        load_device(path)


def test_a_missing_file_and_a_folder_are_one_line(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        load_device(tmp_path / "none.yaml")
    with pytest.raises(FileError, match="is a folder"):
        load_device(tmp_path)
