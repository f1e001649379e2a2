"""What a panel is, and what a render of it returns: plain values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from hud.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye

MAX_PX = 4096

SHELL = "screens/Shell.qml"
"""The shipped screen that lays out guidance, captions, notices and status on any panel."""

EYES = ("left", "right")


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """The micro-display of one eye, as a screen sees it.

    Raises:
        UsageError: A size, a density or a number of levels no panel has.
    """

    width_px: int
    height_px: int
    px_per_deg: float
    """Panel pixels per degree of visual angle at the centre."""
    colour: Literal["rgb", "mono"] = "rgb"
    """``mono`` panels emit one colour of light: only the grey of a code counts."""
    levels: int = 256
    """Brightness steps of one channel; a screen may read it, the optics quantise."""
    parallax_px_m: float = 0.0
    """f · IPD: how far apart, in panel pixels, the eyes see what is a metre away. 0 is a panel without depth."""
    image_distance_m: float = 2.0
    """From the eyes to the virtual image, where everything lies that has no depth of its own."""

    def __post_init__(self) -> None:
        for name, size in (("width", self.width_px), ("height", self.height_px)):
            if not 1 <= size <= MAX_PX:
                raise UsageError(f"a panel's {name} must be 1..{MAX_PX} px, not {size}")
        if not (math.isfinite(self.px_per_deg) and 1 <= self.px_per_deg <= 1000):
            raise UsageError(f"a panel's density must be 1..1000 px/deg, not {self.px_per_deg}")
        if self.colour not in ("rgb", "mono"):
            raise UsageError(f"a panel's colour is rgb or mono, not '{self.colour}'")
        if not 2 <= self.levels <= 256:
            raise UsageError(f"a panel's levels must be 2..256, not {self.levels}")
        if not (math.isfinite(self.parallax_px_m) and self.parallax_px_m >= 0):
            raise UsageError(f"a panel's parallax must be 0 px·m or more, not {self.parallax_px_m}")
        if not (math.isfinite(self.image_distance_m) and self.image_distance_m > 0):
            raise UsageError(f"a panel's image must be more than 0 m away, not {self.image_distance_m}")


@dataclass(frozen=True, slots=True)
class Element:
    """One thing a screen shows, read back from the item tree after the render.

    Boxes are (x, y, width, height) in panel pixels, from the top left of the panel.
    """

    id: str
    """Path of object names or QML ids, such as ``nav.distance``; unique within a frame."""
    kind: Literal["text", "shape", "image", "rectangle", "group"]
    text: str
    """The whole string, elided or not; empty for other kinds."""
    box: tuple[float, float, float, float]
    """Where light falls: the painted extent of a text, the rectangle of another item."""
    room: tuple[float, float, float, float]
    """The rectangle the layout gave it."""
    font_px: float
    """Pixel size of the font; 0 for other kinds."""
    colour: str
    """``#rrggbb`` of the ink; empty where there is no single one."""
    opacity: float
    """0..1, with the opacity of everything around it."""
    truncated: bool
    """Text that was cut or elided."""
    clipped: bool
    """The box leaves the panel or a clipping item around it."""
    depth_m: float | None = None
    """Distance from the eyes that a ``Depth`` around it gives; None on the virtual image. Its boxes are the eye's."""

    @property
    def painted(self) -> tuple[float, float]:
        """Width and height of `box`."""
        return self.box[2], self.box[3]


class PanelFrame:
    """What one eye's micro-display is told to show."""

    __slots__ = ("_elements", "_tree", "codes")

    def __init__(self, codes: NDArray[np.uint8], tree: Callable[[], tuple[Element, ...]]) -> None:
        """Nothing is read yet.

        Args:
            codes: (H, W, 3) uint8 sRGB codes, read-only; three equal channels on a mono panel; 0 is no light.
            tree: Reads the elements of that moment, on whatever thread they are asked for.
        """
        self.codes = codes
        self._tree = tree
        self._elements: tuple[Element, ...] | None = None

    @property
    def elements(self) -> tuple[Element, ...]:
        """What the screen shows, in painting order.

        Raises:
            HudError: Its files were changed meanwhile and fail now.
        """
        # no lock (`functools.cached_property` holds one in Python 3.11): another thread may have to do the reading
        if self._elements is None:
            self._elements = self._tree()
        return self._elements

    def element(self, name: str) -> Element | None:
        """The element with this id, or None."""
        return next((element for element in self.elements if element.id == name), None)


def elements_of_eyes(panels: Mapping[Eye, PanelFrame]) -> list[tuple[Literal["left", "right", "both"], Element]]:
    """What the displays show, in painting order, each with the eye that sees it.

    ``both`` has what is the same for both eyes; what lies at a depth of its own is there once for each.

    Args:
        panels: What each display was driven with.
    """
    if len(panels) < 2:
        return [(eye, element) for eye, panel in panels.items() for element in panel.elements]
    left, right = (panels[eye].elements for eye in ("left", "right"))
    found: list[tuple[Literal["left", "right", "both"], Element]] = []
    for one in left:
        if one in right:
            found.append(("both", one))
            continue
        found.append(("left", one))
        found += [("right", other) for other in right if other.id == one.id]
    ids = {one.id for one in left}
    return found + [("right", other) for other in right if other.id not in ids]


@lru_cache(maxsize=16)
def panel_spec(device: DeviceProfile) -> PanelSpec:
    """The micro-display of these glasses as a screen sees it."""
    width, height = device.drawable_px
    return PanelSpec(
        width_px=width,
        height_px=height,
        px_per_deg=device.px_per_deg,
        colour="mono" if device.mono else "rgb",
        levels=device.levels,
        parallax_px_m=device.focal_px * device.ipd_m,
        image_distance_m=device.virtual_image_distance_m,
    )
