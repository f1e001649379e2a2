"""The monitor's picture in 16 bits, and only where the display shines: the fast evaluation of the stages.

A black pixel adds no light, so where the display is dark an eye's view is one 8-bit look-up of the footage, shared by
both eyes. Only where light falls are two 16-bit linear values added and encoded. What depends on the panel alone is
kept as long as the same panel comes again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.cv import cv2
from hud.device import EYES
from hud.optics import stages
from hud.optics.display import Layer, channel_tables, display_layer, headroom
from hud.optics.geometry import Rect, gaussian, look_up, resample
from hud.optics.kept import Kept
from hud.optics.lens import disjoint, is_perfect, lens_for
from hud.units import srgb_encode_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.optics.geometry import ViewGeometry
    from hud.optics.lens import Soft

BAND_GAP_PX = 12  # dark rows fewer than this do not end a band: starting one costs about as much
COLUMN_GAP_PX = 48  # the same of columns
FULL = 65535


@dataclass(frozen=True, eq=False, slots=True)
class _Tables:
    """Everything that depends on device and environment alone."""

    world16: NDArray[np.uint16]
    """Footage code to light, 65535 being white. (256, 3) as all of these, or (256,) where no channel differs."""
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
        world16=_narrow(world),
        panel16=_narrow(_sixteen(stages.panel_table(environment, device), unit)),
        black16=black,
        plain8=_narrow(encode[world]),
        field8=_narrow(encode[np.minimum(world.astype(np.uint32) + black, FULL)]),
    )


def _narrow(table: NDArray[Any]) -> NDArray[Any]:
    """One column, where all three are the same."""
    return np.ascontiguousarray(table[:, 0]) if (table == table[:, :1]).all() else table


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
    plain = look_up(world, tables.plain8) if blurred is None else stages.encoded(blurred)
    perfect = is_perfect(environment, device)
    now: dict[int, _Emission] = {}
    views: dict[Eye, NDArray[np.uint8]] = {}
    for eye in EYES:
        # the last eye may have the first picture for itself
        picture = plain if eye == EYES[-1] else plain.copy()
        codes = panels.get(eye)
        if codes is not None:
            layer = _layer(codes, eye, device, environment, geometry, now)
            glow = geometry.panel(device, eye, device.resolution_px).footprint() if perfect else None
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
            part[...] = stages.encoded(_plus_black(blurred[glow.rows, glow.cols], tables))
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
        picture[rect.rows, rect.cols] = stages.encoded(light)


def _plus_black(light: NDArray[np.uint16], tables: _Tables) -> NDArray[np.uint16]:
    more: NDArray[np.uint16] = np.minimum(light.astype(np.uint32) + tables.black16, FULL).astype(np.uint16)
    return more


@dataclass(frozen=True, eq=False, slots=True)
class _Emission:
    """The light of one panel and where on it there is any. Both eyes share one where they show the same."""

    bands: tuple[Rect, ...]
    light16: NDArray[np.uint16]
    """(h, w, 3): what each pixel adds to black."""
    veil: tuple[int, int, int] = (0, 0, 0)
    """Haze and black, times `headroom`; behind perfect optics the black is added by itself."""
    softened: dict[Soft, NDArray[np.uint16]] = field(default_factory=dict)
    """`light16` blurred, by the blur: one for both eyes where they are equally out of focus."""


_emissions: Kept[_Emission] = Kept(4)
_layers: Kept[Layer] = Kept(4)


def _layer(
    codes: NDArray[np.uint8],
    eye: Eye,
    device: DeviceProfile,
    environment: Environment,
    geometry: ViewGeometry,
    now: dict[int, _Emission],
) -> Layer:
    """The light of one eye's display: above black behind perfect optics, else all of it.

    Args:
        codes: What the display is driven with.
        eye: Which.
        device: The glasses.
        environment: The light.
        geometry: Where things stand.
        now: What the panels of this frame emit, by identity.
    """
    perfect = is_perfect(environment, device)

    def emission() -> _Emission:
        if perfect:
            bands = tuple(lit_bands(codes))
            return _Emission(bands, _emitted(codes, bands, _tables(device, environment).panel16))
        return _behind_optics(codes, device, environment)

    def make() -> Layer:
        if id(codes) not in now:
            now[id(codes)] = _emissions.get(codes, (device, environment), emission)
        emitted = now[id(codes)]
        drawn = codes.shape[1], codes.shape[0]
        if perfect:
            placement = geometry.panel(device, eye, drawn)
            rects = disjoint([placement.covered(band) for band in emitted.bands])
            return Layer(tuple((rect, resample(emitted.light16, placement, rect)) for rect in rects))
        lens = lens_for(environment, device, eye, geometry, drawn)
        return display_layer(
            emitted.light16,
            emitted.bands,
            emitted.veil,
            lens,
            view_px=geometry.view_px,
            softened=emitted.softened,
        )

    return _layers.get(codes, (device, environment, geometry, eye), make)


def _behind_optics(codes: NDArray[np.uint8], device: DeviceProfile, environment: Environment) -> _Emission:
    unit = _unit(device, environment)
    table, black = channel_tables(environment, device)
    bands = tuple(lit_bands(codes))
    haze = (
        device.haze * stages.mean_drive([codes[b.rows, b.cols] for b in bands], table, device) if device.haze else 0.0
    )
    red, green, blue = map(int, _sixteen(haze + black, unit * headroom(device)))
    return _Emission(bands, _emitted(codes, bands, _narrow(_sixteen(table, unit))), (red, green, blue))


def _emitted(codes: NDArray[np.uint8], bands: Sequence[Rect], table: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """The light of the lit parts; of the others none."""
    light = np.zeros(codes.shape, np.uint16)
    for band in bands:
        light[band.rows, band.cols] = look_up(codes[band.rows, band.cols], table)
    return light


def lit_bands(codes: NDArray[np.uint8]) -> Iterator[Rect]:
    """The rectangles of a panel that hold all its light: bands of rows, each parted where its columns are dark."""
    height, width, channels = codes.shape
    flat = np.ascontiguousarray(codes).reshape(height, width * channels)
    # eight codes at a time where the row's length allows
    words = flat.view(np.uint64) if flat.shape[1] % 8 == 0 else flat
    for first, last in _runs(np.bitwise_or.reduce(words, axis=1), BAND_GAP_PX):
        lit = np.bitwise_or.reduce(words[first:last], axis=0).view(np.uint8).reshape(width, channels)
        for left, right in _runs(lit.max(axis=1), COLUMN_GAP_PX):
            rows = np.flatnonzero(np.any(flat[first:last, left * channels : right * channels], axis=1))
            yield Rect(left, first + int(rows[0]), right, first + int(rows[-1]) + 1)


def _runs(line: NDArray[Any], gap: int) -> list[tuple[int, int]]:
    """Where a line is not zero: first and one after the last place of each run, shorter gaps than ``gap`` bridged."""
    lit = np.flatnonzero(line)
    if not len(lit):
        return []
    ends = np.flatnonzero(np.diff(lit) > gap)
    firsts, lasts = lit[np.r_[0, ends + 1]], lit[np.r_[ends, len(lit) - 1]]
    return [(int(a), int(b) + 1) for a, b in zip(firsts, lasts, strict=True)]
