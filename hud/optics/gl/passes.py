"""The passes of one frame: what each reads, where it draws.

World and display are first brought into the view, each into a target of its own, and then summed and encoded. Tables
and maps are the reference's own, made by the same functions and uploaded; the shaders round where it rounds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from hud.optics import stages
from hud.optics.geometry import POSITION_LIMIT_PX, Rect
from hud.optics.gl.resources import CODE, CODES, DRAWN_CODES, DRAWN_COLOUR, DRAWN_LIGHT, LIGHT, WHOLE
from hud.units import srgb_encode_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.footage.base import Backdrop
    from hud.optics.geometry import Placement, ViewGeometry
    from hud.optics.gl.resources import Resources, Target, Texture

FULL = 65535.0  # the monitor's white in the units of a picture's light


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """What a frame is made of."""

    panels: Mapping[Eye, NDArray[np.uint8]]
    backdrop: Backdrop
    device: DeviceProfile
    environment: Environment
    geometry: ViewGeometry


class Passes:
    """The passes of one frame in one context, which is current."""

    def __init__(self, resources: Resources, scene: Scene) -> None:
        """Nothing is drawn yet."""
        self._have = resources
        self._scene = scene
        self._size = scene.geometry.view_px

    def pictures(self, eyes: Sequence[Eye]) -> list[NDArray[np.uint8]]:
        """Each eye's monitor picture, (H, W, 3) uint8 sRGB, read-only."""
        width, height = self._size
        target = self._have.target("pictures", DRAWN_COLOUR, (width, height * len(eyes)))
        encode = self._have.picture("encode", CODE, lambda: srgb_encode_table().reshape(256, 256), holds="srgb")
        self._draw_eyes(eyes, target, whole=True, encode=encode)
        texels = self._have.read(target, width, height * len(eyes))
        texels.setflags(write=False)
        return [texels[n * height : (n + 1) * height] for n in range(len(eyes))]

    def luminance(self, eye: Eye) -> NDArray[np.float32]:
        """The light that reaches one eye, (H, W, 3) float32, linear BT.709, cd/m², read-only."""
        width, height = self._size
        target = self._have.target("luminance", DRAWN_LIGHT, (width, height))
        self._draw_eyes((eye,), target, whole=False)
        texels: NDArray[np.float32] = self._have.read(target, width, height)
        texels.setflags(write=False)
        return texels

    def _draw_eyes(self, eyes: Sequence[Eye], target: Target, *, whole: bool, encode: Texture | None = None) -> None:
        """Sum world and display for each eye, one below the other.

        Args:
            eyes: Which, from the top.
            target: Where.
            whole: In whole steps of 1/65535 of the monitor's white, as the reference's pictures; else in cd/m².
            encode: The monitor's codes, for a picture.
        """
        width, height = self._size
        device, environment = self._scene.device, self._scene.environment
        unit = FULL / max(stages.monitor_white(environment, device), 1e-9) if whole else None
        world = self._world()
        display = self._display(eyes, unit)
        black = _in_units(stages.panel_black(environment, device), unit)
        world_table = self._table("world table", stages.seen_through_table(environment, device), unit)
        program = self._have.program("eye.glsl", "luminance.frag" if encode is None else "monitor.frag")
        for n, eye in enumerate(eyes):
            shows = eye in self._scene.panels
            field = Rect(0, 0, 0, 0)
            if shows:
                field = self._scene.geometry.panel(device, eye, device.resolution_px).footprint()
            program.set(
                world=world,
                world_table=world_table,
                display=display.texture,
                origin=(0, n * height),
                shows=shows,
                field=(field.x0, field.y0, field.x1, field.y1),
                black=tuple(map(float, black)),
                most=FULL if whole else math.inf,
                **({} if encode is None else {"encode": encode}),
            )
            self._have.draw(target, 0, n * height, width, height)

    def _world(self) -> Texture:
        """Stage 1's codes, brought into the view."""
        target = self._have.target("world", DRAWN_CODES, self._size)
        placement = self._scene.geometry.world
        program = self._have.program("world.frag")
        program.set(
            source=self._have.picture("footage", CODES, lambda: self._scene.backdrop.rgb),
            **self._axes("footage", placement),
        )
        self._have.draw(target, 0, 0, *self._size)
        return target.texture

    def _display(self, eyes: Sequence[Eye], unit: float | None) -> Target:
        """Stages 5 to 7: the light that each panel adds to its black, in the view of its eye."""
        width, height = self._size
        device, geometry = self._scene.device, self._scene.geometry
        target = self._have.target(f"display {len(eyes)}", DRAWN_LIGHT, (width, height * len(eyes)))
        self._have.clear(target)
        drawn: dict[int, Texture] = {}
        for n, eye in enumerate(eyes):
            codes = self._scene.panels.get(eye)
            if codes is None:
                continue
            if id(codes) not in drawn:
                drawn[id(codes)] = self._panel(n, codes, unit)
            placement = geometry.panel(device, eye, (codes.shape[1], codes.shape[0]))
            rect = placement.covered(Rect(0, 0, codes.shape[1], codes.shape[0]))
            self._have.program("display.frag").set(
                source=drawn[id(codes)],
                origin=(0, n * height),
                whole=unit is not None,
                **self._axes(eye, placement),
            )
            self._have.draw(target, rect.x0, n * height + rect.y0, rect.x1 - rect.x0, rect.y1 - rect.y0)
        return target

    def _panel(self, n: int, codes: NDArray[np.uint8], unit: float | None) -> Texture:
        """Stage 5: the light of a panel's pixels, above black."""
        height, width = codes.shape[:2]
        diagonal = _in_units(stages.panel_table(self._scene.environment, self._scene.device), unit)
        rows = np.zeros((3, 256, 3), np.float32)
        for channel in range(3):
            rows[channel, :, channel] = diagonal[:, channel]
        target = self._have.target(f"panel light {n}", DRAWN_LIGHT, (width, height))
        self._have.program("panel.frag").set(
            source=self._have.picture(f"panel {n}", CODES, partial(np.asarray, codes)),
            table=self._have.picture("panel table", LIGHT, partial(np.asarray, rows), holds=rows.tobytes()),
        )
        self._have.draw(target, 0, 0, width, height)
        return target.texture

    def _axes(self, name: str, placement: Placement) -> dict[str, Texture | int]:
        across, down = (
            self._have.picture(f"{name} {axis}", WHOLE, partial(axis_map, placement, axis), holds=placement)
            for axis in (0, 1)
        )
        return {"across": across, "down": down, "times": placement.times}

    def _table(self, name: str, light: NDArray[np.float32], unit: float | None) -> Texture:
        scaled = _in_units(light, unit)
        return self._have.picture(
            f"{name} {unit is None}", LIGHT, lambda: scaled.reshape(1, 256, 3), holds=scaled.tobytes()
        )


def axis_map(placement: Placement, axis: int) -> NDArray[np.int32]:
    """Where each sample of the view lies in the source, in 1/32 pixel, (times, view pixels) int32."""
    source = np.clip(placement.positions(axis, placement.times), -POSITION_LIMIT_PX, POSITION_LIMIT_PX)
    fixed = np.rint(source.astype(np.float64) * 32).astype(np.int32)
    return np.ascontiguousarray(fixed.reshape(-1, placement.times).T)


def _in_units(light: NDArray[np.float32], unit: float | None) -> NDArray[np.float32]:
    """Light in whole units of 16 bits, rounded as the reference does, or as it is."""
    if unit is None:
        return light
    return np.minimum(np.floor(light.astype(np.float64) * unit + 0.5), FULL).astype(np.float32)


__all__ = ["Passes", "Scene", "axis_map"]
