"""What a turned head sees of a picture whose camera looked elsewhere.

Camera and eye are pinholes at one place, so a turn moves every ray and nothing else: a pixel (u, v) of the turned
picture shows what the camera has at K R K⁻¹ (u, v, 1), K the camera's matrix and R the turn (Hartley and Zisserman,
"Multiple View Geometry", section 8.4.2). Footage has no depth, so the head turns about the camera's own point.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.footage.base import Backdrop
from hud.optics import stages
from hud.units import srgb_decode_table, srgb_encode_table

if TYPE_CHECKING:
    from numpy.typing import NDArray


def turn_matrix(yaw_deg: float, pitch_deg: float, roll_deg: float) -> NDArray[np.float64]:
    """The turn from the head to the camera, (3, 3) float64; x to the right, y down, z ahead.

    Args:
        yaw_deg: Of the head to the right,
        pitch_deg: then up,
        roll_deg: then towards the right shoulder.
    """
    a, b, c = (math.radians(angle) for angle in (yaw_deg, pitch_deg, roll_deg))
    yaw = np.array([[math.cos(a), 0, math.sin(a)], [0, 1, 0], [-math.sin(a), 0, math.cos(a)]])
    pitch = np.array([[1, 0, 0], [0, math.cos(b), -math.sin(b)], [0, math.sin(b), math.cos(b)]])
    roll = np.array([[math.cos(c), -math.sin(c), 0], [math.sin(c), math.cos(c), 0], [0, 0, 1]])
    turn: NDArray[np.float64] = yaw @ pitch @ roll
    return turn


def sees_beyond(
    footage_px: tuple[int, int],
    hfov_deg: float,
    away_deg: tuple[float, float, float],
    view_px: tuple[int, int],
    focal_px: float,
) -> bool:
    """Whether a view shows more than the camera saw, so that a part of it is mirrored.

    A turn moves the view's corners on the camera's plane, and what lies between them stays between them.

    Args:
        footage_px: Width and height of what the camera saw.
        hfov_deg: Its horizontal field of view.
        away_deg: Yaw, pitch and roll of the head away from the camera.
        view_px: Width and height of the view.
        focal_px: Of the view, in its pixels.
    """
    # half a pixel of the view is none that is missing
    tan_x, tan_y = ((length - 1) / 2 / focal_px for length in view_px)
    most_x, most_y = (length / 2 / stages.focal_px(footage_px[0], hfov_deg) for length in footage_px)
    corners = np.array([[x, y, 1.0] for x in (-tan_x, tan_x) for y in (-tan_y, tan_y)])
    x, y, z = turn_matrix(*away_deg) @ corners.T
    return bool((z <= 0).any() or (np.abs(x) > most_x * z).any() or (np.abs(y) > most_y * z).any())


def turned(backdrop: Backdrop, pose_deg: tuple[float, float, float]) -> Backdrop:
    """The footage as the turned head sees it, of the same size and field of view.

    Resampled bilinearly in linear light. Beyond its edge it is mirrored: nobody knows what is there, and of all
    assumptions this one leaves the light as it is about there.

    Args:
        backdrop: What the camera saw; a camera that has turned with the head already says so.
        pose_deg: Yaw, pitch and roll of the head.

    Returns:
        The backdrop itself where nothing is turned.
    """
    yaw_deg, pitch_deg, roll_deg = pose_deg
    yaw_deg -= backdrop.yaw_deg
    if not (yaw_deg or pitch_deg or roll_deg):
        return backdrop
    height, width = backdrop.rgb.shape[:2]
    focal = stages.focal_px(width, backdrop.hfov_deg)
    turn = turn_matrix(yaw_deg, pitch_deg, roll_deg)
    u = (np.arange(width, dtype=np.float64) - (width - 1) / 2)[None, :] / focal
    v = (np.arange(height, dtype=np.float64) - (height - 1) / 2)[:, None] / focal
    x, y, z = (row[0] * u + (row[1] * v + row[2]) for row in turn)
    ahead = z > 1e-3
    scale = focal / np.where(ahead, z, 1e-3)
    # no farther than one mirror reaches
    column = np.clip(x * scale + (width - 1) / 2, 1 - width, 2 * width - 2).astype(np.float32)
    row = np.clip(y * scale + (height - 1) / 2, 1 - height, 2 * height - 2).astype(np.float32)
    light = np.round(65535 * srgb_decode_table()).astype(np.uint16)[backdrop.rgb]
    moved = cv2.remap(light, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    rgb = np.ascontiguousarray(srgb_encode_table()[moved])
    rgb.setflags(write=False)
    return Backdrop(rgb, backdrop.hfov_deg, yaw_deg=pose_deg[0])
