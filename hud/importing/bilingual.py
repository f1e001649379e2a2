"""Two languages in one caption file: told by what the file says of each cue, or by the scripts of its lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hud.importing.languages import language_tag
from hud.speech import language_of_script, script_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.speech import CaptionFile, Cue

# of the moments at which something is said, so many must have both scripts before they are two languages
_BOTH = 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """What is said in one language."""

    cues: tuple[Cue, ...]
    language: str
    """Empty where it is not known."""
    by: str
    """How the language is known: ``the file``, ``its name``, ``its script``; empty where it is not."""


def parts_of(file: CaptionFile) -> list[Part]:
    """The languages of a file, in the order in which they first come up.

    Returns:
        One part, or one for each language that the file states, or two by the scripts of its lines.
    """
    stated: dict[str, list[Cue]] = {}
    tags = {said: language_tag(said) for said in set(file.languages)}
    for cue, said in zip(file.cues, file.languages, strict=True):
        stated.setdefault(tags[said], []).append(cue)
    if len(stated) > 1:
        # what has no language of its own stands with none of the others
        return [Part(tuple(cues), language, "the file" if language else "") for language, cues in stated.items()]
    by_script = _by_script(file.cues)
    if by_script:
        return by_script
    language = next(iter(stated))
    if language:
        return [Part(file.cues, language, "the file")]
    guessed = language_of_script(cue.text for cue in file.cues)
    return [Part(file.cues, guessed, "its script" if guessed else "")]


def _by_script(cues: Sequence[Cue]) -> list[Part]:
    """Two parts where nearly every moment has lines in the same two scripts; else none."""
    moments: dict[tuple[float, float], list[tuple[Cue, str, str]]] = {}
    for cue in cues:
        for line in cue.text.split("\n"):
            moments.setdefault((cue.start_s, cue.end_s), []).append((cue, line, script_of(line)))
    pairs: Counter[tuple[str, str]] = Counter()
    for lines in moments.values():
        scripts = list(dict.fromkeys(script for _, _, script in lines if script))
        if len(scripts) == 2:
            pairs[scripts[0], scripts[1]] += 1
    if not pairs:
        return []
    together: Counter[frozenset[str]] = Counter()
    for (first, second), count in pairs.items():
        together[frozenset((first, second))] += count
    both, count = together.most_common(1)[0]
    if count < _BOTH * len(moments):
        return []
    order = max((pair for pair in pairs if frozenset(pair) == both), key=lambda pair: pairs[pair])
    parts: list[list[Cue]] = [[], []]
    for lines in moments.values():
        # a line without letters (a dash, a number) goes with the one above it
        last = 0
        said: list[list[str]] = [[], []]
        for _, line, script in lines:
            last = order.index(script) if script in order else last
            said[last].append(line)
        for k in (0, 1):
            if said[k]:
                parts[k].append(replace(lines[0][0], text="\n".join(said[k]), marks=()))
    found = []
    for part in parts:
        language = language_of_script(cue.text for cue in part)
        found.append(Part(tuple(part), language, "its script" if language else ""))
    return found
