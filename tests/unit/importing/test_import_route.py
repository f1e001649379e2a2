"""Scenarios made from routes."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from hud.cli.checking import check_playable
from hud.errors import FileError, HudError, UsageError
from hud.importing import RouteWishes, import_route
from hud.resources import SCENARIO_SCHEMA as SCHEMA
from hud.resources import scenarios_path
from hud.scenario import load_scenario, state_at
from hud.schemas import json_schema_text
from tests.helpers.routes import gpx, osrm, place, write
from tests.helpers.services import graphhopper, openroute

CORNERS = [(0, 0), (0, 100), (60, 100), (60, 150)]
SHARED = Path(os.environ.get("HUD_ROUTE_FILES", "/nonexistent"))
PLAIN = RouteWishes()


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


def walked(seconds=1.0):
    way = (
        [(0, y) for y in range(0, 101, 2)] + [(x, 100) for x in range(2, 61, 2)] + [(60, y) for y in range(102, 151, 2)]
    )
    return gpx([(k * seconds, x, y) for k, (x, y) in enumerate(way)])


LINE = {"type": "LineString", "coordinates": [place(*corner) for corner in CORNERS]}


@pytest.mark.parametrize(
    ("document", "name", "format_"),
    [
        (osrm(CORNERS), "route.osrm.json", "OSRM or Mapbox Directions v5 JSON, routes"),
        (graphhopper(heights=True), "route.graphhopper.json", "GraphHopper JSON"),
        (openroute(), "route.ors.json", "openrouteservice JSON"),
        (openroute(geojson=True), "route.ors.geojson", "openrouteservice GeoJSON"),
        (LINE, "route.geojson", "GeoJSON"),
        (walked(), "route.gpx", "GPX track"),
    ],
)
def test_every_format_makes_a_scenario_that_plays_and_is_sound(tmp_path, document, name, format_):
    # the name says nothing
    path = write(tmp_path / "answer.bin", document)
    made = import_route([path], tmp_path / "walk", PLAIN)
    assert made.sources[0].format == format_
    assert files_in(tmp_path / "walk") == sorted([name, SCHEMA, "scenario.yaml"])
    assert (tmp_path / "walk" / name).read_bytes() == path.read_bytes()
    scenario = load_scenario(tmp_path / "walk")
    check_playable(scenario)
    assert scenario.duration_s == made.duration_s
    assert state_at(scenario, 1.0).nav.phase == "guiding"
    assert state_at(scenario, scenario.duration_s).nav.phase == "arrived"
    assert len(scenario.stills_s) >= 2
    first = (tmp_path / "walk" / "scenario.yaml").read_text(encoding="utf-8").split("\n")[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA}"
    assert (tmp_path / "walk" / SCHEMA).read_text(encoding="utf-8") == json_schema_text("scenario")


def test_a_journey_longer_than_a_scenario_has_stills_and_is_counted_in_plain_words(tmp_path):
    far = write(tmp_path / "far.geojson", {"type": "LineString", "coordinates": [[8.0, 47.0], [8.0, 49.0]]})
    import_route([far], tmp_path / "far", replace(PLAIN, mode="driving", speed_m_s=0.5))
    scenario = load_scenario(tmp_path / "far")
    assert scenario.stills_s == (21600, 43200, 64800)
    assert "1 instruction on 222" in (tmp_path / "far" / "scenario.yaml").read_text(encoding="utf-8")
    assert scenario.footage.options["vehicle"] == "car"


def test_wishes_are_written_into_the_scenario(tmp_path):
    path = write(tmp_path / "r.json", graphhopper())
    wishes = RouteWishes('Zum "Hafen": 1', "even-g2", "de-AT", "imperial", "driving", 12.5)
    import_route([path], tmp_path / "d", wishes)
    scenario = load_scenario(tmp_path / "d")
    assert (scenario.title, scenario.device) == ('Zum "Hafen": 1', "even-g2")
    assert (scenario.route.language, scenario.route.units, scenario.route.mode_at(0)) == (
        "de-AT",
        "imperial",
        "driving",
    )
    assert scenario.route.announced[0].instruction == "Rechts abbiegen auf Quay Street"
    assert scenario.travel.speed_at(5) == pytest.approx(12.5)


def test_a_route_and_a_journey_in_either_order(tmp_path):
    route, journey = write(tmp_path / "a", osrm(CORNERS)), write(tmp_path / "b", walked(2.0))
    for number, files in enumerate(([route, journey], [journey, route])):
        made = import_route(files, tmp_path / f"w{number}", PLAIN)
        assert [source.format for source in made.sources][1] == "GPX track, the journey"
        scenario = load_scenario(made.folder)
        assert files_in(made.folder) == [SCHEMA, "route.osrm.json", "scenario.yaml", "travel.gpx"]
        assert scenario.travel.arrived_s == pytest.approx(206, abs=6)


def test_a_track_alone_is_travelled_as_it_was_recorded_and_one_without_times_at_its_pace(tmp_path):
    timed = import_route([write(tmp_path / "a.gpx", walked(3.0))], tmp_path / "a", PLAIN)
    assert timed.remarks == ("travelled as its track was recorded",)
    assert timed.duration_s == 320
    still = gpx([(None, *corner) for corner in CORNERS])
    untimed = import_route([write(tmp_path / "b.gpx", still)], tmp_path / "b", PLAIN)
    assert untimed.remarks == ("travelled at 1.4 m/s, which is usual for walking",)
    assert untimed.duration_s == 156


def test_what_was_left_out_and_made_is_said(tmp_path):
    document = osrm(CORNERS)
    document["routes"].append(document["routes"][0])
    document["routes"][0]["legs"][0]["annotation"] = {}
    made = import_route([write(tmp_path / "r", document)], tmp_path / "o", PLAIN)
    assert made.sources[0].dropped == ("1 alternative route (210 m)", "annotations (speeds, congestion, ...)")
    made = import_route([write(tmp_path / "g", LINE)], tmp_path / "p", PLAIN)
    assert "it has no instructions: 2 turns made from the shape of its line" in made.sources[0].remarks


def test_a_journey_of_days_ends_with_the_day(tmp_path):
    far = {"type": "LineString", "coordinates": [[0, 0], [3, 0]]}
    made = import_route([write(tmp_path / "f", far)], tmp_path / "far", PLAIN)
    assert made.duration_s == 86_400
    assert "the journey takes 66 h; the scenario ends after 24 h" in made.remarks


@pytest.mark.parametrize(
    ("files", "wishes", "error", "said"),
    [
        ([], PLAIN, UsageError, "no file"),
        (["r", "r", "t"], PLAIN, UsageError, "3 files"),
        (["r", "r"], PLAIN, UsageError, "two routes"),
        (["r", "far"], PLAIN, FileError, "never comes nearer"),
        (["r", "t"], RouteWishes(speed_m_s=2), UsageError, "--speed with a recorded journey"),
        (["none"], PLAIN, FileError, "no such file"),
        (["r"], RouteWishes(device="quark-s2"), HudError, "quark-s1"),
    ],
)
def test_what_cannot_be_made_leaves_nothing(tmp_path, files, wishes, error, said):
    write(tmp_path / "r", osrm(CORNERS))
    write(tmp_path / "t", walked())
    write(tmp_path / "far", gpx([(0, 9000, 0), (9, 9100, 0)]))
    before = files_in(tmp_path)
    with pytest.raises(error, match=said):
        import_route([tmp_path / name for name in files], tmp_path / "new" / "deep", wishes)
    assert files_in(tmp_path) == before


def test_what_is_there_is_not_replaced_unless_it_is_a_scenario_and_one_says_so(tmp_path, monkeypatch):
    route = write(tmp_path / "r", osrm(CORNERS))
    home = tmp_path / "walk"
    import_route([route], home, PLAIN)
    (home / "mine.txt").write_text("x")
    with pytest.raises(FileError, match="--force"):
        import_route([route], home, PLAIN)
    inside = write(home / "own.json", osrm(CORNERS))
    with pytest.raises(FileError, match="would be removed with it"):
        import_route([inside], home, PLAIN, force=True)
    monkeypatch.chdir(home)
    with pytest.raises(FileError, match="the folder you are in"):
        import_route([route], home, PLAIN, force=True)
    monkeypatch.chdir(tmp_path)
    import_route([route], home, PLAIN, force=True)
    assert files_in(home) == [SCHEMA, "route.osrm.json", "scenario.yaml"]
    other = tmp_path / "photos"
    other.mkdir()
    import_route([route], other, PLAIN)  # empty
    (other / "scenario.yaml").unlink()
    with pytest.raises(FileError, match="something else in it"):
        import_route([route], other, PLAIN, force=True)
    with pytest.raises(FileError, match="is a file"):
        import_route([route], route, PLAIN, force=True)
    (tmp_path / "link").symlink_to(home)
    with pytest.raises(FileError, match="is a link"):
        import_route([route], tmp_path / "link", PLAIN, force=True)


def test_a_profile_of_ones_own_goes_with_it(tmp_path):
    profile = write(tmp_path / "mine.yaml", "hud_device: 1\nextends: quark-s1\nid: mine\nname: Mine\n")
    import_route([write(tmp_path / "r", osrm(CORNERS))], tmp_path / "w", RouteWishes(device=str(profile)))
    assert "mine.yaml" in files_in(tmp_path / "w")


def test_a_hostile_title_is_one_line_of_text(tmp_path):
    line = {"type": "Feature", "properties": {"name": 'a"\n# {x: [1]}\u2028\x00' + "x" * 999}, "geometry": LINE}
    made = import_route([write(tmp_path / "r", line)], tmp_path / "w", PLAIN)
    assert load_scenario(made.folder).title == made.title
    assert len(made.title) == 100


def test_the_shipped_routes_import(tmp_path):
    for name in ("morning-walk", "night-ride"):
        path = scenarios_path(f"navigation/{name}/route.osrm.json")
        made = import_route([path], tmp_path / name, PLAIN)
        assert made.sources[0].facts["steps"] == len(json.loads(path.read_text())["routes"][0]["legs"][0]["steps"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not there")
@pytest.mark.parametrize("path", sorted(SHARED.iterdir()) if SHARED.is_dir() else [], ids=lambda path: path.name)
def test_every_shared_file_imports_or_is_refused_with_its_reason(tmp_path, path):
    refused = {
        "LICENSES.md": "is not JSON",
        "mapbox_no_route.json": "answered NoRoute, 'No route found'",
        "osrm_text_cases.jsonl": "a second JSON document",
        "pynmeagps_nmea4.log": "a log of NMEA sentences",
    }
    if path.name in refused:
        with pytest.raises(FileError, match=refused[path.name]):
            import_route([path], tmp_path / "w", PLAIN)
        return
    made = import_route([path], tmp_path / "w", PLAIN)
    assert state_at(load_scenario(made.folder), 0.0).nav is not None
