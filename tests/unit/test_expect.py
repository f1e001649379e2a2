"""What scenarios expect to be seen, and what is told where it is not."""

import contextlib
import json
from dataclasses import replace

import pytest
import typer

from hud.cli.check import check
from hud.device import Alignment, Distortion, load_device
from hud.expect import contrast_of, failures
from hud.optics import stages
from hud.pipeline import Replay
from hud.scenario import load_scenario

HEAD = """hud: 1
title: T
device: {device}
duration: 10 s
world: {{illuminance: {lux} lx, footage: {{source: "flat:#ffffff"}}}}
tracks:
  - events:
      - {{at: 1 s, notice: {{title: Lin, body: "On my way home", for: 5 s}}}}
      - {{at: 8 s, fault: {{glasses: removed}}}}
"""


@pytest.fixture
def replay(tmp_path):
    opened = []

    def run(expect="", *, device="generic-microoled", lux=500, screen=None, more=""):
        text = HEAD.format(device=device, lux=lux) + more
        if screen is not None:
            (tmp_path / "own.qml").write_text(screen, encoding="utf-8")
            text += "screen: own.qml\n"
        (tmp_path / "scenario.yaml").write_text(text + (f"expect:\n  - {expect}\n" if expect else ""))
        made = Replay(load_scenario(tmp_path))
        opened.append(made)
        return made

    yield run
    for one in opened:
        one.close()


def told(replay):
    return [(one.kind, one.message, one.seen) for one in failures(replay)]


@pytest.mark.parametrize(
    "expect",
    [
        "{at: 2 s, shows: Lin}",
        '{at: 2 s, shows: [Lin, "my way"]}',
        "{at: 2 s, visible: notice}",
        "{at: 2 s, visible: [notice.title, 'notice.*']}",
        "{at: 0.5 s, absent: [notice, Lin]}",
        "{at: [0 s, 7 s], absent: Lin}",
        "{at: 2 s, not_clipped: true}",
        "{at: 2 s, not_clipped: notice.body}",
        '{at: 2 s, contrast: ">= 3"}',
        '{at: 2 s, contrast: "< 50", of: notice.title}',
        "{at: 9 s, absent: '*'}",
        "{at: 3 s, screenshot: here}",
    ],
)
def test_what_holds(replay, expect):
    assert told(replay(expect)) == []


@pytest.mark.parametrize(
    ("expect", "kind", "message", "seen"),
    [
        ("{at: 2 s, shows: Lina}", "shows", "at 2 s nothing shows 'Lina'", "seen: 'Lin', 'On my way home'"),
        ("{at: 0 s, shows: Lin}", "shows", "nothing shows 'Lin'", "nothing is shown"),
        ("{at: 2 s, visible: nav}", "visible", "'nav' is not visible", "seen: notice"),
        ("{at: 2 s, absent: notice.title}", "absent", "'notice.title' is there", "as notice.title 'Lin'"),
        ("{at: 2 s, absent: title}", "absent", "'title' is there", "as notice.title 'Lin'"),
        ("{at: 2 s, visible: title}", "visible", "'title' is not visible", "did you mean 'notice.title'?"),
        ("{at: 9 s, absent: nonsence}", "absent", "nothing is ever called 'nonsence'", "of the screen, or a text"),
        ("{at: 9 s, absent: notcie}", "absent", "ever called 'notcie'", "did you mean 'notice'?"),
        ("{at: 2 s, absent: my way}", "absent", "'my way' is there", "in 'On my way home'"),
        ("{at: 2 s, not_clipped: nav.street}", "not_clipped", "there is no text 'nav.street'", "notice.title"),
        ('{at: 2 s, contrast: ">= 30", of: notice.title}', "contrast", "contrast >= 30", "eye"),
        ('{at: 2 s, contrast: ">= 3", of: nav}', "contrast", "no text to take a contrast of", "of: nav"),
        ('{at: 2 s, contrast: ">= 3", of: title}', "contrast", "contrast of", "did you mean 'notice.title'?"),
        ("{at: 2 s, not_clipped: title}", "not_clipped", "no text 'title'", "did you mean 'notice.title'?"),
        ("{at: 9 s, shows: Lin}", "shows", "nothing shows 'Lin'", "the display is dark"),
    ],
)
def test_what_does_not_hold_is_told_with_what_is_seen(replay, expect, kind, message, seen):
    ((found, what, instead),) = told(replay(expect))
    assert found == kind
    assert message in what
    assert seen in instead


def test_a_text_cut_short_and_one_off_the_panel(replay):
    screen = """import QtQuick
Item {
    Text { objectName: "cut"; text: "longest"; width: 40; elide: Text.ElideRight; font.pixelSize: 20; color: "white" }
    Text { objectName: "off"; text: "gone"; x: parent.width - 10; y: 50; font.pixelSize: 20; color: "white" }
    Text { objectName: "fine"; text: "ok"; y: 90; font.pixelSize: 20; color: "white" }
}"""
    found = told(replay("{at: 2 s, not_clipped: true}", screen=screen))
    assert [what.partition(" s ")[2].split()[0] for _, what, _ in found] == ["cut", "off"]
    assert told(replay("{at: 2 s, not_clipped: fine}", screen=screen)) == []


def test_what_a_dark_display_is_driven_with_is_not_seen(replay):
    screen = 'import QtQuick\nItem { Text { objectName: "on"; text: "on"; color: "white" } }'
    assert told(replay("{at: 9 s, absent: on}", screen=screen)) == []
    (kind, _, seen), *_ = told(replay("{at: 9 s, visible: on}", screen=screen))
    assert kind == "visible"
    assert "the glasses are taken off" in seen


BLOCK = """import QtQuick
Item {{
    Rectangle {{ anchors.fill: parent; color: "{ground}" }}
    Text {{ objectName: "big"; text: "HHHH"; x: 100; y: 100; font.pixelSize: 120; font.bold: true; color: "{ink}" }}
}}"""


@pytest.mark.parametrize(
    ("ink", "ground", "lux"),
    [
        ("#ffffff", "#000000", 500),
        ("#ffffff", "#000000", 20000),
        ("#808080", "#000000", 500),
        ("#000000", "#ffffff", 500),
    ],
)
def test_the_contrast_of_large_letters_is_the_closed_form(replay, ink, ground, lux):
    """ACR = (L_on + T L_a) / (L_off + T L_a), optics.md "Ambient contrast ratio", on a flat world."""
    made = replay(lux=lux, screen=BLOCK.format(ink=ink, ground=ground))
    device, environment = load_device("generic-microoled"), made.environment_at(2.0)
    table = stages.panel_table(environment, device)
    black = stages.panel_black(environment, device)
    light = {code: 0.2126 * r + 0.7152 * g + 0.0722 * b for code, (r, g, b) in ((c, table[c]) for c in (0, 128, 255))}
    world = environment.white_cd_m2 * stages.transmittance(environment, device)[1]
    off = float(black @ [0.2126, 0.7152, 0.0722]) if hasattr(black, "__len__") else float(black)
    codes = int(ink[1:3], 16), int(ground[1:3], 16)
    bright, dim = (light[max(codes)] + off + world, light[min(codes)] + off + world)
    measured = contrast_of(made, 2.0, ["big"])
    assert {eye for _, eye, _ in measured} == {"left", "right"}
    for _, _, ratio in measured:
        assert ratio == pytest.approx(bright / dim, rel=0.06)


@pytest.mark.parametrize(
    "changes",
    [
        {"alignment_left": Alignment(vertical_deg=1.5), "alignment_right": Alignment(vertical_deg=-1.2)},
        {"alignment_left": Alignment(roll_deg=8, magnification=0.9), "alignment_right": Alignment(magnification=1.1)},
        {"distortion": Distortion(k1=-0.3)},
        {"latency_s": 0.04},
    ],
    ids=["beside", "rolled", "bent", "late"],
)
def test_a_contrast_is_taken_where_the_optics_put_the_text(replay, changes):
    """Where a text stands changes what lies behind it, and of a flat world nothing."""
    turning = "wearer: {head_rate: [30 deg/s, 0]}\n"
    made = replay(lux=500, screen=BLOCK.format(ink="#ffffff", ground="#000000") + "\n", more=turning)
    straight = {eye: ratio for _, eye, ratio in contrast_of(made, 2.0, ["big"])}
    made.device = replace(made.device, persistence=1e-6, **changes)
    moved = {eye: ratio for _, eye, ratio in contrast_of(made, 2.0, ["big"])}
    assert moved == pytest.approx(straight, rel=0.05)


def test_the_darker_world_gives_more_contrast(replay):
    ratios = [contrast_of(replay(lux=lux), 2.0, ["notice.title"])[0][2] for lux in (100, 1000, 10000, 100000)]
    assert ratios == sorted(ratios, reverse=True)
    assert ratios[-1] == pytest.approx(1.0, abs=0.1)


def test_glasses_that_speak_show_what_they_say(replay):
    assert told(replay("{at: 1.2 s, shows: Lin}", device="quark-g1")) == []
    assert told(replay("{at: 1.2 s, visible: notice}", device="quark-g1")) != []


@pytest.mark.parametrize(("bound", "code"), [(3, None), (300, 1)])
def test_the_command_tells_each_failure_at_its_place(tmp_path, capsys, bound, code):
    text = HEAD.format(device="generic-microoled", lux=500) + f"expect:\n  - at: 2 s\n    contrast: '>= {bound}'\n"
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    with contextlib.ExitStack() as stack:
        if code:
            stack.enter_context(pytest.raises(typer.Exit))
        check([str(tmp_path)], expect=True, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["expectations"] == 1
    assert [(error["line"], error["column"]) for error in found["errors"]] == ([(12, 15)] * 2 if code else [])
