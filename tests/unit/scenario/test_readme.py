"""What the README shows of scenarios is what there is."""

import re
import shutil
from pathlib import Path

import pytest

import hud
from hud.errors import Problems
from hud.resources import scenarios_path
from hud.scenario import load_scenario

README = (Path(hud.__path__[0]).parent / "README.md").read_text(encoding="utf-8")
SAMPLE = re.search(r"```yaml\n(hud: 1 .*?)```", README, re.DOTALL)[1]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    shutil.copy(scenarios_path() / "navigation/morning-walk/route.osrm.json", tmp_path)
    for name in ("talk.zh.vtt", "talk.en.vtt"):
        shutil.copy(scenarios_path() / "translation/tea-house" / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_sample_is_a_scenario(folder):
    Path("scenario.yaml").write_text(SAMPLE, encoding="utf-8")
    assert load_scenario(folder).title == "Morning walk to the station"


def test_the_sample_of_errors_is_what_two_slips_give(folder):
    slips = SAMPLE.replace("translations: talk.en.vtt", "translations: talk.em.vtt").replace("88 s]", "98 s]")
    Path("scenario.yaml").write_text(slips, encoding="utf-8")
    with pytest.raises(Problems) as caught:
        load_scenario(folder)
    told = "".join(f"{error}\n{error.drawing()}\n" for error in caught.value.errors)
    assert f"```text\n{told}```" in README
