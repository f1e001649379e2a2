"""What the glasses show of what is said at one moment: plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VoiceState:
    """One speaker's words at one moment, for a screen that breaks them into lines of its own width."""

    speaker: str
    """May be empty."""
    source_lines: tuple[str, ...]
    lines: tuple[str, ...]
    """As those of `CaptionState`: `most_lines` at most."""
    source_pieces: tuple[str, ...]
    pieces: tuple[str, ...]
    """What is there, in order, cut where a line may break. A piece that ends in a line break ends its line."""
    source_rooms: tuple[str, ...]
    rooms: tuple[str, ...]
    """For each piece what it takes when it is complete and right: lines broken by these never change."""
    most_lines: int
    """How many lines this speaker has: 2, or 1 where another speaks at the same time."""
    anchor: int
    """The last piece there was when another speaker who spoke meanwhile left, -1 if none did: its line is the first
    that is shown, so that nothing which rolled away comes back."""
    source_from_right: bool
    from_right: bool
    """Whether the text is read from the right."""
    final: bool
    """Whether these words will not change any more."""
    since_s: float
    """Seconds since this speaker came up."""


@dataclass(frozen=True, slots=True)
class CaptionState:
    """The caption at one moment, already broken into at most two lines of each language."""

    speaker: str
    """From a WebVTT voice tag, the translation's before the source's; may be empty. Where two speak at the same time
    it is empty, and each has one line that begins with the name."""
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
    final: bool = True
    """False while words may still come or change."""
    voices: tuple[VoiceState, ...] = ()
    """Who speaks, one or two, where captions come word by word or two speak at the same time; else empty."""
