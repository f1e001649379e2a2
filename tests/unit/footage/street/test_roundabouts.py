"""Roundabouts in the street: an open place with an island that the traveller goes round."""

import math

import numpy as np
import pytest

from hud.footage.street import StreetSource
from hud.footage.street.camera import eye_at
from hud.footage.street.dress import dress_for
from hud.footage.street.rings import rings_for
from hud.geo import Line, Roundabout, Walk

SIZE = (160, 90)
LEFT, RIGHT = True, False


def journey(radius, gone_deg, clockwise, speed_m_s, before_m=90.0):
    """Northwards into a roundabout and out of it, with what the route tells of it."""
    way = 1 if clockwise else -1
    ring = [math.radians(180 + way * gone_deg * k / 12) for k in range(13)]
    centre = np.array([0.0, before_m + radius])
    points = [centre + radius * np.array([math.sin(b), math.cos(b)]) for b in ring]
    out = (points[-1] - centre) / radius
    line = Line.through(np.array([(0.0, 0.0), *points, points[-1] + out * 120]))
    exit_deg = (180 + way * gone_deg) % 360
    return Walk.at_speed(line, speed_m_s), Roundabout(
        tuple(centre), radius, clockwise, 180.0, exit_deg, int(gone_deg > 100)
    )


CASES = {
    "a car, on the right": (14.0, 180, RIGHT, 12.0),
    "a car, on the left, far round": (18.0, 270, LEFT, 12.0),
    "a car, a small one": (7.0, 180, RIGHT, 8.0),
    "a car, a large one": (45.0, 120, RIGHT, 15.0),
    "on foot": (10.0, 180, LEFT, 1.4),
    "on foot, the first exit": (12.0, 80, RIGHT, 1.4),
}


@pytest.mark.parametrize(("radius", "gone", "clockwise", "speed"), CASES.values(), ids=CASES)
def test_nothing_stands_in_the_way_or_on_the_island(radius, gone, clockwise, speed):
    walk, told = journey(radius, gone, clockwise, speed)
    scene = StreetSource(walk, size=SIZE, roundabouts=[told]).scene
    ((_, ring),) = scene.network.rings
    assert 1.0 < ring.island_m < radius < ring.outer_m < ring.open_m
    prints = scene.houses.prints_m
    shares = np.linspace(0, 1, 6)
    grid = np.array([(u, v) for u in shares for v in shares])
    spots = prints[:, None, 0] + grid[None, :, :1] * (prints[:, None, 1] - prints[:, None, 0])
    spots = spots + grid[None, :, 1:] * (prints[:, None, 3] - prints[:, None, 0])
    assert np.hypot(*(spots - ring.centre_m).reshape(-1, 2).T).min() > ring.open_m - 0.2
    for t in np.linspace(0, walk.duration_s, 300):
        eye = eye_at(walk, float(t), 1.6)
        assert math.dist((eye.x_m, eye.y_m), ring.centre_m) > ring.island_m + 1.0
        near = scene.props_xy - (eye.x_m, eye.y_m)
        assert np.hypot(*near.T).min() > 0.5


@pytest.mark.parametrize(("radius", "gone", "clockwise", "speed"), CASES.values(), ids=CASES)
def test_every_exit_one_passes_is_a_street_on_the_way_round(radius, gone, clockwise, speed):
    walk, told = journey(radius, gone, clockwise, speed)
    (ring,) = rings_for([told], walk.line, dress_for(speed))
    passed = [(b - 180) * (1 if clockwise else -1) % 360 for b in ring.sides_deg]
    assert sum(0 < angle < gone for angle in passed) == told.passed
    assert all(min(abs(angle - gone), angle, 360 - angle) > 15 for angle in passed)


def test_it_is_seen_and_is_the_same_in_any_order():
    walk, told = journey(14.0, 180, LEFT, 12.0)
    street, plain, again = (StreetSource(walk, size=SIZE, roundabouts=r) for r in ([told], [], [told]))
    times = [5.5, 7.0, 9.5]
    frames = [street.frame_at(t).rgb for t in times]
    assert all((f != plain.frame_at(t).rgb).mean() > 0.2 for t, f in zip(times, frames, strict=True))
    assert [again.frame_at(t).rgb.tobytes() for t in reversed(times)] == [f.tobytes() for f in reversed(frames)]
    # the island is green where the middle of the picture looks down at it
    red, green, blue = frames[0][52:70, 50:110].reshape(-1, 3).astype(int).T
    assert ((green > red + 8) & (green > blue + 20)).mean() > 0.05


def test_one_that_the_walk_does_not_take_is_left_out():
    walk, told = journey(14.0, 180, RIGHT, 12.0)
    elsewhere = Roundabout((400.0, 0.0), 14.0, False, 180.0, 0.0, 1)
    far_round = Roundabout(told.centre_m, 60.0, False, 180.0, 0.0, 1)
    assert rings_for([elsewhere, far_round], walk.line, dress_for(12.0)) == ()
    assert len(rings_for([told, told], walk.line, dress_for(12.0))) == 1


def test_a_long_route_has_the_same_roundabout_in_every_stretch():
    # it lies where one stretch takes over from the next, 500 m from the start
    walk, told = journey(14.0, 180, RIGHT, 12.0, before_m=484.0)
    line = Line.through(np.vstack([walk.line.xy_m, walk.line.xy_m[-1] + [(0, k * 100.0) for k in range(1, 70)]]))
    street = StreetSource(Walk.at_speed(line, 12.0), size=SIZE, roundabouts=[told])
    assert line.length_m > 6000
    near = {}
    for at in (499.0, 501.0):
        scene = street._stretches.at(at)[0]
        ((_, ring),) = scene.network.rings
        middles = scene.houses.prints_m.mean(axis=1)
        close = middles[np.hypot(*(middles - ring.centre_m).T) < ring.open_m + 12]
        near[at] = np.sort(np.round(close, 6), axis=0)
    assert near[499.0].tobytes() == near[501.0].tobytes()
