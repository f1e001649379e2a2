"""``hud devices``: what the list says of each is what its sheet says."""

import json

import pytest

from hud.app.controls import device_note
from hud.cli.devices import devices
from hud.device import load_device


def said(capsys, *words, as_json=False):
    devices(list(words), as_json=as_json)
    return capsys.readouterr().out


def test_the_list_has_a_name_of_its_own(capsys):
    assert said(capsys, "list") == said(capsys)
    assert said(capsys, "list", as_json=True) == said(capsys, as_json=True)


@pytest.mark.parametrize("name", ["quark-s1", "even-g2", "quark-g1"])
def test_the_list_counts_what_the_sheet_shows(capsys, name):
    (row,) = (line for line in said(capsys, "list").splitlines() if line.startswith(f"{name} "))
    sheet = json.loads(said(capsys, "show", name, as_json=True))
    tags = [number["tag"] for number in sheet.values() if isinstance(number, dict) and "tag" in number]
    assert f" {tags.count('assumed')} of {len(tags)} " in row
    # and the window's picker
    assert device_note(load_device(name)) == f"{tags.count('assumed')} of {len(tags)} numbers assumed"


def test_the_field_beside_a_panel_is_of_the_pixels_named_first(capsys):
    (row,) = (line for line in said(capsys, "list").splitlines() if line.startswith("even-g2 "))
    assert "576x288 of 640x350  21.9° x 11.0°" in row
    device = load_device("even-g2")
    assert device.drawable_fov_deg[0] == pytest.approx(21.87, abs=0.01)
    assert "24.23° x 13.39° (21.87° x 11.04° drawable)" in said(capsys, "show", "even-g2")
