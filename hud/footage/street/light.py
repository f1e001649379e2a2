"""What the sun, the sky and the air do at each time of day."""

from __future__ import annotations

from dataclasses import dataclass, replace

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Light:
    """One time of day. Colours are 8-bit sRGB; multipliers are in 1/255."""

    sun: Rgb
    """Multiplier of a surface that the sun strikes squarely."""
    shade: Rgb
    """Multiplier of a surface that only the sky lights."""
    raking: float
    """Share of the sun's light left on a wall that it only grazes."""
    sun_tan: float
    """Tangent of the sun's height; 0 where no sun casts shadows."""
    sun_deg: float
    """Compass bearing towards the sun (or the last glow) that is most true for this hour."""
    zenith: Rgb
    """Sky well above the roofs."""
    middle: Rgb
    """Sky just above the roofs."""
    horizon: Rgb
    """Sky at the end of the street, and the colour that haze tends to."""
    glow: Rgb
    """Sky near the sun."""
    cloud: Rgb
    """Lit side of a cloud."""
    cloud_share: float
    """How much of the sky the clouds take, 0..1."""
    haze_m: float
    """Distance at which the air hides half of what stands there."""
    lit_windows: float
    """Share of windows with a lamp behind, 0..1."""
    ambient: Rgb
    """Multiplier baked into every texture, before lamps are added; white by day."""
    lamp_light: float
    """What street lamps add to the multiplier of the lower storeys."""
    wet: float
    """How strongly the ground mirrors, 0..1."""
    rain: bool = False
    """Whether it rains: no sun, dark wet ground, drops."""

    @property
    def lamps(self) -> bool:
        """Whether street lamps and shop windows burn."""
        return self.lit_windows > 0


LIGHTS: dict[str, Light] = {
    "morning": Light(
        sun=(255, 243, 220),
        shade=(158, 165, 187),
        raking=0.6,
        sun_tan=1.2,
        sun_deg=112.0,
        zenith=(112, 160, 210),
        middle=(172, 203, 228),
        horizon=(238, 226, 204),
        glow=(255, 240, 206),
        cloud=(250, 244, 236),
        cloud_share=0.42,
        haze_m=150.0,
        lit_windows=0.0,
        ambient=(255, 255, 255),
        lamp_light=0.0,
        wet=0.0,
    ),
    "noon": Light(
        sun=(255, 252, 244),
        shade=(136, 152, 180),
        raking=0.62,
        sun_tan=1.35,
        sun_deg=178.0,
        zenith=(86, 144, 208),
        middle=(142, 188, 228),
        horizon=(218, 228, 232),
        glow=(250, 248, 236),
        cloud=(252, 251, 248),
        cloud_share=0.5,
        haze_m=260.0,
        lit_windows=0.0,
        ambient=(255, 255, 255),
        lamp_light=0.0,
        wet=0.0,
    ),
    "dusk": Light(
        sun=(255, 226, 206),
        shade=(206, 212, 255),
        raking=0.75,
        sun_tan=0.0,
        sun_deg=286.0,
        zenith=(62, 78, 128),
        middle=(124, 118, 156),
        horizon=(236, 172, 134),
        glow=(255, 198, 136),
        cloud=(226, 150, 138),
        cloud_share=0.5,
        haze_m=170.0,
        lit_windows=0.38,
        ambient=(132, 122, 138),
        lamp_light=46.0,
        wet=0.22,
    ),
    "night": Light(
        sun=(236, 240, 255),
        shade=(220, 226, 255),
        raking=0.9,
        sun_tan=0.0,
        sun_deg=200.0,
        zenith=(10, 14, 30),
        middle=(18, 24, 46),
        horizon=(44, 46, 68),
        glow=(58, 58, 78),
        cloud=(34, 38, 58),
        cloud_share=0.4,
        haze_m=190.0,
        lit_windows=0.42,
        ambient=(40, 46, 68),
        lamp_light=74.0,
        wet=0.5,
    ),
}


def _rained(light: Light, *, grey: float, wet: float, haze_m: float) -> Light:
    """The same hour under a closed sky."""

    def dulled(colour: Rgb, share: float = 0.6) -> Rgb:
        mean = sum(colour) / 3
        red, green, blue = (
            min(round((c + (mean * k - c) * share) * grey), 255) for c, k in zip(colour, (0.97, 1.0, 1.04), strict=True)
        )
        return red, green, blue

    even = dulled((255, 255, 255)) if light.sun_tan else dulled(light.shade, 0.3)
    return replace(
        light,
        # a closed sky lights every wall alike
        sun=even,
        shade=even,
        sun_tan=0.0,
        zenith=dulled(light.middle if light.sun_tan else light.zenith, 0.75),
        middle=dulled(light.middle, 0.75),
        horizon=dulled(light.horizon),
        glow=dulled(light.horizon),
        cloud=dulled(light.cloud, 0.8),
        cloud_share=0.9,
        haze_m=haze_m,
        wet=wet,
        rain=True,
    )


RAIN = ", rain"
"""What the key of an hour ends with when it rains."""

LIGHTS.update(
    {
        f"morning{RAIN}": _rained(LIGHTS["morning"], grey=0.76, wet=0.42, haze_m=90.0),
        f"noon{RAIN}": _rained(LIGHTS["noon"], grey=0.8, wet=0.42, haze_m=100.0),
        f"dusk{RAIN}": _rained(LIGHTS["dusk"], grey=0.8, wet=0.55, haze_m=90.0),
        f"night{RAIN}": _rained(LIGHTS["night"], grey=1.0, wet=0.95, haze_m=110.0),
    }
)
