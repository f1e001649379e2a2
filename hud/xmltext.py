"""Reading XML that others wrote: a plain tree with the line of everything, and no entities of its own.

The standard library's expat, driven directly: it tells lines, and an entity declaration is met before anything can
grow from it. GPX and TTML have no use for one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 60


class XmlError(Exception):
    """The text is not XML, or XML of a kind that is refused."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(slots=True)
class Element:
    """An element, without its namespace: files differ in the address, not in the names."""

    name: str
    """Local name: ``trkpt``."""
    attributes: dict[str, str]
    """By local name: ``lat``, ``lang`` for ``xml:lang``, ``begin``."""
    line: int
    """1-based, of its beginning."""
    column: int = 1
    """1-based, of its beginning."""
    content: list[Element | str] = field(default_factory=list)
    """Elements and texts in order."""

    def elements(self, name: str = "") -> Iterator[Element]:
        """Its children that are elements, of one name or of any."""
        return (part for part in self.content if isinstance(part, Element) and name in ("", part.name))

    def first(self, name: str) -> Element | None:
        """The first child of a name."""
        for part in self.content:
            if isinstance(part, Element) and part.name == name:
                return part
        return None

    def text(self, name: str = "") -> str:
        """Its own text, or that of its first child of a name, in one line; empty without it."""
        element = self.first(name) if name else self
        if element is None:
            return ""
        content = element.content
        if len(content) == 1 and isinstance(only := content[0], str):
            return " ".join(only.split())
        return " ".join("".join([part for part in content if isinstance(part, str)]).split())


def read_xml(text: str, *, blanks: bool = True) -> Element:
    """The root of a document.

    Args:
        text: The document, decoded; blank lines before it are only counted.
        blanks: Keep texts of nothing but blanks; they are half of the parts of a file without mixed content.

    Raises:
        XmlError: Not well-formed, nested deeper than `MAX_DEPTH`, or with entities or a document type of its own.
    """
    # without expat's namespaces: it would refuse a prefix that nobody declared, which devices do write
    parser = expat.ParserCreate(encoding="utf-8")
    parser.buffer_text = True
    top = Element("", {}, 1)
    stack = [top]
    document = text.lstrip()
    # nothing may come before an XML declaration, which is no reason to refuse a file
    before = text.count("\n", 0, len(text) - len(document))

    def fail(message: str) -> NoReturn:
        raise XmlError(message, parser.CurrentLineNumber + before, parser.CurrentColumnNumber + 1)

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            fail("is nested too deeply")
        for key in attributes:
            if ":" in key or key.startswith("xmlns"):
                kept = [(key, value) for key, value in attributes.items() if not key.startswith("xmlns")]
                attributes = {key.rpartition(":")[2]: value for key, value in kept}
                break
        line, column = parser.CurrentLineNumber + before, parser.CurrentColumnNumber + 1
        element = Element(name.rpartition(":")[2], attributes, line, column)
        stack[-1].content.append(element)
        stack.append(element)

    def words(data: str) -> None:
        stack[-1].content.append(data)

    def words_only(data: str) -> None:
        if not data.isspace():
            stack[-1].content.append(data)

    def entity(*_: object) -> NoReturn:
        fail("declares entities, which are not read")

    def doctype(_name: str, _system: str | None, _public: str | None, internal: int) -> None:
        if internal:
            fail("has a document type of its own, which is not read")

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _name: stack.pop()
    parser.CharacterDataHandler = words if blanks else words_only
    parser.EntityDeclHandler = entity
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(document.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise XmlError(reason, error.lineno + before, error.offset + 1) from None
    return next(top.elements())
