"""Stage 9: how sharp the display is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Mtf


def gaussian_sigma_deg(mtf: Mtf | None) -> float:
    """Stage 9: sigma = sqrt(−ln M / (2 pi² u²)), degrees, of the Gaussian with MTF M at u cycles per degree.

    The Fourier transform of a Gaussian, MTF(u) = exp(−2 pi² sigma² u²): what a profile states of a step edge
    (ISO 12233 measures one). 0 for a perfectly sharp display. That a display blurs as a Gaussian does is assumed.

    Degrees are those at the display's axis. The blur is one Gaussian in tangents of the angle, the same all over the
    field; at an angle theta from the axis a degree holds sec² theta times as many pixels (`px_per_deg`), so that there
    the modulation M stands at u · sec² theta cycles per degree: 3 % higher at 10 degrees, 7 % at 15, 29 % at 28.
    """
    if mtf is None or mtf.contrast >= 1:
        return 0.0
    return math.sqrt(-math.log(mtf.contrast) / 2) / (math.pi * mtf.cycles_per_deg)


def joined_sigma_deg(sigma_deg: float, pitch_deg: float) -> float:
    """Stage 9: sqrt(sigma² − p² / 12), degrees: what is left to blur where the panel's pixels are joined linearly.

    Without `pixel_aperture` light runs linearly from the middle of one pixel to that of the next. That is the square of
    the pixel, as wide as the pitch p, and once more a box of the same width, whose variance p² / 12 (of an even spread)
    is taken off the Gaussian's. So a step edge has the MTF that the profile states, up to a factor sinc(p u) ·
    exp((pi p u)² / 6): 0.7 % less at a third of a cycle per pixel, 4 % less at half a one. A grating has the sinc of
    its square pixels besides, `aperture_mtf`, as with `pixel_aperture: 100 %`.

    0 where the stated MTF is higher than that of the box alone: name a `pixel_aperture` for such a display.

    Args:
        sigma_deg: That of `gaussian_sigma_deg`.
        pitch_deg: p, between two pixels of the panel as the eye sees them on the axis.

    Source: variances of convolved spreads add up (the second derivative of their transforms' product at 0).
    """
    return math.sqrt(max(0.0, sigma_deg**2 - pitch_deg**2 / 12))


def is_sharper_than_joined(device: DeviceProfile) -> bool:
    """Stage 9: whether the stated MTF is higher than that of pixels that are joined linearly.

    Then nothing is blurred, and the display is as sharp as its joined pixels are, not as stated: on the axis, by
    `joined_sigma_deg` with a pitch of 1 / `px_per_deg`. With a `pixel_aperture` it is as stated.
    """
    sigma_deg = gaussian_sigma_deg(device.mtf)
    joined = joined_sigma_deg(sigma_deg, 1 / device.px_per_deg) if device.eyes else 0.0
    return bool(device.mtf and device.eyes and not device.pixel_aperture and joined == 0)


def gaussian_mtf(sigma_deg: float, cycles_per_deg: float) -> float:
    """Stage 9: modulation that a Gaussian leaves, exp(−2 pi² sigma² u²): its Fourier transform."""
    return math.exp(-2 * (math.pi * sigma_deg * cycles_per_deg) ** 2)


def stroke_variation(sigma_px: float, pitch_px: float, side: float) -> float:
    """By what share the light of a thin stroke varies with its place, where it is sampled once a pixel of the view.

    Of a spread with the transform H(u) a sum over samples one pixel apart is 1 + 2 H(1) cos(2 pi x) + ... (Poisson's
    summation). H is the Gaussian's exp(−2 pi² sigma²) times the panel pixel's: sinc(a p) of a square of side a, or
    sinc² p where pixels are joined linearly.

    Args:
        sigma_px: Of the Gaussian, pixels of the view.
        pitch_px: p, between two pixels of the panel, pixels of the view.
        side: a, `pixel_aperture`; 0 where pixels are joined.

    Source: Poisson's summation formula; Bracewell, "The Fourier Transform and Its Applications" (1986).
    """
    pixel = aperture_mtf(side, pitch_px) if side else aperture_mtf(1.0, pitch_px) ** 2
    return 2 * gaussian_mtf(sigma_px, 1.0) * abs(pixel)


def aperture_mtf(side_px: float, cycles_per_px: float) -> float:
    """Stage 9: modulation of a square pixel of a side (pixels), sinc(a · u) = sin(pi a u) / (pi a u).

    The Fourier transform of a box: Boreman, "Modulation Transfer Function in Optical and Electro-Optical Systems"
    (2001), as the footprint of a detector.
    """
    x = math.pi * side_px * cycles_per_px
    return math.sin(x) / x if x else 1.0


def aperture_shares(
    position: NDArray[np.float32], side_px: float, width_px: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Stage 9: pixel structure along one axis.

    Each pixel emits from a square of side a (`pixel_aperture`) about its centre, 1 / a times as bright along each axis,
    so that a flat field keeps its mean. A sample over w is worth |[x − w/2, x + w/2] ∩ squares| / (w · a), the mean of
    the light in it: area sampling, plain calculus.

    Args:
        position: Where a sample is taken, in panel pixels (whole numbers are centres).
        side_px: a, 0 < a <= 1.
        width_px: Over how much of the panel a sample takes its mean, 0 < width <= 1.

    Returns:
        Where linear interpolation between pixel centres gives the right mixture of the two pixels in reach, and what
        to multiply it with.
    """
    side = side_px
    first = np.floor(position)
    past = position - first
    near = np.clip(np.minimum(past + width_px / 2, side / 2) - np.maximum(past - width_px / 2, -side / 2), 0, None)
    far = np.clip(
        np.minimum(past + width_px / 2, 1 + side / 2) - np.maximum(past - width_px / 2, 1 - side / 2), 0, None
    )
    total = near + far
    share = np.divide(far, total, out=np.zeros_like(far), where=total > 0)
    return first + share, total / (width_px * side)


def structure_peak(device: DeviceProfile) -> float:
    """Stage 9: what the middle of a square has over the mean of a full field, 1 / a²; 1 without pixel structure.

    A blur lowers it, by how much depends on the view; this is the bound. Source: the light of a pitch in its square.
    """
    return 1 / device.pixel_aperture**2 if device.pixel_aperture else 1.0
