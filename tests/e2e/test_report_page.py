"""The report in a real browser: from disk without a network, by keyboard and mouse, and served with live buttons."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from hud.regression import read_results
from hud.regression.report import Review, write_report
from tests.helpers import chromium
from tests.helpers.command import ROOT
from tests.helpers.runs import HOSTILE, error, lit, many, run, usual
from tests.helpers.shots import TREE, shot

pytestmark = pytest.mark.skipif(chromium.found() is None, reason="no Chromium or Chrome on this machine")

SHOWN = "[...document.querySelectorAll('#stage img')].every((i) => i.complete && i.naturalWidth)"


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with chromium.browser(tmp_path_factory.mktemp("profile")) as open_page:
        yield open_page


@pytest.fixture
def page(opened):
    tab = opened()
    tab.size(1440, 900)
    yield tab
    assert tab.said == []


def from_disk(page, out):
    page.offline()
    page.go(write_report(out).as_uri())
    page.wait(SHOWN)


def headlines(page):
    return page.js("[...document.querySelectorAll('.cause .headline')].map((e) => e.innerText)")


def roles(page):
    return page.js("[...document.querySelectorAll('#stage img')].map((e) => e.dataset.role)")


def test_a_report_on_disk_is_driven_by_keyboard_and_mouse(page, tmp_path):
    from_disk(page, usual(tmp_path, jobs=[error("broken", HOSTILE)], title=HOSTILE, notes=(HOSTILE,)))
    assert page.js("document.title") == "7 to look at - HUD screenshots"  # and nothing hostile ran
    assert page.js("document.fonts.check('600 14px \"Hud Sans\"')")
    assert headlines(page)[1:] == ["clock: '08:12' → '08:13'", "nav.arrow: drawn otherwise", "No baseline yet"]

    page.press("j")
    page.wait(SHOWN)
    assert roles(page) == ["expected", "actual", "diff"]
    assert "clock: '08:12' → '08:13'" in page.text("#about")
    assert page.js("document.querySelectorAll('.cell').length") == 8
    assert page.js("document.querySelectorAll('.curve circle').length") == 6  # the missing one has no height

    page.press("2")
    assert roles(page) == ["expected", "actual"]
    page.wait("document.querySelector('[data-role=actual]').style.clipPath")
    before = page.js("document.querySelector('[data-role=actual]').style.clipPath")
    page.js("document.querySelector('.divider').focus()")
    page.press("ArrowLeft")
    assert page.js("document.querySelector('[data-role=actual]').style.clipPath") != before

    page.js("document.activeElement.blur()")
    page.press("3")
    said = {page.text("#stage .role")}
    for _ in range(3):
        page.press(" ")
        said.add(page.text("#stage .role").partition(" (")[0])
    assert {"Expected", "Actual"} <= said

    page.press("4")
    assert roles(page) == ["diff"]
    page.press("1")
    page.press("n")
    assert page.js("document.getElementById('zoom').textContent") != "Fit"
    page.press("l")
    page.wait("document.querySelectorAll('#loupe canvas').length === 3")
    assert page.js("[...document.querySelectorAll('#loupe code')].map((e) => e.textContent)[1]").startswith("#")
    place = page.text("#loupe p")
    page.press("ArrowRight", shift=True)
    page.wait(f"document.querySelector('#loupe p').innerText !== {json.dumps(place)}")
    page.press("l")

    page.press("ArrowRight")
    assert "12 s" in page.text("#about h2")
    page.click(".cause:nth-of-type(3)")
    assert "nav.arrow" in page.js("document.querySelector('[aria-current=true] .headline').innerText")
    page.press("a")
    assert page.text("#progress") == "1 of 6 decided"
    page.press("A", shift=True)
    assert page.text("#progress") == "2 of 6 decided"
    page.press("k")
    page.press("r")
    assert page.text(".cause:nth-of-type(2) .badge") == "1 of 3 decided"
    page.press("u")
    assert page.text("#progress") == "2 of 6 decided"
    page.js("document.querySelector('[data-kind=identical]').focus({focusVisible: true})")
    page.press("j")
    assert page.js("document.activeElement.dataset.kind") == "identical"  # though all was drawn anew
    page.press("?")
    assert "approve every picture of this cause" in page.text("dialog")


def test_light_alone_opens_on_what_the_eye_sees_and_many_words_are_all_there(page, tmp_path):
    view = SimpleNamespace(rgb=np.full((90, 160, 3), 70, np.uint8))
    tree = tuple(replace(e, box=(e.box[0] + n, *e.box[1:]), colour="#123456") for n, e in enumerate(TREE))
    pairs = [
        (shot(t_s=1.0), shot(t_s=1.0, view=b"other")),
        (shot(t_s=2.0), shot(lit(), t_s=2.0, trees=dict.fromkeys(("left", "right"), tree))),
    ]
    from_disk(page, run(tmp_path, pairs, frame=SimpleNamespace(left=view, right=view)))
    assert headlines(page) == ["The footage or the optics changed", "nav: colour none → #123456, and 6 more"]
    assert roles(page) == ["actual"]
    assert "keeps no picture of what the eye sees" in page.text("#about")
    page.press("j")
    page.wait(SHOWN)
    assert roles(page) == ["expected", "actual", "diff"]
    page.click("#more-words")
    told = page.text("dialog")
    assert all(f"{one.id}: colour" in told for one in TREE), told
    page.js("document.getElementById('dialog').close()")
    for _ in range(2):
        page.press("i")
    assert not page.js("document.getElementById('dialog').open")


def test_what_was_decided_in_a_file_is_a_command(page, tmp_path):
    from_disk(page, usual(tmp_path))
    page.press("A", shift=True)
    page.js("Object.defineProperty(navigator, 'clipboard', {value: {writeText: (t) => { window.copied = t; }}})")
    page.click("#copy")
    page.wait("window.copied")
    assert page.js("window.copied").startswith("hud approve walk/10s-quark-s1 walk/12s-quark-s1 walk/14s-quark-s1 -o ")
    page.click("#approve-all")
    assert "3 pictures of 2 causes" in page.text("dialog")
    page.click("dialog .primary")
    page.click("#copy")
    page.wait("window.copied.startsWith('hud approve --all')")


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda folder: run(folder, []), "No screenshots were taken"),
        (lambda folder: all_identical(folder), "All identical: 3 pictures"),
        (lambda folder: many(folder, 500), "Different"),
    ],
)
def test_none_all_well_and_five_hundred(page, tmp_path, made, words):
    from_disk(page, made(tmp_path))
    page.wait(f"document.body.innerText.includes({json.dumps(words)})")
    assert page.js("document.documentElement.scrollWidth") <= 1440
    # of five hundred pictures those in sight were made
    assert page.js("[...document.querySelectorAll('img')].filter((i) => i.src).length") < 40


def all_identical(folder):
    return run(folder, [(one, one) for one in (shot(t_s=1.0), shot(t_s=2.0), shot(t_s=3.0))])


def test_buttons_of_a_review_approve_and_take_back(page, tmp_path):
    review = Review(usual(tmp_path))
    store = tmp_path / "baselines"
    before = {path.name: path.read_bytes() for path in store.iterdir()}
    thread = threading.Thread(target=review.serve)
    thread.start()
    try:
        page.go(review.url)
        page.wait(SHOWN)
        page.click("#approve")
        page.wait("document.querySelector('#progress').innerText === '1 of 6 decided'")
        assert review.decisions == {"walk/10s-quark-s1": "approved"}
        page.click("#approve-group")
        page.wait("document.querySelector('#progress').innerText === '3 of 6 decided'")
        page.click(".cause:nth-of-type(2)")
        page.click("#reject")
        page.wait("document.querySelector('#progress').innerText === '4 of 6 decided'")
        page.click("#approve-all")
        page.click("dialog .primary")
        page.wait("document.querySelector('#progress').innerText === '6 of 6 decided'")
        assert sorted(review.decisions.values()) == ["approved"] * 5 + ["rejected"]
        assert len([job for job in read_results(review.folder).jobs if job.status == "updated"]) == 5

        page.go(review.url)  # as it was left
        page.wait("document.querySelector('#progress').innerText === '6 of 6 decided'")
        for cause in (1, 2, 3):
            page.click(f".cause:nth-of-type({cause})")
            for _ in range(len(page.js("[...document.querySelectorAll('.cell')]"))):
                page.js("document.querySelector('#undo')?.click()")
                page.wait("!document.body.classList.contains('busy')")
                page.press("ArrowRight")
        page.wait("document.querySelector('#progress').innerText === '0 of 6 decided'")
        assert {path.name: path.read_bytes() for path in store.iterdir()} == before
    finally:
        review.close()
        thread.join()
    page.press("k")
    page.press("a")
    page.wait("document.querySelector('#told').innerText.startsWith('hud review is not running any more')")
    assert [said for said in page.said if "ERR_CONNECTION_REFUSED" not in said] == []
    page.said.clear()


def test_ctrl_c_ends_a_review_well(tmp_path):
    out = usual(tmp_path)
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "hud", "review", "--no-browser", "-o", str(out)]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        address = process.stdout.readline()
        assert address.startswith("Review at http://127.0.0.1:")
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        try:
            said, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert (process.returncode, errors) == (0, "")
    assert "0 approved, 0 rejected, 6 undecided" in said
