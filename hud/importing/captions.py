"""A scenario from one or two caption files."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hud.errors import FileError, Problems, UsageError, as_one
from hud.files import display_path, read_bytes
from hud.importing.bilingual import Part, parts_of
from hud.importing.decoding import read_decoded
from hud.importing.folder import (
    SCENARIO,
    Imported,
    Understood,
    Wishes,
    check_target,
    comment,
    quoted,
    seconds,
    seed_of,
    title_of,
    write_scenario,
)
from hud.importing.languages import language_of_name, same_language, title_of_name
from hud.importing.vtt import webvtt
from hud.scenario.fields import MAX_DURATION_S
from hud.speech import parse_captions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hud.speech import CaptionFile, Cue

_AFTER_S = 3.0
_HOUR_S = 3600.0
_LINES_NAMED = 5
_DELAY_S = 0.6
"""Between what is said and its translation, where a file has both at one time: a translator thinks."""


@dataclass(frozen=True, slots=True)
class CaptionWishes(Wishes):
    """What the user wants of captions; empty is what the files say."""

    source: str = ""
    """Language that is spoken, BCP 47."""
    target: str = ""
    """Language it is translated into."""
    encoding: str = ""


@dataclass(slots=True)
class _Source:
    """One language of one file."""

    path: Path
    file: CaptionFile
    encoding: str
    part: Part
    whole: bool
    """Whether the part is all of its file."""

    @property
    def language(self) -> str:
        return self.part.language


def import_captions(files: Sequence[Path], folder: Path, wishes: CaptionWishes, *, force: bool = False) -> Imported:
    """Make a scenario from what is said, and its translation if there is one.

    Args:
        files: One, in one language or two, or two in one language each: what is said, then its translation.
        folder: Of the scenario to be made.
        wishes: What the user said.
        force: Replace a scenario that is there.

    Returns:
        What was made.

    Raises:
        UsageError: A language that cannot be told and is not said, or more than two.
        FileError: A file that cannot be used, or a folder that must not be replaced.
        Problems: Several faults of one file.
        HudError: No such device.
    """
    check_target(folder, files, force=force)
    if not 1 <= len(files) <= 2:
        raise UsageError(f"{len(files)} files", hint="name what is said, and its translation if there is one")
    found = _read_all(files, wishes)
    pair, given_up = _chosen(found, wishes)
    remarks: list[str] = []
    off_s = _clock_starts(pair)
    if off_s:
        remarks.append(f"its clock starts at {off_s / _HOUR_S:.0f} h, which is taken off")
    if late := _cut(pair, off_s):
        hours = f"{MAX_DURATION_S / _HOUR_S:.0f} h"
        remarks.append(f"{late} cue{'s'[: late != 1]} after {hours}, the longest a scenario lasts, left out")
    end_s = max(cue.end_s for source in pair for cue in source.part.cues) - off_s
    duration_s = float(math.ceil(end_s + _AFTER_S))
    if _live(pair):
        why = "they are translated" if len(pair) == 2 else "the file has its words' own times"
        remarks.append(f"captions come word by word, as {why}; partial: none in {SCENARIO} shows each whole")
    else:
        remarks.append(f"captions come whole; partial: words in {SCENARIO} shows them as they are said")
    title = title_of(wishes.name, title_of_name(pair[0].path.stem))
    sources = tuple(_understood(path, found, pair, given_up) for path in dict.fromkeys(s.path for s in found))
    beside = [_beside(source, off_s) for source in pair]

    def text(device: str) -> str:
        return _yaml(title, pair, [name for name, _ in beside], device, duration_s, off_s)

    write_scenario(folder, wishes.device, dict(beside), text)
    return Imported(folder, title, duration_s, sources, tuple(remarks))


def _read_all(files: Sequence[Path], wishes: CaptionWishes) -> list[_Source]:
    """The languages of all files.

    Raises:
        FileError, Problems: What is wrong with any of them.
    """
    found: list[_Source] = []
    errors: list[FileError] = []
    for path in files:
        try:
            found += _read(path, wishes)
        except FileError as error:
            errors.append(error)
        except Problems as problems:
            errors += problems.errors
    if errors:
        raise as_one(errors)
    return found


def _read(path: Path, wishes: CaptionWishes) -> list[_Source]:
    # the encoding follows the language: of its name, else of what is said
    language = language_of_name(path.stem) or wishes.source or wishes.target
    text, name = read_decoded(path, wishes.encoding, language)
    file = parse_captions(text, path, forgiving=True)
    parts = parts_of(file)
    if len(parts) == 1:
        part = parts[0]
        # the file's own word, then its name, then its script
        named = language_of_name(path.stem) if part.by != "the file" else ""
        if named:
            part = replace(part, language=named, by="its name")
        return [_Source(path, file, name, part, whole=True)]
    return [_Source(path, file, name, part, whole=False) for part in parts]


def _chosen(found: list[_Source], wishes: CaptionWishes) -> tuple[list[_Source], list[_Source]]:
    """What is said and its translation, with their languages; and what is left out."""
    if wishes.target and len(found) == 1:
        message = f"--to {wishes.target}: {display_path(found[0].path)} is in one language"
        raise UsageError(message, hint="name the file of its translation too")
    spoken = _take(found, wishes.source) if wishes.source else None
    read = _take([s for s in found if s is not spoken], wishes.target) if wishes.target else None
    rest = [s for s in found if s is not spoken and s is not read]
    if spoken is None:
        spoken = rest.pop(0)
    if read is None and rest:
        if len(rest) > 1:
            there = ", ".join(s.language or "one that is not said" for s in found)
            raise UsageError(f"there are {len(found)} languages: {there}", hint="choose two with --from and --to")
        read = rest.pop(0)
    pair = [spoken] if read is None else [spoken, read]
    for source, option in zip(pair, ("--from", "--to"), strict=False):
        if not source.language:
            what = "" if source.whole else f" (the lines that begin '{_beginning(source)}')"
            raise UsageError(
                f"{display_path(source.path)}: it does not say in which language it is{what}",
                hint=f"say it with {option}, such as {option} en",
            )
    if len(pair) == 2 and pair[0].language.lower() == pair[1].language.lower():
        message = f"both are in {spoken.language}"
        raise UsageError(message, hint="say which is which with --from and --to, or leave one out")
    return pair, rest


def _take(found: list[_Source], language: str) -> _Source | None:
    """The part that is in a language: by its own tag, else the one whose language is not known, else the first."""
    taken = next((s for s in found if s.language.lower() == language.lower()), None)
    taken = taken or next((s for s in found if same_language(s.language, language)), None)
    taken = taken or next((s for s in found if not s.language), None)
    if taken is None and len(found) == 1:
        taken = found[0]
    if taken is not None and not same_language(taken.language, language):
        taken.part = replace(taken.part, language=language, by="you")
    return taken


def _beginning(source: _Source) -> str:
    text = " ".join(source.part.cues[0].text.split())
    return text if len(text) <= 24 else f"{text[:23]}…"


def _clock_starts(pair: list[_Source]) -> float:
    """Whole hours before the first word: broadcasters count their programmes from 10:00:00."""
    first = min(cue.start_s for source in pair for cue in source.part.cues)
    return math.floor(first / _HOUR_S) * _HOUR_S


def _live(pair: list[_Source]) -> bool:
    """Whether captions come word by word: what is translated live does, and what has the times of its words."""
    return len(pair) == 2 or any(cue.marks for cue in pair[0].part.cues)


def _cut(pair: list[_Source], off_s: float) -> int:
    """Take out what a scenario has no time for, and tell how many cues that are.

    Raises:
        FileError: It is everything.
    """
    late = 0
    for source in pair:
        kept = tuple(cue for cue in source.part.cues if cue.end_s - off_s + _AFTER_S <= MAX_DURATION_S)
        if not kept:
            last_s = max(cue.end_s for cue in source.part.cues) - off_s
            message = f"lasts {last_s / _HOUR_S:.0f} h, and a scenario at most {MAX_DURATION_S / _HOUR_S:.0f} h"
            raise FileError(display_path(source.path), message, hint="cut it")
        if len(kept) < len(source.part.cues):
            late += len(source.part.cues) - len(kept)
            source.part, source.whole = replace(source.part, cues=kept), False
    return late


def _understood(path: Path, found: list[_Source], pair: list[_Source], given_up: list[_Source]) -> Understood:
    own = [source for source in found if source.path == path]
    file = own[0].file
    last = max(cue.end_s for cue in file.cues)
    speakers = list(dict.fromkeys(cue.speaker for cue in file.cues if cue.speaker))
    facts: dict[str, object] = {
        "encoding": own[0].encoding,
        "cues": len(file.cues),
        "duration_s": round(last, 1),
        "languages": [source.language for source in own if source in pair],
        "speakers": speakers,
    }
    remarks = [*_left_out(file), *file.remarks]
    for source in own:
        if source in pair:
            role = "what is said" if source is pair[0] else "the translation"
            by = {"you": "", "": ""}.get(source.part.by, f", by {source.part.by}")
            remarks.append(f"{role} is in {source.language}{by}")
    dropped = list(file.dropped)
    if left := [source for source in own if source in given_up]:
        dropped.append("languages: " + ", ".join(source.language or "one that is not said" for source in left))
    return Understood(display_path(path), file.format, facts, tuple(remarks), tuple(dropped))


def _left_out(file: CaptionFile) -> Iterator[str]:
    """Faulty cues, by what is wrong with them."""
    faults: dict[str, list[int]] = {}
    for error in file.skipped:
        faults.setdefault(error.message, []).append(error.line or 0)
    for message, lines in faults.items():
        more = "" if len(lines) <= _LINES_NAMED else f" and {len(lines) - _LINES_NAMED} more"
        places = f"line{'s'[: len(lines) > 1]} {', '.join(map(str, lines[:_LINES_NAMED]))}{more}"
        yield f"{len(lines)} faulty cue{'s'[: len(lines) > 1]} left out, {places}: {message}"


def _beside(source: _Source, off_s: float) -> tuple[str, bytes]:
    """Name and content of one language's file: as it is where that will do, else as WebVTT."""
    asis = not source.file.skipped and not source.file.mended
    plain = asis and source.whole and not off_s and source.encoding.startswith("UTF-8")
    if plain and source.file.format in ("WebVTT", "SubRip"):
        name = f"talk.{source.language}.{'vtt' if source.file.format == 'WebVTT' else 'srt'}"
        return name, read_bytes(source.path)
    name = f"talk.{source.language}.vtt"
    cues = [_earlier(cue, off_s) for cue in source.part.cues]
    return name, webvtt(cues, source.language).encode("utf-8")


def _earlier(cue: Cue, off_s: float) -> Cue:
    marks = tuple((count, at_s - off_s) for count, at_s in cue.marks)
    return replace(cue, start_s=cue.start_s - off_s, end_s=cue.end_s - off_s, marks=marks)


def _stills(cues: Sequence[Cue], off_s: float, duration_s: float) -> list[float]:
    """The middle of up to four cues, evenly over the talk."""
    chosen = [cues[k] for k in sorted({round(q * (len(cues) - 1)) for q in (0.1, 0.4, 0.7, 1.0)})]
    middles = {round((cue.start_s + cue.end_s) / 2 - off_s, 1) for cue in chosen}
    return sorted(t_s for t_s in middles if 0 <= t_s <= duration_s)


def _yaml(title: str, pair: list[_Source], names: list[str], device: str, duration_s: float, off_s: float) -> str:
    spoken = pair[0]
    stills = _stills(spoken.part.cues, off_s, duration_s)
    at = stills[0] if stills else 0.0
    files = " and ".join(dict.fromkeys(comment(source.path.name) for source in pair))
    translated = ""
    if len(pair) == 2:
        translated = f"      translations: {quoted(names[1])}\n      to: {pair[1].language}\n"
        # where one file has both at one time, nobody has been given time to translate
        if pair[0].path == pair[1].path:
            translated += f"      delay: {_DELAY_S * 1000:g} ms               # how long the translator thinks\n"
    live = _live(pair)
    partial = (
        "      partial: words            # as live recognition shows them; none shows each caption whole"
        if live
        else "      # partial: words          # as live recognition shows them, word by word"
    )
    cues = len(spoken.part.cues)
    described = f"{cues} caption{'s'[: cues != 1]} in {spoken.language}"
    if len(pair) == 2:
        described += f", with a translation into {pair[1].language}"
    return f"""\
# {comment(title)}
#
# Made by `hud import captions` from {files}.
#     hud run .                              plays it
#     hud render . --at {at:g} -o still.png      makes one picture
#     hud check .                            finds every mistake, with its place

hud: 1                          # version of this format
title: {quoted(title)}
description: {quoted(described + ".")}
device: {quoted(device)}             # one of `hud devices`, or a profile of your own beside this file
duration: {seconds(duration_s)}

world:
  # what stands behind the glasses; also a film (talk.mp4), a picture, or webcam:0. Standing keeps the street still.
  footage: {{source: street, time_of_day: noon, seed: {seed_of(title)}, standing: true}}
  illuminance: 10000 lx         # or keyframes: [{{at: 0 s, lux: 10000}}, {{at: 20 s, lux: 500, ease: smooth}}]

tracks:
  - captions:
      file: {quoted(names[0])}
      from: {spoken.language}
{translated}{partial}

stills: [{", ".join(seconds(t_s) for t_s in stills)}]   # moments worth a picture
"""
