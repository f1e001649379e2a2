"""The manual of the language is complete, and what it shows works."""

import re
import shutil

import pytest

from hud.errors import Problems
from hud.resources import scenarios_path
from hud.scenario import load_scenario
from hud.scenario.composing import parts
from hud.scenario.schema import GESTURES
from hud.schemas import json_schema
from hud.units import UNITS

MANUAL = (scenarios_path() / "README.md").read_text(encoding="utf-8")
SAMPLE = re.search(r"```yaml\n(.*?)```", MANUAL, re.DOTALL)[1]


def test_the_sample_is_a_scenario(tmp_path):
    shutil.copy(scenarios_path() / "navigation/morning-walk/route.osrm.json", tmp_path)
    for name in ("talk.zh.vtt", "talk.en.vtt"):
        shutil.copy(scenarios_path() / "translation/tea-house" / name, tmp_path)
    (tmp_path / "scenario.yaml").write_text(SAMPLE, encoding="utf-8")
    scenario = load_scenario(tmp_path)
    assert scenario.expect[0].screenshot == "a-message"
    assert scenario.link.name == "even-g2"


def test_the_sample_of_an_error_is_what_a_slip_gives(tmp_path, monkeypatch):
    test_the_sample_is_a_scenario(tmp_path)
    slip = SAMPLE.replace("link: lost, for: 4 s", "link: lost, for: lots")
    (tmp_path / "scenario.yaml").write_text(slip, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Problems) as caught:
        load_scenario(tmp_path)
    (error,) = caught.value.errors
    assert f"```text\n{error}\n{error.drawing()}\n```" in MANUAL


def _keys():
    schema = json_schema("scenario")
    for owner in (schema, *schema["$defs"].values()):
        for name, entry in owner.get("properties", {}).items():
            yield name
            for option in (entry, *entry.get("anyOf", [])):
                yield from (word for word in option.get("enum", []) if isinstance(word, str))


@pytest.mark.parametrize("key", sorted(set(_keys())))
def test_every_key_and_every_word_is_in_the_manual(key):
    assert re.search(rf"[`.{{ ]{re.escape(key)}[`:,}} .]", MANUAL)


@pytest.mark.parametrize("word", [*GESTURES, *(part.stem for part in parts())])
def test_every_gesture_and_part_is_in_the_manual(word):
    assert f"`{word}`" in MANUAL


def test_every_unit_is_in_the_manual():
    for dimension in ("time", "length", "speed", "angle", "turn rate", "illuminance", "frequency"):
        for unit in UNITS[dimension]:
            assert f"`{unit}`" in MANUAL, unit
