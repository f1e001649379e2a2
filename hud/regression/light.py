"""The conditions of the light at the eye, compared in words.

A monitor's picture is relative: twice the illuminance on twice the panel's peak is the same picture, and its digest
says nothing. So what a screenshot's light rests on is compared as well, in its own units, whatever the pictures say.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hud.regression.shot import Condition

_NAMES = {
    "illuminance_lx": ("illuminance", "lx"),
    "white_reflectance": ("reflectance of white", ""),
    "transmittance": ("transmittance", ""),
    "brightness": ("brightness", ""),
    "peak_at_eye_cd_m2": ("peak at the eye", "cd/m²"),
    "black_at_eye_cd_m2": ("black at the eye", "cd/m²"),
    "stray_light_cd_m2": ("stray light", "cd/m²"),
    "world_white_cd_m2": ("white of the world", "cd/m²"),
    "monitor_white_cd_m2": ("white of the monitor's picture", "cd/m²"),
    "world_blur_arcmin": ("blur of the world", "arcmin"),
    "display_blur_arcmin": ("blur of the display", "arcmin"),
    "eyebox_share": ("share of the eyebox", ""),
    "pixel_aperture": ("side of a pixel's square", ""),
    "refresh_hz": ("refresh", "Hz"),
    "persistence": ("persistence", ""),
    "latency_s": ("latency", "s"),
    "alignment_left_roll_deg_up_deg_magnification": ("left display's roll, height and magnification", ""),
    "alignment_right_roll_deg_up_deg_magnification": ("right display's roll, height and magnification", ""),
    "distortion_k1_k2_k3_p1_p2": ("distortion k1, k2, k3, p1, p2", ""),
    "lateral_colour_magnification": ("magnification of red, green and blue", ""),
    "ghosts_right_deg_up_deg_gain": ("ghosts' places and gains", ""),
    "haze": ("haze", ""),
    "uniformity": ("uniformity", ""),
    "virtual_image_distance_m": ("virtual image", "m"),
    "world_distance_m": ("distance of the world", "m"),
    "ipd_m": ("interpupillary distance", "m"),
    "binocular_shift_px": ("shift between the eyes", "px"),
    "panel_px_per_deg": ("panel", "px per degree"),
    "view_px_per_deg": ("view", "px per degree"),
    "footage_hfov_deg": ("field of the footage", "degrees"),
    "pupil_offset_m": ("pupil's offset", "m"),
    "head_rate_deg_s": ("turning of the head", "degrees per second"),
    "pose_rate_deg_s": ("turning of the pose", "degrees per second"),
    "head_yaw_pitch_roll_deg": ("pose of the head", "degrees"),
}
_FOLLOWING = ("world_white_cd_m2", "monitor_white_cd_m2", "binocular_shift_px")
"""What others make: told where none of them is."""
_NO_LIGHT = ("panel_t_s", "view_px")
_ZERO_UNSAID = ("pupil_offset_m", "head_rate_deg_s", "pose_rate_deg_s")
"""Two numbers each, told only where one is not 0."""


def light_changes(
    before: Mapping[str, Condition], now: Mapping[str, Condition], *, same_pictures: bool
) -> tuple[str, ...]:
    """How the light at the eye is not as it was: ``illuminance 2,000 -> 200 lx``.

    Args:
        before: The conditions that were approved; what one side alone has was not measured, and says nothing, but for
            the few that are not told where they are 0.
        now: Those of now.
        same_pictures: Whether what the eyes see is the same on a monitor: then only what has a unit counts, for no name
            of a file changes any light.
    """
    if before and now:
        before, now = _filled(before, now), _filled(now, before)
    changed = {
        key: f"{_named(key)} {_plain(before[key])} -> {_plain(now[key])}{_unit(key)}"
        for key in sorted(before.keys() & now.keys())
        if not _alike(before[key], now[key])
        and not (same_pictures and (key in _NO_LIGHT or isinstance(now[key], str) or isinstance(before[key], str)))
    }
    causes = [words for key, words in changed.items() if key not in _FOLLOWING]
    return tuple(causes or changed.values())


def _filled(own: Mapping[str, Condition], other: Mapping[str, Condition]) -> Mapping[str, Condition]:
    """With the zeros that were left out here and not there."""
    return {**{key: [0.0, 0.0] for key in _ZERO_UNSAID if key in other}, **own}


def _named(key: str) -> str:
    return _NAMES.get(key, (key, ""))[0]


def _unit(key: str) -> str:
    unit = _NAMES.get(key, ("", ""))[1]
    return f" {unit}" if unit else ""


def _alike(one: object, two: object) -> bool:
    """Equal, but for the last digits that another processor may compute otherwise."""
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(_alike, one, two))
    if isinstance(one, int | float) and isinstance(two, int | float):
        return math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-12)
    return one == two


def _plain(value: object) -> str:
    if isinstance(value, int | float):
        return f"{value:,.6g}"
    if isinstance(value, list):
        return "[" + ", ".join(_plain(item) for item in value) + "]"
    return str(value)
