"""From the captions of a scenario file to a conversation, with all that is wrong with them and their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hud.errors import FileError
from hud.files import display_path, read_text
from hud.speech import CaptionTrack, Revision, Wording, load_cues, misplaced_script

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hud.scenario import schema
    from hud.scenario.reader import Reader
    from hud.speech import Cue
    from hud.yamltree import Loc

RECOGNITION_S = 0.3
MISHEARD = 0.15


def read_captions(reader: Reader, loc: Loc, wanted: schema.Captions) -> CaptionTrack | None:
    """Read a conversation; what is wrong is left with the reader.

    Args:
        reader: Of the scenario.
        loc: Where the captions stand.
        wanted: What is said of them there.

    Returns:
        The conversation; None where what is spoken cannot be read.
    """
    # not in the model, so that it is told together with what is wrong with the files
    whole = not reader.lost(loc)
    if whole and wanted.translations is not None and not reader.says((*loc, "to")):
        hint = "add to: en"
        reader.error((*loc, "translations"), "translations are given without their language", hint=hint)
    if whole and wanted.to is not None and not reader.says((*loc, "translations")):
        reader.error((*loc, "to"), "'to' is given without a file", hint="add translations: talk.en.vtt")
    live_only = [name for name in ("recognition", "misheard", "revisions") if name in wanted.model_fields_set]
    live = wanted.partial != "none" or reader.stands_in((*loc, "partial"))
    if whole and live_only and not live:
        message = f"'{live_only[0]}' has no meaning where captions come whole"
        reader.error((*loc, live_only[0]), message, hint="add partial: words")
    source = _cues(reader, (*loc, "file"), wanted.file, (*loc, "from"), wanted.from_)
    target = None
    if wanted.translations is not None:
        target = _cues(reader, (*loc, "translations"), wanted.translations, (*loc, "to"), wanted.to or "")
    if source is None:
        return None
    if wanted.translations is None or target is not None:
        # what the words are looked for in is all there
        _check_revisions(reader, (*loc, "revisions"), wanted, (*source, *(target or ())))
    return CaptionTrack(
        source,
        wanted.from_,
        target,
        wanted.to or "",
        wanted.delay,
        wanted.partial,
        (RECOGNITION_S if wanted.recognition is None else wanted.recognition) if live else 0.0,
        (MISHEARD if wanted.misheard is None else wanted.misheard) if live else 0.0,
        tuple(Revision(one.said, one.heard, one.for_, one.at) for one in wanted.revisions),
    )


def _cues(reader: Reader, loc: Loc, name: str, spoken: Loc, language: str) -> tuple[Cue, ...] | None:
    """The cues of the file that is named there, in a language that is said elsewhere."""
    path = reader.data_path(loc, name)
    cues = reader.attempt(loc, lambda: load_cues(path)) if path is not None else None
    if path is None or cues is None:
        return None
    _check_end(reader, path, cues)
    said = "" if reader.stands_in(spoken) else language
    if said and (found := misplaced_script(cues, said)) is not None:
        cue, written, meant = found
        hint = f"is it the right file? Or write {spoken[-1]}: {meant or 'the language that it is in'}"
        reader.warn(_at(path, cue, f"this is said to be in '{said}', and is written in {written}", hint))
    return cues


def _check_end(reader: Reader, path: Path, cues: Sequence[Cue]) -> None:
    """What begins after the end is never seen: of some cues that is worth a word, of all of them it is a mistake."""
    end_s = reader.file.duration
    late = [cue for cue in cues if cue.start_s >= end_s]
    if not late or reader.stands_in(("duration",)):
        return
    first, after = late[0], f"after the end of the scenario at {end_s:g} s"
    hint = "make the scenario longer, or cut the captions"
    if len(late) < len(cues):
        others = len(late) - 1
        more = "" if not others else ", and so does one more" if others == 1 else f", and so do {others} more"
        reader.warn(_at(path, first, f"this cue begins at {first.start_s:g} s, {after}{more}", hint))
        return
    which = "the only cue begins" if len(cues) == 1 else f"the first of all {len(cues)} cues begins"
    reader.errors.append(_at(path, first, f"{which} at {first.start_s:g} s, {after}", hint))


def _check_revisions(reader: Reader, loc: Loc, wanted: schema.Captions, cues: Sequence[Cue]) -> None:
    wording = Wording(cue.text for cue in cues) if wanted.revisions else None
    for index, one in enumerate(wanted.revisions):
        place = (*loc, index)
        if reader.stands_in((*place, "said")):
            continue
        there = [cues[k] for k in wording.where(one.said)] if wording is not None else []
        if not there:
            hint = "write the words as the caption file has them"
            reader.error((*place, "said"), f"'{one.said}' is in no caption", hint=hint)
        elif one.at is not None and not any(cue.start_s <= one.at < cue.end_s for cue in there):
            hint = f"they are said from {there[0].start_s:g} s to {there[0].end_s:g} s"
            reader.error((*place, "at"), f"'{one.said}' is not in a caption at {one.at:g} s", hint=hint)


def _at(path: Path, cue: Cue, message: str, hint: str) -> FileError:
    """What is to be said of a cue, at the line of its times."""
    lines = read_text(path).split("\n")
    snippet = lines[cue.line - 1] if 0 < cue.line <= len(lines) else ""
    return FileError(display_path(path), message, line=cue.line or None, column=1, hint=hint, snippet=snippet)
