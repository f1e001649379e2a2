"""The comparator: pixelmatch's counts, masks, boxes, digests and the picture of a difference."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.errors import UsageError
from hud.regression import SizeMismatchError, compare, digest, draw_diff, yiq
from hud.regression.boxes import MAX_BOXES, boxes_of
from hud.regression.density import densest
from tests.helpers.command import ROOT
from tests.helpers.pixelmatch import pixelmatch

FIXTURES = ROOT / "tests/data/pixelmatch"


@pytest.mark.parametrize(
    ("a", "b", "threshold", "different"),
    [
        ("1a", "1b", 0.05, 143),
        ("1a", "1b", 0.1, 106),
        ("1a", "1a", 0.0, 0),
        ("2a", "2b", 0.05, 12437),  # palettes
        ("3a", "3b", 0.05, 212),
        ("4a", "4b", 0.05, 36049),  # one with alpha, one without
        ("5a", "5b", 0.05, 6),
        ("6a", "6b", 0.05, 51),
        ("6a", "6a", 0.0, 0),
        ("7a", "7b", 0.1, 2448),
        ("8a", "5b", 0.05, 32896),  # translucent
    ],
)
def test_counts_of_the_published_fixtures(a, b, threshold, different):
    found = compare(FIXTURES / f"{a}.png", FIXTURES / f"{b}.png", threshold=threshold)
    assert found.different == different
    assert found.identical == (a == b)


_CODES = st.sampled_from([0, 1, 60, 127, 128, 254, 255])


@st.composite
def _pairs(draw):
    """Two small pictures, often flat around a few pixels, so that the anti-aliasing rule has something to find."""
    width, height = draw(st.integers(1, 9)), draw(st.integers(1, 9))
    count = width * height
    colour = st.tuples(_CODES, _CODES, _CODES, st.sampled_from([255, 255, 255, 128, 1, 0]))
    colours = draw(st.lists(colour | st.tuples(*[st.integers(0, 255)] * 4), min_size=2, max_size=5))
    picked = st.lists(st.sampled_from(range(len(colours))), min_size=count, max_size=count)
    a = [colours[n] for n in draw(picked)]
    same = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    b = [one if keep else colours[n] for one, keep, n in zip(a, same, draw(picked), strict=True)]
    return tuple(np.array(pixels, np.uint8).reshape(height, width, 4) for pixels in (a, b))


@settings(max_examples=300, deadline=None)
@given(_pairs(), st.sampled_from([0.0, 0.01, 0.1, 0.3, 1.0]) | st.floats(0, 1), st.booleans(), st.booleans())
def test_counts_are_those_of_the_javascript(pair, threshold, include_aa, checkerboard):
    a, b = pair
    options = {"threshold": threshold, "include_aa": include_aa, "checkerboard": checkerboard}
    found = compare(a, b, **options)
    wanted = pixelmatch(a.tobytes(), b.tobytes(), a.shape[1], a.shape[0], **options)
    assert (found.different, found.antialiased) == wanted
    assert found.unequal == np.count_nonzero((a != b).any(axis=2))


def test_a_white_pattern_and_plain_white_differ_on_translucent_pixels():
    a, b = np.array([[[0, 0, 0, 128]]], np.uint8), np.array([[[127, 127, 127, 255]]], np.uint8)
    assert compare(a, b, checkerboard=False).different == 0
    assert compare(a, b).different == 1


def test_more_pixels_than_are_looked_at_together():
    rng = np.random.default_rng(1)
    a = rng.integers(0, 256, (400, 500, 3), np.uint8)
    found = compare(a, 255 - a)
    assert found.different + found.antialiased + found.tolerated == 400 * 500
    assert compare(a[:, :, 0], a[:, :, 0]).identical


def test_one_level_of_one_channel_is_tolerated_and_never_identical():
    a = np.full((4, 5, 3), 90, np.uint8)
    b = a.copy()
    b[2, 3, 1] += 1
    found = compare(a, b)
    assert (found.identical, found.different, found.tolerated, found.largest_step) == (False, 0, 1, 1)
    assert compare(a, b, threshold=0).different == 1
    # the threshold that just tolerates it
    assert compare(a, b, threshold=found.largest_delta * 1.0001).different == 0
    assert compare(a, b, threshold=found.largest_delta * 0.9999).different == 1


@pytest.mark.parametrize("seed", range(6))
def test_pixels_are_judged_the_same_all_at_once_and_one_by_one(monkeypatch, seed):
    rng = np.random.default_rng(seed)
    size = [(1, 60), (40, 1), (2, 2), (37, 53), (64, 80), (30, 30)][seed]
    # few colours, so that many neighbours are equal; in one an edge of something is softened
    a, b = (rng.choice(np.uint8([0, 90, 255]), (*size, 4)) for _ in "ab")
    a[: size[0] // 2], b[..., 3] = 40, 255
    found = []
    for dense in (0, 1 << 40):
        monkeypatch.setattr(yiq, "_DENSE", dense)
        found.append(compare(a, b, threshold=0.05).found)
    assert np.array_equal(found[0].different, found[1].different)
    assert np.array_equal(found[0].antialiased, found[1].antialiased)


def test_the_densest_window_is_the_most_in_any_place():
    rng = np.random.default_rng(7)
    for count in (1, 7, 90, 2500):
        there = np.zeros((50, 64), bool)
        there.flat[rng.choice(there.size, count, replace=False)] = True
        most = max(int(there[y : y + 16, x : x + 16].sum()) for y in range(50) for x in range(64))
        assert densest(np.flatnonzero(there), 64) == most
    assert densest(np.empty(0, np.intp), 64) == 0


def test_masks_leave_out_and_the_pictures_stay_whole():
    a = np.zeros((20, 30, 3), np.uint8)
    b = a.copy()
    b[3:5, 4:6] = 255
    b[12, 20] = 255
    found = compare(a, b, masks=[(0, 0, 10, 10), (-5, 18, 6, 9)], include_aa=True)
    assert (found.different, found.boxes, found.masked) == (1, ((20, 12, 1, 1),), 102)
    assert (found.actual[3, 4] == 255).all()
    assert compare(a, b, masks=[(0, 0, 30, 13)]).identical


@pytest.mark.parametrize(
    ("masks", "said"),
    [([(30, 0, 5, 5)], "covers nothing"), ([(0, 0, 0, 5)], "covers nothing"), ([(0, 0, 30, 20)], "nothing to compare")],
)
def test_masks_that_make_no_sense(masks, said):
    a = np.zeros((20, 30, 3), np.uint8)
    with pytest.raises(UsageError, match=said):
        compare(a, a, masks=masks)


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_threshold_out_of_range(threshold):
    a = np.zeros((2, 2, 3), np.uint8)
    with pytest.raises(UsageError, match="0 to 1"):
        compare(a, a, threshold=threshold)


def test_another_size_falls_short_and_says_both():
    with pytest.raises(SizeMismatchError, match="actual picture is 3 x 2, but the expected picture is 2 x 3") as caught:
        compare(np.zeros((3, 2, 3), np.uint8), np.zeros((2, 3, 3), np.uint8))
    assert (caught.value.exit_code, caught.value.expected, caught.value.actual) == (1, (2, 3), (3, 2))


@pytest.mark.parametrize("shape", [(0, 5, 3), (5, 5, 2), (5,), (2, 2, 2, 3)])
def test_an_array_that_is_no_picture(shape):
    with pytest.raises(ValueError, match="a picture is"):
        compare(np.zeros(shape, np.uint8), np.zeros(shape, np.uint8))
    with pytest.raises(ValueError, match="float64"):
        compare(np.zeros((2, 2, 3)), np.zeros((2, 2, 3)))


def test_a_digest_is_of_the_pixels():
    a = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    opaque = np.concatenate([a, np.full((2, 4, 1), 255, np.uint8)], axis=2)
    assert digest(a) == digest(opaque) == digest(np.asfortranarray(a))
    others = [a.reshape(4, 2, 3), a + 1, np.concatenate([a, np.full((2, 4, 1), 254, np.uint8)], axis=2)]
    assert len({digest(a), *map(digest, others)}) == 4


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 199), st.integers(0, 79)), max_size=60, unique=True))
def test_boxes_hold_every_pixel_and_do_not_overlap(points):
    pixels = np.array(sorted(y * 200 + x for x, y in points), np.intp)
    boxes = boxes_of(pixels, 200, 80)
    cover = np.zeros((80, 200), int)
    for x, y, w, h in boxes:
        assert 0 <= x < x + w <= 200
        assert 0 <= y < y + h <= 80
        cover[y : y + h, x : x + w] += 1
    assert cover.max() <= 1
    assert all(cover[y, x] for x, y in points)
    assert len(boxes) <= MAX_BOXES


def test_boxes_are_read_line_by_line_and_join_what_is_near():
    mask = np.zeros((100, 300), np.uint8)
    for x, y, w, h in [(200, 12, 30, 8), (10, 10, 20, 14), (34, 11, 6, 6), (100, 60, 5, 5), (10, 61, 9, 9)]:
        mask[y : y + h, x : x + w] = 1
    boxes = boxes_of(np.flatnonzero(mask), 300, 100)
    assert boxes == ((10, 10, 30, 14), (200, 12, 30, 8), (10, 61, 9, 9), (100, 60, 5, 5))


def test_many_regions_become_few():
    mask = np.zeros((600, 900), np.uint8)
    mask[::30, ::30] = 1
    assert 1 <= len(boxes_of(np.flatnonzero(mask), 900, 600)) <= MAX_BOXES


def test_a_difference_is_drawn_in_colours_that_are_told_apart_in_grey():
    a = np.zeros((40, 60, 3), np.uint8)
    b = a.copy()
    a[10:14, 10:20] = 200
    b[10:14, 40:50] = 200
    drawn = draw_diff(compare(a, b, include_aa=True))
    assert drawn.shape == a.shape
    gone, came, paper = (drawn[y, x] for y, x in ((12, 15), (12, 45), (30, 30)))
    assert gone[0] > gone[2]
    assert came[2] > came[0]
    greys = sorted(float(colour @ np.array([0.299, 0.587, 0.114])) for colour in (gone, came, paper))
    assert min(np.diff(greys)) > 50
    # a frame around each, and never over what it frames
    assert (drawn[6, 15] == drawn[6, 45]).all()
    assert drawn[6, 15].max() < 50
