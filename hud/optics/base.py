"""The interface of a renderer, and what it hands out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from hud.errors import UsageError, did_you_mean
from hud.optics.stages import MONITORS, Monitor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.footage.base import Backdrop

    Panels = Mapping[Eye, NDArray[np.uint8]]

Zoom = Literal["world", "display"]
MAX_VIEW_PX = 8192


@dataclass(frozen=True, slots=True)
class View:
    """The picture asked for, of each eye."""

    size_px: tuple[int, int] = (1280, 720)
    """Width and height."""
    zoom: Zoom = "world"
    """``world``: as much of the footage as fits. ``display``: just the display's field and a rim."""
    monitor: Monitor = "linear"
    """``linear``: nothing clips. ``camera``: exposed for the world. ``eye``: adapted to it."""

    def __post_init__(self) -> None:
        if not all(16 <= n <= MAX_VIEW_PX for n in self.size_px):
            raise UsageError(
                f"a picture of {self.size_px[0]}x{self.size_px[1]} pixels cannot be made",
                hint=f"each side between 16 and {MAX_VIEW_PX}",
            )
        if self.monitor not in MONITORS:
            raise UsageError(f"unknown monitor view '{self.monitor}'", hint=did_you_mean(self.monitor, MONITORS))


@dataclass(frozen=True, eq=False)
class EyeView:
    """What one eye sees."""

    rgb: NDArray[np.uint8]
    """(H, W, 3) uint8, sRGB for a monitor. Stage 14 of `hud.optics.stages`."""
    _luminance: Callable[[], NDArray[np.float32]] = field(repr=False)

    @cached_property
    def luminance(self) -> NDArray[np.float32]:
        """(H, W, 3) float32, linear BT.709; 0.2126 R + 0.7152 G + 0.0722 B is cd/m². Made when asked for."""
        return self._luminance()


class Renderer(Protocol):
    """Adds the light of the panels to that of the world, for both eyes."""

    @property
    def name(self) -> str:
        """``cpu`` or ``gl``; stands in the metadata of every picture."""

    def notes(
        self, backdrop: Backdrop, /, *, device: DeviceProfile, environment: Environment, view: View
    ) -> dict[str, str]:
        """What the metadata says of how `compose` draws such a picture; its ``renderer`` goes before `name`.

        A renderer that leaves these glasses in this light and view to another says so here, and why.
        """

    def close(self) -> None:
        """Give back what it holds of the machine; used again, it takes it again."""

    def compose(
        self,
        panels: Panels | Callable[[], Panels],
        backdrop: Backdrop,
        *,
        device: DeviceProfile,
        environment: Environment,
        view: View,
    ) -> dict[Eye, EyeView]:
        """What each eye sees. Pure: the same arguments give the same bytes.

        Args:
            panels: For each eye with a display the codes of its drawable part, (h, w, 3) uint8 sRGB; the three
                channels equal on a mono panel. Or what draws them: it is called once, on this thread, and what needs no
                panel may be made meanwhile.
            backdrop: What the camera saw.
            device: The glasses.
            environment: The light.
            view: Size and zoom of the pictures.

        Returns:
            A view for each of both eyes.
        """
