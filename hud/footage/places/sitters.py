"""People who sit across a table: quiet figures, with just enough of a face to be spoken to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hud.footage.street.canvas import Colour, Figure, mix, scaled
from hud.footage.street.space import Texture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.footage.street.canvas import Canvas

MOUTHS = 3
"""How far a mouth can be open: 0 shut."""


@dataclass(frozen=True, slots=True)
class _Sitter:
    top: Colour
    collar: Colour
    skin: Colour
    hair: Colour
    long_hair: bool
    beard: bool


_SITTERS = (
    _Sitter((196, 146, 74), (232, 222, 204), (214, 170, 142), (58, 44, 38), True, False),
    _Sitter((64, 98, 108), (226, 226, 220), (178, 130, 100), (38, 32, 30), False, True),
    _Sitter((148, 70, 66), (238, 226, 206), (160, 112, 84), (34, 28, 28), True, False),
    _Sitter((92, 104, 84), (230, 224, 210), (222, 182, 156), (142, 108, 74), False, False),
)


def _soft(points: Sequence[tuple[float, float]], times: int = 3) -> list[tuple[float, float]]:
    """A closed outline with its corners cut again and again (Chaikin), which leaves a smooth curve."""
    out = list(points)
    for _ in range(times):
        pairs = zip(out, out[1:] + out[:1], strict=True)
        out = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in pairs for share in (0.22, 0.78)]
    return out


@cache
def body(who: int) -> Texture:
    """Chest, shoulders, upper arms and neck, 0.5 m above the floor upwards."""
    sitter = _SITTERS[who]
    figure = Figure(0.72, 0.62, 620, sitter.top)
    m = 0.36
    top, skin = sitter.top, sitter.skin

    def both(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(m + x, y) for x, y in points] + [(m - x, y) for x, y in reversed(points)]

    if sitter.long_hair:
        figure.shape(both([(0.1, 0.6), (0.115, 0.5), (0.1, 0.42)]), scaled(sitter.hair, 0.72))
    outline = [(0.04, 0.56), (0.12, 0.505), (0.195, 0.485), (0.235, 0.43), (0.255, 0.24), (0.275, -0.05)]
    figure.shape(_soft(both(outline)), top)
    right = [(m + x, y) for x, y in outline]
    figure.shape([(m + 0.012, 0.47), *_soft([(m + 0.03, 0.5), *right, (m + 0.06, -0.05)], 2)], scaled(top, 0.82))
    for side in (-1, 1):
        # the fold between arm and chest
        figure.stroke(
            [(m + side * 0.165, 0.36), (m + side * 0.16, 0.18), (m + side * 0.17, 0.0)], scaled(top, 0.66), 0.008
        )
    figure.shape(both([(0.052, 0.62), (0.056, 0.53), (0.075, 0.505), (0.0, 0.455)]), scaled(skin, 0.84))
    figure.shape([(m, 0.62), (m + 0.052, 0.62), (m + 0.056, 0.53), (m + 0.075, 0.505), (m, 0.455)], scaled(skin, 0.72))
    figure.shape([(m - 0.09, 0.515), (m - 0.07, 0.535), (m + 0.012, 0.45), (m - 0.014, 0.43)], sitter.collar)
    figure.shape(
        [(m + 0.09, 0.515), (m + 0.07, 0.535), (m - 0.012, 0.45), (m + 0.014, 0.43)], scaled(sitter.collar, 0.84)
    )
    return Texture.of(figure, figure.alpha)


@cache
def arms(who: int) -> Texture:
    """A forearm that rests on the table; the elbow lies on the left."""
    sitter = _SITTERS[who]
    figure = Figure(0.34, 0.14, 620, sitter.top)
    top = sitter.top
    sleeve = [(0.0, 0.03), (0.03, 0.0), (0.23, 0.002), (0.23, 0.064), (0.09, 0.1), (0.012, 0.105)]
    figure.shape([*_soft(sleeve, 2), (0.215, 0.004), (0.215, 0.066)], scaled(top, 0.94))
    figure.shape(
        _soft([(0.004, 0.03), (0.03, 0.002), (0.23, 0.004), (0.23, 0.022), (0.05, 0.034)], 2), scaled(top, 0.74)
    )
    figure.shape([(0.215, 0.004), (0.23, 0.004), (0.23, 0.064), (0.215, 0.064)], scaled(sitter.collar, 0.9))
    skin = sitter.skin
    figure.shape(
        _soft([(0.222, 0.006), (0.29, 0.002), (0.328, 0.01), (0.332, 0.032), (0.3, 0.056), (0.222, 0.06)], 2), skin
    )
    figure.shape(
        _soft([(0.224, 0.008), (0.29, 0.003), (0.322, 0.012), (0.3, 0.02), (0.224, 0.02)], 2), scaled(skin, 0.82)
    )
    for y in (0.024, 0.035):
        figure.stroke([(0.29, y), (0.322, y - 0.004)], scaled(skin, 0.84), 0.003)
    return Texture.of(figure, figure.alpha)


@cache
def head(who: int, mouth: int, blinks: bool) -> Texture:
    """A head; the neck's middle is the middle of the lower edge."""
    sitter = _SITTERS[who]
    figure = Figure(0.32, 0.34, 900, scaled(sitter.skin, 0.78))
    m, skin, hair = 0.16, sitter.skin, sitter.hair
    if sitter.long_hair:
        figure.blob(m, 0.185, 0.103, 0.13, scaled(hair, 0.8))
        sides = [(0.1, 0.2), (0.112, 0.1), (0.1, 0.0), (0.05, 0.0)]
        figure.shape(
            _soft([(m + x, y) for x, y in sides] + [(m - x, y) for x, y in reversed(sides)]), scaled(hair, 0.72)
        )
    neck = [(0.05, 0.034), (0.047, 0.1)]
    figure.shape([(m + x, y) for x, y in neck] + [(m - x, y) for x, y in reversed(neck)], scaled(skin, 0.84))
    figure.shape([(m, 0.034), (m + 0.05, 0.034), (m + 0.047, 0.1), (m, 0.1)], scaled(skin, 0.72))
    figure.blob(m, 0.066, 0.052, 0.026, scaled(skin, 0.7))
    for side in (-1, 1):
        figure.blob(m + side * 0.081, 0.165, 0.014, 0.026, scaled(skin, 0.94 if side < 0 else 0.76))
    chin = [
        (0.0, 0.045),
        (0.03, 0.05),
        (0.055, 0.078),
        (0.074, 0.12),
        (0.08, 0.17),
        (0.078, 0.22),
        (0.05, 0.27),
        (0.0, 0.285),
    ]
    face = [(m + x, y) for x, y in chin] + [(m - x, y) for x, y in reversed(chin)]
    figure.shape(_soft(face), skin)
    # the side away from the window
    shade = [
        (m + 0.012, 0.046),
        *[(m + x, y) for x, y in chin[1:]],
        (m + 0.034, 0.24),
        (m + 0.04, 0.16),
        (m + 0.026, 0.1),
    ]
    figure.shape(_soft(shade, 2), scaled(skin, 0.88))
    if sitter.beard:
        low = [(0.0, 0.04), (0.034, 0.046), (0.06, 0.078), (0.08, 0.16), (0.068, 0.15), (0.045, 0.108), (0.0, 0.118)]
        figure.shape(
            _soft([(m + x, y) for x, y in low] + [(m - x, y) for x, y in reversed(low)], 2), scaled(hair, 1.15)
        )
    _features(figure, m, sitter, mouth, blinks)
    crown = [(0.082, 0.18), (0.092, 0.225), (0.08, 0.285), (0.04, 0.318), (0.0, 0.325)]
    outer = [(m + x, y) for x, y in crown] + [(m - x, y) for x, y in reversed(crown)]
    if sitter.long_hair:
        inner = [
            (m - 0.078, 0.165),
            (m - 0.066, 0.225),
            (m - 0.024, 0.262),
            (m + 0.03, 0.25),
            (m + 0.07, 0.215),
            (m + 0.079, 0.165),
        ]
        figure.shape(_soft([*outer, (m - 0.1, 0.1), *inner, (m + 0.1, 0.1)], 2), hair)
        for side in (-1, 1):
            lock = [
                (m + side * 0.076, 0.19),
                (m + side * 0.1, 0.2),
                (m + side * 0.106, 0.05),
                (m + side * 0.072, 0.04),
                (m + side * 0.082, 0.12),
            ]
            figure.shape(_soft(lock, 2), scaled(hair, 1.08 if side < 0 else 0.84))
    else:
        inner = [
            (m - 0.08, 0.19),
            (m - 0.07, 0.235),
            (m - 0.02, 0.258),
            (m + 0.04, 0.252),
            (m + 0.072, 0.235),
            (m + 0.08, 0.19),
        ]
        figure.shape(_soft([*outer, *inner], 2), hair)
    figure.stroke(
        [(m - 0.056, 0.27), (m - 0.04, 0.288), (m - 0.012, 0.3), (m + 0.02, 0.301)],
        mix(hair, (255, 240, 220), 0.14),
        0.008,
    )
    return Texture.of(figure, figure.alpha)


def _features(figure: Canvas, m: float, sitter: _Sitter, mouth: int, blinks: bool) -> None:
    skin = sitter.skin
    dark = scaled(sitter.hair, 0.8)
    for side in (-1, 1):
        x = m + side * 0.034
        figure.line([(x - 0.017, 0.2), (x, 0.2055), (x + 0.016, 0.202)], scaled(sitter.hair, 1.1), 0.005)
        if blinks:
            figure.line([(x - 0.012, 0.176), (x, 0.1735), (x + 0.012, 0.176)], scaled(skin, 0.56), 0.0032)
        else:
            figure.ellipse(x, 0.177, 0.0125, 0.0068, (240, 234, 226))
            figure.ellipse(x, 0.177, 0.0066, 0.0068, dark)
            figure.ellipse(x - 0.002, 0.1795, 0.0018, 0.0018, (250, 248, 244))
            figure.line([(x - 0.0135, 0.179), (x, 0.1848), (x + 0.0135, 0.179)], scaled(skin, 0.46), 0.0032)
    figure.line([(m + 0.007, 0.175), (m + 0.0125, 0.138), (m - 0.004, 0.132)], scaled(skin, 0.72), 0.0034)
    lips = mix(scaled(skin, 0.72), (164, 72, 66), 0.45)
    if mouth == 0:
        figure.line(
            [(m - 0.022, 0.099), (m - 0.008, 0.0965), (m + 0.008, 0.0965), (m + 0.022, 0.0995)],
            scaled(lips, 0.82),
            0.0042,
        )
        figure.line([(m - 0.011, 0.0915), (m + 0.011, 0.0915)], mix(skin, lips, 0.5), 0.0034)
    else:
        wide, tall = 0.0185, 0.0045 + 0.004 * mouth
        figure.ellipse(m, 0.096, wide + 0.003, tall + 0.003, lips)
        figure.ellipse(m, 0.096, wide, tall, (88, 42, 40))
        figure.ellipse(m, 0.096 + tall * 0.62, wide * 0.74, tall * 0.3, (236, 228, 218))
