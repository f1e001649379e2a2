"""Screenshot regression: pictures compared, baselines kept, verdicts told."""

from __future__ import annotations

from hud.regression.boxes import Box
from hud.regression.comparing import Comparison, SizeMismatchError, compare, digest
from hud.regression.diff import LEGEND, draw_diff
from hud.regression.png import encode_png, read_png

__all__ = [
    "LEGEND",
    "Box",
    "Comparison",
    "SizeMismatchError",
    "compare",
    "digest",
    "draw_diff",
    "encode_png",
    "read_png",
]
