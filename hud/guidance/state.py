"""What the wearer is told about the way at one moment: plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ManoeuvreState:
    """One manoeuvre in OSRM's terms, with what a card needs to draw it."""

    type: str
    """OSRM type: turn, depart, arrive, roundabout, ...."""
    modifier: str
    """OSRM modifier: ``left``, ``slight right``, ``uturn``, ...; empty where the type has none."""
    instruction: str
    """The sentence, from the file's own text where it has one: "Turn left onto Mill Lane"."""
    street: str
    """The street it leads onto; may be empty."""
    mode: str
    """walking, cycling, driving, ferry, pushing bike, stairs, ..."""
    exit: int | None
    """Which exit of a roundabout, counted from 1."""
    angle_deg: float
    """Change of bearing through the manoeuvre, -180..180, positive to the right; 0 where unknown. Through a
    roundabout: from the way in to the way out."""
    ways_deg: tuple[float, ...]
    """The junction's other ways, as `angle_deg` counts, without the way taken and the way come from. At a
    roundabout: the exits one passes."""
    driving_side: str
    """``right`` or ``left``: which way round a roundabout turns."""
    at_m: float
    """Where it happens, metres along the route."""


@dataclass(frozen=True, slots=True)
class NavState:
    """Guidance at one moment."""

    phase: str
    """``guiding``, ``arrived`` or ``off-route``."""
    manoeuvre: ManoeuvreState
    """The next one; after arrival, the arrival."""
    distance_m: float
    """To the next manoeuvre along the route."""
    distance: str
    """The same as it is said, in sensible steps: "180 m", "1.2 km", "0.3 mi"; nearer than 10 m "Now", in the
    route's language."""
    following: ManoeuvreState | None
    """The one after, None when the next is the last."""
    following_distance: str
    """From the next manoeuvre to the following one, as it is said; empty without one."""
    street: str
    """The street the wearer is on; may be empty."""
    remaining_m: float
    """To the destination along the route."""
    remaining: str
    """The same as it is said."""
    remaining_s: float
    """Seconds to the destination at the pace of this journey."""
    remaining_time: str
    """The same as it is said: "12 min", "1 h 5 min"."""
    progress: float
    """Share of the route covered, 0..1."""
    off_route_m: float
    """Distance from the route's line; 0 on it."""
    off_route: str
    """The same as it is said, never less than 10 m."""
    back_deg: float
    """Where the route's nearest likely place lies from the way one goes, -180..180, positive to the right; 0 on it."""
    since_s: float
    """Seconds since this manoeuvre became the next (or since the phase began)."""
    speed_m_s: float
    """Speed along the route."""
