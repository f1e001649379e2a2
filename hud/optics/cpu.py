"""The reference renderer, on NumPy and OpenCV.

A black pixel adds no light, so where the panel is dark an eye's view is one 8-bit look-up of the footage, shared by
both eyes. Only in the bands where light falls are two 16-bit linear look-ups added and encoded. Absolute luminance is
made in float32, whole, when somebody asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.device import EYES
from hud.optics import stages
from hud.optics.base import EyeView
from hud.optics.geometry import Rect, ViewGeometry, look_up, resample
from hud.units import srgb_encode_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.footage.base import Backdrop
    from hud.optics.base import View

BAND_GAP_PX = 12  # dark rows fewer than this do not end a band: starting one costs about as much


@dataclass(frozen=True, eq=False, slots=True)
class _Tables:
    """Everything that depends on device and environment alone."""

    world16: NDArray[np.uint16]
    """(256, 3): footage code to light, 65535 being the monitor's white."""
    panel16: NDArray[np.uint16]
    """(256, 3): panel code to the light it adds."""
    black16: NDArray[np.uint16]
    """(3,): light of an undriven panel."""
    plain8: NDArray[np.uint8]
    """(256, 3): footage code to monitor code beside the display's field."""
    field8: NDArray[np.uint8]
    """(256, 3): the same inside the display's field, over the panel's black."""


@lru_cache(maxsize=64)
def _tables(device: DeviceProfile, environment: Environment) -> _Tables:
    unit = 65535 / max(stages.monitor_white(environment, device), 1e-9)

    def linear16(light: NDArray[np.float32]) -> NDArray[np.uint16]:
        return np.minimum(np.floor(light.astype(np.float64) * unit + 0.5), 65535).astype(np.uint16)

    world = linear16(stages.seen_through_table(environment, device))
    black = linear16(stages.panel_black(environment, device))
    encode = srgb_encode_table()
    return _Tables(
        world16=world,
        panel16=linear16(stages.panel_table(environment, device)),
        black16=black,
        plain8=encode[world],
        field8=encode[np.minimum(world.astype(np.uint32) + black, 65535)],
    )


@dataclass(frozen=True, eq=False, slots=True)
class _Emission:
    """The light of one panel and where on it there is any. Both eyes share one where they show the same."""

    codes: NDArray[np.uint8]
    light16: NDArray[np.uint16]
    """(h, w, 3): light each pixel adds to black."""
    bands: tuple[Rect, ...]

    @classmethod
    def of(cls, codes: NDArray[np.uint8], tables: _Tables) -> _Emission:
        bands = tuple(_lit_bands(codes))
        return cls(codes, look_up(codes, tables.panel16) if bands else np.empty((0, 0, 3), np.uint16), bands)


class CpuRenderer:
    """The reference: every golden image is made with it."""

    name = "cpu"

    def notes(self, device: DeviceProfile, environment: Environment, view: View) -> dict[str, str]:  # noqa: ARG002 - the interface's
        """See `hud.optics.base.Renderer.notes`: the reference draws everything."""
        return {}

    def close(self) -> None:
        """See `hud.optics.base.Renderer.close`: it holds nothing."""

    def compose(
        self,
        panels: Mapping[Eye, NDArray[np.uint8]],
        backdrop: Backdrop,
        *,
        device: DeviceProfile,
        environment: Environment,
        view: View,
    ) -> dict[Eye, EyeView]:
        """See `hud.optics.base.Renderer.compose`."""
        geometry = ViewGeometry.of(device, backdrop, view)
        world = np.ascontiguousarray(resample(backdrop.rgb, geometry.world, Rect(0, 0, *view.size_px)))
        tables = _tables(device, environment)
        plain = look_up(world, tables.plain8)
        emissions: dict[int, _Emission] = {}
        views: dict[Eye, EyeView] = {}
        for eye in EYES:
            codes = panels.get(eye)
            picture = plain.copy()
            if codes is not None:
                if id(codes) not in emissions:
                    emissions[id(codes)] = _Emission.of(codes, tables)
                _add_display(picture, world, emissions[id(codes)], eye, device, geometry, tables)
            picture.setflags(write=False)
            views[eye] = EyeView(picture, _Luminance(world, codes, eye, device, environment, geometry))
        return views


def _add_display(
    picture: NDArray[np.uint8],
    world: NDArray[np.uint8],
    emission: _Emission,
    eye: Eye,
    device: DeviceProfile,
    geometry: ViewGeometry,
    tables: _Tables,
) -> None:
    """Add the light of one eye's panel to the monitor picture, in place."""
    field = geometry.panel(device, eye, device.resolution_px).footprint()
    glows = bool(tables.black16.any()) and not field.empty
    if glows:
        picture[field.rows, field.cols] = look_up(world[field.rows, field.cols], tables.field8)
    placement = geometry.panel(device, eye, (emission.codes.shape[1], emission.codes.shape[0]))
    for band in emission.bands:
        rect = placement.covered(band)
        if rect.empty:
            continue
        light = look_up(world[rect.rows, rect.cols], tables.world16)
        if glows:
            part = rect.meet(field)
            inside = light[part.y0 - rect.y0 : part.y1 - rect.y0, part.x0 - rect.x0 : part.x1 - rect.x0]
            np.minimum(inside.astype(np.uint32) + tables.black16, 65535, out=inside, casting="unsafe")
        total = cv2.add(light, resample(emission.light16, placement, rect)).astype(np.uint16, copy=False)
        picture[rect.rows, rect.cols] = np.take(srgb_encode_table(), total, mode="wrap")


def _lit_bands(codes: NDArray[np.uint8]) -> Iterator[Rect]:
    """The rectangles of a panel that hold all its light: bands of rows, each cut to its lit columns."""
    height, width, channels = codes.shape
    flat = np.ascontiguousarray(codes).reshape(height, width * channels)
    # eight codes at a time where the row's length allows
    words = flat.view(np.uint64) if flat.shape[1] % 8 == 0 else flat
    rows = np.flatnonzero(np.bitwise_or.reduce(words, axis=1))
    if not len(rows):
        return
    ends = np.flatnonzero(np.diff(rows) > BAND_GAP_PX)
    for first, last in zip(rows[np.r_[0, ends + 1]], rows[np.r_[ends, len(rows) - 1]], strict=True):
        lit = np.bitwise_or.reduce(words[first : last + 1], axis=0).view(np.uint8).reshape(width, channels)
        columns = np.flatnonzero(lit.any(axis=1))
        yield Rect(int(columns[0]), int(first), int(columns[-1]) + 1, int(last) + 1)


class _Luminance:
    """Makes the absolute luminance of one eye's view when called, whole and in float32."""

    def __init__(
        self,
        world: NDArray[np.uint8],
        codes: NDArray[np.uint8] | None,
        eye: Eye,
        device: DeviceProfile,
        environment: Environment,
        geometry: ViewGeometry,
    ) -> None:
        self._of = (world, codes, eye, device, environment, geometry)

    def __call__(self) -> NDArray[np.float32]:
        world, codes, eye, device, environment, geometry = self._of
        light = look_up(world, stages.seen_through_table(environment, device))
        if codes is not None:
            field = geometry.panel(device, eye, device.resolution_px).footprint()
            light[field.rows, field.cols] += stages.panel_black(environment, device)
            emitted = look_up(codes, stages.panel_table(environment, device))
            placement = geometry.panel(device, eye, (codes.shape[1], codes.shape[0]))
            light += resample(emitted, placement, Rect(0, 0, *geometry.view_px))
        light.setflags(write=False)
        return light
