"""A driver keeps to the side of the road that the route's roundabouts tell of; the right where none does."""

import numpy as np
import pytest

from hud.footage.street import StreetSource
from hud.geo import Line, Roundabout, Walk


def marked(street):
    """Share of white paint in the left and in the right half of the road before the car."""
    rgb = street.frame_at(2.0).rgb.astype(np.int64)
    road = rgb[int(len(rgb) * 0.8) :].min(axis=2)
    paint = road > np.median(road) + 60
    half = paint.shape[1] // 2
    return paint[:, :half].mean(), paint[:, half:].mean()


@pytest.mark.parametrize("left", [False, True])
def test_the_double_line_is_on_the_side_of_the_traffic_that_comes(left):
    walk = Walk.at_speed(Line.through(np.array([(0.0, 0.0), (0.0, 400.0)])), 9.0)
    ring = Roundabout((0.0, 340.0), 0.0, clockwise=True, entry_deg=180.0, exit_deg=0.0, passed=1)
    street = StreetSource(walk, size=(480, 270), time_of_day="noon", roundabouts=[ring] if left else [])
    on_left, on_right = marked(street)
    assert min(on_left, on_right) > 0
    assert (on_right > 1.3 * on_left) if left else (on_left > 1.3 * on_right)
