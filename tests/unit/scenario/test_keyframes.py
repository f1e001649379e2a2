"""Values over time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.scenario.keyframes import Keyframe, Keyframes, Span, Spans


def frames(*rows, by_ratio=False):
    return Keyframes(tuple(Keyframe(*row) for row in rows), by_ratio=by_ratio)


@pytest.mark.parametrize(
    ("ease", "values"),
    [
        ("step", [10, 10, 10, 10, 30, 30]),
        ("linear", [10, 10, 15, 20, 30, 30]),
        ("smooth", [10, 10, 13.125, 20, 30, 30]),
    ],
)
def test_a_value_arrives_as_it_is_eased(ease, values):
    value = frames((2.0, 10.0), (6.0, 30.0, ease))
    assert [value.at(t) for t in (-1.0, 2.0, 3.0, 4.0, 6.0, 99.0)] == values


def test_light_falls_by_equal_ratios():
    light = frames((0.0, 10_000.0), (10.0, 100.0, "linear"), by_ratio=True)
    assert light.at(5.0) == 1000.0


def test_light_from_nothing_rises_by_steps():
    assert frames((0.0, 0.0), (10.0, 100.0, "linear"), by_ratio=True).at(5.0) == 50.0


def test_texts_and_switches_jump():
    assert frames((0.0, "a"), (10.0, "b")).at(9.9) == "a"
    assert frames((0.0, False), (10.0, True)).at(10.0) is True


def test_the_newest_span_is_on_top_and_gives_way_when_it_ends():
    spans = Spans.of([Span(3, 4, "b"), Span(0, 10, "a"), Span(20, 21, "c")])
    found = [span and span.item for span in map(spans.at, (-1, 0, 2, 3, 4, 10, 20, 21))]
    assert found == [None, "a", "a", "b", "a", None, "c", None]


def test_no_spans():
    assert Spans.of([]).at(0.0) is None
    assert Spans().at(0.0) is None


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=12), st.integers(-1, 32))
def test_spans_agree_with_the_plain_definition(rows, t):
    spans = [Span(start, start + length, k) for k, (start, length) in enumerate(rows)]
    lasting = [span for span in spans if span.start_s <= t < span.end_s]
    expected = max(lasting, key=lambda span: (span.start_s, span.item), default=None)
    assert Spans.of(spans).at(t) == expected
