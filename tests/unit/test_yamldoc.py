"""YAML that people write: every error, each at its place."""

from typing import Annotated, Literal

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field

from hud.errors import FileError, HudError, Problems
from hud.misfits import without_echoes
from hud.resources import asset_path
from hud.scenario.finding import shipped
from hud.yamldoc import Document, Metres, Model, Ratio, Seconds, read_document
from hud.yamltree import Source, read_tree


class Leaf(Model):
    at: Seconds
    kind: Literal["soft", "hard"] = "soft"
    name: Annotated[str, Field(pattern="^[a-z]+$")] = "a"


class Tree(Model):
    title: str
    size: Annotated[Metres, Field(gt=0)] | None = None
    leaves: list[Leaf] = Field(default_factory=list)
    shares: dict[str, Ratio] = Field(default_factory=dict)
    count: int = 0
    from_: str = Field(default="", alias="from")


@pytest.fixture
def read(tmp_path):
    def _read(text):
        path = tmp_path / "tree.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_document(path, Tree)

    return _read


def told(read, text):
    """(line, column, message with hint) of every error."""
    with pytest.raises(HudError) as caught:
        read(text)
    errors = caught.value.errors if isinstance(caught.value, Problems) else [caught.value]
    return [(e.line, e.column, f"{e.message}; {e.hint}") for e in errors]


def test_a_good_file(read):
    document = read("title: 'T'\nsize: 3 km\nleaves:\n  - at: 5 s\n    kind: hard\nshares: {a: 50 %, b: 1}\nfrom: x\n")
    assert document.value.size == 3000
    assert document.value.leaves == [Leaf(at="5 s", kind="hard")]
    assert document.value.shares == {"a": 0.5, "b": 1.0}
    assert document.value.from_ == "x"


def test_yaml_1_2_and_not_1_1(read):
    """``no`` is a word and ``1:30`` is not ninety."""
    assert read("title: no\n").value.title == "no"
    assert read("title: 1:30\n").value.title == "1:30"


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("titel: T\ntitle: T\n", 1, 1, "unknown key 'titel'; did you mean 'title'?"),
        ("title: T\nleaves: [{at: 1 s, kid: soft}]\n", 2, 20, "unknown key 'kid'; did you mean 'kind'?"),
        ("title: T\nfrm: x\n", 2, 1, "did you mean 'from'?"),
        ("title: T\nzzz: x\n", 2, 1, "use one of count, from,"),
        ("size: 3 m\n", 1, 1, "'title' is missing"),
        ("title: T\nleaves:\n  - kind: soft\n", 3, 5, "'at' is missing"),
        ("title: T\nsize: 3 s\n", 2, 7, "'s' is a unit of time, not of length; use m, mm, cm, km, ft, mi"),
        ("title: T\nsize: 0 m\n", 2, 7, "size: expected more than 0 m, not '0 m'; write more than 0 m"),
        ("title: T\nleaves: [{at: 1 s, kind: sotf}]\n", 2, 26, "'sotf' is not known here; did you mean 'soft'?"),
        ("title: T\nleaves: [{at: 1 s, name: A1}]\n", 2, 26, "'A1' does not fit here; it must match ^[a-z]+$"),
        ("title: 5\n", 1, 8, "expected a text, not '5'"),
        ("title:\n", 1, 1, "expected a text, not nothing"),
        ("title: T\ncount: 1.5\n", 2, 8, "expected a whole number, not '1.5'"),
        ("title: T\ncount: true\n", 2, 8, "expected a whole number, not 'true'"),
        ("title: T\nleaves: {a: 1}\n", 2, 9, "expected a list, not keys with values"),
        ("title: T\nleaves: [3]\n", 2, 10, "expected keys with values, not '3'"),
        ("title: T\nshares: {a: .nan}\n", 2, 13, "not a finite number"),
        ("title: T\nshares: {a: [1]}\n", 2, 13, "expected a number, not a list"),
        ("- title\n", 1, 1, "expected keys with values, not a list"),
        ("just words\n", 1, 1, "expected keys with values, not 'just words'"),
    ],
)
def test_a_misfit_is_told_at_its_place(read, text, line, column, message):
    ((at_line, at_column, what),) = told(read, text)
    assert message in what
    assert (at_line, at_column) == (line, column)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("title: T\ntitle: U\n", 2, "give each key once"),
        ("title: [T\nsize: 3 m\n", 2, "not valid YAML"),
        ("title: T\n\tsize: 3 m\n", 2, "not valid YAML"),
        ("title: 'T\n", 2, "not valid YAML"),
        ("title: *a\n", 1, "not valid YAML"),
        ("title: T\n---\ntitle: U\n", 2, "not valid YAML"),
        ("a: " + "[" * 3000, None, "nested too deeply"),
        ("title: " + "9" * 6000, None, "not valid YAML"),
        ("title: 'a\x01b'\n", 1, "U+0001"),
        ("title: T\nsize: !!python/object:os.system x\n", 2, "the tag !!python/object:os.system; remove it"),
        ("title: T\n? [a, b]\n: c\n", 2, "a key that is no text"),
        ("title: T\nshares: {a: ${b}}\n", 2, 'write $name, or quote it: "${name}"'),
        ("title: T\n" + "- " * 5000 + "\n", 2, "nested too deeply"),
    ],
)
def test_what_is_not_yaml_is_told(read, text, line, message):
    ((at_line, _, what),) = told(read, text)
    assert message in what
    if line is not None:
        assert at_line == line


@pytest.mark.parametrize("text", ["", "\n", "# only words\n", "---\n", "null\n"])
def test_an_empty_file_says_so(read, text):
    with pytest.raises(FileError, match="is empty"):
        read(text)


def test_a_bomb_does_not_go_off(read):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 9)}]" for k in range(1, 9)]
    ((_, _, what),) = told(read, "\n".join(lines))
    assert "unfolds to too much" in what


def test_a_snake_that_bites_its_tail_is_refused(read):
    ((line, _, _),) = told(read, "title: T\nshares: &a {a: {b: *a}}\n")
    assert line == 2


def test_anchors_and_merges_work(read):
    value = read("title: &t T\nfrom: *t\nleaves:\n  - &l {at: 1 s}\n  - {<<: *l, kind: hard}\n").value
    assert (value.from_, value.leaves[1]) == ("T", Leaf(at="1 s", kind="hard"))


def test_every_misfit_at_once_in_the_order_of_the_file(read):
    found = told(read, "title: 5\nzzz: 1\nsize: 3\nleaves: [{at: 1}, {at: 1 s, kind: no}]\n")
    assert [line for line, _, _ in found] == [1, 2, 3, 4, 4]


def test_the_source_line_is_drawn(read):
    with pytest.raises(Problems) as caught:
        read("title: T\nsize: 3 s  # oh\n")
    source, caret = caught.value.errors[0].drawing().split("\n")
    assert source.endswith("size: 3 s  # oh")
    assert source[caret.index("^") :].startswith("3 s")


@pytest.mark.parametrize(
    ("loc", "place"),
    [
        (("size",), (2, 7)),
        (("leaves",), (3, 1)),
        (("leaves", 1), (5, 5)),
        (("leaves", 1, "at"), (5, 9)),
        (("leaves", 1, "nothing"), (5, 5)),
        (("nothing", 4), (1, 1)),
    ],
)
def test_a_document_knows_where_everything_stands(read, loc, place):
    document = read("title: T\nsize: 3 m\nleaves:\n  - at: 5 s\n  - at: 6 s\n")
    assert isinstance(document, Document)
    error = document.error(loc, "bad", hint="mend it")
    assert (error.line, error.column) == place


def test_a_giant_is_refused(tmp_path):
    path = tmp_path / "giant.yaml"
    path.write_text("#" * (3 * 2**20))
    with pytest.raises(FileError, match="more than 2 MB"):
        read_document(path, Tree)


GOOD = "title: T\nsize: 3 km\nleaves:\n  - at: 5 s\n    kind: hard\n  - {at: 6 s, name: b}\nshares: {a: 50 %, b: 1}\n"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_gives_a_document_or_an_error_of_ours(read, data):
    text = GOOD
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 8)))
        text = text[:start] + data.draw(st.text("-:{}[]&*!|>'\"%@`#?,~<\n\t 019.eaÿ\0", max_size=4)) + text[end:]
    places: list[FileError] = []
    try:
        assert read(text.encode("utf-8", "surrogatepass")).value
    except Problems as caught:
        places += caught.errors
    except HudError:
        pass
    assert all(error.line and error.column for error in places)


def test_twenty_thousand_slips_are_told_like_one(read):
    """By the first hundred, and at once: comparing each with each would take half a minute."""
    slips = "".join("  - {at: [], kind: soft}\n" for _ in range(20_000))
    first, *others = told(read, f"title: T\nleaves:\n{slips}")
    assert first == (3, 10, "at: expected a number, not a list; ")
    assert len(others) == 99


def test_what_may_be_two_things_is_not_also_said_to_be_no_text():
    """Of a value that may be a text or keys, and has something wrong among its keys, only that is told."""
    details = [
        {"type": "string_type", "loc": ("link", "str")},
        {"type": "float_type", "loc": ("link", "LinkTiming", "text")},
        {"type": "int_type", "loc": ("count",)},
        {"type": "model_type", "loc": ()},
    ]
    assert without_echoes(Model, details, {("count",)}) == details[1:]


def test_without_the_c_library_the_same_is_read(monkeypatch):
    """Of every shipped scenario and device: values and places."""
    files = [*shipped().values(), *asset_path("devices").glob("*.yaml"), *asset_path("parts").glob("*.yaml")]
    trees = []
    for loader in (yaml.CLoader, yaml.Loader):
        monkeypatch.setattr("hud.yamltree._LOADER", loader)
        trees.append([read_tree(Source(path, path.read_text(encoding="utf-8"))) for path in files])
    assert trees[0] == trees[1]
    assert all(tree.plain for tree in trees[0])
