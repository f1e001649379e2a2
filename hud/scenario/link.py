"""How long it takes from the phone to the glasses."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Link:
    """Timing of a link that carries one message after the other, always the newest."""

    name: str
    text_s: float = 0.0
    """A change of text in the layout that is there."""
    page_s: float = 0.0
    """A new layout: a card comes or goes, a manoeuvre becomes another."""
    image_s: float = 0.0
    """A picture (the arrow of another manoeuvre), whatever its size,"""
    per_kb_s: float = 0.0
    """and for each of its kilobytes."""
    image_kb: float = 5.0
    """What a picture has."""
    rate_hz: float = 0.0
    """At most so many messages a second; 0 has no such bound."""

    @property
    def ideal(self) -> bool:
        """True where everything is there at once."""
        return not any((self.text_s, self.page_s, self.image_s, self.per_kb_s, self.rate_hz))

    @property
    def picture_s(self) -> float:
        """A whole picture, ``image_s + per_kb_s · image_kb``."""
        return self.image_s + self.per_kb_s * self.image_kb


IDEAL = Link("ideal")
LINKS = MappingProxyType(
    {
        "ideal": IDEAL,
        # Published measurements on a real G2 (devices.md, "Link timing"): about 104 ms + 3.9 ms/KB an image, 165 ms a
        # page rebuild, 83 ms a text update, at most 9.5 frames/s. The size of an arrow, 100x100 pixels at 4 bits
        # and thus 5 KB, is assumed.
        "even-g2": Link("even-g2", 0.083, 0.165, 0.104, 0.0039, 5.0, 9.5),
    }
)
"""Link timing by name."""
