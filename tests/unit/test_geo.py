"""Lines on the ground."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.geo import EARTH_RADIUS_M, Line, Walk, angle_between, decode_polyline, ground_lengths, project


def encode(lon_lat, precision):
    """Google's algorithm the other way, written from its description."""
    text, last = "", [0, 0]
    for lon, lat in lon_lat:
        for axis, value in enumerate((lat, lon)):
            number = round(value * 10**precision)
            bits = (number - last[axis]) << 1
            bits = ~bits if bits < 0 else bits
            last[axis] = number
            while bits >= 32:
                text += chr((bits & 31 | 32) + 63)
                bits >>= 5
            text += chr(bits + 63)
    return text


def test_the_published_example_is_decoded():
    points = decode_polyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 5)
    assert points.tolist() == [[-120.2, 38.5], [-120.95, 40.7], [-126.453, 43.252]]


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=30),
    st.sampled_from([5, 6]),
)
def test_what_was_encoded_is_decoded(points, precision):
    decoded = decode_polyline(encode(points, precision), precision)
    assert decoded.shape == (len(points), 2)
    assert np.allclose(decoded, np.array(points).reshape(-1, 2), atol=0.51 * 10**-precision)


@pytest.mark.parametrize("text", ["_p~iF~ps|", "_p~iF", "é~iF", " ", "~" * 40])
def test_a_broken_polyline_is_refused(text):
    with pytest.raises(ValueError, match="polyline"):
        decode_polyline(text, 5)


def test_a_degree_is_as_long_as_the_earth_is_round():
    degree = 2 * math.pi * EARTH_RADIUS_M / 360
    xy = project(np.array([[10.0, 60.0], [11.0, 60.0], [10.0, 61.0]]), (10.0, 60.0))
    assert np.allclose(xy, [[0, 0], [degree / 2, 0], [0, degree]], rtol=1e-12)


@pytest.mark.parametrize(
    ("latitude", "north_m", "error"), [(45, 6400, 0.001), (60, 3700, 0.001), (45, 50_000, 0.008), (60, 50_000, 0.014)]
)
def test_lengths_far_from_the_first_point_are_off_by_what_is_said(latitude, north_m, error):
    degree = math.radians(1) * EARTH_RADIUS_M
    there = latitude + north_m / degree
    west, east = project(np.array([[10.0, there], [10.1, there]]), (10.0, latitude))
    true_m = 0.1 * degree * math.cos(math.radians(there))
    assert east[1] == west[1] == pytest.approx(north_m)
    assert (east[0] - west[0]) / true_m - 1 == pytest.approx(error, rel=0.05)


def test_the_date_line_is_crossed_the_short_way():
    xy = project(np.array([[179.999, 0.0], [-179.999, 0.0]]), (179.999, 0.0))
    assert xy[1, 0] == pytest.approx(0.002 * math.radians(1) * EARTH_RADIUS_M)


@pytest.mark.parametrize(
    ("before", "after", "turn"), [(350, 10, 20), (10, 350, -20), (0, 180, 180), (90, 90, 0), (270, 0, 90)]
)
def test_the_turn_between_bearings(before, after, turn):
    assert angle_between(before, after) == turn


@pytest.fixture
def corner():
    """100 m north, then 50 m east."""
    return Line.through(np.array([[0.0, 0], [0, 100], [0, 100], [50, 100]]))


def test_lengths_add_up_without_repeated_points(corner):
    assert corner.along_m.tolist() == [0, 100, 150]


@pytest.mark.parametrize(
    ("along", "point"),
    [(0, (0, 0)), (40, (0, 40)), (100, (0, 100)), (130, (30, 100)), (-10, (0, -10)), (160, (60, 100))],
)
def test_places_along_a_line_go_on_beyond_its_ends(corner, along, point):
    assert corner.point_at(along) == pytest.approx(point)


def test_bearings_are_compass_bearings_and_round_corners(corner):
    assert corner.bearing_at(50) == pytest.approx(0, abs=1e-9)
    assert corner.bearing_at(120) == pytest.approx(90)
    assert corner.bearing_at(100, window_m=10) == pytest.approx(45)


def test_the_nearest_place(corner):
    assert corner.nearest_between(3, 40, 0, 150) == pytest.approx((40, 3))
    assert corner.nearest_between(-5, 104, 0, 150) == pytest.approx((100, math.hypot(5, 4)))
    assert corner.nearest_between(3, 40, 120, 150) == pytest.approx((120, math.hypot(17, 60)))
    assert corner.nearest_between(3, 140, 0, 30) == pytest.approx((30, math.hypot(3, 110)))


@pytest.mark.parametrize("points", [[], [[1, 1]], [[1, 1], [1, 1]], [[0, 0], [math.nan, 1]]])
def test_a_line_needs_two_places(points):
    with pytest.raises(ValueError, match=r"two different points|not finite"):
        Line.through(np.array(points, float).reshape(-1, 2))


def test_a_walk_at_one_speed(corner):
    walk = Walk.at_speed(corner, 2.0)
    assert walk.duration_s == 75
    pose = walk.pose_at(60)
    assert (pose.x_m, pose.y_m, pose.bearing_deg) == pytest.approx((20, 100, 90))
    assert (pose.along_m, pose.speed_m_s) == pytest.approx((120, 2))
    assert walk.pose_at(-5).speed_m_s == 0
    assert walk.pose_at(80).along_m == 150
    assert walk.pose_at(80).speed_m_s == 0


@pytest.mark.parametrize("speed", [0, -1, math.nan])
def test_a_walk_needs_a_speed(corner, speed):
    with pytest.raises(ValueError, match="above zero"):
        Walk.at_speed(corner, speed)


def test_a_walk_by_a_table_stands_still_where_the_table_does(corner):
    walk = Walk(corner, np.array([0.0, 10, 20, 30]), np.array([0.0, 20, 20, 50]))
    assert [walk.along_at(t) for t in (5, 15, 25, 99)] == [10, 20, 35, 50]
    assert [walk.pose_at(t).speed_m_s for t in (5, 15, 25)] == [2, 0, 3]


def test_a_line_far_from_its_first_point_is_as_long_as_on_the_earth():
    kiel_to_munich = np.array([[10.13, 54.32], [11.5, 48.14], [11.5, 48.14], [11.7, 48.14], [11.7, 48.2]])
    line = Line.on_earth(kiel_to_munich, kiel_to_munich[0])
    # along the parallel of Munich, and north: by hand
    degree = math.radians(1) * EARTH_RADIUS_M
    assert line.along_m[2] - line.along_m[1] == pytest.approx(0.2 * degree * math.cos(math.radians(48.14)), rel=1e-5)
    assert line.along_m[3] - line.along_m[2] == pytest.approx(0.06 * degree, rel=1e-6)
    # a place on it is found at its distance though the plane is narrower
    middle = (line.xy_m[1] + line.xy_m[2]) / 2
    at, off = line.nearest_between(*middle, 0.0, line.length_m)
    assert at == pytest.approx((line.along_m[1] + line.along_m[2]) / 2)
    assert off == pytest.approx(0, abs=1e-6)
    assert line.point_at(at) == pytest.approx(tuple(middle))


def test_a_great_circle_is_measured_across_the_date_line():
    metres = ground_lengths(np.array([[179.999, -16.8], [-179.999, -16.8]]))
    assert metres[0] == pytest.approx(0.002 * math.radians(1) * EARTH_RADIUS_M * math.cos(math.radians(16.8)), rel=1e-6)


def test_a_line_in_a_town_is_the_plane_s_own():
    near = np.array([[10.0, 54.0], [10.01, 54.0], [10.01, 54.005]])
    assert Line.on_earth(near, near[0]).along_m.tolist() == Line.through(project(near, near[0])).along_m.tolist()
