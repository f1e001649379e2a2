"""A single picture behind the glasses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.footage.base import Backdrop
from hud.footage.picture import read_picture
from hud.footage.unmoving import UnmovingSource

if TYPE_CHECKING:
    from pathlib import Path


class StillSource(UnmovingSource):
    """A PNG, JPEG or WebP file; the same picture at every t. Implements `hud.footage.base.FootageSource`."""

    def __init__(self, path: Path, *, hfov_deg: float = 70.0) -> None:
        """Read the picture.

        Raises:
            FileError: Not a picture, or broken.
        """
        super().__init__(path.name, Backdrop(read_picture(path), hfov_deg))
