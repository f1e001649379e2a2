"""Reading JSON that others wrote: every value is asked for by type, and a wrong one is named by its place."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from hud.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = {dict: "an object", list: "a list", str: "text", bool: "true or false", int: "a number", float: "a number"}
_STRING_OR_CONSTANT = re.compile(r'"(?:[^"\\]++|\\.)*+"|(NaN|-?Infinity)', re.DOTALL)


class MalformedError(Exception):
    """A value is not what the format says; the text names it by its place in the document."""

    def __init__(self, message: str, *, place: str = "", lacks: str = "") -> None:
        super().__init__(message)
        self.place = place
        """Of the value, as `Node.place`."""
        self.lacks = lacks
        """The key that the value should have; empty where something else is wrong with it."""


class RefusalError(Exception):
    """The document is in order, and says that there is no route."""


class _ConstantError(Exception):
    """NaN or Infinity, which JSON does not have."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value inside a JSON document."""

    value: Any
    """What the JSON decoder made of it."""
    place: str
    """Where it stands: ``routes[0].legs[1]``; empty for the whole document."""

    def fail(self, what: str) -> NoReturn:
        """Say what is wrong here.

        Raises:
            MalformedError: Always.
        """
        raise MalformedError(f"{self.place or 'the document'} {what}", place=self.place)

    def lacks(self, key: str, hint: str = "") -> NoReturn:
        """Say that a key is missing here.

        Raises:
            MalformedError: Always.
        """
        message = f"{self.place or 'the document'} has no '{key}'" + (f"; {hint}" if hint else "")
        raise MalformedError(message, place=self.place, lacks=key)

    def get(self, key: str) -> Node | None:
        """The member of an object; None where it is missing or null.

        Raises:
            MalformedError: This is no object.
        """
        value = self.mapping().get(key)
        return None if value is None else Node(value, f"{self.place}.{key}" if self.place else key)

    def need(self, key: str) -> Node:
        """The member of an object.

        Raises:
            MalformedError: This is no object, or the member is missing.
        """
        member = self.get(key)
        if member is None:
            self.lacks(key)
        return member

    def mapping(self) -> dict[str, Any]:
        """The object itself.

        Raises:
            MalformedError: This is no object.
        """
        if not isinstance(self.value, dict):
            self._wrong("an object")
        return self.value

    def items(self) -> list[Node]:
        """The elements of a list.

        Raises:
            MalformedError: This is no list.
        """
        if not isinstance(self.value, list):
            self._wrong("a list")
        return [Node(value, f"{self.place}[{i}]") for i, value in enumerate(self.value)]

    def each(self, key: str) -> Iterator[Node]:
        """The elements of a list that may be missing or null.

        Raises:
            MalformedError: This is no object, or the member no list.
        """
        member = self.get(key)
        return iter(member.items() if member is not None else ())

    def text(self, key: str) -> str:
        """A member that is text, without blanks around it; empty where it is missing or null.

        Raises:
            MalformedError: It is something else.
        """
        member = self.get(key)
        if member is None:
            return ""
        if not isinstance(member.value, str):
            member._wrong("text")
        # half a surrogate pair can be written in JSON and nowhere else
        return member.value.encode("utf-8", "replace").decode("utf-8").strip()

    def number(self, key: str, *, low: float = -math.inf, high: float = math.inf) -> float | None:
        """A member that is a finite number from ``low`` to ``high``; None where it is missing or null.

        Raises:
            MalformedError: It is something else.
        """
        member = self.get(key)
        return None if member is None else member.as_number(low=low, high=high)

    def integer(self, key: str) -> int | None:
        """A member that is a whole number; None where it is missing or null.

        Raises:
            MalformedError: It is something else.
        """
        member = self.get(key)
        if member is None:
            return None
        number = member.as_number(low=-1e9, high=1e9)
        if number != int(number):
            member.fail(f"is {number:g}, not a whole number")
        return int(number)

    def as_number(self, *, low: float = -math.inf, high: float = math.inf) -> float:
        """The value as a finite number from ``low`` to ``high``.

        Raises:
            MalformedError: It is something else.
        """
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self._wrong("a number")
        try:
            number = float(self.value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self.fail("is too large a number")
        if not low <= number <= high:
            self.fail(f"is {number:g}, " + (f"less than {low:g}" if number < low else f"more than {high:g}"))
        return number

    def _wrong(self, wanted: str) -> NoReturn:
        self.fail(f"is {_NAMES.get(type(self.value), 'null')}, not {wanted}")


_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")


def path_of(place: str) -> tuple[int | str, ...]:
    """A place as `Node.place` has it, key by key."""
    return tuple(key or int(index) for index, key in _STEP.findall(place))


_BLANK = re.compile(r"[ \t\r\n]*")


def find_place(text: str, place: str) -> int | None:
    """Where in a text the value at a place begins; None where the place is the document, or names what is not there.

    Args:
        text: A document that `parse_json` has read.
        place: As `Node.place`.
    """
    position = _after_blanks(text, 0)
    for part in path_of(place):
        found = None
        # of a key that stands twice the last counts, as it does when the document is read
        for name, begin in _members(text, position):
            if name == part:
                found = begin
                if isinstance(part, int):
                    break
        if found is None:
            return None
        position = found
    return position if place else None


def _members(text: str, position: int) -> Iterator[tuple[str | int, int]]:
    """Keys or numbers, and the beginnings, of what is in the object or list that begins here; of another value none."""
    opening = text[position]
    if opening not in "[{":
        return
    position = _after_blanks(text, position + 1)
    count = 0
    while text[position] not in "]}":
        name: str | int = count
        if opening == "{":
            name, position = _VALUE.raw_decode(text, position)
            position = _after_blanks(text, _after_blanks(text, position) + 1)
        yield name, position
        count += 1
        position = _after_blanks(text, _VALUE.raw_decode(text, position)[1])
        if text[position] == ",":
            position = _after_blanks(text, position + 1)


_VALUE = json.JSONDecoder()


def _after_blanks(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    return blank.end() if blank else position


def file_error(shown: str, text: str, error: MalformedError, *, hint: str) -> FileError:
    """What is wrong with a document as an error of its file, with line and column where its place has them.

    Args:
        shown: The file's name.
        text: What is in it.
        error: What is wrong.
        hint: What to do.
    """
    message = " ".join(str(error).split())
    position = find_place(text, error.place)
    return FileError(shown, message, hint=hint) if position is None else error_at(shown, text, position, message, hint)


def parse_json(text: str, shown: str) -> Node:
    """The document in a text.

    Args:
        text: Not empty.
        shown: The file it is from, for errors.

    Raises:
        FileError: Not JSON; with line and column, and says when it is cut off.
    """
    try:
        return Node(json.loads(text, parse_constant=_refuse_constant), "")
    except json.JSONDecodeError as error:
        raise error_at(shown, text, error.pos, _what(error, text)) from None
    except _ConstantError as error:
        found = (m for m in _STRING_OR_CONSTANT.finditer(text) if m[1] == str(error))
        raise error_at(shown, text, next((m.start() for m in found), 0), f"{error} is not a number in JSON") from None
    except RecursionError:
        what = f"is nested too deeply: more than {_DEEP} brackets are open here"
        raise error_at(shown, text, _deep(text), what, "is it the right file?") from None
    except ValueError:  # an integer of more digits than Python converts
        digits = _ENDLESS.search(text)
        begin = digits.start() if digits else 0
        raise error_at(shown, text, begin, "holds a number of thousands of digits", "is it the right file?") from None


_DEEP = 100
_BRACKETS = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[{]|[\]}]', re.DOTALL)
_ENDLESS = re.compile(r"(?<![\w.])-?[0-9]{4000,}+(?![\d.eE])")


def _deep(text: str) -> int:
    """Where the first bracket is that is nested deeper than `_DEEP`."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth += match[0] in "[{"
        depth -= match[0] in "]}"
        if depth > _DEEP:
            return match.start()
    return 0


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


def _what(error: json.JSONDecodeError, text: str) -> str:
    if not text[: error.pos].strip():
        return "is not JSON"
    if error.msg == "Extra data":
        return "holds a second JSON document here; a route is one"
    if not text[error.pos :].strip() or error.msg.startswith("Unterminated string"):
        return "ends in the middle: the file is cut off"
    return f"is not JSON here: {error.msg[:1].lower()}{error.msg[1:]}"


def error_at(
    shown: str, text: str, position: int, what: str, hint: str = "save the answer of the routing service again"
) -> FileError:
    """What is wrong at a position of a text, with its line and column."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    return FileError(
        shown,
        what,
        line=text.count("\n", 0, position) + 1,
        column=position - start + 1,
        hint=hint,
        snippet=text[start : end if end >= 0 else None],
    )
