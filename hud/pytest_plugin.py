"""The fixture ``hud_snapshot`` for pytest, its options, and one report of all workers at the end.

pytest loads this module in every session of every project that has the package installed, so nothing is imported here
that a session without the fixture would pay for.
"""

from __future__ import annotations

import os
import shutil
import time
import uuid
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from hud.regression.outcome import RunResults
    from hud.regression.snapshots import Snapshots

_UPDATES = ("none", "missing", "all")
_SESSION = "hud_session"
_PROPERTY = "hud_snapshot"

_uuid: pytest.StashKey[str] = pytest.StashKey()
_begin: pytest.StashKey[float] = pytest.StashKey()
_results: pytest.StashKey[RunResults] = pytest.StashKey()
_snapshots: pytest.StashKey[Snapshots] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--hud-update``, ``--hud-soft`` and ``--hud-output``."""
    group = parser.getgroup("hud", "HUD screenshots")
    group.addoption(
        "--hud-update",
        choices=_UPDATES,
        default="none",
        help="What becomes the baseline: nothing, what has none, or all that is not as it was. Where CI is set: none.",
    )
    group.addoption(
        "--hud-soft",
        action="store_true",
        help="A test goes on after a screenshot that failed, and fails at its end with all of them.",
    )
    group.addoption(
        "--hud-output",
        metavar="FOLDER",
        default="out/test",
        help="Where pictures, results and the report go; from pytest's root folder (default: out/test).",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Agree on a name for this session that its workers share."""
    given = getattr(config, "workerinput", {}).get(_SESSION)
    config.stash[_uuid] = given or uuid.uuid4().hex
    config.stash[_begin] = time.time()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - a type of pytest-xdist, which may not be there
    """Tell a worker of pytest-xdist which session it works for."""
    node.workerinput[_SESSION] = node.config.stash[_uuid]


@pytest.fixture
def hud_snapshot(request: pytest.FixtureRequest) -> Generator[Snapshots, None, None]:
    """Compare what the glasses show with what was approved: ``hud_snapshot("my-scenario", at=12.5)``.

    See `hud.regression.snapshots.Snapshots`: a scenario and a time, a frame of `hud.render_frame`, or a screen (QML)
    and its state; with ``device=``, ``lux=``, ``name=``, ``masks=``, ``policy=``, ``max_pixels=`` and ``soft=``.
    Baselines lie in ``baselines/`` beside the test's file.
    """
    from hud.regression.snapshots import Snapshots

    config = request.config
    folder = _folder(config)
    item: pytest.Item = request.node
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    snapshots = Snapshots(
        test=item.nodeid,
        file=item.path,
        root=config.rootpath,
        folder=folder,
        log=_parts(config) / f"{worker}.jsonl",
        update=_update(config),
        soft=config.getoption("--hud-soft"),
        fail=lambda message: pytest.fail(message, pytrace=False),
        note=lambda key, verdict: item.user_properties.append((_PROPERTY, f"{key}: {verdict}")),
    )
    item.stash[_snapshots] = snapshots
    yield snapshots
    snapshots.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, None]:
    """A test with soft failures fails when it is over."""
    outcome = yield
    snapshots = item.stash.get(_snapshots, None)
    if snapshots is None or not snapshots.failures:
        return
    words = "\n\n".join(snapshots.failures)
    if outcome.excinfo is None:
        outcome.force_exception(pytest.fail.Exception(words, pytrace=False))
    else:
        outcome.excinfo[1].add_note(f"before that:\n{words}")


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, tuple[str, dict[str, bool]]] | None:
    """A test that wrote a baseline was not passed: nothing was compared."""
    if getattr(report, "when", "") == "call" and report.passed:
        found = [value for name, value in report.user_properties if name == _PROPERTY]
        if any(str(value).endswith(": updated") for value in found):
            return "updated", "u", ("UPDATED", {"cyan": True})
    return None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Merge what all workers found into one ``results.json`` and one report."""
    config = session.config
    parts = _parts(config)
    if hasattr(config, "workerinput") or not parts.is_dir():
        return
    from hud.errors import HudError
    from hud.regression.gathering import merge

    try:
        results = merge(_folder(config), parts, began=config.stash[_begin], update=_update(config))
    except HudError as error:
        raise pytest.UsageError(str(error)) from None
    finally:
        shutil.rmtree(parts, ignore_errors=True)
    config.stash[_results] = results
    # a screenshot that failed has failed its test, or was expected to
    if session.exitstatus == pytest.ExitCode.OK and results.alarm is not None and not results.alarm.rang:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:  # noqa: ANN401 - pytest's is private
    """Say how many were as approved, and where to look."""
    results = config.stash.get(_results, None)
    if results is None:
        return
    from hud.regression.gathering import summary

    terminalreporter.section("HUD screenshots")
    if _update(config) != config.getoption("--hud-update"):
        terminalreporter.line("CI is set, so that nothing is updated")
    for line in summary(results, _folder(config)):
        terminalreporter.line(line)


def _folder(config: pytest.Config) -> Path:
    return config.rootpath / str(config.getoption("--hud-output"))


def _parts(config: pytest.Config) -> Path:
    return _folder(config) / f".parts-{config.stash[_uuid]}"


def _update(config: pytest.Config) -> Any:  # noqa: ANN401 - one of three words
    ci = os.environ.get("CI", "").strip().lower() not in ("", "0", "false", "no")
    return "none" if ci else config.getoption("--hud-update")
