"""The monitor's picture in 16 bits, and only where the display shines: the fast evaluation of the stages.

A black pixel adds no light, so where the display is dark an eye's view is one 8-bit look-up of the footage, shared by
both eyes. Only where light falls are two 16-bit linear values added and encoded. What depends on the panel alone is
kept as long as the same panel comes again.

How exact it is. On one processor the bytes are always the same, in any order, process or thread. Between processors
with and without fused products (FMA) OpenCV's sums in float32, of blurs, bilinear samples and weighted sums of 16-bit
light, may round another way: a light differs by 1 of 65,535 at most. Measured on pictures of 5.5 million codes that is
none for the glasses as shipped, and with every artefact at once 43 to 260 codes that differ, each by 1; a test holds
it to one in ten thousand. The light itself, in float32, and the camera's and the eye's view, which are made from it,
are the same to the last bit. `hud test` keeps the processor's instructions with each digest of a picture, and does not
compare digests of others. Exact sums were tried (weights of 8 binary digits, each axis rounded by itself): they cost
15 % of the time with every artefact and blurred an edge to a two-thousandth only, so the bound is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.cv import cv2
from hud.device import EYES
from hud.optics import crew, stages
from hud.optics.bands import lit_bands
from hud.optics.blur import MIDDLE, reach_of, signed_gaussian
from hud.optics.display import Layer, display_layer
from hud.optics.emission import Emission, channel_tables, in_sixteen
from hud.optics.geometry import STRIP_SAMPLES, look_up
from hud.optics.kept import Few, Kept, is_frozen
from hud.optics.lens import is_perfect, lens_for
from hud.optics.plain import FULL, Lit, Port
from hud.optics.rects import Rect, around
from hud.units import srgb_encode_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.optics.geometry import ViewGeometry
    from hud.optics.rects import Sheet


@dataclass(frozen=True, eq=False, slots=True)
class _Tables:
    """Everything that depends on device and environment alone."""

    world16: NDArray[np.uint16]
    """Footage code to light, 65535 being white. (256, 3) as all of these, or (256,) where no channel differs."""
    turned16: NDArray[np.uint16]
    """The same with the first bit turned, as a blur needs it."""
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
        turned16=_narrow(world ^ MIDDLE),
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


@cache
def _turned_encode_table() -> NDArray[np.uint8]:
    """`srgb_encode_table` of light with its first bit turned."""
    return np.roll(srgb_encode_table(), int(MIDDLE))


def begun(
    world: NDArray[np.uint8], device: DeviceProfile, environment: Environment, geometry: ViewGeometry
) -> Begun | None:
    """What `pictures` can make before it has the panels; None where that is nothing.

    Args:
        world: (H, W, 3) uint8, the footage in the view.
        device: The glasses.
        environment: The light.
        geometry: Where things stand.
    """
    scene = _scene_of(device, environment, geometry)
    return Begun(_World(world, scene.tables, scene.glows)) if scene.perfect and not scene.blur_px else None


class Begun:
    """The world behind perfect optics, and a picture of it for each eye."""

    def __init__(self, light: _World) -> None:
        """Make the pictures."""
        plain = light.sharp()
        self.light = light
        self.pictures = dict(zip(EYES, (plain.copy(), plain), strict=True))


def pictures(
    world: NDArray[np.uint8],
    panels: Mapping[Eye, NDArray[np.uint8]],
    device: DeviceProfile,
    environment: Environment,
    geometry: ViewGeometry,
    *,
    ahead: Begun | None = None,
) -> dict[Eye, NDArray[np.uint8]]:
    """Stages 1 to 14 for both eyes, on a linear monitor.

    Args:
        world: (H, W, 3) uint8, the footage in the view.
        panels: For each eye with a display the codes of its drawable part.
        device: The glasses.
        environment: The light.
        geometry: Where things stand.
        ahead: What `begun` has made of the same; it is used up.

    Returns:
        For each eye (H, W, 3) uint8 sRGB, an array of its own.
    """
    scene = _scene_of(device, environment, geometry)
    tables, blur = scene.tables, scene.blur_px
    now = _Emissions(scene)
    shown = [(eye, codes) for eye, codes in panels.items() if codes is not None]

    def layer(one: tuple[Eye, NDArray[np.uint8]]) -> Layer:
        eye, codes = one
        return _layers.get(codes, (scene, eye), lambda: scene.layer(codes, eye, now))

    if scene.perfect and not blur:
        eyes = [eye for eye, _ in shown]
        if ahead is not None and eyes == list(device.eyes):
            made, plain = list(map(layer, shown)), ahead
        else:
            # with so little to do the displays are one piece of work, and the world is the other
            alone = _World(world, tables, scene.glows_of(eyes))
            made, plain = crew.both(lambda: list(map(layer, shown)), lambda: Begun(alone))
        light, views = plain.light, plain.pictures
    else:
        made = crew.each(layer, shown)
        light = _World(world, tables, [one.veil[0] for one in made if one.veil is not None])
        images = [of for one in made for sheet, _ in one.pieces for of, _ in sheet.tiles]
        picture = light.defocused(blur, images) if blur else light.sharp()
        # the last eye may have the first picture for itself
        views = dict(zip(EYES, (picture.copy(), picture), strict=True))
    for (eye, _), one in zip(shown, made, strict=True):
        _add(views[eye], light, one)
    return views


class _World:
    """The world's light, and its pictures that both eyes share."""

    def __init__(self, codes: NDArray[np.uint8], tables: _Tables, fields: Sequence[Rect]) -> None:
        """Nothing is made yet.

        Args:
            codes: (H, W, 3) uint8.
            tables: Of the device and the environment.
            fields: What the displays that shine even where they are black fill.
        """
        self._codes = codes
        self._tables = tables
        self._whole = Rect(0, 0, codes.shape[1], codes.shape[0])
        self._fields = [field for field in fields if not field.empty]
        self._hole = self._fields[0].meet(self._fields[1]) if len(self._fields) == len(EYES) else Rect(0, 0, 0, 0)
        """What both displays fill, so that nobody sees the world alone."""
        self._light: list[tuple[Rect, NDArray[np.uint16]]] = []
        """Light of some rectangles, where it is kept."""
        self._dimmed: list[tuple[Rect, NDArray[np.uint8]]] = []
        """Pictures of some under the panel's black."""

    def sharp(self) -> NDArray[np.uint8]:
        """The picture of the world, without the hole."""
        picture = np.empty_like(self._codes)
        many = self._codes.size
        for part in around(self._hole, self._whole):
            look_up(self._codes[part.rows, part.cols], self._tables.plain8, picture[part.rows, part.cols], of=many)
        return picture

    def defocused(self, sigma_px: float, images: Sequence[Rect]) -> NDArray[np.uint8]:
        """Stage 4, and the picture of the world without the hole.

        A strip of rows at a time, so that light and blur stay in the processor's cache and need no memory of the
        view's size, which a fresh process would have to be given page by page.

        Args:
            sigma_px: Of the blur.
            images: Where the displays' images fall: the light there is kept.
        """
        picture = np.empty_like(self._codes)
        lit = Rect(0, 0, 0, 0)
        for rect in [*self._fields, *images]:
            lit = rect if lit.empty else lit.join(rect)
        kept = np.empty((lit.y1 - lit.y0, lit.x1 - lit.x0, 3), np.uint16)
        self._light = [(lit, kept)]
        reach, height = reach_of(sigma_px), self._whole.y1

        def fill(strip: Rect) -> None:
            first = max(0, strip.y0 - reach)
            light = look_up(self._codes[first : strip.y1 + reach], self._tables.turned16, of=self._codes.size)
            light = signed_gaussian(light, sigma_px)[strip.y0 - first :]
            for part in around(self._hole.meet(strip), strip):
                seen = light[part.y0 - strip.y0 : part.y1 - strip.y0, part.cols]
                stages.looked_up(seen, _turned_encode_table(), picture[part.rows, part.cols])
            wanted = lit.meet(strip)
            here = wanted.moved(-lit.x0, -lit.y0)
            there = light[wanted.y0 - strip.y0 : wanted.y1 - strip.y0, wanted.cols]
            np.bitwise_xor(there, MIDDLE, out=kept[here.rows, here.cols])

        rows = max(reach, STRIP_SAMPLES // self._whole.x1)
        strips = [Rect(0, top, self._whole.x1, min(height, top + rows)) for top in range(0, height, rows)]
        crew.each(fill, strips)
        return picture

    def beneath_black(self, rect: Rect) -> NDArray[np.uint8]:
        """The picture of a field under the panel's black, which is the same all over."""
        if self._light:
            black = np.broadcast_to(self._tables.black16, (rect.y1 - rect.y0, rect.x1 - rect.x0, 3))
            return stages.encoded(_sum(_within(self._light, rect), black))
        if not self._dimmed:
            self._dimmed = [(r, look_up(self._codes[r.rows, r.cols], self._tables.field8)) for r in self._joined()]
        return _within(self._dimmed, rect)

    def beneath_veil(self, rect: Rect) -> NDArray[np.uint16]:
        """The light of a field."""
        if not self._light:
            self._light = [(r, look_up(self._codes[r.rows, r.cols], self._tables.world16)) for r in self._joined()]
        return _within(self._light, rect)

    def gathered(self, sheet: Sheet) -> NDArray[np.uint16]:
        """The light of some rectangles."""
        for whole, light in self._light:
            if all(of.meet(whole) == of for of, _ in sheet.tiles):
                return sheet.moved(-whole.x0, -whole.y0).gathered(light)
        return look_up(sheet.gathered(self._codes), self._tables.world16)

    def _joined(self) -> list[Rect]:
        """The displays' fields; as one where they lie so near that one look-up is less work than two."""
        if len(self._fields) < 2:
            return self._fields
        one, other = self._fields
        whole = one.join(other)
        return [whole] if whole.area < one.area + other.area else [one, other]


def _within(parts: list[tuple[Rect, NDArray[Any]]], rect: Rect) -> NDArray[Any]:
    """Of what is kept the part that is a rectangle's."""
    whole, found = next((whole, found) for whole, found in parts if rect.meet(whole) == rect)
    here = rect.moved(-whole.x0, -whole.y0)
    return found[here.rows, here.cols]


def _add(picture: NDArray[np.uint8], world: _World, layer: Layer) -> None:
    """Stages 11 and 14: add the light of one eye's display to the monitor picture of the world, in place."""
    if layer.veil is not None and not layer.veil[0].empty:
        rect, even = layer.veil
        if even.ndim == 1:
            picture[rect.rows, rect.cols] = world.beneath_black(rect)
        else:
            stages.encoded(_sum(world.beneath_veil(rect), even), out=picture[rect.rows, rect.cols])
    for sheet, piece in layer.pieces:
        sheet.scatter(stages.encoded(_sum(world.gathered(sheet), piece)), picture)


def _sum(light: NDArray[np.uint16], more: NDArray[Any]) -> NDArray[np.uint16]:
    """Light and more light, or less where a primary lies outside BT.709."""
    if more.dtype == np.uint16:
        return cv2.add(light, more).astype(np.uint16, copy=False)
    return np.asarray(cv2.add(light, more, dtype=cv2.CV_16U), np.uint16)


class _Scene:
    """What does not change from frame to frame while device, light and geometry stay."""

    def __init__(self, device: DeviceProfile, environment: Environment, geometry: ViewGeometry) -> None:
        self.tables = _tables(device, environment)
        self.blur_px = stages.defocus_sigma_deg(environment, device) * geometry.px_per_deg
        """Of the world."""
        self.perfect = is_perfect(environment, device)
        self._of = (device, environment, geometry)
        self.glows = self.glows_of(device.eyes)
        self._ports: dict[tuple[Eye, tuple[int, int]], Port] = {}
        self._lit: Lit | None = None

    def glows_of(self, eyes: Sequence[Eye]) -> list[Rect]:
        """What the black of some eyes' displays fills behind perfect optics."""
        if not self.tables.black16.any():
            return []
        device, _, geometry = self._of
        return [geometry.panel(device, eye, device.resolution_px).footprint() for eye in eyes]

    def port(self, eye: Eye, codes: NDArray[np.uint8]) -> Port:
        """One eye's display, where optics are perfect."""
        key = eye, (codes.shape[1], codes.shape[0])
        if key not in self._ports:
            device, _, geometry = self._of
            field = geometry.panel(device, eye, device.resolution_px).footprint()
            self._ports[key] = Port(geometry.panel(device, eye, key[1]), field, self.tables.black16)
        return self._ports[key]

    def lit(self, codes: NDArray[np.uint8]) -> Lit:
        """Where a panel is lit, behind perfect optics."""
        if not is_frozen(codes):
            return Lit(codes, self.tables.panel16)
        before = self._lit
        alike = before is not None and before.codes.shape == codes.shape
        lit = self._lit = Lit(codes, self.tables.panel16, before if alike else None)
        return lit

    def layer(self, codes: NDArray[np.uint8], eye: Eye, now: _Emissions) -> Layer:
        """The light of one eye's display.

        Args:
            codes: What the display is driven with.
            eye: Which.
            now: What the panels of this frame emit.
        """
        if self.perfect:
            return self.port(eye, codes).layer(now.lit(codes))
        device, environment, geometry = self._of
        lens = lens_for(environment, device, eye, geometry, (codes.shape[1], codes.shape[0]))
        return display_layer(now.of(codes), lens, view_px=geometry.view_px)

    def emission(self, codes: NDArray[np.uint8]) -> Emission:
        """The light of a panel behind optics that are not perfect."""
        device, environment, _ = self._of
        bands = lit_bands(codes, wide=True)
        unit = _unit(device, environment)
        table, black = channel_tables(environment, device)
        drives = [codes[b.rows, b.cols] for b in bands]
        haze = device.haze * stages.mean_drive(drives, table, device) if device.haze else 0.0
        drawn_px = codes.shape[1], codes.shape[0]
        if not in_sixteen(device):
            light = (table * unit).astype(np.float32)
            parts = tuple((b, look_up(codes[b.rows, b.cols], light)) for b in bands)
            red, green, blue = (float(v * unit) for v in haze + black)
            return Emission(drawn_px, parts, (red, green, blue), sixteen=False)
        red, green, blue = map(int, _sixteen(haze + black, unit))
        sixteen = _narrow(_sixteen(table, unit))
        parts = tuple((b, look_up(codes[b.rows, b.cols], sixteen)) for b in bands)
        return Emission(drawn_px, parts, (red, green, blue))


_scene_of = Few(8, _Scene)
_kept_emissions: Kept[Emission] = Kept(4)
_layers: Kept[Layer] = Kept(4)


class _Emissions:
    """What the panels of a frame emit; one that both eyes show is made once."""

    def __init__(self, scene: _Scene) -> None:
        self._scene = scene
        self._made: dict[int, Emission] = {}
        self._lit: dict[int, Lit] = {}
        self._lock = Lock()

    def of(self, codes: NDArray[np.uint8]) -> Emission:
        """That of one panel."""
        with self._lock:
            if id(codes) not in self._made:
                scene = self._scene
                self._made[id(codes)] = _kept_emissions.get(codes, scene, lambda: scene.emission(codes))
            return self._made[id(codes)]

    def lit(self, codes: NDArray[np.uint8]) -> Lit:
        """The same behind perfect optics."""
        with self._lock:
            if id(codes) not in self._lit:
                self._lit[id(codes)] = self._scene.lit(codes)
            return self._lit[id(codes)]
