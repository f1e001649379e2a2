"""The command line as a user meets it: real processes, real files, exit codes, one clear line for each fault."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from hud.cv import cv2
from tests.helpers.command import ROOT, hud

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = ("run", "render", "record", "check", "devices", "scenarios", "doctor", "demo")
WALK = "morning-walk"
SMALL = ("--size", "320x180")


def refused(done, code: int = 2) -> str:
    """The one clear line of a refusal; fails on a traceback, on output, on another exit code."""
    assert done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    assert done.stdout == ""
    return done.stderr


@pytest.fixture(scope="module")
def walk(tmp_path_factory) -> Path:
    """A copy of the flagship scenario to break."""
    folder = tmp_path_factory.mktemp("scenario") / "walk"
    shutil.copytree(ROOT / "scenarios/navigation/morning-walk", folder)
    return folder


def broken(walk: Path, tmp_path: Path, old: str, new: str) -> Path:
    folder = tmp_path / "walk"
    shutil.copytree(walk, folder)
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    assert old in text, old
    (folder / "scenario.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_an_example(command):
    done = hud(command, "--help")
    assert done.returncode == 0
    assert f"Example: hud {command}" in re.sub(r"\s+", " ", done.stdout)


def test_importing_hud_imports_nothing_heavy():
    heavy = "{'numpy', 'cv2', 'PySide6', 'av', 'pydantic'}"
    code = f"import sys, hud; found = {heavy} & set(sys.modules); sys.exit(str(found) if found else 0)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_render_writes_a_picture_with_its_assumptions(tmp_path):
    done = hud("render", WALK, "--at", "33", "-o", tmp_path / "x.png", "--json", *SMALL)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["metadata"]["device"] == "quark-s1"
    assert said["metadata"]["t_s"] == 33
    assert {"illuminance_lx", "white_reflectance", "transmittance", "peak_at_eye_cd_m2"} <= set(said["metadata"])
    assert any(element["text"] for element in said["elements"])
    picture = cv2.imread(str(tmp_path / "x.png"))
    assert picture.shape == (180, 640, 3)
    data = (tmp_path / "x.png").read_bytes()
    assert b"tEXtilluminance_lx\0" in data


def test_render_writes_luminance_that_adds_up(tmp_path):
    flat = ("--footage", "flat:#ffffff", "--lux", "10000", *SMALL)
    done = hud("render", WALK, "--at", "33", "--view", "left", "-o", tmp_path / "l.npy", "--json", *flat)
    assert done.returncode == 0, done.stderr
    metadata = json.loads(done.stdout)["metadata"]
    light = np.load(tmp_path / "l.npy")
    assert light.shape == (180, 320, 3)
    assert light.dtype == np.float32
    luminance = light @ np.array([0.2126, 0.7152, 0.0722])
    # the corner lies beside the display's field: T rho E / pi of a white field, and nothing else
    assert luminance[0, 0] == pytest.approx(0.85 * 0.8 * 10_000 / np.pi, rel=1e-4)
    assert luminance.max() <= metadata["monitor_white_cd_m2"] * 1.0001
    assert luminance.max() > luminance[0, 0] * 1.05


def test_render_writes_both_eyes_as_openexr(tmp_path):
    done = hud("render", WALK, "--at", "33", "-o", tmp_path / "l.exr", *SMALL)
    assert done.returncode == 0, done.stderr
    assert hud("render", WALK, "--at", "33", "-o", tmp_path / "l.npy", *SMALL).returncode == 0
    with av.open(str(tmp_path / "l.exr")) as file:
        left = next(file.decode(video=0)).to_ndarray()
    assert np.array_equal(left, np.load(tmp_path / "l.npy")[0])


def test_render_shows_both_eyes_in_one_picture_and_other_monitors(tmp_path):
    for view in ("cyclopean", "difference", "anaglyph"):
        assert hud("render", WALK, "--view", view, "-o", tmp_path / f"{view}.png", *SMALL).returncode == 0
        assert cv2.imread(str(tmp_path / f"{view}.png")).shape == (180, 320, 3)
    done = hud("render", WALK, "--monitor", "camera", "--json", "-o", tmp_path / "c.png", *SMALL)
    assert json.loads(done.stdout)["metadata"]["monitor"] == "camera"
    refused(hud("render", WALK, "--monitor", "film", "-o", tmp_path / "f.png", *SMALL))
    refused(hud("render", WALK, "--view", "anaglyph", "-o", tmp_path / "a.exr", *SMALL))


def test_both_eyes_as_light_are_stacked(tmp_path):
    assert hud("render", WALK, "-o", tmp_path / "both.npy", *SMALL).returncode == 0
    assert np.load(tmp_path / "both.npy").shape == (2, 180, 320, 3)


def test_frames_are_the_same_bytes_in_any_order_and_process(tmp_path):
    from hud.optics import View
    from hud.pipeline import Replay
    from hud.scenario import load_scenario

    times = [0.0, 14.0, 33.0, 52.5, 99.0]

    def digests(order):
        with Replay(load_scenario(WALK), view=View(size_px=(320, 180))) as replay:
            return {t: hashlib.sha256(replay.frame(t).picture().tobytes()).hexdigest() for t in order}

    forward = digests(times)
    assert digests([33.0, 99.0, 0.0, 52.5, 33.0, 14.0]) == forward
    for t in (52.5, 14.0):
        hud("render", WALK, "--at", t, "-o", tmp_path / f"{t}.png", *SMALL)
        there = cv2.imread(str(tmp_path / f"{t}.png"))[..., ::-1]
        assert hashlib.sha256(there.tobytes()).hexdigest() == forward[t]


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif"])
def test_record_writes_what_its_suffix_says(tmp_path, suffix):
    path = tmp_path / f"clip{suffix}"
    done = hud("record", WALK, "-o", path, "--from", "30", "--to", "31", "--fps", "10", *SMALL)
    assert done.returncode == 0, done.stderr
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = sum(1 for _ in container.decode(stream))
    assert (stream.width, stream.height) == (640, 180)
    assert frames == 10
    assert list(tmp_path.iterdir()) == [path]


def test_record_writes_a_folder_of_pictures(tmp_path):
    done = hud("record", WALK, "-o", f"{tmp_path}/frames/", "--from", "30", "--to", "30.5", "--fps", "4", *SMALL)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "frames").glob("*.png"))) == 2


@pytest.mark.parametrize("device", ["quark-s1-green", "even-g1", "meta-rbd", "rokid-glasses", "xreal-one-pro"])
def test_devices_of_every_shape_render(tmp_path, device):
    assert hud("render", WALK, "--at", "33", "--device", device, "-o", tmp_path / "x.png", *SMALL).returncode == 0
    assert cv2.imread(str(tmp_path / "x.png")).shape == (180, 640, 3)


def test_a_device_is_shown_with_the_origin_of_every_number():
    sheet = hud("devices", "show", "meta-rbd")
    assert sheet.returncode == 0
    assert sheet.stdout == hud("devices", "meta-rbd").stdout
    told = json.loads(hud("devices", "show", "meta-rbd", "--json").stdout)
    numbers = {key: value for key, value in told.items() if isinstance(value, dict) and "tag" in value}
    assert numbers["display.peak_luminance"]["value"] == 5000
    for key, number in numbers.items():
        row = next(line for line in sheet.stdout.splitlines() if line.startswith(key + " "))
        assert row.endswith(f"{number['tag']:9}{number['source']}")
    assert "distortion" in told["off"]
    assert "Not named, and so off: " in sheet.stdout


def test_glasses_without_a_display_show_the_world_and_say_the_rest(tmp_path):
    options = ("--device", "quark-g1", "--lux", "overcast", *SMALL)
    done = hud("render", WALK, "--at", "43", "-o", tmp_path / "x.png", "--json", *options)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["elements"] == []
    assert said["spoken"]["kind"] == "guidance"
    assert said["metadata"]["spoken"] == said["spoken"]["text"] == "In 25 metres, turn right onto Lantern Street"
    assert said["metadata"]["illuminance_preset"] == "overcast"
    assert not {"peak_at_eye_cd_m2", "virtual_image_distance_m"} & said["metadata"].keys()
    both = cv2.imread(str(tmp_path / "x.png"))
    assert np.array_equal(both[:, :320], both[:, 320:])
    silent = json.loads(hud("render", WALK, "--at", "30", "--json", *options).stdout)
    assert (silent["spoken"], silent["metadata"]["spoken"]) == (None, "")
    line = refused(hud("render", WALK, "--view", "panel-right", "-o", tmp_path / "p.png", *options))
    assert "these glasses have no display" in line
    video = ("--from", "30", "--to", "30.5", "--fps", "4")
    assert hud("record", WALK, "-o", tmp_path / "w.mp4", *video, *options).returncode == 0


def test_lists():
    assert WALK in hud("scenarios").stdout
    assert {row["id"] for row in json.loads(hud("devices", "--json").stdout)} >= {"quark-s1", "quark-g1"}
    names = {row["name"] for row in json.loads(hud("scenarios", "--json").stdout)}
    assert {"navigation/morning-walk", "translation/tea-house"} <= names


def test_doctor_finds_what_the_main_job_needs():
    done = hud("doctor", "--json")
    assert done.returncode == 0, done.stdout
    findings = {f["topic"]: f for f in json.loads(done.stdout)}
    assert findings["codec libx264"]["ok"]
    assert findings["panel (Qt Quick)"]["ok"]


def test_check_passes_everything_shipped():
    done = hud("check", *sorted((ROOT / "scenarios").glob("*/*")), *sorted((ROOT / "assets/devices").glob("*.yaml")))
    assert done.returncode == 0, done.stderr
    assert "no errors" in done.stdout


def test_check_tells_every_error_with_place_line_and_caret(walk, tmp_path):
    folder = broken(walk, tmp_path, "device: quark-s1", "devise: quark-s1")
    yaml = folder / "scenario.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("duration: 110 s", "duration: 110 m"), encoding="utf-8")
    done = hud("check", folder)
    assert done.returncode == 1
    assert re.search(r"scenario\.yaml:\d+:1: unknown key 'devise'; did you mean 'device'\?", done.stderr)
    assert re.search(r"scenario\.yaml:\d+:\d+: duration: 'm' is a unit of length, not of time", done.stderr)
    assert re.search(r"^ *\d+ \| devise: quark-s1.*\n *\^", done.stderr, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("render", "morning-wlk", "-o", "x.png"), "did you mean"),
        (("render", "none/at/all", "-o", "x.png"), "none/at/all"),
        (("render", WALK, "-o", "x.bmp"), "use .png"),
        (("render", WALK, "-o", "nowhere/x.png"), "does not exist"),
        (("render", WALK), "nothing to write"),
        (("render", WALK, "-o", "x.png", "--at", "nan"), "not a finite number"),
        (("render", WALK, "-o", "x.png", "--at", "-1"), "0 or more"),
        (("render", WALK, "-o", "x.png", "--at", "1e9"), "the scenario ends at"),
        (("render", WALK, "-o", "x.png", "--at", "soon"), "not a time"),
        (("render", WALK, "-o", "x.png", "--size", "0x0"), "cannot be made"),
        (("render", WALK, "-o", "x.png", "--size", "big"), "not a size"),
        (("render", WALK, "-o", "x.png", "--lux", "nan"), "not a finite number"),
        (("render", WALK, "-o", "x.png", "--lux", "-5"), "0 or more"),
        (("render", WALK, "-o", "x.png", "--lux", "1e12"), "outside 0 to"),
        (("render", WALK, "-o", "x.png", "--view", "lef"), "did you mean 'left'"),
        (("render", WALK, "-o", "x.png", "--zoom", "3"), "use world or display"),
        (("render", WALK, "-o", "x.png", "--device", "quark-s9"), "did you mean 'quark-s1'"),
        (("render", WALK, "-o", "x.png", "--device", "no.yaml"), "no such file"),
        (("render", WALK, "-o", "x.png", "--footage", "no.mp4"), "no.mp4"),
        (("record", WALK, "-o", "x.avi"), ".mp4"),
        (("record", WALK, "-o", "x.mp4", "--fps", "0"), "outside 1 to 120"),
        (("record", WALK, "-o", "x.mp4", "--fps", "nan"), "outside 1 to 120"),
        (("record", WALK, "-o", "x.mp4", "--from", "20", "--to", "10"), "not before the end"),
        (("render", WALK, "-o", "x.png", "--lux", "overcst"), "did you mean 'overcast'"),
        (("devices", "quark"), "did you mean"),
        (("devices", "show"), "show which glasses?"),
        (("devices", "show", "quark-s1", "even-g1"), "name one"),
        (("render",), "Missing argument"),
        (("rendr",), "rendr"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_nothing_is_written(tmp_path, arguments, said):
    line = refused(hud(*arguments, cwd=tmp_path))
    assert said in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data"), [("empty.mp4", b""), ("cut.mp4", b"\0\0\0\x20ftypisom\0\0"), ("text.png", b"hello")]
)
def test_broken_footage_is_one_clear_line(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    line = refused(hud("render", WALK, "-o", "x.png", "--footage", name, cwd=tmp_path))
    assert name in line
    assert not (tmp_path / "x.png").exists()


def test_an_absent_camera_is_a_missing_facility(tmp_path):
    line = refused(hud("render", WALK, "-o", "x.png", "--footage", "webcam:97", cwd=tmp_path), code=3)
    assert "webcam:97" in line
    assert list(tmp_path.iterdir()) == []


def test_no_display_names_the_other_way():
    assert "hud record" in refused(hud("run", WALK), code=3)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("route: route.osrm.json", "route: ../route.osrm.json", "outside the folder"),
        ("route: route.osrm.json", "route: gone.json", "no such file"),
        ("duration: 110 s", "duration: .nan", "not a finite number"),
        ("duration: 110 s", "duration: -3 s", "more than 0"),
        ("hud: 1", "hud: 7", "hud"),
        ("title:", "title: a\ntitle:", "duplicate"),
    ],
)
def test_a_broken_scenario_is_refused_at_its_place(walk, tmp_path, old, new, said):
    folder = broken(walk, tmp_path, old, new)
    line = refused(hud("render", folder, "-o", tmp_path / "x.png"))
    assert said in line
    assert re.search(r"scenario\.yaml:\d+:\d+: ", line)
    assert not (tmp_path / "x.png").exists()


def test_a_route_without_steps_or_line_and_an_empty_caption_file(walk, tmp_path):
    folder = broken(walk, tmp_path, "hud: 1", "hud: 1")
    route = json.loads((folder / "route.osrm.json").read_text(encoding="utf-8"))
    for leg in route["routes"][0]["legs"]:
        leg["steps"] = []
    del route["routes"][0]["geometry"]
    (folder / "route.osrm.json").write_text(json.dumps(route), encoding="utf-8")
    assert "steps" in refused(hud("render", folder, "-o", tmp_path / "x.png"))

    tea = tmp_path / "tea"
    shutil.copytree(ROOT / "scenarios/translation/tea-house", tea)
    next(tea.glob("*.zh.vtt")).write_text("", encoding="utf-8")
    assert ".zh.vtt" in refused(hud("render", tea, "-o", tmp_path / "x.png"))


def test_a_closed_pipe_is_no_error():
    done = subprocess.run(
        f"{sys.executable} -m hud devices quark-s1 | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_recording_that_is_told_to_end_leaves_nothing(tmp_path):
    command = [sys.executable, "-m", "hud", "record", WALK, "-o", str(tmp_path / "x.mp4"), "--size", "320x180"]
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")} | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob(".x.mp4.*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.terminate()
        assert process.wait(60) == 143
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_s_mistake_hides_none_of_its_screen(tmp_path):
    head = "hud: 1\ntitle: T\ndevice: quark-s1\nduration: 9 s\nscreen: s.qml\nworld: {illuminance: 5 lx}\n"
    (tmp_path / "scenario.yaml").write_text(head + "tracks:\n  - events: [{at: 3 s, input: tapp}]\n")
    (tmp_path / "s.qml").write_text(
        "import QtQuick\nItem {\n    Timer { running: true }\n    Text { text: hud.statu.clock }\n"
        '    Text { text: hud.values.later; color: "white" }\n}\n'
    )
    done = hud("check", "--json", str(tmp_path))
    assert done.returncode == 1
    assert [(e["line"], e["message"].split()[0]) for e in json.loads(done.stdout)["errors"]] == [
        (8, "input:"),
        (3, "'Timer'"),
        (4, "hud"),
    ]


def test_what_cannot_be_read_is_told_once(tmp_path):
    (tmp_path / "scenario.yaml").write_text("hud: 1\ntitle: [\n")
    done = hud("check", "--json", str(tmp_path))
    assert len(json.loads(done.stdout)["errors"]) == 1
