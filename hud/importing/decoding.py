"""The text of a file in whatever encoding it says, or shows, or is said to be in."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from hud.errors import FileError, UsageError
from hud.files import declared_encoding, display_path, read_bytes
from hud.speech.load import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# what subtitles were written in before UTF-8, the strictest first: the later ones decode nearly anything
_LEGACY = ("shift_jis", "euc-kr", "big5", "gb18030", "windows-1251", "windows-1252")
_BY_LANGUAGE = {
    "ja": ("shift_jis", "euc-jp"), "ko": ("euc-kr",), "zh": ("gb18030", "big5"), "yue": ("big5",),
    "el": ("windows-1253",), "tr": ("windows-1254",), "az": ("windows-1254",), "he": ("windows-1255",),
    "ar": ("windows-1256",), "fa": ("windows-1256",), "ur": ("windows-1256",), "vi": ("windows-1258",),
    "th": ("tis-620",), **dict.fromkeys(("et", "lt", "lv"), ("windows-1257",)),
    **dict.fromkeys(("bg", "be", "mk", "ru", "sr", "uk"), ("windows-1251",)),
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), ("windows-1250",)),
}  # fmt: skip
_WESTERN = ("windows-1252",)


def read_decoded(path: Path, encoding: str = "", language: str = "") -> tuple[str, str]:
    """The text of a caption file, each line ended by a newline alone, and the name of its encoding.

    Args:
        path: The file.
        encoding: As the user says it; empty to find out. Found are a byte order mark, an XML declaration, UTF-16
            without a mark, and UTF-8; nothing is guessed beyond these.
        language: What it may be in, BCP 47; orders what is proposed.

    Raises:
        UsageError: No such encoding.
        FileError: Missing, too large, binary, or not decodable; names line and column of the first bad byte, and
            what it might be in.
    """
    data = read_bytes(path, limit=MAX_BYTES)
    codec, name = _named(encoding) if encoding else _found(data)
    try:
        text = data.decode(codec)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        before = data[:start]
        fits = [] if encoding else _proposals(data, language)
        hint = (
            f"say its encoding, such as --encoding {' or '.join(fits)}" if fits else "say its encoding with --encoding"
        )
        raise FileError(
            display_path(path),
            f"is not {name}: byte 0x{data[start]:02x}" if start < len(data) else f"is not {name}",
            line=before.count(b"\n") + 1,
            column=start - (before.rfind(b"\n") + 1) + 1,
            hint=hint,
        ) from None
    if "\0" in text[:4096]:
        raise FileError(display_path(path), "is a binary file, not captions", hint="is it the right file?")
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    return text.replace("\r\n", "\n").replace("\r", "\n"), name


def _proposals(data: bytes, language: str) -> list[str]:
    """Encodings that the data can be in: those of its language alone where it is known, else the strictest."""
    usual = _BY_LANGUAGE.get(language.split("-")[0].lower(), _WESTERN) if language else ()
    return ([name for name in usual if _decodes(data, name)] or [name for name in _LEGACY if _decodes(data, name)])[:3]


def _named(encoding: str) -> tuple[str, str]:
    try:
        info = codecs.lookup(encoding)
        # rot13 and the like are codecs too
        info.decode(b"")
    except (LookupError, UnicodeError, ValueError, TypeError):
        hint = "write for example windows-1252, gb18030 or shift_jis"
        raise UsageError(f"--encoding {encoding[:40]}: unknown", hint=hint) from None
    if not getattr(info, "_is_text_encoding", True):
        raise UsageError(f"--encoding {encoding[:40]}: not an encoding of text", hint="write for example windows-1252")
    return info.name, info.name


def _found(data: bytes) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return codec, name
    head = data[:400]
    # text in UTF-16 has a zero beside each letter of ASCII
    if len(head) >= 8:
        zeros = [head[k::2].count(0) for k in (0, 1)]
        for k, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
            if zeros[k] * 3 >= len(head) // 2 and not zeros[1 - k]:
                return codec, "UTF-16 without a byte order mark"
    declared = declared_encoding(data)
    return declared, "UTF-8" if declared == "utf-8" else declared


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeError:
        return False
    return True
