"""OpenGL in a window: a context of Qt's, or of EGL's where the window system has none."""

from __future__ import annotations

import pytest

from hud.app import gl
from hud.environment import Environment
from hud.errors import FacilityError
from hud.optics import View
from hud.optics.choice import open_renderer
from tests.helpers.glasses import glasses
from tests.helpers.opengl import gap, gl_or_none, street_like


def test_a_window_draws_as_the_reference(qapp):
    if gl_or_none() is None:
        return
    renderer = open_renderer("gl", open_context=gl.open_in_window)
    wish = {"device": glasses(haze=0.05), "environment": Environment(300.0), "view": View((160, 90))}
    found = gap(renderer, street_like(), **wish)
    renderer.close()
    assert found.most_codes <= 2
    assert found.luminance < 0.005


def test_without_either_it_is_said_how_to_get_one(qapp, monkeypatch):
    def none():
        raise FacilityError("none here", hint="get one")

    monkeypatch.setattr(gl, "QtContext", none)
    monkeypatch.setattr(gl, "open_headless", none)
    with pytest.raises(FacilityError, match="none here"):
        open_renderer("gl", open_context=gl.open_in_window)
