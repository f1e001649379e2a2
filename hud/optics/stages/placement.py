"""Stages 6 to 8: from the panel's pixels to angles in an eye's view, and back.

Positions are tangents of the angle from an axis, x to the right and y **down**, as pixels count.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hud.device import Alignment, DeviceProfile, Distortion, Eye

    Field = NDArray[np.float64]

NEWTON_STEPS = 12
CONVERGED = 1e-9  # tangents; a hundredth of a pixel is some 1e-5


def focal_px(width_px: float, hfov_deg: float) -> float:
    """Stage 6: pinhole focal length, f = (W / 2) / tan(HFOV / 2), in pixels.

    The pinhole camera: Hartley and Zisserman, "Multiple View Geometry in Computer Vision" (2004), chapter 6.
    """
    return width_px / 2 / math.tan(math.radians(hfov_deg / 2))


def px_per_deg(focal: float, theta_deg: float = 0.0) -> float:
    """Stage 6: pixels per degree at an angle from the axis, PPD = (pi / 180) · f · sec² theta.

    The derivative of x = f · tan theta; at the centre that of ColorVideoVDP's display geometry (2024).
    """
    return math.radians(1) * focal / math.cos(math.radians(theta_deg)) ** 2


def binocular_shift_px(focal: float, device: DeviceProfile, eye: Eye) -> float:
    """Stage 7: how far the display's image stands from the eye's axis, in pixels, positive to the right.

    x_eye = x ± f · (IPD / 2) / VID, left eye +, right eye −: each eye looks straight ahead at infinity and sees a
    plane at the virtual image distance displaced towards the nose. `parallax_px` of the virtual image.
    """
    return parallax_px(focal, device.ipd_m, device.virtual_image_distance_m, eye)


def parallax_px(focal: float, ipd_m: float, distance_m: float, eye: Eye) -> float:
    """Stage 7: x_eye − x of something straight ahead at a distance, ± f · (IPD / 2) / D, in pixels.

    Two parallel pinholes that stand an IPD apart, similar triangles. Left eye +, right eye −; 0 at infinity.
    """
    shift = focal * (ipd_m / 2) / distance_m
    return shift if eye == "left" else -shift


def alignment_of(device: DeviceProfile, eye: Eye) -> Alignment:
    """Stage 7: how far an eye's display is out of true, as the profile has it."""
    return device.alignment_left if eye == "left" else device.alignment_right


def aligned(x: Field, y: Field, alignment: Alignment) -> tuple[Field, Field]:
    """Stage 7: where a misaligned display shows what belongs at (x, y); tangents from the display's axis.

    Magnification, then roll about the axis (clockwise as the wearer sees it), then the vertical shift:
    x' = m · (x cos − y sin) and y' = m · (x sin + y cos) − tan(vertical). Plane geometry of a tangent plane.
    """
    cos, sin = math.cos(math.radians(alignment.roll_deg)), math.sin(math.radians(alignment.roll_deg))
    m = alignment.magnification
    return m * (cos * x - sin * y), m * (sin * x + cos * y) - math.tan(math.radians(alignment.vertical_deg))


def unaligned(x: Field, y: Field, alignment: Alignment) -> tuple[Field, Field]:
    """Stage 7: the inverse of `aligned`."""
    cos, sin = math.cos(math.radians(alignment.roll_deg)), math.sin(math.radians(alignment.roll_deg))
    y = y + math.tan(math.radians(alignment.vertical_deg))
    m = alignment.magnification
    return (cos * x + sin * y) / m, (cos * y - sin * x) / m


def distorted(x: Field, y: Field, distortion: Distortion) -> tuple[Field, Field]:
    """Stage 8: Brown-Conrady, as OpenCV's projectPoints, on tangents from the display's axis.

    x' = x · (1 + k1 r² + k2 r⁴ + k3 r⁶) + 2 p1 x y + p2 (r² + 2 x²), and
    y' = y · (1 + k1 r² + k2 r⁴ + k3 r⁶) + p1 (r² + 2 y²) + 2 p2 x y. Brown, "Close-range camera calibration" (1971).
    `lateral_colour` then scales the whole of it, m_c · (x', y'), the tangential terms too: a channel's image is
    magnified as it is.
    """
    d = distortion
    r2 = x * x + y * y
    radial = 1 + r2 * (d.k1 + r2 * (d.k2 + r2 * d.k3))
    xy = x * y
    return (
        x * radial + 2 * d.p1 * xy + d.p2 * (r2 + 2 * x * x),
        y * radial + d.p1 * (r2 + 2 * y * y) + 2 * d.p2 * xy,
    )


def undistorted(x: Field, y: Field, distortion: Distortion) -> tuple[Field, Field]:
    """Stage 8: the inverse of `distorted`, by Newton's method from the distorted point.

    Returns:
        Tangents that `distorted` takes to (x, y), to far less than a hundredth of a pixel. Where there are none, as
        beyond the fold of a strong barrel distortion, or where the map has turned over, infinity.
    """
    d = distortion
    u, v = x.copy(), y.copy()
    with np.errstate(all="ignore"):  # beyond a fold the steps run away; that is found out below
        for _ in range(NEWTON_STEPS):
            r2 = u * u + v * v
            radial = 1 + r2 * (d.k1 + r2 * (d.k2 + r2 * d.k3))
            slope = 2 * (d.k1 + r2 * (2 * d.k2 + r2 * 3 * d.k3))  # d radial / d r2, twice
            off_x = u * radial + 2 * d.p1 * u * v + d.p2 * (r2 + 2 * u * u) - x
            off_y = v * radial + d.p1 * (r2 + 2 * v * v) + 2 * d.p2 * u * v - y
            if max(np.abs(off_x).max(initial=0), np.abs(off_y).max(initial=0)) < CONVERGED:
                break
            xx = radial + slope * u * u + 2 * d.p1 * v + 6 * d.p2 * u
            yy = radial + slope * v * v + 6 * d.p1 * v + 2 * d.p2 * u
            xy = slope * u * v + 2 * d.p1 * u + 2 * d.p2 * v
            det = xx * yy - xy * xy
            u, v = u - (yy * off_x - xy * off_y) / det, v - (xx * off_y - xy * off_x) / det
        off_x, off_y = (np.abs(a - b) for a, b in zip(distorted(u, v, d), (x, y), strict=True))
        r2 = u * u + v * v
        rises = 1 + r2 * (3 * d.k1 + r2 * (5 * d.k2 + r2 * 7 * d.k3)) > 0
        found = (off_x < 1e3 * CONVERGED) & (off_y < 1e3 * CONVERGED) & rises
    return np.where(found, u, np.inf), np.where(found, v, np.inf)
