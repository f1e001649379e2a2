"""Variables and includes: types and places are kept, and what is wrong is told where it is."""

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import HudError, Problems
from hud.scenario import load_scenario
from hud.scenario.composing import parts

HEAD = "hud: 1\ntitle: T\ndevice: quark-s1\nduration: 10 s\nworld: {illuminance: 500 lx}\n"


@pytest.fixture
def load(tmp_path):
    def run(text, **others):
        for name, content in others.items():
            (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
        (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
        return load_scenario(tmp_path)

    return run


@pytest.fixture
def told(load):
    def run(text, **others):
        with pytest.raises(HudError) as caught:
            load(text, **others)
        found = caught.value.errors if isinstance(caught.value, Problems) else [caught.value]
        return [(error.file.rpartition("/")[2], error.line, error.column, str(error)) for error in found]

    return run


def test_a_variable_keeps_its_type(load):
    scenario = load(
        HEAD + "vars: {n: 3, f: 1.5, on: true, who: Lin, at: 2 s, keys: [{at: 0 s, is: 1}, {at: $at, is: 2}]}\n"
        "tracks:\n  - values: {a: $n, b: $f, c: $on, d: $who, e: $keys, g: '${who} and $who, ${n} $$5 $$who 5$ $7'}\n"
    )
    values = {name: frames.at(5.0) for name, frames in scenario.values.items()}
    assert values == {"a": 3.0, "b": 1.5, "c": True, "d": "Lin", "e": 2.0, "g": "Lin and Lin, 3 $5 $who 5$ $7"}


def test_variables_of_variables_in_any_order(load):
    assert load(HEAD.replace("title: T", "title: $a") + "vars: {a: 'x${b}', b: $c, c: z}\n").title == "xz"


@pytest.mark.parametrize(
    ("rest", "place", "message"),
    [
        ("vars: {who: Lin}\nclock: $whom\n", (7, 8), "no variable is called 'whom'; did you mean 'who'?"),
        ("clock: $$whom\n", (6, 8), "'$whom' is not a time of day"),
        ("clock: '${x y}'\n", (6, 8), "no variable is called 'x y'"),
        ("vars: {a: $b, b: '1 $a'}\nclock: 08:12\n", (6, 11), "defined by itself: a -> b -> a; end the circle"),
        ("vars: {a: [1]}\nclock: 'x $a'\n", (7, 8), "'a' is no text or number, and stands in the middle of a text"),
        ("vars: {pace: 3 s}\nworld2: 1\n", (7, 1), "unknown key 'world2'"),
        ("vars: {b: 120 %}\nstatus: {battery: $b}\n", (7, 19), "120 %"),
        ("vars:\n  k:\n    - {at: 0 s, is: 1}\n    - {at: 1 s, os: 1}\nstatus: {battery: $k}\n", (9, 17), "'os'"),
        ("vars: {Who: Lin}\n", (6, 8), "'Who' does not fit here"),
        ("vars: [a]\n", (6, 7), "expected keys with values"),
        ("clock: {a: ${b}}\n", (6, 13), 'write $name, or quote it: "${name}"'),
    ],
)
def test_what_is_wrong_with_a_variable_is_told_at_its_place(told, rest, place, message):
    found = told(HEAD + rest)
    assert any((line, column) == place and message in what for _, line, column, what in found), found


@pytest.mark.parametrize(
    ("rest", "common", "said"),
    [
        # a key that nobody knows, and beside it the variable that is none
        (
            "status: {batery: $chrge}\nvars: {charge: 66 %}\n",
            "",
            ["6:10 unknown key 'batery'; did you mean 'battery'?", "6:18 no variable is called 'chrge'; did you mean"],
        ),
        (
            "include: common.yaml\n",
            "vars: {charge: 66 %}\nstatus: {batery: $chrge}\n",
            ["2:10 unknown key 'batery' (included by", "2:18 no variable is called 'chrge'; did you mean"],
        ),
        # of a name that cannot be one, the uses are not told
        (
            "vars: {Friend: Noor}\ntracks: [{values: {a: $friend, b: 'x $friend'}}]\n",
            "",
            ["6:8 'Friend' does not fit here"],
        ),
        # a variable of an included file, misspelt
        (
            "include: look-around\nvars: {look_lft: 6.5 s, left: 1}\n",
            "",
            ["7:8 nothing uses the variable 'look_lft'; did you mean 'look_left' of "],
        ),
        (
            "include: common.yaml\nvars: {whos: 1, other: 2}\n"
            "tracks: [{values: {b: 2}}, {values: {c: [{si: 2, at: 0 s}]}}]\n",
            "vars: {whom: 1}\ntracks: [{values: {a: $whom}}]\n",
            ["7:8 nothing uses the variable 'whos'", "8:43 unknown key 'si'; did you mean 'is'?"],
        ),
    ],
)
def test_a_slip_is_told_once_and_hides_no_other(told, rest, common, said):
    found = [f"{line}:{column} {what.partition(': ')[2]}" for _, line, column, what in told(HEAD + rest, common=common)]
    assert len(found) == len(said), found
    assert all(one.startswith(wanted) for one, wanted in zip(found, said, strict=True)), found


def test_variables_that_nothing_uses_are_fine(load):
    rest = "include: [common.yaml, look-around]\nvars: {look_left: 6.5 s, whom: 2, whoms: 3, more: 1, b: $whoms}\n"
    assert load(HEAD + rest, common="vars: {whom: 1}\ntracks: [{values: {a: $whom}}]\n").title == "T"


def test_a_value_that_does_not_fit_says_where_it_comes_from(told):
    ((_, line, column, what),) = told(HEAD + "vars: {charge: 3 lx}\nstatus: {battery: $charge}\n")
    assert (line, column) == (7, 19)
    assert "($charge, line 6)" in what


@pytest.mark.parametrize(
    "bomb",
    [
        "vars:\n  a0: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        + "".join(f"  a{k}: [{', '.join([f'$a{k - 1}'] * 10)}]\n" for k in range(1, 9))
        + "tracks: $a8\n",
        "vars:\n  a0: xxxxxxxxxxxxxxxx\n"
        + "".join(f"  a{k}: '{f'$a{k - 1} ' * 8}'\n" for k in range(1, 12))
        + "clock: $a11\n",
        "vars: {" + ", ".join(f"a{k}: $a{k + 1}" for k in range(3000)) + ", a3000: 1}\nclock: $a0\n",
    ],
)
def test_variables_that_unfold_to_too_much(told, bomb):
    found = told(HEAD + bomb)
    assert found
    assert sum("that unfold to too much" in one for one in map(str, found)) <= 1


def test_an_included_file_counts_where_one_says_nothing(load):
    scenario = load(
        "hud: 1\ninclude: base.yaml\ntitle: Mine\nvars: {lux: 900}\nworld: {footage: {seed: 9}}\nstills: [2 s]\n"
        "tracks: [{values: {b: 2}}]\n",
        base=HEAD.replace("500 lx", "[{at: 0 s, lux: $lux}], footage: {seed: 3, time_of_day: night}")
        + "vars: {lux: 100, x: 1}\nstills: [1 s]\ntracks: [{values: {a: $x}}]\n",
    )
    assert (scenario.title, scenario.duration_s) == ("Mine", 10.0)
    assert scenario.illuminance_lx.at(0.0) == 900
    assert scenario.footage.options == {"seed": 9, "time_of_day": "night", "signs": "en"}
    assert scenario.stills_s == (1.0, 2.0)
    assert set(scenario.values) == {"a", "b"}


def test_errors_name_the_included_file_and_its_line(told):
    found = told(
        HEAD + "include: [a.yaml, b.yaml]\nstills: [11 s]\n", a="# a\nclock: 25:00\n", b="stills: [12 s]\nx: [\n"
    )
    places = [(file, line) for file, line, _, _ in found]
    assert ("scenario.yaml", 7) in places
    assert ("a.yaml", 2) in places
    assert any(file == "b.yaml" and "not valid YAML" in what for file, _, _, what in found)


def test_an_error_in_a_list_that_is_joined_is_told_where_it_stands(told):
    found = told(HEAD + "include: a.yaml\nstills: [1 s, 12 s]\n", a="stills: [2 s, 3 s, 13 s]\n")
    assert sorted((file, line, column) for file, line, column, _ in found) == [
        ("a.yaml", 1, 20),
        ("scenario.yaml", 7, 15),
    ]


@pytest.mark.parametrize(
    ("include", "others", "message"),
    [
        ("scenario.yaml", {}, "includes itself: scenario.yaml -> scenario.yaml; end the circle"),
        ("a.yaml", {"a": "include: b.yaml\n", "b": "include: a.yaml\n"}, "includes itself: a.yaml -> b.yaml -> a.yaml"),
        ("none.yaml", {}, "'none.yaml': no such file"),
        ("../x.yaml", {}, "is outside the folder"),
        ("/etc/passwd.yaml", {}, "is outside the folder"),
        ('"a\\\\b.yaml"', {}, "has a backslash in it"),
        ("underpas", {}, "no part is called 'underpas'; did you mean 'underpass'?"),
        ("3", {}, "expected a text, not '3'"),
        ("a.yaml", {"a": "- 1\n"}, "has no keys"),
        ("a.yaml", {"a": ""}, "is empty"),
        ("[" + ", ".join(["a.yaml"] * 16) + "]", {"a": "include: b.yaml\n", "b": "clock: '08:00'\n"}, "more than 16"),
    ],
)
def test_what_cannot_be_included(told, include, others, message):
    found = told(HEAD + f"include: {include}\n", **others)
    assert any(message in what for *_, what in found), found


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.stem)
def test_a_shipped_part_is_of_use_as_it_is(load, part):
    head = "hud: 1\ntitle: T\ndevice: quark-s1\nduration: 60 s\n"
    world = "" if "illuminance" in part.read_text(encoding="utf-8") else "world: {illuminance: 5 lx}\n"
    scenario = load(head + world + f"include: {part.stem}\n")
    assert scenario.illuminance_lx.at(5.0) > 0


NAMES = st.sampled_from(["a", "b", "c", "Big", "", "x y"])
REFERENCE = st.one_of(NAMES.map("${}".format), NAMES.map("${{{}}}".format), st.sampled_from(["$", "$$", "${", "$$$a"]))
TEXT = st.lists(st.one_of(REFERENCE, st.sampled_from(["1", " s", "T", "é", "#"])), max_size=5).map("".join)
VALUE = st.recursive(
    st.one_of(TEXT, st.integers(), st.floats(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)
FILES = st.sampled_from(["scenario.yaml", "one.yaml", "two.yaml", "no.yaml", "../one.yaml", "look-around", "", "$a"])
PART = st.fixed_dictionaries(
    {},
    optional={
        "include": st.one_of(FILES, st.lists(FILES, max_size=3), VALUE),
        "vars": st.dictionaries(NAMES, VALUE, max_size=4),
        "title": TEXT,
        "clock": VALUE,
        "world": st.one_of(VALUE, st.just({"illuminance": "$a"})),
        "stills": VALUE,
        "tracks": st.lists(st.dictionaries(st.just("values"), VALUE, max_size=1), max_size=2),
    },
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PART, PART, PART)
def test_whatever_is_included_and_defined_is_read_or_told_of(tmp_path, whole, one, two):
    base = {"hud": 1, "title": "T", "device": "quark-s1", "duration": "10 s", "world": {"illuminance": "500 lx"}}
    for name, content in (("scenario", base | whole), ("one", one), ("two", two)):
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    try:
        load_scenario(tmp_path)
    except HudError as error:
        found = error.errors if isinstance(error, Problems) else [error]
        assert found
        assert all(single.file.endswith(".yaml") and single.line and single.column for single in found), found
