"""From a replay to a window on the screen and an exit code."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hud.pipeline import Replay


# How large the user wants windows to be. A panel's bytes do not depend on it, so the window may have its way.
SCALES = ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS")


def run_app(
    replay: Replay,
    *,
    footage: str | None = None,
    device: str | None = None,
    renderer: str = "cpu",
    fullscreen: bool = False,
    loop: bool = False,
) -> int:
    """Show the window, play, and come back when it is closed.

    Args:
        replay: What is played; it is closed at the end.
        footage: What the replay was told to use instead of the scenario's own; other scenarios get it too.
        device: The same of its device, an id or a path.
        renderer: ``cpu``, ``gl`` or ``auto``; OpenGL's context is the window system's.
        fullscreen: Fill the screen.
        loop: Begin again at the end.

    Returns:
        The exit code.

    Raises:
        UsageError: No such renderer.
        FacilityError: The bundled fonts cannot be used, or ``gl`` is asked for and there is none.
    """
    from PySide6.QtWidgets import QApplication

    from hud.app import theme
    from hud.app.gl import open_in_window
    from hud.app.window import Window
    from hud.optics.choice import open_renderer
    from hud.panel.runtime import ensure_application, prepare_environment

    application = QApplication.instance()
    if not isinstance(application, QApplication):
        scales = {name: os.environ[name] for name in SCALES if name in os.environ}
        prepare_environment()
        os.environ.update(scales)
        application = QApplication(["hud"])
    ensure_application()
    theme.apply(application)
    replay.renderer = open_renderer(renderer, open_context=open_in_window)
    window = Window(replay, footage=footage, device=device)
    window.player.set_loop(loop)
    # Python acts on a signal only when its own code runs; the window's clock sees to that several times a second.
    before = {sign: signal.signal(sign, lambda *_: window.close()) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        if fullscreen:
            window.set_fullscreen(True)
        window.show()
        window.player.play()
        return application.exec()
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)
        window.close()
