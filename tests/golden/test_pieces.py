"""The manual's pieces: each is listed, explained, drawn by its example, and its picture is what it looks like."""

import re

import numpy as np
import pytest

from hud.cv import cv2
from hud.resources import asset_path
from tests.golden.pieces import examples, picture

MANUAL = asset_path("screens/README.md").read_text(encoding="utf-8")
QMLDIR = asset_path("screens/Hud/qmldir").read_text()
PIECES = {line.split()[0] for line in QMLDIR.splitlines() if line[0].isupper()} - {"Shell"}


def test_every_piece_has_an_example_and_a_paragraph():
    assert {path.stem for path in examples()} == PIECES
    for name in PIECES:
        assert f"### {name}\n" in MANUAL, name
        assert f"gallery/{name}.png" in MANUAL, name


def test_every_property_in_the_manual_is_one_of_the_piece():
    for name, table in re.findall(r"### (\w+)\n(.*?)(?=\n### |\n## )", MANUAL, re.DOTALL):
        if name not in PIECES:
            continue
        file = re.search(rf"^{name} 1.0 (\S+)", QMLDIR, re.MULTILINE)[1]
        own = set(re.findall(r"property \w+ (\w+)", asset_path(f"screens/Hud/{file}").read_text()))
        for said in re.findall(r"^\| `(\w+)`", table, re.MULTILINE):
            assert said in own, f"{name}.{said}"


@pytest.mark.parametrize("example", examples(), ids=lambda path: path.stem)
def test_a_piece_looks_as_its_picture(example):
    golden = cv2.imread(str(example.with_suffix(".png")))
    assert golden is not None, "draw it with python -m tests.golden.update, and look at it"
    shown = picture(example)
    assert shown.max() > 100
    assert np.abs(shown.astype(int) - golden[..., ::-1].astype(int)).max() <= 1
