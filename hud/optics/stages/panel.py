"""Stage 5: what a panel emits, at the eye."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.optics.stages.light import BT709_LUMINANCE
from hud.units import srgb_eotf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from hud.device import DeviceProfile
    from hud.environment import Environment

PRIMARIES: dict[str, tuple[float, float, float]] = {
    "rgb": (1.0, 1.0, 1.0),
    # A mono green panel quotes candelas of green light, so its full field has Y = L_pk and not 0.7152 L_pk. The hue
    # is BT.709's green, the nearest a monitor can show of a 520 to 530 nm emitter.
    "green": (0.0, 1 / 0.7152, 0.0),
}
"""Linear RGB emitted per cd/m² of a panel at equal drive, per colour type of a device."""

Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]


def panel_matrix(device: DeviceProfile) -> Matrix:
    """Stage 5: M, light in linear BT.709 (rows) per cd/m² of each channel of the panel (columns).

    A profile's own primaries are scaled so that the full white field has Y = 1: `peak_cd_m2` is what is measured there.
    Linear additive primaries: ITU-R BT.709 and SMPTE RP 177 for how chromaticities make such a matrix. A mono panel has
    one column, of BT.709's green, for all its codes are equal.
    """
    if device.primaries is None:
        red, green, blue = PRIMARIES[device.colour]
        return (red, 0.0, 0.0), (0.0, green, 0.0), (0.0, 0.0, blue)
    white = sum(weight * math.fsum(row) for weight, row in zip(BT709_LUMINANCE, device.primaries, strict=True))
    first, second, third = ((row[0] / white, row[1] / white, row[2] / white) for row in device.primaries)
    return first, second, third


def panel_white(device: DeviceProfile) -> tuple[float, float, float]:
    """Stage 5: M · (1, 1, 1), linear BT.709 of the full field per cd/m² of its luminance: `panel_matrix`'s row sums."""
    red, green, blue = (math.fsum(row) for row in panel_matrix(device))
    return red, green, blue


def drive_table(environment: Environment, device: DeviceProfile) -> NDArray[np.float64]:
    """Stage 5: what one channel adds to black for each of its codes, (256,) float64, cd/m² of a full field.

    b · (L_pk − L_bk) · EOTF(V_q), with V_q the code at the panel's bit depth, V_q = floor(V · (n − 1) + 1/2) / (n − 1)
    for n levels, and b the brightness in force, 0..1, which scales peak and black alike. The gain-offset-gamma model as
    in ColorVideoVDP (2024), with the EOTF of IEC 61966-2-1; n even steps of the drive are assumed of every panel.
    """
    table: NDArray[np.float64] = _eotf_table(device.levels) * (
        (device.peak_cd_m2 - device.black_cd_m2) * environment.brightness
    )
    return table


@lru_cache(maxsize=8)
def _eotf_table(levels: int) -> NDArray[np.float64]:
    """EOTF(V_q) of each code at a bit depth, (256,)."""
    steps = levels - 1
    drive = [math.floor(code / 255 * steps + 0.5) / steps for code in range(256)]
    table = np.array([srgb_eotf(v) for v in drive])
    table.setflags(write=False)
    return table


def panel_table(environment: Environment, device: DeviceProfile) -> NDArray[np.float32]:
    """Stage 5: light the display *adds to its own black* for each panel code, (256, 3) float32, cd/m².

    L_d − M · b · L_bk = M · b · (L_pk − L_bk) · EOTF(V_q), with b the brightness in force (`drive_table`), for glasses
    whose channels are the monitor's, where M is diagonal (`mixes` says whether it is). The gain-offset-gamma display
    model as in ColorVideoVDP (2024); the black term is `panel_black`, so that an undriven pixel adds exactly nothing
    here.
    """
    diagonal = np.array([row[n] for n, row in enumerate(panel_matrix(device))])
    table: NDArray[np.float32] = (drive_table(environment, device)[:, None] * diagonal).astype(np.float32)
    return table


def mixes(device: DeviceProfile) -> bool:
    """Stage 5: true where a channel of the panel shines in more than one of the monitor's: M is not diagonal."""
    return any(value for n, row in enumerate(panel_matrix(device)) for k, value in enumerate(row) if k != n)


def mixed(drive: NDArray[np.float32], device: DeviceProfile) -> NDArray[np.float32]:
    """Stage 5: M · drive, for any M (`panel_matrix`). Light adds up: Grassmann's laws.

    Args:
        drive: (..., 3) float32, what each channel of the panel contributes (`drive_table`).
        device: The glasses.

    Returns:
        (..., 3) float32, linear BT.709. Primaries outside BT.709 have channels below zero.
    """
    light = np.empty_like(drive)
    for n, row in enumerate(panel_matrix(device)):
        # one product and one sum at a time: a fused one would round otherwise on some processors
        total = drive[..., 0] * np.float32(row[0])
        total += drive[..., 1] * np.float32(row[1])
        total += drive[..., 2] * np.float32(row[2])
        light[..., n] = total
    return light


def channel_luminance(device: DeviceProfile) -> tuple[float, float, float]:
    """Stage 5: share of each channel of the panel in the luminance of its white, wᵀ M / wᵀ M 1; they add up to 1.

    w are the weights of ITU-R BT.709, `BT709_LUMINANCE`.
    """
    rows = panel_matrix(device)
    red, green, blue = (
        math.fsum(weight * row[n] for weight, row in zip(BT709_LUMINANCE, rows, strict=True)) for n in range(3)
    )
    whole = red + green + blue
    return red / whole, green / whole, blue / whole


def panel_black(environment: Environment, device: DeviceProfile) -> NDArray[np.float32]:
    """Stage 5: light of an undriven panel, M · (1, 1, 1) · b · L_bk, (3,) float32, cd/m².

    It fills the display's whole field. b is the brightness in force. The offset of the gain-offset-gamma model as in
    ColorVideoVDP (2024).
    """
    level = device.black_cd_m2 * environment.brightness
    light: NDArray[np.float32] = (level * np.array(panel_white(device))).astype(np.float32)
    return light


def mean_drive(
    codes: NDArray[np.uint8] | Sequence[NDArray[np.uint8]], table: NDArray[np.float64], device: DeviceProfile
) -> NDArray[np.float64]:
    """Stage 10's mean(L): of what each channel adds to black, over the whole panel, (3,) float64.

    From the count of each code, in integers, so that it does not depend on the order of a sum. Beyond the drawable part
    the panel is dark.

    Args:
        codes: (h, w, 3) uint8 sRGB, of the drawable part; or parts of it that do not overlap and hold all its light.
        table: (256,), what a code contributes (`drive_table`), or (256, 3).
        device: For the size of the panel.
    """
    width, height = device.resolution_px
    columns = np.broadcast_to(table.reshape(256, -1), (256, 3))
    parts = [codes] if isinstance(codes, np.ndarray) else codes
    means = []
    for n in range(3):
        counts = np.zeros(256)
        for part in parts:
            # whole numbers, exact up to 2^24
            counts += cv2.calcHist([part], [n], None, [256], [0, 256]).ravel()
        means.append(math.fsum((counts * columns[:, n]).tolist()))
    return np.array(means) / (width * height)
