"""What of a machine may decide a pixel, and what changed between two machines, in words."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from types import MappingProxyType
from typing import TYPE_CHECKING

from hud.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

PANEL_KEYS = ("qt", "freetype", "fontconfig", "fonts", "system")
"""What decides a HUD layer: it is drawn by Qt's software scene graph, the same with every set of instructions."""
LIGHT_KEYS = ("renderer", "opencv", "numpy", "simd")
"""What else decides a composite: some of OpenCV's and NumPy's functions differ by one level with the instructions."""

_NAMES = {
    "renderer": "renderer",
    "qt": "Qt",
    "freetype": "FreeType",
    "fontconfig": "fontconfig",
    "fonts": "bundled fonts",
    "system": "system",
    "opencv": "OpenCV",
    "numpy": "NumPy",
    "simd": "processor's instructions",
}


@dataclass(frozen=True)
class Fingerprint:
    """An environment that pictures are drawn in."""

    values: Mapping[str, str]
    """By the keys of `PANEL_KEYS` and `LIGHT_KEYS`."""
    hud: str = __version__
    """Our own version. No part of `id`: what a new version draws otherwise is what a test is to find."""

    @property
    def id(self) -> str:
        """Twelve digits that are the same for the same environment."""
        text = json.dumps({key: self.values.get(key, "") for key in (*PANEL_KEYS, *LIGHT_KEYS)}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def draws_like(self, other: Fingerprint, *, light: bool = False) -> bool:
        """Whether both draw the same HUD layers byte for byte; with ``light``, the same composites."""
        keys = (*PANEL_KEYS, *LIGHT_KEYS) if light else PANEL_KEYS
        return all(self.values.get(key) == other.values.get(key) for key in keys)

    def explain(self, other: Fingerprint) -> str:
        """What is not the same there: ``FreeType 2.12.1 -> 2.14.3, Qt 6.11.0 -> 6.12.0``; empty where nothing is.

        Args:
            other: The environment of now, where this is the one that the baseline was approved in.
        """
        pairs = [(_NAMES[key], self.values.get(key), other.values.get(key)) for key in (*PANEL_KEYS, *LIGHT_KEYS)]
        pairs.append(("hud", self.hud, other.hud))
        return ", ".join(f"{name} {old or 'unknown'} -> {new or 'unknown'}" for name, old, new in pairs if old != new)


@cache
def current_fingerprint(renderer: str = "cpu") -> Fingerprint:
    """This process's environment; versions only, never a variable or a name of the machine.

    Args:
        renderer: Of the composite: ``cpu``, or what the OpenGL driver calls itself.
    """
    from hud.cv import cv2
    from hud.panel.runtime import versions

    drawn_by = versions()
    values = {
        "renderer": renderer,
        "qt": drawn_by["version_qt"],
        "freetype": drawn_by["version_freetype"],
        "fontconfig": drawn_by["version_fontconfig"],
        "fonts": drawn_by["fonts_sha256"],
        "system": f"{platform.system()} {platform.machine()}",
        "opencv": cv2.__version__,
        "numpy": version("numpy"),
        "simd": _instructions(cv2.getCPUFeaturesLine()),
    }
    return Fingerprint(MappingProxyType(values))


def _instructions(line: str) -> str:
    """The widest set of instructions of OpenCV's list, where ``?`` marks what this processor lacks."""
    known = [name.lstrip("*") for name in line.split() if not name.endswith("?")]
    return known[-1] if known else "unknown"
