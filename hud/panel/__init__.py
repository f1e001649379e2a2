"""The state drawn on a micro-display: QML screens, their sandbox, and what they show read back."""

from hud.panel.check import check_screen
from hud.panel.confined import ConfinedScreen, open_screen
from hud.panel.confined import prepare as prepare_screen
from hud.panel.glyphs import MissingGlyphError
from hud.panel.renderer import PanelRenderer
from hud.panel.runtime import ensure_application, font_families, prepare_environment
from hud.panel.sandbox import RunawayError
from hud.panel.spec import Element, PanelFrame, PanelSpec, elements_of_eyes
from hud.panel.turns import in_turn

__all__ = [
    "ConfinedScreen",
    "Element",
    "MissingGlyphError",
    "PanelFrame",
    "PanelRenderer",
    "PanelSpec",
    "RunawayError",
    "check_screen",
    "elements_of_eyes",
    "ensure_application",
    "font_families",
    "in_turn",
    "open_screen",
    "prepare_environment",
    "prepare_screen",
]
