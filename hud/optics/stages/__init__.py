"""The stages of image formation through see-through glasses: one small function each, equation and source beside it.

Luminance is carried as linear RGB with BT.709 primaries, scaled so that Y = 0.2126 R + 0.7152 G + 0.0722 B is in
cd/m². The stages are numbered in the order in which light passes:

| Stage | What | Where |
|---|---|---|
| 1, 2 | footage code to luminance | `world_table` |
| 3 | see-through, automatic dimmer | `seen_through_table`, `transmittance`, `dimmer_transmittance` |
| 4 | the world out of focus | `defocus_sigma_deg`, `pupil_mm` |
| 5 | panel code to luminance | `drive_table`, `panel_matrix`, `mixed`, `panel_table`, `panel_black` |
| 6 | panel to angle | `focal_px`, `px_per_deg` |
| 7 | both eyes, and how they are out of true | `binocular_shift_px`, `aligned` |
| 8 | distortion, lateral colour | `distorted`, `undistorted` |
| 9 | sharpness of a step edge, on the axis | `gaussian_sigma_deg`, `joined_sigma_deg`, `is_sharper_than_joined` |
| 9 | sampled once a pixel of the view | `stroke_variation` |
| 9 | pixel structure | `aperture_shares`, `structure_peak` |
| 10 | haze, ghosts | `direct_share`, `mean_drive`, `ghost_offset` |
| 10 | uniformity, eyebox | `uniformity_field`, `eyebox_share` |
| 11 | the sum at the eye, stray light | `at_eye`, `stray_cd_m2` |
| 12 | refresh, latency, persistence | `shown_time_s`, `lag_deg`, `smear_deg`, `smear_weights` |
| 13 | what is measured on the sum | `hud.expect.contrast_of`, `luminance` |
| 14 | what a monitor shows | `monitor_picture`, `encoded`, `monitor_white`, `camera_white`, `eye_curve` |

Stage 13 forms no image.

Where they are put one after the other, to be read from the top: `hud.optics.cpu.eye_light` is the way to the sum of
stage 11, `hud.optics.display.display_layer` stages 7 to 10 and 12 on the display's light, `hud.optics.lens.Lens` the
maps and blurs that stages 6 to 9 become in a view, `hud.optics.fast` the same in 16 bits, `assets/shaders/` the same in
GLSL.
Where a profile names each: the keys under ``display`` and ``optics`` that `hud devices show` prints.

Sources: Mantiuk et al., ColorVideoVDP, SIGGRAPH 2024 (display model); Chapiro et al., AR-DAVID, ACM TOG 43(6), 2024
(additive see-through composition in linear absolute light); IEC 61966-2-1 (sRGB); Lambert's law for world luminance;
and those that each function names.
"""

from hud.optics.stages.artefacts import direct_share, eyebox_share, ghost_offset, uniformity_field
from hud.optics.stages.light import BT709_LUMINANCE, at_eye, luminance
from hud.optics.stages.monitor import (
    MONITORS,
    Monitor,
    camera_white,
    encoded,
    eye_curve,
    looked_up,
    monitor_picture,
    monitor_white,
)
from hud.optics.stages.panel import (
    PRIMARIES,
    channel_luminance,
    drive_table,
    mean_drive,
    mixed,
    mixes,
    panel_black,
    panel_matrix,
    panel_table,
    panel_white,
)
from hud.optics.stages.placement import (
    aligned,
    alignment_of,
    binocular_shift_px,
    distorted,
    focal_px,
    parallax_px,
    px_per_deg,
    unaligned,
    undistorted,
)
from hud.optics.stages.sharpness import (
    aperture_mtf,
    aperture_shares,
    gaussian_mtf,
    gaussian_sigma_deg,
    is_sharper_than_joined,
    joined_sigma_deg,
    stroke_variation,
    structure_peak,
)
from hud.optics.stages.timing import lag_deg, shown_time_s, smear_deg, smear_weights
from hud.optics.stages.world import (
    defocus_sigma_deg,
    dimmer_transmittance,
    disc_sigma_rad,
    pupil_mm,
    scene_cd_m2,
    seen_through_table,
    stray_cd_m2,
    transmittance,
    world_table,
)

__all__ = [
    "BT709_LUMINANCE",
    "MONITORS",
    "PRIMARIES",
    "Monitor",
    "aligned",
    "alignment_of",
    "aperture_mtf",
    "aperture_shares",
    "at_eye",
    "binocular_shift_px",
    "camera_white",
    "channel_luminance",
    "defocus_sigma_deg",
    "dimmer_transmittance",
    "direct_share",
    "disc_sigma_rad",
    "distorted",
    "drive_table",
    "encoded",
    "eye_curve",
    "eyebox_share",
    "focal_px",
    "gaussian_mtf",
    "gaussian_sigma_deg",
    "ghost_offset",
    "is_sharper_than_joined",
    "joined_sigma_deg",
    "lag_deg",
    "looked_up",
    "luminance",
    "mean_drive",
    "mixed",
    "mixes",
    "monitor_picture",
    "monitor_white",
    "panel_black",
    "panel_matrix",
    "panel_table",
    "panel_white",
    "parallax_px",
    "pupil_mm",
    "px_per_deg",
    "scene_cd_m2",
    "seen_through_table",
    "shown_time_s",
    "smear_deg",
    "smear_weights",
    "stray_cd_m2",
    "stroke_variation",
    "structure_peak",
    "transmittance",
    "unaligned",
    "undistorted",
    "uniformity_field",
    "world_table",
]
