"""The renderer on OpenGL: which passes make a picture, in which order."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING

from hud.errors import FacilityError
from hud.optics.base import EyeView
from hud.optics.context import opengl, renderer_string
from hud.optics.cpu import CpuRenderer
from hud.optics.geometry import ViewGeometry
from hud.optics.gl.passes import Passes, Scene
from hud.optics.gl.resources import Resources
from hud.optics.gl.support import unsupported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.footage.base import Backdrop
    from hud.optics.base import Panels, View
    from hud.optics.context import GlContext

gl = opengl()


class GlRenderer:
    """The same stages as the reference, on OpenGL 3.3.

    What it cannot draw the reference draws in its place, and `notes` says so and why. Used from several threads, one
    waits for the other; a context of Qt's is for the thread that made it.
    """

    name = "gl"

    def __init__(self, open_context: Callable[[], GlContext]) -> None:
        """Open a context.

        Args:
            open_context: Opens one, here and again where the renderer is used after it was closed.

        Raises:
            FacilityError: None is to be had, or it is too old.
        """
        self._open_context = open_context
        self._lock = RLock()
        self._reference = CpuRenderer()
        self._context: GlContext | None = None
        self._resources: Resources | None = None
        with self._current() as resources:
            self._most_px = resources.most_px
        self._driver = renderer_string(self._open())

    @property
    def driver(self) -> str:
        """GL_RENDERER: what draws."""
        return self._driver

    def notes(
        self, backdrop: Backdrop, *, device: DeviceProfile, environment: Environment, view: View
    ) -> dict[str, str]:
        """See `hud.optics.base.Renderer.notes`."""
        geometry = ViewGeometry.of(device, backdrop, view)
        reason = unsupported(device, environment, geometry, most_px=self._most_px)
        if reason:
            return {"renderer": "cpu", "renderer_asked_for": "gl", "renderer_reason": reason}
        return {"renderer": "gl", "gl_renderer": self._driver}

    def compose(
        self,
        panels: Panels | Callable[[], Panels],
        backdrop: Backdrop,
        *,
        device: DeviceProfile,
        environment: Environment,
        view: View,
    ) -> dict[Eye, EyeView]:
        """See `hud.optics.base.Renderer.compose`.

        Raises:
            FacilityError: The context is lost, or the driver's memory is full.
        """
        geometry = ViewGeometry.of(device, backdrop, view)
        if unsupported(device, environment, geometry, most_px=self._most_px):
            return self._reference.compose(panels, backdrop, device=device, environment=environment, view=view)
        scene = Scene(panels() if callable(panels) else panels, backdrop, device, environment, geometry, view.monitor)
        with self._current() as resources:
            pictures = Passes(resources, scene).pictures()
        return {eye: EyeView(picture, partial(self._luminance, scene, eye)) for eye, picture in pictures.items()}

    def close(self) -> None:
        """Give the context and all that is in it back."""
        with self._lock:
            if self._context is None:
                return
            if self._resources is not None:
                self._context.make_current()
                self._resources.close()
                self._context.done()
            self._context.close()
            self._context = self._resources = None

    def _luminance(self, scene: Scene, eye: Eye) -> NDArray[np.float32]:
        with self._current() as resources:
            return Passes(resources, scene).luminance(eye)

    def _open(self) -> GlContext:
        if self._context is None:
            self._context = self._open_context()
        return self._context

    @contextmanager
    def _current(self) -> Iterator[Resources]:
        with self._lock:
            context = self._open()
            context.make_current()
            try:
                if self._resources is None:
                    self._resources = Resources()
                self._resources.begin()
                yield self._resources
            except gl.GLError as error:
                raise FacilityError(
                    f"OpenGL failed: {error.description or error.err}", hint="use --renderer cpu"
                ) from error
            finally:
                context.done()
