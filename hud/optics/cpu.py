"""The reference renderer, on NumPy and OpenCV.

The same stages are evaluated in two ways, and a test holds them together. `eye_light` is the plain one: float32
candelas over the whole view, made when somebody asks for the light. `hud.optics.fast` makes the monitor's picture from
the same tables in 16 bits, and only where the display shines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hud.device import EYES
from hud.optics import crew, fast, stages
from hud.optics.bands import lit_bands
from hud.optics.base import EyeView
from hud.optics.blur import gaussian
from hud.optics.display import display_layer
from hud.optics.emission import Emission, channel_tables
from hud.optics.geometry import ViewGeometry, look_up, resample, world_in_view
from hud.optics.lens import is_perfect, lens_for
from hud.optics.rects import Rect

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.footage.base import Backdrop
    from hud.optics.base import Panels, View


class CpuRenderer:
    """The reference: every golden image is made with it."""

    name = "cpu"

    def notes(self, _backdrop: Backdrop, /, **_scene: DeviceProfile | Environment | View) -> dict[str, str]:
        """See `hud.optics.base.Renderer.notes`: the reference draws everything."""
        return {}

    def close(self) -> None:
        """See `hud.optics.base.Renderer.close`: it holds nothing."""

    def compose(
        self,
        panels: Panels | Callable[[], Panels],
        backdrop: Backdrop,
        *,
        device: DeviceProfile,
        environment: Environment,
        view: View,
    ) -> dict[Eye, EyeView]:
        """See `hud.optics.base.Renderer.compose`."""
        geometry = ViewGeometry.of(device, backdrop, view)

        def look() -> tuple[NDArray[np.uint8], fast.Begun | None]:
            world = world_in_view(backdrop.rgb, geometry)
            return world, fast.begun(world, device, environment, geometry) if view.monitor == "linear" else None

        ahead = None
        if callable(panels):
            shown, (world, ahead) = crew.both(panels, look)
        else:
            shown, world = panels, world_in_view(backdrop.rgb, geometry)
        lights = {
            eye: _Light(world, shown.get(eye), eye, device=device, environment=environment, geometry=geometry)
            for eye in EYES
        }
        if view.monitor == "linear":
            pictures = fast.pictures(world, shown, device, environment, geometry, ahead=ahead)
        else:
            pictures = {
                eye: stages.monitor_picture(light(), environment, device, view.monitor) for eye, light in lights.items()
            }
        for picture in pictures.values():
            picture.setflags(write=False)
        return {eye: EyeView(pictures[eye], lights[eye]) for eye in EYES}


def eye_light(
    world: NDArray[np.uint8],
    codes: NDArray[np.uint8] | None,
    eye: Eye,
    *,
    device: DeviceProfile,
    environment: Environment,
    geometry: ViewGeometry,
) -> NDArray[np.float32]:
    """Stages 1 to 12: the light that reaches one eye, whole and in float32.

    Args:
        world: (H, W, 3) uint8, the footage in the view.
        codes: (h, w, 3) uint8, what the display is driven with; None for an eye without one.
        eye: Which.
        device: The glasses.
        environment: The light.
        geometry: Where things stand.

    Returns:
        (H, W, 3) float32, linear BT.709, cd/m².
    """
    light = world_light(world, device=device, environment=environment, geometry=geometry)
    if codes is None:
        return light
    return stages.at_eye(light, display_light(codes, eye, device=device, environment=environment, geometry=geometry))


def world_light(
    world: NDArray[np.uint8], *, device: DeviceProfile, environment: Environment, geometry: ViewGeometry
) -> NDArray[np.float32]:
    """Stages 1 to 4: the light of the world behind the glasses, the same for both eyes.

    Args:
        world: (H, W, 3) uint8, the footage in the view.
        device: The glasses.
        environment: The light.
        geometry: Where things stand.

    Returns:
        (H, W, 3) float32, linear BT.709, cd/m².
    """
    light = look_up(world, stages.seen_through_table(environment, device))
    blur = stages.defocus_sigma_deg(environment, device) * geometry.px_per_deg
    return gaussian(light, blur) if blur else light


def display_light(
    codes: NDArray[np.uint8], eye: Eye, *, device: DeviceProfile, environment: Environment, geometry: ViewGeometry
) -> NDArray[np.float32]:
    """Stages 5 to 10 and 12: what one display adds.

    Args:
        codes: (h, w, 3) uint8, what it is driven with.
        eye: Whose.
        device: The glasses.
        environment: The light.
        geometry: Where things stand.

    Returns:
        (H, W, 3) float32, linear BT.709, cd/m².
    """
    if is_perfect(environment, device):
        field = geometry.panel(device, eye, device.resolution_px).footprint()
        emitted = look_up(codes, stages.panel_table(environment, device))
        placement = geometry.panel(device, eye, (codes.shape[1], codes.shape[0]))
        light = resample(emitted, placement, Rect(0, 0, *geometry.view_px))
        light[field.rows, field.cols] += stages.panel_black(environment, device)
        return light
    table, black = channel_tables(environment, device)
    lens = lens_for(environment, device, eye, geometry, (codes.shape[1], codes.shape[0]))
    red, green, blue = (float(v) for v in device.haze * stages.mean_drive(codes, table, device) + black)
    table32 = table.astype(np.float32)
    # what is dark adds nothing, and most of a panel is
    parts = tuple((band, look_up(codes[band.rows, band.cols], table32)) for band in lit_bands(codes, wide=True))
    emission = Emission((codes.shape[1], codes.shape[0]), parts, (red, green, blue), sixteen=False)
    return display_layer(emission, lens, view_px=geometry.view_px).whole(geometry.view_px)


class _Light:
    """Makes the light of one eye when first called."""

    def __init__(
        self,
        world: NDArray[np.uint8],
        codes: NDArray[np.uint8] | None,
        eye: Eye,
        *,
        device: DeviceProfile,
        environment: Environment,
        geometry: ViewGeometry,
    ) -> None:
        self._of = (world, codes, eye)
        self._scene = (device, environment, geometry)
        self._made: NDArray[np.float32] | None = None

    def __call__(self) -> NDArray[np.float32]:
        if self._made is None:
            device, environment, geometry = self._scene
            self._made = eye_light(*self._of, device=device, environment=environment, geometry=geometry)
            self._made.setflags(write=False)
        return self._made
