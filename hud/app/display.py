"""Whether a window can be opened here, asked before Qt is: its own answer to a missing display is to abort."""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass

from hud.errors import FacilityError

# Both lists: what Qt loads and a bare server or container may lack, with the package of Debian and Ubuntu. Also what
# .ci/system-libraries asks for.
QT_LIBRARIES: dict[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
"""For any picture at all."""

XCB_LIBRARIES: dict[str, str] = {
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
"""For a window on X11."""

WINDOWLESS = frozenset({"offscreen", "minimal", "minimalegl"})
"""Qt platforms whose windows nobody sees."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a window from being seen."""

    reason: str
    """One line."""
    remedy: str = ""
    """What to do about it; empty where this machine cannot help it."""


def obstacle() -> Obstacle | None:
    """What keeps a window from being seen here; None where nothing does."""
    platform = _platform()
    if platform in WINDOWLESS:
        return Obstacle(f"QT_QPA_PLATFORM={platform} opens windows that nobody sees", "unset QT_QPA_PLATFORM")
    if sys.platform != "linux" or platform == "vnc":
        return None
    x11, wayland = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    if not x11 and not wayland:
        return Obstacle("there is no display to open a window on")
    if platform == "xcb" or (x11 and not wayland):
        packages = missing_packages()
        if packages:
            install = f"sudo apt install {' '.join(packages)}"
            return Obstacle("Qt cannot open a window: system libraries are missing", install)
        if not _answers(x11 or ""):
            return Obstacle(f"the display {x11 or '(none)'} does not answer", "see that DISPLAY is right")
    return None


def display_available() -> bool:
    """Whether there is somewhere to put a window that is seen."""
    return obstacle() is None


def require_display(scenario: str) -> None:
    """Check for a display and what Qt needs to use it. A platform without windows, asked for by name, will do.

    Args:
        scenario: For the hint: what could be recorded instead.

    Raises:
        FacilityError: No display, one that does not answer, or libraries are missing.
    """
    found = None if _platform() in WINDOWLESS else obstacle()
    if found is not None:
        record = f"use 'hud record {scenario or 'SCENARIO'} -o out.mp4', which needs none"
        raise FacilityError(found.reason, hint=f"{found.remedy}, or {record}" if found.remedy else record)


def missing_packages(*, window: bool = True) -> list[str]:
    """Packages of the libraries that cannot be loaded.

    Args:
        window: Those of a window on X11 too.
    """
    libraries = QT_LIBRARIES | (XCB_LIBRARIES if window else {})
    return [package for name, package in libraries.items() if not _loads(name)]


def wanted_packages() -> list[str]:
    """What is to be installed for what can be done here: no window's libraries where there is no X11."""
    return missing_packages(window=bool(os.environ.get("DISPLAY")) and _platform() not in WINDOWLESS)


def _platform() -> str:
    return os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _answers(display: str) -> bool:
    if not _loads("libxcb.so.1"):
        return False
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    works = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return bool(works)
