"""Draw a screen on a panel: the state of a moment in, sRGB codes and the element tree out."""

from __future__ import annotations

import json
import threading
import weakref
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import Q_ARG, QMetaObject, QObject, QSizeF, Qt, QUrl
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlComponent, QQmlEngine, QQmlError
from PySide6.QtQuick import QQuickItem, QQuickRenderControl, QQuickRenderTarget, QQuickWindow

from hud.errors import FileError, HudError, Problems, UsageError
from hud.files import require_file, stamp
from hud.panel.canvas import Canvas
from hud.panel.elements import read_elements
from hud.panel.eye import EyeState, register
from hud.panel.faults.messages import caught_messages, file_errors
from hud.panel.faults.telling import placed, with_what_is_read
from hud.panel.glyphs import all_drawable, require_glyphs
from hud.panel.limits import IN_PROCESS
from hud.panel.runtime import ensure_application
from hud.panel.sandbox import (
    FileFence,
    RefusingNetworkFactory,
    Watchdog,
    disarm,
    refused_links,
)
from hud.panel.screenfaults import ScreenFaults
from hud.panel.source.places import moved_to, root_of
from hud.panel.spec import EYES, SHELL, Element, PanelFrame, PanelSpec
from hud.panel.turns import at_home
from hud.panel.values import PARTS, part_json
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from hud.panel.faults.messages import Message
    from hud.panel.limits import Limits
    from hud.scenario.state import HudState


MOST_WARNINGS = 200
"""Kept of what the engine says in one go: who has ten thousand faults mends the first ones first."""


class PanelRenderer:
    """One screen on one panel, ready to be drawn at any moment in any order.

    Not thread-safe: to be made and used on one thread and in turn with all others (`hud.panel.turns.in_turn`). The
    application object is made, without a display, where there is none.
    """

    def __init__(
        self,
        panel: PanelSpec,
        *,
        screen: Path | None = None,
        folder: Path | None = None,
        limits: Limits = IN_PROCESS,
        given: str = "{}",
    ) -> None:
        """Load a screen.

        Args:
            panel: The micro-display.
            screen: A QML file whose root is an Item; the shipped `SHELL` by default. It may import ``Hud``.
            folder: Where the screen's own files may lie, such as the scenario's folder; the screen's by default.
            limits: What a frame may take; those that end a process are the process's to enforce.
            given: Values of the root's properties, a JSON object: of those that are required.

        Raises:
            FileError: The screen cannot be read, is not QML, or computes for ever; with line and column.
            Problems: Several such errors.
        """
        ensure_application()
        self.panel = panel
        self.screen = require_file(screen if screen is not None else asset_path(SHELL))
        self._folder = folder if folder is not None else self.screen.parent
        self._warnings: list[QQmlError] = []
        self._applied: dict[str, object] = {}
        self._undrawable: set[str] = set()
        """Parts of the state with a character that no font can draw."""
        self._shown: tuple[tuple[HudState, str], NDArray[np.uint8]] | None = None
        self._last: tuple[tuple[HudState, str], PanelFrame] | None = None
        self._canvas = Canvas(panel)
        self._owned: list[QObject] = []
        self._limits = limits
        self._make_engine()
        # PySide forgets these in any order; Qt wants what was made last to go first.
        self._end = weakref.finalize(self, _dismantle, threading.get_ident(), self._watchdog, self._owned)
        self._make_window()
        with caught_messages():
            self._stage = self._make_stage()
            self._stage.setProperty("given", given)
            self._component = self._compile()

    def render(self, state: HudState, eye: str = "left") -> PanelFrame:
        """Draw one moment.

        Args:
            state: What there is to show.
            eye: ``left`` or ``right``.

        Returns:
            Codes and elements. Equal arguments give equal bytes, whatever was drawn before.

        Raises:
            FileError: A binding of the screen failed or computed for more than two seconds.
            Problems: Several such errors.
            MissingGlyphError: A text has a character that no bundled font can draw.
            UsageError: No such eye.
        """
        # The other eye asks for the same moment next, and sees the same where the screen has never asked which.
        if self._last is not None and self._last[0] == self._key(state, eye):
            return self._last[1]
        with self._trying() as messages:
            self._bring(state, eye)
            elements = self._read()
            self._screen_faults.raise_warnings()
            painted = self._shown[1] if self._shown is not None and self._shown[0] == self._key(state, eye) else None
            if painted is None:
                self._paint(messages)
        self._require_glyphs(elements)
        self._shown = self._key(state, eye), self._canvas.codes() if painted is None else painted
        self._last = self._shown[0], PanelFrame(self._shown[1], lambda: elements)
        return self._last[1]

    def draw(self, state: HudState, eye: str = "left") -> NDArray[np.uint8]:
        """The codes of `render` alone: the elements of a screen that is known to be sound are not read.

        Args:
            state: As for `render`.
            eye: The same.

        Returns:
            (H, W, 3) uint8 sRGB, read-only.

        Raises:
            HudError: As `render`, but for items that have no finite place or size, or are too large.
        """
        if self._shown is not None and self._shown[0] == self._key(state, eye):
            return self._shown[1]
        with self._trying() as messages:
            self._bring(state, eye)
            strange = self._read() if self._undrawable else ()
            self._paint(messages)
        self._require_glyphs(strange)
        self._shown = self._key(state, eye), self._canvas.codes()
        return self._shown[1]

    @property
    def asks_eye(self) -> bool:
        """Whether the screen has asked which eye it is drawn for, so that the two may differ."""
        return self._state.asked

    @property
    def stamps(self) -> dict[str, tuple[int, ...]]:
        """Every file that the screen was made of, and what told its content when it was read; Qt's own are absent."""
        return dict(self._fence.stamps)

    @property
    def stale(self) -> bool:
        """Whether a file of the screen's own is not the one that was read; the shipped pieces are the program's."""
        return any(stamp(path) != read for path, read in self._fence.own_stamps())

    def take_impurities(self) -> list[FileError]:
        """What in the screen's files depends on more than the moment; forgotten here, so that it can be drawn still."""
        found, self._fence.impure = self._fence.impure, []
        return found

    def close(self) -> None:
        """Let go of everything; the renderer cannot be used afterwards. Forgetting the renderer does the same."""
        self._end()

    def _key(self, state: HudState, eye: str) -> tuple[HudState, str]:
        if eye not in EYES:
            raise UsageError(f"an eye is left or right, not '{eye}'")
        return state, eye if self._state.asked else ""

    @contextmanager
    def _trying(self) -> Iterator[list[Message]]:
        with caught_messages() as messages:
            try:
                yield messages
            except HudError:
                # Built anew for the next frame, so that the fault is reported again where it persists.
                self._clear()
                self._applied = {}
                self._shown = self._last = None
                raise

    def _bring(self, state: HudState, eye: str) -> None:
        """Have the screen show a moment, laid out and not painted yet."""
        self._apply(state, eye)
        if self._stage.property("shown") is None:
            # Not even begun where its files say that it is no function of the moment.
            self._screen_faults.raise_impure()
            # Only now, so that a screen never meets a state that no scenario has.
            self._build()
        self._control.polishItems()

    def _paint(self, messages: Sequence[Message]) -> None:
        self._control.sync()
        # The software scene graph repaints only what changed, so the image keeps the last frame.
        self._control.render()
        self._screen_faults.raise_warnings()
        if messages:
            raise placed(messages[0], self.screen, self._fence.stamps)

    def _require_glyphs(self, elements: Sequence[Element]) -> None:
        texts = {element.text for element in elements}
        for element in elements:
            if element.kind == "text" and not element.text.isascii():
                places = partial(self._screen_faults.written_at, shown=element.text, others=texts)
                require_glyphs(element.text, element.id, written_at=lambda sign, at=places: next(iter(at(sign)), None))  # type: ignore[misc]

    def _make_engine(self) -> None:
        self._engine = QQmlEngine()
        self._owned.append(self._engine)
        self._links = refused_links()
        disarm(self._engine)
        self._engine.setOutputWarningsToStandardError(False)
        warnings = self._warnings
        self._engine.warnings.connect(lambda errors: warnings.extend(errors[: max(0, MOST_WARNINGS - len(warnings))]))
        self._engine.setImportPathList([*self._engine.importPathList(), str(asset_path("screens"))])
        # Both must outlive the engine, which does not own them.
        self._fence = FileFence(self._folder)
        self._network = RefusingNetworkFactory()
        self._engine.addUrlInterceptor(self._fence)
        self._engine.setNetworkAccessManagerFactory(self._network)
        self._watchdog = Watchdog(self._engine, self._limits)
        self._screen_faults = ScreenFaults(self.screen, warnings, self._fence, self._links, self._watchdog)

    def _make_stage(self) -> QQuickItem:
        register()
        state = self._trusted("screens/stage/HudObject.qml")
        if not isinstance(state, EyeState):
            raise FileError(asset_path("screens/stage/HudObject.qml"), "is not ours", hint="install hud-emulator again")
        self._state = state
        panel = self.panel
        described = {
            "width": panel.width_px,
            "height": panel.height_px,
            "pixelsPerDegree": panel.px_per_deg,
            "mono": panel.colour == "mono",
            "levels": panel.levels,
            "parallax": panel.parallax_px_m,
            "imageMetres": panel.image_distance_m,
        }
        stage = self._trusted("screens/stage/Stage.qml")
        if not isinstance(stage, QQuickItem):
            raise FileError(asset_path("screens/stage/Stage.qml"), "is not an Item", hint="install hud-emulator again")
        stage.setParentItem(self._window.contentItem())
        stage.setProperty("held", state)
        stage.setWidth(panel.width_px)
        stage.setHeight(panel.height_px)
        self._call(stage, "apply", json.dumps({"panel": described}))
        self._engine.rootContext().setContextProperty("hud", state)
        return stage

    def _trusted(self, name: str) -> QObject:
        component = QQmlComponent(self._engine, QUrl.fromLocalFile(str(asset_path(name))))
        self._owned.append(component)
        made = component.create()
        if made is None:
            raise Problems(file_errors(component.errors(), screen=asset_path(name)))
        self._owned.append(made)
        return made

    def _compile(self) -> QQmlComponent:
        component = QQmlComponent(self._engine, QUrl.fromLocalFile(str(self.screen.resolve())))
        self._owned.append(component)
        try:
            self._screen_faults.raise_errors(component.errors())
        except HudError as error:
            raise with_what_is_read(error, self._fence.impure, self._fence.stamps) from None
        self._stage.setProperty("screen", component)
        return component

    def _build(self) -> None:
        with self._watchdog.watch():
            self._call(self._stage, "build")
        self._screen_faults.raise_barked()
        self._screen_faults.raise_errors([self._fence.at_origin(one) for one in self._component.errors()])
        if self._stage.property("shown") is None:
            said = "the root of a screen must be an Item"
            raise moved_to(root_of(self.screen), FileError("", said, hint="put it into an Item { }"))

    def _clear(self) -> None:
        # At once, not by destroy(): what waits for an event loop would go on complaining about every new state.
        for item in self._stage.childItems():
            shiboken6.delete(item)
        self._stage.setProperty("shown", None)
        self._warnings.clear()

    def _make_window(self) -> None:
        self._control = QQuickRenderControl()
        self._window = QQuickWindow(self._control)
        self._owned += [self._control, self._window]
        self._window.setColor(QColor(0, 0, 0))
        self._window.setGeometry(0, 0, self.panel.width_px, self.panel.height_px)
        self._window.contentItem().setSize(QSizeF(self.panel.width_px, self.panel.height_px))
        target = QQuickRenderTarget.fromPaintDevice(self._canvas.image)
        target.setDevicePixelRatio(1.0)
        self._window.setRenderTarget(target)

    def _apply(self, state: HudState, eye: str) -> None:
        wanted: dict[str, object] = {part: getattr(state, part) for part in PARTS}
        wanted["eye"] = eye
        wanted["t"] = state.t_s
        self._send(state, {name for name, value in wanted.items() if self._applied.get(name, self) != value}, eye)
        if self._warnings:
            # A binding over two parts may have seen one new and one old. Built anew with all of them there, the
            # screen tells such a passing fault from a real one.
            self._clear()
        self._applied = wanted

    def _send(self, state: HudState, names: set[str], eye: str) -> None:
        if not names:
            return
        said = {part: part_json(state, part) for part in PARTS if part in names}
        self._undrawable = {
            *self._undrawable.difference(said),
            *(part for part in said if not all_drawable(said[part])),
        }
        parts = [f'"{part}":{text}' for part, text in said.items()]
        if "eye" in names:
            parts.append(f'"eye":{json.dumps(eye)}')
        if "t" in names:
            parts.append(f'"t":{json.dumps(state.t_s)}')
        with self._watchdog.watch():
            self._call(self._stage, "apply", "{" + ",".join(parts) + "}")
        self._screen_faults.raise_barked()

    @staticmethod
    def _call(target: QObject, method: str, *arguments: str) -> None:
        # Not a plain Python call: this one lets the watchdog's thread run meanwhile.
        direct = Qt.ConnectionType.DirectConnection
        QMetaObject.invokeMethod(target, method, direct, *(Q_ARG("QString", text) for text in arguments))

    def _read(self) -> tuple[Element, ...]:
        before = len(self._warnings)
        try:
            return read_elements(self._stage)
        except HudError as error:
            raise self._screen_faults.misplaced(error, before) from None


def _dismantle(home: int, watchdog: Watchdog, objects: list[QObject]) -> None:
    watchdog.close()
    at_home(home, partial(_delete, objects))


def _delete(objects: list[QObject]) -> None:
    for item in reversed(objects):
        if shiboken6.isValid(item):
            shiboken6.delete(item)
