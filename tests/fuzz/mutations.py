"""Damage done to real files: what slips, bad disks, other programs and ill will make of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

SCRAPS = [
    *(b"$a", b"${a}", b"$$", b".nan", b".inf", b"-.inf", b"1e999", b"-1", b"0", b"9" * 400, b"true", b"null", b"~"),
    *(
        b"&a ",
        b"*a",
        b"<<: *a",
        b"!!python/object:os.system ",
        b"%YAML 1.2\n",
        b"---\n",
        b"...\n",
        b"? ",
        b"|\n",
        b">-\n",
    ),
    *(
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\t",
        b"\r",
        b"\x1b[2J",
        "\u202e".encode(),
        "🙂".encode(),
    ),
    *(b"[", b"]", b"{", b"}", b"[[[[[[[[", b"{{{{", b"- - - - ", b": ", b"#", b'"', b"'", b",", b"\n", b"\n\n"),
    *(b"../", b"/etc/passwd", b"C:\\", b"./", b" s", b" lx", b" deg", b"0 s", b"1e9 s", b"include: scenario.yaml\n"),
    *(
        b"-->",
        b"WEBVTT\n",
        b"<v ",
        b"</c>",
        b"&nbsp;",
        b"99:99:99.999",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"{\\pos(1,1)}",
    ),
]
_NUMBER = re.compile(rb"-?\d+(\.\d+)?")
_NUMBERS = [b"0", b"-1", b"1e308", b"-0.0", b"4e-324", b"99999999999999999999", b"NaN", b"Infinity", b"1_000", b"0x10"]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file after one to four slips."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        data = chance.choice(_WAYS)(data, chance)
    return data


def _span(data: bytes, chance: random.Random, longest: int) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, longest))


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance, chance.choice((3, 40, 4000)))
    return data[:start] + data[end:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance, 200)
    return data[:end] + data[start:end] * chance.choice((1, 1, 2, 50)) + data[end:]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(SCRAPS) + data[at:]


def _replace(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance, 12)
    return data[:start] + chance.choice(SCRAPS) + data[end:]


def _number(data: bytes, chance: random.Random) -> bytes:
    found = list(_NUMBER.finditer(data))
    if not found:
        return data
    match = chance.choice(found)
    return data[: match.start()] + chance.choice(_NUMBERS) + data[match.end() :]


def _lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _indent(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = lines[at].lstrip() if chance.random() < 0.5 else chance.choice((b" ", b"  ", b"\t")) + lines[at]
    return b"\n".join(lines)


def _truncate(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _recode(data: bytes, chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-16-le", "latin-1", "cp1252", "utf-32", "shift_jis")), "replace")


_WAYS = (
    _flip,
    _cut,
    _repeat,
    _insert,
    _insert,
    _replace,
    _replace,
    _number,
    _number,
    _lines,
    _indent,
    _truncate,
    _recode,
)
