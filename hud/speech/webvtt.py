"""WebVTT, read block by block as the W3C's parser does (https://www.w3.org/TR/webvtt1/#file-parsing).

The libraries at hand drop a faulty cue without a word and do not know its line: pysubs2 also drops cues with
unpadded times, and webvtt-py gives no places. A writer of captions needs both, so the blocks are read here;
the tests hold the result against webvtt-py's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hud.speech.cues import MARK, Cue, cue_times, lacks_arrow, marked, tidy, unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hud.speech.cues import Faults

# no tag reaches over the beginning of another, or a cue full of beginnings would take the square of its length
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:[ \t\n]([^<>]*))?>")
_RUBY_TEXT = re.compile(r"<rt(?:[.\s][^<>]*)?>.*?(?:</rt>|(?=</ruby>)|$)", re.DOTALL)
# only what looks like a tag, so that "5 < 6" stays; a time tag is <00:00:01.000>
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|</?>|<[0-9:.]+>")


_TIME_TAG = re.compile(r"<(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5]?[0-9])\.([0-9]{3})>")


def parse_webvtt(lines: list[str], faults: Faults) -> Iterator[Cue]:
    """The cues of a WebVTT file whose first line is known to be its header.

    Args:
        lines: All lines of the file, without their ends.
        faults: Receives what is wrong; the faulty cue is left out.
    """
    number = 1
    while number < len(lines) and lines[number] and "-->" not in lines[number]:
        number += 1  # the header's own lines: "Kind: captions"
    while number < len(lines):
        line = lines[number]
        if not line:
            number += 1
            continue
        ahead = lines[number + 1] if number + 1 < len(lines) else ""
        if "-->" not in line and re.fullmatch(r"(?:NOTE(?:[ \t].*)?|STYLE[ \t]*|REGION[ \t]*)", line):
            # a block without a cue; an arrow ends it, as the standard has it
            number = _block_end(lines, number)
            continue
        if "-->" not in line and "-->" in ahead:
            number += 1  # the cue's identifier
            continue
        if "-->" not in line:
            if lacks_arrow(line):
                faults.add(number + 1, "two times without an arrow", hint="write --> between them")
            number = _block_end(lines, number)
            continue
        end = _block_end(lines, number)
        times = cue_times(line, number + 1, faults)
        if times is not None:
            payload = "\n".join(lines[number + 1 : end])
            if faults.fits(number + 1, payload):
                speaker, text, words_s = read_cue_text(payload.replace(MARK, ""))
                text, marks = marked(text, words_s, *times)
                yield Cue(*times, text, speaker, number + 1, marks)
        number = end


def header_language(lines: list[str]) -> str:
    """The language in the header's lines, ``Language: en``; empty without it."""
    for line in lines[1:20]:
        if not line.strip() or "-->" in line:
            break
        key, _, value = line.partition(":")
        if key.strip().lower() == "language":
            return value.strip()
    return ""


def _block_end(lines: list[str], number: int) -> int:
    """Index of the line after the block that ``lines[number]`` belongs to."""
    number += 1
    while number < len(lines) and lines[number] and "-->" not in lines[number]:
        number += 1
    return number


def read_cue_text(payload: str) -> tuple[str, str, list[float]]:
    """Speaker and plain text of a cue's payload, with a `MARK` at each time in it, and these times.

    Where several voices speak in one cue, the speaker is empty and the text names each on a line of its own.
    """
    payload = _RUBY_TEXT.sub("", payload)
    times_s: list[float] = []

    def mark(tag: re.Match[str]) -> str:
        hours, minutes, seconds, ms = (int(part or 0) for part in tag.groups())
        times_s.append(((hours * 60 + minutes) * 60 + seconds) + ms / 1000)
        return MARK

    payload = _TIME_TAG.sub(mark, payload)
    parts = _VOICE.split(payload)
    # split gives: text before any voice, then name, text, name, text ...
    spoken = [("", _plain(parts[0]))]
    spoken += [(_plain(name or ""), _plain(text)) for name, text in zip(parts[1::2], parts[2::2], strict=True)]
    spoken = [(name, text) for name, text in spoken if text]
    names = {name for name, _ in spoken}
    if len(names) == 1:
        return names.pop(), "\n".join(text for _, text in spoken), times_s
    # names in the text would count as words
    text = "\n".join(f"{name}: {text}" if name else text for name, text in spoken)
    return "", text.replace(MARK, ""), []


def _plain(payload: str) -> str:
    return tidy(unescape(_TAG.sub("", payload)))
