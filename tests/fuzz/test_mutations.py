"""Thousands of damaged files: each is read, or refused in the project's own words, and soon."""

from __future__ import annotations

import random
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from hud.device import read_device
from hud.errors import FileError, HudError, Problems
from hud.resources import asset_path, scenarios_path
from hud.scenario import environment_at, load_scenario, state_at
from tests.fuzz.mutations import mutated

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE, WHOLE = 400, 10_000
LONGEST_S = 2.0
"""Of processor time, which other work on the machine does not lengthen."""
TEXTS = (".yaml", ".json", ".vtt", ".srt", ".gpx", ".geojson", ".ass", ".ttml")

RICH = """hud: 1
title: Everything
include: look-around
vars: {who: Lin, frames: [{at: 0 s, is: 1}, {at: 5 s, is: 3, ease: smooth}], pace: 1.5 m/s}
device: my.yaml
duration: 60 s
clock: "08:12"
link: {text: 83 ms, page: 165 ms, image: 104 ms, per_kb: 3.9 ms, image_size: 5 KB, rate: 9.5 Hz}
world:
  footage: {source: street, hfov: 60 deg, time_of_day: dusk, seed: 4}
  illuminance: [{at: 0 s, lux: overcast}, {at: 40 s, lux: 300, ease: smooth}]
  distance: 6 m
wearer: {pupil: [1 mm, 0 mm], head_rate: [0 deg/s, 3 deg/s]}
display: {brightness: [{at: 0 s, is: 50 %}, {at: 20 s, is: 0.25, ease: ease-out}]}
status: {battery: 80 %}
tracks:
  - navigation: {route: route.osrm.json, travel: {speed: $pace}}
  - captions: {file: talk.zh.vtt, from: zh, to: en, translations: talk.en.vtt, delay: 600 ms}
  - values: {heart: $frames, colour: [{at: 0 s, is: "#ff0000"}, {at: 9 s, is: "#00ff00", ease: linear}]}
  - events:
      - {at: 12 s, notice: {title: "From $who", body: "On my way", for: 5 s}}
      - {at: 20 s, input: swipe-left}
      - {at: 22 s, fault: {gps: {drift: 40 m, bearing: 90 deg}, for: 9 s}}
      - {at: 33 s, fault: {link: lost, for: 4 s}}
      - {at: 41 s, fault: {link: late, by: 2 s, for: 4 s}}
      - {at: 46 s, fault: {battery: 4 %}}
      - {at: 52 s, fault: {glasses: removed, for: 3 s}}
stills: [1 s, 60 s]
expect:
  - {at: 12.5 s, shows: Lin, not_clipped: true, screenshot: notice}
  - {at: [30 s, 31 s], contrast: ">= 3", of: nav.*, visible: nav, absent: notice}
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Whole scenarios, each with what it needs beside it."""
    home = tmp_path_factory.mktemp("real")
    made = []
    for path in sorted(scenarios_path().glob("*/*/scenario.yaml")):
        target = home / path.parent.name
        target.mkdir()
        for file in path.parent.iterdir():
            if file.suffix in TEXTS:
                shutil.copy(file, target)
        made.append(target)
    rich = home / "everything"
    rich.mkdir()
    (rich / "scenario.yaml").write_text(RICH, encoding="utf-8")
    shutil.copy(scenarios_path() / "navigation/morning-walk/route.osrm.json", rich)
    for name in ("talk.zh.vtt", "talk.en.vtt"):
        shutil.copy(scenarios_path() / "translation/tea-house" / name, rich)
    shutil.copy(asset_path("devices/quark-s1.yaml"), rich / "my.yaml")
    load_scenario(rich)
    return [*made, *[rich] * max(3, len(made) // 2)]


def read(folder: Path, file: Path) -> None:
    """As the program would: the scenario, and moments of it; or the device."""
    if file.name == "device.yaml":
        read_device(file)
        return
    scenario = load_scenario(folder)
    for t_s in (0.0, scenario.duration_s / 3, scenario.duration_s):
        state_at(scenario, t_s)
        environment_at(scenario, t_s)


def try_one(seed: int, folders: list[Path]) -> str:
    """Damage a file, read it, mend it again; what went wrong, empty where nothing did."""
    chance = random.Random(seed)
    folder = chance.choice(folders)
    if chance.random() < 0.1:
        file = folder / "device.yaml"
        data = chance.choice(sorted(asset_path("devices").glob("*.yaml"))).read_bytes()
        before = None
    else:
        file = chance.choice(sorted(path for path in folder.iterdir() if path.suffix in TEXTS))
        if chance.random() < 0.5:
            file = folder / "scenario.yaml"
        before = data = file.read_bytes()
    try:
        file.write_bytes(mutated(data, chance))
        begin = time.process_time()
        try:
            read(folder, file)
        except HudError as error:
            fault = _odd(error)
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
        else:
            fault = ""
        spent = time.process_time() - begin
        if spent > LONGEST_S:
            fault += f" took {spent:.1f} s"
        return f"seed {seed}, {file.name} of {folder.name}: {fault}" if fault else ""
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)


def _odd(error: HudError) -> str:
    """What is not right with an error itself."""
    single = error.errors if isinstance(error, Problems) else [error]
    for one in single:
        text = str(one)
        if "\n" in one.message or "Traceback" in text or len(text) > 2000:
            return f"an odd message: {text[:300]!r}"
        if isinstance(one, FileError) and one.line is not None and one.line < 1:
            return f"an odd place: {one.place}"
    return "" if single else "problems without a problem"


def _found(seeds: range, folders: list[Path]) -> list[str]:
    return [fault for seed in seeds if (fault := try_one(seed, folders))]


def test_a_sample_of_damaged_files(folders):
    assert _found(range(SAMPLE), folders) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_ten_thousand_damaged_files(folders, part):
    count = WHOLE // 10
    assert _found(range(SAMPLE + part * count, SAMPLE + (part + 1) * count), folders) == []


def test_the_damage_is_felt(folders):
    """Most of it is refused: else the test would test nothing."""
    refused = 0
    for seed in range(60):
        chance = random.Random(seed)
        folder = folders[-1]
        file = folder / "scenario.yaml"
        before = file.read_bytes()
        try:
            file.write_bytes(mutated(before, chance))
            load_scenario(folder)
        except HudError:
            refused += 1
        finally:
            file.write_bytes(before)
    assert refused >= 20
