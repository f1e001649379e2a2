"""Files of many thousand lines, right and wrong ones, cost what they are long: nothing is compared each with each."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.errors import HudError, Problems
from hud.scenario import load_scenario
from hud.speech import Wording
from hud.yamltree import MAX_NODES

HEAD = "hud: 1\ntitle: T\ndevice: quark-s1\nduration: 9000 s\nworld: {illuminance: 500 lx}\n"
MANY = 5000


def errors_of(folder, text):
    (folder / "scenario.yaml").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(HudError) as caught:
        load_scenario(folder)
    return caught.value.errors if isinstance(caught.value, Problems) else (caught.value,)


def frames(value="{}"):
    return "".join(f"        - {{at: {k} s, is: {value.format(k)}}}\n" for k in range(MANY))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("vars:\n" + "".join(f"  a{k}: 3\n" for k in range(MANY)) + f"tracks:\n  - values:\n      x:\n{frames('$b{}')}",
         "no variable is called 'b0'"),
        ("vars:\n" + "".join(f"  a{k}: $b{k}\n" for k in range(MANY)), "no variable is called 'b0'"),
        ("".join(f"k{k}: 3\n" for k in range(MANY)), "unknown key 'k0'"),
        (f"tracks:\n  - values:\n      x:\n{frames().replace('at:', 'att:')}", "unknown key 'att'"),
    ],
)  # fmt: skip
def test_what_was_meant_is_asked_of_the_first_ones_alone(tmp_path, monkeypatch, text, said):
    compared = []
    close = difflib.get_close_matches
    monkeypatch.setattr(
        difflib, "get_close_matches", lambda w, k, *a, **o: compared.append(len(k)) or close(w, k, *a, **o)
    )
    found = errors_of(tmp_path, text)
    assert len(found) == 100
    assert said in found[0].message
    assert sum(compared) < 15 * MANY


def test_included_files_are_as_long_together_as_one_may_be(tmp_path):
    """And so is the time they take."""
    count = MAX_NODES // 3 // 3
    for name in "abcd":
        lines = "".join(f"        - {{at: {k * 0.5} s, is: {k}}}\n" for k in range(count))
        (tmp_path / f"{name}.yaml").write_text(f"tracks:\n  - values:\n      {name}:\n{lines}", encoding="utf-8")
    (found,) = errors_of(tmp_path, "include: [a.yaml, b.yaml, c.yaml, d.yaml]\n")
    assert "more than 100,000" in found.message
    assert (found.line, found.column) == (6, 27)


@given(
    st.lists(st.text("ab \n.", max_size=12), max_size=8),
    st.text("ab .", min_size=1, max_size=3),
)
def test_words_are_found_in_all_texts_at_once_as_in_each(texts, said):
    def alone(text):
        return Wording([text]).where(said) == [0]

    assert Wording(texts).where(said) == [k for k, text in enumerate(texts) if alone(text)]


def test_whole_words_are_found():
    words = Wording(["the art of", "a part\nof it", "art", ""])
    assert words.where("art") == [0, 2]
    assert words.where("part of") == [1]
    assert words.where("of\nit") == []
    assert words.where("Art") == []
