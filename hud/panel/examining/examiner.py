"""A screen drawn to find all that is wrong with it: what keeps it from being compiled is mended and told with the rest.

`hud.panel.renderer` stops at the first; here nothing is drawn for anybody.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Q_ARG, QMetaObject, Qt
from PySide6.QtQml import QQmlComponent

from hud.errors import FileError, HudError, Problems
from hud.files import display_path
from hud.panel.elements import MOST, MisplacedError, read_elements
from hud.panel.errors import MissingGlyphError, RunawayError
from hud.panel.examining.echoes import without_echoes
from hud.panel.examining.mending import Mender
from hud.panel.examining.numbers import PREFIX, Seen
from hud.panel.faults.messages import caught_messages, file_errors, source_line
from hud.panel.faults.misplaced import MAX_ITEMS, said_of_item
from hud.panel.faults.sayings import UNNAMED
from hud.panel.faults.telling import mendable, outside, placed
from hud.panel.glyphs import require_glyphs
from hud.panel.limits import IN_PROCESS
from hud.panel.renderer import PanelRenderer
from hud.panel.source.places import bundled, property_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QGenericArgumentHolder

    from hud.panel.limits import Limits
    from hud.panel.spec import PanelSpec
    from hud.scenario.state import HudState

_DIRECT = Qt.ConnectionType.DirectConnection
_MOST_WATCHES = 3
"""Moments in which numbers are asked for: a binding that comes to none mostly never does."""
_MOST_WATCHED = 500
"""Items of a screen whose numbers are asked for: each of its properties is looked at."""
_UNNAMED = {UNNAMED.format(nothing) for nothing in ("null", "undefined")}
_NOWHERE = "outside-the-screens-folder"
_GEOMETRY = frozenset({"x", "y", "width", "height", "scale", "rotation"})
_ELSEWHERE = re.compile(
    r"\b(?!hud\.panel\.)(?:\w+\.)*\w+\.(?:x|y|width|height|scale|rotation|implicitWidth|implicitHeight|right|bottom)\b"
)


class Examiner(PanelRenderer):
    """A renderer that goes on where there is a fault."""

    def __init__(
        self,
        panel: PanelSpec,
        *,
        screen: Path,
        folder: Path | None = None,
        limits: Limits = IN_PROCESS,
        copies: Path,
        given: str = "{}",
    ) -> None:
        """Compile a screen, whatever is wrong with it.

        Args:
            panel: The micro-display.
            screen: A QML file.
            folder: Where its own files may lie; its own by default.
            limits: What a moment may take.
            copies: An empty folder for files as they would be without their faults; needed as long as this lives.
            given: As for `PanelRenderer`.

        Raises:
            FileError: There is no such file.
        """
        self._copies = copies
        super().__init__(panel, screen=screen, folder=folder, limits=limits, given=given)
        self._watched: tuple[QQmlComponent | None, list[Seen]] | None = None
        self._watches = 0
        self._found: list[FileError] = []
        self._asking: set[str] = set()
        self._survey = self._trusted("screens/stage/Survey.qml")
        self._survey.setProperty("stage", self._stage)
        self.crowded = False
        """There is more than can be drawn in time."""

    def _compile(self) -> QQmlComponent:
        self._mender = Mender(self._engine, self._fence, self.screen, self._copies)
        component = self._mender.compile()
        self.whole = component is not None
        """Whether there is something to draw."""
        if component is None:
            return QQmlComponent(self._engine)
        self._owned.append(component)
        self._stage.setProperty("screen", component)
        return component

    @property
    def compiling(self) -> list[FileError]:
        """What keeps the screen from being compiled, each fault once, and what its files say that is not pure."""
        told: dict[str, FileError] = {}
        # of two at one place the first has brought the other about
        for one in (*self._mender.told, *self._fence.impure):
            told.setdefault(one.place, one)
        return list(told.values())

    def faults(self, state: HudState, eye: str = "left") -> list[FileError]:
        """What is wrong with one moment, each fault once, without what only follows from one.

        Args:
            state: What there is to show.
            eye: ``left`` or ``right``.

        Returns:
            In no order; `compiling` not among them.
        """
        # what never asked which eye sees the same with both
        if not self.whole or self.crowded or (eye == "right" and not self._state.asked):
            return []
        found = self._faults(state, eye)
        if late := self._mender.loaded():
            # a Loader's: seen once more without what kept it from being loaded
            self._clear()
            self._applied = {}
            self._stage.setProperty("screen", self._compile_again())
            found = [*late, *self._faults(state, eye)]
        if any(one.message in _UNNAMED and f"{one.file}:{one.line}" not in self._asking for one in found):
            # Qt says for what only where it looks for the first time
            self._clear()
            self._applied = {}
            self._stage.setProperty("screen", self._compile_again())
            found = self._faults(state, eye)
        self._asking |= {f"{one.file}:{one.line}" for one in found if one.message.startswith("asks for")}
        self._found = found
        return found

    def numbers(self, state: HudState, eye: str = "left") -> list[FileError]:
        """Places and sizes that come to no number in a moment that `faults` has looked at, of the first few moments.

        Args:
            state: What there was to show.
            eye: ``left`` or ``right``.
        """
        count = self._survey.property("count")
        if not self.whole or count > _MOST_WATCHED or self._watches == _MOST_WATCHES or eye == "right":
            return []
        self._watches += 1
        if self._watched is None:
            self._watched = self._mender.watch()
            if self._watched[0] is not None:
                self._owned.append(self._watched[0])
        component, seen = self._watched
        # A value that no scenario gives is no number either.
        unknown = not state.values and any("hud.values" in source_line(one.path, one.line) for one in seen)
        if component is None or unknown:
            return []
        self._clear()
        self._applied = {}
        self._stage.setProperty("screen", component)
        found: list[FileError] = []
        with caught_messages():
            # what is wrong besides has been told
            with suppress(HudError):
                self._apply(state, eye)
                if self._stage.property("shown") is None:
                    self._build()
            numbers: list[int] = []
            if self._stage.property("shown") is not None:
                self._control.polishItems()
                QMetaObject.invokeMethod(self._survey, "unnumbered", _DIRECT, Q_ARG("QString", PREFIX))
                numbers = json.loads(str(self._survey.property("told")) or "[]")
        for number in dict.fromkeys(numbers):
            one = seen[number]
            message, hint = said_of_item(one.name, "NaN")
            line = source_line(one.path, one.line)
            at = display_path(Path(one.path))
            found.append(FileError(at, message, line=one.line, column=one.column, snippet=line, hint=hint))
        self._clear()
        self._applied = {}
        self._stage.setProperty("screen", self._component)
        self._fence.faults.clear()
        self._fence.refused.clear()
        return without_echoes(found, [*self._mender.told, *self._found], self._mender.lost)

    def _compile_again(self) -> QQmlComponent:
        # a Loader asks for a file by its own name, of which the engine knows what it was
        self._engine.clearComponentCache()
        component = self._mender.compile()
        if component is not None:
            self._owned.append(component)
            self._component = component
        return self._component

    def _faults(self, state: HudState, eye: str) -> list[FileError]:
        found: list[FileError] = []
        with caught_messages() as messages:
            try:
                self._apply(state, eye)
                if self._stage.property("shown") is None:
                    self._build()
            except Problems as error:
                found += error.errors
            except RunawayError as error:
                self._clear()
                return [error]
            except HudError as error:
                found += self._as_found(error)
            if self._stage.property("shown") is not None:
                # too many are not laid out: that takes the longest
                crowd = self._surveyed("crowd", Q_ARG("int", MAX_ITEMS))
                self.crowded = bool(crowd)
                found += crowd
                if not crowd:
                    self._control.polishItems()
                    found += self._surveyed("look", *MOST)
                    found += self._unreadable(found)
                    self._control.sync()
                    self._control.render()
            found += self._said()
            if messages and not found:
                found.append(placed(messages[0], self.screen, self._fence.stamps))
        if found:
            self._clear()
            self._applied = {}
        return without_echoes(found, self._mender.told, self._mender.lost)

    def _unreadable(self, known: list[FileError]) -> list[FileError]:
        """What is wrong with the texts: characters that no font has, pictures in markup."""
        before = len(self._warnings)
        found: list[FileError] = []
        try:
            read_elements(self._stage)
        except MisplacedError as error:
            # the survey has told it at its place
            found += [] if known else self._as_found(error)
        except HudError as error:
            found += self._as_found(error)
        del self._warnings[before:]
        elements = [json.loads(line) for line in filter(None, str(self._stage.property("tree")).split("\n"))]
        # the same text is written in the same places
        texts = {element["text"]: element["id"] for element in reversed(elements)}
        for text, name in texts.items():
            try:
                require_glyphs(text, name, written_at=lambda _: None)
            except MissingGlyphError as error:
                places: list[FileError | None] = [
                    *self._screen_faults.written_at(error.character, shown=text, others=texts)
                ]
                found += [MissingGlyphError(error.character, name, text, at=at) for at in places or [None]]
        return found

    def _as_found(self, error: HudError) -> list[FileError]:
        if isinstance(error, FileError):
            return [error]
        return [FileError(display_path(self.screen), error.message, hint=error.hint)]

    def _said(self) -> Iterator[FileError]:
        """What the engine has said since it was last asked."""
        errors = [self._fence.at_origin(one) for one in self._warnings if _NOWHERE not in one.url().toString()]
        self._warnings.clear()
        stamps = self._fence.stamps
        for fault in mendable(file_errors(errors, screen=self.screen), self.screen, stamps):
            if _NOWHERE not in fault.message:
                yield self._mender.sharpened(fault)
        faults, self._fence.faults = self._fence.faults, []
        yield from faults
        refused, self._fence.refused = self._fence.refused, []
        for address in dict.fromkeys(refused):
            yield from outside(address, self.screen, stamps, None)
        for address in self._links.take():
            yield FileError(display_path(self.screen), f"a screen may not open anything outside: {address}")

    def _surveyed(self, what: str, *arguments: QGenericArgumentHolder) -> list[FileError]:
        """What the survey finds, where the file says so: items that are nowhere or too large, or too many of them."""
        before = len(self._warnings)
        QMetaObject.invokeMethod(self._survey, what, _DIRECT, *arguments)
        told: list[tuple[FileError, bool, bool]] = []
        for index, name, value in json.loads(str(self._survey.property("told")) or "[]"):
            start = len(self._warnings)
            QMetaObject.invokeMethod(self._survey, "accuse", _DIRECT, Q_ARG("int", index))
            own = [self._fence.at_origin(one) for one in self._warnings[start:]]
            own = [one for one in own if not bundled(one.url().toLocalFile())]
            item = next(iter(file_errors(own[:1], screen=self.screen)), FileError(display_path(self.screen), ""))
            at = property_at(item, name)
            message, hint = said_of_item(name, value)
            fault = FileError(at.file, message, line=at.line, column=at.column, snippet=at.snippet, hint=hint)
            written = at is not item
            follows = written and name in _GEOMETRY and bool(_ELSEWHERE.search(at.snippet[(at.column or 1) - 1 :]))
            told.append((fault, written or name not in _GEOMETRY | {"transform"}, follows))
        del self._warnings[before:]
        return _causes(told)


def _causes(told: list[tuple[FileError, bool, bool]]) -> list[FileError]:
    """Of items that pass it on to each other those where it begins, as far as the files say so."""
    own = [fault for fault, written, follows in told if written and not follows]
    own = own or [fault for fault, written, _ in told if written] or [fault for fault, _, _ in told[:1]]
    return list({str(fault): fault for fault in own}.values())
