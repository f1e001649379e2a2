"""The synthetic street: a pure function of the walk, the time and the seed, and a picture of that walk."""

import hashlib
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.errors import UsageError
from hud.footage.limits import SIGN_LANGUAGES
from hud.footage.street import StreetSource, houses
from hud.footage.street.shops import BOARDS, board_text, sign_text
from hud.geo import Line, Walk

SMALL = (160, 90)


def walk_along(points, speed_m_s=1.4):
    return Walk.at_speed(Line.through(np.array(points, float)), speed_m_s)


def bent_walk():
    """North 45 m, then east 40 m."""
    return walk_along([(0, 0), (0, 45), (40, 45)])


@pytest.fixture(scope="module")
def street():
    return StreetSource(bent_walk(), size=SMALL)


def digest(frames):
    return hashlib.sha256(b"".join(frame.rgb.tobytes() for frame in frames)).hexdigest()


def test_a_frame_has_the_promised_shape(street):
    frame = street.frame_at(3.0)
    assert frame.rgb.shape == (90, 160, 3)
    assert frame.rgb.dtype == np.uint8
    assert frame.rgb.flags.c_contiguous
    assert frame.hfov_deg == street.hfov_deg == 46.0
    assert (street.name, street.duration_s, street.live, street.status().ok) == ("synthetic street", None, False, True)


def test_any_order_of_calls_gives_the_same_bytes(street):
    times = [0.0, 33.5, 7.25, 61.0, 31.0, 7.3]
    forward = {t: street.frame_at(t).rgb.tobytes() for t in times}
    other = StreetSource(bent_walk(), size=SMALL)
    assert all(other.frame_at(t).rgb.tobytes() == forward[t] for t in reversed(times))


@pytest.mark.parametrize("without", ["", "AVX,AVX2"], ids=["same processor", "processor without AVX"])
def test_a_fresh_process_gives_the_same_bytes(street, without):
    code = (
        "import hashlib, numpy as np\n"
        "from hud.footage.street import StreetSource\n"
        "from hud.geo import Line, Walk\n"
        "walk = Walk.at_speed(Line.through(np.array([(0.0, 0), (0, 45), (40, 45)])), 1.4)\n"
        f"street = StreetSource(walk, size={SMALL})\n"
        "frames = [street.frame_at(t) for t in (32.0, 5.0)]\n"
        "print(hashlib.sha256(b''.join(f.rgb.tobytes() for f in frames)).hexdigest())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "OPENCV_CPU_DISABLE": without},
    )
    assert done.stdout.strip() == digest([street.frame_at(t) for t in (32.0, 5.0)])


def test_another_seed_is_another_street(street):
    other = StreetSource(bent_walk(), size=SMALL, seed=2)
    assert (other.frame_at(5.0).rgb != street.frame_at(5.0).rgb).mean() > 0.2


def test_daylight_is_plausible_reflectance(street):
    for t in (2.0, 15.0, 50.0):
        rgb = street.frame_at(t).rgb
        assert 70 < rgb.mean() < 160
        assert (rgb >= 250).all(axis=2).mean() < 0.02
        assert rgb.std() > 25  # no fog, no blank wall


def test_the_hours_differ_as_they_should():
    means = {
        hour: StreetSource(bent_walk(), size=SMALL, time_of_day=hour).frame_at(4.0).rgb.mean()
        for hour in ("morning", "dusk", "night")
    }
    assert means["morning"] > means["dusk"] > means["night"] > 8


def test_lamps_burn_at_night():
    rgb = StreetSource(bent_walk(), size=SMALL, time_of_day="night").frame_at(4.0).rgb.astype(int)
    warm = (rgb[..., 0] > 180) & (rgb[..., 0] > rgb[..., 2] + 30)
    assert 0.001 < warm.mean() < 0.2


@pytest.mark.parametrize(
    "points",
    [[(0, 0), (0, 45), (40, 45)], [(0, 0), (30, 60), (10, 90), (60, 95)], [(0, 0), (60, 0), (60, 50), (25, -40)]],
    ids=["right angle", "slanting", "crossing itself"],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_wall_stands_in_a_street(points, seed):
    scene = StreetSource(walk_along(points), size=SMALL, seed=seed).scene
    ends = scene.houses.walls.ends_m
    share = np.linspace(0, 1, 9)[None, :, None]
    along = (ends[:, None, :2] + (ends[:, None, 2:] - ends[:, None, :2]) * share).reshape(-1, 2)
    # the house that closes a street stands within its round end
    streets = np.flatnonzero(~scene.network.closed)
    assert scene.network.clearance(along, streets).min() > -0.3


def test_the_turn_shows(street):
    """Before a right turn the wall on the right breaks off: one looks into the street to come."""
    straight = StreetSource(walk_along([(0, 0), (0, 85)]), size=SMALL)
    bent, even = street.depth_at(18.0), straight.depth_at(18.0)
    # 14 to 26 m ahead; a ray with slope 0.3 to the right reaches the wall after 20 m where there is no turn
    column = round((0.3 / math.tan(math.radians(23)) + 1) / 2 * SMALL[0])
    assert 18 < even[column] < 22
    assert bent[column] > 24


def test_the_eye_turns_with_the_way(street):
    """Straight ahead there is always room, before, in and after the bend."""
    for t in np.linspace(0, 60, 25):
        depth = street.depth_at(float(t))
        assert depth[len(depth) // 2] > 3.0


def test_standing_still_shows_one_picture():
    line = Line.through(np.array([(0.0, 0.0), (0.0, 50.0)]))
    walk = Walk(line, np.array([0.0, 10.0, 20.0, 46.0]), np.array([0.0, 14.0, 14.0, 50.0]))
    street = StreetSource(walk, size=SMALL)
    assert street.frame_at(13.0).rgb.tobytes() == street.frame_at(16.0).rgb.tobytes()
    assert street.frame_at(5.0).rgb.tobytes() != street.frame_at(5.2).rgb.tobytes()


def test_consecutive_frames_hang_together():
    street = StreetSource(bent_walk(), size=SMALL)
    for t in (5.0, 30.0, 45.0):
        one, two = (street.frame_at(t + k / 30).rgb.astype(int) for k in (0, 1))
        assert 0 < np.abs(one - two).mean() < 14


def test_a_drive_gets_a_wide_road():
    points = [(0, 0), (0, 300), (200, 420)]
    drive = StreetSource(walk_along(points, 15.0), size=SMALL)
    stroll = StreetSource(walk_along(points, 1.4), size=SMALL)
    assert drive.scene.network.dress.half_m > stroll.scene.network.dress.half_m + 3
    assert np.median(drive.depth_at(2.0)) > np.median(stroll.depth_at(2.0))


def test_a_long_crooked_route_opens_whole():
    turns = np.cumsum(np.random.default_rng(4).normal(0, 0.15, 300))
    points = np.cumsum(np.column_stack([np.sin(turns), np.cos(turns)]) * 17.0, axis=0)
    street = StreetSource(walk_along(points, 15.0), size=SMALL)
    assert len(street.scene.houses.walls) > 1000
    assert street.frame_at(200.0).rgb.std() > 20


@pytest.mark.parametrize(
    "points",
    [
        [(0, 0), (0.002, 0)],
        [(0, 0), (1, 1)],
        [(0, 0), (0, 40), (0.1, 0)],
        [(0, 0), (0, 40), (8, 40), (8, 0)],
        [(0, 0), (1e-5, 0), (0, 1e-5), (0, 30), (0, 30.00001)],
        [(0, 0), (50, 0), (50, 50), (25, -30), (0, 40)],
        [(1e6, -2e6), (1e6 + 30, -2e6 + 10)],
    ],
    ids=[
        "2 mm",
        "very short",
        "there and back",
        "hairpin",
        "near duplicates",
        "crossing itself",
        "far from the origin",
    ],
)
def test_awkward_lines_make_streets(points):
    walk = walk_along(points)
    street = StreetSource(walk, size=(96, 54))
    for t in (0.0, walk.duration_s / 2, walk.duration_s, walk.duration_s + 100):
        assert street.frame_at(t).rgb.shape == (54, 96, 3)


@settings(max_examples=10, deadline=None)
@given(
    points=st.lists(st.tuples(st.floats(-80, 80), st.floats(-80, 80)), min_size=2, max_size=9, unique=True),
    speed=st.sampled_from([0.3, 1.4, 4.0, 16.0]),
    share=st.floats(0, 1),
)
def test_no_walk_is_refused(points, speed, share):
    try:
        line = Line.through(np.array(points, float))
    except ValueError:
        return  # not a line at all
    walk = Walk.at_speed(line, speed)
    street = StreetSource(walk, size=(48, 32))
    assert street.frame_at(walk.duration_s * share).rgb.shape == (32, 48, 3)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"time_of_day": "midnight"}, "no time of day 'midnight'"),
        ({"weather": "snow"}, "no weather 'snow'"),
        ({"signs": "tlh"}, "no signs in 'tlh'"),
        ({"traffic": "middle"}, "no traffic on the 'middle'"),
        ({"size": (0, 720)}, "0x720"),
        ({"hfov_deg": 0.0}, "field of view"),
        ({"hfov_deg": float("nan")}, "field of view"),
        ({"eye_height_m": -1.0}, "eye height"),
    ],
)
def test_nonsense_is_said_to_be_nonsense(wrong, said):
    with pytest.raises(UsageError) as error:
        StreetSource(bent_walk(), **wrong)
    assert said in error.value.message
    assert error.value.hint


def test_closing_twice_is_harmless():
    street = StreetSource(bent_walk(), size=SMALL)
    street.close()
    street.close()
    assert street.frame_at(1.0).rgb.shape == (90, 160, 3)


def test_rain_falls_and_is_the_same_in_any_order():
    wet, dry = (StreetSource(bent_walk(), size=(320, 180), weather=weather) for weather in ("rain", "clear"))
    assert wet.frame_at(4.0).rgb.mean() < dry.frame_at(4.0).rgb.mean()
    once = [wet.frame_at(t).rgb.tobytes() for t in (4.0, 4.1)]
    assert [wet.frame_at(t).rgb.tobytes() for t in (4.1, 4.0)] == once[::-1]
    # where the wearer stands still, only the rain moves
    assert wet.frame_at(500.0).rgb.tobytes() != wet.frame_at(500.5).rgb.tobytes()
    assert dry.frame_at(500.0).rgb.tobytes() == dry.frame_at(500.5).rgb.tobytes()


@pytest.mark.parametrize("points", [[(0, 0), (0, 90)], [(0, 0), (0, 40), (30, 60), (30, 100)]], ids=["even", "bent"])
@pytest.mark.parametrize("weather", ["clear", "rain"])
def test_below_the_railway_it_is_dark_and_dry(points, weather):
    street = StreetSource(walk_along(points), size=SMALL, weather=weather, underpass_m=(20.0, 60.0))
    open_to_sky = StreetSource(walk_along(points), size=SMALL, weather=weather)
    inside, outside = street.frame_at(25.0).rgb, open_to_sky.frame_at(25.0).rgb
    assert inside.mean() < 0.75 * outside.mean()
    assert inside[:8].mean() < 0.5 * outside[:8].mean()  # a ceiling in place of the sky
    assert street.frame_at(25.0).rgb.tobytes() == inside.tobytes()
    assert not any(roof.covers(p.x_m, p.y_m) for roof in street.scene.roofs for p in street.scene.props)
    eye = np.array([[*street.scene.roofs[0].start + street.scene.roofs[0].along, 1.6]])
    assert street.scene.roofs[0].below(eye).all()


def test_an_underpass_beyond_the_walk_is_left_out():
    assert not StreetSource(bent_walk(), size=SMALL, underpass_m=(400.0, 430.0)).scene.roofs


def test_a_driver_sees_the_bonnet():
    walk = walk_along([(0, 0), (0, 300)], 12.0)
    drive, walker = StreetSource(walk, size=SMALL, car=True), StreetSource(walk, size=SMALL)
    # over the lower edge lies the same paint whatever goes by
    one, two = (drive.frame_at(t).rgb for t in (3.0, 9.0))
    assert (one[-3:, 60:100] == two[-3:, 60:100]).all()
    assert (one[-3:] != walker.frame_at(3.0).rgb[-3:]).any(axis=2).mean() > 0.9
    assert (one[:60] != two[:60]).any()


def winding_walk(count, speed_m_s=12.0):
    turns = np.cumsum(np.random.default_rng(4).normal(0, 0.1, count))
    return walk_along(np.cumsum(np.column_stack([np.sin(turns), np.cos(turns)]) * 17.0, axis=0), speed_m_s)


@pytest.mark.parametrize("points", [None, [(0, 0), (300_000, 0), (300_000, 90_000)]], ids=["winding", "straight"])
def test_a_street_does_not_grow_with_its_route(points):
    walk = winding_walk(18_000) if points is None else walk_along(points, 12.0)
    assert walk.line.length_m > 300_000
    street, other = (StreetSource(walk, size=SMALL) for _ in range(2))
    assert len(street.scene.houses.walls) < 4000
    times = [0.0, walk.duration_s / 2, 60.0, walk.duration_s / 3, walk.duration_s, 60.1]
    frames = {t: street.frame_at(t).rgb.tobytes() for t in times}
    assert all(other.frame_at(t).rgb.tobytes() == frames[t] for t in sorted(times))


def test_nobody_sees_where_one_stretch_of_a_long_route_takes_over_from_another():
    street = StreetSource(winding_walk(600, 10.0), size=SMALL)
    for k in (1, 4, 7):
        # 500 m at 10 m/s: the third frame is of the next stretch
        first, second, third = (street.frame_at(50.0 * k + dt).rgb.astype(int) for dt in (-0.06, -0.02, 0.02))
        assert np.abs(third - second).mean() < 1.3 * np.abs(second - first).mean()


def test_the_next_stretch_of_a_long_route_is_built_a_little_with_each_picture(monkeypatch):
    rows = []
    build = houses._Builder.row
    monkeypatch.setattr(houses._Builder, "row", lambda self, *row: (rows.append(row), build(self, *row)))
    street = StreetSource(winding_walk(600, 25.0), size=(32, 18))
    street.frame_at(10.0)
    at_once = len(rows)
    per_picture = []
    for k in range(1, 200):
        before = len(rows)
        street.frame_at(10.0 + k * 0.1)
        per_picture.append(len(rows) - before)
    assert at_once > 20
    assert sum(per_picture) > 20
    assert max(per_picture) == 1


def test_every_shop_has_its_name_in_every_language():
    for shop in range(BOARDS):
        lines = [sign_text(shop, language) for language in SIGN_LANGUAGES]
        boards = [board_text(shop, language) for language in SIGN_LANGUAGES]
        assert all(line.shape == (96, 768) and line.max() == 255 for line in lines)
        assert all(board.shape == (192, 192) and board.max() == 255 for board in boards)
        # a name is cut off neither above nor below nor at the sides
        assert not any(
            edge.any() for area in (*lines, *boards) for edge in (area[0], area[-1], area[:, 0], area[:, -1])
        )
    assert len({sign_text(0, language).tobytes() for language in SIGN_LANGUAGES}) == len(SIGN_LANGUAGES)


def test_the_signs_of_a_street_are_in_the_language_asked_for():
    dutch, usual, english = (
        StreetSource(bent_walk(), size=(320, 180), **own) for own in ({"signs": "nl"}, {}, {"signs": "en"})
    )
    assert usual.frame_at(0.0).rgb.tobytes() == english.frame_at(0.0).rgb.tobytes()
    changed = (dutch.frame_at(0.0).rgb != usual.frame_at(0.0).rgb).any(axis=2).mean()
    assert 0 < changed < 0.1


def test_where_one_drives_on_the_left_the_other_way_lies_on_the_right():
    """The double line between the ways is the brightest thing on the road: on which half of the picture?"""
    line = Line.through(np.array([[0.0, 0.0], [0.0, 300.0]]))
    for traffic, half in (("right", 0), ("left", 1)):
        street = StreetSource(Walk.at_speed(line, 12.0), size=(320, 180), traffic=traffic)
        road = street.frame_at(4.0).rgb[130:, 60:260].min(axis=2)
        bright = [int((part > 170).sum()) for part in (road[:, :100], road[:, 100:])]
        assert bright[half] > 2 * bright[1 - half]
