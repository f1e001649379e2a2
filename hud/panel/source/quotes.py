"""Texts as a screen's file writes them between quotes, and as they are shown."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
# What is filled in, and marks of rich text, which are not shown.
_BETWEEN = re.compile(r"\$\{[^}]*\}|%L?\d{1,2}|<[^<>]*>")
_INNER = re.compile(r"[\"'`]([^\"'`]*)[\"'`]")


def unescaped(written: str) -> str:
    r"""What a quoted text says: ``\n``, ``\x41``, ``\u0041`` and ``\u{1F600}`` as what they stand for."""
    if "\\" not in written:
        return written
    text = _ESCAPE.sub(_sign, written)
    # two escapes may be the halves of one character
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _sign(at: re.Match[str]) -> str:
    if code := at[1] or at[2] or at[3]:
        return chr(int(code, 16)) if int(code, 16) < 0x110000 else at[0]
    return _SIGNS.get(at[4], at[4])


def holds(written: str, shown: str, character: str) -> bool:
    """Whether a text that is shown may have a character of it from a quoted one: by itself, joined, or filled in.

    Args:
        written: Between the quotes.
        shown: All of the text.
        character: That both of them must have.
    """
    if "\\" not in written and character not in written:
        return False
    text = unescaped(written)
    pieces = [piece for piece in _BETWEEN.split(text) if character in piece]
    # else within what is computed in a template
    pieces = pieces or [piece for piece in _INNER.findall(text) if character in piece]
    return any(_plain(piece) in _plain(shown) for piece in pieces)


def _plain(text: str) -> str:
    """Without what wrapping, markup and capitals change."""
    return " ".join(text.casefold().split())
