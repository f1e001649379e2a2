"""``hud compare`` as a user runs it."""

import contextlib
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.cli.compare import parse_mask
from hud.cv import cv2
from hud.errors import UsageError
from tests.helpers.command import ROOT, hud

FIXTURES = ROOT / "tests/data/pixelmatch"


def test_a_difference_is_counted_drawn_and_told(tmp_path):
    drawn = tmp_path / "diff.png"
    said = hud("compare", FIXTURES / "5a.png", FIXTURES / "8a.png", "--threshold", "0.05", "-o", drawn)
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.startswith("different, 256 x 256: ")
    assert cv2.imread(str(drawn)).shape == (256, 256, 3)
    again = hud("compare", FIXTURES / "1a.png", FIXTURES / "1b.png", "--threshold", "0.05", "--json")
    found = json.loads(again.stdout)
    assert again.returncode == 1
    assert {key: found[key] for key in ("width", "height", "different", "antialiased", "identical")} == {
        "width": 512,
        "height": 256,
        "different": 143,
        "antialiased": 108,
        "identical": False,
    }
    assert found["boxes"][0] == [232, 40, 3, 1]
    assert (found["metric"], found["metric_version"]) == ("yiq", 1)
    with_aa = hud("compare", FIXTURES / "1a.png", FIXTURES / "1b.png", "--threshold", "0.05", "--json", "--include-aa")
    assert json.loads(with_aa.stdout)["different"] == 143 + 108


def test_equal_pictures_and_masked_differences_are_fine(tmp_path):
    a = np.zeros((20, 30, 3), np.uint8)
    cv2.imwrite(str(tmp_path / "a.png"), a)
    a[5, 5] = 255
    cv2.imwrite(str(tmp_path / "b.png"), a)
    same = hud("compare", "a.png", "a.png", cwd=tmp_path)
    assert (same.returncode, same.stdout) == (0, "identical, 30 x 20\n")
    masked = hud("compare", "a.png", "b.png", "--mask", "0,0,9,9", "--mask", "20,10,4,4", cwd=tmp_path)
    assert masked.returncode == 0
    assert "97 pixels were masked" in masked.stdout
    cv2.imwrite(str(tmp_path / "wide.png"), np.zeros((20, 31, 3), np.uint8))
    other = hud("compare", "a.png", "wide.png", "--json", cwd=tmp_path)
    assert other.returncode == 1
    assert json.loads(other.stdout) == {"identical": False, "expected_size": [30, 20], "actual_size": [31, 20]}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("a.png", "c.png"), 2, "c.png: no such file"),
        (("a.png", "wide.png"), 1, "wide.png is 31 x 20, but a.png is 30 x 20; compare pictures of one size"),
        (("a.png", "lfs.png"), 2, "lfs.png: is a Git LFS pointer, not the picture itself; fetch it with: git lfs pull"),
        (("a.png", "a.png", "--threshold", "2"), 2, "a threshold of 2 is not possible; 0 to 1"),
        (("a.png", "a.png", "--mask", "1,2,3"), 2, "--mask 1,2,3: not a part of a picture; x,y,width,height"),
        (("a.png", "a.png", "--mask", "50,0,3,3"), 2, "the mask 50,0,3,3 covers nothing of 30 x 20"),
        (("a.png", "a.png", "-o", "d.jpg"), 2, "d.jpg: a difference is drawn as .png"),
        (("a.png", "wide.png", "-o", "./a.png"), 2, "a.png is one of the pictures to compare; name another file"),
        (("a.png", "a.png", "-o", "none/d.png"), 2, "none/d.png: the folder none does not exist"),
    ],
)
def test_bad_input_is_one_line(tmp_path, arguments, code, said):
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((20, 30, 3), np.uint8))
    cv2.imwrite(str(tmp_path / "wide.png"), np.zeros((20, 31, 3), np.uint8))
    (tmp_path / "lfs.png").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n")
    done = hud("compare", *arguments, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout


@given(st.text(max_size=30) | st.from_regex(r"\A-?\d{1,7},-?\d{1,7},-?\d{1,7},\d{1,7}\Z"))
def test_any_mask_is_read_or_refused(text):
    with contextlib.suppress(UsageError):
        x, y, width, height = parse_mask(text)
        assert max(abs(x), abs(y), width, height) < 1_000_000
        assert min(width, height) >= 0
