"""The second thread does its half, and whatever happens there it is given back."""

from __future__ import annotations

import threading

import pytest

from hud.cv import cv2
from hud.optics import crew


@pytest.fixture(autouse=True)
def two_threads():
    before = cv2.getNumThreads()
    cv2.setNumThreads(2)
    yield
    cv2.setNumThreads(before)


def where(_item):
    return threading.current_thread().name


def test_the_second_half_is_worked_on_elsewhere_and_all_comes_back_in_order():
    assert crew.each(lambda n: n * n, range(7)) == [n * n for n in range(7)]
    here, elsewhere = crew.each(where, "ab")
    assert here == threading.current_thread().name != elsewhere
    assert crew.each(where, "a") == [here]


def test_who_allows_opencv_one_thread_gets_one():
    cv2.setNumThreads(1)
    assert set(crew.each(where, "abcd")) == {threading.current_thread().name}


@pytest.mark.parametrize("wrong", [0, 3])
def test_what_fails_in_either_half_is_raised_and_the_thread_is_free_again(wrong):
    def fails(n):
        if n == wrong:
            raise ValueError(str(n))

    with pytest.raises(ValueError, match=str(wrong)):
        crew.each(fails, range(4))
    assert len(set(crew.each(where, "ab"))) == 2


def test_inside_it_there_is_no_third_thread():
    inner = crew.each(lambda _: set(crew.each(where, "abcd")), "ab")
    assert all(len(names) == 1 for names in inner)
