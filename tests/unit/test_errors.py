"""What errors say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.errors import FacilityError, FileError, HudError, Problems, UsageError, did_you_mean


def test_a_message_is_one_line_with_its_remedy():
    assert str(UsageError("no such device", hint="see 'hud devices'")) == "no such device; see 'hud devices'"
    assert str(UsageError("no such device")) == "no such device"


@pytest.mark.parametrize(("kind", "code"), [(HudError, 2), (UsageError, 2), (FacilityError, 3)])
def test_exit_codes(kind, code):
    assert kind("x").exit_code == code


@pytest.mark.parametrize(
    ("line", "column", "place"), [(None, None, "a.yaml"), (3, None, "a.yaml:3"), (3, 7, "a.yaml:3:7")]
)
def test_a_place_is_told_as_far_as_it_is_known(line, column, place):
    error = FileError("a.yaml", "bad", line=line, column=column, hint="mend it")
    assert error.place == place
    assert str(error) == f"{place}: bad; mend it"


def test_a_drawing_has_its_caret_under_the_column():
    error = FileError("a.yaml", "bad", line=3, column=5, snippet="abc\tdef")
    source, caret = error.drawing().split("\n")
    assert source == "    3 | abc def"
    assert source[caret.index("^")] == "d"


def test_a_long_line_is_cut_around_the_fault():
    snippet = "x" * 300 + "!" + "y" * 300
    source, caret = FileError("a", "bad", line=3, column=301, snippet=snippet).drawing().split("\n")
    assert len(source) < 120
    assert source[caret.index("^")] == "!"


@pytest.mark.parametrize("error", [FileError("a", "bad", snippet="x"), FileError("a", "bad", line=1)])
def test_nothing_to_draw_draws_nothing(error):
    assert error.drawing() == ""


@given(st.integers(1, 400), st.text(st.characters(codec="ascii", exclude_categories=["C"]), max_size=400))
def test_any_drawing_is_two_lines(column, snippet):
    drawing = FileError("a", "bad", line=1, column=column, snippet=snippet).drawing()
    assert drawing.count("\n") == (1 if snippet else 0)


def test_problems_keep_their_errors_in_order():
    errors = [FileError("a", "one", line=1), FileError("a", "two", line=2)]
    problems = Problems(errors)
    assert problems.errors == tuple(errors)
    assert str(problems) == "a:1: one\na:2: two"


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("titel", ["title", "device"], "did you mean 'title'?"),
        ("TITLE", ["Title"], "did you mean 'Title'?"),
        ("si", ["at", "is", "ease"], "did you mean 'is'?"),
        ("so", ["at", "is"], "use one of at, is"),
        ("zzz", ["title", "device"], "use one of title, device"),
        ("zzz", [], ""),
        ("zzz", [f"w{k}" for k in range(17)], ""),
    ],
)
def test_suggestions(word, known, hint):
    assert did_you_mean(word, known) == hint


def test_a_caret_stands_under_a_wide_character():
    error = FileError("a.yaml", "bad", line=1, column=5, snippet="日本: x")
    source, caret = error.drawing().split("\n")
    # two of the characters before take two columns each
    assert caret.index("^") == source.index("x") + 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb", "a\\nb"), ("\x1b[2J", "\\x1b[2J"), ("\u202eabc", "\\u202eabc"), ("日本 é", "日本 é")],
)
def test_a_message_is_one_line_that_no_terminal_acts_upon(text, shown):
    error = FileError("a.yaml", f"'{text}' is bad", hint=f"not {text}", line=1, snippet=text)
    assert str(error) == f"a.yaml:1: '{shown}' is bad; not {shown}"
    assert "\x1b" not in error.drawing()
    assert str(Problems([error, error])) == f"{error}\n{error}"


def test_what_a_file_holds_is_quoted_as_far_as_it_helps():
    error = HudError(f"an unknown type '{'x' * 5000}'", hint=f"not {'y' * 5000}; see {'/folder' * 40}/a.yaml")
    assert len(error.message) < 100
    assert error.message.startswith("an unknown type 'xxxx")
    assert error.hint.endswith(f"see {'/folder' * 40}/a.yaml")
