"""The pictures of the pieces in the manual of screens: each drawn by the example beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.panel import PanelRenderer, PanelSpec
from hud.panel.check import sample_state
from hud.resources import asset_path

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

PANEL = PanelSpec(480, 200, 26.0, parallax_px_m=94.0)


def examples() -> list[Path]:
    """The example of every piece."""
    return sorted(asset_path("screens/gallery").glob("*.qml"))


def picture(example: Path) -> NDArray[np.uint8]:
    """What the example shows, codes."""
    renderer = PanelRenderer(PANEL, screen=example)
    try:
        return renderer.render(sample_state()).codes
    finally:
        renderer.close()
