"""The monitor's picture in 16 bits, and only where the display shines: the fast evaluation of the stages.

A black pixel adds no light, so where the display is dark an eye's view is one 8-bit look-up of the footage, shared by
both eyes. Only where light falls are two 16-bit linear values added and encoded. What depends on the panel alone is
kept as long as the same panel comes again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.device import EYES
from hud.optics import stages
from hud.optics.display import Layer, channel_tables, display_layer, headroom
from hud.optics.geometry import Rect, gaussian, look_up, resample
from hud.optics.kept import Kept
from hud.optics.lens import is_perfect, lens_for
from hud.units import srgb_encode_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.optics.geometry import ViewGeometry

BAND_GAP_PX = 12  # dark rows fewer than this do not end a band: starting one costs about as much
FULL = 65535


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
    unit = _unit(device, environment)
    world = _sixteen(stages.seen_through_table(environment, device), unit)
    black = _sixteen(stages.panel_black(environment, device), unit)
    encode = srgb_encode_table()
    return _Tables(
        world16=world,
        panel16=_sixteen(stages.panel_table(environment, device), unit),
        black16=black,
        plain8=encode[world],
        field8=encode[np.minimum(world.astype(np.uint32) + black, FULL)],
    )


def _unit(device: DeviceProfile, environment: Environment) -> float:
    return FULL / max(stages.monitor_white(environment, device), 1e-9)


def _sixteen(light: NDArray[np.float32] | NDArray[np.float64], unit: float) -> NDArray[np.uint16]:
    return np.minimum(np.floor(light.astype(np.float64) * unit + 0.5), FULL).astype(np.uint16)


def pictures(
    world: NDArray[np.uint8],
    panels: Mapping[Eye, NDArray[np.uint8]],
    device: DeviceProfile,
    environment: Environment,
    geometry: ViewGeometry,
) -> dict[Eye, NDArray[np.uint8]]:
    """Stages 1 to 14 for both eyes, on a linear monitor.

    Args:
        world: (H, W, 3) uint8, the footage in the view.
        panels: For each eye with a display the codes of its drawable part.
        device: The glasses.
        environment: The light.
        geometry: Where things stand.

    Returns:
        For each eye (H, W, 3) uint8 sRGB, an array of its own.
    """
    tables = _tables(device, environment)
    blur = stages.defocus_sigma_deg(environment, device) * geometry.px_per_deg
    blurred = gaussian(look_up(world, tables.world16), blur) if blur else None
    plain = look_up(world, tables.plain8) if blurred is None else _encoded(blurred)
    perfect = is_perfect(environment, device)
    views: dict[Eye, NDArray[np.uint8]] = {}
    for eye in EYES:
        # the last eye may have the first picture for itself
        picture = plain if eye == EYES[-1] else plain.copy()
        codes = panels.get(eye)
        if codes is not None:
            if perfect:
                layer = _plain_layer(codes, eye, device, environment, geometry)
                glow: Rect | None = geometry.panel(device, eye, device.resolution_px).footprint()
            else:
                layer = _kept_layer(codes, eye, device, environment, geometry)
                glow = None
            _add(picture, world, blurred, layer, glow, tables, device)
        views[eye] = picture
    return views


def _add(
    picture: NDArray[np.uint8],
    world: NDArray[np.uint8],
    blurred: NDArray[np.uint16] | None,
    layer: Layer,
    glow: Rect | None,
    tables: _Tables,
    device: DeviceProfile,
) -> None:
    """Stages 11 and 14: add the light of one eye's display to the monitor picture, in place.

    Args:
        picture: The world alone.
        world: The footage in the view.
        blurred: The world's light, where the eye sees it out of focus.
        layer: The display's light.
        glow: Where the panel's black is to be added, if that is not in the layer.
        tables: Of the device and the environment.
        device: For the mixture of the primaries.
    """
    if glow is not None and (glow.empty or not tables.black16.any()):
        glow = None
    if glow is not None:
        part = picture[glow.rows, glow.cols]
        if blurred is None:
            part[...] = look_up(world[glow.rows, glow.cols], tables.field8)
        else:
            part[...] = _encoded(_plus_black(blurred[glow.rows, glow.cols], tables))
    mixes = stages.mixes(device)
    for rect, piece in layer.pieces:
        if blurred is None:
            light = look_up(world[rect.rows, rect.cols], tables.world16)
        else:
            light = blurred[rect.rows, rect.cols].copy()
        if glow is not None:
            part16 = rect.meet(glow)
            inside = light[part16.y0 - rect.y0 : part16.y1 - rect.y0, part16.x0 - rect.x0 : part16.x1 - rect.x0]
            inside[...] = _plus_black(inside, tables)
        if mixes:
            added = stages.mixed(piece.astype(np.float32), device)
            light = np.clip(light.astype(np.float32) + added + np.float32(0.5), 0, FULL).astype(np.uint16)
        else:
            light = cv2.add(light, piece).astype(np.uint16, copy=False)
        picture[rect.rows, rect.cols] = _encoded(light)


def _plus_black(light: NDArray[np.uint16], tables: _Tables) -> NDArray[np.uint16]:
    more: NDArray[np.uint16] = np.minimum(light.astype(np.uint32) + tables.black16, FULL).astype(np.uint16)
    return more


def _encoded(light: NDArray[np.uint16]) -> NDArray[np.uint8]:
    codes: NDArray[np.uint8] = np.take(srgb_encode_table(), light, mode="wrap")
    return codes


_emissions: Kept[tuple[tuple[Rect, ...], NDArray[np.uint16]]] = Kept(4)
_layers: Kept[Layer] = Kept(4)


def _plain_layer(
    codes: NDArray[np.uint8], eye: Eye, device: DeviceProfile, environment: Environment, geometry: ViewGeometry
) -> Layer:
    """The light above black of a display behind perfect optics."""

    def emission() -> tuple[tuple[Rect, ...], NDArray[np.uint16]]:
        bands = tuple(lit_bands(codes))
        table = _tables(device, environment).panel16
        return bands, look_up(codes, table) if bands else np.empty((0, 0, 3), np.uint16)

    def make() -> Layer:
        bands, light16 = _emissions.get(codes, (device, environment), emission)
        placement = geometry.panel(device, eye, (codes.shape[1], codes.shape[0]))
        rects = [rect for rect in map(placement.covered, bands) if not rect.empty]
        return Layer(tuple((rect, resample(light16, placement, rect)) for rect in rects))

    return _layers.get(codes, (device, environment, geometry, eye), make)


def _kept_layer(
    codes: NDArray[np.uint8], eye: Eye, device: DeviceProfile, environment: Environment, geometry: ViewGeometry
) -> Layer:
    """The light of a display behind real optics, its black included."""

    def make() -> Layer:
        drawn = codes.shape[1], codes.shape[0]
        lens = lens_for(environment, device, eye, geometry, drawn)
        unit = _unit(device, environment)
        table, black = channel_tables(environment, device)
        bands = tuple(lit_bands(codes))
        emitted = look_up(codes, _sixteen(table, unit)) if bands else np.zeros((1, 1, 3), np.uint16)
        haze = device.haze * stages.mean_drive(codes, table, device)
        veil = _sixteen(haze + black, unit * headroom(device))
        return display_layer(emitted, bands, [int(v) for v in veil], lens, view_px=geometry.view_px)

    return _layers.get(codes, (device, environment, geometry, eye), make)


def lit_bands(codes: NDArray[np.uint8]) -> Iterator[Rect]:
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
