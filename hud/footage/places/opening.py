"""From a place's name and its options to a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.footage.places.source import PlaceSource

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hud.footage.places.source import Place


def open_place(
    name: str,
    options: Mapping[str, object],
    *,
    size: tuple[int, int],
    hfov_deg: float,
    yaw_at: Callable[[float], float] | None = None,
) -> PlaceSource:
    """Furnish a place.

    Args:
        name: One of `hud.footage.limits.PLACES`.
        options: As a scenario gives them, checked; those of other places are ignored.
        size: (width, height) in pixels.
        hfov_deg: Horizontal field of view.
        yaw_at: How far the head is turned to the right at each time, degrees.
    """
    return PlaceSource(_place(name, options), size=size, hfov_deg=hfov_deg, yaw_at=yaw_at)


def _place(name: str, options: Mapping[str, object]) -> Place:
    seed = int(str(options.get("seed", 1)))
    if name == "hall":
        from hud.footage.places.hall import Hall

        return Hall(float(str(options.get("slides", 30.0))), seed, str(options.get("slides_in", "none")))
    if name == "room":
        from hud.footage.places.room import Room

        people, table = int(str(options.get("people", 1))), str(options.get("table", "tea"))
        return Room(str(options.get("time_of_day", "morning")), people, seed, table)
    if name == "station":
        from hud.footage.places.station import Station

        return Station(float(str(options.get("arrival", 20.0))), seed)
    from hud.footage.places.table import Table

    return Table(str(options.get("menu", "ja")), seed)
