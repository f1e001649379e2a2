"""Where in a screen's own files a fault is to be mended that Qt tells of elsewhere: in a piece, or nowhere."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hud.errors import FileError, HudError, did_you_mean
from hud.files import display_path, read_text
from hud.panel.source.statements import masked, offset
from hud.panel.source.words import blanked
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SOURCES = (".qml", ".js", ".mjs")


def bundled(path: Path | str) -> bool:
    """Whether a file is one of the program's own screens and pieces, which no user mends."""
    return Path(path).resolve().is_relative_to(asset_path("screens").resolve())


def own_texts(paths: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The user's own files among those of a screen: path, text, and the text with comments and strings blanked."""
    for path in sorted(paths):
        if path.endswith(_SOURCES) and not bundled(path):
            try:
                text = read_text(Path(path))
            except HudError:
                continue
            yield path, text, blanked(text)


def place(path: str, text: str, start: int, message: str = "", hint: str = "") -> FileError:
    """An error at a character of a file."""
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    snippet = text.split("\n")[line - 1]
    return FileError(display_path(Path(path)), message, line=line, column=column, snippet=snippet, hint=hint)


def of_item(item: FileError, others: Iterable[FileError]) -> bool:
    """Whether a fault stands at the name of an item, and one of the others among what is said of that item.

    Args:
        item: A fault, as of a piece that is given nothing.
        others: Faults.
    """
    near = [one for one in others if one.file == item.file and one.line is not None]
    if not near or item.line is None or item.column is None:
        return False
    try:
        text = read_text(Path(item.file))
    except HudError:
        return False
    code = blanked(text)
    lines = [0, *(at.end() for at in re.finditer("\n", text))]
    start = lines[min(item.line, len(lines)) - 1] + item.column - 1
    if not re.compile(r"[A-Z]\w*\s*\{").match(code, start):
        return False
    begin, end = body_of(code, start)
    own = shallow(code[begin:end])
    places = (lines[min(one.line or 1, len(lines)) - 1] + (one.column or 1) - 1 - begin for one in near)
    return any(0 <= at < len(own) and not own[at].isspace() for at in places)


_HUD = re.compile(r"^[ \t]*import\s+Hud\b(?!\s+(?:[\d.]+\s+)?as\b)", re.MULTILINE)


def is_piece(name: str, path: str, code: str) -> bool:
    """Whether a name in a file is a piece of ``Hud``: imported, and nothing of the screen's own is called so."""
    return bool(
        _HUD.search(code)
        and not re.search(rf"\bcomponent\s+{name}\b", code)
        and not Path(path).with_name(f"{name}.qml").exists()
    )


def moved_to(at: FileError, error: FileError) -> FileError:
    """An error at another place."""
    return FileError(at.file, error.message, line=at.line, column=at.column, snippet=at.snippet, hint=error.hint)


def body_of(code: str, start: int) -> tuple[int, int]:
    """The span within the braces that open next after a character; to the end where they do not close."""
    opened = code.find("{", start)
    if opened < 0:
        return len(code), len(code)
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, opened):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return opened + 1, match.start()
    return opened + 1, len(code)


def property_at(item: FileError, name: str) -> FileError:
    """The place of a property within an item, where the item itself says it; else the item's.

    Args:
        item: At the item, whose type stands at its line and column.
        name: Of the property, such as ``x`` or ``font.pixelSize``.
    """
    if item.line is None:
        return item
    try:
        text = read_text(Path(item.file))
    except HudError:
        return item
    code = blanked(text)
    start = sum(len(line) + 1 for line in text.split("\n")[: item.line - 1]) + (item.column or 1) - 1
    begin, end = body_of(code, start)
    own = shallow(code[begin:end])
    group, _, last = name.rpartition(".")
    ways = [re.escape(name)]
    if group:
        # also written as a group in braces, or all of it at once
        ways += [rf"(?:{group}\s*\{{[^}}]*?\b)(?P<inner>{last})", group]
    for way in ways:
        if found := re.search(rf"(?<![\w.]){way}\s*:", own):
            return place(item.file, text, begin + found.start("inner" if "inner" in found.groupdict() else 0))
    return item


_GROUP = re.compile(r"\b(?:font|sourceSize)\s*$")


def shallow(code: str) -> str:
    """Code without what is within braces in it, every character in its place; a group such as ``font {}`` stays."""
    out, depth, kept = [], 0, 0
    for k, char in enumerate(code):
        if char == "}":
            depth -= 1
            kept = min(kept, depth)
        deep = depth > kept and char != "\n"
        out.append(" " if deep else char)
        if char == "{":
            if depth == kept and _GROUP.search(code[max(0, k - 20) : k]):
                kept += 1
            depth += 1
    return "".join(out)


_FROM_PIECE = re.compile(r'^there is no (\w+) "([^"]*)"; there are (.+)$')


def use_of(error: FileError, paths: Iterable[str]) -> FileError:
    """An error of a piece where the screen uses the piece: at the word that it does not know, or at its name.

    Args:
        error: In a file of the program's own, as Qt tells it.
        paths: The screen's files.
    """
    texts = list(own_texts(paths))
    message, hint = error.message.removeprefix("Error: "), error.hint
    if told := _FROM_PIECE.match(message):
        kind, word, known = told.groups()
        message, hint = (
            f"there is no {kind} '{short(word)}'",
            did_you_mean(word, known.split(", ")) or f"one of {known}",
        )
        for path, text, _ in texts:
            if word and (found := re.search(rf"""(?<=["']){re.escape(word)}(?=["'])""", text)):
                return place(path, text, found.start(), message, hint)
    pieces = (Path(error.file).stem, "Icon" if told and told[1] == "icon" else "")
    for piece in filter(None, pieces):
        for path, text, code in texts:
            if found := re.search(rf"\b{re.escape(piece)}\b(?=\s*\{{)", code):
                return place(path, text, found.start(), message, hint)
    return FileError(display_path(Path(texts[0][0])) if texts else error.file, message, hint=hint)


def missing(error: FileError, paths: Iterable[str]) -> FileError:
    """A file that is not there, told where the screen names it; `error.file` is the missing one."""
    name = Path(error.file).name
    message = f"cannot open {short(name)}"
    hint = "put the file beside the screen, or correct its name"
    for path, text, _ in own_texts(paths):
        if found := re.search(rf"""(["'])([^"'\n]*/)?{re.escape(name)}(?=\1)""", text):
            return place(path, text, found.start(), message, hint)
    return FileError(error.file, message, hint=hint)


_TOKENS = re.compile(
    r"//[^\n]*|/\*.*?\*/|`(?:\\.|[^`\\])*+`|(?P<text>\"(?:\\.|[^\"\\])*+(?:\"|\Z)|'(?:\\.|[^'\\])*+(?:'|\Z))", re.DOTALL
)


def unended_text(error: FileError, path: Path) -> FileError:
    """A fault of grammar as that of a text without its closing quote, where one before it goes on into another line.

    QML lets a text go on so, and finds its end at the quote that the next text begins with.

    Args:
        error: Of grammar, with its line.
        path: Its file.
    """
    try:
        text = read_text(path)
    except HudError:
        return error
    for token in _TOKENS.finditer(text):
        if token["text"] and "\n" in token[0].replace("\\\n", ""):
            found = place(str(path), text, token.start(), "a text without its closing quote")
            if found.line is not None and error.line is not None and found.line <= error.line:
                found.hint = "end it in the line it begins in"
                return found
            break
    return error


def closes_nothing(error: FileError, path: Path) -> FileError:
    """A fault of grammar at a bracket that nothing before it has opened as that; others as they are.

    Args:
        error: Of grammar, with its line.
        path: Its file.
    """
    try:
        text = read_text(path)
    except HudError:
        return error
    if error.line is None or error.column is None:
        return error
    code = masked(text)
    at = offset(text, error.line, error.column)
    opened: list[str] = []
    for bracket in re.compile(r"[()\[\]{}]").finditer(code, 0, at):
        if bracket[0] in _PAIRS.values():
            opened.append(bracket[0])
        elif not opened or opened.pop() != _PAIRS[bracket[0]]:
            return error  # such as one in a regular expression
    sign = code[at : at + 1]
    # within a ( it may be a brace that is not closed
    if sign not in _PAIRS or set(opened) - {"{"} or (sign == "}" and opened):
        return error
    hint = f"take it away, or write its {_PAIRS[sign]} before it"
    return moved_to(error, FileError("", f"this {sign} closes nothing", hint=hint))


_PAIRS = {")": "(", "]": "[", "}": "{"}


def at_the_end(error: FileError, path: Path) -> FileError:
    """A fault of grammar behind the last line of a file, right after what is written last; others as they are."""
    try:
        text = read_text(path)
    except HudError:
        return error
    end = len(text.rstrip())
    if error.line is None or end == 0 or error.line <= text.count("\n", 0, end) + 1:
        return error
    return moved_to(place(str(path), text, end), error)


_ROOT = re.compile(r"(?:^|;)[ \t]*((?:[A-Za-z_]\w*\.)*[A-Z]\w*)\s*\{", re.MULTILINE)


def root_of(path: Path) -> FileError:
    """The place of a file's one item that holds all others; of the file alone where none is found."""
    with suppress(HudError):
        text = read_text(path)
        if found := _ROOT.search(blanked(text)):
            return place(str(path), text, found.start(1))
    return FileError(display_path(path), "", line=1)


def short(text: str, most: int = 60) -> str:
    """A text that came from a file, as much of it as a message has room for."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
