"""What ``hud check`` finds that reading a scenario does not."""

import contextlib
import json

import pytest
import typer

from hud.cli.check import check
from hud.errors import UsageError
from hud.resources import scenarios_path
from tests.helpers.clips import write_film

HEAD = (
    "hud: 1\ntitle: T\ndevice: {device}\nduration: 10 s\nworld: {{illuminance: 5 lx, footage: {{source: {source}}}}}\n"
)
GLYPH = "\U00013000"


@pytest.fixture
def checked(tmp_path, capsys):
    """(place, message) of every error of a scenario with some tracks."""

    def run(tracks="", *, device="quark-s1", source="grey"):
        text = HEAD.format(device=device, source=source) + tracks
        (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
        with contextlib.suppress(typer.Exit):
            check([str(tmp_path)], as_json=True)
        found = json.loads(capsys.readouterr().out)["errors"]
        return [(f"{error['file'].rpartition('/')[2]}:{error['line']}", error["message"]) for error in found]

    return run


TALK = f"WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n\n00:03.000 --> 00:04.000\nso\na {GLYPH} b\n"
CAPTIONS = "tracks:\n  - captions: {file: talk.vtt, from: en}\n"


def test_a_caption_that_cannot_be_drawn_is_told_at_its_line(checked, tmp_path):
    (tmp_path / "talk.vtt").write_text(TALK, encoding="utf-8")
    ((place, message),) = checked(CAPTIONS)
    assert place == "talk.vtt:8"
    assert "no bundled font can draw U+13000" in message


def test_an_entity_is_told_at_its_cue(checked, tmp_path):
    (tmp_path / "talk.vtt").write_text(TALK.replace(GLYPH, "&#x13000;"), encoding="utf-8")
    ((place, _),) = checked(CAPTIONS)
    assert place == "talk.vtt:6"


def test_glasses_without_a_display_draw_nothing(checked, tmp_path):
    (tmp_path / "talk.vtt").write_text(TALK, encoding="utf-8")
    assert checked(CAPTIONS, device="quark-g1") == []


def test_a_notice_that_cannot_be_drawn(checked):
    track = f'tracks:\n  - events:\n      - {{at: 1 s, notice: {{title: Lín 你好, body: "{GLYPH}"}}}}\n'
    ((place, message),) = checked(track)
    assert (place, "U+13000" in message) == ("scenario.yaml:8", True)


def test_an_instruction_that_cannot_be_drawn(checked, tmp_path):
    route = json.loads((scenarios_path() / "navigation/morning-walk/route.osrm.json").read_text(encoding="utf-8"))
    step = route["routes"][0]["legs"][0]["steps"][1]
    step["name"] = f"{GLYPH} Street"
    (tmp_path / "route.json").write_text(json.dumps(route), encoding="utf-8")
    found = checked("tracks:\n  - navigation: {route: route.json, travel: {speed: 1.4 m/s}}\n")
    assert found
    assert all(place == "scenario.yaml:7" and "U+13000" in message for place, message in found)


def test_a_folder_without_pictures(checked, tmp_path):
    (tmp_path / "frames").mkdir()
    ((place, message),) = checked(source="frames")
    assert (place, "no pictures" in message) == ("scenario.yaml:5", True)


def test_a_video_that_is_broken_behind_its_header(checked, tmp_path):
    path = tmp_path / "a.mp4"
    write_film(path, range(0, 400, 40), codec="libx264", pix_fmt="yuv420p")
    assert checked(source="a.mp4") == []
    data = bytearray(path.read_bytes())
    start, end = data.find(b"mdat") + 4, data.find(b"moov") - 4
    data[start:end] = bytes(end - start)
    path.write_bytes(data)
    ((place, message),) = checked(source="a.mp4")
    assert (place, "'a.mp4': cannot be decoded" in message) == ("scenario.yaml:5", True)


CORNER = """import QtQuick
Item {
    Text { objectName: "corner"; x: 500; y: 150; text: "a label of some length"; color: "white"; font.pixelSize: 20 }
    Text { id: cut; width: 40; elide: Text.ElideRight; text: "no room for this"; color: "white"; font.pixelSize: 12 }
    Text { x: 700; text: "a hint of what comes"; color: "white"; opacity: 0.2 }
}
"""


@pytest.mark.parametrize("name", ["", "screen.qml"])
def test_what_does_not_fit_other_glasses_is_told_at_its_line(tmp_path, capsys, name):
    (tmp_path / "screen.qml").write_text(CORNER)
    (tmp_path / "scenario.yaml").write_text(
        HEAD.format(device="xreal-one", source="grey")
        + "screen: screen.qml\nexpect: [{at: 4 s, not_clipped: corner, shows: some}]\n"
    )
    with contextlib.suppress(typer.Exit):
        check([str(tmp_path / name)], device=["even-g1", "xreal-one", "quark-g1"], expect=True, as_json=True)
    said = json.loads(capsys.readouterr().out)
    screen = [(one["line"], one["message"]) for one in said["errors"] if one["file"].endswith("screen.qml")]
    assert screen == [
        (3, "on even-g1 at {} s corner 'a label of some length' leaves the panel".format("3" if name else "0")),
        (4, "on even-g1 at {} s cut 'no room for this' is cut short".format("3" if name else "0")),
        (4, "on xreal-one at {} s cut 'no room for this' is cut short".format("3" if name else "0")),
    ]
    assert "of 640 x 200" in said["errors"][0]["hint"]


def test_what_is_expected_is_asked_of_the_other_glasses(checked, tmp_path, capsys):
    (tmp_path / "scenario.yaml").write_text(
        HEAD.format(device="xreal-one", source="grey")
        + "tracks: [{events: [{at: 1 s, notice: {title: Lin, body: hi, for: 5 s}}]}]\n"
        + "expect: [{at: 2 s, shows: [hi, ho]}]\n"
    )
    with contextlib.suppress(typer.Exit):
        check([str(tmp_path)], device=["even-g2", "xreal-one"], expect=True, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["expectations"] == 2
    assert [one["message"] for one in said["errors"]] == [
        "on even-g2 at 2 s nothing shows 'ho'",
        "on xreal-one at 2 s nothing shows 'ho'",
    ]


def test_glasses_that_are_not_known_are_told_once(tmp_path):
    with pytest.raises(UsageError, match="'even-g3'"):
        check([str(tmp_path), str(tmp_path)], device=["even-g3"])


def test_what_cannot_be_drawn_is_told_beside_what_is_wrong(checked, tmp_path):
    (tmp_path / "talk.vtt").write_text(TALK, encoding="utf-8")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    found = checked(CAPTIONS + "stills: [11 s]\n", source="bad.png")
    assert [place for place, _ in found] == ["scenario.yaml:5", "scenario.yaml:8", "talk.vtt:8"]
    assert "bad.png" in found[0][1]


def test_a_warning_is_no_error(tmp_path, capsys):
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:12.000\nhi\n\n00:11.000 --> 00:12.000\nso\n")
    (tmp_path / "scenario.yaml").write_text(HEAD.format(device="quark-s1", source="grey") + CAPTIONS)
    check([str(tmp_path)], as_json=True)
    document = json.loads(capsys.readouterr().out)
    assert document["errors"] == []
    assert [(one["line"], one["column"]) for one in document["warnings"]] == [(6, 1)]
    check([str(tmp_path), str(tmp_path)])
    told = capsys.readouterr()
    assert told.out.strip() == "2 files checked, no errors, 1 warning"
    assert "talk.vtt:6:1: warning: this cue begins at 11 s, after the end of the scenario at 10 s" in told.err


def test_a_fault_of_a_file_that_two_share_is_told_once(tmp_path, capsys):
    (tmp_path / "mine.yaml").write_text("hud_device: 1\nname: 3\n")
    (tmp_path / "scenario.yaml").write_text(HEAD.format(device="mine.yaml", source="grey"))
    with pytest.raises(typer.Exit):
        check([str(tmp_path), str(tmp_path / "mine.yaml")], as_json=True)
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert len({json.dumps(error) for error in errors}) == len(errors)


def test_a_file_beside_the_screen_that_is_no_text_is_told_beside_what_is_wrong_with_the_scenario(checked, tmp_path):
    (tmp_path / "own.qml").write_text("import QtQuick\nItem { Pulse {} Text { text: 'a' + hud.values.some } }\n")
    (tmp_path / "Pulse.qml").write_bytes(b"\0\1\2" * 99)
    (tmp_path / "Unused.qml").write_bytes(b"\0\1\2" * 99)
    assert checked("screen: own.qml\nclock: 99\n") == [
        ("scenario.yaml:7", checked("clock: 99\n")[0][1]),
        ("Pulse.qml:None", "is a binary file, not text"),
    ]
    assert len(checked("screen: none.qml\nclock: 99\n")) == 2


def test_a_value_that_nobody_keyframes_is_told_beside_what_is_wrong_with_the_scenario(checked, tmp_path):
    (tmp_path / "own.qml").write_text(
        "import QtQuick\nItem {\n  Text { text: hud.values.heart_rat + hud.values.task.length }\n"
        "  Text { text: hud.values.of_an_include + nosuch }\n}\n"
    )
    tracks = (
        "screen: own.qml\nclock: 99\n"
        "tracks:\n  - values: {heart_rate: [{at: 0 s, is: 60}], task: [{at: 0 z, is: Stir}]}\n"
    )
    assert [place for place, _ in checked(tracks)] == [
        *("scenario.yaml:7", "scenario.yaml:9"),
        *("own.qml:3", "own.qml:4"),
    ]


@pytest.mark.parametrize(
    ("mtf", "display", "warned"),
    [
        ("90 %", "", True),
        ("40 %", "", False),
        ("90 %", "{pixel_aperture: {value: 100 %, tag: assumed, source: lab}}", False),
    ],
)
def test_an_mtf_that_joined_pixels_do_not_reach_is_warned_of(tmp_path, capsys, mtf, display, warned):
    path = tmp_path / "mine.yaml"
    named = f"display: {display}\n" if display else ""
    path.write_text(
        f"extends: quark-s1\nid: mine\n{named}optics:\n"
        f"  mtf: {{value: {{contrast: {mtf}, at: 10 cpd}}, tag: assumed, source: lab}}\n"
    )
    check([str(path)])
    said = capsys.readouterr().err
    assert ("mine.yaml:4:8: warning: this is sharper than pixels" in said) == warned


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("common.yaml", "vars: {a: 1}\nstatus: {battery: 5 %}\ntracks: [{values: {b: $a, c: $theirs}}]\n", []),
        ("common.yaml", "vars: {a: 1}\nstatus: {batery: 5 %}\n", ["unknown key 'batery'"]),
        (
            "scenario.yaml",
            "vars: {a: 1}\n",
            [f"'{key}' is missing" for key in ["hud", "title", "device", "duration", "world"]],
        ),
        ("way.gpx", "<gpx/>", ["is a route by its name, and hud check takes scenarios, device files and screens"]),
        ("talk.en.srt", "1\n", ["is captions by its name, and hud check takes scenarios, device files and screens"]),
    ],
)
def test_a_part_is_checked_as_one_and_another_kind_of_file_is_named(tmp_path, capsys, name, content, told):
    (tmp_path / name).write_text(content, encoding="utf-8")
    with contextlib.suppress(typer.Exit):
        check([str(tmp_path / name)], as_json=True)
    assert [error["message"] for error in json.loads(capsys.readouterr().out)["errors"]] == told
