"""However many faults there are, in however many files: each is told, once, at its place, and nothing else is."""

import json
import re
from itertools import combinations, islice
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hud.errors import HudError, Problems
from hud.resources import asset_path
from hud.scenario import load_scenario
from tests.helpers.routes import gpx, osrm

SCENARIO = """\
hud: 1
title: All of it
include: common.yaml
device: mine.yaml
duration: 60 s
clock: "08:12"
vars: {rate: 72, who: Lin}
world:
  footage: {source: street, seed: 3}
  illuminance: [{at: 0 s, lux: 100}, {at: 10 s, lux: 500, ease: smooth}]
  head:
    - {at: 0 s, yaw: 0 deg}
    - {at: 5 s, yaw: 3 deg}
display: {brightness: 50 %}
link: {text: 83 ms}
tracks:
  - navigation:
      route: r.json
      travel: walk.gpx
      language: de
      choose: 1
  - captions:
      file: talk.vtt
      from: en
      to: de
      translations: talk.srt
      partial: words
      revisions: [{said: hello, heard: yellow}]
  - values:
      heart: [{at: 0 s, is: $rate}, {at: 30 s, is: 118, ease: linear}]
      mood: calm
  - events:
      - {at: 12 s, notice: {title: $who, body: "On my way", for: 5 s}}
      - {at: 20 s, input: tap}
      - {at: 22 s, input: swipe-up}
      - {at: 33 s, fault: {link: late, by: 2 s, for: 4 s}}
stills: [1 s, 20 s]
expect:
  - {at: 2 s, absent: nothing}
  - {at: 5 s, shows: hello}
  - {at: [6 s, 7 s], visible: nav}
"""
COMMON = """\
status: {battery: 80 %}
wearer: {pupil: [1 mm, 0 mm]}
stills: [3 s]
"""
TALK = """\
WEBVTT

00:01.000 --> 00:04.000
hello you

00:05.000 --> 00:08.000
how are you
"""
SRT = """\
1
00:00:01,000 --> 00:00:04,000
hallo du

2
00:00:05,000 --> 00:00:08,000
wie geht es dir
"""
ROUTE = json.dumps(osrm([(0, 0), (0, 100), (60, 100), (60, 150)]), indent=1)
WALK = gpx([(t, 0.0, 2.0 * t) for t in range(0, 50, 5)]).replace("<trkpt", "\n<trkpt")
DEVICE = (asset_path("devices") / "quark-s1.yaml").read_text(encoding="utf-8")
FILES = {
    "scenario.yaml": SCENARIO,
    "common.yaml": COMMON,
    "mine.yaml": DEVICE,
    "r.json": ROUTE,
    "talk.srt": SRT,
    "talk.vtt": TALK,
    "walk.gpx": WALK,
}


class Slip(NamedTuple):
    """Something that is written wrong."""

    file: str
    right: str
    """What is there; the first of it."""
    wrong: str
    place: str
    """``line:column``, or the part of what is there where the column is."""
    said: str


def s(right, wrong, place, said):
    return Slip("scenario.yaml", right, wrong, place, said)


SLIPS = (
    s("title: All of it", "titel: All of it", "titel", "unknown key 'titel'; did you mean 'title'?"),
    s('clock: "08:12"', "clock: noon", "noon", "is not a time of day"),
    s("source: street, seed: 3", "source: stret, seed: 3", "stret", "did you mean 'street'?"),
    s("- {at: 5 s, yaw", "- {at: 75 s, yaw", "75 s", "75 s is after the end"),
    s("yaw: 3 deg", "yaw: x", "x", "yaw: 'x' is not an angle"),
    s("{at: 0 s, yaw: 0 deg}", "{at: 0 s, yaw: 90 deg}", "90 deg", "75 deg at most"),
    s("{at: 10 s, lux: 500, ", "{at: 0 s, lux: 500, ", "0 s, lux: 500", "0 s does not come after 0 s"),
    Slip("common.yaml", "battery: 80 %", "battery: 180 %", "180 %", "at most"),
    s("link: {text: 83 ms}", "link: {txt: 83 ms}", "txt", "did you mean 'text'?"),
    s("  - navigation:\n", "  - navigatoin:\n", "navigatoin", "did you mean 'navigation'?"),
    s("route: r.json", "route: s.json", "s.json", "no such file"),
    s("choose: 1", "choose: 7", "7", "'r.json' holds 1 route, and none of number 7"),
    s("language: de", "language: qq", "qq", "names no language"),
    s("from: en", "form: en", "form", "unknown key 'form'; did you mean 'from'?"),
    s("partial: words", "partial: wrods", "wrods", "did you mean 'words'?"),
    s("said: hello", "said: hullo", "hullo", "'hullo' is in no caption"),
    s("is: $rate}", "is: $rat}", "$rat", "no variable is called 'rat'; did you mean 'rate'?"),
    s("is: 118, ease: linear", "is: 118, ease: lineal", "lineal", "did you mean 'linear'?"),
    s("mood: calm", "Mood: calm", "Mood", "such as mood"),
    s("for: 5 s}}", "for: 5}}", "5}}", "has no unit"),
    s("input: swipe-up", "input: swipeup", "swipeup", "did you mean 'swipe-up'?"),
    s("- {at: 20 s, input: tap}", "- 7", "7", "events: expected keys with values, not '7'"),
    s("display: {brightness: 50 %}", "display: dark", "dark", "display: expected keys with values, not 'dark'"),
    s("by: 2 s, ", "by: 2 m, ", "2 m,", "a unit of length"),
    s("- {at: 33 s", "- {at: 63 s", "63 s", "63 s is not before the end"),
    s("stills: [1 s, 20 s]", "stills: [1 s, 90 s]", "90 s", "90 s is after the end"),
    s("- {at: 2 s, absent: nothing}", "- {at: 2 s}", "{at: 2 s}", "this expects nothing"),
    s("- {at: 5 s, shows", "- {shows", "{shows", "'at' is missing"),
    s("shows: hello}", "shows: 5}", "5}", "shows: expected a text, not '5'"),
    s("[6 s, 7 s]", "[6 s, 77 s]", "77 s", "77 s is after the end"),
    Slip("common.yaml", "wearer: {pupil: [1 mm, 0 mm]}", "wearer: me", "me", "expected keys with values, not 'me'"),
    Slip("common.yaml", "stills: [3 s]", "stills: [333 s]", "333 s", "333 s is after the end"),
    Slip("mine.yaml", "display:\n", "displai:\n", "displai", "did you mean 'display'?"),
    Slip("r.json", '"distance": 100.0', '"distance": "x"', '"x"', "distance is text, not a number"),
    Slip("r.json", '"type": "turn"', '"typ": "turn"', "57:20", "maneuver has no 'type'"),
    Slip("r.json", '"mode": "walking"', '"mode": 3', "3", "mode is a number, not text"),
    Slip("talk.vtt", "00:01.000 --> 00:04.000", "00:04.000 --> 00:01.000", "3:1", "ends before it begins"),
    Slip("talk.vtt", "00:08.000", "00:88.000", "6:1", "88 where at most 59"),
    Slip("talk.srt", "00:00:04,000", "00:00:04", "2:1", "these are not two times"),
    Slip("walk.gpx", 'lat="', 'lat="x', "<trkpt", "the lat 'x"),
    Slip("walk.gpx", "Z</time>", "Q</time>", "<trkpt", "is not a time"),
)


def applied(slips):
    files = dict(FILES)
    for slip in slips:
        assert slip.right in files[slip.file], slip
        files[slip.file] = files[slip.file].replace(slip.right, slip.wrong, 1)
    return files


def expected(slip, files):
    """``file:line:column`` of a slip."""
    if re.fullmatch(r"\d+:\d+", slip.place):
        return f"{slip.file}:{slip.place}"
    text = files[slip.file]
    at = text.index(slip.wrong)
    before = text.rfind(slip.place, 0, at + len(slip.wrong))
    inside = text.find(slip.place, at, at + len(slip.wrong))
    at = inside if inside >= 0 else before
    return f"{slip.file}:{text.count(chr(10), 0, at) + 1}:{at - text.rfind(chr(10), 0, at)}"


def told(folder, files):
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    try:
        load_scenario(folder)
    except Problems as problems:
        return problems.errors
    except HudError as error:
        return [error]
    return []


def without_what_nobody_can_know(slips):
    """What is in a file that is not named, or would have to be looked for in one that cannot be read."""
    touched = {slip.file for slip in slips}
    unnamed = "r.json" if any(slip.wrong == "route: s.json" for slip in slips) else ""
    return [
        slip
        for slip in slips
        if not (unnamed and (slip.file == unnamed or slip.wrong == "choose: 7"))
        and not (slip.wrong == "said: hullo" and touched & {"talk.vtt", "talk.srt"})
    ]


def check(folder, slips):
    files = applied(slips)
    errors = told(folder, files)
    slips = without_what_nobody_can_know(slips)
    found = sorted((error.place.removeprefix(f"{folder}/"), str(error)) for error in errors)
    places = sorted(expected(slip, files) for slip in slips)
    assert [place for place, _ in found] == places, [text for _, text in found]
    for slip in slips:
        assert any(place == expected(slip, files) and slip.said in text for place, text in found), (slip, found)
    own = [error for error in errors if error.file.endswith("scenario.yaml")]
    assert list(errors[: len(own)]) == own
    assert [error.line for error in own] == sorted(error.line for error in own)


def test_without_a_slip_all_is_well(tmp_path):
    assert told(tmp_path, FILES) == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.wrong.strip())
def test_each_is_told_once_at_its_place(tmp_path, slip):
    check(tmp_path, [slip])


@pytest.mark.parametrize("apart", [1, 7, 16])
def test_two_are_told_at_once(tmp_path, apart):
    for pair in zip(SLIPS, SLIPS[apart:] + SLIPS[:apart], strict=True):
        check(tmp_path, pair)


@pytest.mark.slow
def test_others_are_told_two_at_once(tmp_path):
    # every sixth pair: all of them would take minutes
    for pair in islice(combinations(SLIPS, 2), 0, None, 6):
        check(tmp_path, pair)


def test_all_are_told_at_once(tmp_path):
    check(tmp_path, SLIPS)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slips=st.lists(st.sampled_from(SLIPS), min_size=3, max_size=8, unique=True))
def test_any_few_are_told_at_once(tmp_path, slips):
    check(tmp_path, slips)


@pytest.mark.parametrize(
    ("changes", "place", "said"),
    [
        # what a file that is not there may say is not missed
        (
            {"include: common.yaml": "include: gone.yaml", "title: All of it\n": "", "$who": "$dose"},
            "2:10",
            "no such file",
        ),
        # nor what is behind a name that nobody knows compared with what is beside it
        ({"{at: 0 s, is: $rate}": "{at: 0 s, is: $mood}"}, "30:29", "no variable is called 'mood'"),
        ({"mood: calm": "mood: [{at: 0 s, is: a}, {at: 1 s, is: $x, ease: smooth}]"}, None, "'x'"),
        # one word is wrong, and it is not also said that there is no other
        ({"visible: nav}": "visibel: nav}"}, None, "did you mean 'visible'?"),
        ({"input: tap}": "gesture: tap}"}, None, "unknown key 'gesture'"),
        ({"{link: late, by": "{link: lat, by"}, None, "did you mean 'late'?"),
        ({"at: 33 s": "at: [33 s]"}, None, "not a list"),
        ({"duration: 60 s": "duration: soon"}, "5:11", "is not a time"),
        ({"partial: words": "partial: wrods"}, None, "did you mean 'words'?"),
    ],
)
def test_what_follows_from_a_fault_is_not_told(tmp_path, changes, place, said):
    files = dict(FILES)
    for right, wrong in changes.items():
        assert right in files["scenario.yaml"]
        files["scenario.yaml"] = files["scenario.yaml"].replace(right, wrong)
    (error,) = told(tmp_path, files)
    assert said in str(error)
    assert place is None or error.place.endswith(f"scenario.yaml:{place}")


@pytest.mark.parametrize(
    ("file", "changes", "warned"),
    [
        (
            "talk.vtt",
            {"00:05.000 --> 00:08.000": "01:05.000 --> 01:08.000"},
            "6:1: warning: this cue begins at 65 s, after",
        ),
        (
            "talk.vtt",
            {"hello you": "你好吗，hello", "how are you": "今天天气很好我们去喝茶吧" * 5},
            "6:1: warning: this is said",
        ),
        (
            "talk.srt",
            {"hallo du": "おはようございます", "wie geht es dir": "いい天気ですね"},
            "2:1: warning: this is said to be in 'de'",
        ),
    ],
)
def test_what_may_be_a_mistake_is_a_warning(tmp_path, file, changes, warned):
    files = dict(FILES)
    for right, wrong in changes.items():
        files[file] = files[file].replace(right, wrong)
    assert told(tmp_path, files) == []
    (warning,) = load_scenario(tmp_path).warnings
    assert f"{file}:{warned}" in warning.as_warning()
    assert warning.snippet


def test_what_is_wished_in_vain_hides_nothing(tmp_path):
    """A route that is not in the file, a language there are no sentences in, and values of the file that are wrong."""
    slips = [slip for slip in SLIPS if slip.file == "r.json" or slip.wrong == "choose: 7"]
    files = applied(slips)
    files["scenario.yaml"] = files["scenario.yaml"].replace("language: de", "language: sw")
    said = [error.message for error in told(tmp_path, files)]
    assert len(said) == len(slips) + 1
    assert said[0] == "there are no instructions in 'sw'"


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("title: All of it", "title: [All of it", "3:8"),
        ('clock: "08:12"', 'clock: "08:12', "6:8"),
        ("who: Lin}", "who: Lin", "8:6"),
        ("mood: calm", "mood: calm: er", "31:17"),
        ("- {at: 20 s, input: tap}", "- {at: 20 s, input: tap", "35:9"),
        ('body: "On my way"', 'body: "On my way', "33:48"),
        ("      route: r.json", "\t route: r.json", "18:1"),
        ("device: mine.yaml", "device: mine.yaml: x", "4:18"),
        ("source: street", "source: *street", "9:21"),
    ],
)
def test_a_slip_that_makes_it_no_yaml_hides_nothing_elsewhere(tmp_path, right, wrong, place):
    slips = [slip for slip in SLIPS if slip.said in ("77 s is after the end", "is not a ratio")]
    files = applied(slips)
    files["scenario.yaml"] = files["scenario.yaml"].replace(right, wrong)
    found = sorted(error.place.removeprefix(f"{tmp_path}/") for error in told(tmp_path, files))
    assert found == sorted([f"scenario.yaml:{place}", *(expected(slip, files) for slip in slips)])


def test_two_slips_of_yaml_are_told_in_two_files(tmp_path):
    files = dict(FILES)
    files["scenario.yaml"] = SCENARIO.replace("title: All of it", "title: [All").replace("is: 118,", "is: 118: 3,")
    files["common.yaml"] = COMMON.replace("{pupil: [1 mm, 0 mm]}", "{pupil: [1 mm, 0 mm}")
    places = [error.place.removeprefix(f"{tmp_path}/") for error in told(tmp_path, files)]
    assert [place.rpartition(":")[0] for place in places] == ["scenario.yaml:3", "scenario.yaml:30", "common.yaml:2"]
