"""How wide the streets of a walk or a drive are."""

from __future__ import annotations

from dataclasses import dataclass

_DRIVE_FROM_M_S = 5.0
USUAL_HALF_M = 5.9
"""Half the distance between the fronts of a street that one walks along."""


@dataclass(frozen=True, slots=True)
class Dress:
    """How wide the streets are, by how fast one travels along them."""

    half_m: float
    """Half the distance between the fronts of the route's own street."""
    side_half_m: float
    """The same for side streets."""
    pavement_m: float
    """Width of each pavement."""
    tolerance_m: float
    """How far the street may lie beside the walked line where that makes it straighter."""
    drive: bool
    """Asphalt with lanes instead of setts."""
    side: float = 1.0
    """On which side one drives, of the way one drives: 1 on the right, -1 on the left."""


def dress_for(speed_m_s: float) -> Dress:
    """Street widths for a travelling speed."""
    if speed_m_s >= _DRIVE_FROM_M_S:
        return Dress(half_m=10.0, side_half_m=6.5, pavement_m=3.4, tolerance_m=1.2, drive=True)
    return Dress(half_m=5.9, side_half_m=4.3, pavement_m=2.3, tolerance_m=1.4, drive=False)
