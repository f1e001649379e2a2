"""A single picture behind the glasses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.footage.base import Backdrop, SourceStatus
from hud.footage.picture import read_picture

if TYPE_CHECKING:
    from pathlib import Path


class StillSource:
    """A PNG, JPEG or WebP file; the same picture at every t. Implements `hud.footage.base.FootageSource`."""

    def __init__(self, path: Path, *, hfov_deg: float = 70.0) -> None:
        """Read the picture.

        Raises:
            FileError: Not a picture, or broken.
        """
        self._name = path.name
        self._backdrop = Backdrop(read_picture(path), hfov_deg)

    @property
    def name(self) -> str:
        """The file's name."""
        return self._name

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels, upright and reduced to at most 1920 wide."""
        height, width = self._backdrop.rgb.shape[:2]
        return width, height

    @property
    def hfov_deg(self) -> float:
        """Horizontal field of view."""
        return self._backdrop.hfov_deg

    @property
    def duration_s(self) -> float | None:
        """None: a still has no length."""
        return None

    @property
    def live(self) -> bool:
        """False."""
        return False

    def frame_at(self, t_s: float) -> Backdrop:  # noqa: ARG002 - the interface's name
        """The picture."""
        return self._backdrop

    def status(self) -> SourceStatus:
        """Always ok."""
        return SourceStatus(ok=True)

    def close(self) -> None:
        """Nothing is held open."""
