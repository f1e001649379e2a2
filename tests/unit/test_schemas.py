"""The JSON Schemas that editors check by: what the models say, and nothing else."""

import re

import jsonschema
import pytest
import yaml

from hud.device import device_ids
from hud.errors import HudError
from hud.resources import asset_path
from hud.scenario import find_scenarios, load_scenario
from hud.schemas import KINDS, json_schema, json_schema_text

HEAD = "hud: 1\ntitle: T\ndevice: quark-s1\nduration: 10 s\nworld: {illuminance: 500 lx}\n"
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")


@pytest.fixture(scope="module")
def validators():
    found = {}
    for kind in KINDS:
        schema = json_schema(kind)
        jsonschema.Draft202012Validator.check_schema(schema)
        found[kind] = jsonschema.Draft202012Validator(schema)
    return found


def loaded(text):
    return yaml.load(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_schema_is_what_the_models_say(kind):
    shipped = asset_path(f"schema/{kind}.schema.json").read_text(encoding="utf-8")
    assert shipped == json_schema_text(kind), f"run: hud schema {kind} > assets/schema/{kind}.schema.json"


@pytest.mark.parametrize("entry", find_scenarios(), ids=lambda entry: entry.name)
def test_a_shipped_scenario_fits_and_says_by_what(entry, validators):
    text = entry.path.read_text(encoding="utf-8")
    assert list(validators["scenario"].iter_errors(loaded(text))) == []
    modeline = MODELINE.match(text)
    assert modeline, "the first line names the schema for editors"
    assert (entry.path.parent / modeline[1]).resolve() == asset_path("schema/scenario.schema.json").resolve()


@pytest.mark.parametrize("device", device_ids())
def test_a_shipped_device_fits(device, validators):
    text = asset_path(f"devices/{device}.yaml").read_text(encoding="utf-8")
    assert list(validators["device"].iter_errors(loaded(text))) == []


VALID = {
    "variables": "vars: {a: 1 s, f: [{at: 0 s, is: 1}]}\nstills: [$a, 3 s]\ntracks: [{values: {x: $f}}]",
    "include": "include: [a.yaml, b.yaml]",
    "link": "link: {text: 83 ms, page: 165 ms, image: 104 ms, per_kb: 3.9 ms, rate: 9.5 Hz}",
    "link by name": "link: even-g2",
    "fault": "tracks: [{events: [{at: 1 s, fault: {gps: {drift: 30 m, bearing: 90 deg}, for: 3 s}}]}]",
    "expect": 'expect: [{at: [1 s, 2 s], shows: a, contrast: ">= 3", not_clipped: true}, {at: 3 s, screenshot: x}]',
    "bounds": "status: {battery: 100 %}\nstills: [-0 s]\ndisplay: {brightness: 99.5 %}\nwearer: {pupil: [-2 mm, 0]}",
    "constants": "display: {brightness: 40 %}\nstatus: {battery: 0.3}",
    "live captions": "tracks: [{captions: {file: a.vtt, from: zh, partial: words, misheard: 15 %, recognition: 1 s}}]",
    "a late link": "tracks: [{events: [{at: 1 s, fault: {link: late, by: 2 s, for: 3 s}}]}]",
    "one kind": "vars: {v: 3}\ntracks: [{values: {x: [{at: 0 s, is: 1}, {at: 2 s, is: $v}], y: [{at: 0 s, is: a}]}}]",
    "keyframes": "status: {battery: [{at: 0 s, is: 10 %}, {at: 2 s, is: 0.2, ease: ease-in}]}",
}
INVALID = {
    "unknown key": "titel: x",
    "unknown key within": "tracks: [{captoins: {}}]",
    "no unit": "stills: [3]",
    "wrong unit": "stills: [3 lx]",
    "not a list": "stills: 3 s",
    "two things": "tracks: [{values: {a: 1}, events: [{at: 1 s, input: tap}]}]",
    "an event of nothing": "tracks: [{events: [{at: 1 s}]}]",
    "a gesture": "tracks: [{events: [{at: 1 s, input: tapp}]}]",
    "a fault": "tracks: [{events: [{at: 1 s, fault: {link: gone}}]}]",
    "a link": "link: even-g3",
    "link timing": "link: {text: 83}",
    "ease": "status: {battery: [{at: 0 s, is: 1, ease: soft}]}",
    "a share": "status: {battery: full}",
    "a share above one": "status: {battery: 1.2}",
    "a share of another key": "tracks: [{captions: {file: a.vtt, from: zh, partial: words, misheard: 15}}]",
    "a charge": "tracks: [{events: [{at: 1 s, fault: {battery: 5}}]}]",
    "more than all": "status: {battery: 150 %}",
    "a little more than all": "display: {brightness: 100.5 %}",
    "less than nothing": "stills: [-0.5 s]",
    "two faults": "tracks: [{events: [{at: 1 s, fault: {link: lost, battery: 4 %}}]}]",
    "no fault": "tracks: [{events: [{at: 1 s, fault: {for: 4 s}}]}]",
    "what is not late": "tracks: [{events: [{at: 1 s, fault: {link: lost, by: 2 s}}]}]",
    "a language without its file": "tracks: [{captions: {file: a.vtt, from: zh, to: en}}]",
    "a translation without its language": "tracks: [{captions: {file: a.vtt, from: zh, translations: b.vtt}}]",
    "misheard without partial": "tracks: [{captions: {file: a.vtt, from: zh, misheard: 10 %}}]",
    "mixed kinds": "tracks: [{values: {x: [{at: 0 s, is: 1}, {at: 2 s, is: a}]}}]",
    "a speed of nothing": "tracks: [{navigation: {route: r.json, travel: {speed: 0}}}]",
    "a value's name": "tracks: [{values: {Heart Rate: 1}}]",
    "contrast": 'expect: [{at: 1 s, contrast: "3:1"}]',
    "an expectation of nothing": "expect: [{at: 1 s}]",
    "a screenshot's name": "expect: [{at: 1 s, screenshot: A b}]",
    "language": "tracks: [{captions: {file: a.vtt, from: Chinese!}}]",
    "clock": 'clock: "8 o\'clock"',
    "travel": "tracks: [{navigation: {route: r.json, travel: {}}}]",
    "head": "world: {illuminance: 5 lx, head: [{at: 0 s}]}",
    "format": "hud: 2",
}


@pytest.mark.parametrize("name", VALID)
def test_what_is_right_fits(name, validators):
    assert list(validators["scenario"].iter_errors(loaded(HEAD + VALID[name]))) == []


@pytest.mark.parametrize("name", INVALID)
def test_what_is_wrong_is_wrong_by_both(name, validators, tmp_path):
    key = INVALID[name].partition(":")[0]
    text = "".join(line for line in HEAD.splitlines(keepends=True) if not line.startswith(f"{key}:")) + INVALID[name]
    assert list(validators["scenario"].iter_errors(loaded(text)))
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(HudError):
        load_scenario(tmp_path)


@pytest.mark.parametrize("gone", ["hud", "title", "device", "duration", "world"])
def test_what_is_missing_is_missing_by_both(gone, validators):
    lines = [line for line in HEAD.splitlines() if not line.startswith(f"{gone}:")]
    assert list(validators["scenario"].iter_errors(loaded("\n".join(lines))))


def test_a_part_gives_what_is_missing(validators):
    for within in ("", "world: {footage: {source: street}}\n"):
        assert list(validators["scenario"].iter_errors(loaded(f"hud: 1\ninclude: rest.yaml\n{within}"))) == []
    assert list(
        validators["scenario"].iter_errors(loaded(HEAD.replace("illuminance: 500 lx", "white_reflectance: 0.5")))
    )


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (
            "hud_device: 1\nextends: quark-s1\ndisplay: {peak_luminance: {value: 3 nits, tag: measured, source: mine}}",
            True,
        ),
        ("hud_device: 1\ndisplay: {peak_luminance: {value: 3 nits, tag: measured, source: mine}}", False),
        (
            "hud_device: 1\nextends: quark-s1\ndisplay: {peak_luminance: {value: 3 lx, tag: measured, source: mine}}",
            False,
        ),
        ("hud_device: 1\nextends: quark-s1\ndisplay: {peak: 3 nits}", False),
    ],
)
def test_a_profile_that_builds_upon_another(text, fits, validators):
    assert (list(validators["device"].iter_errors(loaded(text))) == []) is fits


def test_every_key_is_described():
    """An editor shows it while one types."""

    def bare(node, path=""):
        for name, entry in node.get("properties", {}).items():
            if "description" not in entry and not any("$ref" in option for option in entry.get("anyOf", [entry])):
                yield f"{path}.{name}"

    for kind in ("scenario",):
        schema = json_schema(kind)
        found = [*bare(schema), *(one for name, entry in schema["$defs"].items() for one in bare(entry, name))]
        assert found == []


def test_bounds_are_told_in_the_unit_that_people_write_and_never_as_another_language():
    def keys(node):
        if isinstance(node, list):
            return {key for entry in node for key in keys(entry)}
        return set(node) | {key for entry in node.values() for key in keys(entry)} if isinstance(node, dict) else set()

    for kind in KINDS:
        assert not keys(json_schema(kind)) & {"ge", "gt", "le", "lt"}, kind
    schema = json_schema("scenario")["$defs"]
    for model, key, said in (
        ("Wearer", "pupil", "At least -50 mm, at most 50 mm"),
        ("Travel", "speed", "At least 0.01 m/s, at most 100 m/s"),
        ("Captions", "recognition", "At least 0 s, at most 10 s"),
        ("Captions", "misheard", "At least 0, at most 1"),
        ("World", "distance", "More than 0.05 m, at most 1,000,000 m"),
        ("LuxKeyframe", "lux", "at most 200,000 lx"),
        ("Notice", "for", "at most 24 h"),
    ):
        assert said in str(schema[model]["properties"][key]), (model, key)
    (number,) = [one for one in schema["Captions"]["properties"]["misheard"]["anyOf"] if one.get("type") == "number"]
    assert (number["minimum"], number["maximum"]) == (0, 1)
