"""What the glasses show of what is said at one moment: plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaptionState:
    """The caption at one moment, already broken into at most two lines of each language."""

    speaker: str
    """From a WebVTT voice tag, the translation's before the source's; may be empty."""
    source_language: str
    """BCP 47, as the scenario gave it: ``zh``."""
    language: str
    """Of the translation; equals `source_language` where nothing is translated."""
    source_lines: tuple[str, ...]
    """What was said, 0 to 2 lines; empty where nothing is translated (it stands in `lines` then)."""
    lines: tuple[str, ...]
    """The translation, 0 to 2 lines; empty while it is on its way. A line that ends in U+2010 breaks a word."""
    since_s: float
    """Seconds since this page of the caption came up."""
