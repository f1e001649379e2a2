"""Synthetic places to sit or stand in: a room, a lecture hall, a station, a table with a menu."""

from __future__ import annotations

from hud.footage.places.opening import open_place
from hud.footage.places.source import PlaceSource, SeenText

__all__ = ["PlaceSource", "SeenText", "open_place"]
