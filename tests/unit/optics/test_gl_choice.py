"""Which renderer is taken, and what is said where OpenGL is not to be had."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from hud.device import Mtf
from hud.environment import Environment
from hud.errors import FacilityError, UsageError
from hud.optics import CpuRenderer, View, context
from hud.optics.choice import open_renderer
from hud.optics.context import is_software
from tests.helpers.command import hud
from tests.helpers.glasses import flat_backdrop, glasses, panel
from tests.helpers.opengl import gl_or_none


def _none_here():
    raise FacilityError("no context", hint="get one")


def test_a_name_that_is_none():
    with pytest.raises(UsageError, match="did you mean 'gl'"):
        open_renderer("gll")


def test_auto_takes_the_reference_where_no_context_opens():
    assert isinstance(open_renderer("auto", open_context=_none_here), CpuRenderer)


def test_gl_says_why_there_is_none():
    with pytest.raises(FacilityError, match="no context"):
        open_renderer("gl", open_context=_none_here)


def test_auto_leaves_a_software_driver_alone():
    renderer = gl_or_none()
    if renderer is None:
        return
    assert isinstance(open_renderer("auto"), CpuRenderer) == is_software(renderer.driver)


@pytest.mark.parametrize(
    ("driver", "software"),
    [
        ("llvmpipe (LLVM 15.0.6, 256 bits)", True),
        ("softpipe", True),
        ("Google SwiftShader", True),
        ("GDI Generic", True),
        ("Mesa Intel(R) UHD Graphics 620 (KBL GT2)", False),
        ("NVIDIA H100/PCIe/SSE2", False),
    ],
)
def test_software_drivers_are_known(driver, software):
    assert is_software(driver) == software


def test_the_driver_stands_in_the_notes():
    renderer = gl_or_none()
    if renderer is None:
        return
    notes = renderer.notes(flat_backdrop(99), device=glasses(), environment=Environment(300.0), view=View())
    assert notes == {"renderer": "gl", "gl_renderer": renderer.driver}


def test_what_is_too_large_is_the_references_and_the_notes_say_why():
    renderer = gl_or_none()
    if renderer is None:
        return
    renderer._most_px = 100
    try:
        notes = renderer.notes(flat_backdrop(99), device=glasses(), environment=Environment(300.0), view=View((90, 60)))
    finally:
        with renderer._current() as resources:
            renderer._most_px = resources.most_px
    assert notes["renderer"] == "cpu"
    assert notes["renderer_asked_for"] == "gl"
    assert "larger than this driver's textures" in notes["renderer_reason"]


def test_a_blur_beyond_all_optics_is_the_references_too(monkeypatch):
    renderer = gl_or_none()
    if renderer is None:
        return
    monkeypatch.setattr("hud.optics.gl.support.MOST_BLUR_SAMPLES", 2)
    device, environment, view = glasses(mtf=Mtf(0.1, 1.0)), Environment(300.0), View((200, 120))
    wanted = {"device": device, "environment": environment, "view": view}
    assert renderer.notes(flat_backdrop(99), **wanted)["renderer"] == "cpu"
    drawn = renderer.compose({"left": panel(device, 200)}, flat_backdrop(99), **wanted)
    reference = CpuRenderer().compose({"left": panel(device, 200)}, flat_backdrop(99), **wanted)
    assert np.array_equal(drawn["left"].rgb, reference["left"].rgb)


def test_without_a_driver_the_command_says_how_to_get_one(tmp_path):
    # the dispatch library is there and finds no driver, as on a machine with libegl1 alone
    without = {"__EGL_VENDOR_LIBRARY_FILENAMES": "/nonexistent.json"}
    result = hud("render", "tea-house", "--renderer", "gl", "-o", tmp_path / "a.png", **without)
    assert result.returncode == 3
    assert "apt-get install libegl1 libgl1-mesa-dri" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "a.png").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="EGL is Linux's")
def test_a_broken_egl_is_a_facility_that_is_missing(monkeypatch):
    try:
        egl = context._egl()
    except FacilityError as error:
        pytest.skip(f"there is no EGL to break: {error}")

    def fails(*_):
        raise egl.EGLError(0x3001)

    monkeypatch.setattr(egl, "eglQueryString", fails)
    with pytest.raises(FacilityError, match=r"EGL does not work here: EGL error .*NOT_INITIALIZED"):
        open_renderer("gl")
    assert isinstance(open_renderer("auto"), CpuRenderer)


@pytest.mark.parametrize("content", [b"", b"not a library"])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names Linux's library")
def test_a_library_that_does_not_load_is_told_with_its_package(tmp_path, content):
    (tmp_path / "libEGL.so.1").write_bytes(content)
    result = hud("render", "tea-house", "-o", tmp_path / "a.png", LD_LIBRARY_PATH=str(tmp_path))
    assert result.returncode == 3
    assert "libEGL.so.1" in result.stderr
    assert "apt-get install --reinstall libegl1" in result.stderr
    assert result.stderr.count("\n") == 1


def test_auto_draws_without_a_driver(tmp_path):
    without = {"__EGL_VENDOR_LIBRARY_FILENAMES": "/nonexistent.json"}
    result = hud("render", "tea-house", "--renderer", "auto", "--json", "-o", tmp_path / "a.png", **without)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["metadata"]["renderer"] == "cpu"
    assert not result.stderr
