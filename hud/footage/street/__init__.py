"""The synthetic street: a walk through a small town that follows the scenario's own route."""

from __future__ import annotations

from hud.footage.street.source import StreetSource

__all__ = ["StreetSource"]
