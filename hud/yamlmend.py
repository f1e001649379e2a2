"""YAML that cannot be read in one place, read in all others: what is wrong elsewhere is told in the same run.

The smallest part that can go without a trace, an item of a list beside others or else a key of the file, is left out,
and the rest is read again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from hud.errors import FileError
from hud.yamltree import Place, Source, Tree, read_tree

MAX_CHARACTERS = 60_000
"""Larger files are not read again."""
MAX_SLIPS = 6
_MAX_UNSAID = 2
"""With more that follows at once from what was left out, nothing of the rest can be trusted."""

_LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)
_KEY = re.compile(r"""["']?([\w-]+)""")
# of these a parser's time would grow with the square
_NO_SLIP = re.compile(r"nested too deeply|cannot be in a text file|a number of")
# an error within these is met far behind its cause
_OPEN = re.compile(r"flow|quoted|scanning a")


@dataclass(frozen=True)
class Rest:
    """What of a file can be read."""

    tree: Tree
    faults: tuple[FileError, ...]
    """Why it cannot be read as a whole, in the order in which that was met."""
    lost: frozenset[str]
    """Keys of the file that were left out whole."""


def read_rest(source: Source, first: FileError) -> Rest | None:
    """Read a file around what is wrong with it.

    Args:
        source: The file.
        first: Why it is not YAML.

    Returns:
        The rest; None where it is no slip of the pen, or where it cannot be left out.
    """
    lines, faults, lost = list(source.lines), [first], set[str]()
    behind: int | None = None
    unsaid = 0
    if len(source.text) > MAX_CHARACTERS:
        return None
    for _ in range(MAX_SLIPS):
        said = faults[-1].message
        if not said.startswith("not valid YAML: ") or _NO_SLIP.search(said):
            break
        quote = _unclosed(lines, faults[-1])
        if quote is not None:
            faults[-1] = Source(source.path, "\n".join(lines)).error(
                "not valid YAML: a quote that is not closed on its line", *quote, hint="close it"
            )
        span = _span(lines, _cause(lines, faults[-1]) if quote is None else quote[0] - 1)
        if span is None:
            break
        begin, end = span
        if behind is not None and not any(line.strip() for line in lines[behind:begin]):
            # what follows at once was read in the light of what was left out
            faults.pop()
            unsaid += 1
            whole = _block(lines, begin)
            if whole is None or unsaid > _MAX_UNSAID:
                break
            begin, end = whole
        behind = end
        if lines[begin][:1].strip() and (key := _KEY.match(lines[begin])):
            lost.add(key[1])
        lines[begin:end] = [""] * (end - begin)
        try:
            tree = read_tree(Source(source.path, "\n".join(lines)))
        except FileError as error:
            faults.append(error)
            continue
        if not isinstance(tree.plain, dict):
            break
        return Rest(tree, tuple(faults), frozenset(lost))
    # so many are told all the same
    nothing = Tree({}, {(): Place(1, 1, source)})
    return Rest(nothing, tuple(faults), frozenset(lost)) if len(faults) > 1 or behind is not None else None


def _cause(lines: list[str], error: FileError) -> int:
    """Index of the line that is to blame: of what is never closed the one where it is opened."""
    line = (error.line or 1) - 1
    try:
        for _ in yaml.parse("\n".join(lines), Loader=_LOADER):
            pass
    except yaml.MarkedYAMLError as marked:
        if marked.context_mark is not None and _OPEN.search(marked.context or ""):
            line = marked.context_mark.line
    except yaml.YAMLError:
        pass
    return min(line, len(lines) - 1)


def _unclosed(lines: list[str], error: FileError) -> tuple[int, int] | None:
    """Line and column, from 1, of a quote that ends in one of another text, or never; None where there is none."""
    found = None
    try:
        for token in yaml.scan("\n".join(lines), Loader=_LOADER):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                begin, end = token.start_mark, token.end_mark
                if begin.line < end.line <= (error.line or 1) - 1:
                    found = begin
            elif token.start_mark.line > (error.line or 1):
                break
    except yaml.MarkedYAMLError as marked:
        if "quoted" in (marked.context or ""):
            found = marked.context_mark
    except yaml.YAMLError:
        pass
    return None if found is None else (found.line + 1, found.column + 1)


def _span(lines: list[str], number: int) -> tuple[int, int] | None:
    """The lines of the smallest part around a line that can go, first and behind the last."""
    while number >= 0 and not lines[number].strip():
        number -= 1
    block = _block(lines, number)
    if block is None:
        return None
    top, end = block
    depth = _indent(lines[number]) + 1
    for begin in range(number, top, -1):
        indent = _indent(lines[begin])
        if not lines[begin].strip() or indent >= depth:
            continue
        depth = indent
        if lines[begin].lstrip().startswith("- "):
            behind = next((k for k in range(begin + 1, end) if _ends(lines[k], indent)), end)
            above = next((k for k in range(begin - 1, top - 1, -1) if _ends(lines[k], indent)), top)
            if any(k < end and _is_item(lines[k], indent) for k in (above, behind)):
                return begin, behind
    return top, end


def _block(lines: list[str], number: int) -> tuple[int, int] | None:
    """The lines of the file's key that a line belongs to, first and behind the last."""
    top = number
    while top >= 0 and not _is_top(lines[top]):
        top -= 1
    if top < 0:
        return None
    return top, next((k for k in range(top + 1, len(lines)) if _is_top(lines[k])), len(lines))


def _is_top(line: str) -> bool:
    return bool(line[:1].strip()) and line[0] not in "#-"


def _is_item(line: str, indent: int) -> bool:
    return _indent(line) == indent and line.lstrip().startswith("- ")


def _ends(line: str, indent: int) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#") and _indent(line) <= indent


def _indent(line: str) -> int:
    return len(line.expandtabs()) - len(line.expandtabs().lstrip(" "))
