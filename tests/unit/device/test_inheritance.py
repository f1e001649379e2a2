"""Profiles that say only what differs."""

import pytest

from hud.device import load_device
from hud.errors import FileError, HudError, Problems

HEAD = "hud_device: 1\nextends: {}\n"
TAGGED = 'tag: measured, source: "a test bench"}'


def write(tmp_path, text, name="mine.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path):
    with pytest.raises(HudError) as caught:
        load_device(path)
    return caught.value.errors[0] if isinstance(caught.value, Problems) else caught.value


def test_what_is_not_said_is_the_base_s(tmp_path):
    text = HEAD.format("quark-s1") + f"display:\n  peak_luminance: {{value: 2600 cd/m2, {TAGGED}\n"
    mine, base = load_device(write(tmp_path, text)), load_device("quark-s1")
    assert mine.peak_cd_m2 == 2600
    assert mine.origins["display.peak_luminance"].tag == "measured"
    for name in ("resolution_px", "fov_diagonal_deg", "mtf", "haze", "transmittance", "mass_g", "eyes"):
        assert getattr(mine, name) == getattr(base, name)
    assert {k: v for k, v in mine.origins.items() if k != "display.peak_luminance"} == {
        k: v for k, v in base.origins.items() if k != "display.peak_luminance"
    }


def test_it_is_never_taken_for_its_base(tmp_path):
    mine = load_device(write(tmp_path, HEAD.format("quark-s1"), "My S1 (lab).yaml"))
    assert mine.id == "my-s1-lab"
    assert mine.name != load_device("quark-s1").name
    named = load_device(write(tmp_path, HEAD.format("quark-s1") + "id: second\nname: The second\n"))
    assert (named.id, named.name, named.summary) == ("second", "The second", "")


def test_a_number_is_replaced_with_its_origin_or_not_at_all(tmp_path):
    text = HEAD.format("quark-s1") + "optics:\n  haze: {value: 3 %}\n"
    with pytest.raises(Problems) as caught:
        load_device(write(tmp_path, text))
    assert [(e.line, e.message) for e in caught.value.errors] == [(4, "'tag' is missing"), (4, "'source' is missing")]


def test_a_file_beside_it_works_and_so_does_a_chain(tmp_path):
    write(tmp_path, HEAD.format("quark-s1") + f"optics:\n  haze: {{value: 3 %, {TAGGED}\n", "base.yaml")
    path = write(tmp_path, HEAD.format("base.yaml") + f"optics:\n  ipd: {{value: 60 mm, {TAGGED}\n")
    device = load_device(path)
    assert (device.haze, device.ipd_m) == (0.03, 0.06)
    assert device.virtual_image_distance_m == load_device("quark-s1").virtual_image_distance_m


def test_the_shipped_green_s1_differs_only_in_its_panel():
    rgb, green = load_device("quark-s1"), load_device("quark-s1-green")
    assert (green.colour, green.levels, rgb.colour, rgb.levels) == ("green", 16, "rgb", 256)
    for name in ("fov_diagonal_deg", "peak_cd_m2", "transmittance", "ipd_m", "mtf", "eyes", "mass_g"):
        assert getattr(rgb, name) == getattr(green, name)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  fov_diagonal: {value: 0 deg, ", "more than 0"),
        ("  fov_diagonal: {value: 30 m, ", "'m' is a unit of length, not of angle"),
        ("  resolution: {value: [640, 4], ", "expected 16"),
        ("  drawable: {value: [641, 400], ", "641 pixels are more than the panel is wide"),
        ("  levles: {value: 16, ", "did you mean 'levels'"),
    ],
)
def test_errors_stand_at_the_user_s_own_line(tmp_path, line, said):
    path = write(tmp_path, HEAD.format("quark-s1") + "display:\n" + line + TAGGED + "\n")
    error = refusal(path)
    assert error.line == 4
    assert said in str(error)
    assert error.file.endswith("mine.yaml")


def test_what_no_longer_fits_the_base_is_told_at_the_nearest_line(tmp_path):
    text = HEAD.format("even-g2") + f"display:\n  resolution: {{value: [320, 200], {TAGGED}\n"
    error = refusal(write(tmp_path, text))
    assert error.line == 3
    assert "576 pixels are more than the panel is wide" in str(error)


def test_what_is_wrong_with_the_base_is_said_of_the_base(tmp_path):
    write(tmp_path, HEAD.format("quark-s1") + f"optics:\n  haze: {{value: -1 %, {TAGGED}\n", "base.yaml")
    error = refusal(write(tmp_path, HEAD.format("base.yaml")))
    assert error.file.endswith("base.yaml")
    assert error.line == 4


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("quark-s3", "unknown device 'quark-s3'; did you mean 'quark-s1'"),
        ("nothing-like-it", "see 'hud devices'"),
        ("../base.yaml", "is outside the folder of this file"),
        ("/etc/base.yaml", "is outside the folder of this file"),
        ("none.yaml", "'none.yaml': there is no such file"),
        ("folder.yaml", "'folder.yaml': is a folder"),
        ("mine.yaml", "a profile that extends itself: mine.yaml -> mine.yaml"),
        ("[a, b]", "names no profile"),
        ("''", "names no profile"),
        ("7", "names no profile"),
        ("", "names no profile"),
    ],
)
def test_bases_that_cannot_be_used(tmp_path, base, said):
    (tmp_path.parent / "base.yaml").write_text(HEAD.format("quark-s1"), encoding="utf-8")
    (tmp_path / "folder.yaml").mkdir()
    error = refusal(write(tmp_path, HEAD.format(base)))
    assert isinstance(error, FileError)
    assert error.line == 2
    assert said in str(error)


def test_what_else_is_wrong_is_told_beside_a_base_that_cannot_be_used(tmp_path):
    optics = f"  hazee: {{value: 2 %, {TAGGED}\n  mtf: {{value: {{contrast: 142 %, at: 10 cpd}}, {TAGGED}\n"
    # which panel is as wide is not known
    display = f"  drawable: {{value: [4000, 400], {TAGGED}\n"
    with pytest.raises(Problems) as caught:
        load_device(write(tmp_path, HEAD.format("quark-s3") + "optics:\n" + optics + "display:\n" + display))
    assert [(e.line, e.message.partition(",")[0]) for e in caught.value.errors] == [
        (2, "unknown device 'quark-s3'"),
        (4, "unknown key 'hazee'"),
        (5, "contrast: expected less than 100 %"),
    ]


def test_a_circle_is_named_and_not_run_round(tmp_path):
    for one, next_one in (("a", "b"), ("b", "c"), ("c", "a")):
        path = write(tmp_path, HEAD.format(f"{next_one}.yaml"), f"{one}.yaml")
    assert "extends itself: c.yaml -> a.yaml -> b.yaml -> c.yaml" in str(refusal(path))


def test_an_endless_chain_ends(tmp_path):
    for n in range(40):
        write(tmp_path, HEAD.format(f"p{n + 1}.yaml"), f"p{n}.yaml")
    assert "more than 16 profiles" in str(refusal(tmp_path / "p0.yaml"))


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    outside = tmp_path / "outside.yaml"
    outside.write_text(HEAD.format("quark-s1"), encoding="utf-8")
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "link.yaml").symlink_to(outside)
    assert "is outside the folder" in str(refusal(write(inner, HEAD.format("link.yaml"))))


def test_one_key_is_enough(tmp_path):
    path = write(tmp_path, "extends: quark-s1\n")
    assert load_device(path).mtf == load_device("quark-s1").mtf


def test_a_display_is_left_out_by_one_who_says_so(tmp_path):
    text = HEAD.format("quark-s1") + f"eyes: {{value: none, {TAGGED}\ndisplay:\n"
    assert load_device(write(tmp_path, text)).eyes == ()
    assert "no display to describe" in str(refusal(write(tmp_path, text.removesuffix("display:\n"))))


def test_a_file_that_is_no_mapping_is_refused_as_ever(tmp_path):
    assert "keys with values" in str(refusal(write(tmp_path, "- 1\n")))
