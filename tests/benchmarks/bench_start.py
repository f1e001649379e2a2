"""How soon a command is there, and how soon it tells of a screen that never ends: new processes, by the clock."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hud.templates import new_scenario
from tests.benchmarks.timing import Row, best_ms
from tests.helpers.command import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 4
ENDLESS = {
    "a binding that loops for ever": "Text { text: { while (true) {} } }",
    "a hundred million items": "Repeater { model: 100000000; Item {} }",
    "a text that grows for ever": 'function f() { let s = "a"; while (true) s += s + "b" } Text { text: f() }',
}


def rows() -> list[Row]:
    """Commands against what any program with a QML engine pays before its first line: its import."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory() as name:

        def process(*command: str, fine: int = 0) -> Callable[[], object]:
            def run() -> None:
                done = subprocess.run([sys.executable, *command], env=env, cwd=name, capture_output=True, check=False)
                assert done.returncode == fine, done.stderr

            return run

        new_scenario("own", kind="blank", folder=Path(name) / "own")
        for k, body in enumerate(ENDLESS.values()):
            Path(name, f"{k}.qml").write_text(f"import QtQuick\nItem {{ {body} }}\n", encoding="utf-8")
        hud = ("-m", "hud")
        commands = {
            "hud --help": process(*hud, "--help"),
            "hud devices": process(*hud, "devices"),
            "hud check, a new scenario with its own screen": process(*hud, "check", "own"),
            **{
                f"hud check, {what}: told of": process(*hud, "check", f"{k}.qml", fine=1)
                for k, what in enumerate(ENDLESS)
            },
        }
        qml, *spent = best_ms(
            process("-c", "import PySide6.QtQml"), *commands.values(), rounds=ROUNDS, clock=time.perf_counter
        )
    # told of within two seconds, with a quarter in hand
    bounds = [1500 / qml if what.endswith("told of") else None for what in commands]
    return [
        Row(what, "python -c 'import PySide6.QtQml'", ms, ms / qml, bound)
        for what, ms, bound in zip(commands, spent, bounds, strict=True)
    ]
