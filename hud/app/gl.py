"""OpenGL in a window: a context of Qt's own making, on the GPU that the window system uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QOffscreenSurface, QOpenGLContext, QSurfaceFormat

from hud.errors import FacilityError
from hud.optics.context import HINT, VERSION, open_headless

if TYPE_CHECKING:
    from hud.optics.context import GlContext


class QtContext:
    """An OpenGL context beside those of the window, for the GUI thread. Fills in `hud.optics.context.GlContext`."""

    def __init__(self) -> None:
        """Open it.

        Raises:
            FacilityError: The window system has no OpenGL 3.3.
        """
        wanted = QSurfaceFormat()
        wanted.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
        wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
        wanted.setVersion(*VERSION)
        self._context: QOpenGLContext | None = QOpenGLContext()
        self._context.setFormat(wanted)
        made = self._context.create()
        # Qt hands out the nearest it has: an older OpenGL, or OpenGL ES
        got = self._context.format()
        if not made or self._context.isOpenGLES() or (got.majorVersion(), got.minorVersion()) < VERSION:
            raise FacilityError("the window system gives no OpenGL 3.3 context", hint=HINT)
        self._surface = QOffscreenSurface()
        self._surface.setFormat(got)
        self._surface.create()
        if not self._surface.isValid():
            raise FacilityError("the window system gives no surface for OpenGL", hint=HINT)

    def make_current(self) -> None:
        """See `hud.optics.context.GlContext.make_current`."""
        if self._context is None or not self._context.makeCurrent(self._surface):
            raise FacilityError("the OpenGL context is lost", hint=HINT)

    def done(self) -> None:
        """See `hud.optics.context.GlContext.done`."""
        if self._context is not None:
            self._context.doneCurrent()

    def close(self) -> None:
        """See `hud.optics.context.GlContext.close`."""
        self._context = None
        self._surface.destroy()


def open_in_window() -> GlContext:
    """Qt's context, once there is an application; where the window system has no OpenGL, one without a window.

    Raises:
        FacilityError: Neither is to be had.
    """
    try:
        return QtContext()
    except FacilityError:
        return open_headless()
