"""An even field of one colour: what a display is measured against."""

from __future__ import annotations

import re

import numpy as np

from hud.errors import UsageError, did_you_mean
from hud.footage.base import Backdrop
from hud.footage.unmoving import UnmovingSource

FLAT_NAMES = {"black": "#000000", "none": "#000000", "grey": "#767676", "white": "#ffffff"}
"""Named fields. Grey is the 18 % reflectance of a photographer's card: code 118, ``0.18`` in sRGB."""


def is_flat(source: str) -> bool:
    """Whether a source's name means an even field."""
    return source in FLAT_NAMES or source.startswith("flat:")


def parse_colour(source: str) -> str:
    """The colour of an even field, six lower-case hexadecimal digits.

    Raises:
        UsageError: Not a colour.
    """
    colour = FLAT_NAMES.get(source) or source.removeprefix("flat:").strip()
    colour = FLAT_NAMES.get(colour, colour).removeprefix("#")
    if not re.fullmatch(r"[0-9a-fA-F]{6}", colour):
        near = did_you_mean(colour, list(FLAT_NAMES))
        hint = near if near.startswith("did you") else "write for example flat:#767676"
        raise UsageError(f"'{source}' is not a colour", hint=hint)
    return colour.lower()


class FlatSource(UnmovingSource):
    """One colour everywhere, for ever. Implements `hud.footage.base.FootageSource`."""

    def __init__(self, source: str, *, size: tuple[int, int] = (1280, 720), hfov_deg: float = 70.0) -> None:
        """Read the colour.

        Args:
            source: A key of `FLAT_NAMES`, or ``flat:#rrggbb`` (sRGB codes taken as reflectance).
            size: (width, height) in pixels.
            hfov_deg: Horizontal field of view.

        Raises:
            UsageError: Not a colour.
        """
        colour = parse_colour(source)
        rgb = np.empty((size[1], size[0], 3), np.uint8)
        rgb[:] = tuple(bytes.fromhex(colour))
        rgb.setflags(write=False)
        super().__init__(source if source in FLAT_NAMES else f"flat:#{colour}", Backdrop(rgb, hfov_deg))
