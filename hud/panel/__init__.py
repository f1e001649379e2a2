"""The state drawn on a micro-display: QML screens, their sandbox, and what they show read back."""

from hud.panel.check import check_screen
from hud.panel.glyphs import MissingGlyphError
from hud.panel.renderer import PanelRenderer
from hud.panel.runtime import ensure_application, font_families, prepare_environment
from hud.panel.spec import Element, PanelFrame, PanelSpec

__all__ = [
    "Element",
    "MissingGlyphError",
    "PanelFrame",
    "PanelRenderer",
    "PanelSpec",
    "check_screen",
    "ensure_application",
    "font_families",
    "prepare_environment",
]
