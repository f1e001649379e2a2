"""The monitor's picture in 16 bits, and only where the display shines: the fast evaluation of the stages.

A black pixel adds no light, so where the display is dark an eye's view is one 8-bit look-up of the footage, shared by
both eyes. Only where light falls are two 16-bit linear values added and encoded. What depends on the panel alone is
kept as long as the same panel comes again, and band by band from one panel to the next (`hud.optics.plain`).

What the limit is. Two pictures of 1280x720 move 11 MB: the footage read, two pictures written, one of them read to be
copied. Merely to copy two takes 0.2 ms on one core of an EPYC with 1 MB of second-level cache; artefacts off take 1.1
ms on it, the naive overlay, which moves 22 MB, 1.4. So it is not the bytes that hold it up: 0.4 ms are the look-up of
the footage, two codes at a time in a table of 128 KB, 0.4 the displays' light, 0.2 adding it. A whole frame with a new
panel takes 2.2 to 2.9 ms, more the busier the host's other tenants are: what runs once a frame finds neither its code
nor its data in the caches, and takes two to nine times what it takes in a loop (the screen's bindings 0.4 ms for 0.05).

How exact it is. On one processor the bytes are always the same, in any order, process or thread. Between processors
with and without fused products (FMA) OpenCV's sums in float32, of blurs, smears, bilinear samples and weighted sums of
16-bit light, may round another way: a light differs by 1 of 65,535 at most. Measured on pictures of 5.5 million codes
that is none for the glasses as shipped, and with every artefact at once 43 to 260 codes that differ, each by 1; a test
holds it to one in ten thousand. The light itself, in float32, and the camera's and the eye's view, which are made from
it, are the same to the last bit. `hud test` keeps the processor's instructions with each digest of a picture, and does
not compare digests of others. Exact sums were tried (weights of 8 binary digits, each axis rounded by itself): they
cost 15 % of the time with every artefact and blurred an edge to a two-thousandth only, so the bound is kept.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from hud.device import EYES
from hud.optics import crew, stages
from hud.optics.bands import lit_bands
from hud.optics.display import Layer, display_layer
from hud.optics.emission import Emission, channel_tables, in_sixteen
from hud.optics.geometry import look_up
from hud.optics.kept import Few, Kept, is_frozen
from hud.optics.lens import is_perfect, lens_for
from hud.optics.plain import Lit, Port
from hud.optics.world import World, in_16_bits, narrow, summed, tables_of, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye
    from hud.environment import Environment
    from hud.optics.geometry import ViewGeometry
    from hud.optics.rects import Rect


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
    return Begun(World(world, scene.tables, scene.glows)) if scene.perfect and not scene.blur_px else None


class Begun:
    """The world behind perfect optics, and a picture of it for each eye."""

    def __init__(self, light: World) -> None:
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
            alone = World(world, tables, scene.glows_of(eyes))
            made, plain = crew.both(lambda: list(map(layer, shown)), lambda: Begun(alone))
        light, views = plain.light, plain.pictures
    else:
        made = crew.each(layer, shown)
        light = World(world, tables, [one.veil[0] for one in made if one.veil is not None])
        images = [of for one in made for sheet, _ in one.pieces for of, _ in sheet.tiles]
        picture = light.defocused(blur, images) if blur else light.sharp()
        # the last eye may have the first picture for itself
        views = dict(zip(EYES, (picture.copy(), picture), strict=True))
    # on two threads it takes as long: it is little, and both share what is looked up beneath a veil
    for (eye, _), one in zip(shown, made, strict=True):
        _add(views[eye], light, one)
    return views


def _add(picture: NDArray[np.uint8], world: World, layer: Layer) -> None:
    """Stages 11 and 14: add the light of one eye's display to the monitor picture of the world, in place."""
    if layer.veil is not None and not layer.veil[0].empty:
        rect, even = layer.veil
        if even.ndim == 1:
            picture[rect.rows, rect.cols] = world.beneath_black(rect)
        else:
            stages.encoded(summed(world.beneath_veil(rect), even), out=picture[rect.rows, rect.cols])
    for sheet, piece in layer.pieces:
        sheet.scatter(stages.encoded(summed(world.gathered(sheet), piece)), picture)


class _Scene:
    """What does not change from frame to frame while device, light and geometry stay."""

    def __init__(self, device: DeviceProfile, environment: Environment, geometry: ViewGeometry) -> None:
        self.tables = tables_of(device, environment)
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
        unit = unit_of(device, environment)
        table, black = channel_tables(environment, device)
        drives = [codes[b.rows, b.cols] for b in bands]
        haze = device.haze * stages.mean_drive(drives, table, device) if device.haze else 0.0
        drawn_px = codes.shape[1], codes.shape[0]
        if not in_sixteen(device):
            light = (table * unit).astype(np.float32)
            parts = tuple((b, look_up(codes[b.rows, b.cols], light)) for b in bands)
            red, green, blue = (float(v * unit) for v in haze + black)
            return Emission(drawn_px, parts, (red, green, blue), sixteen=False)
        red, green, blue = map(int, in_16_bits(haze + black, unit))
        sixteen = narrow(in_16_bits(table, unit))
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
