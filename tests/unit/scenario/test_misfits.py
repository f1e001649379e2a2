"""What is said of a value that does not fit: the key's name, what is wrong, and what would do."""

import pytest

from hud.errors import FileError, HudError, Problems
from hud.scenario import load_scenario

HEAD = """\
hud: 1
title: T
device: quark-s1
duration: 60 s
world: {illuminance: 500 lx}
"""
OSRM = """{"code": "Ok", "routes": [{"distance": 100, "duration": 80, "geometry": {"type": "LineString", "coordinates":
[[8.0, 47.0], [8.001, 47.0]]}, "legs": [{"steps": [
{"distance": 76, "duration": 60, "name": "A", "mode": "walking", "geometry": {"type": "LineString", "coordinates":
[[8.0, 47.0], [8.001, 47.0]]}, "maneuver": {"type": "depart", "location": [8.0, 47.0]}},
{"distance": 0, "duration": 0, "name": "A", "mode": "walking", "geometry": {"type": "LineString", "coordinates":
[[8.001, 47.0], [8.001, 47.0]]}, "maneuver": {"type": "arrive", "location": [8.001, 47.0]}}]}]}]}"""


def said(folder, text):
    (folder / "scenario.yaml").write_text(text)
    (folder / "r.json").write_text(OSRM)
    (folder / "late.vtt").write_text("WEBVTT\n\n05:00.000 --> 05:02.000\nhi\n")
    with pytest.raises(HudError) as caught:
        load_scenario(folder)
    errors = caught.value.errors if isinstance(caught.value, Problems) else [caught.value]
    return [str(error).partition(f"{folder}/")[2] for error in errors if isinstance(error, FileError)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("hud: 1", 'hud: "1"'), "1:6: hud: the version of the format is a whole number; write 1"),
        (("hud: 1", "hud: true"), "1:6: hud: the version of the format is a whole number; write 1"),
        (("hud: 1", "hud: 1.0"), "1:6: hud: the version of the format is a whole number; write 1"),
        (("60 s", "60,5 s"), "4:11: duration: '60,5 s' is not a time; write 60.5 s"),
        (("60 s", "1:00"), "4:11: duration: '1:00' is not a time; write 60 s"),
        (("60 s", "25 h"), "4:11: duration: expected 24 h at most, not '25 h'; write 24 h at most"),
        (("500 lx", "-4 lx"), "5:22: illuminance: expected 0 lx or more, not '-4 lx'; write 0 lx or more"),
        (("500 lx", "[]"), "5:22: illuminance: is empty; write one item"),
        (("500 lx", "true"), "illuminance: expected a number, not 'true'"),
        ("display: {brightness: 64}", "6:23: brightness: expected 1 at most, not '64'; write 64 %"),
        ("link: {text: 83, page: 165 ms}", "6:14: text: '83' has no unit; write for example 83 s"),
        ("link: {text: 600, page: 165 ms}", "6:14: text: '600' has no unit; write for example 600 ms"),
        ("wearer: {pupil: [1 mm]}", "6:17: pupil: expected 2 items at least, not 1"),
        ("vars: {heartRate: 1}", "use small letters, digits and _, a letter first, such as heart_rate"),
        ("include: comon.yaml", "6:10: 'comon.yaml': no such file; check the path"),
        (
            "tracks: [{navigation: {route: r.json, travel: {speed: 1 m/s}, choose: 2}}]",
            "scenario.yaml:6:71: 'r.json' holds 1 route, and none of number 2; leave the choice out",
        ),
        ("tracks: [{navigation: {route: r.json, travel: {speed: 1 m/s}, language: sw}}]", "no instructions in 'sw'"),
        ("tracks: [{navigation: {route: r.json, travel: {speed: 1 m/s}, language: zh-TW}}]", "instructions in 'zh-TW'"),
        (
            "tracks: [{captions: {file: late.vtt, from: en}}]",
            "late.vtt:3:1: the only cue begins at 300 s, after the end",
        ),
        ("tracks: [{captions: {file: r.json, from: en}}]", "is JSON, and no captions"),
    ],
)
def test_one_mistake_is_one_line_that_names_its_key(tmp_path, change, message):
    text = HEAD.replace(*change) if isinstance(change, tuple) else f"{HEAD}{change}\n"
    (found,) = said(tmp_path, text)
    assert message in found


@pytest.mark.parametrize(
    "keyframe", ["{at: 0 s, yaw: 90 deg}", "{at: 0 s, yaw: 30}", "{at: 0 s, jaw: 3 deg, yaw: 1 deg}"]
)
def test_a_wrong_angle_is_not_also_said_to_be_none(tmp_path, keyframe):
    assert len(said(tmp_path, HEAD.replace("500 lx", f"500 lx, head: [{keyframe}]"))) == 1


@pytest.mark.parametrize("tag", ["no", "tl", "nb"])
def test_norwegian_and_tagalog_are_languages(tmp_path, tag):
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n")
    (tmp_path / "scenario.yaml").write_text(f"{HEAD}tracks: [{{captions: {{file: talk.vtt, from: {tag}}}}}]\n")
    assert load_scenario(tmp_path).captions is not None


def test_a_circle_of_variables_is_told_once(tmp_path):
    (found,) = said(tmp_path, f"{HEAD}vars: {{a: $b, b: $c, c: $a}}\n")
    assert "defined by itself" in found


def test_a_fault_of_an_included_file_says_who_includes_it(tmp_path):
    (tmp_path / "part.yaml").write_text("stills: [70 s]\n")
    (found,) = said(tmp_path, f"{HEAD}include: part.yaml\n")
    assert found.startswith("part.yaml:1:10: 70 s is after the end (included by ")
    assert "scenario.yaml:6)" in found


def test_many_plain_events_are_not_called_anchors(tmp_path):
    events = "".join(f"      - {{at: {k % 60} s, input: tap}}\n" for k in range(60_000))
    (found,) = said(tmp_path, f"{HEAD}tracks:\n  - events:\n{events}")
    assert "more than 100,000 keys and values" in found
