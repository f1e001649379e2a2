"""OpenCV without its side effects: ``from hud.cv import cv2``, everywhere.

Importing the wheel points Qt at OpenCV's own Qt 5 plug-ins and fonts, with which a PySide6 application does
not start, and lengthens the library path that child processes inherit. All three are put back here. OpenCV's
log is switched off as well: what it has to say about an unplugged camera, the program says in its own words.
"""

from __future__ import annotations

import os
from pathlib import Path

_TOUCHED = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
_before = {name: os.environ.get(name) for name in _TOUCHED}

import cv2  # noqa: E402 - the environment has to be read first


def _put_back() -> None:
    # Somebody may have imported cv2 before us; then what was there before is OpenCV's own value already.
    home = str(Path(cv2.__file__).parent)
    for name, value in _before.items():
        if value is None or home in value:
            if home in os.environ.get(name, ""):
                del os.environ[name]
        else:
            os.environ[name] = value


_put_back()
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["cv2"]
