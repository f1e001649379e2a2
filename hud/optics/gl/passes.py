"""The passes of one frame: what each reads, where it draws.

The world and each eye's display are brought into the view, each into a target of its own, then summed and shown.
Tables, maps and fields are the reference's own, made by the same functions and uploaded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hud.device import EYES
from hud.optics import stages
from hud.optics.emission import channel_tables, in_sixteen
from hud.optics.geometry import STEPS_PER_PX, sample_positions, world_in_view
from hud.optics.gl.lens import LensPasses, gaussian_weights
from hud.optics.gl.resources import CODE, CODES, DRAWN_COLOUR, DRAWN_LIGHT, LIGHT, NUMBER, WHOLE
from hud.optics.lens import is_perfect, lens_for
from hud.optics.rects import Rect
from hud.units import WHITE16, srgb_encode_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.footage.base import Backdrop
    from hud.optics.geometry import Placement, ViewGeometry
    from hud.optics.gl.resources import Resources, Target, Texture, Value
    from hud.optics.stages import Monitor


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """What a frame is made of."""

    panels: Mapping[Eye, NDArray[np.uint8]]
    backdrop: Backdrop
    device: DeviceProfile
    environment: Environment
    geometry: ViewGeometry
    monitor: Monitor


@dataclass(frozen=True, slots=True)
class Layer:
    """Light brought into the view."""

    texture: Texture
    rect: Rect
    """Which pixels of the view it is for."""


class Passes:
    """The passes of one frame in one context, which is current."""

    def __init__(self, resources: Resources, scene: Scene) -> None:
        """Nothing is drawn yet."""
        self._have = resources
        self._scene = scene
        self._size = scene.geometry.view_px
        self._perfect = is_perfect(scene.environment, scene.device)
        self._blur_px = stages.defocus_sigma_deg(scene.environment, scene.device) * scene.geometry.px_per_deg

    def pictures(self) -> dict[Eye, NDArray[np.uint8]]:
        """Each eye's monitor picture, (H, W, 3) uint8 sRGB, read-only."""
        width, height = self._size
        scene = self._scene
        target = self._have.target("pictures", DRAWN_COLOUR, (width, height * len(EYES)))
        unit = None
        if scene.monitor == "linear":
            # the reference draws this in 16-bit steps of the monitor's white: so are these tables rounded
            unit = WHITE16 / max(stages.monitor_white(scene.environment, scene.device), 1e-9)
        world = self._world(unit)
        for n, eye in enumerate(EYES):
            self._have.program("eye.glsl", "monitor.frag").set(
                encode=self._have.picture("encode", CODE, lambda: srgb_encode_table().reshape(256, 256), holds="srgb"),
                **self._curve(unit),
                **world,
                **self._eye(eye, unit, top=n * height),
            )
            self._have.draw(target, Rect(0, n * height, width, (n + 1) * height))
        texels = self._have.read(target)
        texels.setflags(write=False)
        return {eye: texels[n * height : (n + 1) * height] for n, eye in enumerate(EYES)}

    def luminance(self, eye: Eye) -> NDArray[np.float32]:
        """The light that reaches one eye, (H, W, 3) float32, linear BT.709, cd/m², read-only."""
        target = self._have.target("luminance", DRAWN_LIGHT, self._size)
        world = self._world(None)
        self._have.program("eye.glsl", "luminance.frag").set(**world, **self._eye(eye, None, top=0))
        self._have.draw(target, Rect(0, 0, *self._size))
        texels: NDArray[np.float32] = self._have.read(target)
        texels.setflags(write=False)
        return texels

    def _curve(self, unit: float | None) -> dict[str, Value]:
        """Stage 14's numbers."""
        device, environment = self._scene.device, self._scene.environment
        if self._scene.monitor == "eye":
            gain, white = stages.eye_curve(environment, device)
            return {"curve": 1, "gain": gain, "white": white}
        reference = stages.monitor_white if self._scene.monitor == "linear" else stages.camera_white
        share = 1 / max(reference(environment, device), 1e-9) if unit is None else 1 / WHITE16
        return {"curve": 0, "gain": share, "white": 1.0}

    def _world(self, unit: float | None) -> dict[str, Value]:
        """Stages 1 to 4: the world's codes in the view, the table of their light, and the light where it is blurred."""
        # brought into the view as the reference does it: in linear light, and by the same code
        footage, geometry = self._scene.backdrop.rgb, self._scene.geometry
        codes = self._have.picture("world", CODES, partial(world_in_view, footage, geometry))
        light = _in_units(stages.seen_through_table(self._scene.environment, self._scene.device), unit)
        table = self._have.picture(
            f"world table {unit is None}", LIGHT, lambda: light.reshape(1, 256, 3), holds=light.tobytes()
        )
        wanted: dict[str, Value] = {"world": codes, "world_table": table}
        sharp = {**wanted, "blurred": False, "world_light": table}
        if not self._blur_px:
            return sharp
        lit = self._have.target("world light", DRAWN_LIGHT, self._size)
        self._have.program("light.frag").set(**wanted)
        self._have.draw(lit, Rect(0, 0, *self._size))
        return {**wanted, "blurred": True, "world_light": self._blurred(lit).texture}

    def _blurred(self, source: Target) -> Target:
        """Stage 4: a Gaussian; beyond the picture's edges the world goes on as it ends, as for the reference."""
        weights = gaussian_weights(self._blur_px)
        kernel = self._have.picture("defocus", NUMBER, lambda: weights[None], holds=weights.tobytes())
        reach = weights.size // 2
        for name, step in (("across", (1, 0)), ("both ways", (0, 1))):
            target = self._have.target(f"world blurred {name}", DRAWN_LIGHT, self._size)
            self._have.program("convolve.frag").set(
                source=source.texture,
                kernel=kernel,
                step_px=step,
                stride=(1, 1),
                first=(-reach * step[0], -reach * step[1]),
                origin=(0, 0),
                goes_on=True,
            )
            self._have.draw(target, Rect(0, 0, *self._size))
            source = target
        return source

    def _eye(self, eye: Eye, unit: float | None, *, top: int) -> dict[str, Value]:
        """Stages 5 to 10 and 12, and what eye.glsl needs to sum them."""
        scene = self._scene
        most = float(WHITE16) if unit is not None else math.inf
        codes = scene.panels.get(eye)
        values: dict[str, Value] = {"origin": (0, top), "most": most}
        nothing = Rect(0, 0, 0, 0)
        if codes is None:
            layer, field, black = None, nothing, (0.0, 0.0, 0.0)
        elif self._perfect:
            layer = self._plain(eye, codes, unit)
            field = scene.geometry.panel(scene.device, eye, scene.device.resolution_px).footprint()
            black = _three(_in_units(stages.panel_black(scene.environment, scene.device), unit))
        else:
            # the black level is part of the veil that the lens puts over its field
            lens = lens_for(scene.environment, scene.device, eye, scene.geometry, (codes.shape[1], codes.shape[0]))
            passes = LensPasses(self._have, eye, lens)
            layer = Layer(*passes.draw(self._panel(eye, codes, unit), self._veil(codes, unit)))
            field, black = nothing, (0.0, 0.0, 0.0)
        rect = nothing if layer is None else layer.rect
        if layer is not None:
            values["display"] = layer.texture
        mixes = not self._perfect and stages.mixes(scene.device)
        rows = stages.panel_matrix(scene.device) if mixes else ((0.0, 0.0, 0.0),) * 3
        return {
            **values,
            "lit": (rect.x0, rect.y0, rect.x1, rect.y1),
            "field": (field.x0, field.y0, field.x1, field.y1),
            "black": black,
            "mixes": mixes,
            "red_row": rows[0],
            "green_row": rows[1],
            "blue_row": rows[2],
        }

    def _plain(self, eye: Eye, codes: NDArray[np.uint8], unit: float | None) -> Layer | None:
        """Stages 6 and 7 for a perfect display: a scale and a shift."""
        placement = self._scene.geometry.panel(self._scene.device, eye, (codes.shape[1], codes.shape[0]))
        rect = placement.covered(Rect(0, 0, codes.shape[1], codes.shape[0]))
        if rect.empty:
            return None
        source = self._panel(eye, codes, unit)
        target = self._have.target(f"display {eye}", DRAWN_LIGHT, (rect.x1 - rect.x0, rect.y1 - rect.y0))
        self._have.program("display.frag").set(
            source=source, origin=(rect.x0, rect.y0), whole=unit is not None, **self._axes(eye, placement)
        )
        self._have.draw(target, Rect(0, 0, *target.texture.size_px))
        return Layer(target.texture, rect)

    def _panel(self, eye: Eye, codes: NDArray[np.uint8], unit: float | None) -> Texture:
        """Stage 5: what each pixel of a panel adds to its black, per channel. Both eyes share one that is the same."""
        scene = self._scene
        first = next(name for name in EYES if scene.panels.get(name) is codes)
        height, width = codes.shape[:2]
        if self._perfect:
            light = stages.panel_table(scene.environment, scene.device)
        else:
            light = channel_tables(scene.environment, scene.device)[0].astype(np.float32)
        table = _in_units(light, unit, whole=in_sixteen(scene.device)).reshape(1, 256, 3)
        target = self._have.target(f"panel light {first}", DRAWN_LIGHT, (width, height))
        if first != eye:
            return target.texture
        self._have.program("panel.frag").set(
            source=self._have.picture(f"panel {first}", CODES, partial(np.asarray, codes)),
            table=self._have.picture("panel table", LIGHT, lambda: table, holds=table.tobytes()),
        )
        self._have.draw(target, Rect(0, 0, width, height))
        return target.texture

    def _veil(self, codes: NDArray[np.uint8], unit: float | None) -> NDArray[np.float32]:
        """Stage 10: what fills the display's field evenly, haze and black level, (3,)."""
        device = self._scene.device
        table, black = channel_tables(self._scene.environment, device)
        veil = (device.haze * stages.mean_drive(codes, table, device) + black).astype(np.float32)
        return _in_units(veil, unit, whole=in_sixteen(device))

    def _axes(self, name: str, placement: Placement) -> dict[str, Value]:
        across, down = (
            self._have.picture(f"{name} {axis}", WHOLE, partial(axis_map, placement, axis), holds=placement)
            for axis in (0, 1)
        )
        return {"across": across, "down": down, "times": placement.times}


def axis_map(placement: Placement, axis: int) -> NDArray[np.int32]:
    """Where each sample of the view lies in the source, in 1/32 pixel, (times, view pixels) int32."""
    source = sample_positions(placement, placement.times, axis)
    fixed = np.rint(source.astype(np.float64) * STEPS_PER_PX).astype(np.int32)
    return np.ascontiguousarray(fixed.reshape(-1, placement.times).T)


def _in_units(light: NDArray[np.float32], unit: float | None, *, whole: bool = True) -> NDArray[np.float32]:
    """Light in units of 16 bits, whole ones where the reference rounds to these, or as it is."""
    if unit is None:
        return light
    if not whole:
        return light * np.float32(unit)
    return np.minimum(np.floor(light.astype(np.float64) * unit + 0.5), WHITE16).astype(np.float32)


def _three(values: NDArray[np.float32]) -> tuple[float, float, float]:
    red, green, blue = map(float, values)
    return red, green, blue
