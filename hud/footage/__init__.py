"""What the wearer sees through the glasses: recordings, cameras, a street of our own."""

from hud.footage.base import Backdrop, FootageSource, SourceStatus
from hud.footage.opening import FootageSpec, check_footage, open_footage

__all__ = ["Backdrop", "FootageSource", "FootageSpec", "SourceStatus", "check_footage", "open_footage"]
