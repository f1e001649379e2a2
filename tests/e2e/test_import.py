"""``hud import`` as a user runs it."""

import json

import pytest

from hud.resources import scenarios_path
from tests.helpers.command import hud
from tests.helpers.routes import write
from tests.helpers.services import graphhopper

ROUTE = scenarios_path("navigation/night-ride/route.osrm.json")
TALK = scenarios_path("translation/tea-house")


def test_a_route_becomes_a_scenario_that_is_sound_and_can_be_seen(tmp_path):
    made = hud("import", "route", ROUTE, "-o", "ride", "--name", "To work", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert "OSRM or Mapbox Directions v5 JSON, routes" in made.stdout
    assert "play it with: hud run ride" in made.stdout
    assert hud("check", "ride", cwd=tmp_path).returncode == 0
    seen = hud("render", "ride", "--at", "5", "--size", "320x180", "-o", "a.png", cwd=tmp_path)
    assert (seen.returncode, (tmp_path / "a.png").is_file()) == (0, True)
    again = hud("import", "route", ROUTE, "-o", "ride", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert again.stderr == "ride: there is a scenario already; choose a new name, or replace it with --force\n"


def test_json_says_the_same_and_nothing_else(tmp_path):
    path = write(tmp_path / "answer", graphhopper(heights=True))
    made = hud("import", "route", path, "-o", tmp_path / "w", "--profile", "cycling", "--speed", "18 km/h", "--json")
    document = json.loads(made.stdout)
    assert (document["title"], document["warnings"]) == ("Mill Lane to B 7", [])
    (source,) = document["sources"]
    assert source["format"] == "GraphHopper JSON"
    assert (source["steps"], source["geometry"], source["modes"], source["language"]) == (
        7,
        "polyline5",
        ["cycling"],
        "en",
    )
    assert source["dropped"] == ["heights", "path details (surface, speed limits, ...)"]


def test_captions_become_a_scenario(tmp_path):
    made = hud("import", "captions", TALK / "talk.en.vtt", TALK / "talk.zh.vtt", "--from", "zh", "-o", tmp_path / "tea")
    assert made.returncode == 0, made.stderr
    assert "the translation is in en" in made.stdout
    assert hud("check", tmp_path / "tea").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["route", "none.json", "-o", "w"], "none.json: no such file; check the path"),
        (["route", ROUTE, "-o", "w", "--units", "miles"], "hud: --units miles: unknown"),
        (["route", ROUTE, "-o", "w", "--profile", "flying"], "hud: --profile flying: unknown"),
        (["route", ROUTE, "-o", "w", "--speed", "1.4"], "hud: --speed:"),
        (["route", ROUTE, "-o", "w", "--speed", "900 m/s"], "900 m/s is no journey; give 0.01 to 100 m/s"),
        (["route", ROUTE, "-o", "w", "--language", "german!"], "is not a language code; write for example en"),
        (["captions", ROUTE, "-o", "w"], "is JSON, and no captions"),
        (["route", TALK / "talk.en.vtt", "-o", "w"], "is a caption file, not a route"),
    ],
)
def test_what_is_wrong_is_one_line_and_leaves_nothing(tmp_path, arguments, said):
    made = hud("import", *arguments, cwd=tmp_path)
    assert (made.returncode, made.stdout) == (2, "")
    assert said in made.stderr
    assert "Traceback" not in made.stderr
    assert not (tmp_path / "w").exists()
