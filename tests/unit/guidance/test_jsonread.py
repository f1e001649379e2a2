"""Where in a JSON text a value stands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.errors import FileError
from hud.guidance import load_route
from hud.guidance.jsonread import Node, find_place, parse_json

KEYS = st.text("abc_é", min_size=1, max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


def _everything(node):
    yield node
    if isinstance(node.value, list):
        for inner in node.items():
            yield from _everything(inner)
    elif isinstance(node.value, dict):
        for key in node.value:
            if (inner := node.get(key)) is not None:
                yield from _everything(inner)


@given(JSON, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_every_value_is_found_where_it_stands(value, indent, ascii_only):
    text = "\n " + json.dumps(value, indent=indent, ensure_ascii=ascii_only) + " "
    document = parse_json(text, "a.json")
    for node in _everything(document):
        at = find_place(text, node.place)
        if node.place:
            assert json.JSONDecoder().raw_decode(text, at)[0] == node.value


def test_of_a_key_that_stands_twice_the_last_counts():
    text = '{"a": 1, "a": {"b": 2}}'
    assert text[find_place(text, "a.b")] == "2"


@pytest.mark.parametrize("place", ["", "b", "a[0]", "a.b.c", "[0]"])
def test_what_is_not_there_is_nowhere(place):
    assert find_place('{"a": {"b": 1}}', place) is None
    assert Node({}, place).place == place


def test_a_wrong_value_is_told_at_its_line_and_column(tmp_path):
    path = tmp_path / "route.json"
    path.write_text('{"code": "Ok", "routes": [\n  {"legs": [{"steps": 5}],\n   "distance": 1}\n]}', encoding="utf-8")
    with pytest.raises(FileError, match=r"route\.json:2:23: routes\[0\]\.legs\[0\]\.steps is a number, not a list"):
        load_route(path)
