"""Device files: a user's own, every key of it, and what is refused."""

from __future__ import annotations

import math
import re
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.device import Alignment, Distortion, Eyebox, Ghost, Mtf, in_force, load_device, numbers, stages_off
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
        (("value: 30 deg", "value: 0 deg"), "more than 0"),
        (("value: 30 deg", "value: 30 m"), "'m' is a unit of length, not of angle"),
        (("value: 30 deg", "value: 30"), "'30' has no unit"),
        (("value: 30 deg", "value: .nan"), "not a finite number"),
        (("[85 %, 85 %, 85 %]", "[85 %, 185 %, 85 %]"), "at most"),
        (("[85 %, 85 %, 85 %]", "[85 %, -1, 85 %]"), "expected 0"),
        (("value: 63 mm", "value: 63"), "'63' has no unit; write for example 63 mm"),
        (("value: 63 mm", "value: 63 m"), "expected 0.09"),
        (("tag: derived", "tag: guess"), "'guess' is not known here"),
        (("value: [640, 400]", "value: [640, -400]"), "expected 16"),
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


FULL_DISPLAY = """\
  primaries: {value: [[0.9, 0.05, 0.05], [0.05, 0.9, 0.05], [0.05, 0.05, 0.9]], tag: measured, source: "a test bench"}
  pixel_aperture: {value: 90 %, tag: measured, source: "a test bench"}
  uniformity: {value: {min_max: 0.7, seed: 9}, tag: measured, source: "a test bench"}
  refresh: {value: 90 Hz, tag: measured, source: "a test bench"}
  persistence: {value: 20 %, tag: measured, source: "a test bench"}
  latency: {value: 12 ms, tag: measured, source: "a test bench"}
"""
FULL_OPTICS = """\
  auto_dimmer: {value: true, tag: measured, source: "a test bench"}
  alignment:
    {value: {left: {roll: 6 arcmin}, right: {vertical: 3 arcmin, magnification: 1.01}}, tag: measured, source: "bench"}
  distortion: {value: {k1: -0.1, p2: 0.001}, tag: measured, source: "a test bench"}
  lateral_colour: {value: [1.003, 1, 0.997], tag: measured, source: "a test bench"}
  mtf: {value: {contrast: 50 %, at: 10 cpd}, tag: measured, source: "a test bench"}
  haze: {value: 1 %, tag: measured, source: "a test bench"}
  ghosts: {value: [{right: 1 deg, up: -0.5 deg, gain: 2 %}], tag: measured, source: "a test bench"}
  eyebox: {value: {width: 8 mm, height: 6 mm, falloff: 2 mm}, tag: measured, source: "a test bench"}
  stray_light: {value: 0.5 %, tag: measured, source: "a test bench"}
"""


@pytest.fixture
def full(tmp_path):
    """A file with every key there is."""
    text = GENERIC.read_text(encoding="utf-8").replace("optics:\n", f"{FULL_DISPLAY}optics:\n")
    path = tmp_path / "full.yaml"
    path.write_text(text.rstrip("\n") + "\n" + FULL_OPTICS, encoding="utf-8")
    return path


def test_every_stage_has_a_key(full):
    device = load_device(full)
    assert device.primaries == ((0.9, 0.05, 0.05), (0.05, 0.9, 0.05), (0.05, 0.05, 0.9))
    assert (device.pixel_aperture, device.uniformity, device.uniformity_seed) == (0.9, 0.7, 9)
    assert (device.refresh_hz, device.persistence, device.latency_s) == (90, 0.2, 0.012)
    assert device.auto_dimmer
    assert device.alignment_left == Alignment(roll_deg=0.1)
    assert device.alignment_right == Alignment(vertical_deg=0.05, magnification=1.01)
    assert device.distortion == Distortion(k1=-0.1, p2=0.001)
    assert device.lateral_colour == (1.003, 1.0, 0.997)
    assert device.mtf == Mtf(0.5, 10.0)
    assert device.haze == 0.01
    assert device.ghosts == (Ghost(1.0, -0.5, 0.02),)
    assert device.eyebox == Eyebox(0.008, 0.006, 0.002)
    assert device.stray_light == 0.005


def test_what_is_in_force_unnamed_is_told_as_assumed(full):
    plain = load_device(GENERIC)
    told = {number.key: (number.value, number.origin.tag) for number in in_force(plain)}
    assert told == {
        "display.primaries": (None, "assumed"),
        "display.refresh": (plain.refresh_hz, "assumed"),
        "display.persistence": (1.0, "assumed"),
        "display.latency": (0.0, "assumed"),
    }
    assert in_force(load_device(full)) == []
    assert [number.key for number in in_force(load_device("even-g2"))] == [key for key in told if "refresh" not in key]
    assert in_force(load_device("quark-g1")) == []  # nothing is shown


def test_a_strong_distortion_that_stays_in_order_is_taken(full):
    """Barrel and pincushion, each near to where the corner of a field of 30 degrees would fold."""
    for k1 in ("-4.6", "90"):
        full.write_text(full.read_text(encoding="utf-8").replace("k1: -0.1", f"k1: {k1}"), encoding="utf-8")
        assert load_device(full).distortion.k1 == float(k1)
        full.write_text(full.read_text(encoding="utf-8").replace(f"k1: {k1}", "k1: -0.1"), encoding="utf-8")


def test_no_field_of_a_profile_is_without_a_key(full):
    plain, named = load_device(GENERIC), load_device(full)
    untagged = {"id", "name", "summary", "technology", "mass_g", "origins", "uniformity_seed"}
    shown = {number.key: number for number in numbers(named)}
    assert shown.keys() == named.origins.keys()
    assert all(number.text for number in shown.values())
    assert stages_off(named) == []
    assert "mtf" in stages_off(plain)
    optional = {f.name for f in fields(plain) if f.default is not MISSING or f.default_factory is not MISSING}
    assert {name for name in optional - untagged if getattr(plain, name) == getattr(named, name)} == set()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("at: 10 cpd", "at: 10 Hz"), "'Hz' is a unit of frequency, not of spatial frequency; use cpd"),
        (("at: 10 cpd", "at: 10"), "'10' has no unit; write for example 10 cpd"),
        (
            ("at: 10 cpd", "at: 0.001 cpd"),
            "187 degrees wide (sigma); at most 1: with this contrast, at 0.188 cpd",
        ),
        (("at: 10 cpd", "at: 1e9 cpd"), "expected 1000"),
        (("contrast: 50 %", "contrast: 0"), "more than 0"),
        (("contrast: 50 %", "contrast: 100 %"), "expected less than 1"),
        (("haze: {value: 1 %", "haze: {value: -1 %"), "expected 0"),
        (("haze: {value: 1 %", "haze: {value: .nan"), "not a finite number"),
        (("haze: {value: 1 %", "haze: {value: .inf"), "not a finite number"),
        (("gain: 2 %", "gain: 99.5 %"), "haze and ghosts together take 1."),
        (("gain: 2 %", "gain: two"), "'two' is not a ratio"),
        (("fov_diagonal: {value: 30 deg", "fov_diagonal: {value: 0.01 deg"), "are 7.55e+04 px/deg; between 1 and 1000"),
        (("pixel_aperture: {value: 90 %", "pixel_aperture: {value: 0.1 %"), "too small to draw; at least 5 %"),
        (("right: 1 deg", "right: 90 deg"), "expected 60"),
        (("right: 1 deg", "right: 1 mm"), "'mm' is a unit of length, not of angle"),
        (("right: 1 deg", "rihgt: 1 deg"), "did you mean 'right'"),
        (("width: 8 mm", "width: 0 mm"), "more than 0"),
        (("falloff: 2 mm", "falloff: 2 deg"), "'deg' is a unit of angle, not of length"),
        (("refresh: {value: 90 Hz", "refresh: {value: 0.5 Hz"), "expected 1"),
        (("refresh: {value: 90 Hz", "refresh: {value: 90 fps"), "unknown unit 'fps'"),
        (("persistence: {value: 20 %", "persistence: {value: 120 %"), "at most"),
        (("latency: {value: 12 ms", "latency: {value: -12 ms"), "expected 0"),
        (("min_max: 0.7", "min_max: 0"), "more than 0"),
        (("min_max: 0.7", "min_max: 1.7"), "at most"),
        (("pixel_aperture: {value: 90 %", "pixel_aperture: {value: 190 %"), "at most"),
        (("magnification: 1.01", "magnification: 0"), "expected 0.5"),
        (("roll: 6 arcmin", "roll: 6"), "'6' has no unit"),
        (("k1: -0.1", "k1: .nan"), "not a finite number"),
        (("k1: -0.1", "k1: -50"), "the image turns over 4."),
        (("p2: 0.001", "p2: -2.5"), "the image turns over"),
        (("k1: -0.1", "k7: -0.1"), "unknown key 'k7'"),
        (("[1.003, 1, 0.997]", "[1.003, 1]"), "3 items"),
        (("value: true", "value: perhaps"), "expected true or false"),
        (("[[0.9,", "[[1.9,"), "all channels together have a luminance of 1."),
        (("[[0.9,", "[[-90,"), "expected -10"),
        (("[[0.9, 0.05, 0.05], [0.05,", "[[0.9, 0.05, 0.05], [-0.5,"), "the red channel has a luminance of -0.1626"),
        (("0.05], [0.05, 0.05, 0.9]]", "-0.5], [0.05, 0.05, 0.9]]"), "the blue channel has a luminance of -0.28"),
        (("stray_light: {value: 0.5 %", "stray_light: {value: 0.5 lx"), "'lx' is a unit of illuminance"),
    ],
)
def test_bad_values_of_stages_are_refused_by_line(full, change, said):
    text = full.read_text(encoding="utf-8")
    assert change[0] in text
    full.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        load_device(full)
    line = next(n for n, row in enumerate(full.read_text(encoding="utf-8").splitlines(), 1) if change[1] in row)
    assert [e.line for e in caught.value.errors if said in str(e)] == [line], str(caught.value)


def test_a_panel_of_one_colour_has_no_three_primaries(full):
    text = full.read_text(encoding="utf-8")
    full.write_text(text.replace("colour: {value: rgb", "colour: {value: green", 1), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        load_device(full)
    (error,) = caught.value.errors
    assert "a panel of colour: green has one channel, and primaries tell of three" in str(error)
    assert error.line == next(n for n, row in enumerate(text.splitlines(), 1) if "primaries:" in row)


def test_primaries_outside_bt_709_are_taken(full):
    """Display P3 in BT.709, as its chromaticities have it (SMPTE EG 432-1)."""
    p3 = "[[1.2249, -0.2247, 0], [-0.0420, 1.0419, 0], [-0.0197, -0.0786, 1.0979]]"
    text = full.read_text(encoding="utf-8")
    full.write_text(re.sub(r"primaries: \{value: \[\[.*?\]\]", f"primaries: {{value: {p3}", text), encoding="utf-8")
    assert load_device(full).primaries[0][1] == -0.2247


WITHOUT = """\
hud_device: 1
id: ears
name: Ears
eyes: {value: none, tag: vendor, source: "a test bench"}
optics:
  transmittance: {value: [90 %, 90 %, 90 %], tag: assumed, source: "a test bench"}
"""


def test_glasses_without_a_display_say_so_and_no_more(tmp_path):
    path = tmp_path / "ears.yaml"
    path.write_text(WITHOUT, encoding="utf-8")
    device = load_device(path)
    assert device.eyes == ()
    assert (device.focal_px, device.px_per_deg, device.fov_deg, device.black_cd_m2) == (0, 0, (0, 0), 0)
    assert stages_off(device) == []


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("value: none", "value: both"), 1, "'display' is missing"),
        (("value: none", "value: both"), 5, "'ipd' is missing"),
        (("optics:", "display: {technology: none}\noptics:"), 5, "'colour' is missing"),
    ],
)
def test_a_display_is_described_where_there_is_one(tmp_path, change, line, said):
    path = tmp_path / "ears.yaml"
    path.write_text(WITHOUT.replace(*change), encoding="utf-8")
    with pytest.raises(Problems) as caught:
        load_device(path)
    assert (line, True) in [(error.line, said in str(error)) for error in caught.value.errors]


def test_a_display_that_no_eye_has_is_refused(tmp_path):
    with pytest.raises(Problems, match=r"mine\.yaml:\d+:\d+: eyes: none has no display to describe"):
        load_device(write(tmp_path, ("eyes: {value: both", "eyes: {value: none")))


ODD = st.one_of(
    st.sampled_from(
        ["", "~", "[]", "{}", ".nan", "-.inf", "1e999", "-1", "0", "9" * 400, "true", "[[[1]]]", "&a [*a]"]
    ),
    st.sampled_from(["30 deg", "-5 %", "1e300 cd/m2", "none", "both", "extends", "'\\0'", "!!python/none x", "0x7f"]),
    st.text(alphabet="abc019.-%[]{}:, '\"", max_size=12),
)


@given(row=st.integers(0, 44), odd=ODD)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_the_answer_is_a_profile_or_a_place(full, row, odd):
    rows = full.read_text(encoding="utf-8").splitlines()
    n = row % len(rows)
    before = rows[n]
    rows[n] = re.sub(r"value: (\[.*\]|\{.*?\}|[^,}]+)", lambda _: f"value: {odd}", before, count=1)
    if rows[n] == before:
        rows[n] = f"{before.split(':')[0]}: {odd}"
    path = full.with_name("odd.yaml")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    try:
        device, refused = load_device(path), None
    except (Problems, FileError) as error:
        device, refused = None, error
    if isinstance(refused, Problems):
        assert all(error.line for error in refused.errors)
    elif refused is not None:
        assert refused.file.endswith("odd.yaml")
    else:
        assert math.isfinite(device.focal_px)
        assert device.px_per_deg >= 0


@pytest.mark.parametrize(
    ("slips", "said"),
    [
        # what is wrong with one value and what with several together, in another section
        (
            (("gain: 2 %", "gain: 99.5 %"), ("value: 30 deg", "value: 30")),
            ["'30' has no unit", "haze and ghosts together take 1."],
        ),
        (
            (("refresh: {value: 90 Hz", "refresh: {value: 90 fps"), ("at: 10 cpd", "at: 0.001 cpd")),
            ["unknown unit 'fps'", "187 degrees wide"],
        ),
        # but not what may follow from a value that stands in
        ((("fov_diagonal: {value: 30 deg", "fov_diagonal: {value: 0.01"),), ["'0.01' has no unit"]),
        ((("\ndisplay:\n", "\ndisplai:\n"),), ["unknown key 'displai'; did you mean 'display'?"]),
    ],
)
def test_a_value_that_does_not_fit_hides_nothing_in_another_section(full, slips, said):
    text = full.read_text(encoding="utf-8")
    for slip in slips:
        assert slip[0] in text
        text = text.replace(*slip, 1)
    full.write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as caught:
        load_device(full)
    found = [str(error) for error in caught.value.errors]
    assert len(found) == len(said), found
    assert all(part in one for part, one in zip(said, found, strict=True)), found
