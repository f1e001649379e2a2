"""What lies over what."""

from hypothesis import given
from hypothesis import strategies as st

from hud.spans import Span, Spans


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


def test_what_was_covered_comes_back_only_before_its_last_return():
    spans = Spans.of([Span(0, 10, "a", 6), Span(2, 3, "b"), Span(7, 8, "c")])
    found = [span and span.item for span in map(spans.at, (1, 2, 3, 5, 6, 7, 8, 9))]
    assert found == ["a", "b", "a", "a", None, "c", None, None]


def test_what_nothing_covers_lasts_to_its_end():
    spans = Spans.of([Span(0, 10, "a", 6)])
    assert [spans.at(t) is not None for t in (0, 6, 9.9, 10)] == [True, True, True, False]


def test_what_is_never_on_top_is_not_listed():
    spans = Spans.of([Span(5, 6, "hidden"), Span(5, 8, "b"), Span(0, 9, "a")])
    assert [span.item for span in spans] == ["a", "b"]
