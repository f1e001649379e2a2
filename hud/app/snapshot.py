"""A picture of what is shown, with what it rests on."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from hud.recorder import notes_of, save_picture

if TYPE_CHECKING:
    from hud.pipeline import StereoFrame

FOLDER = "HUD"


def snapshot_folder() -> Path:
    """The folder HUD, made if need be, in the user's folder for pictures where there is one; else the current one."""
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    folder = Path(named) / FOLDER
    # made only in what is there: a user without a folder for pictures wants none
    if named and folder.parent.is_dir():
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
        if folder.is_dir() and os.access(folder, os.W_OK):
            return folder
    return Path.cwd()


def save_snapshot(frame: StereoFrame, folder: Path | None = None) -> Path:
    """Write both eyes side by side to a PNG that is not there yet.

    Args:
        frame: What is shown.
        folder: Where to; `snapshot_folder` when left out.

    Returns:
        The file, named after scenario and time.

    Raises:
        HudError: It cannot be written.
    """
    folder = folder or snapshot_folder()
    scenario = str(frame.metadata["scenario"]).rpartition("/")[2] or "scenario"
    stem = f"{scenario}-{frame.t_s:06.2f}s"
    path = folder / f"{stem}.png"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}.png"
        number += 1
    save_picture(frame.picture("stereo"), path, metadata=notes_of(frame.notes()))
    return path
