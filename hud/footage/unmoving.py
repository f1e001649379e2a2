"""What never moves: one picture, for ever. A still and an even field differ only in where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.footage.steady import SteadySource

if TYPE_CHECKING:
    from hud.footage.base import Backdrop


class UnmovingSource(SteadySource):
    """One picture at every time. Implements `hud.footage.base.FootageSource`."""

    def __init__(self, name: str, backdrop: Backdrop) -> None:
        """Hold the picture.

        Args:
            name: As a person would say it.
            backdrop: What is handed out at every time.
        """
        height, width = backdrop.rgb.shape[:2]
        super().__init__(name, (width, height), backdrop.hfov_deg)
        self._backdrop = backdrop

    def frame_at(self, t_s: float) -> Backdrop:  # noqa: ARG002 - the interface's name
        """The picture."""
        return self._backdrop
