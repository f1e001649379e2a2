"""What the walls look like: seeded drawings of town houses, shops and gables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hud.footage.street.canvas import Canvas, Colour, mix, scaled
from hud.footage.street.joinery import (
    Paint,
    brickwork,
    cornice,
    door,
    stonework,
    window,
)
from hud.footage.street.light import LIGHTS
from hud.footage.street.roofs import roof
from hud.footage.street.shops import BOARDS, shopfront
from hud.footage.street.tunnel import HEIGHT_M as TUNNEL_M
from hud.footage.street.tunnel import tunnel_wall

if TYPE_CHECKING:
    from numpy.typing import NDArray

PPM = 64
"""Texels per metre of the sharpest textures."""

_PLASTER: tuple[Colour, ...] = (
    (229, 211, 176),
    (219, 184, 126),
    (205, 146, 112),
    (221, 180, 162),
    (183, 190, 164),
    (170, 184, 192),
    (232, 227, 214),
    (214, 198, 170),
    (226, 196, 150),
    (198, 176, 160),
)
_BRICK: tuple[Colour, ...] = ((168, 104, 82), (150, 92, 76), (184, 128, 98))
_STONE: tuple[Colour, ...] = ((206, 194, 168), (198, 192, 180))
_SHUTTERS: tuple[Colour, ...] = ((92, 118, 98), (96, 120, 144), (126, 70, 64), (120, 122, 118), (70, 92, 92))
_TIMBER: tuple[Colour, ...] = ((44, 66, 62), (92, 40, 40), (42, 56, 80), (66, 58, 50), (30, 44, 40), (120, 92, 62))
_TRIM: Colour = (238, 232, 218)


Kind = Literal["front", "flank", "blank", "chimney", "tunnel"]


@dataclass(frozen=True, eq=False)
class Model:
    """One texture of a wall."""

    kind: Kind
    width_m: float
    eaves_m: float
    """Height of the wall proper."""
    top_m: float
    """Height of whatever stands highest on the roof."""
    weight: float
    """How often it is chosen."""
    rgb: NDArray[np.uint8]
    """(U, V, 3) uint8 sRGB: first axis along the wall, second axis up from the ground, PPM texels a metre."""
    profile_m: NDArray[np.float32]
    """(U,) float32, height of the skyline above each place along the wall."""
    sign: int | None = None
    """Which shop it is, if one."""
    stands: str = "eaves"
    """Kind of roof."""

    @property
    def roof_m(self) -> float:
        """Height of the roof's upper edge."""
        return self.top_m


@dataclass(frozen=True, slots=True)
class _Plan:
    wall: Colour
    matter: Literal["plaster", "brick", "stone"]
    bays: int
    bay_m: float
    storeys: int
    """Above the ground floor."""
    roof: Literal["eaves", "mansard", "gable", "stepped", "parapet"]
    ground: Literal["shop", "houses", "arches"]
    shutters: Colour | None
    arched: bool
    boxes: float
    """Share of windows with flowers."""
    slate: bool
    weight: float = 1.0


_FRONTS: tuple[_Plan, ...] = (
    _Plan(_PLASTER[0], "plaster", 3, 2.5, 2, "eaves", "shop", _SHUTTERS[0], False, 0.4, False),
    _Plan(_PLASTER[1], "plaster", 2, 2.7, 2, "gable", "shop", None, False, 0.3, False),
    _Plan(_BRICK[0], "brick", 3, 2.4, 2, "stepped", "houses", None, True, 0.0, False),
    _Plan(_PLASTER[6], "plaster", 4, 2.3, 2, "mansard", "shop", _SHUTTERS[3], False, 0.2, True),
    _Plan(_PLASTER[3], "plaster", 2, 2.6, 1, "eaves", "houses", _SHUTTERS[4], False, 0.8, False),
    _Plan(_PLASTER[5], "plaster", 3, 2.4, 3, "parapet", "shop", None, False, 0.1, True),
    _Plan(_STONE[0], "stone", 3, 2.8, 2, "mansard", "arches", None, True, 0.0, True),
    _Plan(_PLASTER[2], "plaster", 3, 2.3, 2, "eaves", "houses", _SHUTTERS[1], False, 0.5, False),
    _Plan(_PLASTER[4], "plaster", 2, 2.5, 2, "eaves", "shop", _SHUTTERS[2], False, 0.5, False),
    _Plan(_BRICK[1], "brick", 4, 2.2, 3, "parapet", "shop", None, False, 0.0, True),
    _Plan(_PLASTER[8], "plaster", 3, 2.5, 1, "mansard", "shop", _SHUTTERS[0], False, 0.6, False),
    _Plan(_PLASTER[7], "plaster", 3, 2.6, 3, "mansard", "houses", None, True, 0.2, True),
    _Plan(_BRICK[2], "brick", 2, 2.6, 2, "gable", "shop", None, True, 0.0, False),
    _Plan(_PLASTER[9], "plaster", 4, 2.2, 2, "eaves", "arches", _SHUTTERS[4], False, 0.3, False),
)

_GROUND_M = 3.9
_CHIMNEY_M = 4.2
_STOREY_M = 3.05


def build_models(time_of_day: str, seed: int, language: str = "en") -> tuple[Model, ...]:
    """All wall textures for a time of day: the fronts, two flanks, a blank wall, a chimney, an underpass.

    Args:
        time_of_day: As `LIGHTS` has it.
        seed: Any whole number.
        language: Of the shops' names, one of `SIGN_LANGUAGES`.
    """
    return (
        *(_front(plan, i, time_of_day, seed, language) for i, plan in enumerate(_FRONTS)),
        _flank(_PLASTER[0], True, 0, time_of_day, seed),
        _flank(_PLASTER[7], True, 1, time_of_day, seed),
        _flank(_PLASTER[9], False, 2, time_of_day, seed),
        _chimney(time_of_day),
        _tunnel(),
    )


def _surface(canvas: Canvas, plan_matter: str, wall: Colour, height_m: float, seed: int) -> None:
    width_m = canvas.width / canvas.ppm
    if plan_matter == "brick":
        brickwork(canvas, 0, 0, width_m, height_m, wall, seed)
    elif plan_matter == "stone":
        stonework(canvas, 0, 0, width_m, height_m, wall, seed, course_m=0.42)
    else:
        canvas.grain(0, 0, width_m, height_m, 5.0, 1.3, seed)
        canvas.grain(0, 0, width_m, height_m, 3.0, 0.25, seed + 1)
        canvas.grain(0, 0, width_m, height_m, 2.0, 0.03, seed + 2)


def _front(plan: _Plan, index: int, time_of_day: str, seed: int, language: str) -> Model:
    light = LIGHTS[time_of_day]
    rng = np.random.default_rng([seed & 0xFFFFFFFF, 101, index])
    margin = 0.35
    width_m = plan.bays * plan.bay_m + 2 * margin
    eaves = _GROUND_M + plan.storeys * _STOREY_M + 0.35
    total = (
        eaves
        + {"eaves": 3.6, "mansard": 3.9, "gable": 0.6 * width_m, "stepped": 0.54 * width_m, "parapet": 2.2}[plan.roof]
    )
    canvas = Canvas(width_m, total, PPM, plan.wall)
    _surface(canvas, plan.matter, plan.wall, eaves, 7 * index + seed % 97)
    paint = Paint(
        trim=_TRIM if plan.matter != "stone" else scaled(plan.wall, 1.08),
        shutter=plan.shutters,
        timber=_TIMBER[index % len(_TIMBER)],
        lit=light.lit_windows,
        by_night=light.lamps,
    )
    profile = roof(canvas, plan.roof, plan.wall, eaves, slate=plan.slate, paint=paint, rng=rng)
    for storey in range(plan.storeys):
        floor = _GROUND_M + storey * _STOREY_M
        high = 1.75 if storey == 0 else 1.6 - 0.12 * (storey - 1)
        for bay in range(plan.bays):
            centre = margin + (bay + 0.5) * plan.bay_m
            window(
                canvas,
                centre,
                floor + 0.78,
                1.06,
                high,
                paint,
                rng,
                arched=plan.arched,
                flowers=rng.random() < plan.boxes,
            )
    canvas.rect(0, _GROUND_M + 0.12, width_m, _GROUND_M + 0.26, scaled(plan.wall, 1.09))
    canvas.shade(0, _GROUND_M - 0.06, width_m, _GROUND_M + 0.12, 0.98, 0.74)
    if plan.matter != "plaster" or index % 3 == 0:
        _quoins(canvas, width_m, eaves, mix(plan.wall, paint.trim, 0.6))
    _ground_floor(canvas, plan, index, width_m, margin, paint, rng, language)
    cornice(canvas, 0, eaves, width_m, paint.trim)
    # a hair of shadow where one house ends and the next begins
    canvas.shade(0, 0, 0.05, eaves, 0.72, 0.72)
    canvas.shade(width_m - 0.03, 0, width_m, eaves, 0.86, 0.86)
    canvas.shade(0, 0, width_m, 0.9, 0.74, 1.0)
    sign = index % BOARDS if plan.ground == "shop" else None
    return _finish(
        canvas,
        "front",
        width_m,
        eaves,
        plan.weight,
        profile,
        time_of_day,
        sign,
        "gable" if plan.roof in {"gable", "stepped"} else plan.roof,
    )


def _ground_floor(
    canvas: Canvas,
    plan: _Plan,
    index: int,
    width_m: float,
    margin: float,
    paint: Paint,
    rng: np.random.Generator,
    language: str,
) -> None:
    if plan.ground == "shop":
        shopfront(canvas, margin * 0.7, width_m - margin * 0.7, _GROUND_M, paint, index, rng, language)
        return
    base = mix(plan.wall, (150, 144, 136), 0.55)
    stonework(canvas, 0, 0, width_m, 0.75, base, index, course_m=0.38)
    canvas.rect(0, 0.75, width_m, 0.82, scaled(base, 1.12))
    if plan.ground == "arches":
        stonework(
            canvas, 0, 0.82, width_m, _GROUND_M - 0.05, mix(plan.wall, (206, 198, 182), 0.5), index, course_m=0.45
        )
    door_bay = int(rng.integers(plan.bays))
    for bay in range(plan.bays):
        centre = margin + (bay + 0.5) * plan.bay_m
        if bay == door_bay:
            door(canvas, centre, 1.25, 2.75, paint, rng, arched=plan.ground == "arches")
        else:
            tall = 2.3 if plan.ground == "arches" else 1.75
            sill = 0.85 if plan.ground == "arches" else 1.15
            window(
                canvas, centre, sill, 1.2, tall, paint, rng, arched=plan.ground == "arches", flowers=False, plain=True
            )


def _quoins(canvas: Canvas, width_m: float, eaves: float, colour: Colour) -> None:
    y, long = 0.0, True
    while y < eaves - 0.5:
        wide = 0.42 if long else 0.26
        for x0, x1 in ((0.0, wide), (width_m - wide, width_m)):
            canvas.rect(x0, y + 0.02, x1, y + 0.36, colour)
            canvas.shade(x0, y + 0.02, x1, y + 0.07, 0.84, 0.9)
        y, long = y + 0.38, not long


def _flank(wall: Colour, windows: bool, index: int, time_of_day: str, seed: int) -> Model:
    light = LIGHTS[time_of_day]
    rng = np.random.default_rng([seed & 0xFFFFFFFF, 202, index])
    width_m, eaves = 9.0, 9.4
    # between neighbours a party wall only just clears the roofs
    top = eaves + (2.3 if windows else 1.5)
    canvas = Canvas(width_m, top, PPM, wall)
    _surface(canvas, "plaster", wall, top, 400 + index)
    paint = Paint(
        trim=_TRIM,
        shutter=_SHUTTERS[index],
        timber=_TIMBER[index],
        lit=light.lit_windows,
        by_night=light.lamps,
    )
    profile = roof(canvas, "flank", wall, eaves, slate=index == 1, paint=paint, rng=rng)
    if windows:
        for floor, high in ((1.15, 1.6), (_GROUND_M + 0.7, 1.6), (_GROUND_M + _STOREY_M + 0.5, 1.4)):
            for centre in (2.1, 4.5, 6.9):
                window(canvas, centre, floor, 1.0, high, paint, rng, arched=False, flowers=rng.random() < 0.25)
    canvas.shade(0, 0, width_m, 0.9, 0.72, 1.0)
    return _finish(canvas, "flank" if windows else "blank", width_m, eaves, 1.0, profile, time_of_day)


def _chimney(time_of_day: str) -> Model:
    canvas = Canvas(1.0, _CHIMNEY_M, PPM, _BRICK[0])
    brickwork(canvas, 0, 0, 1.0, _CHIMNEY_M, _BRICK[0], 3)
    canvas.rect(0, 0, 1.0, 0.1, _BRICK[1])
    canvas.rect(0, _CHIMNEY_M - 0.72, 1.0, _CHIMNEY_M - 0.5, (204, 192, 174))
    canvas.shade(0, _CHIMNEY_M - 0.86, 1.0, _CHIMNEY_M - 0.72, 1.0, 0.7)
    profile = np.full(canvas.width, _CHIMNEY_M - 0.5, np.float32)
    for a in (0.1, 0.56):
        canvas.rect(a, _CHIMNEY_M - 0.5, a + 0.32, _CHIMNEY_M, (190, 112, 84))
        canvas.shade(a + 0.2, _CHIMNEY_M - 0.5, a + 0.32, _CHIMNEY_M, 0.8, 0.8)
        profile[round(a * PPM) : round((a + 0.32) * PPM)] = _CHIMNEY_M - 0.02
    return _finish(canvas, "chimney", 1.0, _CHIMNEY_M, 0.0, profile, time_of_day)


def _tunnel() -> Model:
    """The wall of an underpass: tiles with a stripe, lit from lamps above. As dark by day as by night."""
    canvas = tunnel_wall(PPM)
    rgb = np.minimum(canvas.rgb.astype(np.uint16) + canvas.emit, 255).astype(np.uint8)
    upright = np.ascontiguousarray(rgb[::-1].transpose(1, 0, 2))
    profile = np.full(canvas.width, TUNNEL_M, np.float32)
    return Model("tunnel", canvas.width / PPM, TUNNEL_M, TUNNEL_M, 0.0, upright, profile)


def _finish(
    canvas: Canvas,
    kind: Kind,
    width_m: float,
    eaves: float,
    weight: float,
    profile: NDArray[np.float32],
    time_of_day: str,
    sign: int | None = None,
    stands: str = "eaves",
) -> Model:
    rgb = canvas.rgb
    # Above its skyline a texture repeats its topmost colour, so that a smoothed look-up at the edge never
    # mixes in a colour that is not there.
    rows = np.clip(canvas.height - np.ceil(profile * canvas.ppm).astype(np.int64) + 1, 0, canvas.height - 1)
    topmost = rgb[rows, np.arange(canvas.width)]
    above = np.arange(canvas.height)[:, None] < rows[None, :]
    np.copyto(rgb, topmost[None], where=above[..., None])
    light = LIGHTS[time_of_day]
    if light.lamps:
        # street lamps and shop windows lift the lower storeys out of the dark, warmly
        height = (canvas.height - np.arange(canvas.height, dtype=np.float32)) / np.float32(canvas.ppm)
        near = np.clip(1 - np.abs(height - np.float32(2.8)) / np.float32(5.6), 0, 1)
        near *= np.float32(kind != "chimney")
        lamp = near * near * (3 - 2 * near) * np.float32(light.lamp_light)
        ambient = np.array(light.ambient, np.float32) + lamp[:, None] * np.array((1.0, 0.72, 0.4), np.float32)
        own = rgb.astype(np.uint16) * np.minimum(ambient, 255).astype(np.uint16)[:, None] // 255
        rgb = np.minimum(own + canvas.emit, 255).astype(np.uint8)
    upright = np.ascontiguousarray(rgb[::-1].transpose(1, 0, 2))
    return Model(kind, width_m, eaves, float(profile.max()), weight, upright, profile, sign, stands)
