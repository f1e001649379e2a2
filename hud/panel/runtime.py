"""The one place that sets Qt up: our fonts, no hinting, a software scene graph, whatever the desktop says.

A panel must be the same bytes under a desktop with its own font settings and on a server with none. The wheel of
PySide6 draws text with the system's fontconfig and FreeType, and both read the environment once, at the first
application object: so `prepare_environment` comes before it, in every process, and the desktop program calls it too.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import sys
from functools import cache

from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from hud.errors import FacilityError
from hud.resources import asset_path

UI_FAMILY = "IBM Plex Sans"
"""The face of the interface (weights 400, 500, 600) and of every screen (weight 500)."""

FAMILIES: tuple[str, ...] = (
    UI_FAMILY,
    "Hud Sans CJK",
    "Hud Sans CJK Extra",
    "Hud Sans CJK Hant",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Devanagari",
)
"""Every bundled family in the order a missing character is looked for: Chinese in its simplified forms first."""

_PINNED = {
    "QT_QUICK_BACKEND": "software",
    "FREETYPE_PROPERTIES": "truetype:interpreter-version=40 cff:no-stem-darkening=1",
    "QML_DISABLE_DISK_CACHE": "1",
}

# Variables that would change a glyph, a size or which QML is found. opencv-python sets the last two on import.
# QT_SCALE_FACTOR stays: the person at the desktop may need it, and a panel's bytes are the same under it (tested).
_UNSET = (
    "QT_FONT_DPI",
    "QML_IMPORT_PATH",
    "QML2_IMPORT_PATH",
    "QML_XHR_ALLOW_FILE_READ",
    "QML_XHR_ALLOW_FILE_WRITE",
    "QSG_NO_VSYNC",
    "QT_QPA_PLATFORM_PLUGIN_PATH",
    "QT_QPA_FONTDIR",
)


def prepare_environment() -> None:
    """Set the process's environment for Qt; to be called before any application object is made.

    Calling it again changes nothing. Variables a screenshot could depend on are pinned or unset, those that pick
    a display (``QT_QPA_PLATFORM``, ``DISPLAY``) are left alone.
    """
    for name in _UNSET:
        os.environ.pop(name, None)
    os.environ.update(_PINNED)
    os.environ["FONTCONFIG_FILE"] = str(asset_path("fonts/fonts.conf"))


def ensure_application(*, offscreen: bool = True) -> QGuiApplication:
    """The process's application object, made where there is none yet.

    Args:
        offscreen: Make it without a display. An application that is already there is used as it is.

    Returns:
        The one application object.

    Raises:
        FacilityError: An application was made before `prepare_environment`, so the fonts are not ours.
    """
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        application = existing
    else:
        prepare_environment()
        if offscreen:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QGuiApplication(["hud"])
    _check_fonts()
    return application


def ui_font(*, pixel_size: int = 13, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The interface's font with every bundled family behind it."""
    font = QFont(list(FAMILIES))
    font.setPixelSize(pixel_size)
    font.setWeight(weight)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def font_families() -> tuple[str, ...]:
    """The bundled families as Qt sees them, in the order they are looked through.

    Raises:
        FacilityError: They are not in use.
    """
    ensure_application()
    return FAMILIES


@cache
def versions() -> dict[str, str]:
    """What decides a glyph on this machine, for the metadata of a screenshot.

    Returns:
        Versions of Qt, FreeType and fontconfig (``unknown`` where Qt does not use the system's) and the first 12
        digits of the SHA-256 over the bundled fonts and their configuration.
    """
    digest = hashlib.sha256()
    for path in sorted(asset_path("fonts").iterdir()):
        if path.suffix in {".ttf", ".otf", ".conf"}:
            digest.update(path.read_bytes())
    return {
        "version_qt": QLibraryInfo.version().toString(),
        "version_freetype": _freetype_version(),
        "version_fontconfig": _fontconfig_version(),
        "fonts_sha256": digest.hexdigest()[:12],
    }


def _freetype_version() -> str:
    # Qt's own wheel links the system's library, so asking it is asking what draws.
    try:
        library = ctypes.CDLL("libfreetype.so.6")
    except OSError:
        return "unknown"
    handle = ctypes.c_void_p()
    if library.FT_Init_FreeType(ctypes.byref(handle)):
        return "unknown"
    parts = [ctypes.c_int() for _ in range(3)]
    library.FT_Library_Version(handle, *(ctypes.byref(part) for part in parts))
    library.FT_Done_FreeType(handle)
    return ".".join(str(part.value) for part in parts)


def _fontconfig_version() -> str:
    try:
        number = int(ctypes.CDLL("libfontconfig.so.1").FcGetVersion())
    except OSError:
        return "unknown"
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _spare_singletons() -> None:
    # PySide 6.12 gives back references that it never took: to True with every Signal.emit(), to None with every
    # QQuickRenderControl.polishItems() and render(). CPython 3.11 counts those and dies ("deallocating None")
    # after some thousand; from 3.12 on these objects are immortal. This makes them so here, once a process. A
    # build that traces references lays objects out otherwise.
    if sys.version_info >= (3, 12) or sys.implementation.name != "cpython" or hasattr(sys, "getobjects"):
        return
    for immortal in (None, True, False, NotImplemented, Ellipsis):
        ctypes.c_ssize_t.from_address(id(immortal)).value += 1 << 40


_spare_singletons()


@cache
def _check_fonts() -> None:
    if sys.platform == "linux":
        known = set(QFontDatabase.families())
    else:
        known = _register()
    missing = [family for family in FAMILIES if family not in known]
    if missing:
        raise FacilityError(
            f"the bundled fonts are not in use (missing: {missing[0]})",
            hint="call hud.panel.runtime.prepare_environment() before the application object is made",
        )


def _register() -> set[str]:
    # Only Linux reads fonts.conf; elsewhere the files are handed to Qt one by one.
    known: set[str] = set()
    for path in sorted(asset_path("fonts").iterdir()):
        if path.suffix in {".ttf", ".otf"}:
            known.update(QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path))))
    return known
