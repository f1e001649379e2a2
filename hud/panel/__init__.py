"""The state drawn on a micro-display: QML screens, their sandbox, and what they show read back.

`renderer` draws, `sandbox` says what a screen may reach, `elements` reads back what it shows. `process` draws the
screens of strangers elsewhere, with `worker` at the other end. What is wrong with one: `source` reads QML as text,
`faults` makes what Qt says one line, `examining` finds all of it, and `check` asks at every moment of a scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.lazy import lazily

if TYPE_CHECKING:
    from hud.panel.check import check_screen
    from hud.panel.errors import MissingGlyphError, RunawayError
    from hud.panel.fitting import check_fit
    from hud.panel.process.confined import ConfinedScreen, open_screen, prepare_screen
    from hud.panel.renderer import PanelRenderer
    from hud.panel.runtime import ensure_application, font_families, prepare_environment
    from hud.panel.screens import Screen
    from hud.panel.spec import Element, PanelFrame, PanelSpec, elements_of_eyes, panel_spec
    from hud.panel.turns import in_turn
else:
    __getattr__, __dir__ = lazily(
        __name__,
        check="check_screen",
        errors="MissingGlyphError RunawayError",
        fitting="check_fit",
        renderer="PanelRenderer",
        runtime="ensure_application font_families prepare_environment",
        screens="Screen",
        spec="Element PanelFrame PanelSpec elements_of_eyes panel_spec",
        turns="in_turn",
        **{"process.confined": "ConfinedScreen open_screen prepare_screen"},
    )

__all__ = [
    "ConfinedScreen",
    "Element",
    "MissingGlyphError",
    "PanelFrame",
    "PanelRenderer",
    "PanelSpec",
    "RunawayError",
    "Screen",
    "check_fit",
    "check_screen",
    "elements_of_eyes",
    "ensure_application",
    "font_families",
    "in_turn",
    "open_screen",
    "panel_spec",
    "prepare_environment",
    "prepare_screen",
]
