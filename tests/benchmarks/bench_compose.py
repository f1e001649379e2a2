"""What composing both eyes' views costs, against the overlay one would write first, and what the cost grows with.

The naive overlay: for each eye the panel resized into an empty layer (`cv2.resize`), and `cv2.addWeighted` over the
whole frame. It adds codes, not light, and puts the display where it may; it is what the time is measured by.
"""

from __future__ import annotations

import itertools
import math
import os
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hud.cv import cv2
from hud.device import EYES, load_device
from hud.environment import Environment
from hud.footage import open_footage
from hud.footage.base import Backdrop
from hud.optics import CpuRenderer, View, ViewGeometry, crew
from hud.pipeline import render_frame
from hud.scenario import load_scenario
from tests.benchmarks.timing import Row, best_ms
from tests.helpers.glasses import EVERY_ARTEFACT, bare, flat_backdrop

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from hud.device import DeviceProfile, Eye

FIRST_FRAME, LAST_FRAME = 1_000, 10_000
AT_S = 40.0
CHANGING_S = 50.0
UNLIKE = "whole frame without its footage, each panel unlike the one before"
OUTSIDE = {"world_distance_m": 6.0, "pupil_offset_m": (0.0055, 0.0)}


def naive(
    codes: NDArray[np.uint8], backdrop: Backdrop, device: DeviceProfile, view: View, *, by_eye: bool = True
) -> None:
    """The overlay, for both eyes.

    Args:
        codes: The panel.
        backdrop: The footage.
        device: Where it lies.
        view: The pictures.
        by_eye: Where OpenCV is allowed more threads than one, each eye on one of its own, as ours are; else one eye
            after the other, each on as many threads as OpenCV takes by itself.
    """
    geometry = ViewGeometry.of(device, backdrop, view)

    def overlay(eye: Eye) -> NDArray[np.uint8]:
        field = geometry.panel(device, eye, device.resolution_px).footprint()
        layer = np.zeros_like(backdrop.rgb)
        layer[field.rows, field.cols] = cv2.resize(codes, (field.x1 - field.x0, field.y1 - field.y0))
        return cv2.addWeighted(backdrop.rgb, 0.85, layer, 1.0, 0)

    if by_eye:
        crew.each(overlay, EYES)
    else:
        for eye in EYES:
            overlay(eye)


def ours(
    codes: NDArray[np.uint8],
    backdrop: Backdrop,
    device: DeviceProfile,
    view: View,
    environment: Environment,
    *,
    anew: bool,
) -> Callable[[], object]:
    """Composing both views: ``anew`` with a panel that was never seen, or with the same as before."""
    renderer = CpuRenderer()
    fixed = codes.copy()
    fixed.setflags(write=False)

    def compose() -> object:
        panel = codes if anew else fixed  # what can be written to is never remembered
        panels = dict.fromkeys(EYES, panel)
        return renderer.compose(panels, backdrop, device=device, environment=environment, view=view)

    return compose


def lit(device: DeviceProfile, share: float) -> NDArray[np.uint8]:
    """A panel with a band of noise over some share of it."""
    width, height = device.drawable_px
    codes = np.zeros((height, width, 3), np.uint8)
    rows = round(height * share)
    codes[(height - rows) // 2 : (height - rows) // 2 + rows] = np.random.default_rng(1).integers(
        1, 256, (rows, width, 1), dtype=np.uint8
    )
    return codes


def elements(device: DeviceProfile, count: int, share: float = 0.04) -> NDArray[np.uint8]:
    """A panel with some share of it lit in so many equal squares, a square number of them, evenly spread."""
    width, height = device.drawable_px
    codes = np.zeros((height, width, 3), np.uint8)
    along = math.isqrt(count)
    side = round(math.sqrt(width * height * share / count))
    for n in range(count):
        x, y = (
            (2 * k + 1) * length // (2 * along) - side // 2 for k, length in ((n % along, width), (n // along, height))
        )
        codes[y : y + side, x : x + side] = np.random.default_rng(n).integers(1, 256, (side, side, 1), dtype=np.uint8)
    return codes


P3 = ((1.2249, 0.0, 0.0), (0.0, 1.0419, 0.0), (0.0, 0.0786, 0.9214))
"""Primaries that have to be mixed, near those of Display P3; linear BT.709."""


def rows() -> list[Row]:
    """The table's lines."""
    scenario = load_scenario("morning-walk")
    footage = open_footage(scenario.footage, walk=scenario.walk)
    backdrop = footage.frame_at(AT_S)
    footage.close()
    return [
        *_against_naive(scenario, backdrop),
        *_on_all_cores(scenario, backdrop),
        *_growth(backdrop),
        *_memory(),
    ]


def _against_naive(scenario, backdrop) -> list[Row]:
    shipped = load_device("quark-s1")
    perfect, spoilt = bare("quark-s1"), bare("quark-s1", **EVERY_ARTEFACT)
    own = replace(spoilt, primaries=P3)
    view, plain = View(), Environment(10_000.0)
    turning, aslant = (Environment(10_000.0, **OUTSIDE, head_rate_deg_s=(30.0, up)) for up in (0.0, 20.0))
    frame = render_frame(scenario, AT_S, backdrop, device=shipped)
    codes = frame.panels["left"].codes.copy()
    cases = [
        ("both eyes, artefacts off, panel anew", perfect, plain, True, 1.0),
        ("both eyes, artefacts off, same panel", perfect, plain, False, 1.0),
        ("both eyes, quark-s1 as shipped, panel anew", shipped, plain, True, 6.0),
        ("both eyes, quark-s1 as shipped, same panel", shipped, plain, False, 6.0),
        ("both eyes, every artefact, panel anew", spoilt, Environment(10_000.0, **OUTSIDE), True, 6.0),
        ("both eyes, every artefact, same panel", spoilt, Environment(10_000.0, **OUTSIDE), False, 6.0),
        ("both eyes, every artefact and own primaries, panel anew", own, Environment(10_000.0, **OUTSIDE), True, 6.0),
        ("both eyes, every artefact, head at 30 deg/s, panel anew", spoilt, turning, True, 6.0),
        ("both eyes, every artefact, head at 30 and 20 deg/s aslant, panel anew", spoilt, aslant, True, 6.0),
    ]
    out = []
    overlay = lambda: naive(codes, backdrop, perfect, view)  # noqa: E731 - measured by turns with the rest
    for name, device, environment, anew, bound in cases:
        base, spent = best_ms(overlay, ours(codes, backdrop, device, view, environment, anew=anew))
        out.append(Row(f"{name} ({(codes.any(axis=2)).mean():.0%} lit)", "naive overlay", spent, spent / base, bound))
    times = itertools.count()
    base, spent = best_ms(
        overlay, lambda: render_frame(scenario, AT_S + next(times) / 30, backdrop, device=perfect), rounds=40
    )
    out.append(Row("whole frame without its footage, artefacts off", "naive overlay", spent, spent / base, 2.0))
    base, middle, mean = _changing(scenario, backdrop, perfect, overlay)
    out.append(Row(UNLIKE, "naive overlay", middle, middle / base, 2.0))
    out.append(Row("the mean of such frames, a notice's coming up among them", "naive overlay", mean, mean / base))
    copies = lambda: (backdrop.rgb.copy(), backdrop.rgb.copy())  # noqa: E731 - measured by turns with the rest
    moved = 4 * backdrop.rgb.nbytes / 1e6  # each picture read and written
    against = f"copying two pictures ({moved:.1f} MB)"
    limits = [
        (name, ours(codes, backdrop, device, view, environment, anew=True))
        for name, device, environment in (
            ("both eyes, artefacts off, panel anew", perfect, plain),
            ("both eyes, quark-s1 as shipped, panel anew", shipped, plain),
            ("both eyes, every artefact, panel anew", spoilt, Environment(10_000.0, **OUTSIDE)),
        )
    ]
    base, *spent = best_ms(copies, overlay, *(action for _, action in limits))
    names = ["naive overlay", *(name for name, _ in limits)]
    out += [Row(name, against, ms, ms / base) for name, ms in zip(names, spent, strict=True)]
    return out


def _changing(scenario, backdrop, device, overlay, clock=time.process_time) -> tuple[float, float, float]:
    """The overlay, and whole frames whose panel shows what the one before did not: their median and their mean, ms.

    By turns, so that each finds the other's pictures in the caches; of each moment, and of the overlay after it, the
    least time of some rounds, and of the overlays too the median. In most moments a figure changes, in a few a notice
    or a manoeuvre comes up. Both have the same footage at hand, decoded.
    """
    moments, before = [], None
    for t_s in np.arange(AT_S, AT_S + CHANGING_S, 0.5):
        codes = render_frame(scenario, float(t_s), backdrop, device=device).panels["left"].codes
        if before is None or not np.array_equal(codes, before):
            moments.append(float(t_s))
        before = codes
    frames = [partial(render_frame, scenario, t_s, backdrop, device=device) for t_s in moments]
    by_turns = [action for frame in frames for action in (frame, overlay)]
    spent = best_ms(*by_turns, rounds=12, clock=clock)
    return float(np.median(spent[1::2])), float(np.median(spent[::2])), float(np.mean(spent[::2]))


def _on_all_cores(scenario, backdrop) -> list[Row]:
    """The time that passes where every core may be used, by the overlay too; none on a machine of one core.

    By OpenCV's own threads, as one would write it, and, a harder measure, by a thread for each eye.
    """
    cores = os.cpu_count() or 1
    if cores < 2:
        return []
    shipped, perfect = load_device("quark-s1"), bare("quark-s1")
    spoilt, spoiling = bare("quark-s1", **EVERY_ARTEFACT), Environment(10_000.0, **OUTSIDE)
    view, plain = View(), Environment(10_000.0)
    codes = render_frame(scenario, AT_S, backdrop, device=perfect).panels["left"].codes.copy()
    overlays = {
        "naive overlay, a thread for each eye": lambda: naive(codes, backdrop, perfect, view),
        "naive overlay, OpenCV's own threads": lambda: naive(codes, backdrop, perfect, view, by_eye=False),
    }
    out = []
    cv2.setNumThreads(cores)
    try:
        for name, device, environment, bound in (
            ("both eyes, artefacts off, panel anew", perfect, plain, 1.0),
            ("both eyes, quark-s1 as shipped, panel anew", shipped, plain, 6.0),
            ("both eyes, every artefact, panel anew", spoilt, spoiling, 6.0),
        ):
            composed = ours(codes, backdrop, device, view, environment, anew=True)
            *bases, spent = best_ms(*overlays.values(), composed, rounds=40, clock=time.perf_counter)
            out += [
                Row(f"{name}, all cores", against, spent, spent / base, bound)
                for against, base in zip(overlays, bases, strict=True)
            ]
        for against, overlay in overlays.items():
            base, middle, _ = _changing(scenario, backdrop, perfect, overlay, time.perf_counter)
            out.append(Row(f"{UNLIKE}, all cores", against, middle, middle / base, 2.0))
    finally:
        cv2.setNumThreads(1)
    return out


def _growth(backdrop) -> list[Row]:
    view, environment = View(), Environment(10_000.0)
    out = []
    for label, artefacts in (("artefacts off", {}), ("every artefact", EVERY_ARTEFACT)):
        device = bare("generic-microoled", **artefacts)
        shares = (0.0, 0.04, 0.16, 0.64)
        spent = best_ms(
            *(ours(lit(device, s), backdrop, device, view, environment, anew=True) for s in shares), rounds=12
        )
        out += [
            Row(f"{s:.0%} of the panel lit, {label}", "none lit", ms, ms / spent[0])
            for s, ms in zip(shares[1:], spent[1:], strict=True)
        ]
        for as_many in (False, True):
            actions = []
            for k in (1, 2, 4):
                size = (320 * k, 200 * k)
                finer = replace(device, resolution_px=size, drawable_px=size)
                share = 0.04 / k**2 if as_many else 0.04
                actions.append(ours(lit(finer, share), backdrop, finer, view, environment, anew=True))
            spent = best_ms(*actions, rounds=12)
            what = "as many pixels lit" if as_many else "4% lit"
            out += [
                Row(f"panel of {320 * k}x{200 * k}, {what}, {label}", "320x200, 4% lit", ms, ms / spent[0])
                for k, ms in zip((2, 4), spent[1:], strict=True)
            ]
    device = bare("generic-microoled")
    for label, glasses in (("artefacts off", device), ("every artefact", bare("generic-microoled", **EVERY_ARTEFACT))):
        counts = (1, 4, 16, 64)
        spent = best_ms(
            *(ours(elements(glasses, n), backdrop, glasses, view, environment, anew=True) for n in counts), rounds=12
        )
        out += [
            Row(f"the same light in {n} elements, {label}", "in 1", ms, ms / spent[0])
            for n, ms in zip(counts[1:], spent[1:], strict=True)
        ]
    sizes = ((640, 360), (1280, 720), (1920, 1080))
    actions = []
    for size in sizes:
        scaled = Backdrop(cv2.resize(backdrop.rgb, size), backdrop.hfov_deg)
        actions.append(ours(lit(device, 0.04), scaled, device, View(size_px=size), environment, anew=True))
    spent = best_ms(*actions, rounds=12)
    out += [
        Row(f"pictures of {w}x{h}", "640x360", ms, ms / spent[0])
        for (w, h), ms in zip(sizes[1:], spent[1:], strict=True)
    ]
    return out


def _memory() -> list[Row]:
    """Resident memory after many frames, each with a panel of its own, against that after a few; in its own process."""
    code = "from tests.benchmarks.bench_compose import resident_mib; print(*resident_mib())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    first, last = map(float, done.stdout.split())
    what = f"resident memory after {LAST_FRAME:,} frames ({last:.0f} MiB)"
    return [Row(what, f"after {FIRST_FRAME:,} ({first:.0f} MiB)", 0.0, last / max(first, 1), 1.05)]


def resident_mib() -> tuple[float, float]:
    """Of this process, in MiB, after the first and the last of the frames; 0 where the system does not say."""
    cv2.setNumThreads(1)
    device, environment = bare("generic-microoled", **EVERY_ARTEFACT), Environment(10_000.0)
    small, view = flat_backdrop(128), View(size_px=(320, 180))
    renderer, found = CpuRenderer(), []
    for n in range(1, LAST_FRAME + 1):
        codes = lit(device, 0.02)
        codes[0, 0] = n % 256
        codes.setflags(write=False)
        renderer.compose(dict.fromkeys(EYES, codes), small, device=device, environment=environment, view=view)
        if n in {FIRST_FRAME, LAST_FRAME}:
            found.append(_resident_kib() / 1024)
    return found[0], found[1]


def _resident_kib() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])
