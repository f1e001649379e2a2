"""Options that several commands share."""

import pytest

from hud.cli.options import parse_time, parse_view
from hud.errors import UsageError


@pytest.mark.parametrize(("text", "seconds"), [("12.5", 12.5), ("800 ms", 0.8), ("1:05", 65), ("1:00:02.5", 3602.5)])
def test_a_time(text, seconds):
    assert parse_time(text, "--at") == seconds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1" * 5000 + ":00", "too long for a time"),
        ("1:00." + "0" * 5000, "too long for a time"),
        ("-10 s", "--at -10 s: below 0 s"),
    ],
)
def test_what_is_no_time_is_told_in_a_short_line_with_a_hint(text, said):
    with pytest.raises(UsageError) as caught:
        parse_time(text, "--at")
    assert said in caught.value.message
    assert caught.value.hint
    assert len(str(caught.value)) < 160


def test_an_impossible_size_names_its_option():
    with pytest.raises(UsageError, match=r"--size 0x0: .*each side between"):
        parse_view("0x0", "world")
