"""The desktop window: it owns t and shows what the one path makes of it, and never computes a frame on its own."""

from hud.app.display import display_available, obstacle, require_display
from hud.app.launch import run_app

__all__ = ["display_available", "obstacle", "require_display", "run_app"]
