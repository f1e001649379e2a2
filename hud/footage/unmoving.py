"""What never moves: one picture, for ever. A still and an even field differ only in where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.footage.base import SourceStatus

if TYPE_CHECKING:
    from hud.footage.base import Backdrop


class UnmovingSource:
    """One picture at every time. Implements `hud.footage.base.FootageSource`."""

    def __init__(self, name: str, backdrop: Backdrop) -> None:
        """Hold the picture.

        Args:
            name: As a person would say it.
            backdrop: What is handed out at every time.
        """
        self._name = name
        self._backdrop = backdrop

    @property
    def name(self) -> str:
        """The file's name, or ``grey``, ``flat:#102030``."""
        return self._name

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels."""
        height, width = self._backdrop.rgb.shape[:2]
        return width, height

    @property
    def hfov_deg(self) -> float:
        """Horizontal field of view."""
        return self._backdrop.hfov_deg

    @property
    def duration_s(self) -> float | None:
        """None."""
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
