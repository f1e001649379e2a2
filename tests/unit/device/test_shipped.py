"""The shipped profiles: all of them, every number with its origin, every one of them seen through."""

from __future__ import annotations

import pytest

from hud.device import device_ids, load_device, numbers, shipped_devices
from hud.optics import View
from hud.pipeline import Replay
from hud.scenario import load_scenario

# id: pixels of a panel, diagonal in degrees, px/deg as quoted, eyes
PROMISED = {
    "quark-s1": ((640, 480), 30, None, "both"),
    "quark-s1-green": ((640, 480), 30, None, "both"),
    "quark-g1": (None, None, None, "none"),
    "even-g1": ((640, 200), 25, 27, "both"),
    "even-g2": ((640, 350), 27.5, 27, "both"),
    "brilliant-frame": ((640, 400), 20, 38, "right"),
    "brilliant-halo": ((256, 256), None, None, "right"),
    "meta-rbd": ((600, 600), 20, 42, "right"),
    "xreal-one": ((1920, 1080), 50, 44, "both"),
    "xreal-one-pro": ((1920, 1080), 57, 39, "both"),
    "vuzix-z100": ((640, 480), 30, 27, "right"),
    "rokid-glasses": ((480, 640), 30, 27, "both"),
    "rayneo-x3-pro": ((640, 480), 30, 27, "both"),
    "inmo-go2": ((640, 480), 24.8, 32, "right"),
    "generic-microoled": ((640, 400), 30, 25, "both"),
}


def test_they_are_all_there():
    assert set(device_ids()) == PROMISED.keys()


@pytest.mark.parametrize("name", PROMISED)
def test_published_numbers_are_kept(name):
    size, diagonal, px_per_deg, eyes = PROMISED[name]
    device = load_device(name)
    assert device.id == name
    assert {0: "none", 1: "right", 2: "both"}[len(device.eyes)] == eyes
    if size is not None:
        assert device.resolution_px == size
    if diagonal is not None:
        assert device.fov_diagonal_deg == diagonal
    if px_per_deg is not None:
        # what is quoted is pixels over degrees of the whole diagonal; at the centre there are up to a tenth fewer
        assert 0.9 * px_per_deg < device.px_per_deg < 1.02 * px_per_deg


@pytest.mark.parametrize("device", shipped_devices(), ids=lambda d: d.id)
def test_every_number_has_a_tag_and_a_source(device):
    shown = {number.key: number for number in numbers(device)}
    assert shown.keys() == device.origins.keys()
    assert {"eyes", "optics.transmittance"} <= shown.keys()
    assert "mass" in shown or device.id == "generic-microoled"
    if device.eyes:
        assert {"display.peak_luminance", "display.contrast", "optics.virtual_image_distance"} <= shown.keys()
    for number in shown.values():
        assert number.text
        assert len(number.origin.source) > 8, number.key
        assert not number.origin.source.startswith(("/", "http")), "a source is named in words"
        unknown = ("unpublished", "unknown")
        assert number.origin.tag == "assumed" or not number.origin.source.startswith(unknown), number.key


@pytest.mark.parametrize("device", shipped_devices(), ids=lambda d: d.id)
@pytest.mark.parametrize("zoom", ["world", "display"])
def test_each_is_seen_through(device, zoom):
    scenario = load_scenario("morning-walk")
    view = View(size_px=(320, 180), zoom=zoom)
    with Replay(scenario, device=device, footage="flat:#607060", lux=300.0, view=view) as replay:
        frame = replay.frame(33.0)
    alone = [{"left": frame.left, "right": frame.right}[eye].rgb for eye in ("left", "right") if eye not in device.eyes]
    lit = [{"left": frame.left, "right": frame.right}[eye].rgb for eye in device.eyes]
    assert frame.panels.keys() == set(device.eyes)
    assert all(picture.max() > picture[0, 0].max() + 20 for picture in lit)
    # an eye without a display sees the flat world and nothing else
    assert all((picture == picture[0, 0]).all() for picture in alone if zoom == "world")
    assert frame.metadata["eyes"] == (" ".join(device.eyes) or "none")
