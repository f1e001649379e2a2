"""An OpenGL context to draw in: borrowed from a window, or, without one, EGL's own.

The OpenGL renderer draws into its own framebuffers and never shows anything, so all it needs of a context is that it
can be made current. `EglContext` needs neither a screen nor a window system: EGL_EXT_platform_device where a driver
lists its devices (Mesa, NVIDIA), EGL_MESA_platform_surfaceless else. That is Linux; on Windows and on macOS a context
comes from the window system alone, so there the window's own is the one to hand in (`hud.app.gl`), and without a
window the reference renderer draws.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Protocol

from hud.errors import FacilityError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

VERSION = (3, 3)
"""Of OpenGL, core profile: every GPU since 2010 has it, and macOS still does."""
SOFTWARE = ("llvmpipe", "softpipe", "swrast", "software rasterizer", "swiftshader", "gdi generic")
HINT = "on Debian: apt-get install libegl1 libgl1-mesa-dri; or leave it to --renderer cpu, which draws the same"

_PLATFORM_DEVICE_EXT = 0x313F
_PLATFORM_SURFACELESS_MESA = 0x31DD
_MOST_DEVICES = 16


class GlContext(Protocol):
    """A context of OpenGL 3.3 core."""

    def make_current(self) -> None:
        """Let this thread's OpenGL calls go here.

        Raises:
            FacilityError: The context is lost.
        """

    def done(self) -> None:
        """Let go of the thread."""

    def close(self) -> None:
        """Give the context back; what was made in it is gone."""


@cache
def opengl() -> ModuleType:
    """The module of OpenGL's calls (PyOpenGL), loaded when it is first asked for.

    Raises:
        FacilityError: PyOpenGL or the system's OpenGL library is not there.
    """
    if sys.platform.startswith("linux"):
        # Read once, when PyOpenGL is first imported. The EGL loader finds the calls of a window's GLX context as well:
        # both go through the same dispatch library.
        os.environ.setdefault("PYOPENGL_PLATFORM", "egl")
    try:
        from OpenGL import GL
    except (ImportError, AttributeError, OSError) as error:
        raise FacilityError(f"OpenGL cannot be loaded: {error}", hint=HINT) from None
    module: ModuleType = GL
    return module


def is_software(renderer: str) -> bool:
    """Whether a GL_RENDERER string names a driver that draws on the CPU."""
    return any(name in renderer.lower() for name in SOFTWARE)


class EglContext:
    """An OpenGL context of its own, without a window and without a surface."""

    def __init__(self, display: object, context: object | None) -> None:
        """Take over what `open_headless` made."""
        self._display = display
        self._context = context

    def make_current(self) -> None:
        """See `GlContext.make_current`."""
        egl = _egl()
        if self._context is None:
            raise FacilityError("the OpenGL context was closed")
        if not egl.eglMakeCurrent(self._display, egl.EGL_NO_SURFACE, egl.EGL_NO_SURFACE, self._context):
            raise FacilityError("the OpenGL context is lost", hint=HINT)

    def done(self) -> None:
        """See `GlContext.done`."""
        egl = _egl()
        egl.eglMakeCurrent(self._display, egl.EGL_NO_SURFACE, egl.EGL_NO_SURFACE, egl.EGL_NO_CONTEXT)

    def close(self) -> None:
        """See `GlContext.close`. The display stays: EGL has one for the whole process."""
        if self._context is not None:
            _egl().eglDestroyContext(self._display, self._context)
            self._context = None


def open_headless() -> GlContext:
    """A context that needs no window: a GPU's where there is one, else Mesa's software driver's.

    Raises:
        FacilityError: None is to be had; says why and how to get one.
    """
    if not sys.platform.startswith("linux"):
        raise FacilityError("OpenGL without a window is for Linux alone", hint="open the window, or use --renderer cpu")
    # Mesa tells of each device file that it may not open; the next device is tried all the same
    os.environ.setdefault("EGL_LOG_LEVEL", "fatal")
    opengl()
    from OpenGL.error import Error

    try:
        return _best()
    except (Error, AttributeError, OSError, ValueError) as error:
        # a library that is there and lacks what it must have, or fails at the first call
        raise FacilityError(f"EGL does not work here: {_reason(error)}", hint=HINT) from None


def _best() -> EglContext:
    """See `open_headless`."""
    software: EglContext | None = None
    reasons: list[str] = []
    for display in _displays(reasons):
        context = _context_on(display, reasons)
        if context is None:
            continue
        if not is_software(renderer_string(context)):
            if software is not None:
                software.close()
            return context
        if software is None:
            software = context
        else:
            context.close()
    if software is None:
        raise FacilityError(f"no OpenGL 3.3 context can be opened ({reasons[-1]})", hint=HINT)
    return software


def renderer_string(context: GlContext) -> str:
    """GL_RENDERER: what draws.

    Raises:
        FacilityError: The context is lost.
    """
    gl = opengl()
    context.make_current()
    try:
        return str(gl.glGetString(gl.GL_RENDERER).decode("utf-8", "replace"))
    finally:
        context.done()


@cache
def _egl() -> ModuleType:
    try:
        from OpenGL import EGL
    except (ImportError, AttributeError, OSError) as error:
        raise FacilityError(f"EGL cannot be loaded: {error}", hint=HINT) from None
    module: ModuleType = EGL
    return module


def _displays(reasons: list[str]) -> Iterator[object]:
    """Every display worth trying, initialised: each device, then the surfaceless platform, then the default."""
    egl = _egl()
    from OpenGL.EGL.EXT.device_base import eglQueryDevicesEXT
    from OpenGL.EGL.EXT.platform_base import eglGetPlatformDisplayEXT

    extensions = (egl.eglQueryString(egl.EGL_NO_DISPLAY, egl.EGL_EXTENSIONS) or b"").decode().split()
    candidates: list[tuple[int | None, object]] = []
    if {"EGL_EXT_platform_base", "EGL_EXT_platform_device"} <= set(extensions):
        devices, count = (egl.EGLDeviceEXT * _MOST_DEVICES)(), egl.EGLint()
        if eglQueryDevicesEXT(_MOST_DEVICES, devices, count):
            candidates += [(_PLATFORM_DEVICE_EXT, devices[n]) for n in range(count.value)]
    if "EGL_MESA_platform_surfaceless" in extensions:
        candidates.append((_PLATFORM_SURFACELESS_MESA, None))
    candidates.append((None, None))
    for platform, device in candidates:
        try:
            if platform is None:
                display = egl.eglGetDisplay(egl.EGL_DEFAULT_DISPLAY)
            else:
                display = eglGetPlatformDisplayEXT(platform, device, None)
            major, minor = egl.EGLint(), egl.EGLint()
            if not display or not egl.eglInitialize(display, major, minor):
                reasons.append("EGL does not start")
                continue
        except egl.EGLError as error:
            reasons.append(_reason(error))
            continue
        yield display


def _context_on(display: object, reasons: list[str]) -> EglContext | None:
    egl = _egl()
    try:
        egl.eglBindAPI(egl.EGL_OPENGL_API)
        wanted = (egl.EGLint * 5)(egl.EGL_RENDERABLE_TYPE, egl.EGL_OPENGL_BIT, egl.EGL_SURFACE_TYPE, 0, egl.EGL_NONE)
        configs, count = (egl.EGLConfig * 1)(), egl.EGLint()
        if not egl.eglChooseConfig(display, wanted, configs, 1, count) or not count.value:
            reasons.append("EGL has no configuration for OpenGL")
            return None
        attributes = (egl.EGLint * 7)(
            egl.EGL_CONTEXT_MAJOR_VERSION,
            VERSION[0],
            egl.EGL_CONTEXT_MINOR_VERSION,
            VERSION[1],
            egl.EGL_CONTEXT_OPENGL_PROFILE_MASK,
            egl.EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
            egl.EGL_NONE,
        )
        handle = egl.eglCreateContext(display, configs[0], egl.EGL_NO_CONTEXT, attributes)
        if not handle:
            reasons.append("the driver has no OpenGL 3.3")
            return None
        context = EglContext(display, handle)
        context.make_current()
        context.done()
    except (egl.EGLError, FacilityError) as error:
        reasons.append(_reason(error))
        return None
    return context


def _reason(error: Exception) -> str:
    code = getattr(error, "err", None)
    return f"EGL error {code}" if code is not None else str(error).strip() or type(error).__name__
