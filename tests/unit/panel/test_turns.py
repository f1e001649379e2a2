"""Frames asked for on several threads at once: the same bytes, and a process that ends well."""

import os
import subprocess
import sys

import pytest

SCRIPT = """
from concurrent.futures import ThreadPoolExecutor
from hud import load_scenario, open_footage, render_frame
from hud.optics import View

backdrop = open_footage("flat:#808080").frame_at(0.0)
shipped, own = load_scenario("morning-walk"), load_scenario("hill-run")
moments = [(scenario, 30.0 + k) for k in range(3) for scenario in (shipped, own)] * 4

def drawn(moment):
    scenario, t_s = moment
    frame = render_frame(scenario, t_s, backdrop, view=View(size_px=(96, 64)))
    return frame.panels["right"].codes.tobytes() + frame.left.rgb.tobytes() + frame.right.rgb.tobytes()

first = FIRST
with ThreadPoolExecutor(4) as pool:
    asked = pool.map(drawn, moments)
    here = FIRST
    got = list(asked)
assert first == here and got[:6] * 4 == got, "a thread drew another picture"
assert not first or first == got, "threads draw another picture"
assert len(set(got)) > 1
"""


def run(script, env=None):
    """What a process of its own ends with: its code, and what it has said."""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120, env=env
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("first", ["[drawn(moment) for moment in moments]", "[]"], ids=["the main too", "others only"])
def test_threads_draw_the_same_and_end_well(first):
    assert run(SCRIPT.replace("FIRST", first)) == (0, "", "")


TOO_LATE = """
from concurrent.futures import ThreadPoolExecutor
from PySide6.QtGui import QGuiApplication

application = QGuiApplication([])
from hud import load_scenario, open_footage, render_frame
from hud.errors import FacilityError

backdrop = open_footage("flat:#808080").frame_at(0.0)

def told():
    try:
        render_frame(load_scenario("morning-walk"), 30.0, backdrop)
    except FacilityError as error:
        return error.message

with ThreadPoolExecutor(1) as other:
    assert told() and told() == other.submit(told).result(timeout=30)
"""


def test_a_thread_that_cannot_draw_is_told_why():
    """An application that was made before the fonts were ours; nobody waits for ever."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "FONTCONFIG_"))}
    assert run(TOO_LATE, bare | {"QT_QPA_PLATFORM": "offscreen"}) == (0, "", "")


FORKED = """
import multiprocessing
from hud import load_scenario, open_footage, render_frame
from hud.errors import FacilityError

scenario, backdrop = load_scenario("morning-walk"), open_footage("flat:#808080").frame_at(0.0)

def drawn(t_s):
    try:
        return len(render_frame(scenario, t_s, backdrop).elements)
    except FacilityError as error:
        return str(error)

if __name__ == "__main__":
    fork = multiprocessing.get_context("fork")
    with fork.Pool(1) as pool:
        before = pool.apply_async(drawn, (30.0,)).get(60)
    here = drawn(30.0)
    with fork.Pool(1) as pool:
        after = pool.apply_async(drawn, (30.0,)).get(20)
    assert before == here and "spawn" in after, (before, here, after)
"""
AT_EXIT = """
import atexit, threading
from hud import load_scenario, open_footage, render_frame
from hud.errors import FacilityError

frames = []

def late():
    try:
        frames[0].elements
    except FacilityError:
        print("too late")

atexit.register(late)
backdrop = open_footage("flat:#808080").frame_at(0.0)
other = threading.Thread(target=lambda: frames.append(render_frame(load_scenario("morning-walk"), 30.0, backdrop)))
other.start()
other.join()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks are not everywhere")
def test_a_process_forked_off_from_one_that_has_drawn_is_told_so():
    assert run(FORKED) == (0, "", "")


def test_what_is_asked_for_while_the_program_ends_is_too_late():
    assert run(AT_EXIT) == (0, "too late\n", "")
