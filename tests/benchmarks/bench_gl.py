"""The OpenGL renderer against the reference. On a software driver it is never faster: that draws on the same processor.

A ratio below 1 means that OpenGL is faster. Every frame has a panel that is new, so that nothing kept helps either.
"""

from __future__ import annotations

import time
from itertools import count
from typing import TYPE_CHECKING

from hud.device import load_device
from hud.environment import Environment
from hud.errors import FacilityError
from hud.optics import CpuRenderer, View
from hud.optics.choice import require_gl
from hud.optics.context import is_software
from tests.benchmarks.timing import Row, best_ms
from tests.helpers.opengl import busy_panel, street_like

if TYPE_CHECKING:
    from hud.optics import Renderer

DEVICES = ("generic-microoled", "quark-s1")
SIZES = ((640, 360), (1280, 720), (1920, 1080))


def rows() -> list[Row]:
    """Both eyes, for ideal and for real optics, at three sizes; none where there is no OpenGL."""
    try:
        gl = require_gl()
    except FacilityError:
        return []
    found = []
    for name in DEVICES:
        for size in SIZES:
            reference, drawn = (_composing(renderer, name, size) for renderer in (CpuRenderer(), gl))
            # what a GPU does is no work of the processor; what a software driver does is nothing else
            clock = time.process_time if is_software(gl.driver) else time.perf_counter
            cpu_ms, gl_ms = best_ms(reference, drawn, rounds=5, clock=clock)
            found.append(
                Row(f"{name}, 2 x {size[0]}x{size[1]}, {gl.driver}", "the CPU reference", gl_ms, gl_ms / cpu_ms)
            )
    gl.close()
    return found


def _composing(renderer: Renderer, name: str, size: tuple[int, int]):
    device, seeds, backdrop = load_device(name), count(), street_like((1280, 720))

    def compose() -> None:
        panels = dict.fromkeys(device.eyes, busy_panel(device, next(seeds)))
        renderer.compose(panels, backdrop, device=device, environment=Environment(500.0), view=View(size))

    return compose
