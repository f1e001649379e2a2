"""Every fault that keeps a screen from being compiled: what Qt tells first is taken out, and Qt is asked again.

Qt stays the judge of what is wrong. A file is mended in a copy, every character in its place, so that what Qt says of
the copy holds for the file; what only follows from the mending is not told.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtQml import QQmlComponent

from hud.errors import FileError, HudError
from hud.files import read_text
from hud.panel.examining.mirror import Mirror
from hud.panel.examining.numbers import Seen, watched
from hud.panel.faults.messages import file_errors, grammatical
from hud.panel.faults.telling import mendable
from hud.panel.source.places import bundled, place
from hud.panel.source.statements import around, masked, offset, statement, without
from hud.panel.source.vocabulary import Vocabulary, exported, module_meant, nearest

if TYPE_CHECKING:
    from PySide6.QtQml import QQmlEngine, QQmlError

    from hud.panel.sandbox import FileFence

_ROUNDS = 200
_MEND_S = 0.5
MOST_CHARS = 100_000
"""Of a file that is mended; a larger one was written by a program, and is told of once."""
_EMPTY = {".qml": "import QtQuick\nItem {\n}\n", ".js": "", ".mjs": ""}
_UNAVAILABLE = re.compile(r"(?:Type|Script) (.+) unavailable")
_NO_TYPE = re.compile(r"(\S+) is not a type|(\S+) - \S+ is (?:neither a type nor a|not a) namespace")
_NO_PROPERTY = re.compile(r'Cannot assign to non-existent property "(.+)"')
_NO_MODULE = re.compile(r'module "(.+?)" .*')
_DECLARES = re.compile(r"\b(?:property\s+[\w.<>]+|function|signal|enum|component|id\s*:)\s+?(\w+)|\bid\s*:\s*(\w+)")
_ALIAS = re.compile(r"""^[ \t]*import\s+(?:["']([^"'\n]+)["']|[\w.]+)(?:[ \t]+[\d.]+)?[ \t]+as[ \t]+(\w+)""", re.M)


def _of_type(name: str) -> bool:
    """Whether a name before braces is that of an item, not of a group such as ``font``."""
    return name.rpartition(".")[2][:1].isupper()


def _templates(module: str) -> str:
    return "QtQuick.Templates" if module.startswith("QtQuick.Controls") else module


def _position(text: str, at: int) -> tuple[int, int]:
    """The line and column of a character; what is put in before it in other lines moves neither."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


class Mender:
    """Compiles a screen in spite of its faults, and remembers them."""

    def __init__(self, engine: QQmlEngine, fence: FileFence, screen: Path, copies: Path) -> None:
        """Nothing is compiled yet.

        Args:
            engine: To compile with.
            fence: What the engine asks for files; from here on it is given the mended ones.
            screen: A QML file.
            copies: An empty folder for mended files.
        """
        self._engine = engine
        self._fence = fence
        self._mirror = Mirror(fence.folder, copies.resolve())
        fence.mirror = copies.resolve()
        self._roots = [screen.resolve()]
        self.told: list[FileError] = []
        """Each fault once, in the order in which they were found."""
        self.lost: set[str] = set()
        """Names that the mending took away, or that were none before: what is said of them later is their echo."""
        self._texts: dict[str, str] = {}
        self._stubs: dict[str, set[tuple[int, int]]] = {}
        self._empty: set[str] = set()
        self._known: set[str] = set()
        self._words: dict[str, Vocabulary] = {}
        self._foreign: dict[str, set[str]] = {}

    def compile(self) -> QQmlComponent | None:
        """The screen without its faults; None where one of them leaves nothing of it."""
        # bounds how much is told of a file that is nothing but faults, and decides nothing that is drawn
        self._begun_s = time.process_time()
        made: QQmlComponent | None = None
        done = 0
        while done < len(self._roots):
            component = self._compile(self._roots[done])
            made = made or (component if done == 0 else None)
            done += 1
        self._known.update(self._fence.own_files())
        return made

    def watch(self) -> tuple[QQmlComponent | None, list[Seen]]:
        """The screen with what its bindings of places and sizes come to beside them; None where that cannot be."""
        seen: list[Seen] = []
        before = dict(self._texts)
        for path in self._fence.own_files():
            text = self._text(path) if path.endswith(".qml") else None
            if text is not None:
                made, here = watched(path, text, len(seen))
                if here and self._put(path, made):
                    seen += here
        component = QQmlComponent(self._engine, QUrl.fromLocalFile(str(self._show(self._roots[0])))) if seen else None
        for path in {one.path for one in seen}:
            self._mirror.replace(path, before.get(path) or self._read(path))
        self._texts = before
        self._fence.faults.clear()
        self._fence.refused.clear()
        return (None if component is None or component.errors() else component), seen

    def loaded(self) -> list[FileError]:
        """What is wrong with files that were loaded since, each compiled by itself; `compile` then has them mended."""
        before = len(self.told)
        for path in [one for one in self._fence.own_files() if one.endswith(".qml") and one not in self._known]:
            self._known.add(path)
            self._compile(Path(path))
        return self.told[before:]

    def sharpened(self, fault: FileError) -> FileError:
        """What Qt calls undefined as the word that a type does not know, where that is what it is."""
        if fault.line is None or not fault.message.startswith("undefined at"):
            return fault
        path = str(Path(fault.file).resolve())
        text = self._read(path)
        code = masked(text)
        begin, end = statement(code, offset(text, fault.line, fault.column or 1))
        for said in re.compile(r"(?<![\w.])((?:[A-Z]\w*\.)*[A-Z]\w*)\.([A-Z]\w*)\b").finditer(code, begin, end):
            near = self._words_of(path).word_meant(said[2], said[1])
            if near is not None:
                hint = f"did you mean '{near}'?" if near else "see Qt's manual of it"
                return place(path, text, said.start(2), f"{said[1]} has no '{said[2]}'", hint)
        return fault

    def _compile(self, root: Path) -> QQmlComponent | None:
        for _ in range(_ROUNDS):
            if time.process_time() - self._begun_s > _MEND_S:
                return None
            # what is not mended need not be compiled again, the pieces above all
            component = QQmlComponent(self._engine, QUrl.fromLocalFile(str(self._show(root))))
            refused, self._fence.faults = self._fence.faults, []
            self._fence.refused.clear()
            errors = [one for one in map(self._fence.at_origin, component.errors()) if one.url().isLocalFile()]
            if refused:
                mended = [self._refuse(fault) for fault in refused]
            elif not component.errors():
                return component
            else:
                causes = [one for one in errors if not _UNAVAILABLE.fullmatch(one.description())] or errors
                mended = [self._mend(one) for one in causes[:1]]
            if not any(mended):
                return None
        return None

    def _show(self, root: Path) -> Path:
        """A file of the mirror by a name that it never had."""
        shown = self._mirror.anew(root)
        self._fence.latest = self._mirror.latest
        return shown

    def _refuse(self, fault: FileError) -> bool:
        """Take out what the sandbox refuses."""
        path = str(Path(fault.file).resolve())
        self._tell(fault)
        text = self._text(path)
        if text is None or fault.line is None or fault.column is None:
            return self._leave_out(path)
        return self._take_out(path, text, offset(text, fault.line, fault.column))

    def _mend(self, error: QQmlError) -> bool:
        path, said = error.url().toLocalFile(), error.description().rstrip(".")
        fault = mendable(file_errors([error], screen=Path(path)), Path(path), self._fence.stamps)[0]
        text = self._text(path)
        if bundled(path) or text is None or fault.line is None:
            self._tell(fault)
            return False
        at = offset(text, fault.line, fault.column or 1)
        if grammatical(said):
            if path not in self._texts:
                self._tell(fault)
                return self._leave_out(path)
            return False
        if (found := _NO_TYPE.fullmatch(said)) is not None:
            return self._mend_type(path, text, at, found[1] or found[2], fault)
        code = masked(text)
        within = around(code, at)
        holder = next((start for name, start in within if _of_type(name)), 0)
        stubbed = _position(text, holder) in self._stubs.get(path, ())
        owner = next((name for name, _ in within if _of_type(name)), "")
        if (found := _NO_PROPERTY.fullmatch(said)) is not None:
            self.lost.add(found[1])
            if not stubbed and owner not in self._empty:
                self._tell(self._property(path, text, at, found[1], fault))
        elif said == "Non-existent attached object":
            fault, known = self._attached(path, text, at, fault)
            if known:
                self._tell(fault)
        elif (found := _NO_MODULE.match(said)) is not None:
            named = re.compile(rf"\bimport\s+({re.escape(found[1])})(?![\w.])").search(code, at)
            if named and (meant := module_meant(found[1])):
                fault.message, fault.hint = f"there is no module '{found[1]}'", f"did you mean '{meant}'?"
                fault.column = _position(text, named.start(1))[1]
                self._tell(fault)
                text = text[: named.start(1)] + meant + text[named.end(1) :]
                self._words[path] = Vocabulary(Path(path), text)
                return self._put(path, text)
            self._foreign.setdefault(path, set()).update(exported(found[1]), exported(_templates(found[1])), {""})
            self._tell(fault)
        elif not stubbed:
            self._tell(fault)
        return self._take_out(path, text, at)

    def _mend_type(self, path: str, text: str, at: int, name: str, fault: FileError) -> bool:
        code = masked(text)
        found = re.compile(rf"(?<![\w.]){re.escape(name)}\b").search(code, at)
        at = found.start() if found else at
        words = self._words_of(path)
        meant, hint = words.type_meant(name)
        foreign = self._foreign.get(path, set())
        qualifier, _, last = name.rpartition(".")
        if not (last in foreign or qualifier in self.lost or (foreign and not hint)):
            fault.message, fault.hint = f"{name} is not a type", hint or fault.hint or "correct its name"
            fault.column = _position(text, at)[1]
            self._tell(fault)
        if meant == "" and hint.startswith("import "):
            first = re.search(r"^[ \t]*import\b[^\n;]*", code, re.MULTILINE)
            if first is not None:
                return self._put(path, text[: first.end()] + "; " + hint + text[first.end() :])
        self.lost.add(name)
        declared = re.search(r"\bproperty\s+(?:list\s*<\s*)?$", code[max(0, at - 40) : at])
        instead = meant or ("var" if declared else "Item")
        room = len(name) + len(re.compile(r"[ \t]*").match(code, at + len(name))[0])  # type: ignore[index]
        if len(instead) > room:
            return self._take_out(path, text, at)
        if not meant:
            self._stubs.setdefault(path, set()).add(_position(text, at))
        return self._put(path, text[:at] + instead.ljust(len(name)) + text[at + max(len(name), len(instead)) :])

    def _property(self, path: str, text: str, at: int, name: str, fault: FileError) -> FileError:
        code = masked(text)
        start = re.compile(r"[\w.]*$").search(code, 0, at)
        written = code[start.start() if start else at : at].rstrip(".")
        before = written.split(".") if written else []
        within = around(code, at)
        groups: list[str] = []
        for owner, _ in within:
            if _of_type(owner):
                break
            groups.insert(0, owner)
        else:
            owner = ""
        words = self._words_of(path)
        if before and before[-1][:1].isupper():
            near = words.attached_meant(name, ".".join(before))
        else:
            near = words.member_meant(name, owner, [*groups, *before])
            if not before and re.compile(r"\w+\s*\{").match(code, at):
                near = words.item_meant(name, near)
        fault.hint = f"did you mean '{near}'?" if near else fault.hint
        return fault

    def _attached(self, path: str, text: str, at: int, fault: FileError) -> tuple[FileError, bool]:
        """What is wrong with ``Layot.fillWidth``, and whether it is a fault of its own."""
        named = re.compile(r"[\w.]+(?=\.\w)").match(text, at)
        name = named[0] if named else ""
        words = self._words_of(path)
        near = nearest(name, words.attaching())
        hint = f"did you mean '{near}'?" if near else words.type_meant(name)[1]
        message = f"{name} is not a type" if name else fault.message
        told = FileError(fault.file, message, line=fault.line, column=fault.column, snippet=fault.snippet)
        told.hint = hint or fault.hint
        return told, not (name in self._foreign.get(path, ()) or name.partition(".")[0] in self.lost)

    def _take_out(self, path: str, text: str, at: int) -> bool:
        """Without the statement that a character is in; what it declares is lost."""
        start, end = statement(masked(text), at)
        gone = text[start:end]
        self.lost |= {name for names in _DECLARES.findall(gone) for name in names if name}
        self.lost |= {name for _, name in _ALIAS.findall(gone)}
        return self._put(path, without(text, start, end))

    def _leave_out(self, path: str) -> bool:
        """An empty file instead of one that says nothing; the first one is all there is."""
        suffix = Path(path).suffix
        if Path(path) in self._roots:
            self._look_beside(path)
            return False
        if suffix not in _EMPTY:
            return False
        self._empty.add(Path(path).stem)
        self.lost.add(Path(path).stem)
        for other in self._fence.own_files():
            for file, alias in _ALIAS.findall(self._read(other)):
                if file.rpartition("/")[2] == Path(path).name:
                    self.lost.add(alias)
        return self._put(path, _EMPTY[suffix])

    def _look_beside(self, path: str) -> None:
        """Files that one uses which cannot be compiled are compiled by themselves."""
        text = masked(self._read(path))
        for other in sorted(Path(path).parent.glob("[A-Z]*.qml"))[:_ROUNDS]:
            if other not in self._roots and re.search(rf"\b{re.escape(other.stem)}\s*\{{", text):
                self._roots.append(other)

    def _words_of(self, path: str) -> Vocabulary:
        if path not in self._words:
            self._words[path] = Vocabulary(Path(path), self._read(path))
        return self._words[path]

    def _tell(self, fault: FileError) -> None:
        if str(fault) not in map(str, self.told):
            self.told.append(fault)

    def _read(self, path: str) -> str:
        try:
            return read_text(Path(path))
        except HudError:
            return ""

    def _text(self, path: str) -> str | None:
        """As it is mended so far; None of a file that cannot be."""
        text = self._texts.get(path) or self._read(path)
        return text if 0 < len(text) <= MOST_CHARS else None

    def _put(self, path: str, text: str) -> bool:
        if self._texts.get(path, self._read(path)) == text:
            return False
        copy = self._mirror.replace(path, text)
        if copy:
            self._texts[path] = text
        return copy
