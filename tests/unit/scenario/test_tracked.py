"""What a shipped scenario lays on things of its footage lies on them, also while the head turns."""

import math

import numpy as np
import pytest

from hud.footage.street.facades import build_models
from hud.footage.street.shops import board_text, sign_text
from hud.optics import View
from hud.panel import panel_spec
from hud.pipeline import Replay
from hud.scenario import find_scenarios, load_scenario

EYE_M = 1.65
BAKER, FLORIST, CAFE = 0, 3, 5


def fascia(scene, shop):
    """Below the middle of a shop's name, as `shops` paints it on the nearest house of its kind, metres."""
    models, walls = build_models("dusk", 0, "zh"), scene.houses.walls
    fronts = [k for k in range(len(walls)) if models[walls.model[k]].sign == shop and walls.ends_m[k, 1] > 0]
    wall = min(fronts, key=lambda k: abs(walls.ends_m[k]).sum())
    text = sign_text(shop, "zh") > 60
    columns = np.flatnonzero(text.any(axis=0))
    foot = np.flatnonzero(text.any(axis=1))[-1]
    share = 0.5 + ((columns[0] + columns[-1]) / 2 / 768 - 0.5) * 4.0 / models[walls.model[wall]].width_m
    x, y = walls.ends_m[wall, :2] + (walls.ends_m[wall, 2:] - walls.ends_m[wall, :2]) * share
    return x, y, (3.29 + 0.5 * (0.5 - foot / 96)) * walls.stretch[wall]


def hanging(scene, shop):
    """Below the name on a shop's hanging board, metres."""
    boards = [p for p in scene.props if p.sprite == f"board{shop}" and p.y_m > 0]
    foot = np.flatnonzero((board_text(shop, "zh") > 60).any(axis=1))[-1]
    board = min(boards, key=lambda p: math.hypot(p.x_m, p.y_m))
    return board.x_m, board.y_m, board.base_m + 0.9 - 0.8 * foot / 192


@pytest.fixture(scope="module")
def watched():
    path = next(entry.path for entry in find_scenarios() if entry.name == "translation/shop-signs")
    with Replay(load_scenario(path), view=View(size_px=(320, 180))) as replay:
        scene = replay.footage.scene
        yield replay, {1: fascia(scene, FLORIST), 2: hanging(scene, BAKER), 3: fascia(scene, CAFE)}


@pytest.mark.parametrize(
    ("sign", "t_s"), [(1, 0), (1, 10.3), (1, 12), (2, 3), (2, 11), (2, 21), (2, 24), (3, 26.5), (3, 27.7), (3, 38)]
)
def test_each_shop_sign_is_underlined_while_the_head_turns(watched, sign, t_s):
    replay, places = watched
    east, north, up = places[sign]
    yaw = math.radians(replay.scenario.head.yaw.at(t_s))
    right = east * math.cos(yaw) - north * math.sin(yaw)
    ahead = east * math.sin(yaw) + north * math.cos(yaw)

    (line,) = (e for e in replay.frame(t_s).elements if e.id == f"underline-{sign}")
    panel = panel_spec(replay.device)
    # the left eye's panel shows what is farther than its image more to the left
    aside = panel.parallax_px_m / 2 * (1 / panel.image_distance_m - 1 / line.depth_m)
    x, y, wide, tall = line.box
    seen_right = (x + wide / 2 + aside - panel.width_px / 2) / replay.device.focal_px
    seen_up = (panel.height_px / 2 - y - tall / 2) / replay.device.focal_px
    gap_deg = 0.17
    assert math.degrees(seen_right) == pytest.approx(math.degrees(right / ahead), abs=0.1)
    assert math.degrees(seen_up) == pytest.approx(math.degrees((up - EYE_M) / ahead) - gap_deg, abs=0.15)
