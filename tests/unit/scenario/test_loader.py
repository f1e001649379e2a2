"""Scenario files that people write, and the mistakes they make in them."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.cv import cv2
from hud.errors import FileError, HudError, Problems, UsageError
from hud.footage.limits import TIMES_OF_DAY
from hud.footage.street.light import LIGHTS
from hud.scenario import Scenario, find_scenarios, load_scenario
from tests.helpers.clips import numbered, write_film

HEAD = "hud: 1\ntitle: T\ndevice: quark-s1\nduration: 10 s\nworld: {illuminance: 500 lx}\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n"
ROUTE = json.dumps(
    {
        "code": "Ok",
        "routes": [
            {
                "distance": 111.2,
                "duration": 80,
                "geometry": {"type": "LineString", "coordinates": [[0, 0], [0, 0.001]]},
                "legs": [
                    {
                        "steps": [
                            {
                                "name": "A Street",
                                "mode": "walking",
                                "distance": 111.2,
                                "duration": 80,
                                "geometry": {"type": "LineString", "coordinates": [[0, 0], [0, 0.001]]},
                                "maneuver": {"type": "depart", "location": [0, 0], "bearing_after": 0},
                            },
                            {
                                "name": "A Street",
                                "mode": "walking",
                                "distance": 0,
                                "duration": 0,
                                "geometry": {"type": "LineString", "coordinates": [[0, 0.001], [0, 0.001]]},
                                "maneuver": {"type": "arrive", "location": [0, 0.001], "bearing_before": 0},
                            },
                        ]
                    }
                ],
            }
        ],
    }
)


def write_picture(path):
    cv2.imwrite(str(path), numbered(1))


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "mine"
    home.mkdir()
    (home / "route.json").write_text(ROUTE)
    (home / "talk.vtt").write_text(VTT)
    return home


def write(folder, text):
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return folder


def problems(folder, text):
    """(line, message) of every error."""
    with pytest.raises(HudError) as caught:
        load_scenario(write(folder, text))
    found = caught.value.errors if isinstance(caught.value, Problems) else [caught.value]
    return [(error.line, str(error)) for error in found]


def test_the_least_scenario(folder):
    scenario = load_scenario(write(folder, HEAD))
    assert (scenario.title, scenario.name, scenario.device, scenario.duration_s) == ("T", "mine", "quark-s1", 10.0)
    assert scenario.footage.source == "street"
    assert scenario.footage.folder == folder
    assert scenario.walk is None
    assert scenario.screen is None
    assert scenario.stills_s == ()


def test_everything_a_scenario_can_say(folder):
    (folder / "own.qml").write_text("Item {}")
    scenario = load_scenario(
        write(
            folder,
            """hud: 1
title: T
description: D
device: even-g2
duration: 1 min
clock: "23:59:30"
world:
  footage: {source: street, hfov: 70 deg, time_of_day: dusk, seed: 4, standing: true}
  illuminance: [{at: 0 s, lux: 100}, {at: 10 s, lux: 1 klx, ease: smooth}]
  white_reflectance: 90 %
display: {brightness: [{at: 0 s, is: 50 %}, {at: 1 s, is: 0.25}]}
status: {battery: 80 %}
screen: own.qml
tracks:
  - navigation: {route: route.json, travel: {speed: 5 km/h}}
  - captions: {file: talk.vtt, from: zh-Hant, to: en, translations: talk.vtt, delay: 600 ms}
  - values: {heart: [{at: 0 s, is: 72}, {at: 30 s, is: 118, ease: linear}], lap: one, fast: true}
  - values: {steps: 4}
  - events:
      - {at: 12 s, notice: {title: Lin, body: "On my way", for: 5 s}}
      - {at: 20 s, input: tap}
  - events:
      - {at: 33 s, fault: {link: lost, for: 4 s}}
stills: [1 s, 60 s]
""",
        )
    )
    assert scenario.footage.options == {"time_of_day": "dusk", "seed": 4, "standing": True, "signs": "zh"}
    assert scenario.footage.hfov_deg == 70
    assert scenario.white_reflectance == 0.9
    assert scenario.walk.duration_s == pytest.approx(111.2 / (5 / 3.6), rel=0.01)
    assert set(scenario.values) == {"heart", "lap", "fast", "steps"}
    assert scenario.captions.delay_s == 0.6
    assert scenario.screen == (folder / "own.qml").resolve()
    assert scenario.stills_s == (1.0, 60.0)
    assert scenario.clock_s == 86370


@pytest.mark.parametrize("named", ["folder", "file", "text"])
def test_a_scenario_is_named_by_folder_or_file(folder, named):
    write(folder, HEAD)
    path = folder / "scenario.yaml" if named == "file" else folder
    assert load_scenario(str(path) if named == "text" else path).title == "T"


def test_a_file_may_have_another_name(folder):
    (folder / "other.yaml").write_text(HEAD)
    assert load_scenario(folder / "other.yaml").title == "T"


@pytest.mark.parametrize("name", ["navigation/morning-walk", "morning-walk", "navigation/morning-walk/"])
def test_a_shipped_one_is_named_from_anywhere(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_scenario(name).name == "navigation/morning-walk"


def test_a_shipped_one_by_its_path_has_the_same_name():
    for entry in find_scenarios():
        assert load_scenario(entry.path).name == entry.name
        assert load_scenario(entry.path.parent).title == entry.title


def test_an_unknown_name_lists_the_known():
    with pytest.raises(UsageError) as caught:
        load_scenario("morning-wlak")
    assert "did you mean 'morning-walk'?" in caught.value.hint
    assert all(entry.name in caught.value.hint for entry in find_scenarios())


@pytest.mark.parametrize("name", ["", " ", "\0", "a\0b", "x" * 5000])
def test_odd_names_are_refused(name):
    with pytest.raises(HudError):
        load_scenario(name)


def test_a_missing_path_is_a_missing_file(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        load_scenario(tmp_path / "nothing")
    with pytest.raises(FileError, match="no such file"):
        load_scenario("./nothing.yaml")


def test_a_folder_without_a_scenario_says_so(tmp_path):
    with pytest.raises(FileError, match=r"has no scenario\.yaml"):
        load_scenario(tmp_path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("titel: x", "unknown key 'titel'; did you mean 'title'?"),
        ("clock: 25:00", "is not a time of day"),
        ("stills: [11 s]", "11 s is after the end"),
        ("stills: [-1 s]", "expected 0"),
        ("stills: [.nan]", "not a finite number"),
        ("stills: 3 s", "expected a list"),
        ("display: {brightness: 120 %}", "at most"),
        ("display: {}", "'brightness' is missing"),
        ("display: {brightness: []}", "is empty"),
        ("status: {battery: [{at: 1 s, is: 1}, {at: 1 s, is: 0}]}", "1 s does not come after 1 s"),
        ("status: {battery: [{at: 11 s, is: 1}]}", "11 s is after the end"),
        ("status: {battery: full}", "is not a ratio"),
        ("tracks: [{}]", "a track is one thing"),
        ("tracks: [{values: {a: 1}, events: [{at: 1 s, input: tap}]}]", "a track is one thing"),
        ("tracks: [{captions: null}]", "a track is one thing"),
        ("tracks: [{captoins: {file: talk.vtt, from: zh}}]", "did you mean 'captions'?"),
        ("tracks: [{events: []}]", "is empty"),
        ("tracks: [{events: [{at: 1 s}]}]", "an event is one thing"),
        ("tracks: [{events: [{at: 10 s, input: tap}]}]", "10 s is not before the end"),
        ("tracks: [{events: [{at: 1 s, input: tapp}]}]", "did you mean 'tap'?"),
        ("tracks: [{events: [{at: 1 s, notice: {title: ''}}]}]", "is empty"),
        ("tracks: [{events: [{at: 1 s, notice: {title: a, for: 0 s}}]}]", "more than 0"),
        ("tracks: [{events: [{at: 1 s, notice: {title: a, for_: 3 s}}]}]", "unknown key 'for_'; did you mean 'for'?"),
        ("tracks: [{events: [{at: 1 s, fault: {link: gone, for: 1 s}}]}]", "use one of lost, late"),
        ("tracks: [{values: {Heart Rate: 1}}]", "does not fit here"),
        ("tracks: [{values: {a: .inf}}]", "not a finite number"),
        (
            "tracks: [{values: {a: [{at: 0 s, is: x}, {at: 1 s, is: y, ease: smooth}]}}]",
            "only numbers and colours can be eased",
        ),
        ("tracks: [{values: {a: [{at: 0 s, is: x}, {at: 1 s, is: 1}]}}]", "mix numbers, texts and switches"),
        ("tracks: [{values: {a: 1}}, {values: {a: 2}}]", "a second value 'a'"),
        ("tracks: [{values: {a: " + "9" * 400 + "}}]", "too large"),
        ("tracks: [{captions: {file: no.vtt, from: zh}}]", "'no.vtt': no such file"),
        ("tracks: [{captions: {file: tolk.vtt, from: zh}}]", "did you mean 'talk.vtt'?"),
        ("tracks: [{captions: {file: ., from: zh}}]", "is a folder"),
        ("tracks: [{captions: {file: talk.vtt, from: zh, to: en}}]", "'to' is given without a file"),
        ("tracks: [{captions: {file: talk.vtt, from: zh, translations: talk.vtt}}]", "without their language"),
        ("tracks: [{captions: {file: talk.vtt, from: Chinese!}}]", "is not a language code"),
        ("tracks: [{captions: {file: talk.vtt, from: qq}}]", "'qq' names no language that is known"),
        ("tracks: [{captions: {file: talk.vtt, from: jp}}]", "'jp' is no language's code; write ja"),
        ("tracks: [{captions: {file: talk.vtt, from: english}}]", "write en"),
        ("tracks: [{captions: {file: talk.vtt, from: en-UK}}]", "'UK' in 'en-UK' is no country (ISO 3166); write GB"),
        ("tracks: [{captions: {file: talk.vtt, from: en, to: zh_Hans, translations: talk.vtt}}]", "write zh-Hans"),
        ("tracks: [{captions: {file: talk.vtt, from: en, partial: word}}]", "did you mean 'words'?"),
        ("tracks: [{captions: {file: talk.vtt, from: en, misheard: 10 %}}]", "add partial: words"),
        (
            "tracks: [{captions: {file: talk.vtt, from: en, partial: words, revisions: [{said: ho, heard: ha}]}}]",
            "'ho' is in no caption",
        ),
        (
            "tracks: [{captions: {file: talk.vtt, from: en, partial: words, "
            "revisions: [{said: hi, heard: ha, at: 3 s}]}}]",
            "'hi' is not in a caption at 3 s; they are said from 1 s to 2 s",
        ),
        (
            "tracks: [{captions: {file: talk.vtt, from: zh}}, {captions: {file: talk.vtt, from: zh}}]",
            "a second captions",
        ),
        ("tracks: [{navigation: {route: ../mine/../x.json, travel: {speed: 1 m/s}}}]", "outside the folder"),
        ("tracks: [{navigation: {route: /etc/passwd, travel: {speed: 1 m/s}}}]", "outside the folder"),
        ("tracks: [{navigation: {route: route.json, travel: {speed: 0 m/s}}}]", "expected 0.01"),
        ("tracks: [{navigation: {route: route.json, travel: {speed: 5 km}}}]", "a unit of length, not of speed"),
        ("tracks: [{navigation: {route: route.json, travel: {}}}]", "travel needs one of a file and a speed"),
        ("tracks: [{navigation: {route: route.json, travel: walk.gpx}}]", "'walk.gpx': no such file"),
        ("tracks: [{navigation: {route: talk.vtt, travel: {speed: 1 m/s}}}]", "talk.vtt"),
        ("screen: own.png", "is not a screen"),
        ("screen: own.qml", "'own.qml': no such file"),
    ],
)
def test_a_mistake_is_told_at_its_line(folder, line, message):
    ((at, told),) = problems(folder, HEAD + line + "\n")
    assert message in told
    assert at in (6, 1) if "talk.vtt" in message else at == 6


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("duration: 10 s", "duration: 0 s", "more than 0"),
        ("duration: 10 s", "duration: 25 h", "expected 24 h at most"),
        ("duration: 10 s", "duration: 1e400 s", "not a finite number"),
        ("duration: 10 s", "duration: 10", "has no unit; write for example 10 s"),
        ("duration: 10 s", "duration: 10 s\nduration: 11 s", "duplicate key"),
        ("device: quark-s1", "device: quark-s9", "did you mean 'quark-s1'?"),
        ("device: quark-s1", "device: ./mine.yaml", "no such file"),
        ("device: quark-s1", 'device: "..\\\\mine"', "has a backslash in it; part folders with /"),
        ("device: quark-s1", 'device: "..\\\\mine.yaml"', "has a backslash in it"),
        ("hud: 1", "hud: 2", "version 2 of the format is not known; write 1"),
        ("hud: 1\n", "", "'hud' is missing"),
        ("title: T\n", "title:\n", "expected a text, not nothing"),
        ("500 lx", "-1 lx", "expected 0"),
        ("500 lx", "500", "has no unit"),
        ("500 lx", "1e6 lx", "expected 200,000 lx at most"),
        ("500 lx", "[{at: 0 s, lux: .nan}]", "not a finite number"),
        ("500 lx", "[{at: 5 s, lux: 1}, {at: 2 s, lux: 1}]", "2 s does not come after 5 s"),
        ("500 lx", "500 lx, footage: {source: stret}", "did you mean 'street'?"),
        ("500 lx", "500 lx, footage: {source: ../x.mp4}", "outside the folder"),
        ("500 lx", "500 lx, footage: {source: grey, seed: 3}", "'seed' does nothing to a colour"),
        ("500 lx", "500 lx, footage: {fps: 30 Hz}", "'fps' does nothing to a street"),
        ("500 lx", "500 lx, footage: {time_of_day: noo}", "did you mean 'noon'?"),
        ("500 lx", "500 lx, footage: {weather: rian}", "did you mean 'rain'?"),
        ("500 lx", "500 lx, footage: {vehicle: cra}", "did you mean 'car'?"),
        ("500 lx", "500 lx, footage: {underpass: [40 m, 30 m]}", "such an underpass is not possible"),
        ("500 lx", "500 lx, footage: {source: grey, weather: rain}", "'weather' does nothing to a colour"),
        ("500 lx", "500 lx, white_reflectance: 0", "more than 0"),
        ("world: {illuminance: 500 lx}", "world: 500 lx", "expected keys with values"),
        ("world: {illuminance: 500 lx}", "world: {}", "'illuminance' is missing"),
    ],
)
def test_a_mistake_in_the_head_is_told(folder, before, after, message):
    ((line, told),) = problems(folder, HEAD.replace(before, after))
    assert message in told
    assert line


def test_every_mistake_is_told_at_once_in_the_order_of_the_file(folder):
    (folder / "bad.vtt").write_text("WEBVTT\n\n00:03.000 --> 00:02.000\nhi\n\n00:05.000 --> 00:04.000\nhi\n")
    text = (
        HEAD.replace("quark-s1", "quark-s9")
        + "tracks:\n  - navigation: {route: none.json, travel: none.gpx}\n"
        + "  - captions: {file: bad.vtt, from: zh}\nstills: [20 s]\n"
    )
    found = problems(folder, text)
    assert [line for line, _ in found] == [3, 7, 7, 9, 3, 6]
    assert "bad.vtt:6" in found[-1][1]


def test_what_does_not_fit_hides_nothing_else(folder):
    text = (
        HEAD.replace("quark-s1", "quark-s9").replace("500 lx", "-5 lx, footage: {source: stret, seed: -1}")
        + "tracks:\n  - captions: {file: no.vtt}\n  - navigation: {route: ../r.json, speed: 1}\n"
        + "  - values: {a: [{at: 20 s, is: 1}]}\n  - nonsense: 1\n"
        + "  - events: [{at: x, input: tap}, {at: 11 s, input: no}]\n"
        + "stills: [-1 s, 20 s]\nscreen: none.qml\n"
    )
    found = problems(folder, text)
    places = [line for line, _ in found]
    assert places == sorted(places)
    for line, said in (
        (3, "did you mean 'quark-s1'"),
        (5, "illuminance: expected 0 lx or more, not '-5 lx'"),
        (5, "did you mean 'street'"),
        (5, "not '-1'"),
        (7, "'from' is missing"),
        (7, "'no.vtt': no such file"),
        (8, "outside the folder"),
        (8, "'travel' is missing"),
        (9, "20 s is after the end"),
        (10, "unknown key 'nonsense'"),
        (11, "'x' is not a time"),
        (11, "11 s is not before the end"),
        (12, "not '-1 s'; write 0 s or more"),
        (12, "20 s is after the end"),
        (13, "'none.qml': no such file"),
    ):
        assert any(at == line and said in told for at, told in found), (line, said)


def test_a_key_given_twice_hides_nothing_else(folder):
    text = HEAD.replace("quark-s1", "quark-s9") + "title: U\nstills: [20 s]\ntitle: V\n"
    found = problems(folder, text)
    assert [line for line, _ in found] == [3, 6, 7, 8]
    assert [line for line, told in found if "duplicate key 'title'; give each key once" in told] == [6, 8]


def test_what_is_missing_is_told_once(folder):
    ((line, told),) = problems(folder, HEAD + "tracks:\n  - captions: {from: en}\n")
    assert (line, "'file' is missing" in told) == (7, True)


def test_the_caret_stands_under_the_value(folder):
    with pytest.raises(FileError) as caught:
        load_scenario(write(folder, HEAD + "tracks: [{captions: {file: no.vtt, from: zh}}]\n"))
    line, caret = caught.value.drawing().split("\n")
    assert line[caret.index("^") :].startswith("no.vtt")


def test_a_link_out_of_the_folder_is_refused(folder):
    (folder.parent / "secret.vtt").write_text(VTT)
    (folder / "link.vtt").symlink_to(folder.parent / "secret.vtt")
    ((_, told),) = problems(folder, HEAD + "tracks: [{captions: {file: link.vtt, from: zh}}]\n")
    assert "outside the folder" in told


def test_a_device_beside_the_scenario(folder):
    from hud.resources import asset_path

    text = asset_path("devices/quark-s1.yaml").read_text(encoding="utf-8")
    (folder / "mine.yaml").write_text(text.replace("id: quark-s1", "id: mine"), encoding="utf-8")
    scenario = load_scenario(write(folder, HEAD.replace("quark-s1", "mine.yaml")))
    assert scenario.device == str((folder / "mine.yaml").resolve())


@pytest.mark.parametrize("source", ["pictures", "film.mkv", "webcam:0", "webcam:/dev/video1", "grey", "flat:#a0b0c0"])
def test_footage_of_every_kind(folder, source):
    (folder / "pictures").mkdir()
    write_picture(folder / "pictures" / "1.png")
    write_film(folder / "film.mkv", range(3))
    text = HEAD.replace("500 lx", f"500 lx, footage: {{source: '{source}'}}")
    assert load_scenario(write(folder, text)).footage.source == source


@pytest.mark.parametrize(
    ("footage", "told", "at"),
    [
        ("source: empty.mp4", "'empty.mp4': is empty", "empty.mp4"),
        ("source: film.mp4", "'film.mp4': no such file; did you mean 'film.mkv'?", "film.mp4"),
        ("source: flat:zzz", "'flat:zzz' is not a colour", "flat:zzz"),
        ("source: webcam:abc", "'webcam:abc' is not a camera", "webcam:abc"),
        ("source: webcam:/tmp/x.mp4", "'webcam:/tmp/x.mp4' is not a camera", "webcam:/tmp"),
        ("source: pictures", "'2.png': is a link out of the scenario's folder", "pictures"),
        ("source: bare", "'bare': has no pictures in it", "bare"),
        ("hfov: 150 deg", "of the street of 150 deg is not possible; use 5 to 120 deg", "150 deg"),
        ("source: film.mkv, hfov: 171 deg", "expected 170", "171 deg"),
        ("source: film.mkv, seed: 3", "'seed' does nothing to a video", "3"),
    ],
)
def test_footage_that_cannot_be_shown_is_told_where_it_is_named(folder, footage, told, at):
    (folder / "empty.mp4").touch()
    (folder / "bare").mkdir()
    (folder / "pictures").mkdir()
    write_picture(folder / "pictures" / "1.png")
    write_picture(folder.parent / "secret.png")
    (folder / "pictures" / "2.png").symlink_to(folder.parent / "secret.png")
    write_film(folder / "film.mkv", range(3))
    with pytest.raises(HudError) as caught:
        load_scenario(write(folder, HEAD.replace("500 lx", f"500 lx, footage: {{{footage}}}")))
    (error,) = getattr(caught.value, "errors", [caught.value])
    assert told in str(error)
    line, caret = error.drawing().split("\n")
    assert line[caret.index("^") :].startswith(at)


def test_the_street_has_light_for_every_time_of_day():
    assert set(LIGHTS) == {hour + weather for hour in TIMES_OF_DAY for weather in ("", ", rain")}


MORNING = next(entry.path for entry in find_scenarios() if entry.name == "navigation/morning-walk").read_text("utf-8")
PIECES = ["", " ", "\n", "- ", ": ", "{", "}", "[", "]", "&a ", "*a", "!!int ", "\t", "'", '"', "#", "|", ">", "%", "@"]
PIECES += [
    "-1",
    "1e999",
    ".nan",
    "null",
    "true",
    "0x1f",
    "2001-02-30",
    "99:99",
    "../..",
    "\x85",
    "é",
    "?",
    "<<: *a",
    "~",
]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_damage_gives_a_scenario_or_an_error_of_ours(folder, data):
    text = MORNING.replace("route.osrm.json", "route.json")
    text = "\n".join(line.split("  #")[0] for line in text.split("\n") if not line.startswith("#"))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]
    places: list[FileError] = []
    try:
        assert isinstance(load_scenario(write(folder, text)), Scenario)
    except Problems as caught:
        places += caught.errors
    except HudError:
        pass
    assert all(error.line for error in places)


def test_units_of_a_route_may_be_chosen(tmp_path):
    import shutil

    from hud.resources import scenarios_path
    from hud.scenario import load_scenario, state_at

    folder = tmp_path / "walk"
    shutil.copytree(scenarios_path("navigation/morning-walk"), folder)
    file = folder / "scenario.yaml"
    text = file.read_text(encoding="utf-8")
    assert "      route: route.osrm.json" in text
    file.write_text(text.replace("      route:", "      units: imperial\n      route:", 1), encoding="utf-8")
    assert state_at(load_scenario(folder), 8.0).nav.distance == "60 ft"
    assert state_at(load_scenario("morning-walk"), 8.0).nav.distance == "20 m"


def test_all_that_is_wrong_with_captions_is_told_at_once(tmp_path):
    line = "tracks: [{captions: {file: missing.vtt, from: zz, to: en}}]\n"
    (tmp_path / "scenario.yaml").write_text(HEAD + line, encoding="utf-8")
    with pytest.raises(Problems) as caught:
        load_scenario(tmp_path)
    told = [error.message for error in caught.value.errors]
    assert len(told) == 3
    for message, said in zip(
        told, ("no such file", "'zz' names no language", "'to' is given without a file"), strict=True
    ):
        assert said in message


@pytest.mark.parametrize(
    ("scenario", "language"), [("old-town", "de"), ("below-the-railway", "fr"), ("shop-signs", "zh")]
)
def test_a_town_names_its_shops_as_it_is_spoken_there(scenario, language):
    assert load_scenario(scenario).footage.options["signs"] == language


@pytest.mark.parametrize(
    ("sides", "written", "traffic"),
    [
        (["left", "left"], "", "left"),
        (["left", "right"], "", None),
        ([], "", None),
        (["left", "left"], "traffic: right", "right"),
        (["right", "right"], "traffic: left", "left"),
    ],
)
def test_one_drives_on_the_side_that_the_route_says(tmp_path, sides, written, traffic):
    """By most of its steps; what the scenario says counts for more."""
    route = json.loads(ROUTE)
    for step, side in zip(route["routes"][0]["legs"][0]["steps"], sides, strict=False):
        step["driving_side"] = side
    (tmp_path / "r.json").write_text(json.dumps(route), encoding="utf-8")
    head = HEAD.replace("{illuminance", f"{{footage: {{{written}}}, illuminance")
    text = "tracks: [{navigation: {route: r.json, travel: {speed: 9 m/s}}}]\n"
    (tmp_path / "scenario.yaml").write_text(head + text, encoding="utf-8")
    assert load_scenario(tmp_path).footage.options.get("traffic") == traffic
