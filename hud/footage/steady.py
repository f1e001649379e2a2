"""What every source has that is no camera: it is the same whenever it is asked."""

from __future__ import annotations

from hud.errors import UsageError
from hud.footage.base import SourceStatus
from hud.footage.limits import SIZE_PX, STREET_HFOV_DEG


class SteadySource:
    """The beginning of a source that is a pure function of t; a source adds ``frame_at``.

    `hud.footage.base.FootageSource` says what each of these means.
    """

    def __init__(self, name: str, size: tuple[int, int], hfov_deg: float) -> None:
        """Nothing is opened.

        Args:
            name: As a person would say it.
            size: (width, height) of every picture, pixels.
            hfov_deg: Horizontal field of view of every picture.
        """
        self._name = name
        self._size = size
        self._hfov_deg = hfov_deg

    @property
    def name(self) -> str:
        """As a person would say it: ``street.mp4``, ``grey``, ``synthetic street``."""
        return self._name

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) in pixels, upright."""
        return self._size

    @property
    def hfov_deg(self) -> float:
        """Horizontal field of view."""
        return self._hfov_deg

    @property
    def duration_s(self) -> float | None:
        """None: it has no end."""
        return None

    @property
    def live(self) -> bool:
        """False."""
        return False

    def status(self) -> SourceStatus:
        """Always ok."""
        return SourceStatus(ok=True)

    def close(self) -> None:
        """Nothing is held open."""


def check_drawn(what: str, size: tuple[int, int], hfov_deg: float) -> None:
    """Refuse what no picture can be drawn for.

    Args:
        what: As in "a street of 8x8 pixels".
        size: (width, height), pixels.
        hfov_deg: Horizontal field of view.

    Raises:
        UsageError: Out of range; says the range.
    """
    if not all(SIZE_PX[0] <= length <= SIZE_PX[1] for length in size):
        hint = f"{SIZE_PX[0]} to {SIZE_PX[1]} pixels a side"
        raise UsageError(f"a {what} of {size[0]}x{size[1]} pixels cannot be drawn", hint=hint)
    if not STREET_HFOV_DEG[0] <= hfov_deg <= STREET_HFOV_DEG[1]:
        hint = f"{STREET_HFOV_DEG[0]:g} to {STREET_HFOV_DEG[1]:g} degrees"
        raise UsageError(f"a field of view of {hfov_deg:g} deg cannot be drawn", hint=hint)
