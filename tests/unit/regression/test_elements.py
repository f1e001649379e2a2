"""Element trees compared in words, and the masks they give."""

from dataclasses import replace

import pytest

from hud.errors import UsageError
from hud.regression import compare_elements, element_masks
from tests.helpers.shots import TREE, element


def _changed(name, **what):
    return tuple(replace(e, **what) if e.id == name else e for e in TREE)


@pytest.mark.parametrize(
    ("after", "kinds", "words"),
    [
        (TREE, [], []),
        (_changed("nav.distance", text="18 m"), ["text"], ["nav.distance: '180 m' -> '18 m'"]),
        # another word is another width, and that is no news
        (
            _changed("nav.distance", text="18 m", box=(40.0, 10.0, 39.0, 20.0)),
            ["text"],
            ["nav.distance: '180 m' -> '18 m'"],
        ),
        (
            _changed("nav.distance", text="180\N{NO-BREAK SPACE}m"),
            ["text"],
            ["nav.distance: '180 m' -> '180<U+00A0>m'"],
        ),
        (
            _changed("nav.arrow", box=(11.0, 6.0, 20.0, 20.0), room=(11.0, 6.0, 20.0, 20.0)),
            ["moved"],
            ["nav.arrow moved 3 px right and 2 px up"],
        ),
        (_changed("nav.arrow", box=(8.3, 8.0, 20.0, 20.0)), [], []),
        (_changed("clock", clipped=True), ["clipped"], ["clock is clipped at an edge"]),
        (_changed("clock", truncated=True), ["cut"], ["clock is cut off: '08:12' does not fit"]),
        (_changed("clock", colour="#ff0000"), ["colour"], ["clock: colour #f4f6f8 -> #ff0000"]),
        (_changed("clock", opacity=0.5), ["opacity"], ["clock: opacity 1 -> 0.5"]),
        (
            _changed("clock", font_px=18.0, box=(90.0, 40.0, 27.0, 11.0)),
            ["font"],
            ["clock: font 20 -> 18 px"],
        ),
        (_changed("nav.arrow", box=(8.0, 8.0, 24.0, 20.0)), ["size"], ["nav.arrow: 20 x 20 -> 24 x 20 px"]),
        (_changed("nav.arrow", depth_m=4.0), ["depth"], ["nav.arrow: on the virtual image -> 4 m away"]),
        (TREE[:-1], ["missing"], ["clock is missing: '08:12' at 90, 40"]),
        ((*TREE, element("fault")), ["new"], ["fault is new: a shape at 10, 10"]),
        (
            tuple(replace(e, box=(e.box[0] - 12, *e.box[1:]), room=(e.room[0] - 12, *e.room[1:])) for e in TREE),
            ["moved"],
            ["4 elements moved 12 px left: nav, nav.arrow, nav.distance and 1 more"],
        ),
    ],
)
def test_what_changed_is_told_in_words(after, kinds, words):
    changes = compare_elements(TREE, after)
    assert [change.kind for change in changes] == kinds
    assert [change.words for change in changes] == words


def test_long_texts_are_shortened_and_stay_on_one_line():
    (change,) = compare_elements([element("a", "x")], [element("a", "one\n" + "two " * 99)])
    assert "\n" not in change.words
    assert len(change.words) < 120


def test_what_changed_far_into_a_text_is_seen():
    before, after = ("one " * 60 + end for end in ("two", "ten"))
    (change,) = compare_elements([element("a", before)], [element("a", after)])
    assert change.words == f"a: '…{before[-22:]}' -> '…{after[-22:]}'"


def test_masks_cover_an_element_of_either_tree_and_what_is_in_it():
    assert element_masks(["clock"], TREE, size=(128, 60)) == ((88, 38, 34, 16),)
    moved = _changed("clock", box=(100.0, 48.0, 30.0, 30.0))
    assert element_masks(["clock"], TREE, moved, size=(128, 60)) == ((88, 38, 34, 16), (98, 46, 30, 14))
    assert element_masks(["nav"], TREE, size=(400, 300), margin_px=0) == (
        (8, 8, 20, 20),
        (8, 8, 104, 30),
        (40, 10, 50, 20),
    )
    assert element_masks(["nav.*"], TREE, size=(400, 300), margin_px=0) == ((8, 8, 20, 20), (40, 10, 50, 20))


def test_masks_that_hide_too_much_or_nothing():
    with pytest.raises(UsageError, match="no element is called 'clok'; did you mean 'clock'"):
        element_masks(["clok"], TREE, size=(128, 60))
    with pytest.raises(UsageError, match="cover 59% of the picture, more than 50%"):
        element_masks(["nav"], TREE, size=(120, 60), margin_px=4)
