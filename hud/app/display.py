"""Whether a window can be opened here, asked before Qt is: its own answer to a missing display is to abort."""

from __future__ import annotations

import ctypes
import os
import sys

from hud.errors import FacilityError

# What Qt's xcb plug-in loads and a bare server or container usually lacks, with the package of Debian and Ubuntu.
XCB_LIBRARIES: dict[str, str] = {
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
}

WINDOWLESS = frozenset({"offscreen", "minimal", "vnc"})
"""Qt platforms that need no display."""


def display_available() -> bool:
    """Whether there is somewhere to put a window."""
    try:
        require_display("")
    except FacilityError:
        return False
    return True


def require_display(scenario: str) -> None:
    """Check for a display and what Qt needs to use it.

    Args:
        scenario: For the hint: what could be recorded instead.

    Raises:
        FacilityError: No display, one that does not answer, or libraries are missing.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if sys.platform != "linux" or platform in WINDOWLESS:
        return
    x11, wayland = os.environ.get("DISPLAY"), os.environ.get("WAYLAND_DISPLAY")
    record = f"use 'hud record {scenario or 'SCENARIO'} -o out.mp4', which needs none"
    if not x11 and not wayland:
        raise FacilityError("there is no display to open a window on", hint=record)
    if platform == "xcb" or (x11 and not wayland):
        packages = missing_packages()
        if packages:
            raise FacilityError(
                "Qt cannot open a window: system libraries are missing",
                hint=f"sudo apt install {' '.join(packages)}, or {record}",
            )
        if not _answers(x11 or ""):
            raise FacilityError(f"the display {x11 or '(none)'} does not answer", hint=record)


def missing_packages(libraries: dict[str, str] | None = None) -> list[str]:
    """Packages of the libraries that cannot be loaded.

    Args:
        libraries: Library to package; those of the xcb plug-in when left out.
    """
    return [package for name, package in (libraries or XCB_LIBRARIES).items() if not _loads(name)]


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
