"""Synthetic places: pure in t, lit plausibly, and their print where they say it is."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest

from hud.errors import UsageError
from hud.footage import FootageSpec, open_footage
from hud.footage.limits import PLACES, SLIDE_LANGUAGES
from hud.footage.places import open_place

SMALL = (320, 180)
each_place = pytest.mark.parametrize("name", PLACES)


def place(name, *, size=SMALL, yaw_at=None, **options):
    return open_place(name, options, size=size, hfov_deg=46.0, yaw_at=yaw_at)


@each_place
def test_its_light_is_plausible_reflectance(name):
    source = place(name)
    for t in (1.0, 20.0, 70.0):
        rgb = source.frame_at(t).rgb
        assert 25 < rgb.mean() < 170
        assert (rgb >= 250).all(axis=2).mean() < 0.02
        assert rgb.std() > 20


@each_place
def test_it_lives_but_does_not_jump(name):
    source = place(name)
    for t in (2.0, 11.0):
        one, two = (source.frame_at(t + k / 30).rgb.astype(int) for k in (0, 1))
        assert 0 < np.abs(one - two).mean() < 6


@each_place
@pytest.mark.parametrize("yaw", [0.0, 35.0, -50.0, 90.0, 180.0, -120.0])
def test_no_hole_shows_wherever_the_head_turns(name, yaw):
    """Something is painted in every pixel: the colour behind all panels does not show."""
    source = place(name, yaw_at=lambda _: yaw)
    frame = source.frame_at(3.0)
    assert frame.yaw_deg == yaw
    behind = np.array(source._place.behind)
    assert (frame.rgb == behind).all(axis=2).mean() < 0.02


@each_place
def test_a_processor_without_avx_gives_the_same_bytes(name):
    code = (
        "import hashlib\n"
        "from hud.footage.places import open_place\n"
        f"source = open_place({name!r}, {{}}, size={SMALL}, hfov_deg=46.0)\n"
        "print(hashlib.sha256(b''.join(source.frame_at(t).rgb.tobytes() for t in (40.0, 5.0))).hexdigest())\n"
    )
    outs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
            env={**os.environ, "OPENCV_CPU_DISABLE": without},
        ).stdout
        for without in ("", "AVX,AVX2")
    }
    assert len(outs) == 1


def darkest(rgb, quad_deg):
    """The darkest code within the box round a quadrilateral of angles."""
    width, height = rgb.shape[1], rgb.shape[0]
    focal = width / 2 / math.tan(math.radians(23.0))
    xs = [width / 2 + focal * math.tan(math.radians(right)) for right, _ in quad_deg]
    ys = [height / 2 - focal * math.tan(math.radians(up)) for _, up in quad_deg]
    return rgb[round(min(ys)) : round(max(ys)) + 1, round(min(xs)) : round(max(xs)) + 1].min(axis=(0, 1)).max()


@pytest.mark.parametrize("menu", ["ja", "fr"])
def test_the_lines_of_the_menu_are_where_it_says(menu):
    source = place("table", size=(1280, 720), menu=menu)
    seen = {line.name: line for line in source.texts_at(7.0)}
    assert len(seen) > 10
    rgb = source.frame_at(7.0).rgb
    for name, line in seen.items():
        if name.startswith("dish"):
            assert darkest(rgb, line.quad_deg) < 110, line
    # between two dishes there is paper only
    (_, _, right, left), (top_left, top_right, _, _) = seen["dish-2-1"].quad_deg, seen["dish-2-2"].quad_deg

    def between(a, b, share):
        return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share

    gap = [between(left, top_left, k) for k in (0.3, 0.7)] + [between(right, top_right, k) for k in (0.3, 0.7)]
    assert darkest(rgb, gap) > 140


def test_the_print_moves_as_the_head_does_and_no_faster():
    source = place("table")
    title = [source.texts_at(t)[0].quad_deg[0] for t in np.arange(0.0, 20.0, 0.5)]
    steps = np.hypot(*np.diff(np.array(title), axis=0).T)
    assert 0 < steps.max() < 1.0
    turned = place("table", yaw_at=lambda _: 5.0).texts_at(0.0)[0].quad_deg[0]
    assert turned[0] < title[0][0] - 2


def test_each_slide_has_its_time():
    source = place("hall", slides=10.0, slides_in="es")
    titles = [source.texts_at(t)[0].text for t in (9.9, 10.1, 20.1, 500.0)]
    assert titles == ["Las mareas y la Luna", "Dos mareas al día", "Mareas vivas", "Mareas vivas"]


def test_slides_are_in_a_language_or_in_none():
    shown = {language: place("hall", slides=10.0, slides_in=language) for language in SLIDE_LANGUAGES}
    words = {
        language: [line.text for t in (1.0, 11.0, 21.0) for line in source.texts_at(t)]
        for language, source in shown.items()
    }
    assert words.pop("none") == []
    assert [len(lines) for lines in words.values()] == [12] * 6
    assert len(set(map(tuple, words.values()))) == 6
    frames = {source.frame_at(11.0).rgb.tobytes() for source in shown.values()}
    assert len(frames) == len(SLIDE_LANGUAGES)
    # no line reaches into the drawing beside it
    for source in shown.values():
        assert all(line.quad_deg[1][0] < 0.0 for t in (11.0, 21.0) for line in source.texts_at(t)[1:])


def test_the_room_is_darker_in_the_evening_and_may_seat_two():
    by_day, evening = (place("room", time_of_day=hour).frame_at(3.0).rgb for hour in ("noon", "night"))
    assert evening.mean() < 0.75 * by_day.mean()
    two = place("room", people=2, time_of_day="noon").frame_at(3.0).rgb
    assert (two != by_day).any(axis=2).mean() > 0.2


def test_the_train_comes_when_it_is_told_to():
    station = place("station", arrival=30.0)._place
    fronts = [station.front_at(t) for t in (0.0, 20.0, 29.0, 30.0, 31.0, 500.0)]
    assert fronts == sorted(fronts, reverse=True)
    assert fronts[0] > 200
    assert fronts[3] == fronts[4] == fronts[5] < 0  # the front has passed the wearer
    assert fronts[2] - fronts[3] < 1.0  # it creeps at last


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("room", {"table": "go"}, "no table 'go'; use tea or chess"),
        ("table", {"menu": "de"}, "no menu 'de'; use ja or fr"),
        ("room", {"people": 3}, "3 people are not possible; use 1 or 2"),
        ("hall", {"slides": 0.0}, "slides 0.0 is not possible; use 0.5 to 86400 seconds"),
        ("tabel", {}, "no footage 'tabel'; did you mean 'table'?"),
    ],
)
def test_nonsense_is_refused(name, options, said):
    with pytest.raises(UsageError) as error:
        open_footage(FootageSpec(name, options=options))
    assert f"{error.value.message}; {error.value.hint}" == said
