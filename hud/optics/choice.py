"""Which renderer draws: the reference, OpenGL, or OpenGL where a GPU is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.errors import FacilityError, UsageError, did_you_mean
from hud.optics.context import is_software, open_headless, opengl
from hud.optics.cpu import CpuRenderer

if TYPE_CHECKING:
    from collections.abc import Callable

    from hud.optics.base import Renderer
    from hud.optics.context import GlContext
    from hud.optics.gl.renderer import GlRenderer

RENDERERS = ("cpu", "gl", "auto")


def open_renderer(name: str = "cpu", *, open_context: Callable[[], GlContext] = open_headless) -> Renderer:
    """The renderer of a name.

    Args:
        name: ``cpu``: the reference. ``gl``: OpenGL, whatever drives it. ``auto``: OpenGL where a context opens and a
            GPU is behind it, else the reference.
        open_context: Where OpenGL's context comes from; a window hands in its own.

    Raises:
        UsageError: No such renderer.
        FacilityError: ``gl``, and none is to be had; says why and how to get it.
    """
    if name not in RENDERERS:
        raise UsageError(f"--renderer {name}: unknown", hint=did_you_mean(name, RENDERERS))
    if name == "cpu":
        return CpuRenderer()
    try:
        renderer = require_gl(open_context)
    except FacilityError:
        if name == "gl":
            raise
        return CpuRenderer()
    if name == "auto" and is_software(renderer.driver):
        renderer.close()
        return CpuRenderer()
    return renderer


def require_gl(open_context: Callable[[], GlContext] = open_headless) -> GlRenderer:
    """OpenGL's renderer.

    Raises:
        FacilityError: None is to be had; says why and how to get it.
    """
    opengl()  # says what is missing, which the import below could not
    from hud.optics.gl.renderer import GlRenderer

    return GlRenderer(open_context)
