"""The stills of every shipped scenario against their golden panels.

A golden is what the left display was driven with, before any light is added: small, exact, and of our own fonts. To
look at a change and accept it: ``python -m tests.golden.update``, then see what git shows.
"""

from __future__ import annotations

import numpy as np
import pytest

from hud.cv import cv2
from tests.golden.stills import DEVICES, FOLDER, panels, stills


@pytest.mark.parametrize("still", stills(), ids=lambda s: s.id)
def test_still_is_as_it_was(still, tmp_path):
    golden = cv2.imread(str(FOLDER / f"{still.id}.png"))
    assert golden is not None, f"no golden of {still.id}; look at it and accept it with python -m tests.golden.update"
    shown = panels(still)
    assert shown.shape == golden.shape
    # across platforms and font libraries a code may differ by one; text that moved or changed differs by far more
    difference = np.abs(shown.astype(int) - golden[..., ::-1].astype(int))
    assert difference.max() <= 1, f"{np.count_nonzero(difference.max(axis=2) > 1)} pixels differ"


def test_no_golden_is_left_over():
    assert {path.stem for path in FOLDER.glob("*.png")} == {still.id for still in stills()}


def test_the_comparison_can_fail():
    still = stills()[0]
    golden = cv2.imread(str(FOLDER / f"{still.id}.png"))[..., ::-1]
    other = panels(stills()[len(DEVICES)])
    assert np.abs(golden.astype(int) - other.astype(int)).max() > 1
