"""What is said around the wearer: caption files in, the caption at any moment out.

`load_cues` reads one file of WebVTT, SubRip, ASS or TTML; a `CaptionTrack` pairs what was said with its
translation, and `captions_at` tells what stands on the glasses at t, broken into lines by the rules of the
language. All of it is pure in t.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.lazy import lazily

if TYPE_CHECKING:
    from hud.speech.cues import Cue
    from hud.speech.lines import break_pages
    from hud.speech.load import CaptionFile, load_cues, parse_captions
    from hud.speech.misheard import Revision, Wording
    from hud.speech.scripts import language_of_script, misplaced_script, script_of
    from hud.speech.state import CaptionState, VoiceState
    from hud.speech.track import CaptionTrack, captions_at, translations
else:
    __getattr__, __dir__ = lazily(
        __name__,
        cues="Cue",
        lines="break_pages",
        load="CaptionFile load_cues parse_captions",
        misheard="Revision Wording",
        scripts="language_of_script misplaced_script script_of",
        state="CaptionState VoiceState",
        track="CaptionTrack captions_at translations",
    )

__all__ = [
    "CaptionFile",
    "CaptionState",
    "CaptionTrack",
    "Cue",
    "Revision",
    "VoiceState",
    "Wording",
    "break_pages",
    "captions_at",
    "language_of_script",
    "load_cues",
    "misplaced_script",
    "parse_captions",
    "script_of",
    "translations",
]
